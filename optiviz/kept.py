"""What is costly to make is made once, and may be asked whether it is there: compiled programs."""

import functools
import threading
from collections import OrderedDict


class Kept:
    """make(*key) for the `most` keys used last; `key in kept` tells, without making anything, that it is there.

    One thing is made at a time (compiling takes all cores), and never twice by two threads that want it at once.
    functools.lru_cache can do neither.
    """

    def __init__(self, make, most):
        functools.update_wrapper(self, make)
        self._make, self._most = make, most
        self._made = OrderedDict()
        self._using, self._making = threading.Lock(), threading.Lock()

    def __call__(self, *key):
        if (made := self._used(key)) is not None:
            return made
        with self._making:
            if (made := self._used(key)) is None:  # another thread may have made it meanwhile
                made = self._make(*key)
                self._keep(key, made)
        return made

    def __contains__(self, key):
        return key in self._made

    def __len__(self):
        return len(self._made)

    def _used(self, key):
        with self._using:
            if key not in self._made:
                return None
            self._made.move_to_end(key)
            return self._made[key]

    def _keep(self, key, made):
        with self._using:
            self._made[key] = made
            if len(self._made) > self._most:
                self._made.popitem(last=False)


def kept(most):
    """The decorator: @kept(256)."""
    return functools.partial(Kept, most=most)

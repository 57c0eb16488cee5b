"""Numbers that a reader brought, within reach of the live channel, which knows no sessions.

Each list lies under a name that cannot be guessed. The shelf has a fixed number of places: the list that was used
longest ago gives way.
"""

import secrets
import threading
from collections import OrderedDict

PLACES = 200  # of at most typed.MOST numbers each: 3 MB
GONE = "These numbers are no longer held here: change any control beside, and they are brought again."

_held, _using = OrderedDict(), threading.Lock()


def lay(numbers):
    """Put numbers on the shelf; returns the name under which they lie."""
    name = secrets.token_urlsafe(12)
    with _using:
        _held[name] = tuple(numbers)
        while len(_held) > PLACES:
            _held.popitem(last=False)
    return name


def holds(name):
    """Whether there are numbers under a name."""
    with _using:
        return name in _held


def take(name):
    """The numbers under a name; ValueError, in a sentence, where there are none."""
    with _using:
        if name not in _held:
            raise ValueError(GONE)
        _held.move_to_end(name)
        return _held[name]

"""What every row of the schedule catalogue holds."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

from optiviz.params import Param
from optiviz.schedules.values import WARMUP


@dataclass(frozen=True)
class Twin:
    """The same schedule in a library.

    name is what the library calls it, "" where it has none. code(base, n, h, steps) gives a Python expression that
    builds it, or None where the library cannot: base is the learning rate as text, n the schedule's length, h its
    values by attribute, steps how many steps are asked of it. The expression uses the library under its own name,
    math, jax, and for PyTorch the name optimizer. warm(own, base, n, h) gives the same behind a warm-up, None where
    the library cannot do that. note says in words how the library's own differs.
    """

    name: str
    code: Callable
    note: str = ""
    warm: Callable | None = None


@dataclass(frozen=True)
class Schedule:
    """One schedule: the share of the base learning rate for each step.

    function(k, n, h) -> shares (steps,): k (steps,) counts the steps taken since the warm-up as floats from 0, n is
    the schedule's length in steps, at least 1, h its values by attribute. equations are LaTeX lines in the order
    computed; the last gives s_k, the learning rate without warm-up, eta being the base and n the length.
    """

    key: str
    title: str
    family: str
    equations: tuple[str, ...]
    own: tuple[Param, ...]
    function: Callable
    twins: dict[str, Twin]  # by library: "pytorch", "keras", "optax"
    reference: str
    story: str
    still: bool = False  # without a warm-up the learning rate stays what it is

    @functools.cached_property
    def params(self):
        """Every number of the schedule, with the warm-up that all have."""
        return (*self.own, WARMUP)

    @property
    def values(self):
        """The default values by name."""
        return {p.name: p.default for p in self.params}

"""One number that a reader may change: its name, its range, and the sentence for a value outside of it."""

import math
from dataclasses import dataclass, replace

from optiviz.messages import digits


@dataclass(frozen=True)
class Param:
    """A number of a surface or an optimizer.

    low and high bound its slider; floor and ceiling bound what is legal at all (a typed value, a link, a call).
    They default to the slider's own bounds. scale says how the slider moves: "linear", "log" (equal steps are equal
    factors), "log0" (the same with a stop at 0), "memory" (fine near 1, for decay rates), "count" (whole numbers) or
    "switch" (0 or 1). usual is the range that people try first, where there is one: low and high.
    """

    name: str
    symbol: str
    title: str
    default: float
    low: float
    high: float
    scale: str = "linear"
    help: str = ""
    floor: float | None = None
    ceiling: float | None = None
    below_ceiling: bool = False  # True: the ceiling itself is not legal, as for a decay rate, which must stay under 1
    usual: tuple[float, float] | None = None

    def __hash__(self):  # equal params have equal names; all fields would take ten times as long
        return hash(self.name)

    def but(self, **changes):
        """The same param with other fields, for a library whose default differs."""
        return replace(self, **changes)

    @property
    def legal(self):
        """The legal values in words, as error messages quote them."""
        if self.scale == "switch":
            return "0 (off) or 1 (on)"
        floor = self.low if self.floor is None else self.floor
        ceiling = self.high if self.ceiling is None else self.ceiling
        numbers = "a whole number in" if self.scale == "count" else "in"
        return f"{numbers} [{digits(floor, 6)}, {digits(ceiling, 6)}{')' if self.below_ceiling else ']'}"

    @property
    def tried(self):
        """The usual range in words, "0.8 to 0.95", or "" where there is none."""
        return f"{digits(self.usual[0])} to {digits(self.usual[1])}" if self.usual else ""

    def check(self, value):
        """value as a Python float; ValueError with name, rule and value if it is not legal."""
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        floor = self.low if self.floor is None else self.floor
        ceiling = self.high if self.ceiling is None else self.ceiling
        whole = self.scale in ("count", "switch")
        if (
            not floor <= number <= ceiling
            or (self.below_ceiling and number == ceiling)
            or (whole and number != int(number))
        ):
            raise ValueError(f"`{self.name}` must be {self.legal}, got {str(value)[:40]}.")
        return number

    def accept(self, value):
        """(legal float, None), or (default, a sentence for the reader) where value is not legal."""
        try:
            return self.check(value), None
        except ValueError as error:
            return self.default, f"{error} Using {digits(self.default, 6)}."

"""What every entry of the Reference holds, beside its row in the optimizer catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """key is that of the optimizer; after is the key of the one whose fault it repairs, "" for the first.

    problem says which fault that is, ranges what people try first and who says so, differences how PyTorch, Keras and
    optax differ. copies is how many numbers it keeps beside each parameter. good and weak are presets that show its
    point and its weak case.
    """

    key: str
    year: int
    after: str
    problem: str
    ranges: str
    differences: str
    copies: int | str
    good: tuple[str, ...]
    weak: tuple[str, ...]

    def shown(self):
        """(What it is, keys of the presets that show it): the point of the rule, and its weak case."""
        return ("The point", self.good), ("The weak case", self.weak)

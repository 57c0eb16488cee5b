"""How a loss turns into a colour and a height: as it is, or log10 of its distance to the minimum plus a small delta."""

from dataclasses import dataclass

import numpy as np

LEVELS = 22  # contour lines aimed at


@dataclass(frozen=True)
class Scale:
    """The transform of one terrain: delta is None for plain losses; title is what an axis or colour bar says."""

    floor: float | None
    delta: float | None

    @property
    def title(self):
        return "loss" if self.delta is None else f"log₁₀(loss − minimum + {self.delta:g})"

    def __call__(self, loss):
        if self.delta is None:
            return np.asarray(loss, dtype=float)
        with np.errstate(all="ignore"):  # inf and nan pass through; rounding may put a loss below its floor
            return np.log10(np.maximum(np.asarray(loss, dtype=float) - self.floor, 0.0) + self.delta)


def scale_of(terrain, log=None):
    """The Scale of a terrain; log overrides terrain.log. Without a known floor there is nothing to take a log of.

    delta is the loss above the minimum that one grid point in fifty lies below, rounded down to 1, 2 or 5 times a
    power of ten: smaller would spend most of the colours on a few grid points, larger would flatten the valley.
    """
    log = terrain.log if log is None else log
    if not log or terrain.floor is None:
        return Scale(terrain.floor, None)
    above = (terrain.z - terrain.floor)[np.isfinite(terrain.z)]
    above = above[above > 0]
    if not len(above):
        return Scale(terrain.floor, None)
    nth = len(above) // 50
    return Scale(terrain.floor, _round_down(float(np.partition(above, nth)[nth])))


def _round_down(value):
    power = 10.0 ** np.floor(np.log10(value))
    digit = next(d for d in (5, 2, 1) if d <= value / power * (1 + 1e-9) or d == 1)
    return float(f"{digit * power:.0e}")


def span(z):
    """The lowest and highest finite value; a flat or empty grid still gets a width."""
    finite = z[np.isfinite(z)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def levels(low, high):
    """(start, size) of the contour lines between low and high: size is 1, 2 or 5 times a power of ten."""
    size = _round_up((high - low) / LEVELS)
    return float(np.ceil(low / size) * size), size


def _round_up(value):
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(d for d in (1, 2, 5, 10) if d * power >= value) * power)

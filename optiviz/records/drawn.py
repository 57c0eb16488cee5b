"""What figures draw of runs: a label, the slot (0 to 7) of colour, dash and marker, and numbers a row."""

from dataclasses import dataclass

import numpy as np

from optiviz.records.many import Band, Sweep


@dataclass(frozen=True)
class Track:
    """What figures draw of one run: its legend label, the slot (0 to 7) of its colour, dash and marker, and rows.

    x, y, loss (rows,): up to the last row before a divergence, at least the start. left: the first row outside of the
    domain, or None; sentence: how the run ended, for hover and screen readers.
    """

    label: str
    slot: int
    x: np.ndarray
    y: np.ndarray
    loss: np.ndarray
    left: int | None
    sentence: str


@dataclass(frozen=True)
class Plane:
    """One run in a view other than its path: label, slot and sentence as of its Track, a point x, y (rows,) a row.

    seen says how many rows, from the first on, the axes are chosen for: those before the run leaves the view.
    """

    label: str
    slot: int
    x: np.ndarray
    y: np.ndarray
    seen: int
    sentence: str


@dataclass(frozen=True)
class Spread:
    """What figures draw of many runs of one rule: legend label, slot as in Track, Band and what a step costs.

    cost: gradients of the surface that one step takes, or how much of another unit; losses (k, n + 1) to draw each run
    too, or None.
    """

    label: str
    slot: int
    band: Band
    cost: float = 1
    losses: np.ndarray | None = None


@dataclass(frozen=True)
class Curve:
    """What figures draw of a Sweep: legend label, slot as in Track, and the row of it to mark, or None."""

    label: str
    slot: int
    sweep: Sweep
    marked: int | None = None


@dataclass(frozen=True)
class Line:
    """A line of a chart: its legend label, the slot (0 to 7) of its colour, dash and marker, and x and y, (n,) each.

    nan in y is a gap; missing (m,): the x at which there is no value, marked on the upper edge. kind is "line", "dots"
    or "steps" (a line of dots); faint: drawn thin, beside the others.
    """

    label: str
    slot: int
    x: np.ndarray
    y: np.ndarray
    kind: str = "line"
    missing: np.ndarray | tuple = ()
    faint: bool = False


@dataclass(frozen=True)
class Mark:
    """A dotted line across a chart, at a value of its "x" or "y" axis, with a few words."""

    axis: str
    at: float
    text: str


@dataclass(frozen=True)
class Cloud:
    """Where many runs of one rule are at a step: legend label, slot as in Track, points (k, 2), finite, and theory.

    theory: the mean (2,) and the curve (m, 2) that ought to hold `share` of the points, or None where none is known.
    """

    label: str
    slot: int
    points: np.ndarray
    theory: tuple | None = None
    share: float = 0.9

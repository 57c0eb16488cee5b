"""Results as NumPy arrays, without behaviour: what a simulation hands to figures, tables and notebooks.

Shapes: n is the number of steps that were run, row 0 of every (n + 1, ...) array is the start.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outcome:
    """How a run ended: status is one of STATUSES; step, at which it happened (None: it did not); why, in a sentence."""

    status: str
    step: int | None
    sentence: str


STATUSES = ("converged", "at rest", "still moving", "left the view", "diverged")


@dataclass(frozen=True)
class Path:
    """One run of one optimizer on one surface.

    theta (n + 1, 2), loss (n + 1,), gradient (n + 1, 2) and hessian (n + 1, 2, 2) of the surface at theta;
    learning_rate (n,), entry k drives the step from row k to row k + 1; seen (n + 1, 2): the gradient that the rule
    read first in that step, with its noise, batch and clipping: gradient itself for a run without any; state: every
    internal quantity of the rule, (n + 1, 2) or (n + 1,). Rows after a divergence hold whatever the arithmetic gave,
    inf and nan included.
    """

    spec: object
    theta: np.ndarray
    loss: np.ndarray
    gradient: np.ndarray
    hessian: np.ndarray
    learning_rate: np.ndarray
    seen: np.ndarray
    state: dict
    judge: Callable  # Path -> Outcome

    @functools.cached_property
    def outcome(self):
        """How the run ended, worked out when first asked: that takes longer than the run itself."""
        return self.judge(self)


@dataclass(frozen=True)
class Bundle:
    """k runs of one spec, which differ in `varied`: name -> numbers (k,), or (k, 2) for "start".

    theta (k, n + 1, 2) and loss (k, n + 1) as in Path, inf and nan included.
    """

    spec: object
    varied: dict
    theta: np.ndarray
    loss: np.ndarray


@dataclass(frozen=True)
class Band:
    """The spread of k losses at each step: median, low and high (n + 1,); low and high at the shares `edges`."""

    median: np.ndarray
    low: np.ndarray
    high: np.ndarray
    edges: tuple
    runs: int


@dataclass(frozen=True)
class Trial:
    """One rule over k starts or seeds: settle (k,), inf where it does not; final loss (k,), inf if diverged; its Band.

    cost: gradients of the surface that one step takes.
    """

    settle: np.ndarray
    final: np.ndarray
    diverged: np.ndarray
    band: Band
    cost: int


@dataclass(frozen=True)
class Sweep:
    """One run a value of `name`: settle (k,) step, nan where a run does not settle, final loss (k,), diverged (k,).

    With noise each value has `tries` seeds: settle and final are medians, diverged says that most of them did.
    """

    name: str
    values: np.ndarray
    settle: np.ndarray
    final: np.ndarray
    diverged: np.ndarray
    tries: int


@dataclass(frozen=True)
class Sheet:
    """One run a cell over two values: x (nx,) of `names[0]`, y (ny,) of `names[1]`; the rest (ny, nx) as in Sweep."""

    names: tuple[str, str]
    x: np.ndarray
    y: np.ndarray
    settle: np.ndarray
    final: np.ndarray
    diverged: np.ndarray


@dataclass(frozen=True)
class Basins:
    """Where runs from a grid of starts end: x (nx,), y (ny,), which (ny, nx), the row of minima (m, 2), -1 for none.

    losses (m,) at the minima, shares (m,) of all starts, which add up to less than 1 where some end at none.
    """

    x: np.ndarray
    y: np.ndarray
    which: np.ndarray
    minima: np.ndarray
    losses: np.ndarray
    shares: np.ndarray


@dataclass(frozen=True)
class Landmarks:
    """What is known of a surface for given values: minima (k, 2), saddles (j, 2), floor, domain.

    floor is the lowest loss, None where the surface falls without end or no minimum is listed; domain is
    (x low, x high, y low, y high); exact says that the curvature is the same everywhere, as on a quadratic.
    """

    minima: np.ndarray
    saddles: np.ndarray
    floor: float | None
    domain: tuple
    exact: bool


@dataclass(frozen=True)
class Readout:
    """The numbers of one run's row in the results table; None where a number does not exist.

    final_loss and gradient_norm: at the last row that can be drawn, which is the last of all unless the run diverged;
    settle: first step from which the loss stays within the tolerance of the floor, if the path ends in the view;
    overshoot: the largest distance past the minimum along its flattest direction, in axis units; flips: sign changes
    along its steepest direction; sharpness: the largest learning rate x curvature met in the view.
    """

    final_loss: float
    distance: float | None
    gradient_norm: float
    settle: int | None
    overshoot: float | None
    flips: int | None
    sharpness: float | None
    outcome: Outcome


@dataclass(frozen=True)
class Quantity:
    """A quantity inside of a rule along a run: key, LaTeX symbol, title in words, values and limit.

    values (rows, 2), one column a coordinate, or (rows,): row k tells of step k, nan where there is none, as at the
    start. limit is the value past which steps grow on a quadratic, None where none is known.
    """

    key: str
    symbol: str
    title: str
    values: np.ndarray
    limit: float | None = None


@dataclass(frozen=True)
class Expectation:
    """A noisy run on average: mean (n + 1, 2) and covariance (n + 1, 2, 2) of the point, mean loss (n + 1,)."""

    mean: np.ndarray
    covariance: np.ndarray
    loss: np.ndarray


@dataclass(frozen=True)
class Event:
    """A step of a run worth jumping to: lane (index of the run in its race), step, kind and a sentence about it."""

    lane: int
    step: int
    kind: str
    sentence: str


EVENTS = ("crosses the stability limit", "first overshoot", "left the view", "diverged", "converged")


@dataclass(frozen=True)
class Terrain:
    """A surface on a grid: x (nx,), y (ny,), z (ny, nx) in the units of the loss; points are rows of (x, y)."""

    title: str
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    minima: np.ndarray
    saddles: np.ndarray
    floor: float | None  # the lowest loss, where it is known
    log: bool  # True: colours and heights read best as log10(loss - floor)


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
class Ruler:
    """What learning rates do on a quadratic of this curvature: none zigzags below calm, steps grow past edge.

    calm is None where another kind of swing begins before (momentum); exact: the curvature is the same everywhere.
    """

    calm: float | None
    edge: float
    curvature: float
    exact: bool


@dataclass(frozen=True)
class Slices:
    """The loss along parallel or other straight lines, one a row: along is "x", "y" or "steepest".

    s (points,): the coordinate along each line; loss (n, points). For each line, (n,): at, the coordinate of the point
    that it goes through, that point's loss and its slope along the line; low and low_loss, the lowest point, nan where
    that lies at an end.
    """

    along: str
    s: np.ndarray
    loss: np.ndarray
    at: np.ndarray
    at_loss: np.ndarray
    slope: np.ndarray
    low: np.ndarray
    low_loss: np.ndarray


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
class Series:
    """Numbers to average: x (n,), and clean (n,), what they would be without noise, where that is known.

    title and unit name the numbers, time the step from one to the next ("day").
    """

    title: str
    unit: str
    time: str
    x: np.ndarray
    clean: np.ndarray | None


@dataclass(frozen=True)
class Average:
    """A Series under a decay rate b: raw, corrected, simple and started (n,); window is how many simple holds."""

    b: float
    raw: np.ndarray
    corrected: np.ndarray
    simple: np.ndarray
    window: int
    started: np.ndarray


@dataclass(frozen=True)
class ErrorCurve:
    """How good an average is over decay rates b (k,): error (k,), own (k,) of the very series, where there are others.

    best is the b of the smallest error, low and high the ends of what is within 5 % of it; what says which error.
    """

    b: np.ndarray
    error: np.ndarray
    own: np.ndarray | None
    best: float
    low: float
    high: float
    what: str


@dataclass(frozen=True)
class Memory:
    """What an average under b holds of the past.

    weights (k,): of the value 0, 1, 2, ... steps back; shares (m,): what the newest counts (m,) values hold together;
    terms: how many of them hold 95 %.
    """

    b: float
    weights: np.ndarray
    counts: np.ndarray
    shares: np.ndarray
    terms: int


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

"""What is known and drawn of a surface: its minima, its heights on a grid, cuts through it."""

from dataclasses import dataclass

import numpy as np


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
class Ruler:
    """What learning rates do on a quadratic of this curvature: none zigzags below calm, steps grow past edge.

    calm is None where another kind of swing begins before (momentum); exact: the curvature is the same everywhere.
    """

    calm: float | None
    edge: float
    curvature: float
    exact: bool


@dataclass(frozen=True)
class GradientCheck:
    """How far a surface's gradient is from differences of its loss over `step` to both sides.

    largest is the largest relative difference, nan where no point was compared; compared, creased and flat count
    points: those compared, those left out within a step of a crease, and those too flat to tell.
    """

    step: float
    largest: float
    compared: int
    creased: int
    flat: int


@dataclass(frozen=True)
class GradientErrors:
    """The same against the step: steps (k,), the largest and the median difference of the points compared, (k,)."""

    steps: np.ndarray
    largest: np.ndarray
    median: np.ndarray

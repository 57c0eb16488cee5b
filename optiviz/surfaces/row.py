"""What every row of the surface catalogue holds."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from optiviz.params import Param


@dataclass(frozen=True)
class Surface:
    """A loss of two parameters.

    function(p, **values) takes a point p of shape (2,) (JAX or NumPy array) and the surface's own values by name, and
    returns a scalar; its keyword defaults are the params' defaults. domain is (x low, x high, y low, y high), the
    view. minima are all local minima that are listed, the global ones first; saddles likewise; either may be a
    function of the values. anchor is (point, loss, source): one value published elsewhere, away from the minimum.
    """

    key: str
    title: str
    family: str
    latex: str
    function: Callable
    domain: tuple[float, float, float, float]
    start: tuple[float, float]
    minima: tuple | Callable
    saddles: tuple | Callable
    story: str
    anchor: tuple
    log: bool = False  # colours and heights read best as log10(loss - minimum)
    params: tuple[Param, ...] = ()
    bounded: bool = True  # False: the loss falls without end somewhere, so that no minimum is "the" minimum
    quadratic: bool = False  # True: the Hessian is the same everywhere and stability limits are exact
    examples: int = 0  # of how many examples the loss is the mean, where it is made of data
    sample: Callable | None = None  # (p, weights (examples,), **values) -> loss with these weights instead of the mean
    code: tuple[str, ...] = ()  # function as code to copy: lines of x, y and the values, the last one the loss itself
    table: dict = field(default_factory=dict)  # names in code that stand for data -> (n,) numbers
    creases: Callable | None = None  # points (n, 2) -> (n,): the distance to where the loss has no gradient, if any
    distance: Callable | None = None  # points (n, 2) -> (n,): where the minima are a curve, the distance to it
    shows: str = ""  # "pass" with the ridge y = 0, "wells" left and right of x = 0, or "plateau"
    one_parameter: bool = False  # True: only x counts, and through every listed minimum runs a line of them

    @property
    def values(self):
        """The default values by name."""
        return {p.name: p.default for p in self.params}

    def listed(self, what, values):
        """Listed "minima" or "saddles" as an array (k, 2) for these values, k may be 0."""
        points = getattr(self, what)
        points = points(**values) if callable(points) else points
        return np.array(points, dtype=float).reshape(-1, 2)

    def distance_to_minima(self, points, values):
        """Distance of each row of points (n, 2) to the nearest listed minimum, (n,); nan where none is listed."""
        points = np.asarray(points, dtype=float)
        if self.distance is not None:
            return self.distance(points)
        minima = self.listed("minima", values)
        if not len(minima):
            return np.full(len(points), np.nan)
        if self.one_parameter:
            points, minima = points[:, :1], minima[:, :1]
        with np.errstate(all="ignore"):
            return np.linalg.norm(points[:, None] - minima[None], axis=2).min(axis=1)

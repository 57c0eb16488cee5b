"""Saddles: points where the gradient vanishes and yet a way down remains."""

import numpy as np

from optiviz.params import Param
from optiviz.surfaces.row import Surface

FAMILY = "Saddles"

ACROSS = Param(
    "a", "a", "curvature across", 1.0, 0.1, 100.0, "log", "How curved the pass is along x.", floor=1e-3, ceiling=1e6
)
TILT = Param(
    "c",
    "c",
    "tilt",
    0.2,
    0.0,
    0.5,
    help="How much higher the right well lies; past 0.385 it is no well any more.",
    floor=-1.0,
    ceiling=1.0,
)


def saddle(p):
    x, y = p
    return x**2 - y**2


def saddle_bounded(p, a=1.0):
    x, y = p
    return a / 2 * x**2 - y**2 / 2 + y**4 / 4


def monkey_saddle(p):
    x, y = p
    return x**3 - 3 * x * y**2


def well(p, c=0.2):
    x, y = p
    return x**4 / 4 - x**2 / 2 + c * x + y**2 / 2


def _well_points(c):
    """(minima, saddles) of well: the real roots of x^3 - x + c, minima by height."""
    roots = np.roots([1.0, 0.0, -1.0, c])
    points = [(float(root.real), 0.0) for root in roots if abs(root.imag) < 1e-7]  # a double root comes out complex
    minima = [p for p in points if 3 * p[0] ** 2 > 1]
    return sorted(minima, key=lambda p: float(well(p, c))), [p for p in points if 3 * p[0] ** 2 < 1]


def well_minima(c):
    return _well_points(c)[0]


def well_saddles(c):
    return _well_points(c)[1]


ROWS = (
    Surface(
        key="saddle",
        title="Saddle without a floor",
        family=FAMILY,
        latex=r"x^2 - y^2",
        function=saddle,
        code=("x**2 - y**2",),
        domain=(-1.5, 1.5, -1.5, 1.5),
        start=(-1.0, 0.001),
        minima=(),
        saddles=((0.0, 0.0),),
        story="The loss rises along x and falls along y: the gradient vanishes at the origin, which is no minimum. A "
        "start almost on the ridge shows how long each method lingers before it slides off; exactly on the ridge, at "
        "y = 0, nearly all of them stay for ever. The loss falls without end: a path that escapes leaves the picture.",
        anchor=((1.5, 1.0), 1.25, "by hand: 2.25 - 1"),
        bounded=False,
        shows="pass",
    ),
    Surface(
        key="saddle_bounded",
        title="Pass between two valleys",
        family=FAMILY,
        latex=r"\frac{a}{2}x^2 - \frac{1}{2}y^2 + \frac{1}{4}y^4",
        function=saddle_bounded,
        code=("a / 2 * x**2 - y**2 / 2 + y**4 / 4",),
        domain=(-2.0, 2.0, -1.6, 1.6),
        start=(-1.4, 0.001),
        minima=((0.0, 1.0), (0.0, -1.0)),
        saddles=((0.0, 0.0),),
        story="The same saddle with a floor: two minima, and a pass between them where the gradient fades away. Start "
        "nearer to y = 0 and gradient descent needs steps in proportion to the logarithm of how near; methods that "
        "rescale a small gradient hardly slow down.",
        anchor=((2.0, 1.0), 1.75, "by hand: 2 - 1/2 + 1/4"),
        params=(ACROSS,),
        shows="pass",
    ),
    Surface(
        key="monkey_saddle",
        title="Monkey saddle",
        family=FAMILY,
        latex=r"x^3 - 3xy^2",
        function=monkey_saddle,
        code=("x**3 - 3 * x * y**2",),
        domain=(-1.5, 1.5, -1.5, 1.5),
        start=(0.9, 0.05),
        minima=(),
        saddles=((0.0, 0.0),),
        story="Three ways down, two for the legs and one for the tail. At the origin the Hessian vanishes together "
        "with the gradient, so a Newton step has nothing to divide by, and gradient descent slows down more than at "
        "an ordinary saddle. The loss falls without end.",
        anchor=((1.0, 1.0), -2.0, "by hand: 1 - 3"),
        bounded=False,
    ),
    Surface(
        key="well",
        title="Two wells",
        family=FAMILY,
        latex=r"\frac{1}{4}x^4 - \frac{1}{2}x^2 + cx + \frac{1}{2}y^2",
        function=well,
        code=("x**4 / 4 - x**2 / 2 + c * x + y**2 / 2",),
        domain=(-2.4, 2.4, -1.5, 1.5),
        start=(2.0, 1.0),
        minima=well_minima,
        saddles=well_saddles,
        story="Two wells with a barrier between them, the left one deeper. Momentum may carry a path out of the "
        "shallow well, and just as easily out of the deep one: try both sides. The tilt c sets the difference in "
        "height; past 0.385 the right well is gone.",
        anchor=((2.0, 1.0), 2.9, "by hand: 4 - 2 + 0.4 + 0.5"),
        params=(TILT,),
        shows="wells",
    ),
)

"""Losses of one parameter, x: along y nothing changes, so that every minimum is a line and the slice tells it all."""

import math

import jax
import jax.numpy as jnp
import numpy as np

from optiviz.params import Param
from optiviz.surfaces.row import Surface
from optiviz.surfaces.saddles import TILT

FAMILY = "One parameter"

CURVATURE = Param(
    "a", "a", "curvature", 1.0, 0.1, 100.0, "log", "How curved the parabola is, everywhere.", floor=1e-3, ceiling=1e6
)


def parabola(p, a=1.0):
    return a / 2 * p[0] ** 2


def quartic(p):
    return p[0] ** 4 / 4


def double_well(p, c=0.2):
    x = p[0]
    return x**4 / 4 - x**2 / 2 + c * x


def absolute(p):
    """x sign(x) in place of abs, as in abs_l1: its gradient at 0 is 0."""
    return p[0] * jnp.sign(p[0])


def single_cliff(p):
    x = p[0]
    return 0.05 * (x + 2) ** 2 + 10 * jax.nn.sigmoid(12 * (x - 0.5))


def single_plateau(p):
    square = p[0] ** 2
    return -jnp.expm1(-square / 2) + 5e-4 * square


def double_well_minima(c):
    """The real roots of x^3 - x + c where the loss curves upwards, the lower minimum first.

    By Viete's formula where there are three, by Cardano's where there is one: both exact to rounding.
    """
    limit = 2 / math.sqrt(27)
    if abs(c) >= limit:
        half, root = abs(c) / 2, math.sqrt(max(c * c / 4 - 1 / 27, 0.0))
        return ((-math.copysign(math.cbrt(half + root) + math.cbrt(half - root), c or 1.0), 0.0),)
    angle = math.acos(-c / limit) / 3
    outer = [2 / math.sqrt(3) * math.cos(angle - turn) for turn in (0.0, 4 * math.pi / 3)]
    return tuple((x, 0.0) for x in sorted(outer, key=lambda x: x**4 / 4 - x**2 / 2 + c * x))


ROWS = (
    Surface(
        key="parabola",
        title="Parabola",
        family=FAMILY,
        latex=r"\frac{a}{2}x^2",
        function=parabola,
        code=("a / 2 * x**2",),
        domain=(-3.0, 3.0, -2.0, 2.0),
        start=(-2.5, 0.0),
        minima=((0.0, 0.0),),
        saddles=(),
        story="The simplest loss with a minimum. Below a learning rate of 1/a gradient descent comes down one side; "
        "between 1/a and 2/a it jumps across and back, each time a little lower; past 2/a each jump ends higher.",
        anchor=((3.0, 1.0), 4.5, "by hand: 9/2"),
        params=(CURVATURE,),
        quadratic=True,
        one_parameter=True,
    ),
    Surface(
        key="quartic",
        title="Flat-bottomed bowl",
        family=FAMILY,
        latex=r"\frac{1}{4}x^4",
        function=quartic,
        code=("x**4 / 4",),
        domain=(-2.0, 2.0, -1.5, 1.5),
        start=(-1.8, 0.0),
        minima=((0.0, 0.0),),
        saddles=(),
        story="Steep walls, but no curvature at all at the bottom. What is too long a step on the wall is hardly a "
        "step further down: gradient descent slows down so much that it needs a hundred times the steps for a tenth "
        "of the distance.",
        anchor=((2.0, 1.0), 4.0, "by hand: 16/4"),
        one_parameter=True,
    ),
    Surface(
        key="double_well",
        title="Double well",
        family=FAMILY,
        latex=r"\frac{1}{4}x^4 - \frac{1}{2}x^2 + cx",
        function=double_well,
        code=("x**4 / 4 - x**2 / 2 + c * x",),
        domain=(-2.0, 2.0, -1.5, 1.5),
        start=(1.8, 0.0),
        minima=double_well_minima,
        saddles=(),
        story="Two wells with a hump between them, the left one deeper while c is positive. Which one a path ends in "
        "hangs on its start, its learning rate and its momentum; past c = 0.385 the right one is gone.",
        anchor=((2.0, 1.0), 2.4, "by hand: 4 - 2 + 0.4"),
        params=(TILT,),
        one_parameter=True,
    ),
    Surface(
        key="absolute",
        title="Absolute value",
        family=FAMILY,
        latex=r"\left|x\right|",
        function=absolute,
        creases=lambda points: np.abs(points[:, 0]),
        code=("x * sign(x)",),
        domain=(-3.0, 3.0, -2.0, 2.0),
        start=(-2.5, 0.0),
        minima=((0.0, 0.0),),
        saddles=(),
        story="The slope is 1 everywhere, and says nothing of how near the minimum is. With a constant learning rate "
        "the path jumps to and fro across the crease, by up to one learning rate, and never settles.",
        anchor=((-2.5, 1.0), 2.5, "by hand"),
        one_parameter=True,
    ),
    Surface(
        key="single_cliff",
        title="Cliff in one parameter",
        family=FAMILY,
        latex=r"0.05(x + 2)^2 + \frac{10}{1 + e^{-12(x - 0.5)}}",
        function=single_cliff,
        code=("0.05 * (x + 2) ** 2 + 10 * sigmoid(12 * (x - 0.5))",),
        domain=(-4.0, 3.0, -2.0, 2.0),
        start=(2.0, 0.0),
        minima=((-2.0000000001122915, 0.0),),
        saddles=(),
        story="Two meadows with a wall between them, where the slope is a hundred times that of the meadows. One step "
        "taken on the wall throws the path far away, unless the gradient is clipped.",
        anchor=((0.5, 1.0), 5.3125, "by hand: 0.05·6.25 + 10/2"),
        one_parameter=True,
    ),
    Surface(
        key="single_plateau",
        title="Plateau in one parameter",
        family=FAMILY,
        latex=r"1 - e^{-\frac{x^2}{2}} + 0.0005x^2",
        function=single_plateau,
        code=("1 - exp(-(x**2) / 2) + 5e-4 * x**2",),
        domain=(-5.0, 5.0, -3.0, 3.0),
        start=(-3.8, 0.0),
        minima=((0.0, 0.0),),
        saddles=(),
        story="A hole with nearly level ground around it: the slope at the start is less than a hundredth. Gradient "
        "descent waits there, momentum gathers speed, and methods that divide by recent gradients walk at their "
        "usual pace.",
        anchor=((5.0, 1.0), 1.0124962733468279, "by hand: 1.0125 - exp(-12.5)"),
        one_parameter=True,
    ),
)

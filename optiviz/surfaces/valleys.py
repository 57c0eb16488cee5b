"""Valleys: curved or narrow floors, easily found and slowly followed."""

import math

import jax.numpy as jnp

from optiviz.params import Param
from optiviz.surfaces.row import Surface

FAMILY = "Valleys"

WALLS = Param("b", "b", "steepness of the walls", 100.0, 1.0, 1000.0, "log", floor=1e-3, ceiling=1e6)


def rosenbrock(p, b=100.0):
    x, y = p
    return (1 - x) ** 2 + b * (y - x**2) ** 2


def beale(p):
    x, y = p
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def ravine(p):
    x, y = p
    return 0.05 * x**2 + 10 * (y - 0.5 * jnp.sin(2 * x)) ** 2


def mccormick(p):
    x, y = p
    return jnp.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1


def goldstein_price(p):
    x, y = p
    left = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    right = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    return left * right


def branin(p):
    x, y = p
    bend = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return bend**2 + 10 * (1 - 1 / (8 * math.pi)) * jnp.cos(x) + 10


def levy(p):
    x, y = p
    u, v = 1 + (x - 1) / 4, 1 + (y - 1) / 4
    return (
        jnp.sin(math.pi * u) ** 2
        + (u - 1) ** 2 * (1 + 10 * jnp.sin(math.pi * u + 1) ** 2)
        + (v - 1) ** 2 * (1 + jnp.sin(2 * math.pi * v) ** 2)
    )


ROWS = (
    Surface(
        key="rosenbrock",
        title="Rosenbrock's valley",
        family=FAMILY,
        latex=r"(1 - x)^2 + b\left(y - x^2\right)^2",
        function=rosenbrock,
        code=("(1 - x) ** 2 + b * (y - x**2) ** 2",),
        domain=(-2.0, 2.0, -1.0, 3.0),
        start=(-1.2, 1.0),
        minima=((1.0, 1.0),),
        saddles=(),
        story="The classic hard case (Rosenbrock, 1960): the valley is found within a few steps, but its floor bends "
        "and hardly slopes. With b = 100 the condition number at the minimum is 2508, so gradient descent either "
        "crawls or flies apart; watch which methods turn with the bend.",
        anchor=((-1.2, 1.0), 24.2, "Rosenbrock 1960, the standard start"),
        log=True,
        params=(WALLS,),
    ),
    Surface(
        key="beale",
        title="Beale's corners",
        family=FAMILY,
        latex=r"(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
        function=beale,
        code=("(1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2",),
        domain=(-4.5, 4.5, -4.5, 4.5),
        start=(1.0, 1.5),
        minima=((3.0, 0.5),),
        saddles=((0.0, 1.0), (0.10053793732415836, -2.644513585023125)),
        story="A wide, nearly flat cross between very steep corners (Beale, 1958). From the corners one step can "
        "throw a path out of the picture; on the cross the gradient is small and the way to the minimum is long.",
        anchor=((1.0, 1.0), 14.203125, "Moré, Garbow and Hillstrom 1981, the standard start"),
        log=True,
    ),
    Surface(
        key="ravine",
        title="Winding ravine",
        family=FAMILY,
        latex=r"0.05x^2 + 10\left(y - \frac{1}{2}\sin(2x)\right)^2",
        function=ravine,
        code=("0.05 * x**2 + 10 * (y - 0.5 * sin(2 * x)) ** 2",),
        domain=(-4.0, 4.0, -1.5, 1.5),
        start=(-3.5, 1.2),
        minima=((0.0, 0.0),),
        saddles=(),
        story="A narrow ravine that winds like a river, with a gentle slope towards the middle. No fixed choice of "
        "axes suits it: the steep direction turns all the time, and momentum gathered on one bend pushes against the "
        "next.",
        anchor=((math.pi / 4, 1.5), 10.030842513753404, "by hand: π²/320 + 10"),
        log=True,
    ),
    Surface(
        key="mccormick",
        title="McCormick's staircase",
        family=FAMILY,
        latex=r"\sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1",
        function=mccormick,
        code=("sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1",),
        domain=(-1.5, 4.0, -3.0, 4.0),
        start=(3.5, 3.5),
        minima=((0.5 - math.pi / 3, -0.5 - math.pi / 3), (0.5 + 2 * math.pi / 3, -0.5 + 2 * math.pi / 3)),
        saddles=((0.5 + math.pi / 3, -0.5 + math.pi / 3),),
        story="A tilted valley with a wave along it: each step of the staircase is π lower than the one before. "
        "Gradient descent stops on the first step it meets; with enough speed a path runs down one step after another "
        "and out of the picture. The minimum is the lowest of this view only, since the stairs go on for ever.",
        anchor=((1.0, 1.0), 2.9092974268256817, "by hand: 2 + sin 2"),
        bounded=False,
    ),
    Surface(
        key="goldstein_price",
        title="Goldstein and Price's steep valleys",
        family=FAMILY,
        latex=r"\left[1 + (x + y + 1)^2\left(19 - 14x + 3x^2 - 14y + 6xy + 3y^2\right)\right]"
        r"\left[30 + (2x - 3y)^2\left(18 - 32x + 12x^2 + 48y - 36xy + 27y^2\right)\right]",
        function=goldstein_price,
        code=(
            "left = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)",
            "right = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)",
            "left * right",
        ),
        domain=(-2.0, 2.0, -2.0, 2.0),
        start=(-1.5, 1.5),
        minima=((0.0, -1.0), (-0.6, -0.4), (1.8, 0.2), (1.2, 0.8)),
        saddles=((-0.4, -0.6), (1.2, -0.2), (1.4, 0.6), (0.6, 0.4)),
        story="Four minima at 3, 30, 84 and 840, in a landscape that rises to a million (Goldstein and Price, 1971). "
        "A learning rate that is safe on the heights is far too small in the valleys; steps whose length does not "
        "depend on the size of the gradient have the advantage.",
        anchor=((0.0, 0.0), 600.0, "by hand: (1 + 19)·30"),
        log=True,
    ),
    Surface(
        key="branin",
        title="Branin's three valleys",
        family=FAMILY,
        latex=r"\left(y - \frac{5.1}{4\pi^2}x^2 + \frac{5}{\pi}x - 6\right)^2 "
        r"+ 10\left(1 - \frac{1}{8\pi}\right)\cos x + 10",
        function=branin,
        code=(
            "bend = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6",
            "bend**2 + 10 * (1 - 1 / (8 * math.pi)) * cos(x) + 10",
        ),
        domain=(-5.0, 10.0, 0.0, 15.0),
        start=(2.0, 12.0),
        minima=((-math.pi, 12.275), (math.pi, 2.275), (3 * math.pi, 2.475)),
        saddles=((0.0, 6.0), (2 * math.pi, 1.1)),
        story="Three minima of exactly the same depth along one bent valley (Branin, 1972). Which of them a path "
        "finds depends on the method and its learning rate as much as on the start.",
        anchor=((0.0, 0.0), 55.602112642270264, "by hand: 56 - 5/(4π)"),
        log=True,
    ),
    Surface(
        key="levy",
        title="Levy's parallel valleys",
        family=FAMILY,
        latex=r"\sin^2(\pi u) + (u - 1)^2\left[1 + 10\sin^2(\pi u + 1)\right] "
        r"+ (v - 1)^2\left[1 + \sin^2(2\pi v)\right], \quad u = 1 + \frac{x - 1}{4}, \quad v = 1 + \frac{y - 1}{4}",
        function=levy,
        code=(
            "u, v = 1 + (x - 1) / 4, 1 + (y - 1) / 4",
            "first = sin(math.pi * u) ** 2 + (u - 1) ** 2 * (1 + 10 * sin(math.pi * u + 1) ** 2)",
            "first + (v - 1) ** 2 * (1 + sin(2 * math.pi * v) ** 2)",
        ),
        domain=(-10.0, 10.0, -10.0, 10.0),
        start=(-6.0, 7.0),
        minima=((1.0, 1.0), (1.0, -2.8906496084617133), (1.0, 4.890649608461714), (3.79108219045051, 1.0)),
        saddles=((1.0, -2.256662218677807), (1.0, 4.256662218677807), (2.7688604518537936, 1.0)),
        story="Parallel valleys of different depth, each wavy along its floor (after Levy and Montalvo, 1985). A path "
        "settles in the valley where it happens to begin; changing valleys takes long steps or momentum.",
        anchor=((-3.0, 1.0), 8.080734182735712, "by hand: 1 + 10 sin² 1 = 6 - 5 cos 2"),
    ),
)

"""Plateaus and cliffs: places where the gradient says nearly nothing, or far too much."""

import math

import jax
import jax.numpy as jnp

from optiviz.params import Param
from optiviz.surfaces.row import Surface

FAMILY = "Plateaus and cliffs"

WIDTH = Param("s", "s", "width of the hole", 0.5, 0.2, 2.0, "log", floor=0.01, ceiling=100.0)


def plateau(p):
    x, y = p
    square = x**2 + y**2
    return -jnp.expm1(-square / 2) + 5e-4 * square


def gauss_plateau(p, s=0.5):
    x, y = p
    return -jnp.expm1(-(x**2 + y**2) / (2 * s**2))


def easom(p):
    x, y = p
    return -jnp.cos(x) * jnp.cos(y) * jnp.exp(-((x - math.pi) ** 2) - (y - math.pi) ** 2)


def michalewicz(p):
    x, y = p
    return -jnp.sin(x) * jnp.sin(x**2 / math.pi) ** 20 - jnp.sin(y) * jnp.sin(2 * y**2 / math.pi) ** 20


def cliff(p):
    x, y = p
    return 0.05 * (x + 2) ** 2 + 0.05 * y**2 + 10 * jax.nn.sigmoid(12 * (x - 0.5))


def cliff_meadow(p):
    x, y = p
    return 8 * jax.nn.softplus(-5 * (x + 2)) + 0.1 * (x - 2) ** 2 + y**2 / 2


def sharp_entry(p):
    x, y = p
    walls = 0.5 * (1 + 10 * jax.nn.sigmoid(-2.5 * (x + 1))) * y**2
    return walls - 0.15 * jnp.logaddexp(-0.2 * (x - 1) ** 2 / 0.15, -(0.2 * (x - 4.5) ** 2 + 0.5) / 0.15)


def sharp_flat(p):
    x, y = p
    sharp = jnp.exp(-8 * ((x + 2) ** 2 + y**2))
    flat = 0.95 * jnp.exp(-((x - 1.5) ** 2 + y**2) / 2.88)
    return 1.2 - sharp - flat + 0.01 * (x**2 + y**2)


ROWS = (
    Surface(
        key="plateau",
        title="Hole in a plateau",
        family=FAMILY,
        latex=r"1 - e^{-\frac{x^2 + y^2}{2}} + 0.0005\left(x^2 + y^2\right)",
        function=plateau,
        code=(
            "square = x**2 + y**2",
            "1 - exp(-square / 2) + 5e-4 * square",
        ),
        domain=(-5.0, 5.0, -5.0, 5.0),
        start=(-3.8, 2.4),
        minima=((0.0, 0.0),),
        saddles=(),
        story="Away from the hole the slope is a few thousandths at most. Gradient descent moves in proportion to "
        "that and seems to stand still; methods that divide by the size of recent gradients walk across at their "
        "usual pace.",
        anchor=((3.0, 4.0), 1.012496273346828, "by hand: 1.0125 - exp(-12.5)"),
        shows="plateau",
    ),
    Surface(
        key="gauss_plateau",
        title="Bottomless plateau",
        family=FAMILY,
        latex=r"1 - e^{-\frac{x^2 + y^2}{2s^2}}",
        function=gauss_plateau,
        code=("1 - exp(-(x**2 + y**2) / (2 * s**2))",),
        domain=(-3.0, 3.0, -3.0, 3.0),
        start=(2.0, 1.5),
        minima=((0.0, 0.0),),
        saddles=(),
        story="A plateau without any slope of its own: at the start the gradient is 0.00004. Whether an adaptive "
        "method crosses it depends on its ε, which is compared with exactly that number.",
        anchor=((0.5, 0.0), 0.3934693402873666, "by hand: 1 - exp(-1/2)"),
        params=(WIDTH,),
        shows="plateau",
    ),
    Surface(
        key="easom",
        title="Easom's needle",
        family=FAMILY,
        latex=r"-e^{-(x - \pi)^2 - (y - \pi)^2}\cos x\cos y",
        function=easom,
        code=("-cos(x) * cos(y) * exp(-((x - math.pi) ** 2) - (y - math.pi) ** 2)",),
        domain=(0.0, 2 * math.pi, 0.0, 2 * math.pi),
        start=(1.5, 1.7),
        minima=(
            (math.pi, math.pi),
            (1.3049954504376675, 1.3049954504376675),
            (1.3049954504376675, 4.978189856741919),
            (4.978189856741919, 1.3049954504376675),
            (4.978189856741919, 4.978189856741919),
        ),
        saddles=tuple((x, y) for x in (math.pi / 2, 3 * math.pi / 2) for y in (math.pi / 2, 3 * math.pi / 2)),
        story="One deep hole in an almost flat field (Easom, 1990), with four dents at its corners, too shallow to "
        "see: their depth is 0.00008. At the start the slope is barely there; begin a little nearer to the corner and "
        "the same slope leads into a dent instead.",
        anchor=((math.pi, math.pi + 1), -0.19876611034641298, "by hand: -cos(1) exp(-1)"),
    ),
    Surface(
        key="michalewicz",
        title="Michalewicz's crossroads",
        family=FAMILY,
        latex=r"-\sin x\sin^{20}\left(\frac{x^2}{\pi}\right) - \sin y\sin^{20}\left(\frac{2y^2}{\pi}\right)",
        function=michalewicz,
        code=("-sin(x) * sin(x**2 / math.pi) ** 20 - sin(y) * sin(2 * y**2 / math.pi) ** 20",),
        domain=(0.0, math.pi, 0.0, math.pi),
        start=(1.0, 1.2),
        minima=((2.2029055201726093, math.pi / 2), (2.2029055201726093, 2.7115714838430143)),
        saddles=(),
        story="Flat fields cut by steep-sided trenches that cross (Michalewicz, 1992). The start lies on a shoulder "
        "where one coordinate has a slope and the other has almost none: watch how each method treats the quiet one.",
        anchor=((math.pi / 2, math.pi / 2), -1.0009765625, "by hand: -1 - 1/1024"),
    ),
    Surface(
        key="cliff",
        title="Cliff",
        family=FAMILY,
        latex=r"0.05(x + 2)^2 + 0.05y^2 + \frac{10}{1 + e^{-12(x - 0.5)}}",
        function=cliff,
        code=("0.05 * (x + 2) ** 2 + 0.05 * y**2 + 10 * sigmoid(12 * (x - 0.5))",),
        domain=(-4.0, 3.0, -3.0, 3.0),
        start=(2.0, 1.5),
        minima=((-2.0000000001122915, 0.0),),
        saddles=(),
        story="Two gentle meadows, one above the other, and a wall between them where the gradient is a hundred times "
        "larger (after Pascanu, Mikolov and Bengio, 2013). A learning rate that suits the meadows throws the path far "
        "out when it meets the wall; clipping the gradient tames that step.",
        anchor=((0.5, 0.0), 5.3125, "by hand: 0.05·6.25 + 10/2"),
    ),
    Surface(
        key="cliff_meadow",
        title="Cliff, then a meadow",
        family=FAMILY,
        latex=r"8\ln\left(1 + e^{-5(x + 2)}\right) + 0.1(x - 2)^2 + \frac{y^2}{2}",
        function=cliff_meadow,
        code=("8 * logaddexp(-5 * (x + 2), 0 * x) + 0.1 * (x - 2) ** 2 + y**2 / 2",),
        domain=(-3.5, 3.5, -2.0, 2.0),
        start=(-3.0, 1.5),
        minima=((2.000000412229874, 0.0),),
        saddles=(),
        story="The path begins on a slope of 40 and must then cross a meadow with a slope of about 1. AdaGrad "
        "remembers the cliff for good and walks the meadow in tiny steps; averages that forget recover their pace.",
        anchor=((-2.0, 2.0), 9.145177444479563, "by hand: 8 ln 2 + 1.6 + 2"),
    ),
    Surface(
        key="sharp_entry",
        title="Sharp entrance",
        family=FAMILY,
        latex=r"\frac{y^2}{2}\left(1 + \frac{10}{1 + e^{2.5(x + 1)}}\right) "
        r"- 0.15\ln\left(e^{-u/0.15} + e^{-v/0.15}\right), "
        r"\quad u = 0.2(x - 1)^2, \quad v = 0.2(x - 4.5)^2 + 0.5",
        function=sharp_entry,
        code=(
            "walls = 0.5 * (1 + 10 * sigmoid(-2.5 * (x + 1))) * y**2",
            "walls - 0.15 * logaddexp(-0.2 * (x - 1) ** 2 / 0.15, -(0.2 * (x - 4.5) ** 2 + 0.5) / 0.15)",
        ),
        domain=(-3.5, 6.5, -1.5, 1.5),
        start=(-2.5, 0.5),
        minima=((1.0000000100680015, 0.0), (4.499992088280758, 0.0)),
        saddles=((3.158043590316683, 0.0),),
        story="The valley is eleven times as curved at its entrance as further in. A large learning rate that would "
        "be fine later throws the path about at first, and it may land in the worse of the two basins; a warm-up of a "
        "few steps takes it to the better one.",
        anchor=(
            (87 / 28, 0.0),
            0.7840381269976409,
            "by hand: where both arms are 3481/3920 high, the loss is lower by 0.15 ln 2",
        ),
    ),
    Surface(
        key="sharp_flat",
        title="Sharp and flat minimum",
        family=FAMILY,
        latex=r"1.2 - e^{-8\left((x + 2)^2 + y^2\right)} - 0.95e^{-\frac{(x - 1.5)^2 + y^2}{2.88}} "
        r"+ 0.01\left(x^2 + y^2\right)",
        function=sharp_flat,
        code=(
            "sharp = exp(-8 * ((x + 2) ** 2 + y**2))",
            "flat = 0.95 * exp(-((x - 1.5) ** 2 + y**2) / 2.88)",
            "1.2 - sharp - flat + 0.01 * (x**2 + y**2)",
        ),
        domain=(-4.0, 4.0, -3.0, 3.0),
        start=(-2.3, 0.35),
        minima=((-1.9954333750042386, 0.0), (1.4558353024271753, 0.0)),
        saddles=((-1.2635847150724524, 0.0),),
        story="A narrow minimum on the left and a wide one on the right, nearly as deep. Gradient descent can settle "
        "in the narrow one only while its learning rate is below 2/16; large steps and noise throw it out, and the "
        "wide one holds.",
        anchor=((1.5, 1.2), 0.6606958732729984, "by hand: 1.2369 - 0.95 exp(-1/2); the sharp well adds nothing here"),
    ),
)

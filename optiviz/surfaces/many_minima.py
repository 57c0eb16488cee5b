"""Surfaces with many minima: where a path ends depends on where it began and on how it moves."""

import math

import jax.numpy as jnp
import numpy as np

from optiviz.surfaces.row import Surface

FAMILY = "Many minima"
TAU = 2 * math.pi


def himmelblau(p):
    x, y = p
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def three_hump_camel(p):
    x, y = p
    return 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2


def six_hump_camel(p):
    x, y = p
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2


def styblinski_tang(p):
    x, y = p
    return 0.5 * (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y)


def nonconvex_pair(p):
    x, y = p
    return 0.5 * (x**2 + 2 * y**2) + 1.5 * (1 - jnp.cos(3 * x)) + 1.5 * (1 - jnp.cos(3 * y))


def rastrigin(p):
    x, y = p
    return 20 + x**2 - 10 * jnp.cos(TAU * x) + y**2 - 10 * jnp.cos(TAU * y)


def ackley(p):
    """expm1 keeps the value exact near the minimum; 1e-60 keeps the derivatives of the root finite at it."""
    x, y = p
    cone = -20 * jnp.expm1(-0.2 * jnp.sqrt((x**2 + y**2) / 2 + 1e-60))
    return cone - math.e * jnp.expm1((jnp.cos(TAU * x) + jnp.cos(TAU * y)) / 2 - 1)


def griewank(p):
    x, y = p
    return 1 + (x**2 + y**2) / 4000 - jnp.cos(x) * jnp.cos(y / math.sqrt(2))


def schaffer_n2(p):
    x, y = p
    return 0.5 + (jnp.sin(x**2 - y**2) ** 2 - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2


def drop_wave(p):
    """1e-60 keeps the derivatives of the root finite at the minimum."""
    x, y = p
    square = x**2 + y**2
    return -(1 + jnp.cos(12 * jnp.sqrt(square + 1e-60))) / (0.5 * square + 2)


CAMEL = [math.sqrt(2.1 + sign * math.sqrt(0.91)) for sign in (1, -1)]  # x^4 - 4.2 x^2 + 3.5 = 0
LOW, HILL, HIGH = -2.903534027771177, 0.1567312567803401, 2.746802770990837  # 4x^3 - 32x + 5 = 0

ROWS = (
    Surface(
        key="himmelblau",
        title="Himmelblau's four minima",
        family=FAMILY,
        latex=r"\left(x^2 + y - 11\right)^2 + \left(x + y^2 - 7\right)^2",
        function=himmelblau,
        code=("(x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2",),
        domain=(-5.0, 5.0, -5.0, 5.0),
        start=(0.5, -0.5),
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.5844283403304917, -1.8481265269644036),
        ),
        saddles=(
            (3.385154183607021, 0.07385187983774928),
            (0.08667750455539636, 2.884254701174776),
            (-3.0730257507643897, -0.08135304428796751),
            (-0.12796134673068008, -1.9537149802445763),
        ),
        story="Four minima, all of them at 0, with a pass between each two neighbours (Himmelblau, 1972). From one "
        "and the same start two methods may end in different corners; move the start a little and they may change "
        "places.",
        anchor=((0.0, 0.0), 170.0, "by hand: 121 + 49"),
        log=True,
    ),
    Surface(
        key="three_hump_camel",
        title="Three-hump camel",
        family=FAMILY,
        latex=r"2x^2 - 1.05x^4 + \frac{x^6}{6} + xy + y^2",
        function=three_hump_camel,
        code=("2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2",),
        domain=(-2.5, 2.5, -2.5, 2.5),
        start=(2.2, 1.5),
        minima=((0.0, 0.0), (CAMEL[0], -CAMEL[0] / 2), (-CAMEL[0], CAMEL[0] / 2)),
        saddles=((CAMEL[1], -CAMEL[1] / 2), (-CAMEL[1], CAMEL[1] / 2)),
        story="The best minimum lies in the middle, and a worse one on either side. A path that comes from outside "
        "passes a side valley first: watch who stops there.",
        anchor=((1.0, 1.0), 187 / 60, "by hand: 2 - 21/20 + 1/6 + 2"),
    ),
    Surface(
        key="six_hump_camel",
        title="Six-hump camel",
        family=FAMILY,
        latex=r"\left(4 - 2.1x^2 + \frac{x^4}{3}\right)x^2 + xy + \left(4y^2 - 4\right)y^2",
        function=six_hump_camel,
        code=("(4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2",),
        domain=(-2.0, 2.0, -1.2, 1.2),
        start=(-1.5, 1.0),
        minima=(
            (0.08984201310031806, -0.7126564030207396),
            (-0.08984201310031806, 0.7126564030207396),
            (1.703606714969981, -0.7960835686726251),
            (-1.703606714969981, 0.7960835686726251),
            (1.6071047529201972, 0.5686514548841314),
            (-1.6071047529201972, -0.5686514548841314),
        ),
        saddles=(
            (0.0, 0.0),
            (1.1092053368047865, -0.7682680925095399),
            (-1.1092053368047865, 0.7682680925095399),
            (1.6380679841897785, 0.22867406904439408),
            (-1.6380679841897785, -0.22867406904439408),
            (1.2960702671671092, 0.6050843880386585),
            (-1.2960702671671092, -0.6050843880386585),
        ),
        story="Six minima in three pairs, at -1.03, -0.22 and 2.10 (Dixon and Szegö, 1978). From the start most paths "
        "end in the middle pair; move the start across the passes to find where the basin of each method ends.",
        anchor=((1.0, 1.0), 97 / 30, "by hand: 4 - 21/10 + 1/3 + 1"),
    ),
    Surface(
        key="styblinski_tang",
        title="Styblinski and Tang's corners",
        family=FAMILY,
        latex=r"\frac{1}{2}\left(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y\right)",
        function=styblinski_tang,
        code=("0.5 * (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y)",),
        domain=(-5.0, 5.0, -5.0, 5.0),
        start=(0.3, 0.4),
        minima=((LOW, LOW), (LOW, HIGH), (HIGH, LOW), (HIGH, HIGH)),
        saddles=((LOW, HILL), (HILL, LOW), (HIGH, HILL), (HILL, HIGH)),
        story="One hill and four minima, each coordinate on its own (Styblinski and Tang, 1990). The start lies just "
        "on the wrong side of the hilltop: plain descent goes to the highest of the four, at -50 instead of -78.",
        anchor=((1.0, 1.0), -10.0, "by hand: 1 - 16 + 5"),
    ),
    Surface(
        key="nonconvex_pair",
        title="Rippled bowl",
        family=FAMILY,
        latex=r"\frac{1}{2}\left(x^2 + 2y^2\right) + 1.5(1 - \cos 3x) + 1.5(1 - \cos 3y)",
        function=nonconvex_pair,
        code=("0.5 * (x**2 + 2 * y**2) + 1.5 * (1 - cos(3 * x)) + 1.5 * (1 - cos(3 * y))",),
        domain=(-4.0, 4.0, -4.0, 4.0),
        start=(-3.2, 2.8),
        minima=(
            (0.0, 0.0),
            *((sign * 1.9453787798266386, 0.0) for sign in (1, -1)),
            *((0.0, sign * 1.7881947993631986) for sign in (1, -1)),
            *((s * 1.9453787798266386, t * 1.7881947993631986) for s in (1, -1) for t in (1, -1)),
        ),
        saddles=(
            *((sign * 1.1319566176048435, 0.0) for sign in (1, -1)),
            *((0.0, sign * 1.2421433017046624) for sign in (1, -1)),
        ),
        story="The smooth bowl with ripples: the same start and the same global minimum, but a dent about every two "
        "units on the way. Gradient descent stays in the first dent, momentum may roll through several.",
        anchor=((math.pi / 3, 0.0), 3.548311355616075, "by hand: π²/18 + 3"),
    ),
    Surface(
        key="rastrigin",
        title="Rastrigin's egg box",
        family=FAMILY,
        latex=r"20 + x^2 - 10\cos 2\pi x + y^2 - 10\cos 2\pi y",
        function=rastrigin,
        code=("20 + x**2 - 10 * cos(2 * math.pi * x) + y**2 - 10 * cos(2 * math.pi * y)",),
        domain=(-5.12, 5.12, -5.12, 5.12),
        start=(2.3, -1.7),
        minima=(
            (0.0, 0.0),
            *((sign * 0.9949586376523348, 0.0) for sign in (1, -1)),
            *((0.0, sign * 0.9949586376523348) for sign in (1, -1)),
            *((s * 0.9949586376523348, t * 0.9949586376523348) for s in (1, -1) for t in (1, -1)),
        ),
        saddles=(
            *((sign * 0.5025460365546747, 0.0) for sign in (1, -1)),
            *((0.0, sign * 0.5025460365546747) for sign in (1, -1)),
        ),
        story="A minimum near every pair of whole numbers, about 120 in this view (Rastrigin, 1974); the nine around "
        "the middle are marked. Every method that follows the slope ends in the nearest dent, so nobody wins here: "
        "that is what the surface is for.",
        anchor=((0.5, 0.5), 40.5, "by hand: 20 + 2·(0.25 + 10)"),
    ),
    Surface(
        key="ackley",
        title="Ackley's funnel",
        family=FAMILY,
        latex=r"20 + e - 20e^{-0.2\sqrt{\frac{x^2 + y^2}{2}}} - e^{\frac{\cos 2\pi x + \cos 2\pi y}{2}}",
        function=ackley,
        creases=lambda points: np.hypot(*points.T),
        code=(
            "cone = 20 - 20 * exp(-0.2 * sqrt((x**2 + y**2) / 2 + 1e-60))",
            "cone + math.e - exp((cos(2 * math.pi * x) + cos(2 * math.pi * y)) / 2)",
        ),
        domain=(-5.0, 5.0, -5.0, 5.0),
        start=(-3.2, 2.6),
        minima=(
            (0.0, 0.0),
            *((sign * 0.9521665459501717, 0.0) for sign in (1, -1)),
            *((0.0, sign * 0.9521665459501717) for sign in (1, -1)),
        ),
        saddles=(
            *((sign * 0.6257806168564638, 0.0) for sign in (1, -1)),
            *((0.0, sign * 0.6257806168564638) for sign in (1, -1)),
        ),
        story="A dented plain with a funnel in the middle (Ackley, 1987). The funnel ends in a point, so that the "
        "slope does not fade near the minimum: a constant learning rate jumps back and forth across it.",
        anchor=((1.0, 1.0), 3.625384938440362, "by hand: 20 (1 - exp(-0.2))"),
    ),
    Surface(
        key="griewank",
        title="Griewank's waves",
        family=FAMILY,
        latex=r"1 + \frac{x^2 + y^2}{4000} - \cos x\cos\frac{y}{\sqrt{2}}",
        function=griewank,
        code=("1 + (x**2 + y**2) / 4000 - cos(x) * cos(y / math.sqrt(2))",),
        domain=(-10.0, 10.0, -10.0, 10.0),
        start=(-7.0, 6.0),
        minima=(
            (0.0, 0.0),
            *((s * 3.1400226338955397, t * 4.438444480920714) for s in (1, -1) for t in (1, -1)),
            *((sign * 6.280045279379904, 0.0) for sign in (1, -1)),
        ),
        saddles=tuple((s * 1.5723679104393218, t * 2.2225533025787545) for s in (1, -1) for t in (1, -1)),
        story="Regular waves on a bowl so flat that you hardly see it (Griewank, 1981). Neighbouring minima differ in "
        "height by less than a hundredth: a path in any of them has nearly won, and its gradient cannot tell.",
        anchor=((TAU, 0.0), 0.009869604401089358, "by hand: π²/1000"),
    ),
    Surface(
        key="schaffer_n2",
        title="Schaffer's ripples",
        family=FAMILY,
        latex=r"\frac{1}{2} + \frac{\sin^2(x^2 - y^2) - 0.5}{\left[1 + 0.001(x^2 + y^2)\right]^2}",
        function=schaffer_n2,
        code=("0.5 + (sin(x**2 - y**2) ** 2 - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2",),
        domain=(-4.0, 4.0, -4.0, 4.0),
        start=(2.5, 1.0),
        minima=(
            (0.0, 0.0),
            *((sign * 1.7723132396346362, 0.0) for sign in (1, -1)),
            *((0.0, sign * 1.7723132396346362) for sign in (1, -1)),
        ),
        saddles=(),
        story="Ripples that become narrower outwards, around a flat cross (after Schaffer, 1989). The curvature is "
        "0.002 at the minimum and more than ten thousand times larger at its neighbours: no learning rate suits both.",
        anchor=((1.0, 1.0), 0.0019940159600957408, "by hand: 0.5 - 0.5/1.002²"),
    ),
    Surface(
        key="drop_wave",
        title="Drop in a pond",
        family=FAMILY,
        latex=r"-\frac{1 + \cos\left(12\sqrt{x^2 + y^2}\right)}{0.5\left(x^2 + y^2\right) + 2}",
        function=drop_wave,
        code=(
            "square = x**2 + y**2",
            "-(1 + cos(12 * sqrt(square + 1e-60))) / (0.5 * square + 2)",
        ),
        domain=(-2.5, 2.5, -2.5, 2.5),
        start=(1.2, 0.9),
        minima=((0.0, 0.0),),
        saddles=(),
        story="Round moats about the minimum, each a little higher than the one inside it. A path reaches the nearest "
        "moat and finds no slope along it; only a step wide enough to jump the wall leads further in.",
        anchor=((math.pi / 6, 0.0), -0.9358573485679315, "by hand: -2/(2 + π²/72)"),
    ),
)

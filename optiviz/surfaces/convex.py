"""Convex surfaces: no local minimum that is not global, and no saddle."""

import math

import jax.numpy as jnp
import numpy as np

from optiviz.params import Param
from optiviz.surfaces.row import Surface

FAMILY = "Convex"

KAPPA = Param(
    "kappa",
    r"\kappa",
    "condition number",
    30.0,
    1.0,
    1000.0,
    "log",
    "How many times more curved the steep direction is than the flat one.",
    ceiling=1e6,
)
ANGLE = Param("angle", r"\varphi", "rotation", 0.0, 0.0, 90.0, help="By how many degrees the bowl is turned.")


def bowl(p, kappa=30.0, angle=0.0):
    x, y = p
    cos, sin = jnp.cos(jnp.deg2rad(angle)), jnp.sin(jnp.deg2rad(angle))
    u, v = x * cos + y * sin, y * cos - x * sin
    return 0.5 * (u**2 + kappa * v**2)


def sparse_bowl(p):
    x, y = p
    return 0.5 * (0.01 * x**2 + y**2)


def away_bowl(p):
    x, y = p
    return 0.5 * (x - 2) ** 2 + 12.5 * (y - 1) ** 2


def d2l_bowl(p):
    x, y = p
    return 0.1 * x**2 + 2 * y**2


def convex_pair(p):
    x, y = p
    return 0.5 * (x**2 + 2 * y**2)


def booth(p):
    x, y = p
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


def matyas(p):
    x, y = p
    return 0.26 * (x**2 + y**2) - 0.48 * x * y


def boyd_logsum(p):
    x, y = p
    return jnp.exp(x + 3 * y - 0.1) + jnp.exp(x - 3 * y - 0.1) + jnp.exp(-x - 0.1)


def abs_l1(p):
    """x sign(x) in place of abs: its gradient at 0 is 0, as in PyTorch, where the gradient of jnp.abs is 1."""
    x, y = p
    return x * jnp.sign(x) + 2 * y * jnp.sign(y)


ROWS = (
    Surface(
        key="bowl",
        title="Elongated bowl",
        family=FAMILY,
        latex=r"\frac{1}{2}\left(u^2 + \kappa v^2\right), \quad u = x\cos\varphi + y\sin\varphi, "
        r"\quad v = y\cos\varphi - x\sin\varphi",
        function=bowl,
        code=(
            "turn = math.radians(angle)",
            "u = x * math.cos(turn) + y * math.sin(turn)",
            "v = y * math.cos(turn) - x * math.sin(turn)",
            "0.5 * (u**2 + kappa * v**2)",
        ),
        domain=(-3.0, 3.0, -2.5, 2.5),
        start=(-2.5, 1.0),
        minima=((0.0, 0.0),),
        saddles=(),
        story="The smallest model of an ill-conditioned loss: one direction is κ times as curved as the other. "
        "Gradient descent zigzags across and creeps along, and diverges once its learning rate passes 2/κ. Turn the "
        "bowl: gradient descent and momentum do not notice, methods that scale each coordinate by itself do.",
        anchor=((1.0, 2.0), 60.5, "by hand: (1 + 30·4)/2"),
        params=(KAPPA, ANGLE),
        quadratic=True,
    ),
    Surface(
        key="convex_pair",
        title="Smooth bowl",
        family=FAMILY,
        latex=r"\frac{1}{2}\left(x^2 + 2y^2\right)",
        function=convex_pair,
        code=("0.5 * (x**2 + 2 * y**2)",),
        domain=(-4.0, 4.0, -4.0, 4.0),
        start=(-3.2, 2.8),
        minima=((0.0, 0.0),),
        saddles=(),
        story="An easy bowl: from any start, every learning rate below 1 takes gradient descent to the one minimum. "
        "Compare it with the rippled bowl, which is this bowl with waves added, from the same start.",
        anchor=((-3.2, 2.8), 12.96, "by hand: (10.24 + 2·7.84)/2"),
        quadratic=True,
    ),
    Surface(
        key="sparse_bowl",
        title="Bowl with a rare feature",
        family=FAMILY,
        latex=r"\frac{1}{2}\left(0.01x^2 + y^2\right)",
        function=sparse_bowl,
        code=("0.5 * (0.01 * x**2 + y**2)",),
        domain=(-6.0, 6.0, -3.0, 3.0),
        start=(-5.0, 2.0),
        minima=((0.0, 0.0),),
        saddles=(),
        story="Along x the gradient is a hundred times weaker than along y, like the weight of a feature that is "
        "seldom present. Gradient descent settles y and leaves x behind; methods that divide by the size of past "
        "gradients move both at a similar pace.",
        anchor=((-5.0, 2.0), 2.125, "by hand: (0.25 + 4)/2"),
        quadratic=True,
    ),
    Surface(
        key="d2l_bowl",
        title="Textbook bowl",
        family=FAMILY,
        latex=r"0.1x^2 + 2y^2",
        function=d2l_bowl,
        code=("0.1 * x**2 + 2 * y**2",),
        domain=(-6.0, 4.0, -3.0, 3.0),
        start=(-5.0, -2.0),
        minima=((0.0, 0.0),),
        saddles=(),
        story="The bowl that Dive into Deep Learning (Zhang, Lipton, Li and Smola) uses for momentum and AdaGrad. "
        "Gradient descent with learning rate 0.4 zigzags along y and still lags along x; past 0.5 it diverges.",
        anchor=((-5.0, -2.0), 10.5, "by hand: 2.5 + 8"),
        quadratic=True,
    ),
    Surface(
        key="away_bowl",
        title="Bowl away from the origin",
        family=FAMILY,
        latex=r"\frac{1}{2}(x - 2)^2 + \frac{25}{2}(y - 1)^2",
        function=away_bowl,
        code=("0.5 * (x - 2) ** 2 + 12.5 * (y - 1) ** 2",),
        domain=(-3.0, 4.0, -2.5, 2.5),
        start=(-2.0, -1.5),
        minima=((2.0, 1.0),),
        saddles=(),
        story="The minimum lies at (2, 1), not at the origin: weight decay, which pulls to the origin, has to be paid "
        "for here. Where a run comes to rest tells how its decay is weighed against the gradient: the curvature is 1 "
        "along x and 25 along y.",
        anchor=((0.0, 0.0), 14.5, "by hand: 2 + 12.5"),
        quadratic=True,
    ),
    Surface(
        key="booth",
        title="Booth's tilted bowl",
        family=FAMILY,
        latex=r"(x + 2y - 7)^2 + (2x + y - 5)^2",
        function=booth,
        code=("(x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2",),
        domain=(-10.0, 10.0, -10.0, 10.0),
        start=(-8.0, -5.0),
        minima=((1.0, 3.0),),
        saddles=(),
        story="A quadratic with condition number 9 whose axes lie on the diagonals. Newton's method needs one step; "
        "the methods that scale each coordinate by itself cannot tell the steep diagonal from the flat one.",
        anchor=((0.0, 0.0), 74.0, "by hand: 49 + 25"),
        quadratic=True,
    ),
    Surface(
        key="matyas",
        title="Matyas's plate",
        family=FAMILY,
        latex=r"0.26\left(x^2 + y^2\right) - 0.48xy",
        function=matyas,
        code=("0.26 * (x**2 + y**2) - 0.48 * x * y",),
        domain=(-10.0, 10.0, -10.0, 10.0),
        start=(8.0, -3.0),
        minima=((0.0, 0.0),),
        saddles=(),
        story="A flat valley along the diagonal: curvature 1 across it and 0.04 along it. Watch the path fall to the "
        "valley at once and then take most of its steps along the floor.",
        anchor=((1.0, 1.0), 0.04, "by hand: 0.52 - 0.48"),
        quadratic=True,
    ),
    Surface(
        key="boyd_logsum",
        title="Boyd and Vandenberghe's exponentials",
        family=FAMILY,
        latex=r"e^{x + 3y - 0.1} + e^{x - 3y - 0.1} + e^{-x - 0.1}",
        function=boyd_logsum,
        code=("exp(x + 3 * y - 0.1) + exp(x - 3 * y - 0.1) + exp(-x - 0.1)",),
        domain=(-2.0, 1.0, -1.0, 1.0),
        start=(-1.5, 0.6),
        minima=((-0.5 * math.log(2), 0.0),),
        saddles=(),
        story="Smooth and convex, but not a quadratic: the curvature changes from place to place (Boyd and "
        "Vandenberghe, Convex Optimization, 2004, section 9.3). Once it is close, Newton's method doubles its correct "
        "digits with each step.",
        anchor=((0.0, 0.0), 2.714512254107879, "by hand: 3 exp(-0.1)"),
    ),
    Surface(
        key="abs_l1",
        title="Sharp crease",
        family=FAMILY,
        latex=r"\left|x\right| + 2\left|y\right|",
        function=abs_l1,
        creases=lambda points: np.abs(points).min(axis=1),
        code=("x * sign(x) + 2 * y * sign(y)",),
        domain=(-3.0, 3.0, -3.0, 3.0),
        start=(-2.5, 1.3),
        minima=((0.0, 0.0),),
        saddles=(),
        story="Convex, but creased along both axes: the gradient keeps its size all the way to the minimum. A "
        "constant learning rate bounces around the minimum for ever; only one that shrinks lets the path settle.",
        anchor=((-2.5, 1.3), 5.1, "by hand: 2.5 + 2.6"),
    ),
)

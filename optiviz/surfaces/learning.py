"""Losses of the smallest learning problems: two weights, w_1 along x and w_2 along y."""

import math

import jax
import jax.numpy as jnp
import numpy as np

from optiviz.params import Param
from optiviz.surfaces.data import CLASSES, INPUTS, LINE, REGRESSION, STANDARD
from optiviz.surfaces.row import Surface

FAMILY = "Machine learning"

FEATURE_MEAN = Param(
    "feature_mean",
    "m",
    "mean of the feature",
    4.85,
    0.0,
    5.0,
    help="0: the feature is centred.",
    floor=-100,
    ceiling=100,
)
FEATURE_SPREAD = Param(
    "feature_spread",
    "s",
    "spread of the feature",
    3.05,
    0.5,
    5.0,
    "log",
    "Its standard deviation; 1, with mean 0: the feature is standardised.",
    floor=0.1,
    ceiling=100,
)


def least_squares(p):
    return 0.5 * jnp.mean((REGRESSION[:, :2] @ p - REGRESSION[:, 2]) ** 2)


def least_squares_sample(p, weights):
    return 0.5 * weights @ (REGRESSION[:, :2] @ p - REGRESSION[:, 2]) ** 2


def line(p):
    return 0.5 * jnp.mean((LINE[:, 0] * p[0] + p[1] - LINE[:, 1]) ** 2)


def line_sample(p, weights):
    return 0.5 * weights @ (LINE[:, 0] * p[0] + p[1] - LINE[:, 1]) ** 2


def logistic(p):
    margins = CLASSES[:, 2] * (CLASSES[:, :2] @ p)
    return jnp.mean(jax.nn.softplus(-margins)) + 0.005 * (p[0] ** 2 + p[1] ** 2)


def logistic_sample(p, weights):
    margins = CLASSES[:, 2] * (CLASSES[:, :2] @ p)
    return weights @ jax.nn.softplus(-margins) + 0.005 * (p[0] ** 2 + p[1] ** 2)


def scaled_feature(p, feature_mean=4.85, feature_spread=3.05):
    return 0.5 * jnp.mean(_miss(p, feature_mean, feature_spread) ** 2)


def scaled_feature_sample(p, weights, feature_mean=4.85, feature_spread=3.05):
    return 0.5 * weights @ _miss(p, feature_mean, feature_spread) ** 2


def _miss(p, mean, spread):
    return p[0] * (mean + spread * STANDARD[:, 0]) + p[1] - STANDARD[:, 1]


def scaled_feature_minimum(feature_mean, feature_spread):
    """The least-squares line through STANDARD, whose inputs have mean 0, in units of the feature."""
    z, y = STANDARD.T
    slope = (z @ y) / (z @ z) / feature_spread
    return ((slope, y.mean() - slope * feature_mean),)


def linear_net(p):
    w1, w2 = p
    return 0.5 * (w1 * w2 - 1) ** 2


def distance_to_hyperbola(points):
    """Distance of points (n, 2) to the curve w1 w2 = 1, (n,); inf and nan come back as inf and nan.

    Mirroring a point in the diagonals moves neither the curve nor the distance, so that a >= |b| may be assumed. Then
    the nearest (t, 1/t) has 1 <= t <= a + 1, where the derivative of the squared distance has one root: bisected here.
    """
    points = np.asarray(points, dtype=float)
    with np.errstate(all="ignore"):
        a, b = np.abs(points).max(axis=1), np.sign(points).prod(axis=1) * np.abs(points).min(axis=1)
        low, high = np.ones_like(a), a + 1
        for _ in range(100):
            t = low + (high - low) / 2
            beyond = t - a + (b - 1 / t) / t**2 > 0
            low, high = np.where(beyond, low, t), np.where(beyond, t, high)
        distance = np.hypot(a - low, b - 1 / low)
    return np.where(np.isfinite(a), distance, a)


def tanh_net(p):
    w1, w2 = p
    return 0.5 * jnp.mean((w2 * jnp.tanh(w1 * INPUTS) - 0.8 * np.tanh(1.5 * INPUTS)) ** 2)


def tanh_net_sample(p, weights):
    w1, w2 = p
    return 0.5 * weights @ (w2 * jnp.tanh(w1 * INPUTS) - 0.8 * np.tanh(1.5 * INPUTS)) ** 2


ROWS = (
    Surface(
        key="least_squares",
        title="Linear regression",
        family=FAMILY,
        latex=r"\frac{1}{48}\sum_{i=1}^{24}\left(w_1 x_{i1} + w_2 x_{i2} - y_i\right)^2",
        function=least_squares,
        code=("0.5 * mean((x * feature_1 + y * feature_2 - target) ** 2)",),
        table=dict(zip(("feature_1", "feature_2", "target"), REGRESSION.T, strict=True)),
        domain=(-3.0, 5.0, -8.0, 4.0),
        start=(-2.0, 3.0),
        minima=((1.477256705698202, -1.8193026962065966),),
        saddles=(),
        story="A plane fitted to 24 points with two features, the second of which varies five times less than the "
        "first. That makes the condition number 37: w_1 is learned in a few steps, w_2 takes hundreds. With features "
        "scaled to equal spread it would be 2.4.",
        anchor=((0.0, 0.0), 41.132 / 48, "by hand: the squared targets add up to 41.132"),
        quadratic=True,
        examples=len(REGRESSION),
        sample=least_squares_sample,
    ),
    Surface(
        key="line",
        title="Line through 256 points",
        family=FAMILY,
        latex=r"\frac{1}{512}\sum_{i=1}^{256}\left(w_1 x_i + w_2 - y_i\right)^2",
        function=line,
        code=("0.5 * mean((x * feature + y - target) ** 2)",),
        table=dict(zip(("feature", "target"), LINE.T, strict=True)),
        domain=(-2.5, 4.5, -4.0, 4.0),
        start=(-1.5, 2.5),
        minima=((2.04674640386614, -1.0780524234266278),),
        saddles=(),
        story="A straight line, slope w_1 and height w_2, fitted to 256 points with noise. The inputs lie around 1, so "
        "that slope and height make up for one another: the valley is tilted, its condition number 7.8. Each point "
        "alone asks for other lines than all of them together, which is the noise of small batches.",
        anchor=((0.0, 0.0), 1450.9183 / 512, "by hand: the squared targets add up to 1450.9183"),
        quadratic=True,
        examples=len(LINE),
        sample=line_sample,
    ),
    Surface(
        key="scaled_feature",
        title="Line through a feature to be scaled",
        family=FAMILY,
        latex=r"\frac{1}{40}\sum_{i=1}^{20}\left(w_1 (m + s z_i) + w_2 - y_i\right)^2",
        function=scaled_feature,
        code=(
            "feature = feature_mean + feature_spread * standard",
            "0.5 * mean((x * feature + y - target) ** 2)",
        ),
        table=dict(zip(("standard", "target"), STANDARD.T, strict=True)),
        domain=(-2.0, 2.5, -4.0, 4.0),
        start=(-1.0, -2.0),
        minima=scaled_feature_minimum,
        saddles=(),
        story="A line, slope w_1 and height w_2, fitted to 20 points whose inputs lie between 0 and 10, as they come: "
        "condition number 121. Centre the feature (mean 0) and the valley turns to stand along the axes, 9.3; scale it "
        "to spread 1, too, and the contours are circles. The data say the same all along; only their units change.",
        anchor=((0.0, 0.0), 88.0248 / 40, "by hand: the squared targets add up to 88.0248"),
        params=(FEATURE_MEAN, FEATURE_SPREAD),
        quadratic=True,
        examples=len(STANDARD),
        sample=scaled_feature_sample,
    ),
    Surface(
        key="logistic",
        title="Logistic regression",
        family=FAMILY,
        latex=r"\frac{1}{30}\sum_{i=1}^{30}\ln\left(1 + e^{-y_i\left(w_1 x_{i1} + w_2 x_{i2}\right)}\right) "
        r"+ 0.005\left(w_1^2 + w_2^2\right)",
        function=logistic,
        code=(
            "margins = label * (x * feature_1 + y * feature_2)",
            "mean(logaddexp(-margins, 0 * margins)) + 0.005 * (x**2 + y**2)",
        ),
        table=dict(zip(("feature_1", "feature_2", "label"), CLASSES.T, strict=True)),
        domain=(-3.0, 5.0, -6.0, 3.0),
        start=(-2.0, 2.0),
        minima=((1.4223948190930875, -1.6468405911275976),),
        saddles=(),
        story="Two overlapping classes of 30 points in all. Far out, on the wrong side, the slope is nearly constant; "
        "around the minimum the curvature is below 0.2, so that a learning rate of 10 is still stable there. The "
        "small penalty on the weights would keep the minimum finite even if a line parted the classes.",
        anchor=((0.0, 0.0), math.log(2), "by hand: ln 2, as every margin is 0"),
        examples=len(CLASSES),
        sample=logistic_sample,
    ),
    Surface(
        key="linear_net",
        title="Linear network with two weights",
        family=FAMILY,
        latex=r"\frac{1}{2}\left(w_1 w_2 - 1\right)^2",
        function=linear_net,
        code=("0.5 * (x * y - 1) ** 2",),
        domain=(-2.5, 2.5, -2.5, 2.5),
        start=(2.4, 0.05),
        minima=((1.0, 1.0), (-1.0, -1.0), (2.0, 0.5), (0.5, 2.0), (-2.0, -0.5), (-0.5, -2.0)),
        saddles=((0.0, 0.0),),
        story="The smallest deep network: two weights in a row. Every point of the hyperbola is a perfect minimum, "
        "but they differ in sharpness, w_1² + w_2². Gradient descent can rest only where the learning rate times the "
        "sharpness is below 2: a large one slides along the curve to its flat middle. Watch out for the saddle at the "
        "origin.",
        anchor=((2.0, 2.0), 4.5, "by hand: 9/2"),
        log=True,
        distance=distance_to_hyperbola,
    ),
    Surface(
        key="tanh_net",
        title="Network with one tanh unit",
        family=FAMILY,
        latex=r"\frac{1}{42}\sum_{i=1}^{21}\left(w_2\tanh(w_1 t_i) - 0.8\tanh(1.5t_i)\right)^2, "
        r"\quad t_i = \frac{i - 11}{5}",
        function=tanh_net,
        code=("0.5 * mean((y * tanh(x * inputs) - 0.8 * tanh(1.5 * inputs)) ** 2)",),
        table={"inputs": INPUTS},
        domain=(-4.0, 4.0, -2.5, 2.5),
        start=(0.3, -1.8),
        minima=((1.5, 0.8), (-1.5, -0.8)),
        saddles=((0.0, 0.0),),
        story="A network of one hidden unit learns from another one with weights 1.5 and 0.8. Flipping both signs "
        "changes nothing, hence two minima, with a saddle between them. Where tanh saturates, w_1 hardly matters any "
        "more: the valleys become long and flat.",
        anchor=((1.0, -1.0), 0.9708630938474644, "the definition in 30-digit arithmetic"),
        log=True,
        examples=len(INPUTS),
        sample=tanh_net_sample,
    ),
)

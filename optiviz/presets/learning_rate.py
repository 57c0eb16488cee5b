"""Learning rate: too small, calm, right, nervous, over the edge; and what the shape of the loss has to do with it."""

import math
from dataclasses import replace

import numpy as np

from optiviz.presets.facts import edge, ends, passes_loss, read, settles, step_ratio
from optiviz.presets.row import Fact, Page, Preset
from optiviz.specs import Lane, Place, RaceSpec
from optiviz.stability import best_rate

KEY = "learning_rate"
START = (-2.5, 1.0)


def gd(rate, steps=60, kappa=10.0, start=START, angle=0.0, surface="bowl"):
    """Gradient descent at a learning rate, on a bowl unless another surface is named."""
    values = {"kappa": kappa, "angle": angle} if surface == "bowl" else {}
    return RaceSpec(Place(surface, values, start, steps), (Lane("gd", values={"learning_rate": rate}),))


def line(surface, rates, steps):
    """Gradient descent on a loss of one parameter, at a learning rate or at several."""
    runs = [gd(rate, steps, start=None, surface=surface) for rate in np.atleast_1d(rates).tolist()]
    return replace(runs[0], lanes=tuple(run.lanes[0] for run in runs))


def away(step):
    """How far x is from 0 at a step."""
    return lambda paths: abs(float(paths[0].theta[step, 0]))


def scaled(mean, spread):
    """A line fitted by gradient descent at 1 / (largest curvature), its feature with a mean and a spread."""
    place = Place("scaled_feature", {"feature_mean": mean, "feature_spread": spread}, steps=500)
    rate = 1 / sharpest((spread**2 + mean**2, mean, 1.0))
    return RaceSpec(place, (Lane("gd", values={"learning_rate": rate}),))


def sharpest(hessian):
    """The largest eigenvalue of ((a, b), (b, d)), given as (a, b, d)."""
    a, b, d = hessian
    return (a + d) / 2 + math.hypot((a - d) / 2, b)


def condition(paths):
    """The condition number at the start."""
    low, high = np.linalg.eigvalsh(paths[0].hessian[0])
    return float(high / low)


def turned(angle):
    """START, turned by an angle in degrees as the bowl is."""
    (x, y), cos, sin = START, math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return (x * cos - y * sin, x * sin + y * cos)


SMALL, CALM, RIGHT, NERVOUS, OVER = gd(0.01, 500), gd(0.1), gd(best_rate(1, 10)), gd(0.19), gd(0.22)
NARROW = gd(best_rate(1, 100), 400, 100.0)

BOWLS = (
    Preset(
        "L1a",
        KEY,
        "Too small",
        SMALL,
        (Fact("steps", 401, settles()), Fact("flips", 0, read("flips"))),
        truth="It settles at step {steps}, with {flips} changes of side. With learning rate × curvature = 0.01 along "
        "the valley, each step takes off 1 % of what is left: nothing goes wrong, and nothing gets done.",
        but="A small rate looks the same as a hard problem. Only a larger one tells them apart.",
        knobs=("learning_rate",),
    ),
    Preset(
        "L1b",
        KEY,
        "Calm",
        CALM,
        (Fact("steps", 39, settles()), Fact("flips", 0, read("flips")), Fact("small", 401, settles(), race=SMALL)),
        question="At 0.01 this run settled at step {small}. At 0.1 = 1 / (largest curvature) it settles...",
        choices=("ten times earlier", "twice as early", "never: it swings from side to side"),
        answer=0,
        truth="It settles at step {steps}, with {flips} changes of side. At 1 / (largest curvature) the steep "
        "direction is finished in one step; the flat one is what all the others are for.",
        but="Faster is still possible, for whoever puts up with some swinging: see “Just right”.",
        knobs=("learning_rate",),
    ),
    Preset(
        "L1c",
        KEY,
        "Just right",
        RIGHT,
        (Fact("steps", 23, settles()), Fact("calm", 39, settles(), race=CALM), Fact("flips", 22, read("flips"))),
        question="At 0.1 it settled at step {calm}, without any swinging. At 0.1818, where it swings, it settles...",
        choices=("earlier", "later", "at the same step"),
        answer=0,
        truth="It settles at step {steps}, in spite of {flips} changes of side. On a bowl no constant learning rate is "
        "better in the long run than 2 / (largest + smallest curvature): both directions then shrink by the same "
        "share a step.",
        but="Nobody knows the curvatures of a real loss beforehand, and they change along the way.",
        knobs=("learning_rate",),
    ),
    Preset(
        "L1d",
        KEY,
        "Nervous",
        NERVOUS,
        (
            Fact("steps", 41, settles()),
            Fact("right", 23, settles(), race=RIGHT),
            Fact("flips", 43, read("flips")),
            Fact("limit", 0.2, edge(), 1e-9),
            Fact("share", 90, lambda paths: 100 * step_ratio(1)(paths), 1e-9),
        ),
        question="The limit is {limit}. At 0.1818 it settled at step {right}. Halfway to the limit, at 0.19, it "
        "settles...",
        choices=("earlier", "at about the same step", "almost twice as late", "never"),
        answer=2,
        truth="It settles at step {steps}, after {flips} changes of side. Along the steep direction each step lands "
        "at {share} % of its distance on the other side, so that this direction has become the slow one.",
        but="A loss that falls smoothly does not show the swinging: look at the path, or at the gradient's sign.",
        knobs=("learning_rate",),
    ),
    Preset(
        "L1e",
        KEY,
        "A little more",
        OVER,
        (
            Fact("step", 15, passes_loss(1e3)),
            Fact("near", 134, passes_loss(1e3), race=gd(0.202, 200)),
            Fact("limit", 0.2, edge(), 1e-9),
            Fact("longer", 1.2, step_ratio(1), 1e-9),
        ),
        question="2 / (largest curvature) is {limit}. A little more, at 0.22, the run...",
        choices=("swings for ever without getting anywhere", "leaves the map", "settles, but late"),
        answer=1,
        truth="The loss passes 1,000 at step {step}: every swing is {longer} times as long as the one before. Nearer "
        "to the limit it takes longer to see: at 0.202 the loss passes 1,000 only at step {near}.",
        but="On a loss that is no bowl, the same rate may be fine in one place and too large in another: a run that "
        "starts to climb may also come to rest on flatter ground.",
        knobs=("learning_rate",),
    ),
    Preset(
        "L2",
        KEY,
        "A round bowl",
        gd(1.0, 20, 1.0),
        (Fact("steps", 1, settles()), Fact("narrow", 23, settles(), race=RIGHT)),
        question="With condition number 10 the best learning rate needs {narrow} steps. On a round bowl it needs...",
        choices=("about 10", "3", "1"),
        answer=2,
        truth="{steps} step: where both curvatures are equal, minus the gradient points straight at the minimum, and "
        "1 / curvature is exactly the way there. With equal units on both "
        "axes the contours are circles, and only in this case.",
        but="Two parameters of one loss hardly ever have the same curvature, unless somebody "
        "has seen to it: see “Scale the data”.",
        views=("contour", "surface", "slice"),
        knobs=("learning_rate", "kappa"),
    ),
    Preset(
        "LK",
        KEY,
        "Ten times narrower",
        NARROW,
        (
            Fact("steps", 273, settles()),
            Fact("wide", 23, settles(), race=RIGHT),
            Fact("turned", 23, settles(), race=gd(best_rate(1, 10), start=turned(45.0), angle=45.0)),
        ),
        question="Condition number 10, the rate that is best in the long run: {wide} steps. Condition number "
        "100, again at "
        "the rate that is best there:",
        choices=("about as many", "about 10 times as many", "about 100 times as many"),
        answer=1,
        truth="{steps} steps. (The figure below may find a rate that is faster from this start: best in the "
        "long run means "
        "the fastest shrinking of what is left, whatever the start.) The steep direction sets the largest rate, "
        "and the flat one has to live with it: one "
        "learning rate for all parameters costs steps in proportion to the condition number. Turning the bowl (and the "
        "start with it) changes nothing: {turned} steps at 45 degrees, condition number 10.",
        but="Momentum needs only about the square root of that many; methods with a rate for each coordinate can undo "
        "the condition number altogether, as long as the valley lies along an axis.",
        knobs=("learning_rate", "kappa", "angle"),
    ),
)
RAW, CENTRED, STANDARD = scaled(4.85, 3.05), scaled(0.0, 3.05), scaled(0.0, 1.0)
SCALING = (
    Preset(
        "B2",
        KEY,
        "Scale the data",
        CENTRED,
        (
            Fact("raw", 430, settles(), race=RAW),
            Fact("centred", 40, settles()),
            Fact("standard", 1, settles(), race=STANDARD),
            Fact("kappa", 121.0, condition, 1e-3, RAW),
            Fact("kappa_centred", 9.30, condition, 1e-3),
        ),
        question="A line fitted to inputs between 0 and 10: {raw} steps at 1 / (largest curvature). Here the mean of "
        "the inputs has been subtracted, and the rate is 1 / (largest curvature) again. That takes...",
        choices=("as many: the data say the same", "about half as many", "about a tenth"),
        answer=2,
        truth="{centred} steps; with the inputs divided by their spread as well, {standard}. The condition number goes "
        "from {kappa} to {kappa_centred} to 1. Turn the mean of the feature up again and see the valley turn and "
        "close, until the band over the learning rate allows less; turn its spread to 1 and it is round.",
        but="With a network, scaling the inputs does this for the first layer only. Batch normalization tries to do "
        "it for the others, too.",
        knobs=("feature_mean", "feature_spread"),
    ),
)
LINES = (
    Preset(
        "D1",
        KEY,
        "Flat bottom",
        line("quartic", 0.2, 1000),
        (
            Fact("near", 0.153, away(100), 1e-2),
            Fact("far", 0.0498, away(1000), 1e-2),
            Fact("settles", 33, settles()),
        ),
        question="The loss x⁴/4 has no curvature at its minimum. After 100 steps x is {near} away from it. After ten "
        "times as many it is...",
        choices=("about 1000 times nearer", "ten times nearer", "three times nearer"),
        answer=2,
        truth="{far} away. The slope falls with the cube of the distance, so that the steps shrink faster than what is "
        "left: the distance goes down with the square root of the number of steps.",
        but="The loss itself is small by then: it is within 0.001 of the minimum from step {settles} on.",
        views=("slice", "loss"),
        knobs=("learning_rate",),
    ),
    Preset(
        "D2",
        KEY,
        "A crease",
        line("absolute", 0.3, 60),
        (
            Fact("swing", 0.2, lambda paths: float(paths[0].loss[-20:].max()), 1e-6),
            Fact("settles", None, settles()),
            Fact("finer", 0.02, lambda paths: float(paths[0].loss[-20:].max()), 1e-6, line("absolute", 0.03, 200)),
        ),
        question="The slope of |x| is 1 on one side and -1 on the other, however near the minimum. With a constant "
        "learning rate of 0.3 the run...",
        choices=("settles in the crease", "jumps to and fro across it for ever", "leaves the map"),
        answer=1,
        truth="It {settles} settles: it jumps across the crease, up to {swing} away from it. With a tenth of the rate "
        "it comes within {finer}, and jumps there. A convex loss and a small enough rate are not enough; here the rate "
        "has to fall.",
        but="Such creases are real: the L1 penalty and ReLU have them. The same happens on smooth losses whose "
        "gradient is noisy.",
        views=("slice", "loss"),
        knobs=("learning_rate",),
    ),
    Preset(
        "D3",
        KEY,
        "Two wells",
        line("double_well", (0.1, 0.4), 60),
        (
            Fact("here", 0.879, ends(0), 1e-3),
            Fact("there", -1.088, ends(0, 1), 1e-3),
            Fact("between", 0.879, ends(0), 1e-3, line("double_well", 0.35, 60)),
        ),
        question="The left well is the deeper one, the run starts on the right and ends in the well next to it. With "
        "four times the learning rate it ends...",
        choices=("in the same well, sooner", "in the left one", "nowhere"),
        answer=1,
        truth="At x = {there}: its first step is so long that it lands beyond the hump. At the small rate it ends at "
        "{here}, where the slope is zero as well. On a loss with more than one valley the learning "
        "rate decides in which one.",
        but="That is luck, not search: at 0.35 it still ends at {between}, and a start in the left well can be thrown "
        "out of it just as well.",
        views=("slice", "loss"),
        knobs=("learning_rate",),
    ),
    Preset(
        "D4",
        KEY,
        "A wall",
        line("single_cliff", (1.0, 2.0), 60),
        (
            Fact("steps", 28, settles()),
            Fact("thrown", -59.9, lambda paths: float(paths[1].theta[:, 0].min()), 1e-3),
            Fact("limit", 20, edge(), 1e-2),
        ),
        question="Two meadows whose curvature allows learning rates up to {limit}, and a wall between them. At 1 the "
        "run settles at step {steps}. At 2...",
        choices=("it settles in half the time", "it stops in front of the wall", "it is thrown out of the view"),
        answer=2,
        truth="It is thrown to x = {thrown} by a single step taken on the wall, and has to walk back. The limit holds "
        "where the run is, not where it has been: the steepest place met on the way sets the rate for all.",
        but="Shortening only the gradients that are too long (clipping) is the usual remedy (Pascanu et al. 2013).",
        views=("slice", "loss"),
        knobs=("learning_rate",),
    ),
)
PRESETS = (*BOWLS, *SCALING, *LINES)
PAGE = Page(
    KEY,
    "Learning rate",
    "How long should a step be? Too short and nothing happens, too long and the run leaves the map.",
    limits="A bowl has the same curvature everywhere. The loss of a network does not: its largest curvature tends to "
    "grow until it stands just at 2 / (learning rate) (Cohen et al. 2021), so that the limit follows the rate.",
    references=(
        "Cauchy 1847, *Méthode générale pour la résolution des systèmes d'équations simultanées* (gradient descent)",
        "Nesterov 2004, *Introductory Lectures on Convex Optimization* (the best constant rate, 2 / (L + mu))",
        "Goh 2017, *Why Momentum Really Works*, Distill (what each direction of a bowl does)",
        "LeCun, Bottou, Orr & Müller 1998, *Efficient BackProp* (scaling of features, condition numbers)",
        "Cohen et al. 2021, *Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability*",
    ),
    presets=PRESETS,
)

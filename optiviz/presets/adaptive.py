"""Adaptive methods: a learning rate for every coordinate, from AdaGrad to Adam, and where that goes wrong.

RMSProp runs here with decay 0.9, as in Keras and in the lecture that introduced it, in PyTorch's form (epsilon outside
the root, no bias correction); AdaGrad with a sum that starts at 0.
"""

import math

import numpy as np

from optiviz.online import walk
from optiviz.presets.facts import at_step, ends, known, loss_at, on, read, settles
from optiviz.presets.row import Fact, Page, Preset
from optiviz.sparse import LEARNERS, learned
from optiviz.specs import Lane, Place, RaceSpec
from optiviz.terrain import landmarks

START = (-2.5, 1.0)
MEADOW = Place("cliff_meadow", {}, (-3.0, 1.5), 1000)
NEAR = 0.05  # the tolerance on the meadow


def lane(key, rate, **values):
    """A Lane at a learning rate, RMSProp with decay 0.9 unless another is given."""
    more = {"decay": 0.9} if key == "rmsprop" else {}
    return Lane(key, values={"learning_rate": rate, **more, **values})


def bowl(kappa, steps, *lanes, angle=0.0):
    """A race on the bowl; where the bowl is turned, the start is turned with it."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    start = (START[0] * cos - START[1] * sin, START[0] * sin + START[1] * cos)
    return RaceSpec(Place("bowl", {"kappa": kappa, "angle": angle}, start, steps), lanes)


def first_step(lane):
    """The length of the first step along x."""
    return lambda paths: float(paths[lane].theta[1, 0] - paths[lane].theta[0, 0])


def lengthened(step, lane=0):
    """How many times longer than with bias correction the step would be without, from what the run holds.

    Both means of the run, before and after correction; the factor is the same in every coordinate.
    """

    def measure(paths):
        s = {name: paths[lane].state[name][step, 0] for name in ("m", "v", "m_hat", "v_hat")}
        return float(s["m"] / s["m_hat"] * np.sqrt(s["v_hat"] / s["v"]))

    return measure


def low(name, power=1.0):
    """By which factor a mean is too small after one step, or a power of it."""
    return lambda paths: float((paths[0].state[f"{name}_hat"][1, 0] / paths[0].state[name][1, 0]) ** power)


def longest(lane=0):
    """The step at which that factor is largest."""

    def measure(paths):
        steps = range(1, len(paths[lane].theta))
        return max(steps, key=lambda step: lengthened(step, lane)(paths))

    return measure


CLIFF = RaceSpec(
    MEADOW,
    (
        lane("adagrad", 0.05),
        lane("rmsprop", 0.05),
        lane("gd", 0.05),
        lane("momentum", 0.05),
        lane("adam", 0.05),
        lane("adagrad", 3.0),
    ),
    tolerance=NEAR,
)
RAVINE = (lane("gd", 0.0198), lane("momentum", 0.01), lane("adagrad", 0.5), lane("adam", 0.1))
STRAIGHT, TURNED = bowl(100.0, 300, *RAVINE), bowl(100.0, 700, *RAVINE, angle=45.0)
PARTS = bowl(10.0, 150, lane("gd", 0.1), lane("adam", 0.1))
CORRECTED = bowl(10.0, 150, lane("adam", 0.1), lane("adam", 0.1, bias_correction=0.0))
SLOW = bowl(10.0, 600, lane("adam", 0.01), lane("adam", 0.01, bias_correction=0.0))
PLATEAU = RaceSpec(
    Place("gauss_plateau", {}, (2.0, 1.5), 1000),
    (*(lane("adam", 0.05, eps=eps) for eps in (1e-8, 1e-4, 1e-3, 1e-2, 0.1)), lane("gd", 0.2)),
)
JITTER = bowl(
    10.0,
    500,
    *(lane("rmsprop", rate) for rate in (0.1, 0.05, 0.01)),
    Lane("rmsprop", values={"learning_rate": 0.1, "decay": 0.9}, schedule="cosine"),
)


def steps_to_learn(key, weight):
    """The step at which a weight is learned (0: the common one, 1: the rare one)."""
    return lambda _: learned(key).steps[weight]


def floor(key, weight=0):
    """The noise that is left on a weight."""
    return lambda _: learned(key).floor[weight]


def arrives(label, b2):
    """Where a rule ends on the online problem."""
    return lambda _: float(walk(label, b2)[-1])


PRESETS = (
    Preset(
        "A3s",
        "adaptive",
        "A straight ravine",
        STRAIGHT,
        (
            Fact("gd", 270, settles(0)),
            Fact("momentum", 103, settles(1)),
            Fact("adagrad", 34, settles(2)),
            Fact("adam", 94, settles(3)),
            Fact("mild", -0.004818, at_step(50, 1), 1e-3, bowl(10.0, 150, lane("adam", 0.1))),
            Fact("steep", -0.004818, at_step(50, 1), 1e-3, bowl(500.0, 150, lane("adam", 0.1))),
        ),
        truth="Gradient descent needs {gd} steps, momentum {momentum}, Adam {adam}, AdaGrad {adagrad}. Who divides "
        "each coordinate by the size of its own gradients does not see how much steeper one of them is: after 50 steps "
        "Adam stands at y = {mild} where the ravine is 10 times as curved across, at {steep} where it is 500 times.",
        but="That holds as long as the ravine runs along an axis: turn it, in the next example.",
    ),
    Preset(
        "A3",
        "adaptive",
        "Turn the ravine",
        TURNED,
        (
            Fact("gd", 270, settles(0)),
            Fact("momentum", 103, settles(1)),
            Fact("adagrad", 607, settles(2)),
            Fact("adam", 376, settles(3)),
            Fact("gd_straight", 270, settles(0), race=STRAIGHT),
            Fact("momentum_straight", 103, settles(1), race=STRAIGHT),
            Fact("adagrad_straight", 34, settles(2), race=STRAIGHT),
            Fact("adam_straight", 94, settles(3), race=STRAIGHT),
            Fact("tuned", 102, settles(3), race=on(TURNED, 3, learning_rate=1.0)),
        ),
        question="The same ravine and the same start, both turned by 45 degrees. Straight, AdaGrad took "
        "{adagrad_straight} steps and Adam {adam_straight}, gradient descent {gd_straight}. Now...",
        choices=(
            "nothing changes for any of them",
            "the adaptive ones get slower",
            "gradient descent and momentum get slower",
        ),
        answer=1,
        truth="AdaGrad now needs {adagrad} steps instead of {adagrad_straight}, Adam {adam} instead of "
        "{adam_straight}. Gradient descent ({gd}, before {gd_straight}) and momentum ({momentum}, before "
        "{momentum_straight}) take exactly as many: they know no axes. Dividing each coordinate by itself can undo a "
        "stretch along the axes and no other.",
        but="Adam at the learning rate 1 needs {tuned} here: part of the loss was a learning rate that suited the "
        "straight ravine. Methods that keep whole matrices, such as full-matrix AdaGrad, Shampoo or SOAP, can turn "
        "with the ravine.",
        knobs=("angle", "learning_rate"),
    ),
    Preset(
        "A1",
        "adaptive",
        "A cliff, then a meadow",
        CLIFF,
        (
            Fact("slope", 40.76, lambda paths: float(np.hypot(*paths[0].gradient[0])), 1e-3),
            Fact("goal", 2, lambda paths: landmarks("cliff_meadow", {}).minima[0][0], 1e-3),
            Fact("early", -2.127, at_step(100, 0), 1e-3),
            Fact("late", -1.575, at_step(500, 0), 1e-3),
            Fact("rmsprop", 142, settles(1, NEAR)),
            Fact("gd", 141, settles(2, NEAR)),
            Fact("momentum", 63, settles(3, NEAR)),
            Fact("adam", 997, settles(4, NEAR)),
            Fact("large", 72, settles(5, NEAR)),
        ),
        question="The run begins on a cliff with a slope of {slope}, then a meadow leads to the minimum at x = "
        "{goal}. At learning rate 0.05, where is AdaGrad after 500 steps?",
        choices=("at the minimum", "half way across the meadow", "still near the foot of the cliff"),
        answer=2,
        truth="After 100 steps AdaGrad stands at x = {early}, after 500 at {late}: it divides by the root of the sum "
        "of all squared gradients, and the cliff's stay in that sum for good. RMSProp divides by a mean that forgets, "
        "and stays within the tolerance from step {rmsprop}; gradient descent from {gd}, momentum from {momentum}, "
        "Adam, whose second moment remembers a thousand steps, from {adam}.",
        but="With a learning rate of its own, 3 instead of 0.05, AdaGrad is there at step {large}. That its steps "
        "shrink is wanted where losses are convex and noisy: they fall like one over the root of the number of steps, "
        "which its theory asks for (Duchi, Hazan and Singer 2011; Ward, Wu and Bottou 2019).",
    ),
    Preset(
        "J1",
        "adaptive",
        "Assemble Adam",
        PARTS,
        (
            Fact("gd", 39, settles(0)),
            Fact("adam", 80, settles(1)),
            Fact("step", 0.1, first_step(1), 1e-6),
        ),
        truth="Adam is momentum's running mean of the gradient, divided by RMSProp's running mean of its square, both "
        "corrected for having started at 0. Its first step is one learning rate long in every coordinate, {step} along "
        "x, whatever the gradient. On the page of adaptive methods its three parts can be switched on and off.",
        but="More parts do not mean fewer steps: at the same learning rate gradient descent settles here at step {gd}, "
        "Adam at {adam}.",
    ),
    Preset(
        "A4",
        "adaptive",
        "Without bias correction",
        CORRECTED,
        (
            Fact("first", 0.1, first_step(0), 1e-6),
            Fact("first_without", 0.3162, first_step(1), 1e-4),
            Fact("times", 3.162, lengthened(1), 1e-3),
            Fact("low", 10, low("m"), 1e-6),
            Fact("lower", 31.62, low("v", 0.5), 1e-3),
            Fact("most", 6.569, lengthened(12), 1e-3),
            Fact("when", 12, longest()),
            Fact("overshoot", 0.2218, read("overshoot", 0), 1e-3),
            Fact("overshoot_without", 1.269, read("overshoot", 1), 1e-3),
            Fact("steps", 80, settles(0)),
            Fact("steps_without", 78, settles(1)),
            Fact("slow", 537, settles(0), race=SLOW),
            Fact("slow_without", 79, settles(1), race=SLOW),
        ),
        question="Both running means of Adam start at 0. Without their correction, the first steps are...",
        choices=("shorter", "as long", "longer"),
        answer=2,
        truth="The first step is {first_without} long instead of {first}: {times} times as long, and at step {when} "
        "it would be {most} times. The mean of the gradient starts too small by a factor of {low}, but the root of "
        "the mean square, by which it is divided, by a factor of {lower}. The run overshoots by {overshoot_without} "
        "instead of {overshoot}.",
        but="Longer is not always worse: it settles at step {steps_without} instead of {steps}. At the learning rate "
        "0.01, too small for this bowl, it settles at {slow_without} instead of {slow}: without correction Adam begins "
        "with a larger learning rate that fades, the opposite of a warm-up.",
    ),
    Preset(
        "A5",
        "adaptive",
        "What epsilon is for",
        PLATEAU,
        (
            Fact("slope", 3.727e-05, lambda paths: float(np.hypot(*paths[0].gradient[0])), 1e-3),
            Fact("tiny", 84, settles(0)),
            Fact("small", 90, settles(1)),
            Fact("middle", 150, settles(2)),
            Fact("large", 696, settles(3)),
            Fact("huge", None, settles(4)),
            Fact("gd", 1.0, loss_at(1000, 5), 1e-4),
        ),
        question="A plateau whose slope at the start is {slope}. Epsilon is added to the root that Adam divides by. "
        "With epsilon 0.1, Adam...",
        choices=("does the same, epsilon only avoids a division by zero", "is somewhat slower", "never arrives"),
        answer=2,
        truth="With epsilon 1e-8 Adam settles at step {tiny}, with 1e-4 at {small}, with 0.001 at {middle}, with 0.01 "
        "at {large}, with 0.1 {huge}. Epsilon is compared with the size of the gradient: far below it, steps are one "
        "learning rate long; far above it, they shrink with the gradient, as those of gradient descent do, whose loss "
        "after 1,000 steps at the learning rate 0.2 is {gd}, as at the start.",
        but="A large epsilon is no mistake as such: it trusts the size of the gradient more. Choi et al. (2019) treat "
        "it as a number to tune, and find best values far above the libraries' defaults.",
    ),
    Preset(
        "A2",
        "adaptive",
        "RMSProp at the bottom",
        JITTER,
        (
            Fact("coarse", 0.01375, read("final_loss", 0), 1e-3),
            Fact("middle", 0.003437, read("final_loss", 1), 1e-3),
            Fact("fine", 0.0001375, read("final_loss", 2), 1e-3),
            Fact("swing", 0.05, lambda paths: abs(ends(0, 0)(paths)), 1e-3),
            Fact("step", 0.1414, lambda paths: float(np.hypot(*np.diff(paths[0].theta[-2:], axis=0)[0])), 1e-3),
            Fact("cooled", 485, settles(3, 1e-20)),
        ),
        question="RMSProp at a constant learning rate of 0.1, long after it has reached the bottom of the bowl...",
        choices=("stands still at the minimum", "swings by half a learning rate", "slowly comes closer"),
        answer=1,
        truth="It swings to {swing} on either side of the minimum, half a learning rate, along x and along y: steps "
        "of {step} to and fro. Its loss stays at {coarse}; at the learning rate 0.05 at {middle}, at 0.01 at {fine}. "
        "That is what theory says: at the bottom it divides the gradient by its own size, so that every step is one "
        "learning rate long and the loss is (1 + kappa) (learning rate / 2)² / 2. A cosine schedule takes the same "
        "run within 1e-20 of the minimum from step {cooled}.",
        but="With noisy gradients every method at a constant learning rate has such a floor. This one is there without "
        "any noise.",
        views=("contour", "loss", "schedule"),
    ),
    Preset(
        "A8",
        "adaptive",
        "A rare feature",
        None,
        (
            Fact("gd_common", 33, steps_to_learn("gd", 0), 0.03),
            Fact("gd_rare", 669, steps_to_learn("gd", 1), 0.03),
            Fact("gd_floor", 0.0852, floor("gd"), 0.02),
            Fact("fast", 0.3, known(LEARNERS["gd_fast"].values["learning_rate"])),
            Fact("fast_rare", 126, steps_to_learn("gd_fast", 1), 0.03),
            Fact("fast_floor", 0.212, floor("gd_fast"), 0.02),
            Fact("adagrad_common", 4, steps_to_learn("adagrad", 0)),
            Fact("adagrad_rare", 82, steps_to_learn("adagrad", 1), 0.03),
            Fact("adagrad_floor", 0.0701, floor("adagrad"), 0.02),
            Fact("adagrad_rare_floor", 0.148, floor("adagrad", 1), 0.02),
            Fact("gd_rare_floor", 0.088, floor("gd", 1), 0.02),
            Fact("adam_rare", 428, steps_to_learn("adam", 1), 0.03),
            Fact("rmsprop_rare", 488, steps_to_learn("rmsprop", 1), 0.03),
        ),
        question="One feature is in every example, the other in one of twenty. Gradient descent learns the weight of "
        "the common one in {gd_common} steps, of the rare one in {gd_rare}. A rule that learns the rare one fast...",
        choices=("cannot exist: it sees too few examples", "must be noisy on the common weight", "is AdaGrad"),
        answer=2,
        truth="AdaGrad learns the common weight in {adagrad_common} steps and the rare one in {adagrad_rare}, and its "
        "common weight is left with a noise of {adagrad_floor}, gradient descent's with {gd_floor}. Gradient descent "
        "at {fast} needs {fast_rare} for the rare weight, but is left with {fast_floor}. A weight that is seldom "
        "touched has a small sum of squares, so it keeps its long steps.",
        but="Those long steps make the rare weight itself noisier: {adagrad_rare_floor} at the end, {gd_rare_floor} "
        "with gradient descent. RMSProp and Adam, whose means forget, need {rmsprop_rare} and {adam_rare} steps here.",
    ),
    Preset(
        "A9",
        "adaptive",
        "A loss that changes",
        None,
        (
            Fact("adam", 1.0, arrives("Adam", 0.1), 0.01),
            Fact("amsgrad", -0.999, arrives("AMSGrad", 0.1), 0.01),
            Fact("gd", -0.997, arrives("Gradient descent", 0.1), 0.01),
            Fact("long", -0.999, arrives("Adam", 0.99), 0.01),
        ),
        question="A loss that changes from step to step: 3x at every third step, -x at the two others, on [-1, 1]. "
        "The sum falls towards -1. Adam, with a short memory (beta 2 = 0.1), ends at...",
        choices=("-1", "0", "+1"),
        answer=2,
        truth="Adam ends at {adam}, the worst point there is. It divides the rare large gradient by its own size, and "
        "the two small ones hardly at all, so that two steps to the right outweigh one to the left. AMSGrad divides by "
        "the largest mean square so far and ends at {amsgrad}, gradient descent at {gd}.",
        but="With beta 2 = 0.99 Adam is right, too: {long}. For every beta 2 there is a problem of this kind (Reddi, "
        "Kale and Kumar 2018), but with the usual 0.999 it must be rarer and steeper than this one.",
    ),
)
PAGE = Page(
    "adaptive",
    "Adaptive methods",
    "One learning rate for every coordinate, set by its own past gradients: AdaGrad, RMSProp, Adam.",
    inside=True,
    limits="With two parameters every coordinate is in every gradient, rare features aside. What makes adaptive "
    "methods strong on language models (heavy-tailed noise: Zhang et al. 2020; rare words: Kunstner et al. 2024) and "
    "whether their minima generalize worse (Wilson et al. 2017, contested by Choi et al. 2019) needs large networks.",
    references=(
        "Duchi, Hazan & Singer (2011), Adaptive subgradient methods for online learning and stochastic optimization, "
        "JMLR 12.",
        "Tieleman & Hinton (2012), Lecture 6.5: RMSProp, Coursera.",
        "Kingma & Ba (2015), Adam: a method for stochastic optimization, arXiv:1412.6980.",
        "Reddi, Kale & Kumar (2018), On the convergence of Adam and beyond, arXiv:1904.09237.",
        "Ward, Wu & Bottou (2019), AdaGrad stepsizes, arXiv:1806.01811.",
        "Choi et al. (2019), On empirical comparisons of optimizers for deep learning, arXiv:1910.05446.",
        "Wilson et al. (2017), The marginal value of adaptive gradient methods in machine learning, arXiv:1705.08292.",
        "Zhang et al. (2020), Why are adaptive methods good for attention models?, arXiv:1912.03194.",
        "Kunstner et al. (2024), Heavy-tailed class imbalance and why Adam outperforms gradient descent on language "
        "models, arXiv:2402.19449.",
    ),
    presets=PRESETS,
)

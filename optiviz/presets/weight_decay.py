"""Weight decay: a penalty in the gradient or a pull of its own, which is the same for one rule and not for another."""

import math

from optiviz.presets.averaged import SEEN, halves_at
from optiviz.presets.facts import ends, on, same
from optiviz.presets.row import Fact, Page, Preset
from optiviz.specs import Lane, Place, RaceSpec

KEY = "weight_decay"
LAMBDA, RATE = 0.5, 0.03


def lanes(rate, decay, *keys):
    """Lanes at one learning rate and weight decay; keys are (optimizer, convention)."""
    values = {"learning_rate": rate, "weight_decay": decay}
    return tuple(Lane(key, convention, values) for key, convention in keys)


L2, DECOUPLED, ADAM_L2, ADAMW = ("gd", "pytorch"), ("gd", "keras"), ("adam_l2", None), ("adamw", None)
AWAY = RaceSpec(Place("away_bowl", steps=2000), lanes(RATE, LAMBDA, L2, DECOUPLED, ADAM_L2, ADAMW))
LOUD = RaceSpec(
    Place("gauss_plateau", {"s": 0.2}, (2.0, 2.0), 1500, {"noise": 10.0, "noise_ratio": 0.01}),
    lanes(1e-3, 1.0, DECOUPLED, ADAM_L2, ADAMW),
)
IDLE = RaceSpec(
    Place("gauss_plateau", {"s": 0.2}, (2.0, 2.0), 1400), (*lanes(0.01, 0.1, DECOUPLED), *lanes(0.02, 0.05, DECOUPLED))
)


def half_life(lane=0):
    """ln 2 / (learning rate x weight decay), in steps."""

    def measure(paths):
        values = paths[lane].spec.values
        return math.log(2) / (values["learning_rate"] * values["weight_decay"])

    return measure


PRESETS = (
    Preset(
        "W1",
        KEY,
        "Two kinds of decay",
        AWAY,
        (
            Fact("paths", "the same", same(0, 1)),
            Fact("x", 1.333, ends(0, 2), 1e-3),
            Fact("y", 0.9804, ends(1, 2), 1e-3),
            Fact("wx", 1.487, ends(0, 3), 1e-3),
            Fact("wy", 0.9043, ends(1, 3), 1e-3),
        ),
        truth="Two ways to decay. L2 adds λθ to the gradient; decoupled decay shortens θ by itself. For gradient "
        "descent they are the same arithmetic: the two paths are {paths} but for rounding. Adam divides the gradient, "
        "and with L2 the penalty too: it ends at ({x}, {y}), where loss and penalty balance. AdamW's decay is not "
        "divided: at step 2000 it is at ({wx}, {wy}).",
        but="AdamW has not come to rest there. It goes on, more and more slowly, towards the best point with no "
        "coordinate larger than 1/λ, which is a box instead of a penalty (Xie and Li 2024).",
        views=("contour", "loss"),
        knobs=("weight_decay", "learning_rate"),
    ),
    Preset(
        "W2",
        KEY,
        "A loud and a quiet weight",
        LOUD,
        (
            Fact("loud", 693, halves_at(0, 2), 0.01),
            Fact("quiet", 696, halves_at(1, 2), 0.01),
            Fact("loud_l2", None, halves_at(0, 1, 3000)),
            Fact("quiet_l2", 1164, halves_at(1, 1, 3000), 0.01),
            Fact("theory", 693.1, half_life(2), 1e-3),
            SEEN,
        ),
        question="No slope here, only noise: on x a hundred times as strong as on y. Both weights ought to decay. "
        "With L2 inside Adam...",
        choices=(
            "both shrink alike",
            "the loud weight, x, shrinks faster",
            "the loud weight, x, hardly shrinks at all",
        ),
        answer=2,
        truth="Adam divides the penalty by the size of the gradients, so a loud weight hardly feels it. When is half "
        "of a weight gone, in the mean over {seeds} seeds? With L2 inside Adam the loud one: {loud_l2}, in 3000 "
        "steps; the quiet one: at step {quiet_l2}. With AdamW both halve together, at steps {loud} and {quiet}; ln 2 "
        "/ (learning rate × decay) says {theory}.",
        but="That decoupled decay also generalizes better is an observation on networks, and not one that a plain can "
        "show (Loshchilov and Hutter 2019; Zhang et al. 2019). With batch normalization decay works through the "
        "learning rate instead (van Laarhoven 2017).",
        views=("contour",),
        knobs=("weight_decay",),
    ),
    Preset(
        "W3",
        KEY,
        "Half-life",
        IDLE,
        (
            Fact("theory", 693.1, half_life(), 1e-3),
            Fact("run", 693, halves_at(0)),
            Fact("other", 693, halves_at(0, 1)),
            Fact("slow", 6931, half_life(), 1e-3, on(IDLE, learning_rate=1e-3)),
        ),
        question="Learning rate 0.01, decay 0.1, and a weight that nothing else moves. How many steps until half of it "
        "is left?",
        choices=("about 70", "about 700", "about 7000"),
        answer=1,
        truth="{run} steps. Each step takes off learning rate × decay, so the half-life is ln 2 / (learning rate × "
        "decay) = {theory}. Twice the rate with half the decay comes to the same: {other}. At a learning rate of 0.001 "
        "and the same decay it is {slow}.",
        but="So whoever changes the learning rate changes the decay with it, and a schedule switches it off towards "
        "the end. The paper that proposed decoupled decay multiplied by the schedule, not by the learning rate; "
        "PyTorch, Keras and optax multiply by both.",
        views=("contour",),
        knobs=("weight_decay", "learning_rate"),
    ),
)
PAGE = Page(
    KEY,
    "Weight decay",
    "A pull towards zero. Inside the gradient or beside it: for plain descent that is the same, for Adam it is not.",
    offered=("noise",),
    limits="Why decay helps a network to generalize cannot be seen on two parameters; how it acts on a weight can.",
    references=(
        "van Laarhoven, T. (2017). L2 regularization versus batch and weight normalization. arXiv:1706.05350",
        "Loshchilov, I. and Hutter, F. (2019). Decoupled weight decay regularization. arXiv:1711.05101",
        "Zhang, G., Wang, C., Xu, B. and Grosse, R. (2019). Three mechanisms of weight decay regularization. "
        "arXiv:1810.12281",
        "Xie, S. and Li, Z. (2024). Implicit bias of AdamW: l-infinity norm constrained optimization. arXiv:2404.04454",
    ),
    presets=PRESETS,
)

"""The Adam family: what each of Adam's followers is for, and where it fails."""

from optiviz.presets.averaged import SEEN, step_sizes
from optiviz.presets.facts import RATES_TRIED, ends, longest, on, read, settles, status
from optiviz.presets.race import lane
from optiviz.presets.row import Fact, Preset
from optiviz.presets.rules.place import KEY, bowl
from optiviz.specs import Lane, Place, RaceSpec


def same(place, *keys, **values):
    """A race of rules that all run at the same values."""
    return RaceSpec(place, tuple(lane(key, **values) for key in keys))


AHEAD = RaceSpec(  # each at the best of optiviz.sweeps, as in BENT: a test finds them again
    bowl(30.0, 300),
    (lane("adam", learning_rate=0.2), lane("nadam", learning_rate=0.316), lane("adan", learning_rate=1.58)),
)
BENT = RaceSpec(
    Place("rosenbrock", steps=1000),
    (
        lane("adam", learning_rate=0.631),
        lane("nadam", learning_rate=0.0398),
        lane("adan", learning_rate=0.0126),
        lane("adopt", learning_rate=5.01),
    ),
)
FIRST = same(Place("gauss_plateau", {"s": 0.2}, (2.0, 1.5), 100, {"noise": 0.1}), "adam", "radam", learning_rate=0.01)
RAW = RaceSpec(
    bowl(100.0, 300),
    (
        lane("adam", learning_rate=0.1),
        lane("radam", learning_rate=0.1),
        Lane("adam", values={"learning_rate": 0.1}, schedule_values={"warmup": 30.0}),
    ),
)
SHORT = same(bowl(10.0, 500), "adam", "yogi", "amsgrad", "adopt", learning_rate=0.1, b2=0.5)
MEADOW = Place("cliff_meadow", steps=1000)
LONG = same(MEADOW, "adam", "amsgrad", "yogi", "adamax", "adopt", learning_rate=0.1)
AGREED = same(MEADOW, "adam", "adabelief", "ademamix", learning_rate=0.1)
HOLE = same(Place("plateau", steps=300), "adam", "adamax", "adabelief", "nadam", learning_rate=0.1)
SURE = same(bowl(100.0, 300), "adam", "adabelief", learning_rate=0.1)

PRESETS = (
    Preset(
        "ahead",
        KEY,
        "Adam with a look ahead",
        AHEAD,
        (
            Fact("adam", 84, settles(0)),
            Fact("nadam", 33, settles(1)),
            Fact("adan", 31, settles(2)),
            Fact("adam_past", 0.5657, read("overshoot", 0), 1e-3),
            Fact("nadam_past", 0.1911, read("overshoot", 1), 1e-3),
            Fact("adan_past", 0.4628, read("overshoot", 2), 1e-3),
            Fact("adam_slow", 91, settles(0), race=on(AHEAD, 0, learning_rate=0.1)),
            Fact("nadam_slow", 46, settles(1), race=on(AHEAD, 1, learning_rate=0.1)),
            Fact("adan_slow", 280, settles(2), race=on(AHEAD, 2, learning_rate=0.1)),
            RATES_TRIED,
        ),
        truth="Each at the best of {rates} learning rates. Adam settles at step {adam}; NAdam, which puts the "
        "gradient of now in front of its mean, at {nadam}; Adan, which adds how the gradient changes, at {adan}. Both "
        "run less far past the minimum: by {nadam_past} and {adan_past}, Adam by {adam_past}.",
        but="Their best learning rates are larger than Adam's. At 0.1 for all NAdam still settles first, at step "
        "{nadam_slow} against Adam's {adam_slow}, and Adan, whose means remember longer, last: {adan_slow}.",
        knobs=("learning_rate",),
    ),
    Preset(
        "bent",
        KEY,
        "From the bowl into the bend",
        BENT,
        (
            Fact("adam", 341, settles(0)),
            Fact("nadam", None, settles(1)),
            Fact("adan", 815, settles(2)),
            Fact("adopt", 162, settles(3)),
            RATES_TRIED,
        ),
        question="On a bowl NAdam and Adan settle in half of Adam's steps. In a bent valley, each again at the best of "
        "{rates} learning rates...",
        choices=("so they do here", "Adam is ahead of both", "all three are alike"),
        answer=1,
        truth="Adam settles at step {adam}, Adan at {adan}, NAdam {nadam} does in these steps: the valley turns, and "
        "what the gradient did before says little about what it does next. ADOPT, whose divisor keeps the first, "
        "steepest gradients, does best at a learning rate of 5 and settles at {adopt}.",
        but="Rates that are best for one start on one surface are best there.",
        knobs=("learning_rate",),
    ),
    Preset(
        "first",
        KEY,
        "The first steps of RAdam",
        FIRST,
        (
            Fact("adam", 1.0, step_sizes(1, 0), 0.01),
            Fact("radam", 0.08197, step_sizes(1, 1), 0.01),
            Fact("adam_late", 0.1969, step_sizes(30, 0), 0.01),
            Fact("radam_late", 0.02165, step_sizes(30, 1), 0.01),
            SEEN,
        ),
        truth="No slope here, only noise: there is nowhere to go. Adam divides its first gradient by itself, so its "
        "first step is {adam} learning rate long, and step 30 still {adam_late}, the mean over {seeds} seeds. RAdam "
        "does not divide before its mean of squares can be trusted, and then only in part: {radam} and {radam_late}.",
        but="It is a warm-up that nobody has to set, and as slow as one: RAdam takes its time where the way is clear, "
        "too.",
        views=("contour", "loss"),
    ),
    Preset(
        "raw",
        KEY,
        "Undivided gradients on steep ground",
        RAW,
        (
            Fact("adam", 0.1, longest(0), 1e-3),
            Fact("radam", 116.3, longest(1), 1e-2),
            Fact("settled", 94, settles(0)),
            Fact("out", "left the view", status(1)),
            Fact("half", 8.159, longest(1), 1e-2, on(RAW, 1, learning_rate=0.05)),
            Fact("warm", 111, settles(2)),
        ),
        truth="As long as RAdam does not divide it moves with the raw gradient, like momentum, and here the "
        "ground is 100 times as curved across as along. One of its steps is {radam} long, Adam's longest {adam}: RAdam "
        "{out}, Adam settles at step {settled}. At half the learning rate a step is still {half} long.",
        but="Adam with a warm-up of 30 steps is as careful and knows no such danger: it settles at step {warm}.",
        knobs=("learning_rate",),
    ),
    Preset(
        "short",
        KEY,
        "A second moment that forgets",
        SHORT,
        (
            Fact("adam", None, settles(0)),
            Fact("flips", 110, read("flips", 0)),
            Fact("yogi", 121, settles(1)),
            Fact("amsgrad", 75, settles(2)),
            Fact("adopt", 54, settles(3)),
            Fact("usual", 80, settles(0), race=on(SHORT, 0, b2=0.999)),
        ),
        truth="Beta 2 is 0.5: the divisor remembers two steps. As Adam comes near the minimum its gradients shrink, "
        "its divisor shrinks with them at once, and the next step is too long; it turns {flips} times and {adam} "
        "settles. The three repairs do: AMSGrad, whose divisor never shrinks, at step {amsgrad}; Yogi, which lets it "
        "shrink slowly, at {yogi}; ADOPT, which divides by the steps before and not by this one, at {adopt}.",
        but="With the usual beta 2, 0.999, Adam settles at step {usual}, and there is little to repair.",
        knobs=("b2",),
    ),
    Preset(
        "long",
        KEY,
        "A steep start",
        LONG,
        (
            Fact("adam", 858, settles(0)),
            Fact("amsgrad", None, settles(1)),
            Fact("yogi", None, settles(2)),
            Fact("adamax", 0.7202, ends(0, 3), 1e-3),
            Fact("adopt", 0.1859, ends(0, 4), 1e-3),
            Fact("adam_fast", 412, settles(0), race=on(LONG, 0, learning_rate=0.2)),
            Fact("amsgrad_fast", 450, settles(1), race=on(LONG, 1, learning_rate=0.2)),
            Fact("yogi_fast", 451, settles(2), race=on(LONG, 2, learning_rate=0.2)),
        ),
        question="A cliff, then a meadow down to x = 2, and the same learning rate for all. The cliff's gradients are "
        "large. Who is first?",
        choices=("Adam, which forgets them", "those whose divisor stays large", "it makes no difference"),
        truth="Adam settles at step {adam}. AMSGrad {amsgrad} settles in these steps, Yogi {yogi}: a divisor that "
        "shrinks slowly or not at all keeps the cliff. AdaMax divides by the largest gradient met so far, faded a "
        "little, and stands at x = {adamax}; ADOPT remembers ten thousand steps and stands at {adopt}.",
        but="A learning rate of their own makes up for much: at 0.2 AMSGrad settles at step {amsgrad_fast}, Yogi at "
        "{yogi_fast}, Adam at {adam_fast}.",
        knobs=("learning_rate",),
    ),
    Preset(
        "agreed",
        KEY,
        "Gradients that agree",
        AGREED,
        (
            Fact("adam", 858, settles(0)),
            Fact("belief", 638, settles(1)),
            Fact("mix", None, settles(2)),
            Fact("x", 2.495, ends(0, 2), 1e-3),
        ),
        truth="On a long meadow one gradient is like the other. Adam divides by their size, AdaBelief by how much they "
        "differ, which is little, so its steps are longer: it settles at step {belief}, Adam at {adam}.",
        but="AdEMAMix trusts old gradients in another way: its slow mean pushes on where the way has come to an end. "
        "It {mix} settles in these steps, and is at x = {x}, past the minimum at 2.",
        knobs=("learning_rate", "alpha"),
    ),
    Preset(
        "bound",
        KEY,
        "No step longer than the learning rate",
        HOLE,
        (
            Fact("adam", 0.1272, longest(0), 1e-3),
            Fact("adamax", 0.1, longest(1), 1e-3),
            Fact("belief", 0.2102, longest(2), 1e-3),
            Fact("nadam", 0.2432, longest(3), 1e-3),
        ),
        truth="From a plateau into a hole the gradient grows within a few steps, and a mean of past squares is too "
        "small for it. At a learning rate of 0.1 Adam's longest step along an axis is {adam}, AdaBelief's {belief}, "
        "NAdam's {nadam}. AdaMax divides by the largest gradient so far, this one included: {adamax}.",
        but="The bound holds for growing gradients. When they shrink again, the largest one stays in the divisor for "
        "long.",
        knobs=("learning_rate",),
    ),
    Preset(
        "sure",
        KEY,
        "Too sure of itself",
        SURE,
        (
            Fact("adam", 0.2218, read("overshoot", 0), 1e-3),
            Fact("belief", 0.4272, read("overshoot", 1), 1e-3),
            Fact("longest", 0.1454, longest(1), 1e-2),
            Fact("slower", 0.1727, read("overshoot", 1), 1e-3, on(SURE, 1, learning_rate=0.05)),
        ),
        truth="Towards the minimum the gradients agree, AdaBelief's divisor shrinks, and its steps grow to {longest} "
        "at a learning rate of 0.1. It goes {belief} past the minimum, Adam {adam}.",
        but="At half the learning rate it goes {slower} past: the same number means longer steps here than for Adam.",
        knobs=("learning_rate",),
    ),
)

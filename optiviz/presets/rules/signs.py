"""Rules that read signs: what each is for, and where it fails; AdEMAMix beside them where memory is the point."""

from dataclasses import replace

import numpy as np

from optiviz.presets.averaged import SEEN, seen_end
from optiviz.presets.facts import known, longest, on, read, settles
from optiviz.presets.race import lane
from optiviz.presets.row import Fact, Preset
from optiviz.presets.rules.place import KEY, bowl
from optiviz.simulate import simulate
from optiviz.specs import Lane, Place, RaceSpec
from optiviz.surfaces import SURFACES
from optiviz.terrain import landmarks

FLAT = RaceSpec(
    Place("gauss_plateau", start=(2.0, 1.5), steps=200),
    (lane("gd", learning_rate=1.0), lane("signsgd", learning_rate=0.02), lane("rprop", learning_rate=0.1)),
)
FEW = RaceSpec(
    Place("line", steps=300, gradient={"batch": 4.0}),
    (lane("rprop", learning_rate=0.1), lane("gd", learning_rate=0.05)),
    tolerance=0.05,
)
VOTES = RaceSpec(
    bowl(10.0, 300, noise=10.0),
    (
        lane("signsgd", learning_rate=0.01),
        lane("adam", learning_rate=0.01),
        lane("lion", learning_rate=0.01),
        lane("ademamix", learning_rate=0.01, b3=0.99),
    ),
)
WIDE = RaceSpec(
    bowl(10.0, 300),
    (
        lane("lion", learning_rate=0.1),
        lane("signsgd", learning_rate=0.1),
        lane("adam", learning_rate=0.1),
        Lane("lion", values={"learning_rate": 0.1}, schedule="cosine"),
    ),
)

SEEDS = 25


def typical_end(lane):
    """The median excess loss at the last step over SEEDS seeds, one run after the other: batches cost more together."""

    def measure(paths):
        spec = paths[lane].spec
        runs = [simulate(replace(spec, gradient={**spec.gradient, "seed": seed})) for seed in range(SEEDS)]
        floor = landmarks(spec.surface, spec.surface_values).floor
        return float(np.median([run.loss[-1] for run in runs]) - floor)

    return measure


PRESETS = (
    Preset(
        "flat",
        KEY,
        "A plateau",
        FLAT,
        (
            Fact("gd", None, settles(0)),
            Fact("crawl", 3.211e-05, longest(0), 1e-3),
            Fact("sign", 99, settles(1)),
            Fact("rprop", 23, settles(2)),
            Fact("small", 33, settles(2), race=on(FLAT, 2, learning_rate=0.01)),
        ),
        question="A plateau with a gradient of next to nothing. Who moves?",
        choices=("gradient descent, at a learning rate of 1", "rules that read only its sign", "nobody"),
        answer=1,
        truth="Gradient descent {gd} settles here: its longest step is {crawl}. signSGD moves by its learning rate "
        "whatever the size of the gradient, and settles at step {sign}; Rprop lengthens its steps as long as the sign "
        "stays, and settles at {rprop}, or at {small} from a first step of 0.01.",
        but="A sign says which way and never how far: near the minimum signSGD only settles because its steps are "
        "small.",
    ),
    Preset(
        "few",
        KEY,
        "Rprop on small batches",
        FEW,
        (
            Fact("points", 256, lambda paths: SURFACES["line"].examples),
            Fact("seeds", 25, known(SEEDS)),
            Fact("whole", 24, settles(0, 0.05), race=on(FEW, gradient={"batch": 0.0})),
            Fact("whole_gd", 124, settles(1, 0.05), race=on(FEW, gradient={"batch": 0.0})),
            Fact("rprop", 0.8272, typical_end(0), 1e-3),
            Fact("gd", 0.001506, typical_end(1), 1e-3),
        ),
        question="On all {points} examples Rprop settles at step {whole}, gradient descent at {whole_gd}. Now each "
        "step sees 4 examples. Who ends lower?",
        choices=("Rprop", "gradient descent", "both alike"),
        answer=1,
        truth="The median of {seeds} seeds: Rprop ends {rprop} above the minimum, gradient descent {gd}. Batches turn "
        "the sign of the gradient from step to step; Rprop halves a step at every turn and stops half way.",
        but="With the whole data in every step it is among the fastest rules, and needs hardly any setting.",
        knobs=("batch",),
    ),
    Preset(
        "votes",
        KEY,
        "Memory against noise",
        VOTES,
        (
            Fact("sign", 2.048, seen_end(0), 1e-2),
            Fact("adam", 1.816, seen_end(1), 1e-2),
            Fact("lion", 0.4014, seen_end(2), 1e-2),
            Fact("mix", 0.7863, seen_end(3), 1e-2),
            Fact("signum", 0.6244, seen_end(0), 1e-2, on(VOTES, momentum=0.9)),
            SEEN,
        ),
        truth="Much more noise than gradient, and the same learning rate, 0.01, for all. A sign of one gradient is "
        "wrong almost every other time: after 300 steps signSGD is at a loss of {sign}, the mean over {seeds} seeds, "
        "Adam at {adam}. Lion takes the sign of a mean over a hundred gradients and is at {lion}; AdEMAMix adds such "
        "a long mean to Adam's short one and is at {mix}.",
        but="It is the memory: signSGD with momentum 0.9 comes to {signum}. AdEMAMix runs with a beta 3 of 0.99 here; "
        "its usual 0.9999 is meant for runs of many thousand steps.",
        views=("contour", "loss"),
        knobs=("learning_rate", "noise"),
    ),
    Preset(
        "wide",
        KEY,
        "Lion swings wide",
        WIDE,
        (
            Fact("lion", None, settles(0)),
            Fact("past", 1.4, read("overshoot", 0), 1e-3),
            Fact("sign", None, settles(1)),
            Fact("adam", 80, settles(2)),
            Fact("adam_past", 0.2218, read("overshoot", 2), 1e-3),
            Fact("cosine", 226, settles(3)),
        ),
        truth="The same learning rate, 0.1, and no noise to average away. Lion's memory carries it {past} past the "
        "minimum, Adam's {adam_past}. Adam settles at step {adam}; Lion {lion} settles, signSGD {sign}: a sign is as "
        "long near the minimum as far from it, so both go on swinging, by one learning rate a step.",
        but="A schedule ends that swing: on a cosine Lion settles at step {cosine}.",
        knobs=("learning_rate",),
    ),
)

"""Challenges that are won by reaching a minimum: soon enough, the right one, or by the skin of one's teeth."""

from dataclasses import replace

import numpy as np

from optiviz.challenges.row import Challenge, Verdict, settled, told
from optiviz.messages import digits
from optiviz.simulate import race as run
from optiviz.specs import Lane, Place, RaceSpec

START = (-2.5, 1.0)
GENTLE, STEEP = Place("bowl", {"kappa": 10.0}, START, 150), Place("bowl", {"kappa": 100.0}, START, 300)
HIDDEN = Place("bowl", {"kappa": 20.0, "angle": 30.0}, START, 400)
LEANING = Place("bowl", {"kappa": 100.0, "angle": 45.0}, (-2.4749, -1.0607), 600)  # START, turned with the bowl
WELL, PASS = Place("well", {"c": 0.2}, (2.0, 1.0), 600), Place("saddle_bounded", {"a": 20.0}, (-1.5, 1e-3), 300)
LATEST_IN_RAVINE, NEAR_IN_RAVINE = 59, 1e-4  # for momentum and Nesterov alike
EDGE = 1.02  # a learning rate so many times larger must be too large
OFF, SOON, LATEST, FASTEST = 0.5, 12, 150, 0.05  # how far off the pass, within which steps, and the largest rate


def alone(place, optimizer, tolerance=1e-3, **values):
    """A race of one optimizer."""
    return RaceSpec(place, (Lane(optimizer, values=values),), tolerance=tolerance)


def in_ravine(optimizer, rate, momentum):
    """A race of momentum or Nesterov in the ravine."""
    return alone(STEEP, optimizer, NEAR_IN_RAVINE, learning_rate=rate, momentum=momentum)


def within(steps, tolerance):
    """Judges that a race settles in time."""

    def judge(race):
        step = settled(run(race.paths())[0], tolerance)
        passed = step is not None and step <= steps
        return Verdict(passed, step, f"With these values {told(step)}; at most {steps} counts.")

    return judge


def edge(race):
    """Judges that a learning rate is bounded where one 2 % larger is not."""
    spec = race.paths()[0]
    rate = spec.values["learning_rate"]
    farther = replace(spec, values={**spec.values, "learning_rate": EDGE * rate})
    (near, far) = run([spec, farther])
    bounded, grows = _ends_lower(near), not _ends_lower(far)
    if not bounded:
        return Verdict(False, rate, f"At {digits(rate)} the loss grows: this is over the edge.")
    if not grows:
        return Verdict(False, rate, f"At {digits(rate)} the loss stays bounded, but 2 % more would still be fine.")
    return Verdict(True, rate, f"At {digits(rate)} the loss stays bounded, and at {digits(EDGE * rate)} it grows.")


def _ends_lower(path):
    """Whether the last loss is no higher than the first, rounding aside."""
    return bool(path.loss[-1] <= path.loss[0] * (1 + 1e-9))


def escapes(race):
    """Judges that a run ends in the deeper well, at x < 0."""
    path = run(race.paths())[0]
    beta, x = path.spec.values["momentum"], float(path.theta[-1, 0])
    passed = x < 0
    where = "in the deeper well" if passed else "still in the shallow well"
    return Verdict(passed, beta, f"With momentum {digits(beta)} the run ends {where}, at x = {digits(x, 3)}.")


def off_the_pass(race):
    """Judges that a run leaves the pass soon and still comes to rest in a valley."""
    path = run(race.paths())[0]
    rate = path.spec.values["learning_rate"]
    if rate > FASTEST:
        return Verdict(False, None, f"The learning rate may be at most {digits(FASTEST)}; this is {digits(rate)}.")
    away = np.flatnonzero(np.abs(path.theta[:, 1]) > OFF)
    left, step = (int(away[0]) if len(away) else None), settled(path, race.tolerance)
    passed = left is not None and left <= SOON and step is not None and step <= LATEST
    leaves = "it never leaves the pass" if left is None else f"it is off the pass at step {left}"
    return Verdict(passed, step, f"With these values {leaves} (at most {SOON} counts), and {told(step)} ({LATEST}).")


RAVINE = {  # the same for momentum and Nesterov
    "judge": within(LATEST_IN_RAVINE, NEAR_IN_RAVINE),
    "gold": lambda score: score <= 45,
    "unit": "steps",
    "free": ("learning_rate", "momentum"),
}
TASK = f"settle within {LATEST_IN_RAVINE} steps: loss below {NEAR_IN_RAVINE:.4f}."
REACHING = (
    Challenge(
        "C1",
        "Goldilocks",
        "Gradient descent on a bowl ten times as steep one way as the other. Settle within 25 steps: from there on the "
        "loss stays below 0.001.",
        alone(GENTLE, "gd", learning_rate=0.05),
        alone(GENTLE, "gd", learning_rate=0.176),
        within(25, 1e-3),
        lambda score: score <= 21,
        "steps",
        ("learning_rate",),
        "The steep direction allows at most 0.2. A little swinging is worth its price.",
        "2 / (largest + smallest curvature) = 2/11 = 0.182 is best in the long run, since both directions then shrink "
        "by the same share. In the short run the start counts too: about 0.176 needs {par} steps.",
    ),
    Challenge(
        "C2",
        "Find the edge",
        "A bowl of a steepness that nobody tells you, and turned. Find the largest learning rate that does not blow "
        "up: at yours the loss must stay bounded, at one 2 % larger it must grow.",
        alone(HIDDEN, "gd", learning_rate=0.05),
        alone(HIDDEN, "gd", learning_rate=0.099),
        edge,
        lambda score: True,
        "as learning rate",
        ("learning_rate",),
        "Halve what is left between a rate that is fine and one that is not. Watch the loss, not the path.",
        "The limit is 2 / (largest curvature), which here is 20: 0.1. Turning the bowl changes nothing: gradient "
        "descent knows no axes.",
        secret=True,
        more=True,
    ),
    Challenge(
        "C3",
        "Sixty steps",
        f"Momentum in a ravine 100 times as steep one way as the other: {TASK}",
        in_ravine("momentum", 0.01, 0.9),
        in_ravine("momentum", 0.032, 0.68),
        hint="Less memory than the usual 0.9 allows a larger rate, up to 2 (1 + beta) / 100.",
        theory="Polyak (1964): learning rate (2 / (√100 + 1))² = 0.0331 with momentum ((√100 − 1) / (√100 + 1))² = "
        "0.669 is fastest in the long run; 0.032 with 0.68 needs {par} steps from here.",
        **RAVINE,
    ),
    Challenge(
        "C4",
        "The same with a look ahead",
        f"Nesterov's momentum in the same ravine: {TASK}",
        in_ravine("nesterov", 0.01, 0.9),
        in_ravine("nesterov", 0.012, 0.83),
        hint="Looking ahead brakes, so its edge comes earlier than momentum's: stay near 1/100, and below the usual "
        "memory.",
        theory="Lessard, Recht and Packard (2016) tune it for a quadratic to 0.0133 and 0.793, for the worst start. "
        "From this start 0.012 with 0.83 needs {par} steps. The window is far narrower than momentum's.",
        **RAVINE,
    ),
    Challenge(
        "C5",
        "Just enough",
        "Momentum at learning rate 0.05 has to leave the shallow well on the right for the deeper one on the left. Use "
        "as little memory as you can.",
        alone(WELL, "momentum", learning_rate=0.05, momentum=0.5),
        alone(WELL, "momentum", learning_rate=0.05, momentum=0.7219),
        escapes,
        lambda score: score <= 0.73,
        "as momentum",
        ("momentum",),
        "More is not always better: above 0.92 it swings out of the deeper well again, or never gets there.",
        "It gets out with as little as {par}. There is no formula: what counts is the speed on the barrier. With 0.93 "
        "the run comes back, with 0.95 it stays once more: near such edges the outcome is chaotic.",
    ),
    Challenge(
        "C6",
        "Off the pass",
        "A pass between two valleys, started almost on its ridge. Be off it (|y| > 0.5) within 12 steps, and settle "
        "within 150 (loss below 0.001), with a learning rate of at most 0.05. Choose the optimizer "
        "and its learning rate; its other values stay as they are.",
        alone(PASS, "gd", learning_rate=0.05),
        alone(PASS, "adam", learning_rate=0.05),
        off_the_pass,
        lambda score: score <= 100,
        "steps",
        ("learning_rate",),
        "On the ridge the gradient across is tiny. Which rules take a long step on it, and can still stop later?",
        "Adam divides by the size of past gradients, so a tiny one gives a full-length step; its average of "
        "gradients lets it stop, at step {par} here. RMSProp, with a decay of 0.9, is off even sooner but jitters; a "
        "longer memory would calm it. Gradient descent waits for the tiny gradient to grow: by 5 % a step.",
        optimizers=("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"),
    ),
    Challenge(
        "C9",
        "Lean into it",
        "Adam in a ravine that lies across both axes, where scaling each parameter does not help. Settle within 120 "
        "steps: loss below 0.001.",
        alone(LEANING, "adam", learning_rate=0.1),
        alone(LEANING, "adam", learning_rate=0.79, b1=0.8),
        within(120, 1e-3),
        lambda score: score <= 98,
        "steps",
        ("learning_rate", "b1", "b2"),
        "Both gradients are large here, so both denominators are: the usual rates are too small. Far too small.",
        "Adam's scaling is per coordinate; turned by 45° it divides both by the same large number, and what is left is "
        "momentum. A rate of 0.79 with beta 1 at 0.8 makes it in {par} steps. Along the axes 0.1 had been enough.",
    ),
)

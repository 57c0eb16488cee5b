"""Challenges about how a run is shaped: cooling down, weight decay, warming up."""

from dataclasses import replace

import numpy as np

from optiviz.challenges.reaching import START, alone
from optiviz.challenges.row import Challenge, Verdict
from optiviz.messages import digits
from optiviz.noise import expected
from optiviz.simulate import race as run
from optiviz.specs import Lane, Place, RaceSpec

NOISY = Place("bowl", {"kappa": 10.0}, START, 300, {"noise": 1.0})
IDLE = Place("parabola", {}, (-2.5, 1.5), 400)  # its loss does not depend on y: a weight that nothing pulls at
ENTRY = Place("sharp_entry", {}, (-2.5, 0.5), 300)
HOTTEST, COOL = 0.15, 0.003  # the largest rate to start with, and the expected loss to stay below
HALF, GIVE = 200, 10  # the half-life in steps, and how far off it may be
STARTS = (0.3, 0.4, 0.5, 0.6, 0.7)  # y of the five starts
GOOD, NEAR = 1.0, 0.5  # x of the good basin, and how near counts
KINDS = ("constant", "step", "exponential", "cosine", "linear", "inverse_sqrt", "inverse_time", "hold_and_decay")


def scheduled(place, optimizer, schedule, times, **values):
    """A race of one optimizer under a schedule."""
    return RaceSpec(place, (Lane(optimizer, values=values, schedule=schedule, schedule_values=times),))


def cools(race):
    """Judges the expected loss at the end: an exact average over all noise, so that luck does not count."""
    spec = race.paths()[0]
    rate, loss = float(spec.rates().max()), float(expected(spec).loss[-1])
    if rate > HOTTEST * (1 + 1e-9):
        return Verdict(
            False, None, f"The learning rate may be at most {digits(HOTTEST)}; here it reaches {digits(rate)}."
        )
    ends = (
        f"On average over all noise the last loss is {digits(loss, 3)}"
        if np.isfinite(loss)
        else "The loss grows for ever"
    )
    return Verdict(loss < COOL, loss, f"{ends}; less than {digits(COOL)} counts.")


def halves(race):
    """Judges after how many steps an idle weight has halved, and that it shrinks at each step, not flips."""
    path = run(race.paths())[0]
    share = path.spec.values["learning_rate"] * path.spec.values["weight_decay"]
    if share >= 1:
        return Verdict(
            False, None, f"Each step takes off {digits(share)} times y, the whole of it or more: no half-life."
        )
    at = np.flatnonzero(np.abs(path.theta[:, 1]) <= abs(path.theta[0, 1]) / 2)
    step = int(at[0]) if len(at) else None
    passed = step is not None and abs(step - HALF) <= GIVE
    ends = "has not halved after all steps" if step is None else f"has halved at step {step}"
    away = None if step is None else abs(step - HALF)
    return Verdict(passed, away, f"The idle weight y {ends}; {HALF - GIVE} to {HALF + GIVE} counts.")


def enters(race):
    """Judges that runs from all of STARTS end in the good basin; the score is the length of the warm-up."""
    spec = race.paths()[0]
    specs = [replace(spec, start=(spec.start[0], y)) for y in STARTS]
    ends = np.array([path.theta[-1, 0] for path in run(specs)])
    good = int((np.abs(ends - GOOD) <= NEAR).sum())
    steps = int(spec.schedule_values["warmup"])
    end = "ends" if good == 1 else "end"
    words = f"With a warm-up of {steps} steps {good} of {len(STARTS)} starts {end} in the good basin"
    return Verdict(good == len(STARTS), steps, f"{words}; all must.")


SHAPING = (
    Challenge(
        "C8",
        "Cool down",
        "Gradient descent on a noisy bowl for 300 steps, at a learning rate of at most 0.15. Choose a schedule that "
        "brings the loss at the end, on average over all noise, below 0.003.",
        scheduled(NOISY, "gd", "cosine", {}, learning_rate=0.15),
        scheduled(NOISY, "gd", "inverse_time", {"knee": 7.0}, learning_rate=0.15),
        cools,
        lambda score: score <= 0.0028,
        "expected loss",
        ("learning_rate", "end", "knee", "drop", "every", "cooldown"),
        "Noise is forgotten at the speed of the flattest direction. Cool down slowly, but to the very end.",
        "The exact mean of the loss obeys a recursion for mean and variance, so nobody needs many runs. Falling as 1/t "
        "with the constant 1 / (smallest curvature) reaches {par:.3g}: the rate that Robbins and Monro (1951) ask for. "
        "An exponential down to half a percent comes close, cosine stays at twice as much.",
        schedules=KINDS,
        views=("contour", "loss", "schedule"),
    ),
    Challenge(
        "C11",
        "Half-life",
        "The loss does not depend on y: only weight decay moves it. Choose AdamW's learning rate and weight decay so "
        "that y halves in 200 steps, give or take 10.",
        alone(IDLE, "adamw", learning_rate=0.001, weight_decay=0.01),
        alone(IDLE, "adamw", learning_rate=0.01, weight_decay=0.347),
        halves,
        lambda score: score <= 2,
        "steps off",
        ("learning_rate", "weight_decay"),
        "Each step takes off the share learning rate × weight decay. Only the product counts.",
        "The half-life is ln 2 / (learning rate × weight decay): the product must be 0.00347. With PyTorch's defaults, "
        "0.001 and 0.01, it is 69,000 steps.",
    ),
    Challenge(
        "C12",
        "Shortest warm-up",
        "Gradient descent at 0.6 is thrown out of the steep entrance into the worse basin on the right. Find the "
        "shortest warm-up with which runs from five starts (y = 0.3 to 0.7) all end in the good basin at x = 1.",
        scheduled(ENTRY, "gd", "constant", {"warmup": 0}, learning_rate=0.6),
        scheduled(ENTRY, "gd", "constant", {"warmup": 5}, learning_rate=0.6),
        enters,
        lambda score: score <= 5,
        "steps",
        ("warmup",),
        "At the start the limit is 2 / (curvature) = 0.19. The rate may pass that once the entrance lies behind.",
        "{par} steps are enough, and 4 save only one start of five. That a large early curvature asks for a warm-up is "
        "one explanation among several: Gilmer et al. (2021), Kalra and Barkeshli (2024).",
        views=("contour", "loss", "schedule"),
    ),
)

"""What is averaged: SIGNALS = {key: Signal}. Noise is drawn by NumPy's legacy generator, whose streams never change.

make(noise, days, seed) gives (x, clean), both (days,); clean is None where it is not known.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optiviz.records import Series
from optiviz.surfaces.data import CLASSES

COLDEST, YEAR = 15, 365  # days
MEAN, WAVE = 20.0, 8.0  # of the temperatures, °C
LOW, HIGH = 10.0, 20.0  # of step, spike and points
SLOPE, POINTS = 0.1, 10  # of the trend; how many points
BATCH, RATE, LONGEST = 4, 0.4, 730  # of the run behind the loss curve


@dataclass(frozen=True)
class Signal:
    """One kind of series, with the values it is first shown with; None where there is no such choice."""

    key: str
    title: str
    unit: str
    story: str
    make: Callable
    noise: float | None = 1.0
    days: int | None = 100
    seed: int = 0
    time: str = "day"

    def series(self, noise, days, seed):
        """The Series for a noise (standard deviation), a number of days and a seed, where those are choices."""
        noise = 0.0 if self.noise is None else noise
        x, clean = self.make(noise, days, int(seed))
        return Series(self.title, self.unit, self.time, x, clean)


def _noisy(clean):
    """A maker of a clean curve's values with normal noise."""

    def make(noise, days, seed):
        curve = clean(days)
        return curve + noise * np.random.RandomState(seed).randn(len(curve)), curve

    return make


def _year(days):
    return MEAN - WAVE * np.cos(2 * np.pi * (np.arange(days) - COLDEST) / YEAR)


def _step(days):
    return np.where(np.arange(days) < days // 3, LOW, HIGH)


def _spike(days):
    return np.where(np.arange(days) == days // 3, HIGH, LOW)


def _trend(days):
    return LOW + SLOPE * np.arange(days)


def _ten(days):
    return np.linspace(LOW, HIGH, POINTS)


@functools.lru_cache(64)
def losses(seed):
    """(loss of the examples of each step, loss of all examples at the same weights) of a real run, (LONGEST,) each.

    Stochastic gradient descent on the logistic loss of the 30 examples in surfaces/data.py, BATCH a step, RATE.
    """
    draw, w = np.random.RandomState(seed), np.array([-2.0, 2.5])
    features = CLASSES[:, 2:] * CLASSES[:, :2]
    found = np.empty((2, LONGEST))
    for t in range(LONGEST):
        batch = features[draw.randint(len(features), size=BATCH)]
        found[:, t] = [np.logaddexp(0, -part @ w).mean() for part in (batch, features)]
        w = w + RATE * (batch.T @ (1 / (1 + np.exp(batch @ w)))) / BATCH
    found.flags.writeable = False
    return found


ROWS = (
    Signal(
        "temperature",
        "A year of temperatures",
        "temperature, °C",
        f"One value a day: a slow wave of {WAVE:g} °C around {MEAN:g} °C, and weather on top. How much of the weather "
        "can an average remove before it misses the season?",
        _noisy(_year),
        noise=3.0,
        days=YEAR,
    ),
    Signal(
        "step",
        "A step",
        "value",
        f"The level jumps from {LOW:g} to {HIGH:g} a third of the way. A long memory is calm at both "
        "ends, and slow in between.",
        _noisy(_step),
    ),
    Signal(
        "spike",
        "A spike",
        "value",
        f"One single value is {HIGH - LOW:g} higher. What it leaves behind in the average is the curve of the "
        "weights itself.",
        _noisy(_spike),
        noise=0.0,
    ),
    Signal(
        "trend",
        "A trend",
        "value",
        f"A line, {SLOPE:g} more each day. Every average of the past lags behind it by the mean age of what it holds.",
        _noisy(_trend),
        noise=0.0,
    ),
    Signal(
        "ten",
        "Ten points",
        "value",
        f"Ten points on a line from {LOW:g} to {HIGH:g} with a little noise: few enough to compute "
        "every average by hand.",
        _noisy(_ten),
        noise=0.5,
        days=None,
        seed=42,
    ),
    Signal(
        "loss",
        "A noisy loss curve",
        "loss",
        f"The losses that a training loop prints: {BATCH} of {len(CLASSES)} examples a step, by stochastic gradient "
        f"descent on a logistic regression. The clean curve is the loss of all {len(CLASSES)} at the same weights.",
        lambda noise, days, seed: tuple(losses(seed)[:, :days]),
        noise=None,
        days=300,
        time="step",
    ),
    Signal(
        "own",
        "Your own numbers",
        "value",
        "Pasted or uploaded. They stay on this server while you are here and are not part of the link.",
        None,
        noise=None,
        days=None,
        time="number",
    ),
)
SIGNALS = {row.key: row for row in ROWS}

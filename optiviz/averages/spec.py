"""AveragesSpec: what the page of averages shows, frozen and legal once it exists; and what is computed for it."""

from dataclasses import dataclass

import numpy as np

from optiviz.averages import rules
from optiviz.averages.signals import SIGNALS
from optiviz.messages import unknown
from optiviz.params import Param
from optiviz.records import ErrorCurve, Series

NOISE = Param("noise", r"\sigma", "noise", 3.0, 0.0, 6.0, help="Standard deviation of the noise.", ceiling=1000.0)
DAYS = Param("days", "n", "length", 365, 10, 730, "count", "How many values there are.")
SEED = Param("seed", "s", "seed", 0, 0, 999, "count", "Which random numbers are drawn.")
DAY = Param("day", "t", "chosen value", 10, 1, 2000, "count", "The value whose weights are written out.")
BETA = Param(
    "beta", r"\beta", "beta", 0.9, 0.0, 0.9999, "memory", "The share of the average that stays each time.",
    floor=0.0, ceiling=1.0, below_ceiling=True,
)  # fmt: skip
SHOWN = {"raw": "Raw", "corrected": "Corrected", "both": "Both"}
MOST_BETAS = 4
SEEDS = 50  # that the sweep is a mean over
SWEPT = np.arange(199) / 200
NEAR = 0.05  # an error that is larger than the best by this share counts as no worse


@dataclass(frozen=True)
class AveragesSpec:
    """A signal, up to MOST_BETAS averages of it, and what of them is shown. ValueError, in a sentence, if not legal.

    show is one of SHOWN; simple adds the simple averages, started those that start at the first value, clean the curve
    without noise, sweep the error over all decay rates; day is the value whose weights are written out.
    """

    signal: str = "temperature"
    noise: float = NOISE.default
    days: int = int(DAYS.default)
    seed: int = int(SEED.default)
    betas: tuple[float, ...] = (BETA.default,)
    show: str = "raw"
    simple: bool = False
    started: bool = False
    clean: bool = False
    sweep: bool = False
    day: int = int(DAY.default)

    def __post_init__(self):
        if self.signal not in SIGNALS:
            raise ValueError(unknown("signal", self.signal, list(SIGNALS)))
        if self.show not in SHOWN:
            raise ValueError(unknown("kind of average", self.show, list(SHOWN)))
        if not 1 <= len(self.betas) <= MOST_BETAS:
            raise ValueError(f"There are 1 to {MOST_BETAS} averages, got {len(self.betas)}.")
        vars(self).update(
            noise=NOISE.check(self.noise),
            days=int(DAYS.check(self.days)),
            seed=int(SEED.check(self.seed)),
            betas=tuple(BETA.check(b) for b in self.betas),
            day=int(DAY.check(self.day)),
            **{name: bool(getattr(self, name)) for name in ("simple", "started", "clean", "sweep")},
        )

    @property
    def row(self):
        """The Signal."""
        return SIGNALS[self.signal]


def starting(signal):
    """The values that a signal is first shown with: {name: value}, of noise, days and seed those that it has."""
    row = SIGNALS[signal]
    return {"noise": row.noise or 0.0, "days": row.days or int(DAYS.low), "seed": row.seed}


def series_of(spec, own=None):
    """The Series of an AveragesSpec; own: a reader's numbers (n,), for the signal "own"."""
    row = spec.row
    if row.make is None:
        x = np.asarray(own, dtype=float)
        return Series(row.title, row.unit, row.time, x, None)
    return row.series(spec.noise, spec.days, spec.seed)


def averages_of(spec, series):
    """The Average for each decay rate of an AveragesSpec."""
    return [rules.average(series.x, b) for b in spec.betas]


def chosen(average, show):
    """The values of an Average that errors are measured on: the corrected ones unless only the raw are shown."""
    return average.raw if show == "raw" else average.corrected


def mean_rmse(betas, spec, seeds=SEEDS):
    """Root mean square distance of an AveragesSpec's averages to its clean curve, mean over seeds 0 ... seeds - 1.

    (k,) for betas (k,); the averages are raw where the spec shows the raw ones alone, else corrected.
    """
    many = [spec.row.series(spec.noise, spec.days, seed) for seed in range(seeds)]
    x, clean = np.array([one.x for one in many]), np.array([one.clean for one in many])
    return rules.distance(x, clean, betas, spec.show != "raw").mean(axis=1)


def sweep_of(spec, series, betas=SWEPT):
    """The ErrorCurve over betas (k,) of what an AveragesSpec shows.

    Where the clean curve is known, the distance to it, over many seeds; where not, how far x_{t+1} is from the average
    at t, which is what is left to judge by.
    """
    whole = spec.show != "raw"
    if series.clean is None:
        own, what = None, "error of the next value"
        error = rules.distance(series.x[None, :-1], series.x[None, 1:], betas, whole)[:, 0]
    else:
        own, what = (
            rules.distance(series.x[None], series.clean[None], betas, whole)[:, 0],
            "distance to the clean curve",
        )
        error = mean_rmse(betas, spec)
    near, best = np.flatnonzero(error <= (1 + NEAR) * error.min()), int(np.argmin(error))
    low, high = float(betas[near[0]]), float(betas[near[-1]])
    return ErrorCurve(np.asarray(betas), error, own, float(betas[best]), low, high, NEAR, what)

"""Measures for Facts about noise: what many seeds come to, by theory where there is one, else by running them."""

import numpy as np

from optiviz.ensembles import many
from optiviz.noise import expected, floor
from optiviz.presets.facts import known
from optiviz.presets.row import Fact
from optiviz.terrain import landmarks

SEEDS = 256
SEEN = Fact("seeds", 256, known(SEEDS))  # beside a mean over them
RATES = np.geomspace(0.005, 0.05, 231)


def mean_end(lane=0):
    """The average loss at the last step, exactly."""
    return lambda paths: float(expected(paths[lane].spec).loss[-1])


def best_constant(lane=0, rates=RATES):
    """The constant learning rate, of `rates`, with which the average loss at the last step is lowest."""

    def measure(paths):
        spec = paths[lane].spec
        return float(rates[np.argmin([expected(spec, np.full(spec.steps, rate)).loss[-1] for rate in rates])])

    return measure


def noise_floor(lane=0):
    """The excess loss that the noise keeps up at the lane's learning rate, exactly."""
    return lambda paths: floor(paths[lane].spec)[0]


def times(one, other):
    """How many times as much one measure gives as another."""
    return lambda paths: one(paths) / other(paths)


def seen_floor(lane=0, steps=1000):
    """The mean excess loss over SEEDS seeds and the second half of so many steps."""

    def measure(paths):
        spec = paths[lane].spec
        losses = many(spec, seeds=np.arange(SEEDS), steps=steps).loss[:, steps // 2 :]
        return float(losses.mean() - landmarks(spec.surface, spec.surface_values).floor)

    return measure


def seen_end(lane=0, step=-1):
    """The mean excess loss over SEEDS seeds at a step, the last unless another is given."""

    def measure(paths):
        spec = paths[lane].spec
        losses = many(spec, seeds=np.arange(SEEDS)).loss[:, step]
        return float(losses.mean() - landmarks(spec.surface, spec.surface_values).floor)

    return measure


def reaches_twice_the_floor(lane=0, each=1):
    """First step at which the average loss is within twice its floor, times `each`, as 4 for batches of 4."""

    def measure(paths):
        spec = paths[lane].spec
        low = landmarks(spec.surface, spec.surface_values).floor
        return int(np.argmax(expected(spec).loss - low <= 2 * floor(spec)[0])) * each

    return measure


def excess_after(steps, lane=0):
    """The excess loss after so many steps, of the lane's own seed."""

    def measure(paths):
        spec = paths[lane].spec
        loss = many(spec, steps=steps).loss[0, -1]
        return float(loss - landmarks(spec.surface, spec.surface_values).floor)

    return measure


def step_sizes(step, lane=0):
    """The mean size of a coordinate's step number `step` over SEEDS seeds, in units of the learning rate."""

    def measure(paths):
        spec = paths[lane].spec
        theta = many(spec, seeds=np.arange(SEEDS), steps=step).theta
        return float(np.abs(theta[:, step] - theta[:, step - 1]).mean() / spec.rates()[0])

    return measure


def halves_at(axis, lane=0, steps=None):
    """First step at which the mean coordinate over SEEDS seeds is at most half of its start; None if it never is."""

    def measure(paths):
        spec = paths[lane].spec
        mean = many(spec, seeds=np.arange(SEEDS), steps=steps).theta[:, :, axis].mean(axis=0)
        rows = np.flatnonzero(mean <= mean[0] / 2)
        return int(rows[0]) if len(rows) else None

    return measure

"""What noise, batches, schedules and warm-ups come to over many runs of one PathSpec. NumPy on Bundles.

Kept results are small; spec is the first argument of all, and its own values hold where nothing else is said.
"""

import functools
from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from optiviz.ensembles import many
from optiviz.noise import exact, expected
from optiviz.schedules import SCHEDULES
from optiviz.seeing import batches_an_epoch
from optiviz.surfaces import SURFACES
from optiviz.sweeps import band, nearest
from optiviz.terrain import landmarks

SEEDS, FEWER, FEWEST = 256, 64, 8  # runs; FEWER where a batch is drawn in every step of each
WORK = 40_000_000  # rows of all runs times examples: more takes many seconds, so fewer seeds run
LIGHT = 8  # a row of a surface without examples costs as much as one with so many
KEPT = 64
EDGES = (0.1, 0.9)  # of the runs between which the sizes of steps are told
FLOOR_RATES, FLOOR_SEEDS, FLOOR_STEPS = 8, 32, 1000


def seeds_for(spec, times=1, most=SEEDS, steps=None):
    """How many seeds are run, at most `most`, where as many runs are made `times` times, each of `steps`."""
    most = min(most, FEWER) if spec.gradient.get("batch") else most
    each = times * (steps or spec.steps) * max(SURFACES[spec.surface].examples, LIGHT)
    return next((count for count in (SEEDS, FEWER) if count <= most and count * each <= WORK), FEWEST)


@functools.lru_cache(maxsize=KEPT)
def seen(spec, seeds=None):
    """Many seeds, as many as seeds_for says if not told.

    ends (k, 2), finite ones only, final losses (k,), band, the Band of the losses, and their count k.
    """
    bundle = many(spec, seeds=np.arange(seeds or seeds_for(spec)))
    ends = bundle.theta[:, -1]
    return SimpleNamespace(
        ends=ends[np.isfinite(ends).all(axis=1)], final=bundle.loss[:, -1], band=band(bundle), count=len(ends)
    )


@functools.lru_cache(maxsize=KEPT)
def floors(spec, rates):
    """Excess loss at each of the constant learning rates `rates`, begun at the minimum, over FLOOR_SEEDS seeds, (k,).

    The mean over the second half of FLOOR_STEPS steps; inf where runs diverge.
    """
    known = landmarks(spec.surface, spec.surface_values)
    each, count = np.repeat(rates, FLOOR_SEEDS), len(rates) * FLOOR_SEEDS
    plain = replace(spec, schedule="constant", schedule_values={})
    starts, seeds = np.tile(known.minima[0], (count, 1)), np.tile(np.arange(FLOOR_SEEDS), len(rates))
    losses = many(plain, {"learning_rate": each}, starts=starts, seeds=seeds, steps=FLOOR_STEPS).loss
    with np.errstate(all="ignore"):
        means = losses[:, FLOOR_STEPS // 2 :].reshape(len(rates), -1).mean(axis=1) - known.floor
    return np.where(np.isfinite(means), means, np.inf)


def ranked_over(spec):
    """Over how many seeds schedules are ranked."""
    return seeds_for(spec, len(SCHEDULES), FEWER)


@functools.lru_cache(maxsize=KEPT)
def ranking(spec):
    """[(schedule key, mean final loss above the minimum)] of all schedules at their defaults, the lowest first.

    Exact where the rule is linear, else over ranked_over(spec) seeds.
    """
    floor = landmarks(spec.surface, spec.surface_values).floor
    found = [(key, _final(replace(spec, schedule=key, schedule_values={})) - floor) for key in SCHEDULES]
    return sorted(found, key=lambda pair: (not np.isfinite(pair[1]), pair[1]))


def _final(spec):
    if exact(spec):
        return float(expected(spec).loss[-1])
    seeds = None if spec.exact else np.arange(ranked_over(spec))
    with np.errstate(all="ignore"):
        return float(many(spec, seeds=seeds).loss[:, -1].mean())


@functools.lru_cache(maxsize=KEPT)
def warmed(spec, warmups, shares):
    """Which listed minimum runs reach after warm-ups of so many steps, (warm-ups, starts), -1 for none.

    The starts are the spec's own with y times each of `shares`.
    """
    x, y = spec.start
    starts = [(x, y * share) for share in shares]
    known = landmarks(spec.surface, spec.surface_values)
    rows = [
        many(replace(spec, schedule_values={**spec.schedule_values, "warmup": float(w)}), starts=starts)
        for w in warmups
    ]
    return np.array([nearest(bundle.theta[:, -1], known) for bundle in rows])


@functools.lru_cache(maxsize=KEPT)
def step_sizes(spec, steps, seeds=None):
    """Size of a coordinate's step in units of the base learning rate: mean and the EDGES, (3, steps)."""
    theta = many(spec, seeds=np.arange(seeds or seeds_for(spec, steps=steps)), steps=steps).theta
    sizes = np.abs(np.diff(theta, axis=1)) / spec.values["learning_rate"]
    sizes = sizes.transpose(1, 0, 2).reshape(steps, -1)
    return np.stack([sizes.mean(axis=1), *np.quantile(sizes, EDGES, axis=1)])


@functools.lru_cache(maxsize=KEPT)
def epochs(spec, size, count):
    """One run of so many epochs with batches of a size, 0 for all examples: (updates, theta, excess loss)."""
    updates = count * batches_an_epoch(SURFACES[spec.surface].examples, size)
    bundle = many(replace(spec, gradient={**spec.gradient, "batch": float(size)}), steps=updates)
    return updates, bundle.theta[0], bundle.loss[0] - landmarks(spec.surface, spec.surface_values).floor


@functools.lru_cache(maxsize=KEPT)
def halving(spec, steps, seeds):
    """Mean of both coordinates over the seeds as a share of their start, (steps + 1, 2)."""
    bundle = many(spec, seeds=np.arange(seeds), steps=steps) if not spec.exact else many(spec, steps=steps)
    mean = bundle.theta.mean(axis=0)
    return mean / mean[0]

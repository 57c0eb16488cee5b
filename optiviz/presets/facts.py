"""Measures for Facts: each returns a function of the Paths of a race."""

from dataclasses import replace

import numpy as np

from optiviz.measures import TOLERANCE, curvature, settle
from optiviz.presets.row import Fact
from optiviz.readouts import readout
from optiviz.specs import Place, RaceSpec
from optiviz.sweeps import RATES
from optiviz.terrain import landmarks

ROUNDING = 1e-12  # paths that are nearer are the same in every digit that matters


def settles(lane=0, tolerance=TOLERANCE):
    """First step from which the loss stays within the tolerance of the lowest minimum; None if it does not."""

    def measure(paths):
        path = paths[lane]
        return settle(path.loss, landmarks(path.spec.surface, path.spec.surface_values).floor, tolerance)

    return measure


def read(name, lane=0):
    """A field of the Readout: "flips", "overshoot", "final_loss", "sharpness", "distance"."""
    return lambda paths: getattr(readout(paths[lane]), name)


def status(lane=0):
    """How the run ended, in a word."""
    return lambda paths: paths[lane].outcome.status


def ends(axis, lane=0):
    """Where the run ends along an axis (0: x, 1: y)."""
    return at_step(-1, axis, lane)


def at_step(step, axis, lane=0):
    """Where the run is at a step along an axis (0: x, 1: y)."""
    return lambda paths: float(paths[lane].theta[step, axis])


def loss_at(step, lane=0):
    """The loss at a step."""
    return lambda paths: float(paths[lane].loss[step])


def longest(lane=0, steps=None):
    """The length of the longest move along either axis, of all steps or of the first ones."""
    return lambda paths: float(np.abs(np.diff(paths[lane].theta[: None if steps is None else steps + 1], axis=0)).max())


def turns(axis, lane=0):
    """How many steps change the sign of a coordinate (0: x, 1: y), however small it is."""
    return lambda paths: int((np.diff(np.sign(paths[lane].theta[:, axis])) != 0).sum())


def apart(lane, other, until=None):
    """The largest distance between two runs at the same step, up to a step (included) or over all of them."""
    rows = slice(None if until is None else until + 1)
    return lambda paths: float(np.linalg.norm(paths[lane].theta[rows] - paths[other].theta[rows], axis=1).max())


def step_ratio(axis, lane=0):
    """How many times as far out along an axis (0: x, 1: y) the first step lands, on whichever side."""
    return lambda paths: abs(float(paths[lane].theta[1, axis] / paths[lane].theta[0, axis]))


def sharpness(lane=0):
    """Learning rate times largest curvature, at the start."""
    return lambda paths: float(paths[lane].learning_rate[0] * curvature(paths[lane].hessian)[0])


def limit(lane=0):
    """The largest learning rate times curvature that the rule bears, by theory."""
    return lambda paths: paths[lane].spec.form.limit(paths[lane].spec.values)


def edge(lane=0, step=0):
    """The largest learning rate that the rule bears where the run is at a step, by theory."""
    return lambda paths: limit(lane)(paths) / float(curvature(paths[lane].hessian)[step])


def alike(distance):
    """What sentences say of two paths that are so far apart at most: "the same" where it is rounding only."""
    return "the same" if distance < ROUNDING else "another"


def same(lane, other, until=None):
    """Whether two runs are alike, up to a step (included) or over all of them."""
    return lambda paths: alike(apart(lane, other, until)(paths))


def known(number):
    """What no race has to find: a number that the code holds."""
    return lambda _: number


RATES_TRIED = Fact("rates", 51, known(len(RATES)))  # where each lane runs at the best of them


def first(condition, lane=0):
    """First step at which condition(path) (rows,) holds; None if it never does."""

    def measure(paths):
        with np.errstate(all="ignore"):
            rows = np.flatnonzero(condition(paths[lane]))
        return int(rows[0]) if len(rows) else None

    return measure


def passes_loss(height, lane=0):
    """First step at which the loss is above a height or no number any more."""
    return first(lambda path: ~(path.loss <= height), lane)


def on(race, lane=0, steps=None, start=None, surface_values=None, gradient=None, **values):
    """A RaceSpec with other values in one lane, and other numbers of its place where they are given."""
    place = race.place
    place = Place(
        place.surface,
        {**place.surface_values, **(surface_values or {})},
        start or place.start,
        steps or place.steps,
        {**place.gradient, **(gradient or {})},
    )
    own = race.lanes[lane]
    lanes = list(race.lanes)
    lanes[lane] = replace(own, values={**own.values, **values})
    return RaceSpec(place, tuple(lanes), race.rate, race.tolerance)

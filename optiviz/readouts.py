"""What a run did, in numbers, and what figures draw of it: NumPy on a run's arrays."""

import numpy as np

from optiviz.measures import TOLERANCE, drawable, outside, settle, sharpest
from optiviz.outcomes import outcome_of
from optiviz.records import Readout, Track
from optiviz.surfaces import SURFACES
from optiviz.terrain import landmarks, survey

NOISE = 0.01  # swings below this share of the first one are not counted as flips
ROUNDING = 1e-9  # nor swings below this share of the start's distance


def measure(path, landmarks, target, target_hessian, distance, tolerance=TOLERANCE):
    """The Readout of a Path.

    target (2,) is the listed minimum nearest to its end with Hessian target_hessian (2, 2), or None; distance the
    distance from its last drawable row to the nearest minimum, or nan.
    """
    rows = drawable(path.theta, path.loss, landmarks.domain)
    theta, loss = path.theta[:rows], path.loss[:rows]
    whole, away = rows == len(path.theta), outside(theta[-1:], landmarks.domain)[0]
    largest = sharpest(path, landmarks, rows)[1]
    overshoot, flips = (None, None) if target is None or rows == 1 else _swings(theta, target, target_hessian)
    return Readout(
        final_loss=float(loss[-1]),
        distance=float(distance) if whole and np.isfinite(distance) else None,
        gradient_norm=float(np.hypot(*path.gradient[rows - 1])),
        settle=settle(loss, landmarks.floor, tolerance) if whole and not away else None,
        overshoot=overshoot,
        flips=flips,
        sharpness=largest if np.isfinite(largest) else None,
        outcome=outcome_of(path, landmarks, tolerance),
    )


def _swings(theta, target, hessian):
    """(overshoot along the flattest direction, flips along the steepest one) of theta (rows, 2) around target."""
    steep = (theta - target) @ ways(hessian)[1]
    overshoot = float(max(0.0, past(theta, target, hessian).max()))
    large = steep[np.abs(steep) > max(NOISE * abs(steep[0]), ROUNDING * np.linalg.norm(theta[0] - target))]
    return overshoot, int((np.sign(large[1:]) != np.sign(large[:-1])).sum())


def past(theta, target, hessian):
    """How far theta (rows, 2) lies past target along its flattest direction, (rows,); negative before it."""
    flat = (theta - target) @ ways(hessian)[0]
    return flat * -np.sign(flat[0]) if flat[0] else np.abs(flat)


def ways(hessian):
    """(flattest, steepest) direction of a Hessian (2, 2), each (2,); both are x where it says nothing about y."""
    if not hessian[1].any():
        return np.eye(2)[[0, 0]]
    return np.linalg.eigh(hessian)[1].T


def readout(path, tolerance=TOLERANCE):
    """The Readout of a Path: the numbers of its row in the results table, for this tolerance on the loss."""
    spec, surface = path.spec, SURFACES[path.spec.surface]
    known = landmarks(spec.surface, spec.surface_values)
    end = path.theta[drawable(path.theta, path.loss, known.domain) - 1]
    distance = surface.distance_to_minima(end[None], spec.surface_values)[0]
    return measure(path, known, *nearest_minimum(path, known), distance, tolerance)


def nearest_minimum(path, known):
    """(target (2,), its Hessian (2, 2)): the listed minimum nearest to a Path's end; (None, None) without any."""
    if not len(known.minima):
        return None, None
    end = path.theta[drawable(path.theta, path.loss, known.domain) - 1]
    target = known.minima[int(np.linalg.norm(known.minima - end, axis=1).argmin())]
    return target, survey(path.spec.surface, path.spec.surface_values, target[None])[2][0]


def track(path, label, slot, outcome=None):
    """What figures draw of a Path; outcome, where another tolerance than the default one judged it."""
    domain = SURFACES[path.spec.surface].domain
    rows = drawable(path.theta, path.loss, domain)
    off = np.flatnonzero(outside(path.theta[:rows], domain))
    left = int(off[0]) if len(off) and off[0] else None  # a start outside has not left
    x, y = path.theta[:rows].T
    return Track(label, slot, x, y, path.loss[:rows], left, (outcome or path.outcome).sentence)

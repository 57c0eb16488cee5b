"""The steps of a race that are worth jumping to."""

import numpy as np

from optiviz.internals import scaling, sharpness, stability_limit
from optiviz.measures import drawable, outside
from optiviz.messages import signs
from optiviz.readouts import ROUNDING, nearest_minimum, past
from optiviz.records import Event
from optiviz.terrain import landmarks


def events(paths, readouts):
    """The Events of Paths and their Readouts, in the same order, on one surface; sorted by step, then by lane."""
    found = [event for lane, pair in enumerate(zip(paths, readouts, strict=True)) for event in _of(lane, *pair)]
    return tuple(sorted(found, key=lambda event: (event.step, event.lane)))


def _of(lane, path, readout):
    known = landmarks(path.spec.surface, path.spec.surface_values)
    rows = drawable(path.theta, path.loss, known.domain)
    found = (_unstable(path, known, rows), _overshoot(path, readout, known, rows), _exit(path, readout, known, rows))
    yield from (Event(lane, *event[:-1], signs(event[-1])) for event in found if event)
    outcome = readout.outcome
    if outcome.step is not None:
        yield Event(lane, outcome.step, outcome.status, outcome.sentence)


def _unstable(path, known, rows):
    """The first step in the view whose sharpness is past the limit."""
    limit = stability_limit(path)
    if limit is None:
        return None
    divisor = scaling(path)
    values = sharpness(path, divisor)[:rows]
    crossed = np.zeros(rows, dtype=bool)
    crossed[1:] = ~outside(path.theta[: rows - 1], known.domain)
    crossed &= values > limit
    if not crossed.any():
        return None
    step = int(crossed.argmax())
    product = "Learning rate × curvature" + ("" if divisor is None else " / divisor")
    words = f"{product} is {values[step]:.4g} at step {step}, past {limit:.4g}: on a quadratic, steps would grow there."
    return step, "crosses the stability limit", words


def _overshoot(path, readout, known, rows):
    """The first step past the nearest minimum along its flattest direction."""
    if not readout.overshoot:
        return None
    target, hessian = nearest_minimum(path, known)
    beyond = past(path.theta[:rows], target, hessian)
    over = beyond > ROUNDING * np.linalg.norm(path.theta[0] - target)
    over[0] = False
    if not over.any():
        return None
    step = int(over.argmax())
    words = (
        f"First past the nearest minimum at step {step}; the largest overshoot along its flattest direction is "
        f"{readout.overshoot:.3g}."
    )
    return step, "first overshoot", words


def _exit(path, readout, known, rows):
    """The first step outside of the view of a run that diverged: an Outcome tells only one of the two."""
    off = outside(path.theta[:rows], known.domain)
    if readout.outcome.status != "diverged" or off[0] or not off.any():
        return None
    step = int(off.argmax())
    return step, "left the view", f"Left the view at step {step}."

"""Whether gradients are right: those that JAX derives, held against differences of the loss to both sides.

(f(x + h) - f(x - h)) / 2h is wrong by two things: by about h²/6 times the third derivative, which is cut off, and by
about the loss's rounding, machine epsilon times the loss, over h. For numbers of size 1 both are about equal near the
cube root of epsilon, which is why that is the usual step.
"""

import functools

import numpy as np

from optiviz.records import GradientCheck, GradientErrors
from optiviz.surfaces import SURFACES
from optiviz.terrain import slopes

EPSILON = float(np.finfo(float).eps)
ORDER = 2  # the power of the step with which the part that is cut off grows
STEP = EPSILON ** (1 / (ORDER + 1))
STEPS = np.logspace(-12, -1, 23)  # of a curve of errors
POINTS = 64
TOLERANCE = 1e-5  # a relative difference up to which a gradient agrees
FLATTEST = EPSILON ** (2 / 3) * 10 / TOLERANCE  # of a slope, relative to the loss: below, rounding at STEP hides it
SPREAD = 1.32471795724474602596  # the plastic number: its powers spread points evenly over a square (Roberts 2018)


def points_in(domain):
    """POINTS points (n, 2), evenly spread over (x low, x high, y low, y high), the same every time."""
    low, high = np.array(domain[::2]), np.array(domain[1::2])
    shares = (0.5 + np.outer(np.arange(1, POINTS + 1), [1 / SPREAD, 1 / SPREAD**2])) % 1
    return low + shares * (high - low)


def check(surface_key, step=STEP, ask=slopes):
    """The GradientCheck of a surface with its default values. ask(surface key, values, points) -> losses, gradients."""
    points = points_in(SURFACES[surface_key].domain)
    creased = _creased(surface_key, points, step)
    difference, flat = _compared(surface_key, points, step, ask)
    compared = difference[~creased & ~flat]
    largest = float(compared.max()) if len(compared) else np.nan
    return GradientCheck(step, largest, len(compared), int(creased.sum()), int((flat & ~creased).sum()))


checked = functools.lru_cache(maxsize=1024)(check)


@functools.lru_cache(maxsize=64)
def errors(surface_key):
    """The GradientErrors over STEPS, at the points that no step is too long for and that are not too flat."""
    points = points_in(SURFACES[surface_key].domain)
    far = ~_creased(surface_key, points, STEPS[-1])
    far &= ~_compared(surface_key, points, STEP, slopes)[1]
    found = np.array([_compared(surface_key, points[far], step, slopes)[0] for step in STEPS])
    return GradientErrors(STEPS, found.max(axis=1), np.median(found, axis=1))


def order(found, low=1e-3, high=1e-2):
    """With which power of the step the median error grows between two steps; nan where one of them is 0."""
    at = [found.median[np.argmin(np.abs(np.log(found.steps / step)))] for step in (low, high)]
    return float(np.log10(at[1] / at[0]) / np.log10(high / low)) if min(at) > 0 else np.nan


def best(found):
    """(what is smallest, at which step, how small) of GradientErrors that are not all 0, or None.

    It is the median, or the largest where the median is 0 with a step: a median of 0 only says that half the points
    happen to agree to the last digit.
    """
    for name, curve in (("median", found.median), ("largest difference", found.largest)):
        if curve.all():
            return name, float(found.steps[curve.argmin()]), float(curve.min())
    return None


def verdict(found):
    """A GradientCheck in a word or two."""
    if not found.compared:
        return "cannot tell"
    return "agrees" if found.largest <= TOLERANCE else "differs"


def _creased(surface_key, points, step):
    creases = SURFACES[surface_key].creases
    return np.zeros(len(points), dtype=bool) if creases is None else creases(points) <= step


def _compared(surface_key, points, step, ask):
    """Relative differences (n,), and which points are too flat to tell, (n,)."""
    values = SURFACES[surface_key].values
    aside = [points + side * step * axis for axis in np.eye(2) for side in (1, -1)]
    losses, gradients = ask(surface_key, values, np.concatenate([points, *aside]))
    loss, *around = losses.reshape(5, -1)
    gradient = gradients[: len(points)]
    apart = [(aside[2 * k] - aside[2 * k + 1])[:, k] for k in range(2)]  # not quite 2 step, by rounding
    slope = np.column_stack([(around[2 * k] - around[2 * k + 1]) / apart[k] for k in range(2)])
    size = np.maximum(np.hypot(*gradient.T), np.hypot(*slope.T))
    off = np.hypot(*(slope - gradient).T)
    flat = size <= FLATTEST * np.abs(loss)
    return np.divide(off, size, out=np.zeros_like(off), where=size > 0), flat

"""How a run ended, and why, in a sentence: NumPy on a run's arrays, without knowledge of any rule by name."""

from dataclasses import replace

import numpy as np

from optiviz.measures import (
    TOLERANCE,
    curvature,
    drawable,
    outside,
    pace,
    remaining,
    settle,
    sharpest,
    stays_from,
    width,
)
from optiviz.messages import signs
from optiviz.optimizers import OPTIMIZERS
from optiviz.records import Outcome
from optiviz.surfaces import SURFACES

NEAR = 0.02  # in widths of the view: within this a path has reached a point
ON = 1e-6  # in widths of the view: within this it stands on the point
REST = 1e-12  # in widths of the view: moves below this are rounding
STILL = 20  # moves below REST that make a rest
FEW = 10  # losses near a minimum that do not show yet that a run stays there
LEVEL = 1e-6  # curvatures below this share of the steepest one are zero
POINTS = {(-1, 1): "a saddle at ", (-1, -1): "a maximum at ", (1, 1): "a minimum at "}  # by the signs of curvatures
GROUNDS = {
    (0, 1): "gradient and curvature are zero there along one direction, as at the bottom of a trough",
    (-1, 0): "gradient and curvature are zero there along one direction, as on a ridge",
    (0, 0): "gradient and curvature are zero there",
}


def outcome_of(path, landmarks, tolerance=TOLERANCE):
    """The Outcome of a Path on a surface with these Landmarks."""
    found = _outcome(path, landmarks, tolerance)
    return replace(found, sentence=signs(found.sentence))


def _outcome(path, landmarks, tolerance):
    rows = drawable(path.theta, path.loss, landmarks.domain)
    if rows < len(path.theta):
        return _diverged(path, landmarks, rows)
    off = outside(path.theta, landmarks.domain)
    if off[-1] and not off.all():
        step = stays_from(off)
        return Outcome("left the view", step, f"Left the view at step {step}{_because(path, landmarks, rows)}.")
    arrived = _arrived(path, landmarks, tolerance)
    if arrived:
        return arrived
    if off[-1]:
        return Outcome("left the view", 0, "Started outside of the view and stayed there.")
    step = _rests_from(path, landmarks.domain)
    if step is not None:
        return Outcome("at rest", step, _resting(path, landmarks))
    return Outcome("still moving", None, _moving(path, landmarks))


def _arrived(path, landmarks, tolerance):
    """The Outcome of a run whose loss stays near that of the minimum under it, or of the lowest one; else None."""
    gap, step = remaining(path.gradient, path.hessian, NEAR * width(landmarks.domain))
    bowl, low = stays_from(gap <= tolerance), settle(path.loss, landmarks.floor, tolerance)
    if bowl is None and low is None:
        return None
    if bowl is None:
        words = f"Converged: from step {low} on its loss stays within {tolerance:g} of the lowest minimum's."
        return Outcome("converged", low, words + _doubt(path, low))
    first = bowl if low is None else min(bowl, low)
    end = path.theta[-1] + step[-1]
    listed = _place(end, landmarks.minima, "the minimum", landmarks.domain)
    place = listed or f"a minimum near {_xy(end, landmarks.domain)}"
    words = f"Converged to {place}: from step {first} on its loss stays within {tolerance:g} of it."
    return Outcome("converged", first, words + _doubt(path, first))


def _doubt(path, first):
    """What a run that ends near a minimum from row first on leaves open, " ...", or ""."""
    last = len(path.theta) - first
    if first and last < FEW:
        those = "That is its last loss only" if last == 1 else f"Those are its last {last} losses only"
        return f" {those}: more steps would tell whether it stays."
    return " What it sees of the gradient is noisy: more steps may carry it off again." if _by_luck(path.spec) else ""


def _by_luck(spec):
    """Whether what a run sees of the gradient hangs on the draw: noise, or batches that are not all examples."""
    batch = spec.gradient.get("batch", 0.0)
    return bool(spec.gradient.get("noise")) or 0 < batch < SURFACES[spec.surface].examples


def _diverged(path, landmarks, rows):
    off = outside(path.theta[:rows], landmarks.domain)
    start = f"Left the view at step {off.argmax()} and diverged" if off.any() and not off[0] else "Diverged"
    cause = _overflow(path, rows, off) + _because(path, landmarks, rows)
    return Outcome("diverged", rows, f"{start} at step {rows}{cause}.")


def _overflow(path, rows, off):
    """What of the first row that cannot be drawn is no number, if anything is."""
    if not np.isfinite(path.theta[rows]).all():
        return f", where {'its numbers overflow' if off.any() else 'the rule divides by zero or overflows'}"
    return "" if np.isfinite(path.loss[rows]) else ", where its loss overflows"


def _rests_from(path, domain):
    """First step from which a path stays where it ends, or None if it has not come to rest.

    It rests where its last STILL moves are rounding or the gradient is zero, unless its moves grow: however short
    they are, they will carry it away.
    """
    apart = np.abs(path.theta - path.theta[-1]).max(axis=1)
    step = stays_from(apart <= REST * width(domain))
    lengths = np.hypot(*np.diff(path.theta[-STILL // 2 :], axis=0).T)
    grows = len(lengths) > 2 and (np.diff(lengths) > 0).all()
    still = step <= max(0, len(apart) - 1 - STILL)
    driven = not path.spec.exact  # by noise or batches, which push where the gradient is zero
    return step if (still or (not driven and _vanishes(path, domain))) and not grows else None


def _vanishes(path, domain):
    """Whether the gradient at the end is zero within rounding: no larger than a shift by REST views makes it."""
    return np.hypot(*path.gradient[-1]) <= REST * width(domain) * max(map(abs, _bends(path.hessian[-1])))


def _bends(hessian):
    """(lowest, highest) eigenvalue of one Hessian (2, 2)."""
    return -float(curvature(-hessian[None])[0]), float(curvature(hessian[None])[0])


def _resting(path, landmarks):
    """On what kind of point a path rests, as far as its gradient and its curvature tell."""
    at, bends = _xy(path.theta[-1], landmarks.domain), np.array(_bends(path.hessian[-1]))
    if not _vanishes(path, landmarks.domain):
        slope = np.hypot(*path.gradient[-1])
        return f"Stands still at {at}, though the gradient there is not zero: its norm is {slope:.3g}."
    signs = tuple(np.where(np.abs(bends) <= LEVEL * np.abs(bends).max(), 0, np.sign(bends)).astype(int))
    saddle = _place(path.theta[-1], landmarks.saddles, "the saddle", landmarks.domain, ON)
    if saddle or signs in POINTS:
        return f"Came to rest on {saddle or POINTS[signs] + at}: the gradient is zero there, and nothing pushes it off."
    return f"Came to rest at {at}: {GROUNDS[signs]}."


def _moving(path, landmarks):
    steps = len(path.theta) - 1
    words = f"Still moving after {steps} step{'s' if steps > 1 else ''}"
    swings, speed = pace(path.theta, STILL)
    if swings:
        return f"{words}, swinging from side to side by about {speed:.2g}{_steepness(path, landmarks, steps + 1, 0.9)}."
    saddle = _place(path.theta[-1], landmarks.saddles, "the saddle", landmarks.domain)
    if saddle:
        return f"{words}, slowly, close to {saddle}."
    if landmarks.floor is None:
        return f"{words}, {speed:.2g} a step."
    return f"{words}, {speed:.2g} a step; its loss is {path.loss[-1] - landmarks.floor:.3g} above the minimum."


def _because(path, landmarks, rows):
    """Why a path went away, ': ...', where it is known: downhill without end, or too far a step on too steep ground."""
    first = int(outside(path.theta[:rows], landmarks.domain).argmax())
    slopes = np.diff(path.loss[max(first - 1, 0) : rows])
    if not SURFACES[path.spec.surface].bounded and len(slopes) and (slopes < 0).all():
        return ": it went downhill, and this surface falls without end"
    return _steepness(path, landmarks, rows)


def _steepness(path, landmarks, rows, share=1.0):
    """The largest learning rate times curvature, ': ...', where it passed this share of the rule's limit.

    A rule whose limit is not known is held against that of gradient descent if its learning rate multiplies a gradient.
    """
    form, values = path.spec.form, path.spec.values
    at, worst = sharpest(path, landmarks, rows)
    known = form.limit is not None
    limit = form.limit(values) if known else 2.0
    met = f": the largest learning rate × curvature met in the view was {worst:.4g}, at step {at}"
    if not known and share == 1 and worst > limit and OPTIMIZERS[path.spec.optimizer].unit == "gradient":
        return f"{met} (above 2, the limit of gradient descent)"
    if not known or not worst > share * limit:
        return ""
    text = form.limit_text(values)
    bound = text if text == f"{limit:.4g}" else f"{text} = {limit:.4g}"
    if not landmarks.exact:
        return f"{met} ({'above' if worst > limit else 'near'} the limit {bound})"
    along = _direction(np.linalg.eigh(path.hessian[0])[1][:, 1])
    return f": eta × lambda_max = {worst:.4g} {'>' if worst > limit else '≤'} {bound}, along eigenvector {along}"


def _place(point, points, what, domain, near=NEAR):
    """'the minimum (1, 1)' if one of points (k, 2) is near the point, in widths of the view, else ''."""
    if not len(points):
        return ""
    apart = np.linalg.norm(points - point, axis=1)
    nearest = int(apart.argmin())
    return f"{what} {_xy(points[nearest], domain)}" if apart[nearest] <= near * width(domain) else ""


def _xy(point, domain):
    """A point as '(1, -2.5)'; what is 0 within rounding of the view's width reads 0."""
    x, y = np.where(np.abs(point) <= REST * width(domain), 0.0, point)
    return f"({x:.3g}, {y:.3g})"


def _direction(vector):
    """An eigenvector as '(0, 1)': its larger entry positive."""
    x, y = np.round(vector if vector[np.abs(vector).argmax()] > 0 else -vector, 3) + 0.0
    return f"({x:.3g}, {y:.3g})"

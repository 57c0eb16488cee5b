"""What a run did, in numbers and in a sentence: NumPy on a run's arrays, without knowledge of any rule by name.

Rows are steps: row 0 is the start. A path is cut at the first row that is not finite, or from which on all are more
than FAR views away.
"""

import numpy as np

from optiviz.optimizers import OPTIMIZERS
from optiviz.records import Outcome, Readout, Track
from optiviz.specs import TOLERANCE as TOLERANCE_PARAM
from optiviz.surfaces import SURFACES
from optiviz.terrain import landmarks, survey

TOLERANCE = TOLERANCE_PARAM.default
FAR = 1e3  # in widths of the view: beyond this a run has diverged
NEAR = 0.02  # in widths of the view: within this a path has reached a point
ON = 1e-6  # in widths of the view: within this it stands on the point
NOISE = 0.01  # swings below this share of the first one are not counted as flips
ROUNDING = 1e-9  # nor swings below this share of the start's distance
REST = 1e-12  # in widths of the view: moves below this are rounding
STILL = 20  # moves below REST that make a rest
LEVEL = 1e-6  # curvatures below this share of the steepest one are zero
POINTS = {(-1, 1): "a saddle at ", (-1, -1): "a maximum at ", (1, 1): "a minimum at "}  # by the signs of curvatures
GROUNDS = {
    (0, 1): "gradient and curvature are zero there along one direction, as at the bottom of a trough",
    (-1, 0): "gradient and curvature are zero there along one direction, as on a ridge",
    (0, 0): "gradient and curvature are zero there",
}


def drawable(theta, loss, domain):
    """How many rows can be drawn: up to the first one that is not finite or from which on all are too far; at least 1.

    Too far is FAR views, or FAR times the start's own distance for a start outside of the view. A path that comes back
    from there has not diverged.
    """
    low, high, bottom, top = domain
    middle = [(low + high) / 2, (bottom + top) / 2]
    with np.errstate(invalid="ignore", over="ignore"):
        away = np.abs(theta - middle).max(axis=1)
        near = away <= FAR * max(_width(domain), away[0])
        finite = np.isfinite(away) & np.isfinite(loss)
    rows = len(finite) if finite.all() else int(finite.argmin())
    return int(np.flatnonzero(near[:rows])[-1]) + 1 if rows else 1


def _width(domain):
    low, high, bottom, top = domain
    return max(high - low, top - bottom)


def outside(theta, domain):
    """Rows that lie outside of the view, as booleans (rows,)."""
    low, high, bottom, top = domain
    x, y = theta[:, 0], theta[:, 1]
    return (x < low) | (x > high) | (y < bottom) | (y > top)


def stays_from(fine):
    """First row from which all rows are fine, or None."""
    if not fine[-1]:
        return None
    bad = np.flatnonzero(~fine)
    return int(bad[-1]) + 1 if len(bad) else 0


def settle(loss, floor, tolerance=TOLERANCE):
    """First step from which loss (rows,) stays within tolerance of floor; None if it does not, or floor is None."""
    return None if floor is None else stays_from(loss - floor <= tolerance)


def remaining(gradient, hessian, near):
    """How far each row's loss lies above the minimum under it, (rows,), and where that is, (rows, 2) from the row.

    The Newton decrement 1/2 g' H^-1 g and the Newton step -H^-1 g; inf where the ground is not a bowl or the step is
    longer than near, so that the bowl would be a guess.
    """
    a, b, d = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    x, y = gradient[:, 0], gradient[:, 1]
    with np.errstate(all="ignore"):
        det = a * d - b * b
        step = np.stack([b * y - d * x, b * x - a * y], axis=1) / det[:, None]
        gap = -0.5 * (x * step[:, 0] + y * step[:, 1])
        bowl = (det > 0) & (a > 0) & (np.hypot(step[:, 0], step[:, 1]) <= near)
        return np.where(bowl, gap, np.inf), step


def curvature(hessian):
    """The largest eigenvalue of each of hessian (rows, 2, 2), (rows,)."""
    a, b, d = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    return (a + d) / 2 + np.hypot((a - d) / 2, b)


def outcome_of(path, landmarks, tolerance=TOLERANCE):
    """The Outcome of a Path on a surface with these Landmarks."""
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
    gap, step = remaining(path.gradient, path.hessian, NEAR * _width(landmarks.domain))
    bowl, low = stays_from(gap <= tolerance), settle(path.loss, landmarks.floor, tolerance)
    if bowl is None and low is None:
        return None
    if bowl is None:
        words = f"Converged: from step {low} on its loss stays within {tolerance:g} of the lowest minimum's."
        return Outcome("converged", low, words)
    first = bowl if low is None else min(bowl, low)
    end = path.theta[-1] + step[-1]
    listed = _place(end, landmarks.minima, "the minimum", landmarks.domain)
    place = listed or f"a minimum near {_xy(end, landmarks.domain)}"
    words = f"Converged to {place}: from step {first} on its loss stays within {tolerance:g} of it."
    return Outcome("converged", first, words)


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
    step = stays_from(apart <= REST * _width(domain))
    lengths = np.hypot(*np.diff(path.theta[-STILL // 2 :], axis=0).T)
    grows = len(lengths) > 2 and (np.diff(lengths) > 0).all()
    still = step <= max(0, len(apart) - 1 - STILL)
    return step if (still or _vanishes(path, domain)) and not grows else None


def _vanishes(path, domain):
    """Whether the gradient at the end is zero within rounding: no larger than a shift by REST views makes it."""
    return np.hypot(*path.gradient[-1]) <= REST * _width(domain) * max(map(abs, _bends(path.hessian[-1])))


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
    moves = np.diff(path.theta[-STILL - 1 :], axis=0)
    swings = (moves[1:] * moves[:-1]).sum(axis=1) < 0
    speed = float(np.linalg.norm(moves, axis=1).mean())
    if swings.sum() > len(swings) / 2:
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
    at, worst = _sharpest(path, landmarks, rows)
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


def _sharpest(path, landmarks, rows):
    """(step, value) of the largest learning rate times curvature met in the view; -inf if it was never in there."""
    steps = min(rows, len(path.learning_rate))
    with np.errstate(all="ignore"):
        product = path.learning_rate[:steps] * curvature(path.hessian[:steps])
        seen = np.isfinite(product) & ~outside(path.theta[:steps], landmarks.domain)
    product = np.where(seen, product, -np.inf)
    at = int(product.argmax())
    return at, float(product[at])


def _place(point, points, what, domain, near=NEAR):
    """'the minimum (1, 1)' if one of points (k, 2) is near the point, in widths of the view, else ''."""
    if not len(points):
        return ""
    apart = np.linalg.norm(points - point, axis=1)
    nearest = int(apart.argmin())
    return f"{what} {_xy(points[nearest], domain)}" if apart[nearest] <= near * _width(domain) else ""


def _xy(point, domain):
    """A point as '(1, -2.5)'; what is 0 within rounding of the view's width reads 0."""
    x, y = np.where(np.abs(point) <= REST * _width(domain), 0.0, point)
    return f"({x:.3g}, {y:.3g})"


def _direction(vector):
    """An eigenvector as '(0, 1)': its larger entry positive."""
    x, y = np.round(vector if vector[np.abs(vector).argmax()] > 0 else -vector, 3) + 0.0
    return f"({x:.3g}, {y:.3g})"


def measure(path, landmarks, target, target_hessian, distance, tolerance=TOLERANCE):
    """The Readout of a Path.

    target (2,) is the listed minimum nearest to its end with Hessian target_hessian (2, 2), or None; distance the
    distance from its last drawable row to the nearest minimum, or nan.
    """
    rows = drawable(path.theta, path.loss, landmarks.domain)
    theta, loss = path.theta[:rows], path.loss[:rows]
    whole, away = rows == len(path.theta), outside(theta[-1:], landmarks.domain)[0]
    sharpest = _sharpest(path, landmarks, rows)[1]
    overshoot, flips = (None, None) if target is None or rows == 1 else _swings(theta, target, target_hessian)
    return Readout(
        final_loss=float(loss[-1]),
        distance=float(distance) if whole and np.isfinite(distance) else None,
        gradient_norm=float(np.hypot(*path.gradient[rows - 1])),
        settle=settle(loss, landmarks.floor, tolerance) if whole and not away else None,
        overshoot=overshoot,
        flips=flips,
        sharpness=sharpest if np.isfinite(sharpest) else None,
        outcome=outcome_of(path, landmarks, tolerance),
    )


def _swings(theta, target, hessian):
    """(overshoot along the flattest direction, flips along the steepest one) of theta (rows, 2) around target."""
    steep = (theta - target) @ np.linalg.eigh(hessian)[1][:, 1]
    overshoot = float(max(0.0, past(theta, target, hessian).max()))
    large = steep[np.abs(steep) > max(NOISE * abs(steep[0]), ROUNDING * np.linalg.norm(theta[0] - target))]
    return overshoot, int((np.sign(large[1:]) != np.sign(large[:-1])).sum())


def past(theta, target, hessian):
    """How far theta (rows, 2) lies past target along its flattest direction, (rows,); negative before it."""
    flat = (theta - target) @ np.linalg.eigh(hessian)[1][:, 0]
    return flat * -np.sign(flat[0]) if flat[0] else np.abs(flat)


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

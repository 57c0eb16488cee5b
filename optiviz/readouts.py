"""What a run did, in numbers and in a sentence: NumPy on a run's arrays, without knowledge of any rule by name.

Rows are steps: row 0 is the start. A path is cut at the first row that is not finite or more than FAR views away.
"""

import numpy as np

from optiviz.optimizers.row import chosen
from optiviz.records import Outcome, Readout, Track
from optiviz.surfaces import SURFACES
from optiviz.terrain import landmarks, survey

TOLERANCE = 1e-3
FAR = 1e3  # in widths of the view: beyond this a run has diverged
NOISE = 0.01  # swings below this share of the first one are not counted as flips


def drawable(theta, loss, domain):
    """How many rows can be drawn: up to the first one that is not finite or too far away; at least 1."""
    low, high, bottom, top = domain
    reach = FAR * max(high - low, top - bottom)
    with np.errstate(invalid="ignore", over="ignore"):
        fine = (np.abs(theta - [(low + high) / 2, (bottom + top) / 2]) <= reach).all(axis=1) & np.isfinite(loss)
    return max(1, len(fine) if fine.all() else int(fine.argmin()))


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


def remaining(loss, gradient, hessian, floor):
    """How far each row's loss lies above the minimum under it, (rows,); inf where the ground is not a bowl.

    The Newton decrement 1/2 g' H^-1 g where H is positive definite, or the height above the floor if that is less.
    """
    a, b, d = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    x, y = gradient[:, 0], gradient[:, 1]
    with np.errstate(all="ignore"):
        det = a * d - b * b
        gap = 0.5 * (d * x * x - 2 * b * x * y + a * y * y) / det
        gap = np.where((det > 0) & (a > 0), gap, np.inf)
        return gap if floor is None else np.minimum(gap, loss - floor)


def curvature(hessian):
    """The largest eigenvalue of each of hessian (rows, 2, 2), (rows,)."""
    a, b, d = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    return (a + d) / 2 + np.hypot((a - d) / 2, b)


def outcome_of(path, landmarks, tolerance=TOLERANCE):
    """The Outcome of a Path on a surface with these Landmarks."""
    rows = drawable(path.theta, path.loss, landmarks.domain)
    theta, last = path.theta[:rows], rows - 1
    if rows < len(path.theta):
        return _diverged(path, landmarks, rows)
    off = outside(theta, landmarks.domain)
    if off[-1]:
        step = stays_from(off)
        return Outcome("left the view", step, f"Left the view at step {step}{_because(path, landmarks, rows)}.")
    gap = remaining(path.loss, path.gradient, path.hessian, landmarks.floor)
    step = stays_from(gap <= tolerance)
    if step is not None:
        place = _place(theta[-1], landmarks.minima, "the minimum", landmarks) or f"a minimum near {_xy(theta[-1])}"
        words = f"Converged to {place}: from step {step} on its loss stays within {tolerance:g} of it."
        return Outcome("converged", step, words)
    saddle = _place(theta[-1], landmarks.saddles, "the saddle", landmarks)
    if saddle and np.linalg.norm(path.gradient[-1]) <= 1e-9:
        words = f"Came to rest on {saddle}: the gradient is zero there, and nothing pushes it off."
        return Outcome("converged", last, words)
    return Outcome("still moving", None, _moving(path, landmarks, rows, saddle))


def _diverged(path, landmarks, rows):
    off = np.flatnonzero(outside(path.theta[:rows], landmarks.domain))
    left = f"Left the view at step {off[0]} and diverged" if len(off) else "Diverged"
    how = "" if np.isfinite(path.theta[rows]).all() else ", where its numbers overflow"
    if not (np.isfinite(path.theta[: rows + 1]).all()) and not len(off):
        how = ", where the rule divides by zero or overflows"
    return Outcome("diverged", rows, f"{left} at step {rows}{how}{_because(path, landmarks, rows)}.")


def _moving(path, landmarks, rows, saddle):
    words = f"Still moving after {rows - 1} steps"
    moves = np.diff(path.theta[-21:], axis=0)
    swings = (moves[1:] * moves[:-1]).sum(axis=1) < 0
    speed = float(np.linalg.norm(moves, axis=1).mean())
    if swings.sum() > len(swings) / 2:
        return f"{words}, swinging from side to side by about {speed:.2g}{_because(path, landmarks, rows, near=True)}."
    if saddle:
        return f"{words}, slowly, close to {saddle}."
    if landmarks.floor is None:
        return f"{words}, {speed:.2g} a step."
    return f"{words}, {speed:.2g} a step; its loss is {path.loss[-1] - landmarks.floor:.3g} above the minimum."


def _because(path, landmarks, rows, near=False):
    """The cause, from the learning rate times the curvature; near: only where it is close to the rule's limit."""
    form, values = path.spec.form, path.spec.values
    at, worst = _sharpest(path, landmarks, rows)
    if not np.isfinite(worst):
        return ""
    limit = form.limit(values) if form.limit else None
    if near and (limit is None or worst < 0.9 * limit):
        return ""
    met = f": the largest learning rate × curvature met in the view was {worst:.4g}, at step {at}"
    if limit is None:
        return met
    sign = ">" if worst > limit else "<" if worst < limit else "="
    text = chosen(form.limit_text, values)
    bound = text if text == f"{limit:.4g}" else f"{text} = {limit:.4g}"
    if not landmarks.exact:
        return f"{met} ({'above' if sign == '>' else 'within'} the limit {bound})"
    along = _direction(np.linalg.eigh(path.hessian[0])[1][:, 1])
    return f": eta × lambda_max = {worst:.4g} {sign} {bound}, along eigenvector {along}"


def _sharpest(path, landmarks, rows):
    """(step, value) of the largest learning rate times curvature met before the path first leaves the view."""
    off = np.flatnonzero(outside(path.theta[:rows], landmarks.domain))
    steps = min(int(off[0]) if len(off) else rows, len(path.learning_rate)) or 1
    with np.errstate(all="ignore"):
        product = path.learning_rate[:steps] * curvature(path.hessian[:steps])
    product = np.where(np.isfinite(product), product, -np.inf)
    at = int(product.argmax())
    return at, float(product[at])


def _place(point, points, what, landmarks):
    """'the minimum (1, 1)' if one of points (k, 2) is within 2 % of the view of point, else ''."""
    if not len(points):
        return ""
    low, high, bottom, top = landmarks.domain
    apart = np.linalg.norm(points - point, axis=1)
    nearest = int(apart.argmin())
    return f"{what} {_xy(points[nearest])}" if apart[nearest] <= 0.02 * max(high - low, top - bottom) else ""


def _xy(point):
    return f"({point[0]:.3g}, {point[1]:.3g})".replace("-0,", "0,").replace("-0)", "0)")


def _direction(vector):
    """An eigenvector as '(0, 1)': its larger entry positive."""
    vector = vector if vector[np.abs(vector).argmax()] > 0 else -vector
    return _xy(np.round(vector, 3) + 0.0)


def read_out(path, landmarks, target, target_hessian, distance, tolerance=TOLERANCE):
    """The Readout of a Path.

    target (2,) is the listed minimum nearest to its end with Hessian target_hessian (2, 2), or None; distance the
    distance from its last drawable row to the nearest minimum, or nan.
    """
    rows = drawable(path.theta, path.loss, landmarks.domain)
    theta, loss = path.theta[:rows], path.loss[:rows]
    whole = rows == len(path.theta)
    overshoot, flips = (None, None) if target is None else _swings(theta, target, target_hessian)
    return Readout(
        final_loss=float(path.loss[-1]),
        distance=float(distance) if whole and np.isfinite(distance) else None,
        gradient_norm=float(np.hypot(*path.gradient[-1])),
        settle=settle(loss, landmarks.floor, tolerance) if whole else None,
        overshoot=overshoot,
        flips=flips,
        sharpness=_sharpest(path, landmarks, rows)[1],
        outcome=outcome_of(path, landmarks, tolerance),
    )


def _swings(theta, target, hessian):
    """(overshoot along the flattest direction, flips along the steepest one) of theta (rows, 2) around target."""
    flat, steep = ((theta - target) @ np.linalg.eigh(hessian)[1]).T
    overshoot = float(max(0.0, (flat * -np.sign(flat[0])).max())) if flat[0] else float(np.abs(flat).max())
    large = steep[np.abs(steep) > NOISE * abs(steep[0])]
    return overshoot, int((np.sign(large[1:]) != np.sign(large[:-1])).sum())


def readout(path, tolerance=TOLERANCE):
    """The Readout of a Path: the numbers of its row in the results table, for this tolerance on the loss."""
    spec, surface = path.spec, SURFACES[path.spec.surface]
    known = landmarks(spec.surface, spec.surface_values)
    end = path.theta[drawable(path.theta, path.loss, known.domain) - 1]
    target = hessian = None
    if len(known.minima):
        target = known.minima[int(np.linalg.norm(known.minima - end, axis=1).argmin())]
        hessian = survey(spec.surface, spec.surface_values, target[None])[2][0]
    distance = surface.distance_to_minima(end[None], spec.surface_values)[0]
    return read_out(path, known, target, hessian, distance, tolerance)


def track(path, label, slot):
    """What figures draw of a Path."""
    domain = SURFACES[path.spec.surface].domain
    rows = drawable(path.theta, path.loss, domain)
    off = np.flatnonzero(outside(path.theta[:rows], domain))
    left = int(off[0]) if len(off) else None
    x, y = path.theta[:rows].T
    return Track(label, slot, x, y, path.loss[:rows], left, path.outcome.sentence)

"""Numbers of a run or of its rows, from arrays alone.

Rows are steps: row 0 is the start. A path is cut where it stays more than FAR views away or stops being finite.
"""

import numpy as np

from optiviz.specs import TOLERANCE as TOLERANCE_PARAM

TOLERANCE = TOLERANCE_PARAM.default
FAR = 1e3  # in widths of the view: beyond this a run has diverged


def drawable(theta, loss, domain):
    """How many rows can be drawn: up to the first one that is not finite or from which on all are too far; at least 1.

    Too far is FAR views, or FAR times the start's own distance for a start outside of the view. A path that comes back
    from there has not diverged.
    """
    low, high, bottom, top = domain
    middle = [(low + high) / 2, (bottom + top) / 2]
    with np.errstate(invalid="ignore", over="ignore"):
        away = np.abs(theta - middle).max(axis=1)
        near = away <= FAR * max(width(domain), away[0])
        finite = np.isfinite(away) & np.isfinite(loss)
    rows = len(finite) if finite.all() else int(finite.argmin())
    return int(np.flatnonzero(near[:rows])[-1]) + 1 if rows else 1


def width(domain):
    """The longer side of a view."""
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


def pace(theta, moves=20):
    """(whether the last moves of theta (rows, 2) go to and fro, how long they are on average, in axis units)."""
    steps = np.diff(theta[-moves - 1 :], axis=0)
    swings = (steps[1:] * steps[:-1]).sum(axis=1) < 0
    return bool(swings.sum() > len(swings) / 2), float(np.linalg.norm(steps, axis=1).mean())


def settle(loss, floor, tolerance=TOLERANCE):
    """First step from which loss (rows,) stays within tolerance of floor; None if it does not, or floor is None."""
    return None if floor is None else stays_from(loss - floor <= tolerance)


def remaining(gradient, hessian, near):
    """How far each row's loss lies above the minimum under it, (rows,), and where that is, (rows, 2) from the row.

    The Newton decrement 1/2 g' H^-1 g and the Newton step -H^-1 g; inf where the ground is not a bowl or the step is
    longer than near, so that the bowl would be a guess. A trough along y, which neither slopes nor curves that way,
    counts as a bowl in x alone.
    """
    a, b, d = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    x, y = gradient[:, 0], gradient[:, 1]
    with np.errstate(all="ignore"):
        det = a * d - b * b
        step = np.stack([b * y - d * x, b * x - a * y], axis=1) / det[:, None]
        trough = (b == 0) & (d == 0) & (y == 0)
        step[trough] = np.stack([-x / a, y], axis=1)[trough]
        gap = -0.5 * (x * step[:, 0] + y * step[:, 1])
        bowl = ((det > 0) | trough) & (a > 0) & (np.hypot(step[:, 0], step[:, 1]) <= near)
        return np.where(bowl, gap, np.inf), step


def curvature(hessian):
    """The largest eigenvalue of each of hessian (rows, 2, 2), (rows,)."""
    a, b, d = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    return (a + d) / 2 + np.hypot((a - d) / 2, b)


def sharpest(path, landmarks, rows):
    """(step, value) of the largest learning rate times curvature met in the view; -inf if it was never in there."""
    steps = min(rows, len(path.learning_rate))
    with np.errstate(all="ignore"):
        product = path.learning_rate[:steps] * curvature(path.hessian[:steps])
        seen = np.isfinite(product) & ~outside(path.theta[:steps], landmarks.domain)
    product = np.where(seen, product, -np.inf)
    at = int(product.argmax())
    return at, float(product[at])


def shortened(path, limit):
    """In how many steps of a Path with clipping the gradient was shortened: what the rule read is `limit` long."""
    with np.errstate(all="ignore"):
        lengths = np.hypot(*path.seen[:-1].T)
    return int(np.isclose(lengths, limit, rtol=1e-9, atol=0.0).sum())

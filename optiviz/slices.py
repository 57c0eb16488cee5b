"""The loss along straight lines through points: what a step along one parameter, or straight downhill, would meet.

A line is "x" (y stays), "y" (x stays) or "steepest" (down the gradient; its coordinate is the distance from the point).
All lines of a call go through the surface's survey together, so that nothing is compiled.
"""

import numpy as np

from optiviz.records import Slices
from optiviz.surfaces import SURFACES
from optiviz.terrain import BATCHES, survey

LINES = ("x", "y", "steepest")
SIDE = 361  # points along a line: straight between them, all but one surface stay within 0.2 % of what a slice spans
MOST = BATCHES[0] // (SIDE + 1)  # lines that fit one call of the survey


def slices(surface_key, values, points, along):
    """The Slices of a surface with these values through points (n, 2) along one of LINES."""
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    s = np.linspace(*ends(SURFACES[surface_key].domain, along), SIDE)
    ways = np.tile(np.eye(2)[LINES.index(along) % 2], (len(points), 1))
    if along == "steepest":
        ways = _downhill(survey(surface_key, values, points)[1])
        at = np.zeros(len(points))
    else:
        at = (points * ways).sum(axis=1)
    lines = points[:, None] + (s - at[:, None])[..., None] * ways[:, None]
    loss, gradient, _ = survey(surface_key, values, np.concatenate([lines.reshape(-1, 2), points]))
    n = lines.shape[0] * SIDE
    slope = (gradient[:n].reshape(-1, SIDE, 2) * ways[:, None]).sum(axis=2)
    low, low_loss = _lowest(s, loss[:n].reshape(-1, SIDE), slope)
    return Slices(along, s, loss[:n].reshape(-1, SIDE), at, loss[n:], (gradient[n:] * ways).sum(axis=1), low, low_loss)


def ends(domain, along):
    """(low, high) of the coordinate along a line: the view's own, or a quarter of its width to both sides."""
    left, right, bottom, top = domain
    if along == "steepest":
        half = max(right - left, top - bottom) / 4
        return -half, half
    return (left, right) if along == "x" else (bottom, top)


def _downhill(gradient):
    """The unit vector down each gradient (n, 2); along x where there is none."""
    with np.errstate(all="ignore"):
        ways = -gradient / np.linalg.norm(gradient, axis=1, keepdims=True)
    return np.where(np.isfinite(ways), ways, [1.0, 0.0])


def _lowest(s, loss, slope):
    """(coordinate, loss), each (n,), of the lowest point of each line; nan where that lies at an end.

    Around the lowest of the points the slope changes its sign; in that cell it is taken to be straight.
    """
    rows, k = np.arange(len(loss)), np.where(np.isfinite(loss), loss, np.inf).argmin(axis=1)
    inner = (k > 0) & (k < SIDE - 1)
    k = np.clip(k, 1, SIDE - 2)
    begin = slope[rows, k]
    other = np.where(begin > 0, k - 1, k + 1)
    with np.errstate(all="ignore"):
        part = begin / (begin - slope[rows, other])
    part = np.where((part > 0) & (part < 1), part, 0.0)
    step = part * (s[other] - s[k])
    low, low_loss = s[k] + step, loss[rows, k] + begin * step / 2
    return np.where(inner, low, np.nan), np.where(inner, low_loss, np.nan)

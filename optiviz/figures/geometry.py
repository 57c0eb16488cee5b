"""Where paths cross the frame of the view: exact crossings, and paths cut at the frame for 3D."""

import numpy as np


def frame_of(terrain):
    """(x low, x high, y low, y high) of the grid."""
    return float(terrain.x[0]), float(terrain.x[-1]), float(terrain.y[0]), float(terrain.y[-1])


def spans(x, y, frame):
    """(enter, leave), each (rows - 1,): the part of every segment inside the frame as fractions of its length.

    enter > leave where a segment misses the frame. Halves keep the differences of huge coordinates finite.
    """
    enter, leave = np.zeros(len(x) - 1), np.ones(len(x) - 1)
    with np.errstate(all="ignore"):
        for values, low, high in ((x, *frame[:2]), (y, *frame[2:])):
            begin, run = values[:-1] / 2, values[1:] / 2 - values[:-1] / 2
            at_low, at_high = (low / 2 - begin) / run, (high / 2 - begin) / run
            still = run == 0
            outside = still & ((values[:-1] < low) | (values[:-1] > high))
            enter = np.where(still, enter, np.maximum(enter, np.minimum(at_low, at_high)))
            leave = np.where(still, leave, np.minimum(leave, np.maximum(at_low, at_high)))
            leave = np.where(outside, -1.0, leave)
    return enter, leave


def crossing(track, frame):
    """(x, y) where the track first leaves the frame, or None if it never does or starts outside."""
    if not track.left:
        return None
    ends = slice(track.left - 1, track.left + 1)
    x, y = track.x[ends], track.y[ends]
    enter, leave = spans(x, y, frame)
    if not enter[0] <= leave[0] < 1:
        return None
    return float(_at(x, leave, frame[:2])[0]), float(_at(y, leave, frame[2:])[0])


def cut(track, frame):
    """(x, y, row) of the track inside the frame; pieces are separated by nan, row is fractional at crossings."""
    x, y = track.x, track.y
    inside = (x >= frame[0]) & (x <= frame[1]) & (y >= frame[2]) & (y <= frame[3])
    if inside.all():
        return x, y, np.arange(len(x), dtype=float)
    if len(x) == 1:
        return np.full((3, 1), np.nan)
    enter, leave = spans(x, y, frame)
    seen = enter <= leave
    begins = seen & ~np.concatenate([[False], seen[:-1] & (leave[:-1] == 1)])
    kept = np.stack([begins, seen, seen & (leave < 1)], axis=1).ravel()
    rows = np.arange(len(x) - 1)
    return tuple(
        np.stack([_at(v, enter, bounds), _at(v, leave, bounds), np.full(len(rows), np.nan)], axis=1).ravel()[kept]
        for v, bounds in ((x, frame[:2]), (y, frame[2:]), (np.arange(len(x), dtype=float), None))
    )


def _at(values, fraction, bounds):
    """values at a fraction of every segment: the rows themselves at 0 and 1, in between within bounds if there are any.

    What lies within rounding of an edge lies on it: where a path crosses, one coordinate is exactly that of the frame.
    """
    with np.errstate(all="ignore"):
        between = values[:-1] * (1 - fraction) + values[1:] * fraction
    if bounds is not None:
        low, high = bounds
        near = 1e-9 * (high - low)
        between = np.where(between < low + near, low, np.where(between > high - near, high, between))
    return np.where(fraction == 0, values[:-1], np.where(fraction == 1, values[1:], between))


def height_at(terrain, x, y):
    """The surface at points inside the frame, from the four grid points around each: z as in terrain.z."""
    column = np.clip(np.searchsorted(terrain.x, x) - 1, 0, len(terrain.x) - 2)
    row = np.clip(np.searchsorted(terrain.y, y) - 1, 0, len(terrain.y) - 2)
    right = (x - terrain.x[column]) / (terrain.x[column + 1] - terrain.x[column])
    up = (y - terrain.y[row]) / (terrain.y[row + 1] - terrain.y[row])
    z = terrain.z
    below = z[row, column] * (1 - right) + z[row, column + 1] * right
    above = z[row + 1, column] * (1 - right) + z[row + 1, column + 1] * right
    return below * (1 - up) + above * up

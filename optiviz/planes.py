"""Further views of a run, a point a row: the learning rate of each step, and its motion along one direction.

PLANES = {view: function}; function(path, rows) -> (x, y), each (rows,), for the first rows of a Path. Row k tells of
step k, which led from row k - 1 to row k.
"""

import functools

import numpy as np

from optiviz.internals import learning_rate
from optiviz.records import Plane
from optiviz.terrain import landmarks, survey

KNOWN = 64  # directions kept: all lanes of a race ask for the same


def schedule(path, rows):
    """Step and learning rate of each step; row 0 has none yet, so its rate is nan."""
    return np.arange(rows, dtype=float), learning_rate(path)[:rows]


def phase_flat(path, rows):
    """Place and velocity along the flattest direction, as in phase."""
    return phase(path, rows, 0)


def phase_steep(path, rows):
    """Place and velocity along the steepest direction, as in phase."""
    return phase(path, rows, 1)


def phase(path, rows, which):
    """Place and velocity along a direction: 0 the flattest, 1 the steepest.

    The place counts from the origin of `directions`; the velocity is the way of the step that led to the row, 0 at the
    start. Both are in axis units.
    """
    spec = path.spec
    origin, ways = directions(spec.surface, tuple(spec.surface_values.items()), spec.start)
    with np.errstate(all="ignore"):  # a run that overflows
        place = (path.theta[:rows] - origin) @ ways[which]
        return place, np.diff(place, prepend=place[:1])


@functools.lru_cache(maxsize=KNOWN)
def directions(surface_key, items, start):
    """(origin (2,), ways (2, 2)): ways[0] is the flattest and ways[1] the steepest direction at the origin.

    items are the surface's values as (name, number) pairs. The origin is the listed minimum nearest to the start, or
    the start itself where none is listed, so that it is the same for all runs of a race. A direction points to where
    its larger coordinate grows.
    """
    values = dict(items)
    minima = landmarks(surface_key, values).minima
    start = np.array(start)
    origin = minima[np.linalg.norm(minima - start, axis=1).argmin()] if len(minima) else start
    ways = np.linalg.eigh(survey(surface_key, values, origin)[2][0])[1].T
    largest = np.take_along_axis(ways, np.abs(ways).argmax(axis=1)[:, None], axis=1)
    return origin, ways * np.sign(largest)


def plane(view, path, track):
    """The Plane of a Path in one of PLANES, for the rows, the label and the slot of its Track."""
    rows = len(track.x)
    seen = rows if track.left is None else track.left
    return Plane(track.label, track.slot, *PLANES[view](path, rows), seen, track.sentence)


PLANES = {"schedule": schedule, "phase_flat": phase_flat, "phase_steep": phase_steep}
COUNTED = ("schedule",)  # planes whose x is the row's own number

"""What many runs together say: the best value, how losses spread, which start ends where. NumPy on Bundles."""

import numpy as np

from optiviz.ensembles import ends, many
from optiviz.measures import TOLERANCE, drawable, outside, settle, width
from optiviz.outcomes import NEAR
from optiviz.records import Band, Basins, Sheet, Sweep
from optiviz.surfaces import SURFACES
from optiviz.terrain import landmarks, survey

RATES = tuple(float(f"{10 ** (k / 10 - 4):.3g}") for k in range(51))  # from 1e-4 to 10, ten a decade
TRIES = 5  # seeds of each value where there is noise
SIDE, WIDEST = 61, 121  # starts along each side of a map, and at most


def sweep(spec, name, values, tolerance=TOLERANCE, surface=False, steps=None):
    """The Sweep of a PathSpec over values of `name`: one of the rule's, or, surface, of the surface's own."""
    values = np.asarray(values, dtype=float)
    tries = 1 if spec.exact else TRIES
    seeds = None if spec.exact else np.tile(spec.gradient["seed"] + np.arange(tries), len(values))
    kind = "surface_values" if surface else "values"
    bundle = many(spec, **{kind: {name: np.repeat(values, tries)}}, seeds=seeds, steps=steps)
    parts = [part.reshape(len(values), tries) for part in ends_of(bundle, tolerance)]
    found = [_middle(part) for part in parts]
    return Sweep(name, values, np.where(np.isfinite(found[0]), found[0], np.nan), found[1], found[2] > 0.5, tries)


def sheet(spec, x, y, tolerance=TOLERANCE, steps=None):
    """The Sheet of a PathSpec over two of its rule's values, (name, numbers) each; with noise, of its own seed."""
    columns, rows = np.meshgrid(x[1], y[1])
    bundle = many(spec, {x[0]: columns.ravel(), y[0]: rows.ravel()}, steps=steps)
    settle, final, diverged = (part.reshape(rows.shape) for part in ends_of(bundle, tolerance))
    settle = np.where(np.isfinite(settle), settle, np.nan)
    return Sheet((x[0], y[0]), columns[0], rows[:, 0], settle, final, diverged > 0)


def best(sweep):
    """The row of a Sweep that settles first, or else, and among equals, ends lowest; None if all runs diverged."""
    if sweep.diverged.all():
        return None
    first = np.where(np.isnan(sweep.settle) | sweep.diverged, np.inf, sweep.settle)
    return int(np.lexsort((np.where(sweep.diverged, np.inf, sweep.final), first))[0])


def best_rate(spec, tolerance=TOLERANCE):
    """(Sweep over RATES, the row of its best learning rate or None): as many runs for whichever rule."""
    found = sweep(spec, "learning_rate", RATES, tolerance)
    return found, best(found)


def ends_of(bundle, tolerance=TOLERANCE):
    """(settle (k,), inf where a run does not, as a Readout has it; final loss (k,), inf if not finite; diverged (k,)).

    The tolerance is on the loss above the lowest minimum.
    """
    spec = bundle.spec
    own = [name for name in SURFACES[spec.surface].values if name in bundle.varied]
    rows = [_end_of(bundle, k, own, tolerance) for k in range(len(bundle.loss))]
    return np.array([*zip(*rows, strict=True)], dtype=float)


def _end_of(bundle, k, own, tolerance):
    spec, theta, loss = bundle.spec, bundle.theta[k], bundle.loss[k]
    known = landmarks(spec.surface, {**spec.surface_values, **{name: float(bundle.varied[name][k]) for name in own}})
    whole = drawable(theta, loss, known.domain) == len(theta)
    step = None
    if whole and not outside(theta[-1:], known.domain)[0]:
        step = settle(loss, known.floor, tolerance)
    return np.inf if step is None else step, loss[-1] if whole else np.inf, not whole


def _middle(parts):
    """The median of each row; of an even number the lower one."""
    return np.sort(parts, axis=1)[:, (parts.shape[1] - 1) // 2]


def band(bundle, low=0.1, high=0.9):
    """The Band of a Bundle's losses: each edge is the loss of one of the runs; those that are no number count as inf.

    ValueError unless 0 <= low <= 0.5 <= high <= 1.
    """
    if not 0 <= low <= 0.5 <= high <= 1:
        raise ValueError(f"`low` and `high` must be in [0, 0.5] and [0.5, 1], got {low:g} and {high:g}.")
    losses = np.sort(np.where(np.isnan(bundle.loss), np.inf, bundle.loss), axis=0)
    last = len(losses) - 1
    rows = [int(last * low), last // 2, int(np.ceil(last * high))]
    bottom, median, top = losses[rows]
    return Band(median, bottom, top, (low, high), len(losses))


def basins(spec, n=SIDE, steps=None):
    """The Basins of a PathSpec: runs from n x n starts over the surface's view, n at most WIDEST.

    A run ends at the listed minimum that is nearest, if that is within NEAR views.
    """
    if not 2 <= n <= WIDEST:
        raise ValueError(f"`n` must be in [2, {WIDEST}], got {n}.")
    known = landmarks(spec.surface, spec.surface_values)
    low, high, bottom, top = known.domain
    x, y = np.linspace(low, high, n), np.linspace(bottom, top, n)
    last = ends(spec, np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2), steps)
    which = nearest(last, known)
    shares = np.array([(which == k).mean() for k in range(len(known.minima))])
    losses = survey(spec.surface, spec.surface_values, known.minima)[0]
    return Basins(x, y, which.reshape(n, n), known.minima, losses, shares)


def nearest(points, known):
    """The row of the Landmarks' minimum that each of points (k, 2) has reached, (k,), -1 for none."""
    if not len(known.minima):
        return np.full(len(points), -1)
    with np.errstate(all="ignore"):
        apart = np.linalg.norm(points[:, None] - known.minima[None], axis=2)
        there = apart.min(axis=1) <= NEAR * width(known.domain)
    return np.where(there, np.where(np.isnan(apart), np.inf, apart).argmin(axis=1), -1)

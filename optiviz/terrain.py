"""What is known of a surface before anything runs on it: its landmarks, its grid, its derivatives at given points.

One compiled program per surface and question; the surface's own values are traced.
"""

import functools

import jax
import jax.numpy as jnp
import numpy as np

from optiviz.kept import kept
from optiviz.records import Landmarks, Terrain
from optiviz.surfaces import SURFACES

PROGRAMS = 128  # compiled programs kept alive
KNOWN = 512  # sets of landmarks kept
GRID = 121
SLOPES = 512  # points that one call of slopes works on
BATCHES = (4096, 16384)  # eight runs of 511 steps fit the first, of 2000 steps the second


def survey(surface_key, values, points):
    """loss (n,), gradient (n, 2) and Hessian (n, 2, 2) of a surface with these values at points (n, 2)."""
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    numbers, ask = np.array([*values.values()], dtype=float), surveyor(surface_key)
    rows = [_padded(ask, points[k : k + BATCHES[-1]], numbers) for k in range(0, max(1, len(points)), BATCHES[-1])]
    rows = rows[0] if len(rows) == 1 else np.concatenate(rows)
    return rows[:, 0], rows[:, 1:3], rows[:, 3:].reshape(-1, 2, 2)


def _padded(ask, points, numbers):
    """Rows (n, 7) of loss, gradient and Hessian: points are filled up to a batch size, so that nothing is compiled."""
    batch = np.zeros((next(size for size in BATCHES if len(points) <= size), 2))
    batch[: len(points)] = points
    return np.asarray(ask(batch, numbers))[: len(points)]


@kept(PROGRAMS)
def surveyor(surface_key):
    """(points (size, 2), numbers) -> rows (size, 7), compiled already for each size in BATCHES."""
    surface = SURFACES[surface_key]

    def at(point, numbers):
        f = functools.partial(_loss, surface, numbers)
        return jnp.concatenate([f(point)[None], jax.grad(f)(point), jax.hessian(f)(point).ravel()])

    ask = jax.jit(jax.vmap(at, in_axes=(0, None)))
    for size in BATCHES:
        ask(np.zeros((size, 2)), np.array([p.default for p in surface.params], dtype=float))
    return ask


def slopes(surface_key, values, points):
    """loss (n,) and gradient (n, 2) at points (n, 2), without the Hessian: compiled several times as soon as survey."""
    points, numbers = np.asarray(points, dtype=float).reshape(-1, 2), np.array([*values.values()], dtype=float)
    rows = np.empty((len(points), 3))
    for k in range(0, len(points), SLOPES):
        part, batch = points[k : k + SLOPES], np.zeros((SLOPES, 2))
        batch[: len(part)] = part
        rows[k : k + SLOPES] = np.asarray(sloper(surface_key)(batch, numbers))[: len(part)]
    return rows[:, 0], rows[:, 1:]


@kept(PROGRAMS)
def sloper(surface_key):
    """(points (SLOPES, 2), numbers) -> rows (SLOPES, 3) of loss and gradient, compiled already."""
    surface = SURFACES[surface_key]

    def at(point, numbers):
        loss, gradient = jax.value_and_grad(functools.partial(_loss, surface, numbers))(point)
        return jnp.append(loss, gradient)

    ask = jax.jit(jax.vmap(at, in_axes=(0, None)))
    ask(np.zeros((SLOPES, 2)), np.array([p.default for p in surface.params], dtype=float))
    return ask


def _loss(surface, numbers, point):
    return surface.function(point, **dict(zip([p.name for p in surface.params], numbers, strict=True)))


def landmarks(surface_key, values):
    """The Landmarks of a surface with these values."""
    return _landmarks(surface_key, tuple(values.items()))


@functools.lru_cache(maxsize=KNOWN)
def _landmarks(surface_key, items):
    surface, values = SURFACES[surface_key], dict(items)
    minima, saddles = surface.listed("minima", values), surface.listed("saddles", values)
    floor = float(survey(surface_key, values, minima)[0].min()) if surface.bounded and len(minima) else None
    return Landmarks(minima, saddles, floor, surface.domain, surface.quadratic)


def terrain(surface_key, values):
    """The surface on a GRID x GRID grid over its domain, as a Terrain."""
    surface, known = SURFACES[surface_key], landmarks(surface_key, values)
    x, y = _axes(surface)
    z = np.asarray(grid(surface_key)(x, y, np.array([*values.values()], dtype=float)))
    return Terrain(surface.title, x, y, z, known.minima, known.saddles, known.floor, surface.log)


def ready(surface_key):
    """True if terrain compiles nothing for this surface, because it has run before."""
    return (surface_key,) in grid and (surface_key,) in surveyor


@kept(PROGRAMS)
def grid(surface_key):
    """(x (GRID,), y (GRID,), numbers) -> losses (GRID, GRID), compiled already."""
    surface = SURFACES[surface_key]

    def at(x, y, numbers):
        return _loss(surface, numbers, jnp.stack([x, y]))

    ask = jax.jit(jax.vmap(jax.vmap(at, in_axes=(0, None, None)), in_axes=(None, 0, None)))
    ask(*_axes(surface), np.array([p.default for p in surface.params], dtype=float))
    return ask


def _axes(surface):
    low, high, bottom, top = surface.domain
    return np.linspace(low, high, GRID), np.linspace(bottom, top, GRID)

"""What noise does on average, without drawing any: exact for rules that are linear, on quadratic surfaces.

There a step maps the point and the rule's state, together z, to A z + b + N d with normal numbers d (2,). So the mean
of z and its covariance follow a recursion of their own, for any schedule; A and N are the derivatives of the very step
that runs. Curvatures h are the eigenvalues of the Hessian.
"""

import functools
from collections.abc import Callable
from types import SimpleNamespace
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from optiviz.kept import kept
from optiviz.optimizers import OPTIMIZERS
from optiviz.records import Expectation
from optiviz.seeing import numbers_of
from optiviz.simulate import LONGEST, columns_of, run_of
from optiviz.surfaces import SURFACES
from optiviz.terrain import survey

PROGRAMS = 64  # compiled programs kept alive
LATE = 1000  # by this step a rule's start-up has passed


class Formula(NamedTuple):
    """A noise floor in LaTeX, and as a function of the learning rate, momentum, sigma and curvatures (2,)."""

    latex: str
    value: Callable


FLOORS = {  # the excess loss that noise keeps up, by optimizer, where it has a formula short enough to show
    "gd": Formula(
        r"\sum_i \frac{\eta \sigma^2}{2 (2 - \eta h_i)}",
        lambda rate, mu, sigma, h: np.sum(rate * sigma**2 / (2 * (2 - rate * h))),
    ),
    "momentum": Formula(
        r"\sum_i \frac{\eta \sigma^2 (1 + \mu)}{2 (1 - \mu) (2 (1 + \mu) - \eta h_i)}",
        lambda rate, mu, sigma, h: np.sum(rate * sigma**2 * (1 + mu) / (2 * (1 - mu) * (2 * (1 + mu) - rate * h))),
    ),
}


def exact(spec):
    """True if the average over the noise of this PathSpec has a closed recursion."""
    plain = not spec.gradient["clip"] and not spec.gradient.get("batch")
    return SURFACES[spec.surface].quadratic and plain and _linear(spec.surface, spec.optimizer, spec.convention)


def expected(spec, learning_rates=None):
    """The Expectation of a PathSpec for which exact(spec) holds; ValueError for another.

    learning_rates (steps,) in place of the spec's own.
    """
    if not exact(spec):
        raise ValueError(f"No exact average for {spec.optimizer} on {spec.surface}: it is not linear there.")
    rates = np.zeros(LONGEST)
    rates[: spec.steps] = spec.rates() if learning_rates is None else learning_rates
    run = _programs(spec.surface, spec.optimizer, spec.convention).run
    rows = np.asarray(run(_numbers(spec), rates, numbers_of(spec.gradient), spec.steps))[: spec.steps + 1]
    mean, covariance = rows[:, :2], rows[:, 2:].reshape(-1, 2, 2)
    loss, _, hessian = survey(spec.surface, spec.surface_values, mean)
    return Expectation(mean, covariance, loss + np.einsum("kij,kji->k", hessian, covariance) / 2)


def floor(spec, learning_rate=None):
    """(excess loss, covariance (2, 2)) to which the noise leads at a constant learning rate; inf past the limit."""
    rate = spec.values["learning_rate"] if learning_rate is None else learning_rate
    maps = _programs(spec.surface, spec.optimizer, spec.convention).maps
    a, n = (np.asarray(part) for part in maps(_numbers(spec), rate, numbers_of(spec.gradient)))
    if not np.abs(np.linalg.eigvals(a)).max() < 1 - 1e-12:
        return np.inf, np.full((2, 2), np.inf)
    size = len(a)
    spread = np.linalg.solve(np.eye(size * size) - np.kron(a, a), (n @ n.T).ravel()).reshape(size, size)[:2, :2]
    hessian = survey(spec.surface, spec.surface_values, [spec.start])[2][0]
    return float(np.trace(hessian @ spread) / 2), spread


def formula(spec):
    """Whether the formula of FLOORS is the floor of a PathSpec with exact(spec), whatever its learning rate.

    It knows no dampening, no decay, no other convention and only noise that is the same along both axes.
    """
    if spec.optimizer not in FLOORS:
        return False
    curvatures = np.linalg.eigvalsh(survey(spec.surface, spec.surface_values, [spec.start])[2][0])
    rates = np.array([0.1, 0.5]) / curvatures.max()
    told = FLOORS[spec.optimizer].value
    shown = [told(rate, spec.values.get("momentum"), spec.gradient["noise"], curvatures) for rate in rates]
    return np.allclose(shown, [floor(spec, rate)[0] for rate in rates], rtol=1e-6)


def ellipse(middle, covariance, share=0.9, points=73):
    """The curve (points, 2) around middle that holds this share of a normal cloud."""
    angle = np.linspace(0, 2 * np.pi, points)
    values, vectors = np.linalg.eigh(covariance)
    radius = np.sqrt(-2 * np.log(1 - share) * np.maximum(values, 0))
    return np.asarray(middle) + (np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius) @ vectors.T


def _numbers(spec):
    return np.array([*spec.start, *spec.surface_values.values(), *spec.values.values()])


@kept(PROGRAMS)
def _programs(surface_key, optimizer_key, convention):
    """run(numbers, rates (LONGEST,), luck, steps) -> rows of mean and covariance; maps(numbers, rate, luck) -> A, N."""
    surface, form = SURFACES[surface_key], OPTIMIZERS[optimizer_key].forms[convention]
    run, maps = jax.jit(functools.partial(_run, surface, form)), jax.jit(functools.partial(_late, surface, form))
    return SimpleNamespace(run=run, maps=maps)


@functools.cache
def _linear(surface_key, optimizer_key, convention):
    """Whether a step from elsewhere with other noise differs by just what the derivatives say."""
    surface, form = SURFACES[surface_key], OPTIMIZERS[optimizer_key].forms[convention]
    numbers = np.array([*surface.start, *surface.values.values(), *(p.default for p in form.params)])
    luck, random = jnp.array([0.1, 1.0, 0.0, 0.0, 0.0]), np.random.default_rng(0)
    start, step = _machine(surface, form, numbers, jnp.full(LONGEST, 0.01), luck)
    z, d, k = random.normal(size=(2, len(start))), random.normal(size=(2, 2)), 6

    def gaps(z, d):
        there, expected = jax.jvp(lambda z, d: step(z, d, k), (z[0], d[0]), (z[1] - z[0], d[1] - d[0]))
        return step(z[1], d[1], k) - there, expected

    return np.allclose(*jax.jit(gaps)(z, d), rtol=1e-7, atol=1e-9)


def _machine(surface, form, numbers, rates, luck):
    """(z before the first step, step): step(z, d, k) -> z, z being the point and all of the state in one row."""
    columns = columns_of(form, True)

    def packed(w, s):
        return jnp.concatenate([w, *(jnp.ravel(s[name]) for name in form.state)]).astype(float)

    def step(z, d, k):
        parts = {name: z[where].reshape(shape) for name, (where, shape) in columns.items()}
        drawn = jnp.broadcast_to(d, (LONGEST, 2))
        _, (w, s) = run_of(surface, form, numbers, rates, luck, drawn)[2](parts.pop("theta"), parts, k)
        return packed(w, s)

    w, s, _ = run_of(surface, form, numbers, rates, luck, jnp.zeros((LONGEST, 2)))
    return packed(w, s), step


def _run(surface, form, numbers, rates, luck, steps):
    def turn(k, carry):
        z, c, rows = carry
        rows = jax.lax.dynamic_update_slice(rows, row(z, c), (k, 0))
        a, n = jax.jacfwd(step, (0, 1))(z, jnp.zeros(2), k)
        return step(z, jnp.zeros(2), k), a @ c @ a.T + n @ n.T, rows

    def row(z, c):
        return jnp.concatenate([z[:2], c[:2, :2].ravel()])[None]

    z, step = _machine(surface, form, numbers, rates, luck)
    rows = jnp.zeros((LONGEST + 1, 6))
    z, c, rows = jax.lax.fori_loop(0, steps, turn, (z, jnp.zeros((len(z), len(z))), rows))
    return jax.lax.dynamic_update_slice(rows, row(z, c), (steps, 0))


def _late(surface, form, numbers, rate, luck):
    z, step = _machine(surface, form, numbers, jnp.full(LONGEST, rate), luck)
    return jax.jacfwd(step, (0, 1))(jnp.zeros_like(z), jnp.zeros(2), LATE)

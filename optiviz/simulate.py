"""spec -> record: one compiled program per (rule, surface); moving a value, the start or the steps compiles nothing.

The program is a loop over the traced number of steps that writes one row a step: the point and the rule's state. Loss,
gradient and Hessian along the path come from one call of the surface's survey for all runs on it.
"""

import functools
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np

from optiviz.kept import kept
from optiviz.optimizers import OPTIMIZERS, Oracle
from optiviz.outcomes import outcome_of
from optiviz.records import Path
from optiviz.specs import STEPS, PathSpec
from optiviz.surfaces import SURFACES
from optiviz.terrain import landmarks, survey, surveyor

LONGEST = int(STEPS.high)
PROGRAMS = 256  # compiled programs kept alive, about 3 MB each


def simulate(spec, learning_rates=None):
    """The Path of one PathSpec.

    learning_rates, shape (steps,), is the learning rate of each step; without it, values["learning_rate"] throughout.
    ValueError if it has another shape or a value that is not finite.
    """
    return race([spec], [learning_rates])[0]


def race(specs, learning_rates=None):
    """The Paths of several PathSpecs, in order, computed side by side."""
    learning_rates = [None] * len(specs) if learning_rates is None else learning_rates
    jobs = [_job(spec, rates) for spec, rates in zip(specs, learning_rates, strict=True)]
    running = [program(numbers, rates, spec.steps) for spec, program, _, numbers, rates in jobs]
    rows = [np.asarray(out)[: spec.steps + 1] for spec, out in zip(specs, running, strict=True)]
    grounds = _surveys(specs, rows)
    return [
        _record(spec, columns, out, rates[: spec.steps], ground)
        for (spec, _, columns, _, rates), out, ground in zip(jobs, rows, grounds, strict=True)
    ]


def _surveys(specs, rows):
    """Loss, gradient and Hessian along each path: paths on the same surface with the same values share one call."""
    groups = {}
    for k, spec in enumerate(specs):
        groups.setdefault((spec.surface, tuple(spec.surface_values.values())), []).append(k)
    grounds = [None] * len(specs)
    for lanes in groups.values():
        spec, ends = specs[lanes[0]], np.cumsum([len(rows[k]) for k in lanes])
        parts = survey(spec.surface, spec.surface_values, np.concatenate([rows[k][:, :2] for k in lanes]))
        for k, start, end in zip(lanes, (0, *ends), ends, strict=False):
            grounds[k] = [part[start:end] for part in parts]
    return grounds


def _job(spec, rates):
    if not isinstance(spec, PathSpec):
        raise ValueError(f"simulate takes a PathSpec, got {type(spec).__name__}.")
    padded = np.zeros(LONGEST)
    padded[: spec.steps] = _rates(spec, rates)
    numbers = np.array([*spec.start, *spec.surface_values.values(), *spec.values.values()])
    program, names = compiled(spec.surface, spec.optimizer, spec.convention)
    return spec, program, names, numbers, padded


def _rates(spec, rates):
    if rates is None:
        return spec.values["learning_rate"]
    rates = np.asarray(rates, dtype=float)
    if rates.shape != (spec.steps,) or not np.isfinite(rates).all():
        raise ValueError(f"`learning_rates` must be {spec.steps} finite numbers, got shape {rates.shape}.")
    return rates


def ready(spec):
    """True if a run of this PathSpec compiles nothing, because its rule has run on its surface before."""
    return (spec.surface, spec.optimizer, spec.convention) in compiled and (spec.surface,) in surveyor


@kept(PROGRAMS)
def compiled(surface_key, optimizer_key, convention):
    """(program, columns): program(numbers, rates (LONGEST,), steps) -> rows (LONGEST + 1, columns), compiled already.

    numbers holds start, surface values and the rule's values in their rows' order; columns maps each quantity to its
    slice of a row and its shape.
    """
    surface, form = SURFACES[surface_key], OPTIMIZERS[optimizer_key].forms[convention]
    columns = _columns(form)
    width = max(where.stop for where, _ in columns.values())
    program = jax.jit(functools.partial(_run, surface, form, width))
    program(np.zeros(2 + len(surface.params) + len(form.params)), np.zeros(LONGEST), 1).block_until_ready()
    return program, columns


def _columns(form):
    """Name -> (slice of a row, shape), from the shapes of the rule's own first state."""
    values = SimpleNamespace(**{p.name: p.default for p in form.params}, base_rate=0.0)
    state = form.init(jnp.zeros(2), values)
    shapes = {"theta": (2,)} | {name: np.shape(state[name]) for name in form.state}
    columns, end = {}, 0
    for name, shape in shapes.items():
        start, end = end, end + int(np.prod(shape))
        columns[name] = (slice(start, end), shape)
    return columns


def _run(surface, form, width, numbers, rates, steps):
    """All rows of a run, (LONGEST + 1, width).

    The whole run stands inside a loop of one turn: XLA compiles a loop into one native function, but would hand what
    stands before it to other threads, which costs more than the run. The sign keeps it from being moved out again.
    """

    def once(_, carry):
        return -carry[0], _rows(surface, form, carry[0], rates, steps, carry[1])

    return jax.lax.fori_loop(0, jnp.minimum(steps, 1), once, (numbers, jnp.zeros((LONGEST + 1, width))))[1]


def _rows(surface, form, numbers, rates, steps, rows):
    own = dict(zip([p.name for p in surface.params], numbers[2:], strict=False))
    rule = dict(zip([p.name for p in form.params], numbers[2 + len(own) :], strict=True))
    f = functools.partial(surface.function, **own)
    oracle = Oracle(f, jax.grad(f), jax.hessian(f))

    def row(w, s):
        return jnp.concatenate([w, *(jnp.ravel(s[name]) for name in form.state)])[None]

    def values(rate):
        return SimpleNamespace(**{**rule, "learning_rate": rate, "base_rate": rule["learning_rate"]})

    def step(i, carry):
        w, s, rows = carry
        rows = jax.lax.dynamic_update_slice(rows, row(w, s), (i, 0))
        w, s = form.step(w, SimpleNamespace(**s), oracle, values(rates[i]), i + 1.0)
        return w, s, rows

    w = numbers[:2]
    s = form.init(w, values(rates[0]))
    w, s, rows = jax.lax.fori_loop(0, steps, step, (w, s, rows))
    return jax.lax.dynamic_update_slice(rows, row(w, s), (steps, 0))


def _record(spec, columns, rows, rates, ground):
    parts = {name: rows[:, where].reshape(-1, *shape) for name, (where, shape) in columns.items()}
    return Path(spec, parts.pop("theta"), *ground, learning_rate=rates, state=parts, judge=_judged)


def _judged(path):
    return outcome_of(path, landmarks(path.spec.surface, path.spec.surface_values))

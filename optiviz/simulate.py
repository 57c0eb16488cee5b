"""spec -> record: one compiled program per (rule, surface); moving a value, the start or the steps compiles nothing.

The program is a loop over the traced number of steps that writes one row a step: the point and the rule's state. Loss,
gradient and Hessian along the path come from one call of the surface's survey for all runs on it. Runs that do not see
the gradient as it is have a program of their own, which also writes down what the rule saw.
"""

import functools
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np

from optiviz.kept import kept
from optiviz.optimizers import OPTIMIZERS
from optiviz.outcomes import outcome_of
from optiviz.records import Path
from optiviz.seeing import NUMBERS, Exact, Reader, draws, numbers_of, orders_of
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
    running = [program(numbers, rates, *_luck(spec), spec.steps) for spec, program, _, numbers, rates in jobs]
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
    program, names = compiled(*_program_of(spec))
    return spec, program, names, numbers, padded


def _program_of(spec):
    return spec.surface, spec.optimizer, spec.convention, spec.exact


def _luck(spec):
    """What the program of a run that does not see the gradient as it is takes beside the rest."""
    if spec.exact:
        return ()
    surface, size, seed = SURFACES[spec.surface], spec.gradient.get("batch", 0.0), spec.gradient["seed"]
    return numbers_of(spec.gradient), draws(seed, LONGEST), orders_of(surface, size, seed, LONGEST)


def _rates(spec, rates):
    if rates is None:
        return spec.rates()
    rates = np.asarray(rates, dtype=float)
    if rates.shape != (spec.steps,) or not np.isfinite(rates).all():
        raise ValueError(f"`learning_rates` must be {spec.steps} finite numbers, got shape {rates.shape}.")
    return rates


def ready(spec):
    """True if a run of this PathSpec compiles nothing, because its rule has run on its surface before."""
    return _program_of(spec) in compiled and (spec.surface,) in surveyor


@kept(PROGRAMS)
def compiled(surface_key, optimizer_key, convention, exact):
    """(program, columns): program(numbers, rates (LONGEST,), steps) -> rows (LONGEST + 1, columns), compiled already.

    numbers holds start, surface values and the rule's values in their rows' order; columns maps each quantity to its
    slice of a row and its shape. Unless exact, the program takes three more arguments before steps: the numbers of
    optiviz.seeing, normal draws (LONGEST, 2) and the orders of epochs; and there is one more quantity, "seen".
    """
    surface, form = SURFACES[surface_key], OPTIMIZERS[optimizer_key].forms[convention]
    columns = columns_of(form, exact)
    width = max(where.stop for where, _ in columns.values())
    program = jax.jit(functools.partial(_run_exact if exact else _run, surface, form, width))
    luck = () if exact else (np.zeros(len(NUMBERS)), np.zeros((LONGEST, 2)), orders_of(surface, 0.0, 0, LONGEST))
    program(np.zeros(2 + len(surface.params) + len(form.params)), np.zeros(LONGEST), *luck, 1).block_until_ready()
    return program, columns


def columns_of(form, exact):
    """Name -> (slice of a row, shape), from the shapes of the rule's own first state."""
    values = SimpleNamespace(**{p.name: p.default for p in form.params}, base_rate=0.0)
    state = form.init(jnp.zeros(2), values)
    shapes = {"theta": (2,)} | {name: np.shape(state[name]) for name in form.state} | ({} if exact else {"seen": (2,)})
    columns, end = {}, 0
    for name, shape in shapes.items():
        start, end = end, end + int(np.prod(shape))
        columns[name] = (slice(start, end), shape)
    return columns


def _run_exact(surface, form, width, numbers, rates, steps):
    return _run(surface, form, width, numbers, rates, None, None, None, steps)


def _run(surface, form, width, numbers, rates, luck, drawn, orders, steps):
    """All rows of a run, (LONGEST + 1, width).

    The whole run stands inside a loop of one turn: XLA compiles a loop into one native function, but would hand what
    stands before it to other threads, which costs more than the run. The sign keeps it from being moved out again.
    """

    def once(_, carry):
        return -carry[0], rows_of(surface, form, carry[0], rates, luck, drawn, orders, steps, carry[1])

    return jax.lax.fori_loop(0, jnp.minimum(steps, 1), once, (numbers, jnp.zeros((LONGEST + 1, width))))[1]


def rows_of(surface, form, numbers, rates, luck, drawn, orders, steps, rows):
    """rows (at least steps + 1, width) filled with a run, row by row: the point, the state, what the rule saw."""

    def write(rows, k, w, s, seen=None):
        parts = [w, *(jnp.ravel(s[name]) for name in form.state)]
        return jax.lax.dynamic_update_slice(
            rows, jnp.concatenate(parts + ([] if seen is None else [seen]))[None], (k, 0)
        )

    def turn(k, carry):
        w, s, rows = carry
        reader, (after, state) = step(w, s, k)
        return after, state, write(rows, k, w, s, reader.seen)

    w, s, step = run_of(surface, form, numbers, rates, luck, drawn, orders)
    w, s, rows = jax.lax.fori_loop(0, steps, turn, (w, s, rows))
    return write(rows, steps, w, s, None if luck is None else jnp.full(2, jnp.nan))


def run_of(surface, form, numbers, rates, luck, drawn, orders=None):
    """(start, first state, step) of a run; step(w, s, k) -> (reader, (new point, new state)) for k = 0, 1, ..."""
    own = dict(zip([p.name for p in surface.params], numbers[2:], strict=False))
    rule = dict(zip([p.name for p in form.params], numbers[2 + len(own) :], strict=True))
    exact = Exact(functools.partial(surface.function, **own))

    def values(rate):
        return SimpleNamespace(**{**rule, "learning_rate": rate, "base_rate": rule["learning_rate"]})

    def step(w, s, k):
        reader = exact if luck is None else Reader(surface, own, luck, drawn[k], orders, k + 1.0)
        return reader, form.step(w, SimpleNamespace(**s), reader.oracle, values(rates[k]), k + 1.0)

    w = numbers[:2]
    return w, form.init(w, values(rates[0])), step


def _record(spec, columns, rows, rates, ground):
    parts = {name: rows[:, where].reshape(-1, *shape) for name, (where, shape) in columns.items()}
    theta, (loss, gradient, hessian) = parts.pop("theta"), ground
    seen = parts.pop("seen", gradient)
    return Path(spec, theta, loss, gradient, hessian, learning_rate=rates, seen=seen, state=parts, judge=_judged)


def _judged(path):
    return outcome_of(path, landmarks(path.spec.surface, path.spec.surface_values))

"""Many runs of one PathSpec that differ in some numbers, in one compiled call: the rule and the luck of simulate.

Values, starts, seeds, schedules and the number of steps are traced; runs and steps are filled up to a few sizes, so
that moving any of them compiles nothing. k is the number of runs, n that of steps.
"""

import functools

import jax
import jax.numpy as jnp
import numpy as np

from optiviz.kept import kept
from optiviz.optimizers import OPTIMIZERS
from optiviz.records import Bundle
from optiviz.schedules import rates
from optiviz.seeing import NUMBERS, numbers_of, orders_of, together
from optiviz.simulate import run_of
from optiviz.specs import gradient_params
from optiviz.surfaces import SURFACES

PROGRAMS = 64  # compiled programs kept alive
RUNS = (8, 64, 256)  # runs of a call; more are several calls
POINTS = 4096  # the same, where only the ends of the runs are asked for
LENGTHS = (2048, 8192)  # steps that a program has room for
MOST = 4096  # runs of many
ROWS = 4_000_000  # and their rows altogether, 24 bytes each
LONGEST = LENGTHS[-1]
EXACT, SHARED, OWN = "exact", "shared", "own"  # no noise, batches, clipping; the same for all runs; a seed each


def many(spec, values=None, surface_values=None, gradient=None, starts=None, seeds=None, steps=None):
    """The Bundle of k runs of a PathSpec.

    values, surface_values and gradient map names to k numbers each, starts is (k, 2), seeds (k,); steps, up to LONGEST,
    stands in for the spec's own. values["learning_rate"] is what the spec's schedule multiplies. ValueError, with the
    name and the value, for what is unknown, not legal or of another length.
    """
    steps = _steps(spec, steps)
    varied = _varied(spec, values, surface_values, gradient, starts, seeds)
    count = _count(varied)
    if not 1 <= count <= MOST:
        raise ValueError(f"`many` takes 1 to {MOST} runs, got {count}.")
    if count * (steps + 1) > ROWS:
        raise ValueError(f"{count} runs of {steps} steps are more than the {ROWS} rows that `many` keeps.")
    numbers, luck, base = _columns(spec, varied, count)
    rows = [
        _rows(spec, numbers[part], luck[part], base[part], "seed" in varied, steps)
        for part in (slice(k, k + RUNS[-1]) for k in range(0, count, RUNS[-1]))
    ]
    rows = rows[0] if len(rows) == 1 else np.concatenate(rows)
    return Bundle(spec, varied, theta=rows[..., :2], loss=rows[..., 2])


def ends(spec, starts, steps=None):
    """Where runs of a PathSpec end, (k, 2), from starts (k, 2): as many as you like, since no path is kept."""
    steps = _steps(spec, steps)
    varied = _varied(spec, None, None, None, starts, None)
    numbers, luck, _ = _columns(spec, varied, _count(varied))
    length = _fits(steps, LENGTHS)
    kind = EXACT if spec.exact else SHARED
    program = compiled(spec.surface, spec.optimizer, spec.convention, kind, True, POINTS, length)
    schedule = _schedules(spec, [spec.values["learning_rate"]], steps, 1, length)[0]
    shared = (None, None, None) if spec.exact else _shared(spec, luck[0], length)
    found = [
        np.asarray(program(_filled(part, POINTS), schedule, *shared, steps))[: len(part)]
        for part in (numbers[k : k + POINTS] for k in range(0, len(numbers), POINTS))
    ]
    return np.concatenate(found)


def _rows(spec, numbers, luck, base, own, steps):
    """Rows (k, n + 1, 3) of point and loss for at most RUNS[-1] runs."""
    runs, length, count = _fits(len(numbers), RUNS), _fits(steps, LENGTHS), len(numbers)
    kind, seed = _kind(luck, own), NUMBERS.index("seed")
    program = compiled(spec.surface, spec.optimizer, spec.convention, kind, False, runs, length)
    seen = None, None, None
    if kind == SHARED:
        seen = _shared(spec, luck[0], length)
    elif kind == OWN:
        luck = _filled(luck, runs)
        seen = luck, together(tuple(luck[:, seed]), length), _orders(spec, luck, length)
    out = program(_filled(numbers, runs), _schedules(spec, base, steps, runs, length), *seen, steps)
    return np.asarray(out)[:count, : steps + 1]


def _shared(spec, luck, length):
    """What all runs see in common, luck (5,)."""
    drawn = together((luck[NUMBERS.index("seed")],), length)[0]
    orders = _orders(spec, luck[None], length)
    return luck, drawn, None if orders is None else orders[0]


def _orders(spec, luck, length):
    """The orders of the epochs of each run, (runs, epochs, examples), or None on a surface without examples."""
    surface, size, seed = SURFACES[spec.surface], NUMBERS.index("batch"), NUMBERS.index("seed")
    if not surface.examples:
        return None
    return np.stack([orders_of(surface, row[size], row[seed], length) for row in luck])


def _kind(luck, own):
    exact = not luck[:, [NUMBERS.index(name) for name in ("noise", "clip", "batch")]].any()
    if exact:
        return EXACT
    return OWN if own or (luck != luck[0]).any() else SHARED


def _steps(spec, steps):
    steps = spec.steps if steps is None else steps
    if not (isinstance(steps, int) and 1 <= steps <= LONGEST):
        raise ValueError(f"`steps` must be a whole number in [1, {LONGEST}], got {str(steps)[:40]}.")
    return steps


def _fits(number, sizes):
    return next(size for size in sizes if number <= size)


def _filled(rows, size):
    """Rows filled up to a size with copies."""
    return np.resize(rows, (size, *rows.shape[1:]))


def _schedules(spec, base, steps, runs, length):
    """The learning rate of each step of each run, (runs, length)."""
    table = np.zeros((runs, length))
    known = {}
    for k, rate in enumerate(base):
        if rate not in known:
            known[rate] = rates(spec.schedule, float(rate), steps, spec.schedule_values)
        table[k, :steps] = known[rate]
    return table


def _varied(spec, values, surface_values, gradient, starts, seeds):
    """Name -> numbers (k,), or (k, 2) for "start": whatever differs from run to run, checked."""
    legal = {"values": spec.form.params, "surface_values": SURFACES[spec.surface].params}
    legal["gradient"] = gradient_params(spec.surface)
    seeds = {} if seeds is None else {"seed": seeds}
    given = {"values": values or {}, "surface_values": surface_values or {}, "gradient": {**(gradient or {}), **seeds}}
    varied = {}
    for kind, arrays in given.items():
        params = {param.name: param for param in legal[kind]}
        for name, array in arrays.items():
            if name not in params:
                raise ValueError(f'`{kind}` of {spec.optimizer} on {spec.surface} has no "{str(name)[:40]}".')
            varied[name] = np.array([params[name].check(number) for number in np.ravel(array)])
    if starts is not None:
        varied["start"] = np.asarray(starts, dtype=float).reshape(-1, 2)
        if not np.isfinite(varied["start"]).all():
            raise ValueError("`starts` must be finite.")
    return varied


def _count(varied):
    counts = {name: len(array) for name, array in varied.items()}
    if len(set(counts.values())) > 1:
        raise ValueError(f"What differs from run to run must have one length, got {counts}.")
    return next(iter(counts.values()), 1)


def _columns(spec, varied, count):
    """numbers (k, ...) as run_of takes them, luck (k, 5) as Reader does, and the learning rate of each run, (k,)."""

    def column(name, number):
        return varied.get(name, np.full(count, float(number)))

    start = varied.get("start", np.tile(spec.start, (count, 1)))
    own = [column(name, number) for values in (spec.surface_values, spec.values) for name, number in values.items()]
    luck = dict(zip(NUMBERS, numbers_of(spec.gradient), strict=True))
    return (
        np.column_stack([start, *own]),
        np.column_stack([column(name, number) for name, number in luck.items()]),
        column("learning_rate", spec.values["learning_rate"]),
    )


@kept(PROGRAMS)
def compiled(surface_key, optimizer_key, convention, kind, lean, runs, length):
    """program(numbers (runs, ...), rates, luck, drawn, orders, steps), compiled already.

    It gives rows (runs, length + 1, 3), for rates (runs, length); or, lean, the last points (runs, 2) for rates
    (length,). luck (5,), drawn (length, 2) and orders have one row a run where kind is OWN, and are None where it is
    EXACT.
    """
    surface, form = SURFACES[surface_key], OPTIMIZERS[optimizer_key].forms[convention]
    axis = 0 if kind == OWN else None
    run = functools.partial(_end if lean else _path, surface, form)
    side_by_side = jax.vmap(run, in_axes=(0, None if lean else 0, axis, axis, axis, None, 0))
    shape = (runs, 2) if lean else (runs, length + 1, 3)
    program = jax.jit(functools.partial(_all, side_by_side, shape))
    numbers = np.zeros((runs, 2 + len(surface.params) + len(form.params)))
    each = (runs,) if kind == OWN else ()
    luck = (None, None, None)
    if kind != EXACT:
        orders = orders_of(surface, 0.0, 0, length)
        orders = None if orders is None else np.broadcast_to(orders, (*each, *orders.shape))
        luck = np.zeros((*each, len(NUMBERS))), np.zeros((*each, length, 2)), orders
    program(numbers, np.zeros(length if lean else (runs, length)), *luck, 1).block_until_ready()
    return program


def _all(side_by_side, shape, numbers, rates, luck, drawn, orders, steps):
    """All runs inside a loop of one turn, for the reason that simulate gives."""

    def once(_, carry):
        return -carry[0], side_by_side(carry[0], rates, luck, drawn, orders, steps, carry[1])

    return jax.lax.fori_loop(0, jnp.minimum(steps, 1), once, (numbers, jnp.zeros(shape)))[1]


def _path(surface, form, numbers, rates, luck, drawn, orders, steps, rows):
    """rows (length + 1, 3) filled with a run: the point and its loss."""
    loss = _loss(surface, numbers)

    def write(rows, k, w):
        return jax.lax.dynamic_update_slice(rows, jnp.concatenate([w, loss(w)[None]])[None], (k, 0))

    def turn(k, carry):
        w, s, rows = carry
        after, state = step(w, s, k)[1]
        return after, state, write(rows, k, w)

    w, s, step = run_of(surface, form, numbers, rates, luck, drawn, orders)
    w, _, rows = jax.lax.fori_loop(0, steps, turn, (w, s, rows))
    return write(rows, steps, w)


def _end(surface, form, numbers, rates, luck, drawn, orders, steps, _):
    """The last point of a run, (2,)."""
    w, s, step = run_of(surface, form, numbers, rates, luck, drawn, orders)
    return jax.lax.fori_loop(0, steps, lambda k, carry: step(*carry, k)[1], (w, s))[0]


def _loss(surface, numbers):
    return functools.partial(surface.function, **dict(zip([p.name for p in surface.params], numbers[2:], strict=False)))

"""A schedule as an expression of PyTorch, Keras or optax that gives the very learning rates of optiviz.schedules."""

from optiviz.schedules import SCHEDULES, checked, length


def code(library, key, base, steps, values):
    """A Python expression for "pytorch", "keras" or "optax", or None where that library has no such schedule.

    base is the learning rate as text, a number or a name. The PyTorch expression is a scheduler for the name optimizer,
    whose learning rate must be base; those of the other two are called with the step k = 0, 1, ... Where a schedule
    has no class of its own, the expression spells it out with math or jax. ValueError as for rates.
    """
    h, n = checked(key, values), length(checked(key, values), steps)
    twin = SCHEDULES[key].twins[library]
    own = twin.code(base, n, h, max(steps - int(h.warmup), 1))
    if not h.warmup or own is None:
        return own
    return twin.warm and twin.warm(own, base, n, h)

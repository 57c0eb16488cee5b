"""A loss that changes from step to step, on which Adam walks the wrong way (Reddi, Kale and Kumar 2018).

f_t(x) = 3 x at every third step, beginning with the first, and -x at the others, on [-1, 1]: together they fall towards
x = -1. The rules are those of the catalogue; after each step the point is brought back into [-1, 1], and the learning
rate of step t is learning_rate / sqrt(t).
"""

from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np

from optiviz.kept import kept
from optiviz.optimizers import OPTIMIZERS, Oracle

STEEP, EVERY = 3.0, 3  # the slope that comes once in so many steps; the others are -1
STEPS, RATE = 6000, 0.1
RULES = {  # label -> (optimizer, convention, its values beside those shared)
    "Adam": ("adam", "paper", {"bias_correction": 0.0}),
    "AMSGrad": ("amsgrad", "paper", {}),
    "Gradient descent": ("gd", "pytorch", {"weight_decay": 0.0}),
}


def slopes(steps):
    """The slope of each step's loss, (steps,)."""
    return np.where(np.arange(steps) % EVERY == 0, STEEP, -1.0)


def walk(label, b2=0.1, b1=0.0, learning_rate=RATE, steps=STEPS):
    """x after each step, (steps + 1,), of a rule of RULES; it starts at 0. b1 and b2 mean nothing to descent."""
    _, _, own = RULES[label]
    values = {"b1": b1, "b2": b2, "eps": 1e-8, **own}
    rates = learning_rate / np.sqrt(np.arange(1, steps + 1))
    return np.asarray(_program(label)(values, rates, slopes(steps)))


def ready():
    """True if walk compiles nothing, because every rule has run before."""
    return all((label,) in _program for label in RULES)


@kept(len(RULES))
def _program(label):
    key, convention, _ = RULES[label]
    form = OPTIMIZERS[key].forms[convention]

    def run(values, rates, slopes):
        def turn(carry, now):
            w, state, t = carry
            rate, slope = now
            loss = Oracle(lambda p: slope * p[0], lambda p: slope + 0 * p, lambda p: 0 * p[:, None])
            h = SimpleNamespace(**values, learning_rate=rate)
            after, state = form.step(w, SimpleNamespace(**state), loss, h, t)
            after = jnp.clip(after, -1.0, 1.0)
            return (after, state, t + 1), after[0]

        w = jnp.zeros(1)
        first = form.init(w, SimpleNamespace(**values, learning_rate=rates[0]))
        path = jax.lax.scan(turn, (w, first, 1.0), (rates, slopes))[1]
        return jnp.concatenate([jnp.zeros(1), path])

    return jax.jit(run)

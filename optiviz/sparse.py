"""Two weights fitted one example a step, of which one has a feature in every example and the other only rarely.

The label is 2 x1 + 2 x2 plus normal noise of NOISE, both weights start at 0; x1 is 1 or -1, x2 the same in a share RARE
of the examples and 0 in the others. The loss of a step is half the squared error on its example. The rules are those of
the catalogue, all on the same examples.
"""

import functools
from types import SimpleNamespace
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from optiviz.optimizers import OPTIMIZERS, Oracle

TARGET = 2.0
NOISE = 0.5
RARE, FAST = 0.05, 0.3
STEPS, SEEDS = 3000, 512
LEARNED = 0.3  # a weight is learned once the median of its error is below this


class Learner(NamedTuple):
    """A rule on the rare feature: label, optimizer, convention and values."""

    label: str
    optimizer: str
    values: dict


LEARNERS = {
    "gd": Learner("Gradient descent", "gd", {"learning_rate": 0.056}),
    "gd_fast": Learner(f"Gradient descent, learning rate {FAST:g}", "gd", {"learning_rate": FAST}),
    "momentum": Learner("Momentum", "momentum", {"learning_rate": 0.0056}),
    "rmsprop": Learner("RMSProp", "rmsprop", {"learning_rate": 0.032, "decay": 0.9}),
    "adam": Learner("Adam", "adam", {"learning_rate": 0.032}),
    "adagrad": Learner("AdaGrad", "adagrad", {"learning_rate": 1.0}),
}


class Learned(NamedTuple):
    """What became of the two weights, the common one first.

    error (steps + 1, 2): the median over the seeds of the distance to the target; steps (2,): the first step at which
    that is below LEARNED, None if it never is; floor (2,): the root mean square error over the last quarter.
    """

    error: np.ndarray
    steps: tuple
    floor: tuple


@functools.lru_cache(maxsize=len(LEARNERS))
def learned(key):
    """The Learned of a row of LEARNERS, over SEEDS runs of STEPS steps: a second of work when first asked."""
    learner = LEARNERS[key]
    row = OPTIMIZERS[learner.optimizer]
    form = row.forms[row.convention]
    values = {p.name: p.default for p in form.params} | learner.values
    distance = np.abs(np.asarray(_weights(form, values, *examples())) - TARGET)
    error = np.median(distance, axis=1)
    below = error < LEARNED
    steps = tuple(int(column.argmax()) if column.any() else None for column in below.T)
    return Learned(error, steps, tuple(np.sqrt((distance[-STEPS // 4 :] ** 2).mean(axis=(0, 1))).tolist()))


@functools.lru_cache(maxsize=1)
def examples():
    """(features (STEPS, SEEDS, 2), labels (STEPS, SEEDS)): the same for every rule."""
    luck = np.random.Generator(np.random.Philox(0))
    signs = np.where(luck.random((STEPS, SEEDS, 2)) < 0.5, -1.0, 1.0)
    signs[..., 1] *= luck.random((STEPS, SEEDS)) < RARE
    return signs, signs.sum(axis=2) * TARGET + NOISE * luck.standard_normal((STEPS, SEEDS))


def _weights(form, values, features, labels):
    """Both weights before the first and after each step, (STEPS + 1, SEEDS, 2)."""
    h = SimpleNamespace(**values, base_rate=values["learning_rate"])

    def one(features, labels):
        def turn(carry, example):
            w, state, t = carry
            x, y = example
            loss = Oracle(lambda p: (x @ p - y) ** 2 / 2, lambda p: (x @ p - y) * x, lambda p: jnp.outer(x, x))
            after, state = form.step(w, SimpleNamespace(**state), loss, h, t)
            return (after, state, t + 1), after

        w = jnp.zeros(2)
        path = jax.lax.scan(turn, (w, form.init(w, h), 1.0), (features, labels))[1]
        return jnp.concatenate([w[None], path])

    return jax.jit(jax.vmap(one, in_axes=1, out_axes=1))(features, labels)

"""How a rule sees the gradient where not as it is: noise, batches of examples, clipping.

In this order: the mean over the batch, noise on top, and the sum shortened to the largest norm allowed. Step t draws
the same noise and the same examples for every rule, from the seed alone, so that a comparison shares its luck.
"""

import functools
import math

import jax
import jax.numpy as jnp
import numpy as np

from optiviz.optimizers import Oracle
from optiviz.specs import BATCH, CLIP, NOISE, NOISE_RATIO, SEED

NUMBERS = (NOISE.name, NOISE_RATIO.name, CLIP.name, SEED.name, BATCH.name)  # as a program takes them
EVERY = 256  # draws kept, of seeds asked for last


def numbers_of(gradient):
    """The values of NUMBERS, (5,), of a spec's gradient; 0 for what it lacks."""
    return np.array([gradient.get(name, 0.0) for name in NUMBERS])


def lines(gradient):
    """What a rule reads as the gradient at a point, in LaTeX lines as computed; () where it is the gradient."""
    told = []
    source = r"\nabla f(\theta)"
    if gradient.get(BATCH.name):
        told.append(r"\hat{g} = \frac{1}{|B_t|} \sum_{i \in B_t} \nabla f_i(\theta)")
        source = r"\hat{g}"
    if gradient[NOISE.name]:
        told.append(
            rf"\tilde{{g}} = {source} + \sigma \, (1, \varrho) \odot \xi_t, \quad \xi_t \sim \mathcal{{N}}(0, I)"
        )
        source = r"\tilde{g}"
    if gradient[CLIP.name]:
        told.append(rf"\bar{{g}} = {source} \cdot \min\left(1, \frac{{c}}{{\lVert {source} \rVert}}\right)")
    return tuple(told)


@functools.lru_cache(maxsize=EVERY)
def draws(seed, steps):
    """Normal numbers (steps, 2) of a seed, read-only; with more steps the first ones stay the same."""
    made = np.random.Generator(np.random.Philox(int(seed))).standard_normal((steps, 2))
    made.flags.writeable = False
    return made


@functools.lru_cache(maxsize=8)  # 256 seeds of 8192 steps take 34 MB
def together(seeds, steps):
    """The draws of several seeds, (seeds, steps, 2), read-only: of each the same as draws gives it alone."""
    made = np.stack([draws.__wrapped__(seed, steps) for seed in seeds])
    made.flags.writeable = False
    return made


class Exact:
    """The oracle that shows a loss as it is."""

    seen = None

    def __init__(self, loss):
        self.oracle = Oracle(loss, jax.grad(loss), jax.hessian(loss))


class Reader:
    """The oracle of one step, which remembers the first gradient that the rule read: `seen`."""

    def __init__(self, surface, values, numbers, draw, orders, step):
        """numbers as NUMBERS, draw (2,), orders as orders_of, step 1, 2, ...: all traced; orders None: no batches."""
        self.seen = None
        self._numbers, self._draw = dict(zip(NUMBERS, numbers, strict=True)), draw
        f = functools.partial(surface.function, **values)
        if orders is not None:
            epoch, batch, size = _turn(surface.examples, self._numbers["batch"], step)
            weights = _weights(orders[epoch.astype(int)], batch, size)
            f = functools.partial(surface.sample, weights=weights, **values)
        self._gradient = jax.grad(f)
        self.oracle = Oracle(f, self.gradient, jax.hessian(f))

    def gradient(self, p):
        """The gradient at p as the rule sees it, (2,)."""
        n = self._numbers
        g = self._gradient(p) + n["noise"] * jnp.stack([1.0, n["noise_ratio"]]) * self._draw
        norm = jnp.sqrt(g @ g)
        shorter = (n["clip"] > 0) & (norm > n["clip"])
        g = jnp.where(shorter, g * (n["clip"] / norm), g)
        self.seen = g if self.seen is None else self.seen
        return g


@functools.partial(jax.jit, static_argnums=0)
def batch_weights(examples, size, seed, step):
    """The weight of each example at a step (1, 2, ...), (examples,): they add up to 1; size 0 means all of them.

    Every epoch goes once through all examples in an order of its own; its last batch may be smaller.
    """
    epoch, batch, size = _turn(examples, size, step)
    return _weights(_order(examples, seed.astype(int), epoch.astype(int)), batch, size)


def orders_of(surface, size, seed, steps):
    """The orders of all epochs of so many steps, (epochs, examples), read-only; None on a surface without examples.

    Row e holds the place of each example in epoch e. To shuffle in the program itself, at every step, takes thirty
    times as long as the step. Where every step sees all examples, the order does not matter.
    """
    if not surface.examples:
        return None
    epochs = max(steps // 2, 1)  # a batch is at most all but one: then an epoch has two
    return _orders(surface.examples, int(seed) if 0 < size < surface.examples else None, epochs)


@functools.lru_cache(maxsize=EVERY)  # 512 kB for 256 examples and 2000 steps
def _orders(examples, seed, epochs):
    if seed is None:
        return np.zeros((epochs, examples), dtype=np.int16)
    made = np.array(_shuffled(examples)(seed, np.arange(epochs)), dtype=np.int16)
    made.flags.writeable = False
    return made


@functools.cache
def _shuffled(examples):
    return jax.jit(jax.vmap(functools.partial(_order, examples), in_axes=(None, 0)))


def _order(examples, seed, epoch):
    """The place of each example in an epoch, (examples,)."""
    return jax.random.permutation(jax.random.fold_in(jax.random.key(seed), epoch), examples)


def _turn(examples, size, step):
    """(epoch, batch in it, examples a batch) of a step, as floats."""
    size = jnp.where(size > 0, size, examples)
    return *jnp.divmod(step - 1, jnp.ceil(examples / size)), size


def _weights(place, batch, size):
    chosen = jnp.floor(place / size) == batch
    return chosen / chosen.sum()


def batches_an_epoch(examples, size):
    """How many steps go once through all examples."""
    return math.ceil(examples / size) if size else 1

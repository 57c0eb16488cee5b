"""The values that optimizers share: one name and one symbol for one thing, and lines and states that recur."""

import jax.numpy as jnp

from optiviz.optimizers.row import When
from optiviz.params import Param

LEARNING_RATE = Param(
    "learning_rate",
    r"\eta",
    "learning rate",
    1e-3,
    1e-5,
    10.0,
    "log",
    "How far one step goes for a given direction.",
    floor=0.0,
    ceiling=1e6,
)
EPS = Param(
    "eps",
    r"\epsilon",
    "epsilon",
    1e-8,
    1e-16,
    1.0,
    "log",
    "Keeps the division finite; large values turn the adaptive scaling off.",
    floor=0.0,
    ceiling=1e6,
)
WEIGHT_DECAY = Param(
    "weight_decay",
    r"\lambda",
    "weight decay",
    0.0,
    1e-4,
    1.0,
    "log0",
    "Pulls the point towards the origin.",
    floor=0.0,
    ceiling=1e3,
)


def _memory(name, symbol, title, default, help):
    return Param(name, symbol, title, default, 0.0, 0.9999, "memory", help, floor=0.0, ceiling=1.0, below_ceiling=True)


MOMENTUM = _memory("momentum", r"\mu", "momentum", 0.9, "The share of the velocity that survives one step.")
DECAY = _memory("decay", r"\alpha", "decay", 0.99, "The share of the mean square that survives one step.")
RHO = _memory("rho", r"\rho", "rho", 0.9, "The share of both running means that survives one step.")
B1 = _memory("b1", r"\beta_1", "beta 1", 0.9, "Memory of the first moment, the mean gradient.")
B2 = _memory("b2", r"\beta_2", "beta 2", 0.999, "Memory of the second moment, the mean square.")
B3 = _memory("b3", r"\beta_3", "beta 3", 0.99, "Memory of the third running mean.")
ADAM_RATE = LEARNING_RATE.but(usual=(1e-4, 1e-2))  # these four ranges are those of Adam and its kin, on networks
ADAM_B1, ADAM_B2 = B1.but(usual=(0.8, 0.95)), B2.but(usual=(0.99, 0.999))
ADAM_EPS = EPS.but(usual=(1e-8, 1e-6))
DAMPENING = Param("dampening", "d", "dampening", 0.0, 0.0, 1.0, help="Holds back the new gradient from step 2 on.")
ACCUMULATOR = Param(
    "initial_accumulator",
    r"\delta",
    "initial accumulator",
    0.0,
    1e-8,
    1.0,
    "log0",
    "What the sum of squares starts from.",
    floor=0.0,
    ceiling=1e6,
)
CENTERED = Param(
    "centered", "c", "centered", 0.0, 0.0, 1.0, "switch", "Divide by the deviation instead of the mean square."
)
BIAS_CORRECTION = Param(
    "bias_correction",
    "b",
    "bias correction",
    1.0,
    0.0,
    1.0,
    "switch",
    "Undo the pull of the zero start on the running means.",
)

GRADIENT = r"g_t = \nabla f(\theta_{t-1})"
DECAYED_GRADIENT = When("weight_decay", GRADIENT + r" + \lambda \theta_{t-1}", GRADIENT)


def decoupled(update, rate=r"\eta_t"):
    """The last line of a rule whose weight decay acts on the point, apart from the update."""
    return When(
        "weight_decay",
        rf"\theta_t = \theta_{{t-1}} - {rate} \lambda \theta_{{t-1}} - {update}",
        rf"\theta_t = \theta_{{t-1}} - {update}",
    )


def decayed_gradient(w, f, h):
    """The gradient of the loss plus that of the penalty lambda/2 |w|^2: weight decay as L2."""
    return f.gradient(w) + h.weight_decay * w


def zeros(*names):
    """An init whose state is a zero of the point's shape under each name."""
    return lambda w, h: {name: jnp.zeros_like(w) for name in names}

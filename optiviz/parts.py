"""Adam, assembled from three ideas: a mean of the gradient, a mean of its square to divide by, bias correction."""

import numpy as np

from optiviz.specs import Lane

B1, B2, EPS = 0.9, 0.999, 1e-8  # Adam's defaults


def assembled(momentum, scaling, correction, learning_rate):
    """The Lane with these of Adam's parts.

    Without scaling the correction stays out: no library has such a rule. RMSProp is that of PyTorch, with beta 2 as its
    decay.
    """
    if not scaling:
        values = {"learning_rate": learning_rate}
        return Lane("momentum", "ema", {**values, "momentum": B1}) if momentum else Lane("gd", values=values)
    if not (momentum or correction):
        return Lane("rmsprop", "pytorch", {"learning_rate": learning_rate, "decay": B2, "eps": EPS})
    values = {"b1": B1 if momentum else 0.0, "b2": B2, "eps": EPS, "bias_correction": float(correction)}
    return Lane("adam", "pytorch", {"learning_rate": learning_rate, **values})


STAGES = {  # title -> which parts are in: momentum, scaling, correction
    "Gradient descent": (False, False, False),
    "Momentum, as a running mean": (True, False, False),
    "RMSProp": (False, True, False),
    "RMSProp, corrected": (False, True, True),
    "Adam without correction": (True, True, False),
    "Adam": (True, True, True),
}


def gathered(b1, b2, steps):
    """1 - b1^t and sqrt(1 - b2^t) for t = 1, 2, ..., (steps,) each: the weight that means started at 0 have gathered.

    By these the first moment, and the root of the second, are too small without bias correction.
    """
    t = np.arange(1.0, steps + 1)
    return 1 - b1**t, np.sqrt(1 - b2**t)


def lengthening(b1, b2, steps):
    """How many times longer each step is without bias correction than with it, (steps,), epsilon aside."""
    first, root = gathered(b1, b2, steps)
    return first / root

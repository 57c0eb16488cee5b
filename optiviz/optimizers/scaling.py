"""What rules divide each coordinate by, and up to which curvature their steps stay stable.

Divisors: (h, s, t) -> (rows, 2), h the values and s the state by attribute, t the step numbers (rows, 1), in NumPy and
for all rows of a run at once. Limits: values by name -> the largest stable learning rate x curvature, the curvature
divided by the divisors. With the divisors held fixed such a rule is a momentum rule on a rescaled surface, and past the
limit its alternating steps grow (Cohen et al., arXiv:2207.14484). The real rules turn from shrinking to growing there
too as long as the divisor's memory is long; a limit is None where it is not (docs/notes/internals.md has the
measurements), and where weight decay goes through the divided gradient.
"""

import numpy as np

LONG = 10  # how many memories of the first moment the divisor's must last


def root(name):
    """The root of a state, plus epsilon."""
    return lambda h, s, t: np.sqrt(getattr(s, name)) + h.eps


def root_inside(name):
    """The root of a state plus epsilon."""
    return lambda h, s, t: np.sqrt(getattr(s, name) + h.eps)


def root_beside_rate(name):
    """As root, for rules whose learning rate carries both bias corrections: the divisor is told for the first moment
    as it is, so that it holds them instead."""

    def divisor(h, s, t):
        on = getattr(h, "bias_correction", 1.0)
        return (np.sqrt(getattr(s, name)) + h.eps) * (1 - on * h.b1**t) / np.sqrt(1 - on * h.b2**t)

    return divisor


def state(name):
    """A state itself."""
    return lambda h, s, t: getattr(s, name)


def ratio_of_roots(above, below):
    """AdaDelta's: above is this step's state, below that of the step before."""

    def divisor(h, s, t):
        before = np.roll(getattr(s, below), 1, axis=0)
        return np.sqrt(getattr(s, above) + h.eps) / np.sqrt(before + h.eps)

    return divisor


def clipped_root_before(name):
    """ADOPT's: the root of the step before, at least epsilon; inf at step 1, which does not move."""

    def divisor(h, s, t):
        before = np.maximum(np.sqrt(np.roll(getattr(s, name), 1, axis=0)), h.eps)
        return np.where(t == 1, np.inf, before)

    return divisor


def plain(h):
    """The limit of a rule without momentum."""
    return 2.0


def velocity(h):
    """The limit of RMSProp with momentum."""
    return 2 * (1 + h["momentum"]) if _lasts(h["decay"], h["momentum"]) else None


def averaged(h):
    """The limit of rules like Adam, whose first moment is a running mean."""
    return 2 * (1 + h["b1"]) / (1 - h["b1"]) if _lasts(h["b2"], h["b1"]) else None


def _lasts(long, short):
    return 1 - short >= LONG * (1 - long) * (1 - 1e-9)


def coupled(limit):
    """The limit of a rule whose weight decay is part of the gradient: None with weight decay."""
    return lambda h: None if h["weight_decay"] else limit(h)


def decoupled(limit, share=lambda h: h["learning_rate"] * h["weight_decay"]):
    """The limit of a rule whose weight decay takes a share of the point at each step."""

    def less(h):
        whole = limit(h)
        return None if whole is None else whole * (1 - share(h) / 2)

    return less

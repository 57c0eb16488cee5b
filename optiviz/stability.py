"""What theory says about learning rates and momentum on a quadratic, from its curvatures alone.

mu is the smallest and L the largest eigenvalue of the Hessian. Elsewhere than on a quadratic the same numbers hold for
the place where the Hessian was taken, and nowhere else.
"""

import math

import numpy as np


def curvatures(path):
    """(mu, L) at the start of a Path, or None where the loss does not curve upwards along both directions."""
    hessian = path.hessian[0]
    if not np.isfinite(hessian).all():
        return None
    low, high = (float(number) for number in np.linalg.eigvalsh(hessian))
    return (low, high) if low > 1e-9 * high > 0 else None


def largest_rate(form, values, largest):
    """The largest learning rate with which steps of a rule do not grow where the curvature is L; None if unknown."""
    return None if form.limit is None else form.limit(values) / largest


def best_rate(mu, largest):
    """The best constant learning rate of gradient descent: 2 / (L + mu)."""
    return 2 / (largest + mu)


def polyak(mu, largest):
    """(learning rate, momentum) with which the heavy ball is fastest in the long run (Polyak 1964)."""
    low, high = math.sqrt(mu), math.sqrt(largest)
    return 4 / (high + low) ** 2, ((high - low) / (high + low)) ** 2


def lessard(mu, largest):
    """(learning rate, momentum) with which Nesterov's rule is fastest (Lessard, Recht & Packard 2016)."""
    root = math.sqrt(3 * largest / mu + 1)
    return 4 / (3 * largest + mu), (root - 2) / (root + 2)


def best_momentum(rate, mu, largest):
    """The momentum with which the heavy ball is fastest in the long run at this learning rate; None if none is stable.

    Each direction shrinks by the square root of momentum where it spirals, which it does from (1 - sqrt(rate x
    curvature))^2 on; less momentum leaves the direction slower, more makes all of them slower.
    """
    least = max((1 - math.sqrt(rate * curvature)) ** 2 for curvature in (mu, largest))
    return least if least < 1 else None

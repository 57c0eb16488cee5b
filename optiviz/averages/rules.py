r"""The exponential moving average V_t = b V_{t-1} + (1 - b) x_t with V_0 = 0, and what can be said of it.

x (..., n) holds x_1 ... x_n along its last axis; b is a decay rate in [0, 1) or an array of them that broadcasts
against the leading axes. Entry t - 1 of every result belongs to step t.
"""

import math

import numpy as np

from optiviz.records import Average


def raw(x, b):
    """V_t itself, which starts out near 0: it holds only the share 1 - b^t of a whole average."""
    x, b = np.asarray(x, dtype=float), np.asarray(b, dtype=float)
    held = np.zeros(np.broadcast_shapes(x.shape[:-1], b.shape))
    found = np.empty((*held.shape, x.shape[-1]))
    for t in range(x.shape[-1]):
        held = b * held + (1 - b) * x[..., t]
        found[..., t] = held
    return found


def corrected(x, b):
    """V_t / (1 - b^t), a true weighted mean of x_1 ... x_t: pandas' ewm(alpha=1 - b, adjust=True)."""
    return raw(x, b) / share(b, np.arange(1, np.shape(x)[-1] + 1))


def started(x, b):
    """The recursion started at x_1 instead of 0: pandas' ewm(alpha=1 - b, adjust=False)."""
    x = np.asarray(x, dtype=float)
    first = x[..., :1]
    return first + raw(x - first, b)


def expanded(x, b):
    """V_t written out, the sum of (1 - b) b^k x_{t-k} over k = 0 ... t - 1, for x (n,) and one b."""
    x = np.asarray(x, dtype=float)
    weight = weights(b, len(x))
    return np.array([weight[:t] @ x[t - 1 :: -1] if t < len(x) else weight @ x[::-1] for t in range(1, len(x) + 1)])


def simple(x, window):
    """The plain mean of the last `window` values of x (n,), of all there are while they are fewer."""
    total = np.concatenate([[0.0], np.cumsum(np.asarray(x, dtype=float))])
    ends = np.arange(1, len(total))
    begins = np.maximum(ends - window, 0)
    return (total[ends] - total[begins]) / (ends - begins)


def weights(b, n):
    """The weight (1 - b) b^k of the value k steps back, k = 0 ... n - 1."""
    return (1 - b) * np.power(float(b), np.arange(n))


def share(b, n):
    """The sum of the first n weights, 1 - b^n, exact also where b is nearly 1; b and n broadcast, b along new rows."""
    b = np.asarray(b, dtype=float)
    with np.errstate(divide="ignore"):  # b = 0 remembers nothing: its first weight is 1
        return -np.expm1(np.multiply.outer(np.log(b), np.asarray(n, dtype=float)))


def terms(b, part):
    """How many weights it takes until they sum to part of the whole, 0 < part < 1."""
    if b == 0:
        return 1
    n = max(1, math.ceil(math.log1p(-part) / math.log(b)))
    return n if 1 - b**n >= part else n + 1


def memory(b):
    """1 / (1 - b) steps, the mean age of a value plus one; the weights of so many steps sum to 63 to 100 %."""
    return 1 / (1 - b)


def window(b):
    """(1 + b) / (1 - b): a simple mean of so many values lets through as much of white noise."""
    return (1 + b) / (1 - b)


def half_life(b):
    """Steps after which a weight has halved."""
    return math.log(0.5) / math.log(b) if b > 0 else 0.0


def lag(b):
    """b / (1 - b): how many steps the average of a straight line lags behind it, once it has run in."""
    return b / (1 - b)


def rms(error):
    """The root of the mean square along the last axis."""
    return np.sqrt(np.mean(np.square(error), axis=-1))


def distance(x, target, b, whole):
    """The root mean square distance of the averages of x (m, n) to target (m, n), for every b (k,): (k, m).

    whole: of the corrected averages, else of the raw ones. Nothing of size k m n is ever held.
    """
    b = np.asarray(b, dtype=float)[:, None]
    held, total, n = np.zeros((len(b), len(x))), np.zeros((len(b), len(x))), x.shape[-1]
    parts = share(b[:, 0], np.arange(1, n + 1)) if whole else np.ones((len(b), n))
    for t in range(n):
        held = b * held + (1 - b) * x[:, t]
        total += np.square(held / parts[:, t : t + 1] - target[:, t])
    return np.sqrt(total / n)


def average(x, b):
    """The Average of x (n,) under b; the simple mean has the whole window that fits window(b) best."""
    width = max(1, round(window(b)))
    return Average(b, raw(x, b), corrected(x, b), simple(x, width), width, started(x, b))

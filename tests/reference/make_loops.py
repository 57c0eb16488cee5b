"""Write numpy-loop.json: algorithms as plain NumPy loops, for the forms and the values that no library has.

Gradients and Hessians are written out by hand. Sources: the papers that are named at each loop.

pip install numpy==2.4.6
python tests/reference/make_loops.py
"""

import numpy as np
from cases import Row, cases, scheduled, write


def gradient(place, w):
    x, y = w
    if place.surface == "bowl":
        return hessian(place, w) @ w
    if place.surface == "rosenbrock":
        b = place.values["b"]
        return np.array([-2 * (1 - x) - 4 * b * x * (y - x * x), 2 * b * (y - x * x)])
    p, q = x * x + y - 11, x + y * y - 7  # Himmelblau
    return np.array([4 * x * p + 2 * q, 2 * p + 4 * y * q])


def hessian(place, w):
    x, y = w
    if place.surface == "bowl":
        angle = np.radians(place.values["angle"])
        rows = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        return rows.T @ np.diag([1.0, place.values["kappa"]]) @ rows
    if place.surface == "rosenbrock":
        b = place.values["b"]
        return np.array([[2 - 4 * b * (y - 3 * x * x), -4 * b * x], [-4 * b * x, 2 * b]])
    p, q = x * x + y - 11, x + y * y - 7
    return np.array([[4 * p + 8 * x * x + 2, 4 * x + 4 * y], [4 * x + 4 * y, 2 + 4 * q + 8 * y * y]])


def heavy_ball(w, g, rates, learning_rate, momentum):
    """Polyak 1964: the step and a share of the last move."""
    before = w
    for rate in rates:
        w, before = w - rate * g(w) + momentum * (w - before), w
        yield w


def running_mean(w, g, rates, learning_rate, momentum):
    """The first moment of Adam on its own."""
    m = 0
    for rate in rates:
        m = momentum * m + (1 - momentum) * g(w)
        w = w - rate * m
        yield w


def look_ahead(w, g, rates, learning_rate, momentum):
    """Nesterov 1983 as in Sutskever et al. 2013, equations 3 and 4."""
    v = 0
    for rate in rates:
        v = momentum * v - rate * g(w + momentum * v)
        w = w + v
        yield w


def adagrad(w, g, rates, learning_rate, eps):
    """Duchi, Hazan & Singer 2011, the diagonal form."""
    total = 0
    for rate in rates:
        total = total + g(w) ** 2
        w = w - rate * g(w) / (eps + np.sqrt(total))
        yield w


def rmsprop(w, g, rates, learning_rate, decay, eps, momentum, centered, weight_decay):
    """Graves 2013, equations 38 to 41; without centering for centered = 0; weight decay on the point."""
    square = mean = move = 0
    for rate in rates:
        square = decay * square + (1 - decay) * g(w) ** 2
        mean = decay * mean + (1 - decay) * g(w)
        move = momentum * move - rate * g(w) / np.sqrt(square - (mean**2 if centered else 0) + eps)
        w = w + move - rate * weight_decay * w
        yield w


def adadelta(w, g, rates, learning_rate, rho, eps, weight_decay):
    """Zeiler 2012, algorithm 1, times a learning rate; weight decay in the gradient."""
    squares = moves = 0
    for rate in rates:
        slope = g(w) + weight_decay * w
        squares = rho * squares + (1 - rho) * slope**2
        move = -np.sqrt(moves + eps) / np.sqrt(squares + eps) * slope
        moves = rho * moves + (1 - rho) * move**2
        w = w + rate * move
        yield w


def adam(w, g, rates, learning_rate, b1, b2, eps, bias_correction=1.0, weight_decay=0.0):
    """Kingma & Ba 2015, algorithm 1; decay as in Loshchilov & Hutter 2019, algorithm 2: by the schedule alone."""
    m = v = 0
    for t, rate in enumerate(rates, 1):
        m = b1 * m + (1 - b1) * g(w)
        v = b2 * v + (1 - b2) * g(w) ** 2
        m_hat, v_hat = (m / (1 - b1**t), v / (1 - b2**t)) if bias_correction else (m, v)
        w = w - rate * m_hat / (np.sqrt(v_hat) + eps) - rate / learning_rate * weight_decay * w
        yield w


def adam_hat(w, g, rates, learning_rate, b1, b2, eps, bias_correction, weight_decay):
    """Kingma & Ba 2015, the lines before section 2.1: epsilon on the uncorrected root, as in Keras."""
    m = v = 0
    for t, rate in enumerate(rates, 1):
        m = b1 * m + (1 - b1) * g(w)
        v = b2 * v + (1 - b2) * g(w) ** 2
        factor = np.sqrt(1 - b2**t) / (1 - b1**t) if bias_correction else 1
        w = w - rate * factor * m / (np.sqrt(v) + eps) - rate * weight_decay * w
        yield w


def amsgrad(w, g, rates, learning_rate, b1, b2, eps):
    """Reddi, Kale & Kumar 2018, algorithm 2, with an epsilon."""
    m = v = largest = 0
    for rate in rates:
        m = b1 * m + (1 - b1) * g(w)
        v = b2 * v + (1 - b2) * g(w) ** 2
        largest = np.maximum(largest, v)
        w = w - rate * m / (np.sqrt(largest) + eps)
        yield w


def adamax(w, g, rates, learning_rate, b1, b2):
    """Kingma & Ba 2015, algorithm 2."""
    m = u = 0
    for t, rate in enumerate(rates, 1):
        m = b1 * m + (1 - b1) * g(w)
        u = np.maximum(b2 * u, np.abs(g(w)))
        w = w - rate / (1 - b1**t) * m / u
        yield w


def nadam(w, g, rates, learning_rate, b1, b2, eps, momentum_decay, weight_decay):
    """Dozat 2016, algorithm 2 and section 3's momentum schedule; weight decay on the point, as in Keras."""
    m = v = 0
    product = 1

    def mu(t):
        return b1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))

    for t, rate in enumerate(rates, 1):
        product = product * mu(t)
        g_hat = g(w) / (1 - product)
        m = b1 * m + (1 - b1) * g(w)
        v = b2 * v + (1 - b2) * g(w) ** 2
        m_bar = (1 - mu(t)) * g_hat + mu(t + 1) * m / (1 - product * mu(t + 1))
        w = w - rate * m_bar / (np.sqrt(v / (1 - b2**t)) + eps) - rate * weight_decay * w
        yield w


def radam(w, g, rates, learning_rate, b1, b2):
    """Liu et al. 2020, algorithm 2."""
    m = v = 0
    longest = 2 / (1 - b2) - 1
    for t, rate in enumerate(rates, 1):
        m = b1 * m + (1 - b1) * g(w)
        v = b2 * v + (1 - b2) * g(w) ** 2
        m_hat, length = m / (1 - b1**t), longest - 2 * t * b2**t / (1 - b2**t)
        if length > 4:
            r = np.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))
            w = w - rate * r * m_hat * np.sqrt((1 - b2**t) / v)
        else:
            w = w - rate * m_hat
        yield w


def newton(w, g, rates, learning_rate, damping, h):
    """Newton's method on the Hessian plus a multiple of the identity."""
    for rate in rates:
        w = w - rate * np.linalg.solve(h(w) + damping * np.eye(2), g(w))
        yield w


def saddle_free_newton(w, g, rates, learning_rate, damping, h):
    """Dauphin et al. 2014: the same with the absolute eigenvalues of the Hessian."""
    for rate in rates:
        values, vectors = np.linalg.eigh(h(w))
        w = w - rate * vectors @ (vectors.T @ g(w) / (np.abs(values) + damping))
        yield w


def row(optimizer, loop, plans, convention="paper", places=("rosenbrock", "shallow")):
    """A Row whose loop takes our own value names."""
    names = {name: name for name in plans(1.0)[0] if name != "schedule"}
    return Row(optimizer, convention, loop, names, plans, places=places)


def velocity(rate):
    return [
        {"learning_rate": 0.5 * rate, "momentum": 0.9},
        {"learning_rate": rate, "momentum": 0.6},
        scheduled(learning_rate=0.5 * rate, momentum=0.8),
    ]


def moments(rate=0.1, **more):
    """Plans for two betas and further values of the rule's own: none at first, then as given."""
    return lambda _: [
        {"learning_rate": 1e-3, "b1": 0.9, "b2": 0.999, **{name: values[0] for name, values in more.items()}},
        {"learning_rate": rate, "b1": 0.7, "b2": 0.95, **{name: values[1] for name, values in more.items()}},
        scheduled(learning_rate=rate, b1=0.8, b2=0.9, **{name: values[1] for name, values in more.items()}),
        scheduled(learning_rate=rate, b1=0.9, b2=0.99, **{name: values[0] for name, values in more.items()}),
    ]


def own(rate=0.1, **values):
    """Plans for a value that the library does not have, away from what the library does."""
    return lambda _: [
        {"learning_rate": rate, "b1": 0.7, "b2": 0.95, **values},
        scheduled(learning_rate=rate, b1=0.8, b2=0.9, **values),
    ]


def second_order(_):
    return [
        {"learning_rate": 1.0, "damping": 0.0},
        {"learning_rate": 0.3, "damping": 0.1},
        scheduled(learning_rate=0.5, damping=1.0),
    ]


ROWS = (
    row("momentum", heavy_ball, velocity),
    row("momentum", running_mean, velocity, "ema"),
    row("nesterov", look_ahead, velocity),
    row(
        "adagrad",
        adagrad,
        lambda _: [
            {"learning_rate": 0.01, "eps": 1e-8},
            {"learning_rate": 0.5, "eps": 0.1},
            scheduled(learning_rate=0.5, eps=0.1),
        ],
    ),
    row(
        "rmsprop",
        rmsprop,
        lambda _: [
            {
                "learning_rate": 1e-4,
                "decay": 0.95,
                "eps": 1e-4,
                "momentum": 0.9,
                "centered": 1.0,
                "weight_decay": 0.0,
            },
            {"learning_rate": 0.02, "decay": 0.9, "eps": 0.1, "momentum": 0.0, "centered": 0.0, "weight_decay": 0.5},
            scheduled(learning_rate=0.01, decay=0.9, eps=0.1, momentum=0.7, centered=1.0, weight_decay=0.2),
        ],
    ),
    row(
        "adadelta",
        adadelta,
        lambda _: [
            {"learning_rate": 1.0, "rho": 0.95, "eps": 1e-6, "weight_decay": 0.0},
            {"learning_rate": 0.5, "rho": 0.98, "eps": 1e-3, "weight_decay": 0.3},
            scheduled(learning_rate=0.5, rho=0.9, eps=0.1, weight_decay=0.1),
        ],
    ),
    row("adam", adam, moments(eps=(1e-8, 0.1), bias_correction=(1.0, 0.0))),
    row("adam", adam, own(eps=0.1, bias_correction=0.0), "pytorch"),
    row("adam", adam_hat, own(eps=0.1, bias_correction=0.0, weight_decay=0.2), "keras"),
    row("adamw", adam, moments(eps=(1e-8, 0.1), weight_decay=(0.01, 0.02))),
    row("amsgrad", amsgrad, moments(eps=(1e-8, 0.1))),
    row("adamax", adamax, moments()),
    row("nadam", nadam, own(0.05, eps=0.1, momentum_decay=0.1, weight_decay=0.2), "keras"),
    row(
        "radam",
        radam,
        lambda rate: [
            {"learning_rate": rate, "b1": 0.9, "b2": 0.999},
            {"learning_rate": rate, "b1": 0.7, "b2": 0.95},
            scheduled(learning_rate=rate, b1=0.8, b2=0.98),
            {"learning_rate": rate, "b1": 0.8, "b2": 0.5},
        ],
    ),
    row("newton", newton, second_order, places=("rosenbrock", "himmelblau")),
    row("saddle_free_newton", saddle_free_newton, second_order, places=("rosenbrock", "himmelblau")),
)


def run(row, values, place, rates):
    """The path of one loop from a start."""
    more = {"h": lambda w: hessian(place, w)} if row.function in (newton, saddle_free_newton) else {}

    def path(start):
        start = np.array(start)
        points = row.function(start, lambda w: gradient(place, w), rates, **row.arguments(values), **more)
        return [start.tolist(), *(w.tolist() for w in points)]

    return path


if __name__ == "__main__":
    write("numpy-loop", np.__version__, cases(ROWS, run))

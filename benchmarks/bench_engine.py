"""One interactive update: eight optimizers, 300 steps each on Rosenbrock's valley, other values on every call.

optiviz.race, from the specs to finished records (points, losses, gradients, Hessians, states), against two
loops that keep only points and losses: the optimizers of PyTorch, and plain NumPy with the gradient by hand. All in
float64, and all must end at the same points. Run it by: python -m benchmarks.bench_engine
"""

import numpy as np

from benchmarks.contest import START, STEPS, gradient, loss, moved, specs
from benchmarks.rounds import interleave, machine, table
from optiviz import race

try:
    import torch
except ImportError:
    torch = None
else:
    torch.set_default_dtype(torch.float64)  # NAdam keeps one product in the default type

EXPECTED = {"torch.optim": 1000, "NumPy loop": 20}


def ends_of_race(k):
    return np.array([path.theta[-1] for path in race(specs(k))])


def ends_of_torch(k):
    return np.array([_torch_run(TORCH[key], values)[-1] for key, values in moved(k).items()])


def _torch_run(make, h):
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([w], h)
    points, losses = [w.tolist()], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        value = loss(w)
        value.backward()
        optimizer.step()
        points.append(w.tolist())
        losses.append(value.item())
    return points


TORCH = {
    "gd": lambda w, h: torch.optim.SGD(w, h["learning_rate"]),
    "momentum": lambda w, h: torch.optim.SGD(w, h["learning_rate"], h["momentum"]),
    "nesterov": lambda w, h: torch.optim.SGD(w, h["learning_rate"], h["momentum"], nesterov=True),
    "adagrad": lambda w, h: torch.optim.Adagrad(w, h["learning_rate"], eps=h["eps"]),
    "rmsprop": lambda w, h: torch.optim.RMSprop(w, h["learning_rate"], h["decay"], h["eps"]),
    "adam": lambda w, h: torch.optim.Adam(w, h["learning_rate"], (h["b1"], h["b2"]), h["eps"]),
    "adamw": lambda w, h: torch.optim.AdamW(w, h["learning_rate"], (h["b1"], h["b2"]), h["eps"], h["weight_decay"]),
    "nadam": lambda w, h: torch.optim.NAdam(
        w, h["learning_rate"], (h["b1"], h["b2"]), h["eps"], momentum_decay=h["momentum_decay"]
    ),
}


def ends_of_numpy(k):
    return np.array([_numpy_run(NUMPY[key], values)[-1] for key, values in moved(k).items()])


def _numpy_run(rule, h):
    w, s = np.array(START), (np.zeros(2), np.zeros(2), 1.0)
    points, losses = np.empty((STEPS + 1, 2)), np.empty(STEPS)
    points[0] = w
    for t in range(1, STEPS + 1):
        losses[t - 1] = loss(w)
        w, s = rule(w, gradient(w), s, h, t)
        points[t] = w
    return points


def _gd(w, g, s, h, t):
    return w - h["learning_rate"] * g, s


def _momentum(w, g, s, h, t):
    v = h["momentum"] * s[0] + g
    return w - h["learning_rate"] * v, (v,)


def _nesterov(w, g, s, h, t):
    v = h["momentum"] * s[0] + g
    return w - h["learning_rate"] * (g + h["momentum"] * v), (v,)


def _adagrad(w, g, s, h, t):
    v = s[0] + g**2
    return w - h["learning_rate"] * g / (np.sqrt(v) + h["eps"]), (v,)


def _rmsprop(w, g, s, h, t):
    v = h["decay"] * s[0] + (1 - h["decay"]) * g**2
    return w - h["learning_rate"] * g / (np.sqrt(v) + h["eps"]), (v,)


def _adam(w, g, s, h, t):
    m, v = h["b1"] * s[0] + (1 - h["b1"]) * g, h["b2"] * s[1] + (1 - h["b2"]) * g**2
    m_hat, v_hat = m / (1 - h["b1"] ** t), v / (1 - h["b2"] ** t)
    return w - h["learning_rate"] * m_hat / (np.sqrt(v_hat) + h["eps"]), (m, v)


def _adamw(w, g, s, h, t):
    return _adam(w * (1 - h["learning_rate"] * h["weight_decay"]), g, s, h, t)


def _nadam(w, g, s, h, t):
    m, v = h["b1"] * s[0] + (1 - h["b1"]) * g, h["b2"] * s[1] + (1 - h["b2"]) * g**2
    mu, mu_next = (h["b1"] * (1 - 0.5 * 0.96 ** (step * h["momentum_decay"])) for step in (t, t + 1))
    product = s[2] * mu
    m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)
    return w - h["learning_rate"] * m_hat / (np.sqrt(v / (1 - h["b2"] ** t)) + h["eps"]), (m, v, product)


NUMPY = {
    "gd": _gd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": _adamw,
    "nadam": _nadam,
}


def main():
    contestants = {"optiviz.race": (ends_of_race, 40)}
    if torch:
        contestants["torch.optim"] = (ends_of_torch, 1)
    contestants["NumPy loop"] = (ends_of_numpy, 5)
    print(f"One update of 8 optimizers, {STEPS} steps each; values differ on every call")
    print(machine("jax", "numpy", *(["torch"] if torch else [])))
    ours = ends_of_race(0)
    for name, (call, _) in contestants.items():
        apart = np.abs(call(0) - ours).max()
        print(f"  {name}: final points differ from ours by {apart:.1e} at most, {'fine' if apart <= 1e-8 else 'WRONG'}")
    table(interleave(contestants, rounds=11), EXPECTED)
    if not torch:
        print("PyTorch is not installed. To compare with it: pip install torch==2.13.0")


if __name__ == "__main__":
    main()

"""What the benchmarks run: eight optimizers from one start on Rosenbrock's valley, other values on every call."""

import math

import numpy as np

from optiviz import PathSpec

START = (-1.2, 1.0)
STEPS = 300
VALUES = {
    "gd": {"learning_rate": 1e-3},
    "momentum": {"learning_rate": 2e-4, "momentum": 0.9},
    "nesterov": {"learning_rate": 2e-4, "momentum": 0.9},
    "adagrad": {"learning_rate": 0.5, "eps": 1e-10},
    "rmsprop": {"learning_rate": 2e-3, "decay": 0.99, "eps": 1e-8},
    "adam": {"learning_rate": 0.02, "b1": 0.9, "b2": 0.999, "eps": 1e-8},
    "adamw": {"learning_rate": 0.02, "b1": 0.9, "b2": 0.999, "eps": 1e-8, "weight_decay": 0.01},
    "nadam": {"learning_rate": 0.02, "b1": 0.9, "b2": 0.999, "eps": 1e-8, "momentum_decay": 4e-3},
}


def moved(k):
    """VALUES as a reader's hand on the sliders would change them: another set for every k."""
    factor = 1 + 0.2 * math.sin(k)
    moving = {
        "learning_rate": lambda v: v * factor,
        "momentum": lambda v: v * factor**0.1,
        "b1": lambda v: v / factor**0.1,
    }
    return {key: {name: moving.get(name, float)(v) for name, v in values.items()} for key, values in VALUES.items()}


def specs(k):
    """The specs of call k."""
    return [PathSpec("rosenbrock", key, "pytorch", START, STEPS, values) for key, values in moved(k).items()]


def loss(w):
    x, y = w
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def gradient(w):
    """By hand, for the loop that knows no automatic differentiation."""
    x, y = w
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])

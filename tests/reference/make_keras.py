"""Write keras.json: what the optimizers of Keras do on the reference surfaces.

pip install keras==3.15.1 jax==0.10.2
python tests/reference/make_keras.py
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import jax
import keras
from cases import Row, cases, scheduled, write

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")  # Keras keeps the learning rate and the moments in this type

LR = {"learning_rate": "learning_rate"}
BETAS = {"b1": "beta_1", "b2": "beta_2"}
EPS = {"eps": "epsilon"}
DECAY = {"weight_decay": "weight_decay"}
MOMENTUM = {"momentum": "momentum"}


def moments(rate=0.1):
    """Plans for a rule with two betas, an epsilon and a weight decay."""
    return lambda _: [
        {},
        {"learning_rate": rate},
        {"learning_rate": rate, "b1": 0.7, "b2": 0.95, "eps": 0.1},
        {"learning_rate": 0.5 * rate, "b1": 0.8, "weight_decay": 0.5},
        scheduled(learning_rate=1.5 * rate, b1=0.8),
        scheduled(learning_rate=rate, b2=0.9, eps=0.1, weight_decay=0.2),
    ]


def velocity(rate):
    """Plans for gradient descent with a velocity."""
    return [
        {"learning_rate": 0.5 * rate, "momentum": 0.9},
        {"learning_rate": rate, "momentum": 0.6, "weight_decay": 0.5},
        scheduled(learning_rate=0.5 * rate, momentum=0.8),
        scheduled(learning_rate=0.5 * rate, momentum=0.9, weight_decay=0.2),
    ]


ROWS = (
    Row(
        "gd",
        "keras",
        keras.optimizers.SGD,
        LR | DECAY,
        lambda rate: [
            {"learning_rate": rate},
            {"learning_rate": rate, "weight_decay": 0.5},
            scheduled(learning_rate=1.2 * rate),
            scheduled(learning_rate=rate, weight_decay=0.2),
        ],
    ),
    Row("momentum", "keras", keras.optimizers.SGD, LR | MOMENTUM | DECAY, velocity),
    Row("nesterov", "keras", keras.optimizers.SGD, LR | MOMENTUM | DECAY, velocity, {"nesterov": True}),
    Row(
        "adagrad",
        "keras",
        keras.optimizers.Adagrad,
        LR | EPS | DECAY | {"initial_accumulator": "initial_accumulator_value"},
        lambda _: [
            {},
            {"learning_rate": 0.5},
            {"learning_rate": 0.5, "eps": 0.1, "initial_accumulator": 0.5},
            {"learning_rate": 0.3, "weight_decay": 0.5},
            scheduled(learning_rate=0.6, eps=0.1),
            scheduled(learning_rate=0.6, initial_accumulator=2.0, weight_decay=0.2),
        ],
    ),
    Row(
        "adadelta",
        "keras",
        keras.optimizers.Adadelta,
        LR | EPS | DECAY | {"rho": "rho"},
        lambda _: [
            {},
            {"learning_rate": 1.5, "rho": 0.8, "eps": 1e-3},
            {"learning_rate": 0.5, "eps": 0.1},
            {"learning_rate": 1.0, "eps": 0.01, "weight_decay": 0.2},
            scheduled(learning_rate=1.0, eps=0.01),
            scheduled(learning_rate=0.5, rho=0.8, eps=0.1, weight_decay=0.1),
        ],
    ),
    Row(
        "rmsprop",
        "keras",
        keras.optimizers.RMSprop,
        LR | EPS | MOMENTUM | DECAY | {"decay": "rho", "centered": "centered"},
        lambda _: [
            {},
            {"learning_rate": 0.02, "decay": 0.95, "eps": 0.1},
            {"learning_rate": 0.01, "momentum": 0.9},
            {"learning_rate": 0.02, "decay": 0.95, "centered": 1.0, "eps": 0.1},
            {"learning_rate": 0.01, "momentum": 0.7, "centered": 1.0, "weight_decay": 0.3, "eps": 0.01},
            scheduled(learning_rate=0.02, momentum=0.8),
            scheduled(learning_rate=0.02, momentum=0.5, centered=1.0, eps=0.1),
            scheduled(learning_rate=0.05, weight_decay=0.5, eps=0.1),
        ],
    ),
    Row("adam", "keras", keras.optimizers.Adam, LR | BETAS | EPS | DECAY, moments()),
    Row("adamw", "keras", keras.optimizers.AdamW, LR | BETAS | EPS | DECAY, moments()),
    Row("amsgrad", "keras", keras.optimizers.Adam, LR | BETAS | EPS | DECAY, moments(), {"amsgrad": True}),
    Row("adamax", "keras", keras.optimizers.Adamax, LR | BETAS | EPS | DECAY, moments()),
    Row("nadam", "keras", keras.optimizers.Nadam, LR | BETAS | EPS | DECAY, moments(0.05)),
    Row(
        "lion",
        "keras",
        keras.optimizers.Lion,
        LR | BETAS | DECAY,
        lambda _: [
            {},
            {"learning_rate": 0.0513},
            {"learning_rate": 0.0313, "b1": 0.7, "b2": 0.9},
            {"learning_rate": 0.0313, "b2": 0.95, "weight_decay": 0.5},
            scheduled(learning_rate=0.0513, b1=0.8),
            scheduled(learning_rate=0.1013, weight_decay=0.2),
        ],
    ),
    Row(
        "schedule_free",
        "keras",
        keras.optimizers.ScheduleFreeAdamW,
        LR | BETAS | EPS | DECAY,
        moments(),
    ),
)


def run(row, values, place, rates):
    """The path of one optimizer from a start: its own step, on gradients of the surface by JAX."""
    gradient = jax.jit(jax.grad(lambda p: place.loss(p[0], p[1])))

    def path(start):
        w = keras.Variable(start, dtype="float64")
        optimizer = row.function(**row.arguments(values))
        optimizer.build([w])
        theta = [list(start)]
        for rate in rates:
            optimizer.learning_rate = rate
            optimizer.apply([gradient(w.value)], [w])
            theta.append(_point(optimizer, w))
        return theta

    return path


def _point(optimizer, w):
    """The point; for Schedule-Free, which keeps y in the variable and z beside it, the average x between them."""
    point = w.value
    if isinstance(optimizer, keras.optimizers.ScheduleFreeAdamW):
        point = (point - (1 - optimizer.beta_1) * optimizer._momentums[0].value) / optimizer.beta_1
    assert point.dtype == optimizer.learning_rate.dtype == "float64"
    return point.tolist()


if __name__ == "__main__":
    write("keras", keras.__version__, cases(ROWS, run), ROWS)

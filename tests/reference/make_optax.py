"""Write optax.json: what the optimizers of optax do on the reference surfaces, where they are the rule that they name.

Left out are those that differ: NAdam, AMSGrad, RAdam, Rprop, L-BFGS, and Adan but for b2 = 0.5 (optax weighs the
gradient difference by 1 - b2 where the authors' code has b2).

pip install optax==0.2.8 jax==0.10.2
python tests/reference/make_optax.py
"""

import jax
import jax.numpy as jnp
import optax
from cases import HILLS, Row, cases, scheduled, write
from optax import contrib

jax.config.update("jax_enable_x64", True)

LR = {"learning_rate": "learning_rate"}
BETAS = {"b1": "b1", "b2": "b2"}
EPS = {"eps": "eps"}
DECAY = {"weight_decay": "weight_decay"}


def moments(rate=0.1, default=1e-3):
    """Plans for a rule with two betas and an epsilon; optax has no default learning rate."""
    return lambda _: [
        {"learning_rate": default},
        {"learning_rate": rate},
        {"learning_rate": rate, "b1": 0.7, "b2": 0.95, "eps": 0.1},
        scheduled(learning_rate=rate, b1=0.8),
        scheduled(learning_rate=1.5 * rate, b2=0.9, eps=0.1),
    ]


def decayed(plans):
    """The same plans and two more with a weight decay."""
    return lambda rate: [
        *plans(rate),
        {**plans(rate)[2], "weight_decay": 0.5},
        {**plans(rate)[4], "weight_decay": 0.2},
    ]


def signum(learning_rate, momentum=0.0):
    """The sign of a running mean; optax's own signum takes the sign of a sum, which is the same sign."""
    return optax.signum(learning_rate, momentum) if momentum else optax.sign_sgd(learning_rate)


def yogi(learning_rate, b1=0.9, b2=0.999, eps=1e-3, initial_accumulator=1e-6):
    """optax.yogi, whose two starting values are not among its arguments."""
    scale = optax.scale_by_yogi(b1, b2, eps, initial_accumulator_value=initial_accumulator)
    return optax.chain(scale, optax.scale_by_learning_rate(learning_rate))


def sam(learning_rate, radius=0.05):
    """SAM around gradient descent; the two gradients of a step are taken within one call."""
    perturb = optax.chain(contrib.normalize(), optax.sgd(radius))
    return contrib.sam(optax.sgd(learning_rate), perturb, opaque_mode=True)


def schedule_free(learning_rate=1.0, b1=0.9):
    """Schedule-Free SGD; its own count of steps starts at 1, that of optax.sgd at 0."""
    return contrib.schedule_free(optax.sgd(learning_rate), lambda count: learning_rate(count - 1), b1=b1)


def rmsprop(learning_rate, decay, eps, momentum, centered, eps_in_sqrt, rate_inside):
    """optax.rmsprop with the learning rate inside or outside the velocity."""
    scale = optax.scale_by_stddev if centered else optax.scale_by_rms
    chain = [
        scale(decay, eps, eps_in_sqrt=eps_in_sqrt),
        optax.trace(momentum),
        optax.scale_by_learning_rate(learning_rate),
    ]
    return optax.chain(*([chain[0], chain[2], chain[1]] if rate_inside else chain))


def rms_plans(_):
    return [
        {"learning_rate": 0.01, "decay": 0.9, "eps": 0.1},
        {"learning_rate": 0.01, "momentum": 0.8, "centered": 1.0, "eps": 0.01},
        scheduled(learning_rate=0.02, momentum=0.7, eps=0.1),
        scheduled(learning_rate=0.02, decay=0.95, centered=1.0, eps=0.1),
    ]


RMS = {"learning_rate": "learning_rate", "decay": "decay", "eps": "eps", "momentum": "momentum", "centered": "centered"}
RMS_OWN = {"decay": 0.99, "eps": 1e-8, "momentum": 0.0, "centered": 0.0}


def velocity(rate):
    """Plans for gradient descent with a velocity."""
    return [
        {"learning_rate": 0.5 * rate, "momentum": 0.9},
        {"learning_rate": rate, "momentum": 0.6},
        scheduled(learning_rate=0.5 * rate, momentum=0.8),
    ]


def sgd_keras(learning_rate, momentum, nesterov=False):
    """Gradient descent with the learning rate inside the velocity."""
    return optax.chain(optax.scale_by_learning_rate(learning_rate), optax.trace(momentum, nesterov=nesterov))


SGD = {"learning_rate": "learning_rate", "momentum": "momentum"}

ROWS = (
    Row("gd", "pytorch", optax.sgd, LR, lambda rate: [{"learning_rate": rate}, scheduled(learning_rate=rate)]),
    Row("momentum", "pytorch", optax.sgd, SGD, velocity),
    Row("momentum", "keras", sgd_keras, SGD, velocity),
    Row("nesterov", "pytorch", optax.sgd, SGD, velocity, {"nesterov": True}),
    Row("nesterov", "keras", sgd_keras, SGD, velocity, {"nesterov": True}),
    Row(
        "adagrad",
        "keras",
        optax.adagrad,
        LR | EPS | {"initial_accumulator": "initial_accumulator_value"},
        lambda _: [
            {"learning_rate": 0.5},
            {"learning_rate": 0.5, "eps": 0.1, "initial_accumulator": 0.5},
            scheduled(learning_rate=0.5, eps=0.1),
        ],
    ),
    Row(
        "adadelta",
        "pytorch",
        optax.adadelta,
        LR | EPS | {"rho": "rho"},
        lambda _: [
            {"learning_rate": 1.0},
            {"learning_rate": 0.2, "rho": 0.8, "eps": 0.1},
            scheduled(learning_rate=1.0, eps=0.01),
        ],
    ),
    Row("rmsprop", "pytorch", rmsprop, RMS, rms_plans, {"eps_in_sqrt": False, "rate_inside": False}, own=RMS_OWN),
    Row("rmsprop", "keras", rmsprop, RMS, rms_plans, {"eps_in_sqrt": True, "rate_inside": True}, own=RMS_OWN),
    Row("adam", "pytorch", optax.adam, LR | BETAS | EPS, moments()),
    Row("adamw", "pytorch", optax.adamw, LR | BETAS | EPS | DECAY, decayed(moments())),
    Row("adamax", "pytorch", optax.adamax, LR | BETAS | EPS, moments()),
    Row(
        "adabelief",
        "paper",
        optax.adabelief,
        LR | BETAS | {"eps": ("eps", "eps_root")},
        moments(0.05),
        places=HILLS,
    ),
    Row(
        "yogi",
        "paper",
        yogi,
        LR | BETAS | EPS | {"initial_accumulator": "initial_accumulator"},
        lambda rate: [
            *moments(default=1e-2)(rate),
            {"learning_rate": 0.1, "initial_accumulator": 0.5},
            scheduled(learning_rate=0.1, eps=0.1, initial_accumulator=1e-3),
        ],
        places=HILLS,
    ),
    Row(
        "lion",
        "paper",
        optax.lion,
        LR | BETAS | DECAY,
        lambda _: [
            {"learning_rate": 1e-4, "weight_decay": 0.0},
            {"learning_rate": 0.0513, "weight_decay": 0.0},
            {"learning_rate": 0.0313, "b1": 0.7, "b2": 0.9, "weight_decay": 0.0},
            {"learning_rate": 0.0313, "b2": 0.95, "weight_decay": 0.5},
            scheduled(learning_rate=0.0513, b1=0.8, weight_decay=0.0),
            scheduled(learning_rate=0.1013, weight_decay=0.2),
        ],
        places=HILLS,
    ),
    Row(
        "signsgd",
        "paper",
        signum,
        LR | {"momentum": "momentum"},
        lambda _: [
            {"learning_rate": 1e-2 + 1e-5},
            {"learning_rate": 0.0513},
            {"learning_rate": 0.0313, "momentum": 0.9},
            scheduled(learning_rate=0.0513),
            scheduled(learning_rate=0.1013, momentum=0.7),
        ],
        places=HILLS,
    ),
    Row(
        "adan",
        "paper",
        optax.adan,
        LR | BETAS | {"b3": "b3"} | EPS,  # its weight decay is not the authors'
        lambda _: [
            {"learning_rate": 0.1, "b2": 0.5},
            {"learning_rate": 0.05, "b1": 0.9, "b2": 0.5, "b3": 0.95, "eps": 0.1},
            scheduled(learning_rate=0.1, b2=0.5, eps=0.1),
        ],
        {"eps_root": 0.0},
        places=HILLS,
    ),
    Row(
        "adopt",
        "paper",
        contrib.adopt,
        LR | BETAS | EPS,
        moments(),
        places=HILLS,
    ),
    Row(
        "ademamix",
        "paper",
        contrib.ademamix,
        LR | BETAS | {"b3": "b3", "alpha": "alpha"} | EPS | DECAY,
        lambda _: [
            {"learning_rate": 1e-3},
            {"learning_rate": 0.05, "b3": 0.99},
            {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "b3": 0.95, "alpha": 2.0, "eps": 0.1},
            {"learning_rate": 0.05, "alpha": 10.0, "weight_decay": 0.5},
            scheduled(learning_rate=0.05, b3=0.98),
            scheduled(learning_rate=0.05, b3=0.9, alpha=1.0, eps=0.1, weight_decay=0.2),
        ],
        places=HILLS,
    ),
    Row(
        "schedule_free",
        "paper",
        schedule_free,
        LR | {"b1": "b1"},
        lambda rate: [
            {"learning_rate": rate},
            {"learning_rate": rate, "b1": 0.6},
            {"learning_rate": 0.5 * rate, "b1": 0.98},
            scheduled(learning_rate=rate),
            scheduled(learning_rate=1.2 * rate, b1=0.7),
        ],
        places=HILLS,
    ),
    Row(
        "sam",
        "paper",
        sam,
        LR | {"radius": "radius"},
        lambda rate: [
            {"learning_rate": 0.1 * rate},
            {"learning_rate": 0.5 * rate, "radius": 0.1},
            {"learning_rate": 0.5 * rate, "radius": 0.02},
            scheduled(learning_rate=0.5 * rate),
            scheduled(learning_rate=0.3 * rate, radius=0.1),
        ],
        places=HILLS,
    ),
)


def run(row, values, place, rates):
    """The path of one optimizer from a start: its own update, on gradients by JAX, the rates as its own schedule."""
    gradient, table = jax.grad(lambda p: place.loss(p[0], p[1])), jnp.array(rates)
    optimizer = row.function(**row.arguments({**values, "learning_rate": lambda count: table[count]}))
    more = {"grad_fn": lambda p, i: gradient(p)} if row.function is sam else {}

    def step(carry, _):
        p, state = carry
        updates, state = optimizer.update(gradient(p), state, p, **more)
        p = optax.apply_updates(p, updates)
        return (p, state), contrib.schedule_free_eval_params(state, p) if row.function is schedule_free else p

    @jax.jit
    def path(start):
        _, theta = jax.lax.scan(step, (start, optimizer.init(start)), length=len(rates))
        return jnp.concatenate([start[None], theta])

    return lambda start: path(jnp.array(start)).tolist()


if __name__ == "__main__":
    write("optax", optax.__version__, cases(ROWS, run))

"""Gradient descent and its kinds of momentum, as code."""

from optiviz.optimizers.row import Call, Code, When
from optiviz.optimizers.written.pieces import DECAYED_G, G, both, constant, decoupled, with_decay, without

SGD = {
    "torch": Call("torch.optim.SGD([w], lr={learning_rate}, weight_decay={weight_decay})"),
    "keras": Call("keras.optimizers.SGD(learning_rate={learning_rate}, weight_decay={weight_decay})"),
    "optax": with_decay("optax.sgd({learning_rate})"),
}
GD = Code((), (DECAYED_G, "w = w - learning_rate * g"), SGD)
GD_DECOUPLED = Code((), (G, decoupled("learning_rate * g")), SGD)

BALL = {
    "torch": "torch.optim.SGD([w], lr={learning_rate}, momentum={momentum})",
    "keras": "keras.optimizers.SGD(learning_rate={learning_rate}, momentum={momentum})",
    "keras_decay": "keras.optimizers.SGD(learning_rate={learning_rate}, momentum={momentum}, "
    "weight_decay={weight_decay})",
    "optax": "optax.sgd({learning_rate}, momentum={momentum})",
    "inside": "optax.chain(optax.scale_by_learning_rate({learning_rate}), optax.trace({momentum}))",
}
INSIDE = "{} keeps the learning rate outside the velocity, which differs once the learning rate changes."
OUTSIDE = "Keras keeps the learning rate inside the velocity, which differs once the learning rate changes."
MOMENTUM = Code(
    ("v = 0 * w",),
    (
        DECAYED_G,
        When("dampening", "v = momentum * v + (1 - dampening * (t > 1)) * g", "v = momentum * v + g"),
        "w = w - learning_rate * v",
    ),
    {
        "torch": Call(
            "torch.optim.SGD([w], lr={learning_rate}, momentum={momentum}, dampening={dampening}, "
            "weight_decay={weight_decay})",
            lambda h, scheduled: h["momentum"] or not h["dampening"],  # without momentum PyTorch does not dampen
        ),
        "keras": Call(BALL["keras"], both(constant, without("dampening", "weight_decay"))),
        "optax": tuple(Call(call.text, both(call.fits, without("dampening"))) for call in with_decay(BALL["optax"])),
    },
    {"keras": OUTSIDE + " It has no dampening.", "optax": "optax has no dampening."},
)
MOMENTUM_INSIDE = Code(
    ("m = 0 * w",),
    (
        "m = momentum * m - learning_rate * gradient(w)",
        When("weight_decay", "w = w - learning_rate * weight_decay * w + m", "w = w + m"),
    ),
    {
        "torch": Call(BALL["torch"], both(constant, without("weight_decay"))),
        "keras": Call(BALL["keras_decay"]),
        "optax": Call(BALL["inside"], without("weight_decay")),
    },
    {"torch": INSIDE.format("PyTorch"), "optax": "optax has no weight decay apart from a velocity like this one."},
)
HEAVY_BALL = Code(
    ("before = w",),
    ("w, before = w - learning_rate * gradient(w) + momentum * (w - before), w",),
    {
        "torch": Call(BALL["torch"], constant),
        "keras": Call(BALL["keras"]),
        "optax": Call(BALL["inside"]),
    },
    {"torch": INSIDE.format("PyTorch")},
)
MOMENTUM_MEAN = Code(
    ("m = 0 * w",),
    ("m = momentum * m + (1 - momentum) * gradient(w)", "w = w - learning_rate * m"),
    {"optax": Call("optax.chain(optax.ema({momentum}, debias=False), optax.scale_by_learning_rate({learning_rate}))")},
    {
        "torch": "SGD with dampening comes close, but takes its first gradient whole.",
        "keras": "Keras's SGD sums its gradients instead of averaging them.",
    },
)

LOOK = {name: text.replace("{momentum})", "{momentum}, nesterov=True)") for name, text in BALL.items()}
LOOK["keras_decay"] = BALL["keras_decay"].replace("weight_decay=", "nesterov=True, weight_decay=")
MOVING = lambda h, scheduled: h["momentum"] > 0  # noqa: E731 - PyTorch's class refuses Nesterov without momentum
NESTEROV = Code(
    ("v = 0 * w",),
    (DECAYED_G, "v = momentum * v + g", "w = w - learning_rate * (g + momentum * v)"),
    {
        "torch": Call(LOOK["torch"][:-1] + ", weight_decay={weight_decay})", MOVING),
        "keras": Call(LOOK["keras"], both(constant, without("weight_decay"))),
        "optax": with_decay(LOOK["optax"]),
    },
    {"torch": "PyTorch's class refuses Nesterov without momentum.", "keras": OUTSIDE},
)
NESTEROV_INSIDE = Code(
    ("m = 0 * w",),
    (
        G,
        "m = momentum * m - learning_rate * g",
        When(
            "weight_decay",
            "w = w - learning_rate * weight_decay * w + momentum * m - learning_rate * g",
            "w = w + momentum * m - learning_rate * g",
        ),
    ),
    {
        "torch": Call(LOOK["torch"], both(constant, without("weight_decay"), MOVING)),
        "keras": Call(LOOK["keras_decay"]),
        "optax": Call(LOOK["inside"], without("weight_decay")),
    },
    {"torch": INSIDE.format("PyTorch"), "optax": "optax has no weight decay apart from a velocity like this one."},
)
STORED = "{}'s class stores the looked-ahead point instead, which is another curve of the same algorithm."
LOOK_AHEAD = Code(
    ("v = 0 * w",),
    ("v = momentum * v + learning_rate * gradient(w - momentum * v)", "w = w - v"),
    {},
    {"torch": STORED.format("PyTorch"), "keras": STORED.format("Keras"), "optax": STORED.format("optax")},
)

"""Rules that scale each coordinate by its own past, and rules of signs, as code."""

from optiviz.optimizers.row import Call, Code, When
from optiviz.optimizers.written.pieces import DECAYED_G, G, both, constant, decoupled, with_decay, without

ADAGRAD_STEP = "learning_rate * g / (sqrt(v) + eps)"
ADAGRAD_START = ("v = initial_accumulator + 0 * w",)
ADAGRAD = Code(
    ADAGRAD_START,
    (DECAYED_G, "v = v + g**2", f"w = w - {ADAGRAD_STEP}"),
    {
        "torch": Call(
            "torch.optim.Adagrad([w], lr={learning_rate}, initial_accumulator_value={initial_accumulator}, eps={eps}, "
            "weight_decay={weight_decay})"
        )
    },
    {"optax": "optax.adagrad adds epsilon under the root, as Keras does."},
)
ADAGRAD_INSIDE = Code(
    ADAGRAD_START,
    (G, "v = v + g**2", decoupled("learning_rate * g / sqrt(v + eps)")),
    {
        "keras": Call(
            "keras.optimizers.Adagrad(learning_rate={learning_rate}, initial_accumulator_value={initial_accumulator}, "
            "epsilon={eps}, weight_decay={weight_decay})"
        ),
        "optax": Call(
            "optax.adagrad({learning_rate}, initial_accumulator_value={initial_accumulator}, eps={eps})",
            without("weight_decay"),
        ),
    },
)
ADAGRAD_PAPER = Code(
    ("v = 0 * w",),
    (G, "v = v + g**2", f"w = w - {ADAGRAD_STEP}"),
    {"torch": Call("torch.optim.Adagrad([w], lr={learning_rate}, eps={eps})")},
    {"optax": "optax.adagrad adds epsilon under the root, as Keras does."},
)

RMS_START = When("centered", "v = b = g_mean = 0 * w", "v = b = 0 * w")
RMS_MEANS = (
    "v = decay * v + (1 - decay) * g**2",
    When("centered", "g_mean = decay * g_mean + (1 - decay) * g"),
)
RMSPROP = Code(
    (RMS_START,),
    (
        DECAYED_G,
        *RMS_MEANS,
        When("centered", "d = sqrt(v - g_mean**2) + eps", "d = sqrt(v) + eps"),
        "b = momentum * b + g / d",
        "w = w - learning_rate * b",
    ),
    {
        "torch": Call(
            "torch.optim.RMSprop([w], lr={learning_rate}, alpha={decay}, eps={eps}, momentum={momentum}, "
            "centered={centered}, weight_decay={weight_decay})"
        ),
        "optax": Call(
            "optax.rmsprop({learning_rate}, decay={decay}, eps={eps}, momentum={momentum}, centered={centered}, "
            "eps_in_sqrt=False)",
            both(constant, without("weight_decay")),
        ),
    },
    {"optax": "optax.rmsprop keeps the learning rate inside the velocity and has no weight decay."},
)
RMSPROP_INSIDE = Code(
    (RMS_START,),
    (
        G,
        *RMS_MEANS,
        When("centered", "d = sqrt(v - g_mean**2 + eps)", "d = sqrt(v + eps)"),
        "b = momentum * b + learning_rate * g / d",
        decoupled("b"),
    ),
    {
        "keras": Call(
            "keras.optimizers.RMSprop(learning_rate={learning_rate}, rho={decay}, momentum={momentum}, "
            "epsilon={eps}, centered={centered}, weight_decay={weight_decay})"
        ),
        "optax": Call(
            "optax.rmsprop({learning_rate}, decay={decay}, eps={eps}, momentum={momentum}, centered={centered})",
            without("weight_decay"),
        ),
    },
)

DELTA = (
    "v = rho * v + (1 - rho) * g**2",
    "delta = sqrt(u + eps) / sqrt(v + eps) * g",
    "u = rho * u + (1 - rho) * delta**2",
)
DELTA_CALLS = {
    "torch": "torch.optim.Adadelta([w], lr={learning_rate}, rho={rho}, eps={eps})",
    "keras": "keras.optimizers.Adadelta(learning_rate={learning_rate}, rho={rho}, epsilon={eps})",
    "optax": "optax.adadelta({learning_rate}, rho={rho}, eps={eps})",
}
ADADELTA = Code(
    ("u = v = 0 * w",),
    (DECAYED_G, *DELTA, "w = w - learning_rate * delta"),
    {
        "torch": Call(DELTA_CALLS["torch"][:-1] + ", weight_decay={weight_decay})"),
        "keras": Call(DELTA_CALLS["keras"], without("weight_decay")),
        "optax": with_decay(DELTA_CALLS["optax"]),
    },
)
ADADELTA_DECOUPLED = Code(
    ("u = v = 0 * w",),
    (G, *DELTA, decoupled("learning_rate * delta")),
    {
        "torch": Call(DELTA_CALLS["torch"], without("weight_decay")),
        "keras": Call(DELTA_CALLS["keras"][:-1] + ", weight_decay={weight_decay})"),
        "optax": Call(DELTA_CALLS["optax"], without("weight_decay")),
    },
)

RPROP = Code(
    ("g = 0 * w", "size = learning_rate + 0 * w"),
    (
        "turn = gradient(w) * g",
        "factor = where(turn > 0, eta_plus, where(turn < 0, eta_minus, 1.0))",
        "size = clip(size * factor, step_min, step_max)",
        "g = where(turn < 0, 0.0, gradient(w))",
        "w = w - sign(g) * size",
    ),
    {
        "torch": Call(
            "torch.optim.Rprop([w], lr={learning_rate}, etas=({eta_minus}, {eta_plus}), "
            "step_sizes=({step_min}, {step_max}))"
        )
    },
    {"optax": "optax.rprop (seen in 0.2.8) lags one step behind the gradient."},
)
SIGNSGD = Code(
    ("m = 0 * w",),
    (
        When("momentum", "m = momentum * m + (1 - momentum) * gradient(w)", "m = gradient(w)"),
        "w = w - learning_rate * sign(m)",
    ),
    {
        "optax": (
            Call("optax.sign_sgd({learning_rate})", without("momentum")),
            Call("optax.signum({learning_rate}, {momentum})"),
        )
    },
)
LION = Code(
    ("m = 0 * w",),
    (
        G,
        "u = sign(b1 * m + (1 - b1) * g)",
        "m = b2 * m + (1 - b2) * g",
        When("weight_decay", "w = w - learning_rate * (u + weight_decay * w)", "w = w - learning_rate * u"),
    ),
    {
        "keras": Call(
            "keras.optimizers.Lion(learning_rate={learning_rate}, beta_1={b1}, beta_2={b2}, "
            "weight_decay={weight_decay})"
        ),
        "optax": Call("optax.lion({learning_rate}, b1={b1}, b2={b2}, weight_decay={weight_decay})"),
    },
)

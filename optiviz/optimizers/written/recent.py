"""Later rules, as code."""

from optiviz.optimizers.row import Call, Code, When
from optiviz.optimizers.written.adam import MEAN, OPTAX_ADAM
from optiviz.optimizers.written.pieces import ADAM_STEP, HATS, MOMENTS, START, G

ADABELIEF = Code(
    START,
    (G, MEAN, "v = b2 * v + (1 - b2) * (g - m) ** 2 + eps", *HATS, f"w = w - {ADAM_STEP}"),
    {"optax": Call(f"optax.adabelief{OPTAX_ADAM}, eps_root={{eps}})")},
)
YOGI = Code(
    ("m = v = initial_accumulator + 0 * w",),
    (G, MEAN, "v = v - (1 - b2) * sign(v - g**2) * g**2", *HATS, f"w = w - {ADAM_STEP}"),
    {
        "optax": Call(
            "optax.chain(optax.scale_by_yogi({b1}, {b2}, {eps}, initial_accumulator_value={initial_accumulator}), "
            "optax.scale_by_learning_rate({learning_rate}))"
        )
    },
)
ADAN = Code(
    ("m = v = n = before = 0 * w",),
    (
        G,
        "change = g - before if t > 1 else 0 * g",
        MEAN,
        "v = b2 * v + (1 - b2) * change",
        "n = b3 * n + (1 - b3) * (g + b2 * change) ** 2",
        "u = (m / (1 - b1**t) + b2 * v / (1 - b2**t)) / (sqrt(n / (1 - b3**t)) + eps)",
        When(
            "weight_decay",
            "w = (w - learning_rate * u) / (1 + learning_rate * weight_decay)",
            "w = w - learning_rate * u",
        ),
        "before = g",
    ),
    {},
    {"optax": "optax.adan (seen in 0.2.8) weighs the change of the gradient in another way."},
)
ADOPT = Code(
    START,
    (
        G,
        "bound = (t - 1) ** 0.25",
        "divisor = where(sqrt(v) > eps, sqrt(v), eps)",
        "m = b1 * m + (1 - b1) * clip(g / divisor, -bound, bound)",
        "v = g**2 if t == 1 else b2 * v + (1 - b2) * g**2",
        "w = w - learning_rate * m",
    ),
    {"optax": Call(f"optax.contrib.adopt{OPTAX_ADAM})")},
)
ADEMAMIX = Code(
    ("m = v = slow = 0 * w",),
    (
        G,
        *MOMENTS,
        "slow = b3 * slow + (1 - b3) * g",
        *HATS,
        "u = (m_hat + alpha * slow) / (sqrt(v_hat) + eps)",
        When("weight_decay", "w = w - learning_rate * (u + weight_decay * w)", "w = w - learning_rate * u"),
    ),
    {
        "optax": Call(
            "optax.contrib.ademamix({learning_rate}, b1={b1}, b2={b2}, b3={b3}, alpha={alpha}, eps={eps}, "
            "weight_decay={weight_decay})"
        )
    },
)
AVERAGED = "{} has this rule, but its parameter is the point where the gradient is read, not the average drawn here."
FAST_POINT = "y = (1 - b1) * z + b1 * w"
SCHEDULE_FREE = Code(
    ("z = w", "largest = total = 0.0"),
    (
        FAST_POINT,
        "z = z - learning_rate * gradient(y)",
        "largest = max(largest, learning_rate)",
        "total = total + largest**2",
        "share = largest**2 / total if total else 0.0",
        "w = (1 - share) * w + share * z",
    ),
    {},
    {"optax": AVERAGED.format("optax.contrib.schedule_free_sgd")},
)
SCHEDULE_FREE_ADAMW = Code(
    ("z = w", "v = 0 * w"),
    (
        FAST_POINT,
        "g = gradient(y)",
        MOMENTS[1],
        HATS[1],
        "z = z - learning_rate * g / (sqrt(v_hat) + eps)",
        When("weight_decay", "w = w - learning_rate * weight_decay / b1 * y"),
        "w = (1 - 1 / t) * w + z / t",
    ),
    {},
    {
        "keras": AVERAGED.format("keras.optimizers.ScheduleFreeAdamW"),
        "optax": AVERAGED.format("optax.contrib.schedule_free_adamw"),
    },
)

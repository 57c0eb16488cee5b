"""Adam and the rules that differ from it in one thing, as code."""

from optiviz.optimizers.row import Call, Code, When
from optiviz.optimizers.written.pieces import (
    ADAM_STEP,
    DECAYED_G,
    HATS,
    MOMENTS,
    START,
    G,
    both,
    decoupled,
    with_decay,
    without,
)

CORRECTED = tuple(
    When("bias_correction", hat, f"{hat.partition('_hat')[0]}_hat = {hat.partition('_hat')[0]}") for hat in HATS
)
CORRECTING = lambda h, scheduled: h["bias_correction"]  # noqa: E731 - the libraries cannot switch it off
ALWAYS = "{} cannot switch bias correction off."
TORCH_ADAM = "([w], lr={learning_rate}, betas=({b1}, {b2}), eps={eps}"
KERAS_ADAM = "(learning_rate={learning_rate}, beta_1={b1}, beta_2={b2}, epsilon={eps}"
OPTAX_ADAM = "({learning_rate}, b1={b1}, b2={b2}, eps={eps}"
DECAY = ", weight_decay={weight_decay})"
HAT_EPS = "{} adds epsilon to the bias-corrected root; here it is added before the correction."
ADAM = Code(
    START,
    (G, *MOMENTS, *CORRECTED, f"w = w - {ADAM_STEP}"),
    {
        "torch": Call(f"torch.optim.Adam{TORCH_ADAM})", CORRECTING),
        "optax": Call(f"optax.adam{OPTAX_ADAM})", CORRECTING),
    },
    {"torch": ALWAYS.format("PyTorch"), "optax": ALWAYS.format("optax")},
)
RATE = (
    "rate = learning_rate * math.sqrt(1 - b2**t) / (1 - b1**t)",
    "rate * m / (sqrt(v) + eps)",
)
ADAM_KERAS = Code(
    START,
    (G, *MOMENTS, When("bias_correction", RATE[0], "rate = learning_rate"), decoupled(RATE[1])),
    {"keras": Call(f"keras.optimizers.Adam{KERAS_ADAM}{DECAY}", CORRECTING)},
    {
        "torch": HAT_EPS.format("PyTorch"),
        "keras": ALWAYS.format("Keras"),
        "optax": HAT_EPS.format("optax"),
    },
)
ADAM_L2 = Code(
    START,
    (DECAYED_G, *MOMENTS, *HATS, f"w = w - {ADAM_STEP}"),
    {"torch": Call(f"torch.optim.Adam{TORCH_ADAM}{DECAY}"), "optax": with_decay(f"optax.adam{OPTAX_ADAM})")},
    {"keras": "The weight decay of Keras's classes never passes through the gradient."},
)
ADAMW = Code(
    START,
    (G, *MOMENTS, *HATS, decoupled(ADAM_STEP)),
    {
        "torch": Call(f"torch.optim.AdamW{TORCH_ADAM}{DECAY}"),
        "optax": Call(f"optax.adamw{OPTAX_ADAM}{DECAY}"),
    },
)
ADAMW_KERAS = Code(
    START,
    (G, *MOMENTS, RATE[0], decoupled(RATE[1])),
    {"keras": Call(f"keras.optimizers.AdamW{KERAS_ADAM}{DECAY}")},
    {"torch": HAT_EPS.format("PyTorch"), "optax": HAT_EPS.format("optax")},
)
TIMES_RATE = "{}'s AdamW multiplies the weight decay by the learning rate."
ADAMW_PAPER = Code(
    START,
    (
        G,
        *MOMENTS,
        *HATS,
        When(
            "weight_decay",
            f"w = w - learning_rate / base_rate * weight_decay * w - {ADAM_STEP}",
            f"w = w - {ADAM_STEP}",
        ),
    ),
    {
        "torch": Call(f"torch.optim.Adam{TORCH_ADAM})", without("weight_decay")),
        "optax": Call(f"optax.adam{OPTAX_ADAM})", without("weight_decay")),
    },
    {name: TIMES_RATE.format(title) for name, title in (("torch", "PyTorch"), ("keras", "Keras"), ("optax", "optax"))},
)
AMS_START = ("m = v = u = 0 * w",)
AMS = "u = maximum(u, v)"
AMSGRAD = Code(
    AMS_START,
    (
        DECAYED_G,
        *MOMENTS,
        AMS,
        "m_hat = m / (1 - b1**t)",
        "v_hat = u / (1 - b2**t)",
        f"w = w - {ADAM_STEP}",
    ),
    {"torch": Call(f"torch.optim.Adam{TORCH_ADAM}, amsgrad=True{DECAY}")},
    {"optax": "optax.amsgrad takes the largest of the bias-corrected second moments."},
)
AMSGRAD_KERAS = Code(
    AMS_START,
    (G, *MOMENTS, AMS, RATE[0], decoupled(RATE[1].replace("(v)", "(u)"))),
    {"keras": Call(f"keras.optimizers.Adam{KERAS_ADAM}, amsgrad=True{DECAY}")},
    {
        "torch": HAT_EPS.format("PyTorch"),
        "optax": "optax.amsgrad takes the largest of the bias-corrected second moments.",
    },
)
AMSGRAD_PAPER = Code(
    AMS_START,
    (G, *MOMENTS, AMS, "w = w - learning_rate * m / (sqrt(u) + eps)"),
    {},
    {
        "torch": "PyTorch corrects the bias of this rule; the paper does not.",
        "keras": "Keras corrects the bias of this rule; the paper does not.",
        "optax": "optax.amsgrad takes the largest of the bias-corrected second moments.",
    },
)
MAX_START = ("m = u = 0 * w",)
MEAN = MOMENTS[0]
ADAMAX = Code(
    MAX_START,
    (
        DECAYED_G,
        MEAN,
        "u = maximum(b2 * u, abs(g) + eps)",
        "w = w - learning_rate * m / (1 - b1**t) / u",
    ),
    {
        "torch": Call(f"torch.optim.Adamax{TORCH_ADAM}{DECAY}"),
        "optax": with_decay(f"optax.adamax{OPTAX_ADAM})"),
    },
)
ADAMAX_KERAS = Code(
    MAX_START,
    (
        G,
        MEAN,
        "u = maximum(b2 * u, abs(g))",
        decoupled("learning_rate * m / (1 - b1**t) / (u + eps)"),
    ),
    {"keras": Call(f"keras.optimizers.Adamax{KERAS_ADAM}{DECAY}")},
    {"torch": "PyTorch adds epsilon inside the maximum.", "optax": "optax adds epsilon inside the maximum."},
)
ADAMAX_PAPER = Code(
    MAX_START,
    (G, MEAN, "u = maximum(b2 * u, abs(g))", "w = w - learning_rate * m / (1 - b1**t) / u"),
    {
        "torch": Call(f"torch.optim.Adamax{TORCH_ADAM})".replace("{eps}", "0.0")),
        "keras": Call(f"keras.optimizers.Adamax{KERAS_ADAM})".replace("{eps}", "0.0")),
        "optax": Call(f"optax.adamax{OPTAX_ADAM})".replace("{eps}", "0.0")),
    },
)
NADAM_START = ("m = v = 0 * w", "product = 1.0")
NADAM_LINES = (
    *MOMENTS,
    "mu = b1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))",
    "mu_next = b1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))",
    "product = product * mu",
    "m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)",
    HATS[1],
)
FIXED_PSI = "Keras's Nadam has its momentum decay fixed at 1."
CONSTANT_B1 = "optax.nadam keeps beta 1 constant, where this rule lets it rise."
KERAS_NADAM = Call(
    f"keras.optimizers.Nadam{KERAS_ADAM}{DECAY}",
    lambda h, scheduled: h["momentum_decay"] == 1,
)
TORCH_NADAM = f"torch.optim.NAdam{TORCH_ADAM}, momentum_decay={{momentum_decay}}"
NADAM = Code(
    NADAM_START,
    (DECAYED_G, *NADAM_LINES, f"w = w - {ADAM_STEP}"),
    {
        "torch": Call(TORCH_NADAM + DECAY),
        "keras": Call(KERAS_NADAM.text, both(KERAS_NADAM.fits, without("weight_decay"))),
    },
    {"keras": FIXED_PSI, "optax": CONSTANT_B1},
)
NADAM_DECOUPLED = Code(
    NADAM_START,
    (G, *NADAM_LINES, decoupled(ADAM_STEP)),
    {"torch": Call(TORCH_NADAM + ")", without("weight_decay")), "keras": KERAS_NADAM},
    {"torch": "PyTorch's weight decay passes through the gradient.", "keras": FIXED_PSI, "optax": CONSTANT_B1},
)
RADAM_START = (*START, "longest = 2 / (1 - b2) - 1")


def _rectified(threshold, divisor):
    return (
        *MOMENTS,
        HATS[0],
        "length = longest - 2 * t * b2**t / (1 - b2**t)",
        f"if length > {threshold}:",
        "    r = math.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))",
        f"    w = w - learning_rate * m_hat * r * math.sqrt(1 - b2**t) / {divisor}",
        "else:",
        "    w = w - learning_rate * m_hat",
    )


RADAM = Code(
    RADAM_START,
    (DECAYED_G, *_rectified(5, "(sqrt(v) + eps)")),
    {"torch": Call(f"torch.optim.RAdam{TORCH_ADAM}{DECAY}")},
    {"optax": "optax.radam adds epsilon after the bias correction."},
)
RADAM_PAPER = Code(
    RADAM_START,
    (G, *_rectified(4, "sqrt(v)")),
    {},
    {"torch": "PyTorch's RAdam scales from a memory length of 5 and adds epsilon."},
)

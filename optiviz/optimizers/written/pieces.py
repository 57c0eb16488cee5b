"""What the lines and calls of several rules share."""

from optiviz.optimizers.row import Call, When

G = "g = gradient(w)"
DECAYED_G = When("weight_decay", "g = gradient(w) + weight_decay * w", G)
SHRUNK = "w = w - learning_rate * weight_decay * w - "
MOMENTS = ("m = b1 * m + (1 - b1) * g", "v = b2 * v + (1 - b2) * g**2")
HATS = ("m_hat = m / (1 - b1**t)", "v_hat = v / (1 - b2**t)")
ADAM_STEP = "learning_rate * m_hat / (sqrt(v_hat) + eps)"
START = ("m = v = 0 * w",)


def decoupled(step):
    """The last line where weight decay acts on the point, apart from the step."""
    return When("weight_decay", SHRUNK + step, f"w = w - {step}")


def constant(h, scheduled):
    """For calls that equal the rule only while the learning rate stays as it is."""
    return not scheduled


def without(*names):
    """For calls that lack these values: they must be 0."""
    return lambda h, scheduled: not any(h[name] for name in names)


def both(*conditions):
    return lambda h, scheduled: all(condition(h, scheduled) for condition in conditions)


def with_decay(optax_call):
    """optax's calls of a rule whose weight decay is part of the gradient: as it is, and with decay before it."""
    return (
        Call(optax_call, without("weight_decay")),
        Call(f"optax.chain(optax.add_decayed_weights({{weight_decay}}), {optax_call})"),
    )

"""Schedules that only ever fall."""

import numpy as np

from optiviz.schedules.libraries import (
    KERAS,
    TORCH,
    keras,
    lambda_lr,
    missing,
    optax,
    optax_share,
    sequential,
    torch,
    torch_share,
)
from optiviz.schedules.row import Schedule, Twin
from optiviz.schedules.values import COOLDOWN, DROP, END, EVERY, KNEE, LENGTH, MILESTONES, POWER

STEPS, SMOOTH = "In steps", "Smooth"


def constant(k, n, h):
    return np.ones_like(k)


def step(k, n, h):
    return h.drop ** np.floor(k / h.every)


def multistep(k, n, h):
    return h.drop ** sum((k >= m) * 1.0 for m in (h.milestone_1, h.milestone_2, h.milestone_3))


def exponential(k, n, h):
    return h.end ** (k / n)


def cosine(k, n, h):
    return h.end + (1 - h.end) * (1 + np.cos(np.pi * np.minimum(k, n) / n)) / 2


def linear(k, n, h):
    return 1 - (1 - h.end) * np.minimum(k, n) / n


def polynomial(k, n, h):
    return h.end + (1 - h.end) * (1 - np.minimum(k, n) / n) ** h.power


def inverse_sqrt(k, n, h):
    return 1 / np.sqrt(1 + k / h.knee)


def inverse_time(k, n, h):
    return np.minimum(1, h.knee / (k + 1))


def hold_and_decay(k, n, h):
    return 1 - (1 - h.end) * np.maximum(0, np.minimum(k, n) - (1 - h.cooldown) * n) / (h.cooldown * n)


def torch_cosine(base, n, h, steps):
    """CosineAnnealingLR for as long as it falls; past its length it would rise again, and ours stays."""
    if steps <= n + 1:
        return f"{TORCH}.CosineAnnealingLR(optimizer, T_max={n}, eta_min={h.end!r} * {base})"
    return lambda_lr(f"{h.end!r} + (1 - {h.end!r}) * (1 + math.cos(math.pi * min(k, {n}) / {n})) / 2")


def torch_polynomial(base, n, h, steps):
    if not h.end:
        return f"{TORCH}.PolynomialLR(optimizer, total_iters={n}, power={h.power!r})"
    return lambda_lr(f"{h.end!r} + (1 - {h.end!r}) * (1 - min(k, {n}) / {n}) ** {h.power!r}")


def milestones(h):
    return sorted(int(m) for m in (h.milestone_1, h.milestone_2, h.milestone_3))


def keras_boundaries(base, n, h):
    values = ", ".join(f"{base} * {h.drop!r} ** {i}" for i in range(4))
    return f"boundaries={[m - 1 for m in milestones(h)]}, values=[{values}]"


def keras_warm_cosine(own, base, n, h):
    warm = int(h.warmup)
    arguments = f"decay_steps={n}, alpha={h.end!r}, warmup_target={base}, warmup_steps={warm}"
    return f"{KERAS}.CosineDecay({base} / {warm + 1}, {arguments})"


def optax_drops(base, n, h):
    factors = {m: h.drop ** milestones(h).count(m) for m in milestones(h)}
    return f"{base}, {factors!r}"


ROWS = (
    Schedule(
        key="constant",
        title="Constant",
        family=STEPS,
        equations=(r"s_k = \eta",),
        own=(),
        function=constant,
        twins={
            "pytorch": torch("ConstantLR", lambda base, n, h: "factor=1.0, total_iters=0", "No scheduler is needed."),
            "keras": missing("A plain number as the learning rate."),
            "optax": optax("constant_schedule", lambda base, n, h: base, "A plain number does as well."),
        },
        reference="Cauchy 1847",
        story="The same learning rate throughout. Without noise it needs nothing more: under the stability limit it "
        "converges by itself. With noise it keeps shaking at a floor that grows with the learning rate.",
        still=True,
    ),
    Schedule(
        key="step",
        title="Step decay",
        family=STEPS,
        equations=(r"s_k = \eta \gamma^{\lfloor \frac{k}{p} \rfloor}",),
        own=(DROP, EVERY),
        function=step,
        twins={
            "pytorch": torch("StepLR", lambda base, n, h: f"step_size={int(h.every)}, gamma={h.drop!r}"),
            "keras": keras(
                "ExponentialDecay",
                lambda base, n, h: f"{base}, decay_steps={int(h.every)}, decay_rate={h.drop!r}, staircase=True",
            ),
            "optax": optax(
                "exponential_decay",
                lambda base, n, h: f"{base}, {int(h.every)}, {h.drop!r}, staircase=True",
            ),
        },
        reference="He, Zhang, Ren & Sun 2016, who divide by 10 at fixed epochs",
        story="Every so many steps the learning rate drops by the same factor. Each drop lets the noise settle to a "
        "lower floor within a few steps; between the drops nothing more is gained.",
    ),
    Schedule(
        key="multistep",
        title="Milestones",
        family=STEPS,
        equations=(
            *(
                rf"g_{i} = \begin{{cases}} 1 & k < m_{i} \\ \gamma & \text{{otherwise}} \end{{cases}}"
                for i in (1, 2, 3)
            ),
            r"s_k = \eta g_1 g_2 g_3",
        ),
        own=(DROP, *MILESTONES),
        function=multistep,
        twins={
            "pytorch": torch("MultiStepLR", lambda base, n, h: f"milestones={milestones(h)}, gamma={h.drop!r}"),
            "keras": keras(
                "PiecewiseConstantDecay",
                keras_boundaries,
                "Keras drops one step later than PyTorch for the same boundary: each boundary is written as one less.",
            ),
            "optax": optax("piecewise_constant_schedule", optax_drops),
        },
        reference="Goyal et al. 2017, who divide by 10 at epochs 30, 60 and 80",
        story="Step decay with the drops where you want them. A milestone past the end of the run never comes.",
    ),
    Schedule(
        key="exponential",
        title="Exponential",
        family=SMOOTH,
        equations=(r"s_k = \eta r^{\frac{k}{n}}",),
        own=(END.but(default=0.01, scale="log", floor=1e-8), LENGTH),
        function=exponential,
        twins={
            "pytorch": torch("ExponentialLR", lambda base, n, h: f"gamma={h.end!r} ** (1 / {n})"),
            "keras": keras("ExponentialDecay", lambda base, n, h: f"{base}, decay_steps={n}, decay_rate={h.end!r}"),
            "optax": optax("exponential_decay", lambda base, n, h: f"{base}, {n}, {h.end!r}"),
        },
        reference="Robbins & Monro 1951 on what a decay must satisfy for noise to vanish: this one falls too fast",
        story="Each step multiplies the learning rate by the same factor, so that the end share is reached after the "
        "length. Its sum is finite: it can freeze before the minimum is reached.",
    ),
    Schedule(
        key="cosine",
        title="Cosine",
        family=SMOOTH,
        equations=(r"s_k = \eta \left( r + \frac{(1 - r) (1 + \cos(\pi \frac{\min(k, n)}{n}))}{2} \right)",),
        own=(END, LENGTH),
        function=cosine,
        twins={
            "pytorch": Twin(
                "CosineAnnealingLR",
                torch_cosine,
                "Past T_max PyTorch rises again, with a period of 2 T_max; here and in Keras and optax the learning "
                "rate stays at its end.",
                sequential,
            ),
            "keras": keras(
                "CosineDecay",
                lambda base, n, h: f"{base}, decay_steps={n}, alpha={h.end!r}",
                "Keras computes it in single precision, about 1e-7 of the learning rate away, and is the only one of "
                "its schedules that has a warm-up.",
                keras_warm_cosine,
            ),
            "optax": optax("cosine_decay_schedule", lambda base, n, h: f"{base}, {n}, alpha={h.end!r}"),
        },
        reference="Loshchilov & Hutter 2017",
        story="Half a cosine: flat at the top, steep in the middle, flat at the end. It spends long at a high learning "
        "rate and still ends near 0, with no number to tune but the length.",
    ),
    Schedule(
        key="linear",
        title="Linear",
        family=SMOOTH,
        equations=(r"s_k = \eta \left( 1 - (1 - r) \frac{\min(k, n)}{n} \right)",),
        own=(END, LENGTH),
        function=linear,
        twins={
            "pytorch": torch(
                "LinearLR",
                lambda base, n, h: f"start_factor=1.0, end_factor={h.end!r}, total_iters={n}",
                "By default LinearLR is a warm-up: from a third of the learning rate, over 5 steps.",
            ),
            "keras": keras(
                "PolynomialDecay",
                lambda base, n, h: f"{base}, decay_steps={n}, end_learning_rate={h.end!r} * {base}, power=1.0",
            ),
            "optax": optax("linear_schedule", lambda base, n, h: f"{base}, {h.end!r} * {base}, {n}"),
        },
        reference="Defazio, Cutkosky, Mehta & Mishchenko 2023, who find it the best of the usual ones",
        story="A straight line down to the end share: every step lowers the learning rate by the same amount. Like the "
        "cosine it has nothing to tune but its length, and it is often as good.",
    ),
    Schedule(
        key="polynomial",
        title="Polynomial",
        family=SMOOTH,
        equations=(r"s_k = \eta \left( r + (1 - r) \left( 1 - \frac{\min(k, n)}{n} \right)^q \right)",),
        own=(POWER, END, LENGTH),
        function=polynomial,
        twins={
            "pytorch": Twin("PolynomialLR", torch_polynomial, "PolynomialLR always ends at 0.", sequential),
            "keras": keras(
                "PolynomialDecay",
                lambda base, n, h: f"{base}, decay_steps={n}, end_learning_rate={h.end!r} * {base}, power={h.power!r}",
            ),
            "optax": optax("polynomial_schedule", lambda base, n, h: f"{base}, {h.end!r} * {base}, {h.power!r}, {n}"),
        },
        reference="Liu, Rabinovich & Berg 2015",
        story="A power of what is left of the run. A power of 1 is a straight line; below 1 it stays high and falls at "
        "the end, above 1 it falls at once and crawls.",
    ),
    Schedule(
        key="inverse_sqrt",
        title="Inverse square root",
        family=SMOOTH,
        equations=(r"s_k = \frac{\eta}{\sqrt{1 + \frac{k}{a}}}",),
        own=(KNEE,),
        function=inverse_sqrt,
        twins={
            "pytorch": torch_share(lambda n, h: f"1 / math.sqrt(1 + k / {h.knee!r})", "Written with LambdaLR."),
            "keras": missing("Not in Keras; its InverseTimeDecay falls like 1/k."),
            "optax": optax_share(
                lambda n, h: f"(1 + jax.numpy.maximum(k, 0) / {h.knee!r}) ** -0.5", "Written as a function of the step."
            ),
        },
        reference="Vaswani et al. 2017, with a warm-up before it",
        story="Falls like one over the root of the step, the rate that convex theory asks for under noise. It needs to "
        "know no end: stop when you like.",
    ),
    Schedule(
        key="inverse_time",
        title="One over t",
        family=SMOOTH,
        equations=(r"s_k = \eta \min(1, \frac{a}{k + 1})",),
        own=(KNEE,),
        function=inverse_time,
        twins={
            "pytorch": torch_share(lambda n, h: f"min(1.0, {h.knee!r} / (k + 1))", "Written with LambdaLR."),
            "keras": missing("InverseTimeDecay is eta / (1 + k/a): it falls from the first step.", "InverseTimeDecay"),
            "optax": optax_share(
                lambda n, h: f"jax.numpy.minimum(1.0, {h.knee!r} / (jax.numpy.maximum(k, 0) + 1))",
                "Written as a function of the step.",
            ),
        },
        reference="Robbins & Monro 1951",
        story="Constant up to the knee, then falling like one over the step. On a noisy quadratic, with the knee where "
        "learning rate times step times the smallest curvature is 1, no other decay does much better. On less "
        "curved ground than you thought it is far too fast.",
    ),
    Schedule(
        key="hold_and_decay",
        title="Warm-up, stable, decay",
        family=SMOOTH,
        equations=(r"s_k = \eta \left( 1 - (1 - r) \frac{\max(0, \min(k, n) - (1 - c) n)}{c n} \right)",),
        own=(COOLDOWN, END, LENGTH),
        function=hold_and_decay,
        twins={
            "pytorch": torch_share(
                lambda n, h: (
                    f"1 - (1 - {h.end!r}) * max(0, min(k, {n}) - (1 - {h.cooldown!r}) * {n}) / ({h.cooldown!r} * {n})"
                ),
                "Written with LambdaLR. Where the cooldown is a whole number of steps, ConstantLR and LinearLR in a "
                "SequentialLR do the same.",
            ),
            "keras": missing("Not in Keras."),
            "optax": optax(
                "linear_schedule",
                lambda base, n, h: f"{base}, {h.end!r} * {base}, {h.cooldown!r} * {n}, (1 - {h.cooldown!r}) * {n}",
                "A linear schedule whose transition begins late; join_schedules puts the warm-up before it.",
            ),
        },
        reference="Hu et al. 2024; Hägele et al. 2024",
        story="Constant for most of the run, then a short straight fall. The part before the fall can go on for as "
        "long as you like: the end need not be known when the run begins.",
    ),
)

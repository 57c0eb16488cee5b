"""Schedules that rise as well as fall."""

import numpy as np

from optiviz.schedules.libraries import TORCH, joined, keras, missing, torch
from optiviz.schedules.row import Schedule, Twin
from optiviz.schedules.values import (
    END,
    END_DIVISOR,
    HALF_CYCLE,
    LENGTH,
    LOW,
    PERIOD,
    RISE,
    SHRINK,
    START_DIVISOR,
    STRETCH,
)

FAMILY = "In cycles"


def cycles(steps, h):
    """(first step, length) of each cycle that begins before steps, in order; whole numbers."""
    found, start, length = [], 0, int(h.period)
    while start < steps:
        found.append((start, length))
        start, length = start + length, length * int(h.stretch)
    return found


def restarts(k, n, h):
    starts, lengths = np.array(cycles(len(k), h), dtype=float).T
    cycle = np.searchsorted(starts, k, side="right") - 1
    part = (k - starts[cycle]) / lengths[cycle]
    return h.end + (1 - h.end) * (1 + np.cos(np.pi * part)) / 2


def one_cycle(k, n, h):
    top, last = max(h.rise * n - 1, 0.0), n - 1.0
    up, down = k / max(top, 1.0), np.minimum((k - top) / max(last - top, 1.0), 1)
    low, end = 1 / h.start_divisor, 1 / (h.start_divisor * h.end_divisor)
    return np.where(k <= top, between(low, 1.0, up), between(1.0, end, down))


def between(start, end, part):
    """Half a cosine from start to end as part goes from 0 to 1."""
    return end + (start - end) * (1 + np.cos(np.pi * part)) / 2


def triangular(k, n, h):
    cycle = np.floor(1 + k / (2 * h.half_cycle))
    height = np.maximum(0, 1 - np.abs(k / h.half_cycle - 2 * cycle + 1))
    return h.low + (1 - h.low) * height * h.shrink ** (cycle - 1)


def optax_restarts(base, n, h, steps):
    parts = ", ".join(
        f"dict(init_value={base}, peak_value={base}, warmup_steps=0, decay_steps={length}, "
        f"end_value={h.end!r} * {base})"
        for _, length in cycles(steps, h)
    )
    return f"optax.sgdr_schedule([{parts}])"


def torch_one_cycle(base, n, h, steps):
    if h.rise * n <= 1 or steps > n or (1 - h.rise) * n <= 0:
        return None
    return (
        f"{TORCH}.OneCycleLR(optimizer, max_lr={base}, total_steps={n}, pct_start={h.rise!r}, "
        f"div_factor={h.start_divisor!r}, final_div_factor={h.end_divisor!r}, cycle_momentum=False)"
    )


def torch_triangular(base, n, h, steps):
    shrink = f"lambda cycle: {h.shrink!r} ** (cycle - 1)"
    return (
        f"{TORCH}.CyclicLR(optimizer, base_lr={h.low!r} * {base}, max_lr={base}, step_size_up={int(h.half_cycle)}, "
        f'scale_fn={shrink}, scale_mode="cycle", cycle_momentum=False)'
    )


def keras_restarts(base, n, h):
    cycle = f"first_decay_steps={int(h.period)}, t_mul={h.stretch!r}, m_mul=1.0"
    return f"{base}, {cycle}, alpha={h.end!r}"


ROWS = (
    Schedule(
        key="restarts",
        title="Cosine with restarts",
        family=FAMILY,
        equations=(r"s_k = \eta \left( r + \frac{(1 - r) (1 + \cos(\pi \frac{k - k_i}{P M^i}))}{2} \right)",),
        own=(PERIOD, STRETCH, END),
        function=restarts,
        twins={
            "pytorch": torch(
                "CosineAnnealingWarmRestarts",
                lambda base, n, h: f"T_0={int(h.period)}, T_mult={int(h.stretch)}, eta_min={h.end!r} * {base}",
            ),
            "keras": keras(
                "CosineDecayRestarts",
                keras_restarts,
                "In single precision, as its CosineDecay; it can also lower the peak from cycle to cycle (m_mul).",
            ),
            "optax": Twin("sgdr_schedule", optax_restarts, warm=joined),
        },
        reference="Loshchilov & Hutter 2017 (SGDR)",
        story="The cosine jumps back to the top again and again, i counting the restarts and k_i being the step of the "
        "latest. The end of each cycle is a good place to stop; just after a restart the loss is worse than before.",
    ),
    Schedule(
        key="one_cycle",
        title="One cycle",
        family=FAMILY,
        equations=(
            r"a_0 = \frac{\eta}{d_0}",
            r"a_1 = \frac{\eta}{d_0 d_1}",
            r"k_1 = \max(u n - 1, 0)",
            r"b_0 = a_0 + \frac{(\eta - a_0) (1 - \cos(\pi \frac{k}{\max(k_1, 1)}))}{2}",
            r"b_1 = a_1 + \frac{(\eta - a_1) (1 + \cos(\pi \min(1, \frac{k - k_1}{\max(n - 1 - k_1, 1)})))}{2}",
            r"s_k = \begin{cases} b_1 & k > k_1 \\ b_0 & \text{otherwise} \end{cases}",
        ),
        own=(RISE, START_DIVISOR, END_DIVISOR, LENGTH),
        function=one_cycle,
        twins={
            "pytorch": Twin(
                "OneCycleLR",
                torch_one_cycle,
                "By default OneCycleLR also moves the momentum, from 0.95 down to 0.85 and back; cycle_momentum=False "
                "turns that off. It raises an error past its last step.",
            ),
            "keras": missing("Not in Keras."),
            "optax": missing(
                "It turns about a step later than PyTorch's, which makes 1 to 3 % of the peak.",
                "cosine_onecycle_schedule",
            ),
        },
        reference="Smith & Topin 2018",
        story="One rise to a high peak and one long fall far below the start: warm-up and cooldown in one curve. The "
        "learning rate of the lane is the peak.",
    ),
    Schedule(
        key="triangular",
        title="Triangles",
        family=FAMILY,
        equations=(
            r"j = \lfloor 1 + \frac{k}{2 h} \rfloor",
            r"z = \max(\frac{k}{h} - 2 j + 1, 2 j - 1 - \frac{k}{h})",
            r"s_k = \eta \left( l + (1 - l) (1 - z) \chi^{j - 1} \right)",
        ),
        own=(LOW, HALF_CYCLE, SHRINK),
        function=triangular,
        twins={
            "pytorch": Twin(
                "CyclicLR",
                torch_triangular,
                "CyclicLR moves the momentum as well unless cycle_momentum=False. Its mode triangular2 is a shrink "
                "factor of 0.5.",
            ),
            "keras": missing("Not in Keras."),
            "optax": missing("Not in optax."),
        },
        reference="Smith 2017",
        story="Up and down along straight lines. The peaks may lie past what is stable for long, the lows let the "
        "noise settle.",
    ),
)

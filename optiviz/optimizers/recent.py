"""Later rules: AdaBelief, Yogi, Adan, ADOPT, AdEMAMix, Schedule-Free."""

import jax.numpy as jnp
import numpy as np

from optiviz.optimizers import scaling
from optiviz.optimizers.adam import ADAM_STATE, M_HAT, MOMENTS, PLAIN_STEP, V_HAT, corrected, moments
from optiviz.optimizers.row import Form, Optimizer, When
from optiviz.optimizers.values import (
    ACCUMULATOR,
    ADAM_B1,
    ADAM_B2,
    ADAM_EPS,
    ADAM_RATE,
    B1,
    B2,
    B3,
    EPS,
    GRADIENT,
    LEARNING_RATE,
    WEIGHT_DECAY,
    zeros,
)
from optiviz.optimizers.written import recent as written
from optiviz.params import Param


def adabelief(w, s, f, h, t):
    g = f.gradient(w)
    m = h.b1 * s.m + (1 - h.b1) * g
    v = h.b2 * s.v + (1 - h.b2) * (g - m) ** 2 + h.eps
    m_hat, v_hat = corrected(m, v, h, t)
    state = {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat}
    return w - h.learning_rate * m_hat / (jnp.sqrt(v_hat) + h.eps), state


def yogi(w, s, f, h, t):
    g = f.gradient(w)
    m = h.b1 * s.m + (1 - h.b1) * g
    v = s.v - (1 - h.b2) * jnp.sign(s.v - g**2) * g**2
    m_hat, v_hat = corrected(m, v, h, t)
    state = {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat}
    return w - h.learning_rate * m_hat / (jnp.sqrt(v_hat) + h.eps), state


def yogi_start(w, h):
    start = h.initial_accumulator + 0 * w
    return {"m": start, "v": start, "m_hat": start, "v_hat": start}


def adan(w, s, f, h, t):
    g = f.gradient(w)
    d = (g - s.g) * (t > 1)
    m = h.b1 * s.m + (1 - h.b1) * g
    v = h.b2 * s.v + (1 - h.b2) * d
    n = h.b3 * s.n + (1 - h.b3) * (g + h.b2 * d) ** 2
    u = (m / (1 - h.b1**t) + h.b2 * v / (1 - h.b2**t)) / (jnp.sqrt(n / (1 - h.b3**t)) + h.eps)
    w = (w - h.learning_rate * u) / (1 + h.learning_rate * h.weight_decay)
    return w, {"g": g, "change": d, "m": m, "v": v, "n": n, "u": u}


def bound_of(h, t):
    return (t - 1) ** 0.25


def adopt(w, s, f, h, t):
    g, bound = f.gradient(w), bound_of(h, t)
    u = jnp.clip(g / jnp.maximum(jnp.sqrt(s.v), h.eps), -bound, bound)
    m = h.b1 * s.m + (1 - h.b1) * u
    v = jnp.where(t == 1, g**2, h.b2 * s.v + (1 - h.b2) * g**2)
    return w - h.learning_rate * m, {"u": u, "m": m, "v": v}


def ademamix(w, s, f, h, t):
    g = f.gradient(w)
    m, v = moments(s, g, h)
    slow = h.b3 * s.slow + (1 - h.b3) * g
    m_hat, v_hat = corrected(m, v, h, t)
    u = (m_hat + h.alpha * slow) / (jnp.sqrt(v_hat) + h.eps) + h.weight_decay * w
    return w - h.learning_rate * u, {"m": m, "slow": slow, "v": v, "m_hat": m_hat, "v_hat": v_hat, "u": u}


def schedule_free(w, s, f, h, t):
    y = (1 - h.b1) * s.z + h.b1 * w
    g = f.gradient(y)
    z = s.z - h.learning_rate * g
    r = jnp.maximum(s.r, h.learning_rate)
    total = s.total + r**2
    c = jnp.where(total > 0, r**2 / jnp.where(total > 0, total, 1.0), 0.0)
    return (1 - c) * w + c * z, {"y": y, "g": g, "z": z, "r": r, "total": total, "share": c}


def schedule_free_adamw(w, s, f, h, t):
    y = (1 - h.b1) * s.z + h.b1 * w
    g = f.gradient(y)
    v = h.b2 * s.v + (1 - h.b2) * g**2
    v_hat = v / (1 - h.b2**t)
    z = s.z - h.learning_rate * g / (jnp.sqrt(v_hat) + h.eps)
    pull = jnp.where(h.weight_decay > 0, h.learning_rate * h.weight_decay * y / h.b1, 0.0)
    return (1 - 1 / t) * (w - pull) + z / t, {"y": y, "g": g, "v": v, "v_hat": v_hat, "z": z}


ALPHA = Param(
    "alpha",
    r"\alpha",
    "slow share",
    2.0,
    0.0,
    20.0,
    help="Weight of the slow running mean.",
    ceiling=1e6,
    usual=(2.0, 8.0),
)
ADAN_STATE = {"g": "g", "change": "d", "m": "m", "v": "v", "n": "n", "u": "u"}
ADAN_WORDS = {
    "change": "change of the gradient",
    "v": "mean change of the gradient",
    "n": "second moment",
    "u": "step before the learning rate",
}
MEAN_WORDS = {
    "y": "point where the gradient is read",
    "z": "fast point",
    "r": "largest learning rate so far",
    "total": "sum of their squares",
    "share": "weight of the newest point",
}
LOOK = r"y_t = (1 - \beta_1) z_{t-1} + \beta_1 \theta_{t-1}"

ROWS = (
    Optimizer(
        "adabelief",
        "AdaBelief",
        "Later rules",
        {
            "paper": Form(
                "Zhuang et al. 2020, without rectification",
                (ADAM_RATE, ADAM_B1, ADAM_B2, EPS.but(default=1e-16)),
                (
                    GRADIENT,
                    MOMENTS[0],
                    r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) (g_t - m_t)^2 + \epsilon",
                    M_HAT,
                    V_HAT,
                    PLAIN_STEP,
                ),
                ADAM_STATE,
                zeros(*ADAM_STATE),
                adabelief,
                "Epsilon is added twice, once into the running mean, where it gathers.",
                scaling=scaling.root("v_hat"),
                scaled_limit=scaling.averaged,
                moment=("m_hat", -1),
                words={"v": "mean square deviation of the gradient", "v_hat": "the same, bias corrected"},
                code=written.ADABELIEF,
            )
        },
        "Zhuang et al., arXiv:2010.07468",
        "Divides by how far the gradient strays from its own mean: where gradients agree, it takes long steps. Watch "
        "it speed up along a steady slope.",
        0.2,
    ),
    Optimizer(
        "yogi",
        "Yogi",
        "Later rules",
        {
            "paper": Form(
                "Zaheer et al. 2018",
                (LEARNING_RATE.but(default=1e-2), B1, B2, EPS.but(default=1e-3), ACCUMULATOR.but(default=1e-6)),
                (
                    r"m_0 = \delta",
                    r"v_0 = \delta",
                    GRADIENT,
                    MOMENTS[0],
                    r"v_t = v_{t-1} - (1 - \beta_2) \operatorname{sign}(v_{t-1} - g_t^2) g_t^2",
                    M_HAT,
                    V_HAT,
                    PLAIN_STEP,
                ),
                ADAM_STATE,
                yogi_start,
                yogi,
                scaling=scaling.root("v_hat"),
                scaled_limit=scaling.averaged,
                moment=("m_hat", -1),
                code=written.YOGI,
            )
        },
        "Zaheer, Reddi, Sachan, Kale & Kumar, NeurIPS 2018",
        "Adam whose divisor changes by at most one squared gradient a step, so that it cannot collapse after a steep "
        "stretch.",
        0.2,
    ),
    Optimizer(
        "adan",
        "Adan",
        "Later rules",
        {
            "paper": Form(
                "Xie et al. 2022, the authors' code",
                (LEARNING_RATE, B1.but(default=0.98), B2.but(default=0.92), B3, EPS, WEIGHT_DECAY),
                (
                    GRADIENT,
                    r"d_t = \begin{cases} 0 & t = 1 \\ g_t - g_{t-1} & \text{otherwise} \end{cases}",
                    MOMENTS[0],
                    r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) d_t",
                    r"n_t = \beta_3 n_{t-1} + (1 - \beta_3) (g_t + \beta_2 d_t)^2",
                    r"u_t = \frac{\frac{m_t}{1 - \beta_1^t} + \beta_2 \frac{v_t}{1 - \beta_2^t}}"
                    r"{\sqrt{\frac{n_t}{1 - \beta_3^t}} + \epsilon}",
                    When(
                        "weight_decay",
                        r"\theta_t = \frac{\theta_{t-1} - \eta_t u_t}{1 + \eta_t \lambda}",
                        r"\theta_t = \theta_{t-1} - \eta_t u_t",
                    ),
                ),
                ADAN_STATE,
                zeros(*ADAN_STATE),
                adan,
                "The betas are those of the code; the paper writes 1 - beta.",
                scaling=lambda h, s, t: np.sqrt(s.n / (1 - h.b3**t)) + h.eps,
                moment=("m", -1),
                words=ADAN_WORDS,
                code=written.ADAN,
            )
        },
        "Xie, Zhou, Li, Lin & Yan, arXiv:2208.06677",
        "Adds a running mean of how the gradient changes, which is Nesterov's look-ahead without a second point. Watch "
        "it brake before a turn.",
        0.2,
    ),
    Optimizer(
        "adopt",
        "ADOPT",
        "Later rules",
        {
            "paper": Form(
                "Taniguchi et al. 2024, the authors' code",
                (ADAM_RATE, ADAM_B1, B2.but(default=0.9999), EPS.but(default=1e-6)),
                (
                    GRADIENT,
                    r"c_t = (t-1)^{0.25}",
                    r"u_t = \operatorname{clip}(\frac{g_t}{\max(\sqrt{v_{t-1}}, \epsilon)}, -c_t, c_t)",
                    r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) u_t",
                    r"v_t = \begin{cases} g_t^2 & t = 1 \\ "
                    r"\beta_2 v_{t-1} + (1 - \beta_2) g_t^2 & \text{otherwise} \end{cases}",
                    r"\theta_t = \theta_{t-1} - \eta_t m_t",
                ),
                {"u": "u", "m": "m", "v": "v"},
                zeros("u", "m", "v"),
                adopt,
                "The clipping belongs to the rule, and the first step only fills v.",
                scaling=scaling.clipped_root_before("v"),
                moment=("m", -1),
                terms={"bound": ("c_t", bound_of)},
                words={"u": "divided gradient, clipped", "m": "first moment of the divided gradient"},
                code=written.ADOPT,
            )
        },
        "Taniguchi et al., arXiv:2411.02853",
        "Divides by the second moment of the steps before, never of this one, which lets it converge for any beta 2. "
        "Its first step does not move.",
        0.2,
    ),
    Optimizer(
        "ademamix",
        "AdEMAMix",
        "Later rules",
        {
            "paper": Form(
                "Pagliardini, Ablin & Grangier 2024, without warm-up",
                (ADAM_RATE, ADAM_B1, ADAM_B2, B3.but(default=0.9999), ALPHA, ADAM_EPS, WEIGHT_DECAY),
                (
                    GRADIENT,
                    *MOMENTS,
                    r"s_t = \beta_3 s_{t-1} + (1 - \beta_3) g_t",
                    M_HAT,
                    V_HAT,
                    When(
                        "weight_decay",
                        r"u_t = \frac{\hat{m}_t + \alpha s_t}{\sqrt{\hat{v}_t} + \epsilon} + \lambda \theta_{t-1}",
                        r"u_t = \frac{\hat{m}_t + \alpha s_t}{\sqrt{\hat{v}_t} + \epsilon}",
                    ),
                    r"\theta_t = \theta_{t-1} - \eta_t u_t",
                ),
                {"m": "m", "slow": "s", "v": "v", "m_hat": r"\hat{m}", "v_hat": r"\hat{v}", "u": "u"},
                zeros("m", "slow", "v", "m_hat", "v_hat", "u"),
                ademamix,
                scaling=scaling.root("v_hat"),
                moment=("m_hat", -1),
                words={"slow": "slow first moment", "u": "step before the learning rate"},
                code=written.ADEMAMIX,
            )
        },
        "Pagliardini, Ablin & Grangier, arXiv:2409.03137",
        "Adam with a second, very slow momentum. In a few hundred steps on two parameters the slow mean hardly wakes "
        "up: lower beta 3 to see it.",
        0.1,
    ),
    Optimizer(
        "schedule_free",
        "Schedule-Free",
        "Later rules",
        {
            "paper": Form(
                "Defazio et al. 2024, SGD",
                (LEARNING_RATE.but(default=1.0), B1),
                (
                    LOOK,
                    r"g_t = \nabla f(y_t)",
                    r"z_t = z_{t-1} - \eta_t g_t",
                    r"r_t = \max(r_{t-1}, \eta_t)",
                    r"S_t = S_{t-1} + r_t^2",
                    r"c_t = \frac{r_t^2}{S_t}",
                    r"\theta_t = (1 - c_t) \theta_{t-1} + c_t z_t",
                ),
                {"y": "y", "g": "g", "z": "z", "r": "r", "total": "S", "share": "c"},
                lambda w, h: {"y": w, "g": 0 * w, "z": w} | dict.fromkeys(("r", "total", "share"), jnp.zeros(())),
                schedule_free,
                "Drawn is the average, the point that is used in the end.",
                ahead="y",
                words=MEAN_WORDS,
                code=written.SCHEDULE_FREE,
            ),
            "keras": Form(
                "keras.optimizers.ScheduleFreeAdamW",
                (LEARNING_RATE.but(default=0.0025), B1, B2, EPS, WEIGHT_DECAY),
                (
                    LOOK,
                    r"g_t = \nabla f(y_t)",
                    MOMENTS[1],
                    V_HAT,
                    r"z_t = z_{t-1} - \eta_t \frac{g_t}{\sqrt{\hat{v}_t} + \epsilon}",
                    When(
                        "weight_decay",
                        r"\theta_t = (1 - \frac{1}{t}) (\theta_{t-1} - \frac{\eta_t \lambda}{\beta_1} y_t) "
                        r"+ \frac{z_t}{t}",
                        r"\theta_t = (1 - \frac{1}{t}) \theta_{t-1} + \frac{z_t}{t}",
                    ),
                ),
                {"y": "y", "g": "g", "v": "v", "v_hat": r"\hat{v}", "z": "z"},
                lambda w, h: {"y": w, "z": w, **zeros("g", "v", "v_hat")(w, h)},
                schedule_free_adamw,
                "The AdamW kind, averaged with equal weights. Drawn is the average, the point that is used in the end.",
                scaling=scaling.root("v_hat"),
                ahead="y",
                words=MEAN_WORDS,
                code=written.SCHEDULE_FREE_ADAMW,
            ),
        },
        "Defazio et al., arXiv:2405.15682",
        "A fast point z runs, the drawn point is its growing average: no schedule is needed to come to rest. Watch how "
        "calmly the average follows.",
        0.06,
        unit="gradient",
    ),
)

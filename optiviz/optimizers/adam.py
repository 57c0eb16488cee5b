"""Adam and the rules that differ from it in one thing."""

import math

import jax.numpy as jnp

from optiviz.optimizers import scaling
from optiviz.optimizers.row import Form, Optimizer, When
from optiviz.optimizers.values import (
    ADAM_B1,
    ADAM_B2,
    ADAM_EPS,
    ADAM_RATE,
    BIAS_CORRECTION,
    DECAYED_GRADIENT,
    EPS,
    GRADIENT,
    LEARNING_RATE,
    WEIGHT_DECAY,
    decayed_gradient,
    decoupled,
    zeros,
)
from optiviz.optimizers.written import adam as written
from optiviz.params import Param


def moments(s, g, h):
    """The running means of the gradient and of its square."""
    return h.b1 * s.m + (1 - h.b1) * g, h.b2 * s.v + (1 - h.b2) * g**2


def corrected(m, v, h, t, on=1.0):
    """Both means divided by the weight they have gathered by step t; unchanged where on is 0."""
    return m / (1 - on * h.b1**t), v / (1 - on * h.b2**t)


def idle(values):
    """Mean size of a late step, per learning rate, where gradients are nothing but normal noise.

    None with weight decay, which moves the point too, and with a short second memory, whose root is no constant.
    """
    b1, b2 = values["b1"], values["b2"]
    steady = b2 >= 0.99 and not values.get("weight_decay")
    return math.sqrt((1 - b1) / (1 + b1) * 2 / math.pi) if steady else None


def _adam(g, s, h, t):
    m, v = moments(s, g, h)
    m_hat, v_hat = corrected(m, v, h, t, getattr(h, "bias_correction", 1.0))
    update = h.learning_rate * m_hat / (jnp.sqrt(v_hat) + h.eps)
    return update, {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat}


def adam(w, s, f, h, t):
    update, s = _adam(f.gradient(w), s, h, t)
    return w - update, s


def adam_l2(w, s, f, h, t):
    update, s = _adam(decayed_gradient(w, f, h), s, h, t)
    return w - update, s


def adamw(w, s, f, h, t):
    update, s = _adam(f.gradient(w), s, h, t)
    return w - h.learning_rate * h.weight_decay * w - update, s


def adamw_paper(w, s, f, h, t):
    update, s = _adam(f.gradient(w), s, h, t)
    share = jnp.where(h.base_rate > 0, h.learning_rate / jnp.where(h.base_rate > 0, h.base_rate, 1.0), 0.0)
    return w - share * h.weight_decay * w - update, s


def _adam_hat(g, s, h, t):
    m, v = moments(s, g, h)
    on = getattr(h, "bias_correction", 1.0)
    rate = h.learning_rate * jnp.sqrt(1 - on * h.b2**t) / (1 - on * h.b1**t)
    return m, v, rate


def adamw_keras(w, s, f, h, t):
    m, v, rate = _adam_hat(f.gradient(w), s, h, t)
    step = rate * m / (jnp.sqrt(v) + h.eps)
    return w - h.learning_rate * h.weight_decay * w - step, {"m": m, "v": v, "rate": rate}


def amsgrad(w, s, f, h, t):
    m, v = moments(s, decayed_gradient(w, f, h), h)
    v_max = jnp.maximum(s.v_max, v)
    m_hat, v_hat = corrected(m, v_max, h, t)
    state = {"m": m, "v": v, "v_max": v_max, "m_hat": m_hat, "v_hat": v_hat}
    return w - h.learning_rate * m_hat / (jnp.sqrt(v_hat) + h.eps), state


def amsgrad_keras(w, s, f, h, t):
    m, v, rate = _adam_hat(f.gradient(w), s, h, t)
    v_max = jnp.maximum(s.v_max, v)
    step = rate * m / (jnp.sqrt(v_max) + h.eps)
    return w - h.learning_rate * h.weight_decay * w - step, {"m": m, "v": v, "v_max": v_max, "rate": rate}


def amsgrad_paper(w, s, f, h, t):
    m, v = moments(s, f.gradient(w), h)
    v_max = jnp.maximum(s.v_max, v)
    return w - h.learning_rate * m / (jnp.sqrt(v_max) + h.eps), {"m": m, "v": v, "v_max": v_max}


def adamax(w, s, f, h, t):
    g = decayed_gradient(w, f, h)
    m = h.b1 * s.m + (1 - h.b1) * g
    u = jnp.maximum(h.b2 * s.u, jnp.abs(g) + h.eps)
    m_hat = m / (1 - h.b1**t)
    return w - h.learning_rate * m_hat / u, {"m": m, "u": u, "m_hat": m_hat}


def adamax_keras(w, s, f, h, t):
    g = f.gradient(w)
    m = h.b1 * s.m + (1 - h.b1) * g
    u = jnp.maximum(h.b2 * s.u, jnp.abs(g))
    m_hat = m / (1 - h.b1**t)
    return w - h.learning_rate * h.weight_decay * w - h.learning_rate * m_hat / (u + h.eps), {
        "m": m,
        "u": u,
        "m_hat": m_hat,
    }


def adamax_paper(w, s, f, h, t):
    g = f.gradient(w)
    m = h.b1 * s.m + (1 - h.b1) * g
    u = jnp.maximum(h.b2 * s.u, jnp.abs(g))
    m_hat = m / (1 - h.b1**t)
    return w - h.learning_rate * m_hat / u, {"m": m, "u": u, "m_hat": m_hat}


def scheduled_b1(h, t):
    return h.b1 * (1 - 0.5 * 0.96 ** (t * h.momentum_decay))


def _nadam(g, s, h, t):
    m, v = moments(s, g, h)
    v_hat = v / (1 - h.b2**t)
    mu, mu_next = scheduled_b1(h, t), scheduled_b1(h, t + 1)
    product = s.mu_product * mu
    m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)
    step = h.learning_rate * m_hat / (jnp.sqrt(v_hat) + h.eps)
    return step, {"m": m, "v": v, "v_hat": v_hat, "mu": mu, "mu_product": product, "m_hat": m_hat}


def nadam(w, s, f, h, t):
    step, s = _nadam(decayed_gradient(w, f, h), s, h, t)
    return w - step, s


def nadam_decoupled(w, s, f, h, t):
    step, s = _nadam(f.gradient(w), s, h, t)
    return w - h.learning_rate * h.weight_decay * w - step, s


def nadam_start(w, h):
    return {**zeros("m", "v", "v_hat", "m_hat")(w, h), "mu": jnp.zeros(()), "mu_product": jnp.ones(())}


def longest(h, t):
    """What the length of the second moment's memory grows to."""
    return 2 / (1 - h.b2) - 1


def _rectification(h, t):
    """(rho_t, r_t): the length of the second moment's memory at step t, and the factor that makes up for it."""
    limit = longest(h, t)
    length = limit - 2 * t * h.b2**t / (1 - h.b2**t)
    ratio = (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)
    return length, jnp.sqrt(jnp.maximum(ratio, 0.0))


def radam(w, s, f, h, t):
    m, v = moments(s, decayed_gradient(w, f, h), h)
    m_hat = m / (1 - h.b1**t)
    length, r = _rectification(h, t)
    scale = jnp.where(length > 5, r * jnp.sqrt(1 - h.b2**t) / (jnp.sqrt(v) + h.eps), 1.0)
    return w - h.learning_rate * m_hat * scale, _radam_state(m, v, m_hat, length, r, scale)


def radam_paper(w, s, f, h, t):
    m, v = moments(s, f.gradient(w), h)
    m_hat = m / (1 - h.b1**t)
    length, r = _rectification(h, t)
    scale = jnp.where(length > 4, r * jnp.sqrt((1 - h.b2**t) / v), 1.0)
    return w - h.learning_rate * m_hat * scale, _radam_state(m, v, m_hat, length, r, scale)


def _radam_state(m, v, m_hat, length, r, scale):
    return {"m": m, "v": v, "m_hat": m_hat, "length": length, "r": r, "scale": scale}


def radam_start(w, h):
    return {**zeros("m", "v", "m_hat", "scale")(w, h), "length": jnp.zeros(()), "r": jnp.zeros(())}


MOMENTS = (
    r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t",
    r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2",
)
M_HAT, V_HAT = r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}", r"\hat{v}_t = \frac{v_t}{1 - \beta_2^t}"
HATS = (
    When("bias_correction", M_HAT, r"\hat{m}_t = m_t"),
    When("bias_correction", V_HAT, r"\hat{v}_t = v_t"),
)
STEP = r"\eta_t \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
PLAIN_STEP = rf"\theta_t = \theta_{{t-1}} - {STEP}"
ADAM_STATE = {"m": "m", "v": "v", "m_hat": r"\hat{m}", "v_hat": r"\hat{v}"}
ADAM_VALUES = (ADAM_RATE, ADAM_B1, ADAM_B2, ADAM_EPS)
RATE_ON = r"\alpha_t = \eta_t \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t}"
RATE = When("bias_correction", RATE_ON, r"\alpha_t = \eta_t")
KERAS_STEP = r"\alpha_t \frac{m_t}{\sqrt{v_t} + \epsilon}"
KERAS_STATE = {"m": "m", "v": "v", "rate": r"\alpha"}
KERAS_EPS = ADAM_EPS.but(default=1e-7)
KERAS_VALUES = (ADAM_RATE, ADAM_B1, ADAM_B2, KERAS_EPS)
USUAL_DECAY = (0.01, 0.1)  # where it acts on the weights themselves
KERAS_NOTE = "Epsilon is added to the uncorrected root: the same epsilon counts for more in early steps."


def keras_start(*names):
    """Zeros, and the corrected learning rate, which is a single number."""
    return lambda w, h: {**zeros(*names)(w, h), "rate": jnp.zeros(())}


V_MAX = r"u_t = \max(u_{t-1}, v_t)"
AMS_STATE = {"m": "m", "v": "v", "v_max": "u"}
MAX_STATE = {"m": "m", "u": "u", "m_hat": r"\hat{m}"}
MAX_WORDS = {"u": "largest recent gradient"}
PSI = Param(
    "momentum_decay",
    r"\psi",
    "momentum decay",
    4e-3,
    1e-4,
    10.0,
    "log",
    "How fast beta 1 rises to its value.",
    0.0,
    1e6,
)
NADAM_LINES = (
    *MOMENTS,
    V_HAT,
    r"\mu_t = \beta_1 (1 - 0.5 \cdot 0.96^{t \psi})",
    r"\mu_{t+1} = \beta_1 (1 - 0.5 \cdot 0.96^{(t+1) \psi})",
    r"P_t = P_{t-1} \mu_t",
    r"\hat{m}_t = \frac{\mu_{t+1} m_t}{1 - P_t \mu_{t+1}} + \frac{(1 - \mu_t) g_t}{1 - P_t}",
)
NADAM_STATE = {"m": "m", "v": "v", "v_hat": r"\hat{v}", "mu": r"\mu", "mu_product": "P", "m_hat": r"\hat{m}"}
NADAM_TERMS = {"mu_next": (r"\mu_{t+1}", lambda h, t: scheduled_b1(h, t + 1))}
NADAM_WORDS = {
    "mu": "beta 1 of this step",
    "mu_product": "product of all beta 1 so far",
    "m_hat": "first moment, looked ahead",
}
RADAM_LINES = (
    *MOMENTS,
    M_HAT,
    r"\rho_\infty = \frac{2}{1 - \beta_2} - 1",
    r"\rho_t = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}",
    r"r_t = \sqrt{\max(\frac{(\rho_t - 4) (\rho_t - 2) \rho_\infty}{(\rho_\infty - 4) (\rho_\infty - 2) \rho_t}, 0)}",
)
RADAM_STATE = {"m": "m", "v": "v", "m_hat": r"\hat{m}", "length": r"\rho", "r": "r", "scale": "l"}
RADAM_WORDS = {"length": "length of the second moment's memory", "r": "rectification", "scale": "scaling"}
RADAM_TERMS = {"longest": (r"\rho_\infty", longest)}
LAST_SCALED = r"\theta_t = \theta_{t-1} - \eta_t \hat{m}_t l_t"

ROWS = (
    Optimizer(
        "adam",
        "Adam",
        "Adam family",
        {
            "pytorch": Form(
                "torch.optim.Adam",
                (*ADAM_VALUES, BIAS_CORRECTION),
                (GRADIENT, *MOMENTS, *HATS, PLAIN_STEP),
                ADAM_STATE,
                zeros(*ADAM_STATE),
                adam,
                scaling=scaling.root("v_hat"),
                scaled_limit=scaling.averaged,
                moment=("m_hat", -1),
                idle=idle,
                code=written.ADAM,
            ),
            "keras": Form(
                "keras.optimizers.Adam",
                (*KERAS_VALUES, BIAS_CORRECTION, WEIGHT_DECAY),
                (GRADIENT, *MOMENTS, RATE, decoupled(KERAS_STEP)),
                KERAS_STATE,
                keras_start("m", "v"),
                adamw_keras,
                KERAS_NOTE,
                scaling=scaling.root_beside_rate("v"),
                scaled_limit=scaling.decoupled(scaling.averaged),
                moment=("m", -1),
                idle=idle,
                code=written.ADAM_KERAS,
            ),
            "paper": Form(
                "Kingma & Ba 2015, algorithm 1",
                (*ADAM_VALUES, BIAS_CORRECTION),
                (GRADIENT, *MOMENTS, *HATS, PLAIN_STEP),
                ADAM_STATE,
                zeros(*ADAM_STATE),
                adam,
                "The same equation as PyTorch's.",
                scaling=scaling.root("v_hat"),
                scaled_limit=scaling.averaged,
                moment=("m_hat", -1),
                idle=idle,
                code=written.ADAM,
            ),
        },
        "Kingma & Ba, arXiv:1412.6980",
        "Momentum for the direction, RMSProp's scaling for the length, both corrected for their zero start: the first "
        "step is one learning rate in every coordinate. Watch it overshoot where momentum does.",
        0.2,
        slot=5,
    ),
    Optimizer(
        "adam_l2",
        "Adam with L2",
        "Adam family",
        {
            "pytorch": Form(
                "torch.optim.Adam(weight_decay)",
                (*ADAM_VALUES, WEIGHT_DECAY.but(default=0.01)),
                (DECAYED_GRADIENT, *MOMENTS, M_HAT, V_HAT, PLAIN_STEP),
                ADAM_STATE,
                zeros(*ADAM_STATE),
                adam_l2,
                scaling=scaling.root("v_hat"),
                scaled_limit=scaling.coupled(scaling.averaged),
                moment=("m_hat", -1),
                code=written.ADAM_L2,
            )
        },
        "Kingma & Ba, arXiv:1412.6980; the difference: Loshchilov & Hutter, arXiv:1711.05101",
        "Weight decay enters through the gradient and is then divided like it: coordinates with large gradients hardly "
        "decay. Compare with AdamW.",
        0.2,
    ),
    Optimizer(
        "adamw",
        "AdamW",
        "Adam family",
        {
            "pytorch": Form(
                "torch.optim.AdamW",
                (*ADAM_VALUES, WEIGHT_DECAY.but(default=0.01, usual=USUAL_DECAY)),
                (GRADIENT, *MOMENTS, M_HAT, V_HAT, decoupled(STEP)),
                ADAM_STATE,
                zeros(*ADAM_STATE),
                adamw,
                scaling=scaling.root("v_hat"),
                scaled_limit=scaling.decoupled(scaling.averaged),
                moment=("m_hat", -1),
                idle=idle,
                code=written.ADAMW,
            ),
            "keras": Form(
                "keras.optimizers.AdamW",
                (*KERAS_VALUES, WEIGHT_DECAY.but(default=0.004, usual=USUAL_DECAY)),
                (GRADIENT, *MOMENTS, RATE_ON, decoupled(KERAS_STEP)),
                KERAS_STATE,
                keras_start("m", "v"),
                adamw_keras,
                KERAS_NOTE,
                scaling=scaling.root_beside_rate("v"),
                scaled_limit=scaling.decoupled(scaling.averaged),
                moment=("m", -1),
                idle=idle,
                code=written.ADAMW_KERAS,
            ),
            "paper": Form(
                "Loshchilov & Hutter 2019, algorithm 2",
                (*ADAM_VALUES, WEIGHT_DECAY.but(default=0.01, usual=USUAL_DECAY)),
                (GRADIENT, *MOMENTS, M_HAT, V_HAT, decoupled(STEP, r"\frac{\eta_t}{\eta}")),
                ADAM_STATE,
                zeros(*ADAM_STATE),
                adamw_paper,
                "The decay follows the schedule but not the learning rate itself; the paper leaves lambda open.",
                scaling=scaling.root("v_hat"),
                scaled_limit=scaling.decoupled(scaling.averaged, share=lambda h: h["weight_decay"]),
                moment=("m_hat", -1),
                idle=idle,
                code=written.ADAMW_PAPER,
            ),
        },
        "Loshchilov & Hutter, arXiv:1711.05101",
        "Adam, with the weight decay taken off the point itself, the same share in every coordinate. Watch it stop "
        "short of the minimum, towards the origin.",
        0.2,
        slot=6,
    ),
    Optimizer(
        "amsgrad",
        "AMSGrad",
        "Adam family",
        {
            "pytorch": Form(
                "torch.optim.Adam(amsgrad=True)",
                (*ADAM_VALUES, WEIGHT_DECAY),
                (DECAYED_GRADIENT, *MOMENTS, V_MAX, M_HAT, r"\hat{v}_t = \frac{u_t}{1 - \beta_2^t}", PLAIN_STEP),
                {**AMS_STATE, "m_hat": r"\hat{m}", "v_hat": r"\hat{v}"},
                zeros("m", "v", "v_max", "m_hat", "v_hat"),
                amsgrad,
                "The largest raw second moment, bias-corrected afterwards.",
                scaling=scaling.root("v_hat"),
                scaled_limit=scaling.coupled(scaling.averaged),
                moment=("m_hat", -1),
                code=written.AMSGRAD,
            ),
            "keras": Form(
                "keras.optimizers.Adam(amsgrad=True)",
                (*KERAS_VALUES, WEIGHT_DECAY),
                (GRADIENT, *MOMENTS, V_MAX, RATE_ON, decoupled(KERAS_STEP.replace("v_t", "u_t"))),
                {**AMS_STATE, "rate": r"\alpha"},
                keras_start("m", "v", "v_max"),
                amsgrad_keras,
                KERAS_NOTE,
                scaling=scaling.root_beside_rate("v_max"),
                scaled_limit=scaling.decoupled(scaling.averaged),
                moment=("m", -1),
                code=written.AMSGRAD_KERAS,
            ),
            "paper": Form(
                "Reddi, Kale & Kumar 2018",
                (ADAM_RATE, ADAM_B1, ADAM_B2.but(default=0.99), ADAM_EPS),
                (GRADIENT, *MOMENTS, V_MAX, r"\theta_t = \theta_{t-1} - \eta_t \frac{m_t}{\sqrt{u_t} + \epsilon}"),
                AMS_STATE,
                zeros(*AMS_STATE),
                amsgrad_paper,
                "No bias correction; epsilon is ours, the paper has none.",
                scaling=scaling.root("v_max"),
                scaled_limit=scaling.averaged,
                moment=("m", -1),
                code=written.AMSGRAD_PAPER,
            ),
        },
        "Reddi, Kale & Kumar, arXiv:1904.09237",
        "Adam that never lets its divisor shrink, which repairs a proof and a counterexample. Watch its steps stay "
        "short after one steep stretch.",
        0.2,
    ),
    Optimizer(
        "adamax",
        "AdaMax",
        "Adam family",
        {
            "pytorch": Form(
                "torch.optim.Adamax",
                (LEARNING_RATE.but(default=2e-3), ADAM_B1, ADAM_B2, EPS, WEIGHT_DECAY),
                (
                    DECAYED_GRADIENT,
                    MOMENTS[0],
                    r"u_t = \max(\beta_2 u_{t-1}, |g_t| + \epsilon)",
                    M_HAT,
                    r"\theta_t = \theta_{t-1} - \eta_t \frac{\hat{m}_t}{u_t}",
                ),
                MAX_STATE,
                zeros(*MAX_STATE),
                adamax,
                "Epsilon is inside the maximum.",
                scaling=scaling.state("u"),
                scaled_limit=scaling.coupled(scaling.averaged),
                moment=("m_hat", -1),
                words=MAX_WORDS,
                code=written.ADAMAX,
            ),
            "keras": Form(
                "keras.optimizers.Adamax",
                (*KERAS_VALUES, WEIGHT_DECAY),
                (
                    GRADIENT,
                    MOMENTS[0],
                    r"u_t = \max(\beta_2 u_{t-1}, |g_t|)",
                    M_HAT,
                    decoupled(r"\eta_t \frac{\hat{m}_t}{u_t + \epsilon}"),
                ),
                MAX_STATE,
                zeros(*MAX_STATE),
                adamax_keras,
                "Epsilon is added to the maximum.",
                scaling=lambda h, s, t: s.u + h.eps,
                scaled_limit=scaling.decoupled(scaling.averaged),
                moment=("m_hat", -1),
                words=MAX_WORDS,
                code=written.ADAMAX_KERAS,
            ),
            "paper": Form(
                "Kingma & Ba 2015, algorithm 2",
                (LEARNING_RATE.but(default=2e-3), ADAM_B1, ADAM_B2),
                (
                    GRADIENT,
                    MOMENTS[0],
                    r"u_t = \max(\beta_2 u_{t-1}, |g_t|)",
                    M_HAT,
                    r"\theta_t = \theta_{t-1} - \eta_t \frac{\hat{m}_t}{u_t}",
                ),
                MAX_STATE,
                zeros(*MAX_STATE),
                adamax_paper,
                "No epsilon: a coordinate whose gradient is exactly 0 from the start gives 0/0.",
                scaling=scaling.state("u"),
                scaled_limit=scaling.averaged,
                moment=("m_hat", -1),
                words=MAX_WORDS,
                code=written.ADAMAX_PAPER,
            ),
        },
        "Kingma & Ba, arXiv:1412.6980, section 7.1",
        "Adam that divides by the largest recent gradient instead of a root mean square: steps are never longer than "
        "about one learning rate.",
        0.2,
    ),
    Optimizer(
        "nadam",
        "NAdam",
        "Adam family",
        {
            "pytorch": Form(
                "torch.optim.NAdam",
                (LEARNING_RATE.but(default=2e-3), ADAM_B1, ADAM_B2, ADAM_EPS, PSI, WEIGHT_DECAY),
                (r"P_0 = 1", DECAYED_GRADIENT, *NADAM_LINES, PLAIN_STEP),
                NADAM_STATE,
                nadam_start,
                nadam,
                "Beta 1 starts near half its value and rises, by default over hundreds of steps.",
                scaling=scaling.root("v_hat"),
                moment=("m_hat", -1),
                terms=NADAM_TERMS,
                words=NADAM_WORDS,
                code=written.NADAM,
            ),
            "keras": Form(
                "keras.optimizers.Nadam",
                (LEARNING_RATE, ADAM_B1, ADAM_B2, KERAS_EPS, PSI.but(default=1.0), WEIGHT_DECAY),
                (r"P_0 = 1", GRADIENT, *NADAM_LINES, decoupled(STEP)),
                NADAM_STATE,
                nadam_start,
                nadam_decoupled,
                "Beta 1 rises within tens of steps: the default momentum decay is 1, where PyTorch has 0.004.",
                scaling=scaling.root("v_hat"),
                moment=("m_hat", -1),
                terms=NADAM_TERMS,
                words=NADAM_WORDS,
                code=written.NADAM_DECOUPLED,
            ),
        },
        "Dozat 2016",
        "Adam with Nesterov's look-ahead folded into the first moment. Watch it swing less than Adam at the same "
        "learning rate.",
        0.1,
    ),
    Optimizer(
        "radam",
        "RAdam",
        "Adam family",
        {
            "pytorch": Form(
                "torch.optim.RAdam",
                (*ADAM_VALUES, WEIGHT_DECAY),
                (
                    DECAYED_GRADIENT,
                    *RADAM_LINES,
                    r"l_t = \begin{cases} r_t \frac{\sqrt{1 - \beta_2^t}}{\sqrt{v_t} + \epsilon} & \rho_t > 5 \\ "
                    r"1 & \text{otherwise} \end{cases}",
                    LAST_SCALED,
                ),
                RADAM_STATE,
                radam_start,
                radam,
                "Rectified from a memory length of 5; epsilon is added before the bias correction.",
                scaling=lambda h, s, t: 1 / s.scale,
                scaled_limit=scaling.coupled(scaling.averaged),
                moment=("m_hat", -1),
                terms=RADAM_TERMS,
                words=RADAM_WORDS,
                code=written.RADAM,
            ),
            "paper": Form(
                "Liu et al. 2020",
                (ADAM_RATE, ADAM_B1, ADAM_B2),
                (
                    GRADIENT,
                    *RADAM_LINES,
                    r"l_t = \begin{cases} r_t \sqrt{\frac{1 - \beta_2^t}{v_t}} & \rho_t > 4 \\ "
                    r"1 & \text{otherwise} \end{cases}",
                    LAST_SCALED,
                ),
                RADAM_STATE,
                radam_start,
                radam_paper,
                "Rectified from a memory length of 4, without epsilon.",
                scaling=lambda h, s, t: 1 / s.scale,
                scaled_limit=scaling.averaged,
                moment=("m_hat", -1),
                terms=RADAM_TERMS,
                words=RADAM_WORDS,
                code=written.RADAM_PAPER,
            ),
        },
        "Liu et al., arXiv:1908.03265",
        "Adam that waits: for its first steps the scaling is off and it moves with the raw gradient, which can be a "
        "long way on steep ground. Then the scaling fades in.",
        0.03,
    ),
)

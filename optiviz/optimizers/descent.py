"""Gradient descent and its two kinds of momentum."""

from optiviz.optimizers.row import Form, Optimizer, When
from optiviz.optimizers.values import (
    DAMPENING,
    DECAYED_GRADIENT,
    GRADIENT,
    LEARNING_RATE,
    MOMENTUM,
    WEIGHT_DECAY,
    decayed_gradient,
    decoupled,
    zeros,
)
from optiviz.optimizers.written import descent as written


def gd(w, s, f, h, t):
    g = decayed_gradient(w, f, h)
    return w - h.learning_rate * g, {}


def gd_decoupled(w, s, f, h, t):
    g = f.gradient(w)
    return w - h.learning_rate * h.weight_decay * w - h.learning_rate * g, {}


def dampened(h, t):
    return h.dampening * (t > 1)  # the first buffer is the whole gradient


def momentum_outside(w, s, f, h, t):
    g = decayed_gradient(w, f, h)
    v = h.momentum * s.v + (1 - dampened(h, t)) * g
    return w - h.learning_rate * v, {"v": v}


def momentum_inside(w, s, f, h, t):
    m = h.momentum * s.m - h.learning_rate * f.gradient(w)
    return w - h.learning_rate * h.weight_decay * w + m, {"m": m}


def heavy_ball(w, s, f, h, t):
    return w - h.learning_rate * f.gradient(w) + h.momentum * (w - s.previous), {"previous": w}


def momentum_mean(w, s, f, h, t):
    m = h.momentum * s.m + (1 - h.momentum) * f.gradient(w)
    return w - h.learning_rate * m, {"m": m}


def nesterov_outside(w, s, f, h, t):
    g = decayed_gradient(w, f, h)
    v = h.momentum * s.v + g
    return w - h.learning_rate * (g + h.momentum * v), {"v": v}


def nesterov_inside(w, s, f, h, t):
    g = f.gradient(w)
    m = h.momentum * s.m - h.learning_rate * g
    return w - h.learning_rate * h.weight_decay * w + h.momentum * m - h.learning_rate * g, {"m": m}


def look_ahead(w, s, f, h, t):
    ahead = w - h.momentum * s.v
    g = f.gradient(ahead)
    v = h.momentum * s.v + h.learning_rate * g
    return w - v, {"lookahead": ahead, "g": g, "v": v}


USUAL_MOMENTUM = MOMENTUM.but(usual=(0.9, 0.99))
VELOCITY = {"v": "velocity", "m": "velocity"}


# Stability on a quadratic: the largest learning rate times curvature with which alternating steps do not grow.


def pull(h):
    """What weight decay adds to learning rate times curvature."""
    return h["learning_rate"] * h["weight_decay"]


def words(text, outside=True):
    """values -> the limit in words: less what weight decay takes, from the whole (outside) or from its leading 2."""
    if outside:
        return lambda h: text + (" - learning rate × weight decay" if h.get("weight_decay") else "")
    return lambda h: ("(2 - learning rate × weight decay) " if h.get("weight_decay") else "2 ") + text


def looked(h):
    """By how much Nesterov's look-ahead lowers the limit 2, relative to 1 + momentum."""
    return (1 + h["momentum"]) / (1 + 2 * h["momentum"])


ROWS = (
    Optimizer(
        "gd",
        "Gradient descent",
        "Descent",
        {
            "pytorch": Form(
                "torch.optim.SGD",
                (LEARNING_RATE, WEIGHT_DECAY),
                (DECAYED_GRADIENT, r"\theta_t = \theta_{t-1} - \eta_t g_t"),
                {},
                zeros(),
                gd,
                limit=lambda h: 2 - pull(h),
                limit_text=words("2"),
                code=written.GD,
            ),
            "keras": Form(
                "keras.optimizers.SGD",
                (LEARNING_RATE.but(default=0.01), WEIGHT_DECAY),
                (GRADIENT, decoupled(r"\eta_t g_t")),
                {},
                zeros(),
                gd_decoupled,
                limit=lambda h: 2 - pull(h),
                limit_text=words("2"),
                code=written.GD_DECOUPLED,
            ),
        },
        "Cauchy 1847; stochastic: Robbins & Monro 1951",
        "Steps straight downhill, at right angles to the contours. On a narrow bowl watch it bounce across while it "
        "creeps along; past a learning rate of 2 over the largest curvature the bounces grow.",
        0.063,
        unit="gradient",
        slot=0,
    ),
    Optimizer(
        "momentum",
        "Momentum",
        "Descent",
        {
            "pytorch": Form(
                "torch.optim.SGD(momentum)",
                (LEARNING_RATE, USUAL_MOMENTUM, DAMPENING, WEIGHT_DECAY),
                (
                    DECAYED_GRADIENT,
                    When("dampening", r"d_t = \begin{cases} 0 & t = 1 \\ d & \text{otherwise} \end{cases}"),
                    When("dampening", r"v_t = \mu v_{t-1} + (1 - d_t) g_t", r"v_t = \mu v_{t-1} + g_t"),
                    r"\theta_t = \theta_{t-1} - \eta_t v_t",
                ),
                {"v": "v"},
                zeros("v"),
                momentum_outside,
                "The learning rate multiplies the whole velocity: lowering it slows the run at once.",
                limit=lambda h: 2 * (1 + h["momentum"]) / max(1 - h["dampening"], 1e-300) - pull(h),
                limit_text=lambda h: words("2 (1 + momentum)" + (" / (1 - dampening)" if h["dampening"] else ""))(h),
                moment=("v", -1),
                terms={"dampened": ("d_t", dampened)},
                words=VELOCITY,
                code=written.MOMENTUM,
            ),
            "keras": Form(
                "keras.optimizers.SGD(momentum)",
                (LEARNING_RATE.but(default=0.01), USUAL_MOMENTUM, WEIGHT_DECAY),
                (
                    GRADIENT,
                    r"m_t = \mu m_{t-1} - \eta_t g_t",
                    When(
                        "weight_decay",
                        r"\theta_t = \theta_{t-1} - \eta_t \lambda \theta_{t-1} + m_t",
                        r"\theta_t = \theta_{t-1} + m_t",
                    ),
                ),
                {"m": "m"},
                zeros("m"),
                momentum_inside,
                "The learning rate is inside the velocity: after a drop, old speed carries on.",
                limit=lambda h: (2 - pull(h)) * (1 + h["momentum"]),
                limit_text=words("(1 + momentum)", outside=False),
                moment=("m", 1),
                words=VELOCITY,
                code=written.MOMENTUM_INSIDE,
            ),
            "paper": Form(
                "Polyak 1964",
                (LEARNING_RATE, USUAL_MOMENTUM),
                (
                    GRADIENT,
                    r"p_t = \theta_{t-1}",
                    r"\theta_t = \theta_{t-1} - \eta_t g_t + \mu (\theta_{t-1} - p_{t-1})",
                ),
                {"previous": "p"},
                lambda w, h: {"previous": w},
                heavy_ball,
                "The heavy ball: the last move, shortened, is added to the step.",
                limit=lambda h: 2 * (1 + h["momentum"]),
                limit_text=words("2 (1 + momentum)"),
                words={"previous": "point before the step"},
                code=written.HEAVY_BALL,
            ),
            "ema": Form(
                "Momentum as a running mean, the form of Adam's first moment",
                (LEARNING_RATE, USUAL_MOMENTUM),
                (GRADIENT, r"m_t = \mu m_{t-1} + (1 - \mu) g_t", r"\theta_t = \theta_{t-1} - \eta_t m_t"),
                {"m": "m"},
                zeros("m"),
                momentum_mean,
                "The velocity is 1 - mu times smaller than in the other forms: the same learning rate means less.",
                limit=lambda h: 2 * (1 + h["momentum"]) / (1 - h["momentum"]),
                limit_text=words("2 (1 + momentum) / (1 - momentum)"),
                moment=("m", -1),
                code=written.MOMENTUM_MEAN,
            ),
        },
        "Polyak 1964",
        "A velocity remembers past gradients: it grows along the valley and cancels across it. Watch it overshoot the "
        "minimum and swing back.",
        0.033,
        demo={"momentum": 0.8},
        unit="gradient",
        slot=1,
    ),
    Optimizer(
        "nesterov",
        "Nesterov",
        "Descent",
        {
            "pytorch": Form(
                "torch.optim.SGD(nesterov=True)",
                (LEARNING_RATE, USUAL_MOMENTUM, WEIGHT_DECAY),
                (
                    DECAYED_GRADIENT,
                    r"v_t = \mu v_{t-1} + g_t",
                    r"\theta_t = \theta_{t-1} - \eta_t (g_t + \mu v_t)",
                ),
                {"v": "v"},
                zeros("v"),
                nesterov_outside,
                "The same algorithm as the look-ahead form, written for the looked-ahead point: another curve.",
                limit=lambda h: 2 * looked(h) - pull(h),
                limit_text=words("2 (1 + momentum) / (1 + 2 momentum)"),
                moment=("v", -1),
                words=VELOCITY,
                code=written.NESTEROV,
            ),
            "keras": Form(
                "keras.optimizers.SGD(nesterov=True)",
                (LEARNING_RATE.but(default=0.01), USUAL_MOMENTUM, WEIGHT_DECAY),
                (
                    GRADIENT,
                    r"m_t = \mu m_{t-1} - \eta_t g_t",
                    When(
                        "weight_decay",
                        r"\theta_t = \theta_{t-1} - \eta_t \lambda \theta_{t-1} + \mu m_t - \eta_t g_t",
                        r"\theta_t = \theta_{t-1} + \mu m_t - \eta_t g_t",
                    ),
                ),
                {"m": "m"},
                zeros("m"),
                nesterov_inside,
                "The learning rate is inside the velocity.",
                limit=lambda h: (2 - pull(h)) * looked(h),
                limit_text=words("(1 + momentum) / (1 + 2 momentum)", outside=False),
                moment=("m", 1),
                words=VELOCITY,
                code=written.NESTEROV_INSIDE,
            ),
            "paper": Form(
                "Nesterov 1983, as in Sutskever et al. 2013",
                (LEARNING_RATE, USUAL_MOMENTUM),
                (
                    r"\tilde{\theta}_t = \theta_{t-1} - \mu v_{t-1}",
                    r"g_t = \nabla f(\tilde{\theta}_t)",
                    r"v_t = \mu v_{t-1} + \eta_t g_t",
                    r"\theta_t = \theta_{t-1} - v_t",
                ),
                {"lookahead": r"\tilde{\theta}", "g": "g", "v": "v"},
                lambda w, h: {"lookahead": w, "g": 0 * w, "v": 0 * w},
                look_ahead,
                "The gradient is taken where the velocity is about to carry the point.",
                limit=lambda h: 2 * looked(h),
                limit_text=words("2 (1 + momentum) / (1 + 2 momentum)"),
                moment=("v", -1),
                ahead="lookahead",
                words=VELOCITY,
                code=written.LOOK_AHEAD,
            ),
        },
        "Nesterov 1983; Sutskever, Martens, Dahl & Hinton 2013",
        "Momentum that corrects itself: the gradient is read ahead of the point. It swings less than momentum, but its "
        "stability limit is lower: watch it diverge at rates that momentum survives.",
        0.033,
        demo={"momentum": 0.8},
        unit="gradient",
        slot=2,
    ),
)

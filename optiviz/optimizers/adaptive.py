"""Rules that scale each coordinate by its own past: AdaGrad, AdaDelta, RMSProp, Rprop, and signs."""

import jax.numpy as jnp

from optiviz.optimizers import scaling
from optiviz.optimizers.row import Form, Optimizer, When
from optiviz.optimizers.values import (
    ACCUMULATOR,
    B1,
    B2,
    CENTERED,
    DECAY,
    DECAYED_GRADIENT,
    EPS,
    GRADIENT,
    LEARNING_RATE,
    MOMENTUM,
    RHO,
    WEIGHT_DECAY,
    decayed_gradient,
    decoupled,
    zeros,
)
from optiviz.optimizers.written import adaptive as written
from optiviz.params import Param


def accumulator(w, h):
    return {"v": h.initial_accumulator + 0 * w}


def adagrad(w, s, f, h, t):
    g = decayed_gradient(w, f, h)
    v = s.v + g**2
    return w - h.learning_rate * g / (jnp.sqrt(v) + h.eps), {"v": v}


def adagrad_inside(w, s, f, h, t):
    g = f.gradient(w)
    v = s.v + g**2
    return w - h.learning_rate * h.weight_decay * w - h.learning_rate * g / jnp.sqrt(v + h.eps), {"v": v}


def adagrad_paper(w, s, f, h, t):
    g = f.gradient(w)
    v = s.v + g**2
    return w - h.learning_rate * g / (h.eps + jnp.sqrt(v)), {"v": v}


def _adadelta(w, g, s, h):
    v = h.rho * s.v + (1 - h.rho) * g**2
    delta = jnp.sqrt(s.u + h.eps) / jnp.sqrt(v + h.eps) * g
    u = h.rho * s.u + (1 - h.rho) * delta**2
    return delta, {"v": v, "delta": delta, "u": u}


def adadelta(w, s, f, h, t):
    delta, s = _adadelta(w, decayed_gradient(w, f, h), s, h)
    return w - h.learning_rate * delta, s


def adadelta_decoupled(w, s, f, h, t):
    delta, s = _adadelta(w, f.gradient(w), s, h)
    return w - h.learning_rate * h.weight_decay * w - h.learning_rate * delta, s


def rmsprop(w, s, f, h, t):
    g = decayed_gradient(w, f, h)
    v = h.decay * s.v + (1 - h.decay) * g**2
    g_mean = h.decay * s.g_mean + (1 - h.decay) * g
    d = jnp.sqrt(v - h.centered * g_mean**2) + h.eps
    b = h.momentum * s.b + g / d
    return w - h.learning_rate * b, {"v": v, "g_mean": g_mean, "d": d, "b": b}


def rmsprop_inside(w, s, f, h, t):
    g = f.gradient(w)
    v = h.decay * s.v + (1 - h.decay) * g**2
    g_mean = h.decay * s.g_mean + (1 - h.decay) * g
    d = jnp.sqrt(v - h.centered * g_mean**2 + h.eps)
    b = h.momentum * s.b + h.learning_rate * g / d
    return w - h.learning_rate * h.weight_decay * w - b, {"v": v, "g_mean": g_mean, "d": d, "b": b}


def rprop(w, s, f, h, t):
    g = f.gradient(w)
    turn = g * s.g
    a = jnp.where(turn > 0, h.eta_plus, jnp.where(turn < 0, h.eta_minus, 1.0))
    size = jnp.clip(s.size * a, h.step_min, h.step_max)
    g = jnp.where(turn < 0, 0.0, g)  # after a turn: stay, and forget the sign
    return w - jnp.sign(g) * size, {"turn": turn, "factor": a, "g": g, "size": size}


def signsgd(w, s, f, h, t):
    m = h.momentum * s.m + (1 - h.momentum) * f.gradient(w)
    return w - h.learning_rate * jnp.sign(m), {"m": m}


def lion(w, s, f, h, t):
    g = f.gradient(w)
    u = jnp.sign(h.b1 * s.m + (1 - h.b1) * g)
    m = h.b2 * s.m + (1 - h.b2) * g
    return w - h.learning_rate * (u + h.weight_decay * w), {"u": u, "m": m}


SUM_LINES = (r"v_0 = \delta", r"v_t = v_{t-1} + g_t^2")
DELTA_LINES = (
    r"v_t = \rho v_{t-1} + (1 - \rho) g_t^2",
    r"\Delta_t = \frac{\sqrt{u_{t-1} + \epsilon}}{\sqrt{v_t + \epsilon}} g_t",
    r"u_t = \rho u_{t-1} + (1 - \rho) \Delta_t^2",
)
DELTA_STATE = {"v": "v", "delta": r"\Delta", "u": "u"}
DELTA_WORDS = {"v": "mean square gradient", "delta": "step before the learning rate", "u": "mean square step"}
DELTA_SCALING = scaling.ratio_of_roots("v", "u")
MEAN_LINES = (
    r"v_t = \alpha v_{t-1} + (1 - \alpha) g_t^2",
    When("centered", r"\bar{g}_t = \alpha \bar{g}_{t-1} + (1 - \alpha) g_t"),
)
MEAN_STATE = {"v": "v", "g_mean": r"\bar{g}", "d": "d", "b": "b"}
INSIDE_LINES = (
    When("centered", r"d_t = \sqrt{v_t - \bar{g}_t^2 + \epsilon}", r"d_t = \sqrt{v_t + \epsilon}"),
    When("momentum", r"b_t = \mu b_{t-1} + \eta_t \frac{g_t}{d_t}", r"b_t = \eta_t \frac{g_t}{d_t}"),
)
LION_LINES = (
    GRADIENT,
    r"u_t = \operatorname{sign}(\beta_1 m_{t-1} + (1 - \beta_1) g_t)",
    r"m_t = \beta_2 m_{t-1} + (1 - \beta_2) g_t",
    When(
        "weight_decay",
        r"\theta_t = \theta_{t-1} - \eta_t (u_t + \lambda \theta_{t-1})",
        r"\theta_t = \theta_{t-1} - \eta_t u_t",
    ),
)
LION_STATE = {"u": "u", "m": "m"}
LION_WORDS = {"u": "sign of the blend"}
SUM_WORDS = {"v": "sum of squared gradients"}
MEAN_WORDS = {
    "v": "mean square gradient",
    "g_mean": "mean gradient",
    "d": "divisor",
    "b": "velocity of the divided gradient",
}
INSIDE_LIMIT = scaling.decoupled(scaling.velocity)
ADAGRAD_RATE = LEARNING_RATE.but(usual=(0.01, 1.0))
NO_MOMENTUM = MOMENTUM.but(default=0.0)
FACTOR = Param("eta_minus", r"\eta^-", "shrink factor", 0.5, 0.01, 1.0, help="Applied to a step whose sign turned.")
GROWTH = Param("eta_plus", r"\eta^+", "growth factor", 1.2, 1.0, 3.0, help="Applied to a step that kept its sign.")
SMALLEST = Param(
    "step_min", r"\Delta_{min}", "smallest step", 1e-6, 1e-12, 1.0, "log", "No step gets smaller.", floor=0.0
)
LARGEST = Param("step_max", r"\Delta_{max}", "largest step", 50.0, 0.01, 100.0, "log", "No step gets larger.")

ROWS = (
    Optimizer(
        "adagrad",
        "AdaGrad",
        "Adaptive",
        {
            "pytorch": Form(
                "torch.optim.Adagrad",
                (ADAGRAD_RATE.but(default=0.01), EPS.but(default=1e-10), ACCUMULATOR, WEIGHT_DECAY),
                (
                    SUM_LINES[0],
                    DECAYED_GRADIENT,
                    SUM_LINES[1],
                    r"\theta_t = \theta_{t-1} - \eta_t \frac{g_t}{\sqrt{v_t} + \epsilon}",
                ),
                {"v": "v"},
                accumulator,
                adagrad,
                "Epsilon stands outside the root; by default the sum starts at 0.",
                scaling=scaling.root("v"),
                scaled_limit=scaling.coupled(scaling.plain),
                words=SUM_WORDS,
                code=written.ADAGRAD,
            ),
            "keras": Form(
                "keras.optimizers.Adagrad",
                (ADAGRAD_RATE, EPS.but(default=1e-7), ACCUMULATOR.but(default=0.1), WEIGHT_DECAY),
                (SUM_LINES[0], GRADIENT, SUM_LINES[1], decoupled(r"\eta_t \frac{g_t}{\sqrt{v_t + \epsilon}}")),
                {"v": "v"},
                accumulator,
                adagrad_inside,
                "Epsilon stands inside the root; by default the sum starts at 0.1, which shortens the first steps.",
                scaling=scaling.root_inside("v"),
                scaled_limit=scaling.decoupled(scaling.plain),
                words=SUM_WORDS,
                code=written.ADAGRAD_INSIDE,
            ),
            "paper": Form(
                "Duchi, Hazan & Singer 2011",
                (ADAGRAD_RATE.but(default=0.01), EPS),
                (GRADIENT, SUM_LINES[1], r"\theta_t = \theta_{t-1} - \eta_t \frac{g_t}{\epsilon + \sqrt{v_t}}"),
                {"v": "v"},
                zeros("v"),
                adagrad_paper,
                "The diagonal form; the paper calls epsilon delta.",
                scaling=scaling.root("v"),
                scaled_limit=scaling.plain,
                words=SUM_WORDS,
                code=written.ADAGRAD_PAPER,
            ),
        },
        "Duchi, Hazan & Singer, JMLR 2011",
        "Divides each coordinate by the root of all its squared gradients so far: rare directions keep long steps. The "
        "sum never shrinks, so watch the steps fade.",
        0.5,
        slot=3,
    ),
    Optimizer(
        "rmsprop",
        "RMSProp",
        "Adaptive",
        {
            "pytorch": Form(
                "torch.optim.RMSprop",
                (LEARNING_RATE.but(default=0.01), DECAY, EPS, NO_MOMENTUM, CENTERED, WEIGHT_DECAY),
                (
                    DECAYED_GRADIENT,
                    *MEAN_LINES,
                    When("centered", r"d_t = \sqrt{v_t - \bar{g}_t^2} + \epsilon", r"d_t = \sqrt{v_t} + \epsilon"),
                    When("momentum", r"b_t = \mu b_{t-1} + \frac{g_t}{d_t}", r"b_t = \frac{g_t}{d_t}"),
                    r"\theta_t = \theta_{t-1} - \eta_t b_t",
                ),
                MEAN_STATE,
                zeros(*MEAN_STATE),
                rmsprop,
                "Epsilon stands outside the root, the learning rate outside the velocity.",
                scaling=scaling.state("d"),
                scaled_limit=scaling.coupled(scaling.velocity),
                moment=("b", -1),
                words=MEAN_WORDS,
                code=written.RMSPROP,
            ),
            "keras": Form(
                "keras.optimizers.RMSprop",
                (LEARNING_RATE, DECAY.but(default=0.9), EPS.but(default=1e-7), NO_MOMENTUM, CENTERED, WEIGHT_DECAY),
                (GRADIENT, *MEAN_LINES, *INSIDE_LINES, decoupled("b_t")),
                MEAN_STATE,
                zeros(*MEAN_STATE),
                rmsprop_inside,
                "Epsilon stands inside the root, the learning rate inside the velocity.",
                scaling=scaling.state("d"),
                scaled_limit=INSIDE_LIMIT,
                moment=("b", -1),
                words=MEAN_WORDS,
                code=written.RMSPROP_INSIDE,
            ),
            "paper": Form(
                "Graves 2013, after Tieleman & Hinton 2012",
                (
                    LEARNING_RATE.but(default=1e-4),
                    DECAY.but(default=0.95),
                    EPS.but(default=1e-4),
                    MOMENTUM,
                    CENTERED.but(default=1.0),
                    WEIGHT_DECAY,
                ),
                (GRADIENT, *MEAN_LINES, *INSIDE_LINES, decoupled("b_t")),
                MEAN_STATE,
                zeros(*MEAN_STATE),
                rmsprop_inside,
                "Epsilon stands inside the root; by default it is large, and the rule centered and with momentum.",
                scaling=scaling.state("d"),
                scaled_limit=INSIDE_LIMIT,
                moment=("b", -1),
                words=MEAN_WORDS,
                code=written.RMSPROP_INSIDE,
            ),
        },
        "Tieleman & Hinton, lecture 6.5, 2012; centered: Graves, arXiv:1308.0850",
        "AdaGrad with a memory that fades, so that steps do not die. Without bias correction its first step is long, "
        "and at a constant learning rate it never comes to rest: watch it jitter around the minimum.",
        0.05,
        demo={"decay": 0.9},
        slot=4,
    ),
    Optimizer(
        "adadelta",
        "AdaDelta",
        "Adaptive",
        {
            "pytorch": Form(
                "torch.optim.Adadelta",
                (LEARNING_RATE.but(default=1.0), RHO, EPS.but(default=1e-6), WEIGHT_DECAY),
                (DECAYED_GRADIENT, *DELTA_LINES, r"\theta_t = \theta_{t-1} - \eta_t \Delta_t"),
                DELTA_STATE,
                zeros(*DELTA_STATE),
                adadelta,
                scaling=DELTA_SCALING,
                scaled_limit=scaling.coupled(scaling.plain),
                words=DELTA_WORDS,
                code=written.ADADELTA,
            ),
            "keras": Form(
                "keras.optimizers.Adadelta",
                (LEARNING_RATE, RHO.but(default=0.95), EPS.but(default=1e-7), WEIGHT_DECAY),
                (GRADIENT, *DELTA_LINES, decoupled(r"\eta_t \Delta_t")),
                DELTA_STATE,
                zeros(*DELTA_STATE),
                adadelta_decoupled,
                "The same equation; with the library's default learning rate, 0.001, it hardly moves.",
                scaling=DELTA_SCALING,
                scaled_limit=scaling.decoupled(scaling.plain),
                words=DELTA_WORDS,
                code=written.ADADELTA_DECOUPLED,
            ),
            "paper": Form(
                "Zeiler 2012",
                (LEARNING_RATE.but(default=1.0), RHO.but(default=0.95), EPS.but(default=1e-6), WEIGHT_DECAY),
                (DECAYED_GRADIENT, *DELTA_LINES, r"\theta_t = \theta_{t-1} - \eta_t \Delta_t"),
                DELTA_STATE,
                zeros(*DELTA_STATE),
                adadelta,
                "The paper has no learning rate, which is as if it were 1.",
                scaling=DELTA_SCALING,
                scaled_limit=scaling.coupled(scaling.plain),
                words=DELTA_WORDS,
                code=written.ADADELTA,
            ),
        },
        "Zeiler, arXiv:1212.5701",
        "Sets its own step length from the size of past steps. Epsilon decides the first ones: watch how slowly it "
        "starts at 1e-6 and how boldly at 0.01.",
        1.0,
        demo={"eps": 1e-2},
        unit="factor",
    ),
    Optimizer(
        "rprop",
        "Rprop",
        "Signs",
        {
            "pytorch": Form(
                "torch.optim.Rprop",
                (LEARNING_RATE.but(default=0.01, usual=(0.01, 0.1)), FACTOR, GROWTH, SMALLEST, LARGEST),
                (
                    r"\Delta_0 = \eta_1",
                    r"s_t = g_{t-1} \nabla f(\theta_{t-1})",
                    r"a_t = \begin{cases} \eta^+ & s_t > 0 \\ \eta^- & s_t < 0 \\ 1 & \text{otherwise} \end{cases}",
                    r"\Delta_t = \min(\max(\Delta_{t-1} a_t, \Delta_{min}), \Delta_{max})",
                    r"g_t = \begin{cases} 0 & s_t < 0 \\ \nabla f(\theta_{t-1}) & \text{otherwise} \end{cases}",
                    r"\theta_t = \theta_{t-1} - \operatorname{sign}(g_t) \Delta_t",
                ),
                {"turn": "s", "factor": "a", "g": "g", "size": r"\Delta"},
                lambda w, h: {**zeros("turn", "factor", "g")(w, h), "size": h.learning_rate + 0 * w},
                rprop,
                "The variant iRprop-; only the first step's learning rate matters.",
                words={
                    "turn": "product of the last two gradients",
                    "factor": "growth of the step",
                    "size": "step size",
                },
                code=written.RPROP,
            )
        },
        "Riedmiller & Braun 1993; Igel & Hüsken 2000",
        "Looks only at the gradient's signs: a step that keeps its sign grows, by default by 1.2, and one that turns "
        "shrinks, by default to half. Watch each coordinate close in on its own.",
        0.1,
    ),
    Optimizer(
        "signsgd",
        "signSGD",
        "Signs",
        {
            "paper": Form(
                "Bernstein et al. 2018",
                (LEARNING_RATE.but(default=1e-2), NO_MOMENTUM),
                (
                    GRADIENT,
                    When("momentum", r"m_t = \mu m_{t-1} + (1 - \mu) g_t", r"m_t = g_t"),
                    r"\theta_t = \theta_{t-1} - \eta_t \operatorname{sign}(m_t)",
                ),
                {"m": "m"},
                zeros("m"),
                signsgd,
                "With momentum it is Signum.",
                moment=("m", -1),
                code=written.SIGNSGD,
            )
        },
        "Bernstein, Wang, Azizzadenesheli & Anandkumar, arXiv:1802.04434",
        "Every step has the same length in every coordinate. Watch it march diagonally, then chatter around the "
        "minimum by exactly one learning rate.",
        0.05,
    ),
    Optimizer(
        "lion",
        "Lion",
        "Signs",
        {
            "paper": Form(
                "Chen et al. 2023",
                (LEARNING_RATE.but(default=1e-4), B1, B2.but(default=0.99), WEIGHT_DECAY),
                LION_LINES,
                LION_STATE,
                zeros(*LION_STATE),
                lion,
                moment=("u", -1),
                words=LION_WORDS,
                code=written.LION,
            ),
            "keras": Form(
                "keras.optimizers.Lion",
                (LEARNING_RATE, B1, B2.but(default=0.99), WEIGHT_DECAY),
                LION_LINES,
                LION_STATE,
                zeros(*LION_STATE),
                lion,
                "The same equation; the library's default learning rate is larger.",
                moment=("u", -1),
                words=LION_WORDS,
                code=written.LION,
            ),
        },
        "Chen et al., arXiv:2302.06675",
        "The sign of a blend of momentum and gradient: steps of one size, as in signSGD, with a memory. Watch it swing "
        "wide, then circle the minimum without settling.",
        0.05,
    ),
)

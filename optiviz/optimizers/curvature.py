"""Rules that ask for more than one gradient: SAM, Newton's method, its saddle-free kind, L-BFGS."""

import jax.numpy as jnp

from optiviz.optimizers.row import Form, Optimizer
from optiviz.optimizers.values import GRADIENT, LEARNING_RATE
from optiviz.optimizers.written import curvature as written
from optiviz.params import Param

LONGEST_MEMORY = 10


def sam(w, s, f, h, t):
    g = f.gradient(w)
    probe = w + h.radius * g / (jnp.sqrt(jnp.sum(g**2)) + 1e-12)
    probed = f.gradient(probe)
    return w - h.learning_rate * probed, {"probe": probe, "probed": probed}


def solve(a, b):
    """The solution x of a x = b for a (2, 2), by Cramer's rule; inf or nan where a is singular."""
    det = a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]
    return jnp.stack([a[1, 1] * b[0] - a[0, 1] * b[1], a[0, 0] * b[1] - a[1, 0] * b[0]]) / det


def absolute(a):
    """|a| of a symmetric (2, 2) matrix: the same eigenvectors, absolute eigenvalues; in closed form."""
    square, det = a @ a, jnp.abs(a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0])
    trace = jnp.sqrt(square[0, 0] + square[1, 1] + 2 * det)
    return (square + det * jnp.eye(2)) / jnp.where(trace > 0, trace, 1.0)


def newton(w, s, f, h, t):
    direction = solve(f.hessian(w) + h.damping * jnp.eye(2), f.gradient(w))
    return w - h.learning_rate * direction, {"direction": direction}


def saddle_free_newton(w, s, f, h, t):
    direction = solve(absolute(f.hessian(w)) + h.damping * jnp.eye(2), f.gradient(w))
    return w - h.learning_rate * direction, {"direction": direction}


def lbfgs(w, s, f, h, t):
    g = f.gradient(w)
    y = g - s.g
    ys = jnp.sum(y * s.move)
    keep = (t > 1) & (ys > 1e-10)  # a pair without positive curvature is left out
    moves = jnp.where(keep, jnp.concatenate([s.move[None], s.moves[:-1]]), s.moves)  # newest first
    turns = jnp.where(keep, jnp.concatenate([y[None], s.turns[:-1]]), s.turns)
    scale = jnp.where(keep, ys / jnp.where(keep, jnp.sum(y * y), 1.0), s.scale)
    direction = two_loops(g, moves, turns, scale, h.memory)
    length = jnp.where(t == 1, jnp.minimum(1.0, 1 / jnp.sum(jnp.abs(g))), 1.0) * h.learning_rate
    move = length * direction
    return w + move, {"g": g, "move": move, "moves": moves, "turns": turns, "scale": scale, "direction": direction}


def two_loops(g, moves, turns, scale, memory):
    """The quasi-Newton direction from the last moves and gradient turns, newest first; empty rows are 0."""
    ys = jnp.sum(moves * turns, axis=1)
    used = (jnp.arange(LONGEST_MEMORY) < memory) & (ys > 0)
    rho = jnp.where(used, 1 / jnp.where(used, ys, 1.0), 0.0)
    q, alphas = -g, []
    for i in range(LONGEST_MEMORY):
        alphas.append(rho[i] * jnp.sum(moves[i] * q))
        q = q - alphas[i] * turns[i]
    r = q * scale
    for i in reversed(range(LONGEST_MEMORY)):
        r = r + moves[i] * (alphas[i] - rho[i] * jnp.sum(turns[i] * r))
    return r


def lbfgs_start(w, h):
    history = jnp.zeros((LONGEST_MEMORY, 2))
    zero = 0 * w
    return {"g": zero, "move": zero, "moves": history, "turns": history, "scale": jnp.ones(()), "direction": zero}


RADIUS = Param("radius", r"\rho", "radius", 0.05, 1e-3, 1.0, "log", "How far away the gradient is read.", floor=0.0)
DAMPING = Param(
    "damping",
    r"\delta",
    "damping",
    0.0,
    1e-4,
    10.0,
    "log0",
    "Added to every curvature: bounds the step where it is small.",
    floor=0.0,
    ceiling=1e6,
)
MEMORY = Param("memory", "k", "memory", LONGEST_MEMORY, 1, LONGEST_MEMORY, "count", "How many past moves are kept.")
NEWTON_WORDS = {"direction": "Newton step"}
UNIT_RATE = LEARNING_RATE.but(default=1.0)

ROWS = (
    Optimizer(
        "sam",
        "SAM",
        "Curvature",
        {
            "paper": Form(
                "Foret et al. 2021, on gradient descent",
                (LEARNING_RATE.but(default=0.1), RADIUS),
                (
                    GRADIENT,
                    r"p_t = \theta_{t-1} + \rho \frac{g_t}{\lVert g_t \rVert + 10^{-12}}",
                    r"\hat{g}_t = \nabla f(p_t)",
                    r"\theta_t = \theta_{t-1} - \eta_t \hat{g}_t",
                ),
                {"probe": "p", "probed": r"\hat{g}"},
                lambda w, h: {"probe": w, "probed": 0 * w},
                sam,
                ahead="probe",
                words={"probe": "point uphill", "probed": "gradient uphill"},
                code=written.SAM,
            )
        },
        "Foret, Kleiner, Mobahi & Neyshabur, arXiv:2010.01412",
        "First climbs a fixed distance uphill, then descends with the gradient read there: sharp minima look worse. In "
        "two dimensions it also keeps a distance from the minimum itself. Two gradients a step.",
        0.05,
        evaluations=2,
        unit="gradient",
    ),
    Optimizer(
        "newton",
        "Newton (damped)",
        "Curvature",
        {
            "paper": Form(
                "Newton's method with a multiple of the identity added",
                (UNIT_RATE, DAMPING),
                (
                    GRADIENT,
                    r"H_t = \nabla^2 f(\theta_{t-1})",
                    r"d_t = (H_t + \delta I)^{-1} g_t",
                    r"\theta_t = \theta_{t-1} - \eta_t d_t",
                ),
                {"direction": "d"},
                lambda w, h: {"direction": 0 * w},
                newton,
                words=NEWTON_WORDS,
                code=written.NEWTON,
            )
        },
        "Nocedal & Wright, Numerical Optimization, 2006, chapter 3",
        "Jumps to where the local parabola is flat: one step on a quadratic. It is drawn to saddles and maxima as "
        "gladly as to minima: watch it there.",
        1.0,
        unit="factor",
    ),
    Optimizer(
        "saddle_free_newton",
        "Saddle-free Newton",
        "Curvature",
        {
            "paper": Form(
                "Dauphin et al. 2014",
                (UNIT_RATE.but(usual=(0.5, 1.0)), DAMPING),
                (
                    GRADIENT,
                    r"H_t = \nabla^2 f(\theta_{t-1})",
                    r"d_t = (|H_t| + \delta I)^{-1} g_t",
                    r"\theta_t = \theta_{t-1} - \eta_t d_t",
                ),
                {"direction": "d"},
                lambda w, h: {"direction": 0 * w},
                saddle_free_newton,
                "|H| has the eigenvectors of H and the absolute values of its eigenvalues.",
                words=NEWTON_WORDS,
                code=written.SADDLE_FREE,
            )
        },
        "Dauphin et al., arXiv:1406.2572",
        "Newton with absolute curvatures: it runs away from saddles instead of into them. Watch both from the same "
        "start.",
        0.5,
        unit="factor",
    ),
    Optimizer(
        "lbfgs",
        "L-BFGS (no line search)",
        "Curvature",
        {
            "pytorch": Form(
                "torch.optim.LBFGS(max_iter=1)",
                (UNIT_RATE, MEMORY),
                (
                    GRADIENT,
                    r"s_{t-1} = \theta_{t-1} - \theta_{t-2}, \quad y_{t-1} = g_t - g_{t-1} \quad (t > 1)",
                    r"d_t = -B_t g_t \quad \text{by the two loops over the last } k \text{ pairs } (s, y)",
                    r"\theta_t = \theta_{t-1} + \min(1, 1 / \lVert g_1 \rVert_1)\, \eta_t d_t \ (t = 1), \quad "
                    r"\theta_{t-1} + \eta_t d_t \ (t > 1)",
                ),
                {
                    "g": "g",
                    "move": "s",
                    "moves": "(s)",
                    "turns": "(y)",
                    "scale": r"\gamma",
                    "direction": "d",
                },
                lbfgs_start,
                lbfgs,
                "Pairs without positive curvature are left out, as PyTorch does.",
                words={
                    "move": "last move",
                    "moves": "past moves",
                    "turns": "past changes of the gradient",
                    "scale": "first guess of the inverse curvature",
                    "direction": "direction",
                },
                code=written.LBFGS,
            )
        },
        "Liu & Nocedal 1989",
        "Learns the curvature from how the gradient changed over its last moves. Without a line search it can leap: "
        "watch its second step.",
        1.0,
        unit="factor",
    ),
)

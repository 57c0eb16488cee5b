"""Momentum and Nesterov: what a velocity is good for, what it costs, and where each stops being stable.

Momentum runs in PyTorch's form, Nesterov in that of the papers: both show the point itself, not the looked-ahead one.
"""

import numpy as np

from optiviz.measures import TOLERANCE
from optiviz.presets.facts import (
    alike,
    apart,
    edge,
    first,
    limit,
    passes_loss,
    read,
    same,
    settles,
    sharpness,
    status,
    step_ratio,
    turns,
)
from optiviz.presets.row import Fact, Page, Preset
from optiviz.specs import Lane, Place, RaceSpec
from optiviz.stability import best_momentum, curvatures, lessard, polyak

KEY = "momentum"


def lane(optimizer, rate, convention=None, **values):
    return Lane(optimizer, convention, {"learning_rate": rate, **values})


def gd(rate):
    return lane("gd", rate)


def ball(rate, momentum):
    """Momentum in PyTorch's form."""
    return lane("momentum", rate, momentum=momentum)


def nag(rate, momentum):
    """Nesterov in the papers' form."""
    return lane("nesterov", rate, "paper", momentum=momentum)


def ravine(kappa, steps, *lanes):
    return RaceSpec(Place("bowl", {"kappa": float(kappa)}, (-2.5, 1.0), steps), lanes)


def memory(momentum):
    """One run of the ravine in which only momentum differs."""
    return ravine(100, 1200, ball(0.01, momentum))


def ahead(path):
    """Where each row of a Path in the papers' form looks to: momentum times the last move farther on."""
    moves = np.diff(path.theta, axis=0, prepend=path.theta[:1])
    return path.theta + path.spec.values["momentum"] * moves


def dropping(convention, rate):
    """Momentum in one of its forms, whose learning rate drops to a tenth after step 30."""
    values = {"learning_rate": rate, "momentum": 0.9}
    return Lane("momentum", convention, values, "step", {"drop": 0.1, "every": 30})


BASICS = (
    Preset(
        "M0",
        KEY,
        "A velocity helps",
        ravine(100, 300, gd(2 / 101), ball(0.01, 0.8), nag(0.01, 0.8)),
        (
            Fact("gd", 273, settles(0)),
            Fact("momentum", 63, settles(1)),
            Fact("nesterov", 67, settles(2)),
        ),
        truth="A ravine a hundred times as curved across as along. Gradient descent at its best learning rate jumps "
        "from side to side and settles at step {gd}. Momentum 0.8 at half that rate settles at step {momentum}, "
        "Nesterov at step {nesterov}: the velocity adds up what consecutive gradients agree on, the way along the "
        "valley, and cancels what they do not, the way across.",
        but="The ball that rolls downhill is a cartoon: a real one keeps its energy, this one loses a fifth of its "
        "speed at every step.",
        knobs=("momentum", "learning_rate"),
    ),
    Preset(
        "M1",
        KEY,
        "Best in theory",
        ravine(100, 300, gd(2 / 101), ball(*polyak(1, 100)), nag(*lessard(1, 100))),
        (
            Fact("gd", 273, settles(0)),
            Fact("momentum", 50, settles(1)),
            Fact("nesterov", 49, settles(2)),
            Fact("highest", 13.0, lambda paths: float(paths[1].loss.max() / paths[1].loss[0]), 1e-2),
            Fact("rounded", 65, settles(), race=ravine(100, 300, ball(0.0331, 0.669))),
        ),
        question="The learning rate and the momentum that are fastest in the long run (Polyak 1964). On the way down, "
        "the loss of momentum...",
        choices=(
            "falls at every step",
            "first climbs to twice its start",
            "first climbs to more than ten times its start",
        ),
        answer=2,
        truth="It climbs to {highest} times its start, and momentum still settles at step {momentum}; Nesterov, at "
        "its own best, at step {nesterov}, gradient descent at step {gd}. On a bowl momentum turns the condition "
        "number into about its square root.",
        but="These values need the curvatures to be known, and the optimum is a sharp one: rounded to 0.0331 and "
        "0.669, momentum settles at step {rounded}.",
    ),
    Preset(
        "M1b",
        KEY,
        "Pure zig-zag",
        ravine(100, 100, gd(0.0195)),
        (
            Fact("turns", 100, turns(1)),
            Fact("limit", 0.02, edge(), 1e-9),
            Fact("product", 1.95, sharpness(), 1e-9),
            Fact("share", 95, lambda paths: 100 * step_ratio(1)(paths), 1e-9),
            Fact("settles", 205, settles(), race=ravine(100, 400, gd(0.0195))),
        ),
        question="Gradient descent just below its limit of {limit}, for 100 steps. It crosses the valley's floor...",
        choices=("about 10 times", "about 50 times", "at every single step"),
        answer=2,
        truth="{turns} crossings in 100 steps: learning rate × curvature is {product}, so that each step lands at "
        "{share} % of the distance on the other side. It settles at step {settles} all the same.",
        but="Zig-zag is not what makes gradient descent slow here. It is the flat direction, which a larger learning "
        "rate would help and the steep one forbids.",
        knobs=("learning_rate",),
    ),
    Preset(
        "M2",
        KEY,
        "How much memory?",
        ravine(100, 1200, ball(0.01, 0.8), ball(0.01, 0.9), ball(0.01, 0.99)),
        (
            Fact("none", 401, settles(), race=memory(0.0)),
            Fact("half", 197, settles(), race=memory(0.5)),
            Fact("best", 63, settles(0)),
            Fact("usual", 103, settles(1)),
            Fact("more", 211, settles(), race=memory(0.95)),
            Fact("much", 538, settles(), race=memory(0.98)),
            Fact("most", 1078, settles(2)),
            Fact("theory", 0.81, lambda paths: best_momentum(paths[0].learning_rate[0], *curvatures(paths[0])), 1e-9),
        ),
        question="Momentum 0.99 remembers ten times more gradients than 0.9, which settles at step {usual}. It "
        "settles...",
        choices=("earlier", "at about the same step", "about five times as late", "about ten times as late"),
        answer=3,
        truth="At step {most}. At this learning rate momentum 0 settles at step {none}, 0.5 at {half}, 0.8 at {best}, "
        "0.9 at {usual}, 0.95 at {more}, 0.98 at {much}: a curve with a valley.",
        but="0.9 is a convention, not an optimum. The best momentum hangs on learning rate × smallest curvature: here "
        "it is near (1 - √0.01)² = {theory}.",
        knobs=("momentum",),
    ),
    Preset(
        "M3",
        KEY,
        "An easy bowl",
        ravine(10, 150, ball(0.1, 0.0), ball(0.1, 0.5), ball(0.1, 0.9)),
        (
            Fact("none", 39, settles(0)),
            Fact("half", 14, settles(1)),
            Fact("usual", 82, settles(2)),
            Fact("touch", 71, first(lambda path: path.loss <= TOLERANCE, 2)),
            Fact("most", 907, settles(), race=ravine(10, 1200, ball(0.1, 0.99))),
        ),
        question="An easy bowl (condition number 10), the calm learning rate 0.1: gradient descent settles at step "
        "{none}. With momentum 0.9 it settles...",
        choices=("earlier", "at about the same step", "about twice as late"),
        answer=2,
        truth="At step {usual}, after long swings past the minimum: its loss is low enough for the first time at step "
        "{touch}, and then leaves again. Momentum 0.5 settles at step {half}, 0.99 at step "
        "{most}: what has been gathered on the way down has to be lost again.",
        but="Large momentum is made for narrow valleys. O'Donoghue & Candès (2015) have a remedy that needs no "
        "knowledge of the valley: start the velocity anew whenever the loss rises.",
        knobs=("momentum",),
    ),
    Preset(
        "M4",
        KEY,
        "Past the limit of plain descent",
        ravine(20, 150, gd(0.15), ball(0.15, 0.9)),
        (
            Fact("dies", 4, passes_loss(1e3, 0)),
            Fact("settles", 101, settles(1)),
            Fact("tenth", 89, settles(), race=ravine(20, 150, ball(0.015, 0.9))),
            Fact("inside", "converged", status(), race=ravine(20, 2000, ball(3.79 / 20, 0.9))),
            Fact("outside", "diverged", status(), race=ravine(20, 2000, ball(3.81 / 20, 0.9))),
            Fact("below", 3.79, sharpness(), 1e-9, ravine(20, 2000, ball(3.79 / 20, 0.9))),
            Fact("above", 3.81, sharpness(), 1e-9, ravine(20, 2000, ball(3.81 / 20, 0.9))),
            Fact("product", 3, sharpness(1), 1e-9),
            Fact("plain", 2, limit(0), 1e-9),
            Fact("limit", 3.8, limit(1), 1e-9),
        ),
        question="The learning rate is {product} / (largest curvature): gradient descent diverges. Momentum 0.9 at "
        "the same rate...",
        choices=("diverges even faster", "diverges, but later", "settles"),
        answer=2,
        truth="Gradient descent passes a loss of 1,000 at step {dies}; momentum settles at step {settles}. The "
        "velocity resists every change of direction, which raises the limit from {plain} to 2 (1 + momentum), here "
        "{limit}. A run of 2000 steps has {inside} at {below} and {outside} at {above}.",
        but="Stable is not fast: with a tenth of this learning rate momentum settles at step {tenth}.",
        knobs=("learning_rate",),
    ),
)
LOOKING = (
    Preset(
        "M5",
        KEY,
        "Look ahead",
        ravine(20, 120, ball(0.05, 0.9), nag(0.05, 0.9)),
        (
            Fact("momentum", 91, settles(0)),
            Fact("nesterov", 48, settles(1)),
            Fact("far", 1.195, read("overshoot", 0), 1e-3),
            Fact("less", 0.819, read("overshoot", 1), 1e-3),
            Fact("slow", 90, settles(0), race=ravine(20, 200, ball(0.005, 0.9))),
            Fact("ahead", 80, settles(0), race=ravine(20, 200, nag(0.005, 0.9))),
            Fact("flips", 30, read("flips", 0)),
            Fact("calm", 0, read("flips", 1)),
        ),
        question="Nesterov reads the gradient where the velocity is about to carry it. At the same learning rate and "
        "the same momentum it settles...",
        choices=("at about the same step", "in about half the steps", "later: it keeps correcting itself"),
        answer=1,
        truth="At step {nesterov} instead of {momentum}, {less} past the minimum instead of {far}, with {calm} "
        "changes of side along the steep direction instead of {flips}. A gradient read ahead brakes before the floor "
        "is crossed.",
        but="The gain depends on the learning rate. At 1 / (largest curvature), as here, the steep direction is "
        "finished at once; at a tenth of that it is step {ahead} against {slow}.",
        knobs=("learning_rate", "momentum"),
    ),
    Preset(
        "M6",
        KEY,
        "Blind spot",
        ravine(20, 120, ball(0.095, 0.9), nag(0.095, 0.9)),
        (
            Fact("momentum", 89, settles(0)),
            Fact("dies", 4, passes_loss(1e3, 1)),
            Fact("inside", "converged", status(), race=ravine(20, 2000, nag(1.355 / 20, 0.9))),
            Fact("outside", "diverged", status(), race=ravine(20, 2000, nag(1.36 / 20, 0.9))),
            Fact("below", 1.355, sharpness(), 1e-9, ravine(20, 2000, nag(1.355 / 20, 0.9))),
            Fact("above", 1.36, sharpness(), 1e-9, ravine(20, 2000, nag(1.36 / 20, 0.9))),
            Fact("product", 1.9, sharpness(), 1e-9),
            Fact("limit", 1.357, limit(1), 1e-3),
        ),
        question="Nesterov corrects momentum. At {product} / (largest curvature), where gradient descent is still "
        "stable, it is...",
        choices=("faster than momentum", "as fast as momentum", "divergent"),
        answer=2,
        truth="It passes a loss of 1,000 at step {dies}; momentum settles at step {momentum}. What is read far ahead "
        "on steep ground corrects too much: the limit is 2 (1 + momentum) / (1 + 2 momentum), {limit} at momentum 0.9, "
        "below even that of gradient descent. A run of 2000 steps has {inside} at {below} and {outside} at {above}.",
        but="At half of this learning rate it is the other way round: see “Look ahead”.",
        knobs=("learning_rate", "momentum"),
    ),
    Preset(
        "M11",
        KEY,
        "Nesterov in papers and libraries",
        ravine(20, 120, nag(0.05, 0.9), lane("nesterov", 0.05, "pytorch"), lane("nesterov", 0.05, "keras")),
        (
            Fact("paper", 48, settles(0)),
            Fact("pytorch", 47, settles(1)),
            Fact("apart", 0.907, apart(0, 1), 1e-3),
            Fact("libraries", "the same", same(1, 2)),
            Fact("ahead", "the same", lambda paths: alike(np.abs(paths[1].theta - ahead(paths[0])).max())),
        ),
        question="In PyTorch, Keras and optax Nesterov is a switch of SGD. From the same start, with the same numbers, "
        "their path is...",
        choices=("that of the papers", "another one: they run another algorithm", "another one, of the same algorithm"),
        answer=2,
        truth="Up to {apart} apart, yet the same algorithm: the papers write down the point, the libraries the point "
        "that it looks ahead to, one momentum times the last move farther on. Looked ahead, the path of the papers is "
        "{ahead} as that of PyTorch, and PyTorch's is {libraries} as that of Keras, in every digit that matters. The "
        "papers' settles at step {paper}, the libraries' at {pytorch}.",
        but="So a chart of a library's Nesterov is not wrong, but it is not where the formula of a book puts it.",
        views=("contour", "loss"),
        knobs=("learning_rate", "momentum"),
    ),
    Preset(
        "M10",
        KEY,
        "Three formulas",
        RaceSpec(
            Place("bowl", {"kappa": 50.0}, (-2.5, 1.0), 100),
            (dropping("pytorch", 0.01), dropping("keras", 0.01), dropping("ema", 0.1)),
        ),
        (
            Fact("drop", 30.0, lambda paths: float((paths[0].learning_rate < 0.01).argmax())),
            Fact("keras", 0.203, apart(0, 1), 1e-2),
            Fact("before", "the same", same(0, 1, 30)),
            Fact("mean", "the same", same(0, 2)),
        ),
        question="Keras keeps the learning rate inside the velocity, PyTorch outside. The two paths are {before} as "
        "long as the rate is. After step {drop} it is a tenth. Then...",
        choices=("they stay equal", "Keras's runs on for a while", "PyTorch's runs on for a while"),
        answer=1,
        truth="They come to lie {keras} apart: Keras's velocity consists of whole steps already taken, which the drop "
        "does not shorten. The running mean (1 - momentum) g with a learning rate ten times as large has {mean} path "
        "as PyTorch's, in every digit that matters.",
        but="Both are in use. A schedule tuned with one of them means something else with the other, and so does "
        "a learning rate taken over from a formula with (1 - momentum) in it.",
        views=("contour", "schedule"),
        knobs=("learning_rate",),
    ),
)
PHASES = (
    Preset(
        "MP1",
        KEY,
        "Spirals",
        ravine(20, 120, ball(0.05, 0.9), ball(0.0125, 0.9)),
        (
            Fact("here", 91, settles()),
            Fact("quarter", 86, settles(1)),
            Fact("half", 89, settles(), race=ravine(20, 200, ball(0.025, 0.9))),
            Fact("double", 90, settles(), race=ravine(20, 200, ball(0.1, 0.9))),
        ),
        question="Place against velocity, one direction at a time: both spiral inwards. At the learning rate 0.05 the "
        "run settles at step {here}. At a quarter of it, it settles...",
        choices=("about four times as late", "about twice as late", "at about the same step"),
        answer=2,
        truth="At step {quarter}; with half of it at {half}, with twice as much at {double}. As long as a direction "
        "spirals, each step shrinks the spiral by the square root of momentum, whatever the learning rate: it only "
        "sets how fast it turns.",
        but="Outside of the spirals the rate matters again: below (1 - √momentum)² over the curvature the direction "
        "creeps, above (1 + √momentum)² it alternates.",
        views=("contour", "phase_flat", "phase_steep"),
        knobs=("learning_rate", "momentum"),
    ),
    Preset(
        "MP2",
        KEY,
        "Just damped",
        ravine(20, 60, ball(0.05, 0.6)),
        (
            Fact("here", 24, settles()),
            Fact("over", 0.0, read("overshoot")),
            Fact("usual", 91, settles(), race=ravine(20, 200, ball(0.05, 0.9))),
            Fact("none", 79, settles(), race=ravine(20, 200, ball(0.05, 0.0))),
        ),
        question="Momentum 0 settles at step {none}, 0.9 at step {usual}. At 0.6, just below (1 - √(learning rate × "
        "curvature))² of the flat direction, its path past the minimum is...",
        choices=("nearly as long as with 0.9", "about half as long", "none at all"),
        answer=2,
        truth="It comes in without a swing, {over} past the minimum, and settles at step {here}. The curve of the "
        "flat direction goes straight into the middle instead of around it: a door with its damper set right.",
        but="Each direction has a critical momentum of its own. The one that suits the flat direction makes every "
        "steeper one spiral.",
        views=("contour", "phase_flat", "phase_steep"),
        knobs=("momentum",),
    ),
)
PAGE = Page(
    KEY,
    "Momentum and Nesterov",
    "A velocity remembers past gradients. What for, how much of it, and at what price?",
    extra=("phase_flat", "phase_steep"),
    inside=True,
    limits="A ball rolling downhill is a cartoon of momentum: the rule has no mass that keeps its energy (Goh 2017). "
    "On bowls momentum is close to the best that gradients allow; on noisy losses much of its gain comes from acting "
    "like a larger learning rate, and at small ones it may add nothing (Kidambi et al. 2018, Wang et al. 2024).",
    references=(
        "Polyak 1964, *Some methods of speeding up the convergence of iteration methods* (heavy ball)",
        "Nesterov 1983, *A method for solving the convex programming problem with convergence rate O(1/k²)*",
        "Sutskever, Martens, Dahl & Hinton 2013, *On the importance of initialization and momentum in deep learning*",
        "O'Donoghue & Candès 2015, *Adaptive Restart for Accelerated Gradient Schemes*, arXiv 1204.3982",
        "Lessard, Recht & Packard 2016, *Analysis and Design of Optimization Algorithms via Integral Quadratic "
        "Constraints*, arXiv 1408.3595",
        "Goh 2017, *Why Momentum Really Works*, Distill",
        "Kidambi et al. 2018, *On the insufficiency of existing momentum schemes for stochastic optimization*, arXiv "
        "1803.05591",
        "Wang, Malladi et al. 2024, *The Marginal Value of Momentum for Small Learning Rate SGD*, arXiv 2307.15196",
    ),
    presets=(*BASICS, *LOOKING, *PHASES),
)

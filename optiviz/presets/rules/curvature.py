"""Rules that ask for curvature, and SAM, which avoids it: what each is for, and where it fails."""

from optiviz.measures import curvature
from optiviz.presets.facts import ends, longest, loss_at, on, settles, status
from optiviz.presets.race import lane
from optiviz.presets.row import Fact, Preset
from optiviz.presets.rules.place import KEY, bowl
from optiviz.specs import Place, RaceSpec

JUMP = RaceSpec(
    Place("bowl", {"kappa": 300.0, "angle": 30.0}, (-2.5, -0.5), 300),
    (lane("newton", learning_rate=1.0), lane("lbfgs", learning_rate=1.0), lane("gd", learning_rate=0.0066)),
)
PASS = RaceSpec(
    Place("saddle_bounded", steps=100),
    (
        lane("newton", learning_rate=1.0),
        lane("saddle_free_newton", learning_rate=0.5),
        lane("gd", learning_rate=0.1),
    ),
)
LEAP = RaceSpec(
    Place("himmelblau", steps=100),
    (lane("lbfgs", learning_rate=1.0), lane("gd", learning_rate=0.01)),
)
BEND = RaceSpec(
    Place("beale", steps=300),
    (
        lane("saddle_free_newton", learning_rate=1.0),
        lane("saddle_free_newton", learning_rate=1.0, damping=1.0),
        lane("gd", learning_rate=0.01),
    ),
)
FLATTEST = RaceSpec(
    Place("linear_net", steps=2000),
    (lane("gd", learning_rate=0.1), lane("sam", learning_rate=0.1, radius=0.1)),
)
APART = RaceSpec(bowl(30.0, 300), (lane("gd", learning_rate=0.03), lane("sam", learning_rate=0.03)))


def steepness(lane=0):
    """The largest curvature where a run ends."""
    return lambda paths: float(curvature(paths[lane].hessian[-1:])[0])


PRESETS = (
    Preset(
        "jump",
        KEY,
        "One step on a bowl",
        JUMP,
        (
            Fact("newton", 1, settles(0)),
            Fact("newton_steep", 1, settles(0), race=on(JUMP, surface_values={"kappa": 1000.0})),
            Fact("lbfgs", 7, settles(1)),
            Fact("gd", None, settles(2)),
        ),
        truth="A ravine 300 times as curved across as along, turned against the axes. Newton's method is at the "
        "minimum after {newton} step, and after {newton_steep} where it is 1000 times as curved: it divides by the "
        "curvatures themselves. L-BFGS, which guesses them from gradients, settles at step {lbfgs}. Gradient descent, "
        "close to the largest learning rate that it survives, {gd} does in these steps.",
        but="A step of Newton's needs all second derivatives and solves a linear system: with a million parameters "
        "that is a matrix of a million times a million.",
    ),
    Preset(
        "pass",
        KEY,
        "A pass",
        PASS,
        (
            Fact("height", 0.0, loss_at(-1, 0)),
            Fact("free", 20, settles(1)),
            Fact("gd", 85, settles(2)),
            Fact("damped", 23, settles(0), race=on(PASS, damping=3.0)),
        ),
        question="A pass between two valleys, and a start a thousandth beside the ridge. Newton's method goes...",
        choices=("down into the nearer valley", "into the saddle, and stays", "up and away"),
        answer=1,
        truth="It comes to rest in the saddle, at a loss of {height}: where the parabola is flat, up or down. "
        "Saddle-free Newton divides by the size of each curvature and keeps its step downhill: it settles at step "
        "{free}, gradient descent at {gd}.",
        but="Damping larger than the negative curvature mends Newton's method as well: with 3 it settles at step "
        "{damped}.",
        knobs=("damping",),
    ),
    Preset(
        "leap",
        KEY,
        "L-BFGS leaps without a line search",
        LEAP,
        (
            Fact("leap", 60.63, longest(0), 1e-3),
            Fact("lbfgs", None, settles(0)),
            Fact("left", 95.92, loss_at(-1, 0), 1e-3),
            Fact("gd", 63, settles(1)),
            Fact("half_leap", 24.78, longest(0), 1e-3, on(LEAP, learning_rate=0.5)),
            Fact("half", 27, settles(0), race=on(LEAP, learning_rate=0.5)),
        ),
        truth="The first moves lead over ground that bends the other way, and the curvature that L-BFGS reads off them "
        "is far too small: one step is {leap} long, across the whole map and out of it. It {lbfgs} settles in these "
        "steps and ends at a loss of {left}; gradient descent settles at step {gd}.",
        but="In practice a line search shortens such a step until the loss falls; it is left out here. At a learning "
        "rate of 0.5 the leap is still {half_leap} long, and it finds back by step {half}.",
        knobs=("learning_rate",),
    ),
    Preset(
        "bend",
        KEY,
        "Divided by almost nothing",
        BEND,
        (
            Fact("free", "diverged", status(0)),
            Fact("damped", 16, settles(1)),
            Fact("gd", None, settles(2)),
            Fact("slower", "diverged", status(0), race=on(BEND, learning_rate=0.9)),
            Fact("leap", 9.461, longest(0), 1e-3, on(BEND, learning_rate=0.5)),
        ),
        truth="Between a bend upwards and a bend downwards a curvature passes through 0, and whoever divides by it "
        "leaps. At a learning rate of 1 saddle-free Newton has {free}, at 0.9 it has {slower}, too; with 0.5 it makes "
        "a step {leap} long and is lucky.",
        but="A damping of 1 is added to each curvature before the division, and the run settles at step {damped}. "
        "Gradient descent at 0.01 {gd} does in these steps.",
        knobs=("damping", "learning_rate"),
    ),
    Preset(
        "flattest",
        KEY,
        "A valley of minima",
        FLATTEST,
        (
            Fact("steep", 6.044, steepness(0), 1e-3),
            Fact("sam_steep", 2.003, steepness(1), 1e-3),
            Fact("x", 1.009, ends(0, 1), 1e-3),
            Fact("y", 0.993, ends(1, 1), 1e-3),
            Fact("wide", 2.031, steepness(1), 1e-3, on(FLATTEST, 1, radius=0.5)),
        ),
        question="All points with w₁w₂ = 1 are minima, equally low; the flattest of them is (1, 1). Gradient descent "
        "stops at the first one that it meets, where the curvature is {steep}. SAM...",
        choices=("stops there, too", "drifts on to the flattest one", "leaves the valley"),
        answer=1,
        truth="It reads its gradient 0.1 uphill, where a steep valley looks worse than a flat one, and drifts along "
        "the bottom to ({x}, {y}), where the curvature is {sam_steep}. With a radius of 0.5 it gets there as well: "
        "{wide}.",
        but="Whether flat minima generalize better is disputed; that SAM prefers them is not. It takes two gradients a "
        "step.",
        knobs=("radius",),
    ),
    Preset(
        "apart",
        KEY,
        "SAM keeps its distance",
        APART,
        (
            Fact("gd", 133, settles(0)),
            Fact("sam", None, settles(1)),
            Fact("y", 0.04091, lambda paths: abs(ends(1, 1)(paths)), 1e-3),
            Fact("double", 0.08182, lambda paths: abs(ends(1, 1)(paths)), 1e-3, on(APART, 1, radius=0.1)),
        ),
        truth="One minimum, nothing flatter to be found. Gradient descent settles at step {gd}; SAM {sam} does. Its "
        "gradient is always read one radius uphill and so never 0: it ends in a swing from y = {y} to -{y}, at twice "
        "the radius from {double} to -{double}.",
        but="With a falling learning rate the swing shrinks. In a network it is small beside the noise of batches.",
        knobs=("radius", "learning_rate"),
    ),
)

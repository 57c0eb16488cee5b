"""Terrain: saddles, two wells, plateaus and a cliff, and what momentum, noise and clipping do there.

RMSProp runs here with decay 0.9, in PyTorch's form; momentum and Nesterov with momentum 0.9 unless a preset varies it.
"""

import numpy as np

from optiviz.measures import shortened
from optiviz.presets.facts import ends, first, known, loss_at, on, settles, status, step_ratio
from optiviz.presets.row import Fact, Page, Preset
from optiviz.simulate import race
from optiviz.specs import Lane, Place, RaceSpec
from optiviz.sweeps import SIDE, basins

RATE = 0.05
AWAY = 0.5  # a run has left the saddle once |y| is above this


def lane(key, rate=RATE, **values):
    """A Lane at a learning rate, RMSProp with decay 0.9."""
    more = {"decay": 0.9} if key == "rmsprop" else {}
    return Lane(key, values={"learning_rate": rate, **more, **values})


def saddle(y, steps=300, noise=0.0):
    """A race over the pass, from (-1.5, y)."""
    place = Place("saddle_bounded", {"a": 20.0}, (-1.5, y), steps, {"noise": noise})
    return RaceSpec(place, tuple(map(lane, ("gd", "momentum", "nesterov", "adagrad", "adam", "rmsprop"))))


def wells(tilt, x, *lanes):
    """A race on the two wells, from (x, 1)."""
    return RaceSpec(Place("well", {"c": tilt}, (x, 1.0), 600), lanes)


def escapes(lane):
    """The step at which a run has left the saddle."""
    return first(lambda path: np.abs(path.theta[:, 1]) > AWAY, lane)


def multiplied(path, factor):
    """How many steps that stretch y as the first one does make it so many times as large."""
    return float(np.log(factor) / np.log(path.theta[1, 1] / path.theta[0, 1]))


def well(lane):
    """The well in which a run ends."""
    return lambda paths: "left" if paths[lane].theta[-1, 0] < 0 else "right"


def share(lane):
    """The share of all starts in the view from which a rule ends at a lowest minimum, in percent."""

    def measure(paths):
        found = basins(paths[lane].spec)
        lowest = found.losses <= found.losses.min() + 1e-9
        return 100 * float(found.shares[lowest].sum())

    return measure


def clipped(limit):
    """How many steps of a run have their gradient shortened."""
    return lambda paths: shortened(paths[0], limit)


def farthest(lane=0):
    """How far to the left a run gets."""
    return lambda paths: float(paths[lane].theta[:, 0].min())


PASS, NEARER, BALANCE, NUDGED = saddle(1e-3), saddle(1e-4), saddle(0.0), saddle(0.0, noise=1e-3)
OFF = saddle(1e-2)
BETAS = (0.0, 0.7, 0.73, 0.92, 0.93, 0.95, 0.97)
OUT = wells(0.2, 2.0, *(lane("momentum", momentum=beta) for beta in BETAS), lane("adam"))
BALLS = tuple(map(lane, ("gd", "momentum", "nesterov")))
WRONG, RIGHT = wells(0.1, -2.0, *BALLS), wells(0.1, 2.0, *BALLS)
MAPPED = wells(0.2, 2.0, *BALLS, lane("adam"))
CAMEL = RaceSpec(Place("six_hump_camel", steps=600), MAPPED.lanes)
FLAT = RaceSpec(
    Place("gauss_plateau", {}, (2.0, 1.5), 1000),
    (lane("gd", 0.2), lane("momentum", 0.2), lane("nesterov", 0.2), lane("adam")),
)
WALL = RaceSpec(Place("cliff", {}, (2.0, 1.5), 60), (lane("gd", 2.0),))
BANANA = RaceSpec(Place("rosenbrock", {"b": 100.0}, (-1.5, 2.0), 500), (lane("gd", 0.01),))

PRESETS = (
    Preset(
        "A6",
        "terrain",
        "Stuck on the pass",
        PASS,
        (
            Fact("away", 0.5, known(AWAY)),
            Fact("growth", 1.05, step_ratio(1), 1e-3),
            Fact("theory", 127, lambda paths: multiplied(paths[0], AWAY / paths[0].theta[0, 1]), 5e-3),
            Fact("times", 500, lambda paths: float(AWAY / paths[0].theta[0, 1]), 1e-9),
            Fact("gd", 131, escapes(0)),
            Fact("momentum", 37, escapes(1)),
            Fact("nesterov", 34, escapes(2)),
            Fact("adagrad", 18, escapes(3)),
            Fact("adam", 11, escapes(4)),
            Fact("rmsprop", 4, escapes(5)),
            Fact("gd_settles", 168, settles(0)),
            Fact("momentum_settles", 97, settles(1)),
            Fact("nesterov_settles", 55, settles(2)),
            Fact("adagrad_settles", None, settles(3)),
            Fact("adam_settles", 100, settles(4)),
            Fact("rmsprop_settles", None, settles(5)),
        ),
        truth="The start lies a thousandth beside the ridge that leads to a saddle. Steps until |y| passes {away}: "
        "gradient descent {gd}, momentum {momentum}, Nesterov {nesterov}, AdaGrad {adagrad}, Adam {adam}, RMSProp "
        "{rmsprop}. Gradient descent multiplies y by {growth} a step, so that it needs ln {times} / ln {growth} = "
        "{theory} steps and a few at the end; methods that divide the gradient by its own size leave at full pace.",
        but="Leaving is not arriving. Within a thousandth of the minimum for good: gradient descent from step "
        "{gd_settles}, momentum {momentum_settles}, Nesterov {nesterov_settles}, Adam {adam_settles}, AdaGrad "
        "{adagrad_settles} and RMSProp {rmsprop_settles} within this run: one has used up its steps, the other "
        "jitters.",
    ),
    Preset(
        "A6b",
        "terrain",
        "Ten times closer",
        NEARER,
        (
            Fact("growth", 1.05, step_ratio(1), 1e-3),
            Fact("cost", 47, lambda paths: multiplied(paths[0], 10), 1e-2),
            Fact("steps", 13, lambda paths: escapes(1)(paths) - escapes(1)(race(PASS.paths()))),
            Fact("gd_off", 83, escapes(0), race=OFF),
            Fact("gd", 131, escapes(0), race=PASS),
            Fact("gd_near", 178, escapes(0)),
            Fact("momentum_off", 24, escapes(1), race=OFF),
            Fact("momentum", 37, escapes(1), race=PASS),
            Fact("momentum_near", 50, escapes(1)),
            Fact("adam_off", 11, escapes(4), race=OFF),
            Fact("adam_near", 11, escapes(4)),
            Fact("rmsprop_off", 4, escapes(5), race=OFF),
            Fact("rmsprop_near", 4, escapes(5)),
        ),
        question="From y = 0.01 gradient descent leaves the pass at step {gd_off}, from y = 0.001 at step {gd}. From "
        "y = 0.0001 it takes...",
        choices=("ten times as long", "about 50 steps more", "about as long"),
        answer=1,
        truth="Gradient descent needs {gd_near}: every ten times closer costs ln 10 / ln {growth} = {cost} steps "
        "more, for momentum {steps} ({momentum_off}, {momentum}, {momentum_near}). Adam takes {adam_off} steps from y "
        "= 0.01 and {adam_near} from 0.0001, RMSProp {rmsprop_off} and {rmsprop_near}.",
        but="A random start is almost never on the ridge, and gradient descent then leaves in the end (Lee et al. "
        "2016). With many saddles one after the other it can take exponentially long (Du et al. 2017).",
    ),
    Preset(
        "A7",
        "terrain",
        "Perfect balance",
        BALANCE,
        (
            *(
                Fact(name, None, escapes(k))
                for k, name in enumerate(("gd", "momentum", "nesterov", "adagrad", "adam", "rmsprop"))
            ),
            Fact("end", "at rest", status(0)),
        ),
        question="Now the start is exactly on the ridge, y = 0. Who leaves?",
        choices=("Adam and RMSProp", "all but gradient descent", "nobody"),
        answer=2,
        truth="Nobody: gradient descent {gd}, momentum {momentum}, Nesterov {nesterov}, AdaGrad {adagrad}, Adam "
        "{adam}, RMSProp {rmsprop}. The gradient along y is exactly 0, and "
        "0 divided by anything is 0. Gradient descent ends {end} on the saddle.",
        but="Such a balance is an accident of this example: a start a rounding error away, or noise, ends it.",
    ),
    Preset(
        "A7n",
        "terrain",
        "Balance, disturbed",
        NUDGED,
        (
            Fact("gd", 211, escapes(0)),
            Fact("momentum", 51, escapes(1)),
            Fact("adam", 11, escapes(4)),
            Fact("rmsprop", 4, escapes(5)),
        ),
        question="On the ridge again, but every gradient carries noise of a thousandth. Gradient descent...",
        choices=("still stays", "leaves"),
        answer=1,
        truth="With this seed gradient descent leaves at step {gd}, momentum at {momentum}, Adam at {adam}, RMSProp at "
        "{rmsprop}. The first noise puts the run beside the ridge, and from there it is the example before. Other "
        "seeds stand in the chart below.",
        but="That noise helps at saddles does not make more noise better: at the minimum it costs.",
        knobs=("noise", "seed"),
    ),
    Preset(
        "M7",
        "terrain",
        "Rolling out",
        OUT,
        (
            Fact("slow", "right", well(1)),
            *(Fact(f"b{k}", where, well(k)) for k, where in ((0, "right"), (2, "left"), (3, "left"), (4, "right"))),
            Fact("b95", "left", well(5)),
            Fact("b97", "right", well(6)),
            Fact("adam", "right", well(7)),
            Fact("low", -1.088, ends(0, 2), 1e-3),
            Fact("high", 0.8789, ends(0, 0), 1e-3),
        ),
        question="Momentum carries a run out of the right, higher well from 0.73 on. With 0.97 instead...",
        choices=("it gets out, too", "it stays in the right well"),
        answer=1,
        truth="Without momentum the run ends in the {b0} well, at x = {high}, with 0.7 in the {slow} one; with 0.73 "
        "in the {b2} one, the lowest point, x = {low}, with 0.92 in the {b3} one. With 0.93 it ends in the {b4} one, "
        "with 0.95 in the {b95} one, with 0.97 in the {b97} one: the faster it is, the more often it rolls over the "
        "barrier, there and back.",
        but="Adam at the same learning rate ends in the {adam} well. Whether a run gets out depends on learning rate, "
        "momentum and start together; it is no property of the method.",
    ),
    Preset(
        "M8",
        "terrain",
        "From the other side",
        WRONG,
        (
            Fact("gd", "left", well(0)),
            Fact("momentum", "right", well(1)),
            Fact("nesterov", "right", well(2)),
            Fact("gd_other", "right", well(0), race=RIGHT),
            Fact("momentum_other", "left", well(1), race=RIGHT),
            Fact("nesterov_other", "left", well(2), race=RIGHT),
        ),
        question="From (2, 1) momentum leaves the higher, right well for the lower, left one; gradient descent does "
        "not. Both now start on the other side, at (-2, 1). Momentum ends...",
        choices=("in the left well, the lower one", "in the right well, the higher one"),
        answer=1,
        truth="From (-2, 1) gradient descent ends in the {gd} well, momentum in the {momentum} and Nesterov in the "
        "{nesterov} one: the wrong way. From (2, 1) it is gradient descent that ends in the {gd_other} well, momentum "
        "in the {momentum_other} and Nesterov in the {nesterov_other} one. A speed that carries out of a bad well "
        "carries out of a good one as well.",
        but="Two wells are a small world: in large networks many minima are about as good (Choromanska et al. 2015).",
    ),
    Preset(
        "M9",
        "terrain",
        "A map of the starts",
        MAPPED,
        (
            Fact("side", 61, known(SIDE)),
            Fact("gd", 54.1, share(0), 2e-3),
            Fact("momentum", 67.21, share(1), 2e-3),
            Fact("nesterov", 65.57, share(2), 2e-3),
            Fact("adam", 54.1, share(3), 2e-3),
            Fact("gd_camel", 58.91, share(0), 2e-3, CAMEL),
            Fact("momentum_camel", 64.07, share(1), 2e-3, CAMEL),
        ),
        question="Every start of the view, {side} by {side} of them. From {gd} % of them gradient descent finds the "
        "lower well. Momentum finds it from...",
        choices=("all of them", "about two thirds", "half, as well"),
        answer=1,
        truth="Gradient descent finds the lower well from {gd} % of the starts, momentum from {momentum} %, Nesterov "
        "from {nesterov} %, Adam from {adam} %. That is what “momentum escapes local minima” comes to here; on the "
        "six-hump camel it is {gd_camel} % and {momentum_camel} %.",
        but="The maps below show it both ways: momentum's has a stripe of the wrong colour inside of the right one.",
    ),
    Preset(
        "A5b",
        "terrain",
        "Started on a plateau",
        FLAT,
        (
            Fact("gd", 1.0, loss_at(1000, 0), 1e-4),
            Fact("momentum", 1.0, loss_at(1000, 1), 1e-4),
            Fact("adam", 84, settles(3)),
        ),
        question="Momentum is said to cross plateaus. This run starts on one. After 1,000 steps momentum...",
        choices=("has crossed it", "is still there"),
        answer=1,
        truth="Its loss is {momentum}, gradient descent's {gd}, as at the start: a velocity that was never gained "
        "cannot be kept. Adam, whose steps do not depend on how small the gradient is, settles at step {adam}.",
        but="A run that arrives at a plateau with speed does cross it with momentum. And Adam crosses only while the "
        "gradient is not small beside its epsilon.",
    ),
    Preset(
        "cliff",
        "terrain",
        "Up to the cliff",
        WALL,
        (
            Fact("thrown", -59.92, farthest(), 1e-3),
            Fact("steps", 30, settles()),
            Fact("clipped", -2.0, farthest(), 1e-3, on(WALL, gradient={"clip": 1.0})),
            Fact("clipped_steps", 13, settles(), race=on(WALL, gradient={"clip": 1.0})),
        ),
        question="A learning rate that suits the meadows meets a wall where the gradient is a hundred times as long. "
        "The next step...",
        choices=("stops at the wall", "ends at the foot of the wall", "leaves the picture"),
        answer=2,
        truth="One step throws it to x = {thrown}; it is back, and settled, at step {steps}. With gradients no longer "
        "than 1 (“clip at norm” among the knobs) it never goes further than x = {clipped} and settles at step "
        "{clipped_steps}.",
        but="Clipping shortens a step without turning it, and changes every step whose gradient is longer. Where the "
        "direction is wrong it does not help, and a small limit makes steep ground slow.",
        knobs=("clip", "learning_rate"),
    ),
    Preset(
        "clip",
        "terrain",
        "Clipping the gradient",
        on(BANANA, gradient={"clip": 10.0}),
        (
            Fact("without", "diverged", status(), race=BANANA),
            Fact("when", 5, lambda paths: paths[0].outcome.step, race=BANANA),
            Fact("loss", 0.7546, loss_at(500), 1e-3),
            Fact("shortened", 495, clipped(10.0)),
        ),
        question="Gradient descent in Rosenbrock's valley diverges at step {when} at the learning rate 0.01. With its "
        "gradients shortened to a length of 10...",
        choices=("it diverges later", "it comes down into the valley"),
        answer=1,
        truth="It comes down the wall into the valley, and its loss is {loss} after 500 steps. Without clipping it "
        "{without} at step {when}.",
        but="{shortened} of the 500 steps are shortened: the learning rate is above the limit there, so it bounces "
        "between the walls, and only clipping keeps the bounces short. It hides that the learning rate is too large.",
        knobs=("clip", "learning_rate"),
    ),
)
PAGE = Page(
    "terrain",
    "Terrain",
    "Saddles, second minima, plateaus, cliffs: what the ground does to a method, and what the method does about it.",
    offered=("noise", "clip"),
    limits="Two parameters have few saddles and few minima. In high dimensions saddles far outnumber minima (Dauphin "
    "et al. 2014), the ridge of one is crossed in very many directions, and good minima are many.",
    references=(
        "Dauphin et al. (2014), Identifying and attacking the saddle point problem, arXiv:1406.2572.",
        "Choromanska et al. (2015), The loss surfaces of multilayer networks, arXiv:1412.0233.",
        "Lee et al. (2016), Gradient descent converges to minimizers, arXiv:1602.04915.",
        "Du et al. (2017), Gradient descent can take exponential time to escape saddle points, arXiv:1705.10412.",
        "Staib et al. (2019), Escaping saddle points with adaptive gradient methods, arXiv:1901.09149.",
        "Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks, arXiv:1211.5063.",
    ),
    presets=PRESETS,
)

"""The Playground: races to start from, and races whose winners differ."""

from optiviz.fair import SIDE, trials, wins
from optiviz.presets.facts import RATES_TRIED, at_step, ends, known, read, settles, status
from optiviz.presets.row import Fact, Page, Preset
from optiviz.specs import Lane, Place, RaceSpec
from optiviz.sweeps import best_rate

ROUGH = 1e-2  # the tolerance of the first race


def lane(key, **values):
    """A Lane with values by name."""
    return Lane(key, values=values)


RAVINE = RaceSpec(
    Place("bowl", {"kappa": 30.0}, (-2.5, 1.0), 150),
    (
        lane("gd", learning_rate=0.063),
        lane("momentum", learning_rate=0.033, momentum=0.8),
        lane("nesterov", learning_rate=0.033, momentum=0.8),
        lane("adagrad", learning_rate=0.5),
        lane("rmsprop", learning_rate=0.05, decay=0.9),
        lane("adam", learning_rate=0.2),
    ),
    tolerance=ROUGH,
)
ANSWERS = RaceSpec(
    Place("himmelblau", start=(-5.0, 0.5), steps=800),
    (
        lane("gd", learning_rate=0.01),
        lane("momentum", learning_rate=0.01),
        lane("nesterov", learning_rate=0.01),
        lane("adagrad", learning_rate=1.0),
        lane("rmsprop", learning_rate=0.05, decay=0.9),
        lane("adam", learning_rate=0.3),
    ),
)
HUNDRED = RaceSpec(
    Place("parabola", {"a": 100.0}, (-2.5, 0.0), 100),
    (lane("gd", learning_rate=0.1), lane("adam", learning_rate=0.1)),
    tolerance=0.1,
)
ONE = RaceSpec(Place("parabola", {"a": 1.0}, (-2.5, 0.0), 100), HUNDRED.lanes, tolerance=1e-3)
AS_GIVEN = RaceSpec(  # every number but momentum's as its library has it
    Place("bowl", {"kappa": 10.0}, (-2.5, 1.0), 500),
    (
        Lane("momentum", "keras", {"momentum": 0.9}),
        Lane("adagrad", "keras"),
        Lane("adagrad", "pytorch"),
        Lane("rmsprop", "keras"),
        Lane("rmsprop", "pytorch"),
        Lane("adam", "pytorch"),
    ),
)
SIX = {  # what the learning rates of the six go with
    "gd": {},
    "momentum": {"momentum": 0.8},
    "nesterov": {"momentum": 0.8},
    "adagrad": {},
    "rmsprop": {"decay": 0.9},
    "adam": {},
}


def six(place, *rates):
    """The six at these learning rates, in the order of SIX: a test finds them again as the best of optiviz.sweeps."""
    lanes = (
        Lane(key, values={**own, "learning_rate": rate}) for (key, own), rate in zip(SIX.items(), rates, strict=True)
    )
    return RaceSpec(place, tuple(lanes))


ROUND = six(Place("bowl", {"kappa": 1.0}, steps=150), 1.0, 0.0158, 1.0, 10.0, 0.0398, 0.1)
TURNED = six(Place("bowl", {"kappa": 100.0, "angle": 45.0}, steps=300), 0.0158, 0.0126, 0.0126, 3.16, 0.0126, 1.26)
FLAT = six(Place("gauss_plateau", steps=300), 10.0, 2.0, 2.0, 0.398, 0.01, 0.631)
BENT = six(Place("rosenbrock", steps=500), 0.00316, 0.00316, 0.00158, 1.58, 0.01, 1.0)


def tuned(lane):
    """Where a lane settles at the best of 51 learning rates."""

    def measure(paths):
        found, row = best_rate(paths[lane].spec)
        return int(found.settle[row])

    return measure


def first(row):
    """In how many percent of 64 starts around its own a lane comes first."""
    return lambda paths: round(100 * float(wins(trials([path.spec for path in paths], "around"))[row]))


SEARCHED = (RATES_TRIED, Fact("starts", 64, known(SIDE**2)))
BEST = "Each runs at the best of {rates} learning rates for this surface, start and number of steps."
PRESETS = (
    Preset(
        "R0",
        "playground",
        "Six ways down a ravine",
        RAVINE,
        (
            *(
                Fact(name, step, settles(k, ROUGH))
                for k, (name, step) in enumerate(
                    (("gd", 45), ("momentum", 32), ("nesterov", 24), ("adagrad", 24), ("rmsprop", None), ("adam", 63))
                )
            ),
            Fact("flips", 39, read("flips", 0)),
            Fact("overshoot", 0.57, read("overshoot", 5), 0.02),
            Fact("left", 0.0151, read("final_loss", 4), 0.01),
        ),
        truth="Nesterov settles at step {nesterov}, AdaGrad at {adagrad}, momentum at {momentum}, gradient descent at "
        "{gd} after {flips} flips from wall to wall, Adam at {adam} after an overshoot of {overshoot}. RMSProp "
        "{rmsprop} settles: it swings on at a loss of {left}.",
        but="Six hand-picked learning rates are no comparison. Sweep them, below, and the order changes.",
    ),
    Preset(
        "A10",
        "playground",
        "One start, six methods",
        ANSWERS,
        (
            Fact("gd_x", -2.805, ends(0, 0), 1e-3),
            Fact("momentum_x", 3.584, ends(0, 1), 1e-3),
            Fact("nesterov_x", 3.0, ends(0, 2), 1e-3),
            Fact("adagrad_x", -3.779, ends(0, 3), 1e-3),
            Fact("adam_x", -3.779, ends(0, 5), 1e-3),
            Fact("rmsprop_x", -3.754, ends(0, 4), 1e-3),
        ),
        question="Himmelblau's function has four minima, all equally low. From one start, six optimizers end in...",
        choices=("the nearest one, all of them", "two of them", "all four of them"),
        answer=2,
        truth="Gradient descent ends at x = {gd_x}, momentum at {momentum_x}, Nesterov at {nesterov_x}, AdaGrad at "
        "{adagrad_x} and Adam at {adam_x}, with RMSProp swinging beside them at {rmsprop_x}: four answers to one "
        "question.",
        but="All four are equally good here. Which one is found says little about which optimizer is better.",
    ),
    Preset(
        "L3",
        "playground",
        "The loss times 100",
        HUNDRED,
        (
            Fact("gd", "diverged", status(0)),
            Fact("adam", 63, settles(1, 0.1)),
            Fact("gd_before", 39, settles(0), race=ONE),
            Fact("adam_before", 63, settles(1), race=ONE),
            Fact("adam_x", -1.518, at_step(10, 0, 1), 1e-3),
            Fact("adam_x_before", -1.518, at_step(10, 0, 1), 1e-3, race=ONE),
        ),
        question="On a parabola of curvature 1, at learning rate 0.1, gradient descent settles at step {gd_before} and "
        "Adam at {adam_before}. Now the loss is multiplied by 100. Then...",
        choices=("both get faster", "gradient descent diverges, Adam does what it did", "both diverge"),
        answer=1,
        truth="Gradient descent has {gd}: its step grew 100 times. Adam settles at step {adam} again (tolerance times "
        "100 as well), and at step 10 it stands at {adam_x}, before at {adam_x_before}: it divides by the size of its "
        "gradients.",
        but="Not minding the scale of the loss is not the same as not minding the learning rate.",
    ),
    Preset(
        "T1",
        "playground",
        "As the library has them",
        AS_GIVEN,
        (
            Fact("momentum", 82, settles(0)),
            Fact("rmsprop", 307, settles(4)),
            Fact("adagrad_left", 7.598, read("final_loss", 1), 1e-3),
            Fact("rmsprop_left", 3.221, read("final_loss", 3), 1e-3),
            Fact("adam_left", 3.617, read("final_loss", 5), 1e-3),
            Fact("momentum_tuned", 78, tuned(0)),
            Fact("adagrad_tuned", 5, tuned(1)),
            Fact("rmsprop_tuned", 22, tuned(4)),
            Fact("adam_tuned", 74, tuned(5)),
            RATES_TRIED,
        ),
        question="The default numbers of the libraries, on a mild bowl. Momentum settles at step {momentum}, RMSProp "
        "with PyTorch's numbers at {rmsprop}. RMSProp with those of Keras...",
        choices=("settles at about the same step", "settles earlier", "does not settle in these 500 steps"),
        answer=2,
        truth="Its loss is still {rmsprop_left} at the end: its learning rate is a tenth of PyTorch's. A name is no "
        "setting. Adam, at 0.001, is left with {adam_left}, AdaGrad with Keras's numbers with {adagrad_left}, the "
        "highest of all. Now give each the best of {rates} learning rates: AdaGrad settles at step {adagrad_tuned}, "
        "RMSProp at {rmsprop_tuned}, Adam at {adam_tuned}, and momentum, which was first, at {momentum_tuned}. Who "
        "compares defaults compares learning rates.",
        but="These defaults are meant for networks, where many weights move at once. They are a place to start from.",
        knobs=("learning_rate",),
    ),
    Preset(
        "F1",
        "playground",
        "Plain descent wins",
        ROUND,
        (
            Fact("gd", 1, settles(0)),
            Fact("nesterov", 2, settles(2)),
            Fact("adam", 64, settles(5)),
            Fact("share", 100, first(0)),
            *SEARCHED,
        ),
        truth=BEST + " On a round bowl gradient descent is there at step {gd}, Nesterov at {nesterov}, Adam at "
        "{adam}; it is first from {share} % of {starts} starts around this one. With one curvature only there is "
        "nothing to adapt to.",
        but="No real loss is a round bowl.",
    ),
    Preset(
        "F2",
        "playground",
        "Nesterov wins",
        TURNED,
        (
            Fact("nesterov", 40, settles(2)),
            Fact("momentum", 58, settles(1)),
            Fact("adam", 116, settles(5)),
            Fact("adagrad", 233, settles(3)),
            Fact("share", 100, first(2)),
            *SEARCHED,
        ),
        truth=BEST + " In a ravine that runs across the axes Nesterov settles at step {nesterov}, momentum at "
        "{momentum}, Adam at {adam}, AdaGrad at {adagrad}. Nesterov is first from {share} % of {starts} starts around "
        "this one.",
        but="Along an axis the same ravine is AdaGrad's: rules that scale each coordinate look along the axes only.",
    ),
    Preset(
        "F3",
        "playground",
        "AdaGrad wins",
        FLAT,
        (
            Fact("adagrad", 9, settles(3)),
            Fact("adam", 62, settles(5)),
            Fact("rmsprop", 150, settles(4)),
            Fact("gd", None, settles(0)),
            Fact("share", 100, first(3)),
            *SEARCHED,
        ),
        truth=BEST + " From a plateau AdaGrad settles at step {adagrad}, Adam at {adam}, RMSProp at {rmsprop}; "
        "gradient descent {gd} does in these steps. AdaGrad is first from {share} % of {starts} starts around this "
        "one: its first step is as long as its learning rate, however small the gradient.",
        but="Its steps only ever get shorter. Where the way is longer than the first ones reach, that is its weakness.",
    ),
    Preset(
        "F4",
        "playground",
        "A bend, from one start",
        BENT,
        (
            Fact("momentum", 293, settles(1)),
            Fact("adam", 311, settles(5)),
            Fact("gd", None, settles(0)),
            Fact("share", 58, first(5)),
            *SEARCHED,
            Fact("momentum_share", 28, first(1)),
        ),
        question="Six optimizers in a bent valley, each at the best of {rates} learning rates. From this start "
        "momentum settles at step {momentum} and Adam at {adam}. From {starts} starts around it...",
        choices=("momentum is first most often", "Adam is first most often", "they share the first place"),
        answer=1,
        truth="Momentum wins from here, but Adam is first from {share} % of {starts} starts around this one, momentum "
        "from {momentum_share} %. Gradient descent {gd} settles in these steps. One start is not a ranking.",
        but="All learning rates were chosen at this start; chosen elsewhere, they would be others.",
    ),
)
WINNERS = {"gd": "F1", "nesterov": "F2", "adagrad": "F3", "adam": "F4"}  # over 64 starts around that of the preset
PAGE = Page(
    "playground",
    "Playground",
    "Any optimizers on any surface.",
    views=("contour", "surface", "loss"),
    presets=PRESETS,
)

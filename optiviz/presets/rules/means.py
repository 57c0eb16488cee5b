"""AdaDelta and Schedule-Free, which take a learning rate or a schedule off the reader: where that works."""

from optiviz.presets.averaged import SEEN, seen_end
from optiviz.presets.facts import RATES_TRIED, ends, on, read, settles
from optiviz.presets.race import lane
from optiviz.presets.row import Fact, Preset
from optiviz.presets.rules.place import KEY, bowl
from optiviz.specs import Lane, Place, RaceSpec

UNITS = RaceSpec(
    Place("cliff_meadow", steps=500),
    (lane("adadelta", learning_rate=1.0, eps=1e-4), lane("adagrad", learning_rate=1.0)),
)
EPSILON = RaceSpec(
    bowl(100.0, 300),
    (
        lane("adadelta", learning_rate=1.0, eps=1e-6),
        lane("adadelta", learning_rate=1.0, eps=1e-2),
        lane("adagrad", learning_rate=1.0),
    ),
)
ANYTIME = RaceSpec(
    bowl(10.0, 300, noise=1.0),
    (
        lane("gd", learning_rate=0.15),
        Lane("gd", values={"learning_rate": 0.15}, schedule="cosine"),
        lane("schedule_free", learning_rate=0.15),
    ),
)
CALM = RaceSpec(  # each at the best of optiviz.sweeps, which a test finds again
    Place("rosenbrock", steps=1000),
    (
        lane("momentum", learning_rate=0.00316, momentum=0.8),
        lane("schedule_free", learning_rate=0.00631),
        lane("gd", learning_rate=0.00251),
    ),
)

PRESETS = (
    Preset(
        "units",
        KEY,
        "A learning rate of 1 that fits",
        UNITS,
        (
            Fact("delta", 324, settles(0)),
            Fact("bold", 111, settles(0), race=on(UNITS, eps=1e-2)),
            Fact("adagrad", None, settles(1)),
            Fact("x", 1.634, ends(0, 1), 1e-3),
            Fact("tuned", 204, settles(1), race=on(UNITS, 1, learning_rate=3.0)),
        ),
        truth="A cliff, then a meadow, and a learning rate of 1 for both. AdaDelta replaces it by the size of its own "
        "past steps and goes on growing them: it settles at step {delta}. AdaGrad {adagrad} does in these steps: it "
        "keeps the cliff's gradients in its sum for good and is still on its way, at x = {x}.",
        but="Epsilon is where the first step comes from: 0.0001 here, and with 0.01 it settles at step {bold}. With a "
        "learning rate of its own, 3, AdaGrad settles at step {tuned}.",
        knobs=("eps", "learning_rate"),
    ),
    Preset(
        "epsilon",
        KEY,
        "A learning rate by another name",
        EPSILON,
        (
            Fact("x", -1.252, ends(0, 0), 1e-3),
            Fact("flips", 225, read("flips", 1)),
            Fact("y", 0.784, lambda paths: abs(ends(1, 1)(paths)), 1e-3),
            Fact("bold", None, settles(1)),
            Fact("adagrad", 11, settles(2)),
        ),
        truth="AdaDelta needs no learning rate, and begins with the root of epsilon instead. At 1e-6 it has come from "
        "x = -2.5 to {x} after 300 steps. At 0.01 it soon comes close and then swings across the ravine, {flips} "
        "times; it is {y} off in y at the end and {bold} settles. AdaGrad at a learning rate of 1 settles at step "
        "{adagrad}.",
        but="In between there is a good epsilon for this loss, as there is a good learning rate for other rules.",
        knobs=("eps",),
    ),
    Preset(
        "anytime",
        KEY,
        "No schedule, at any step",
        ANYTIME,
        (
            Fact("constant", 0.2137, seen_end(0), 1e-2),
            Fact("cosine", 0.00639, seen_end(1), 1e-2),
            Fact("free", 0.009884, seen_end(2), 1e-2),
            Fact("cosine_half", 0.05529, seen_end(1, 150), 1e-2),
            Fact("free_half", 0.014, seen_end(2, 150), 1e-2),
            SEEN,
        ),
        truth="A noisy bowl, the same learning rate for all, the mean over {seeds} seeds. Gradient descent shakes at a "
        "loss of {constant}; on a cosine of these 300 steps it ends at {cosine}. Schedule-Free needs no such plan and "
        "ends at {free}.",
        but="The cosine ends lower, if the number of steps is known and kept. Stopped half way it is at "
        "{cosine_half}, Schedule-Free at {free_half}.",
        views=("contour", "loss"),
        knobs=("learning_rate",),
    ),
    Preset(
        "calm",
        KEY,
        "An average lags behind",
        CALM,
        (Fact("momentum", 293, settles(0)), Fact("free", 879, settles(1)), Fact("gd", None, settles(2)), RATES_TRIED),
        truth="No noise, a long bent valley, and each at the best of {rates} learning rates. Momentum settles at step "
        "{momentum}, Schedule-Free at {free}: what is drawn is the mean of all points so far, and it drags the way "
        "along. Gradient descent {gd} does in these steps.",
        but="Without noise there is nothing to average away: this is what the calm costs.",
        knobs=("learning_rate",),
    ),
)

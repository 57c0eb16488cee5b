"""Learning rate: too small, right, nervous, over the edge."""

from optiviz.presets.facts import on, passes_loss, read, settles
from optiviz.presets.row import Fact, Page, Preset
from optiviz.specs import Lane, Place, RaceSpec

PLACE = Place("bowl", {"kappa": 10.0}, (-2.5, 1.0), 500)


def gd(rate, place=PLACE):
    """Gradient descent at a learning rate."""
    return RaceSpec(place, (Lane("gd", values={"learning_rate": rate}),))


RIGHT = gd(2 / 11)
PRESETS = (
    Preset(
        "L1c",
        "learning_rate",
        "Just right",
        RIGHT,
        (
            Fact("steps", 23, settles()),
            Fact("calm", 39, settles(), race=on(RIGHT, learning_rate=0.1)),
        ),
        question="At 0.1 this run needs 39 steps. At 2 / (largest + smallest curvature), 0.182, it needs...",
        choices=("about 20", "about 40", "it diverges"),
        answer=0,
        truth="It settles at step {steps}; at 0.1 it took {calm}. The best constant learning rate on a bowl is 2 over "
        "the sum of its largest and smallest curvature: both directions then shrink equally fast.",
        but="Nobody knows the curvatures of a real loss beforehand, and they change along the way.",
    ),
    Preset(
        "L1e",
        "learning_rate",
        "Over the edge",
        gd(0.22),
        (Fact("step", 15, passes_loss(1e3)), Fact("flips", 0, read("flips"), race=on(RIGHT, learning_rate=0.1))),
        truth="The loss passes 1,000 at step {step}: past 2 / (largest curvature) = 0.2 every swing is longer than the "
        "one before.",
        but="On a loss that is no bowl, the same rate may be fine in one place and too large in another.",
    ),
)
PAGE = Page(
    "learning_rate",
    "Learning rate",
    "How long should a step be? Too short and nothing happens, too long and the run leaves the map.",
    presets=PRESETS,
)

"""Stories told with presets, one after another, and plans for lessons: LESSONS = {key: Lesson}, PLANS = {key: Plan}."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from optiviz.presets import PRESETS

CHALLENGE = "challenge:"  # a stop of a plan at a challenge instead of a preset


class Step(NamedTuple):
    """One step of a story: the key of a preset that races, and a sentence that leads to it.

    question, choices and answer are as those of a Preset, for one that has none because its page opens with it.
    """

    preset: str
    lead: str
    question: str = ""
    choices: tuple[str, ...] = ()
    answer: int = 0

    @property
    def row(self):
        """The Preset, with a question in any case."""
        row = PRESETS[self.preset]
        own = {"question": self.question, "choices": self.choices, "answer": self.answer}
        return replace(row, **own) if self.question else row


@dataclass(frozen=True)
class Lesson:
    """A story of 3 to 6 steps; each has a question, a truth and a limit, which are its preset's."""

    key: str
    title: str
    intro: str
    steps: tuple[Step, ...]


class Stop(NamedTuple):
    """One part of a lesson plan: how many minutes, what to do in a sentence, and what to show.

    shows are keys of presets, or CHALLENGE with the key of a challenge.
    """

    minutes: int
    what: str
    shows: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A lesson plan; its key is its length in minutes."""

    key: str
    title: str
    intro: str
    stops: tuple[Stop, ...]


LESSONS = {
    row.key: row
    for row in (
        Lesson(
            "length",
            "How long is a step?",
            "One number, from standstill to explosion.",
            (
                Step(
                    "L1a",
                    "Start with a learning rate that nobody could call reckless.",
                    "At 0.01, a twentieth of where gradient descent diverges, this run settles...",
                    ("after a few dozen steps", "at step {steps}", "never: it stops half way"),
                    1,
                ),
                Step("L1b", "Ten times as much: as far as one can go without any swinging."),
                Step("L1c", "A little swinging may be worth its price."),
                Step("L1d", "A little more than that. The path tells the difference before the loss does."),
                Step("L1e", "And now past the edge, by a tenth."),
            ),
        ),
        Lesson(
            "velocity",
            "What a velocity is good for",
            "Momentum in a ravine: memory, its price, and looking ahead.",
            (
                Step("M1b", "What is wrong with gradient descent in a ravine? Watch the steep direction."),
                Step("M1", "A velocity cancels what flips and adds up what agrees."),
                Step("M2", "More memory must be better, then."),
                Step("M5", "The ball rolls past. Could it brake before it does?"),
                Step("M6", "So looking ahead is simply better? Raise the learning rate."),
            ),
        ),
        Lesson(
            "chain",
            "From gradient descent to Adam",
            "Each method was made because the one before it failed somewhere. This is where.",
            (
                Step("M1b", "Gradient descent zig-zags in a ravine. → Momentum (Polyak 1964) cancels the zig-zag."),
                Step("M5", "Momentum overshoots. → Nesterov (1983) takes the gradient where it is about to be."),
                Step(
                    "A3s",
                    "One rate for all coordinates follows the steepest. → AdaGrad (2011) gives each its own.",
                    "A ravine along an axis, a hundred times as curved across as along. The fewest steps takes...",
                    ("momentum", "AdaGrad", "Adam"),
                    1,
                ),
                Step("A1", "AdaGrad adds up every gradient that it ever met. → RMSProp (2012) keeps a moving average."),
                Step(
                    "A2", "RMSProp divides each gradient by its usual size. → Adam (2015) averages the gradients, too."
                ),
                Step("A3", "And Adam? It scales coordinates. Turn the ravine across them."),
            ),
        ),
        Lesson(
            "adaptive",
            "Inside Adam",
            "What its parts do, one at a time.",
            (
                Step(
                    "J1",
                    "Put Adam together from its ideas.",
                    "At the start the ground is steeper along y than along x. Adam's first step goes...",
                    ("further along y, the steeper way", "as far along x as along y", "straight at the minimum"),
                    1,
                ),
                Step("A4", "The averages start at zero: what if nobody corrects that?"),
                Step("A5", "The smallest of its numbers decides what happens where there is almost no gradient."),
                Step("A3", "What it cannot do: see a direction that is no coordinate."),
            ),
        ),
        Lesson(
            "terrain",
            "Passes, wells and plateaus",
            "Where downhill is not a plan.",
            (
                Step(
                    "A6",
                    "A pass between two valleys, started almost on the ridge.",
                    "Six methods start at the same point. Who has left the pass first?",
                    ("gradient descent", "momentum: it gathers speed", "RMSProp: it divides by small gradients"),
                    2,
                ),
                Step("A7", "And exactly on the ridge?"),
                Step("M7", "A ball with a velocity may roll out of a shallow well."),
                Step("M8", "The same well, from the other side."),
            ),
        ),
        Lesson(
            "noise",
            "Noise and cooling down",
            "Gradients from a few examples never settle; schedules let them.",
            (
                Step(
                    "N1",
                    "With noise the loss comes to a floor. What sets its height?",
                    "Both runs see the same noise; one has a quarter of the other's learning rate. Its floor is...",
                    ("as high: the noise is the same", "about half as high", "about a fifth as high"),
                    2,
                ),
                Step("N1m", "Momentum is said to smooth noise."),
                Step("S1", "The way to the bottom is to cool down."),
                Step("S2", "And warming up? For a steep entrance."),
            ),
        ),
        Lesson(
            "decay",
            "Weights that shrink",
            "Why the W of AdamW was worth a paper.",
            (
                Step(
                    "W1",
                    "Two ways to shrink weights that are one and the same, for gradient descent.",
                    "Adam divides the gradient by its size. With the penalty in the gradient, it comes to rest...",
                    (
                        "where loss and penalty balance, as gradient descent does",
                        "where the loss alone is lowest: the penalty is divided away",
                        "at zero: the loss is divided away",
                    ),
                    0,
                ),
                Step("W3", "Without any gradient, decay alone: how long does a weight last?"),
                Step("W2", "And with noise that is loud for one weight and quiet for the other?"),
            ),
        ),
    )
}

PLANS = {
    row.key: row
    for row in (
        Plan(
            "15",
            "15 minutes: a demonstration",
            "For a projector, in presenter mode (key P). Three predictions by show of hands: at the second, third and "
            "fourth stop, let everybody choose before you press.",
            (
                Stop(2, "Six ways down one ravine: who arrives first, and who never stops?", ("R0",)),
                Stop(5, "One number from standstill to explosion.", ("L1a", "L1b", "L1c", "L1d", "L1e")),
                Stop(3, "A velocity, and how much memory it needs.", ("M1", "M2")),
                Stop(3, "Looking ahead.", ("M5",)),
                Stop(2, "One start, four answers: nobody finds “the” minimum.", ("A10",)),
            ),
        ),
        Plan(
            "45",
            "45 minutes: a lesson",
            "Predict, look, turn a knob, say why. Pairs share one screen for the challenge.",
            (
                Stop(10, "Learning rate: five rates, the edge, the shape of the bowl.", ("L1a", "L1c", "L1e", "L2")),
                Stop(15, "Momentum: zig-zag, memory, looking ahead and its blind spot.", ("M1", "M2", "M5", "M6")),
                Stop(5, "Averages start cold.", ("E2",)),
                Stop(10, "Adam: bias correction, and what epsilon is for.", ("A4", "A5")),
                Stop(5, "In pairs: settle in under sixty steps.", (f"{CHALLENGE}C3",)),
            ),
        ),
        Plan(
            "90",
            "90 minutes: a lab",
            "The lesson, then on your own. Report for every optimizer that you used: the step at which it settled, its "
            "last loss and its learning rate, at equal steps and seeds, and how you found the rate.",
            (
                Stop(10, "Learning rate.", ("L1a", "L1c", "L1e", "L2")),
                Stop(15, "Momentum and Nesterov.", ("M1", "M2", "M5", "M6")),
                Stop(5, "Averages.", ("E2",)),
                Stop(10, "Adam's parts.", ("A4", "A5")),
                Stop(10, "Wells: momentum's two mistakes.", ("M7", "M8")),
                Stop(15, "Cooling down and warming up.", ("S1", "S2")),
                Stop(15, "Challenges, from the first to the hardest.", tuple(f"{CHALLENGE}C{n}" for n in (1, 3, 5, 8))),
                Stop(10, "Report: who won here, at what rate, and on which surface another one would.", ("A10",)),
            ),
        ),
    )
}

"""Where to begin, and what goes wrong: DECISIONS and MISTAKES, each cell with a run that shows it."""

from typing import NamedTuple


class Decision(NamedTuple):
    """For a task: an optimizer to begin with, what to set, when to think again, presets, and who says so."""

    task: str
    optimizers: tuple[str, ...]
    settings: str
    unless: str
    where: tuple[str, ...]
    source: str


class Mistake(NamedTuple):
    """A common mistake, what it does, and presets or pages that show it."""

    mistake: str
    effect: str
    where: tuple[str, ...]


DECISIONS = (
    Decision(
        "I have no idea yet",
        ("adamw", "momentum"),
        "Each with its own sweep of the learning rate, the same number of trials for both.",
        "Nothing: this is the honest start.",
        ("playground", "J1"),
        "Schmidt, Schneider & Hennig 2021",
    ),
    Decision(
        "Smooth and convex, gradients exact",
        ("nesterov", "lbfgs"),
        "Learning rate 1 over the largest curvature, momentum by the condition number.",
        "Gradients are noisy.",
        ("M5", "M1"),
        "Nesterov 1983; Liu & Nocedal 1989",
    ),
    Decision(
        "Images, convolutional networks",
        ("momentum", "adamw"),
        "Momentum 0.9, a schedule that ends near 0.",
        "There is no time to tune: then AdamW.",
        ("M2", "S1"),
        "Wilson et al. 2017; against it Choi et al. 2019",
    ),
    Decision(
        "Language, transformers",
        ("adamw",),
        "Warm-up, then a cosine; beta 2 0.95 to 0.999; weight decay 0.1.",
        "Memory is short: then Lion.",
        ("S2", "W2"),
        "Zhang et al. 2020; Kunstner et al. 2024",
    ),
    Decision(
        "Sparse features, rare words",
        ("adagrad", "adam"),
        "AdaGrad with a large learning rate, 0.1 to 1.",
        "The data drift: AdaGrad never forgets.",
        ("A8", "A1"),
        "Duchi, Hazan & Singer 2011",
    ),
    Decision(
        "Targets that move, online data",
        ("rmsprop", "gd"),
        "A constant learning rate, so that it can follow.",
        "The target stands still: then let the learning rate fall.",
        ("A1", "A2"),
        "Tieleman & Hinton 2012",
    ),
    Decision(
        "Curvatures that differ along the axes",
        ("adam", "adagrad"),
        "Its own learning rate; a coordinate's scale then hardly matters.",
        "The valley is turned against the axes: then momentum.",
        ("A3",),
        "Duchi, Hazan & Singer 2011",
    ),
    Decision(
        "Saddles and plateaus",
        ("rmsprop", "adam"),
        "A small epsilon: a large one turns the scaling off where it is needed.",
        "You need to come to rest: let the learning rate fall.",
        ("A6", "A5", "A5b"),
        "Dauphin et al. 2014; Staib et al. 2019",
    ),
    Decision(
        "Weights should stay small",
        ("adamw",),
        "Weight decay from the half-life that you want: 0.69 / (learning rate · half-life).",
        "You use SGD: there L2 and decay are the same.",
        ("W1", "W3"),
        "Loshchilov & Hutter 2019",
    ),
    Decision(
        "Very little memory",
        ("gd", "lion"),
        "None or one extra number a parameter.",
        "Two fit: then AdamW.",
        ("votes", "wide"),
        "Chen et al. 2023",
    ),
)

MISTAKES = (
    Mistake(
        "Comparing optimizers at one shared learning rate",
        "The number means a length for one rule and a factor for another. Multiply the loss by 100 and gradient "
        "descent explodes while Adam's run does not change.",
        ("L3", "playground"),
    ),
    Mistake(
        "Judging an optimizer at its default learning rate",
        "The verdict is on the default. Tune each with the same number of trials.",
        ("A1", "playground"),
    ),
    Mistake(
        "One seed, one winner",
        "With another seed another one wins. Show the median and the band.",
        ("N1", "noise"),
    ),
    Mistake(
        "Changing the batch size and not the learning rate",
        "Noise and progress change together. Scaled together they cancel, up to the stability limit.",
        ("N3", "noise"),
    ),
    Mistake(
        "Taking the first touch for convergence",
        "A run can touch a low loss and leave again. Settled means that it stays.",
        ("M5", "momentum"),
    ),
    Mistake(
        "Raising momentum and keeping the learning rate",
        "The step in the long run is the learning rate over 1 - momentum: ten times as long at 0.9.",
        ("M2", "N1m"),
    ),
    Mistake(
        "Weight decay through Adam's gradient",
        "Loud weights hardly decay. AdamW takes the decay off the weight itself.",
        ("W2", "weight_decay"),
    ),
    Mistake(
        "Moving numbers from one library to the other",
        "The same name has another default, another place for epsilon, or the learning rate inside the velocity.",
        ("reference", "M10"),
    ),
    Mistake(
        "A constant learning rate until the end",
        "With noise, or with RMSProp and signs, the run shakes at a floor that is set by the learning rate.",
        ("A2", "S1", "N1"),
    ),
    Mistake(
        "Choosing the learning rate on the test set",
        "The reported number is then too good. Choose on one part of the data, report on another.",
        ("reference",),
    ),
    Mistake(
        "Scaling features after training has gone wrong",
        "Features of different size are an ill-conditioned loss. Scale them first, and fit the scaling on training "
        "data only.",
        ("B2", "learning_rate"),
    ),
)

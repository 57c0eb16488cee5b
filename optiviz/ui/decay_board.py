"""The live board of the half-life: how much of a weight is left that nothing but decay moves."""

import math

import numpy as np

from optiviz.figures.lines import lines_figure
from optiviz.optimizers.values import LEARNING_RATE, WEIGHT_DECAY
from optiviz.records import Line, Mark


def check(values):
    """Learning rate and weight decay, {name: float}; ValueError for anything else."""
    return {param.name: param.check(values.get(param.name)) for param in (LEARNING_RATE, WEIGHT_DECAY)}


def curve(values, dark):
    """{"life": figure}: the share of an idle weight that is left, over four half-lives."""
    pull = min(values["learning_rate"] * values["weight_decay"], 1.0)
    life = math.log(2) / pull if pull > 1e-12 else None
    steps = np.linspace(0, 4 * life if life else 1000, 201)
    share = (1 - pull) ** steps
    told = f"After {life:,.4g} steps half of an idle weight is left." if life else "Without decay all of it stays."
    marks = [Mark("y", 0.5, "half"), *([Mark("x", life, "half-life")] if life else [])]
    drawn = [Line("idle weight", 4, steps, share)]
    figure = lines_figure(drawn, "step", "share left", dark, told, "An idle weight", marks=marks, words=told)
    return {"life": figure}

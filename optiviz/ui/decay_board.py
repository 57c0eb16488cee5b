"""The live board of the half-life: how much of a weight is left that nothing but decay moves."""

import math

import numpy as np

from optiviz.figures.lines import lines_figure
from optiviz.optimizers.values import LEARNING_RATE, WEIGHT_DECAY
from optiviz.records import Line, Mark

IDLE, FEW = 1000, 20  # steps drawn without decay, and where one step takes more than there is


def check(values):
    """Learning rate and weight decay, {name: float}; ValueError for anything else."""
    return {param.name: param.check(values.get(param.name)) for param in (LEARNING_RATE, WEIGHT_DECAY)}


def half_life(pull):
    """Steps until half of an idle weight is left, of which each step takes the share `pull`; None if it never is.

    ln 2 / -ln(1 - pull), which is ln 2 / pull while pull is small.
    """
    if not 0 < abs(1 - pull) < 1:
        return 0.0 if pull == 1 else None
    return math.log(2) / -(math.log1p(-pull) if pull < 1 else math.log(pull - 1))


def _told(pull, life):
    if pull >= 2:
        change = "keeps its size" if pull == 2 else "grows"
        return f"Learning rate times decay is {pull:.4g}: the weight changes its sign in every step and {change}."
    if pull >= 1:
        more = "nothing is left after one step" if pull == 1 else "the weight changes its sign in every step"
        return f"Learning rate times decay is {pull:.4g}: {more}."
    return f"After {life:,.4g} steps half of an idle weight is left." if life else "Without decay all of it stays."


def curve(values, dark):
    """{"life": figure}: the share of an idle weight that is left, over four half-lives."""
    pull = values["learning_rate"] * values["weight_decay"]
    life = half_life(pull)
    last = 4 * life if life and pull < 1 else IDLE if not pull else FEW
    steps = np.linspace(0, last, 201) if pull < 1 else np.arange(FEW + 1.0)
    with np.errstate(over="ignore"):
        share = (1 - pull) ** steps
    told = _told(pull, life)
    marks = [Mark("y", 0.5, "half"), *([Mark("x", life, "half-life")] if life else [])]
    drawn = [Line("idle weight", 4, steps, share)]
    figure = lines_figure(drawn, "step", "share left", dark, told, "An idle weight", marks=marks, words=told)
    return {"life": figure}

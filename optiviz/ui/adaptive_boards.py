"""Live boards of Adaptive methods: bias correction, and the loss on which Adam walks the wrong way."""

from optiviz import online, parts
from optiviz.figures import adaptive as draw
from optiviz.optimizers import OPTIMIZERS
from optiviz.optimizers.values import ADAM_B1, ADAM_B2, B2

MEMORIES = (ADAM_B1, ADAM_B2)
STEPS = 2000  # of the curves of bias correction
SHORT = B2.but(default=0.1)  # the memory that leads Adam astray
BEST = -1.0
FREE = 2  # the slot of a rule that has none of its own


def correction_check(values):
    """Both memories, {name: float}; ValueError for anything else."""
    return {param.name: param.check(values.get(param.name)) for param in MEMORIES}


def correction_figures(values, dark):
    """What both means have gathered, and how much longer the steps are without correction."""
    return draw.correction_figures(*parts.gathered(values["b1"], values["b2"], STEPS), dark)


def online_check(values):
    """Beta 2, {name: float}; ValueError for anything else, and before the page itself has compiled the rules."""
    if not online.ready():
        raise ValueError("These rules have not run yet: reload the page.")
    return {"b2": SHORT.check(values.get("b2"))}


def online_figures(values, dark):
    """Where each rule goes."""
    slots = {label: OPTIMIZERS[key].slot for label, (key, _, _) in online.RULES.items()}
    walks = [(label, FREE if slot is None else slot, online.walk(label, values["b2"])) for label, slot in slots.items()]
    return {"walk": draw.walk_figure(walks, BEST, dark)}

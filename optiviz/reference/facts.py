"""Numbers for the texts of the Reference: those of our own runs, said as a preset says them, and usual ranges."""

from optiviz.optimizers import OPTIMIZERS
from optiviz.presets import PRESETS
from optiviz.presets.row import spoken


def fact(preset, name):
    """What a fact of a preset came to, as sentences say it."""
    return next(spoken(fact.value) for fact in PRESETS[preset].facts if fact.name == name)


def tried(optimizer, name):
    """The usual range of a value of an optimizer, as its row has it: "0.8 to 0.95"."""
    row = OPTIMIZERS[optimizer]
    return next(param.tried for param in row.forms[row.convention].params if param.name == name)

"""Numbers of our own runs for the texts of the Reference: said as a preset says them, and run again by its test."""

from optiviz.presets import PRESETS
from optiviz.presets.row import spoken


def fact(preset, name):
    """What a fact of a preset came to, as sentences say it."""
    return next(spoken(fact.value) for fact in PRESETS[preset].facts if fact.name == name)

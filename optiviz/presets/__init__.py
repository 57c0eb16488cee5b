"""The presets of the course: PAGES = {key: Page} in reading order, PRESETS = {key: Preset}, RACES those that race.

A preset that its page does not offer, as those of the rules, is in PRESETS alone: links lead to it.
"""

from optiviz.presets import adaptive, averages, learning_rate, momentum, noise, race, rules, terrain, weight_decay
from optiviz.presets.row import Fact, Page, Preset
from optiviz.specs import RaceSpec

MODULES = (race, learning_rate, momentum, averages, adaptive, terrain, noise, weight_decay)
PAGES = {module.PAGE.key: module.PAGE for module in MODULES}
PRESETS = {preset.key: preset for page in PAGES.values() for preset in page.presets}
PRESETS |= {preset.key: preset for preset in rules.PRESETS}
RACES = {key: preset for key, preset in PRESETS.items() if isinstance(preset.spec, RaceSpec)}

__all__ = ["PAGES", "PRESETS", "RACES", "Fact", "Page", "Preset"]

"""What each rule is for, and where it fails: races that the Reference leads to, so that every entry has both."""

from optiviz.presets.rules import adam, curvature, means, signs

PRESETS = tuple(preset for module in (curvature, signs, means, adam) for preset in module.PRESETS)

"""Averages: how optimizers remember; every control follows the link and the link every control."""

from optiviz.ui import averages

averages.page()

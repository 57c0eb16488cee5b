"""About: what this is, and why to trust the curves."""

from optiviz.ui import about

about.show()

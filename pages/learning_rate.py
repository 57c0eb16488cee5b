"""Learning rate: one slider, from standstill to explosion."""

from optiviz.ui import course

course.page("learning_rate")

"""Learning rate: one slider, from standstill to explosion."""

from optiviz.ui import course, learning_rate

course.page("learning_rate", learning_rate.figures)

"""Momentum and Nesterov: a velocity, what it is good for and what it costs."""

from optiviz.ui import course, momentum

course.page("momentum", momentum.figures)

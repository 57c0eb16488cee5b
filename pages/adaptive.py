"""Adaptive methods: a learning rate for every coordinate, and what it costs."""

from optiviz.ui import adaptive, course

course.page("adaptive", adaptive.figures, adaptive.alone)

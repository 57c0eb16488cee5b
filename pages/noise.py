"""Schedules and noise: why a run keeps shaking, and what lowers it."""

from optiviz.ui import course, noise

course.page("noise", noise.figures)

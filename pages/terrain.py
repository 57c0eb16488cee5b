"""Terrain: saddles, wells, plateaus and cliffs."""

from optiviz.ui import course, terrain

course.page("terrain", terrain.figures)

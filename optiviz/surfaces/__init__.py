"""The surfaces: SURFACES = {key: Surface}, family by family, in the order in which they are offered."""

from optiviz.surfaces import convex, learning, many_minima, one_parameter, plateaus, saddles, valleys
from optiviz.surfaces.row import Surface

FAMILIES = (one_parameter, convex, saddles, valleys, many_minima, plateaus, learning)
SURFACES = {row.key: row for family in FAMILIES for row in family.ROWS}

__all__ = ["SURFACES", "Surface"]

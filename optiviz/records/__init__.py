"""Results as NumPy arrays, without behaviour: what a simulation hands to figures, tables and notebooks."""

from optiviz.records.averages import Average, ErrorCurve, Memory, Series
from optiviz.records.drawn import Cloud, Curve, Line, Mark, Plane, Spread, Track
from optiviz.records.ground import GradientCheck, GradientErrors, Landmarks, Ruler, Slices, Terrain
from optiviz.records.many import Band, Basins, Bundle, Sheet, Sweep, Trial
from optiviz.records.runs import EVENTS, STATUSES, Event, Expectation, Outcome, Path, Quantity, Readout

__all__ = [
    "EVENTS",
    "STATUSES",
    "Average",
    "Band",
    "Basins",
    "Bundle",
    "Cloud",
    "Curve",
    "ErrorCurve",
    "Event",
    "Expectation",
    "GradientCheck",
    "GradientErrors",
    "Landmarks",
    "Line",
    "Mark",
    "Memory",
    "Outcome",
    "Path",
    "Plane",
    "Quantity",
    "Readout",
    "Ruler",
    "Series",
    "Sheet",
    "Slices",
    "Spread",
    "Sweep",
    "Terrain",
    "Track",
    "Trial",
]

"""Records -> figures: plain Plotly dicts, drawn from arrays alone; no Streamlit and no JAX in here."""

from optiviz.figures.basins import basins_figure
from optiviz.figures.contour import contour_figure
from optiviz.figures.loss import loss_figure
from optiviz.figures.multiples import small_multiples
from optiviz.figures.plane import phase_figure, schedule_figure
from optiviz.figures.sheet import sheet_figure
from optiviz.figures.slice import slice_figure
from optiviz.figures.spread import spread_figure
from optiviz.figures.surface import surface_figure
from optiviz.figures.sweep import sweep_figure

__all__ = [
    "basins_figure",
    "contour_figure",
    "loss_figure",
    "phase_figure",
    "schedule_figure",
    "sheet_figure",
    "slice_figure",
    "small_multiples",
    "spread_figure",
    "surface_figure",
    "sweep_figure",
]

"""Records -> figures: plain Plotly dicts, drawn from arrays alone; no Streamlit and no JAX in here."""

from optiviz.figures.contour import contour_figure
from optiviz.figures.loss import loss_figure
from optiviz.figures.plane import phase_figure, schedule_figure
from optiviz.figures.surface import surface_figure

__all__ = ["contour_figure", "loss_figure", "phase_figure", "schedule_figure", "surface_figure"]

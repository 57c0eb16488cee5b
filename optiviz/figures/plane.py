"""Runs in a plane that is not the surface's, a point a row: Planes -> a plain Plotly dict, as in contour.py.

Learning rates are 0 or more, and lie on a log axis where they differ much; phases lie around the origin.
"""

import numpy as np

from optiviz.figures import text
from optiviz.figures.loss import log_axis
from optiviz.figures.style import PATH_WIDTH, SLOTS, axis, base_layout, color, cursor, packed, path_meta

APART = 20  # learning rates that differ by more than this factor need a log axis
DECADES = 6  # the most that it shows
MARGIN = 0.08  # of the longer way from the middle to an end of an axis


def schedule_figure(planes, dark, revision=""):
    """The learning rate of every step."""
    low, high, log = _rates_between(planes)
    hover = "step %{x}<br>learning rate %{y:.4g}<extra>%{fullData.name}</extra>"
    steps = max([len(plane.x) - 1 for plane in planes], default=1)
    layout = base_layout(dark, revision, text.schedule_text(planes))
    layout["xaxis"] = axis("step", dark, range=[-0.02 * steps, 1.02 * steps + 0.5], rangemode="nonnegative")
    layout["yaxis"] = (
        log_axis("learning rate", low, high, dark) if log else axis("learning rate", dark, range=[low, high])
    )
    return {"data": _traces(planes, dark, hover), "layout": layout}


def phase_figure(planes, dark, which, revision=""):
    """Place against velocity along a direction, "flat" or "steep", with lines where either is 0."""
    hover = "step %{pointNumber}<br>place %{x:.4g}<br>velocity %{y:.4g}<extra>%{fullData.name}</extra>"
    layout = base_layout(dark, revision, text.phase_text(planes, which))
    zero = {"zeroline": True, "zerolinewidth": 1.5, "zerolinecolor": layout["font"]["color"]}
    name = {"flat": "flat direction", "steep": "steep direction"}[which]
    layout["xaxis"] = axis(f"place along the {name}", dark, range=_around_zero([p.x for p in planes], planes), **zero)
    layout["yaxis"] = axis("velocity", dark, range=_around_zero([p.y for p in planes], planes), **zero)
    return {"data": _traces(planes, dark, hover), "layout": layout}


def _traces(planes, dark, hover):
    last = {"x": [plane.x[-1] for plane in planes], "y": [plane.y[-1] for plane in planes]}
    lines = [_line(lane, plane, dark, hover) for lane, plane in enumerate(planes)]
    return [*lines, {"type": "scatter", **cursor(planes, dark, last)}]


def _line(lane, plane, dark, hover):
    return {
        "type": "scatter",
        "mode": "lines",
        "x": packed(plane.x, "f4"),
        "y": packed(plane.y, "f4"),
        "line": {"color": color(plane.slot, dark), "width": PATH_WIDTH, "dash": SLOTS[plane.slot].dash},
        "name": plane.label,
        "meta": path_meta(plane, lane, dark),
        "legendgroup": str(lane),
        "hovertemplate": hover,
    }


def _rates_between(planes):
    """(low, high, log) of the axis for all learning rates.

    A log axis where all are positive and one run's change by more than APART, or where the runs' highest do.
    """
    rates = [plane.y[np.isfinite(plane.y)] for plane in planes]
    peaks = [float(y.max()) for y in rates if y.size and y.max() > 0]
    if not peaks:
        return -0.05, 1.0, False
    least = min(float(y.min()) for y in rates if y.size)
    high = max(peaks)
    if not (high > APART * min(peaks) or (least > 0 and high > APART * least)):
        return -0.05 * high, 1.08 * high, False
    low = min(float(y[y > 0].min()) for y in rates if (y > 0).any())
    return max(low / 1.5, high / 10.0**DECADES), high * 1.5, True


def _around_zero(columns, planes):
    """The range of an axis that shows 0 and all rows seen."""
    seen = np.concatenate([column[: plane.seen] for column, plane in zip(columns, planes, strict=True)] + [np.zeros(1)])
    seen = seen[np.isfinite(seen)]
    low, high = float(seen.min()), float(seen.max())
    margin = MARGIN * max(-low, high) or 1.0
    return [low - margin, high + margin]

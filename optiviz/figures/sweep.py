"""How runs fare against one value: Curves -> a plain Plotly dict."""

import numpy as np

from optiviz.figures.loss import DECADES, SMALLEST, log_axis
from optiviz.figures.style import (
    MARKER_SIZE,
    PATH_WIDTH,
    SLOTS,
    axis,
    base_layout,
    color,
    legend_above,
    packed,
    palette,
)

ROW = 1.12  # factor between the rows of marks above the steps, one row a curve
LOSS_ROW = 2.5  # the same above final losses


def sweep_figure(curves, title, dark, log=True, steps=None, floor=None, theory=(), revision=""):
    """Settling step against a value, of runs of `steps` steps; without steps, their final loss above floor.

    title says what is varied, log whether its axis is; theory: [(value, text)], each a dashed line. What diverges is a
    cross above the curves; with one curve that part is hatched as well. What does not settle is a ring there.
    """
    heights = [_settling(curve.sweep) if steps else _final(curve.sweep, floor) for curve in curves]
    low, top = _range(heights, steps)
    rows = [top * (ROW if steps else LOSS_ROW) ** (k + 1) for k in range(len(curves) + 1)]
    high = rows.pop()
    data = [trace for curve in curves[:1] if len(curves) == 1 for trace in _hatched(curve.sweep, low, high, dark)]
    for curve, height, row in zip(curves, heights, rows, strict=True):
        data += [
            _line(curve, height, steps, dark),
            *_lost(curve, height, row, steps, dark),
            *_mark(curve, height, dark),
        ]
    layout = base_layout(dark, revision, _text(curves, title, steps)) | legend_above([c.label for c in curves], dark)
    layout["xaxis"] = _across(curves, title, log, dark)
    layout["yaxis"] = _up(low, high, steps, floor, dark)
    layout |= _lines(theory, log, layout["xaxis"]["range"], dark)
    return {"data": data, "layout": layout}


def _settling(sweep):
    settle = np.where(sweep.diverged, np.nan, sweep.settle)
    return np.maximum(settle, 0.8)  # a log axis has no 0


def _final(sweep, floor):
    above = np.where(sweep.diverged, np.nan, sweep.final - (floor or 0.0))
    return np.where(above >= SMALLEST, above, np.nan) if floor is not None else above


def _range(heights, steps):
    values = np.concatenate(heights)
    values = values[np.isfinite(values)]
    if steps:
        return float(values.min(initial=steps)) / 1.3, float(steps)
    if not len(values):
        return 0.1, 1.0
    high = float(values.max())
    return max(float(values.min()), high / 10.0**DECADES) / 2, high


def _line(curve, height, steps, dark):
    slot = SLOTS[curve.slot]
    what = "settles at step" if steps else "ends at"
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": packed(curve.sweep.values),
        "y": packed(height),
        "customdata": packed(curve.sweep.final),
        "line": {"color": color(curve.slot, dark), "width": PATH_WIDTH - 1, "dash": slot.dash},
        "marker": {"symbol": slot.marker, "size": 5, "color": color(curve.slot, dark)},
        "name": curve.label,
        "legendgroup": curve.label,
        "meta": {"role": "curve", "slot": curve.slot},
        "hovertemplate": f"%{{x:.4g}}: {what} %{{y:.4g}}<br>final loss %{{customdata:.4g}}"
        "<extra>%{fullData.name}</extra>",
    }


def _lost(curve, height, place, steps, dark):
    """Marks at a height of their own of what diverges and, where settling is asked for, of what does not settle."""
    kinds = [("diverges", curve.sweep.diverged, "x")]
    if steps:
        kinds.append((f"does not settle in {steps} steps", np.isnan(height) & ~curve.sweep.diverged, "circle-open"))
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": packed(curve.sweep.values[rows]),
            "y": packed(np.full(int(rows.sum()), place)),
            "marker": {"symbol": symbol, "size": 6, "color": color(curve.slot, dark)},
            "name": curve.label,
            "legendgroup": curve.label,
            "showlegend": False,
            "meta": {"role": kind.split()[0], "slot": curve.slot},
            "hovertemplate": f"%{{x:.4g}}: {kind}<extra>%{{fullData.name}}</extra>",
        }
        for kind, rows, symbol in kinds
        if rows.any()
    ]


def _mark(curve, height, dark):
    """A large marker on the row that is marked, where it has a height."""
    k = curve.marked
    if k is None or not np.isfinite(height[k]):
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [float(curve.sweep.values[k])],
            "y": [float(height[k])],
            "marker": {
                "symbol": SLOTS[curve.slot].marker,
                "size": MARKER_SIZE,
                "color": color(curve.slot, dark),
                "line": {"width": 2, "color": palette(dark).ink},
            },
            "legendgroup": curve.label,
            "showlegend": False,
            "name": curve.label,
            "meta": {"role": "marked", "slot": curve.slot},
            "hovertemplate": "%{x:.4g}: %{y:.4g}<extra>%{fullData.name}</extra>",
        }
    ]


def _hatched(sweep, low, high, dark):
    """Stripes over each stretch of values of which every run diverges."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], sweep.diverged, [False]]).astype(int)))
    ink = palette(dark).ink
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": packed(sweep.values[[a, a, b - 1, b - 1]]),
            "y": packed(np.array([low, high, high, low])),
            "fill": "toself",
            "fillcolor": "rgba(0,0,0,0)",
            "fillpattern": {"shape": "/", "size": 8, "solidity": 0.15, "fgcolor": ink},
            "line": {"width": 0},
            "hoverinfo": "skip",
            "showlegend": False,
            "meta": {"role": "hatched"},
        }
        for a, b in edges.reshape(-1, 2)
    ]


def _across(curves, title, log, dark):
    values = np.concatenate([curve.sweep.values for curve in curves])
    low, high = float(values.min()), float(values.max())
    if log:
        return log_axis(title, low / 1.1, high * 1.1, dark)
    margin = 0.03 * (high - low) or 0.5
    return axis(title, dark, range=[low - margin, high + margin])


def _up(low, high, steps, floor, dark):
    if steps:
        return log_axis("settles at step", low, high, dark)
    return log_axis("final loss" if floor is None else "final loss − minimum", low, high, dark)


def _lines(theory, log, across, dark):
    """Dashed lines across the chart with their texts at the top, one below the other where there are several.

    On a log axis Plotly wants the place of a line as it is and that of a text as its power of ten, as in the range
    `across`.
    """
    ink = palette(dark).ink

    def place(value):
        return float(np.log10(value)) if log else value

    shapes = [
        {
            "type": "line",
            "x0": value,
            "x1": value,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"dash": "dash", "width": 1.5, "color": ink},
        }
        for value, _ in theory
    ]
    notes = [
        {
            "x": place(value),
            "y": 1,
            "yref": "paper",
            "yshift": -18 * row,
            "text": text,
            "showarrow": False,
            "xanchor": "left" if place(value) < sum(across) / 2 else "right",
            "yanchor": "top",
            "font": {"color": ink, "size": 12},
            "bgcolor": palette(dark).veil,
        }
        for row, (value, text) in enumerate(theory)
    ]
    return {"shapes": shapes, "annotations": notes}


def _text(curves, title, steps):
    what = "Settling step" if steps else "Final loss"
    return f"{what} against {title}: " + "; ".join(_told(curve, steps) for curve in curves) + "."


def _told(curve, steps):
    sweep, lost = curve.sweep, int(curve.sweep.diverged.sum())
    values = np.where(sweep.diverged, np.nan, sweep.settle if steps else sweep.final)
    ends = f"{lost} of {len(sweep.values)} diverge"
    if not np.isfinite(values).any():
        return f"{curve.label} never settles, {ends}" if steps else f"{curve.label} always diverges"
    marked = curve.marked is not None and np.isfinite(values[curve.marked])
    k = curve.marked if marked else int(np.nanargmin(values))
    return f"{curve.label} has {values[k]:.3g} at {sweep.values[k]:.3g}, {ends}"

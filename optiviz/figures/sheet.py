"""Final loss over two values: a Sheet -> a plain Plotly dict."""

import numpy as np

from optiviz.figures.loss import log_axis
from optiviz.figures.style import COLORSCALE, MARKER_SIZE, axis, base_layout, packed, palette

LOWEST = 1e-12  # losses above the minimum below this look the same
HIGHEST = 3.0  # powers of ten above the minimum: what is about to diverge would take most of the colours
CROSSES = 24  # about how many there are along each side


def sheet_figure(sheet, titles, dark, logs=(True, False), floor=0.0, theory=(), here=None, revision=""):
    """log10 of the final loss above floor; what diverges is left out and strewn with crosses.

    titles and logs of the two axes; theory: [(x, y, text)], each a dashed line over arrays x and y, or a star for one
    point; here: (x, y) of the values on screen.
    """
    heights = np.where(sheet.diverged, np.nan, np.log10(np.maximum(sheet.final - floor, LOWEST)))
    data = [_map(sheet, heights, dark), *_crosses(sheet, dark), *(_theory(*line, dark) for line in theory)]
    data += [] if here is None else [_here(*here)]
    layout = base_layout(dark, revision, _text(sheet, titles))
    for name, title, log, side in zip(("xaxis", "yaxis"), titles, logs, (sheet.x, sheet.y), strict=True):
        low, high = (float(end) for end in side[[0, -1]])
        line = log_axis(title, low, high, dark) if log else axis(title, dark, range=[low, high])
        layout[name] = line | {"showgrid": False}
    return {"data": data, "layout": layout}


def _map(sheet, heights, dark):
    ink = palette(dark).ink
    return {
        "type": "heatmap",
        "x": packed(sheet.x),
        "y": packed(sheet.y),
        "z": packed(heights, "f4"),
        "zmax": HIGHEST,
        "zmin": float(np.nanmin(heights, initial=HIGHEST - 1)),
        "colorscale": COLORSCALE,
        "colorbar": {
            "title": {"text": "log₁₀(final loss − minimum)", "side": "right", "font": {"color": ink, "size": 12}},
            "tickfont": {"color": ink, "size": 11},
            "thickness": 12,
            "outlinewidth": 0,
        },
        "hovertemplate": "(%{x:.3g}, %{y:.3g}): 10 to the %{z:.2f}<extra></extra>",
        "meta": {"role": "losses"},
    }


def _crosses(sheet, dark):
    rows, columns = (np.arange(0, len(side), max(1, len(side) // CROSSES)) for side in (sheet.y, sheet.x))
    xs, ys = np.meshgrid(sheet.x[columns], sheet.y[rows])
    lost = sheet.diverged[np.ix_(rows, columns)]
    if not lost.any():
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": packed(xs[lost]),
            "y": packed(ys[lost]),
            "marker": {"symbol": "x-thin", "size": 6, "line": {"width": 1, "color": palette(dark).ink}},
            "hovertemplate": "(%{x:.3g}, %{y:.3g}): diverges<extra></extra>",
            "showlegend": False,
            "meta": {"role": "diverges"},
        }
    ]


def _theory(x, y, text, dark):
    point = np.ndim(x) == 0
    look = {"symbol": "star", "size": MARKER_SIZE + 2, "color": "#FFFFFF", "line": {"width": 1.5, "color": "#000000"}}
    return {
        "type": "scatter",
        "mode": "markers" if point else "lines",
        "x": packed(np.atleast_1d(x)),
        "y": packed(np.atleast_1d(y)),
        "line": {"dash": "dash", "width": 2, "color": palette(dark).ink},
        "marker": look,
        "name": text,
        "hovertemplate": f"{text}<extra></extra>",
        "showlegend": False,
        "meta": {"role": "theory"},
    }


def _here(x, y):
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x],
        "y": [y],
        "marker": {"symbol": "circle-open", "size": MARKER_SIZE + 2, "color": "#FFFFFF", "line": {"width": 3}},
        "hovertemplate": "on screen: (%{x:.3g}, %{y:.3g})<extra></extra>",
        "showlegend": False,
        "meta": {"role": "here"},
    }


def _text(sheet, titles):
    final = np.where(sheet.diverged, np.inf, sheet.final)
    row, column = np.unravel_index(final.argmin(), final.shape)
    return (
        f"Final loss over {titles[0]} and {titles[1]}: lowest, {final[row, column]:.3g}, at {sheet.x[column]:.3g} and "
        f"{sheet.y[row]:.3g}; {sheet.diverged.mean() * 100:.3g} % of {sheet.final.size} runs diverge."
    )

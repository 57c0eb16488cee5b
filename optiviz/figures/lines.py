"""Lines over any two axes: Lines and Marks -> a plain Plotly dict for a board."""

import numpy as np

from optiviz.figures.loss import log_axis
from optiviz.figures.style import PATH_WIDTH, SLOTS, axis, base_layout, color, packed, palette

HEIGHT = 320
MODES = {"line": "lines", "dots": "markers", "steps": "lines+markers"}
WIDTH, FAINT = PATH_WIDTH - 0.5, 1.5
MARGIN = 0.05  # of an axis, beyond the values on it
DECADES = 12  # the most that a log axis shows, counted from the top


def lines_figure(drawn, x, y, dark, alt, title, *, log="", marks=(), words="", lines=1, missing="never", wide=False):
    """Lines on axes titled x and y; log names those that are logarithmic, as in "xy".

    alt is the sentence for whoever does not see the chart, words stands below it in a place of so many lines; missing
    says what a mark on the upper edge means.
    """
    layout = base_layout(dark, title, alt)
    layout["meta"] |= {"title": title, "words": words, "lines": lines, "wide": wide}
    ranges = {name: _range(_values(drawn, marks, name), name in log) for name in "xy"}
    for name, text in (("x", x), ("y", y)):
        layout[f"{name}axis"] = _axis(text, ranges[name], name in log, dark)
    layout["margin"] |= {"t": 24}  # room for the words of an upright mark
    layout |= {"height": HEIGHT, "showlegend": len(drawn) > 1}
    layout["legend"] = {"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "font": {"size": 12}}
    layout["shapes"] = [_line(mark, dark) for mark in marks]
    layout["annotations"] = [_words(mark, "xy".index(mark.axis), log, dark) for mark in marks if mark.text]
    data = [_trace(line, dark) for line in drawn]
    top = ranges["y"][1]
    data += [_missing(line, 10**top if "y" in log else top, missing, dark) for line in drawn if len(line.missing)]
    return {"data": data, "layout": layout}


def _values(drawn, marks, name):
    parts = [np.asarray(getattr(line, name), dtype=float) for line in drawn]
    parts += [np.asarray(line.missing, dtype=float) for line in drawn if name == "x"]
    parts.append(np.array([mark.at for mark in marks if mark.axis == name], dtype=float))
    return np.concatenate(parts)


def _range(values, log):
    values = values[np.isfinite(values) & ((values > 0) | (not log))]
    if not len(values):
        return [0.0, 1.0]
    low, high = float(values.min()), float(values.max())
    if log:
        low, high = np.log10(max(low, high / 10.0**DECADES)), np.log10(high)
    margin = MARGIN * (high - low) or 0.5
    return [float(low - margin), float(high + 2 * margin)]


def _axis(title, ends, log, dark):
    if log:
        return log_axis(title, 10.0 ** ends[0], 10.0 ** ends[1], dark)
    return axis(title, dark, range=ends, nticks=7)


def _trace(line, dark):
    slot = SLOTS[line.slot]
    return {
        "type": "scatter",
        "mode": MODES[line.kind],
        "x": packed(line.x),
        "y": packed(line.y),
        "name": line.label,
        "legendgroup": line.label,
        "line": {"color": color(line.slot, dark), "dash": slot.dash, "width": FAINT if line.faint else WIDTH},
        "marker": {"color": color(line.slot, dark), "symbol": slot.marker, "size": 8},
        "opacity": 0.6 if line.faint else 1.0,
        "hovertemplate": "%{x:.4g}, %{y:.4g}<extra>%{fullData.name}</extra>",
    }


def _missing(line, top, meaning, dark):
    """Open triangles on the upper edge, where a line has no value."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": packed(np.asarray(line.missing, dtype=float)),
        "y": packed(np.full(len(line.missing), top)),
        "cliponaxis": False,
        "showlegend": False,
        "legendgroup": line.label,
        "marker": {"color": color(line.slot, dark), "symbol": "triangle-up-open", "size": 10},
        "name": line.label,
        "hovertemplate": f"%{{x:.4g}}: {meaning}<extra>{line.label}</extra>",
    }


def _line(mark, dark):
    other = "y" if mark.axis == "x" else "x"
    return {
        "type": "line",
        f"{mark.axis}0": mark.at,
        f"{mark.axis}1": mark.at,
        f"{other}0": 0,
        f"{other}1": 1,
        f"{other}ref": "paper",
        "layer": "below",
        "line": {"color": palette(dark).ink, "width": 1, "dash": "dot"},
    }


def _words(mark, which, log, dark):
    """The words of a mark: at the top of an upright line, at the right end of a level one."""
    at = float(np.log10(mark.at)) if mark.axis in log else mark.at
    place = {"x": at, "y": 1, "yref": "paper", "yanchor": "bottom"} if which == 0 else {}
    place = place or {"x": 1, "xref": "paper", "y": at, "xanchor": "right", "yanchor": "bottom"}
    return {"text": mark.text, "showarrow": False, "font": {"size": 12, "color": palette(dark).ink}, **place}

"""The loss along one line through a point of a run, with its tangent there: Slices and Tracks -> a plain Plotly dict.

A stage moves it: layout.meta tells the axes of every line that may be chosen, the lane whose point it is, and whether
the paths themselves lie on the curve, as they do where one parameter is all there is.
"""

import numpy as np

from optiviz.figures import text
from optiviz.figures.style import (
    MARKER_SIZE,
    PATH_WIDTH,
    SLOTS,
    axis,
    base_layout,
    casing,
    color,
    packed,
    path_meta,
)
from optiviz.figures.style import cursor as cursor_of

TITLES = {"x": "x", "y": "y", "steepest": "distance downhill"}
CURVE = "#8A8D93"  # a grey that is no lane's colour, on white and on black
MARKS = ("at", "at_loss", "slope", "low", "low_loss")
ROOM = 40  # pixels above the axes, for what a stage says of the point
REACH = 0.15  # of the axis: how far a tangent goes to both sides
HOVER = "%{x:.5g}<br>loss %{y:.5g}<extra></extra>"


def slice_figure(found, tracks, focus, floor, ends, one_parameter, dark, revision=""):
    """The first line of Slices, through the last point of tracks[focus].

    floor is the lowest loss or None; ends maps every line that may be chosen to its (low, high).
    """
    low, high = _heights(found, tracks, floor)
    data = [_curve(found), _tangent(found, ends[found.along], tracks[focus], dark)]
    if one_parameter:
        data += [_path(lane, track, dark) for lane, track in enumerate(tracks)]
        last = {"x": [track.x[-1] for track in tracks], "y": [track.loss[-1] for track in tracks]}
        data.append({"type": "scatter", **cursor_of(tracks, dark, last)})
    data += [_lowest(found), _point(found, tracks[focus], dark)]
    layout = base_layout(dark, f"{revision} {found.along}", text.slice_text(found, tracks[focus]))
    lines = {"x": ends["x"]} if one_parameter else ends
    layout["margin"] = layout["margin"] | {"t": ROOM}
    layout["meta"] |= {
        "trail": one_parameter,
        "focus": focus,
        "along": found.along,
        "cut": {"row": len(tracks[focus].x) - 1} | {name: _number(getattr(found, name)[0]) for name in MARKS},
        "axes": {name: {"title": TITLES[name], "range": list(bounds)} for name, bounds in lines.items()},
    }
    layout["xaxis"] = axis(TITLES[found.along], dark, range=list(ends[found.along]))
    layout["yaxis"] = axis("loss", dark, range=[low, high])
    return {"data": data, "layout": layout}


def _heights(found, tracks, floor):
    """(low, high) of the axis: from the minimum to above all that the tracks do in the view, whatever the walls do."""
    seen = np.concatenate([t.loss[: len(t.loss) if t.left is None else max(t.left, 1)] for t in tracks])
    seen = seen[np.isfinite(seen)]
    high = float(seen.max()) if len(seen) else 1.0
    low = floor if floor is not None else float(min([*seen, *found.loss[np.isfinite(found.loss)]], default=0.0))
    margin = 0.08 * (high - low) or max(abs(high), 1.0) * 0.5
    return low - margin, high + margin


def _number(value):
    return float(value) if np.isfinite(value) else None


def _curve(found):
    return {
        "type": "scatter",
        "mode": "lines",
        "x": packed(found.s),
        "y": packed(found.loss[0]),
        "line": {"color": CURVE, "width": 2},
        "name": "loss",
        "meta": {"role": "curve"},
        "hovertemplate": f"{TITLES[found.along]} {HOVER}",
    }


def _tangent(found, bounds, track, dark):
    at, height, slope = float(found.at[0]), float(found.at_loss[0]), float(found.slope[0])
    reach = REACH * (bounds[1] - bounds[0])
    return {
        "type": "scatter",
        "mode": "lines",
        "x": packed(np.array([at - reach, at + reach])),
        "y": packed(np.array([height - slope * reach, height + slope * reach])),
        "line": {"color": color(track.slot, dark), "width": 2, "dash": "dash"},
        "name": "tangent",
        "meta": {"role": "tangent"},
        "hoverinfo": "skip",
    }


def _path(lane, track, dark):
    return {
        "type": "scatter",
        "mode": "lines",
        "x": packed(track.x),
        "y": packed(track.loss),
        "line": {"color": color(track.slot, dark), "width": PATH_WIDTH - 1, "dash": SLOTS[track.slot].dash},
        "name": track.label,
        "meta": path_meta(track, lane, dark),
        "legendgroup": str(lane),
        "hovertemplate": f"step %{{pointNumber}}<br>x {HOVER}",
    }


def _lowest(found):
    place = {"x": packed(found.low[:1]), "y": packed(found.low_loss[:1])}
    return _marked("lowest", place, "cross", "#FFFFFF", "#000000", f"lowest<br>{TITLES[found.along]} {HOVER}")


def _point(found, track, dark):
    place = {"x": packed(found.at[:1]), "y": packed(found.at_loss[:1])}
    slot, edge = SLOTS[track.slot], casing(track.slot, dark)
    return _marked("point", place, slot.marker, color(track.slot, dark), edge, f"{track.label}<br>{HOVER}")


def _marked(role, place, symbol, fill, edge, hover):
    return {
        "type": "scatter",
        "mode": "markers",
        **place,
        "marker": {"symbol": symbol, "size": MARKER_SIZE, "color": fill, "line": {"width": 1.5, "color": edge}},
        "name": role,
        "meta": {"role": role},
        "showlegend": False,
        "hovertemplate": hover,
    }

"""The surface from above with the paths on it: Terrain and Tracks -> a plain Plotly dict.

A dict, not a go.Figure, whose validation costs more time than everything else here; tests validate it. There are no
animation frames: a player moves the cursor trace along the path traces, found by meta (role, slot, lane).
"""

import numpy as np

from optiviz.figures import text
from optiviz.figures.geometry import crossing, frame_of
from optiviz.figures.scale import levels, scale_of, span
from optiviz.figures.style import (
    CASING_WIDTH,
    COLORSCALE,
    MARKER_SIZE,
    PATH_WIDTH,
    SLOTS,
    WHERE,
    axis,
    base_layout,
    casing,
    color,
    cursor,
    packed,
    palette,
    path_meta,
)


def contour_figure(terrain, tracks, dark, log=None, revision=""):
    """The surface as filled contours, every path whole: the frame only clips what is drawn.

    log overrides terrain.log; zoom survives new data as long as revision stays the same.
    """
    scale, frame = scale_of(terrain, log), frame_of(terrain)
    data = [_contours(terrain, scale, dark)]
    # all casings first: where paths run close together, no casing covers a neighbour
    data += [_casing_2d(lane, track, dark) for lane, track in enumerate(tracks)]
    data += [_path_2d(lane, track, dark) for lane, track in enumerate(tracks)]
    data += [trace for lane, track in enumerate(tracks) for trace in _left_2d(lane, track, frame, dark)]
    data += _points_2d(terrain, tracks)
    last = {"x": [t.x[-1] for t in tracks], "y": [t.y[-1] for t in tracks]}
    data.append({"type": "scatter", **cursor(tracks, dark, last)})
    layout = base_layout(dark, revision, text.contour_text(terrain, tracks, scale))
    layout["xaxis"] = axis("x", dark, range=list(frame[:2]), showgrid=False, ticks="outside")
    layout["yaxis"] = axis("y", dark, range=list(frame[2:]), showgrid=False, ticks="outside")
    return {"data": data, "layout": layout}


def _contours(terrain, scale, dark):
    z = scale(terrain.z)
    low, high = span(z)
    start, step = levels(low, high)
    return {
        "type": "contour",
        "x": packed(terrain.x, "f4"),
        "y": packed(terrain.y, "f4"),
        "z": packed(z, "f4"),
        "zmin": low,
        "zmax": high,
        "autocontour": False,
        "contours": {"coloring": "heatmap", "start": start, "end": high, "size": step},
        "line": {"color": "rgba(255,255,255,0.35)", "width": 0.8},
        "colorscale": COLORSCALE,
        "colorbar": _colorbar(scale, dark),
        "name": terrain.title,
        "meta": {"role": "terrain"},
        "hovertemplate": f"{WHERE}{scale.title} %{{z:.5g}}<extra></extra>",
    }


def _colorbar(scale, dark):
    ink = palette(dark).ink
    return {
        "title": {"text": scale.title, "side": "right", "font": {"color": ink, "size": 12}},
        "tickfont": {"color": ink, "size": 11},
        "thickness": 12,
        "xpad": 6,
        "ypad": 0,
        "outlinewidth": 0,
    }


def _casing_2d(lane, track, dark):
    return {
        "type": "scatter",
        "mode": "lines",
        "x": packed(track.x, "f4"),
        "y": packed(track.y, "f4"),
        "line": {"color": casing(track.slot, dark), "width": CASING_WIDTH},
        "meta": {"role": "casing", "slot": track.slot, "lane": lane},
        "hoverinfo": "skip",
        "showlegend": False,
        "legendgroup": str(lane),
    }


def _path_2d(lane, track, dark):
    return {
        "type": "scatter",
        "mode": "lines",
        "x": packed(track.x),
        "y": packed(track.y),
        "customdata": packed(track.loss),
        "line": {"color": color(track.slot, dark), "width": PATH_WIDTH, "dash": SLOTS[track.slot].dash},
        "name": track.label,
        "meta": path_meta(track, lane, dark),
        "legendgroup": str(lane),
        "hovertemplate": f"step %{{pointNumber}}<br>{WHERE}loss %{{customdata:.5g}}<extra>%{{fullData.name}}</extra>",
    }


def _left_2d(lane, track, frame, dark):
    """The mark, exactly on the frame, of where a track first leaves the view."""
    point = crossing(track, frame)
    if point is None:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [point[0]],
            "y": [point[1]],
            "cliponaxis": False,
            "marker": {
                "symbol": "x-open",
                "size": MARKER_SIZE,
                "color": color(track.slot, dark),
                "line": {"width": 2.5, "color": color(track.slot, dark)},
            },
            "name": track.label,
            "meta": {"role": "left", "slot": track.slot, "lane": lane},
            "showlegend": False,
            "legendgroup": str(lane),
            "hovertemplate": f"left the view at step {track.left}<extra>%{{fullData.name}}</extra>",
        }
    ]


def _points_2d(terrain, tracks):
    """Starts, minima and saddles."""
    kinds = (
        ("start", _starts(tracks), "circle-open", "#FFFFFF"),
        ("minimum", terrain.minima, "cross", "#FFFFFF"),
        ("saddle point", terrain.saddles, "bowtie", "#FFFFFF"),
    )
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": packed(points[:, 0]),
            "y": packed(points[:, 1]),
            "marker": {"symbol": symbol, "size": 13, "color": fill, "line": {"width": 1.5, "color": "#000000"}},
            "name": name,
            "meta": {"role": name},
            "showlegend": False,
            "hovertemplate": f"{name}<br>{WHERE}<extra></extra>",
        }
        for name, points, symbol, fill in kinds
        if len(points)
    ]


def _starts(tracks):
    return np.array(list(dict.fromkeys((t.x[0], t.y[0]) for t in tracks))).reshape(-1, 2)

"""The surface from above and in space, with the paths on it: Terrain and Tracks -> plain Plotly dicts.

Dicts, not go.Figure, whose validation costs more time than everything else here; tests validate them. There are no
animation frames: a player moves the cursor trace along the path traces, found by meta (role, slot, lane).
"""

import numpy as np

from optiviz.figures import text
from optiviz.figures.geometry import crossing, cut, frame_of, height_at
from optiviz.figures.scale import scale_of
from optiviz.figures.style import (
    CASING_WIDTH,
    COLORSCALE,
    MARKER_SIZE,
    PATH_WIDTH,
    SLOTS,
    axis,
    base_layout,
    casing,
    color,
    cursor,
    packed,
    palette,
    path_meta,
)

LEVELS = 22  # contour lines aimed at
CAMERA = {"eye": {"x": -0.95, "y": -1.2, "z": 1.0}, "center": {"x": 0, "y": 0, "z": -0.15}}
WHERE = "x %{x:.5g}<br>y %{y:.5g}<br>"


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
    low, high = _span(z)
    step = _nice((high - low) / LEVELS)
    return {
        "type": "contour",
        "x": packed(terrain.x, "f4"),
        "y": packed(terrain.y, "f4"),
        "z": packed(z, "f4"),
        "zmin": low,
        "zmax": high,
        "autocontour": False,
        "contours": {"coloring": "heatmap", "start": float(np.ceil(low / step) * step), "end": high, "size": step},
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


def surface_figure(terrain, tracks, dark, log=None, revision=""):
    """The surface in space; paths are cut at the frame and lie at the heights of their losses."""
    scale, frame = scale_of(terrain, log), frame_of(terrain)
    pieces = [_path_3d(lane, track, terrain, scale, dark) for lane, track in enumerate(tracks)]
    ends = [_end_3d(track, frame, scale) for track in tracks]
    last = {name: [end[i] for end in ends] for i, name in enumerate("xyz")}
    data = [_sheet(terrain, scale), *pieces, *_points_3d(terrain, scale)]
    data.append({"type": "scatter3d", **cursor(tracks, dark, last, "marker_3d")})
    layout = base_layout(dark, revision, text.surface_text(terrain, tracks, scale))
    layout["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
    layout["scene"] = _scene(terrain, scale, frame, dark, revision)
    return {"data": data, "layout": layout}


def _sheet(terrain, scale):
    z = scale(terrain.z)
    low, high = _span(z)
    return {
        "type": "surface",
        "x": packed(terrain.x, "f4"),
        "y": packed(terrain.y, "f4"),
        "z": packed(z, "f4"),
        "cmin": low,
        "cmax": high,
        "colorscale": COLORSCALE,
        "showscale": False,
        "lighting": {"ambient": 0.75, "diffuse": 0.5, "specular": 0.05, "roughness": 0.9},
        "name": terrain.title,
        "meta": {"role": "terrain"},
        "hovertemplate": f"{WHERE}{scale.title} %{{z:.5g}}<extra></extra>",
    }


def _path_3d(lane, track, terrain, scale, dark):
    x, y, row = cut(track, frame_of(terrain))
    whole = np.array_equal(row, np.arange(len(track.x)))
    loss = track.loss if whole else _loss_at(track, terrain, x, y, row)
    return {
        "type": "scatter3d",
        "mode": "lines",
        "x": packed(x),
        "y": packed(y),
        "z": packed(scale(loss), "f4"),
        "customdata": packed(loss, "f4") if whole else packed(np.stack([loss, row], axis=1), "f4"),
        "line": {"color": color(track.slot, dark), "width": PATH_WIDTH + 3, "dash": SLOTS[track.slot].dash},
        "name": track.label,
        "meta": path_meta(track, lane, dark),
        "legendgroup": str(lane),
        "hovertemplate": (
            f"step %{{pointNumber}}<br>{WHERE}loss %{{customdata:.5g}}<extra>%{{fullData.name}}</extra>"
            if whole
            else f"step %{{customdata[1]:.4g}}<br>{WHERE}loss %{{customdata[0]:.5g}}<extra>%{{fullData.name}}</extra>"
        ),
    }


def _loss_at(track, terrain, x, y, row):
    """The track's own losses; on the frame, between two rows, the height of the surface itself.

    The row outside may have any loss, 1e300 included, so that interpolating losses would throw the crossing off.
    """
    loss = np.full(len(row), np.nan)
    known = np.isfinite(row)
    on_row = known & (row == np.floor(row))
    loss[on_row] = track.loss[row[on_row].astype(int)]
    between = known & ~on_row
    loss[between] = height_at(terrain, x[between], y[between])
    return loss


def _end_3d(track, frame, scale):
    x, y = track.x[-1], track.y[-1]
    if not (frame[0] <= x <= frame[1] and frame[2] <= y <= frame[3]):
        return np.nan, np.nan, np.nan
    return x, y, float(scale(track.loss[-1]))


def _points_3d(terrain, scale):
    kinds = (("minimum", terrain.minima, "cross"), ("saddle point", terrain.saddles, "diamond-open"))
    return [
        {
            "type": "scatter3d",
            "mode": "markers",
            "x": packed(points[:, 0]),
            "y": packed(points[:, 1]),
            "z": packed(scale(height_at(terrain, points[:, 0], points[:, 1]))),
            "marker": {"symbol": symbol, "size": 5, "color": "#FFFFFF", "line": {"width": 1, "color": "#000000"}},
            "name": name,
            "meta": {"role": name},
            "showlegend": False,
            "hovertemplate": f"{name}<br>{WHERE}<extra></extra>",
        }
        for name, points, symbol in kinds
        if len(points)
    ]


def _scene(terrain, scale, frame, dark, revision):
    colors = palette(dark)

    def side(title, low, high):
        return {
            "title": {"text": title, "font": {"size": 12}},
            "range": [low, high],
            "color": colors.ink,
            "gridcolor": colors.grid,
            "zeroline": False,
            "showbackground": False,
            "showspikes": False,
            "tickfont": {"size": 11},
            "nticks": 6,
        }

    low, high = _span(scale(terrain.z))
    if terrain.floor is not None:
        low = min(low, float(scale(terrain.floor)))
    margin = 0.02 * (high - low)
    return {
        "xaxis": side("x", *frame[:2]),
        "yaxis": side("y", *frame[2:]),
        "zaxis": side(scale.title, low - margin, high + margin),
        "aspectmode": "manual",
        "aspectratio": {"x": 1, "y": 1, "z": 0.65},
        "camera": CAMERA,
        "dragmode": "turntable",
        "uirevision": revision,
    }


def _span(z):
    """The lowest and highest finite value; a flat or empty grid still gets a width."""
    finite = z[np.isfinite(z)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _nice(step):
    power = 10.0 ** np.floor(np.log10(step))
    return float(next(d for d in (1, 2, 5, 10) if d * power >= step) * power)

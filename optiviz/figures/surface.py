"""The surface in space with the paths on it: Terrain and Tracks -> a plain Plotly dict, as in contour.py."""

import numpy as np

from optiviz.figures import text
from optiviz.figures.geometry import cut, frame_of, height_at
from optiviz.figures.scale import scale_of, span
from optiviz.figures.style import (
    COLORSCALE,
    PATH_WIDTH,
    SLOTS,
    WHERE,
    base_layout,
    color,
    cursor,
    packed,
    palette,
    path_meta,
)

# So far away that the labels fit a view that is less wide than tall, down to 0.78.
CAMERA = {"eye": {"x": -1.22, "y": -1.58, "z": 1.8}, "center": {"x": -0.04, "y": 0.04, "z": -0.14}}


def surface_figure(terrain, tracks, dark, log=None, revision=""):
    """The surface in space; paths are cut at the frame and lie at the heights of their losses."""
    scale, frame = scale_of(terrain, log), frame_of(terrain)
    pieces = [_path_3d(lane, track, terrain, scale, dark) for lane, track in enumerate(tracks)]
    ends = [_end_3d(track, frame, scale) for track in tracks]
    last = {name: [end[i] for end in ends] for i, name in enumerate("xyz")}
    data = [_sheet(terrain, scale), *pieces, *_points_3d(terrain, scale)]
    data.append({"type": "scatter3d", **cursor(tracks, dark, last, "marker_3d", size=6)})
    layout = base_layout(dark, revision, text.surface_text(terrain, tracks, scale))
    layout["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
    layout["scene"] = _scene(terrain, scale, frame, dark, revision)
    layout["annotations"] = [_height_title(scale)]
    return {"data": data, "layout": layout}


def _sheet(terrain, scale):
    z = scale(terrain.z)
    low, high = span(z)
    return {
        "type": "surface",
        "x": packed(terrain.x, "f4"),
        "y": packed(terrain.y, "f4"),
        "z": packed(z, "f4"),
        "cmin": low,
        "cmax": high,
        "colorscale": COLORSCALE,
        "showscale": False,
        "lighting": {"ambient": 0.85, "diffuse": 0.4, "specular": 0.05, "roughness": 0.9},
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
        "line": {"color": color(track.slot, dark), "width": PATH_WIDTH + 1, "dash": SLOTS[track.slot].dash},
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
    """Minima and saddles inside the frame: outside there is no surface to put them on."""
    x_low, x_high, y_low, y_high = frame_of(terrain)
    kinds = [
        (name, points[((points >= (x_low, y_low)) & (points <= (x_high, y_high))).all(axis=1)], symbol)
        for name, points, symbol in (
            ("minimum", terrain.minima, "cross"),
            ("saddle point", terrain.saddles, "diamond-open"),
        )
    ]
    return [
        {
            "type": "scatter3d",
            "mode": "markers",
            "x": packed(points[:, 0]),
            "y": packed(points[:, 1]),
            "z": packed(scale(height_at(terrain, points[:, 0], points[:, 1]))),
            "marker": {"symbol": symbol, "size": 7, "color": "#FFFFFF", "line": {"width": 1, "color": "#000000"}},
            "name": name,
            "meta": {"role": name},
            "showlegend": False,
            "hovertemplate": f"{name}<br>{WHERE}<extra></extra>",
        }
        for name, points, symbol in kinds
        if len(points)
    ]


def _height_title(scale):
    """What the heights are, in the corner: along its axis it would lie outside of a view about as tall as wide."""
    corner = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "top"}
    return {"text": f"↑ {scale.title}", "showarrow": False, "font": {"size": 12}, **corner}


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

    low, high = span(scale(terrain.z))
    if terrain.floor is not None:
        low = min(low, float(scale(terrain.floor)))
    margin = 0.02 * (high - low)
    return {
        "xaxis": side("x", *frame[:2]),
        "yaxis": side("y", *frame[2:]),
        "zaxis": side("", low - margin, high + margin),
        "aspectmode": "manual",
        "aspectratio": {"x": 1, "y": 1, "z": 0.65},
        "camera": CAMERA,
        "dragmode": "turntable",
        "uirevision": revision,
    }

"""The same race at several values of one number, side by side: small contours on one ground, as plain Plotly dicts."""

import re
from dataclasses import replace

from optiviz.figures.contour import contour_figure
from optiviz.figures.style import palette

HEIGHT = 260  # pixels, with two lines of title
THIN = 2  # every other point of the ground, whose number is odd: small charts show no more
TITLE = 46  # pixels
FIRST = re.compile(r"(?:\([^)]*\)|[^(])+?(?=[:,.;] |\.?$)")  # up to a sign that is not in brackets


def small_multiples(terrain, panels, title, dark):
    """One figure a panel, all with the same axes, colours and levels.

    panels are (value, tracks) of one number called title, such as "learning rate"; each is headed by its value and by
    how its first track ended.
    """
    x, y, z = terrain.x[::THIN], terrain.y[::THIN], terrain.z[::THIN, ::THIN]
    ground = replace(terrain, x=x, y=y, z=z)
    return [_small(ground, value, tracks, title, dark) for value, tracks in panels]


def _small(terrain, value, tracks, title, dark):
    figure = contour_figure(terrain, tracks, dark, revision=terrain.title)
    ground, *others = figure["data"]
    layout = figure["layout"]
    for name in ("xaxis", "yaxis"):
        layout[name] = layout[name] | {"title": {"text": ""}, "nticks": 4, "tickfont": {"size": 10}}
    layout |= {"margin": {"l": 28, "r": 6, "t": TITLE, "b": 22}, "height": HEIGHT}
    layout["title"] = {
        "text": f"<b>{title} {value:.4g}</b><br>{_ending(tracks)}",
        "font": {"size": 12, "color": palette(dark).ink},
        "x": 0.02,
        "xanchor": "left",
        "y": 0.98,
        "yanchor": "top",
    }
    layout["meta"] = {"alt": f"{title.capitalize()} {value:.4g}. {layout['meta']['alt']}"}
    return {"data": [ground | {"showscale": False}, *others], "layout": layout}


def _ending(tracks):
    """How the first track ended: its sentence up to the first sign outside of brackets."""
    return FIRST.match(tracks[0].sentence)[0] if tracks else ""

"""Colours, dashes and markers of the eight slots, light and dark inks, and arrays packed for Plotly.

Every slot differs in colour, dash and marker, so that no figure depends on colour alone. Colours: Okabe and Ito (2008)
without their yellow, which vanishes on white; the eighth is a brown as far from the others, also for colour-blind
readers, as those are from one another.
"""

import base64
from dataclasses import dataclass

import numpy as np
from plotly.colors import get_colorscale

from optiviz.messages import signs


@dataclass(frozen=True)
class Slot:
    """How one track is drawn; marker_3d stands in where Plotly's 3D scatter lacks the marker."""

    color: str
    dash: str
    marker: str
    marker_3d: str


@dataclass(frozen=True)
class Palette:
    """Colours that follow the theme: text, grid, what lies below charts and buttons, slot 0 and its casing, axes."""

    ink: str
    grid: str
    paper: str
    veil: str
    slot_0: str
    casing_0: str
    axes: tuple  # of what happens along x and along y


SLOTS = (
    Slot("#000000", "solid", "circle", "circle"),
    Slot("#E69F00", "dash", "square", "square"),
    Slot("#D55E00", "dot", "diamond", "diamond"),
    Slot("#009E73", "longdash", "triangle-up", "diamond-open"),
    Slot("#0072B2", "dashdot", "triangle-down", "square-open"),
    Slot("#CC79A7", "solid", "x", "x"),
    Slot("#56B4E9", "dash", "star", "circle-open"),
    Slot("#7A5C3E", "longdashdot", "hexagon", "cross"),
)
LIGHT = Palette(
    "#31333F", "#D9DADE", "rgba(0,0,0,0)", "rgba(255,255,255,0.75)", "#000000", "#FFFFFF", ("#0072B2", "#D55E00")
)
DARK = Palette(
    "#FAFAFA", "#46474D", "rgba(0,0,0,0)", "rgba(14,17,23,0.75)", "#FFFFFF", "#111111", ("#56B4E9", "#E69F00")
)
COLORSCALE = "Viridis"
COLOR_STOPS = get_colorscale(COLORSCALE)  # [[0, "#440154"], ..., [1, "#fde725"]], for whoever draws a surface itself
PATH_WIDTH = 3
CASING_WIDTH = PATH_WIDTH + 2
MARKER_SIZE = 12
WHERE = "x %{x:.5g}<br>y %{y:.5g}<br>"  # the part of a hover text that all share


def palette(dark):
    """The colours of the dark or the light theme."""
    return DARK if dark else LIGHT


def color(slot, dark):
    """The colour of a slot; black turns white where the background is dark."""
    return palette(dark).slot_0 if slot == 0 else SLOTS[slot].color


def casing(slot, dark):
    """The colour of the wider line below a path: white, but dark under the white path of the dark theme."""
    return palette(dark).casing_0 if slot == 0 else "#FFFFFF"


def packed(array, dtype="f8"):
    """An array as Plotly's base64 typed array: float64 so that the browser holds exactly what the engine gave."""
    with np.errstate(over="ignore"):  # beyond float32 is beyond every frame: inf there is a gap
        array = np.ascontiguousarray(array, dtype=f"<{dtype}")
    typed = {"dtype": dtype, "bdata": base64.b64encode(array).decode("ascii")}
    return typed if array.ndim == 1 else typed | {"shape": ", ".join(map(str, array.shape))}


def base_layout(dark, revision, alt):
    """What all figures share: theme, fonts, no margins to speak of, and a view that survives until revision changes."""
    colors = palette(dark)
    return {
        "paper_bgcolor": colors.paper,
        "plot_bgcolor": colors.paper,
        "font": {"color": colors.ink, "size": 13},
        "margin": {"l": 56, "r": 12, "t": 12, "b": 44},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left"},
        "modebar": {"bgcolor": colors.veil, "color": colors.ink, "activecolor": SLOTS[4].color, "orientation": "h"},
        "uirevision": revision,
        "meta": {"alt": alt},
    }


def spelled(figures):
    """Figures whose words are printed as those of the page are: true minus signs, short exponents."""
    return {name: figure | {"layout": _spelled(figure["layout"])} for name, figure in figures.items()}


def _spelled(layout):
    meta = {name: signs(part) if isinstance(part, str) else part for name, part in layout["meta"].items()}
    return layout | {"meta": meta}


def axis(title, dark, **more):
    """A 2D axis in the theme's ink."""
    colors = palette(dark)
    return {
        "title": {"text": title, "standoff": 6},
        "color": colors.ink,
        "gridcolor": colors.grid,
        "zeroline": False,
        "automargin": False,
        **more,
    }


def path_meta(track, lane, dark):
    """What a stage must know of a path beside its line."""
    return {
        "role": "path",
        "slot": track.slot,
        "lane": lane,
        "marker": SLOTS[track.slot].marker,
        "casing": casing(track.slot, dark),
        "sentence": track.sentence,
        "rows": len(track.x),
    }


def cursor(tracks, dark, columns, symbol="marker", size=MARKER_SIZE):
    """The trace of moving markers, one point a lane, at the last row until a stage moves it.

    columns maps "x", "y" (and "z") to one number a lane.
    """
    return {
        **{name: packed(values) for name, values in columns.items()},
        "mode": "markers",
        "name": "step",
        "meta": {"role": "cursor"},
        "hoverinfo": "skip",
        "showlegend": False,
        "marker": {
            "symbol": [getattr(SLOTS[t.slot], symbol) for t in tracks],
            "color": [color(t.slot, dark) for t in tracks],
            "size": size,
            "line": {"width": 1.5, "color": [casing(t.slot, dark) for t in tracks]},
        },
    }


def legend_above(labels, dark):
    """The parts of a layout for a legend over the chart, which one label alone does not need."""
    if len(labels) < 2:
        return {}
    rows = -(-sum(len(label) + 8 for label in labels) // 70)  # about as many letters as half a screen holds
    return {
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"color": palette(dark).ink}},
        "margin": {"l": 56, "r": 12, "t": 16 + 20 * rows, "b": 44},
    }

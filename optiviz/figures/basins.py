"""Which minimum a run from each start ends at: Basins -> a plain Plotly dict."""

import string

import numpy as np

from optiviz.figures.style import MARKER_SIZE, SLOTS, axis, base_layout, packed, palette

COLORS = tuple(SLOTS[k].color for k in (1, 6, 3, 5, 2, 4, 7))
NONE = "#8A8A8A"  # of starts that end at no minimum
OPACITY = 0.6  # of colours, so that letters stand out on all of them
EVERY = 10  # about how many letters there are along each side


def basins_figure(basins, dark, revision=""):
    """A colour and a letter a minimum, a grey dot for none; minima are crosses with their letters beside them."""
    letters = names(len(basins.minima))
    layout = base_layout(dark, revision, f"Map of starts: {told(basins)}")
    x, y = basins.x, basins.y
    layout["xaxis"] = axis("start x", dark, range=[float(x[0]), float(x[-1])], showgrid=False)
    layout["yaxis"] = axis("start y", dark, range=[float(y[0]), float(y[-1])], showgrid=False)
    return {
        "data": [_map(basins, letters), _letters(basins, letters, dark), _minima(basins, letters)],
        "layout": layout,
    }


def names(count):
    """A letter a minimum: A to Z, then A2, B2, ..."""
    alphabet = string.ascii_uppercase
    return [alphabet[k % 26] + (str(k // 26 + 1) if k >= 26 else "") for k in range(count)]


def told(basins):
    """The shares of starts that end at each minimum, in a sentence."""
    lowest = basins.losses <= basins.losses.min(initial=np.inf) + 1e-9
    parts = [
        f"{share * 100:.3g} % end at {letter} ({x:.3g}, {y:.3g}){', the lowest' if low and lowest.sum() == 1 else ''}"
        for letter, (x, y), share, low in zip(
            names(len(basins.minima)), basins.minima, basins.shares, lowest, strict=True
        )
        if share
    ]
    rest = 1 - float(basins.shares.sum())
    if rest > 1e-9:
        parts.append(f"{rest * 100:.3g} % at no listed minimum")
    return f"of {basins.which.size} starts, {', '.join(parts)}."


def _map(basins, letters):
    """One flat colour a minimum: a heat map whose scale has steps."""
    count = len(letters)
    shades = [NONE, *(COLORS[k % len(COLORS)] for k in range(count))]
    edges = np.arange(count + 2) / (count + 1)
    scale = [[float(edge), shade] for k, shade in enumerate(shades) for edge in (edges[k], edges[k + 1])]
    return {
        "type": "heatmap",
        "x": packed(basins.x),
        "y": packed(basins.y),
        "z": packed(basins.which, "f4"),
        "zmin": -1.5,
        "zmax": count - 0.5,
        "colorscale": scale,
        "showscale": False,
        "opacity": OPACITY,
        "customdata": np.array(["no minimum", *letters])[basins.which + 1].tolist(),
        "hovertemplate": "from (%{x:.3g}, %{y:.3g}): %{customdata}<extra></extra>",
        "meta": {"role": "basins"},
    }


def _letters(basins, letters, dark):
    """The letters of the minima over the map, every few starts: what colour says, said again."""
    rows, columns = (np.arange(len(side))[_stride(side) // 2 :: _stride(side)] for side in (basins.y, basins.x))
    xs, ys = np.meshgrid(basins.x[columns], basins.y[rows])
    which = basins.which[np.ix_(rows, columns)]
    return {
        "type": "scatter",
        "mode": "text",
        "x": packed(xs.ravel()),
        "y": packed(ys.ravel()),
        "text": ["·" if k < 0 else letters[k] for k in which.ravel()],
        "textfont": {"size": 11, "color": palette(dark).ink},
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": {"role": "letters"},
    }


def _stride(side):
    return max(1, len(side) // EVERY)


def _minima(basins, letters):
    return {
        "type": "scatter",
        "mode": "markers",
        "x": packed(basins.minima[:, 0]),
        "y": packed(basins.minima[:, 1]),
        "text": letters,
        "marker": {
            "symbol": "cross",
            "size": MARKER_SIZE + 1,
            "color": "#FFFFFF",
            "line": {"width": 1.5, "color": "#000000"},
        },
        "hovertemplate": "minimum %{text}<br>(%{x:.4g}, %{y:.4g})<extra></extra>",
        "showlegend": False,
        "meta": {"role": "minimum"},
    }

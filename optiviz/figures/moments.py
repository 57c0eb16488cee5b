"""What Adam holds along one axis of a run, and the averages of its gradients beside it."""

import numpy as np

from optiviz.figures.averages import DASHES, hue
from optiviz.figures.style import axis, base_layout, packed, palette


def moments_figure(name, seen, held, repaired, own, dark, words):
    """seen (n,): what is averaged; held and repaired (n,): what Adam keeps and what it divides; own (n,): our average.

    name is "m" or "v".
    """
    t = np.arange(1.0, len(seen) + 1)
    what, plural = {"m": ("gradient g", "gradients"), "v": ("squared gradient g²", "squares")}[name]
    scale = {"type": "log", "exponentformat": "power"} if name == "v" else {}  # squares span decades
    ink, tint = palette(dark).ink, hue("mv".index(name), dark)
    data = [
        _trace(t, seen, what.split()[-1], mode="markers", marker={"color": ink, "opacity": 0.4, "size": 6}),
        _trace(t, held, f"{name} of Adam", line={"color": tint, "width": 2.5, "dash": DASHES["raw"]}),
        _trace(t, repaired, "corrected", line={"color": tint, "width": 2.5}),
        _trace(t, own, "our average", mode="markers", marker=_ring(tint)),
    ]
    layout = base_layout(dark, name, f"{what} of {len(t)} steps with Adam's {name}. {words}")
    layout["margin"] = {"l": 56, "r": 12, "t": 52, "b": 44}
    layout["xaxis"], layout["yaxis"] = axis("step", dark), axis(what, dark, **scale)
    layout["showlegend"] = True
    layout["legend"] = {"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0, "font": {"size": 12}}
    layout["meta"] |= {"title": f"Adam's {name}, the average of the {plural}", "words": words, "lines": 3}
    return {"data": data, "layout": layout | {"height": 300}}


def _ring(tint):
    return {"color": tint, "size": 9, "symbol": "circle-open", "line": {"width": 1.5}}


def _trace(t, y, name, mode="lines", **look):
    hover = f"step %{{x}}<br>%{{y:.5g}}<extra>{name}</extra>"
    return {
        "type": "scatter",
        "mode": mode,
        "x": packed(t),
        "y": packed(y),
        "name": name,
        "hovertemplate": hover,
        **look,
    }

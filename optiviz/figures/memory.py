"""What averages hold of the past: the weight of every value, and how many it takes to hold most of it."""

import numpy as np

from optiviz.figures.averages import hue, marker, rate
from optiviz.figures.style import axis, base_layout, packed, palette
from optiviz.messages import percent

ROUND = 1 - 1 / np.e  # what 1 / (1 - b) values hold, where b is near 1


def weights_figure(memories, day, time, words, dark, revision):
    """The weight of each value by how far back it is; what would lie before the first value is shaded.

    words is what stands below: the average of the chosen day written out.
    """
    deepest = len(memories[0].weights)
    back = np.arange(float(deepest))
    mode = "lines+markers" if deepest <= 80 else "lines"
    data = [_line(back, m.weights, k, dark, mode, "%{x} back: weight %{y:.4g}") for k, m in enumerate(memories)]
    told = "; ".join(f"{rate(m.b)} gives the newest value {m.weights[0]:.3g}" for m in memories)
    layout = base_layout(dark, revision, f"Weight by age: {told}.")
    layout["xaxis"] = axis(f"{time}s back from {time} {day}", dark, range=[-0.02 * deepest, deepest * 1.02])
    layout["yaxis"] = axis("weight", dark, range=[0, max(float(m.weights[0]) for m in memories) * 1.08])
    if day < deepest:
        layout["shapes"], layout["annotations"] = [_before(day, deepest)], [_said(day, deepest, dark)]
    layout["annotations"] = [
        *layout.get("annotations", []),
        *_names(memories, back, [m.weights for m in memories], dark),
    ]
    layout["meta"] |= {"title": "Weights of the past", "words": words, "lines": 4}
    return {"data": data, "layout": layout}


def share_figure(memories, dark, revision):
    """How much of the average the newest values hold together, with the number that holds most of it marked."""
    data = [_line(m.counts, m.shares, k, dark, "lines", "%{x} values hold %{y:.1%}") for k, m in enumerate(memories)]
    for k, m in enumerate(memories):
        data.append(_needed(m, k, dark))
    longest, fewest = max(m.terms for m in memories), min(m.terms for m in memories)
    part = memories[0].part
    words = (
        f"Newest values that hold {percent(part)}: " + ", ".join(f"{m.terms} at {rate(m.b)}" for m in memories) + "."
    )
    layout = base_layout(dark, revision, f"Share of the average by number of newest values. {words}")
    log = longest > 40 * fewest
    ends = [-0.03, float(np.log10(longest * 1.3))] if log else [0, longest * 1.18]
    layout["xaxis"] = axis("number of newest values", dark, range=ends, type="log" if log else "linear")
    layout["yaxis"] = axis("share of the whole", dark, range=[0, 1.06], tickformat=".0%")
    layout["margin"] = layout["margin"] | {"r": 44}
    layout["shapes"] = [_level(height, dark) for height in (ROUND, part)]
    layout["annotations"] = [_level_name(height, percent(height), dark) for height in (ROUND, part)]
    layout["meta"] |= {"title": "How much of the past that is", "words": words, "lines": 2}
    return {"data": data, "layout": layout}


def _line(x, y, k, dark, mode, hover):
    return {
        "type": "scatter",
        "mode": mode,
        "x": packed(np.asarray(x, dtype=float)),
        "y": packed(y),
        "marker": {"symbol": marker(k), "size": 6},
        "line": {"color": hue(k, dark), "width": 2.5},
        "hovertemplate": f"{hover}<extra></extra>",
    }


def _names(memories, x, lines, dark):
    """Each decay rate where its line has fallen to a third of what it starts with."""
    found = []
    for k, (memory, line) in enumerate(zip(memories, lines, strict=True)):
        at = int(np.argmax(line <= line[0] / 3)) or len(line) - 1
        name = {"x": float(x[at]), "y": float(line[at]), "text": rate(memory.b), "showarrow": False}
        found.append(name | {"xanchor": "left", "yanchor": "bottom", "font": {"color": hue(k, dark), "size": 13}})
    return found


def _needed(memory, k, dark):
    """The number of values that hold most of it, said beside its point."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [memory.terms],
        "y": [float(1 - memory.b**memory.terms)],
        "text": [f"<b>{memory.terms}</b>"],
        "textposition": "bottom right",
        "textfont": {"color": hue(k, dark)},
        "marker": {"symbol": marker(k), "size": 10, "color": hue(k, dark)},
        "cliponaxis": False,
        "hovertemplate": f"{rate(memory.b)}: {memory.terms} values hold {percent(memory.part)}<extra></extra>",
    }


def _before(day, deepest):
    fill = {"fillcolor": "#808080", "opacity": 0.18, "line": {"width": 0}, "layer": "below"}
    return {"type": "rect", "x0": day - 0.5, "x1": deepest * 1.02, "y0": 0, "y1": 1, "yref": "paper", **fill}


def _said(day, deepest, dark):
    text = {"text": "before the first value", "showarrow": False, "font": {"color": palette(dark).ink, "size": 12}}
    return text | {"x": deepest, "xanchor": "right", "y": 0.98, "yref": "paper", "yanchor": "top"}


def _level(height, dark):
    line = {"color": palette(dark).ink, "width": 1, "dash": "dash"}
    return {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": height, "y1": height, "line": line}


def _level_name(height, text, dark):
    name = {"text": text, "showarrow": False, "font": {"color": palette(dark).ink, "size": 12}}
    return name | {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 3, "y": height, "yanchor": "middle"}

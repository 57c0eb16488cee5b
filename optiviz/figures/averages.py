"""A series and its averages over time: the values themselves, and how far they are off. Records -> plain Plotly dicts.

Averages are told apart by colour and by the decay rate that stands at the end of their line; kinds of average by dash.
"""

import numpy as np

from optiviz.figures.style import SLOTS, axis, base_layout, color, packed, palette
from optiviz.messages import percent

HUES = ((4, 2, 3, 5), (6, 1, 3, 5))  # slots of the averages, in order, on light and on dark
DASHES = {"corrected": "solid", "raw": "dash", "simple": "dot", "started": "dashdot"}
KINDS = {"corrected": "corrected", "raw": "raw, from 0", "simple": "simple mean", "started": "from the first value"}
ROOM = 0.07  # of the height of a chart, that a label takes


def hue(k, dark):
    """The colour of average k."""
    return color(HUES[dark][k], dark)


def marker(k):
    """The marker of average k."""
    return SLOTS[HUES[0][k]].marker


def rate(b):
    """A decay rate as labels say it."""
    return f"β {b:g}"


def data_figure(series, averages, kinds, clean, day, dark, revision):
    """The values of a Series, its Averages in the kinds asked for, the clean curve if wanted; day is marked."""
    t = np.arange(1.0, len(series.x) + 1)
    data = [_dots(t, series, dark)]
    if clean and series.clean is not None:
        data.append(_line(t, series.clean, palette(dark).ink, "solid", "clean curve", width=1.5))
    for k, average in enumerate(averages):
        for kind in kinds:
            name = f"{rate(average.b)} {KINDS[kind]}"
            data.append(_line(t, getattr(average, kind), hue(k, dark), DASHES[kind], name))
    data += [_key(DASHES[kind], KINDS[kind], dark) for kind in kinds]
    ends = [getattr(average, kinds[0])[-1] for average in averages]
    layout = _over_time(series, dark, revision, _data_alt(series, averages, kinds))
    low, high = _range([trace["y"] for trace in _seen(series, averages, kinds, clean)])
    layout["yaxis"] = axis(series.unit, dark, range=[low, high])
    layout["annotations"] = end_labels(t[-1], ends, averages, low, high, dark)
    layout["shapes"] = [_mark(day, dark)]
    layout["meta"] |= {"title": f"{series.title}: values and averages", "wide": True, "pick": "day"}
    layout["meta"] |= {"words": _on(day, series, averages, kinds, clean), "lines": 2}
    return {"data": data, "layout": layout | {"height": 330}}


def distance_figure(series, averages, chosen, clean, dark, revision, wide=False):
    """|average − value| of each Average, and |average − clean curve| if wanted; chosen is "raw" or "corrected"."""
    others = {"values": series.x}
    if clean and series.clean is not None:
        others["clean curve"] = series.clean
    lines = [
        (k, average.b, what, np.abs(getattr(average, chosen) - other))
        for k, average in enumerate(averages)
        for what, other in others.items()
    ]
    t, high = np.arange(1.0, len(series.x) + 1), max(float(off.max()) for *_, off in lines) * 1.05 or 1.0
    dashes = {what: "solid" if what == list(others)[-1] else "dot" for what in others}
    data = [
        _line(t, off, hue(k, dark), dashes[what], f"{rate(b)} to the {what}", 2)
        | {"opacity": 1.0 if dashes[what] == "solid" else 0.4}
        for k, b, what, off in lines
    ]
    told = "; ".join(f"{rate(b)} to the {what} {_rms(off):.3g}" for _, b, what, off in lines)
    words = f"Root mean square distance: {told}."
    layout = _over_time(series, dark, revision, f"Absolute difference by {series.time}. {words}")
    layout["yaxis"] = axis("absolute difference", dark, range=[0, high])
    ends = [off[-1] for _, _, what, off in lines if what == list(others)[-1]]
    layout["annotations"] = end_labels(t[-1], ends, averages, 0.0, high, dark)
    layout["showlegend"] = False
    layout["meta"] |= {"title": _distance_title(chosen, others), "words": words, "lines": 3, "wide": wide}
    return {"data": data, "layout": layout}


def _distance_title(chosen, others):
    if len(others) == 1:
        return f"Distance of the {chosen} averages to the values"
    return f"Distance ({chosen}): values dotted, clean curve solid"


def sweep_figure(sweep, averages, dark, revision):
    """An ErrorCurve: error over the decay rate, its best one, what is near it, and where the Averages are."""
    data = [_line(sweep.b, sweep.error, palette(dark).ink, "solid", sweep.what)]
    if sweep.own is not None:
        data.append(_line(sweep.b, sweep.own, palette(dark).ink, "dot", "this seed alone", width=1.25))
    heights = np.interp([a.b for a in averages], sweep.b, sweep.error)
    for k, (average, height) in enumerate(zip(averages, heights, strict=True)):
        look = {"color": hue(k, dark), "size": 11, "symbol": marker(k)}
        data.append(_points([average.b], [float(height)], f"{rate(average.b)}: {height:.3g}", look))
    best = float(sweep.error.min())
    ring = {"color": palette(dark).ink, "size": 13, "symbol": "circle-open", "line": {"width": 2}}
    data.append(_points([sweep.best], [best], f"best: {rate(sweep.best)}", ring))
    near = f"within {percent(sweep.near)} of it from {sweep.low:g} to {sweep.high:g}"
    words = f"Best: {rate(sweep.best)} with {best:.3g}; {near}."
    layout = base_layout(dark, revision, f"Root mean square {sweep.what} over the decay rate. {words}")
    layout["xaxis"] = axis("β", dark, range=[-0.01, 1.0])
    layout["yaxis"] = axis(sweep.what, dark, range=[0, float(sweep.error.max()) * 1.08 or 1.0])
    layout["shapes"] = [_band(sweep.low, sweep.high)]
    layout["meta"] |= {"title": "One level up: the error for every β", "words": words, "lines": 2}
    return {"data": data, "layout": layout | {"height": 280}}


def end_labels(x, ends, averages, low, high, dark):
    """The decay rate at the end of each line, moved apart where lines end close to one another."""
    gap = ROOM * (high - low)
    placed, last = {}, -np.inf
    for k in np.argsort(ends):
        last = placed[int(k)] = max(float(ends[k]), last + gap)
    return [
        {
            "x": float(x),
            "y": placed[k],
            "text": f"{average.b:g}",
            "xanchor": "left",
            "xshift": 4,
            "showarrow": False,
            "font": {"color": hue(k, dark), "size": 13},
        }
        for k, average in enumerate(averages)
    ]


def _rms(error):
    return float(np.sqrt(np.mean(np.square(error))))


def _seen(series, averages, kinds, clean):
    """What the height of the chart must hold."""
    yield {"y": series.x}
    if clean and series.clean is not None:
        yield {"y": series.clean}
    for average in averages:
        for kind in kinds:
            yield {"y": getattr(average, kind)}


def _range(lines):
    low, high = min(map(np.min, lines)), max(map(np.max, lines))
    margin = 0.05 * (high - low) or max(abs(high), 1.0) * 0.05
    return float(low - margin), float(high + margin)


def _over_time(series, dark, revision, alt):
    n = len(series.x)
    layout = base_layout(dark, revision, alt)
    layout["margin"] = {"l": 56, "r": 52, "t": 34, "b": 44}
    layout["xaxis"] = axis(series.time, dark, range=[1 - 0.01 * n, n * 1.01])
    layout["showlegend"] = True
    layout["legend"] = {"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0, "itemclick": False}
    layout["legend"] |= {"itemdoubleclick": False, "font": {"size": 12}}
    return layout


def _dots(t, series, dark):
    size = 5 if len(t) > 60 else 7
    return {
        "type": "scatter",
        "mode": "markers",
        "x": packed(t),
        "y": packed(series.x),
        "name": "values",
        "marker": {"color": palette(dark).ink, "opacity": 0.35, "size": size},
        "hovertemplate": f"{series.time} %{{x}}<br>%{{y:.4g}}<extra>value</extra>",
    }


def _line(t, y, tint, dash, name, width=2.5):
    return {
        "type": "scatter",
        "mode": "lines",
        "x": packed(t),
        "y": packed(y),
        "name": name,
        "showlegend": name == "clean curve",
        "line": {"color": tint, "dash": dash, "width": width},
        "hovertemplate": f"%{{x}}<br>%{{y:.4g}}<extra>{name}</extra>",
    }


def _points(x, y, name, look):
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "name": name,
        "marker": look,
        "hovertemplate": f"{name}<extra></extra>",
    }


def _key(dash, name, dark):
    """A line of the legend that says what a dash means, whatever the colour."""
    line = {"color": palette(dark).ink, "dash": dash, "width": 2}
    return {"type": "scatter", "mode": "lines", "x": [None], "y": [None], "name": name, "line": line}


def _mark(day, dark):
    line = {"color": palette(dark).ink, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": day, "x1": day, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _band(low, high):
    fill = {"fillcolor": SLOTS[3].color, "opacity": 0.2, "line": {"width": 0}}
    return {"type": "rect", "x0": low, "x1": high, "y0": 0, "y1": 1, "yref": "paper", **fill}


def _on(day, series, averages, kinds, clean):
    """What the chart shows on a day, in a sentence."""
    told = [f"value {series.x[day - 1]:.4g}"]
    if clean and series.clean is not None:
        told.append(f"clean curve {series.clean[day - 1]:.4g}")
    for average in averages:
        shown = (f"{KINDS[kind].partition(',')[0]} {getattr(average, kind)[day - 1]:.4g}" for kind in kinds)
        told.append(f"{rate(average.b)}: {', '.join(shown)}")
    return f"{series.time.capitalize()} {day}: {'; '.join(told)}."


def _data_alt(series, averages, kinds):
    ends = "; ".join(f"{rate(a.b)} {kinds[0]} ends at {getattr(a, kinds[0])[-1]:.4g}" for a in averages)
    n, x = len(series.x), series.x
    return f"{series.title}: {n} values from {x.min():.3g} to {x.max():.3g}, the last {x[-1]:.4g}; {ends}."

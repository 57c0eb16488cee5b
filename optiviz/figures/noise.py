"""What noise does: clouds of end points on the surface, average losses, data with a line: plain Plotly dicts."""

from dataclasses import replace

import numpy as np

from optiviz.figures.contour import contour_figure
from optiviz.figures.loss import log_axis
from optiviz.figures.spread import spread_figure
from optiviz.figures.style import (
    PATH_WIDTH,
    SLOTS,
    WHERE,
    axis,
    base_layout,
    casing,
    color,
    legend_above,
    packed,
    palette,
)

HEIGHT = 380
MARGIN = 0.3  # of the clouds' own width, around them
POINTS = 6  # pixels


def cloud_figure(terrain, clouds, dark, revision=""):
    """The clouds on the surface, seen from near enough, each with the ellipse that theory puts around it."""
    figure = contour_figure(_near(terrain, clouds), [], dark, revision=revision)
    data = [trace for trace in figure["data"] if trace.get("meta", {}).get("role") != "cursor"]
    data += [_cloud(cloud, dark) for cloud in clouds]
    data += [trace for cloud in clouds if cloud.theory for trace in _theory(cloud, dark)]
    layout = figure["layout"] | legend_above([cloud.label for cloud in clouds], dark) | {"height": HEIGHT}
    layout["meta"] = {"alt": "Where the runs end. " + "; ".join(map(_ending, clouds)) + ".", "title": "Where they end"}
    return {"data": data, "layout": layout}


def _near(terrain, clouds):
    """The part of the Terrain that has all clouds in it with room around them."""
    points = np.concatenate([*(c.points for c in clouds), *(c.theory[1] for c in clouds if c.theory)])
    columns, rows = (_within(ticks, points[:, k]) for k, ticks in enumerate((terrain.x, terrain.y)))
    return replace(terrain, x=terrain.x[columns], y=terrain.y[rows], z=terrain.z[rows, columns])


def _within(ticks, values):
    """The slice of ticks that spans those values that lie between them, and a margin."""
    values = values[(values >= ticks[0]) & (values <= ticks[-1])]
    if not len(values):
        return slice(None)
    room = max(MARGIN * np.ptp(values), 3 * (ticks[1] - ticks[0]))
    first, last = np.searchsorted(ticks, [values.min() - room, values.max() + room])
    return slice(max(int(first) - 1, 0), int(last) + 1)


def _cloud(cloud, dark):
    slot = SLOTS[cloud.slot]
    edge = {"width": 0.8, "color": casing(cloud.slot, dark)}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": packed(cloud.points[:, 0]),
        "y": packed(cloud.points[:, 1]),
        "name": cloud.label,
        "legendgroup": cloud.label,
        "marker": {"color": color(cloud.slot, dark), "symbol": slot.marker, "size": POINTS, "line": edge},
        "meta": {"role": "cloud", "slot": cloud.slot},
        "hovertemplate": f"{WHERE}<extra>%{{fullData.name}}</extra>",
    }


def _theory(cloud, dark):
    """The ellipse with a casing below it, so that it is seen on dark and on light ground."""
    _, curve = cloud.theory
    line = {"type": "scatter", "mode": "lines", "x": packed(curve[:, 0]), "y": packed(curve[:, 1])}
    line |= {"showlegend": False, "legendgroup": cloud.label, "name": f"{cloud.label}, theory"}
    below = {"color": casing(cloud.slot, dark), "width": PATH_WIDTH + 2}
    above = {"color": color(cloud.slot, dark), "width": PATH_WIDTH, "dash": SLOTS[cloud.slot].dash}
    hover = f"theory: {cloud.share * 100:g} % lie in here<extra>{cloud.label}</extra>"
    yield {**line, "line": below, "hoverinfo": "skip"}
    yield {**line, "line": above, "meta": {"role": "theory", "slot": cloud.slot}, "hovertemplate": hover}


def _ending(cloud):
    if not len(cloud.points):
        return f"{cloud.label}: no run ends in sight"
    middle, spread = cloud.points.mean(axis=0), cloud.points.std(axis=0)
    told = f"{cloud.label}: {len(cloud.points)} runs around ({middle[0]:.3g}, {middle[1]:.3g})"
    return f"{told}, standard deviations {spread[0]:.3g} and {spread[1]:.3g}"


def averaged_figure(spreads, exact, floor, title, dark, revision=""):
    """Median and band of many seeds, with the exact mean where `exact` has one a spread, (n + 1,) or None.

    title is that of the x axis: the unit of the spreads' costs.
    """
    figure = spread_figure(spreads, floor, dark, revision)
    for trace in figure["data"]:
        trace["hovertemplate"] = trace.get("hovertemplate", "").replace("gradients", title)
    figure["data"] += [_mean(s, m, floor, dark) for s, m in zip(spreads, exact, strict=True) if m is not None]
    figure["layout"]["xaxis"]["title"]["text"] = title
    figure["layout"]["meta"]["alt"] = figure["layout"]["meta"]["alt"].replace("gradient evaluations", title)
    figure["layout"]["height"] = HEIGHT
    figure["layout"]["meta"]["title"] = "Their losses: median, a tenth below and above, exact mean dotted"
    return figure


def _mean(spread, mean, floor, dark):
    return {
        "type": "scatter",
        "mode": "lines",
        "x": packed(spread.cost * np.arange(len(mean))),
        "y": packed(mean - (floor or 0.0)),
        "name": f"{spread.label}, exact mean",
        "showlegend": False,
        "legendgroup": spread.label,
        "line": {"color": palette(dark).ink, "width": 1.5, "dash": "dot"},
        "meta": {"role": "exact", "slot": spread.slot},
        "hovertemplate": f"after %{{x:.5g}}<br>exact mean %{{y:.4g}}<extra>{spread.label}</extra>",
    }


def ranking_figure(titles, finals, marked, dark, revision="ranking"):
    """A bar for each of finals on a log axis, the lowest first; marked bars are those on screen."""
    seen = [value if np.isfinite(value) and value > 0 else None for value in finals]
    colors = [color(1 if mark else 4, dark) for mark in marked]
    shown = [f"{value:.3g}" if value is not None else "diverges" for value in seen]
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": titles,
        "x": seen,
        "text": shown,
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": colors, "pattern": {"shape": ["/" if mark else "" for mark in marked]}},
        "hovertemplate": "%{y}: %{x:.4g}<extra></extra>",
    }
    alt = "Mean final loss above the minimum: " + ", ".join(map(" ".join, zip(titles, shown, strict=True))) + "."
    layout = base_layout(dark, revision, alt) | {"height": 60 + 30 * len(titles)}
    layout["meta"] |= {"title": "Mean final loss above the minimum (hatched: the schedule on screen)"}
    values = [value for value in seen if value is not None] or [1.0]
    layout["xaxis"] = log_axis("loss − minimum", min(values) / 2, max(values) * 3, dark)
    layout["yaxis"] = axis("", dark, autorange="reversed", automargin=True)
    return {"data": [bars], "layout": layout}


def data_figure(points, chosen, line, truth, step, dark, revision=""):
    """The examples (n, 2), those of the step's batch (booleans (n,)) filled, and the line that the step has reached.

    line and truth, (slope, height): of the step and of the best fit.
    """
    colors, slot = palette(dark), 2
    data = [
        _points(points[~chosen], "not in this batch", "circle-open", colors.ink, 0.55, 6),
        _points(points[chosen], "in this batch", "diamond", color(slot, dark), 1.0, 9),
        _straight(points, truth, "best fit", colors.ink, "dot"),
        _straight(points, line, "this step", color(4, dark), "solid"),
    ]
    count = int(chosen.sum())
    alt = (
        f"{len(points)} examples and the line of step {step}, {line[0]:.3g} x {line[1]:+.3g}; the best fit is "
        f"{truth[0]:.3g} x {truth[1]:+.3g}; {count} of the examples are in the batch of this step."
    )
    layout = base_layout(dark, revision, alt) | {"showlegend": True}
    layout["legend"] = {"orientation": "h", "x": 0, "y": -0.3, "yanchor": "top", "font": {"color": colors.ink}}
    layout["xaxis"] = axis("input", dark, range=_between(points[:, 0]))
    layout["yaxis"] = axis("target", dark, range=_between(points[:, 1]))
    return {"data": data, "layout": layout | {"height": HEIGHT}}


def _between(values):
    margin = 0.05 * (values.max() - values.min())
    return [float(values.min() - margin), float(values.max() + margin)]


def _points(points, name, symbol, ink, opacity, size):
    return {
        "type": "scatter",
        "mode": "markers",
        "x": packed(points[:, 0]),
        "y": packed(points[:, 1]),
        "name": name,
        "marker": {"symbol": symbol, "color": ink, "size": size, "opacity": opacity},
        "hovertemplate": "input %{x}<br>target %{y}<extra>%{fullData.name}</extra>",
    }


def _straight(points, line, name, ink, dash):
    x = np.array([points[:, 0].min(), points[:, 0].max()])
    return {
        "type": "scatter",
        "mode": "lines",
        "x": packed(x),
        "y": packed(line[0] * x + line[1]),
        "name": name,
        "line": {"color": ink, "width": PATH_WIDTH, "dash": dash},
        "hovertemplate": f"{line[0]:.4g} x {line[1]:+.4g}<extra>{name}</extra>",
    }

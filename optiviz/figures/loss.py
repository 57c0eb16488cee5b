"""The loss of every track, on a log axis where the minimum is known: Tracks -> a plain Plotly dict."""

import numpy as np

from optiviz.figures import text
from optiviz.figures.style import MARKER_SIZE, PATH_WIDTH, SLOTS, axis, base_layout, color, cursor, packed, path_meta

SMALLEST = 1e-300  # less above the minimum cannot be told from it, and zero has no place on a log axis
DECADES = 20  # the most that the axis shows at first, counted from the top
ABOVE = 3  # how many of them a track that leaves the view gets beside others that stay
MOST_TICKS = 5  # on the log axis
PLAIN = "updates"  # what the x axis counts unless something else is asked for: a step is one
DIGITS = (range(1, 10), (1, 2, 3, 5), (1, 2, 5), (1, 3), (1,))  # with labels in every decade, the most first


def loss_figure(tracks, floor, dark, revision=""):
    """loss - floor on a log axis, or the plain loss where floor is None.

    The axis spans what the tracks do inside the view. On a log axis there is room above for one that leaves it: ABOVE
    decades while others stay, so that it runs off the top instead of flattening them, and as many as it takes where
    none does. A row at the minimum is a gap in the line, marked once at the bottom of the axis.
    """
    heights = [_height(track, floor) for track in tracks]
    low, high = _range(tracks, heights, floor is not None)
    data = [_line(lane, *pair, dark, floor) for lane, pair in enumerate(zip(tracks, heights, strict=True))]
    if floor is not None:
        data += [
            m for lane, pair in enumerate(zip(tracks, heights, strict=True)) for m in _zero(lane, *pair, low, dark)
        ]
    data += [m for lane, pair in enumerate(zip(tracks, heights, strict=True)) for m in _above(lane, *pair, high, dark)]
    last = {"x": [len(t.loss) - 1 for t in tracks], "y": [h[-1] for h in heights]}
    data.append({"type": "scatter", **cursor(tracks, dark, last)})
    layout = base_layout(dark, revision, text.loss_text(tracks, floor))
    layout["xaxis"] = axis(PLAIN, dark, range=_ends([len(t.loss) - 1 for t in tracks]), rangemode="nonnegative")
    layout["yaxis"] = _loss_axis(low, high, floor, dark)
    return {"data": data, "layout": layout}


def counted(figure, unit, costs):
    """A loss_figure with another unit along x; costs: what a step of each lane costs in it.

    The stage does the same in the browser (counting.js).
    """
    data, layout = figure["data"], figure["layout"]
    ends = [(trace["meta"]["rows"] - 1) * costs[trace["meta"]["lane"]] for trace in data if "rows" in trace["meta"]]
    xaxis = layout["xaxis"] | {"title": layout["xaxis"]["title"] | {"text": unit}, "range": _ends(ends, max(costs))}
    layout = layout | {"xaxis": xaxis, "uirevision": f"{layout['uirevision']} {unit}"}
    return {"data": [_stretched(trace, costs, ends) for trace in data], "layout": layout}


def _stretched(trace, costs, ends):
    role, lane = trace["meta"]["role"], trace["meta"].get("lane")
    if role == "path":
        return trace | {"dx": costs[lane]}
    return trace | {"x": ends if role == "cursor" else [x * costs[lane] for x in trace["x"]]}


def _ends(lengths, step=1.0):
    """The range of an axis for tracks of these lengths: with a little room, and some even where none takes a step."""
    end = max(lengths, default=step)
    return [-0.02 * end, 1.02 * end + 0.5 * step]


def _height(track, floor):
    if floor is None:
        return track.loss
    excess = track.loss - floor
    return np.where(excess >= SMALLEST, excess, np.nan)


def _range(tracks, heights, log):
    """The lowest and highest height with a margin, of those before a track leaves the view.

    On a log axis all rows count, those above what is seen as far as there is room; without a floor a loss may fall for
    ever, so only as far as seen.
    """
    seen = _finite([h[: _in_view(t)] for t, h in zip(tracks, heights, strict=True)])
    low, high = float(seen.min()), float(seen.max())
    if log:
        drawn, stay = _finite(heights), any(t.left is None for t in tracks)
        room = high * 10.0**ABOVE if stay else low * 10.0**DECADES
        high = max(high, min(float(drawn.max()), room))
        low = max(min(low, float(drawn.min())), high / 10.0**DECADES)
        margin = max(10.0 ** (0.04 * np.log10(high / low)), 1.5)
        return low / margin, high * margin
    margin = 0.05 * (high - low) or max(abs(high), 1.0) * 0.5
    return low - margin, high + margin


def _in_view(track):
    return len(track.loss) if track.left is None else max(track.left, 1)


def _finite(heights):
    heights = np.concatenate([*heights, []])
    heights = heights[np.isfinite(heights)]
    return heights if len(heights) else np.ones(1)


def _line(lane, track, height, dark, floor):
    value = "loss" if floor is None else "loss − minimum"
    return {
        "type": "scatter",
        "mode": "lines",
        "y": packed(height),  # x is left to Plotly: 0, 1, 2, ...
        "line": {"color": color(track.slot, dark), "width": PATH_WIDTH, "dash": SLOTS[track.slot].dash},
        "name": track.label,
        "meta": path_meta(track, lane, dark),
        "legendgroup": str(lane),
        "hovertemplate": f"%{{x:.5g}} %{{xaxis.title.text}}<br>{value} %{{y:.5g}}<extra>%{{fullData.name}}</extra>",
    }


def _zero(lane, track, height, low, dark):
    """The mark at the bottom of the axis where a track first sits on the minimum, as far as floats can tell."""
    rows = np.flatnonzero(np.isnan(height) & np.isfinite(track.loss))
    if not len(rows):
        return []
    text = f"at the minimum at step {rows[0]},<br>below any log axis<extra>{track.label}</extra>"
    return [_edge("zero", lane, track, int(rows[0]), low, "triangle-down-open", text, dark)]


def _above(lane, track, height, high, dark):
    """The mark at the top of the axis where a track first leaves it."""
    rows = np.flatnonzero(height > high)
    if not len(rows):
        return []
    text = f"above this axis at step {rows[0]}:<br>zoom out to see it<extra>{track.label}</extra>"
    return [_edge("above", lane, track, int(rows[0]), high, "triangle-up-open", text, dark)]


def _edge(role, lane, track, row, height, symbol, text, dark):
    """A track's mark on an edge of the axis."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row],
        "y": [height],
        "cliponaxis": False,
        "marker": {"symbol": symbol, "size": MARKER_SIZE, "color": color(track.slot, dark)},
        "name": track.label,
        "meta": {"role": role, "slot": track.slot, "lane": lane},
        "showlegend": False,
        "legendgroup": str(lane),
        "hovertemplate": text,
    }


def _loss_axis(low, high, floor, dark):
    return axis("loss", dark, range=[low, high]) if floor is None else log_axis("loss − minimum", low, high, dark)


def log_axis(title, low, high, dark):
    """A log axis from low to high, with few and short labels."""
    values, texts = _ticks(low, high)
    ends = [float(np.log10(low)), float(np.log10(high))]
    return axis(title, dark, type="log", range=ends, tickvals=values, ticktext=texts)


def _ticks(low, high):
    """(values, texts) of at most MOST_TICKS ticks between low and high, as many as round numbers allow.

    Plotly itself labels every digit of a short log axis, one over the other, and writes 1.4×10²⁶ into its title.
    """
    first, last = int(np.floor(np.log10(low))), int(np.ceil(np.log10(high)))
    decades = range(first, last + 1)
    every = [[(digit, decade) for decade in decades for digit in digits] for digits in DIGITS]
    every += [[(1, decade) for decade in decades if decade % stride == 0] for stride in range(2, DECADES)]
    inside = ([(digit, d) for digit, d in ticks if low <= digit * 10.0**d <= high] for ticks in every)
    ticks = next(found for found in inside if len(found) <= MOST_TICKS)
    power = "10<sup>{1}</sup>" if all(digit == 1 for digit, _ in ticks) else "{0}e{1}"
    texts = [f"{digit * 10.0**d:g}" if -3 <= d <= 3 else power.format(digit, d) for digit, d in ticks]
    return [digit * 10.0**decade for digit, decade in ticks], [text.replace("-", "−") for text in texts]

"""The losses of many runs: median, band and, where asked, every run: Spreads -> a plain Plotly dict."""

import numpy as np

from optiviz.figures.loss import DECADES, SMALLEST, log_axis
from optiviz.figures.style import PATH_WIDTH, SLOTS, axis, base_layout, color, legend_above, packed

FAINT = 0.16  # opacity of a band
PALE = 0.25  # and of a single run
TOP = 1e3  # times the highest first loss: the axis goes no higher


def spread_figure(spreads, floor, dark, revision=""):
    """Loss above its minimum (or the plain loss where floor is None) against gradient evaluations."""
    low, high = _range(spreads, floor)
    data = [trace for k, spread in enumerate(spreads) for trace in _traces(k, spread, floor, low, high, dark)]
    layout = base_layout(dark, revision, _text(spreads, floor)) | legend_above([s.label for s in spreads], dark)
    end = max(spread.cost * (len(spread.band.median) - 1) for spread in spreads)
    layout["xaxis"] = axis("gradient evaluations", dark, range=[-0.02 * end, 1.02 * end])
    layout["yaxis"] = (
        axis("loss", dark, range=[low, high]) if floor is None else log_axis("loss − minimum", low, high, dark)
    )
    return {"data": data, "layout": layout}


def _range(spreads, floor):
    parts = [part for s in spreads for part in (_above(s.band.low, floor), _above(s.band.high, floor))]
    values = np.concatenate(parts)
    values = values[np.isfinite(values)]
    first = np.array([_above(s.band.high, floor)[0] for s in spreads])
    start = float(np.nanmax(np.where(np.isfinite(first), first, np.nan))) if np.isfinite(first).any() else 1.0
    if not len(values):
        values = np.ones(1)
    if floor is None:
        low, high = float(values.min()), float(min(values.max(), max(start, values.min()) + abs(start) + 1.0))
        margin = 0.05 * (high - low) or 0.5
        return low - margin, high + margin
    high = min(float(values.max()), TOP * start) if start > 0 else float(values.max())
    low = max(float(values[values > 0].min(initial=high)), high / 10.0**DECADES)
    return low / 1.5, high * 1.5


def _above(loss, floor):
    """The height of losses on the axis; nan below what a log axis can show."""
    if floor is None:
        return loss
    return np.where(loss - floor >= SMALLEST, loss - floor, np.nan)


def _traces(k, spread, floor, low, high, dark):
    """Pale runs, the band's two edges with the colour between them, the median on top."""
    ink, x = color(spread.slot, dark), spread.cost * np.arange(len(spread.band.median))
    common = {"type": "scatter", "mode": "lines", "legendgroup": str(k), "showlegend": False}
    runs = [] if spread.losses is None else [_runs(spread, floor, ink, x, common)]
    bottom, top = (_within(_above(edge, floor), low, high) for edge in (spread.band.low, spread.band.high))
    edge = {**common, "hoverinfo": "skip", "line": {"width": 0, "color": ink}, "name": spread.label}
    between = {"fill": "tonexty", "fillcolor": faint(ink, FAINT)}
    median = {
        **common,
        "x": packed(x, "f4"),
        "y": packed(_above(spread.band.median, floor)),
        "line": {"color": ink, "width": PATH_WIDTH, "dash": SLOTS[spread.slot].dash},
        "name": spread.label,
        "showlegend": True,
        "meta": {"role": "median", "slot": spread.slot},
        "hovertemplate": "after %{x} gradients<br>median %{y:.4g}<extra>%{fullData.name}</extra>",
    }
    return [
        *runs,
        {**edge, "x": packed(x, "f4"), "y": packed(bottom), "meta": {"role": "low", "slot": spread.slot}},
        {**edge, **between, "x": packed(x, "f4"), "y": packed(top), "meta": {"role": "high", "slot": spread.slot}},
        median,
    ]


def _within(height, low, high):
    """Edges of a band end where the axis does: a gap would join what does not belong together."""
    return np.clip(np.where(np.isnan(height), low, height), low, high)


def _runs(spread, floor, ink, x, common):
    """All runs as one line with gaps."""
    gap = np.full((len(spread.losses), 1), np.nan)
    y = np.concatenate([_above(spread.losses, floor), gap], axis=1)
    return {
        **common,
        "x": packed(np.tile(np.append(x, np.nan), len(y)), "f4"),
        "y": packed(y.ravel(), "f4"),
        "line": {"color": ink, "width": 1},
        "opacity": PALE,
        "hoverinfo": "skip",
        "name": spread.label,
        "meta": {"role": "runs", "slot": spread.slot},
    }


def faint(ink, opacity):
    """A colour as rgba text."""
    red, green, blue = (int(ink[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def _text(spreads, floor):
    what = "Loss" if floor is None else "Loss above the minimum"
    return f"{what} against gradient evaluations: " + "; ".join(_ending(s, floor) for s in spreads) + "."


def _ending(spread, floor):
    band, (low, high) = spread.band, spread.band.edges
    last = [f"{edge[-1] - (floor or 0.0):.3g}" for edge in (band.median, band.low, band.high)]
    return (
        f"{spread.label} ends at a median of {last[0]}, {low * 100:g} to {high * 100:g} % of its {band.runs} runs at "
        f"{last[1]} to {last[2]}"
    )

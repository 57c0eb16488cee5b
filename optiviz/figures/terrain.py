"""Charts of terrain: how long a saddle holds a run, which start ends in which valley, what clipping does."""

import numpy as np

from optiviz.figures.lines import lines_figure
from optiviz.records import Line, Mark

HUGE = 1e12  # what is larger is on its way to overflow


def escape_figure(lanes, offsets, dark):
    """The step at which each run has left the saddle, against how far beside the ridge it starts.

    lanes: (label, slot, steps (k,), nan for never); offsets (k,).
    """
    drawn = [_where_finite(label, slot, offsets, steps) for label, slot, steps in lanes]
    told = "; ".join(
        f"{label} {_step(s[0])} from {offsets[0]:.0e}, {_step(s[-1])} from {offsets[-1]:g}" for label, _, s in lanes
    )
    return lines_figure(
        drawn,
        "start beside the ridge: y",
        "has left at step",
        dark,
        f"Step at which a run has left the saddle, against the start's distance from the ridge: {told}.",
        "Ten times closer costs gradient descent the same number of steps each time",
        log="x",
        missing="does not leave",
    )


def plateau_figure(lanes, distances, dark):
    """The settling step of each run against its start's distance from the minimum; lanes as above, distances (k,)."""
    drawn = [_where_finite(label, slot, distances, steps) for label, slot, steps in lanes]
    told = "; ".join(
        f"{label} from up to {distances[np.isfinite(s)].max():.3g}" if np.isfinite(s).any() else f"{label} from none"
        for label, _, s in lanes
    )
    return lines_figure(
        drawn,
        "distance of the start",
        "settles at step",
        dark,
        f"Settling step against the distance of the start from the minimum: {told}.",
        "How far out a run may start",
        log="y",
        words=f"Arrives: {told}.",
        lines=2,
        missing="does not arrive",
    )


def _where_finite(label, slot, x, steps):
    there = np.isfinite(steps)
    return Line(label, slot, x[there], steps[there], "steps", x[~there])


def seeds_figure(lanes, dark):
    """The share of seeds with which each run has left the saddle by each step; lanes: (label, slot, steps (k,))."""
    drawn = []
    for label, slot, steps in lanes:
        left = np.sort(steps[np.isfinite(steps)])
        shares = np.arange(1, len(left) + 1) / len(steps)
        drawn.append(Line(label, slot, np.concatenate([[1.0], left]), np.concatenate([[0.0], shares])))
    told = "; ".join(f"{label} {_step(np.median(np.where(np.isnan(s), np.inf, s)))}" for label, _, s in lanes)
    return lines_figure(
        drawn,
        "step",
        "share of seeds that have left",
        dark,
        f"Share of {len(lanes[0][2])} seeds that have left the saddle, by step. Half have left at step: {told}.",
        "How soon runs leave, over the seeds",
        log="x",
        words=f"Half of {len(lanes[0][2])} seeds have left at step: {told}.",
        lines=2,
    )


def clipping_figures(norms, x, limit, reach, dark):
    """Runs with and without clipping by step: (without, with) of x, and norms (without, with, as the rule read it).

    The first two norms are those of the surface's own gradient; limit is that of the third; reach: of x, beyond which
    a run is not drawn any more.
    """
    read = ("with clipping, the surface's own", "with clipping, as the rule reads it")
    drawn = {
        "norms": list(zip(("without clipping", *read), (2, 1, 4), norms, strict=True)),
        "x": list(zip(("without clipping", "with clipping"), (2, 4), x, strict=True)),
    }
    titles = {"norms": "Length of the gradient", "x": "Where the run is along x"}
    figures = {}
    for name, lanes in drawn.items():
        log, most = name == "norms", HUGE if name == "norms" else reach
        lines = [Line(label, slot, *_within(values, most), faint=label == read[0]) for label, slot, values in lanes]
        alt = f"{titles[name]} by step: {', '.join(f'{label} {_extent(values)}' for label, _, values in lanes)}."
        figures[name] = lines_figure(
            lines,
            "step",
            "length of the gradient" if log else "x",
            dark,
            alt,
            titles[name],
            log="y" if log else "",
            marks=(Mark("y", limit, "limit"),) if log else (),
        )
    return figures


def _within(values, most):
    """(steps, values) as long as their size is below `most`."""
    there = np.isfinite(values) & (np.abs(values) < most)
    rows = len(values) if there.all() else int(there.argmin())
    return np.arange(rows), values[:rows]


def _extent(values):
    values = values[np.isfinite(values)]
    return f"between {values.min():.3g} and {values.max():.3g}" if len(values) else "no number at all"


def _step(step):
    return f"{step:.0f}" if np.isfinite(step) else "never"

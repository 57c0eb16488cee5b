"""What stands below the stage of Schedules and noise: many seeds, floors, all schedules, warm-ups, first steps."""

from types import SimpleNamespace

import numpy as np
import streamlit as st

from optiviz import noise, shaken
from optiviz.figures import noise as draw
from optiviz.figures.lines import lines_figure
from optiviz.legend import legend
from optiviz.messages import digits, percent
from optiviz.optimizers import OPTIMIZERS
from optiviz.records import Cloud, Line, Mark, Spread
from optiviz.schedules import SCHEDULES
from optiviz.terrain import terrain
from optiviz.ui import batches, closer, race_state
from optiviz.ui.board import board
from optiviz.ui.cards import cell, columns
from optiviz.units import costs_of

SHARE = 0.9  # of the runs, inside an ellipse
THEORY_RATES = np.geomspace(1e-3, 1.0, 61)
WARMUPS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50)
STARTS = (0.6, 0.8, 1.0, 1.2, 1.4)  # times y of the start
EARLY, TOLD = 100, (1, 2, 5, 10, 20, 50, 100)
QUIET = "The gradients are exact: turn “Gradient noise” up, or choose a batch size where there are examples."


def figures(race, paths, readouts):
    """What stands below the stage."""
    chosen = closer.choose("noise", {title: keys for title, (keys, _) in SUBJECTS.items()}, st.session_state["preset"])
    SUBJECTS[chosen][1](race)


def lanes_of(race):
    """(label, slot, PathSpec) of every lane."""
    return [(label, slot, spec) for (label, slot), spec in zip(legend(race.paths()), race.paths(), strict=True)]


def seeds(race):
    """Where many seeds end, and how their losses spread."""
    lanes = lanes_of(race)
    if lanes[0][2].exact or not (race.place.gradient["noise"] or race.place.gradient.get("batch")):
        st.caption(QUIET)
        return
    count = min(shaken.seeds_for(spec, len(lanes)) for _, _, spec in lanes)
    runs = [shaken.seen(spec, count) for _, _, spec in lanes]
    averages = [noise.expected(spec) if noise.exact(spec) else None for _, _, spec in lanes]
    told = f"Ellipses hold {100 * SHARE:.0f} % of the end points and dotted lines are the mean loss, both by theory "
    told += "alone, for rules that are linear on a quadratic surface."
    st.markdown(f"The same race with {runs[0].count} seeds, all at once. {told if any(averages) else ''}")
    fewer(count, shaken.seeds_for(lanes[0][2], steps=1))
    ground = terrain(race.place.surface, race.place.surface_values)
    costs = costs_of([spec for *_, spec in lanes])
    unit = st.segmented_control("Count in", list(costs), key="noise.unit", default="updates", required=True)
    dark = closer.is_dark()
    clouds = [_cloud(*lane, run, mean) for lane, run, mean in zip(lanes, runs, averages, strict=True)]
    spreads = [
        Spread(label, slot, run.band, cost)
        for (label, slot, _), run, cost in zip(lanes, runs, costs[unit], strict=True)
    ]
    means = [mean and mean.loss for mean in averages]
    board(
        {
            "cloud": draw.cloud_figure(ground, clouds, dark, revision=f"{race.place.surface}"),
            "spread": draw.averaged_figure(spreads, means, ground.floor, unit, dark, revision=unit),
        },
        "noise-seeds",
    )
    st.table(_seeds_table(lanes, runs, averages, ground.floor or 0.0), hide_index=True)


def fewer(count, usual):
    """Says so where a long race with many examples leaves time for fewer seeds than usual."""
    if count < usual:
        st.caption(f"Only {count} seeds: so many steps of so many runs take long. With fewer steps or lanes more run.")


def _cloud(label, slot, spec, run, mean):
    theory = None
    if mean and np.isfinite(mean.covariance[-1]).all():
        theory = mean.mean[-1], noise.ellipse(mean.mean[-1], mean.covariance[-1], SHARE)
    return Cloud(label, slot, run.ends, theory, SHARE)


def _seeds_table(lanes, runs, averages, floor):
    low, middle, high = (
        [cell(float(getattr(run.band, name)[-1] - floor)) for run in runs] for name in ("low", "median", "high")
    )
    exact = [cell(float(mean.loss[-1] - floor)) if mean else "–" for mean in averages]
    return {
        "Optimizer": [label for label, _, _ in lanes],
        "Mean final loss, exact": exact,
        f"Mean of {runs[0].count} seeds": [cell(float(run.final.mean() - floor)) for run in runs],
        "Median": middle,
        "A tenth is below": low,
        "A tenth is above": high,
    }


def floors(race):
    """The noise floor against the learning rate: theory's line, and what seeds come to."""
    lanes = [lane for lane in lanes_of(race) if noise.exact(lane[2])]
    if not lanes or not race.place.gradient["noise"]:
        st.caption(f"{QUIET} A floor has a formula for rules that are linear, on a quadratic surface.")
        return
    st.markdown(
        "How high the shaking keeps the loss, at a constant learning rate: the line is theory, the dots are the mean "
        f"over {shaken.FLOOR_SEEDS} seeds. Past its stability limit a rule has no floor at all."
    )
    for key in dict.fromkeys(spec.optimizer for _, _, spec in lanes if noise.formula(spec)):
        st.latex(rf"\text{{{OPTIMIZERS[key].title}:}}\quad {noise.FLOORS[key].latex}")
    rules = {(spec.optimizer, spec.convention): lane for lane in lanes for spec in lane[2:]}
    curves, rows = [], []
    for _, slot, spec in rules.values():
        title = OPTIMIZERS[spec.optimizer].title
        found = _floors(spec)
        curves += [Line(f"{title}, theory", slot, THEORY_RATES, found.theory)]
        curves += [Line(f"{title}, seeds", slot, found.rates, found.seen, "dots")]
        rows += [(title, *row) for row in zip(found.rates, found.at, found.seen, strict=True)]
    marks = [Mark("x", lane[2].values["learning_rate"], "") for lane in lanes]
    alt = (
        f"Noise floor against the learning rate for {len(rules)} rules, from {digits(THEORY_RATES[0])} to their limits."
    )
    figure = lines_figure(
        curves, "learning rate", "excess loss", closer.is_dark(), alt, "Noise floor", log="xy", marks=marks
    )
    board({"floors": figure}, "noise-floors", columns=1)
    names = ("Optimizer", "Learning rate", "Floor by theory", "Floor of the seeds")
    st.table(columns(names, rows), hide_index=True)


def _floors(spec):
    """theory over THEORY_RATES, nan past the limit; rates below it, with the floor at and the floor seen there."""
    theory = np.array([noise.floor(spec, rate)[0] for rate in THEORY_RATES])
    edge = THEORY_RATES[np.isfinite(theory)].max(initial=THEORY_RATES[0])
    rates = tuple(float(f"{rate:.3g}") for rate in np.geomspace(0.01 * edge, 0.9 * edge, shaken.FLOOR_RATES))
    seen = shaken.floors(spec, rates)
    at = [noise.floor(spec, rate)[0] for rate in rates]
    return SimpleNamespace(theory=_gaps(theory), rates=rates, at=at, seen=_gaps(seen))


def _gaps(values):
    return np.where(np.isfinite(values), values, np.nan)


def schedules(race):
    """Every schedule, and where it leaves the lane in focus."""
    label, _, spec = lanes_of(race)[race_state.focus(race)]
    found = shaken.ranking(spec)
    way = "exactly, by theory" if noise.exact(spec) else f"the mean of {shaken.ranked_over(spec)} seeds"
    way = "of the one run there is" if spec.exact else way
    st.markdown(
        f"“{label}” on every schedule, each with its own default numbers and the learning rate of the lane: the mean "
        f"loss after {spec.steps} steps, {way}. Another length, another noise or another learning rate may turn the "
        "order round."
    )
    current = next((final for key, final in found if key == spec.schedule), None)
    titles = [SCHEDULES[key].title for key, _ in found]
    finals = [final for _, final in found]
    marked = [key == spec.schedule for key, _ in found]
    board({"ranking": draw.ranking_figure(titles, finals, marked, closer.is_dark())}, "noise-ranking", columns=1)
    rows = [(SCHEDULES[key].title, final, final / current if current else None) for key, final in found]
    st.table(
        columns(("Schedule", "Mean final loss above the minimum", "Times that of the lane"), rows), hide_index=True
    )


def warmups(race):
    """Which basin runs from five starts reach, against the length of the warm-up."""
    label, slot, spec = lanes_of(race)[race_state.focus(race)]
    which = shaken.warmed(spec, WARMUPS, STARTS)
    st.markdown(
        f"“{label}” from {len(STARTS)} starts, y times {digits(STARTS[0])} to {digits(STARTS[-1])}, with "
        f"warm-ups of 0 to {WARMUPS[-1]} steps. One start alone may get there by luck; all of them hardly."
    )
    best = (which == 0).sum(axis=1)
    alt = "; ".join(f"{count} of {len(STARTS)} with {steps}" for steps, count in zip(WARMUPS, best, strict=True))
    curve = Line("reach the best minimum", slot, np.array(WARMUPS), best, "steps")
    figure = lines_figure(
        [curve],
        "steps of warm-up",
        "starts that reach it",
        closer.is_dark(),
        f"Starts by warm-up: {alt}.",
        "Starts that reach the best minimum",
    )
    board({"warmups": figure}, "noise-warmups", columns=1)
    minima = terrain(race.place.surface, race.place.surface_values).minima
    names = [f"({digits(x, 3)}, {digits(y, 3)})" for x, y in minima]
    rows = [
        (str(steps), *(str(int((row == k).sum())) for k in range(len(names))), str(int((row < 0).sum())))
        for steps, row in zip(WARMUPS, which, strict=True)
    ]
    st.table(columns(("Warm-up", *(f"End at {name}" for name in names), "Elsewhere"), rows), hide_index=True)


def first_steps(race):
    """How long the first steps of many seeds are."""
    lanes = lanes_of(race)
    if lanes[0][2].exact:
        st.caption(QUIET)
        return
    count = min(EARLY, race.place.steps)
    runs = min(shaken.seeds_for(spec, len(lanes), steps=count) for _, _, spec in lanes)
    sizes = [shaken.step_sizes(spec, count, runs) for _, _, spec in lanes]
    st.markdown(
        f"The size of a coordinate's step over {runs} seeds, in units of the lane's learning "
        "rate: the mean thick, and thin the tenth and the nine tenths of it."
    )
    x = np.arange(1, count + 1)
    curves = []
    for (label, slot, _), (mean, low, high) in zip(lanes, sizes, strict=True):
        curves += [Line(label, slot, x, mean), Line(f"{label}, {percent(shaken.EDGES[0])}", slot, x, low, faint=True)]
        curves += [Line(f"{label}, {percent(shaken.EDGES[1])}", slot, x, high, faint=True)]
    marks = [
        Mark("y", limit, "pure noise, late") for limit in dict.fromkeys(filter(None, (_late(s) for *_, s in lanes)))
    ]
    told = [
        f"{label} {digits(mean[0], 3)} at first, {digits(mean[-1], 3)} at step {count}"
        for (label, *_), (mean, *_) in zip(lanes, sizes, strict=True)
    ]
    figure = lines_figure(
        curves,
        "step",
        "step / learning rate",
        closer.is_dark(),
        f"Mean size of a step: {'; '.join(told)}.",
        "Size of the steps",
        log="x",
        marks=marks,
    )
    board({"steps": figure}, "noise-steps", columns=1)
    rows = [
        (label, *(float(mean[k - 1]) for k in TOLD if k <= count))
        for (label, *_), (mean, *_) in zip(lanes, sizes, strict=True)
    ]
    st.table(columns(("Optimizer", *(f"Step {k}" for k in TOLD if k <= count)), rows), hide_index=True)


def _late(spec):
    """What the mean size tends to where gradients are nothing but noise, for a form that says so; else None."""
    return spec.form.idle and spec.form.idle(spec.values)


SUBJECTS = {  # title -> (presets that it suits, what it draws)
    "Many seeds": (("N1", "N1m", "S1a"), seeds),
    "Noise floor": ((), floors),
    "All schedules": (("S1",), schedules),
    "Warm-up": (("S2",), warmups),
    "First steps": (("S3",), first_steps),
    "Batches": (("N2",), batches.batches),
    "Batch and rate": (("N3",), batches.scaling),
}

"""What stands below the stage of Schedules and noise about batches: the data, epochs, and batch against rate."""

from dataclasses import replace

import numpy as np
import streamlit as st

from optiviz import noise, shaken
from optiviz.figures import contour_figure
from optiviz.figures import noise as draw
from optiviz.figures.lines import lines_figure
from optiviz.links import to_query
from optiviz.records import Line, Track
from optiviz.surfaces import SURFACES
from optiviz.terrain import landmarks, terrain
from optiviz.ui import closer, fit_board, race_state
from optiviz.ui.board import board
from optiviz.ui.cards import columns
from optiviz.units import costs

EPOCHS = 10
SIZES = (1, 8, 32, 0)  # 0: all examples; drawn in this order, the most restless below
SLOTS = (1, 3, 2, 0)
SCALED = (1, 2, 4, 8, 16)  # batch sizes, the lane on screen being at SCALED[2]
WITHOUT = "This is about losses that are made of examples: choose one of the surfaces under “Machine learning”."


def batches(race):
    """The examples with the line of a step, and ten epochs with batches of several sizes."""
    row = SURFACES[race.place.surface]
    if not row.examples:
        st.caption(WITHOUT)
        return
    if fit_board.drawable(row):
        _fit(race)
    _epochs(race, row)


def _fit(race):
    st.markdown(
        "Each step sees the examples of its batch, and no others. Turn the step: the line is where the lane in focus "
        "has come."
    )
    lane, state = race_state.focus(race), st.session_state
    given = {"link": fit_board.packed(to_query(race)), "lane": lane}
    step = fit_board.step_param(race)
    state["fit.step"] = min(state.get("fit.step", 0.0), float(race.place.steps))
    board(
        fit_board.figures(fit_board.check({**given, "step": state["fit.step"]}), closer.is_dark()),
        "noise-fit",
        columns=1,
        knobs=[("Step", [(step, state["fit.step"])])],
        live="fit",
        extra=given,
        on_values=lambda values: state.update({"fit.step": values["step"]}),
    )


def _epochs(race, row):
    spec = race.paths()[race_state.focus(race)]
    sizes = [size for size in SIZES if size < row.examples]
    runs = [shaken.epochs(spec, size, EPOCHS) for size in sizes]
    labels = [f"batches of {size}" if size else f"all {row.examples}" for size in sizes]
    st.markdown(f"**{EPOCHS} epochs each**, with the optimizer in focus. What is counted decides who is fast.")
    each = {size: costs(spec.surface, spec.optimizer, size) for size in sizes}
    unit = st.segmented_control("Count in", list(each[0]), key="batches.unit", default="epochs", required=True)
    dark, ground = closer.is_dark(), terrain(race.place.surface, race.place.surface_values)
    tracks = [
        Track(label, slot, *theta.T, excess, None, f"{label}: {updates} updates")
        for label, slot, (updates, theta, excess) in zip(labels, SLOTS, runs, strict=False)
    ]
    curves = [
        Line(label, slot, each[size][unit] * np.arange(len(excess)), excess)
        for label, slot, size, (_, _, excess) in zip(labels, SLOTS, sizes, runs, strict=False)
    ]
    told = "; ".join(f"{label} ends at {run[2][-1]:.3g}" for label, run in zip(labels, runs, strict=True))
    words = {"x": unit, "y": "excess loss", "alt": f"Excess loss by {unit}: {told}.", "title": "Excess loss"}
    paths = contour_figure(ground, tracks, dark, revision="epochs")
    paths["layout"] |= {"height": draw.HEIGHT}
    paths["layout"]["meta"]["title"] = "The four paths"
    losses = lines_figure(curves, words["x"], words["y"], dark, words["alt"], words["title"], log="y")
    board({"paths": paths, "losses": losses}, "noise-epochs")
    rows = [
        (label, run[0], round(run[0] * each[size]["examples"]), float(run[2][-1]))
        for label, size, run in zip(labels, sizes, runs, strict=True)
    ]
    st.table(columns(("Gradient of", "Updates", "Examples read", "Excess loss"), rows), hide_index=True)


def scaling(race):
    """Larger batches with a learning rate that grows as they do, counted in examples."""
    spec = race.paths()[race_state.focus(race)]
    if not (noise.exact(spec) and spec.gradient["noise"]):
        st.caption("This is exact arithmetic for rules that are linear, on a quadratic surface, with gradient noise.")
        return
    middle = SCALED[2]
    st.markdown(
        f"The learning rate and the noise on screen stand for batches of {middle}. A batch k times as large has the "
        "noise divided by √k and here k times the learning rate; the curves are exact means."
    )
    lanes = [(size, *_scaled(spec, size / middle)) for size in SCALED]
    low = landmarks(spec.surface, spec.surface_values).floor
    rows = [_row(size, scaled, loss - low, floor) for size, scaled, loss, floor in lanes]
    last = 3 * max([row[-1] for row in rows if row[-1]], default=spec.steps)  # examples: past them nothing happens
    curves = [
        Line(f"batches of {size}", k, size * np.arange(len(loss))[: last // size], (loss - low)[: last // size])
        for k, (size, _, loss, _) in enumerate(lanes)
    ]
    told = "; ".join(f"batches of {row[0]} need {row[4]} steps" for row in rows)
    figure = lines_figure(
        curves,
        "examples",
        "mean excess loss",
        closer.is_dark(),
        f"To twice their floor {told}.",
        "By examples",
        log="y",
    )
    board({"scaling": figure}, "noise-scaling", columns=1)
    names = ("Batch", "Learning rate", "Noise", "Floor", "Steps to twice the floor", "Examples")
    st.table(columns(names, rows), hide_index=True)


def _scaled(spec, factor):
    """(spec, its mean losses, its floor) with the learning rate times a factor, the noise over its root."""
    values = {**spec.values, "learning_rate": spec.values["learning_rate"] * factor}
    gradient = {**spec.gradient, "noise": spec.gradient["noise"] / factor**0.5}
    scaled = replace(spec, values=values, gradient=gradient)
    return scaled, noise.expected(scaled).loss, noise.floor(scaled)[0]


def _row(size, spec, excess, floor):
    there = np.flatnonzero(excess <= 2 * floor)
    steps = int(there[0]) if len(there) and np.isfinite(floor) else None
    examples = None if steps is None else steps * size
    return str(size), spec.values["learning_rate"], spec.gradient["noise"], floor, steps, examples

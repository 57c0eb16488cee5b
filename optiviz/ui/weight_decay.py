"""What stands below the stage of Weight decay: how fast weights shrink, and what holds a point where it ends."""

import math

import numpy as np
import streamlit as st

from optiviz import shaken
from optiviz.figures.lines import lines_figure
from optiviz.optimizers.values import DECAYED_GRADIENT, LEARNING_RATE, WEIGHT_DECAY
from optiviz.records import Line, Mark
from optiviz.ui import closer, decay_board
from optiviz.ui.board import board
from optiviz.ui.cards import columns
from optiviz.ui.noise import fewer, lanes_of

SEEDS = 64
AXES = ("x", "y")
NOTHING = 1e-12


def figures(race, paths, readouts):
    """What stands below the stage."""
    chosen = closer.choose(
        "weight_decay", {title: keys for title, (keys, _) in SUBJECTS.items()}, st.session_state["preset"]
    )
    SUBJECTS[chosen][1](race, paths)


def half_life(spec):
    """ln 2 / (learning rate x weight decay) in steps; None without decay, or where the rule divides the decay too."""
    if spec.form.scaling and DECAYED_GRADIENT in spec.form.equations:
        return None
    pull = spec.values["learning_rate"] * spec.values.get("weight_decay", 0.0)
    return math.log(2) / pull if pull else None


def shrinking(race, paths):
    """How much of each weight is left, step by step."""
    lanes = lanes_of(race)
    seeds = min(shaken.seeds_for(spec, len(lanes), SEEDS) for *_, spec in lanes)
    runs = "the run on the stage" if lanes[0][2].exact else f"the mean of {seeds} seeds"
    st.markdown(
        f"How much is left of each weight, as a share of its start: {runs}. Where nothing but decay moves a weight, "
        "half of it is gone after ln 2 / (learning rate × weight decay) steps."
    )
    if not all(race.place.start):
        st.caption("A weight that starts at 0 has no share of its start: move the start off the axes.")
        return
    if not lanes[0][2].exact:
        fewer(seeds, SEEDS)
    left = [shaken.halving(spec, race.place.steps, seeds) for _, _, spec in lanes]
    lives = {round(life, 6): life for *_, spec in lanes if (life := half_life(spec))}
    marks = [Mark("y", 0.5, "half")]
    marks += [Mark("x", life, "half-life") for life in lives.values() if life < race.place.steps]
    dark = closer.is_dark()
    board(
        {axis: _shares(lanes, left, k, marks, dark) for k, axis in enumerate(AXES)},
        "decay-shrinking",
    )
    rows = [
        (label, half_life(spec), *(_halved(shares[:, k]) for k in range(2)), *map(float, shares[-1]))
        for (label, _, spec), shares in zip(lanes, left, strict=True)
    ]
    names = ("Optimizer", "Half-life by the rule", "x halved at step", "y halved at step", "x left", "y left")
    st.table(columns(names, rows), hide_index=True)
    _knobs(lanes)


def _shares(lanes, left, k, marks, dark):
    steps = np.arange(len(left[0]))
    drawn = [
        Line(label, slot, steps, np.where(np.isfinite(s[:, k]), s[:, k], np.nan))
        for (label, slot, _), s in zip(lanes, left, strict=True)
    ]
    told = "; ".join(f"{lane[0]} {s[-1, k]:.3g}" for lane, s in zip(lanes, left, strict=True))
    alt = f"Share of {AXES[k]} left after {len(steps) - 1} steps: {told}."
    return lines_figure(drawn, "step", f"{AXES[k]} / its start", dark, alt, f"What is left of {AXES[k]}", marks=marks)


def _halved(share):
    """First step at which at most half is left; None if there is none."""
    rows = np.flatnonzero(share <= 0.5)
    return int(rows[0]) if len(rows) else None


def _knobs(lanes):
    """The rule of the half-life as two knobs and a number."""
    state, spec = st.session_state, lanes[-1][2]
    given = {"learning_rate": spec.values["learning_rate"], "weight_decay": spec.values.get("weight_decay", 0.0)}
    if state.get("half.given") != given:
        state["half.given"], state["half.values"] = given, given
    values = state["half.values"]
    board(
        decay_board.curve(values, closer.is_dark()),
        "decay-half-life",
        columns=1,
        knobs=[("Half-life", [(p, values[p.name]) for p in (LEARNING_RATE, WEIGHT_DECAY)])],
        live="half_life",
        on_values=lambda found: state.update({"half.values": dict(found)}),
    )


def balance(race, paths):
    """Where each lane is at the end, and what pulls there."""
    st.markdown(
        "What pulls at each point at the end of its run: minus the gradient of the loss, and decay, −λθ. With L2 "
        "inside plain descent both are equal and opposite where it rests. Adam with L2 divides the sum, so it rests at "
        "the same point. AdamW divides the gradient alone, and rests elsewhere, if it rests."
    )
    rows = [_pulls(lane, path) for lane, path in zip(lanes_of(race), paths, strict=True)]
    names = ("Optimizer", "Ends at", "Minus the gradient", "Decay −λθ", "Sum", "Last step")
    st.table(columns(names, rows), hide_index=True)


def _pulls(lane, path):
    decay = lane[2].values.get("weight_decay", 0.0)
    end, pull, back = path.theta[-1], -path.gradient[-1], -decay * path.theta[-1]
    return (lane[0], *map(_pair, (end, pull, back, pull + back, path.theta[-1] - path.theta[-2])))


def _pair(point):
    """Both coordinates; what is left of a difference of equal numbers counts as 0."""
    x, y = (0.0 if abs(number) < NOTHING else number for number in point)
    return f"({x:.3g}, {y:.3g})".replace("-", "−")


SUBJECTS = {  # title -> (presets that it suits, what it draws)
    "Shrinking": (("W2", "W3"), shrinking),
    "What pulls at the end": (("W1",), balance),
}

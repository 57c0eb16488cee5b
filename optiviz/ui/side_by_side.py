"""One slider, five values: a run in small at a few values of one number, side by side on one ground."""

from dataclasses import replace

import streamlit as st

from optiviz.figures import small_multiples
from optiviz.legend import legend
from optiviz.readouts import readout, track
from optiviz.simulate import race as run
from optiviz.stability import best_rate, curvatures
from optiviz.surfaces import SURFACES
from optiviz.terrain import terrain
from optiviz.ui.board import board

MOMENTA = (0.0, 0.5, 0.8, 0.9, 0.99)
HEIGHT = 220


def show(race, path, name, values):
    """A board of one lane of a race at these values of one of its numbers."""
    st.subheader("One slider, five values", anchor=False)
    st.caption(f"{legend([path.spec])[0][0]} from the same start, {race.place.steps} steps each, in the same colours.")
    figures = multiples(race, path, name, values, st.context.theme.type == "dark")
    board(figures, f"{name}-spread", columns=len(figures))


def few_rates(path):
    """Five learning rates to put side by side: too small, calm, best, nervous, over the edge; else around its own."""
    ends, own = curvatures(path), path.spec.values["learning_rate"]
    if ends is None or not SURFACES[path.spec.surface].quadratic:
        return [own * factor for factor in (0.25, 0.5, 1.0, 2.0, 4.0)]
    mu, largest = ends
    return sorted([0.1 / largest, 1 / largest, best_rate(mu, largest), 1.9 / largest, 2.02 / largest])


def multiples(race, path, name, values, dark):
    """{name: figure}: one lane of a race at a few values of one of its numbers, in small, on one ground."""
    place, (label, slot) = race.place, legend([path.spec])[0]
    runs = run([replace(path.spec, values={**path.spec.values, name: float(value)}) for value in values])
    ends = [readout(one, race.tolerance) for one in runs]
    tracks = [track(one, label, slot, end.outcome) for one, end in zip(runs, ends, strict=True)]
    panels = [(value, [one]) for value, one in zip(values, tracks, strict=True)]
    ground = terrain(place.surface, place.surface_values)
    title = next(param.title for param in path.spec.form.params if param.name == name)
    figures = small_multiples(ground, panels, title, dark)
    for figure, value, end in zip(figures, values, ends, strict=True):
        layout = figure["layout"]
        ending = layout.pop("title")["text"].rpartition("<br>")[2]
        words = f"{ending}." if end.settle is None else f"Settles at step {end.settle}."
        layout["meta"] |= {"title": f"{title.capitalize()} {value:.4g}", "words": words, "lines": 2}
        layout["margin"] = layout["margin"] | {"t": 6}
        layout["height"] = HEIGHT
    return {f"small{k}": figure for k, figure in enumerate(figures)}

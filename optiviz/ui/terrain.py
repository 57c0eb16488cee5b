"""What stands below the stage of Terrain: escapes, seeds, both mistakes of momentum, basins, clipping."""

from dataclasses import replace

import numpy as np
import streamlit as st

from optiviz.ensembles import many
from optiviz.figures import contour_figure
from optiviz.figures import terrain as draw
from optiviz.figures.basins import basins_figure, told
from optiviz.legend import legend
from optiviz.measures import shortened, width
from optiviz.messages import digits
from optiviz.readouts import track
from optiviz.simulate import race as run
from optiviz.specs import CLIP, RaceSpec
from optiviz.surfaces import SURFACES
from optiviz.sweeps import SIDE, basins, ends_of
from optiviz.terrain import survey, terrain
from optiviz.ui import closer
from optiviz.ui.board import board
from optiviz.ui.cards import cell

OFFSETS = np.geomspace(1e-8, 0.1, 15)
AWAY = 0.5  # as in the presets: a run has left the saddle once |y| is above this
DISTANCES = np.linspace(0.4, 2.8, 13)
SEEDS = 256
MOST = 4  # maps
FARTHEST = 10  # in widths of the view: what is farther away is not drawn
LIMIT = 1.0  # clipped to this length where the race does not clip
NOISE = 1e-3


def figures(race, paths, readouts):
    """What stands below the stage."""
    chosen = closer.choose(
        "terrain", {title: keys for title, (keys, _) in SUBJECTS.items()}, st.session_state["preset"]
    )
    SUBJECTS[chosen][1](race, paths)


def escapes(race, paths):
    """How long each optimizer stays on the pass, against how far beside the ridge it starts."""
    if not _shows(race, "pass"):
        return
    st.markdown(
        f"The same race from {len(OFFSETS)} starts, from {digits(OFFSETS[0])} to {digits(OFFSETS[-1])} beside the "
        f"ridge. A run has left once |y| is above {digits(AWAY)}."
    )
    lanes = []
    for (label, slot), spec in zip(legend(race.paths()), race.paths(), strict=True):
        starts = np.column_stack([np.full(len(OFFSETS), spec.start[0]), OFFSETS])
        lanes.append((label, slot, _left(many(spec, starts=starts))))
    board({"escape": draw.escape_figure(lanes, OFFSETS, closer.is_dark())}, "terrain-escape", columns=1)
    rows = {"Start beside the ridge": [digits(offset) for offset in OFFSETS[::2]]}
    st.table(rows | {label: _told(steps[::2]) for label, _, steps in lanes}, hide_index=True)


def seeds(race, paths):
    """How long each optimizer stays on the ridge itself, over many seeds of the noise."""
    if not _shows(race, "pass"):
        return
    noise = race.place.gradient["noise"] or NOISE
    st.markdown(
        f"Exactly on the ridge, with noise of {digits(noise)} in every gradient: {SEEDS} seeds of each optimizer. One "
        "seed is one story; half of them is a number."
    )
    lanes = []
    for (label, slot), spec in zip(legend(race.paths()), race.paths(), strict=True):
        spec = replace(spec, start=(spec.start[0], 0.0), gradient={**spec.gradient, "noise": noise})
        lanes.append((label, slot, _left(many(spec, seeds=np.arange(SEEDS)))))
    board({"seeds": draw.seeds_figure(lanes, closer.is_dark())}, "terrain-seeds", columns=1)
    never = [np.where(np.isnan(steps), np.inf, steps) for _, _, steps in lanes]
    edges = {"The first tenth has left at step": 0.1, "Half at step": 0.5, "Nine tenths at step": 0.9}
    rows = {"Optimizer": [label for label, _, _ in lanes]}
    rows |= {
        name: [_step(np.quantile(steps, share, method="higher")) for steps in never] for name, share in edges.items()
    }
    st.table(rows, hide_index=True)


def _shows(race, what):
    """Whether the surface of a race is one of those that a subject is about; says which they are where it is not."""
    if SURFACES[race.place.surface].shows == what:
        return True
    titles = " or ".join(f"“{surface.title}”" for surface in SURFACES.values() if surface.shows == what)
    st.caption(f"This is about {titles}: choose another example above, or that surface.")
    return False


def _left(bundle):
    """The step at which each run of a Bundle has left the saddle, (k,); nan for never."""
    with np.errstate(invalid="ignore"):
        away = np.abs(bundle.theta[:, :, 1]) > AWAY
    return np.where(away.any(axis=1), away.argmax(axis=1), np.nan)


def _told(steps):
    return [_step(step) for step in steps]


def _step(step):
    return f"{step:.0f}" if np.isfinite(step) else "never"


def mistakes(race, paths):
    """The same optimizers from both sides of the barrier."""
    if not _shows(race, "wells"):
        return
    st.markdown("The same optimizers from both sides. What helps from one side hurts from the other.")
    ground = terrain(race.place.surface, race.place.surface_values)
    x, y = abs(race.place.start[0]), race.place.start[1]
    charts, rows = {}, {"Optimizer": [label for label, _ in legend(race.paths())]}
    for name, start in (("From the left", (-x, y)), ("From the right", (x, y))):
        place = replace(race.place, start=start)
        ended = run(RaceSpec(place, race.lanes, race.rate).paths())
        named = zip(legend(race.paths()), ended, strict=True)
        figure = contour_figure(ground, [track(path, label, slot) for (label, slot), path in named], closer.is_dark())
        figure["layout"]["meta"] |= {"title": f"{name}: start ({digits(start[0])}, {digits(start[1])})"}
        charts[name.split()[-1]] = figure | {"layout": figure["layout"] | {"height": 320}}
        rows[f"{name}, ends in"] = [_well(path) for path in ended]
    board(charts, "terrain-mistakes")
    st.table(rows, hide_index=True)


def _well(path):
    """In which well a run ends, and at which height."""
    x = path.theta[-1, 0]
    if not np.isfinite(x):
        return "none: it diverged"
    return f"the {'left' if x < 0 else 'right'} well, loss {cell(float(path.loss[-1]))}"


def maps(race, paths):
    """Which minimum each start of the view leads to, for the first optimizers of the race."""
    st.markdown(
        f"{SIDE} by {SIDE} starts over the view, {race.place.steps} steps each: the colour and the letter say which "
        "minimum a run ends at."
    )
    if len(race.lanes) > MOST:
        st.caption(f"For the first {MOST} optimizers.")
    charts = {}
    with st.spinner(f"Running {SIDE**2:,} starts for each optimizer: a second or two."):
        for (label, _), spec in list(zip(legend(race.paths()), race.paths(), strict=True))[:MOST]:
            found = basins(spec, SIDE)
            figure = basins_figure(found, closer.is_dark())
            figure["layout"]["meta"] |= {"title": label, "words": f"Of{told(found)[2:]}", "lines": 2}
            charts[f"map{len(charts)}"] = figure | {"layout": figure["layout"] | {"height": 320}}
    board(charts, "terrain-maps")


def plateau(race, paths):
    """How far out on the plateau each optimizer may start."""
    if not _shows(race, "plateau"):
        return
    spec = race.paths()[0]
    far = float(np.hypot(*spec.start)) or 1.0
    starts = np.outer(DISTANCES / far, spec.start)
    slopes = np.hypot(*survey(spec.surface, spec.surface_values, starts)[1].T)
    st.markdown(
        f"The same race from starts between {digits(DISTANCES[0])} and {digits(DISTANCES[-1])} from the minimum, "
        f"where the gradient is {digits(slopes[0], 2)} and {digits(slopes[-1], 2)} long."
    )
    lanes = []
    for (label, slot), spec in zip(legend(race.paths()), race.paths(), strict=True):
        steps = ends_of(many(spec, starts=starts), race.tolerance)[0]
        lanes.append((label, slot, np.where(np.isfinite(steps), steps, np.nan)))
    board({"plateau": draw.plateau_figure(lanes, DISTANCES, closer.is_dark())}, "terrain-plateau", columns=1)
    rows = {"Distance of the start": [digits(distance) for distance in DISTANCES[::2]]}
    st.table(rows | {label: _told(steps[::2]) for label, _, steps in lanes}, hide_index=True)


def clipping(race, paths):
    """The first optimizer of the race with and without clipping."""
    limit = race.place.gradient["clip"] or LIMIT
    spec, label = race.paths()[0], legend(race.paths())[0][0]
    st.markdown(
        f"{label} with gradients as they are, and with those longer than {digits(limit)} shortened to {digits(limit)} "
        f"(the knob “{CLIP.title}” beside the stage)."
    )
    st.session_state["terrain.clip"] = bool(race.place.gradient["clip"])
    st.toggle(
        f"Clip the gradients of the race above at {digits(limit)}", key="terrain.clip", on_change=_switch, args=(limit,)
    )
    plain, clipped = run([replace(spec, gradient={**spec.gradient, "clip": clip}) for clip in (0.0, limit)])
    with np.errstate(all="ignore"):
        norms = [np.hypot(*gradient.T) for gradient in (plain.gradient, clipped.gradient, clipped.seen)]
    reach = FARTHEST * width(SURFACES[spec.surface].domain)
    figures = draw.clipping_figures(norms, (plain.theta[:, 0], clipped.theta[:, 0]), limit, reach, closer.is_dark())
    board(figures, "terrain-clipping")
    st.markdown(
        f"Without: {plain.outcome.sentence} With: {clipped.outcome.sentence} Steps shortened: "
        f"{shortened(clipped, limit)} of {spec.steps}."
    )


def _switch(limit):
    st.session_state["gradient.clip"] = limit if st.session_state["terrain.clip"] else 0.0


SUBJECTS = {  # title -> (the presets that it suits, what it draws)
    "Distance from the ridge": (("A6", "A6b"), escapes),
    "Many seeds": (("A7", "A7n"), seeds),
    "From both sides": (("M7", "M8"), mistakes),
    "Map of the starts": (("M9",), maps),
    "Distance from the hole": (("A5b",), plateau),
    "Clipping": (("cliff", "clip"), clipping),
}

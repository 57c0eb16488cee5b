"""From a RaceSpec to what is on screen: run, draw, tell."""

import functools

import streamlit as st

from optiviz.figures import contour_figure, loss_figure, phase_figure, schedule_figure, slice_figure, surface_figure
from optiviz.legend import legend
from optiviz.messages import digits
from optiviz.planes import PLANES, plane
from optiviz.readouts import readout, track
from optiviz.simulate import race as run
from optiviz.slices import LINES, ends, slices
from optiviz.surfaces import SURFACES
from optiviz.terrain import terrain
from optiviz.ui import race_state, views_on
from optiviz.ui.knobs import live_part
from optiviz.ui.race_state import STAGE
from optiviz.ui.stage import USUAL, stage

OFFERED = (*USUAL, "slice", "schedule")  # on every stage; the others where a page shows them
VEILED = ("contour", "loss", "schedule")  # where nothing may say what the surface is
DRAWN = {
    "schedule": schedule_figure,
    "phase_flat": functools.partial(phase_figure, which="flat"),
    "phase_steep": functools.partial(phase_figure, which="steep"),
}
WAIT = "Compiling the update rules for this surface: a few seconds, the first time only."

# Formulas are wider than a phone, and the longest wider than a projector; broken in the middle they could not be read.
FORMULA = """<style>
.st-key-formula { margin-block: -1rem -0.75rem; overflow: auto hidden; scrollbar-width: thin; }
.st-key-formula .katex { white-space: nowrap; }
.st-key-formula p { padding-block: 0.25rem; }
</style>"""


def race_figures(race, ground, paths, outcomes, dark, views=OFFERED, focus=0):
    """The figures of a race that has run on a Terrain, as the stage takes them: the three usual views and what else
    views names. focus is the index of the lane whose slice is shown.
    """
    lanes = zip(paths, legend(race.paths()), outcomes, strict=True)
    tracks = [track(path, label, slot, outcome) for path, (label, slot), outcome in lanes]
    revision = race.place.surface
    figures = {
        "contour": contour_figure(ground, tracks, dark, revision=revision),
        "surface": surface_figure(ground, tracks, dark, revision=revision),
        "loss": loss_figure(tracks, ground.floor, dark, revision=revision),
    }
    for view in filter(PLANES.get, views):
        planes = [plane(view, path, line) for path, line in zip(paths, tracks, strict=True)]
        figures[view] = DRAWN[view](planes, dark, revision=revision)
    if "slice" in views:
        figures["slice"] = _slice(race.place, ground.floor, tracks, focus, dark)
    return figures


def _slice(place, floor, tracks, focus, dark):
    """Along x through the last point that is drawn of the track in focus."""
    row, track = SURFACES[place.surface], tracks[focus]
    found = slices(place.surface, place.surface_values, [[track.x[-1], track.y[-1]]], "x")
    bounds = {along: ends(row.domain, along) for along in LINES}
    return slice_figure(found, tracks, focus, floor, bounds, row.one_parameter, dark, revision=place.surface)


def show_race(race, views=USUAL, offered=(), covered=False, extra=(), inside=True, free=None, key=STAGE, secret=False):
    """The stage; returns (labels, paths, Readouts) for what stands beside it.

    views are those shown at first, extra further ones that a reader can switch on; offered and free as in live_part;
    covered: nothing can be made out yet, for a reader who has to say what will happen; inside: internals are open at
    first; secret: nothing on screen says where the race takes place.
    """
    with st.spinner(WAIT):
        paths = run(race.paths())
        readouts = [readout(path, race.tolerance) for path in paths]
        ground = terrain(race.place.surface, race.place.surface_values)
        dark, focus = st.context.theme.type == "dark", race_state.focus(race)
        wanted = dict.fromkeys((*OFFERED, *views, *extra))
        figures = race_figures(race, ground, paths, [r.outcome for r in readouts], dark, wanted, focus)
        offered = (*offered, *race.place.gradient) if st.session_state["noisy"] else offered
        live = live_part(race, ground, paths, readouts, race_state.ids(), focus, dark, offered, free)
    live |= {"covered": covered, "open": inside, "secret": secret, "round": st.session_state["round"]}
    if covered:
        live["events"] = []
    if secret:
        figures = _veil(figures, live)
    told = {"on_race": race_state.take_over, "on_focus": race_state.set_focus, "on_views": views_on.choose}
    stage(figures, key, views, live=live, **told)
    return [label for label, _ in legend(race.paths())], paths, readouts


def _veil(figures, live):
    """The figures without the surface; what tells of its values is taken out of live, too."""
    live["title"], live["knobs"]["surface"], live["events"] = "Surface", [], []
    live["rulers"], live["inside"], live["open"] = [None] * len(live["ids"]), None, False
    shown = {view: figures[view] for view in VEILED}
    for figure in shown.values():
        figure["data"] = [trace for trace in figure["data"] if trace.get("meta", {}).get("role") != "terrain"]
        for trace in figure["data"]:
            if "sentence" in trace.get("meta", {}):
                trace["meta"]["sentence"] = ""
    shown["contour"]["layout"]["meta"]["alt"] = "The path on a surface that is hidden."
    return shown


def title(race):
    """What is on screen: the surface, and what all runs share."""
    place, count, (x, y) = race.place, len(race.lanes), race.place.start
    optimizers = "One optimizer" if count == 1 else f"{count} optimizers from the same start"
    st.subheader(SURFACES[place.surface].title, anchor=False, width="content")
    st.caption(f"{optimizers}, ({digits(x)}, {digits(y)}), {place.steps} steps each.")


def formula(race):
    """The surface's formula on one line."""
    st.html(FORMULA)
    with st.container(key="formula"):
        st.caption(f"$f = {SURFACES[race.place.surface].latex}$")

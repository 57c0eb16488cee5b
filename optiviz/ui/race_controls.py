"""The sidebar of the Playground: surface, start, steps, optimizers and their values."""

from functools import partial

import streamlit as st

from optiviz.legend import legend
from optiviz.messages import digits, percent
from optiviz.optimizers import OPTIMIZERS
from optiviz.schedules import SCHEDULES
from optiviz.specs import COORDINATE, LEARNING_RATE, MOST_LANES, STEPS, TOLERANCE, gradient_params
from optiviz.surfaces import SURFACES
from optiviz.sweeps import RATES
from optiviz.ui import race_state as state
from optiviz.ui import rates
from optiviz.ui.controls import exact, number
from optiviz.ui.stage import failed

FAMILIES = list(dict.fromkeys(row.family for row in SURFACES.values()))
# An emptied field takes its value back, so a button that empties it would do nothing. Margins would take the place of
# the knobs on a projector.
STYLE = """<style>
[data-testid="stNumberInputClearButton"] { display: none; }
@media (min-width: 700px) { [data-testid="stMainBlockContainer"] { padding-inline: 1.75rem; } }
</style>"""
NOISE_HELP = "Gradients with noise, in batches of examples, or clipped: the same for all optimizers of the race."
FIT_HELP = (
    "For rules that multiply a gradient: half of their stability limit for the curvature at the start (1 over it where "
    f"the limit is not known). For rules whose learning rate is the length of a step: {percent(rates.STRIDE)} of the "
    "view's width. For the rest: their usual factor. Safe rates, not the fastest: a run may settle later than before."
)
SWEEP_HELP = (
    f"Tries {len(RATES)} learning rates from {digits(RATES[0])} to {digits(RATES[-1])} for every optimizer, from this "
    "start with this number of steps, and takes the one that settles first; where none does, the one with the lowest "
    "final loss. With noise each counts by the median over several seeds."
)


def race_controls(free=None):
    """What a race is made of, in the sidebar; returns the RaceSpec.

    Numbers are turned on the stage; where that could not be loaded, widgets in here stand in for its knobs. free are
    the names of the only numbers that may be changed, and nothing else; None: all is free.
    """
    st.html(STYLE)
    with st.sidebar:
        st.header("Surface", anchor=False)
        _surface(free)
        st.header("Run", anchor=False)
        _run(free)
        st.header("Optimizers", anchor=False)
        _rates(free)
        for lane, (label, _) in zip(st.session_state["lanes"], legend(state.take().paths()), strict=True):
            _expander(lane, label, free)
        _add(free)
    return state.take()


def _knob(free, param, key, label=None, disabled=False):
    """A number in place of a knob of the stage."""
    return number(param, key, label, disabled or _locked(free, param))


def _locked(free, param):
    return free is not None and param.name not in free


def _surface(free):
    family = SURFACES[st.session_state["surface"]].family
    st.session_state["family"] = family
    locked = free is not None
    _follows(st.selectbox, "family", _family_chosen, "Family", FAMILIES, disabled=locked)
    keys = [key for key, row in SURFACES.items() if row.family == family]
    titles = {key: SURFACES[key].title for key in keys}
    _follows(st.selectbox, "surface", state.surface_chosen, "Surface", keys, format_func=titles.get, disabled=locked)
    row = SURFACES[st.session_state["surface"]]
    if failed(state.STAGE):
        for param in row.params:
            _knob(free, param, f"surface.{param.name}")
    st.caption(row.story)


def _follows(control, name, after, *args, **settings):
    """A control of session_state[name], under the key of this round; after() is called when it was moved."""
    key = state.shown(name)
    return control(*args, key=key, on_change=state.taken, args=(name, key, after), **settings)


def _family_chosen():
    family = st.session_state["family"]
    st.session_state["surface"] = next(key for key, row in SURFACES.items() if row.family == family)
    state.surface_chosen()


def _run(free):
    if failed(state.STAGE):
        left, right = st.columns(2)
        for column, axis in ((left, "x"), (right, "y")):
            exact(column, COORDINATE, axis, f"Start {axis}", 0.1, disabled=_locked(free, COORDINATE))
        _knob(free, STEPS, "steps")
    tolerance = state.widget("tolerance")
    st.session_state.setdefault(tolerance, st.session_state["tolerance"])
    st.session_state["tolerance"] = _knob(free, TOLERANCE, tolerance)
    locked = free is not None
    _follows(st.toggle, "noisy", state.noise_switched, "Noise and clipping", help=NOISE_HELP, disabled=locked)
    if failed(state.STAGE) and st.session_state["noisy"]:
        for param in gradient_params(st.session_state["surface"]):
            _knob(free, param, f"gradient.{param.name}")


def _rates(free):
    locked = free is not None
    shared = _follows(st.toggle, "shared", None, "One learning rate for all", disabled=locked)
    if failed(state.STAGE):
        _knob(free, LEARNING_RATE, "rate", "Learning rate of all", disabled=not shared)
    look = {"width": "stretch", "disabled": locked}
    st.button("Fit learning rates to this surface", on_click=rates.fit, help=FIT_HELP, key="fit", **look)
    st.button("Sweep for me", on_click=rates.sweep, help=SWEEP_HELP, key="sweep", **look)
    if rates.swept():
        st.caption("Each runs at the best learning rate of its own sweep.")


def _expander(lane, label, free):
    """Closed at first. Not followed by the server (`on_change`), which would close it with every new label."""
    with st.expander(label, key=f"lane{lane}.open"):
        _lane(lane, free)


def _lane(lane, free):
    locked = free is not None
    optimizer, convention, schedule = (f"lane{lane}.{name}" for name in ("optimizer", "convention", "schedule"))
    titles, after = {key: row.title for key, row in OPTIMIZERS.items()}, partial(state.optimizer_chosen, lane)
    _follows(st.selectbox, optimizer, after, "Optimizer", titles, format_func=titles.get, disabled=locked)
    row = OPTIMIZERS[st.session_state[optimizer]]
    if len(row.forms) > 1:
        after, look = partial(state.convention_chosen, lane, st.session_state[convention]), {"disabled": locked}
        _follows(st.segmented_control, convention, after, "Convention", list(row.forms), required=True, **look)
    titles, after = {key: row.title for key, row in SCHEDULES.items()}, partial(state.schedule_chosen, lane)
    words, look = "Schedule of its learning rate", {"format_func": titles.get, "disabled": locked}
    _follows(st.selectbox, schedule, after, words, titles, **look)
    if failed(state.STAGE):
        for param in SCHEDULES[st.session_state[schedule]].params:
            _knob(free, param, f"{schedule}.{param.name}")
        for param in row.forms[st.session_state[convention]].params:
            common = param.name == "learning_rate" and st.session_state["shared"]
            _knob(free, param, f"lane{lane}.{param.name}", disabled=common)  # Streamlit forgets what is not shown
    st.caption(row.story)
    if len(st.session_state["lanes"]) > 1:
        look = {"width": "stretch", "disabled": locked}
        st.button("Remove", key=f"lane{lane}.remove", on_click=state.lane_removed, args=(lane,), **look)


def _add(free):
    full = len(st.session_state["lanes"]) >= MOST_LANES
    st.session_state.setdefault("add", None)
    st.selectbox(
        "Add an optimizer",
        list(OPTIMIZERS),
        key="add",
        placeholder=f"{MOST_LANES} is the most" if full else "Choose one of them",
        disabled=full or free is not None,
        format_func=lambda key: OPTIMIZERS[key].title,
        on_change=state.lane_added,
    )

"""How the learning rates of a race are chosen: one for all, each its own or its own best, fitted to the surface.

session_state["before_sweep"] maps lane ids to the learning rates before the last sweep, "swept" is the query of the
race that came out of it.
"""

import numpy as np
import streamlit as st

from optiviz.fair import best_of
from optiviz.links import to_query
from optiviz.optimizers import OPTIMIZERS
from optiviz.specs import LEARNING_RATE
from optiviz.surfaces import SURFACES
from optiviz.terrain import survey
from optiviz.ui.race_state import take

STRIDE = 0.02  # of the view's width: what fits a rule whose learning rate is a length
ONE, OWN, BEST = "One for all", "Each its own", "Each at its own best"


def swept():
    """Whether each lane of the race on screen runs at the best rate of its own sweep."""
    return st.session_state.get("swept") == to_query(take())


def choice():
    """How the learning rates of the race on screen are chosen."""
    return ONE if st.session_state["shared"] else BEST if swept() else OWN


def fitted(lane, steepest, width):
    """A learning rate for a Lane where the largest curvature at the start is steepest and the view is width wide.

    The rule's usual one where there is no curvature to go by; always within the slider's range.
    """
    row = OPTIMIZERS[lane.optimizer]
    rate = row.rate
    if row.unit == "length":
        rate = STRIDE * width
    elif row.unit == "gradient":
        limit = row.forms[lane.convention].limit
        reach = limit({**lane.values, "learning_rate": 0.0}) / 2 if limit else 1.0
        whole = steepest + lane.values.get("weight_decay", 0.0)
        rate = reach / whole if whole > 1e-9 else row.rate
    return float(f"{min(max(rate, LEARNING_RATE.low), LEARNING_RATE.high):.2g}")


# Callbacks


def fit():
    """Learning rates that suit the surface, by what each rule's rate means; the control's help says how."""
    state, race = st.session_state, take()
    surface = SURFACES[race.place.surface]
    hessian = survey(surface.key, race.place.surface_values, [race.place.start])[2]
    width = surface.domain[1] - surface.domain[0]
    steepest = float(np.abs(np.linalg.eigvalsh(hessian)).max()) if np.isfinite(hessian).all() else 0.0
    state["shared"] = False
    for number, lane in zip(state["lanes"], race.lanes, strict=True):
        state[f"lane{number}.learning_rate"] = fitted(lane, steepest, width)


def chosen():
    """The choice between one learning rate for all, each its own, and each at its own best."""
    state, kind = st.session_state, st.session_state["rates"]
    if kind == BEST:
        sweep()
        return
    state["shared"] = kind == ONE
    before = state.get("before_sweep", {})
    if kind == OWN and swept():
        for number in state["lanes"]:
            if number in before:
                state[f"lane{number}.learning_rate"] = before[number]


def sweep():
    """Every lane at the best learning rate of a sweep of its own, all sweeps of the same size.

    A lane that diverges at every rate keeps the one that it has.
    """
    state = st.session_state
    state["before_sweep"] = {number: state[f"lane{number}.learning_rate"] for number in state["lanes"]}
    state["shared"] = False
    race = take()
    for number, spec in zip(state["lanes"], race.paths(), strict=True):
        found, row = best_of(spec, race.tolerance)
        if row is not None:
            state[f"lane{number}.learning_rate"] = float(found.values[row])
    state["swept"] = to_query(take())

"""One number, two ways to set it: a slider over sensible stops and a field that takes the exact value."""

import math

import streamlit as st

from optiviz.ui import view

MEMORY_STOPS = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.82, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96)
MEMORY_STOPS += (0.97, 0.98, 0.985, 0.99, 0.993, 0.995, 0.997, 0.998, 0.999, 0.9993, 0.9995, 0.9997, 0.9998, 0.9999)
FINE = (1, 1.1, 1.25, 1.4, 1.6, 1.8, 2, 2.25, 2.5, 2.8, 3, 3.3, 3.6, 4, 4.5, 5, 5.6, 6.3, 7, 8)  # stops a decade
COARSE = (1, 2, 5)
LONG = 6.5  # decades from which on the stops are coarse


def stops(param):
    """The slider's stops, in order."""
    if param.scale == "memory":
        return [float(stop) for stop in MEMORY_STOPS if param.low <= stop <= param.high]
    if param.scale in ("log", "log0"):
        return ([0.0] if param.scale == "log0" else []) + _log_stops(param.low, param.high)
    if param.scale == "count":
        stride = max(1, int(param.high - param.low) // 199)
        return [float(stop) for stop in range(int(param.low), int(param.high) + 1, stride)]
    return [round(param.low + k * (param.high - param.low) / 100, 12) for k in range(101)]


def _log_stops(low, high):
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = FINE if last - first < LONG else COARSE
    every = (float(f"{step}e{decade}") for decade in range(first, last + 1) for step in steps)
    return [stop for stop in every if low <= stop <= high]


def number(param, key, label=None, disabled=False):
    """Controls for session_state[key]; returns its value. Streamlit keeps it within the legal bounds.

    A number that the link hides has none; what is written here keeps its value, which Streamlit would forget.
    """
    label = label or param.title.capitalize()
    if param.name in view.hidden():
        st.session_state[key] = st.session_state[key]
        return st.session_state[key]
    if param.scale == "switch":
        st.session_state[key] = bool(st.session_state[key])
        return float(st.toggle(label, key=key, help=param.help))
    kind = _kind(param)
    st.session_state[key] = kind(st.session_state[key])
    value = st.session_state[key]
    slider = f"{key}~slider"
    st.session_state[slider] = value
    tried = param.tried and f"Usually tried on networks: {param.tried}."
    wide, narrow = st.columns([3, 2], vertical_alignment="bottom", gap="small")
    wide.select_slider(
        label,
        options=sorted({*stops(param), value}),
        key=slider,
        format_func=lambda stop: f"{stop:.4g}",
        help=" ".join(filter(None, (param.help, tried, f"Legal: {param.legal}."))),
        on_change=_copy,
        args=(slider, key, kind),
        disabled=disabled,
    )
    exact(narrow, param, key, f"{label}, exact", _step(param, value), "collapsed", disabled)
    return value


def exact(place, param, key, label, step, label_visibility="visible", disabled=False):
    """A field in place for session_state[key] to the last digit; emptied, it goes back to what it held."""
    st.session_state[f"{key}~kept"] = st.session_state[key]
    if param.name in view.hidden():
        st.session_state[key] = st.session_state[key]
        return
    place.number_input(
        label,
        min_value=_kind(param)(param.low if param.floor is None else param.floor),
        max_value=_kind(param)(_most(param)),
        value=None,  # what Streamlit puts in place of an emptied field; with no word here, the smallest legal value
        step=step,
        format="%d" if param.scale == "count" else "%.10g",
        key=key,
        on_change=_restore,
        args=(key,),
        help=param.help if label_visibility == "visible" else None,
        label_visibility=label_visibility,
        disabled=disabled,
    )


def _restore(key):
    if st.session_state[key] is None:
        st.session_state[key] = st.session_state[f"{key}~kept"]


def _kind(param):
    return int if param.scale == "count" else float


def _most(param):
    """The largest legal value."""
    ceiling = param.high if param.ceiling is None else param.ceiling
    return math.nextafter(ceiling, -math.inf) if param.below_ceiling else ceiling


def _copy(source, target, kind):
    st.session_state[target] = kind(st.session_state[source])


def _step(param, value):
    """A tenth of the value's leading digit, so that one press is a small change at any size."""
    if param.scale == "count":
        return 1
    if param.scale == "memory":
        return 0.01 if value < 0.985 else 0.001
    if param.scale == "linear":
        return (param.high - param.low) / 100
    return 10.0 ** math.floor(math.log10(value) - 0.5) if value > 0 else param.low

"""The board: figures that change in place instead of being mounted anew, with knobs that are live while dragged.

    board({"data": figure, ...}, "averages", knobs=[("Average 1", [(B1, 0.9)])], live="averages", on_values=take_over)

Charts keep element, zoom and place on the page. layout.meta of a figure says: alt (one sentence with numbers), title,
words (shown below, in a place of `lines` lines), pick (the name of a knob that a click on a point sets to its x), wide
(a row of its own). layout.height is its height in pixels.
"""

import json

import streamlit as st

from optiviz.figures.style import spelled
from optiviz.ui.component import component, failed, mounted, still, told
from optiviz.ui.controls import number
from optiviz.ui.knobs import knob
from optiviz.ui.server import channel
from optiviz.ui.view import presenter

FAILED = "These charts could not be loaded in the usual way, so they stand still until a value is released."

_component = component("optiviz_board", "board.js")


def board(figures, key, columns=2, knobs=(), live=None, extra=None, on_values=None):
    """Show figures, {name: plain Plotly dict}, 1 to 12 of them, in rows of `columns`.

    knobs: [(title, [(Param, value)])], with names that differ over all groups. on_values({name: float}) is called
    before the next run with legal values, on release or after the last key. live: a kind in optiviz.ui.boards.BOARDS
    that draws while a knob is dragged, given the values of all knobs and those of extra, {name: number, text or truth
    value}; None: the page itself draws after release.
    """
    figures = spelled(figures)
    params = {param.name: param for _, group in knobs for param, _ in group}
    values = {param.name: float(value) for _, group in knobs for param, value in group}
    if not failed(key):
        data = {"key": key, "columns": columns, "figures": figures, "large": presenter(), "live": None}
        if knobs:
            data["live"] = {
                "race": values,
                "commit": told(key, "values").get("n", 0),
                "channel": channel() if live else None,
                "kind": live,
                "extra": extra or {},
                "dark": st.context.theme.type == "dark",
                "groups": [{"title": title, "knobs": _placed(group)} for title, group in knobs],
            }
        listener = on_values and (lambda message: _take_over(message, params, on_values))
        mounted(_component, key, json.dumps(data, separators=(",", ":"), allow_nan=False).encode(), values=listener)
        return
    st.warning(FAILED, icon="⚠️")
    _native(key, knobs, values, on_values)
    for name, figure in figures.items():
        still(figure, f"{key}-{name}")
        st.caption(figure["layout"]["meta"].get("words", ""))


def _placed(group):
    return [{**knob(param), "place": [param.name], "steps": param.scale == "memory"} for param, _ in group]


def _take_over(message, params, on_values):
    """on_values with what the browser's knobs say, if every knob of the board has a legal number there."""
    try:
        values = {name: param.check(message[name]) for name, param in params.items()}
    except (ValueError, KeyError, TypeError):
        return  # not from our own knobs, which hold to the bounds
    on_values(values)


def _native(key, knobs, values, on_values):
    """Streamlit's widgets in place of the knobs."""
    state = st.session_state
    if state.get(f"{key}~given") != values:  # another link, another preset
        state[f"{key}~given"] = values
        state.update({f"{key}~{param.name}": param.check(value) for _, group in knobs for param, value in group})
    for title, group in knobs:
        st.markdown(f"**{title}**")
        for param, _ in group:
            number(param, f"{key}~{param.name}")
    turned = {name: float(state[f"{key}~{name}"]) for name in values}
    if turned != values and on_values:
        state[f"{key}~given"] = turned
        on_values(turned)
        st.rerun()

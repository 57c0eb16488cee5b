"""The stage: contour, 3D view and loss chart with one cursor, and the knobs of a race, drawn in the browser.

Playing never asks Python; zoom, camera, hidden lanes, hidden views and the step survive new data. While a knob is
dragged the browser asks the live channel; on release the race comes back here as a message. Keys while the focus is
inside: Space plays and pauses, Left and Right step, Home and End jump.
"""

import functools
import json
import zlib

import streamlit as st

from optiviz.ui.server import url

VIEWS = {"contour": "Contour", "surface": "3D", "loss": "Loss"}
FAILED = "The stage could not be loaded, so these charts stand still."

# Sent again with every message, so only the address of the real code. It must exist once, at import: Streamlit logs a
# warning whenever a component is registered anew.
LOADER = f"""export default async function (component) {{
  try {{
    const {{ mount }} = await import(location.origin + "{url("stage.js")}");
    return mount(component);
  }} catch (error) {{
    console.warn("optiviz stage:", error.message);
    component.setTriggerValue("failed", true);
  }}
}}"""
_component = st.components.v2.component("optiviz_stage", js=LOADER, isolate_styles=False)  # no shadow DOM: Plotly


def failed(key):
    """True where the stage with this key could not be loaded in the reader's browser."""
    return bool(st.session_state.get(f"{key}-failed"))


def stage(figures, key, views=tuple(VIEWS), live=None, on_race=None, on_focus=None):
    """Show figures, {"contour", "surface", "loss"} or some of them, each a plain Plotly dict of optiviz.figures.

    views are those shown at first; readers switch the others on. Lanes are told apart by their labels: a hidden lane
    stays hidden while its label is there. live is what optiviz.ui.knobs.live_part says of the race, or None for charts
    without knobs; on_race(message) and on_focus(lane) are called before the next run of the page.
    """
    if not failed(key):
        parts = {view: json.dumps(figure, separators=(",", ":")) for view, figure in figures.items()}
        data = {
            "views": list(views),
            "titles": VIEWS,
            "marks": {view: zlib.crc32(text.encode()) for view, text in parts.items()},
            "live": live and {**live, "commit": _told(key, "race").get("n", 0)},
        }
        text = f'{json.dumps(data)[:-1]},"figures":{{{",".join(f"{json.dumps(v)}:{t}" for v, t in parts.items())}}}}}'
        result = _component(
            key=key,
            data=text.encode(),
            on_failed_change=_nothing,
            on_theme_change=_nothing,
            on_race_change=functools.partial(_pass_on, key, "race", on_race),
            on_focus_change=functools.partial(_pass_on, key, "focus", on_focus),
        )
        if not result.failed:
            return
        st.session_state[f"{key}-failed"] = True
        st.rerun()  # the page then has widgets in place of knobs
    st.warning(FAILED, icon="⚠️")
    for view, figure in figures.items():
        if view in views:
            _still(figure, f"{key}-{view}")


def _nothing():
    """A trigger is only heard where it has a callback; the run that it causes is all that is wanted."""


def _told(key, name):
    """What the browser said last under a name, {} before it said anything or where it is no dict."""
    value = (st.session_state.get(key) or {}).get(name)
    return value if isinstance(value, dict) else {}


def _pass_on(key, name, listener):
    told = _told(key, name)
    if listener and told:
        listener(told.get(name))


def _still(figure, key):
    layout = figure["layout"]
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    layout = layout | {"showlegend": True, "legend": legend, "margin": layout["margin"] | {"t": 60}}
    st.plotly_chart(figure | {"layout": layout}, key=key, theme=None, alt=layout["meta"]["alt"])

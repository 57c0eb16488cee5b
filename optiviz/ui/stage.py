"""The stage: contour, 3D view and loss chart with one cursor, play, step and scrub, drawn in the browser.

Playing never asks Python; zoom, camera, hidden lanes, hidden views and the step survive new data. Keys while the focus
is inside: Space plays and pauses, Left and Right step, Home and End jump.
"""

import json

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


def _nothing():
    """A trigger is only heard where it has a callback; the run that it causes is all that is wanted."""


def stage(figures, key, views=tuple(VIEWS)):
    """Show figures, {"contour", "surface", "loss"} or some of them, each a plain Plotly dict of optiviz.figures.

    views are those shown at first; readers switch the others on. Lanes are told apart by their labels: a hidden lane
    stays hidden while its label is there.
    """
    broken = f"{key}-failed"
    if not st.session_state.get(broken):
        data = json.dumps({"figures": figures, "views": list(views), "titles": VIEWS}, separators=(",", ":"))
        result = _component(key=key, data=data.encode(), on_failed_change=_nothing, on_theme_change=_nothing)
        if not result.failed:
            return
        st.session_state[broken] = True
    st.warning(FAILED, icon="⚠️")
    for view, figure in figures.items():
        if view in views:
            _still(figure, f"{key}-{view}")


def _still(figure, key):
    layout = figure["layout"]
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    layout = layout | {"showlegend": True, "legend": legend, "margin": layout["margin"] | {"t": 60}}
    st.plotly_chart(figure | {"layout": layout}, key=key, theme=None, alt=layout["meta"]["alt"])

"""The stage: contour, 3D view and loss chart with one cursor, and the knobs of a race, drawn in the browser.

Playing never asks Python; zoom, camera, hidden lanes, hidden views and the step survive new data. While a knob is
dragged the browser asks the live channel; on release the race comes back here as a message. Keys while the focus is
inside: Space plays and pauses, Left and Right step, Home and End jump.
"""

import json
import zlib

import streamlit as st

from optiviz.figures.loss import counted
from optiviz.ui.component import component, failed, mounted, still, told
from optiviz.ui.view import presenter

VIEWS = {
    "contour": "Contour",
    "surface": "3D",
    "loss": "Loss",
    "slice": "Slice",
    "schedule": "Learning rate",
    "phase_flat": "Phase, flat",
    "phase_steep": "Phase, steep",
}
USUAL = ("contour", "surface", "loss")
FAILED = "The stage could not be loaded, so these charts stand still."

_component = component("optiviz_stage", "stage.js")


def stage(figures, key, views=USUAL, live=None, on_race=None, on_focus=None, on_views=None):
    """Show figures, {view: plain Plotly dict of optiviz.figures}: some of VIEWS, "contour" or "loss" among them.

    views are those shown at first; readers switch the others on; what is not among the figures is not on offer. Lanes
    are told apart by their labels: a hidden lane stays hidden while its label is there. live is what
    optiviz.ui.knobs.live_part says of the race, or None for charts without knobs; on_race(message, round),
    on_focus(lane) and on_views(names) are called before the next run of the page.
    """
    if not failed(key):
        parts = {view: json.dumps(figure, separators=(",", ":")) for view, figure in figures.items()}
        data = {
            "views": list(views),
            "heard": told(key, "views").get("n", 0),
            "titles": VIEWS,
            "marks": {view: zlib.crc32(text.encode()) for view, text in parts.items()},
            "large": presenter(),
            "live": live and {**live, "commit": told(key, "race").get("n", 0)},
        }
        text = f'{json.dumps(data)[:-1]},"figures":{{{",".join(f"{json.dumps(v)}:{t}" for v, t in parts.items())}}}}}'
        on_message = on_race and (lambda race: on_race(race, told(key, "race").get("round")))
        mounted(_component, key, text.encode(), race=on_message, focus=on_focus, views=on_views)
        return
    st.warning(FAILED, icon="⚠️")
    if live and live["covered"]:
        return
    if live and "loss" in views:
        unit = st.selectbox("Draw the loss by", list(live["costs"]), key=f"{key}-unit")
        figures = figures | {"loss": counted(figures["loss"], unit, live["costs"][unit])}
    for view, figure in figures.items():
        if view in views:
            still(figure, f"{key}-{view}")

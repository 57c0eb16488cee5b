"""A page with nothing but a stage, for test_stage.py: three runs made by hand and a widget for every kind of news."""

import numpy as np
import streamlit as st

from optiviz.ui.server import routes


def tracks(steps, labels, offset):
    from optiviz.records import Track

    angle = np.linspace(0.0, 4.0, steps + 1)
    made = []
    for slot, label in enumerate(["GD", "Momentum", "Adam"]):
        radius = 1.5 * np.exp(-(slot + 1) * angle / 3) + offset
        x, y = radius * np.cos(angle), radius * np.sin(angle)
        left = None
        if slot == 1:
            x[-1], y[-1], left = 1e150, 0.5, steps
        loss = np.minimum(x**2 + y**2, 1e300)
        made.append(Track(label, slot, x, y, loss, left, f"{label} stopped."))
    return [track for track in made if track.label in labels]


def ground(surface):
    from optiviz.records import Terrain

    x = np.linspace(-2.0, 2.0 if surface == "bowl" else 3.0, 41)
    y = np.linspace(-2.0, 2.0, 41)
    z = x[None, :] ** 2 + y[:, None] ** 2
    return Terrain(surface, x, y, z, np.zeros((1, 2)), np.empty((0, 2)), 0.0, False)


def main():
    from optiviz.figures import contour_figure, loss_figure, surface_figure
    from optiviz.ui.stage import stage

    st.set_page_config(page_title="Stage", page_icon="📉", layout="wide")
    left, middle, right = st.columns(3)
    steps = left.radio("Steps", [10, 40, 2000], index=1, horizontal=True)
    surface = middle.radio("Surface", ["bowl", "trough"], horizontal=True)
    offset = 0.1 if right.checkbox("Other paths") else 0.0
    labels = ["GD", "Adam"] if right.checkbox("Without Momentum") else ["GD", "Momentum", "Adam"]
    dark = st.context.theme.type == "dark"
    runs, terrain = tracks(steps, labels, offset), ground(surface)
    figures = {
        "contour": contour_figure(terrain, runs, dark, revision=surface),
        "surface": surface_figure(terrain, runs, dark, revision=surface),
        "loss": loss_figure(runs, terrain.floor, dark, revision=surface),
    }
    stage(figures, key="stage", views=st.query_params.get_all("view") or list(figures))


if __name__ == "__main__":
    main()
else:
    app = st.App(__file__, routes=routes())

"""The Playground as it would be without the stage: Streamlit's own slider and charts, run again with every change.

The query says which charts: ?view=contour&view=surface&view=loss. Each says the slider's value in its layout.
"""

import streamlit as st

from optiviz.ui.server import lifespan, routes

LOW, HIGH, STEP = 0.01, 0.1, 0.001


def main():
    from benchmarks.contest import START, STEPS, VALUES
    from optiviz import PathSpec
    from optiviz.figures import contour_figure, loss_figure, surface_figure
    from optiviz.legend import legend
    from optiviz.readouts import track
    from optiviz.simulate import race
    from optiviz.terrain import terrain

    st.set_page_config(page_title="Plain page", page_icon="📉", layout="wide")
    rate = st.slider("Learning rate", LOW, HIGH, 0.02, STEP, format="%.3f")
    lanes = VALUES | {"adam": VALUES["adam"] | {"learning_rate": rate}}
    runs = [PathSpec("rosenbrock", key, "pytorch", START, STEPS, values) for key, values in lanes.items()]
    ground = terrain(runs[0].surface, runs[0].surface_values)
    tracks = [track(path, label, slot) for path, (label, slot) in zip(race(runs), legend(runs), strict=True)]
    draw = {
        "contour": lambda: contour_figure(ground, tracks, dark=False),
        "surface": lambda: surface_figure(ground, tracks, dark=False),
        "loss": lambda: loss_figure(tracks, ground.floor, dark=False),
    }
    for view in st.query_params.get_all("view"):
        figure = draw[view]()
        figure["layout"]["meta"]["value"] = rate
        st.plotly_chart(figure, key=view, theme=None)


if __name__ == "__main__":
    main()
else:
    app = st.App(__file__, routes=routes(), lifespan=lifespan)

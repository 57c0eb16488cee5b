"""The page table. `streamlit run app.py` finds `app` and serves it; every visit then runs this file as the script."""

import streamlit as st

from optiviz.ui.server import lifespan, routes

if __name__ == "__main__":
    from optiviz.ui import frame  # imports JAX: not before the server listens

    st.set_page_config(page_title="optiviz", page_icon="📉", layout="wide")
    pages = {
        "": [
            st.Page("pages/playground.py", title="Playground", default=True),
            st.Page("pages/lessons.py", title="Lessons"),
            st.Page("pages/reference.py", title="Reference"),
            st.Page("pages/about.py", title="About"),
        ],
        "Course": [
            st.Page("pages/learning_rate.py", title="Learning rate"),
            st.Page("pages/momentum.py", title="Momentum"),
            st.Page("pages/averages.py", title="Averages"),
            st.Page("pages/adaptive.py", title="Adaptive methods"),
            st.Page("pages/terrain.py", title="Terrain"),
            st.Page("pages/noise.py", title="Schedules and noise"),
            st.Page("pages/weight_decay.py", title="Weight decay"),
        ],
    }
    page = st.navigation(pages, position="top")
    frame.show(page.url_path or "playground")
    page.run()
else:
    app = st.App(__file__, routes=routes(), lifespan=lifespan)

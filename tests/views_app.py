"""A page with every view of the stage on offer, for test_views.py; ?view=... are those shown at first.

?surface=... is where the usual four run. Every other link starts anew, also with another ?n=.
"""

import streamlit as st

from optiviz.ui.server import routes


def main():
    from optiviz.specs import DEFAULT_RACE, Place, RaceSpec
    from optiviz.ui import race_state, show
    from optiviz.ui.stage import USUAL, VIEWS

    st.set_page_config(page_title="Views", page_icon="📉", layout="wide")
    shown = st.query_params.get_all("view") or USUAL
    surface = st.query_params.get("surface", DEFAULT_RACE.place.surface)
    show.OFFERED = tuple(VIEWS)
    if st.session_state.get("link") != st.query_params.to_dict():
        race_state.put(RaceSpec(Place(surface), DEFAULT_RACE.lanes))
        st.session_state["link"] = st.query_params.to_dict()
        st.session_state.pop("views", None)
    show.show_race(race_state.take(), tuple(view for view in VIEWS if view in shown))


if __name__ == "__main__":
    main()
else:
    app = st.App(__file__, routes=routes())

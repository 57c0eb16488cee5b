"""Playground: optimizers race on a surface; every control follows the link and the link every control."""

import streamlit as st

from optiviz.ui import cards, playground, race_controls, race_state, show

race_state.open_link()
playground.presets()
race = race_controls.race_controls()
views = race_state.save_link(race, None, playground.first_views(), show.OFFERED)
with st.container(horizontal=True, vertical_alignment="center", key="head"):
    show.title(race)
    cards.share()
show.formula(race)
cards.link_problems()
playground.show_playground(race, views)

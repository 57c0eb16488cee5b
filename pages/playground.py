"""Playground: optimizers race on a surface; every control follows the link and the link every control."""

import streamlit as st

from optiviz.ui import cards, race_controls, race_state, show

race_state.open_link()
race = race_controls.race_controls()
race_state.save_link(race)
with st.container(horizontal=True, vertical_alignment="center"):
    show.title(race)
    cards.share()
show.formula(race)
cards.link_problems()
labels, paths, readouts = show.show_race(race)
cards.results_table(labels, readouts, race.tolerance)
cards.equation_cards(labels, paths)

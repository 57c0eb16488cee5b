"""The Playground's main area: the stage, with the story of a preset beside it where the reader follows one."""

import streamlit as st

from optiviz.presets import PAGES, RACES
from optiviz.ui import cards, course, fair, race_state, show


def show_playground(race):
    """Everything below the title."""
    preset = RACES.get(st.session_state["preset"])
    if preset is None:
        labels, paths, readouts = show.show_race(race)
    else:
        told, shown = course.sides()
        with told:
            covered = course.story(preset, race, race_state.follow)
        with shown:
            labels, paths, readouts = show.show_race(race, preset.views or show.USUAL, covered=covered)
        if covered:
            return
    cards.results_table(labels, readouts, race.tolerance)
    fair.fair_race(race, paths, readouts)
    cards.equation_cards(labels, paths)


def presets():
    """In the sidebar: races to start from."""
    titles = {preset.key: preset.title for preset in PAGES["playground"].presets}
    state = st.session_state
    if state["preset"]:
        st.set_page_config(initial_sidebar_state="collapsed")  # the story of a preset needs the room beside the stage
    state["start_from"] = state["preset"] if state["preset"] in titles else None
    with st.sidebar:
        st.selectbox(
            "Start from a race",
            list(titles),
            key="start_from",
            index=None,
            format_func=titles.get,
            placeholder="Choose one",
            on_change=_chosen,
        )


def _chosen():
    key = st.session_state["start_from"]
    if key:
        race_state.follow(key)
    else:
        race_state.reset()

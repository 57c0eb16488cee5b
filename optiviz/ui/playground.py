"""The Playground's main area: the stage, with the story of a preset beside it where the reader follows one."""

import streamlit as st

from optiviz.presets import PAGES, PRESETS, RACES
from optiviz.ui import cards, course, fair, race_state, show


def first_views():
    """The views that are shown until the reader chooses others."""
    preset = RACES.get(st.session_state["preset"])
    return (preset and preset.views) or show.USUAL


def show_playground(race, views):
    """Everything below the title."""
    preset = RACES.get(st.session_state["preset"])
    if preset is None:
        labels, paths, readouts = show.show_race(race, views)
    else:
        told, shown = course.sides()
        with told:
            covered = course.story(preset, race, race_state.follow)
        with shown:
            labels, paths, readouts = show.show_race(race, views, covered=covered)
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
    state["chosen"] = state["preset"] if state["preset"] in titles else None
    with st.sidebar:
        st.pills("Start from a race", list(titles), key="chosen", format_func=titles.get, on_change=_chosen)


def _chosen():
    key = st.session_state["chosen"] or st.session_state["preset"]  # pressed again: as it was at first
    if key in PRESETS:
        race_state.follow(key)

"""A page of the course: presets to choose from, a question first, the stage, then the truth and its limits."""

import streamlit as st

from optiviz.presets import PAGES, RACES
from optiviz.ui import cards, race_controls, race_state, show


def page(key, figures=None):
    """The page of the course with this key; figures(race, paths, readouts) draws what stands below its stage."""
    row = PAGES[key]
    race_state.open_link(key, row.presets[0].spec, row.presets[0].key)
    race = race_controls.race_controls()
    race_state.save_link(race)
    _head(row, race)
    preset = RACES.get(st.session_state["preset"])
    covered = bool(preset) and _question(preset)
    views = (preset and preset.views) or row.views
    labels, paths, readouts = show.show_race(race, views, row.offered, covered)
    if covered:
        st.caption("The paths come in sight with your answer.")
        return
    if preset:
        _answer(preset, race)
    if figures:
        figures(race, paths, readouts)
    cards.results_table(labels, readouts, race.tolerance)
    cards.equation_cards(labels, paths)
    _limits(row)


def _head(row, race):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(row.title, anchor=False, width="content")
        st.caption(row.intro)
        cards.share()
    cards.link_problems()
    keys = [preset.key for preset in row.presets]
    titles = {preset.key: preset.title for preset in row.presets}
    current = st.session_state["preset"]
    st.session_state["chosen"] = current if current in titles else None
    st.pills(
        "Presets",
        keys,
        key="chosen",
        format_func=titles.get,
        on_change=_chosen,
        help="What to look at. Each has a link of its own.",
    )
    if current in titles and race != RACES[current].spec:
        st.button(f"Back to the values of “{titles[current]}”", on_click=race_state.follow, args=(current,))


def _chosen():
    key = st.session_state["chosen"] or st.session_state["preset"]  # pressed again: as it was at first
    if key in RACES:
        race_state.follow(key)
        st.session_state.setdefault("asked", set()).add(key)


def _question(preset):
    """The question of a preset; True while the reader still owes an answer."""
    if not preset.question:
        return False
    answers = st.session_state.setdefault("answers", {})
    given = answers.get(preset.key)
    owed = given is None and preset.key in st.session_state.get("asked", ())
    with st.container(border=True):
        st.markdown(f"**Predict:** {preset.told(preset.question)}")
        with st.container(horizontal=True):
            for k, choice in enumerate(preset.choices):
                st.button(
                    choice, key=f"answer{k}", on_click=_answered, args=(preset.key, k), disabled=given is not None
                )
            if owed:
                st.button("Skip", key="skip", on_click=_answered, args=(preset.key, -1), type="tertiary")
        if given is not None and given >= 0:
            right = given == preset.answer
            st.markdown(f"{'✓ Right' if right else '✗ Not so'}: {preset.choices[preset.answer]}.")
    return owed


def _answered(key, choice):
    st.session_state["answers"] = {**st.session_state.get("answers", {}), key: choice}


def _answer(preset, race):
    changed = " (The numbers are those of the preset; you have changed something since.)" if race != preset.spec else ""
    if preset.truth:
        st.markdown(preset.told(preset.truth) + changed)
    if preset.but:
        st.info(f"**But** {preset.told(preset.but)}", icon="⚖️")


def _limits(row):
    if row.limits:
        st.caption(f"**What two parameters cannot show.** {row.limits}")
    if row.references:
        with st.expander("References"):
            st.markdown("\n".join(f"- {reference}" for reference in row.references))

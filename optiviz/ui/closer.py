"""What stands below the stage of a course page: one of several subjects, the one that suits the preset at first."""

import streamlit as st


def choose(page, subjects, preset):
    """The subject that the reader looks at, by its title.

    subjects maps titles to keys of presets; whoever follows a preset sees its subject, until choosing another one.
    """
    state, key, followed = st.session_state, f"{page}.closer", f"{page}.followed"
    titles = list(subjects)
    if state.get(followed) != preset or state.get(key) not in titles:
        state[key] = next((title for title, presets in subjects.items() if preset in presets), titles[0])
        state[followed] = preset
    st.subheader("Look closer", anchor=False)
    st.segmented_control("Subject", titles, key=key, label_visibility="collapsed", required=True)
    return state[key]


def is_dark():
    """Whether the theme is dark."""
    return st.context.theme.type == "dark"

"""Code to copy: the script of a race, in the library that the reader chooses."""

import streamlit as st

from optiviz.code import LIBRARIES, script

TITLES = {key: row.title for key, row in LIBRARIES.items()}


def code_of(race, key, height="content"):
    """A choice of the library, and the script of a RaceSpec in it; key names the widget."""
    st.session_state.setdefault(key, st.session_state.get("library", next(iter(LIBRARIES))))
    library = st.segmented_control(
        "Library", list(LIBRARIES), key=key, format_func=TITLES.get, required=True, on_change=_chosen, args=(key,)
    )
    try:
        text = script(library or next(iter(LIBRARIES)), race)
    except ValueError as refusal:
        st.info(str(refusal))
        return
    st.code(text, height=height)


def _chosen(key):
    """The next code on any page comes in the same library."""
    st.session_state["library"] = st.session_state[key]


def code_popover(race):
    """A button that opens the script of the race on screen."""
    with st.popover("Code", help="This race as a script: PyTorch, Keras or optax."):
        st.caption("The very race on screen: the script ends at the same points, to at least six digits.")
        code_of(race, "code.library", height=420)

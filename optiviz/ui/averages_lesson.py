"""The head of the page of averages: title, presets, the link, and what was wrong in the one that was opened."""

from urllib.parse import urlencode

import streamlit as st

from optiviz.presets.averages import PAGE
from optiviz.ui import averages_state, teach, view
from optiviz.ui.averages_state import ROWS
from optiviz.ui.cards import warn_of


def head():
    """All of it."""
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.subheader(PAGE.title, anchor=False, width="content")
        with st.container(key="intro"):
            st.caption(PAGE.intro)
        with st.container(horizontal=True, horizontal_alignment="right", width="content"):
            teach.popover(averages_state.link())
            _share()
    problems = st.session_state.get("averages.problems")
    if problems:
        warn_of(problems, st.session_state.get("averages.elsewhere"))
    st.session_state["averages~preset"] = st.session_state.get("averages.preset")
    st.pills(
        "What to look at",
        list(ROWS),
        key="averages~preset",
        format_func=lambda key: ROWS[key].title,
        on_change=_chosen,
        label_visibility="collapsed",
    )


def current():
    """The preset that was followed last, or None."""
    return ROWS.get(st.session_state.get("averages.preset"))


def _share():
    with st.container(width="content", key="share"), st.popover("Copy link"):
        st.caption("This link brings back all settings. Numbers of your own are not part of it.")
        base, query = (st.context.url or "").partition("?")[0], view.query() | averages_state.link()
        st.code(f"{base}?{urlencode(query, doseq=True, safe=',')}", language=None, wrap_lines=True)


def _chosen():
    key = st.session_state["averages~preset"] or st.session_state.get("averages.preset")  # pressed again: as at first
    if key in ROWS:
        averages_state.follow(key)

"""The teacher's tools: presenter mode, and a form that builds a link on which controls are hidden."""

from urllib.parse import urlencode

import streamlit as st

from optiviz.ui import view


def popover(link):
    """The button "Teach"; link is the query of what is on screen, {name: text or list of texts}."""
    with st.container(key="teach", width="content"), st.popover("Teach", help="For the front of a classroom"):
        st.session_state["teach.presenter"] = view.presenter()
        st.toggle("Presenter mode (key P)", key="teach.presenter", on_change=view.toggle_presenter)
        st.session_state.setdefault("teach.hide", view.hidden())
        chosen = st.multiselect(
            "Hide on the page",
            view.hideable(),
            key="teach.hide",
            format_func=view.title,
            placeholder="Controls that nobody shall touch or see",
            help="What is hidden keeps its value. Whoever has the link can take the words after hide= out of it again.",
        )
        st.caption("The link to what is on screen, with these hidden:")
        whole = view.query(hide=chosen) | link
        base = (st.context.url or "").partition("?")[0]
        st.code(f"{base}?{urlencode(whole, doseq=True, safe=',=')}", language=None, wrap_lines=True)
        with st.container(horizontal=True):
            st.button("Hide them here", on_click=view.put, args=(chosen,), disabled=chosen == view.hidden())
            st.button("Show everything", on_click=_show_all, disabled=not view.hidden())


def _show_all():
    st.session_state["teach.hide"] = []
    view.put(hide=())

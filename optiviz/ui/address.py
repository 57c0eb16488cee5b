"""The address bar and what a page shows: which of the two the reader changed last.

session_state["links"] maps every page that was seen to the query that its address showed last; "read" is the page whose
address was read last; "moved" says that a control of one of LINKED was moved since then. A query is {name: [texts]},
without what is about the view.
"""

import streamlit as st

from optiviz.ui import view

LINKED = ("reference",)  # pages with links to parts of themselves


def news(page, fresh, now):
    """The query that a page has to show because the address says so, or None where what is on screen stays.

    fresh: nothing of the page is on screen yet; then it is the last one, {} on a first visit, unless the reader brings
    another. now() is the query of what is on screen. A browser that has not heard yet what its last move changed still
    tells the address of before, for seconds where it is busy drawing; so on the page that is shown already an address
    is news only after a walk through the browser's history, or a link within the page, which no control goes with.
    """
    state, query = st.session_state, said()
    kept, other = state.setdefault("links", {}).get(page), state.get("read") != page
    state["read"] = page
    linked = page in LINKED and not state.get("moved") and not fresh and now() == kept
    if query and query != kept and (other or view.walked() or linked):
        return query
    return (kept or {}) if fresh else None


def said():
    """The query of the address bar."""
    return {name: st.query_params.get_all(name) for name in st.query_params if name not in view.NAMES}


def save(page, query, lags=False):
    """The address bar says what is on screen; lags: a link within the page may have changed that without the bar.

    Streamlit adds an entry to the browser's history for that and cannot replace one, so after a return from another
    page, whose link carries no query, the first step back only goes to the same without it.
    """
    whole, links = view.query() | query, st.session_state["links"]
    lags = lags and query != links.get(page, query)
    if lags or whole != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(whole)
    links[page], st.session_state["moved"] = query, False


def link(page):
    """The query that a page showed last."""
    return st.session_state["links"][page]


# Callbacks


def moved():
    """A control was moved: every callback of a page of LINKED says so."""
    st.session_state["moved"] = True

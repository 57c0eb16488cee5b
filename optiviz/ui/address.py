"""The address bar and what a page shows: which of the two the reader changed last.

session_state["links"] maps every page that was seen to the query that its address showed last; "read" is the page whose
address was read last; "moved" says that a control was moved since then. A query is {name: [texts]}, without what is
about the view.
"""

import streamlit as st

from optiviz.ui import view


def news(page, fresh, now):
    """The query that a page has to show because the address says so, or None where what is on screen stays.

    fresh: nothing of the page is on screen yet; then it is the last one, {} on a first visit, unless the reader brings
    another. now() is the query of what is on screen. A browser that does not know yet what its last move has changed
    still tells the address of before; so what comes with a move is no news, and neither is it once more was moved.
    """
    state, query = st.session_state, said()
    kept = state.setdefault("links", {}).get(page)
    late = state.get("moved", False) and state.get("read") == page
    state["read"] = page
    if query and query != kept and not late and (fresh or now() == kept):
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
    """A control was moved: every callback says so, directly or by what it calls."""
    st.session_state["moved"] = True

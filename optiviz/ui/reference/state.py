"""What the Reference shows, between session state and the link: ?section=cards, ?entry=adam, ?topic=J, ?q=epsilon."""

import streamlit as st

from optiviz.claims import TOPICS
from optiviz.messages import unknown
from optiviz.optimizers import OPTIMIZERS
from optiviz.ui import view

SECTIONS = {
    "entries": "Optimizers",
    "decide": "Where to begin",
    "claims": "Often taught",
    "cards": "Flash cards",
    "timeline": "Timeline",
    "mistakes": "Mistakes",
    "words": "Words",
    "literature": "Literature",
}
LONGEST = 80  # characters of a search
LEGAL = {"section": SECTIONS, "entry": OPTIMIZERS, "topic": TOPICS}
DEFAULT = {"section": "entries", "entry": "adam", "topic": "D", "q": ""}
PREFIX = "reference."


def get(name):
    return st.session_state[PREFIX + name]


def put(name, value):
    st.session_state[PREFIX + name] = value


def open_link():
    """Take over what the address bar says, if the reader changed it and no control."""
    query = {name: st.query_params[name] for name in st.query_params if name not in view.NAMES}
    kept = st.session_state.get(PREFIX + "link")
    fresh = kept is None or PREFIX + "section" not in st.session_state
    if query and query != kept and (fresh or _query() == kept):
        st.session_state[PREFIX + "problems"] = _take_over(query)
        st.session_state[PREFIX + "opened"] = _query()
    elif fresh:
        _take_over(kept or {})


def problems():
    """What was wrong in the link, in sentences, for as long as what it opened is on screen."""
    return st.session_state.get(PREFIX + "problems", []) if _query() == st.session_state.get(PREFIX + "opened") else []


def _take_over(query):
    problems = [unknown("part of the link", name[:40], list(DEFAULT)) for name in query if name not in DEFAULT]
    if "section" not in query and "entry" not in query:
        query = {"section": "claims"} | query if "topic" in query else query
    for name, default in DEFAULT.items():
        value = str(query.get(name, default))[:LONGEST]
        if name in LEGAL and value not in LEGAL[name]:
            problems.append(f"{unknown(name, value, list(LEGAL[name]))} Showing {default}.")
            value = default
        put(name, value)
    return problems[:6]


def save_link():
    """The address bar says what is on screen."""
    query = _query()
    whole = view.query() | {name: [text] for name, text in query.items()}
    moved = query != st.session_state.get(PREFIX + "link", query)  # by a link on this page: the bar lags behind
    if moved or whole != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(whole)
    st.session_state[PREFIX + "link"] = query


def link():
    """The query of what is on screen, without what is about the view."""
    return st.session_state[PREFIX + "link"]


def _query():
    """The section, and what of the rest it shows."""
    if get("q"):
        return {"q": get("q")}
    section = get("section")
    shown = {"entries": "entry", "claims": "topic"}.get(section)
    return {"section": section} | ({shown: get(shown)} if shown else {})


def go(section, **values):
    """Show another section, as a button's callback."""
    put("section", section)
    put("q", "")
    for name, value in values.items():
        put(name, value)

"""Which views of the stage a reader has switched on: from the stage into the link, and back.

session_state["views"] is {"on": names, "first": those that the page shows by itself}; it is absent while these are the
same. "first" is None just after a link, which does not know them. "views.first" is what the page shows now.
"""

import streamlit as st

from optiviz.messages import unknown
from optiviz.ui.stage import VIEWS

NAME = "views"  # in a link: names with commas in between
LONGEST = 200  # characters of it that are read
MOST_PROBLEMS = 4


def follow(texts):
    """Take over what a link says of its views, a list of texts; sentences about what of it is none."""
    st.session_state.pop("views", None)
    names = [name for text in texts[-1:] for name in text[:LONGEST].split(",") if name]
    if known := [name for name in VIEWS if name in names]:
        st.session_state["views"] = {"on": known, "first": None}
    return [unknown("view", name[:40], list(VIEWS)) for name in names if name not in VIEWS][:MOST_PROBLEMS]


def shown(first, offered):
    """The views that a page shows which by itself shows first; offered are all that it has."""
    state, first = st.session_state, list(first)
    state["views.first"] = first
    chosen = state.pop("views", {"on": first, "first": first})
    if chosen["first"] is None:
        missing = [VIEWS[name] for name in chosen["on"] if name not in offered]
        if missing:
            state["problems"] = [*state["problems"], f"Views that this page does not have: {', '.join(missing)}."]
        chosen = {"on": [name for name in chosen["on"] if name in offered], "first": first}
    if chosen["first"] != first or not chosen["on"] or set(chosen["on"]) == set(first):
        return first  # another preset with other views, or nothing but the usual
    state["views"] = chosen
    return chosen["on"]


def choose(names):
    """What the stage says: these are on now."""
    if isinstance(names, list) and "views.first" in st.session_state:
        on = [name for name in VIEWS if name in names]
        st.session_state["views"] = {"on": on, "first": st.session_state["views.first"]}


def query():
    """The part of a link that says which views are on."""
    chosen = st.session_state.get("views")
    return {NAME: [",".join(chosen["on"])]} if chosen else {}

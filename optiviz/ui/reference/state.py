"""What the Reference shows, between session state and the link: ?section=cards, ?entry=adam, ?topic=J, ?q=epsilon.

?section=gradients has ?surface=ackley and ?step=1e-3 as well.
"""

import streamlit as st

from optiviz.claims import TOPICS
from optiviz.gradients import STEP
from optiviz.messages import unknown
from optiviz.optimizers import OPTIMIZERS
from optiviz.surfaces import SURFACES
from optiviz.ui import address

SECTIONS = {
    "entries": "Optimizers",
    "decide": "Where to begin",
    "claims": "Often taught",
    "cards": "Flash cards",
    "timeline": "Timeline",
    "mistakes": "Mistakes",
    "gradients": "Gradient check",
    "words": "Words",
    "literature": "Literature",
    "scope": "Not in this app",
}
USUAL = "usual"
STEPS = dict(sorted({USUAL: STEP, **{f"1e-{k}": 10.0**-k for k in range(1, 13)}}.items(), key=lambda item: item[1]))
SHOWN = {"entries": ("entry",), "claims": ("topic",), "gradients": ("surface", "step")}  # of the link, by section
NAME = "reference"  # of the page, in the address
LONGEST = 80  # characters of a search
LEGAL = {"section": SECTIONS, "entry": OPTIMIZERS, "topic": TOPICS, "surface": SURFACES, "step": STEPS}
DEFAULT = {"section": "entries", "entry": "adam", "topic": "D", "surface": "rosenbrock", "step": USUAL, "q": ""}
PREFIX = "reference."


def get(name):
    return st.session_state[PREFIX + name]


def put(name, value):
    st.session_state[PREFIX + name] = value


def open_link():
    """Take over what the address bar says, if the reader changed it and no control.

    Streamlit forgets what a control said once it is off the page; here it keeps that for when its section is back.
    """
    for name in DEFAULT:
        if PREFIX + name in st.session_state:
            put(name, get(name))
    query = address.news(NAME, PREFIX + "section" not in st.session_state, _query)
    if query is not None:
        st.session_state[PREFIX + "problems"] = _take_over({name: texts[-1] for name, texts in query.items()})
        st.session_state[PREFIX + "opened"] = _query()


def problems():
    """What was wrong in the link, in sentences, for as long as what it opened is on screen."""
    return st.session_state.get(PREFIX + "problems", []) if _query() == st.session_state.get(PREFIX + "opened") else []


def _take_over(query):
    problems = [unknown("part of the link", name[:40], list(DEFAULT)) for name in query if name not in DEFAULT]
    meant = next((section for section, names in SHOWN.items() if any(name in query for name in names)), None)
    query = {"section": meant} | query if meant else query
    for name, default in DEFAULT.items():
        value = str(query.get(name, default))[:LONGEST]
        if name in LEGAL and value not in LEGAL[name]:
            problems.append(f"{unknown(name, value, list(LEGAL[name]))} Showing {default}.")
            value = default
        put(name, value)
    return problems[:6]


def save_link():
    """The address bar says what is on screen."""
    address.save(NAME, _query(), lags=True)


def link():
    """The query of what is on screen, without what is about the view."""
    return address.link(NAME)


def _query():
    """The section, and what of the rest it shows."""
    if get("q"):
        return {"q": [get("q")]}
    section = get("section")
    return {"section": [section]} | {name: [get(name)] for name in SHOWN.get(section, ())}


def go(section, **values):
    """Show another section, as a button's callback."""
    address.moved()
    put("section", section)
    put("q", "")
    for name, value in values.items():
        put(name, value)

"""What is often taught, and whether it is so."""

import streamlit as st

from optiviz.claims import CLAIMS, CONDITION, CONTESTED, CORRECT, TOPICS, WRONG, shown_by
from optiviz.ui.address import moved
from optiviz.ui.reference import state
from optiviz.ui.reference.places import places

BADGES = {CORRECT: ("green", "✓"), CONDITION: ("blue", "≈"), CONTESTED: ("orange", "?"), WRONG: ("red", "✗")}

BESIDE = ("gradients", "scope")  # sections about what is taught beside optimizers


def claims():
    st.markdown("What is often taught about optimizers, and whether it is so.")
    key = state.PREFIX + "topic"
    st.pills("Topic", list(TOPICS), key=key, format_func=TOPICS.get, required=True, on_change=moved)
    for claim in CLAIMS.values():
        if claim.key[1] == state.get("topic"):
            claim_row(claim)
    st.caption(
        "Often taught as well: checking gradients, done here for every surface, and much that this app leaves out."
    )
    places(BESIDE)


def claim_row(claim):
    """One claim: what is taught, the verdict, what holds, and where to see it."""
    with st.container(border=True, gap="small"):
        said(claim)
        if claim.unshown:
            st.caption(f"No race shows it: {claim.unshown[0].lower()}{claim.unshown[1:]}")
        places(claim.where)


def said(claim):
    """What is taught, the verdict, and what holds."""
    colour, sign = BADGES[claim.verdict]
    st.markdown(f"“{claim.text}” :{colour}-badge[{sign} {claim.verdict}]")
    st.markdown(claim.note + (f" :gray[({claim.source})]" if claim.source else ""))


def taught(preset):
    """A button that opens the claims which a preset shows, if there are any, each with a link to its topic."""
    found = shown_by(preset)
    if not found:
        return
    with st.popover("Often taught", icon=":material/school:", type="tertiary"):
        for claim in found:
            said(claim)
        for letter in dict.fromkeys(claim.key[1] for claim in found):
            label, query = f"All about “{TOPICS[letter]}”", {"section": "claims", "topic": letter}
            st.page_link("pages/reference.py", label=label, query_params=query, icon=":material/arrow_forward:")

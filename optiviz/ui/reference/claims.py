"""What is often taught, and whether it is so."""

import streamlit as st

from optiviz.claims import CLAIMS, CONDITION, CONTESTED, CORRECT, TOPICS, WRONG
from optiviz.ui.reference import state
from optiviz.ui.reference.places import places

BADGES = {CORRECT: ("green", "✓"), CONDITION: ("blue", "≈"), CONTESTED: ("orange", "?"), WRONG: ("red", "✗")}


def claims():
    st.markdown("What is often taught about optimizers, and whether it is so.")
    st.pills("Topic", list(TOPICS), key=state.PREFIX + "topic", format_func=TOPICS.get, required=True)
    for claim in CLAIMS.values():
        if claim.key[1] == state.get("topic"):
            claim_row(claim)


def claim_row(claim):
    """One claim: what is taught, the verdict, what holds, and where to see it."""
    colour, sign = BADGES[claim.verdict]
    with st.container(border=True, gap="small"):
        st.markdown(f"“{claim.text}” :{colour}-badge[{sign} {claim.verdict}]")
        st.markdown(claim.note + (f" :gray[({claim.source})]" if claim.source else ""))
        places(claim.where)

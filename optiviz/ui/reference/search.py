"""Search over everything that the Reference says."""

import streamlit as st

from optiviz.claims import CLAIMS
from optiviz.optimizers import OPTIMIZERS
from optiviz.reference import CARDS, ENTRIES, GLOSSARY, LEFT_OUT
from optiviz.ui.reference import state
from optiviz.ui.reference.claims import claim_row
from optiviz.ui.reference.gradients import INTRO

MOST = 12  # hits of a kind that are shown


def results(text):
    """All that contains every word of a search, kind by kind."""
    words = _plain(text).split()
    found = {kind: [row for row in rows if _matches(words, texts(row))] for kind, (rows, texts) in KINDS.items()}
    if not any(found.values()):
        st.info("Nothing here has all of these words. Try fewer, or their beginnings.")
    for kind, rows in found.items():
        if rows:
            more = f", the first {MOST} of {len(rows)}" if len(rows) > MOST else ""
            st.markdown(f"**{kind}**{more}")
            for row in rows[:MOST]:
                SHOW[kind](row)


def _matches(words, texts):
    whole = _plain(" ".join(texts))
    return all(word in whole for word in words)


def _plain(text):
    """As it is compared: 1e-8 is typed with a hyphen and printed with a minus sign."""
    return text.casefold().replace("−", "-")


def _section(key):
    st.button(state.SECTIONS[key], key=f"found.section.{key}", on_click=state.go, args=(key,))


def _entry(key):
    with st.container(border=True):
        st.button(
            OPTIMIZERS[key].title, key=f"found.{key}", on_click=state.go, args=("entries",), kwargs={"entry": key}
        )
        st.caption(ENTRIES[key].problem)


def _card(card):
    with st.expander(card.question):
        st.markdown(card.answer)


def _word(word):
    st.markdown(f"- **{word}**: {GLOSSARY[word]}")


def _left_out(topic):
    st.markdown(f"- **{topic}**: {LEFT_OUT[topic]}")


def _texts(key):
    row, texts = OPTIMIZERS[key], ENTRIES[key]
    return row.title, row.family, row.story, row.reference, texts.problem, texts.ranges, texts.differences


ABOUT = {"gradients": INTRO}  # what else a section is found by
KINDS = {
    "Sections": (state.SECTIONS, lambda key: (state.SECTIONS[key], ABOUT.get(key, ""))),
    "Optimizers": (ENTRIES, _texts),
    "Often taught": (CLAIMS.values(), lambda claim: (claim.text, claim.note, claim.source, claim.topic)),
    "Flash cards": (CARDS, lambda card: (card.question, card.answer)),
    "Words": (GLOSSARY, lambda word: (word, GLOSSARY[word])),
    "Not in this app": (LEFT_OUT, lambda topic: (topic, LEFT_OUT[topic])),
}
SHOW = {
    "Sections": _section,
    "Optimizers": _entry,
    "Often taught": claim_row,
    "Flash cards": _card,
    "Words": _word,
    "Not in this app": _left_out,
}

"""The frame of the Reference: search, the choice of a section, and the sections that are only text."""

import streamlit as st

from optiviz.optimizers import OPTIMIZERS
from optiviz.reference import DECISIONS, ENTRIES, GLOSSARY, LEFT_OUT, LITERATURE, MISTAKES
from optiviz.ui import teach
from optiviz.ui.address import moved
from optiviz.ui.cards import warn_of
from optiviz.ui.reference import state
from optiviz.ui.reference.claims import claims
from optiviz.ui.reference.deck import deck
from optiviz.ui.reference.entry import entry
from optiviz.ui.reference.gradients import gradients
from optiviz.ui.reference.places import places
from optiviz.ui.reference.search import results


def show():
    state.open_link()
    head = st.container(horizontal=True, vertical_alignment="center")
    head.subheader("Reference", anchor=False, width="content")
    if problems := state.problems():
        warn_of(problems)
    st.text_input(
        "Search optimizers, claims, cards and words",
        key=state.PREFIX + "q",
        max_chars=state.LONGEST,
        type="search",
        placeholder="epsilon, plateau, warm-up",
        on_change=moved,
    )
    st.pills(
        "Section",
        list(state.SECTIONS),
        key=state.PREFIX + "section",
        format_func=state.SECTIONS.get,
        required=True,
        label_visibility="collapsed",
        on_change=moved,
        disabled=bool(state.get("q")),
    )
    state.save_link()
    with head.container(horizontal=True, horizontal_alignment="right", width="content"):
        teach.popover(state.link())
    if state.get("q"):
        results(state.get("q"))
    else:
        SHOWN[state.get("section")]()


def decide():
    st.caption(
        "Where to begin, not where to end: every row can be wrong for your task. The links show why it is there."
    )
    for row in DECISIONS:
        with st.container(border=True):
            names = " or ".join(OPTIMIZERS[key].title for key in row.optimizers)
            st.markdown(f"**{row.task}**: {names}.  \n{row.settings}  \n*Unless:* {row.unless}")
            st.caption(f"Source: {row.source}.")
            places(row.where)


def timeline():
    st.caption("From one idea to the next, by year: what each mends, or does without.")
    st.table(
        {
            "Year": [str(row.year) for row in ENTRIES.values()],
            "Optimizer": [OPTIMIZERS[key].title for key in ENTRIES],
            "After": [OPTIMIZERS[row.after].title if row.after else "–" for row in ENTRIES.values()],
            "Why": [row.problem for row in ENTRIES.values()],
            "Numbers kept": [str(row.copies) for row in ENTRIES.values()],
        },
        hide_index=True,
    )
    st.caption("Numbers kept: beside each parameter, from one step to the next. Years are of the first publication.")


def mistakes():
    for row in MISTAKES:
        with st.container(border=True):
            st.markdown(f"**{row.mistake}**  \n{row.effect}")
            places(row.where)


def words():
    st.markdown("\n".join(f"- **{word}**: {meaning}" for word, meaning in GLOSSARY.items()))


def literature():
    st.caption("An identifier stands only where it was looked up. Every optimizer's own source stands in its entry.")
    for topic, papers in LITERATURE.items():
        st.markdown(f"**{topic}**\n\n" + "\n".join(f"- {paper}" for paper in papers))


def scope():
    st.caption("Often taught beside optimizers, and not shown here: why, or where something of it is met.")
    st.markdown("\n".join(f"- **{topic}**: {why}" for topic, why in LEFT_OUT.items()))


SHOWN = {
    "entries": entry,
    "decide": decide,
    "claims": claims,
    "cards": deck,
    "timeline": timeline,
    "mistakes": mistakes,
    "gradients": gradients,
    "words": words,
    "literature": literature,
    "scope": scope,
}

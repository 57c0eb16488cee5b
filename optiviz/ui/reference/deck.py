"""Flash cards: a question, an answer on demand, and what the reader knows already, kept for the session."""

import streamlit as st

from optiviz.reference import CARDS
from optiviz.ui.reference.places import places

TOPICS = list(dict.fromkeys(card.topic for card in CARDS))


def deck():
    chosen = st.pills(
        "Topics", TOPICS, key="deck.topics", selection_mode="multi", help="All of them, if none is chosen."
    )
    cards = [card for card in CARDS if not chosen or card.topic in chosen]
    known = _known()
    index = st.session_state.setdefault("deck.index", 0) % len(cards)
    card = cards[index]
    count = sum(card.key in known for card in cards)
    st.progress(count / len(cards), f"Card {index + 1} of {len(cards)}, {count} known")
    _face(card, card.key in known)
    _buttons(card, index, card.key in known)


def _known():
    """Keys of the cards that the reader called known."""
    return st.session_state.setdefault("progress", {}).setdefault("cards", [])


def _face(card, known):
    with st.container(border=True, key="card"):
        st.caption(f"{card.topic}{' · known' if known else ''}")
        st.markdown(f"#### {card.question}")
        if st.session_state.get("deck.shown"):
            st.markdown(card.answer)
            places(card.where)


def _buttons(card, index, known):
    shown = st.session_state.get("deck.shown", False)
    with st.container(horizontal=True):
        st.button("Back", key="deck.back", on_click=_go, args=(index - 1,), shortcut="Left")
        flip = "Hide answer" if shown else "Answer"
        st.button(flip, key="deck.flip", on_click=_flip, shortcut="F", type="primary")
        st.button(
            "Forget it" if known else "I know it", key="deck.know", on_click=_mark, args=(card.key,), shortcut="K"
        )
        st.button("Next", key="deck.next", on_click=_go, args=(index + 1,), shortcut="Right")


def _go(index):
    st.session_state["deck.index"], st.session_state["deck.shown"] = index, False


def _flip():
    st.session_state["deck.shown"] = not st.session_state.get("deck.shown", False)


def _mark(key):
    known = _known()
    others = [other for other in known if other != key]
    progress = st.session_state["progress"]
    st.session_state["progress"] = {**progress, "cards": others if key in known else [*known, key]}

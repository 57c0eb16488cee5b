"""The challenge about averages on screen: one knob, the average it makes, and the verdict."""

from dataclasses import replace

import streamlit as st

from optiviz.averages.spec import BETA
from optiviz.challenges import thermometer
from optiviz.messages import digits
from optiviz.ui import averages_board, cards, lesson_state, race_controls, race_state
from optiviz.ui.board import board

NAME = "beta0"  # of the knob, as the board of averages calls its first


def page():
    """The whole page."""
    beta = lesson_state.beta_of(st.session_state["lesson"])
    race_state.save_link(race_state.take(), lesson_state.write)
    st.html(race_controls.STYLE)
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.subheader(f"{thermometer.KEY} {thermometer.TITLE}", anchor=False, width="content")
        with st.container(key="intro"):
            st.caption("Turn the knob; the verdict follows on release.")
        st.button("All lessons", on_click=lesson_state.go)
        cards.share(reset=False, code=False)
    cards.link_problems()
    st.markdown(thermometer.TASK)
    _verdict(beta)
    _board(replace(thermometer.SPEC, betas=(beta,)))


def _board(spec):
    figures = averages_board.draw((spec, None), st.context.theme.type == "dark")
    extra = {name: value for name, value in averages_board.values_of(spec).items() if name != NAME}
    knobs = [("Average", [(BETA.but(name=NAME), spec.betas[0])])]
    board(figures, "thermometer", knobs=knobs, live="averages", extra=extra, on_values=_turned)


def _turned(values):
    lesson_state.go(challenge=thermometer.KEY, beta=repr(values[NAME]))


def _verdict(beta):
    verdict = thermometer.judge(beta)
    with st.container(key="verdict"):
        if not verdict.passed:
            st.markdown(f"**Not yet.** {verdict.sentence}")
            with st.expander("A hint"):
                st.markdown(thermometer.HINT)
            return
        gold = verdict.score <= thermometer.judge(thermometer.PAR).score
        best = lesson_state.keep(thermometer.KEY, verdict.score, gold)["score"]
        st.success(f"**{'Gold' if gold else 'Passed'}.** {verdict.sentence}")
        st.markdown(f"Your best: {digits(best)} degrees. Par: {digits(thermometer.judge(thermometer.PAR).score)}.")
        st.markdown(f"**In theory.** {thermometer.THEORY}")

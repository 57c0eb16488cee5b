"""A challenge on screen: the task, the few controls that it leaves free, the stage, and the verdict."""

from dataclasses import replace

import streamlit as st

from optiviz.messages import digits
from optiviz.optimizers import OPTIMIZERS
from optiviz.schedules import SCHEDULES
from optiviz.ui import cards, course, lesson_state, race_controls, race_state, show
from optiviz.ui.controls import number
from optiviz.ui.stage import failed


def page(row):
    """The page of a Challenge."""
    race = replace(race_state.take(), place=row.start.place, rate=None)
    views = race_state.save_link(race, lesson_state.write, row.views, show.VEILED if row.secret else show.OFFERED)
    lane = st.session_state["lanes"][0]
    key = f"challenge-{row.key}"
    st.html(race_controls.STYLE)
    _head(row)
    told, shown = course.sides()
    with told:
        st.markdown(row.task)
        _controls(row, lane, key)
    with shown:
        labels, paths, readouts = show.show_race(race, views, free=row.free, key=key, secret=row.secret)
    with told:
        _verdict(row, race)
    if not row.secret:
        cards.results_table(labels, readouts, race.tolerance)
    cards.equation_cards(labels, paths)


def _head(row):
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.subheader(f"{row.key} {row.title}", anchor=False, width="content")
        with st.container(key="intro"):
            st.caption("Turn what is free; the verdict follows on release.")
        st.button("All lessons", on_click=lesson_state.go)
        st.button("Start again", on_click=lesson_state.go, kwargs={"challenge": row.key})
        cards.share(reset=False, code=not row.secret)
    cards.link_problems()


def _controls(row, lane, key):
    """Choices that are no knobs; and knobs, where the stage could not be loaded."""
    if row.optimizers:
        _choice("Optimizer", row.optimizers, OPTIMIZERS, f"lane{lane}.optimizer", race_state.optimizer_chosen, lane)
    if row.schedules:
        _choice("Schedule", row.schedules, SCHEDULES, f"lane{lane}.schedule", race_state.schedule_chosen, lane)
    if failed(key):
        chosen = race_state.lane_of(lane)
        for param in OPTIMIZERS[chosen.optimizer].forms[chosen.convention].params:
            number(param, f"lane{lane}.{param.name}", disabled=param.name not in row.free)
        for param in SCHEDULES[chosen.schedule].params:
            number(param, f"lane{lane}.schedule.{param.name}", disabled=param.name not in row.free)


def _choice(label, keys, rows, key, chosen, lane):
    st.selectbox(label, keys, key=key, format_func=lambda name: rows[name].title, on_change=chosen, args=(lane,))


def _verdict(row, race):
    with st.spinner("Checking: some seconds, the first time."):
        verdict = row.attempt(race.lanes[0])
    with st.container(key="verdict"):
        if not verdict.passed:
            st.markdown(f"**Not yet.** {verdict.sentence}")
            with st.expander("A hint"):
                st.markdown(row.hint)
            return
        gold = row.gold(verdict.score)
        best = lesson_state.keep(row.key, verdict.score, gold, row.more)["score"]
        st.success(f"**{'Gold' if gold else 'Passed'}.** {verdict.sentence}")
        par = row.attempt(row.par.lanes[0]).score
        st.markdown(f"Yours: {digits(verdict.score)} ({row.unit}). Your best: {digits(best)}. Par: {digits(par)}.")
        st.markdown(f"**In theory.** {row.theory.format(par=par)}")

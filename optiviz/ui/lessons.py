"""The page of lessons: the list, and a step of a story; challenges are shown by optiviz.ui.challenge."""

import streamlit as st

from optiviz.challenges import CHALLENGES
from optiviz.challenges import thermometer as thermometer_row
from optiviz.lessons import CHALLENGE, LESSONS, PLANS
from optiviz.presets import PAGES, PRESETS
from optiviz.ui import cards, challenge, course, lesson_state, race_controls, race_state, show, thermometer, view
from optiviz.ui.stage import failed

# While the knobs of a step are locked, so is the sidebar.
LOCKED = f"<style>{view.NO_SIDEBAR} {view.selector('sidebar')} {{ display: none; }}</style>"
FEW = ("learning_rate",)  # knobs that are free where a preset names none


def page():
    """The whole page."""
    lesson_state.open_link()
    lesson = st.session_state["lesson"]
    if lesson.get("challenge") == thermometer_row.KEY:
        thermometer.page()
    elif "challenge" in lesson:
        challenge.page(CHALLENGES[lesson["challenge"]])
    elif lesson:
        _story(lesson)
    else:
        race_state.save_link(race_state.take(), lesson_state.write)
        _list()


def _list():
    st.html(race_controls.STYLE)
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.subheader("Lessons", anchor=False, width="content")
        with st.container(key="intro"):
            st.caption("Stories to follow, challenges that check themselves, plans for teachers.")
        cards.share(reset=False, code=False)
    cards.link_problems()
    st.markdown("#### Stories")
    _tiles([(f"story-{row.key}", row.title, row.intro, _read_so_far(row), "Read", _story_at(row)) for row in _told()])
    st.markdown("#### Challenges")
    st.caption("Each is judged by the same numbers for everyone. A passing attempt shows what theory says.")
    titles = {key: row.title for key, row in CHALLENGES.items()} | {thermometer_row.KEY: thermometer_row.TITLE}
    keys = sorted(titles, key=lambda key: int(key[1:]))
    _tiles([(f"go-{key}", f"{key} {titles[key]}", "", _mark(key), "Try", {"challenge": key}) for key in keys])
    st.markdown("#### Lesson plans")
    for plan in PLANS.values():
        _plan(plan)


def _told():
    return LESSONS.values()


def _story_at(row):
    return {"story": row.key, "step": "1"}


def _tiles(tiles):
    """Tiles (key, title, words, progress, button, what it opens) in rows of three, as high as one another."""
    for first in range(0, len(tiles), 3):
        columns = st.columns(3)
        for column, (key, title, words, progress, button, opens) in zip(columns, tiles[first:], strict=False):
            with column.container(border=True, height="stretch"):
                if words:
                    st.markdown(f"**{title}**  \n{words}")
                with st.container(horizontal=True, vertical_alignment="center"):
                    label = f"{button} “{title}”"
                    st.button(label, key=key, on_click=lesson_state.go, kwargs=opens)
                    st.caption(progress)


def _read_so_far(row):
    answers = st.session_state.get("answers", {})
    done = sum(step.preset in answers for step in row.steps)
    return f"{len(row.steps)} steps, {done} of {len(row.steps)} questions answered"


def _mark(key):
    passed = st.session_state.get("passed", {}).get(key)
    if not passed:
        return "open"
    return "★ passed, gold" if passed["gold"] else "✓ passed"


def _plan(plan):
    with st.expander(plan.title):
        st.markdown(plan.intro)
        for stop in plan.stops:
            st.markdown(f"**{stop.minutes} min.** {stop.what}")
            with st.container(horizontal=True):
                for name in stop.shows:
                    _link(plan, name)


def _link(plan, name):
    """What opens a preset on its page, or a challenge here: a link to one's own page would only change the address."""
    if name.startswith(CHALLENGE):
        key = name.removeprefix(CHALLENGE)
        label, opens = f"{key} {CHALLENGES[key].title}", {"challenge": key}
        st.button(label, key=f"plan-{plan.key}-{key}", on_click=lesson_state.go, kwargs=opens, type="tertiary")
        return
    preset = PRESETS[name]
    shown = {part: texts[0] for part, texts in view.query().items()}
    query = shown | {"preset": name}
    st.page_link(f"pages/{preset.page}.py", label=f"{name} {preset.title}", query_params=query)


def _story(lesson):
    row, number = LESSONS[lesson["story"]], int(lesson["step"])
    preset, free = lesson_state.preset_of(lesson), lesson_state.unlocked()
    knobs = None if free else preset.knobs or FEW
    race = race_controls.race_controls(knobs)
    place = PAGES[preset.page]
    offered = (*show.OFFERED, *place.extra)
    views = race_state.save_link(race, lesson_state.write, preset.views or place.views, offered)
    if not free and not failed(race_state.STAGE):
        st.html(LOCKED)
    _head(row, number)
    told, shown = course.sides()
    with told:
        st.markdown(row.steps[number - 1].lead)
        covered = course.told(preset)
        _onward(row, number, covered, free)
    with shown:
        labels, paths, readouts = show.show_race(race, views, place.offered, covered, place.extra, free=knobs)
    if not covered:
        cards.results_table(labels, readouts, race.tolerance)
        cards.equation_cards(labels, paths)


def _head(row, number):
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.subheader(row.title, anchor=False, width="content")
        st.caption(f"Step {number} of {len(row.steps)}")
        st.button("All lessons", on_click=lesson_state.go)
        cards.share(reset=False)
    cards.link_problems()
    titles = {k: PRESETS[step.preset].title for k, step in enumerate(row.steps, 1)}
    st.session_state["chosen"] = number
    st.pills(
        "Steps of the story",
        list(titles),
        key="chosen",
        format_func=lambda k: f"{k} {titles[k]}",
        on_change=lesson_state.stepped,
        label_visibility="collapsed",
    )


def _onward(row, number, covered, free):
    last = number == len(row.steps)
    with st.container(horizontal=True, key="onward"):
        for label, other, off in (("Back", number - 1, number == 1), ("Next", number + 1, last)):
            kind = "primary" if label == "Next" and not covered else "secondary"
            opens = {"story": row.key, "step": str(other)}
            st.button(label, key=label, on_click=lesson_state.go, kwargs=opens, disabled=off, type=kind)
        if not covered and not free:
            kind = "primary" if last else "secondary"
            st.button("Unlock all controls", key="unlock", on_click=lesson_state.unlock, type=kind)
    if free and not covered:
        st.caption("All is yours: every knob, and in the sidebar surfaces and optimizers.")
    elif last and not covered:
        st.markdown("**Now yours.** Make it fail, then mend it.")

"""The page of lessons between session state and link.

session_state["lesson"] says what is open: {"story": key, "step": number}, {"challenge": key}, all texts as in the link,
or {} for the list. "unlocked" is the step of a story whose knobs are all free, as "story step"; "passed" maps the key
of a challenge to {"score", "gold"} of the best attempt. A link to a challenge says its lanes and nothing else, since
its place is fixed.
"""

import streamlit as st

from optiviz.averages.spec import BETA
from optiviz.challenges import CHALLENGES, thermometer
from optiviz.lessons import LESSONS
from optiviz.links import to_query
from optiviz.messages import unknown
from optiviz.specs import DEFAULT_RACE, RaceSpec
from optiviz.ui import race_state

PAGE = "lessons"
NAMES = ("story", "step", "challenge", "beta")
LANES = "run"


def open_link():
    """Before anything is shown: take over what the address says."""
    race_state.open_link(PAGE, read=_read, write=write)


def _read(query):
    given = {name: query[name][-1][:40] for name in NAMES if name in query}
    rest = {name: texts for name, texts in query.items() if name not in NAMES}
    lesson, problems = opened(given)
    problems += _unused(given, lesson)
    st.session_state["lesson"], st.session_state["preset"] = lesson, None
    st.session_state["elsewhere"] = None
    race, fixed = race_of(lesson), lesson.get("challenge") in CHALLENGES
    if fixed:
        problems += [unknown("part of a challenge's link", name, [LANES]) for name in rest if name != LANES]
        rest = _listed(to_query(race)) | {LANES: rest[LANES]} if LANES in rest else {}
    if not lesson or lesson.get("challenge") == thermometer.KEY:
        rest, more = race_state.without_race(rest, f"Challenge {thermometer.KEY}" if lesson else "The list of lessons")
        problems += more
    race, more = race_state.read_over(race, rest)
    problems += more
    if fixed:
        race = _fair(CHALLENGES[lesson["challenge"]], race, problems)
    return race, problems[: len(NAMES) + 6]


def _fair(row, race, problems):
    """The race of a link to a challenge: one lane on its place, that of its start where it changes what is fixed."""
    lane = race.lanes[0]
    if len(race.lanes) > 1:
        problems.append(f"A challenge is for one optimizer: of {len(race.lanes)} in the link the first is shown.")
    if foul := row.foul(lane):
        problems.append(foul)
        return row.start
    return RaceSpec(row.start.place, (lane,), None, row.start.tolerance)


def _unused(given, lesson):
    """Sentences about the parts of a link that say what is open and have no part in this lesson."""
    if not lesson:
        return []
    used = {"story", "step"} if "story" in lesson else {"challenge"}
    used |= {"beta"} if lesson.get("challenge") == thermometer.KEY else set()
    what = "story" if "story" in lesson else "challenge"
    return [f"The link opens a {what}: {name} is left out." for name in given if name not in used]


def opened(given):
    """(lesson, problems) of the parts of a link that say what is open."""
    if "challenge" in given:
        key = given["challenge"]
        if key == thermometer.KEY:
            return _thermometer(given)
        return (
            ({"challenge": key}, [])
            if key in CHALLENGES
            else ({}, [unknown("challenge", key, [*CHALLENGES, thermometer.KEY])])
        )
    if "story" not in given:
        return {}, ["A step belongs to a story: the link names none."] if "step" in given else []
    key, step = given["story"], given.get("step", "1")
    if key not in LESSONS:
        return {}, [unknown("story", key, list(LESSONS))]
    last = len(LESSONS[key].steps)
    if step in {str(number) for number in range(1, last + 1)}:
        return {"story": key, "step": step}, []
    return {"story": key, "step": "1"}, [f'`step` must be a whole number in [1, {last}], got "{step}". Using 1.']


def _thermometer(given):
    beta, problem = BETA.but(default=thermometer.SPEC.betas[0]).accept(given.get("beta", thermometer.SPEC.betas[0]))
    changed = {} if beta == thermometer.SPEC.betas[0] else {"beta": repr(beta)}
    return {"challenge": thermometer.KEY} | changed, [problem] if problem else []


def beta_of(lesson):
    """What beta the challenge about averages is at."""
    return float(lesson.get("beta", thermometer.SPEC.betas[0]))


def race_of(lesson):
    """The RaceSpec that a lesson begins with; any will do where it is about none."""
    if lesson.get("challenge") == thermometer.KEY:
        return DEFAULT_RACE
    if "challenge" in lesson:
        return CHALLENGES[lesson["challenge"]].start
    return preset_of(lesson).spec if lesson else DEFAULT_RACE


def preset_of(lesson):
    """The Preset of a step of a story, with its question."""
    return LESSONS[lesson["story"]].steps[int(lesson["step"]) - 1].row


def write(race):
    """The query of a RaceSpec on this page."""
    lesson = st.session_state["lesson"]
    named = {name: [text] for name, text in lesson.items()}
    if not lesson or race == race_of(lesson):
        return named
    said = _listed(to_query(race))
    return named | ({LANES: said[LANES]} if "challenge" in lesson else said)


def _listed(query):
    return {name: text if isinstance(text, list) else [text] for name, text in query.items()}


def unlocked():
    """Whether all knobs of the step on screen are free."""
    return st.session_state.get("unlocked") == _name(st.session_state["lesson"])


def _name(lesson):
    return f"{lesson['story']} {lesson['step']}"


# Callbacks


def go(**lesson):
    """Open a step of a story, a challenge, or the list."""
    st.session_state["lesson"], st.session_state["problems"] = lesson, []
    race_state.put(race_of(lesson))


def stepped():
    """Another step of the story was chosen; the same one again begins it anew."""
    lesson = st.session_state["lesson"]
    go(story=lesson["story"], step=str(st.session_state["chosen"] or lesson["step"]))


def keep(key, score, gold, more=False):
    """Remember the best passing attempt at a challenge so far, which is returned; more: a larger score is better."""
    passed = st.session_state.get("passed", {})
    attempts = [*([passed[key]] if key in passed else []), {"score": score, "gold": gold}]
    best = min(attempts, key=lambda attempt: (not attempt["gold"], -attempt["score"] if more else attempt["score"]))
    st.session_state["passed"] = {**passed, key: best}
    return best


def unlock():
    st.session_state["unlocked"] = _name(st.session_state["lesson"])

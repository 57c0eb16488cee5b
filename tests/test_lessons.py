"""The page of lessons: stories with locked knobs, challenges that judge what is on screen, plans of links."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from optiviz.challenges import CHALLENGES
from optiviz.lessons import CHALLENGE, LESSONS, PLANS
from optiviz.links import to_query
from optiviz.presets import PRESETS, RACES
from optiviz.ui import lesson_state
from tests.test_pages import checked
from tests.test_view import one_page_table, opened  # noqa: F401


def page(**query):
    """The page of lessons at a link."""
    app = opened()
    app.query_params.clear()
    app.switch_page("pages/lessons.py")
    for name, value in query.items():
        app.query_params[name] = value
    return checked(app.run())


def link(app):
    return {name: text if isinstance(text, list) else [text] for name, text in dict(app.query_params).items()}


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    return checked(app)


def sent(app):
    """What the stage in the browser is given."""
    return json.loads(app.get("bidi_component")[0].proto.bytes)


@pytest.mark.parametrize("row", LESSONS.values(), ids=LESSONS)
def test_a_story_has_three_to_six_steps_that_race(row):
    assert 3 <= len(row.steps) <= 6
    assert all(step.preset in RACES for step in row.steps)
    assert all(len(step.lead) > 20 for step in row.steps)


STEPS = {f"{key}-{k}": step for key, row in LESSONS.items() for k, step in enumerate(row.steps, 1)}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_step_of_a_story_asks_before_it_tells_and_says_a_truth_and_a_but(step):
    row = step.row
    assert row.question
    assert len(set(row.choices)) >= 2
    assert row.answer in range(len(row.choices))
    assert row.truth
    assert row.but
    assert "{" not in row.told(" ".join((row.question, *row.choices)))
    assert not (step.question and PRESETS[step.preset].question), "one question is enough"


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_plan_adds_up_and_shows_what_exists(plan):
    assert sum(stop.minutes for stop in plan.stops) == int(plan.key)
    for name in (name for stop in plan.stops for name in stop.shows):
        key = name.removeprefix(CHALLENGE)
        assert key in (CHALLENGES if name.startswith(CHALLENGE) else PRESETS)


def test_the_list_shows_all_stories_challenges_and_plans():
    app = page()
    labels = [button.label for button in app.button]
    for row in LESSONS.values():
        assert f"Read “{row.title}”" in labels
    for row in CHALLENGES.values():
        assert f"Try “{row.key} {row.title}”" in labels
    assert [expander.label for expander in app.expander][-len(PLANS) :] == [plan.title for plan in PLANS.values()]
    assert link(app) == {}


@pytest.mark.parametrize("key", LESSONS)
def test_every_step_of_every_story_opens_and_has_a_link_of_its_own(key):
    app = page(story=key)
    for number, step in enumerate(LESSONS[key].steps, 1):
        assert link(app) == {"story": [key], "step": [str(number)]}
        assert app.pills(key="chosen").value == number
        words = " ".join(markdown.value for markdown in app.markdown)
        assert step.lead in words
        assert step.row.told(step.row.question) in words
        assert step.row.told(step.row.truth) not in words
        press(app, "Skip")
        words = " ".join(markdown.value for markdown in app.markdown)
        assert PRESETS[step.preset].told(PRESETS[step.preset].truth) in words
        if number < len(LESSONS[key].steps):
            press(app, "Next")


def test_a_step_leaves_its_preset_s_knobs_free_and_unlocking_frees_all():
    app = page(story="length", step="3")
    assert sent(app)["live"]["free"] == list(PRESETS["L1c"].knobs)
    assert sent(app)["live"]["covered"]
    press(app, "Skip")
    assert not sent(app)["live"]["covered"]
    press(app, "Unlock all controls")
    assert sent(app)["live"]["free"] is None
    press(app, "Next")
    assert sent(app)["live"]["free"] == list(PRESETS["L1d"].knobs)


LOCKABLE = ("selectbox", "toggle", "select_slider", "number_input", "button_group")


def test_without_the_stage_a_step_locks_the_same_numbers_and_choices():
    app = page(story="length", step="3")
    app.session_state["race-failed"] = True
    checked(app.run())
    widgets = [widget for kind in LOCKABLE for widget in app.sidebar.get(kind)]
    open_ones = {widget.key for widget in widgets if not widget.disabled}
    lane = app.session_state["lanes"][0]
    assert open_ones == {f"lane{lane}.learning_rate", f"lane{lane}.learning_rate~slider"}
    assert len(widgets) > 10
    assert all(button.disabled for button in app.sidebar.button)
    assert not app.get("plotly_chart"), "the question is not answered yet"
    press(app, "Skip")
    assert app.get("plotly_chart")
    press(app, "Unlock all controls")
    assert not any(box.disabled for box in app.sidebar.selectbox)


def test_a_changed_step_is_in_the_link_and_comes_back():
    app = page(story="length", step="2")
    lane = app.session_state["lanes"][0]
    app.session_state[f"lane{lane}.learning_rate"] = 0.123
    checked(app.run())
    again = page(**link(app))
    assert again.session_state[f"lane{again.session_state['lanes'][0]}.learning_rate"] == 0.123
    assert link(again) == link(app)


WRONG = {
    "an unknown story": ({"story": "lenght"}, "length"),
    "a step too far": ({"story": "length", "step": "99"}, "[1, 5]"),
    "a step that is no number": ({"story": "length", "step": "<i>"}, "[1, 5]"),
    "a step without a story": ({"step": "2"}, "story"),
    "an unknown challenge": ({"challenge": "C99"}, "C9"),
    "a place that is fixed": ({"challenge": "C1", "values": "kappa=1"}, "values"),
    "an optimizer that is not allowed": ({"challenge": "C1", "run": "newton"}, "Newton"),
}


@pytest.mark.parametrize(("query", "word"), WRONG.values(), ids=WRONG)
def test_a_wrong_link_is_said_in_a_sentence_and_the_page_works(query, word):
    app = page(**query)
    text = " ".join(warning.value for warning in app.warning).replace("\\", "")
    assert word in text
    assert "<i>" not in "".join(warning.value for warning in app.warning)


DROPPED = [
    ({"challenge": "C2", "run": ["momentum", "gd"]}, "the first is shown"),
    ({"challenge": "C2", "story": "velocity"}, "story is left out"),
    ({"story": "velocity", "step": "2", "beta": "0.5"}, "beta is left out"),
    ({"run": "adam", "steps": "5"}, "shows no race of the link: run, steps left out"),
    ({"challenge": "C7", "run": "adam"}, "shows no race of the link: run left out"),
    ({"colour": "red"}, "colour"),
]


@pytest.mark.parametrize(("query", "sentence"), DROPPED)
def test_what_a_link_cannot_have_together_is_said(query, sentence):
    app = page(**query)
    assert sentence in app.warning[0].value.replace("\\", "")


def test_an_unknown_part_of_a_link_leaves_the_race_of_the_step():
    app = page(story="velocity", step="2", preset="R0")
    assert "preset" in app.warning[0].value
    assert link(app) == {"story": ["velocity"], "step": ["2"]}
    assert sent(app)["live"]["race"] == sent(page(story="velocity", step="2"))["live"]["race"]


@pytest.mark.parametrize("key", CHALLENGES)
def test_a_challenge_opens_unsolved_and_its_par_is_judged_on_screen(key):
    app = page(challenge=key)
    assert link(app) == {"challenge": [key]}
    assert any(markdown.value.startswith("**Not yet.**") for markdown in app.markdown)
    assert not app.success
    app = page(challenge=key, run=to_query(CHALLENGES[key].par)["run"][0])
    assert app.success[0].value.startswith("**Gold.**")
    assert app.session_state["passed"][key]["gold"]
    assert set(link(app)) == {"challenge", "run"}
    press(app, "All lessons")
    assert sum("★" in caption.value for caption in app.caption) == 1


def test_the_hidden_bowl_is_told_neither_by_the_page_nor_by_its_link():
    app = page(challenge="C2", run="gd,learning_rate=0.2")
    data = sent(app)
    roles = [trace.get("meta", {}).get("role") for trace in data["figures"]["contour"]["data"]]
    assert "path" in roles
    assert "terrain" not in roles
    assert "surface" not in data["figures"]
    assert data["live"]["knobs"]["surface"] == []
    assert data["live"]["events"] == []
    assert data["live"]["rulers"] == [None]
    assert data["live"]["inside"] is None
    assert data["live"]["secret"]
    said = [*app.markdown, *app.caption, *app.subheader]
    words = " ".join(element.value for element in said) + json.dumps(data["figures"])
    assert "kappa" not in words + json.dumps(link(app))
    assert "lambda" not in words
    assert not app.table


def test_challenges_offer_the_choices_that_they_allow():
    row = CHALLENGES["C6"]
    app = page(challenge="C6")
    lane = app.session_state["lanes"][0]
    chosen = app.selectbox(key=f"lane{lane}.optimizer")
    assert len(chosen.options) == len(row.optimizers)
    chosen.set_value("adam").run()
    checked(app)
    assert link(app)["run"][0].startswith("adam.pytorch,")
    assert "at most 0.05" in " ".join(markdown.value for markdown in app.markdown)


def test_the_challenge_about_averages_is_judged_and_linked():
    app = page(challenge="C7")
    assert link(app) == {"challenge": ["C7"]}
    assert any(markdown.value.startswith("**Not yet.**") for markdown in app.markdown)
    app = page(challenge="C7", beta="0.85")
    assert link(app) == {"challenge": ["C7"], "beta": ["0.85"]}
    assert app.success
    press(app, "All lessons")
    assert sum("passed" in caption.value for caption in app.caption) == 1
    app = page(challenge="C7", beta="2")
    assert "beta" in app.warning[0].value


def test_every_link_of_a_plan_leads_where_it_says():
    app = page()
    links = app.get("page_link")
    shows = [(plan.key, name) for plan in PLANS.values() for stop in plan.stops for name in stop.shows]
    assert len(links) == sum(name in PRESETS for _, name in shows)
    for element in links:
        query = parse_qs(urlsplit(element.proto.query_string).query or element.proto.query_string)
        page_of = PRESETS[query["preset"][0]].page
        assert element.proto.page == ("" if page_of == "playground" else page_of)
    challenges = [(plan, name.removeprefix(CHALLENGE)) for plan, name in shows if name.startswith(CHALLENGE)]
    assert challenges
    for plan, key in challenges:
        app.button(key=f"plan-{plan}-{key}").click().run()
        assert link(checked(app)) == {"challenge": [key]}
        press(app, "All lessons")


@pytest.mark.parametrize("step", [step for row in LESSONS.values() for step in row.steps], ids=lambda step: step.preset)
def test_a_story_speaks_of_nothing_that_only_the_page_of_its_preset_draws(step):
    row = PRESETS[step.preset]
    assert not re.search(r"(figure|table|chart|switch|off)\w* below", row.truth + row.but)


def test_what_is_open_is_read_from_texts_alone():
    assert lesson_state.opened({}) == ({}, [])
    assert lesson_state.opened({"story": "length"}) == ({"story": "length", "step": "1"}, [])

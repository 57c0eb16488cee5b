"""Pages of the course without a browser: presets, questions, links, and a race of its own for every page."""

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from optiviz.claims import shown_by
from optiviz.presets import PAGES, PRESETS, RACES
from optiviz.ui.wire import race_of
from tests.test_pages import checked, opened, race_on_screen, sent, turned

ROOT = Path(__file__).parent.parent
ASKING = next(preset for preset in PAGES["learning_rate"].presets if preset.question)


def page(key, **query):
    """A page of the course at a link, on a first visit."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page(f"pages/{key}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return checked(app.run())


def said(app, name):
    """A parameter of the link, as text."""
    texts = app.query_params[name]
    return texts if isinstance(texts, str) else texts[-1]


def covered(app):
    return sent(app)["live"]["covered"]


def choose(app, key):
    """The app after a press on the chip of a preset."""
    app.pills(key="chosen").set_value(key)
    return checked(app.run())


@pytest.mark.parametrize("then", ["the preset once more", "an answer", "nothing"])
def test_an_address_that_is_late_brings_no_race_of_before_back(then, walk):
    app = page("learning_rate")
    first = said(app, "preset")
    app = choose(app, ASKING.key)
    app.query_params["preset"] = first  # what a browser says that has not heard of the choice yet
    moves = {"the preset once more": app.pills(key="chosen").set_value, "an answer": app.button(key="answer0").click}
    if then in moves:
        moves[then](*([None] if then == "the preset once more" else []))
    checked(app.run())
    assert said(app, "preset") == ASKING.key
    assert race_of(sent(app)["live"]["race"]) == ASKING.spec
    app.query_params["preset"] = first
    assert said(checked(walk(app)), "preset") == first


def test_a_preset_without_a_race_stays_though_the_address_is_late():
    alone = next(preset for preset in PAGES["adaptive"].presets if preset.spec is None)
    app = page("adaptive")
    first = said(app, "preset")
    app = choose(app, alone.key)
    app.query_params["preset"] = first
    assert said(choose(app, None), "preset") == alone.key


def test_a_first_visit_shows_the_first_preset_with_nothing_covered():
    app = page("learning_rate")
    assert said(app, "preset") == PAGES["learning_rate"].presets[0].key
    assert not covered(app)


@pytest.mark.parametrize("preset", {preset.page: preset for preset in RACES.values()}.values(), ids=lambda p: p.key)
def test_a_preset_of_every_page_is_a_link_that_runs_it(preset):
    app = page(preset.page, preset=preset.key)
    assert said(app, "preset") == preset.key
    assert set(app.query_params) == {"preset"}
    assert not app.warning
    assert sent(app)["live"]["race"]["steps"] == preset.spec.place.steps


@pytest.mark.parametrize("row", PAGES.values(), ids=PAGES)
def test_a_page_opens_with_a_picture_and_asks_later(row):
    assert not row.presets[0].question


def test_a_link_to_a_question_asks_it():
    assert covered(page("learning_rate", preset=ASKING.key))


def test_whoever_follows_a_preset_with_a_question_answers_first():
    app = choose(page("learning_rate", preset="L1e"), ASKING.key)
    assert covered(app)
    assert not any("Results" in s.value for s in app.subheader)
    wrong = next(k for k in range(len(ASKING.choices)) if k != ASKING.answer)
    app.button(key=f"answer{wrong}").click()
    app = checked(app.run())
    assert not covered(app)
    text = " ".join(m.value for m in app.markdown)
    assert "Not so" in text
    assert ASKING.told(ASKING.truth) in text
    for claim in shown_by(ASKING.key):
        assert f"“{claim.text}”" in text
        assert any(parse_qs(link.proto.query_string)["topic"] == [claim.key[1]] for link in app.get("page_link"))


def test_a_question_can_be_skipped():
    app = choose(page("learning_rate", preset="L1e"), ASKING.key)
    app.button(key="skip").click()
    assert not covered(checked(app.run()))


def test_a_turned_knob_makes_the_link_whole_and_the_way_back_makes_it_short():
    app = turned(page("learning_rate", preset="L1e"), steps=77)
    assert said(app, "preset") == "L1e"
    assert said(app, "steps") == "77"
    back = next(b for b in app.button if b.label.startswith("Back to the preset"))
    app = checked(back.click().run())
    assert set(app.query_params) == {"preset"}


def test_a_link_with_a_preset_and_numbers_shows_the_numbers():
    app = page("learning_rate", preset="L1e", surface="bowl", steps="33", run="gd.pytorch,learning_rate=0.5")
    assert sent(app)["live"]["race"]["steps"] == 33
    assert said(app, "preset") == "L1e"


def test_an_unknown_preset_is_said_and_the_page_works():
    app = page("learning_rate", preset="L9<script>")
    assert "Unknown preset" in app.warning[0].value
    assert "preset" not in app.query_params or said(app, "preset") in PRESETS


@pytest.mark.parametrize(("key", "name", "there"), [("momentum", "E2", "Averages"), ("playground", "A8", "Adaptive")])
def test_a_preset_of_another_page_is_named_with_a_way_there(key, name, there):
    app = page(key, preset=name)
    assert there in app.warning[0].value
    assert f"preset={name}" in str(app.get("page_link")[0].proto)


def test_a_preset_without_a_race_says_that_it_shows_none():
    app = page("adaptive", preset="A9", run="adam")
    assert "run left out" in app.warning[0].value


def test_an_unknown_part_of_a_link_leaves_the_race_of_the_preset():
    app = page("momentum", preset="M5", colour="red")
    assert "colour" in app.warning[0].value
    assert sent(app)["live"]["race"]["steps"] == PRESETS["M5"].spec.place.steps
    assert set(app.query_params) == {"preset"}


def test_every_page_keeps_a_race_of_its_own():
    app = turned(opened(surface="beale"), steps=55)
    app.switch_page("pages/learning_rate.py")
    for name in list(app.query_params):
        del app.query_params[name]
    app = turned(checked(app.run()), steps=44)
    app.switch_page("pages/playground.py")
    for name in list(app.query_params):
        del app.query_params[name]
    app = checked(app.run())
    assert (race_on_screen(app).place.surface, race_on_screen(app).place.steps) == ("beale", 55)


def test_a_schedule_and_noise_are_in_the_link_and_on_the_cards():
    app = opened(run="gd.pytorch,learning_rate=0.05,schedule=cosine,schedule.warmup=10", gradient="noise=0.5,seed=3")
    lane = race_on_screen(app).lanes[0]
    assert (lane.schedule, lane.schedule_values["warmup"]) == ("cosine", 10)
    assert race_on_screen(app).place.gradient["noise"] == 0.5
    equations = " ".join(latex.value for latex in app.latex)
    assert r"\cos" in equations
    assert r"\sigma" in equations
    knobs = sent(app)["live"]["knobs"]
    assert {"warmup", "end"} <= {knob["name"] for knob in knobs["schedules"][0]}
    assert {"noise", "seed"} <= {knob["name"] for knob in knobs["gradient"]}


def test_a_plain_race_has_no_knobs_for_what_it_does_not_use():
    knobs = sent(opened())["live"]["knobs"]
    assert knobs["gradient"] == []
    assert set(map(len, knobs["schedules"])) == {0}


def test_switching_noise_on_offers_its_knobs_and_off_takes_it_out_of_the_race():
    app = opened(gradient="noise=0.5")
    app.toggle(key="noisy~0").set_value(False)
    app = checked(app.run())
    assert race_on_screen(app).place.gradient["noise"] == 0
    app.toggle(key="noisy~0").set_value(True)
    app = checked(app.run())
    assert {"noise", "clip", "seed"} <= {knob["name"] for knob in sent(app)["live"]["knobs"]["gradient"]}


def test_a_click_of_a_browser_that_has_not_drawn_the_last_preset_yet_brings_its_preset_whole():
    app = page("adaptive", surface="rosenbrock", tolerance="0.5", run="gd")
    before = app._tree  # what the browser still shows and reports
    late = [box for box in before.get("selectbox") if box.key.split("~")[0] in ("family", "surface")]
    assert len(late) == 2
    for box in late:
        box.set_value(box.value)
    choose(app, "A9")  # a preset without a race
    chips = next(pills for pills in before.get("button_group") if pills.key == "chosen")
    chips.set_value("J1")
    checked(app._run(WidgetStates(widgets=[widget._widget_state for widget in (*late, chips)])))
    assert race_state_of(app) == PRESETS["J1"].spec
    assert said(app, "preset") == "J1"
    assert set(app.query_params) == {"preset"}


def test_a_link_shows_the_views_that_it_names_and_is_as_short_as_it_can_be():
    app = page("momentum", preset="M5", views="slice,loss")
    assert sent(app)["views"] == ["loss", "slice"]
    assert said(app, "views") == "loss,slice"
    app = turned(app, steps=44)
    assert said(app, "views") == "loss,slice"
    app = choose(app, "MP1")
    assert sent(app)["views"] == list(PRESETS["MP1"].views)
    assert "views" not in app.query_params
    assert "views" not in page("momentum", preset="M5", views="loss,contour").query_params


WRONG_VIEWS = [
    ("learning_rate", "loss,<b>,loss,lss", ["loss"], "Unknown view"),
    ("learning_rate", "phase_flat,slice", ["slice"], "Phase, flat"),
    ("learning_rate", ",".join(["x"] * 9999), ["contour", "loss"], "Unknown view"),
    ("lessons", "loss", None, "this page does not have: Loss"),
]


@pytest.mark.parametrize(("key", "views", "shown", "sentence"), WRONG_VIEWS)
def test_views_that_are_none_or_not_of_this_page_are_said_and_left_out(key, views, shown, sentence):
    app = page(key, views=views)
    warned = " ".join(warning.value for warning in app.warning)
    assert sentence in warned.replace("\\", "")
    assert "<b>" not in warned
    if shown:
        assert sent(app)["views"] == shown


def race_state_of(app):
    """The RaceSpec on screen, as the stage has it."""
    return race_of(sent(app)["live"]["race"])

"""The page of averages: every control follows the link, figures follow the finger, nothing that is pasted breaks it."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from optiviz.averages import rules
from optiviz.averages.links import from_query
from optiviz.averages.spec import AveragesSpec, series_of
from optiviz.presets.averages import COLD, PRESETS, TEN
from optiviz.simulate import simulate
from optiviz.ui import averages_board, moments_board, shelf, wire
from tests.conftest import ROOT
from tests.test_board import BOARD, READY, RIGHTMOST, at_rest, drag, press

ASKING = next(preset for preset in PRESETS if preset.question)
ANSWERED = {preset.key: -1 for preset in PRESETS}  # who has skipped every question


def page(**query):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page("pages/averages.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.session_state["answers"] = dict(ANSWERED)
    return checked(app.run())


def checked(app):
    assert not app.exception, app.exception
    return app


def link(app):
    """The query as a browser gives it back."""
    return {k: v if isinstance(v, list) else [v] for k, v in app.query_params.items()}


def spec_of(app):
    """The AveragesSpec that the link says in full."""
    spec, problems = from_query(link(app))
    assert problems == []
    return spec


def sent(app, board=0):
    return json.loads(app.get("bidi_component")[board].proto.bytes)


def test_a_first_visit_shows_the_first_preset():
    app = page()
    assert link(app) == {"preset": ["E4"]}
    data = sent(app)
    assert data["live"]["race"] | data["live"]["extra"] == {
        **averages_board.values_of(TEN),
        **{name: float(getattr(TEN, name)) for name in ("noise", "seed", "day")},
    }
    assert list(data["figures"]) == ["data", "weights", "share", "distance"]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_is_a_link_that_shows_it(preset):
    app = page(preset=preset.key)
    assert link(app) == {"preset": [preset.key]}
    assert not app.warning
    assert preset.told(preset.truth) in [text.value for text in app.markdown]
    assert ("sweep" in sent(app)["figures"]) == preset.spec.sweep


def test_figures_wait_for_the_answer_of_whoever_follows_a_preset():
    app = page(preset="E4")
    app.session_state["answers"] = {}
    app.pills(key="averages~preset").set_value(ASKING.key)
    app = checked(app.run())
    assert not app.get("bidi_component")
    app.button(key="answer0").click()
    app = checked(app.run())
    assert app.get("bidi_component")
    assert any("Not so" in text.value for text in app.markdown)


def test_controls_are_in_the_link_and_the_link_brings_them_back():
    app = page(preset="E2")
    app.selectbox(key="averages~signal").set_value("step")
    app = checked(app.run())
    app.segmented_control(key="averages~show").set_value("both")
    app.toggle(key="averages~simple").set_value(True)
    app.toggle(key="averages~clean").set_value(True)
    app = checked(app.run())
    next(button for button in app.button if button.label == "Add an average").click()
    app = checked(app.run())
    spec = spec_of(app)
    assert (spec.signal, spec.noise, spec.days, spec.show, spec.simple, spec.clean, spec.sweep) == (
        "step",
        1.0,
        100,
        "both",
        True,
        True,
        False,
    )
    assert spec.betas == (0.9, 0.98, 0.5)
    again = page(**{name: texts if name == "beta" else texts[0] for name, texts in link(app).items()})
    assert sent(again)["figures"] == sent(app)["figures"]


def test_a_broken_link_is_said_and_shows_the_rest():
    app = page(signal="stepp", beta=["1", "0.7"], preset="E99")
    text = app.warning[0].value
    for word in ("stepp", "beta", "E99"):
        assert word in text
    assert spec_of(app).betas == (0.9, 0.7)


def test_an_address_that_is_late_loses_no_change():
    app = page(preset="E4")
    before = link(app)
    app.toggle(key="averages~simple").set_value(True)
    app = checked(app.run())
    for name in list(app.query_params):
        del app.query_params[name]
    for name, value in before.items():
        app.query_params[name] = value
    app.toggle(key="averages~clean").set_value(True)
    app = checked(app.run())
    assert spec_of(app).simple
    assert spec_of(app).clean


def test_what_stands_beside_a_preset_changes_it():
    app = page(preset="E2", beta="0.5")
    row = next(preset for preset in PRESETS if preset.key == "E2")
    assert not app.warning
    assert spec_of(app) == replace(row.spec, betas=(0.5,))


def test_a_preset_of_another_page_is_named_with_a_way_there():
    app = page(preset="M1")
    assert "Momentum" in app.warning[0].value
    assert "preset=M1" in str(app.get("page_link")[0].proto)


def test_pandas_third_curve_is_a_choice_that_the_link_says():
    app = page(preset="E4")
    app.toggle(key="averages~started").set_value(True)
    app = checked(app.run())
    assert spec_of(app).started
    assert "from the first value" in str(sent(app)["figures"]["data"]["data"])
    assert any("adjust=False" in caption.value for caption in app.caption)


def test_text_that_is_no_number_is_no_markdown():
    app = page(signal="own")
    app.text_area(key="averages~text").set_value("1\n![x](//e.org)\n")
    app = checked(app.run())
    assert "is no number" in app.warning[0].value
    assert "![x](" not in app.warning[0].value


def test_numbers_that_gave_way_on_the_shelf_are_laid_again():
    app = page(signal="own")
    app.text_area(key="averages~text").set_value("1\n2\n3")
    app = checked(app.run())
    for _ in range(shelf.PLACES):
        shelf.lay([0.0])
    app = checked(app.run())
    assert shelf.take(app.session_state["averages.own"]["place"]) == (1.0, 2.0, 3.0)


PASTED = [("1\n2\n3\n4", 4, None), ("", None, "Paste some numbers"), ("1\nx", None, "is no number"), ("5", None, "One")]


@pytest.mark.parametrize(("text", "length", "sentence"), PASTED)
def test_pasted_numbers_are_averaged_or_it_is_said_why_not(text, length, sentence):
    app = page(signal="own")
    app.text_area(key="averages~text").set_value(text)
    app = checked(app.run())
    if sentence:
        assert sentence in " ".join(box.value for box in [*app.warning, *app.info])
        assert [part.key for part in app.get("bidi_component")] == ["adam-board"]
        return
    data = sent(app)
    question = {"board": "averages", "values": data["live"]["extra"] | data["live"]["race"], "dark": False}
    answer = json.loads(wire.answer(json.dumps({"id": 1, **question})))
    assert answer["figures"] == data["figures"]
    assert f"{length} values" in data["figures"]["data"]["layout"]["meta"]["alt"]
    assert text not in str(link(app))


def test_of_several_columns_one_is_chosen():
    app = page(signal="own")
    app.text_area(key="averages~text").set_value("a,b\n1,10\n2,20\n3,40")
    app = checked(app.run())
    app.selectbox(key="averages~column").set_value("b")
    app = checked(app.run())
    assert "values from 10 to 40" in sent(app)["figures"]["data"]["layout"]["meta"]["alt"]


def test_a_few_numbers_have_a_knob_within_them_and_say_which_column_was_read():
    app = page(signal="own")
    app.text_area(key="averages~text").set_value("day;x\n1;1,5\n2;\n3;3,5")
    app = checked(app.run())
    assert sent(app)["live"]["race"]["day"] == 3
    told = " ".join(caption.value for caption in app.caption).replace("\\", "")
    assert "Column “day” is shown. Column “x” was left out: the cell in row 3 is empty." in told


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"1\n2\n3", None), (b"\xff\xfe\x00", "no text"), (b"1\n" * 500_000, "too long")],
    ids=["good", "no text", "too long"],
)
def test_an_uploaded_file_is_read_or_refused(content, sentence):
    from optiviz.ui import averages

    file = io.BytesIO(content)
    file.size = len(content)
    assert (averages._content(file) is None) == bool(sentence)
    if sentence:
        assert sentence in averages._refused(file)


QUESTION = {"board": "averages", "values": averages_board.values_of(COLD), "dark": True}
REFUSED = [
    ({"signal": "x"}, "Unknown signal"),
    ({"beta0": 1.0}, "`beta`"),
    ({"days": 1e9}, "`days`"),
    ({"beta9": 0.5}, "`beta9` is no value of this page."),
    ({"signal": "own", "own": "guess"}, "no longer held"),
    ({"signal": "own", "own": 3}, "no longer held"),
    ({"noise": "much"}, "`noise`"),
]


@pytest.mark.parametrize(("changes", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_the_channel_refuses_what_is_not_legal(changes, sentence):
    question = {"id": 1, **QUESTION, "values": QUESTION["values"] | changes}
    assert sentence in json.loads(wire.answer(json.dumps(question)))["error"]


ADAM = {"learning_rate": 0.2, "b1": 0.9, "b2": 0.999, "axis": "y"}


@pytest.mark.parametrize(
    "changes", [{"axis": "z"}, {"b1": 1.0}, {"learning_rate": -1}, {"eps": 1e-3}, {"axis": 0}], ids=str
)
def test_the_channel_refuses_an_adam_that_is_not_legal(changes):
    with pytest.raises(ValueError, match=r"\.$"):
        moments_board.check(ADAM | changes)


@pytest.mark.parametrize(("b1", "b2"), [(0.9, 0.999), (0.0, 0.5), (0.99, 0.9)])
def test_what_adam_holds_is_our_average_of_its_gradients(b1, b2):
    spec = moments_board.spec_of(ADAM | {"b1": b1, "b2": b2})
    path = simulate(spec)
    for name, power, b in (("m", 1, b1), ("v", 2, b2)):
        seen = path.gradient[:-1, 1] ** power
        scale = np.abs(seen).max()
        np.testing.assert_allclose(path.state[name][1:, 1], rules.raw(seen, b), atol=1e-14 * scale)
        np.testing.assert_allclose(path.state[f"{name}_hat"][1:, 1], rules.corrected(seen, b), atol=1e-11 * scale)
    figures = moments_board.draw((spec, 1), False)
    assert list(figures) == ["m", "v"]


NO_QUESTION = "?preset=E4"


@pytest.fixture
def open_page(stroll):
    """open_page(query, **media) -> the page of averages with its first board drawn and at rest."""

    def open_it(query, **media):
        page = stroll(f"averages{query}", **media)
        skip = page.get_by_role("button", name="Skip")
        expect(skip.or_(page.locator(READY).first).first).to_be_visible()
        if skip.count():
            skip.click()
        page.wait_for_selector(READY)
        at_rest(page)
        return page

    return open_it


def drawn(page, index):
    """The y values of a trace of the first board's data figure."""
    return np.array(page.evaluate(f"Array.from({BOARD}.sheets.get('data').plot.data[{index}].y)"))


@pytest.mark.browser
def test_averages_follow_the_finger_and_the_link_says_what_is_released(open_page):
    page = open_page(NO_QUESTION)
    series = series_of(AveragesSpec("ten", 0.5, seed=42))
    np.testing.assert_array_equal(drawn(page, 1), rules.raw(series.x, 0.8))
    box = press(page, "Beta", 0.3)
    drag(page, box, 0.5)
    beta = page.evaluate(f"{BOARD}.tuning.race.beta0")
    np.testing.assert_array_equal(drawn(page, 1), rules.raw(series.x, beta))
    np.testing.assert_array_equal(drawn(page, 2), rules.corrected(series.x, beta))
    expect(page.locator(".ov-steps").first).to_contain_text(f"= {1 / (1 - beta):.3g}"[:5])
    expect(page.locator("[data-figure=weights] .ov-sheet-words")).to_contain_text(f"at β {beta:g}")
    page.mouse.up()
    page.wait_for_url(f"**beta={beta}**")
    at_rest(page)
    np.testing.assert_array_equal(drawn(page, 1), rules.raw(series.x, beta))


@pytest.mark.browser
def test_digits_choose_presets(open_page):
    page = open_page(NO_QUESTION)
    page.mouse.click(5, 700)
    page.keyboard.press("1")
    page.wait_for_url(f"**preset={PRESETS[0].key}")


@pytest.mark.browser
def test_the_formula_belongs_to_the_day_under_the_pointer(open_page):
    page = open_page(NO_QUESTION)
    plot = page.locator("[data-figure=data] .nsewdrag")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    value = float(series_of(AveragesSpec("ten", 0.5, seed=42)).x[3])
    spot = page.evaluate(
        f"(axes => [axes.xaxis.d2p(4), axes.yaxis.d2p({value})])({BOARD}.sheets.get('data').plot._fullLayout)"
    )
    page.mouse.move(box["x"] + spot[0], box["y"] + spot[1], steps=4)
    words = page.locator("[data-figure=weights] .ov-sheet-words")
    expect(words).to_contain_text("Day 4 at β 0.8")
    page.mouse.move(2, 2)
    expect(words).to_contain_text("Day 10 at β 0.8")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_all_of_it_without_scrolling_sideways(open_page, scheme):
    page = open_page("?preset=E1", viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page.wait_for_function(f"document.documentElement.scrollWidth <= 390 && {RIGHTMOST} <= 391")  # charts follow late


@pytest.mark.browser
def test_adams_averages_follow_its_knobs(open_page):
    page = open_page(NO_QUESTION)
    other = "document.querySelectorAll('.optiviz-board')[1].board"
    page.wait_for_function(f"{other}.root.dataset.state === 'ready'")
    box = press(page, "Beta 1", 0.3)
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2, steps=3)
    page.wait_for_function(f"!{other}.tuning.channel.asked && !{other}.tuning.channel.waiting && !{other}.drawing")
    beta = page.evaluate(f"{other}.tuning.race.b1")
    path = simulate(moments_board.spec_of(ADAM | {"b1": beta}))
    held = np.array(page.evaluate(f"Array.from({other}.sheets.get('m').plot.data[1].y)"))
    np.testing.assert_array_equal(held, path.state["m"][1:, 1])
    page.mouse.up()

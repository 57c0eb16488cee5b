"""The board: figures change in place, live under a knob that is dragged; whatever comes over the channel is checked."""

import json

import numpy as np
import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from optiviz.figures.style import spelled
from optiviz.ui import board, wire
from tests.board_app import PARAMS
from tests.conftest import ROOT

APP = ROOT / "tests" / "board_app.py"
BOARD = "document.querySelector('.optiviz-board').board"
READY = ".optiviz-board[data-state=ready]"
RIGHTMOST = (
    "Math.max(...[...document.querySelectorAll('.optiviz-board *')].map(part => part.getBoundingClientRect().right))"
)
GOOD = {"board": "test", "values": {"speed": 1.0, "size": 2, "day": 4, "count": 2}, "dark": False}


def ask(**others):
    return json.dumps({"id": 7, **GOOD, **others})


def test_a_question_is_answered_with_figures_of_its_values():
    answer = json.loads(wire.answer(ask()))
    assert answer["id"] == 7
    assert list(answer["figures"]) == ["curve", "square"]
    assert "from 0.397" in answer["figures"]["curve"]["layout"]["meta"]["alt"]


def test_words_of_figures_have_true_minus_signs():
    figure = {"data": [1], "layout": {"meta": {"alt": "from -0.5 to 1e-08", "words": "x -2", "lines": 2}, "height": 3}}
    assert spelled({"curve": figure}) == {
        "curve": {
            "data": [1],
            "layout": {"meta": {"alt": "from −0.5 to 1e−8", "words": "x −2", "lines": 2}, "height": 3},
        }
    }


REFUSED = [
    ({"board": "tset"}, "`board` must be one of"),
    ({"board": ["test"]}, "`board` must be one of"),
    ({"values": [1]}, "`values` must be an object"),
    ({"values": {str(k): 1 for k in range(65)}}, "at most 64 names"),
    ({"values": GOOD["values"] | {"speed": [1]}}, "`speed` must be a number, a text or a truth value"),
    ({"values": GOOD["values"] | {"speed": None}}, "`speed` must be a number, a text or a truth value"),
    ({"values": GOOD["values"] | {"speed": 1e300}}, "`speed` must be in [0.1, 10], got 1e+300."),
    ({"values": GOOD["values"] | {"speed": float("nan")}}, "`speed` must be in [0.1, 10], got nan."),
    ({"values": GOOD["values"] | {"day": 2.5}}, "`day` must be a whole number"),
    ({"values": {"size": 1.0, "day": 4}}, "`speed` must be in [0.1, 10], got None."),
    ({"dark": 1}, "`dark` must be true or false"),
    ({"race": {}}, 'Unknown part of a request "race"'),
]


@pytest.mark.parametrize(("others", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_what_is_not_a_legal_question_is_refused_in_a_sentence(others, sentence):
    refusal = json.loads(wire.answer(ask(**others)))
    assert refusal["id"] == 7
    assert sentence in refusal["error"]


def test_a_question_without_a_theme_is_refused():
    question = json.loads(ask())
    del question["dark"]
    assert "lacks `dark`" in json.loads(wire.answer(json.dumps(question)))["error"]


@pytest.fixture
def told(monkeypatch):
    """told(message) -> what on_values was called with."""
    params = {param.name: param for param in PARAMS}

    def tell(message):
        heard = []
        board._take_over(message, params, heard.append)
        return heard

    return tell


def test_values_that_the_browser_commits_are_heard(told):
    assert told({"speed": 2, "size": 0.5, "day": 9}) == [{"speed": 2.0, "size": 0.5, "day": 9.0}]


@pytest.mark.parametrize("message", [None, "x", [], {}, {"speed": 2, "size": 9e9, "day": 1}, {"speed": 2, "size": 1}])
def test_values_that_are_not_legal_throughout_are_not_heard(told, message):
    assert told(message) == []


def test_the_component_is_sent_figures_and_knobs():
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    (mounted,) = at.get("bidi_component")
    sent = json.loads(mounted.proto.bytes)
    assert list(sent["figures"]) == ["curve", "square"]
    assert sent["live"]["race"] == {"speed": 1.0, "size": 1.0, "day": 3.0}
    assert [[knob["name"] for knob in group["knobs"]] for group in sent["live"]["groups"]] == [
        ["speed", "size"],
        ["day"],
    ]
    assert not at.get("plotly_chart")


def test_where_the_board_cannot_load_widgets_and_still_charts_stand_in():
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.session_state["board-failed"] = True
    at.run()
    assert [warning.value for warning in at.warning] == [board.FAILED]
    assert len(at.get("plotly_chart")) == 2
    at.number_input(key="board~size").set_value(2.5).run()
    assert not at.exception
    assert at.session_state["size"] == 2.5
    assert "On day 3 it stands at 1.412." in [caption.value for caption in at.caption]


@pytest.fixture
def open_board(serve, visit):
    """open_board(query, **context options) -> the page of board_app.py with its figures drawn."""

    def open_it(query="", **options):
        page = visit(f"{serve(APP)}/{query}", **options)
        page.wait_for_selector(READY)
        page.evaluate(f"() => {{ window.plot = {BOARD}.sheets.get('curve').plot; }}")
        return page

    return open_it


def heights(page, name="curve"):
    return np.array(page.evaluate(f"Array.from({BOARD}.sheets.get('{name}').plot.data[0].y)"))


def curve(size, speed):
    return size * np.sin(speed * np.arange(1.0, 41.0) / 5)


def press(page, label, part):
    slider = page.get_by_label(label, exact=True)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    return box


def drag(page, box, part):
    page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2, steps=3)
    page.wait_for_function(f"!{BOARD}.tuning.channel.asked && !{BOARD}.tuning.channel.waiting && !{BOARD}.drawing")


def at_rest(page):
    page.wait_for_function(f"!{BOARD}.tuning.ahead && !{BOARD}.drawing && !{BOARD}.next()")


def same_element(page):
    return page.evaluate(f"window.plot === {BOARD}.sheets.get('curve').plot && window.plot.isConnected")


@pytest.mark.browser
def test_curves_follow_a_knob_before_it_is_released_and_python_hears_of_it_after(open_board):
    page = open_board()
    box = press(page, "Size", 0.2)
    drag(page, box, 0.6)
    size = page.evaluate(f"{BOARD}.tuning.race.size")
    assert 2.5 < size < 3.5
    np.testing.assert_array_equal(heights(page), curve(size, 1.0))
    expect(page.get_by_text("Python has speed 1, size 1,")).to_be_visible()
    drag(page, box, 0.8)
    size = page.evaluate(f"{BOARD}.tuning.race.size")
    np.testing.assert_array_equal(heights(page), curve(size, 1.0))
    page.mouse.up()
    expect(page.get_by_text(f"Python has speed 1, size {size:g},")).to_be_visible()
    at_rest(page)
    np.testing.assert_array_equal(heights(page), curve(size, 1.0))
    np.testing.assert_array_equal(heights(page, "square"), curve(size, 1.0) ** 2)
    assert same_element(page)


@pytest.mark.browser
def test_zoom_survives_a_drag_a_release_and_news_of_the_page(open_board):
    page = open_board()
    box = page.locator("[data-figure=curve] .nsewdrag").bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.7 * box["height"], steps=4)
    page.mouse.up()
    zoom = "JSON.stringify([window.plot._fullLayout.xaxis.range, window.plot._fullLayout.yaxis.range])"
    page.wait_for_function("window.plot._fullLayout.xaxis.range[0] > 5")
    before = page.evaluate(zoom)
    drag(page, press(page, "Size", 0.2), 0.7)
    assert page.evaluate(zoom) == before
    page.mouse.up()
    at_rest(page)
    page.get_by_text("12", exact=True).click()
    page.wait_for_function(f"{BOARD}.sheets.size === 12")
    at_rest(page)
    assert page.evaluate(zoom) == before
    assert same_element(page)


@pytest.mark.browser
def test_keys_and_typed_values_are_committed_and_nonsense_is_said(open_board):
    page = open_board()
    page.get_by_label("Speed", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    at_rest(page)
    speed = page.evaluate(f"{BOARD}.tuning.race.speed")
    expect(page.get_by_text(f"Python has speed {speed:g}, size 1,")).to_be_visible()
    field = page.get_by_label("Size, exact", exact=True)
    field.fill("2.125")
    field.press("Enter")
    expect(page.get_by_text("size 2.125, day 3")).to_be_visible()
    field.fill("many")
    field.press("Enter")
    expect(
        page.get_by_role("alert").filter(has_text="Size must be in [0, 5], got “many”. Keeping 2.125.")
    ).to_be_visible()
    assert field.input_value() == "2.125"


@pytest.mark.browser
def test_a_pointer_over_a_point_previews_its_day_and_a_click_picks_it(open_board):
    page = open_board()
    words = page.locator("[data-figure=square] .ov-sheet-words")
    expect(words).to_contain_text("On day 3 ")
    box = page.locator("[data-figure=curve] .nsewdrag").bounding_box()
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.2 * box["height"])
    spot = page.evaluate("[window.plot._fullLayout.xaxis.d2p(20), window.plot._fullLayout.yaxis.d2p(Math.sin(4))]")
    page.mouse.move(box["x"] + spot[0], box["y"] + spot[1], steps=3)
    expect(words).to_contain_text("On day 20 ")
    expect(page.get_by_label("Day, exact", exact=True)).to_have_value("3")
    page.mouse.move(5, 5)
    expect(words).to_contain_text("On day 3 ")
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    expect(page.get_by_text("day 20", exact=False).last).to_be_visible()
    expect(page.get_by_label("Day, exact", exact=True)).to_have_value("20")


@pytest.mark.browser
def test_colours_follow_the_theme_in_the_same_chart(open_board):
    page = open_board(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("window.plot._fullLayout.font.color === '#FAFAFA'")
    assert same_element(page)


@pytest.mark.browser
@pytest.mark.parametrize("query", ["", "?knobs=none"])
def test_a_phone_has_one_column_and_nothing_to_scroll_sideways(open_board, query):
    page = open_board(query, viewport={"width": 390, "height": 844})
    boxes = [page.locator(f"[data-figure={name}]").bounding_box() for name in ("curve", "square")]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(RIGHTMOST) <= 391
    if not query:
        knobs = page.locator(".ov-knobs").bounding_box()
        assert boxes[0]["y"] < knobs["y"] < boxes[1]["y"]


@pytest.mark.browser
def test_without_the_channel_values_go_through_python(open_board, visit, serve):
    page = visit(f"{serve(APP)}/_stcore/health")
    page.route_web_socket("**/optiviz/live", lambda socket: socket.close())
    page.goto(serve(APP))
    page.wait_for_selector(READY)
    box = press(page, "Size", 0.2)
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()
    page.wait_for_function(f"{BOARD}.tuning.race.size > 3 && !{BOARD}.tuning.busy && !{BOARD}.tuning.changed")
    expect(page.get_by_text(f"size {page.evaluate(f'{BOARD}.tuning.race.size'):g}, day 3")).to_be_visible()
    at_rest(page)
    np.testing.assert_array_equal(heights(page), curve(page.evaluate(f"{BOARD}.tuning.race.size"), 1.0))

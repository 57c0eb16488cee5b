"""Knobs on the stage in Chromium: numbers that are typed, fingers, play, tabs, other pages, and what goes wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests.app_page import AT_REST, DRAWN, READY, STAGE, assert_shows_its_link, race_of
from tests.hand import LANE, adam_in_focus, answered, assert_follows, drag, knob, press, race_in_hand, released

pytestmark = pytest.mark.browser


@pytest.fixture
def adam(playground):
    """The Playground at rest, with Adam in focus and the cursor at the end."""
    return adam_in_focus(playground)


HAND = 80  # milliseconds that a hand presses a button


def test_an_illegal_number_is_told_and_the_value_stays(adam):
    page, field, legal = adam, knob(adam, "Learning rate, exact"), 0.2
    for text in ("1e9", "-1", "many", "", "nan"):
        field.fill(str(legal))
        field.press("Enter")
        expect(page.locator(".ov-problem")).to_be_empty()
        page.wait_for_function(AT_REST)
        field.fill(text)
        field.press("Enter")
        expect(page.locator(".ov-problem")).to_contain_text("Learning rate must be in [0, 1e6]")
        assert field.input_value() == str(legal)
        assert race_in_hand(page)["lanes"][1]["values"]["learning_rate"] == legal
        legal += 0.01
    field.fill("0.2")
    field.press("Enter")
    page.wait_for_function(AT_REST)


def test_playing_goes_on_while_a_knob_is_dragged(playground):
    page = playground(LANE)
    page.get_by_label("Speed").select_option("0.25")
    page.get_by_role("button", name="Play (Space)").click()
    box = press(page, "Learning rate", 0.5)
    step = "Number(document.querySelector('.optiviz-stage').dataset.step)"
    page.wait_for_function(f"{step} > 0 && {step} < 60")
    drag(page, box, 0.6)
    answered(page)
    held = page.evaluate(step)
    page.wait_for_function(f"{step} > {held}")
    released(page)
    page.get_by_role("button", name="Pause (Space)").click()


def refused_channel(page):
    page.route_web_socket(re.compile("/optiviz/live"), lambda socket: socket.close())


def test_without_the_channel_paths_follow_through_streamlit(open_app):
    page = open_app(LANE, before=refused_channel)
    box = press(page, "Learning rate", 0.5)
    drag(page, box, 0.55, 0.6, 0.65)
    page.wait_for_function(f"!{STAGE}.tuning.channel.usable")
    before = page.url
    drag(page, box, 0.7, 0.75)
    page.wait_for_function(f"location.href !== {before!r}")  # while the button is still down
    page.mouse.up()
    page.wait_for_function(f"!{STAGE}.tuning.busy && !{STAGE}.tuning.changed && {DRAWN}")
    held = race_in_hand(page)["lanes"][1]["values"]["learning_rate"]
    assert race_of(page).lanes[1].values["learning_rate"] == held
    assert_shows_its_link(page)


def test_two_tabs_do_not_see_each_others_paths(open_app):
    one, two = open_app(LANE), open_app(LANE.replace("0.2", "0.11"))
    boxes = {page: press(page, label, 0.5) for page, label in ((one, "Learning rate"), (two, "Beta 1"))}
    for part in (0.45, 0.4, 0.35):
        for page, box in boxes.items():
            page.bring_to_front()  # a tab behind another one is drawn once a second at most
            drag(page, box, part)
    for page in (one, two):
        page.bring_to_front()
        answered(page)
        assert_follows(page)
    rates = [race_in_hand(page)["lanes"][1]["values"]["learning_rate"] for page in (one, two)]
    assert rates[1] == 0.11 != rates[0]
    for page in (one, two):
        page.bring_to_front()
        released(page)
        assert_shows_its_link(page)


def test_a_finger_drags_a_knob_and_the_start(open_app):
    page = open_app(LANE, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    before = race_of(page)
    slider = knob(page, "Beta 1")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.touchscreen.tap(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
    page.wait_for_function(AT_REST)
    plot = page.locator("[data-view=contour] .nsewdrag")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    page.wait_for_function(f"{STAGE}.tuning.race.start[0] !== {before.place.start[0]} && {AT_REST}")
    after = race_of(page)
    assert after.lanes[1].values["b1"] != before.lanes[1].values["b1"]
    assert after.place.start == pytest.approx((0.0, 1.25), abs=0.1)
    assert_shows_its_link(page)


def type_into(page, label, text, leave=True):
    """Type a value into a knob's field, and leave it by what the next click focuses or by Enter."""
    field = knob(page, label)
    field.click()
    field.fill(text)
    if not leave:
        field.press("Enter")


def test_what_was_typed_is_kept_by_the_click_that_leaves_the_field(playground):
    page = playground(LANE)
    type_into(page, "Steps, exact", "33")
    page.get_by_text("One learning rate for all").click(delay=HAND)
    page.wait_for_url(re.compile("&rate="))
    page.wait_for_function(f"{STAGE}.tuning.race.rate !== null && {AT_REST}")
    race = race_of(page)
    assert (race.place.steps, race.rate is None) == (33, False)
    assert_shows_its_link(page)


def test_a_reset_right_after_typing_resets_all(playground):
    page = playground("?steps=60")
    type_into(page, "Steps, exact", "33")
    page.get_by_role("button", name="Reset", exact=True).click(delay=HAND)
    page.wait_for_url(re.compile("steps=150"))
    page.wait_for_function(f"{STAGE}.lanes[0].rows === 151 && {AT_REST}")
    assert race_of(page).place.steps == 150
    assert knob(page, "Steps, exact").input_value() == "150"


def test_what_was_typed_survives_a_visit_to_another_page(playground):
    page = playground(LANE)
    type_into(page, "Steps, exact", "33")
    page.get_by_role("link", name="About").click(delay=HAND)
    expect(page.get_by_role("heading", name="Verified")).to_be_visible()
    page.get_by_role("link", name="Playground").click()
    page.wait_for_selector(READY)
    assert race_of(page).place.steps == 33
    assert_shows_its_link(page)


def test_a_view_switched_while_the_hand_is_ahead_does_not_bring_old_paths_back(open_app):
    page = open_app(LANE, space=True)
    slider = knob(page, "Learning rate")
    slider.focus()
    page.evaluate(f"{STAGE}.tuning.onCommit = () => {{}}")  # Streamlit never hears of it
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    answered(page)
    page.get_by_role("button", name="Show 3D").click()
    page.wait_for_timeout(600)
    assert_follows(page)
    assert page.evaluate(f"Boolean({STAGE}.moving)")


def test_a_lane_can_be_chosen_again_after_a_reset(playground):
    page = playground("")
    choice = page.get_by_label("Optimizer in focus", exact=True)
    for _ in range(2):
        choice.select_option("Gradient descent")
        expect(page.locator(".ov-why-title")).to_contain_text("Gradient descent")
        page.get_by_role("button", name="Reset", exact=True).click()
        expect(page.locator(".ov-why-title")).to_contain_text("Adam")
        expect(choice).to_have_value("3")


def test_twins_are_told_apart_and_dragged_without_losing_the_knob(playground):
    page = playground("?run=adam,learning_rate=0.2&run=adam,learning_rate=0.05&steps=60")
    lanes = page.locator(".ov-lane .ov-label")
    expect(lanes).to_have_text(["Adam, learning rate 0.2", "Adam, learning rate 0.05"])
    box = press(page, "Learning rate", 0.6)
    drag(page, box, 0.65)
    answered(page)
    expect(lanes).to_have_text(["Adam", "Adam"])
    released(page)
    box = press(page, "Learning rate", 0.65)  # a new label came meanwhile
    drag(page, box, 0.7)
    answered(page)
    assert_follows(page)
    released(page)
    expect(lanes.nth(1)).to_have_text(re.compile("Adam, learning rate 0"))
    assert_shows_its_link(page)


def test_words_about_the_run_before_are_gone_while_a_knob_is_turned(playground):
    page = playground("?run=gd,learning_rate=0.07&steps=60")
    expect(page.get_by_label("Jump to an event")).to_be_enabled()
    box = press(page, "Learning rate", 0.5)
    drag(page, box, 0.45)
    answered(page)
    expect(page.get_by_label("Jump to an event")).to_be_disabled()
    assert page.locator(".ov-lane").first.get_attribute("title") == ""
    released(page)


def test_a_commit_that_gets_lost_is_sent_again(adam):
    page = adam
    lose = "(tuning) => { const tell = tuning.onCommit; tuning.onCommit = () => (tuning.onCommit = tell); }"
    page.evaluate(f"({lose})({STAGE}.tuning)")
    box = press(page, "Learning rate", 0.5)
    drag(page, box, 0.6)
    answered(page)
    held = race_in_hand(page)["lanes"][1]["values"]["learning_rate"]
    released(page)
    assert race_of(page).lanes[1].values["learning_rate"] == held
    assert_shows_its_link(page)

"""Knobs on the stage in Chromium: paths follow before release; what is released is in page, link and paths alike."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from optiviz import PathSpec, simulate
from optiviz.ui import wire
from optiviz.units import costs_of
from tests.app_page import AT_REST, DRAWN, READY, STAGE, assert_shows_its_link, flat, paths, race_of
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

HAND = 80  # milliseconds that a hand presses a button
LANE = "?run=gd,learning_rate=0.05&run=adam,learning_rate=0.2&steps=60"


@pytest.fixture
def open_app(serve, visit):
    """open_app(query, **context options) -> a Playground of its own, drawn; space: with its 3D view."""

    def open_it(query=LANE, before=None, space=False, **options):
        page = visit(f"{serve(ROOT / 'app.py')}/_stcore/health", **options)
        if before:
            before(page)
        page.goto(f"{serve(ROOT / 'app.py')}/{query if space else flat(query)}")
        page.wait_for_selector(READY)
        return page

    return open_it


@pytest.fixture
def adam(playground):
    """The Playground at rest, with Adam in focus and the cursor at the end."""
    page = playground(LANE)
    page.get_by_label("Optimizer in focus", exact=True).select_option("1")
    return page


def knob(page, label):
    return page.locator(".ov-knobs").get_by_label(label, exact=True)


def press(page, label, part):
    """Take a knob's slider at part of its way with the mouse and keep the button down; returns its box."""
    knob(page, label).scroll_into_view_if_needed()
    box = knob(page, label).bounding_box()
    page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    return box


def drag(page, box, *parts):
    for part in parts:
        page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2, steps=3)


def answered(page):
    """Wait until the paths of the latest values have come over the channel."""
    page.wait_for_function(f"{STAGE}.moving && !{STAGE}.tuning.channel.asked && !{STAGE}.tuning.channel.waiting")


def race_in_hand(page):
    """What the browser has, which Streamlit does not know yet."""
    return page.evaluate(f"{STAGE}.tuning.race")


def assert_follows(page, view="contour"):
    """Every path that the overlay draws is, in 32 bits, what simulate gives for the values in the reader's hand."""
    for points, spec in zip(paths(page, view), wire.race_of(race_in_hand(page)).paths(), strict=True):
        np.testing.assert_array_equal(points, simulate(spec).theta.astype(np.float32)[: len(points)])


def released(page):
    page.mouse.up()
    page.wait_for_function(AT_REST)


def test_paths_follow_the_knob_before_it_is_released_and_streamlit_hears_of_it_after(playground):
    page = playground(LANE)
    address, table = page.url, page.get_by_test_id("stTable").inner_text()
    box = press(page, "Learning rate", 0.5)
    drag(page, box, 0.55, 0.6)
    sent = page.sent
    answered(page)
    first = paths(page)[1]
    assert_follows(page)
    assert_follows_in_loss(page)
    drag(page, box, 0.4)
    answered(page)
    assert_follows(page)
    assert not np.array_equal(paths(page)[1], first)
    assert (page.url, page.sent) == (address, sent)
    held = race_in_hand(page)["lanes"][1]["values"]["learning_rate"]
    released(page)
    assert race_of(page).lanes[1].values["learning_rate"] == held
    assert_shows_its_link(page)
    expect(page.get_by_test_id("stTable")).not_to_have_text(table)
    assert knob(page, "Learning rate, exact").input_value() == repr(held)


def test_knobs_of_schedule_noise_and_batches_are_live_too(playground):
    page = playground(
        "?surface=least_squares&steps=60&gradient=batch=8,noise=0.5,seed=3"
        "&run=sam,learning_rate=0.1&run=gd,learning_rate=0.3,schedule=cosine,schedule.warmup=5"
    )
    page.get_by_label("Draw the loss by").select_option("epochs")
    for label in ("Warm-up", "Gradient noise", "Batch size", "Seed"):
        before = paths(page)[1]
        box = press(page, label, 0.3)
        drag(page, box, 0.35, 0.5)
        answered(page)
        assert_follows(page)
        assert not np.array_equal(paths(page)[1], before), label
        assert_counts(page, "epochs")
        released(page)
        assert_counts(page, "epochs")
        assert_shows_its_link(page)
    page.get_by_label("Steps, exact").fill("100")
    page.get_by_label("Steps, exact").press("Enter")
    page.wait_for_function(AT_REST)
    page.locator("[data-view=loss] .nsewdrag").dblclick()
    page.wait_for_timeout(300)
    assert_counts(page, "epochs")
    page.get_by_label("Draw the loss by").select_option("updates")


def assert_counts(page, unit):
    """Every loss is as long as its steps cost, and the axis as long as they need."""
    specs = wire.race_of(race_in_hand(page)).paths()
    lengths = [spec.steps * cost for spec, cost in zip(specs, costs_of(specs)[unit], strict=True)]
    assert page.evaluate(f"{STAGE}.charts.loss.overlay.paths.map(p => p.x.at(-1))") == pytest.approx(lengths)
    title, (low, high) = page.evaluate(
        f"(({{title, range}}) => [title.text, range])({STAGE}.charts.loss.plot.layout.xaxis)"
    )
    assert (title, low) == (unit, pytest.approx(-0.02 * max(lengths)))
    assert max(lengths) < high < 1.2 * max(lengths)


def assert_follows_in_loss(page):
    drawn = page.evaluate(f"{STAGE}.charts.loss.paths().map(p => Array.from(p.y))")
    race = race_in_hand(page)
    spec = PathSpec("bowl", "adam", steps=race["steps"], values=race["lanes"][1]["values"])
    np.testing.assert_allclose(drawn[1], simulate(spec).loss, rtol=1e-6)


@pytest.mark.parametrize(
    ("label", "place"),
    [("Beta 1", "b1"), ("Beta 2", "b2"), ("Epsilon", "eps")],
)
def test_every_value_of_the_optimizer_in_focus_can_be_dragged(adam, label, place):
    page = adam
    before = race_of(page).lanes[1].values[place]
    box = press(page, label, 0.3)
    drag(page, box, 0.7)
    answered(page)
    assert_follows(page)
    released(page)
    assert race_of(page).lanes[1].values[place] != before
    assert_shows_its_link(page)


def test_the_ground_follows_its_own_knobs(adam):
    page = adam
    box = press(page, "Rotation", 0.02)
    drag(page, box, 0.5)
    answered(page)
    assert_follows(page)
    ground = page.evaluate(f"(({{nx, ny, z}}) => [nx, ny, Array.from(z.slice(0, 3))])({STAGE}.moving.ground)")
    race = race_in_hand(page)
    from optiviz.terrain import terrain

    z = terrain("bowl", race["surface_values"]).z
    np.testing.assert_allclose(ground[2][0], z[0, 0], rtol=1e-6)
    assert ground[0] * ground[1] > 1000
    released(page)
    assert race_of(page).place.surface_values == race["surface_values"]
    assert_shows_its_link(page)


def test_steps_can_be_dragged_and_the_cursor_stays_at_the_end(adam):
    page = adam
    box = press(page, "Steps", 0.3)
    drag(page, box, 0.6)
    answered(page)
    assert_follows(page)
    steps = race_in_hand(page)["steps"]
    expect(page.locator(".ov-readout")).to_have_text(f"step {steps} of {steps}")
    released(page)
    assert race_of(page).place.steps == steps


def handle(page):
    box = page.locator(".ov-handle").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_start_is_dragged_in_the_contour(playground):
    page = playground(LANE)
    x, y = handle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 40, steps=4)
    answered(page)
    assert_follows(page)
    start = race_in_hand(page)["start"]
    assert start[0] > -2.4
    assert start[1] < 0.9
    assert handle(page) == pytest.approx((x + 90, y + 40), abs=1.5)
    released(page)
    assert race_of(page).place.start == tuple(start)
    assert_shows_its_link(page)


def test_a_click_in_the_contour_puts_the_start_there_but_a_double_click_does_not(adam):
    page = adam
    before = race_of(page).place.start
    plot = page.locator("[data-view=contour] .nsewdrag")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.mouse.dblclick(box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"])
    page.wait_for_timeout(900)
    assert race_of(page).place.start == before
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.25 * box["height"])
    page.wait_for_function(f"{STAGE}.tuning.race.start[0] !== {before[0]} && {AT_REST}")
    assert race_of(page).place.start == pytest.approx((0.0, 1.25), abs=0.06)
    assert_shows_its_link(page)


def test_the_keyboard_alone_moves_start_values_focus_and_cursor(playground):
    page = playground(LANE)
    page.get_by_label("Optimizer in focus", exact=True).focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Optimizer in focus", exact=True)).to_have_value("0")
    expect(page.locator(".ov-why-title")).to_contain_text("Gradient descent")
    page.locator(".ov-handle").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    slider = knob(page, "Learning rate")
    slider.focus()
    page.keyboard.press("PageDown")
    field = knob(page, "Steps, exact")
    field.focus()
    field.fill("33")
    page.keyboard.press("Enter")
    page.wait_for_function(
        f"{STAGE}.figures.contour.data.find(t => t.meta.role === 'path').x.length === 34 && {AT_REST}"
    )
    race = race_of(page)
    assert race.place.start == pytest.approx((-2.38, 0.94))
    assert race.place.steps == 33
    assert race.lanes[0].values["learning_rate"] < 0.05
    assert_shows_its_link(page)
    page.get_by_label("Step", exact=True).focus()
    page.keyboard.press("Home")
    expect(page.locator(".ov-readout")).to_have_text("step 0 of 33")


def test_arrow_keys_in_a_knob_leave_the_cursor_alone(adam):
    page = adam
    knob(page, "Beta 1").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    steps = race_of(page).place.steps
    expect(page.locator(".ov-readout")).to_have_text(f"step {steps} of {steps}")
    page.wait_for_function(AT_REST)


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


def test_zoom_camera_hidden_lanes_and_the_cursor_survive_knobs(open_app):
    page = open_app(space=True)
    camera = "JSON.stringify(plot._fullLayout.scene._scene.getCamera().eye)"
    zoom = "JSON.stringify(plot._fullLayout.xaxis.range)"
    for view in ("contour", "surface"):
        box = page.locator(f"[data-view={view}]").bounding_box()
        page.mouse.move(box["x"] + 0.35 * box["width"], box["y"] + 0.4 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.6 * box["height"], steps=4)
        page.mouse.up()
    page.locator(".ov-lane", has_text="Gradient descent").click()
    page.get_by_label("Step", exact=True).fill("7")
    look = f"[(plot => {camera})({STAGE}.charts.surface.plot), (plot => {zoom})({STAGE}.charts.contour.plot)]"
    page.wait_for_timeout(1500)  # Plotly waits for a second click before it zooms
    before = page.evaluate(look)
    assert before[1] != "[-3,3]"
    box = press(page, "Learning rate", 0.5)
    drag(page, box, 0.6)
    answered(page)
    hidden = f"{STAGE}.charts.contour.overlay.paths.map(path => path.hidden)"
    for _ in range(2):
        assert page.evaluate(look) == before
        assert page.evaluate(hidden) == [True, False]
        expect(page.locator(".ov-readout")).to_have_text("step 7 of 60")
        released(page)


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
    page = open_app(before=refused_channel)
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
    one, two = open_app(), open_app(LANE.replace("0.2", "0.11"))
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
    page = open_app(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
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
    page = open_app(space=True)
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


def test_only_the_first_button_takes_a_knob_and_letting_go_anywhere_releases_it(adam):
    page = adam
    box = knob(page, "Learning rate").bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down(button="right")
    assert page.evaluate(f"{STAGE}.tuning.holding") is False
    page.mouse.up(button="right")
    page.keyboard.press("Escape")
    box = press(page, "Learning rate", 0.5)
    drag(page, box, 0.6)
    page.mouse.move(900, 300)
    answered(page)
    released(page)
    assert page.evaluate(f"{STAGE}.tuning.holding") is False
    assert_shows_its_link(page)


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


def test_the_ground_may_move_while_a_view_is_out_of_sight(adam):
    page = adam
    page.get_by_role("button", name="Enlarge Contour").click()
    box = press(page, "Rotation", 0.02)
    drag(page, box, 0.5)
    answered(page)
    page.evaluate(f"{STAGE}.resize()")
    drag(page, box, 0.6)
    answered(page)
    released(page)
    page.get_by_role("button", name="Enlarge Contour").click()
    page.wait_for_function(AT_REST)
    assert_shows_its_link(page)

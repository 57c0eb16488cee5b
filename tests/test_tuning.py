"""Knobs on the stage in Chromium: paths follow before release; what is released is in page, link and paths alike."""

import numpy as np
import pytest
from playwright.sync_api import expect

from optiviz import PathSpec, simulate
from optiviz.ui import wire
from optiviz.units import costs_of
from tests.app_page import AT_REST, STAGE, assert_shows_its_link, paths, race_of
from tests.hand import LANE, adam_in_focus, answered, assert_follows, drag, knob, press, race_in_hand, released

pytestmark = pytest.mark.browser


@pytest.fixture
def adam(playground):
    """The Playground at rest, with Adam in focus and the cursor at the end."""
    return adam_in_focus(playground)


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


def test_zoom_camera_hidden_lanes_and_the_cursor_survive_knobs(open_app):
    page = open_app(LANE, space=True)
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

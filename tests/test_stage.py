"""The stage in a real browser: one cursor for three charts, and nothing the reader did is lost with new data."""

import pytest
from playwright.sync_api import expect

from tests.stage_page import (
    APP,
    FLAT,
    chart,
    choose,
    new_data,
    press,
    ready,
    record_positions,
    shows,
    step_of,
    wait_for_step,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shared(serve, stay):
    """One page for the tests that leave no trace but the cursor's place."""
    page = stay(serve(APP) + FLAT)
    ready(page)
    return page


@pytest.fixture
def at_end(shared):
    """The shared page as it opens: at rest, the first paths, the cursor at the end of 40 steps."""
    shared.get_by_label("Speed").select_option("1")
    press(shared, "To end (End)")
    shows(shared, 40)
    expect(shared.get_by_role("button", name="Play (Space)")).to_be_visible()
    return shared


def test_nothing_plays_on_load_and_the_whole_paths_are_there(open_stage):
    page = open_stage()
    shows(page, 40)
    expect(page.get_by_role("button", name="Play (Space)")).to_be_visible()
    assert chart(page, "loss", "chart.paths().map(path => path.y.length)") == [41, 41, 41]


def test_play_starts_over_from_the_end_and_pause_holds_the_cursor(at_end):
    page = at_end
    page.get_by_label("Speed").select_option("0.25")
    press(page, "Play (Space)")
    wait_for_step(page, "step > 0 && step < 30")
    press(page, "Pause (Space)")
    held = step_of(page)
    page.wait_for_timeout(500)
    assert step_of(page) == held < 40
    shows(page, held)


def test_play_ends_at_the_last_step_and_loop_starts_again(at_end):
    page = at_end
    page.get_by_label("Speed").select_option("8")
    press(page, "Play (Space)")
    wait_for_step(page, "step < 40")
    wait_for_step(page, "step === 40")
    expect(page.get_by_role("button", name="Play (Space)")).to_be_visible()
    press(page, "Loop")
    record_positions(page)
    press(page, "Play (Space)")
    page.wait_for_function("window.seen.filter((position, i) => position < window.seen[i - 1]).length >= 2")
    press(page, "Pause (Space)")
    press(page, "Loop")


def test_a_long_run_takes_20_seconds_at_most(at_end):
    page = at_end
    choose(page, "2000")
    shows(page, 2000, 2000)
    rate = "document.querySelector('.optiviz-stage').stage.clock.rate"
    assert page.evaluate(rate) == 100
    choose(page, "10")
    shows(page, 10, 10)
    assert page.evaluate(rate) == 25
    assert "25 steps a second" in page.get_by_label("Speed").get_attribute("title")
    new_data(page, "40")


def test_buttons_and_keys_step_and_jump(at_end):
    page = at_end
    press(page, "To start (Home)")
    shows(page, 0)
    press(page, "Step forward (Right)")
    shows(page, 1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    shows(page, 3)
    page.keyboard.press("ArrowLeft")
    shows(page, 2)
    page.keyboard.press("End")
    shows(page, 40)
    press(page, "Step back (Left)")
    shows(page, 39)
    page.keyboard.press("Home")
    shows(page, 0)


def test_space_plays_and_pauses_but_leaves_buttons_alone(at_end):
    page = at_end
    slider = page.get_by_label("Step", exact=True)
    slider.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    wait_for_step(page, "step > 0")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play (Space)")).to_be_visible()
    page.get_by_role("button", name="To end (End)").focus()
    page.keyboard.press("Space")
    shows(page, 40)
    expect(page.get_by_role("button", name="Play (Space)")).to_be_visible()


def test_a_click_on_a_chart_brings_the_keys_to_life(at_end):
    page = at_end
    page.locator("[data-view=loss]").click(position={"x": 200, "y": 60})
    page.keyboard.press("Home")
    shows(page, 0)


def test_scrubbing_moves_the_cursor_in_every_chart(open_stage):
    page = open_stage("/")
    page.get_by_label("Step", exact=True).fill("7")
    shows(page, 7)
    for view in ("contour", "loss", "surface"):
        assert chart(page, view, "chart.overlay.position") == 7
        lane = "chart.overlay.paths[0]"
        assert chart(page, view, f"{lane}.point") == chart(page, view, f"[...{lane}.pixels.slice(14, 16)]")
        before = page.locator(f"[data-view={view}]").screenshot()
        page.get_by_label("Step", exact=True).fill("20")
        assert page.locator(f"[data-view={view}]").screenshot() != before
        page.get_by_label("Step", exact=True).fill("7")


def test_what_lies_ahead_is_pale_and_at_the_end_nothing_is(at_end):
    page = at_end
    opacity = "getComputedStyle(plot.querySelector('.traceov-path-0 .lines')).opacity"
    assert chart(page, "contour", opacity) == "1"
    press(page, "To start (Home)")
    assert chart(page, "contour", opacity) == "0.3"


def test_new_data_leaves_the_cursor_where_it_was(at_end):
    page = at_end
    new_data(page, "Other paths")
    shows(page, 40)
    new_data(page, "2000")
    shows(page, 2000, 2000)
    page.get_by_label("Step", exact=True).fill("25")
    new_data(page, "40")
    shows(page, 25)
    new_data(page, "10")
    shows(page, 10, 10)
    new_data(page, "40")
    new_data(page, "Other paths")


def test_playing_goes_on_with_new_data(at_end):
    page = at_end
    new_data(page, "2000")
    press(page, "Play (Space)")
    wait_for_step(page, "step > 20")
    new_data(page, "Other paths")
    step = step_of(page)
    assert 20 < step < 2000
    wait_for_step(page, f"step > {step}")
    expect(page.get_by_role("button", name="Pause (Space)")).to_be_visible()
    press(page, "Pause (Space)")
    new_data(page, "Other paths")
    new_data(page, "40")


def drag(page, view, *points):
    """From point to point, each as shares of the chart's width and height."""
    box = page.locator(f"[data-view={view}]").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()
    page.wait_for_timeout(1500)  # Plotly waits for a second click before it zooms


def test_zoom_and_camera_survive_new_data_and_end_with_the_surface(open_stage):
    page = open_stage("/")
    camera, zoom = "plot._fullLayout.scene._scene.getCamera().eye", "plot._fullLayout.xaxis.range"
    first = chart(page, "surface", camera)
    drag(page, "contour", (0.3, 0.3), (0.6, 0.6))
    drag(page, "surface", (0.5, 0.5), (0.7, 0.4))
    eye, axis = chart(page, "surface", camera), chart(page, "contour", zoom)
    assert axis[1] - axis[0] < 3
    assert eye != pytest.approx(first, abs=0.1)
    new_data(page, "Other paths")
    assert chart(page, "contour", zoom) == axis
    assert chart(page, "surface", camera) == pytest.approx(eye)
    new_data(page, "trough")
    assert chart(page, "contour", zoom) == [-2, 3]
    assert chart(page, "surface", camera) == pytest.approx(first)


def test_a_hidden_lane_is_hidden_everywhere_and_stays_hidden(open_stage):
    page = open_stage()
    lane = page.get_by_role("button", name="Adam")
    lane.focus()
    page.keyboard.press("Enter")
    expect(lane).to_have_attribute("aria-pressed", "false")
    for _ in range(2):
        for view in ("contour", "loss"):
            hidden = "plot.data.filter(trace => trace.visible === false).map(trace => trace.meta.lane)"
            assert set(chart(page, view, hidden)) == {2}
            assert chart(page, view, "chart.overlay.paths.map(path => path.hidden)") == [False, False, True]
        new_data(page, "Other paths")
    new_data(page, "Without Momentum")
    assert set(
        chart(page, "contour", "plot.data.filter(trace => trace.visible === false).map(t => t.name ?? 'Adam')")
    ) == {"Adam"}
    press(page, "Adam")
    assert chart(page, "contour", "plot.data.every(trace => trace.visible !== false)")


def test_views_can_be_hidden_and_come_back_up_to_date(open_stage):
    page = open_stage()
    press(page, "Show Loss")
    expect(page.locator("[data-view=loss]")).to_be_hidden()
    press(page, "GD")
    page.get_by_label("Step", exact=True).fill("5")
    press(page, "Show Loss")
    expect(page.locator("[data-view=loss]")).to_be_visible()
    assert chart(page, "loss", "plot.data[0].visible") is False
    assert chart(page, "loss", "chart.overlay.position") == 5
    press(page, "Show Loss")
    choose(page, "Without Momentum")
    expect(page.locator(".ov-lane")).to_have_count(2)
    press(page, "Show Loss")
    page.wait_for_function("document.querySelector('.optiviz-stage').stage.charts.loss.paths().length === 2")


def test_the_legend_names_every_lane_and_tells_its_loss_at_the_cursor(at_end):
    page = at_end
    press(page, "To start (Home)")
    lanes = page.locator(".ov-lane")
    expect(lanes).to_have_text(["GD2.25", "Momentum2.25", "Adam2.25"])
    assert len(set(lanes.evaluate_all("lanes => lanes.map(lane => lane.querySelector('svg').innerHTML)"))) == 3
    assert lanes.first.get_attribute("title") == "GD stopped."


def test_reduced_motion_jumps_from_row_to_row(open_stage):
    page = open_stage(reduced_motion="reduce")
    record_positions(page)
    press(page, "Play (Space)")
    wait_for_step(page, "step === 40")
    page.wait_for_function("window.seen.length > 5 && window.seen.at(-1) === 40")
    assert all(position == int(position) for position in page.evaluate("window.seen"))

"""The player in a real browser: one cursor for three charts, and nothing the reader did is lost with new data."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.chromium import ARGUMENTS, executable

APP = Path(__file__).parent / "player_app.py"
FLAT = "/?view=contour&view=loss"  # most promises need no 3D, which is slow to draw in software
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

MIDDLE_OF_PROBE = """plot => {
  const point = plot.querySelector(".traceprobe .point").getBoundingClientRect(), box = plot.getBoundingClientRect();
  return [point.x + point.width / 2 - box.x, point.y + point.height / 2 - box.y];
}"""

pytestmark = pytest.mark.browser


@pytest.fixture
def open_player(serve, visit):
    """open_player(query) -> a page whose player has drawn all charts."""

    def open_it(query=FLAT, **options):
        page = visit(serve(APP) + query, **options)
        ready(page)
        return page

    return open_it


def ready(page):
    page.wait_for_selector(".optiviz-player[data-state=ready]")


def step_of(page):
    return int(page.locator(".optiviz-player").get_attribute("data-step"))


def shows(page, step, steps=40):
    expect(page.locator(".ov-readout")).to_have_text(f"step {step} of {steps}")
    expect(page.get_by_label("Step", exact=True)).to_have_attribute("aria-valuetext", f"step {step} of {steps}")


def press(page, name):
    page.get_by_role("button", name=name).click()


def chart(page, view, expression, argument=None):
    """JavaScript with `plot`, `chart` and `argument` at hand."""
    return page.evaluate(
        f"""([view, argument]) => {{
          const chart = document.querySelector(".optiviz-player").player.charts[view], plot = chart.plot;
          return ({expression});
        }}""",
        [view, argument],
    )


def choose(page, label):
    """Click one of Streamlit's own widgets above the player."""
    page.get_by_test_id("stHorizontalBlock").get_by_text(label, exact=True).click()


def new_data(page, label):
    """Choose, and wait until the player has drawn what comes of it."""
    chart(page, "contour", "(window.drawn = chart.figure) && true")
    choose(page, label)
    page.wait_for_function(
        "document.querySelector('.optiviz-player').player.charts.contour.figure !== window.drawn"
        " && document.querySelector('.optiviz-player').dataset.state === 'ready'"
    )


def wait_for_step(page, condition):
    page.wait_for_function(f"(step => {condition})(Number(document.querySelector('.optiviz-player').dataset.step))")


def record_positions(page):
    """From now on window.seen holds every position that the cursor takes."""
    page.evaluate(
        """() => {
          window.seen = [];
          const { clock } = document.querySelector(".optiviz-player").player, move = clock.onMove;
          clock.onMove = (position) => { window.seen.push(position); move(position); };
        }"""
    )


def test_nothing_plays_on_load_and_the_whole_paths_are_there(open_player):
    page = open_player()
    shows(page, 40)
    expect(page.get_by_role("button", name="Play (Space)")).to_be_visible()
    assert chart(page, "loss", "chart.paths().map(path => path.y.length)") == [41, 41, 41]


def test_play_starts_over_from_the_end_and_pause_holds_the_cursor(open_player):
    page = open_player()
    page.get_by_label("Speed").select_option("0.25")
    press(page, "Play (Space)")
    wait_for_step(page, "step > 0 && step < 30")
    press(page, "Pause (Space)")
    held = step_of(page)
    page.wait_for_timeout(500)
    assert step_of(page) == held < 40
    shows(page, held)


def test_play_ends_at_the_last_step_and_loop_starts_again(open_player):
    page = open_player()
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


def test_a_long_run_takes_20_seconds_at_most(open_player):
    page = open_player()
    choose(page, "2000")
    shows(page, 2000, 2000)
    rate = "document.querySelector('.optiviz-player').player.clock.rate"
    assert page.evaluate(rate) == 100
    choose(page, "10")
    shows(page, 10, 10)
    assert page.evaluate(rate) == 25
    assert "25 steps a second" in page.get_by_label("Speed").get_attribute("title")


def test_buttons_and_keys_step_and_jump(open_player):
    page = open_player()
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


def test_space_plays_and_pauses_but_leaves_buttons_alone(open_player):
    page = open_player()
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


def test_a_click_on_a_chart_brings_the_keys_to_life(open_player):
    page = open_player()
    page.locator("[data-view=loss]").click(position={"x": 200, "y": 60})
    page.keyboard.press("Home")
    shows(page, 0)


def test_scrubbing_moves_the_cursor_in_every_chart(open_player):
    page = open_player("/")
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


def test_what_lies_ahead_is_pale_and_at_the_end_nothing_is(open_player):
    page = open_player()
    opacity = "getComputedStyle(plot.querySelector('.traceov-path-0 .lines')).opacity"
    assert chart(page, "contour", opacity) == "1"
    press(page, "To start (Home)")
    assert chart(page, "contour", opacity) == "0.3"


@pytest.mark.parametrize("view", ["contour", "loss"])
def test_the_overlay_lies_where_plotly_draws_before_and_after_a_zoom(open_player, view):
    page = open_player()
    mark = {"contour": "{x: [0.5], y: [-0.25]}", "loss": "{x: [12], y: [0.5]}"}[view]
    chart(page, view, f"Plotly.addTraces(plot, {{...{mark}, mode: 'markers', uid: 'probe'}})")
    for zoom in (None, {"contour": [0.2, 0.9, -1, 1], "loss": [5, 20, -2, 1]}[view]):
        if zoom:
            layout = "{'xaxis.range': argument.slice(0, 2), 'yaxis.range': argument.slice(2)}"
            chart(page, view, f"Plotly.relayout(plot, {layout})", zoom)
        drawn = chart(page, view, f"({MIDDLE_OF_PROBE})(plot)")
        path = mark.replace("{", "{marker: 'circle', ")
        chart(page, view, f"chart.overlay.setPaths([{path}], [])")
        ours = chart(page, view, "[...chart.overlay.paths[0].pixels]")
        assert ours == pytest.approx(drawn, abs=1)


def test_the_overlay_lies_where_plotly_draws_in_space(open_player):
    page = open_player("/?view=surface")
    point = "{x: [-1.5], y: [1.5], z: [6.5]}"
    look = "type: 'scatter3d', mode: 'markers', marker: {size: 9, color: '#FF00FF'}"
    chart(page, "surface", f"Plotly.addTraces(plot, {{...{point}, {look}}})")
    chart(page, "surface", f"chart.overlay.setPaths([{{...{point}, marker: 'circle', hidden: true}}], [])")
    for camera in ({"x": -0.9, "y": -1.2, "z": 1.4}, {"x": 1.6, "y": 0.4, "z": 0.9}):
        chart(page, "surface", "Plotly.relayout(plot, {'scene.camera.eye': argument}).then(() => true)", camera)
        page.wait_for_timeout(1500)
        ours = chart(page, "surface", "[...chart.overlay.paths[0].pixels]")
        assert magenta(page.locator("[data-view=surface]").screenshot()) == pytest.approx(ours, abs=1)


def magenta(png):
    """The middle of what is magenta in a picture."""
    with Image.open(io.BytesIO(png)) as image:
        red, green, blue = np.asarray(image.convert("RGB"), dtype=int).transpose(2, 0, 1)
    rows, columns = np.nonzero((red > 200) & (green < 60) & (blue > 200))
    return [columns.mean() + 0.5, rows.mean() + 0.5]


def test_new_data_leaves_the_cursor_where_it_was(open_player):
    page = open_player()
    new_data(page, "Other paths")
    shows(page, 40)
    new_data(page, "2000")
    shows(page, 2000, 2000)
    page.get_by_label("Step", exact=True).fill("25")
    new_data(page, "40")
    shows(page, 25)
    new_data(page, "10")
    shows(page, 10, 10)


def test_playing_goes_on_with_new_data(open_player):
    page = open_player()
    new_data(page, "2000")
    press(page, "Play (Space)")
    wait_for_step(page, "step > 20")
    new_data(page, "Other paths")
    step = step_of(page)
    assert 20 < step < 2000
    wait_for_step(page, f"step > {step}")
    expect(page.get_by_role("button", name="Pause (Space)")).to_be_visible()
    press(page, "Pause (Space)")


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


def test_zoom_and_camera_survive_new_data_and_end_with_the_surface(open_player):
    page = open_player("/")
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


def test_a_hidden_lane_is_hidden_everywhere_and_stays_hidden(open_player):
    page = open_player()
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


def test_views_can_be_hidden_and_come_back_up_to_date(open_player):
    page = open_player()
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
    page.wait_for_function("document.querySelector('.optiviz-player').player.charts.loss.paths().length === 2")


def test_the_legend_names_every_lane_and_tells_its_loss_at_the_cursor(open_player):
    page = open_player()
    press(page, "To start (Home)")
    lanes = page.locator(".ov-lane")
    expect(lanes).to_have_text(["GD2.25", "Momentum2.25", "Adam2.25"])
    assert len(set(lanes.evaluate_all("lanes => lanes.map(lane => lane.querySelector('svg').innerHTML)"))) == 3
    assert lanes.first.get_attribute("title") == "GD stopped."


def test_a_path_to_1e150_is_drawn_up_to_the_frame_and_beyond(open_player):
    page = open_player()
    assert chart(page, "contour", "chart.overlay.paths[1].x.at(-1)") == 1e150
    mark = chart(page, "contour", "plot.data.find(trace => trace.meta.role === 'left').x[0]")
    assert mark == 2
    lines = chart(page, "contour", "plot.querySelector('.traceov-path-1 .js-line').getAttribute('d')")
    assert "NaN" not in lines
    box = page.locator("[data-view=contour]").bounding_box()
    page.mouse.dblclick(box["x"] + 150, box["y"] + 100)
    page.wait_for_timeout(500)
    assert chart(page, "contour", "plot._fullLayout.xaxis.range") == [-2, 2]


def test_reduced_motion_jumps_from_row_to_row(open_player):
    page = open_player(reduced_motion="reduce")
    record_positions(page)
    press(page, "Play (Space)")
    wait_for_step(page, "step === 40")
    page.wait_for_function("window.seen.length > 5 && window.seen.at(-1) === 40")
    assert all(position == int(position) for position in page.evaluate("window.seen"))


def test_the_charts_follow_the_theme(open_player):
    page = open_player(color_scheme="light")
    assert chart(page, "loss", "plot.data[0].line.color") == "#000000"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "document.querySelector('.optiviz-player').player.charts.loss.plot.data[0].line.color === '#FFFFFF'"
    )


def test_nothing_jumps_while_the_charts_load(serve, visit):
    page = visit(serve(APP) + FLAT)
    page.wait_for_selector(".optiviz-player .ov-bar")
    expect(page.locator(".optiviz-player")).to_contain_text("Loading the charts...")
    before = page.locator(".ov-bar").bounding_box()
    ready(page)
    assert page.locator(".ov-bar").bounding_box() == before


def test_a_projector_shows_charts_and_controls_at_once(open_player):
    page = open_player("/")
    charts, bar = page.locator(".ov-charts").bounding_box(), page.locator(".ov-bar").bounding_box()
    assert charts["y"] + charts["height"] <= bar["y"] + 1
    assert bar["y"] + bar["height"] <= 720


def test_a_phone_stacks_the_charts_and_has_targets_of_44_pixels(open_player):
    page = open_player(**PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [page.locator(f"[data-view={view}]").bounding_box() for view in ("contour", "loss")]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    for button in page.locator(".optiviz-player button:visible, .optiviz-player select, .ov-range").all():
        if "modebar-btn" not in (button.get_attribute("class") or ""):
            box = button.bounding_box()
            assert box["height"] >= 44, button
            assert box["width"] >= 44, button
            assert box["x"] + box["width"] <= 390, button


def test_without_webgl_contour_and_loss_still_work(playwright, serve):
    arguments = [a for a in ARGUMENTS if "gl" not in a and "swiftshader" not in a]
    browser = playwright.chromium.launch(
        executable_path=executable(), args=[*arguments, "--disable-3d-apis", "--disable-software-rasterizer"]
    )
    page = browser.new_page()
    page.goto(serve(APP))
    page.wait_for_selector(".optiviz-player[data-state=ready]", timeout=60_000)
    press(page, "To start (Home)")
    shows(page, 0)
    expect(page.locator("[data-view=surface]")).to_contain_text("WebGL")
    assert chart(page, "contour", "chart.overlay.position") == 0
    browser.close()


def test_where_the_files_are_not_served_the_charts_stand_still(serve, visit):
    page = visit(serve(APP) + "/_stcore/health")
    page.route("**/player.js", lambda route: route.abort())
    page.goto(serve(APP) + FLAT)
    expect(page.get_by_text("these charts stand still")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    page.complaints.clear()


def test_without_plotly_a_sentence_says_so(serve, visit):
    page = visit(serve(APP) + "/_stcore/health")
    page.route("**/plotly.min.js", lambda route: route.abort())
    page.goto(serve(APP) + FLAT)
    page.wait_for_selector(".optiviz-player[data-state=failed]")
    expect(page.locator("[data-view=contour]")).to_contain_text("could not be drawn")
    page.complaints.clear()

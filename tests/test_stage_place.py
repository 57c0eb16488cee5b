"""Where the stage puts things, on every screen and theme, and what is left of it when something is missing."""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.chromium import ARGUMENTS, executable
from tests.stage_page import APP, FLAT, chart, press, ready, shows

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MIDDLE_OF_PROBE = """plot => {
  const point = plot.querySelector(".traceprobe .point").getBoundingClientRect(), box = plot.getBoundingClientRect();
  return [point.x + point.width / 2 - box.x, point.y + point.height / 2 - box.y];
}"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("view", ["contour", "loss"])
def test_the_overlay_lies_where_plotly_draws_before_and_after_a_zoom(open_stage, view):
    page = open_stage()
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


def test_the_overlay_lies_where_plotly_draws_in_space(open_stage):
    page = open_stage("/?view=surface")
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


def test_a_path_to_1e150_is_drawn_up_to_the_frame_and_beyond(open_stage):
    page = open_stage()
    assert chart(page, "contour", "chart.overlay.paths[1].x.at(-1)") == 1e150
    mark = chart(page, "contour", "plot.data.find(trace => trace.meta.role === 'left').x[0]")
    assert mark == 2
    lines = chart(page, "contour", "plot.querySelector('.traceov-path-1 .js-line').getAttribute('d')")
    assert "NaN" not in lines
    box = page.locator("[data-view=contour]").bounding_box()
    page.mouse.dblclick(box["x"] + 150, box["y"] + 100)
    page.wait_for_timeout(500)
    assert chart(page, "contour", "plot._fullLayout.xaxis.range") == [-2, 2]


def test_the_charts_follow_the_theme(open_stage):
    page = open_stage(color_scheme="light")
    assert chart(page, "loss", "plot.data[0].line.color") == "#000000"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "document.querySelector('.optiviz-stage').stage.charts.loss.plot.data[0].line.color === '#FFFFFF'"
    )


def test_nothing_jumps_while_the_charts_load(serve, visit):
    page = visit(serve(APP) + FLAT)
    page.wait_for_selector(".optiviz-stage .ov-bar")
    expect(page.locator(".optiviz-stage")).to_contain_text("Loading the charts...")
    before = page.locator(".ov-bar").bounding_box()
    ready(page)
    assert page.locator(".ov-bar").bounding_box() == before


def test_a_projector_shows_charts_and_controls_at_once(open_stage):
    page = open_stage("/")
    charts, bar = page.locator(".ov-charts").bounding_box(), page.locator(".ov-bar").bounding_box()
    assert charts["y"] + charts["height"] <= bar["y"] + 1
    assert bar["y"] + bar["height"] <= 720


def test_a_phone_stacks_the_charts_and_has_targets_of_44_pixels(open_stage):
    page = open_stage(**PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [page.locator(f"[data-view={view}]").bounding_box() for view in ("contour", "loss")]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    for button in page.locator(".optiviz-stage button:visible, .optiviz-stage select:visible, .ov-range:visible").all():
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
    page.wait_for_selector(".optiviz-stage[data-state=ready]", timeout=60_000)
    press(page, "To start (Home)")
    shows(page, 0)
    expect(page.locator("[data-view=surface]")).to_contain_text("WebGL")
    assert chart(page, "contour", "chart.overlay.position") == 0
    browser.close()


def test_where_the_files_are_not_served_the_charts_stand_still(serve, visit):
    page = visit(serve(APP) + "/_stcore/health")
    page.route("**/stage.js", lambda route: route.abort())
    page.goto(serve(APP) + FLAT)
    expect(page.get_by_text("these charts stand still")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    page.complaints.clear()


def test_without_plotly_a_sentence_says_so(serve, visit):
    page = visit(serve(APP) + "/_stcore/health")
    page.route("**/plotly.min.js", lambda route: route.abort())
    page.goto(serve(APP) + FLAT)
    page.wait_for_selector(".optiviz-stage[data-state=failed]")
    expect(page.locator("[data-view=contour]")).to_contain_text("could not be drawn")
    page.complaints.clear()

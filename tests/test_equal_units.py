"""In Chromium: with equal units a circle is a circle, whatever happens to the chart, and all that moves lies right."""

import numpy as np
import pytest
from playwright.sync_api import expect

from optiviz.ui.view import selector
from tests.app_page import AT_REST, READY, STAGE, flat

pytestmark = pytest.mark.browser
RAVINE = "?surface=ravine&run=gd,learning_rate=0.04&run=adam,learning_rate=0.1&steps=60"  # 8 units wide, 3 high
CONTOUR = f"{STAGE}.charts.contour"
PLACES = [[0, 0], [0.5, 0], [0, 0.5]]
# Where Plotly puts markers of its own, in pixels of the chart.
PROBE = f"""places => {{
  const {{ plot }} = {CONTOUR}, box = plot.getBoundingClientRect();
  Plotly.addTraces(plot, {{ x: places.map(([x]) => x), y: places.map(([, y]) => y), mode: "markers", uid: "probe" }});
  const found = [...plot.querySelectorAll(".traceprobe .point")].map((point) => point.getBoundingClientRect());
  Plotly.deleteTraces(plot, -1);
  return found.map(({{ x, y, width, height }}) => [x + width / 2 - box.x, y + height / 2 - box.y]);
}}"""
OURS = f"places => [...{CONTOUR}.overlay.project({{ x: places.map(([x]) => x), y: places.map(([, y]) => y) }})]"


def probed(page, places=PLACES):
    return np.array(page.evaluate(PROBE, places))


def stretch(page):
    """How many times longer a unit of y is drawn than a unit of x."""
    middle, right, up = probed(page)
    return (middle[1] - up[1]) / (right[0] - middle[0])


def range_of(page):
    return page.evaluate(f"['xaxis', 'yaxis'].flatMap(name => {CONTOUR}.plot._fullLayout[name].range)")


def toggle(page):
    return page.locator(".ov-toggle", has_text="Equal units")


@pytest.fixture
def unequal(playground):
    """The Playground with the toggle off, as it opens."""
    page = playground(RAVINE)
    page.wait_for_function(AT_REST)
    assert stretch(page) > 2
    yield page
    if toggle(page).get_attribute("aria-pressed") == "true":
        toggle(page).click()


@pytest.fixture
def equal(unequal):
    expect(toggle(unequal)).to_have_attribute("aria-pressed", "false")
    toggle(unequal).focus()
    unequal.keyboard.press("Enter")
    expect(toggle(unequal)).to_have_attribute("aria-pressed", "true")
    return unequal


def assert_right(page):
    """Units are equal, and overlay, frame and handle lie where Plotly draws."""
    assert stretch(page) == pytest.approx(1, rel=0.01)
    places = page.evaluate(f"((p) => [[p.x[0], p.y[0]], [p.x[3], p.y[3]]])({CONTOUR}.paths()[1])")
    drawn = probed(page, places)
    np.testing.assert_allclose(np.reshape(page.evaluate(OURS, places), (-1, 2)), drawn, atol=1)
    pixels = page.evaluate(f"[...{CONTOUR}.overlay.paths[1].pixels]")
    np.testing.assert_allclose(pixels[:2], drawn[0], atol=1)
    np.testing.assert_allclose(pixels[6:8], drawn[1], atol=1)
    box, handle = (page.locator(name).bounding_box() for name in ("[data-view=contour]", ".ov-handle"))
    at = [handle["x"] + handle["width"] / 2 - box["x"], handle["y"] + handle["height"] / 2 - box["y"]]
    np.testing.assert_allclose(at, drawn[0], atol=1.5)


def test_a_circle_is_a_circle_and_all_of_the_surface_stays_in_sight(equal):
    assert_right(equal)
    assert range_of(equal) == [-4, 4, -1.5, 1.5]
    toggle(equal).click()
    assert stretch(equal) > 2
    assert range_of(equal) == [-4, 4, -1.5, 1.5]


def test_the_downhill_arrow_is_perpendicular_to_the_contour_lines_only_then(equal):
    """The gradient of the ravine at (x, y) is (a, b); (-b, a) runs along its contour line."""
    equal.get_by_label("Step", exact=True).fill("5")
    angles = []
    for _ in range(2):
        start, end = equal.evaluate(
            f"{CONTOUR}.overlay.arrows.filter(({{ name }}) => name === 'gradient')"
            ".flatMap(({ from, toward }) => [from, toward])"
        )
        way = np.subtract(end, start)
        along = np.add(start, 1e-3 * np.array([-way[1], way[0]]) / np.linalg.norm(way))
        base, down, level = np.reshape(equal.evaluate(OURS, [start, end, along.tolist()]), (-1, 2))
        cosine = (down - base) @ (level - base) / np.linalg.norm(down - base) / np.linalg.norm(level - base)
        angles.append(np.degrees(np.arccos(cosine)))
        toggle(equal).click()
    assert angles[0] == pytest.approx(90, abs=0.5)
    assert abs(angles[1] - 90) > 5


def test_units_stay_equal_while_a_knob_is_turned_and_when_it_is_let_go(equal):
    before = equal.evaluate(f"{STAGE}.root.dataset.answer")
    box = equal.get_by_label("Start x, exact")
    box.fill("-2")
    box.press("Enter")
    equal.wait_for_function(f"before => {STAGE}.root.dataset.answer !== before", arg=before)
    assert stretch(equal) == pytest.approx(1, rel=0.01)
    equal.wait_for_function(AT_REST)
    assert_right(equal)


def test_the_toggle_works_while_a_slider_is_held(unequal):
    page = unequal
    slider = page.get_by_label("Learning rate", exact=True).last
    box, before = slider.bounding_box(), page.evaluate(f"{STAGE}.root.dataset.answer")
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2, steps=3)
    page.wait_for_function(f"before => {STAGE}.root.dataset.answer !== before && {STAGE}.moving", arg=before)
    toggle(page).focus()
    page.keyboard.press("Space")
    assert_right(page)
    assert page.evaluate(f"Boolean({STAGE}.moving)")
    page.mouse.up()
    page.wait_for_function(AT_REST)
    assert_right(page)


def test_a_zoom_is_kept_and_a_double_click_shows_all_again(equal):
    box = equal.locator("[data-view=contour] .nsewdrag").bounding_box()
    corner = [box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"]]
    equal.mouse.move(*corner)
    equal.mouse.down()
    equal.mouse.move(corner[0] + 0.3 * box["width"], corner[1] + 0.4 * box["height"], steps=4)
    equal.mouse.up()
    equal.wait_for_function(f"{CONTOUR}.plot._fullLayout.xaxis.range[0] > -4")
    zoomed = range_of(equal)
    assert zoomed[1] - zoomed[0] < 6
    assert stretch(equal) == pytest.approx(1, rel=0.01)
    toggle(equal).click()
    assert range_of(equal) == pytest.approx(zoomed)
    toggle(equal).click()
    assert range_of(equal) == pytest.approx(zoomed)
    box = equal.locator("[data-view=contour] .nsewdrag").bounding_box()
    equal.mouse.dblclick(box["x"] + 0.8 * box["width"], box["y"] + 0.2 * box["height"])
    equal.wait_for_function(f"{CONTOUR}.plot._fullLayout.xaxis.range[0] === -4")
    assert_right(equal)


def test_what_is_switched_while_the_contour_is_away_holds_when_it_is_back(unequal):
    contour = unequal.get_by_role("button", name="Show Contour")
    contour.click()
    expect(unequal.locator("[data-view=contour]")).to_be_hidden()
    toggle(unequal).click()
    contour.click()
    expect(unequal.locator("[data-view=contour]")).to_be_visible()
    unequal.wait_for_function(AT_REST)
    assert_right(unequal)


def test_another_surface_keeps_equal_units(equal):
    equal.evaluate("window.staged = document.querySelector('.optiviz-stage')")
    chosen = equal.get_by_test_id("stSidebar").get_by_label("Surface", exact=False).last
    chosen.click()
    equal.get_by_role("option", name="Rosenbrock").click()
    equal.wait_for_function(f"{STAGE}.live.title !== 'Winding ravine' && {AT_REST}")
    assert equal.evaluate("window.staged === document.querySelector('.optiviz-stage')")
    assert stretch(equal) == pytest.approx(1, rel=0.01)


def test_a_link_can_hide_the_toggle(stroll):
    page = stroll(f"{flat(RAVINE)}&hide=equal")
    page.wait_for_selector(READY)
    expect(page.locator(selector("equal"))).to_be_hidden()
    stroll(f"{flat(RAVINE)}&hide=pages")
    expect(page.locator(selector("equal"))).to_be_visible()

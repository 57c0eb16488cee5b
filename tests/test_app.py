"""The Playground in real Chromium: what people see is what simulate gives, and a link brings it back."""

import numpy as np
import pytest
from playwright.sync_api import expect

from optiviz import PathSpec, simulate
from optiviz.surfaces import SURFACES
from tests.app_page import DRAWN, READY, STAGE, assert_shows_its_link, paths, race_of
from tests.conftest import PROJECTOR, ROOT

pytestmark = pytest.mark.browser


def wait_for_new_data(page, action):
    page.evaluate(f"() => {{ window.before = {STAGE}.charts.contour.figure; }}")
    action()
    page.wait_for_function(f"{STAGE}.charts.contour.figure !== window.before && {DRAWN}")


def ink(page, view):
    """How many pixels of the stage's moving layer over a view are painted."""
    return page.evaluate(
        """view => { const canvas = document.querySelector(`[data-view=${view}] canvas.ov-overlay`);
        const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        let n = 0; for (let i = 3; i < data.length; i += 4) n += data[i] > 0; return n; }""",
        view,
    )


def test_the_page_paints_contour_surface_and_loss_in_both_themes_without_a_complaint(open_app):
    page = open_app(space=True, color_scheme="light")
    for dark in (False, True):
        if dark:
            page.emulate_media(color_scheme="dark")
            page.wait_for_function(f"{STAGE}.charts.loss.plot.data[0].line.color === '#FFFFFF' && {DRAWN}")
        for view in ("contour", "surface", "loss"):
            expect(page.locator(f"[data-view={view}] .js-plotly-plot")).to_be_visible()
            assert ink(page, view) > 50
        background = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        lightness = sum(map(int, background[background.index("(") + 1 : -1].split(",")[:3])) / 3
        assert (lightness < 80) == dark
    assert page.evaluate("document.documentElement.scrollWidth") <= PROJECTOR["width"]
    play = page.get_by_role("button", name="Play (Space)").bounding_box()
    assert play["y"] + play["height"] <= PROJECTOR["height"]  # charts and controls on one screen, without scrolling
    expect(page.get_by_role("heading", name="Elongated bowl")).to_be_visible()
    expect(page.get_by_role("heading", name="Results")).to_be_visible()
    assert_shows_its_link(page)


def test_play_moves_the_markers_and_pause_holds_them(playground):
    page = playground()
    page.get_by_label("Speed").select_option("0.25")
    page.get_by_role("button", name="Play (Space)").click()
    step = "Number(document.querySelector('.optiviz-stage').dataset.step)"
    page.wait_for_function(f"{step} > 2 && {step} < 100")
    page.get_by_role("button", name="Pause (Space)").click()
    held = page.evaluate(step)
    picture = page.locator("[data-view=contour]").screenshot()
    page.wait_for_timeout(600)
    assert page.evaluate(step) == held
    assert page.locator("[data-view=contour]").screenshot() == picture
    page.get_by_role("button", name="Step forward (Right)").click()
    page.wait_for_function(f"{step} === {held + 1}")
    assert page.locator("[data-view=contour]").screenshot() != picture


def test_a_slider_moved_with_the_keyboard_changes_the_path_to_what_simulate_gives(playground):
    page = playground()
    before = paths(page)
    page.get_by_label("Optimizer in focus", exact=True).select_option("Gradient descent")
    slider = page.get_by_label("Learning rate", exact=True)
    slider.focus()
    wait_for_new_data(page, lambda: slider.press("ArrowLeft"))
    rate = race_of(page).lanes[0].values["learning_rate"]
    assert rate < 0.063
    after = paths(page)
    np.testing.assert_array_equal(after[0], simulate(PathSpec("bowl", "gd", values={"learning_rate": rate})).theta)
    assert not np.array_equal(after[0], before[0])
    np.testing.assert_array_equal(after[1], before[1])


def test_zoom_survives_a_slider_and_the_back_button_undoes_it(playground):
    page = playground()
    zoomed = f"{STAGE}.charts.contour.plot._fullLayout.xaxis.range.map(v => Math.round(v * 100))"
    box = page.locator("[data-view=contour] .nsewdrag").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.7, steps=4)
    page.mouse.up()
    page.wait_for_function(f"{zoomed}[0] > -290")
    view = page.evaluate(zoomed)
    first = page.url
    steps = page.get_by_label("Steps, exact")
    steps.fill("90")
    wait_for_new_data(page, lambda: steps.press("Enter"))
    assert page.evaluate(zoomed) == view
    assert race_of(page).place.steps == 90
    wait_for_new_data(page, page.go_back)
    assert page.url == first
    assert_shows_its_link(page)
    page.mouse.dblclick(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    page.wait_for_function(f"{zoomed}[0] <= -290")


LINK = (
    "?surface=rosenbrock&values=b=37.5&start=-1.234567890123,0.1&steps=222&tolerance=0.02"
    "&run=adam.keras,learning_rate=0.0123456789,b1=0.87,eps=0.1&run=nesterov.paper,learning_rate=0.0007,momentum=0.95"
)


def test_a_link_restores_exactly_what_was_on_screen(open_app, playground):
    page = playground(LINK)
    race = race_of(page)
    assert race.place.start == (-1.234567890123, 0.1)
    assert race.lanes[0].values["learning_rate"] == 0.0123456789
    assert_shows_its_link(page)
    page.get_by_role("button", name="Copy link").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    again = open_app(link[link.index("?") :], space=True)
    assert race_of(again) == race
    for one, other in zip(paths(page), paths(again), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_diverging_run_and_a_broken_link_say_what_happened(playground):
    page = playground("?run=gd,learning_rate=0.0766666666666666667&steps=1e7&run=adamm&bogus=1")
    warning = page.get_by_test_id("stAlert")
    for sentence in ("`steps` must be a whole number in [1, 2000], got 1e7. Using 150.", "adamm", "bogus"):
        expect(warning).to_contain_text(sentence)
    expect(page.get_by_test_id("stTable")).to_contain_text("diverged")
    outcome = page.get_by_text("Left the view at step 4 and diverged at step 34")
    expect(outcome).to_contain_text("eta × lambda_max = 2.3 > 2, along eigenvector (0, 1)")
    expect(page.locator("body")).not_to_contain_text("Traceback")
    assert_starts_with_its_link(page)


def test_the_legend_and_the_table_say_the_same_loss_also_of_a_run_that_diverged(playground):
    page = playground("?run=gd,learning_rate=0.0766666666666666667&run=adam,learning_rate=0.1&run=momentum")
    legend = page.locator(".ov-legend .ov-value").all_inner_texts()
    table = page.evaluate("[...document.querySelectorAll('[data-testid=stTable] tr')].map(r => r.cells[1].innerText)")
    assert table[1:] == [f"{legend[0]} (step 33)", *legend[1:]]


def assert_starts_with_its_link(page):
    """As assert_shows_its_link, for a path that diverges: what is drawn is the run's beginning, nothing is moved."""
    (drawn,), (spec,) = paths(page), race_of(page).paths()
    theta = simulate(spec).theta
    assert 3 < len(drawn) < len(theta)
    np.testing.assert_array_equal(drawn, theta[: len(drawn)])
    assert np.abs(drawn).max() > 100


def test_every_control_is_reached_and_named_for_the_keyboard(playground):
    page = playground()
    page.get_by_text("Adam", exact=True).first.click()
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, [role=slider], [role=combobox]")]
        .filter(e => e.offsetParent && e.getAttribute("aria-hidden") !== "true")
        .filter(e => !(e.ariaLabel || e.title || e.textContent.trim() || e.labels?.length
                       || e.getAttribute("aria-labelledby")))
        .map(e => e.outerHTML.slice(0, 200))"""
    )
    assert unnamed == []
    page.get_by_label("Family").focus()
    name, reached = "document.activeElement.ariaLabel || document.activeElement.textContent.slice(0, 40)", set()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(name))
    assert {"Learning rate, exact", "Beta 1, exact", "Start x, exact", "Steps, exact", "Rotation"} <= reached
    assert any("Start of all optimizers" in text for text in reached)


def test_an_optimizers_controls_stay_open_when_its_label_changes(open_app):
    page = open_app("?run=gd&run=adam", viewport={"width": 1280, "height": 2300})  # lists close when a page scrolls
    lane = page.locator(".st-key-lane1-open")
    lane.get_by_text("Adam", exact=True).click()
    keras = lane.get_by_role("radio", name="keras")
    wait_for_new_data(page, keras.click)
    expect(lane.locator("summary")).to_contain_text("Adam (keras)")
    expect(keras).to_be_visible()
    wait_for_new_data(page, lane.get_by_role("radio", name="pytorch").click)
    add = page.get_by_role("combobox", name="Add an optimizer")
    add.fill("Adam")
    wait_for_new_data(page, lambda: add.press("Enter"))
    expect(lane.locator("summary")).to_contain_text("Adam, learning rate 0.001")
    expect(keras).to_be_visible()
    page.locator(".st-key-lane0-open").get_by_text("Gradient descent", exact=True).click()
    wait_for_new_data(page, page.locator(".st-key-lane0-remove button").click)
    expect(keras).to_be_visible()


WIDEST = sorted(SURFACES, key=lambda key: len(SURFACES[key].latex))[-2:]


@pytest.mark.parametrize("key", WIDEST)
def test_on_a_phone_a_wide_formula_scrolls_in_its_own_line_and_the_page_does_not(open_app, key):
    page, width = open_app(f"?surface={key}&run=gd,learning_rate=0", viewport={"width": 390, "height": 844}), 390
    line = page.locator(".st-key-formula")
    box, buttons = line.bounding_box(), page.get_by_role("button", name="Reset", exact=True).bounding_box()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert box["x"] + box["width"] <= width
    assert box["y"] >= buttons["y"] + buttons["height"]
    parts = line.locator(".katex-html > .base").evaluate_all("parts => parts.map(p => p.getBoundingClientRect())")
    assert max(part["top"] for part in parts) < min(part["bottom"] for part in parts)  # one line
    line.evaluate("line => line.scrollTo(1e4, 0)")
    end = line.locator(".katex-html > .base").last.bounding_box()
    assert end["x"] + end["width"] <= box["x"] + box["width"] + 1


def test_the_about_page_opens_by_its_address_and_the_race_waits(serve, visit):
    page = visit(f"{serve(ROOT / 'app.py')}/about")
    expect(page.get_by_role("heading", name="Verified")).to_be_visible()
    expect(page.get_by_test_id("stTable")).to_contain_text("torch 2.13.0")
    page.get_by_role("link", name="Playground").click()
    page.wait_for_selector(READY)
    assert_shows_its_link(page)
    # Streamlit looks for its own endpoints below the page's address first, and finds them above.
    page.complaints = [complaint for complaint in page.complaints if "404" not in complaint]

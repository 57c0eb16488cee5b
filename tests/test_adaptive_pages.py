"""Adaptive methods and Terrain in real Chromium: charts below the stage, live knobs, presets without a race."""

import pytest
from playwright.sync_api import expect

from tests.app_page import READY

pytestmark = pytest.mark.browser

BOARD = ".optiviz-board[data-state=ready]"
CHARTS = "[...document.querySelectorAll('.optiviz-board .js-plotly-plot')]"


@pytest.fixture
def open_page(stroll):
    """open_page(path, **media) -> a page of the course whose question, if it has one, was skipped."""

    def open_it(path, **media):
        page = stroll(path, **media)
        page.get_by_role("heading", name="Adaptive methods" if path.startswith("a") else "Terrain").wait_for()
        skip = page.get_by_role("button", name="Skip", exact=True)
        expect(skip.or_(page.locator(f"{READY}, {BOARD}")).first).to_be_visible()
        if skip.count():
            skip.click()
        page.locator(BOARD).first.wait_for()
        return page

    return open_it


def test_a_memory_that_is_turned_moves_the_curves_of_bias_correction(open_page):
    page = open_page("adaptive?preset=A4")
    words = page.locator("[data-figure=times] .ov-sheet-words")
    expect(words).to_contain_text("3.16 times as long at step 1, 6.57 times at step 12")
    page.evaluate(f"window.before = {CHARTS}[1]")
    memory = page.locator(".optiviz-board").get_by_label("Beta 2", exact=True)
    for _ in range(3):
        memory.press("ArrowLeft")
    expect(words).not_to_contain_text("6.57")
    assert page.evaluate(f"{CHARTS}[1] === window.before")


def test_knobs_of_a_board_stand_beside_its_charts_also_below_a_stage(open_page):
    page = open_page("adaptive?preset=A4", viewport={"width": 1440, "height": 900})
    board = page.locator(".optiviz-board").first
    knobs, charts = board.locator(".ov-knobs").bounding_box(), board.locator(".ov-sheets").bounding_box()
    assert knobs["x"] + knobs["width"] <= charts["x"]
    assert charts["width"] > 900


def test_adam_walks_the_wrong_way_until_its_memory_is_long_enough(open_page):
    page = open_page("adaptive?preset=A9")
    assert page.locator(".optiviz-stage").count() == 0
    words = page.locator("[data-figure=walk] .ov-sheet-words")
    expect(words).to_contain_text("Adam ends at 1.000")
    field = page.get_by_label("Beta 2, exact")
    field.fill("0.99")
    field.press("Enter")
    expect(words).to_contain_text("Adam ends at −0.999")


def test_the_switch_for_clipping_brings_the_run_back_into_the_picture(open_page):
    page = open_page("terrain?preset=cliff")
    expect(page.get_by_text("One step throws it to")).to_be_visible()
    assert "clip=" not in page.url
    page.get_by_text("Clip the gradients of the race above").click()
    page.wait_for_url("**clip%3D1**")
    expect(page.get_by_label("Clip at norm, exact")).to_have_value("1")


@pytest.mark.parametrize("path", ["adaptive?preset=A8", "terrain?preset=M9", "adaptive?preset=J1"])
def test_the_pages_fit_a_phone(open_page, path):
    page = open_page(path, viewport={"width": 390, "height": 844})
    page.wait_for_function("document.documentElement.scrollWidth <= 390")  # charts follow a new width late

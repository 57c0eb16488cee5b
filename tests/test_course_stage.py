"""Course pages in Chromium: a question hides the paths until it is answered, presets bring views, figures follow."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from optiviz.presets import RACES
from optiviz.presets.row import spoken
from optiviz.simulate import simulate
from tests.app_page import READY, STAGE, paths
from tests.hand import answered, drag, press, race_in_hand, released

pytestmark = pytest.mark.browser

SEEN = f"""() => {{
  const hidden = (node) => getComputedStyle(node).visibility === 'hidden';
  const box = {STAGE}.charts.contour.box;
  return !hidden(box.querySelector('.ov-overlay')) && !hidden(box.querySelector('.scatterlayer'));
}}"""
BOARD = ".optiviz-board"


@pytest.fixture
def open_page(stroll):
    """open_page("momentum?preset=M2", **media) -> that page of the course with its stage drawn."""

    def open_it(address, **media):
        page = stroll(address, **media)
        page.wait_for_selector(READY)
        return page

    return open_it


def choose(page, title):
    page.get_by_test_id("stButtonGroup").get_by_text(title, exact=True).click()


def answer(page, text):
    page.get_by_role("button", name=text, exact=True).click()


def views(page):
    return page.evaluate(f"{STAGE}.views.area.dataset.views")


def board(page, figure):
    """The words below a figure of a board that has been drawn."""
    page.wait_for_selector(f"{BOARD}[data-state=ready] [data-figure={figure}] .main-svg")
    return page.locator(f"[data-figure={figure}] .ov-sheet-words")


def test_a_question_is_answered_before_the_paths_come_in_sight(open_page):
    page = open_page("learning_rate?preset=L1a")
    assert page.evaluate(SEEN)
    choose(page, "Nervous")
    expect(page.get_by_text("Predict.")).to_be_visible()
    page.wait_for_function(f"!({SEEN})()")
    expect(page.get_by_role("heading", name="Results")).to_have_count(0)
    for told in (".ov-why", ".ov-jump", ".ov-legend", ".ov-ruler", ".ov-view[data-view=loss] text >> nth=0"):
        expect(page.locator(told)).to_be_hidden()
    assert tells(page, RACES["L1d"]) == []
    answer(page, RACES["L1d"].choices[0])
    expect(page.get_by_text("Not so.")).to_be_visible()
    expect(page.get_by_text("It settles at step 41, after")).to_be_visible()
    page.wait_for_function(SEEN)
    (drawn,) = paths(page)
    np.testing.assert_array_equal(drawn, simulate(RACES["L1d"].spec.paths()[0]).theta)
    expect(page.get_by_role("heading", name="Results")).to_be_visible()


def tells(page, preset):
    """The facts of a preset, those of its question aside, whose numbers can be read on the page, or heard."""
    heard = "[...document.querySelectorAll('.stMain [aria-label]')].map(e => e.ariaLabel).join(' ')"
    words = page.evaluate(f"document.querySelector('.stMain').innerText + ' ' + {heard}")
    asked = " ".join((preset.question, *preset.choices))
    facts = [fact for fact in preset.facts if f"{{{fact.name}}}" not in asked]
    return [fact.name for fact in facts if re.search(rf"(?<![\d.]){re.escape(spoken(fact.value))}(?![\d.])", words)]


def test_a_run_that_ends_early_does_not_say_so_before_the_answer(open_page):
    page = open_page("learning_rate?preset=L1e")
    expect(page.locator(".ov-readout")).to_have_text("step 60 of 60")
    expect(page.locator(".ov-scrubber option")).to_have_count(0)
    assert tells(page, RACES["L1e"]) == []
    answer(page, "Skip")
    page.wait_for_function(SEEN)
    ends = simulate(RACES["L1e"].spec.paths()[0]).outcome.step - 1
    expect(page.locator(".ov-readout")).to_have_text(f"step {ends} of {ends}")
    expect(page.get_by_role("figure", name=f"{ends} steps")).to_have_count(2)
    assert tells(page, RACES["L1e"])
    for part in (".ov-ruler", ".ov-legend"):
        expect(page.locator(part)).to_be_visible()


def test_a_question_can_be_skipped_and_a_link_asks_it_too(open_page):
    page = open_page("momentum?preset=M6")
    assert not page.evaluate(SEEN)
    answer(page, "Skip")
    page.wait_for_function(SEEN)
    expect(page.get_by_text("The answer: divergent")).to_be_visible()


def test_the_learning_rate_is_dragged_past_the_limit_and_the_figure_below_follows(open_page):
    page = open_page("learning_rate?preset=L1a")
    words = board(page, "rates")
    expect(words).to_contain_text("On screen: 0.01 settles at step 401")
    box = press(page, "Learning rate", 0.5)
    drag(page, box, 0.7, 0.76)
    answered(page)
    rate = race_in_hand(page)["lanes"][0]["values"]["learning_rate"]
    assert 0.2 < rate < 1
    assert np.abs(paths(page)[0]).max() > 3
    released(page)
    expect(words).to_contain_text(f"On screen: {rate:.4g} diverges")
    expect(page.get_by_test_id("stTable").filter(has_text="Outcome")).to_contain_text("diverged")
    expect(page.get_by_text("You have changed something")).to_be_visible()
    answer(page, "Back to the preset")
    expect(words).to_contain_text("On screen: 0.01 settles at step 401")


def test_presets_bring_their_views_and_readers_choices_stay_between(open_page):
    page = open_page("momentum?preset=M0")
    assert views(page) == "contour loss"
    choose(page, "Spirals")
    page.wait_for_function(f"{STAGE}.views.area.dataset.views === 'contour phase_flat phase_steep'")
    for name in ("Phase, flat", "Phase, steep"):
        expect(page.get_by_role("button", name=f"Show {name}", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Show Loss", exact=True)).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Show Loss", exact=True).click()
    answer(page, RACES["MP1"].choices[2])
    expect(page.get_by_text("Right:")).to_be_visible()
    page.wait_for_selector(READY)
    assert views(page) == "contour loss phase_flat phase_steep"
    page.wait_for_url(lambda url: "views=contour%2Closs%2Cphase_flat%2Cphase_steep" in url)
    page.reload()
    page.wait_for_selector(READY)
    assert views(page) == "contour loss phase_flat phase_steep"
    choose(page, "Look ahead")
    page.wait_for_function(f"{STAGE}.views.area.dataset.views === 'contour loss'")
    page.wait_for_url(lambda url: "views" not in url)


def test_the_map_over_two_values_comes_when_asked_for(open_page):
    page = open_page("momentum?preset=M0")
    board(page, "momenta")
    width = page.locator("[data-figure=momenta] .main-svg").first.bounding_box()["width"]
    page.get_by_text("Two levels up").click()
    expect(board(page, "map")).to_contain_text("runs diverge")
    page.wait_for_function(
        "document.querySelector('[data-figure=momenta] .main-svg').getBoundingClientRect().width < " + str(0.7 * width)
    )


@pytest.mark.parametrize("address", ["learning_rate?preset=L1a", "momentum?preset=M0"])
def test_on_a_phone_the_story_stands_above_the_stage_and_nothing_is_wider_than_the_screen(open_page, address):
    page = open_page(address, viewport={"width": 390, "height": 844})
    story = page.locator(".st-key-course [data-testid=stColumn]").first.bounding_box()
    stage = page.locator(".optiviz-stage").bounding_box()
    assert story["y"] + story["height"] <= stage["y"]
    page.wait_for_function("document.scrollingElement.scrollWidth <= 390")  # charts follow a new width late


@pytest.mark.parametrize("address", ["learning_rate?preset=L1a", "momentum?preset=M5"])
def test_on_a_projector_stage_and_story_are_in_sight_without_scrolling(open_page, address):
    page = open_page(address, viewport={"width": 1280, "height": 720})
    if "M5" in address:
        answer(page, "Skip")
        page.wait_for_function(SEEN)
    bar = page.get_by_role("group", name="Stage controls").bounding_box()
    assert bar["y"] + bar["height"] <= 720
    expect(page.get_by_text(re.compile("^But"))).to_be_in_viewport()

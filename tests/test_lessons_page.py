"""Lessons in Chromium: a step's knob is free and the others are locked, answers uncover, a challenge passes by hand."""

import pytest
from playwright.sync_api import expect

from tests.app_page import READY
from tests.hand import answered, press, released

pytestmark = pytest.mark.browser


@pytest.fixture
def open_lesson(stroll):
    """open_lesson(query, **media) -> the page of lessons, its stage drawn if it has one."""

    def open_it(query="", **media):
        page = stroll(f"lessons{query}", **media)
        page.wait_for_selector(READY if query else "h3")
        return page

    return open_it


def test_a_story_is_read_from_the_list_to_its_end(open_lesson):
    page = open_lesson()
    page.get_by_role("button", name="Read “How long is a step?”").click()
    page.wait_for_selector(READY)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_label("Learning rate, exact")).to_be_enabled()
    for name in ("Weight decay, exact", "Steps, exact", "Start x, exact"):
        expect(page.get_by_label(name)).to_be_disabled()
    expect(page.get_by_role("button", name="Start of all optimizers")).to_be_disabled()
    for step in range(2, 6):
        page.get_by_role("button", name="Next", exact=True).click()
        page.wait_for_url(lambda url, step=step: f"step={step}" in url)
        expect(page.locator(".ov-covered")).to_have_count(1)
        page.get_by_role("button", name="Skip").click()
        expect(page.locator(".ov-covered")).to_have_count(0)
    page.get_by_role("button", name="Unlock all controls").click()
    expect(page.get_by_label("Weight decay, exact")).to_be_enabled()
    expect(page.get_by_role("button", name="Start of all optimizers")).to_be_enabled()
    expect(page.get_by_test_id("stSidebar")).to_be_attached()


def test_a_challenge_is_won_by_typing_the_right_number(open_lesson):
    page = open_lesson("?challenge=C1")
    expect(page.get_by_text("Not yet.")).to_be_visible()
    field = page.get_by_label("Learning rate, exact")
    field.fill("0.176")
    field.press("Enter")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Gold.")
    page.wait_for_url(lambda url: "0.176" in url)
    page.get_by_role("button", name="All lessons").click()
    expect(page.get_by_text("★ passed, gold")).to_be_visible()


def test_the_hidden_bowl_stays_hidden(open_lesson):
    page = open_lesson("?challenge=C2&run=gd,learning_rate=0.15")
    expect(page.get_by_text("over the edge")).to_be_visible()
    for words in ("Condition number", "Copy as code"):
        expect(page.get_by_text(words)).to_have_count(0)
    untold(page)
    press(page, "Learning rate", 0.5)
    answered(page)
    untold(page)
    released(page)
    page.wait_for_url(lambda url: "0.15" not in url)
    page.wait_for_selector(READY)
    untold(page)


def untold(page):
    """Nothing that says how steep the bowl is has been drawn, not even out of sight."""
    expect(page.locator(".ov-ruler")).to_have_count(0)
    expect(page.locator(".ov-why")).to_have_text("", use_inner_text=False)
    for name in ("Internals", "Ghost"):
        expect(page.locator(f".ov-toggle[data-name={name}]")).to_have_count(0)
    assert "kappa" not in page.url


def test_a_story_fits_a_phone(open_lesson):
    page = open_lesson("?story=length&step=2", viewport={"width": 390, "height": 844})
    page.wait_for_function("document.scrollingElement.scrollWidth <= 390")  # charts follow a new width late
    page.get_by_test_id("stExpandSidebarButton").click()  # where the pages are listed
    expect(page.get_by_role("link", name="Playground")).to_be_visible()
    expect(page.get_by_test_id("stSidebarUserContent")).to_be_hidden()

"""axe-core, in Chromium, finds no serious or critical violation on any page, in both themes and on a phone."""

from pathlib import Path

import axe_playwright_python
import pytest

from tests.app_page import RESTS
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
ADDRESSES = [*PAGES, "lessons?story=length&step=2", "lessons?challenge=C8", "reference?section=gradients"]
STILL = ("about", "lessons", "reference")  # without charts of ours
CHARTS = ".optiviz-stage[data-state=ready], .optiviz-board[data-state=ready]"
DYED = """() => {
  const color = (element) => getComputedStyle(element).color, page = color(document.querySelector(".stApp"));
  return [...document.querySelectorAll(".optiviz-stage, .optiviz-board")].every((element) => color(element) === page);
}"""
FADED = """document.getAnimations().every(
  (moving) => moving.playState !== "running" || moving.effect.getComputedTiming().endTime === Infinity)"""
OURS = """[...document.querySelectorAll("[data-testid=stCaptionContainer]")].every(
  (caption) => getComputedStyle(caption).opacity >= 0.8)"""
GRAVE = ("serious", "critical")
COLOURS = ["color-contrast", "link-in-text-block"]  # what may differ between themes on the same page
PHONE = {"width": 390, "height": 844}

# What is Streamlit's own and cannot be mended from here: (rule, what every element starts with).
EXCEPTIONS = (
    # Boxes that scroll sideways, which browsers give keyboard focus by themselves: equations, tables, code.
    ("scrollable-region-focusable", '<span class="katex-display">'),
    ("scrollable-region-focusable", '<div class="st-emotion-cache-'),
    ("scrollable-region-focusable", '<div direction="column" overflow="visible" height="auto" class="stVerticalBlock'),
    ("scrollable-region-focusable", '<pre class="st-emotion-cache-'),
    # The list of pages on a narrow screen has boxes between the list and its items.
    ("list", '<ul data-testid="stSidebarNavItems"'),
    ("listitem", '<li class="st-emotion-cache-'),
)


def excepted(rule, html):
    return any(rule == known and html.startswith(begin) for known, begin in EXCEPTIONS)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_no_grave_violation(stroll, address):
    page = stroll("" if address == "playground" else address)
    page.evaluate(f"{AXE}; 0")
    assert grave(page, address, "light") == []
    page.emulate_media(color_scheme="dark")
    assert grave(page, address, "dark", COLOURS) == []
    page.set_viewport_size(PHONE)
    assert grave(page, address, "dark") == []


def settled(page, address, scheme):
    """Wait until nothing on the page changes any more by itself."""
    page.wait_for_function(f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{scheme}'")
    page.locator("h1, h3").first.wait_for()
    if address not in STILL:
        page.locator(CHARTS).first.wait_for()
    page.wait_for_function(DYED)  # Streamlit hands a new theme to components after the page has it
    page.wait_for_selector(RESTS)
    page.wait_for_function(OURS)  # our style sheet may come later than the words
    page.wait_for_function(FADED)  # Streamlit pales what it is about to draw anew


def grave(page, address, scheme, rules=None):
    """[rule, message, element] of what axe finds in a theme, by all of its rules or by some."""
    settled(page, address, scheme)
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        (violation["id"], node["failureSummary"], node["html"][:200])
        for violation in found
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
        if not excepted(violation["id"], node["html"])
    ]

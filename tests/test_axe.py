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

# What is Streamlit's own and cannot be mended from here: (rule, what the element lies in, why it may be).
EXCEPTIONS = (
    (
        "scrollable-region-focusable",
        ".katex-display, .st-key-formula, [data-testid=stTable], [data-testid=stCode]",
        "Browsers give boxes that scroll sideways keyboard focus by themselves.",
    ),
    ("list", "[data-testid=stSidebarNavItems]", "On a narrow screen boxes stand between the list of pages and them."),
    ("listitem", "[data-testid=stSidebarNavItems]", "The same boxes."),
)
RUN = """async ([options, exceptions]) => {
  const { violations } = await axe.run(document, options);
  const excepted = (rule, node) => exceptions.some(
    ([known, within]) => known === rule && document.querySelector(node.target[0])?.closest(within));
  return violations.flatMap(({ id, impact, nodes }) => nodes.filter((node) => !excepted(id, node))
    .map((node) => [impact, id, node.failureSummary, node.html.slice(0, 200)]));
}"""


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
    found = page.evaluate(RUN, [options, EXCEPTIONS])
    return [violation for impact, *violation in found if impact in GRAVE]

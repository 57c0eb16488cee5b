"""axe-core, in Chromium, finds no serious or critical violation on any page, in the light and in the dark theme."""

from pathlib import Path

import axe_playwright_python
import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
ADDRESSES = [*PAGES, "lessons?story=length&step=2", "lessons?challenge=C8"]
STILL = ("about", "lessons", "reference")  # without charts of ours
CHARTS = ".optiviz-stage[data-state=ready], .optiviz-board[data-state=ready]"
DYED = """() => {
  const color = (element) => getComputedStyle(element).color, page = color(document.querySelector(".stApp"));
  return [...document.querySelectorAll(".optiviz-stage, .optiviz-board")].every((element) => color(element) === page);
}"""
RESTS = ".stApp[data-test-script-state=notRunning]"
FADED = """document.getAnimations().every(
  (moving) => moving.playState !== "running" || moving.effect.getComputedTiming().endTime === Infinity)"""
OURS = """[...document.querySelectorAll("[data-testid=stCaptionContainer]")].every(
  (caption) => getComputedStyle(caption).opacity >= 0.8)"""
GRAVE = ("serious", "critical")

# What is Streamlit's own and cannot be mended from here: (rule, what every element starts with, why).
EXCEPTIONS = (
    (
        "scrollable-region-focusable",
        '<span class="katex-display">',
        "Streamlit's KaTeX lets long equations scroll; browsers give such boxes keyboard focus by themselves.",
    ),
)


def excepted(rule, html):
    return any(rule == known and html.startswith(begin) for known, begin, _ in EXCEPTIONS)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_no_grave_violation(serve, visit, address):
    page = visit(f"{serve(ROOT / 'app.py')}/{'' if address == 'playground' else address}", color_scheme="light")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{scheme}'")
        page.locator("h1, h3").first.wait_for()
        if address not in STILL:
            page.locator(CHARTS).first.wait_for()
        page.wait_for_function(DYED)  # Streamlit hands a new theme to components after the page has it
        page.wait_for_selector(RESTS)
        page.wait_for_function(OURS)  # our style sheet may come later than the words
        page.wait_for_function(FADED)  # Streamlit pales what it is about to draw anew
        assert grave(page) == []


def grave(page):
    """[rule, message, element] of what axe finds now."""
    page.evaluate(f"{AXE}; 0")
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [
        (violation["id"], node["failureSummary"], node["html"][:200])
        for violation in found
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
        if not excepted(violation["id"], node["html"])
    ]

"""The pages Schedules and noise, and Weight decay: every subject opens, and the line follows the hand."""

from pathlib import Path

import pytest

from optiviz.presets import PRESETS
from optiviz.ui import noise, weight_decay
from tests.test_adaptive import answered
from tests.test_course import page
from tests.test_pages import checked

ROOT = Path(__file__).parent.parent
PAGES = {"noise": noise, "weight_decay": weight_decay}
SUBJECTS = [(key, subject) for key, module in PAGES.items() for subject in module.SUBJECTS]
SUITED = [
    (key, subject, preset)
    for key, module in PAGES.items()
    for subject, (presets, _) in module.SUBJECTS.items()
    for preset in presets
]
FOREIGN = {"noise": ("S2", "N2"), "weight_decay": ("W1",)}  # presets to which most subjects do not apply


@pytest.mark.parametrize(("key", "subject", "preset"), SUITED, ids=[preset for _, _, preset in SUITED])
def test_a_preset_opens_on_the_subject_that_suits_it_with_a_table(key, subject, preset):
    app = answered(page(key, preset=preset))
    assert app.segmented_control(key=f"{key}.closer").value == subject
    assert len(app.table) >= 2  # the subject's own, and the results


@pytest.mark.parametrize(("key", "subject"), SUBJECTS, ids=[subject for _, subject in SUBJECTS])
def test_every_subject_opens_where_it_does_not_apply(key, subject):
    for preset in FOREIGN[key]:
        app = answered(page(key, preset=preset))
        app.segmented_control(key=f"{key}.closer").set_value(subject)
        checked(app.run())


def test_every_preset_of_both_pages_has_a_subject():
    suited = {preset for _, _, preset in SUITED}
    assert suited == {key for key, preset in PRESETS.items() if preset.page in PAGES}


def test_losses_can_be_counted_in_gradient_evaluations():
    app = page("noise")
    app.segmented_control(key="noise.unit").set_value("gradient evaluations")
    checked(app.run())


@pytest.mark.browser
def test_the_line_follows_the_step_before_it_is_released(stroll):
    tab = stroll("noise?preset=N2")
    tab.get_by_role("button", name="Skip").click()
    board = tab.locator(".optiviz-board.ov-tunable")
    board.locator("[data-figure=fit] .js-plotly-plot").wait_for()
    knobs, sheet = (board.locator(part).first.bounding_box() for part in (".ov-knobs", ".ov-sheets"))
    assert knobs["x"] + knobs["width"] <= sheet["x"]
    slider = board.get_by_role("slider", name="Step")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    words = board.locator("[data-figure=fit] .ov-sheet-words")
    assert words.inner_text().startswith("Step 0:")
    middle = box["y"] + box["height"] / 2
    tab.mouse.move(box["x"] + 8, middle)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] / 2, middle, steps=8)
    tab.wait_for_function("element => !element.textContent.startsWith('Step 0:')", arg=words.element_handle())
    tab.mouse.up()


@pytest.mark.browser
def test_decay_pulls_the_paths_and_the_half_life_follows_its_knobs(stroll):
    tab = stroll("weight_decay?preset=W3")
    tab.get_by_role("button", name="Skip").click()
    tab.wait_for_selector(".optiviz-stage[data-state=ready]")
    stage = tab.locator(".optiviz-stage")
    end = "document.querySelector('.optiviz-stage').stage.charts.contour.paths()[0].x.at(-1)"
    drag(tab, stage.get_by_role("slider", name="Weight decay"), f"before => {end} !== before", tab.evaluate(end))
    board = tab.locator(".optiviz-board.ov-tunable")
    words = board.locator(".ov-sheet-words").first
    slider = board.get_by_role("slider", name="Weight decay")
    drag(
        tab,
        slider,
        "([element, before]) => element.textContent !== before",
        [words.element_handle(), words.inner_text()],
    )


def drag(tab, slider, condition, argument):
    """Move a slider to a fifth of its way and wait for the condition before the button is let go."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    tab.mouse.move(box["x"] + box["width"] / 2, middle)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] / 5, middle, steps=5)
    tab.wait_for_function(condition, arg=argument)
    tab.mouse.up()

"""The internals of a step in Chromium: what is written and drawn at the cursor is what simulate gives."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from optiviz import PathSpec, simulate
from optiviz.internals import sharpness
from tests.app_page import DRAWN, STAGE, paths, race_of
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

QUERY = "?run=gd,learning_rate=0.05&run=sam,learning_rate=0.01&run=adam,learning_rate=0.2&steps=60"


@pytest.fixture
def adam(playground):
    """The Playground with three optimizers, Adam in focus."""
    page = playground(QUERY)
    page.get_by_label("Optimizer in focus", exact=True).select_option("Adam")
    expect(page.locator(".ov-why-title")).to_contain_text("Adam")
    return page


def go(page, step):
    page.get_by_label("Step", exact=True).fill(str(step))
    expect(page.locator(".ov-why-title")).to_contain_text(f"Step {step} of")


def written(page, line, axis):
    """The text of an equation line with its numbers, spaces taken out."""
    row = page.locator(".ov-equation").nth(line).locator(f".ov-filled:has(.ov-axis-{axis}) math")
    return re.sub(r"\s", "", row.text_content())


def number(text):
    return float(text.replace("−", "-"))


def test_the_numbers_of_the_step_stand_in_its_equation(adam):
    page = adam
    path = simulate(PathSpec("bowl", "adam", steps=60, values={"learning_rate": 0.2}))
    for step in (1, 7, 60):
        go(page, step)
        for column, axis in enumerate("xy"):
            theta, m, v = path.theta[:, column], path.state["m_hat"][step, column], path.state["v_hat"][step, column]
            text = written(page, 5, axis)
            assert number(text.partition("=")[2]) == pytest.approx(theta[step], rel=1e-3)
            assert text.startswith(brief(theta[step - 1]))
            for value in (m, v):
                assert brief(value).lstrip("−") in text
            assert number(written(page, 0, axis)) == pytest.approx(path.gradient[step - 1, column], rel=1e-3)


def brief(value):
    """As numbers.js writes four digits of ordinary sizes."""
    if abs(value) < 1e-3:
        return re.sub(r"\.?0*e([-+])0*", r"e\1", f"{value:.2e}").replace("e+", "e").replace("-", "−")
    return f"{float(f'{value:.4g}'):g}".replace("-", "−")


def test_the_heading_and_the_meter_tell_of_the_same_step(playground):
    page = playground("?run=gd,learning_rate=0.07&steps=40")
    path = simulate(PathSpec("bowl", "gd", steps=40, values={"learning_rate": 0.07}))
    go(page, 3)
    expect(page.locator(".ov-why-title")).to_have_text(
        "Step 3 of Gradient descent: " + " → ".join(f"({brief(x)}, {brief(y)})" for x, y in path.theta[2:4])
    )
    assert sharpness(path)[3] == pytest.approx(2.1)
    expect(page.locator(".ov-meter-words")).to_contain_text("is 2.1, past the limit 2")
    meter = page.get_by_role("meter")
    assert float(meter.get_attribute("aria-valuenow")) == pytest.approx(2.1)
    assert meter.get_attribute("data-state") == "past"


def test_the_meter_follows_the_hand(playground):
    page = playground("?run=gd,learning_rate=0.07&steps=40")
    go(page, 3)
    field = page.locator(".ov-knobs").get_by_label("Learning rate, exact", exact=True)
    field.fill("0.03")
    field.press("Enter")
    expect(page.locator(".ov-meter-words")).to_contain_text("is 0.9, below the limit 2 (45 %)")


def test_panels_show_every_quantity_of_the_rule_in_focus(adam):
    page = adam
    titles = page.locator(".ov-panels figure")
    expect(titles).to_have_count(8)
    page.get_by_label("Optimizer in focus", exact=True).select_option("Gradient descent")
    expect(page.locator(".ov-panels figure")).to_have_count(3)
    expect(page.locator(".ov-why-title")).to_contain_text("Gradient descent")


def test_arrows_start_where_the_step_started(adam):
    page = adam
    path = simulate(PathSpec("bowl", "adam", steps=60, values={"learning_rate": 0.2}))
    go(page, 5)
    arrows = page.evaluate(f"{STAGE}.charts.contour.overlay.arrows")
    assert [arrow["name"] for arrow in arrows] == ["gradient", "moment", "update"]
    for arrow in arrows:
        np.testing.assert_allclose(arrow["from"], path.theta[4])
    np.testing.assert_allclose(arrows[2]["to"], path.theta[5])
    downhill = np.subtract(arrows[0]["toward"], arrows[0]["from"])
    np.testing.assert_allclose(
        downhill / np.linalg.norm(downhill), -path.gradient[4] / np.linalg.norm(path.gradient[4]), atol=1e-4
    )
    page.keyboard.press("End")
    page.locator(".ov-button.ov-end").click()
    assert page.evaluate(f"{STAGE}.charts.contour.overlay.arrows") == []


def test_internals_can_be_switched_off_and_come_back_up_to_date(adam):
    page = adam
    page.get_by_role("button", name="Show the internals of the optimizer in focus").click()
    expect(page.locator(".ov-why")).to_be_hidden()
    go_quietly(page, 9)
    page.get_by_role("button", name="Show the internals of the optimizer in focus").click()
    expect(page.locator(".ov-why-title")).to_contain_text("Step 9 of Adam")


def go_quietly(page, step):
    page.get_by_label("Step", exact=True).fill(str(step))


def test_a_ghost_stays_and_what_differs_is_written_out(playground):
    page = playground(QUERY)
    page.locator(".ov-toggle", has_text="Ghost").click()
    expect(page.locator(".ov-ghost")).to_contain_text("turn a knob to see both")
    before = paths(page)[2]
    for label, value in (("Learning rate, exact", "0.05"), ("Start x, exact", "-2")):
        field = page.locator(".ov-knobs").get_by_label(label, exact=True)
        field.fill(value)
        field.press("Enter")
    expect(page.locator(".ov-ghost")).to_have_text("Ghost → now: Adam, learning rate 0.2 → 0.05; start x −2.5 → −2.")
    page.wait_for_function(f"!{STAGE}.tuning.ahead && {DRAWN}")
    ghost = page.evaluate(f"(({{x, y}}) => [Array.from(x), Array.from(y)])({STAGE}.charts.contour.overlay.ghosts[2])")
    np.testing.assert_array_equal(np.array(ghost).T, before)
    assert not np.array_equal(paths(page)[2], before)
    page.locator(".ov-toggle", has_text="Ghost").click()
    expect(page.locator(".ov-ghost")).to_be_hidden()
    assert page.evaluate(f"{STAGE}.charts.contour.overlay.ghosts") == []


def test_events_lead_to_their_step_and_their_lane(playground):
    page = playground("?run=adam,learning_rate=0.2&run=gd,learning_rate=0.07&steps=60")
    jump = page.get_by_label("Jump to an event")
    texts = jump.locator("option").all_inner_texts()
    wanted = next(k for k, text in enumerate(texts) if "Gradient descent, crosses the stability limit" in text)
    page.get_by_label("Optimizer in focus", exact=True).select_option("Adam")
    expect(page.locator(".ov-why-title")).to_contain_text("Adam")
    jump.select_option(index=wanted)
    step = int(texts[wanted].partition(":")[0])
    expect(page.locator(".ov-readout")).to_have_text(f"step {step} of 60")
    expect(page.locator(".ov-why-title")).to_contain_text(f"Step {step} of Gradient descent")


def test_a_view_can_be_enlarged_and_goes_back(adam):
    page = adam
    page.get_by_role("button", name="Enlarge Loss").click()
    expect(page.locator("[data-view=contour]")).to_be_hidden()
    expect(page.locator("[data-view=loss]")).to_be_visible()
    page.get_by_role("button", name="Enlarge Loss").click()
    for view in ("contour", "loss"):
        expect(page.locator(f"[data-view={view}]")).to_be_visible()


def test_where_the_stage_cannot_load_streamlits_own_widgets_stand_in(serve, visit):
    page = visit(serve(ROOT / "app.py") + "/_stcore/health")
    page.route("**/stage.js", lambda route: route.abort())
    page.goto(serve(ROOT / "app.py") + "/" + QUERY)
    expect(page.get_by_text("these charts stand still")).to_be_visible()
    steps = page.get_by_label("Steps, exact")
    steps.fill("33")
    steps.press("Enter")
    page.wait_for_url(re.compile("steps=33"))
    assert race_of(page).place.steps == 33
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    page.complaints.clear()


def test_a_ghost_of_lanes_with_their_own_rates_is_compared_with_a_common_one(playground):
    page = playground("?run=gd,learning_rate=0.05&run=sam,learning_rate=0.05&steps=60")
    page.locator(".ov-toggle", has_text="Ghost").click()
    page.get_by_text("One learning rate for all").click()
    expect(page.locator(".ov-ghost")).to_have_text("Ghost → now: one learning rate for all.")
    page.wait_for_function(f"{STAGE}.root.dataset.state === 'ready'")
    assert race_of(page).rate == 0.05
    page.locator(".ov-toggle", has_text="Ghost").click()


def test_a_ghost_keeps_what_its_steps_cost_and_is_no_loss_on_another_surface(playground):
    page = playground("?run=sam,learning_rate=0.01&run=adam,learning_rate=0.2&steps=60")
    page.locator(".ov-toggle", has_text="Ghost").click()
    page.get_by_label("Draw the loss by").select_option("gradient evaluations")
    page.wait_for_function(f"{STAGE}.charts.loss.plot.layout.xaxis.title.text === 'gradient evaluations'")
    assert page.evaluate(f"{STAGE}.charts.loss.paths().map(({{x}}) => x.at(-1))") == [120, 60]  # SAM takes two a step
    page.get_by_test_id("stSidebar").get_by_text("SAM", exact=True).click()
    page.get_by_test_id("stSidebar").get_by_role("button", name="Remove").first.click()
    expect(page.locator(".ov-lane")).to_have_count(1)
    expect(page.locator(".ov-ghost")).to_contain_text("SAM is gone")
    ends = f"{STAGE}.charts.loss.overlay.ghosts.map(({{x}}) => x.at(-1))"
    page.wait_for_function(f"{STAGE}.root.dataset.state === 'ready' && {DRAWN}")
    assert page.evaluate(ends) == [120, 60]
    page.locator(".ov-toggle", has_text="Ghost").click()
    page.get_by_label("Draw the loss by").select_option("updates")

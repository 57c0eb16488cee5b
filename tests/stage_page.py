"""What the tests of the stage do on its page."""

from pathlib import Path

from playwright.sync_api import expect

APP = Path(__file__).parent / "stage_app.py"
FLAT = "/?view=contour&view=loss"  # most promises need no 3D, which is slow to draw in software


def ready(page):
    page.wait_for_selector(".optiviz-stage[data-state=ready]")


def step_of(page):
    return int(page.locator(".optiviz-stage").get_attribute("data-step"))


def shows(page, step, steps=40):
    expect(page.locator(".ov-readout")).to_have_text(f"step {step} of {steps}")
    expect(page.get_by_label("Step", exact=True)).to_have_attribute("aria-valuetext", f"step {step} of {steps}")


def press(page, name):
    page.get_by_role("button", name=name).click()


def chart(page, view, expression, argument=None):
    """JavaScript with `plot`, `chart` and `argument` at hand."""
    return page.evaluate(
        f"""([view, argument]) => {{
          const chart = document.querySelector(".optiviz-stage").stage.charts[view], plot = chart.plot;
          return ({expression});
        }}""",
        [view, argument],
    )


def choose(page, label):
    """Click one of Streamlit's own widgets above the stage."""
    page.get_by_test_id("stHorizontalBlock").get_by_text(label, exact=True).click()


def new_data(page, label):
    """Choose, and wait until the stage has drawn what comes of it."""
    chart(page, "contour", "(window.drawn = chart.figure) && true")
    choose(page, label)
    page.wait_for_function(
        "document.querySelector('.optiviz-stage').stage.charts.contour.figure !== window.drawn"
        " && document.querySelector('.optiviz-stage').dataset.state === 'ready'"
    )


def wait_for_step(page, condition):
    page.wait_for_function(f"(step => {condition})(Number(document.querySelector('.optiviz-stage').dataset.step))")


def record_positions(page):
    """From now on window.seen holds every position that the cursor takes."""
    page.evaluate(
        """() => {
          window.seen = [];
          const { clock } = document.querySelector(".optiviz-stage").stage, move = clock.onMove;
          clock.onMove = (position) => { window.seen.push(position); move(position); };
        }"""
    )

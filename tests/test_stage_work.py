"""The stage does no work twice between a knob's move and the picture, and none for what nobody sees."""

import pytest

from tests.app_page import READY, STAGE
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

LANES = "?run=gd,learning_rate=0.05&run=adam,learning_rate=0.2&steps=60"


@pytest.fixture
def app_page(serve, visit):
    page = visit(f"{serve(ROOT / 'app.py')}/{LANES}")
    page.wait_for_selector(READY)
    return page


def test_every_chart_draws_an_answer_once(app_page):
    app_page.evaluate(
        f"""() => {{
          window.drawn = {{}};
          const {{ charts, tuning }} = {STAGE};
          for (const [view, {{ overlay }}] of Object.entries(charts).filter(([, chart]) => chart.overlay)) {{
            const draw = overlay.draw.bind(overlay);
            overlay.draw = () => {{ window.drawn[view]++; draw(); }};
          }}
          const {{ onAnswer }} = tuning;
          tuning.onAnswer = (...answer) => {{
            for (const view of Object.keys(charts)) if (charts[view].overlay) window.drawn[view] = 0;
            onAnswer(...answer);
            window.counts ??= {{ ...window.drawn }};
          }};
          tuning.hold();
          tuning.change((race) => ({{ ...race, start: [0.5, 0.5] }}));
        }}"""
    )
    app_page.wait_for_function("window.counts")
    assert app_page.evaluate("window.counts") == {"contour": 1, "surface": 1, "loss": 1}
    seen = f"Object.values({STAGE}.charts).filter(({{ overlay }}) => overlay)"
    drawn = f"{seen}.map(({{ overlay }}) => [...overlay.paths[0].point])"
    end = f"{seen}.map(({{ overlay }}) => [...overlay.paths[0].pixels.slice(-2)])"
    assert app_page.evaluate(drawn) == app_page.evaluate(end)


def test_the_next_question_leaves_before_an_answer_is_drawn(app_page):
    app_page.evaluate(f"{STAGE}.tuning.hold()")
    app_page.wait_for_function(f"{STAGE}.tuning.channel.open")
    app_page.evaluate(
        f"""() => {{
          const {{ tuning }} = {STAGE};
          const {{ onAnswer }} = tuning;
          // However soon the answer comes: the gap between questions is not what is looked at.
          Object.defineProperty(tuning.channel, "sent", {{ get: () => -1e9, set() {{}} }});
          tuning.onAnswer = (answer, asked) => {{
            window.under_way ??= tuning.channel.asked?.id - answer.id;
            onAnswer(answer, asked);
          }};
          for (const x of [0.5, 0.6, 0.7]) tuning.change((race) => ({{ ...race, start: [x, 0.5] }}));
        }}"""
    )
    app_page.wait_for_function("window.under_way !== undefined")
    assert app_page.evaluate("window.under_way") > 0


def test_equations_are_drawn_only_where_they_are_seen(app_page):
    equation = app_page.locator(".katex-display").last
    seen = "equation => equation.checkVisibility({ contentVisibilityAuto: true })"
    assert not equation.evaluate(seen)
    app_page.get_by_role("heading", name="Equations").scroll_into_view_if_needed()
    app_page.wait_for_function(f"({seen})([...document.querySelectorAll('.katex-display')].at(-1))")


@pytest.mark.parametrize("when", ["before the question", "while it is under way"])
def test_internals_stay_with_their_lane_until_streamlit_tells_of_another_one(app_page, when):
    app_page.evaluate(f"{STAGE}.tuning.hold()")
    app_page.wait_for_function(f"{STAGE}.tuning.channel.open")
    app_page.evaluate(
        f"""(when) => {{
          const stage = {STAGE};
          stage.tell = () => {{}}; // as long as Streamlit has not answered
          const change = () => stage.tuning.change((race) => ({{ ...race, start: [0.5, 0.5] }}));
          if (when === "before the question") stage.focusLane(0), change();
          else change(), (stage.explained = 0);
        }}""",
        when,
    )
    app_page.wait_for_function(f"{STAGE}.root.dataset.answer")
    assert app_page.evaluate(f"{STAGE}.charts.contour.paths()[0].x[0]") == 0.5
    assert app_page.locator(".ov-why-title").text_content().startswith("Step 60 of Adam:")

"""Further views on the stage in Chromium: the same cursor, moved under the hand, and asked for only while in sight."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from optiviz.planes import PLANES
from optiviz.simulate import race as run
from optiviz.specs import DEFAULT_RACE
from tests.app_page import READY, STAGE, paths
from tests.test_tuning import AT_REST, answered, drag, press, race_in_hand

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "views_app.py"
QUESTIONS = f"""() => {{
  window.asked = [];
  const {{ channel }} = {STAGE}.tuning, ask = channel.ask;
  channel.ask = function (question) {{ window.asked.push(question.views); return ask.call(channel, question); }};
}}"""


@pytest.fixture
def open_views(serve, visit):
    """open_views(*views, **context options) -> the page with these views drawn."""

    def open_it(*views, **options):
        page = visit(serve(APP) + "/?" + "&".join(f"view={view}" for view in views), **options)
        page.wait_for_selector(READY)
        return page

    return open_it


def points(page, view):
    """[(x, y)] of each lane as the overlay has them."""
    found = page.evaluate(
        f"{STAGE}.charts.{view}.paths().map(({{ x, y }}) => [Array.from(x ?? y.keys()), Array.from(y)])"
    )
    return [(np.array(x, dtype=float), np.array(y, dtype=float)) for x, y in found]


def assert_points(page, view, race):
    for path, (x, y) in zip(run(race.paths()), points(page, view), strict=True):
        expected = PLANES[view](path, len(path.theta))
        np.testing.assert_array_equal(x, expected[0].astype("f4"))
        np.testing.assert_array_equal(y, expected[1].astype("f4"))


def marker(page, view, lane=0):
    """The cursor's pixels in a view."""
    return page.evaluate(f"{STAGE}.charts.{view}.overlay.paths[{lane}].point")


def at_row(page, view, row, lane=0):
    """The pixels of a row by Plotly's own axes."""
    x, y = points(page, view)[lane]
    return page.evaluate(
        f"""([x, y]) => {{
          const {{ xaxis, yaxis }} = {STAGE}.charts.{view}.plot._fullLayout;
          return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
        }}""",
        [x[row], y[row]],
    )


@pytest.mark.parametrize("view", PLANES)
def test_every_view_shows_the_race_and_follows_the_cursor(open_views, view):
    page = open_views("contour", view)
    assert_points(page, view, DEFAULT_RACE)
    for row in (40, 7):
        page.evaluate(f"{STAGE}.clock.go({row})")
        np.testing.assert_allclose(marker(page, view), at_row(page, view, row), atol=1)


def test_views_follow_a_knob_before_it_is_released(open_views):
    page = open_views("contour", "schedule", "phase_flat", "phase_steep")
    before = {view: points(page, view) for view in PLANES}
    box = press(page, "Learning rate", 0.5)
    drag(page, box, 0.55)
    answered(page)
    rate = race_in_hand(page)["lanes"][3]["values"]["learning_rate"]
    np.testing.assert_allclose(points(page, "schedule")[3][1][1:], rate, rtol=1e-6)
    for view in PLANES:
        assert not np.array_equal(points(page, view)[3][1], before[view][3][1], equal_nan=True)
        np.testing.assert_array_equal(points(page, view)[0][1], before[view][0][1])
    np.testing.assert_array_equal(paths(page)[3][:, 1], points(page, "phase_steep")[3][0])
    page.mouse.up()
    page.wait_for_function(AT_REST)
    np.testing.assert_allclose(points(page, "schedule")[3][1][1:], rate, rtol=1e-6)


def test_only_views_in_sight_are_asked_for(open_views):
    page = open_views("contour", "phase_flat")
    page.evaluate(QUESTIONS)
    box = press(page, "Learning rate", 0.5)
    drag(page, box, 0.55)
    answered(page)
    assert {str(views) for views in page.evaluate("window.asked")} == {"['phase_flat']"}
    page.mouse.up()
    page.wait_for_function(AT_REST)
    page.get_by_role("button", name="Show Phase, flat direction", exact=True).click()
    page.evaluate("window.asked = []")
    drag(page, press(page, "Learning rate", 0.5), 0.45)
    answered(page)
    assert {str(views) for views in page.evaluate("window.asked")} == {"[]"}
    page.mouse.up()
    page.wait_for_function(AT_REST)


def test_a_view_that_comes_back_while_the_hand_is_ahead_is_asked_for(open_views):
    page = open_views("contour", "schedule")
    page.get_by_role("button", name="Show Learning rate", exact=True).click()
    drag(page, press(page, "Learning rate", 0.5), 0.55)
    answered(page)
    page.evaluate(f"{STAGE}.controls.actions.toggleView('schedule')")  # a second finger
    page.wait_for_function(f"{STAGE}.moving.runs[0].planes.schedule")
    rate = race_in_hand(page)["lanes"][3]["values"]["learning_rate"]
    np.testing.assert_allclose(points(page, "schedule")[3][1][1:], rate, rtol=1e-6)
    page.mouse.up()
    page.wait_for_function(AT_REST)


def test_an_enlarged_view_is_the_only_one_asked_for(open_views):
    page = open_views("contour", "schedule", "phase_flat")
    page.get_by_role("button", name="Enlarge Contour").click()
    page.evaluate(QUESTIONS)
    drag(page, press(page, "Learning rate", 0.5), 0.55)
    answered(page)
    assert {str(views) for views in page.evaluate("window.asked")} == {"[]"}
    page.mouse.up()
    page.wait_for_function(AT_REST)
    page.get_by_role("button", name="Enlarge Contour").click()
    assert_follows_release(page)


def assert_follows_release(page):
    """The views that were away during the drag show what was released."""
    page.wait_for_function(AT_REST)
    rate = race_in_hand(page)["lanes"][3]["values"]["learning_rate"]
    np.testing.assert_allclose(points(page, "schedule")[3][1][1:], rate, rtol=1e-6)


SIZES = {"desktop": (1440, 900), "projector": (1280, 720), "phone": (390, 844)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "views",
    [
        ["contour"],
        ["contour", "schedule"],
        ["contour", "loss", "schedule"],
        ["contour", "loss", "schedule", "phase_flat"],
    ],
    ids=len,
)
def test_up_to_four_views_share_the_room_without_covering_one_another(open_views, views, size):
    width, height = SIZES[size]
    page = open_views(*views, viewport={"width": width, "height": height})
    boxes = [page.locator(f".ov-view[data-view={view}]").bounding_box() for view in views]
    boxes.append(page.locator(".ov-bar").bounding_box())
    for k, box in enumerate(boxes):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] >= (150 if k < len(views) else 30)
        assert size == "phone" or all(apart(box, other) for other in boxes[:k])
    if size != "phone":
        assert max(box["y"] + box["height"] for box in boxes) <= height
    expect(page.locator(".ov-view:visible")).to_have_count(len(views))


def apart(one, other):
    across = one["x"] + one["width"] <= other["x"] + 1 or other["x"] + other["width"] <= one["x"] + 1
    return across or one["y"] + one["height"] <= other["y"] + 1 or other["y"] + other["height"] <= one["y"] + 1

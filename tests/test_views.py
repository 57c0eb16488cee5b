"""Further views on the stage in Chromium: the same cursor, moved under the hand, and asked for only while in sight."""

from itertools import count
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from optiviz import PathSpec, simulate
from optiviz.planes import PLANES
from optiviz.simulate import race as run
from optiviz.slices import slices
from optiviz.specs import DEFAULT_RACE
from optiviz.ui.stage import VIEWS
from tests.app_page import AT_REST, STAGE, listen, paths, walk_to
from tests.conftest import PROJECTOR
from tests.hand import answered, drag, press, race_in_hand

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "views_app.py"
ORDER = list(VIEWS)
QUESTIONS = f"""() => {{
  window.asked = [];
  const {{ channel }} = {STAGE}.tuning, ask = channel.ask;
  channel.ask = function (question) {{ window.asked.push(question.views); return ask.call(channel, question); }};
}}"""


@pytest.fixture(scope="module")
def open_views(serve, stay):
    """open_views(*views) -> the page with these views drawn, Adam in focus and the race as it starts."""
    page, links = stay(f"{serve(APP)}/_stcore/health"), count()
    listen(page)
    page.goto(f"{serve(APP)}/?view=contour")

    def open_it(*views, surface="bowl", viewport=PROJECTOR):
        page.set_viewport_size(viewport)
        shown = "&".join(f"view={view}" for view in views)
        walk_to(page, f"/?surface={surface}&{shown}&n={next(links)}")
        page.wait_for_selector(".optiviz-stage")  # the first page may still be on its way
        page.wait_for_function(
            f"views => {STAGE}.views?.inSight.join() === views && {AT_REST}",
            arg=",".join(sorted(views, key=ORDER.index)),
        )
        page.get_by_label("Optimizer in focus", exact=True).select_option("3")
        page.get_by_role("button", name="To end (End)").click()
        page.wait_for_function(f"{STAGE}.tuning.race.surface === '{surface}' && {AT_REST}")
        return page

    return open_it


@pytest.fixture
def sliced(open_views):
    """The page with contour and slice, Adam in focus and the slice along x."""
    page = open_views("contour", "slice")
    page.get_by_label("Slice", exact=True).select_option("x")
    page.wait_for_function(f"{STAGE}.slice.of === 'Adam' && {STAGE}.slice.along === 'x'")
    return page


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


def test_every_view_shows_the_race_and_follows_the_cursor(open_views):
    page = open_views("contour", *PLANES)
    for view in PLANES:
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
    page.get_by_role("button", name="Show Phase, flat", exact=True).click()
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


CUT = f"(({{ loss, ...others }}) => ({{ ...others, loss: Array.from(loss) }}))({STAGE}.slice.cut)"


def cut_is_that_of(page, path, row, along="x"):
    """What the slice shows is, in 32 bits, the surface's own along a line through a row of a Path."""
    page.wait_for_function(f"{STAGE}.slice.cut?.row === {row} && {STAGE}.slice.along === '{along}'")
    shown, spec = page.evaluate(CUT), path.spec
    found = slices(spec.surface, spec.surface_values, path.theta[row : row + 1].astype("f4"), along)
    for name in ("at", "at_loss", "slope", "low"):
        assert shown[name] == pytest.approx(getattr(found, name)[0], rel=1e-4, abs=1e-5)
    np.testing.assert_allclose(shown["loss"], found.loss[0], rtol=1e-4, atol=1e-6)


def point_of(page):
    """The pixels of the slice's point on the overlay, and of its place on Plotly's axes."""
    return page.evaluate(
        f"""() => {{
          const {{ charts, slice }} = {STAGE}, {{ overlay, plot }} = charts.slice;
          const {{ xaxis, yaxis }} = plot._fullLayout;
          const place = [xaxis._offset + xaxis.d2p(slice.cut.at), yaxis._offset + yaxis.d2p(slice.cut.at_loss)];
          return [Array.from(overlay.points[1].pixels), place];
        }}"""
    )


def test_the_slice_follows_the_cursor(sliced):
    page = sliced
    path = run(DEFAULT_RACE.paths())[3]
    for row in (150, 40, 0, 41, 149):
        page.evaluate(f"{STAGE}.clock.go({row})")
        cut_is_that_of(page, path, row)
        np.testing.assert_allclose(*point_of(page), atol=1)
    expect(page.locator(".ov-cut")).to_contain_text("step 149: slope ")


def test_the_slice_is_that_of_the_lane_in_focus_and_of_the_line_chosen(sliced):
    page = sliced
    page.evaluate(f"{STAGE}.clock.go(12)")
    for along in ("y", "steepest", "x"):
        page.evaluate(f"(window.before = {STAGE}.slice.cut) && undefined")
        page.get_by_label("Slice", exact=True).select_option(along)
        page.wait_for_function(f"{STAGE}.slice.cut !== window.before")
        cut_is_that_of(page, run(DEFAULT_RACE.paths())[3], 12, along)
        np.testing.assert_allclose(*point_of(page), atol=1)
    page.get_by_label("Optimizer in focus", exact=True).select_option("0")
    page.wait_for_function(f"{STAGE}.slice.cut.row === 12 && {STAGE}.slice.of === 'Gradient descent'")
    cut_is_that_of(page, run(DEFAULT_RACE.paths())[0], 12)


def test_the_slice_follows_a_knob_before_it_is_released(open_views):
    page = open_views("contour", "slice")
    page.evaluate(f"{STAGE}.clock.go(20)")
    drag(page, press(page, "Learning rate", 0.5), 0.55)
    answered(page)
    held = race_in_hand(page)["lanes"][3]["values"]["learning_rate"]
    path = simulate(PathSpec("bowl", "adam", values={"learning_rate": held}))
    cut_is_that_of(page, path, 20)
    page.evaluate(f"{STAGE}.clock.go(33)")
    cut_is_that_of(page, path, 33)
    page.mouse.up()
    page.wait_for_function(AT_REST)
    cut_is_that_of(page, path, 33)
    np.testing.assert_allclose(*point_of(page), atol=1)


def test_a_slice_out_of_sight_asks_for_nothing(sliced):
    page = sliced
    page.get_by_role("button", name="Show Slice", exact=True).click()
    page.evaluate(QUESTIONS)
    page.evaluate(f"{STAGE}.clock.go(20)")
    assert page.evaluate("window.asked") == []
    page.get_by_role("button", name="Show Slice", exact=True).click()
    cut_is_that_of(page, run(DEFAULT_RACE.paths())[3], 20)


def test_in_play_the_slice_has_point_and_curve_of_one_step(sliced):
    page = sliced
    page.evaluate(f"{STAGE}.clock.go(0)")
    page.get_by_role("button", name="Play (Space)").click()
    path = run(DEFAULT_RACE.paths())[3]
    for _ in range(5):
        page.wait_for_function(f"(row => {STAGE}.slice.cut.row > row)({page.evaluate(CUT)['row']})")
        shown = page.evaluate(CUT)
        assert shown["at"] == pytest.approx(path.theta[shown["row"], 0], rel=1e-5, abs=1e-6)
        assert np.interp(shown["at"], np.linspace(-3, 3, 361), shown["loss"]) == pytest.approx(
            shown["at_loss"], abs=0.01
        )
    page.keyboard.press("End")


def test_paths_of_one_parameter_lie_on_their_curve(open_views):
    page = open_views("slice", "loss", surface="double_well")
    (x, y), *others = points(page, "slice")
    c = 0.2
    np.testing.assert_allclose(y, x**4 / 4 - x**2 / 2 + c * x, atol=1e-5)
    assert len(others) == 3
    expect(page.get_by_label("Slice", exact=True)).to_be_hidden()


SIZES = {"desktop": (1440, 900), "projector": (1280, 720), "phone": (390, 844)}


@pytest.mark.parametrize("size", SIZES)
def test_up_to_four_views_share_the_room_without_covering_one_another(open_views, size):
    width, height = SIZES[size]
    views, gone = ["contour", "loss", "schedule", "phase_flat"], []
    page = open_views(*views, viewport={"width": width, "height": height})
    while views:
        expect(page.locator(".ov-view:visible")).to_have_count(len(views))
        boxes = [page.locator(f".ov-view[data-view={view}]").bounding_box() for view in views]
        boxes.append(page.locator(".ov-bar").bounding_box())
        for k, box in enumerate(boxes):
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["height"] >= (150 if k < len(views) else 30)
            assert size == "phone" or all(apart(box, other) for other in boxes[:k])
        if size != "phone":
            assert max(box["y"] + box["height"] for box in boxes) <= height
        gone.append(views.pop())
        page.evaluate(f"{STAGE}.controls.actions.toggleView('{gone[-1]}')")
    for view in gone:
        page.evaluate(f"{STAGE}.controls.actions.toggleView('{view}')")


def apart(one, other):
    across = one["x"] + one["width"] <= other["x"] + 1 or other["x"] + other["width"] <= one["x"] + 1
    return across or one["y"] + one["height"] <= other["y"] + 1 or other["y"] + other["height"] <= one["y"] + 1


def edges(page):
    """Where the bands of the ruler end and the middle of the slider's way begins, in pixels of the page."""
    return page.evaluate(
        """() => {
          const box = document.querySelector(".ov-ruler"), range = box.nextElementSibling.getBoundingClientRect();
          const bands = [...box.querySelectorAll(".ov-bands > *")].map((band) => band.getBoundingClientRect());
          return { ends: bands.map(({ right }) => right), left: range.left + 8, width: range.width - 16 };
        }"""
    )


def place_of(page, rate):
    """The pixel at which the middle of the slider's thumb stands for a learning rate."""
    found = edges(page)
    return found["left"] + found["width"] * np.log(rate / 1e-5) / np.log(10 / 1e-5)


def test_the_ruler_stands_where_the_slider_has_its_learning_rates_and_moves_with_the_curvature(open_views):
    page = open_views("contour")
    expect(page.locator(".ov-ruler")).to_be_hidden()  # Adam is in focus
    page.get_by_label("Optimizer in focus", exact=True).select_option("0")
    page.wait_for_selector(".ov-ruler")
    for kappa in (30, None):
        if kappa is None:
            drag(page, press(page, "Condition number", 0.5), 0.8)
            answered(page)
            kappa = race_in_hand(page)["surface_values"]["kappa"]
        assert edges(page)["ends"][:2] == pytest.approx([place_of(page, 1 / kappa), place_of(page, 2 / kappa)], abs=1)
    said = page.locator(".ov-ruler").get_attribute("aria-label")
    assert said.startswith("Gradient descent does not zigzag up to 0.0")
    assert "the same everywhere" in said
    page.mouse.up()
    page.wait_for_function(AT_REST)


def test_the_ruler_of_momentum_moves_with_its_memory(open_views):
    page = open_views("contour")
    page.get_by_label("Optimizer in focus", exact=True).select_option("1")
    page.wait_for_selector(".ov-ruler")
    drag(page, press(page, "Momentum", 0.3), 0.2)
    answered(page)
    b = race_in_hand(page)["lanes"][1]["values"]["momentum"]
    assert edges(page)["ends"][1] == pytest.approx(place_of(page, 2 * (1 + b) / 30), abs=1)
    page.mouse.up()
    page.wait_for_function(AT_REST)


def test_a_slice_that_the_server_refuses_runs_nothing_again(sliced):
    page = sliced
    commits = page.evaluate(f"{STAGE}.tuning.commits")
    page.evaluate(f"{STAGE}.tuning.channel.ask({{ ...{STAGE}.tuning.race, points: [[1e9, 0]] }}) && true")
    page.wait_for_function(f"!{STAGE}.tuning.channel.asked && !{STAGE}.tuning.channel.waiting")
    assert page.evaluate(f"{STAGE}.tuning.commits") == commits
    page.evaluate(f"{STAGE}.clock.go(9)")
    cut_is_that_of(page, run(DEFAULT_RACE.paths())[3], 9)


def test_a_point_too_far_away_for_a_slice_is_not_asked_for(open_views):
    page = open_views("contour", "slice")
    page.evaluate(QUESTIONS)
    page.evaluate(
        f"() => {{ const {{ slice }} = {STAGE}, {{ focus }} = slice;"
        " slice.focus = () => ({ ...focus(), run: { x: [1, 1e9], y: [0, 0] } });"
        " slice.forget(); slice.seek(1, false); }"
    )
    assert page.evaluate("window.asked") == []

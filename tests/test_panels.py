"""Panels of an optimizer's own quantities: lines where the values are, numbers at the cursor, nothing that jumps."""

import math

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.bare_page import THEMES, bare_page, canvas_pixels, pixels

pytestmark = pytest.mark.browser

BOX = '<div id="box" style="width: {}"></div>'
ONE = 360  # pixels of width in which one panel stands alone
BLUE, ORANGE = "#0072B2", "#D55E00"
LOOK = {"ink": "#31333F", "grid": "#D9DADE", "colors": [BLUE, ORANGE]}
SET = """([quantities, look]) => {
  const array = (values) => values && Float64Array.from(values, (value) => Number(value));
  panels.set(quantities.map((one) => ({ ...one, x: array(one.x), y: array(one.y) })), look);
}"""


def quantity(key, x, y=None, limit=None, title=None):
    """As Python sends it, but for numbers that JSON lacks: those travel as words."""
    x, y = ([number(v) for v in values] if values is not None else None for values in (x, y))
    made = {"key": key, "title": title or f"quantity {key}", "symbol": f"<math><mi>{key}</mi></math>", "x": x}
    return made | ({"y": y} if y else {}) | ({} if limit is None else {"limit": limit})


def number(value):
    return float(value) if math.isfinite(value) else str(float(value)).replace("inf", "Infinity").replace("nan", "NaN")


@pytest.fixture
def open_panels(visit, serve):
    """open_panels(quantities, width) -> a page with window.panels, whose cursor follows what it asks (window.asked)."""

    def open_it(quantities, width="720px", theme="light", **options):
        page = bare_page(visit, serve, BOX.format(width), theme, **options)
        page.evaluate(
            """async () => {
              const { Panels } = await load("panels.js");
              window.asked = [];
              window.panels = new Panels(document.getElementById("box"), (row) => asked.push(row) && panels.show(row));
            }"""
        )
        new_data(page, quantities)
        return page

    return open_it


def new_data(page, quantities):
    page.evaluate(SET, [quantities, LOOK])
    settle(page)


def show(page, row):
    page.evaluate("row => panels.show(row)", row)
    settle(page)


def settle(page):
    """Wait until what was asked for is drawn; the first size comes after the first layout."""
    page.evaluate("async () => { for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame); }")


def texts(page, kind):
    return page.locator(f".ov-{kind}").all_text_contents()


def near(picture, color, tolerance=40):
    """Where a picture has a colour, given as #rrggbb, and is not see-through."""
    wanted = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return (np.abs(picture[..., :3] - wanted).max(axis=2) < tolerance) & (picture[..., 3] > 200)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.41234", "0.412"),
        ("1.23e-8", "1.2e−8"),
        ("-0.02", "−0.02"),
        ("0", "0"),
        ("-0", "0"),
        ("1234.4", "1234"),
        ("99999", "1e5"),
        ("0.00099999", "1e−3"),
        ("-1e300", "−1e300"),
        ("2", "2"),
        ("NaN", "none"),
        ("Infinity", "∞"),
        ("-Infinity", "−∞"),
    ],
)
def test_numbers_are_short(visit, serve, value, text):
    page = bare_page(visit, serve, "")
    assert page.evaluate(f"async () => (await load('numbers.js')).brief({value})") == text


def test_a_panel_tells_its_range_its_limit_and_the_numbers_at_the_cursor(open_panels):
    page = open_panels(
        [quantity("g", [3, -1.5, 0.25], [0, 10.5, -0.02]), quantity("h", [0.5, 0.75, 1], limit=2, title="step size")]
    )
    assert texts(page, "symbol") == ["g", "h"]
    assert texts(page, "title") == ["quantity g", "step size"]
    assert texts(page, "most") == ["max 10.5", "max 1"]
    assert texts(page, "least") == ["min −1.5", "min 0.5"]
    assert texts(page, "limit") == ["", "limit 2"]
    assert texts(page, "now-x") == ["x 3", "0.5"]
    show(page, 2)
    assert texts(page, "now-x") == ["x 0.25", "1"]
    assert texts(page, "now-y") == ["y −0.02", ""]
    expect(page.locator(".ov-now-y").nth(1)).to_be_hidden()


def test_infinite_values_are_told_but_have_no_part_in_the_range(open_panels):
    page = open_panels([quantity("q", [math.inf, 1, 3, -math.inf, math.nan])])
    assert texts(page, "most") + texts(page, "least") + texts(page, "now-x") == ["max 3", "min 1", "∞"]


def test_a_cursor_past_the_end_stays_at_the_last_row(open_panels):
    page = open_panels([quantity("long", range(9)), quantity("short", range(4))])
    show(page, 6.9)
    assert texts(page, "now-x") == ["6", "3"]


def rising(columns):
    """The rows of a straight line from the lowest value to the highest, in a canvas 84 pixels high."""
    return 79 - (columns - 5) / (ONE - 10) * 74


@pytest.mark.parametrize(
    ("x", "y", "limit", "log"),
    [
        ([1, 1e-4], None, None, True),
        ([1, 1e-2], [0.5, 1e-4], None, True),
        ([1, 1e-3], None, None, False),
        ([1, -1e-9], None, None, False),
        ([1, 0, 1e-9], None, None, False),
        ([0, 1, 1e-9], None, None, True),
        ([0, 1, 1e-9], [1, 1, 1], None, False),
        ([1, math.nan, math.inf, 1e-9], None, None, True),
        ([1, 2], None, 1e4, True),
        ([1, 1e-9], None, 0, False),
        ([math.nan, math.nan], None, None, False),
        ([0, 0], None, None, False),
        ([1e308, -1e308], None, None, False),
    ],
)
def test_the_axis_is_logarithmic_where_all_is_positive_and_spans_three_decades(open_panels, x, y, limit, log):
    page = open_panels([quantity("q", x, y, limit)])
    assert texts(page, "log") == ["log" if log else ""]


def heights(page, color, selector=".ov-lines"):
    """The mean row of a colour in every column of a canvas; nan where there is none."""
    found = near(canvas_pixels(page, selector), color)
    rows = np.arange(len(found))[:, None]
    with np.errstate(invalid="ignore"):
        return (found * rows).sum(axis=0) / found.sum(axis=0)


def test_lines_go_from_the_lowest_value_at_the_bottom_to_the_highest_at_the_top(open_panels):
    page = open_panels([quantity("q", range(101), range(100, -1, -1))], width=f"{ONE}px")
    show(page, 0)
    columns = np.arange(20, ONE - 20)
    x, y = heights(page, BLUE)[columns], heights(page, ORANGE)[columns]
    expected = rising(columns)
    apart = np.abs(expected - 42) > 4  # elsewhere one line lies on the other
    np.testing.assert_allclose(x[apart], expected[apart], atol=1.5)
    seen = np.isfinite(y)
    np.testing.assert_allclose(y[seen & apart], 84 - expected[seen & apart], atol=1.5)
    assert 0.3 < seen.mean() < 0.9  # dashed


def test_decades_are_even_on_a_log_axis(open_panels):
    page = open_panels([quantity("q", 10.0 ** -np.arange(0, 9))], width=f"{ONE}px")
    show(page, 0)
    columns = np.arange(20, ONE - 20)
    np.testing.assert_allclose(heights(page, BLUE)[columns], 84 - rising(columns), atol=1.5)


def test_where_there_is_no_number_the_line_has_a_gap_and_the_cursor_no_marker(open_panels):
    values = np.ones(101)
    values[40:61] = np.nan
    values[50] = 1.0
    page = open_panels([quantity("q", values)], width=f"{ONE}px")
    show(page, 45)
    assert texts(page, "now-x") == ["none"]
    x = heights(page, BLUE)
    assert np.isfinite(x[20:135]).all()
    assert np.isnan(x[148:175]).all()
    assert np.isfinite(x[179:181]).any()  # a number alone is a dot
    assert np.isnan(x[185:212]).all()
    assert np.isfinite(x[225:340]).all()


def test_a_single_high_value_among_thousands_is_drawn(open_panels):
    values = np.zeros(5001)
    values[2503] = 1.0
    page = open_panels([quantity("q", values)], width="300px")
    assert near(canvas_pixels(page, ".ov-lines"), BLUE, 90)[5:30, 140:160].any()


def test_the_cursor_is_one_thin_line_with_a_marker_on_each_value(open_panels):
    page = open_panels([quantity("q", [0, 0, 0, 0, 1], [1, 1, 1, 1, 0])], width=f"{ONE}px")
    show(page, 2)
    picture = canvas_pixels(page, ".ov-lines")
    assert list(np.flatnonzero(near(picture, LOOK["ink"])[20:60].all(axis=0))) == [180]
    assert near(picture, BLUE)[76:83, 177:184].sum() > 25  # a disc
    ring = near(picture, ORANGE)[1:10, 176:185]
    assert 10 < ring.sum() < 35


def test_the_limit_is_a_dotted_line_with_its_number_beside_it(open_panels):
    page = open_panels([quantity("q", np.linspace(0, 4, 50), limit=3)], width=f"{ONE}px")
    row = near(canvas_pixels(page, ".ov-lines"), LOOK["ink"])[23, 20:250]
    assert 0.2 < row.mean() < 0.7
    area, label = (page.locator(f".ov-{name}").bounding_box() for name in ("area", "limit"))
    assert 20 <= label["y"] - area["y"] <= 28  # below the line, as the values end above


def test_new_values_of_the_same_keys_leave_every_element_where_it_was(open_panels):
    first = [quantity("a", [1, 2], [3, 4]), quantity("b", [1, 2], limit=5)]
    page = open_panels(first)
    page.evaluate("() => { window.before = [...document.querySelectorAll('#box *')]; }")
    boxes = "() => [...document.querySelectorAll('#box *')].map((e) => { const { x, y } = e.getBoundingClientRect();"
    boxes += " return e.matches('.ov-now, .ov-edge, .ov-area, canvas, .ov-panel, .ov-symbol, .ov-title') && [x, y]; })"
    places = page.evaluate(boxes)
    new_data(page, [quantity("a", [-1.25e-300, 2e-7], [-3e-100, 1e9]), quantity("b", [math.nan, 2e-5], limit=5)])
    assert page.evaluate(
        "[...document.querySelectorAll('#box *')].every((element, i) => element === window.before[i])"
        " && document.querySelectorAll('#box *').length === window.before.length"
    )
    assert page.evaluate(boxes) == places
    assert page.evaluate(
        "() => document.querySelector('#box').scrollWidth <= document.querySelector('#box').clientWidth"
    )


def test_other_keys_bring_and_take_panels_and_the_rest_stay(open_panels):
    page = open_panels([quantity(key, [1, 2]) for key in "abc"])
    page.evaluate("() => { window.kept = document.querySelectorAll('.ov-panel')[1]; }")
    new_data(page, [quantity(key, [1, 2]) for key in "bxa"])
    assert texts(page, "symbol") == list("bxa")
    assert page.evaluate("document.querySelectorAll('.ov-panel')[0] === window.kept")
    new_data(page, [])
    expect(page.locator(".ov-panel")).to_have_count(0)


def test_many_changes_are_drawn_once_in_one_frame(open_panels):
    made = [quantity(key, np.sin(np.arange(300.0))) for key in "abcdefgh"]
    page = open_panels(made)
    counts = page.evaluate(
        f"""async (data) => {{
          let frames = 0, draws = 0;
          const [request, draw] = [window.requestAnimationFrame, panels.draw];
          window.requestAnimationFrame = (act) => (frames++, request(act));
          panels.draw = () => (draws++, draw.call(panels));
          for (let i = 0; i < 5; i++) ({SET})(data), panels.show(i);
          window.requestAnimationFrame = request;
          await new Promise(request);
          return [frames, draws];
        }}""",
        [made, LOOK],
    )
    assert counts == [1, 1]


def test_the_grid_and_its_canvases_follow_the_width_and_are_sharp(open_panels):
    page = open_panels([quantity(key, [1, 2]) for key in "abcd"], width="780px", device_scale_factor=2)
    columns = "getComputedStyle(document.getElementById('box')).gridTemplateColumns.split(' ').length"
    sizes = """[...document.querySelectorAll('canvas')].map(
        (canvas) => [canvas.width / canvas.getBoundingClientRect().width, canvas.height / canvas.clientHeight])"""
    for width, count in ((780, 4), (400, 2), (150, 1)):
        page.evaluate("width => { document.getElementById('box').style.width = `${width}px`; }", width)
        settle(page)
        assert page.evaluate(columns) == count
        np.testing.assert_allclose(page.evaluate(sizes), 2, rtol=0.01)
        assert near(canvas_pixels(page, ".ov-lines"), BLUE).any()


def test_a_click_and_a_drag_ask_for_the_row_below_the_pointer_once_each(open_panels):
    page = open_panels([quantity("q", range(11))], width=f"{ONE}px")
    box = page.locator("canvas").bounding_box()
    page.mouse.click(box["x"] + 180, box["y"] + 10)
    assert page.evaluate("asked") == [5]
    assert texts(page, "now-x") == ["5"]
    page.mouse.move(box["x"] + 7, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, box["y"] + 30)
    page.mouse.move(box["x"] + 110, box["y"] + 300)
    page.mouse.move(box["x"] + 900, box["y"] + 10)
    page.mouse.up()
    page.mouse.move(box["x"] + 180, box["y"] + 10)
    assert page.evaluate("asked") == [5, 0, 3, 10]


def test_what_is_read_aloud_waits_until_the_cursor_rests(visit, serve):
    page = bare_page(
        visit, serve, BOX.format("400px"), locale="en-US"
    )  # options: a context, and so a clock, of its own
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # from here on time passes only when told to
    page.evaluate(
        """async () => {
          const { Panels } = await load("panels.js");
          window.panels = new Panels(document.getElementById("box"), () => {});
        }"""
    )
    page.evaluate(SET, [[quantity("q", [0.5, 1e-8, 2e-8], [1, 1, 3], 4, "second moment")], LOOK])
    panel = page.locator(".ov-panel")
    page.clock.run_for(1000)
    label = "second moment, from 1e−8 to 3 on a log axis, limit 4; at step 0: x 0.5, y 1"
    assert panel.get_attribute("aria-label") == label
    for row in (1, 2, 1, 2):
        page.evaluate("row => panels.show(row)", row)
        page.clock.run_for(100)
        assert panel.get_attribute("aria-label") == label
    page.clock.run_for(1000)
    assert panel.get_attribute("aria-label") == label.replace("step 0: x 0.5, y 1", "step 2: x 2e−8, y 3")
    expect(page.get_by_role("figure", name="second moment")).to_have_count(1)


@pytest.mark.parametrize("theme", THEMES)
def test_a_phone_shows_panels_in_its_width_and_in_its_theme(open_panels, theme):
    widest = quantity("w", [-1.24e-300] * 3, [-9.9e-300] * 3, title="a quantity whose name is far too long for a phone")
    page = open_panels([widest], width="auto", theme=theme, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sizes = "[...document.querySelectorAll('#box *')].map((one) => parseFloat(getComputedStyle(one).fontSize))"
    assert min(page.evaluate(sizes)) >= 11
    caption = pixels(page.locator(".ov-title").screenshot())[..., :3].mean(axis=2)
    dark = np.median(caption) < 128
    assert dark == (theme == "dark")
    assert caption.max() - caption.min() > 150


def test_destroyed_panels_leave_an_empty_box_and_draw_no_more(open_panels):
    page = open_panels([quantity("q", [1, 2])])
    page.evaluate("() => { panels.show(1); panels.destroy(); }")
    settle(page)
    assert page.evaluate("document.getElementById('box').innerHTML + document.getElementById('box').className") == ""

"""In Chromium: what a link hides is out of sight and reach, presenter mode fills a projector, keys work anywhere."""

import pytest
from playwright.sync_api import expect

from optiviz.ui.view import selector
from tests.app_page import READY, STAGE

pytestmark = pytest.mark.browser
PAGE = "learning_rate?preset=L1b"
ABOVE_THE_BAR = """() => {
  const ends = (name) => [...document.querySelectorAll(name)].map((box) => box.getBoundingClientRect());
  const [bar] = ends(".ov-bar");
  return bar.bottom <= 720 && ends(".ov-view").every(({ bottom }) => bottom <= bar.top + 1);
}"""


# Of what is in sight of a story and its stage: the ends of all that has to be in the window, and letters below 20 px.
ON_SCREEN = """() => {
  const seen = (name) => [...document.querySelectorAll(name)].filter((box) => box.getClientRects().length);
  const edges = seen(".st-key-answer, .st-key-answer [data-testid=stAlert], .ov-bar").map((box) => {
    const parts = [box, ...box.querySelectorAll("*")].map((one) => one.getBoundingClientRect());
    const all = parts.filter(({ height }) => height);
    return [Math.min(...all.map(({ top }) => top)), Math.max(...all.map(({ bottom }) => bottom))];
  });
  const [story] = seen(".st-key-story");
  const names = ["toggle", "label", "name", "field", "readout", "ruler-words", "steps"].map((name) => `.ov-${name}`);
  const letters = seen([".st-key-story p", ...names].join(", "));
  return {
    top: Math.min(...edges.flat()),
    bottom: Math.max(...edges.flat()),
    cut: story.scrollHeight - story.clientHeight,
    letters: Math.min(...letters.map((one) => parseFloat(getComputedStyle(one).fontSize))),
  };
}"""


@pytest.fixture
def open_page(stroll):
    """open_page(address, **media) -> the page with its stage drawn."""

    def open_it(address=PAGE, **media):
        page = stroll(address, **media)
        page.wait_for_selector(READY)
        return page

    return open_it


def step(page):
    return int(page.locator(".optiviz-stage").get_attribute("data-step"))


def presenter_is(page, on):
    expect(page.locator("html")).to_have_css("font-size", "22px" if on else "16px")
    page.wait_for_function(f"Boolean({STAGE}.large) === {str(on).lower()} && {STAGE}.root.dataset.state === 'ready'")


def test_what_a_link_hides_is_gone_and_the_rest_is_there(open_page):
    page = open_page(f"{PAGE}&hide=sidebar,kappa,angle,speed,start,results,share")
    for name in ("Condition number, exact", "Rotation, exact", "Start x, exact", "Speed"):
        expect(page.get_by_label(name)).to_be_hidden()
    expect(page.get_by_role("button", name="Start of all optimizers")).to_be_hidden()
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator(".ov-group", has_text="Elongated bowl")).to_be_hidden()  # no knob of it is left
    expect(page.get_by_label("Learning rate, exact")).to_be_visible()
    expect(page.get_by_role("button", name="Teach")).to_be_visible()


# Names of what is hidden and the addresses that have it; what the stage and the sidebar have is hidden above.
ELSEWHERE = {
    "averages?signal=own": ("signal", "curves", "own"),
    "reference": ("search", "sections"),
}


@pytest.mark.parametrize("address", ELSEWHERE)
def test_what_stands_beside_boards_and_in_the_reference_is_hidden_too(stroll, address):
    names = ELSEWHERE[address]
    page = stroll(f"{address}{'&' if '?' in address else '?'}hide=pages")
    for name in names:
        expect(page.locator(selector(name))).to_be_visible()
    stroll(f"{address}{'&' if '?' in address else '?'}hide={','.join(names)}")
    for name in names:
        expect(page.locator(selector(name))).to_be_attached()
        expect(page.locator(selector(name))).to_be_hidden()


def test_the_key_p_turns_presenter_mode_on_and_off_and_the_race_stays(open_page):
    page = open_page()
    presenter_is(page, False)
    page.keyboard.press("p")
    presenter_is(page, True)
    page.wait_for_url(lambda url: "mode=presenter" in url and "preset=L1b" in url)
    page.keyboard.press("p")
    presenter_is(page, False)
    page.wait_for_url(lambda url: "mode=" not in url)


def test_keys_drive_the_stage_from_anywhere_but_a_field(open_page):
    page = open_page("learning_rate?preset=L1c")
    page.get_by_role("button", name="Skip").click()
    page.mouse.click(5, 700)
    page.keyboard.press("Home")
    assert step(page) == 0
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert step(page) == 2
    page.keyboard.press("End")
    assert step(page) == 60
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause (Space)")).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play (Space)")).to_be_visible()
    before = step(page)
    field = page.get_by_label("Learning rate, exact")
    field.focus()
    for key in ("Home", "ArrowRight", "2", "p"):
        page.keyboard.press(key)
    assert step(page) == before
    presenter_is(page, False)
    page.wait_for_url(lambda url: "preset=L1c" in url)


def test_digits_choose_presets(open_page):
    page = open_page()
    page.mouse.click(5, 700)
    page.keyboard.press("1")
    page.wait_for_url(lambda url: "preset=L1a" in url)


def test_digits_choose_presets_on_the_playground_too(open_page):
    page = open_page("")
    page.mouse.click(640, 715)
    page.keyboard.press("1")
    page.wait_for_url(lambda url: "preset=R0" in url)


def test_a_question_mark_lists_the_keys_and_escape_puts_them_away(open_page):
    page = open_page()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("play or pause")
    page.keyboard.press("1")  # not while the list is open
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.wait_for_url(lambda url: "preset=L1b" in url)


@pytest.mark.parametrize(
    ("scheme", "address", "least"), [("light", PAGE, 230), ("dark", "lessons?story=noise&step=3", 155)]
)
def test_presenter_mode_fills_a_projector_without_scrolling(open_page, scheme, address, least):
    page = open_page(f"{address}&mode=presenter", color_scheme=scheme)
    page.wait_for_function(ABOVE_THE_BAR)
    page.get_by_role("button", name="Skip").click()
    presenter_is(page, True)
    page.wait_for_function(ABOVE_THE_BAR)
    for view in ("contour", "loss"):
        assert page.locator(f".ov-view[data-view={view}]").bounding_box()["height"] >= least
    expect(page.get_by_role("radio", checked=True)).to_be_in_viewport(ratio=1)
    sizes = page.evaluate(
        f"""Object.values({STAGE}.charts).filter(c => c.traces && !c.box.hidden).map(({{ plot }}) =>
        [plot._fullLayout.xaxis.title.font.size, plot._fullLayout.xaxis.tickfont.size])"""
    )
    assert sizes
    assert all(size >= 20 for pair in sizes for size in pair)
    assert page.evaluate(f"{STAGE}.charts.contour.paths()[0].width") == 5
    for name in (".ov-name", ".ov-label", ".ov-readout", "[data-testid=stMarkdownContainer] p"):
        size = "name => parseFloat(getComputedStyle(document.querySelector(name)).fontSize) >= 20"
        page.wait_for_function(size, arg=name)  # Streamlit may just be putting another element in its place
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()


# The longest story, and the lowest charts.
STORIES = {"adaptive?preset=A1": 230, "lessons?story=chain&step=5": 155}


@pytest.mark.parametrize("address", STORIES)
def test_on_a_projector_the_truth_and_its_limits_stand_beside_stage_and_play(open_page, address):
    page = open_page(f"{address}&mode=presenter")
    presenter_is(page, True)
    skip = page.get_by_role("button", name="Skip")
    if skip.count():
        skip.click()
    expect(page.locator(".st-key-answer [data-testid=stAlert]")).to_contain_text("But")
    page.wait_for_function(ABOVE_THE_BAR)
    shown = page.evaluate(ON_SCREEN)
    assert shown["top"] >= 0
    assert shown["bottom"] <= 720
    assert shown["cut"] <= 0
    assert shown["letters"] >= 20
    heights = [box.bounding_box()["height"] for box in page.locator(".ov-view").all() if box.is_visible()]
    assert min(heights) >= STORIES[address]
    expect(page.get_by_text("Predict.")).to_be_hidden()  # what was asked has made way


def test_on_a_projector_averages_show_story_values_and_weights_at_once(stroll):
    page = stroll("averages?preset=E2&mode=presenter")
    page.get_by_role("button", name="Skip").click()
    for name in ("data", "weights"):
        figure = page.locator(f".st-key-averages-board [data-figure={name}]")
        expect(figure.locator(".xtitle")).to_be_in_viewport(ratio=1)
        expect(figure).to_be_in_viewport(ratio=1)
    legend = page.locator("[data-figure=data] .legendtext").first
    assert float(legend.evaluate("e => getComputedStyle(e).fontSize").removesuffix("px")) >= 20
    expect(page.locator(".st-key-averages-preset").get_by_role("radio", checked=True)).to_be_in_viewport(ratio=1)
    shown = page.evaluate(ON_SCREEN)
    assert shown["bottom"] <= 720
    assert shown["cut"] <= 0
    assert shown["letters"] >= 20


def test_all_views_are_in_sight_and_charts_keep_a_height_below_a_warning(open_page):
    page = open_page("?hide=stage,foo,controls&mode=presenter")
    presenter_is(page, True)
    box = page.locator(".ov-views")
    assert box.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert page.locator(".ov-view[data-view=loss]").bounding_box()["height"] >= 155

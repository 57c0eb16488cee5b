"""The Reference on screen: entries and sections open, links say what is shown, cards remember, code fits the race."""

import inspect
import re

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from optiviz import OPTIMIZERS
from optiviz.claims import CLAIMS, TOPICS
from optiviz.code import LIBRARIES, script
from optiviz.reference import CARDS, ENTRIES, LEFT_OUT
from optiviz.specs import DEFAULT_RACE, RaceSpec, starting_lane
from optiviz.surfaces import SURFACES
from optiviz.ui.reference.state import SECTIONS
from tests.app_page import READY
from tests.conftest import ROOT

APP = str(ROOT / "app.py")


def opened(**query):
    app = AppTest.from_file(APP, default_timeout=120)
    app.switch_page("pages/reference.py")
    for name, value in query.items():
        app.query_params[name] = value
    return checked(app.run())


def checked(app):
    assert not app.exception
    assert not app.error
    return app


def words(app):
    return "\n".join(element.value for kind in ("markdown", "caption", "warning", "info") for element in app.get(kind))


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_entry_opens_with_its_equation_and_its_code(key):
    app = opened(entry=key)
    assert ENTRIES[key].problem in words(app)
    lane = next((lane for lane in DEFAULT_RACE.lanes if lane.optimizer == key), None)
    race = RaceSpec(DEFAULT_RACE.place, (lane or starting_lane(key),))
    assert script("torch", race).rstrip("\n") in [code.value for code in app.code]
    assert app.query_params["entry"] in (key, [key])


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_has_a_link_of_its_own(section):
    app = opened(section=section)
    assert app.button_group[0].value == [section] or app.button_group[0].value == section
    assert app.query_params["section"] in (section, [section])
    assert not app.warning


@pytest.mark.parametrize("topic", TOPICS)
def test_every_claim_stands_on_the_page_with_its_verdict(topic):
    text = words(opened(topic=topic))
    for claim in CLAIMS.values():
        if claim.key[1] == topic:
            assert f"“{claim.text}”" in text
            assert claim.note in text


def test_the_gradient_check_agrees_on_every_surface_and_says_what_a_bad_step_does():
    app = opened(section="gradients")
    table = app.table[-1].value
    assert list(table["Surface"]) == [row.title for row in SURFACES.values()]
    assert set(table["Gradient"]) == {"✓ agrees"}
    assert f"{len(SURFACES)} of {len(SURFACES)} agree" in words(app)
    app.select_slider[0].set_value("1e-1").run()
    table = checked(app).table[-1].value
    assert {"✓ agrees", "✗ differs"} == set(table["Gradient"])
    assert table["Left out"][list(SURFACES).index("absolute")].endswith(" at a crease")
    assert "the difference itself is off" in words(app)
    assert app.query_params["step"] in ("1e-1", ["1e-1"])


def test_a_link_to_the_gradient_check_opens_its_surface_and_step():
    app = opened(section="gradients", surface="bowl", step="1e-2")
    assert (app.selectbox[0].value, app.select_slider[0].value) == ("bowl", "1e-2")
    assert "Long steps leave out nothing on this surface" in words(app)
    assert not app.warning
    assert opened(section="gradients", surface="bowwl", step="2").warning


def test_where_nothing_differs_there_is_a_sentence_and_no_chart():
    app = opened(section="gradients", surface="absolute")
    assert "Every difference is exactly 0: " in words(app)
    assert not app.get("bidi_component")
    assert not app.expander
    app.selectbox[0].set_value("abs_l1").run()
    assert len(checked(app).get("bidi_component")) == 1
    assert "smallest, 0," not in words(app)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_search_for_the_name_of_a_section_finds_it(section):
    app = opened(q=SECTIONS[section].casefold())
    app.button(key=f"found.section.{section}").click().run()
    assert checked(app).query_params["section"] in (section, [section])


def test_the_gradient_check_is_found_by_what_it_does_and_linked_where_claims_stand():
    assert opened(q="finite differences").button(key="found.section.gradients").label == SECTIONS["gradients"]
    links = [link.proto.query_string for link in opened(section="claims").get("page_link")]
    assert {f"section={section}" for section in ("gradients", "scope")} <= set(links)


def test_convolutions_except_those_optimizers_that_need_the_whole_hessian():
    def asks(form):
        return ".hessian(" in inspect.getsource(form.step)

    dear = {row.title for row in OPTIMIZERS.values() if any(map(asks, row.forms.values()))}
    assert dear
    assert {title for title in (row.title for row in OPTIMIZERS.values()) if "Newton" in title} == dear
    assert "except Newton's methods" in LEFT_OUT["Convolutions"]


def test_what_is_not_in_the_app_is_found_and_stands_in_order():
    assert list(LEFT_OUT) == sorted(LEFT_OUT)
    assert LEFT_OUT["Dropout"] in words(opened(q="dropout"))


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_chosen_library_and_convention_change_the_code(library):
    app = opened(entry="rmsprop")
    app.session_state["reference.library"] = library
    app.session_state["reference.convention.rmsprop"] = "keras"
    checked(app.run())
    race = RaceSpec(DEFAULT_RACE.place, (starting_lane("rmsprop", "keras"),))
    assert script(library, race).rstrip("\n") in [code.value for code in app.code]


def test_the_code_on_the_playground_is_that_of_the_race_on_screen_and_noise_is_refused_in_a_sentence():
    app = AppTest.from_file(APP, default_timeout=120)
    app.query_params["surface"] = "rosenbrock"
    app.query_params["run"] = ["adam,learning_rate=0.05"]
    checked(app.run())
    assert "adam" in words(app) or app.code
    text = next(code.value for code in app.code if "import torch" in code.value)
    assert "lr=0.05" in text
    assert "(1 - x) ** 2 + b * (y - x**2) ** 2" in text
    app.session_state["gradient.noise"] = 0.5
    checked(app.run())
    assert not any("import torch" in code.value for code in app.code)
    assert "no library draws the same numbers" in words(app)


def test_search_finds_all_kinds_and_says_when_it_finds_none():
    app = opened(q="warm-up")
    text = words(app)
    assert "**Often taught**" in text
    assert "**Flash cards**" in text
    assert "**Words**" in text
    app.text_input[0].set_value("zebra").run()
    assert "Nothing here has all of these words" in words(checked(app))


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_as_it_was_when_a_reader_comes_back_to_it(section):
    app = opened(section=section)
    before, link = words(app), dict(app.query_params)
    for choice in ("cards" if section != "cards" else "words", section):
        app.pills(key="reference.section").set_value(choice)
        checked(app.run())
    assert (words(app), dict(app.query_params)) == (before, link)
    app.text_input(key="reference.q").set_value("dropout")
    checked(app.run())
    app.text_input(key="reference.q").set_value("")
    checked(app.run())
    assert (words(app), dict(app.query_params)) == (before, link)


@pytest.mark.parametrize("minus", ["-", "−"])
def test_small_numbers_are_found_however_their_minus_is_written(minus):
    found = words(opened(q=f"1e{minus}8"))
    assert {"Adam", "RMSProp"} <= {button.label for button in opened(q=f"1e{minus}8").button}, found


def test_a_link_to_a_surface_of_the_gradient_check_needs_no_section():
    app = opened(surface="ackley", step="1e-3")
    assert app.query_params["section"] == "gradients"
    assert not app.warning


def test_cards_flip_and_what_is_known_lasts_for_the_session():
    app = opened(section="cards")
    assert CARDS[0].answer not in words(app)
    app.button(key="deck.flip").click().run()
    assert CARDS[0].answer in words(checked(app))
    app.button(key="deck.know").click().run()
    app.button(key="deck.next").click().run()
    assert CARDS[1].question in words(checked(app))
    assert CARDS[1].answer not in words(app)
    assert app.session_state["progress"]["cards"] == [CARDS[0].key]
    app.button(key="deck.back").click().run()
    assert "known" in words(checked(app))


@pytest.mark.parametrize(
    "query",
    [
        {"section": "nowhere"},
        {"entry": "<script>"},
        {"topic": "Z" * 5000},
        {"other": "[x](javascript:alert(1))"},
        {"q": "\x00" * 300},
    ],
)
def test_a_link_that_cannot_be_read_is_said_and_the_page_works(query):
    app = opened(**query)
    if "q" not in query:
        assert app.warning
        assert "](javascript" not in words(app)
    assert len(app.text_input[0].value) <= 80


@pytest.mark.browser
def test_a_reader_goes_from_the_race_to_its_code_and_from_a_claim_to_its_preset(serve, visit):
    page = visit(serve(APP))
    expect(page.locator(READY)).to_be_visible()
    page.get_by_role("button", name="Code", exact=True).click()
    expect(page.get_by_text("pip install torch")).to_be_visible()
    page.get_by_role("radio", name="optax").or_(page.get_by_role("button", name="optax", exact=True)).first.click()
    expect(page.get_by_text("pip install optax")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Reference").click()
    expect(page.get_by_text("Why it exists.")).to_be_visible()
    page.get_by_role("button", name="Often taught").or_(page.get_by_role("radio", name="Often taught")).first.click()
    page.get_by_role("button", name="RMSProp", exact=True).or_(page.get_by_role("radio", name="RMSProp")).first.click()
    page.get_by_role("link", name="Timeline").click()
    page.wait_for_url(re.compile(r"section=timeline"))
    page.go_back()
    page.get_by_role("button", name="Gradient descent").or_(page.get_by_role("radio", name="Gradient descent")).click()
    page.get_by_role("link", name="Just right").first.click()
    page.wait_for_url(re.compile(r"/learning_rate\?preset=L1c"))
    expect(page.locator(READY)).to_be_visible()
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="In the Reference").click()
    page.get_by_role("link", name="The point of Gradient descent").click()
    page.wait_for_url(re.compile(r"/reference\?section=entries&entry=gd"))
    expect(page.get_by_role("heading", name="Gradient descent")).to_be_visible()


@pytest.mark.browser
def test_cards_turn_by_keyboard_on_a_phone(serve, visit):
    page = visit(f"{serve(APP)}/reference?section=cards", viewport={"width": 390, "height": 844})
    expect(page.get_by_text(CARDS[0].question)).to_be_visible()
    page.get_by_role("button", name="Answer").press("Enter")
    expect(page.get_by_text(CARDS[0].answer)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(CARDS[1].question)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

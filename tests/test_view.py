"""How pages are shown: hidden by link and with their values, in large type for a room, and with one form for both."""

from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from optiviz.ui import view
from tests.test_pages import APP, checked, race_on_screen


@pytest.fixture(autouse=True)
def one_page_table(monkeypatch):
    """As on our server, app.py runs at every visit: from the second one on AppTest would run a page's file alone."""
    begin = PagesManager.__init__

    def made(manager, *arguments, **options):
        begin(manager, *arguments, **options)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", made)


def opened(**query):
    app = AppTest.from_file(APP, default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = value
    return checked(app.run())


def style(app):
    return next(element.proto.body for element in app.get("html") if ".st-key-frame" in element.proto.body)


def listed(app):
    """What the address says of the view, every part a list."""
    parts = {name: app.query_params[name] for name in view.NAMES if name in app.query_params}
    return {name: text if isinstance(text, list) else [text] for name, text in parts.items()}


def warnings(app):
    return [warning.value for warning in app.warning]


def without_view(app):
    """The RaceSpec of the address bar, without what it says of the view."""
    for name in view.NAMES:
        app.query_params.pop(name, None)
    return race_on_screen(app)


def test_a_link_hides_what_it_names_and_nothing_else():
    rules = style(opened(hide="sidebar,kappa,speed"))
    for name in ("sidebar", "kappa", "speed"):
        assert f"{view.selector(name)} {{ display: none !important; }}" in rules
    assert view.selector("results") not in rules
    assert "font-size: 22px" not in rules


def test_what_is_hidden_keeps_its_value():
    app = opened(hide="sidebar,kappa,surface", surface="bowl", values="kappa=77,angle=0")
    assert without_view(app).place.surface_values["kappa"] == 77


def test_what_is_hidden_has_no_widget_either_where_the_stage_could_not_be_loaded_and_keeps_its_value():
    app = opened(surface="bowl", values="kappa=77,angle=0", hide="kappa,b2,start")
    app.session_state["race-failed"] = True
    for _ in range(3):
        checked(app.run())
    keys = {widget.key for widget in (*app.select_slider, *app.number_input)}
    assert "surface.angle" in keys
    assert not {"surface.kappa", "lane3.b2", "x", "y"} & keys
    assert without_view(app).place.surface_values["kappa"] == 77
    assert app.session_state["surface.kappa"] == 77


def test_unknown_names_are_said_and_the_rest_is_hidden():
    app = opened(hide="sidebr,speed,<b>x</b>", mode="projector")
    text = " ".join(warnings(app))
    assert "sidebar" in text
    assert "presenter" in text
    assert "<b>" not in text
    assert app.session_state["view"] == {"hide": ["speed"], "mode": ""}


def test_a_long_or_repeated_list_does_no_harm():
    app = opened(hide=["kappa", ",".join(["speed"] * 5000)])
    assert app.session_state["view"]["hide"] == ["speed"]


def test_the_address_says_how_the_page_is_shown_and_reads_back():
    app = opened(hide="speed", mode="presenter")
    assert listed(app) == {"hide": ["speed"], "mode": ["presenter"]}
    assert "font-size: 22px" in style(app)


def test_the_key_button_toggles_presenter_mode_and_the_race_stays():
    app = opened(surface="beale")
    app.button(key="presenter").click().run()
    checked(app)
    assert listed(app) == {"mode": ["presenter"]}
    assert "font-size: 22px" in style(app)
    app.button(key="presenter").click().run()
    checked(app)
    assert listed(app) == {}
    assert race_on_screen(app).place.surface == "beale"


def test_the_reference_keeps_the_view_and_has_the_form():
    app = AppTest.from_file(APP, default_timeout=120)
    app.switch_page("pages/reference.py")
    for name, value in {"section": "cards", "mode": "presenter", "hide": "speed"}.items():
        app.query_params[name] = value
    checked(app.run())
    assert not app.warning
    app.pills(key="reference.section").set_value("words").run()
    checked(app)
    assert listed(app) == {"mode": ["presenter"], "hide": ["speed"]}
    assert app.session_state["view"] == {"hide": ["speed"], "mode": "presenter"}
    assert any("section=words" in code.value for code in app.code)
    app.button(key="presenter").click().run()
    checked(app)
    app.pills(key="reference.section").set_value("cards").run()
    assert listed(checked(app)) == {"hide": ["speed"]}


def test_the_view_goes_along_to_another_page():
    app = opened(hide="results", mode="presenter")
    app.query_params.clear()
    app.switch_page("pages/about.py")
    checked(app.run())
    assert app.session_state["view"] == {"hide": ["results"], "mode": "presenter"}
    assert listed(app)["hide"] == ["results"]


def test_the_form_builds_a_link_that_hides():
    app = opened()
    app.multiselect(key="teach.hide").set_value(["sidebar", "b2"]).run()
    checked(app)
    built = next(code.value for code in app.code if "hide=" in code.value)
    query = parse_qs(urlsplit(built).query)
    assert query["hide"] == ["sidebar,b2"]
    assert "sidebar" not in app.session_state["view"]["hide"]
    again = opened(**{name: texts if len(texts) > 1 else texts[0] for name, texts in query.items()})
    assert again.session_state["view"]["hide"] == ["sidebar", "b2"]


@pytest.mark.parametrize("name", view.hideable())
def test_whatever_can_be_hidden_has_a_title_and_a_selector(name):
    assert view.title(name)
    assert view.selector(name)
    assert view.hideable().count(name) == 1

"""The fair race on the Playground: closed at first, the same search for all, and presets that may be followed."""

import json

import numpy as np
import pytest
from playwright.sync_api import expect

from optiviz import fair
from optiviz.presets import RACES
from optiviz.presets.race import PRESETS, WINNERS
from optiviz.specs import DEFAULT_RACE
from optiviz.sweeps import best_rate
from tests.test_pages import checked, opened, race_on_screen, sent, turned


def shown(app):
    """The figures of the section's board."""
    boards = [part for part in app.get("bidi_component") if b'"columns"' in part.proto.bytes]
    return json.loads(boards[0].proto.bytes)["figures"] if boards else {}


def text(app):
    return " ".join(part.value for part in (*app.markdown, *app.caption))


def pressed(app, label):
    next(button for button in app.button if button.label == label).click()
    return checked(app.run())


def test_nothing_runs_while_the_section_is_closed(monkeypatch):
    monkeypatch.setattr(fair, "trials", lambda *_: pytest.fail("ran"))
    assert not shown(opened())


def test_open_it_says_who_wins_over_many_starts_why_and_who_wins_elsewhere():
    app = turned(opened(), fair=True)
    assert list(shown(app)) == ["spread"]
    specs = DEFAULT_RACE.paths()
    trials = fair.trials(specs, "around")
    labels = ["Gradient descent", "Momentum", "RMSProp", "Adam"]
    assert fair.verdict(labels, trials, "64 starts around this one") in text(app)
    assert "Elsewhere another one wins." in text(app)
    winner = specs[fair.order(trials)[0]].optimizer
    other = next(RACES[key] for optimizer, key in WINNERS.items() if optimizer != winner)
    app = pressed(app, f"Open “{other.title}”")
    assert sent(app)["live"]["race"]["steps"] == other.spec.place.steps


def test_sweep_for_me_gives_each_the_best_of_its_own_search():
    app = pressed(turned(opened(), fair=True), "Sweep for me")
    race = race_on_screen(app)
    assert race.rate is None
    for lane, spec in zip(race.lanes, DEFAULT_RACE.paths(), strict=True):
        sweep, row = best_rate(spec)
        assert lane.values["learning_rate"] == sweep.values[row]
    assert app.session_state["rates"] == "Each at its own best"
    assert list(shown(app)) == ["spread", "sweep"]
    assert "51 runs, at learning rates from 0.0001 to 10" in text(app)
    assert "At the edge of what was tried" not in text(app)


def test_a_best_rate_at_the_edge_of_the_search_is_said_to_be_there():
    app = pressed(turned(opened(run="adagrad"), fair=True), "Sweep for me")
    assert race_on_screen(app).lanes[0].values["learning_rate"] == 10.0
    assert "there may be better ones beyond: AdaGrad." in text(app)


def test_the_rates_before_the_search_come_back():
    app = turned(opened(), fair=True)
    for choice in ("Each at its own best", "Each its own"):
        app.pills(key="rates").set_value(choice)
        checked(app.run())
    assert race_on_screen(app) == DEFAULT_RACE


def test_one_rate_for_all_is_the_same_switch_as_in_the_sidebar():
    app = turned(opened(), fair=True)
    app.pills(key="rates").set_value("One for all")
    checked(app.run())
    assert race_on_screen(app).rate is not None
    assert app.toggle(key="shared~0").value


def test_a_rate_that_is_moved_after_the_search_is_no_longer_the_best():
    app = pressed(turned(opened(), fair=True), "Sweep for me")
    app = turned(app, **{"lane0.learning_rate": 0.01})
    assert app.session_state["rates"] == "Each its own"
    assert list(shown(app)) == ["spread"]


def test_with_noise_the_race_may_be_repeated_over_seeds():
    app = turned(opened(), **{"fair": True, "noisy": True, "gradient.noise": 1.0, "repeat": "seeds"})
    assert "Over 256 seeds from this start" in text(app)
    app = turned(app, noisy=False, **{"gradient.noise": 0.0})
    assert "Over 64 starts around this one" in text(app)


def test_a_single_lane_and_a_surface_without_a_minimum_are_told_too():
    app = turned(opened(surface="saddle"), fair=True)
    assert "Over 64 starts" in text(app)
    for lane in (0, 1, 2):
        app.button(key=f"lane{lane}.remove").click()
        checked(app.run())
    assert "Over 64 starts around this one, Adam" in text(app)


def test_the_sidebar_starts_from_a_preset_and_a_question_covers_the_stage():
    app = opened()
    app.pills(key="chosen").set_value("R0")
    checked(app.run())
    assert app.query_params["preset"] in ("R0", ["R0"])
    assert not sent(app)["live"]["covered"]
    asking = next(preset for preset in PRESETS if preset.question)
    app.pills(key="chosen").set_value(asking.key)
    checked(app.run())
    assert sent(app)["live"]["covered"]
    app = pressed(app, "Skip")
    assert not sent(app)["live"]["covered"]
    assert asking.told(asking.truth) in text(app)


@pytest.mark.browser
def test_the_section_opens_sweeps_and_shows_both_charts_on_a_projector_and_on_a_phone(playground):
    page = playground()
    page.get_by_text("Fair race: tuned alike, from many starts").click()
    expect(page.locator("[data-figure=spread] .main-svg").first).to_be_visible()
    page.get_by_text("Each at its own best", exact=True).click()
    expect(page.locator("[data-figure=sweep] .main-svg").first).to_be_visible()
    expect(page.get_by_text("Who wins here.")).to_be_visible()
    drawn = page.evaluate("document.querySelector('[data-figure=spread] .js-plotly-plot').data.length")
    assert drawn == 3 * len(DEFAULT_RACE.lanes)
    for width, height in ((1280, 720), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            f"document.querySelector('[data-figure=sweep] .js-plotly-plot')._fullLayout.width <= {width}"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert np.isclose(page.locator("[data-figure=sweep] .js-plotly-plot").bounding_box()["height"], 340, atol=1)

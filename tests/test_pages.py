"""The pages without a browser: what the controls say runs, what runs is what the stage is given, links hold."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from optiviz import OPTIMIZERS, SURFACES, PathSpec, simulate
from optiviz.links import from_query, to_query
from optiviz.specs import DEFAULT_RACE
from optiviz.ui.cards import cell
from optiviz.ui.wire import race_of

APP = str(Path(__file__).parent.parent / "app.py")


def opened(stage_failed=False, **query):
    """The Playground at a link; stage_failed: as in a browser that could not load the stage, with widgets for knobs."""
    app = AppTest.from_file(APP, default_timeout=120)
    if stage_failed:
        app.session_state["race-failed"] = True
    for name, value in query.items():
        app.query_params[name] = value
    return checked(app.run())


def checked(app):
    assert not app.exception
    assert not app.error
    return app


def race_on_screen(app):
    """The RaceSpec that the address bar says."""
    query = dict(app.query_params)
    race, problems = from_query({k: texts if isinstance(texts, list) else [texts] for k, texts in query.items()})
    assert problems == []
    return race


def turned(app, **values):
    """The app after knobs of the stage were released: it writes session state and the page runs again."""
    for key, value in values.items():
        app.session_state[key] = value
    return checked(app.run())


def sent(app):
    """What the stage in the browser is given."""
    return json.loads(app.get("bidi_component")[0].proto.bytes)


def figures(app):
    if app.get("bidi_component"):
        return sent(app)["figures"]
    return dict(
        zip(("contour", "surface", "loss"), (json.loads(c.proto.spec) for c in app.get("plotly_chart")), strict=True)
    )


def paths_drawn(app, view="contour"):
    """The (rows, 2) points of each path of the contour, as the browser gets them."""
    traces = [t for t in figures(app)[view]["data"] if (t.get("meta") or {}).get("role") == "path"]
    return [np.stack([unpacked(t["x"]), unpacked(t["y"])], axis=1) for t in traces]


def unpacked(array):
    return np.frombuffer(base64.b64decode(array["bdata"]), dtype=array["dtype"])


def test_a_first_visit_shows_the_default_race_and_its_link():
    app = opened()
    assert race_on_screen(app) == DEFAULT_RACE
    assert [m.value.partition("**")[2].partition("**")[0] for m in app.markdown[:8] if m.value.startswith("**")]
    assert len(app.get("bidi_component")) == 1


def test_the_stage_is_given_exactly_what_simulate_gives():
    app = opened(surface="rosenbrock", run=["adam,learning_rate=0.05", "gd,learning_rate=0.001"])
    for drawn, spec in zip(paths_drawn(app), race_on_screen(app).paths(), strict=True):
        np.testing.assert_array_equal(drawn, simulate(spec).theta)


def test_without_the_stage_a_slider_changes_the_path_the_exact_field_and_the_link():
    app = opened(stage_failed=True)
    slider = app.select_slider(key="lane0.learning_rate~slider")
    slider.set_value(0.02).run()
    checked(app)
    assert app.number_input(key="lane0.learning_rate").value == 0.02
    assert race_on_screen(app).lanes[0].values["learning_rate"] == 0.02
    expected = simulate(PathSpec("bowl", "gd", values={"learning_rate": 0.02}))
    np.testing.assert_array_equal(paths_drawn(app)[0], expected.theta)


def test_without_the_stage_a_value_can_be_typed_exactly_and_the_slider_shows_it():
    app = opened(stage_failed=True)
    app.number_input(key="lane3.b2").set_value(0.98765432109).run()
    checked(app)
    assert app.select_slider(key="lane3.b2~slider").value == 0.98765432109
    assert race_on_screen(app).lanes[3].values["b2"] == 0.98765432109


def test_another_surface_brings_its_own_start_and_keeps_the_optimizers():
    app = opened()
    app.selectbox(key="family~0").set_value("Valleys").run()
    checked(app)
    race = race_on_screen(app)
    assert race.place.surface == next(key for key, row in SURFACES.items() if row.family == "Valleys")
    assert race.place.start == SURFACES[race.place.surface].start
    assert race.lanes == DEFAULT_RACE.lanes


@pytest.mark.parametrize("key", SURFACES)
def test_every_surface_opens(key):
    app = opened(surface=key, run=["adam,learning_rate=0.05"], steps="30")
    assert race_on_screen(app).place.surface == key
    assert app.subheader[0].value == SURFACES[key].title


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_opens_in_every_convention(key):
    for convention in OPTIMIZERS[key].forms:
        app = opened(run=[f"{key}.{convention}"], steps="30")
        assert [(lane.optimizer, lane.convention) for lane in race_on_screen(app).lanes] == [(key, convention)]


def test_optimizers_are_added_up_to_eight_and_removed_down_to_one():
    app = opened()
    for key in ("lion", "adam", "newton", "sam"):
        app.selectbox(key="add").set_value(key).run()
    checked(app)
    assert [lane.optimizer for lane in race_on_screen(app).lanes][4:] == ["lion", "adam", "newton", "sam"]
    assert app.selectbox(key="add").disabled
    for lane in range(7):
        app.button(key=f"lane{lane}.remove").click().run()
    assert [lane.optimizer for lane in race_on_screen(checked(app)).lanes] == ["sam"]
    assert not [button for button in app.button if button.key == "lane7.remove"]


def test_a_convention_brings_its_defaults_but_keeps_what_was_set():
    app = opened()
    turned(app, **{"lane3.b1": 0.5})
    next(group for group in app.get("button_group") if group.key == "lane3.convention~0").set_value("keras").run()
    lane = race_on_screen(checked(app)).lanes[3]
    assert (lane.convention, lane.values["b1"], lane.values["eps"]) == ("keras", 0.5, 1e-7)
    assert lane.values["learning_rate"] == DEFAULT_RACE.lanes[3].values["learning_rate"]


def test_one_learning_rate_for_all_drives_all():
    app = opened()
    app.toggle(key="shared~0").set_value(True).run()
    turned(app, rate=0.0125)
    race = race_on_screen(checked(app))
    assert race.rate == 0.0125
    assert {spec.values["learning_rate"] for spec in race.paths()} == {0.0125}
    np.testing.assert_array_equal(paths_drawn(app)[1], simulate(race.paths()[1]).theta)


def test_fitted_learning_rates_keep_every_descent_stable_on_a_steep_surface():
    app = opened(surface="rosenbrock", run=["gd,learning_rate=1", "momentum,learning_rate=1", "adam", "newton"])
    assert any("diverged" in str(table.value.to_dict()) for table in app.table)
    next(button for button in app.button if button.label.startswith("Fit")).click().run()
    race = race_on_screen(checked(app))
    assert all(simulate(spec).outcome.status != "diverged" for spec in race.paths())


def test_a_broken_link_opens_the_page_and_says_what_was_wrong():
    app = opened(surface="rosenbrok", steps="many", run=["adam,b1=2", "<img src=x>"], nonsense="1")
    words = app.warning[0].value
    for part in ("rosenbrok", "steps", "b1", "img src", "nonsense"):
        assert part in words
    assert "<img" not in words.replace("\\<", "")  # escaped: shown, never read as HTML
    race = race_on_screen(app)
    assert (race.place.surface, race.place.steps, race.lanes[0].values["b1"]) == ("bowl", 150, 0.9)


def test_a_diverging_run_is_told_with_its_cause():
    app = opened(run=["gd,learning_rate=0.0766666666666666667"])
    assert list(app.table[0].value["Outcome"]) == ["diverged"]
    sentences = " ".join(element.value for element in app.markdown)
    assert "eta × lambda_max = 2.3 > 2, along eigenvector (0, 1)" in sentences


def test_numbers_in_the_table_are_written_as_in_the_legend_of_the_stage():
    written = {2.125: "2.13", -0.0421951: "−0.0422", 1234.56: "1235", 9999.7: "10000", 12345.6: "1.2e4"}
    written |= {0.0: "0", 9.99e-4: "1e−3", 1.23456e-12: "1.2e−12", 0.00123456: "0.00123", np.inf: "not finite"}
    assert {number: cell(number) for number in written} == written
    assert (cell(None), cell(12345)) == ("–", "12345")


def test_reset_brings_back_the_first_visit():
    app = opened(surface="beale", run=["lion"], steps="77")
    next(button for button in app.button if button.label == "Reset").click().run()
    assert race_on_screen(checked(app)) == DEFAULT_RACE


def test_a_race_survives_a_visit_to_another_page():
    app = opened(surface="beale", run=["lion,learning_rate=0.031"], steps="77")
    before = to_query(race_on_screen(app))
    app.switch_page("pages/about.py").run()
    for name in list(app.query_params):
        del app.query_params[name]
    app.switch_page("pages/playground.py").run()
    assert to_query(race_on_screen(checked(app))) == before


def test_a_walk_through_the_history_wins_over_the_controls(walk):
    app = opened()
    for name in list(app.query_params):
        del app.query_params[name]
    app.query_params["surface"] = "himmelblau"
    walk(app)
    assert race_on_screen(checked(app)).place.surface == "himmelblau"


def test_the_equations_on_screen_are_those_of_the_convention_and_the_switches():
    app = opened(run=["adam.keras,bias_correction=0,weight_decay=0.1"])
    shown = " ".join(element.value for element in app.latex)
    assert r"\alpha_t &= \eta_t\\" in shown
    assert r"\eta_t \lambda \theta_{t-1}" in shown
    assert "keras.optimizers.Adam" in " ".join(m.value for m in app.markdown)


def test_the_about_page_shows_the_verified_table():
    app = opened()
    app.switch_page("pages/about.py").run()
    checked(app)
    table = app.table[0].value
    rows = json.loads((Path(APP).parent / "optiviz" / "verified.json").read_text(encoding="utf-8"))
    assert len(table) == len(rows)
    assert {"torch 2.13.0"} <= set(table["Compared with"])


BEYOND = [("lane3.b2", 1.0), ("lane0.learning_rate", -1.0), ("steps", 10**9), ("x", 1e300), ("y", float("nan"))]
EMPTY = [(key, None) for key in ("lane3.b2", "lane0.learning_rate", "steps", "x", "surface.kappa", "tolerance~0")]


@pytest.mark.parametrize(("key", "value"), BEYOND + EMPTY)
def test_a_field_that_is_emptied_or_sent_beyond_its_bounds_keeps_its_value(key, value):
    app = opened(stage_failed=True)
    before = race_on_screen(app)
    checked(app.number_input(key=key).set_value(value).run())
    assert race_on_screen(app) == before
    assert app.number_input(key=key).value is not None


def test_the_common_learning_rate_is_remembered_while_it_is_off():
    app = opened(rate="0.03")
    for on in (False, True):
        app.toggle(key="shared~0").set_value(on).run()
    assert race_on_screen(checked(app)).rate == 0.03


@pytest.mark.parametrize(
    "query",
    [
        {"surface": "abs_l1", "run": ["gd", "adam"]},
        {"run": ["gd,learning_rate=10,weight_decay=1", "momentum,dampening=1"]},
        {"surface": "boyd_logsum", "start": "900,0"},
        {"surface": "monkey_saddle", "start": "0,0", "run": ["schedule_free", "sam", "newton"]},
    ],
)
def test_learning_rates_are_fitted_wherever_the_start_lies(query):
    app = opened(**query)
    next(button for button in app.button if button.label.startswith("Fit")).click().run()
    race = race_on_screen(checked(app))
    assert all(1e-5 <= lane.values["learning_rate"] <= 10 for lane in race.lanes)


def test_a_late_address_does_not_undo_what_was_moved_meanwhile():
    app = opened()
    first = dict(app.query_params)
    turned(app, steps=90)
    for name, text in first.items():
        app.query_params[name] = text  # the browser does not know of the first move yet ...
    turned(app, steps=70)  # ... when the second one arrives
    assert race_on_screen(checked(app)).place.steps == 70


def test_charts_that_stand_still_draw_the_loss_in_every_unit_too():
    app = opened(stage_failed=True, surface="line", steps="64", gradient="batch=32")
    app.selectbox(key="race-unit").set_value("epochs").run()
    axis = figures(checked(app))["loss"]["layout"]["xaxis"]
    assert (axis["title"]["text"], axis["range"]) == ("epochs", pytest.approx([-0.16, 8.16 + 0.5 / 8]))


def test_what_was_wrong_in_a_link_is_said_until_something_is_changed():
    app = opened(steps="many")
    assert app.warning
    turned(app, steps=90)
    assert not app.warning


def test_the_stage_is_told_the_race_its_knobs_and_what_is_in_focus():
    app = opened(surface="rosenbrock", run=["adam.keras,b1=0.8", "sam"])
    live = sent(app)["live"]
    assert race_of(live["race"]) == race_on_screen(app)
    assert [[knob["name"] for knob in lane] for lane in live["knobs"]["lanes"]] == [
        [p.name for p in OPTIMIZERS["adam"].forms["keras"].params],
        [p.name for p in OPTIMIZERS["sam"].forms["paper"].params],
    ]
    assert live["knobs"]["surface"][0]["legal"] == SURFACES["rosenbrock"].params[0].legal
    assert (live["focus"], live["labels"]) == (1, ["Adam (keras)", "SAM"])
    assert live["costs"] == {"updates": [1, 1], "gradient evaluations": [1, 2]}


def test_equation_cards_list_only_values_that_stand_in_the_equations():
    app = opened(run=["adam", "rmsprop"])
    captions = " ".join(element.value for element in app.caption)
    assert "bias correction)" not in captions
    assert "On: bias correction." in captions
    assert "Off: momentum, centered, weight decay." in captions


def test_labels_say_the_common_learning_rate_not_the_one_that_did_not_run():
    app = opened(rate="0.03", run=["gd,learning_rate=0.05", "gd,learning_rate=0.01"])
    assert "0.05" not in str(list(app.table[0].value["Optimizer"]))

"""One level up: sweeps on the pages of learning rate and momentum say what single runs say."""

import numpy as np
import pytest

from optiviz.measures import settle
from optiviz.presets import RACES
from optiviz.simulate import race as run
from optiviz.simulate import simulate
from optiviz.specs import Lane, PathSpec, Place, RaceSpec
from optiviz.ui import levels


def curves_of(key, curves):
    race = RACES[key].spec
    paths = run(race.paths())
    return race, paths, curves(race, paths)


def test_every_dot_of_the_learning_rates_is_a_run():
    race, _paths, (curve,) = curves_of("L1c", levels.rate_curves)
    for k in (3, 40, 70):
        rate = float(curve.sweep.values[k])
        spec = PathSpec(
            "bowl", "gd", None, race.place.start, levels.STEPS, {"learning_rate": rate}, race.place.surface_values
        )
        step = settle(simulate(spec).loss, 0.0)
        assert (step is None) == bool(np.isnan(curve.sweep.settle[k]))
        assert step is None or step == curve.sweep.settle[k]


def test_the_value_on_screen_is_among_them_and_marked():
    race, _paths, (curve,) = curves_of("L1c", levels.rate_curves)
    assert curve.sweep.values[curve.marked] == race.lanes[0].values["learning_rate"]
    race, _paths, curves = curves_of("M2", levels.momentum_curves)
    assert [c.sweep.values[c.marked] for c in curves] == [lane.values["momentum"] for lane in race.lanes]


def test_learning_rates_reach_past_the_limit():
    _, _, (curve,) = curves_of("L1a", levels.rate_curves)
    assert curve.sweep.diverged.any()
    assert not curve.sweep.diverged[curve.sweep.values < 0.2].any()


def test_only_rules_whose_learning_rate_multiplies_a_gradient_are_swept():
    race = RaceSpec(Place(), (Lane("lion"), Lane("gd")))
    assert [c.label for c in levels.rate_curves(race, run(race.paths()))] == ["Gradient descent"]
    race = RaceSpec(Place(), (Lane("lion"), Lane("gd")))
    assert levels.momentum_curves(race, run(race.paths())) == []


def test_lines_of_theory_stand_where_it_says_and_only_on_quadratics():
    _race, paths, curves = curves_of("L1c", levels.rate_curves)
    layout = levels.rate_figure(curves, paths, False)["layout"]
    assert [shape["x0"] for shape in layout["shapes"]] == pytest.approx([0.1, 2 / 11, 0.2])
    assert [note["x"] for note in layout["annotations"]] == pytest.approx(np.log10([0.1, 2 / 11, 0.2]))
    _race, paths, curves = curves_of("D3", levels.rate_curves)
    assert not levels.rate_figure(curves, paths, False)["layout"]["shapes"]


def test_the_best_momentum_is_drawn_for_the_heavy_ball_in_any_of_its_forms():
    place = Place("bowl", {"kappa": 100.0}, (-2.5, 1.0), 100)
    for convention in ("pytorch", "keras", "paper", "ema"):
        race = RaceSpec(place, (Lane("momentum", convention, {"learning_rate": 0.01}),))
        paths = run(race.paths())
        figure = levels.momentum_figure(levels.momentum_curves(race, paths), paths, False)
        found = [shape["x0"] for shape in figure["layout"]["shapes"]]
        assert found == ([] if convention == "ema" else [pytest.approx(0.81)])


def test_words_say_the_fastest_and_the_one_on_screen():
    _race, paths, curves = curves_of("M2", levels.momentum_curves)
    meta = levels.momentum_figure(curves, paths, False)["layout"]["meta"]
    assert "At 0.9, as above, it settles at step 103" in meta["words"]
    assert "fastest at momentum 0.8" in meta["words"]
    assert meta["alt"]


def test_the_map_marks_what_is_on_screen_and_what_theory_calls_best():
    race, paths, _ = curves_of("M1", levels.momentum_curves)
    figure = levels.map_figure(race, paths[1], "Momentum", False)
    roles = {}
    for trace in figure["data"]:
        roles.setdefault(trace["meta"]["role"], []).append(trace)
    assert roles["here"][0]["x"] == [pytest.approx(4 / 121)]
    assert {trace["name"] for trace in roles["theory"]} == {"limit", "Polyak 1964"}
    assert roles["diverges"]

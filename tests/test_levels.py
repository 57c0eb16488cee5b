"""One level up: sweeps on the pages of learning rate and momentum say what single runs say."""

import numpy as np
import pytest

from optiviz.measures import settle
from optiviz.presets import RACES
from optiviz.simulate import race as run
from optiviz.simulate import simulate
from optiviz.specs import Lane, PathSpec, Place, RaceSpec
from optiviz.ui import levels, side_by_side


def of(key, levels_of):
    """(race, paths, [Level]) of a preset."""
    race = RACES[key].spec
    paths = run(race.paths())
    return race, paths, levels_of(race, paths)


def test_every_dot_of_the_learning_rates_is_a_run():
    race, _paths, (level,) = of("L1c", levels.rate_levels)
    for k in (3, 40, 70):
        rate = float(level.curve.sweep.values[k])
        spec = PathSpec(
            "bowl", "gd", None, race.place.start, levels.STEPS, {"learning_rate": rate}, race.place.surface_values
        )
        step = settle(simulate(spec).loss, 0.0)
        assert (step is None) == bool(np.isnan(level.curve.sweep.settle[k]))
        assert step is None or step == level.curve.sweep.settle[k]


def test_the_value_on_screen_is_among_them_and_marked():
    race, _paths, (level,) = of("L1c", levels.rate_levels)
    assert level.curve.sweep.values[level.curve.marked] == race.lanes[0].values["learning_rate"]


def test_lanes_that_differ_in_nothing_else_share_a_curve():
    race, _paths, (level,) = of("M2", levels.momentum_levels)
    assert level.owns == [lane.values["momentum"] for lane in race.lanes]
    assert set(level.owns) <= set(level.curve.sweep.values)
    assert level.curve.label == "Momentum"
    _race, _paths, both = of("M1", levels.momentum_levels)
    assert [level.curve.label for level in both] == ["Momentum", "Nesterov (paper)"]


def test_learning_rates_reach_past_the_limit():
    _, _, (level,) = of("L1a", levels.rate_levels)
    assert level.curve.sweep.diverged.any()
    assert not level.curve.sweep.diverged[level.curve.sweep.values < 0.2].any()


def test_only_rules_whose_learning_rate_multiplies_a_gradient_are_swept():
    race = RaceSpec(Place(), (Lane("lion"), Lane("gd")))
    assert [level.curve.label for level in levels.rate_levels(race, run(race.paths()))] == ["Gradient descent"]
    race = RaceSpec(Place(), (Lane("lion"), Lane("gd")))
    assert levels.momentum_levels(race, run(race.paths())) == []


def test_lines_of_theory_stand_where_it_says_and_only_on_quadratics():
    _race, paths, found = of("L1c", levels.rate_levels)
    layout = levels.rate_figure(found, paths, False)["layout"]
    assert [shape["x0"] for shape in layout["shapes"]] == pytest.approx([0.1, 2 / 11, 0.2])
    assert [note["x"] for note in layout["annotations"]] == pytest.approx(np.log10([0.1, 2 / 11, 0.2]))
    _race, paths, found = of("D3", levels.rate_levels)
    assert not levels.rate_figure(found, paths, False)["layout"]["shapes"]


def test_the_best_momentum_is_drawn_for_the_heavy_ball_in_any_of_its_forms():
    place = Place("bowl", {"kappa": 100.0}, (-2.5, 1.0), 100)
    for convention in ("pytorch", "keras", "paper", "ema"):
        race = RaceSpec(place, (Lane("momentum", convention, {"learning_rate": 0.01}),))
        paths = run(race.paths())
        figure = levels.momentum_figure(levels.momentum_levels(race, paths), paths, False)
        found = [shape["x0"] for shape in figure["layout"]["shapes"]]
        assert found == ([] if convention == "ema" else [pytest.approx(0.81)])


def test_words_say_the_fastest_and_the_one_on_screen():
    _race, paths, found = of("M2", levels.momentum_levels)
    meta = levels.momentum_figure(found, paths, False)["layout"]["meta"]
    assert "On screen: 0.8 settles at step 63, 0.9 settles at step 103, 0.99 settles at step 1078." in meta["words"]
    assert "fastest at momentum 0.8" in meta["words"]
    assert meta["alt"]


def test_the_map_marks_what_is_on_screen_and_what_theory_calls_best():
    race, paths, _ = of("M1", levels.momentum_levels)
    figure = levels.map_figure(race, paths[1], "Momentum", False)
    roles = {}
    for trace in figure["data"]:
        roles.setdefault(trace["meta"]["role"], []).append(trace)
    assert roles["here"][0]["x"] == [pytest.approx(4 / 121)]
    assert {trace["name"] for trace in roles["theory"]} == {"limit", "Polyak 1964"}
    assert roles["diverges"]


def test_five_learning_rates_stand_side_by_side_with_what_they_come_to():
    race, paths, _ = of("L1a", levels.rate_levels)
    figures = side_by_side.multiples(race, paths[0], "learning_rate", side_by_side.few_rates(paths[0]), False)
    said = [(f["layout"]["meta"]["title"], f["layout"]["meta"]["words"]) for f in figures.values()]
    steps = {"0.01": 401, "0.1": 39, "0.1818": 23, "0.19": 41}
    assert said[:4] == [(f"Learning rate {rate}", f"Settles at step {step}.") for rate, step in steps.items()]
    assert said[4][0] == "Learning rate 0.202"
    assert "Left the view" in said[4][1]


def test_where_no_theory_helps_the_five_lie_around_the_one_on_screen():
    (path,) = run([PathSpec("himmelblau", values={"learning_rate": 0.01})])
    assert side_by_side.few_rates(path) == [0.0025, 0.005, 0.01, 0.02, 0.04]

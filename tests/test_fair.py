"""The fair race: the same search, starts and luck for all, and sentences that say what came out."""

import math

import numpy as np
import pytest

from optiviz import PathSpec, readout, simulate
from optiviz.ensembles import many
from optiviz.fair import best_of, kinds, middle, order, reason, starts, trials, verdict, wins
from optiviz.presets import RACES
from optiviz.presets.race import RAVINE, ROUGH, WINNERS
from optiviz.records import Band, Trial
from optiviz.sweeps import RATES, TRIES, best_rate, ends_of

NEVER = math.inf
BAND = Band(np.ones(2), np.ones(2), np.ones(2), (0.1, 0.9), 4)


def trial(*settle, final=None, cost=1):
    zeros = np.zeros(len(settle))
    return Trial(np.array(settle, float), zeros if final is None else np.array(final, float), zeros, BAND, cost)


TRIALS = [trial(5, 9, 30, 40), trial(10, 10, 10, 10), trial(*[NEVER] * 4, final=(1, 2, 3, 4))]


def test_who_is_first_is_counted_start_by_start_and_ties_are_shared():
    np.testing.assert_allclose(wins(TRIALS), [0.5, 0.5, 0.0])
    np.testing.assert_allclose(wins([trial(7, 7, 7, 7), trial(7, 8, 8, 6)]), [0.625, 0.375])


def test_where_nobody_settles_the_lower_loss_is_first():
    lost = [NEVER] * 4
    np.testing.assert_allclose(wins([trial(*lost, final=(1, 1, 5, 1)), trial(*lost, final=(2, 2, 4, 2))]), [0.75, 0.25])


def test_the_order_is_by_gradients_not_by_steps():
    twice = trial(6, 6, 6, 6, cost=2)
    assert order([trial(10, 10, 10, 10), twice]) == [0, 1]
    assert order([twice, TRIALS[2], TRIALS[0]]) == [2, 0, 1]
    np.testing.assert_allclose(wins([trial(10, 10, 10, 10), twice]), [1, 0])


def test_the_middle_is_one_of_the_values():
    assert middle(np.array([3.0, 1.0, NEVER, 2.0])) == 2.0
    assert middle(np.array([3.0, 1.0, NEVER, 2.0]), 0.9) == NEVER
    assert middle(np.array([3.0, 1.0, NEVER, 2.0]), 0.1) == 1.0


def test_the_verdict_says_who_is_first_how_often_and_how_sure_that_is():
    clear = verdict(["NAG", "GD"], [trial(5, 5, 5, 5), trial(9, 9, 9, 10)], "4 starts")
    assert clear == (
        "Over 4 starts, NAG settles after 5 gradients and is first in 100 % of them; second is GD, which settles after "
        "9 gradients (10 to 90 %: 9 to 10) and is first in 0 %. A clear win, for this surface and these values."
    )
    assert "No clear win" in verdict(["A", "B"], TRIALS[:2], "4 starts")
    assert "ends at a median loss of 2" in verdict(["A", "C"], [TRIALS[1], TRIALS[2]], "4 starts")
    assert verdict(["A"], TRIALS[:1], "4 starts") == "Over 4 starts, A settles after 9 gradients (10 to 90 %: 5 to 40)."


def test_who_is_first_most_often_need_not_have_the_best_median():
    steady, often = trial(5, 5, 5, 5, 5, 5, 5), trial(4, 4, 4, 90, 90, 90, 90)
    third = trial(9, 9, 9, 3, 3, 9, 9)
    found = [steady, often, third]
    assert order(found)[0] == 0
    assert "often is first most often, in 43 %: the order hangs on the start." in verdict(
        ["steady", "often", "third"], found, "7 starts"
    )


REASONS = [  # surface, rule, values, steps, what is said
    ("bowl", "gd", {"learning_rate": 0.06}, 150, "flips across the steepest direction"),
    ("bowl", "gd", {"learning_rate": 0.02}, 400, "without detours"),
    ("bowl", "gd", {"learning_rate": 0.1}, 400, "diverges at step"),
    ("bowl", "adam", {"learning_rate": 0.2}, 150, "an overshoot of 0.5"),
    ("bowl", "rmsprop", {"learning_rate": 0.05, "decay": 0.9}, 150, "does not come to rest: it swings by"),
    ("bowl", "gd", {"learning_rate": 0.001}, 50, "is still on its way"),
    ("well", "gd", {"learning_rate": 0.05}, 300, "comes to rest elsewhere, 0.398 above the lowest minimum"),
    ("saddle", "gd", {"learning_rate": 0.1}, 25, "leaves the view at step"),
]


@pytest.mark.parametrize(("surface", "key", "values", "steps", "words"), REASONS, ids=[row[-1] for row in REASONS])
def test_the_reason_is_what_the_run_did(surface, key, values, steps, words):
    path = simulate(PathSpec(surface, key, start=(2.0, 1.0), steps=steps, values=values))
    assert words in reason(path, readout(path))


def test_starts_lie_around_the_start_or_over_the_view():
    spec = PathSpec("well", start=(2.0, 1.0))
    around, over = starts(spec, "around"), starts(spec, "view")
    np.testing.assert_allclose(around.mean(axis=0), spec.start)
    np.testing.assert_allclose(np.ptp(around, axis=0), 2 * 0.05 * 4.8)
    assert len(np.unique(over, axis=0)) == 64
    assert (np.abs(over) < [2.4, 1.5]).all()


def test_all_rules_have_the_same_starts_and_each_trial_is_its_runs():
    specs = [PathSpec("bowl", key, steps=80) for key in ("gd", "adam")]
    for spec, found in zip(specs, trials(specs, "around"), strict=True):
        settle, final, diverged = ends_of(many(spec, starts=starts(specs[0], "around")))
        np.testing.assert_array_equal(found.settle, settle)
        np.testing.assert_array_equal(found.final, final)
        assert not diverged.any()


def test_seeds_are_offered_where_there_is_luck_and_differ():
    assert "seeds" not in kinds(PathSpec("bowl"))
    spec = PathSpec("bowl", "gd", steps=40, values={"learning_rate": 0.02}, gradient={"noise": 1.0, "seed": 7})
    assert kinds(spec)["seeds"] == "256 seeds from this start"
    (found,) = trials([spec], "seeds")
    assert found.final.shape == (256,)
    assert found.final[0] == pytest.approx(simulate(spec).loss[-1])
    assert found.band.low[-1] < found.band.median[-1] < found.band.high[-1]
    assert kinds(PathSpec("least_squares", gradient={"batch": 8}))["seeds"].startswith("64 ")


def test_a_dear_rule_pays_for_its_gradients():
    (sam,) = trials([PathSpec("bowl", "sam", steps=30)], "around")
    assert sam.cost == 2


def test_the_search_does_not_depend_on_the_rate_on_screen():
    one, other = (PathSpec("bowl", "gd", steps=60, values={"learning_rate": rate}) for rate in (0.01, 0.5))
    assert best_of(one)[0] is best_of(other)[0]
    noisy = PathSpec("bowl", "gd", steps=60, gradient={"noise": 1.0})
    assert best_of(noisy)[0].tries == TRIES


@pytest.mark.parametrize("key", ["F1", "F2", "F3", "F4", "ahead", "bent", "calm"])
def test_whoever_is_said_to_run_at_the_best_of_equal_searches_does(key):
    race, told = RACES[key].spec, RACES[key].told(RACES[key].question + RACES[key].truth)
    assert f"the best of {len(RATES)} learning rates" in told
    for spec in race.paths():
        sweep, row = best_rate(spec, race.tolerance)
        assert spec.values["learning_rate"] == sweep.values[row]


@pytest.mark.parametrize(("optimizer", "key"), WINNERS.items(), ids=WINNERS)
def test_different_surfaces_have_different_winners(optimizer, key):
    race = RACES[key].spec
    found = trials(race.paths(), "around", race.tolerance)
    assert race.lanes[order(found)[0]].optimizer == optimizer
    assert race.lanes[int(wins(found).argmax())].optimizer == optimizer


def test_searching_changes_the_order_of_the_first_race():
    before = [readout(simulate(spec), ROUGH).settle or NEVER for spec in RAVINE.paths()]
    after = []
    for spec in RAVINE.paths():
        sweep, row = best_of(spec, ROUGH)
        after.append(sweep.settle[row])
    assert list(np.argsort(before, kind="stable")) != list(np.argsort(after, kind="stable"))
    assert min(after) < min(before)

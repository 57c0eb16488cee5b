"""What many runs come to: seeds, floors, rankings, warm-ups, epochs. Against theory and against single runs."""

from dataclasses import replace

import numpy as np
import pytest

from optiviz import PathSpec, noise, shaken, simulate
from optiviz.presets import PRESETS
from optiviz.schedules import SCHEDULES
from optiviz.surfaces import SURFACES
from optiviz.terrain import landmarks


def spec_of(key, lane=0):
    return PRESETS[key].spec.paths()[lane]


def test_many_seeds_agree_with_theory():
    spec = spec_of("N1")
    found, exact = shaken.seen(spec), noise.expected(spec)
    assert found.count == len(found.ends) == shaken.SEEDS
    deviations = np.sqrt(np.diag(exact.covariance[-1]))
    assert (np.abs(found.ends.mean(axis=0) - exact.mean[-1]) < 4 * deviations / np.sqrt(shaken.SEEDS)).all()
    assert abs(found.final.mean() - exact.loss[-1]) < 4 * found.final.std() / np.sqrt(shaken.SEEDS)


@pytest.mark.parametrize("lane", [0, 1])
def test_floors_that_are_seen_lie_on_the_line_of_theory(lane):
    spec, rates = spec_of("N1m", lane), (0.005, 0.01, 0.02)
    theory = [noise.floor(spec, rate)[0] for rate in rates]
    np.testing.assert_allclose(shaken.floors(spec, rates), theory, rtol=0.25)


def test_a_floor_past_the_limit_is_infinite_or_huge():
    assert shaken.floors(spec_of("N1"), (0.9,))[0] > 1e6


def test_schedules_are_ranked_by_their_mean_final_loss():
    spec = spec_of("S1")
    found = shaken.ranking(spec)
    finals = [final for _, final in found]
    assert {key for key, _ in found} == set(SCHEDULES)
    assert finals == sorted(finals)
    assert dict(found)["cosine"] == pytest.approx(noise.expected(spec_of("S1", 1)).loss[-1])
    assert found[-1][0] == "constant"


def test_schedules_are_ranked_for_rules_without_a_theory_too():
    found = dict(shaken.ranking(replace(spec_of("S1a"), steps=100)))
    assert found["cosine"] < found["constant"]


def test_without_noise_the_ranking_is_that_of_single_runs():
    spec = replace(spec_of("S1a"), gradient={})
    path = simulate(replace(spec, schedule="cosine"))
    assert dict(shaken.ranking(spec))["cosine"] == pytest.approx(path.loss[-1], abs=1e-12)


def test_a_warm_up_of_ten_steps_brings_every_start_into_the_better_basin():
    which = shaken.warmed(spec_of("S2"), (0, 3, 10, 30), (0.6, 0.8, 1.0, 1.2, 1.4))
    known = landmarks("sharp_entry", {})
    np.testing.assert_allclose(known.minima[0], [1, 0], atol=0.01)
    assert (which[:2] == 0).sum(axis=1).max() < 5
    assert (which[2:] == 0).all()


def test_an_epoch_reads_every_example_once_whatever_the_batch():
    spec = spec_of("N2")
    found = {size: shaken.epochs(spec, size, 10)[0] for size in (0, 32, 8, 1)}
    assert found == {0: 10, 32: 80, 8: 320, 1: 2560}
    _, theta, excess = shaken.epochs(spec, 8, 10)
    np.testing.assert_allclose(theta, simulate(spec).theta, rtol=1e-9)
    assert excess[-1] == pytest.approx(simulate(spec).loss[-1] - landmarks("line", {}).floor)


def test_the_first_step_of_adam_is_a_whole_learning_rate_and_late_ones_are_those_of_theory():
    mean, low, high = shaken.step_sizes(spec_of("S3"), 100)
    assert mean[0] == pytest.approx(1, rel=1e-4)
    assert mean[40:].mean() == pytest.approx(np.sqrt(0.1 / 1.9 * 2 / np.pi), rel=0.05)
    assert (low[1:] < mean[1:]).all()
    assert (mean[1:] < high[1:]).all()


def test_an_idle_weight_halves_by_the_rule():
    spec = spec_of("W3")
    left = shaken.halving(spec, 800, 64)
    expected = (1 - 0.01 * 0.1) ** np.arange(801)
    np.testing.assert_allclose(left, np.stack([expected, expected], axis=1), rtol=1e-4)


def test_weights_are_followed_over_fewer_seeds_where_a_race_takes_long():
    spec = replace(spec_of("N2"), steps=2000)
    assert shaken.seeds_for(spec, 8, 64) == shaken.FEWEST < shaken.seeds_for(replace(spec, steps=20), 1, 64)


def test_fewer_seeds_run_where_each_draws_batches():
    assert shaken.seeds_for(spec_of("N2")) < shaken.seeds_for(spec_of("N1"))
    assert SURFACES["line"].examples == 256
    assert shaken.seen(PathSpec("least_squares", steps=40, gradient={"batch": 4})).count == shaken.FEWER

"""What many runs together say agrees with what each says alone, and with theory where there is one."""

from dataclasses import replace

import numpy as np
import pytest

from optiviz import PathSpec, readout, simulate
from optiviz.ensembles import many
from optiviz.records import Bundle, Sweep
from optiviz.sweeps import RATES, band, basins, best, best_rate, ends_of, sweep

RAVINE = PathSpec("bowl", "momentum", start=(-2.5, 1.0), steps=100, surface_values={"kappa": 100.0})


@pytest.mark.parametrize("surface", ["bowl", "himmelblau", "saddle", "cliff"])
def test_a_sweep_says_of_each_value_what_its_readout_says(surface):
    spec, values = PathSpec(surface, "momentum", steps=120), RATES[::5]
    found = sweep(spec, "learning_rate", values)
    for k, rate in enumerate(values):
        own = readout(simulate(replace(spec, values={**spec.values, "learning_rate": rate})))
        assert found.settle[k] == own.settle or (np.isnan(found.settle[k]) and own.settle is None)
        assert found.diverged[k] == (own.outcome.status == "diverged")
        assert found.diverged[k] or found.final[k] == pytest.approx(own.final_loss, rel=1e-9)


def test_a_sweep_may_go_over_the_surfaces_own_values():
    spec = PathSpec("bowl", "gd", steps=400, values={"learning_rate": 0.01})
    found = sweep(spec, "kappa", [1.0, 50.0, 250.0], surface=True)
    assert list(found.diverged) == [False, False, True]


def test_with_noise_a_value_is_judged_by_the_median_of_several_seeds():
    spec = PathSpec("bowl", "gd", steps=60, gradient={"noise": 1.0, "seed": 3})
    found = sweep(spec, "learning_rate", [0.01, 0.05])
    bundle = many(spec, {"learning_rate": [0.05] * found.tries}, seeds=3 + np.arange(found.tries))
    assert found.tries > 1
    assert found.final[1] == pytest.approx(np.median(bundle.loss[:, -1]))


def test_the_best_rate_of_a_parabola_is_the_one_of_theory():
    """On a bowl 2 / (largest + smallest curvature) shrinks both directions equally fast."""
    spec = PathSpec("bowl", "gd", start=(-2.5, 1.0), steps=300, surface_values={"kappa": 10.0})
    found, row = best_rate(spec)
    assert abs(np.log(RATES[row] * 11 / 2)) < np.log(1.26), "further than a step of the grid"
    assert len(found.values) == 51
    assert found.diverged[-1]


ROWS = [
    ([5, 3, np.nan], [0.1, 0.2, 0.0], [0, 0, 0], 1),
    ([5, 5, 9], [0.2, 0.1, 0.0], [0, 0, 0], 1),
    ([np.nan, np.nan, np.nan], [0.2, 0.3, 0.1], [0, 0, 1], 0),
    ([np.nan, np.nan], [0.2, 0.3], [1, 1], None),
]


@pytest.mark.parametrize(("settle", "final", "diverged", "row"), ROWS)
def test_the_best_settles_first_or_else_ends_lowest(settle, final, diverged, row):
    values = np.arange(len(settle), dtype=float)
    assert best(Sweep("x", values, np.array(settle, float), np.array(final), np.array(diverged, bool), 1)) == row


def test_the_map_of_momentum_has_its_best_where_polyak_has_it():
    """Polyak (1964): beta = ((sqrt(kappa) - 1) / (sqrt(kappa) + 1))^2 and the rate that goes with it."""
    rates, betas = np.meshgrid(np.geomspace(1e-4, 1.0, 60), np.linspace(0.0, 0.98, 50))
    bundle = many(RAVINE, {"learning_rate": rates.ravel(), "momentum": betas.ravel()})
    _, final, diverged = ends_of(bundle)
    at = final.argmin()
    assert rates.ravel()[at] == pytest.approx(0.0331, rel=0.1)
    assert betas.ravel()[at] == pytest.approx(0.669, abs=0.04)
    assert (final < 1e-3).mean() == pytest.approx(0.057, abs=0.003)
    limit = rates.ravel() > 2 * (1 + betas.ravel()) / 100
    assert not (diverged.astype(bool) & ~limit).any()


SHARES = {  # surface -> learning rate, share of starts that reach a global minimum, by rule
    "well": (0.05, {"gd": 0.541, "momentum": 0.672, "nesterov": 0.656, "adam": 0.541}),
    "six_hump_camel": (0.01, {"gd": 0.589, "momentum": 0.637, "nesterov": 0.614, "adam": 0.597}),
}
GLOBAL = {"well": 1, "six_hump_camel": 2}  # how many of the listed minima are global
CASES = [(surface, key) for surface, (_, shares) in SHARES.items() for key in shares]


@pytest.mark.parametrize(("surface", "key"), CASES)
def test_shares_of_starts_that_reach_the_global_minimum(surface, key):
    rate, shares = SHARES[surface]
    memory = {"momentum": 0.9} if key in ("momentum", "nesterov") else {}
    found = basins(PathSpec(surface, key, steps=600, values={"learning_rate": rate, **memory}))
    assert found.which.shape == (61, 61)
    assert found.shares[: GLOBAL[surface]].sum() == pytest.approx(shares[key], abs=0.003)


def test_a_basin_map_says_of_each_start_where_simulate_ends():
    spec = PathSpec("himmelblau", "gd", steps=300, values={"learning_rate": 0.01})
    found = basins(spec, n=7)
    for row, y in enumerate(found.y):
        for column, x in enumerate(found.x):
            end = simulate(replace(spec, start=(x, y))).theta[-1]
            apart = np.linalg.norm(found.minima - end, axis=1)
            assert found.which[row, column] == (apart.argmin() if apart.min() < 0.1 else -1)


def test_starts_that_reach_no_minimum_belong_to_none():
    found = basins(PathSpec("himmelblau", "gd", steps=30, values={"learning_rate": 10.0}), n=5)
    assert (found.which == -1).all()
    assert found.shares.sum() == 0
    assert (basins(PathSpec("monkey_saddle", "gd"), n=5).which == -1).all()


def test_a_band_is_made_of_losses_of_the_runs_and_a_lost_run_counts_as_the_worst():
    losses = np.array([[1.0, 4.0], [2.0, np.nan], [3.0, 1.0], [4.0, 2.0], [5.0, 3.0]])
    found = band(Bundle(None, {}, np.zeros((5, 2, 2)), losses), 0.25, 0.75)
    assert list(found.median) == [3.0, 3.0]
    assert list(found.low) == [2.0, 2.0]
    assert list(found.high) == [4.0, 4.0]
    assert found.runs == 5
    worst = band(Bundle(None, {}, np.zeros((5, 2, 2)), losses), 0.0, 1.0)
    assert list(worst.high) == [5.0, np.inf]
    with pytest.raises(ValueError, match="`low` and `high`"):
        band(Bundle(None, {}, np.zeros((5, 2, 2)), losses), 0.6, 0.9)

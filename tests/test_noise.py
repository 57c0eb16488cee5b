"""Averages over the noise without drawing any: what many noisy runs come to, and the formulas on screen."""

from dataclasses import replace

import numpy as np
import pytest
from equations import evaluate
from hypothesis import given, settings
from hypothesis import strategies as st

from optiviz import OPTIMIZERS, PathSpec, race
from optiviz.noise import FLOORS, ellipse, exact, expected, floor

FEW = settings(max_examples=10, deadline=None, derandomize=True)
LINEAR = {"gd", "momentum", "nesterov", "newton", "saddle_free_newton"}


def bowl(optimizer="gd", steps=300, schedule="constant", schedule_values=None, noise=1.0, ratio=1.0, **values):
    place = {"start": (-2.5, 1.0), "steps": steps, "surface_values": {"kappa": 10.0}}
    gradient = {"noise": noise, "noise_ratio": ratio}
    times = {"schedule": schedule, "schedule_values": schedule_values or {}}
    return PathSpec("bowl", optimizer, values=values, gradient=gradient, **place, **times)


def test_the_rules_that_are_linear_on_a_quadratic_are_found_by_trying():
    found = {key for key in OPTIMIZERS if exact(bowl(key))}
    assert found == LINEAR


@pytest.mark.parametrize(
    "spec",
    [
        bowl("adam"),
        PathSpec("rosenbrock", gradient={"noise": 1.0}),
        PathSpec("least_squares", gradient={"batch": 4}),
        PathSpec(gradient={"noise": 1.0, "clip": 1.0}),
    ],
    ids=["adam", "no quadratic", "batches", "clipped"],
)
def test_where_there_is_no_exact_average_none_is_given(spec):
    assert not exact(spec)
    with pytest.raises(ValueError, match="No exact average"):
        expected(spec)


@FEW
@given(rate=st.floats(1e-3, 0.19), ratio=st.floats(0.1, 10.0), sigma=st.floats(0.0, 5.0))
def test_gradient_descent_on_average_is_two_numbers_a_direction(rate, ratio, sigma):
    found = expected(bowl(learning_rate=rate, noise=sigma, ratio=ratio, schedule="cosine"))
    curvatures, mean, variance = np.array([1.0, 10.0]), np.array([-2.5, 1.0]), np.zeros(2)
    for k in range(300):
        now = rate * (1 + np.cos(np.pi * k / 300)) / 2
        mean = (1 - now * curvatures) * mean
        variance = (1 - now * curvatures) ** 2 * variance + (now * sigma * np.array([1.0, ratio])) ** 2
    np.testing.assert_allclose(found.mean[-1], mean, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(np.diag(found.covariance[-1]), variance, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.loss[-1], 0.5 * curvatures @ (mean**2 + variance), rtol=1e-9, atol=1e-15)


AVERAGED = [
    bowl(learning_rate=0.1, schedule="linear", steps=60),
    bowl("momentum", learning_rate=0.02, momentum=0.8, weight_decay=0.1, dampening=0.3, steps=60),
    bowl("nesterov", learning_rate=0.02, momentum=0.8, ratio=3.0, steps=60),
]


@pytest.mark.parametrize("spec", AVERAGED, ids=lambda spec: spec.optimizer)
def test_it_is_what_many_seeds_come_to(spec):
    seeds = 400
    paths = race([replace(spec, gradient={**spec.gradient, "seed": seed}) for seed in range(seeds)])
    ends = np.array([path.theta[-1] for path in paths])
    losses = np.array([path.loss[-1] for path in paths])
    found = expected(spec)
    apart = np.sqrt(np.diag(found.covariance[-1]) / seeds)
    assert (np.abs(ends.mean(0) - found.mean[-1]) < 4 * apart).all()
    assert np.abs(losses.mean() - found.loss[-1]) < 4 * losses.std() / np.sqrt(seeds)
    np.testing.assert_allclose(np.cov(ends.T), found.covariance[-1], rtol=0.35, atol=0.1 * apart.max() ** 2 * seeds)


def test_without_noise_the_average_is_the_run_itself():
    spec = bowl("momentum", learning_rate=0.02, noise=0.0)
    path = race([spec])[0]
    np.testing.assert_allclose(expected(spec).mean, path.theta, atol=1e-12)
    np.testing.assert_allclose(expected(spec).loss, path.loss, atol=1e-12)


@pytest.mark.parametrize("key", FLOORS)
@FEW
@given(rate=st.floats(1e-3, 0.19), momentum=st.floats(0.0, 0.95), sigma=st.floats(0.1, 5.0))
def test_the_formula_of_the_noise_floor_is_where_the_average_ends(key, rate, momentum, sigma):
    own = {"momentum": momentum} if key == "momentum" else {}
    spec = bowl(key, 2000, learning_rate=rate, noise=sigma, **own)
    symbols = {r"\eta": rate, r"\sigma": sigma, r"\mu": momentum}
    term = FLOORS[key].latex.removeprefix(r"\sum_i")
    shown = sum(float(evaluate(term, symbols | {"h_i": h}, None)) for h in (1.0, 10.0))
    assert floor(spec)[0] == pytest.approx(shown, rel=1e-9)
    if rate * (1 - momentum) > 2e-3:
        assert expected(spec).loss[-1] == pytest.approx(shown, rel=1e-3)


@pytest.mark.parametrize(("rate", "stable"), [(0.199, True), (0.201, False)])
def test_past_the_stability_limit_there_is_no_floor(rate, stable):
    assert np.isfinite(floor(bowl(learning_rate=rate))[0]) == stable


def test_the_floor_may_be_asked_for_another_learning_rate():
    asked = floor(bowl(learning_rate=0.08), 0.02)[0]
    assert asked == pytest.approx(floor(bowl(learning_rate=0.02))[0], rel=1e-12)


def test_an_ellipse_holds_its_share_of_the_cloud():
    covariance = np.array([[2.0, 0.9], [0.9, 0.7]])

    def mahalanobis(points):
        away = points - [1.0, -2.0]
        return np.einsum("ki,ij,kj->k", away, np.linalg.inv(covariance), away)

    cloud = np.random.default_rng(0).multivariate_normal([1.0, -2.0], covariance, 20_000)
    curve = ellipse([1.0, -2.0], covariance, 0.9)
    distance, around = mahalanobis(cloud), mahalanobis(curve)
    np.testing.assert_allclose(around, around[0], rtol=1e-9)
    assert (distance <= around[0]).mean() == pytest.approx(0.9, abs=0.01)

"""What a rule sees in place of the gradient: noise, batches and clipping, the same for all runs of a race."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optiviz import OPTIMIZERS, SURFACES, PathSpec, race, simulate
from optiviz.explain import numbers
from optiviz.seeing import batch_weights, draws
from optiviz.specs import Place, gradient_params
from optiviz.terrain import survey

DATA = [key for key, row in SURFACES.items() if row.examples]
AHEAD = ("schedule_free",)  # reads its gradient between its two points


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_clip_that_is_never_reached_changes_no_rule(key):
    exact = simulate(PathSpec("least_squares", key, steps=30))
    clipped = simulate(PathSpec("least_squares", key, steps=30, gradient={"clip": 1e9}))
    np.testing.assert_allclose(clipped.theta, exact.theta, rtol=1e-12, atol=1e-12)
    if key not in AHEAD:
        np.testing.assert_allclose(clipped.seen[:-1], exact.gradient[:-1], rtol=1e-9, atol=1e-12)
    assert np.isnan(clipped.seen[-1]).all()


def test_without_noise_batches_and_clipping_the_rule_sees_the_gradient_itself():
    path = simulate(PathSpec(steps=5, gradient={"seed": 7, "noise_ratio": 3}))
    assert path.seen is path.gradient


def test_noise_is_added_to_each_coordinate_of_the_gradient():
    path = simulate(PathSpec(steps=50, gradient={"noise": 0.5, "noise_ratio": 4, "seed": 3}))
    added = (path.seen - path.gradient)[:-1]
    np.testing.assert_allclose(added, draws(3, 50) * [0.5, 2.0], rtol=1e-9)


def test_gradient_descent_with_noise_is_the_plain_loop():
    spec = PathSpec(steps=40, values={"learning_rate": 0.02}, gradient={"noise": 1.0, "seed": 11})
    point, points = np.array(spec.start), [np.array(spec.start)]
    for k in range(40):
        point = point - 0.02 * (point * [1.0, 30.0] + draws(11, 40)[k])
        points.append(point)
    np.testing.assert_allclose(simulate(spec).theta, points, rtol=1e-10)


def test_all_runs_of_a_race_have_the_same_luck_and_more_steps_keep_it():
    noisy = {"noise": 1.0, "seed": 5}
    one, other = race([PathSpec("plateau", key, steps=30, gradient=noisy) for key in ("gd", "adam")])
    np.testing.assert_allclose((one.seen - one.gradient)[:-1], (other.seen - other.gradient)[:-1], atol=1e-12)
    longer = simulate(PathSpec("plateau", "gd", steps=300, gradient=noisy))
    np.testing.assert_array_equal(longer.theta[:31], one.theta)
    different = simulate(PathSpec("plateau", "gd", steps=30, gradient={"noise": 1.0, "seed": 6}))
    assert np.abs(different.theta - one.theta).max() > 1e-4


def test_a_gradient_longer_than_the_clip_keeps_its_direction_and_loses_its_length():
    path = simulate(PathSpec("rosenbrock", steps=40, values={"learning_rate": 1e-3}, gradient={"clip": 2.0}))
    gradient, seen = path.gradient[:-1], path.seen[:-1]
    length = np.linalg.norm(gradient, axis=1)
    assert (length > 2).any()
    np.testing.assert_allclose(np.linalg.norm(seen, axis=1), np.minimum(length, 2), rtol=1e-12)
    np.testing.assert_allclose(seen[:, 0] * gradient[:, 1], seen[:, 1] * gradient[:, 0], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("key", DATA)
def test_the_mean_over_all_batches_of_an_epoch_is_the_whole_gradient(key):
    row = SURFACES[key]
    spec = PathSpec(key, steps=row.examples, values={"learning_rate": 0.0}, gradient={"batch": 1, "seed": 2})
    path = simulate(spec)
    assert np.ptp(path.seen[:-1], axis=0).min() > 0
    np.testing.assert_allclose(path.seen[:-1].mean(axis=0), path.gradient[0], rtol=1e-9)


@pytest.mark.parametrize("key", DATA)
def test_a_batch_of_everything_is_the_loss_itself(key):
    row = SURFACES[key]
    weights = np.full(row.examples, 1 / row.examples)
    for point in (row.start, (0.3, -0.7)):
        whole = survey(key, row.values, [point])[0][0]
        assert float(row.sample(np.array(point), weights)) == pytest.approx(whole, rel=1e-12)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(examples=st.sampled_from((1, 2, 7, 24, 60)), size=st.integers(0, 60), seed=st.integers(0, 2**31 - 1))
def test_an_epoch_goes_once_through_all_examples(examples, size, seed):
    size = min(size, examples)
    steps = -(-examples // size) if size else 1
    weights = [np.array(batch_weights(examples, np.float64(size), np.float64(seed), k + 1.0)) for k in range(steps)]
    assert [w.sum() for w in weights] == pytest.approx([1] * steps)
    assert (sum(w > 0 for w in weights) == 1).all()


def test_the_batch_size_is_a_value_only_where_there_are_examples():
    assert "batch" not in Place("bowl").gradient
    assert Place("least_squares", gradient={"batch": 24}).gradient["batch"] == 24
    with pytest.raises(ValueError, match="batch"):
        Place("least_squares", gradient={"batch": 25})
    with pytest.raises(ValueError, match="batch"):
        Place("bowl", gradient={"batch": 1})
    assert {p.name for p in gradient_params("bowl")} == {"noise", "noise_ratio", "clip", "seed"}


def test_a_run_that_noise_pushes_is_not_at_rest_where_the_gradient_is_zero():
    flat = PathSpec("bowl", start=(0.0, 0.0), steps=40, values={"learning_rate": 0.0})
    assert simulate(flat).outcome.status != "still moving"
    pushed = PathSpec("easom", start=(0.0, 0.0), steps=60, values={"learning_rate": 1e-3}, gradient={"noise": 1.0})
    assert simulate(pushed).outcome.status == "still moving"


def test_equations_show_the_gradient_that_was_read():
    spec = PathSpec(steps=20, values={"weight_decay": 0.5}, gradient={"noise": 1.0, "seed": 3})
    path = simulate(spec)
    found = numbers(path)
    np.testing.assert_allclose(found["g"][1:], (found["gradient"] + 0.5 * found["theta"])[:-1], rtol=1e-12)

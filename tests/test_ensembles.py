"""Many runs in one call are the runs that simulate gives one by one, and moving their numbers compiles nothing."""

import re
from dataclasses import replace

import jax
import numpy as np
import pytest

from optiviz import OPTIMIZERS, PathSpec, simulate
from optiviz.ensembles import LONGEST, ends, many
from optiviz.seeing import draws, together

SOME = ("gd", "momentum", "nesterov", "adam", "amsgrad", "schedule_free", "lion", "bfgs")
NOISY = {"noise": 0.5, "noise_ratio": 2.0, "clip": 3.0, "seed": 4}


def same(bundle, k, path):
    """Whether run k of a Bundle is a Path."""
    np.testing.assert_allclose(bundle.theta[k], path.theta, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(bundle.loss[k], path.loss, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("key", [key for key in SOME if key in OPTIMIZERS])
@pytest.mark.parametrize("gradient", [{}, NOISY], ids=["exact", "noisy"])
def test_each_run_is_what_simulate_gives(key, gradient):
    rates, starts = [0.001, 0.01, 0.05], [(-2.0, 0.5), (1.0, 1.0), (0.1, -1.2)]
    spec = PathSpec("bowl", key, steps=40, surface_values={"kappa": 5.0}, gradient=gradient)
    bundle = many(spec, {"learning_rate": rates}, starts=starts)
    for k, (rate, start) in enumerate(zip(rates, starts, strict=True)):
        values = {**spec.values, "learning_rate": rate}
        same(bundle, k, simulate(replace(spec, values=values, start=start)))


def test_schedules_surface_values_and_seeds_may_differ_too():
    spec = PathSpec("bowl", "adam", steps=60, schedule="cosine", schedule_values={"warmup": 5}, gradient=NOISY)
    kappas, seeds, decays = [2.0, 9.0, 30.0], [3, 1, 4], [0.5, 0.8, 0.9]
    bundle = many(spec, {"b1": decays}, {"kappa": kappas}, seeds=seeds)
    for k in range(3):
        own = {**spec.values, "b1": decays[k]}
        gradient = {**spec.gradient, "seed": seeds[k]}
        same(
            bundle,
            k,
            simulate(
                replace(spec, values=own, surface_values={**spec.surface_values, "kappa": kappas[k]}, gradient=gradient)
            ),
        )


@pytest.mark.parametrize("seeds", [None, [8, 2]], ids=["shared", "own"])
def test_batches_are_those_of_simulate(seeds):
    spec = PathSpec("least_squares", "momentum", steps=30, gradient={"batch": 8, "seed": 8})
    bundle = many(spec, {"learning_rate": [0.01, 0.02]}, seeds=seeds)
    for k, rate in enumerate((0.01, 0.02)):
        gradient = {**spec.gradient, "seed": (seeds or [8, 8])[k]}
        same(bundle, k, simulate(replace(spec, values={**spec.values, "learning_rate": rate}, gradient=gradient)))


def test_noise_may_differ_from_run_to_run():
    spec = PathSpec("bowl", "gd", steps=30, values={"learning_rate": 0.02})
    bundle = many(spec, gradient={"noise": [0.0, 1.0]})
    same(bundle, 0, simulate(spec))
    same(bundle, 1, simulate(replace(spec, gradient={"noise": 1.0})))


def test_256_seeds_are_one_call_and_more_runs_are_several():
    spec = PathSpec("bowl", "gd", steps=25, values={"learning_rate": 0.02}, gradient={"noise": 1.0})
    bundle = many(spec, seeds=np.arange(300))
    assert bundle.loss.shape == (300, 26)
    for k in (0, 255, 256, 299):
        same(bundle, k, simulate(replace(spec, gradient={"noise": 1.0, "seed": k})))


def test_where_a_run_ends_is_its_last_point():
    starts = np.random.default_rng(0).uniform(-2, 2, (300, 2))
    for gradient in ({}, NOISY):
        spec = PathSpec("well", "momentum", steps=80, schedule="cosine", gradient=gradient)
        np.testing.assert_allclose(ends(spec, starts), many(spec, starts=starts).theta[:, -1], rtol=1e-9, atol=1e-12)


def test_runs_may_be_longer_than_those_on_screen():
    spec = PathSpec("bowl", "gd", steps=2000, values={"learning_rate": 0.001})
    bundle = many(spec, steps=LONGEST)
    assert bundle.loss.shape == (1, LONGEST + 1)
    same(replace(bundle, theta=bundle.theta[:, :2001], loss=bundle.loss[:, :2001]), 0, simulate(spec))
    np.testing.assert_allclose(bundle.theta[0, -1, 0], spec.start[0] * (1 - 0.001) ** LONGEST, rtol=1e-9)


def test_a_diverging_run_leaves_the_others_alone():
    spec = PathSpec("bowl", "gd", steps=2000)
    bundle = many(spec, {"learning_rate": [10.0, 0.03]})
    assert not np.isfinite(bundle.loss[0, -1])
    assert bundle.loss[1, -1] < 1e-20


def ask(rule, scale, steps, runs):
    """One question of every kind."""
    spec = PathSpec("bowl", rule, start=(scale, 1.0), steps=steps, schedule="cosine", gradient={"noise": scale})
    many(spec, {"learning_rate": np.full(runs, 0.1 * scale)})
    many(spec, {"eps": np.full(runs, 1e-8)}, seeds=np.arange(runs) + int(9 * scale))
    ends(spec, np.full((runs, 2), scale))


def test_moving_numbers_compiles_nothing():
    events = []
    ask("adam", 0.5, 100, 10)
    jax.monitoring.register_event_duration_secs_listener(lambda event, *_, **__: events.append(event))
    ask("adam", 0.7, 1500, 30)
    assert not [event for event in events if "compile" in event or "trace" in event]
    ask("rmsprop", 0.7, 150, 30)
    assert [event for event in events if "compile" in event], "the listener hears compiling"


def test_the_luck_of_many_is_that_of_each():
    np.testing.assert_array_equal(together((3, 7), 64)[1], draws(7, 64))


WRONG = [
    ({"values": {"momentun": [0.9]}}, 'has no "momentun"'),
    ({"values": {"momentum": [0.9, 1.5]}}, "`momentum` must be in"),
    ({"values": {"momentum": [0.9, 0.8]}, "seeds": [1, 2, 3]}, "must have one length"),
    ({"starts": [(0, np.nan)]}, "`starts` must be finite"),
    ({"steps": LONGEST + 1}, "`steps` must be a whole number in [1, 8192], got 8193"),
    ({"seeds": []}, "takes 1 to 4096 runs, got 0"),
    ({"seeds": range(1000), "steps": LONGEST}, "more than the 4000000 rows"),
    ({"gradient": {"batch": [1]}}, 'has no "batch"'),
]


@pytest.mark.parametrize(("given", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_what_cannot_run_is_said(given, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        many(PathSpec("bowl", "momentum"), **given)

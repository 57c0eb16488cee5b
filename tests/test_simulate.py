"""The façade: specs are complete and legal, runs have the promised shapes, sliders compile nothing."""

import jax
import numpy as np
import pytest

from optiviz import OPTIMIZERS, SURFACES, PathSpec, race, simulate
from optiviz.simulate import compiled


def test_the_example_of_the_documentation_has_the_promised_shapes():
    path = simulate(
        PathSpec(
            surface="rosenbrock",
            optimizer="adam",
            convention="pytorch",
            start=(-1.2, 1.0),
            steps=60,
            values={"learning_rate": 0.01, "b1": 0.9, "b2": 0.999, "eps": 1e-8},
        )
    )
    assert path.theta.shape == path.gradient.shape == (61, 2)
    assert path.loss.shape == (61,)
    assert path.learning_rate.shape == (60,)
    assert {name: a.shape for name, a in path.state.items()} == dict.fromkeys(("m", "v", "m_hat", "v_hat"), (61, 2))
    assert tuple(path.theta[0]) == (-1.2, 1.0)
    assert {a.dtype for a in (path.theta, path.loss, path.gradient, *path.state.values())} == {np.dtype("float64")}
    assert path.outcome.status == "still moving"


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_loss_gradient_and_hessian_are_those_of_the_surface_at_every_point(key):
    path = simulate(PathSpec("himmelblau", key, start=(0.5, -0.5), steps=5, values={"learning_rate": 1e-3}))
    f = SURFACES["himmelblau"].function
    for point, loss, gradient, hessian in zip(path.theta, path.loss, path.gradient, path.hessian, strict=True):
        x, y = point
        a, b = x * x + y - 11, x + y * y - 7
        assert loss == pytest.approx(a * a + b * b)
        np.testing.assert_allclose(gradient, [4 * x * a + 2 * b, 2 * a + 4 * y * b], rtol=1e-9, atol=1e-9)
        expected = [[12 * x * x + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 12 * y * y + 4 * x - 26]]
        np.testing.assert_allclose(hessian, expected, rtol=1e-9, atol=1e-9)
        assert float(f(point)) == pytest.approx(loss)


def test_a_schedule_drives_the_very_steps_that_are_shown():
    rates = np.linspace(0.06, 0.0, 40)
    path = simulate(PathSpec("bowl", "gd", steps=40), learning_rates=rates)
    np.testing.assert_allclose(np.diff(path.theta, axis=0), -rates[:, None] * path.gradient[:-1], atol=1e-15)
    np.testing.assert_array_equal(path.learning_rate, rates)


def test_a_shorter_run_is_the_beginning_of_a_longer_one():
    short, long = (simulate(PathSpec("beale", "nadam", steps=steps)) for steps in (1, 2000))
    np.testing.assert_array_equal(short.theta, long.theta[:2])
    assert long.theta.shape == (2001, 2)


def test_a_race_gives_what_its_runs_give_alone():
    specs = [PathSpec("rosenbrock", key, steps=30, values={"learning_rate": 1e-3}) for key in ("gd", "adam", "lbfgs")]
    for together, spec in zip(race(specs), specs, strict=True):
        np.testing.assert_array_equal(together.theta, simulate(spec).theta)


def test_moving_any_slider_compiles_nothing():
    compiles = []
    first = PathSpec("bowl", "rmsprop", steps=20)
    simulate(first)
    jax.monitoring.register_event_duration_secs_listener(lambda event, *_, **__: compiles.append(event))
    for k in range(20):
        share = (k + 1) / 21
        simulate(
            PathSpec(
                "bowl",
                "rmsprop",
                start=(-share, np.float64(share)),
                steps=10 + 90 * k,
                values={
                    "learning_rate": 10 ** (-3 * share),
                    "decay": share,
                    "eps": 10 ** (-16 * share),
                    "momentum": share,
                    "centered": k % 2,
                    "weight_decay": share,
                },
                surface_values={"kappa": 1 + 999 * share, "angle": 90 * share},
            )
        )
    assert not [event for event in compiles if "compile" in event or "trace" in event]
    simulate(PathSpec("booth", "rmsprop", steps=10))
    assert [event for event in compiles if "compile" in event], "the listener hears compiling"


def test_one_program_serves_a_rule_on_a_surface():
    simulate(PathSpec("bowl", "adam", steps=10))
    before = len(compiled)
    simulate(PathSpec("bowl", "adam", steps=2000, values={"b1": 0.5}))
    assert len(compiled) == before


REFUSED = [  # (arguments, what the error must say)
    ({"surface": "rosenbrok"}, 'Unknown surface "rosenbrok"; did you mean "rosenbrock"?'),
    ({"optimizer": "adamw2"}, 'did you mean "adamw"?'),
    ({"optimizer": "lion", "convention": "pytorch"}, "Unknown convention of lion"),
    ({"optimizer": "adam", "values": {"beta1": 0.9}}, "Unknown value of adam (pytorch)"),
    ({"optimizer": "adam", "values": {"b1": 1.0}}, "`b1` must be in [0, 1), got 1.0."),
    ({"optimizer": "adam", "values": {"eps": float("nan")}}, "`eps` must be in"),
    ({"optimizer": "adam", "values": {"bias_correction": 0.5}}, "0 (off) or 1 (on)"),
    ({"values": {"learning_rate": "fast"}}, "`learning_rate` must be in"),
    ({"values": {"learning_rate": -0.1}}, "`learning_rate` must be in"),
    ({"surface_values": {"kappa": 0.5}}, "`kappa` must be in"),
    ({"start": (1.0,)}, "`start`"),
    ({"start": (float("inf"), 0)}, "`start`"),
    ({"start": "here"}, "`start`"),
    ({"steps": 0}, "`steps` must be a whole number in [1, 2000], got 0."),
    ({"steps": 2001}, "`steps`"),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_a_spec_refuses_what_is_not_legal_and_says_what_is(arguments, sentence):
    with pytest.raises(ValueError, match=r".") as error:
        PathSpec(**arguments)
    assert sentence in str(error.value)


@pytest.mark.parametrize("rates", [[0.1] * 9, [0.1] * 11, [[0.1] * 10], [np.nan] * 10])
def test_a_schedule_of_the_wrong_shape_is_refused(rates):
    with pytest.raises(ValueError, match="`learning_rates` must be 10 finite numbers"):
        simulate(PathSpec(steps=10), learning_rates=rates)


def test_a_finished_spec_cannot_be_changed():
    spec = PathSpec()
    with pytest.raises(TypeError):
        spec.values["learning_rate"] = 2.0
    with pytest.raises(AttributeError):
        spec.steps = 3

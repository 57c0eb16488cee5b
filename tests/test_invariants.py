"""What must hold of the rules whatever their implementation: stability limits, symmetries, closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optiviz import OPTIMIZERS, PathSpec, simulate

FEW = settings(max_examples=8, deadline=None, derandomize=True)
shares = st.floats(0.0, 0.97)
rates = st.floats(1e-3, 0.3)
places = st.tuples(st.floats(-2.5, 2.5), st.floats(-2.0, 2.0)).filter(lambda p: min(map(abs, p)) > 0.05)
kappas = st.floats(1.0, 300.0)


def run(optimizer, start=(-2.5, 1.0), steps=60, surface="bowl", convention=None, surface_values=None, **values):
    return simulate(PathSpec(surface, optimizer, convention, start, steps, values, surface_values or {}))


def bowl(kappa, angle=0.0):
    return {"kappa": kappa, "angle": angle}


def grows(path):
    """Whether the swing along the steep axis of the bowl grew over the run's second half."""
    size = np.abs(path.theta[:, 1])
    return size[-200:].max() > size[:200].max()


LIMITS = [(key, convention) for key, row in OPTIMIZERS.items() for convention, form in row.forms.items() if form.limit]


@pytest.mark.parametrize(("key", "convention"), LIMITS, ids=lambda v: v)
@FEW
@given(kappa=kappas, beta=st.floats(0.1, 0.95), decay=st.sampled_from([0.0, 0.3]))
def test_a_run_on_a_quadratic_grows_exactly_past_the_limit_of_its_row(key, convention, kappa, beta, decay):
    form = OPTIMIZERS[key].forms[convention]
    names = [p.name for p in form.params]
    values = {name: v for name, v in (("momentum", beta), ("weight_decay", decay)) if name in names}
    for factor, beyond in ((0.99, False), (1.01, True)):
        rate = 1e-3  # the limit depends on the rate where there is weight decay: meet it by iteration
        for _ in range(60):
            full = {p.name: p.default for p in form.params} | values | {"learning_rate": rate}
            rate = factor * form.limit(full) / kappa
        values["learning_rate"] = rate
        path = run(key, (0.0, 1.0), 1500, convention=convention, surface_values=bowl(kappa), **values)
        assert grows(path) == beyond


@FEW
@given(start=places, kappa=kappas, angle=st.floats(0.0, 90.0))
def test_newton_reaches_the_minimum_of_a_quadratic_in_one_step(start, kappa, angle):
    path = run("newton", start, 1, surface_values=bowl(kappa, angle), learning_rate=1.0)
    np.testing.assert_allclose(path.theta[1], 0, atol=1e-9)


def turned(points, degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return points @ np.array([[c, s], [-s, c]])


@pytest.mark.parametrize("key", ["gd", "momentum", "nesterov", "newton", "saddle_free_newton", "sam", "schedule_free"])
@FEW
@given(start=places, angle=st.floats(1.0, 89.0))
def test_rules_without_coordinates_turn_with_the_bowl(key, start, angle):
    rate = {"learning_rate": 0.02}
    straight = run(key, start, surface_values=bowl(30.0), **rate)
    rotated = run(key, tuple(turned(np.array(start), angle)), surface_values=bowl(30.0, angle), **rate)
    np.testing.assert_allclose(rotated.theta, turned(straight.theta, angle), atol=1e-9)


@pytest.mark.parametrize("key", ["adam", "rmsprop", "adagrad", "signsgd"])
def test_rules_that_scale_coordinates_do_not_turn_with_the_bowl(key):
    start = np.array([-2.0, 1.0])
    straight = run(key, tuple(start), surface_values=bowl(30.0), learning_rate=0.05)
    rotated = run(key, tuple(turned(start, 30.0)), surface_values=bowl(30.0, 30.0), learning_rate=0.05)
    assert np.abs(rotated.theta - turned(straight.theta, 30.0)).max() > 0.1


@pytest.mark.parametrize(
    "key", ["adam", "adamax", "amsgrad", "nadam", "rmsprop", "adagrad", "signsgd", "lion", "rprop"]
)
def test_rules_that_divide_by_the_gradient_do_not_feel_the_scale_of_the_loss(key):
    """The bowl with kappa 100, (x^2 + 100 y^2) / 2, is 100 times the sparse bowl, (0.01 x^2 + y^2) / 2."""
    names = {p.name for p in next(iter(OPTIMIZERS[key].forms.values())).params}
    values = {"learning_rate": 0.05} | ({"eps": 0.0} if "eps" in names else {})
    small = run(key, (-1.5, 1.0), surface="sparse_bowl", **values)
    large = run(key, (-1.5, 1.0), surface_values=bowl(100.0), **values)
    np.testing.assert_allclose(small.theta, large.theta, atol=1e-9)


@pytest.mark.parametrize("key", ["adam", "adamw", "amsgrad", "adamax", "adabelief"])
@FEW
@given(start=places, rate=rates)
def test_the_first_step_of_adam_is_one_learning_rate_in_every_coordinate(key, start, rate):
    names = {p.name for p in next(iter(OPTIMIZERS[key].forms.values())).params}
    off = {name: 0.0 for name in ("eps", "weight_decay") if name in names}
    path = run(key, start, 1, learning_rate=rate, **off)
    scale = rate if key != "adabelief" else rate / 0.9  # its divisor is |g - m| = b1 |g|
    np.testing.assert_allclose(path.theta[1] - path.theta[0], -scale * np.sign(start), rtol=1e-9)


@FEW
@given(rate=rates, slope=st.floats(0.1, 2.0))
def test_adagrad_under_a_constant_gradient_takes_steps_of_one_over_root_t(rate, slope):
    path = run("adagrad", (-2.9, 2.9), 12, surface="abs_l1", learning_rate=0.01 * rate, eps=0.0)
    lengths = np.abs(np.diff(path.theta, axis=0))
    np.testing.assert_allclose(lengths, (0.01 * rate / np.sqrt(np.arange(1, 13)))[:, None] * [1, 1], rtol=1e-9)


@FEW
@given(beta=st.floats(0.0, 0.9))
def test_momentum_under_a_constant_gradient_ends_at_one_over_one_minus_beta(beta):
    path = run("momentum", (-2.9, 2.9), 300, surface="abs_l1", learning_rate=1e-5, momentum=beta)
    last = np.abs(path.theta[-1] - path.theta[-2])
    np.testing.assert_allclose(last, np.array([1e-5, 2e-5]) / (1 - beta), rtol=1e-6)


@pytest.mark.parametrize("key", ["signsgd", "lion"])
@FEW
@given(start=places, rate=rates)
def test_sign_rules_step_by_exactly_one_learning_rate(key, start, rate):
    path = run(key, start, 40, learning_rate=rate)
    steps = np.abs(np.diff(path.theta, axis=0))[path.gradient[:-1] != 0]
    np.testing.assert_allclose(steps, rate, rtol=1e-9)


def test_rprop_grows_by_its_factor_while_the_sign_holds():
    path = run("rprop", (-2.9, 2.9), 8, surface="abs_l1", learning_rate=0.01)
    lengths = np.abs(np.diff(path.theta, axis=0))[1:]
    np.testing.assert_allclose(lengths[1:] / lengths[:-1], 1.2, rtol=1e-9)


@FEW
@given(rate=rates, decay=st.floats(0.01, 0.5))
def test_adamw_without_gradient_shrinks_by_a_fixed_share(rate, decay):
    start = (27.5, 60.0)  # so far from the needle that its gradient is exactly zero
    path = run("adamw", start, 30, surface="easom", learning_rate=rate, weight_decay=decay)
    assert not path.gradient[0].any()
    left = (1 - rate * decay) ** np.arange(31)
    far = path.theta[:, 1] > 40  # while the gradient stays zero
    np.testing.assert_allclose(path.theta[far, 1], 60.0 * left[far], rtol=1e-9)


@FEW
@given(start=places, b2=st.floats(0.5, 0.999))
def test_the_divisor_of_amsgrad_never_falls(start, b2):
    path = run("amsgrad", start, 100, surface="himmelblau", learning_rate=0.1, b2=b2)
    assert (np.diff(path.state["v_max"], axis=0) >= 0).all()


EQUAL = [  # (optimizer, values) that must give the same path as (optimizer, values), and why
    ("momentum", {"momentum": 0.0}, "gd", {}, "no velocity is kept"),
    ("nesterov", {"momentum": 0.0}, "gd", {}, "nothing to look ahead along"),
    ("rmsprop", {"decay": 0.0, "eps": 0.0}, "signsgd", {}, "g / |g| is the sign"),
    ("adam", {"b1": 0.0, "b2": 0.0, "eps": 0.0}, "signsgd", {}, "g / |g| is the sign"),
    ("adamw", {"weight_decay": 0.0}, "adam", {}, "no decay"),
    ("adam_l2", {"weight_decay": 0.0}, "adam", {}, "no decay"),
    ("sam", {"radius": 0.0}, "gd", {}, "the gradient is read at the point itself"),
    ("adan", {"b1": 0.0, "b2": 0.0, "b3": 0.0, "eps": 0.0}, "signsgd", {}, "g / |g| is the sign"),
    ("lion", {"b1": 0.0}, "signsgd", {}, "the sign of the gradient alone"),
    ("ademamix", {"alpha": 0.0}, "adam", {}, "no slow mean"),
]


@pytest.mark.parametrize(("key", "values", "other", "others", "why"), EQUAL)
def test_special_cases_reduce_to_the_simpler_rule(key, values, other, others, why):
    for surface, start in (("bowl", (-2.5, 1.0)), ("himmelblau", (0.5, -0.5))):
        rate = {"learning_rate": 0.004}
        one = run(key, start, surface=surface, **values, **rate)
        two = run(other, start, surface=surface, **others, **rate)
        np.testing.assert_allclose(one.theta, two.theta, atol=1e-10, err_msg=why)


@FEW
@given(start=places)
def test_adam_without_a_first_moment_is_rmsprop_with_corrected_steps(start):
    adam = run("adam", start, 30, b1=0.0, b2=0.9, eps=0.0, learning_rate=0.01)
    point, mean = np.array(start), np.zeros(2)
    for t in range(1, 31):
        g = point * [1.0, 30.0]
        mean = 0.9 * mean + 0.1 * g**2
        point = point - 0.01 * g / np.sqrt(mean) * np.sqrt(1 - 0.9**t)
    np.testing.assert_allclose(adam.theta[-1], point, atol=1e-9)


def test_amsgrad_is_adam_as_long_as_the_second_moment_grows():
    adam, ams = (run(key, surface="abs_l1", start=(-2.9, 2.9), learning_rate=0.01) for key in ("adam", "amsgrad"))
    np.testing.assert_allclose(adam.theta, ams.theta, atol=1e-12)


def test_without_bias_correction_adams_first_step_is_square_root_of_ten_times_longer():
    on = run("adam", steps=1, learning_rate=0.1, eps=0.0)
    off = run("adam", steps=1, learning_rate=0.1, eps=0.0, bias_correction=0)
    ratio = (off.theta[1] - off.theta[0]) / (on.theta[1] - on.theta[0])
    np.testing.assert_allclose(ratio, np.sqrt(10), rtol=1e-9)


ESCAPES = [  # steps until |y| > 1 on the saddle x^2 - y^2 from (-1, 0.001) at learning rate 0.05
    ("gd", {}, 73),
    ("momentum", {}, 27),
    ("nesterov", {}, 24),
    ("adagrad", {}, 57),
    ("rmsprop", {"decay": 0.9}, 8),
    ("adam", {}, 20),
    ("rprop", {}, 9),
    ("signsgd", {}, 20),
    ("lion", {}, 20),
    ("saddle_free_newton", {"learning_rate": 0.5}, 18),
]


@pytest.mark.parametrize(("key", "values", "steps"), ESCAPES)
def test_the_saddle_is_left_after_a_known_number_of_steps(key, values, steps):
    path = run(key, (-1.0, 1e-3), 150, surface="saddle", **{"learning_rate": 0.05, **values})
    assert int(np.flatnonzero(np.abs(path.theta[:, 1]) > 1)[0]) == steps


def test_newton_is_drawn_to_the_saddle():
    path = run("newton", (-1.0, 1e-3), 5, surface="saddle", learning_rate=1.0)
    np.testing.assert_allclose(path.theta[-1], 0, atol=1e-12)


def test_gradient_descent_with_a_large_rate_ends_where_the_linear_net_is_flat_enough():
    for rate, sharpness in ((0.4, 3.93), (0.2, 5.95)):
        path = run("gd", (2.4, 0.4), 2000, surface="linear_net", learning_rate=rate)
        assert (path.theta[-1] ** 2).sum() == pytest.approx(sharpness, abs=0.01)
        assert path.loss[-1] < 1e-12


def reddi(max_of_second_moment):
    """Reddi et al.'s online problem in one number: 3 x every third step, else -x, on [-1, 1]; the best x is -1."""
    x = v = v_max = 0.0
    for t in range(1, 3001):
        g = 4.0 if t % 3 == 1 else -1.0
        v = v / 17 + 16 / 17 * g * g
        v_max = max(v_max, v)
        x = np.clip(x - 0.1 / np.sqrt(t) * g / np.sqrt(v_max if max_of_second_moment else v), -1, 1)
    return x


def test_the_counterexample_sends_adam_the_wrong_way_and_amsgrad_the_right_one():
    assert reddi(max_of_second_moment=False) > 0.99
    assert reddi(max_of_second_moment=True) < -0.99

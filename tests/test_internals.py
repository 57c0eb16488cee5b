"""Internals are those of the step that was taken; a limit is shown only where steps turn from shrinking to growing."""

import numpy as np
import pytest

from optiviz import OPTIMIZERS, PathSpec, readout, simulate
from optiviz.events import events
from optiviz.internals import arrows, effective, gradient, internals, scaling, sharpness, stability_limit
from optiviz.records import EVENTS
from optiviz.terrain import survey

FORMS = [(key, name) for key, row in OPTIMIZERS.items() for name in row.forms]
SCALED = [(key, name) for key, name in FORMS if OPTIMIZERS[key].forms[name].scaling]
LIMITED = [(key, name) for key, name in SCALED if OPTIMIZERS[key].forms[name].scaled_limit]
AHEAD = [(key, name) for key, name in FORMS if OPTIMIZERS[key].forms[name].ahead]
MOMENTS = [(key, name) for key, name in FORMS if OPTIMIZERS[key].forms[name].moment]


def run(key, convention=None, surface="bowl", start=None, steps=30, surface_values=None, **values):
    names = {p.name for p in OPTIMIZERS[key].forms[convention or OPTIMIZERS[key].convention].params}
    own = {name: value for name, value in values.items() if name in names}
    return simulate(PathSpec(surface, key, convention, start, steps, own, surface_values or {}))


@pytest.mark.parametrize(("key", "convention"), FORMS, ids=lambda v: v)
def test_every_quantity_has_a_row_a_step_and_none_before_the_first(key, convention):
    path = run(key, convention, "rosenbrock", learning_rate=1e-3)
    found = internals(path)
    keys = [quantity.key for quantity in found]
    assert len(set(keys)) == len(keys)
    assert keys[0] == "g"
    assert keys[-1] == "sharpness"
    lines = " ".join(path.spec.form.lines(path.spec.values))
    hidden = {name for name, symbol in path.spec.form.state.items() if f"{symbol}_" not in lines}
    assert set(path.state) - set(keys) <= {"moves", "turns"} | hidden  # histories: more than a number a coordinate
    for quantity in found:
        assert quantity.values.shape in ((31, 2), (31,))
        assert quantity.title
        if quantity.key not in path.state or quantity.key == "g":
            assert np.isnan(quantity.values[0]).all()
    assert all(np.isfinite(q.values[2:]).all() for q in found)


@pytest.mark.parametrize("centered", [0.0, 1.0])
def test_a_state_that_stands_in_no_equation_that_runs_is_not_shown(centered):
    keys = [q.key for q in internals(run("rmsprop", learning_rate=0.01, centered=centered))]
    assert ("g_mean" in keys) == bool(centered)


@pytest.mark.parametrize("key", ["adam", "momentum"])
def test_a_state_that_the_first_step_reads_keeps_its_start_and_others_have_none(key):
    found = {q.key: q.values for q in internals(run(key, learning_rate=0.01))}
    assert all((found[name][0] == 0).all() for name in ("m", "v") if name in found)
    assert np.isnan(found.get("m_hat", np.full((1, 2), np.nan))[0]).all()


ALONE = {"b1": 0.0, "momentum": 0.0, "alpha": 0.0, "eps": 0.1, "learning_rate": 0.01}


@pytest.mark.parametrize(("key", "convention"), SCALED, ids=lambda v: v)
def test_without_a_moment_the_step_is_the_effective_learning_rate_times_the_gradient(key, convention):
    values = ALONE | ({"b2": 0.0} if key == "adan" else {})
    path = run(key, convention, start=(-2.0, 1.0), weight_decay=0.0, initial_accumulator=0.0, **values)
    point = path.state.get("z", path.theta)  # with Schedule-Free, the point that takes the steps
    expected = -effective(path, scaling(path)) * gradient(path)
    np.testing.assert_allclose(np.diff(point, axis=0), expected[1:], rtol=1e-9, atol=1e-12)


BLENDS = {"adan": "adds a second moment", "ademamix": "adds a second moment", "adopt": "averages divided gradients"}


@pytest.mark.parametrize(
    ("key", "convention"), [f for f in SCALED if f in MOMENTS and f[0] not in ("rmsprop", *BLENDS)], ids=lambda v: v
)
def test_the_step_is_the_effective_learning_rate_times_the_moment(key, convention):
    path = run(key, convention, "rosenbrock", learning_rate=1e-3, weight_decay=0.0)
    expected = effective(path, scaling(path)) * arrows(path)["moment"]
    np.testing.assert_allclose(np.diff(path.theta, axis=0), expected[1:], rtol=1e-9, atol=1e-12)


def test_weight_decay_is_part_of_the_gradient_only_where_the_equation_has_it():
    for convention, share in (("pytorch", 0.3), ("keras", 0.0)):
        path = run("gd", convention, learning_rate=0.01, weight_decay=0.3)
        np.testing.assert_allclose(gradient(path)[1:], path.gradient[:-1] + share * path.theta[:-1])


@pytest.mark.parametrize(("key", "convention"), AHEAD, ids=lambda v: v)
def test_the_look_ahead_point_is_where_the_gradient_was_read(key, convention):
    path = run(key, convention, "rosenbrock", learning_rate=1e-3)
    ahead = arrows(path)["lookahead"]
    assert np.isnan(ahead[0]).all()
    read = path.state["probed" if key == "sam" else "g"]
    np.testing.assert_allclose(survey("rosenbrock", {"b": 100.0}, ahead[1:])[1], read[1:], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("key", "convention"), FORMS, ids=lambda v: v)
def test_arrows_start_downhill_and_updates_lead_from_point_to_point(key, convention):
    path = run(key, convention, "himmelblau", start=(0.5, -0.5), learning_rate=1e-3)
    found = arrows(path)
    np.testing.assert_array_equal(found["update"][1:], np.diff(path.theta, axis=0))
    np.testing.assert_array_equal(found["gradient"][1:], -path.gradient[:-1])


@pytest.mark.parametrize(("key", "convention"), MOMENTS, ids=lambda v: v)
def test_the_moment_points_where_it_carries_the_point(key, convention):
    path = run(key, convention, "abs_l1", start=(-2.9, 2.9), steps=10, learning_rate=1e-3)
    found = arrows(path)
    moved = found["update"][3:]  # on an even slope every moment has gathered by then
    assert (np.sign(moved) == np.sign(found["moment"][3:])).all()
    assert (moved != 0).all()


def test_sharpness_is_the_largest_eigenvalue_of_the_hessian_of_the_scaled_coordinates():
    path = run("adam", surface="rosenbrock", learning_rate=0.01)
    divisor = scaling(path)
    for k in (1, 5, 30):
        half = np.diag(divisor[k] ** -0.5)
        expected = 0.01 * np.linalg.eigvalsh(half @ path.hessian[k - 1] @ half)[1]
        assert sharpness(path, divisor)[k] == pytest.approx(expected)
        assert sharpness(path)[k] == pytest.approx(0.01 * np.linalg.eigvalsh(path.hessian[k - 1])[1])


KAPPA, SMALL = 30.0, 1e-100
MEMORIES = {"b1": 0.9, "b2": 0.99, "momentum": 0.9, "decay": 0.99, "rho": 0.99, "centered": 0.0}
NO_EPSILON = {("adamax", "paper"), ("radam", "paper")}  # nothing there can hold the divisor fixed
DECAYS = [0.0, 0.3]


@pytest.mark.parametrize("share", DECAYS)
@pytest.mark.parametrize(("key", "convention"), [f for f in LIMITED if f not in NO_EPSILON], ids=lambda v: v)
def test_with_a_divisor_held_by_epsilon_steps_grow_exactly_past_the_limit(key, convention, share):
    form = OPTIMIZERS[key].forms[convention]
    values = MEMORIES | {"eps": 1e4, "initial_accumulator": 0.0, "weight_decay": 0.0}
    still = run(key, convention, start=(0.0, SMALL), steps=800, learning_rate=0.0, **values)
    divisor, whole = scaling(still)[-1, 1], stability_limit(still)
    for factor in (0.98, 1.02):
        rate = factor * whole * (1 - share / 2) * divisor / KAPPA
        decay = share if (key, convention) == ("adamw", "paper") else share / rate
        moving = values | {"learning_rate": rate, "weight_decay": decay}
        path = run(key, convention, start=(0.0, SMALL), steps=800, surface_values={"kappa": KAPPA}, **moving)
        limit = stability_limit(path)
        if share and (limit is None or "weight_decay" not in {p.name for p in form.params}):
            assert limit is None or limit == whole
            return
        swings = np.abs(path.theta[1:, 1]).reshape(16, 50).max(axis=1)
        assert (swings[-1] > 1e3 * swings.min()) == (factor > 1)
        if factor < 1:  # else the swings grow until the divisor feels them
            assert sharpness(path, scaling(path))[-1] == pytest.approx(factor * limit, rel=1e-3)


def turning_points(path):
    """Sharpness over limit wherever the swing along the sharpest direction hardly grows or shrinks."""
    divisor = scaling(path)
    half = np.sqrt(divisor[1:])
    scaled = path.hessian[:-1] / (half[:, :, None] * half[:, None, :])
    along = np.linalg.eigh(scaled)[1][:, :, 1] * half
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    swing = (along[1:] * np.diff(path.theta, 2, axis=0)).sum(axis=1)
    ratio = sharpness(path, divisor)[2:] / stability_limit(path)
    width, found = 8, []
    for k in range(width, len(swing) - width, 2):
        part = swing[k - width : k + width]
        if (part[1:] * part[:-1] < 0).all() and np.abs(part).min() > 1e-13:
            growth = np.polyfit(np.arange(2 * width), np.log(np.abs(part)), 1)[0]
            if abs(growth) < 0.03:
                found.append(np.median(ratio[k - width : k + width]))
    return np.array(found)


FORGETFUL = ("rmsprop", "adadelta", "adam", "adamw", "adamax", "radam", "adabelief")  # their divisors fall again


@pytest.mark.parametrize("angle", [0.0, 30.0], ids=["straight", "rotated"])
@pytest.mark.parametrize(("key", "convention"), [f for f in LIMITED if f[0] in FORGETFUL], ids=lambda v: v)
def test_the_rules_themselves_turn_from_shrinking_to_growing_at_the_limit(key, convention, angle):
    values = MEMORIES | {"b1": 0.5, "momentum": 0.5, "weight_decay": 0.0, "eps": 1e-2 if key == "adadelta" else 1e-8}
    bowl, found = {"kappa": KAPPA, "angle": angle}, []
    for rate in (0.1, 0.3, 1.0, 3.0):
        path = run(key, convention, "bowl", (-2.5, 1.0), 2000, bowl, learning_rate=rate, **values)
        found.extend(turning_points(path))
    assert len(found) >= 5
    assert np.median(found) == pytest.approx(1, abs=0.05)


def test_a_limit_is_not_told_where_the_divisor_forgets_as_fast_as_the_moment():
    assert stability_limit(run("adam", b1=0.9, b2=0.99)) == pytest.approx(38)
    assert stability_limit(run("adam", b1=0.9, b2=0.9)) is None
    assert stability_limit(run("rmsprop", momentum=0.9, decay=0.95)) is None


def test_a_limit_is_not_told_where_weight_decay_is_divided_too():
    assert stability_limit(run("adam_l2", weight_decay=0.1)) is None
    assert stability_limit(run("adam_l2", weight_decay=0.0)) == pytest.approx(38)


def test_unscaled_rules_keep_the_limit_of_their_row():
    assert stability_limit(run("momentum", momentum=0.9)) == pytest.approx(3.8)
    assert stability_limit(run("lion")) is None


def test_a_run_that_overflows_has_internals_all_the_same():
    path = run("momentum", surface="rosenbrock", steps=300, learning_rate=1.0)
    assert not np.isfinite(path.theta[-1]).all()
    assert len(internals(path)) == 4
    assert np.isfinite(arrows(path)["update"][1]).all()


def told(**runs):
    paths = [run(key, steps=300, **values) for key, values in runs.items()]
    return events(paths, [readout(path) for path in paths])


def test_events_tell_when_a_run_crosses_its_limit_leaves_and_diverges():
    found = told(gd={"learning_rate": 0.07})
    assert [event.kind for event in found] == ["crosses the stability limit", "left the view", "diverged"]
    assert found[0].step == 1
    assert "2.1 at step 1, past 2" in found[0].sentence
    assert found[1].step < found[2].step


def test_events_tell_the_first_step_past_the_minimum():
    path = run("momentum", steps=300, learning_rate=0.033, momentum=0.8)
    first = next(event for event in events([path], [readout(path)]) if event.kind == "first overshoot")
    assert path.theta[first.step - 1, 0] <= 0 < path.theta[first.step, 0]  # it starts on the left


def test_a_calm_run_only_converges():
    found = told(gd={"learning_rate": 0.06})
    assert [event.kind for event in found] == ["converged"]


def test_events_of_a_race_are_in_the_order_of_their_steps():
    found = told(gd={"learning_rate": 0.063}, momentum={"learning_rate": 0.033, "momentum": 0.8}, adam={})
    assert [event.step for event in found] == sorted(event.step for event in found)
    assert {event.lane for event in found} >= {0, 1}
    assert {event.kind for event in found} <= set(EVENTS)

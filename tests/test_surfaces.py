"""Every surface is what its row says: the formula on screen, the minima, the saddles, the published value."""

import functools

import jax
import numpy as np
import pytest
import sympy
from latex import parse

import optiviz  # noqa: F401  (turns float64 on)
from optiviz.surfaces import SURFACES
from optiviz.surfaces.data import CLASSES, LINE, REGRESSION, STANDARD

SIDE = 201
FAMILIES = ["One parameter", "Convex", "Saddles", "Valleys", "Many minima", "Plateaus and cliffs", "Machine learning"]
ONE_PARAMETER = [key for key, row in SURFACES.items() if row.one_parameter]
WITH_PARAMS = [key for key, row in SURFACES.items() if row.params]

NOT_CURVED = {  # minima at which the Hessian has no two positive eigenvalues
    "abs_l1": "creased, not smooth: the Hessian is 0 wherever it exists",
    "linear_net": "the minima form a curve, along which the loss does not change",
} | dict.fromkeys(ONE_PARAMETER, "the minima form a line, along which the loss does not change")
NOT_MIXED = {"monkey_saddle": "the Hessian vanishes at this saddle: it is made by the third derivatives"}

EVEN = {  # the same Hessian everywhere, and yet not called quadratic
    "abs_l1": "the sides are planes, all curvature sits in the creases",
    "absolute": "both sides are straight, all curvature sits in the crease",
    "saddle": "it curves downwards, so that no learning rate is stable and there is no limit to be exact about",
}

RADIANS = {"angle": np.deg2rad}  # params shown in another unit than the formula's

NUMPY_TWINS = {
    "least_squares": (
        lambda w1, w2: sum((w1 * a + w2 * b - c) ** 2 for a, b, c in REGRESSION) / 48,
        "the formula sums over data, which no parser knows",
    ),
    "line": (
        lambda w1, w2: sum((w1 * a + w2 - b) ** 2 for a, b in LINE) / 512,
        "the formula sums over data, which no parser knows",
    ),
    "scaled_feature": (
        lambda w1, w2: sum((w1 * (4.85 + 3.05 * z) + w2 - y) ** 2 for z, y in STANDARD) / 40,
        "the formula sums over data, which no parser knows",
    ),
    "logistic": (
        lambda w1, w2: (
            sum(np.log1p(np.exp(-c * (w1 * a + w2 * b))) for a, b, c in CLASSES) / 30 + 0.005 * (w1**2 + w2**2)
        ),
        "the formula sums over data, which no parser knows",
    ),
}


def cases(keys, exceptions=()):
    """One test case a key; an exception from the table must fail, and says why."""
    return [
        pytest.param(key, marks=pytest.mark.xfail(reason=exceptions[key], strict=True)) if key in exceptions else key
        for key in keys
    ]


def listing(what):
    return [key for key, row in SURFACES.items() if len(row.listed(what, row.values))]


def draws(row):
    """The default values, and three more sets from the sliders' own ranges."""
    rng = np.random.default_rng(1)
    sets = [row.values]
    for _ in range(3 if row.params else 0):
        sets.append({p.name: _draw(p, rng) for p in row.params})
    return sets


def _draw(param, rng):
    if param.scale == "log":
        return float(np.exp(rng.uniform(np.log(param.low), np.log(param.high))))
    return float(rng.uniform(param.low, param.high))


def grid(row):
    x0, x1, y0, y1 = row.domain
    x, y = np.meshgrid(np.linspace(x0, x1, SIDE), np.linspace(y0, y1, SIDE))
    return np.column_stack([x.ravel(), y.ravel()])


def random_points(row, count=200):
    x0, x1, y0, y1 = row.domain
    return np.random.default_rng(0).uniform((x0, y0), (x1, y1), (count, 2))


@functools.cache
def _compiled(key):
    function = SURFACES[key].function

    def everything(p, values):
        return function(p, **values), jax.grad(function)(p, **values), jax.hessian(function)(p, **values)

    return jax.jit(jax.vmap(everything, (0, None)))


def at(row, points, values):
    """Loss (n,), gradient (n, 2) and Hessian (n, 2, 2) at points; padded, so that each surface compiles once."""
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    padded = np.vstack([points, np.tile(points[:1], (SIDE**2 - len(points), 1))])
    return [np.asarray(part)[: len(points)] for part in _compiled(row.key)(padded, values)]


def eigenvalues(row, points, values):
    return np.linalg.eigvalsh(at(row, points, values)[2])


def floor(row, values):
    """The lowest loss at a listed minimum."""
    return at(row, row.listed("minima", values), values)[0].min()


def circles(row, points, turns=64):
    """Points on a small circle around each point, (k * turns, 2), point by point."""
    radius = 1e-3 * min(row.domain[1] - row.domain[0], row.domain[3] - row.domain[2])
    angle = np.linspace(0, 2 * np.pi, turns, endpoint=False)
    return (points[:, None] + radius * np.column_stack([np.cos(angle), np.sin(angle)])).reshape(-1, 2)


def rises_around(row, what, values, turns=64):
    """How far the loss rises above each listed point on the circle around it, (k, turns)."""
    points = row.listed(what, values)
    around = at(row, circles(row, points, turns), values)[0].reshape(-1, turns)
    return around - at(row, points, values)[0][:, None]


# The catalogue


def test_there_are_at_least_36_surfaces_in_six_families():
    assert len(SURFACES) >= 36
    assert list(dict.fromkeys(row.family for row in SURFACES.values())) == FAMILIES


def test_keys_and_titles_are_unique():
    assert all(key == row.key for key, row in SURFACES.items())
    assert len({row.title for row in SURFACES.values()}) == len(SURFACES)


@pytest.mark.parametrize("key", SURFACES)
def test_start_and_listed_points_lie_inside_the_domain(key):
    row = SURFACES[key]
    points = [row.start, *row.listed("minima", row.values), *row.listed("saddles", row.values)]
    x0, x1, y0, y1 = row.domain
    assert all(x0 < x < x1 and y0 < y < y1 for x, y in points)


# The formula


@pytest.mark.parametrize("key", [key for key in SURFACES if key not in NUMPY_TWINS])
def test_the_formula_on_screen_is_the_one_that_runs(key):
    row = SURFACES[key]
    formula = parse(row.latex)
    names = {sympy.Symbol("x"), sympy.Symbol("y")} & formula.free_symbols
    point = list(sympy.symbols("x y" if names else "w_{1} w_{2}"))
    symbols = {p.name: parse(p.symbol) for p in row.params}
    assert formula.free_symbols == {*(point[:1] if row.one_parameter else point), *symbols.values()}

    run = sympy.lambdify([*point, *symbols.values()], formula, "numpy")
    points = random_points(row)
    for values in draws(row):
        shown = [RADIANS.get(name, float)(value) for name, value in values.items()]
        np.testing.assert_allclose(at(row, points, values)[0], run(*points.T, *shown), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("key", NUMPY_TWINS)
def test_a_formula_over_data_equals_its_plain_numpy_twin(key):
    twin, _reason = NUMPY_TWINS[key]
    row = SURFACES[key]
    points = random_points(row)
    np.testing.assert_allclose(at(row, points, {})[0], twin(*points.T), rtol=1e-9)


@pytest.mark.parametrize("key", SURFACES)
def test_the_anchor_has_its_published_value(key):
    row = SURFACES[key]
    point, loss, source = row.anchor
    assert source
    assert float(row.function(np.array(point))) == pytest.approx(loss, rel=1e-12)
    assert not any(np.allclose(point, minimum) for minimum in row.listed("minima", row.values))


@pytest.mark.parametrize("key", SURFACES)
def test_without_values_a_surface_uses_its_defaults(key):
    row = SURFACES[key]
    for point in random_points(row, 5):
        assert float(row.function(point)) == float(row.function(point, **row.values))


@pytest.mark.parametrize("key", WITH_PARAMS)
def test_new_values_compile_nothing(key):
    row = SURFACES[key]
    traces = []

    @jax.jit
    def loss(p, values):
        traces.append(key)
        return row.function(p, **values)

    rng = np.random.default_rng(2)
    for _ in range(5):
        loss(np.array(row.start), {p.name: _draw(p, rng) for p in row.params})
    assert len(traces) == 1


def test_a_bowl_that_is_not_turned_is_exactly_half_x_squared_plus_kappa_y_squared():
    row = SURFACES["bowl"]
    for x, y in random_points(row):
        assert float(row.function(np.array([x, y]), kappa=7.3, angle=0.0)) == 0.5 * (x**2 + 7.3 * y**2)


@pytest.mark.parametrize("key", SURFACES)
def test_loss_gradient_and_hessian_are_finite_all_over_the_domain(key):
    row = SURFACES[key]
    for values in draws(row):
        assert all(np.isfinite(part).all() for part in at(row, grid(row), values))


@pytest.mark.parametrize("key", SURFACES)
def test_the_hessian_is_the_same_everywhere_on_quadratics_and_only_there(key):
    row = SURFACES[key]
    hessians = at(row, random_points(row), row.values)[2]
    same = np.allclose(hessians, hessians[0], rtol=1e-10, atol=1e-10)
    assert same == (row.quadratic or key in EVEN)


# Minima and saddles


@pytest.mark.parametrize("what", ["minima", "saddles"])
@pytest.mark.parametrize("key", SURFACES)
def test_the_gradient_vanishes_at_every_listed_point(key, what):
    row = SURFACES[key]
    for values in draws(row):
        points = row.listed(what, values)
        if len(points):
            _, gradient, hessian = at(row, points, values)
            scale = np.maximum(1, np.abs(hessian).max(axis=(1, 2)))
            assert np.all(np.linalg.norm(gradient, axis=1) <= 1e-8 * np.minimum(scale, 1e6))


@pytest.mark.parametrize("key", cases(listing("minima"), NOT_CURVED))
def test_the_hessian_is_positive_at_every_listed_minimum(key):
    row = SURFACES[key]
    for values in draws(row):
        assert eigenvalues(row, row.listed("minima", values), values).min() > 0


@pytest.mark.parametrize("key", cases(listing("saddles"), NOT_MIXED))
def test_the_hessian_has_both_signs_at_every_listed_saddle(key):
    row = SURFACES[key]
    for values in draws(row):
        points = row.listed("saddles", values)
        if len(points):
            low, high = eigenvalues(row, points, values).T
            assert low.max() < 0 < high.min()


@pytest.mark.parametrize("key", listing("minima"))
def test_no_point_close_to_a_listed_minimum_lies_lower(key):
    row = SURFACES[key]
    for values in draws(row):
        assert rises_around(row, "minima", values).min() >= -1e-15 * max(1, abs(floor(row, values)))


@pytest.mark.parametrize("key", listing("saddles"))
def test_close_to_a_listed_saddle_points_lie_both_higher_and_lower(key):
    row = SURFACES[key]
    for values in draws(row):
        rises = rises_around(row, "saddles", values)
        assert np.all(rises.min(axis=1) < 0)
        assert np.all(rises.max(axis=1) > 0)


@pytest.mark.parametrize("key", listing("minima"))
def test_no_point_of_the_domain_lies_lower_than_the_global_minimum(key):
    row = SURFACES[key]
    for values in draws(row):
        assert at(row, grid(row), values)[0].min() >= floor(row, values) - 1e-12


@pytest.mark.parametrize("key", listing("minima"))
def test_minima_are_listed_from_the_lowest_up(key):
    row = SURFACES[key]
    for values in draws(row):
        assert np.all(np.diff(at(row, row.listed("minima", values), values)[0]) >= -1e-12)


LOWEST_IN_VIEW = {"mccormick": "its stairs go down for ever: the lowest listed minimum is that of the view"}


def test_only_surfaces_that_fall_without_end_have_no_minimum():
    assert [key for key in SURFACES if key not in listing("minima") or key in LOWEST_IN_VIEW] == [
        key for key, row in SURFACES.items() if not row.bounded
    ]


def test_the_right_well_vanishes_when_the_tilt_is_too_strong():
    row = SURFACES["well"]
    limit = 2 / np.sqrt(27)
    assert len(row.listed("minima", {"c": limit - 1e-3})) == 2
    assert len(row.listed("minima", {"c": limit + 1e-3})) == 1
    assert not len(row.listed("saddles", {"c": limit + 1e-3}))


@pytest.mark.parametrize("key", ONE_PARAMETER)
def test_nothing_changes_along_y_where_one_parameter_is_all_there_is(key):
    row = SURFACES[key]
    for values in draws(row):
        points = random_points(row)
        loss, gradient, hessian = at(row, points, values)
        np.testing.assert_array_equal(loss, at(row, points * [1, 0], values)[0])
        assert not gradient[:, 1].any()
        assert not hessian[:, 1].any()
        distance = row.distance_to_minima(points, values)
        np.testing.assert_array_equal(distance, row.distance_to_minima(points * [1, 0], values))
        assert row.start[1] == 0


@pytest.mark.parametrize("tilt", [-1.0, -0.3849, -0.2, 0.0, 0.2, 0.384, 0.385, 0.5, 1.0])
def test_the_wells_lie_at_the_roots_of_the_derivative(tilt):
    row = SURFACES["double_well"]
    minima = row.listed("minima", {"c": tilt})
    assert len(minima) == (2 if abs(tilt) < 2 / np.sqrt(27) else 1)
    np.testing.assert_allclose(minima[:, 0] ** 3 - minima[:, 0] + tilt, 0, atol=1e-14)


# The distance to a curve of minima

HAND_PICKED = [(0, 0), (1, 1), (2, 2), (5, 5), (-3, -3), (0, 3), (-4, 0), (1e-9, 2), (2, -2), (1e6, -1e6), (1e6, 3)]


def test_the_distance_to_the_hyperbola_equals_the_nearest_root_of_the_quartic():
    row = SURFACES["linear_net"]
    points = np.vstack([random_points(row, 300), 10 * random_points(row, 100), np.array(HAND_PICKED, dtype=float)])
    expected = []
    for a, b in points:
        roots = np.roots([1.0, -a, 0.0, b, -1.0])  # where the derivative of (t - a)^2 + (1/t - b)^2 vanishes
        t = roots[np.abs(roots.imag) < 1e-4 * np.maximum(1, np.abs(roots))].real
        expected.append(np.hypot(t - a, 1 / t - b).min())
    np.testing.assert_allclose(row.distance_to_minima(points, {}), expected, rtol=1e-9, atol=1e-9)


def test_a_point_on_the_hyperbola_has_distance_zero():
    t = np.array([-5.0, -1.0, 0.3, 1.0, 2.0, 40.0])
    distance = SURFACES["linear_net"].distance_to_minima(np.column_stack([t, 1 / t]), {})
    np.testing.assert_allclose(distance, 0, atol=1e-14)


def test_the_distance_of_a_diverged_point_is_inf_or_nan():
    inf, nan = np.inf, np.nan
    points = [(inf, 1), (-inf, inf), (0, -inf), (nan, 1), (inf, nan), (1e300, -1e300)]
    distance = SURFACES["linear_net"].distance_to_minima(points, {})
    np.testing.assert_array_equal(distance[:5], [inf, inf, inf, nan, nan])
    assert distance[5] == 1e300
    assert SURFACES["linear_net"].distance_to_minima(np.zeros((0, 2)), {}).shape == (0,)

"""Slices: the loss along a line through a point, its slope there and its lowest point."""

import json
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from optiviz.figures import slice_figure
from optiviz.records import Slices, Track
from optiviz.slices import LINES, MOST, SIDE, ends, slices
from optiviz.surfaces import SURFACES
from optiviz.terrain import survey
from tests.test_figures import drawn, only, traces

KEYS = ["bowl", "rosenbrock", "cliff", "abs_l1", "logistic", "double_well"]
POINTS = np.array([[-1.2, 0.7], [0.31, -0.4], [1.9, 1.1]])


@pytest.mark.parametrize("along", ["x", "y"])
@pytest.mark.parametrize("key", KEYS)
def test_a_slice_is_the_surface_with_one_parameter_held(key, along):
    row = SURFACES[key]
    found = slices(key, row.values, POINTS, along)
    axis = "xy".index(along)
    for k, point in enumerate(POINTS):
        line = np.tile(point, (SIDE, 1))
        line[:, axis] = found.s
        np.testing.assert_allclose(found.loss[k], survey(key, row.values, line)[0], rtol=1e-12)
    loss, gradient, _ = survey(key, row.values, POINTS)
    np.testing.assert_allclose(found.at_loss, loss, rtol=1e-12)
    np.testing.assert_allclose(found.slope, gradient[:, axis], rtol=1e-12)
    np.testing.assert_array_equal(found.at, POINTS[:, axis])
    assert (found.s[0], found.s[-1]) == ends(row.domain, along)


def test_the_steepest_line_goes_down_the_gradient_from_its_middle():
    values = SURFACES["rosenbrock"].values
    found = slices("rosenbrock", values, POINTS, "steepest")
    loss, gradient, _ = survey("rosenbrock", values, POINTS)
    np.testing.assert_allclose(found.slope, -np.linalg.norm(gradient, axis=1))
    np.testing.assert_allclose(found.loss[:, SIDE // 2], loss, rtol=1e-12)
    np.testing.assert_array_equal(found.at, 0)
    assert found.s[0] == -found.s[-1]


def test_on_a_quadratic_the_lowest_point_of_a_slice_is_exact():
    found = slices("bowl", {"kappa": 7.0, "angle": 30.0}, POINTS, "x")
    _, gradient, hessian = survey("bowl", {"kappa": 7.0, "angle": 30.0}, POINTS)
    lowest = POINTS[:, 0] - gradient[:, 0] / hessian[:, 0, 0]
    np.testing.assert_allclose(found.low, lowest, atol=1e-12)
    np.testing.assert_allclose(found.low_loss, found.at_loss - gradient[:, 0] ** 2 / hessian[:, 0, 0] / 2, rtol=1e-9)


@pytest.mark.parametrize("key", SURFACES)
def test_the_lowest_point_lies_no_higher_than_any_other_of_the_slice(key):
    row = SURFACES[key]
    for along in LINES:
        found = slices(key, row.values, [row.start], along)
        if not np.isnan(found.low[0]):
            span = np.ptp(found.loss)
            assert found.low_loss[0] <= found.loss[0].min() + 1e-12 * span
            point = np.array(row.start)
            if along != "steepest":
                point["xy".index(along)] = found.low[0]
                assert survey(key, row.values, point)[0][0] == pytest.approx(found.low_loss[0], abs=0.004 * span)


ROUGH = {"schaffer_n2": 0.01}  # its waves are half as wide as those of the next


@pytest.mark.parametrize("key", SURFACES)
def test_a_slice_is_fine_enough_that_straight_lines_between_its_points_are_the_curve(key):
    """Within a five-hundredth of what it spans, which is half a pixel of the chart."""
    row = SURFACES[key]
    found = slices(key, row.values, [row.start], "x")
    between = np.column_stack([(found.s[1:] + found.s[:-1]) / 2, np.full(SIDE - 1, row.start[1])])
    gap = np.abs((found.loss[0, 1:] + found.loss[0, :-1]) / 2 - survey(key, row.values, between)[0]).max()
    assert gap <= ROUGH.get(key, 0.002) * np.ptp(found.loss)


def test_a_slope_that_falls_to_the_edge_has_no_lowest_point():
    found = slices("saddle", {}, [[0.5, 0.2]], "y")
    assert np.isnan(found.low[0])
    assert np.isnan(found.low_loss[0])


def test_where_the_gradient_vanishes_the_steepest_line_is_that_of_x():
    found = slices("bowl", SURFACES["bowl"].values, [[0.0, 0.0]], "steepest")
    np.testing.assert_allclose(found.loss[0], found.s**2 / 2)


def test_as_many_lines_as_one_call_may_have_are_those_of_calls_alone():
    points = np.random.default_rng(0).uniform(-1, 1, (MOST, 2))
    together = slices("rosenbrock", SURFACES["rosenbrock"].values, points, "y")
    for k in (0, MOST - 1):
        alone = slices("rosenbrock", SURFACES["rosenbrock"].values, points[k : k + 1], "y")
        np.testing.assert_array_equal(together.loss[k], alone.loss[0])
        np.testing.assert_array_equal(together.low[k], alone.low[0])


# Figures

S = np.linspace(-2.0, 2.0, 5)
SLICE = Slices("x", S, S[None] ** 2 + 1, *(np.array([v]) for v in (1.0, 2.0, 2.0, 0.0, 1.0)))
TRACK = Track("GD", 0, np.array([2.0, 1.0]), np.array([1.0, 1.0]), np.array([5.0, 2.0]), None, "GD stopped.")
ENDS = {"x": (-2.0, 2.0), "y": (-1.0, 1.0), "steepest": (-1.0, 1.0)}


def figure(found=SLICE, tracks=(TRACK,), floor=1.0, one_parameter=False, dark=False):
    return slice_figure(found, list(tracks), 0, floor, ENDS, one_parameter, dark, revision="bowl")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("floor", [1.0, None])
@pytest.mark.parametrize("one_parameter", [False, True])
@pytest.mark.parametrize("low", [0.0, np.nan])
def test_plotly_accepts_every_figure_and_json_every_number(low, one_parameter, floor, dark):
    found = figure(
        replace(SLICE, low=np.array([low]), low_loss=np.array([low + 1])),
        floor=floor,
        one_parameter=one_parameter,
        dark=dark,
    )
    go.Figure(found)
    json.dumps(found, allow_nan=False)
    assert found["layout"]["meta"]["alt"].endswith(".")


def test_the_figure_holds_the_curve_the_tangent_and_the_lowest_point():
    found = figure()
    np.testing.assert_array_equal(only(found, "curve").y, SLICE.loss[0])
    tangent = only(found, "tangent")
    assert (tangent.y[1] - tangent.y[0]) / (tangent.x[1] - tangent.x[0]) == pytest.approx(2.0)
    assert (only(found, "lowest").x[0], only(found, "lowest").y[0]) == (0.0, 1.0)
    assert (only(found, "point").x[0], only(found, "point").y[0]) == (1.0, 2.0)


def test_only_where_one_parameter_is_all_there_is_paths_lie_on_the_curve():
    np.testing.assert_array_equal(only(figure(one_parameter=True), "path").x, TRACK.x)
    np.testing.assert_array_equal(only(figure(one_parameter=True), "path").y, TRACK.loss)
    assert not traces(figure(), "path")


def test_the_axes_show_the_minimum_and_the_path_and_not_the_walls():
    steep = replace(SLICE, loss=SLICE.loss * 1000)
    layout = drawn(figure(steep)).layout
    low, high = layout.yaxis.range
    assert low < 1.0 < 5.0 < high < 7.0
    assert layout.xaxis.range == (-2.0, 2.0)


def test_the_alternative_text_tells_slope_and_lowest_point():
    assert figure()["layout"]["meta"]["alt"] == (
        "Loss along x through the last point of GD: 2 at x = 1, where the slope is 2; lowest at x = 0, where it is 1."
    )

"""The views beside the path: learning rates as they ran, and motion along the flat and the steep direction."""

import json
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optiviz import PathSpec, simulate
from optiviz.figures import phase_figure, schedule_figure
from optiviz.planes import directions, phase_flat, phase_steep, plane, schedule
from optiviz.readouts import track
from optiviz.records import Plane
from tests.test_figures import drawn, only, traces

FEW = settings(max_examples=10, deadline=None, derandomize=True)


def run(optimizer="momentum", surface="bowl", start=None, steps=60, surface_values=None, **values):
    return simulate(PathSpec(surface, optimizer, None, start, steps, values, surface_values or {}))


def made(*y, label="GD", slot=0, seen=None):
    y = np.array(y, dtype=float)
    return Plane(label, slot, np.arange(len(y), dtype=float), y, len(y) if seen is None else seen, f"{label} stopped.")


# Numbers


def test_row_k_of_the_schedule_is_the_rate_of_the_step_that_led_there():
    path = run("gd", learning_rate=0.03, steps=3)
    step, rate = schedule(path, 4)
    np.testing.assert_array_equal(step, [0, 1, 2, 3])
    np.testing.assert_array_equal(rate, [np.nan, 0.03, 0.03, 0.03])


def test_along_the_axes_of_a_bowl_the_phases_are_the_coordinates_and_their_steps():
    path = run(start=(-2.0, 1.0), learning_rate=0.02, momentum=0.8)
    for phase, axis in ((phase_flat, 0), (phase_steep, 1)):
        place, velocity = phase(path, len(path.theta))
        np.testing.assert_allclose(place, path.theta[:, axis])
        np.testing.assert_allclose(velocity, np.diff(path.theta[:, axis], prepend=path.theta[0, axis]))


@FEW
@given(angle=st.floats(1.0, 89.0), kappa=st.floats(1.5, 300.0), beta=st.floats(0.0, 0.9))
def test_phases_do_not_depend_on_how_the_bowl_is_turned(angle, kappa, beta):
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    straight = run(start=(-2.0, 1.0), surface_values={"kappa": kappa, "angle": 0.0}, learning_rate=0.01, momentum=beta)
    start = (-2.0 * c - 1.0 * s, -2.0 * s + 1.0 * c)
    turned = run(start=start, surface_values={"kappa": kappa, "angle": angle}, learning_rate=0.01, momentum=beta)
    for phase in (phase_flat, phase_steep):
        for one, other in zip(phase(straight, 61), phase(turned, 61), strict=True):
            np.testing.assert_allclose(abs(one), abs(other), atol=1e-6 * abs(one).max())


def test_momentum_turns_around_the_origin_of_its_phase_where_plain_descent_walks_straight_into_it():
    """Under a strong momentum the place swings through 0 and the velocity is largest there: a spiral."""
    place, velocity = phase_flat(run(learning_rate=0.02, momentum=0.95, steps=300), 301)
    angle = np.unwrap(np.arctan2(velocity, place))
    assert abs(angle[-1] - angle[1]) > 4 * np.pi
    place, velocity = phase_flat(run("gd", learning_rate=0.02, steps=300), 301)
    np.testing.assert_allclose(velocity[1:] / place[1:], velocity[1] / place[1])


def test_all_runs_of_a_race_have_the_same_origin():
    origin, ways = directions("well", (("c", 0.2),), (2.0, 1.0))
    np.testing.assert_allclose([origin[0] ** 3 - origin[0] + 0.2, origin[1]], 0, atol=1e-12)
    assert origin[0] > 0.5
    np.testing.assert_allclose(ways @ ways.T, np.eye(2), atol=1e-12)
    path = run("gd", "well", (2.0, 1.0), 400, learning_rate=0.05)
    for phase in (phase_flat, phase_steep):
        place, velocity = phase(path, 401)
        assert abs(place[-1]) + abs(velocity[-1]) < 1e-6


def test_without_a_minimum_places_count_from_the_start():
    origin, ways = directions("saddle", (), (-1.0, 0.001))
    np.testing.assert_array_equal(origin, [-1.0, 0.001])
    np.testing.assert_allclose(ways, [[0, 1], [1, 0]])


@pytest.mark.parametrize("view", ["schedule", "phase_flat", "phase_steep"])
def test_a_plane_has_the_rows_and_the_look_of_its_track(view):
    path = run("gd", "rosenbrock", steps=100, learning_rate=1.0)
    line = track(path, "GD", 3)
    found = plane(view, path, line)
    assert (found.label, found.slot, found.sentence) == ("GD", 3, line.sentence)
    assert len(found.x) == len(found.y) == len(line.x) < 101
    assert found.seen == line.left


# Figures

FIGURES = {
    "schedule": schedule_figure,
    "flat": lambda planes, dark, **more: phase_figure(planes, dark, "flat", **more),
    "steep": lambda planes, dark, **more: phase_figure(planes, dark, "steep", **more),
}
SPIRAL = Plane("Momentum", 1, np.array([1.0, 0.5, -0.2, 0.1]), np.array([0, -0.5, -0.7, 0.3]), 4, "Momentum stopped.")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "planes",
    [
        [],
        [SPIRAL],
        [made(np.nan)],
        [made(np.nan, 0.1)],
        [replace(SPIRAL, seen=1)],
        [replace(SPIRAL, slot=k) for k in range(8)],
    ],
    ids=["none", "one", "single row", "one step", "leaves at once", "eight"],
)
@pytest.mark.parametrize("view", FIGURES)
def test_plotly_accepts_every_figure_and_json_every_number(view, planes, dark):
    if view != "schedule" and any(np.isnan(p.y).any() for p in planes):
        planes = [replace(p, y=np.zeros(len(p.y))) for p in planes]
    figure = FIGURES[view](planes, dark, revision="bowl")
    go.Figure(figure)
    json.dumps(figure, allow_nan=False)
    assert len(traces(figure, "path")) == len(planes)
    assert figure["layout"]["uirevision"] == "bowl"
    assert figure["layout"]["meta"]["alt"].endswith(".")
    low, high = figure["layout"]["yaxis"]["range"]
    assert low < high


def test_a_figure_holds_the_points_and_the_cursor_their_last():
    figure = FIGURES["flat"]([SPIRAL], False)
    path, cursor = only(figure, "path"), only(figure, "cursor")
    np.testing.assert_allclose(path.x, SPIRAL.x, rtol=1e-6)
    np.testing.assert_allclose(path.y, SPIRAL.y, rtol=1e-6)
    assert (cursor.x[0], cursor.y[0]) == (0.1, 0.3)
    assert path.meta["rows"] == 4


def test_learning_rates_lie_on_a_linear_axis_from_zero_until_they_differ_much():
    axis = schedule_figure([made(np.nan, 0.1, 0.05, 0.0), made(np.nan, 0.2, 0.2)], False)["layout"]["yaxis"]
    assert "type" not in axis
    assert axis["range"][0] < 0 < 0.2 < axis["range"][1]
    for planes in ([made(np.nan, 0.1, 0.001)], [made(np.nan, 0.1, 0.1), made(np.nan, 0.001, 0.0)]):
        axis = schedule_figure(planes, False)["layout"]["yaxis"]
        assert axis["type"] == "log"
        assert 10 ** axis["range"][0] < 0.001 < 0.1 < 10 ** axis["range"][1]


def test_a_learning_rate_that_falls_to_nothing_does_not_stretch_the_axis_without_end():
    axis = schedule_figure([made(np.nan, 1.0, 1e-200)], False)["layout"]["yaxis"]
    assert axis["range"][0] == pytest.approx(-6)


def test_phases_show_zero_and_what_happens_in_the_view():
    wild = replace(SPIRAL, x=np.array([1.0, 3.0, 1e200, 1e200]), y=np.array([0.0, 2.0, 1e200, 0.0]), seen=2)
    layout = drawn(FIGURES["steep"]([wild], False)).layout
    assert layout.xaxis.range[0] < 0 < 3 < layout.xaxis.range[1] < 4
    assert layout.yaxis.range[0] < 0 < 2 < layout.yaxis.range[1] < 3
    assert layout.xaxis.zeroline


def test_alternative_texts_tell_what_rates_and_phases_do():
    assert schedule_figure([made(np.nan, 0.1, 0.05)], False)["layout"]["meta"]["alt"] == (
        "Learning rate by step: GD goes from 0.1 to 0.05 in 2 steps."
    )
    assert FIGURES["flat"]([SPIRAL], False)["layout"]["meta"]["alt"] == (
        "Place against velocity along the flat direction: Momentum goes from 1 to 0.1 with steps of up to 0.7."
    )

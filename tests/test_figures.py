"""Figures from arrays typed by hand: what is drawn is what the arrays say, and Plotly accepts every dict."""

import base64
import json
import re
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from optiviz.figures import contour_figure, loss_figure, surface_figure
from optiviz.figures.style import DARK, SLOTS
from optiviz.records import Terrain, Track

GRID = np.linspace(-2.0, 2.0, 9)
BOWL = Terrain(
    title="Bowl",
    x=GRID,
    y=GRID,
    z=GRID[None, :] ** 2 + GRID[:, None] ** 2,
    minima=np.array([[0.0, 0.0]]),
    saddles=np.empty((0, 2)),
    floor=0.0,
    log=False,
)
FIGURES = {
    "contour": lambda terrain, tracks, dark=False, **more: contour_figure(terrain, tracks, dark, **more),
    "surface": lambda terrain, tracks, dark=False, **more: surface_figure(terrain, tracks, dark, **more),
    "loss": lambda terrain, tracks, dark=False, log=None, **more: loss_figure(tracks, terrain.floor, dark, **more),
}


def run(*points, label="GD", slot=0, left=None):
    x, y = np.array(points, dtype=float).T
    with np.errstate(over="ignore"):
        return Track(label, slot, x, y, x**2 + y**2, left, f"{label} stopped.")


STAYS = run((1.5, 1.0), (0.5, 0.1), (0.1, 0.0))
LEAVES = run((1.0, 0.0), (3.0, 1.0), (9.0, 4.0), label="Momentum", slot=1, left=1)
FLIES = replace(LEAVES, loss=np.array([1.0, 1e9, 1e12]))
RETURNS = run((1.0, 0.0), (1.0, 4.0), (1.0, 1.0), label="NAG", slot=2, left=1)
ALONE = run((0.3, 0.2), label="Adam", slot=5)
EIGHT = [replace(STAYS, label=f"run {slot}", slot=slot) for slot in range(8)]


def drawn(figure):
    """The go.Figure, validated, with its base64 arrays as numbers."""
    data = [{name: numbers(value) for name, value in trace.items()} for trace in figure["data"]]
    return go.Figure({"data": data, "layout": figure["layout"]})


def numbers(value):
    if not isinstance(value, dict) or "bdata" not in value:
        return value
    array = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
    return array.reshape([int(n) for n in value["shape"].split(",")]) if "shape" in value else array


def traces(figure, role):
    """The traces with this role."""
    return [trace for trace in drawn(figure).data if (trace.meta or {}).get("role") == role]


def only(figure, role):
    (trace,) = traces(figure, role)
    return trace


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("log", [False, True], ids=["linear", "log"])
@pytest.mark.parametrize("floor", [0.0, None], ids=["floor", "no floor"])
@pytest.mark.parametrize(
    "tracks",
    [[], [STAYS], [ALONE], [LEAVES], [RETURNS], EIGHT, [run(*[(0.1, 0.1)] * 2001)], [run((5.0, 5.0), left=0)]],
    ids=["none", "one", "single row", "leaves", "returns", "eight", "2000 steps", "starts outside"],
)
@pytest.mark.parametrize("view", FIGURES)
def test_plotly_accepts_every_figure_and_json_every_number(view, tracks, floor, log, dark):
    minima = BOWL.minima if floor is not None else np.empty((0, 2))
    figure = FIGURES[view](replace(BOWL, floor=floor, minima=minima), tracks, dark, log=log)
    go.Figure(figure)
    json.dumps(figure, allow_nan=False)
    assert len(traces(figure, "path")) == len(tracks)
    assert figure["layout"]["meta"]["alt"].endswith(".")


def test_the_contour_holds_every_coordinate_to_the_last_bit():
    track = run((1 / 3, np.pi), (1e150, -1e-300), (0.1, 0.2), left=1)
    path = only(contour_figure(BOWL, [track], False), "path")
    np.testing.assert_array_equal(path.x, track.x)
    np.testing.assert_array_equal(path.y, track.y)
    np.testing.assert_array_equal(path.customdata, track.loss)


def test_a_path_inside_the_frame_is_whole_in_3d_at_the_height_of_its_loss():
    path = only(surface_figure(BOWL, [STAYS], False), "path")
    np.testing.assert_array_equal(path.x, STAYS.x)
    np.testing.assert_allclose(path.z, STAYS.loss, rtol=1e-6)


def test_a_path_that_leaves_is_marked_exactly_where_it_crosses_the_frame():
    mark = only(contour_figure(BOWL, [LEAVES], False), "left")
    assert (mark.x, mark.y) == ((2.0,), (0.5,))
    assert "left the view at step 1" in mark.hovertemplate


def test_a_path_that_leaves_is_cut_in_3d_at_the_same_point_on_the_surface():
    path = only(surface_figure(BOWL, [LEAVES], False), "path")
    np.testing.assert_allclose(
        np.stack([path.x, path.y, path.z]), [[1, 2, np.nan], [0, 0.5, np.nan], [1, 4.25, np.nan]]
    )


def test_a_path_that_comes_back_goes_on_in_3d_where_it_enters():
    path = only(surface_figure(BOWL, [RETURNS], False), "path")
    np.testing.assert_allclose(path.y, [0, 2, np.nan, 2, 1])
    np.testing.assert_allclose(np.array(path.customdata)[:, 1], [0, 0.5, np.nan, 5 / 3, 2], rtol=1e-6)


def test_a_step_to_1e300_crosses_the_frame_at_a_finite_point():
    track = run((1.0, 0.5), (1e300, -1e300), (-1e308, 1e308), left=1)
    mark = only(contour_figure(BOWL, [track], False), "left")
    assert (mark.x, mark.y) == ((2.0,), (-0.5,))
    path = only(surface_figure(BOWL, [track], False), "path")
    assert path.x[1] == 2.0
    assert path.z[1] == pytest.approx(4.25)


def test_the_frame_is_the_domain_whatever_the_paths_do():
    layout = go.Figure(contour_figure(BOWL, [LEAVES], False)).layout
    assert layout.xaxis.range == layout.yaxis.range == (-2.0, 2.0)
    scene = go.Figure(surface_figure(BOWL, [LEAVES], False)).layout.scene
    assert scene.xaxis.range == scene.yaxis.range == (-2.0, 2.0)


@pytest.mark.parametrize("view", FIGURES)
def test_zoom_and_camera_belong_to_the_revision(view):
    layout = FIGURES[view](BOWL, [STAYS], revision="bowl")["layout"]
    assert layout["uirevision"] == "bowl"
    assert layout.get("scene", {}).get("uirevision", "bowl") == "bowl"


def test_log_colours_say_what_they_are_and_end_at_delta():
    terrain = replace(BOWL, log=True)
    ground = only(contour_figure(terrain, [STAYS], False), "terrain")
    assert ground.colorbar.title.text == "log₁₀(loss − minimum + 0.2)"
    np.testing.assert_allclose(ground.z, np.log10(BOWL.z + 0.2), rtol=1e-6)
    path = only(surface_figure(terrain, [STAYS], False), "path")
    np.testing.assert_allclose(path.z, np.log10(STAYS.loss + 0.2), rtol=1e-6)


def test_log_can_be_overridden_and_needs_a_floor():
    assert only(contour_figure(BOWL, [], False, log=True), "terrain").colorbar.title.text.startswith("log₁₀")
    unbounded = replace(BOWL, floor=None, log=True)
    assert only(contour_figure(unbounded, [], False), "terrain").colorbar.title.text == "loss"


def test_minima_saddles_and_starts_have_names_under_the_pointer():
    terrain = replace(BOWL, saddles=np.array([[1.0, 1.0]]))
    figure = contour_figure(terrain, [STAYS, LEAVES], False)
    for role, x in (("minimum", [0.0]), ("saddle point", [1.0]), ("start", [1.5, 1.0])):
        np.testing.assert_array_equal(only(figure, role).x, x)
        assert only(figure, role).hovertemplate.startswith(role)
    assert only(surface_figure(terrain, [], False), "saddle point").z[0] == pytest.approx(2.0)


def test_a_minimum_outside_of_the_frame_is_not_put_on_the_surface():
    figure = surface_figure(replace(BOWL, minima=np.array([[7.0, 0.0]])), [], False)
    assert not traces(figure, "minimum")


@pytest.mark.parametrize("view", FIGURES)
def test_the_cursor_starts_at_the_last_rows(view):
    cursor = only(FIGURES[view](BOWL, [STAYS, ALONE]), "cursor")
    last = [2, 0] if view == "loss" else [0.1, 0.3]
    np.testing.assert_array_equal(cursor.x, last)
    assert len(cursor.marker.symbol) == len(set(cursor.marker.symbol)) == 2


@pytest.mark.parametrize("view", FIGURES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_two_lanes_share_a_colour_or_a_marker(view, dark):
    figure = FIGURES[view](BOWL, EIGHT, dark)
    paths = traces(figure, "path")
    assert [path.name for path in paths] == [track.label for track in EIGHT]
    assert [path.meta["lane"] for path in paths] == list(range(8))
    assert len({path.line.color for path in paths}) == 8
    assert len(set(only(figure, "cursor").marker.symbol)) == 8
    assert [path.line.dash for path in paths] == [slot.dash for slot in SLOTS]


@pytest.mark.parametrize("view", FIGURES)
def test_black_turns_white_in_the_dark(view):
    assert traces(FIGURES[view](BOWL, [STAYS], dark=True), "path")[0].line.color == DARK.slot_0 == "#FFFFFF"


def test_every_contour_path_lies_on_a_casing_two_pixels_wider():
    figure = contour_figure(BOWL, EIGHT, False)
    roles = [trace["meta"]["role"] for trace in figure["data"]]
    assert roles.index("path") > max(i for i, role in enumerate(roles) if role == "casing")
    for below, path in zip(traces(figure, "casing"), traces(figure, "path"), strict=True):
        assert below.line.width == path.line.width + 2
        assert below.meta["lane"] == path.meta["lane"]
        np.testing.assert_allclose(below.x, path.x, rtol=1e-6)


def test_the_loss_chart_shows_the_distance_to_the_minimum_on_a_log_axis():
    figure = drawn(loss_figure([replace(STAYS, loss=np.array([5.0, 3.0, 2.5]))], 2.0, False))
    np.testing.assert_array_equal(figure.data[0].y, [3.0, 1.0, 0.5])
    assert (figure.layout.yaxis.type, figure.layout.yaxis.title.text) == ("log", "loss − minimum")


def test_without_a_floor_the_loss_chart_is_linear():
    figure = drawn(loss_figure([STAYS], None, False))
    np.testing.assert_array_equal(figure.data[0].y, STAYS.loss)
    assert (figure.layout.yaxis.type, figure.layout.yaxis.title.text) == (None, "loss")


@pytest.mark.parametrize("least", [0.0, 1e-310, -1e-17], ids=["zero", "subnormal", "below by rounding"])
def test_what_a_log_axis_cannot_show_is_a_gap_with_one_mark(least):
    figure = loss_figure([replace(STAYS, loss=np.array([1.0, least, 0.5]))], 0.0, False)
    np.testing.assert_array_equal(only(figure, "path").y, [1.0, np.nan, 0.5])
    mark = only(figure, "zero")
    assert mark.x == (1,)
    assert np.log10(mark.y[0]) == pytest.approx(figure["layout"]["yaxis"]["range"][0])


def test_a_run_that_leaves_the_loss_axis_is_marked_where_it_does():
    figure = loss_figure([STAYS, FLIES], 0.0, False)
    (mark,) = traces(figure, "above")
    assert (list(mark["x"]), mark["meta"]["lane"]) == ([1], 1)
    assert mark["y"][0] == pytest.approx(10 ** figure["layout"]["yaxis"]["range"][1])
    assert not traces(loss_figure([STAYS], 0.0, False), "above")


def test_a_diverging_run_does_not_flatten_the_others():
    diverges = replace(LEAVES, loss=np.array([4.0, 1e100, 1e300]))
    low, high = loss_figure([STAYS, diverges], 0.0, False)["layout"]["yaxis"]["range"]
    assert -3 < low < -2
    assert 3 < high < 4


@pytest.mark.parametrize("last", [1e8, 1e300])
def test_a_diverging_run_alone_is_drawn_to_its_end_as_far_as_an_axis_goes(last):
    diverges = replace(LEAVES, loss=np.array([4.0, 1e3, last]))
    low, high = loss_figure([diverges], 0.0, False)["layout"]["yaxis"]["range"]
    assert low < np.log10(4.0)
    assert high > min(np.log10(last), 20)
    assert bool(traces(loss_figure([diverges], 0.0, False), "above")) == (last > 1e20)


SPANS = [(1.0, 1.5), (40.0, 41.0), (3e-9, 8e-8), (2.05, 4.6), (4.0, 60.0), (1e-3, 1.0), (1e-19, 3.0), (9e25, 1.4e26)]


@pytest.mark.parametrize(("low", "high"), SPANS)
def test_a_log_axis_of_any_span_has_one_to_five_short_labels(low, high):
    axis = loss_figure([replace(STAYS, loss=np.array([high, low, low]))], 0.0, False)["layout"]["yaxis"]
    assert 1 <= len(axis["tickvals"]) == len(axis["ticktext"]) <= 5
    assert all(axis["range"][0] <= np.log10(value) <= axis["range"][1] for value in axis["tickvals"])
    assert all(len(re.sub("<.*?>", "", text)) <= 5 for text in axis["ticktext"])


def test_labels_of_a_log_axis_say_their_values():
    axis = loss_figure([replace(STAYS, loss=np.array([2e26, 6e25, 7e25]))], 0.0, False)["layout"]["yaxis"]
    assert axis["ticktext"] == ["5e25", "1e26", "2e26", "3e26"]
    np.testing.assert_allclose(axis["tickvals"], [5e25, 1e26, 2e26, 3e26])
    axis = loss_figure([replace(STAYS, loss=np.array([400, 1.0, 5e-5]))], 0.0, False)["layout"]["yaxis"]
    assert axis["ticktext"] == ["10<sup>−4</sup>", "0.01", "1", "100"]
    np.testing.assert_allclose(axis["tickvals"], [1e-4, 1e-2, 1, 100])


def test_a_run_that_comes_back_is_seen_to_its_end():
    returns = replace(RETURNS, loss=np.array([4.0, 1e9, 1e-5]))
    low, _ = loss_figure([returns], 0.0, False)["layout"]["yaxis"]["range"]
    assert low < -5


def test_alternative_texts_tell_where_every_run_goes():
    assert FIGURES["contour"](BOWL, [LEAVES])["layout"]["meta"]["alt"] == (
        "Contour map of Bowl, x from -2 to 2, y from -2 to 2, colour is loss: Momentum goes from (1, 0) to (9, 4) in 2 "
        "steps, leaving the view at step 1."
    )
    assert FIGURES["loss"](BOWL, [STAYS])["layout"]["meta"]["alt"] == (
        "Loss above its minimum 0 by step, on a log axis: GD goes from loss 3.25 to 0.01 in 2 steps."
    )


def test_bytes_grow_with_the_steps_and_no_faster():
    def size(steps):
        track = run(*[(0.1, 0.2)] * (steps + 1))
        return sum(len(json.dumps(draw(BOWL, [track]))) for draw in FIGURES.values())

    step = (size(1100) - size(100)) / 1000
    assert size(2100) - size(1100) == pytest.approx(1000 * step, rel=0.01)
    assert step < 100


def test_eight_runs_of_300_steps_stay_under_400_kilobytes():
    grid = np.linspace(-2.0, 2.0, 121)
    terrain = replace(BOWL, x=grid, y=grid, z=grid[None, :] ** 2 + grid[:, None] ** 2, log=True)
    tracks = [replace(run(*[(0.1, 0.2)] * 301), slot=slot) for slot in range(8)]
    assert sum(len(json.dumps(draw(terrain, tracks))) for draw in FIGURES.values()) < 400_000

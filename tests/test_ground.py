"""Surfaces drawn by hand look as Plotly draws them, have holes where there is no height, and hide what lies behind."""

import numpy as np
import pytest
from plotly.colors import sequential

from optiviz.figures import contour_figure, surface_figure
from optiviz.records import Terrain
from optiviz.ui.server import url
from tests.bare_page import bare_page, canvas_pixels, pixels

pytestmark = pytest.mark.browser

VIRIDIS = [[k / (len(sequential.Viridis) - 1), color] for k, color in enumerate(sequential.Viridis)]
GREY = [[0, "#000000"], [1, "#ffffff"]]
BLACK = [[0, "#000000"], [1, "#000000"]]
WIDTH, HEIGHT = 400, 300
CANVAS = f'<canvas id="ours" width="{WIDTH}" height="{HEIGHT}" style="position: absolute; left: 0; top: 0"></canvas>'
NONE = np.empty((0, 2))

# The picture below the canvas stays for comparison; Plotly is only loaded where it draws.
PREPARE = """async ([ground, stops]) => {
  const context = document.getElementById("ours").getContext("2d");
  context.clearRect(0, 0, 400, 300);
  const module = await load("ground.js");
  Object.assign(window, { context, module, colors: module.lut(stops) });
  window.ground = { ...ground, z: Float32Array.from(ground.z, (value) => value ?? NaN) };
}"""
FLAT = "module.flat(context, ground, [0, 0, 400, 300], colors)"


def waves(nx=61, ny=41):
    """A terrain that no mirror leaves as it is."""
    x, y = np.linspace(-2.0, 3.0, nx), np.linspace(-1.0, 2.0, ny)
    z = np.sin(2 * x)[None, :] * np.cos(2.5 * y)[:, None] + 0.3 * x[None, :] + 0.5 * y[:, None]
    return Terrain("waves", x, y, z, NONE, NONE, None, False)


def ground_of(terrain, start, size):
    z, x, y = terrain.z, terrain.x, terrain.y
    return ground(z, [float(x[0]), float(x[-1])], [float(y[0]), float(y[-1])], start=start, size=size)


def ground(z, x=(-1, 1), y=(-1, 1), start=10, size=1):
    """Heights (ny, nx), nan being a hole; the levels from 10 upwards give no lines here."""
    ny, nx = np.shape(z)
    z = np.asarray(z, dtype=float)
    low, high = float(np.nanmin(z)), float(np.nanmax(z))
    values = [None if np.isnan(value) else float(value) for value in z.ravel()]
    return {"nx": nx, "ny": ny, "x": x, "y": y, "z": values, "low": low, "high": high, "start": start, "size": size}


def drawn(page, made, stops, draw=FLAT):
    """Red, green, blue and alpha (300, 400, 4) of the canvas."""
    page.evaluate(PREPARE, [made, stops])
    page.evaluate(draw)
    return canvas_pixels(page, "#ours")


def by_plotly(page, figure):
    """A screenshot of a figure without margins, in the place of the canvas."""
    page.add_script_tag(url=url("plotly.min.js"))
    figure["layout"] |= {"width": WIDTH, "height": HEIGHT, "margin": dict.fromkeys("lrtb", 0)}
    page.evaluate(
        """async ({ data, layout }) => {
          document.body.prepend(Object.assign(document.createElement("div"), { id: "plot" }));
          document.getElementById("ours").style.visibility = "hidden";
          await Plotly.newPlot("plot", data, layout, { displayModeBar: false });
        }""",
        figure,
    )
    page.wait_for_timeout(1500)  # Plotly draws in space after it has said that it is done
    return pixels(page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}))[..., :3]


def contour_by_plotly(page, terrain, stops):
    figure = contour_figure(terrain, [], dark=False)
    figure["data"] = [figure["data"][0] | {"showscale": False, "colorscale": stops}]
    for side in ("xaxis", "yaxis"):
        figure["layout"][side] |= {"visible": False}
    return figure["data"][0]["contours"], by_plotly(page, figure)


def test_from_above_colours_are_those_of_plotly(visit, serve):
    page = bare_page(visit, serve, CANVAS)
    contours, theirs = contour_by_plotly(page, waves(), VIRIDIS)
    ours = drawn(page, ground_of(waves(), contours["start"], contours["size"]), VIRIDIS)
    assert (ours[..., 3] == 255).all()
    apart = np.abs(ours[..., :3] - theirs).max(axis=2)
    assert np.median(apart) <= 2
    assert np.mean(apart > 16) < 0.01


def test_from_above_lines_lie_within_a_pixel_of_those_of_plotly(visit, serve):
    page = bare_page(visit, serve, CANVAS)
    contours, theirs = contour_by_plotly(page, waves(), BLACK)
    ours = drawn(page, ground_of(waves(), contours["start"], contours["size"]), BLACK)
    lines = [picture[..., 0] > 30 for picture in (ours, theirs)]
    assert all(0.03 < line.mean() < 0.3 for line in lines)
    for line, other in (lines, lines[::-1]):
        near = np.max([np.roll(other, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)], axis=0)
        missed = line & ~near
        assert missed[2:-2, 2:-2].sum() <= 0.002 * line.sum()


def test_a_colour_table_goes_from_the_first_colour_to_the_last(visit, serve):
    page = bare_page(visit, serve, CANVAS)
    ramp = ground(np.tile(np.linspace(0, 1, 5), (2, 1)))
    row = drawn(page, ramp, [[0, "#ff0000"], [0.5, "#00ff00"], [1, "#0000ff"]])[150, [0, 200, 399], :3]
    np.testing.assert_allclose(row, [[255, 0, 0], [0, 255, 0], [0, 0, 255]], atol=3)


@pytest.mark.parametrize("hole", ["NaN", "Infinity", "-Infinity"])
def test_a_hole_is_see_through_and_has_no_lines(visit, serve, hole):
    page = bare_page(visit, serve, CANVAS)
    z = np.tile(np.linspace(0, 1, 9), (7, 1))
    made = ground(z, start=0.05, size=0.1)
    alpha = drawn(page, made, VIRIDIS, f"ground.z[3 * 9 + 4] = {hole}, {FLAT}")[..., 3]
    assert not alpha[110:190, 160:240].any()
    assert (alpha[:90] == 255).all()
    assert (alpha[:, :140] == 255).all()


@pytest.mark.parametrize(("level", "along_a_c", "along_b_d"), [(0.4, 0, 2), (0.6, 2, 0)])
def test_at_a_saddle_the_mean_decides_which_corners_are_joined(visit, serve, level, along_a_c, along_b_d):
    page = bare_page(visit, serve, CANVAS)
    line = drawn(page, ground([[1, 0], [0, 1]], start=level, size=10), BLACK)[..., 0] > 8
    share = np.linspace(0.02, 0.98, 400)
    columns = (share * WIDTH).astype(int)
    for rows, expected in (((1 - share) * HEIGHT, along_a_c), (share * HEIGHT, along_b_d)):
        on = line[rows.astype(int), columns]
        assert np.sum(on[1:] & ~on[:-1]) == expected


def test_a_level_that_a_height_hits_exactly_is_drawn_once_and_nowhere_else(visit, serve):
    page = bare_page(visit, serve, CANVAS)
    line = drawn(page, ground([[0, 0.5, 0.7, 0.7, 0.7]] * 3, start=0.25, size=0.25), BLACK)[..., 0] > 30
    columns = np.flatnonzero(line.any(axis=0))
    assert set(np.round(columns / 50)) == {1, 2}
    assert (np.abs(columns - 50 * np.round(columns / 50)) <= 1).all()


NEAR = {"eye": {"x": -1.02, "y": -1.31, "z": 1.51}, "center": {"x": -0.03, "y": 0.03, "z": -0.16}}  # it fills the view


def in_space(page, terrain):
    """Plotly's picture, and window.view: the projection of projection.js for the same camera."""
    figure = surface_figure(terrain, [], dark=False)
    figure["data"] = figure["data"][:1]
    del figure["layout"]["annotations"]
    figure["layout"]["scene"]["camera"] = NEAR
    for side in ("xaxis", "yaxis", "zaxis"):
        figure["layout"]["scene"][side] |= {"visible": False}
    theirs = by_plotly(page, figure)
    page.evaluate(
        """async () => {
          const { projection } = await load("projection.js");
          window.view = projection(document.getElementById("plot"), false);
        }"""
    )
    return theirs


def test_in_space_it_looks_as_plotly_draws_it(visit, serve):
    page = bare_page(visit, serve, CANVAS)
    theirs = in_space(page, waves())
    ours = drawn(
        page,
        ground_of(waves(), 10, 1),
        VIRIDIS,
        "module.space(context, ground, view.project, view.eye, colors, 'rgba(0,0,0,0)')",
    )
    there, here = (theirs < 250).any(axis=2), ours[..., 3] > 127
    assert here.mean() > 0.2
    assert np.sum(there != here) < 0.02 * here.sum()
    apart = np.abs(ours[..., :3] - theirs).max(axis=2)[there & here]
    assert np.median(apart) <= 8
    assert np.mean(apart > 24) < 0.03


WALL = """([axis, side]) => {
  const project = (points) => Float64Array.from({ length: 2 * points.x.length }, (_, i) => {
    const k = i >> 1, [deep, wide] = axis ? [points.y, points.x] : [points.x, points.y];
    return i % 2 ? 150 - 60 * points.z[k] + 40 * side * deep[k] : 200 + 100 * wide[k];
  });
  const eye = axis ? [0, 10 * side, 8] : [10 * side, 0, 8];
  module.space(context, ground, project, eye, colors, "rgba(0,0,0,0)");
}"""


@pytest.mark.parametrize("axis", [0, 1], ids=["x", "y"])
@pytest.mark.parametrize("side", [-1, 1])
def test_in_space_a_wall_hides_what_lies_behind_it_from_every_side(visit, serve, axis, side):
    page = bare_page(visit, serve, CANVAS)
    z = np.zeros((9, 9))
    z[4] = 1.0
    page.evaluate(PREPARE, [ground(z if axis else z.T), GREY])
    page.evaluate(WALL, [axis, side])
    column = canvas_pixels(page, "#ours")[:, 200, 0]
    assert (column[95:145] > 20).all()  # the near face of the wall
    assert (column[112:120] < 15).sum() == 0  # where the ground behind would be
    assert (column[165:185] < 15).all()  # the ground in front


def test_in_space_there_are_no_gaps_but_holes_where_there_is_no_height(visit, serve):
    page = bare_page(visit, serve, CANVAS)
    z = np.ones((90, 121))
    z[0, 0] = 0.0
    look = "module.space(context, ground, project, [3, 4, 5], colors, 'rgba(0,0,0,0)')"
    project = "p => Float64Array.from({ length: 2 * p.x.length }, (_, i) => 150 + 101.3 * (i % 2 ? p.y : p.x)[i >> 1])"
    page.evaluate(f"() => {{ window.project = {project}; }}")
    alpha = drawn(page, ground(z), GREY, look)[..., 3]
    assert (alpha[55:245, 55:245] == 255).all()
    assert not alpha[:, 260:].any()
    z[45:48, 60:63] = np.nan
    alpha = drawn(page, ground(z), GREY, look)[..., 3]
    assert not alpha[147:153, 149:153].any()
    assert (alpha[60:120, 60:240] == 255).all()

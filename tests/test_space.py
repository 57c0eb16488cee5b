"""The 3D view as Plotly draws it: nothing is cut off, whatever the shape of the view."""

import numpy as np
import pytest

from optiviz.figures import surface_figure
from optiviz.surfaces import SURFACES
from optiviz.terrain import terrain
from optiviz.ui.server import url
from tests.bare_page import bare_page, pixels

pytestmark = pytest.mark.browser

BODY = '<div id="plot" style="background: #fff"></div>'
DRAW = """async ([figure, width, height]) => {
  const plot = document.querySelector("#plot");
  Object.assign(plot.style, { width: `${width}px`, height: `${height}px` });
  await window.Plotly.newPlot(plot, figure.data, figure.layout, { displayModeBar: false });
}"""
SHAPES = [(342, 440), (270, 300), (400, 320), (660, 300)]


def frame_ink(picture):
    """The darkest of red, green and blue along the edge of a picture."""
    color = picture[..., :3].min(axis=2)
    return np.concatenate([color[0], color[-1], color[:, 0], color[:, -1]]).min()


@pytest.mark.parametrize("key", ["beale", "booth"])
def test_no_label_of_the_3d_view_is_cut_off(serve, visit, key):
    page = bare_page(visit, serve, BODY)
    page.add_script_tag(url=url("plotly.min.js"))
    figure = surface_figure(terrain(key, SURFACES[key].values), [], False)
    for width, height in SHAPES:
        page.evaluate(DRAW, [figure, width, height])
        picture = pixels(page.locator("#plot").screenshot())
        assert picture.shape[:2] == (height, width)
        assert picture[..., :3].min() < 80  # the surface and its labels are there
        assert frame_ink(picture) > 230, (width, height)


def test_the_3d_view_says_what_its_heights_are():
    (title,) = surface_figure(terrain("beale", SURFACES["beale"].values), [], False)["layout"]["annotations"]
    assert title["text"] == "↑ log₁₀(loss − minimum + 1)"

"""Small multiples: one race at several values, on one ground, each headed by its value and its outcome."""

import json
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from optiviz.figures import small_multiples
from tests.test_figures import BOWL, LEAVES, STAYS, drawn, only, traces

PANELS = [(0.01, [STAYS]), (0.1, [STAYS, LEAVES]), (0.5, [])]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_plotly_accepts_every_figure_and_json_every_number(dark):
    for figure in small_multiples(BOWL, PANELS, "learning rate", dark):
        go.Figure(figure)
        json.dumps(figure, allow_nan=False)


def test_all_have_one_ground_and_one_pair_of_axes_and_their_own_paths():
    figures = small_multiples(BOWL, PANELS, "learning rate", False)
    assert [len(traces(figure, "path")) for figure in figures] == [1, 2, 0]
    grounds = [only(figure, "terrain") for figure in figures]
    for ground, figure in zip(grounds, figures, strict=True):
        np.testing.assert_array_equal(ground.z, grounds[0].z)
        assert (ground.zmin, ground.zmax, ground.contours.size) == (
            grounds[0].zmin,
            grounds[0].zmax,
            grounds[0].contours.size,
        )
        assert not ground.showscale
        assert drawn(figure).layout.xaxis.range == (-2.0, 2.0)


def test_each_is_headed_by_its_value_and_by_how_its_run_ended():
    titles = [figure["layout"]["title"]["text"] for figure in small_multiples(BOWL, PANELS, "learning rate", False)]
    assert titles[0] == "<b>learning rate 0.01</b><br>GD stopped"
    assert titles[2] == "<b>learning rate 0.5</b><br>"


@pytest.mark.parametrize(
    ("sentence", "head"),
    [
        ("Converged to the minimum (0, 0): from step 3 on.", "Converged to the minimum (0, 0)"),
        ("Diverged at step 15, where its numbers overflow.", "Diverged at step 15"),
        ("Still moving after 9 steps", "Still moving after 9 steps"),
        ("Left the view at step 1.5e+02. More.", "Left the view at step 1.5e+02"),
    ],
)
def test_the_head_is_the_beginning_of_the_outcome(sentence, head):
    (figure,) = small_multiples(BOWL, [(1.0, [replace(STAYS, sentence=sentence)])], "rate", False)
    assert figure["layout"]["title"]["text"].split("<br>")[1] == head


def test_the_alternative_text_begins_with_the_value():
    figure = small_multiples(BOWL, PANELS, "learning rate", False)[1]
    assert figure["layout"]["meta"]["alt"].startswith("Learning rate 0.1. Contour map of Bowl")

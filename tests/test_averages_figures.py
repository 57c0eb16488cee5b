"""Figures of averages draw what their records say, from records made by hand, and say it in words."""

import base64

import numpy as np
import pytest

from optiviz.averages.memory import memories
from optiviz.averages.spec import AveragesSpec, averages_of, series_of
from optiviz.figures.averages import ROOM, data_figure, distance_figure, end_labels, sweep_figure
from optiviz.figures.memory import share_figure, weights_figure
from optiviz.figures.moments import moments_figure
from optiviz.records import Average, ErrorCurve, Memory, Series
from optiviz.ui import averages_board

X, CLEAN = np.array([1.0, 3.0, 2.0]), np.array([1.0, 2.0, 3.0])
SERIES = Series("Three", "metres", "day", X, CLEAN)
FIRST = np.array([1.0, 2.0, 2.0])  # as started, too
SHORT = Average(0.5, np.array([0.5, 1.75, 1.875]), np.array([1.0, 2.3, 2.1]), FIRST, 3, FIRST)
LONG = Average(0.9, np.array([0.1, 0.4, 0.6]), np.array([1.0, 2.1, 2.0]), FIRST, 19, np.array([1.0, 1.2, 1.28]))


def heights(trace):
    return np.frombuffer(base64.b64decode(trace["y"]["bdata"]))


def test_every_average_is_drawn_in_every_kind_asked_for():
    figure = data_figure(SERIES, [SHORT, LONG], ["raw", "simple", "started"], True, 2, False, "r")
    drawn = {trace["name"]: trace for trace in figure["data"] if "bdata" in trace["y"]}
    assert list(drawn) == ["values", "clean curve"] + [
        f"β {b} {kind}" for b in (0.5, 0.9) for kind in ("raw, from 0", "simple mean", "from the first value")
    ]
    np.testing.assert_array_equal(heights(drawn["β 0.9 raw, from 0"]), LONG.raw)
    np.testing.assert_array_equal(heights(drawn["β 0.9 from the first value"]), LONG.started)
    assert drawn["β 0.5 raw, from 0"]["line"]["dash"] != drawn["β 0.5 simple mean"]["line"]["dash"]
    assert drawn["β 0.5 raw, from 0"]["line"]["color"] != drawn["β 0.9 raw, from 0"]["line"]["color"]
    assert (
        "Day 2: value 3; clean curve 2; β 0.5: raw 1.75, simple mean 2, from the first value 2"
        in figure["layout"]["meta"]["words"]
    )
    low, high = figure["layout"]["yaxis"]["range"]
    assert low < 0.1
    assert high > 3


def test_the_clean_curve_is_neither_drawn_nor_told_until_it_is_revealed():
    for figure in (
        data_figure(SERIES, [SHORT], ["corrected"], False, 2, False, "r"),
        distance_figure(SERIES, [SHORT], "corrected", False, False, "r"),
    ):
        assert "clean" not in str(figure)


def test_distances_are_to_the_values_and_to_the_clean_curve():
    figure = distance_figure(SERIES, [SHORT], "raw", True, False, "r")
    np.testing.assert_allclose(heights(figure["data"][0]), [0.5, 1.25, 0.125])
    np.testing.assert_allclose(heights(figure["data"][1]), [0.5, 0.25, 1.125])
    rms = np.sqrt(np.mean(np.square([0.5, 0.25, 1.125])))
    assert f"β 0.5 to the clean curve {rms:.3g}" in figure["layout"]["meta"]["words"]


def test_labels_of_lines_that_end_together_are_moved_apart():
    labels = end_labels(3, [2.0, 2.0], [SHORT, LONG], 0.0, 10.0, False)
    assert abs(labels[0]["y"] - labels[1]["y"]) == pytest.approx(10 * ROOM)
    assert [label["text"] for label in labels] == ["0.5", "0.9"]


def test_the_sweep_marks_its_best_what_is_nearly_as_good_and_where_the_averages_are():
    sweep = ErrorCurve(np.array([0, 0.5, 0.9]), np.array([3.0, 1.0, 2.0]), None, 0.5, 0.4, 0.6, 0.05, "distance")
    figure = sweep_figure(sweep, [SHORT, LONG], False, "r")
    assert [trace["x"] for trace in figure["data"][1:]] == [[0.5], [0.9], [0.5]]
    band = figure["layout"]["shapes"][0]
    assert (band["x0"], band["x1"]) == (0.4, 0.6)
    assert "Best: β 0.5 with 1; within 5 % of it from 0.4 to 0.6." in figure["layout"]["meta"]["alt"]


MEMORY = Memory(0.5, np.array([0.5, 0.25, 0.125]), np.array([1.0, 2, 3]), np.array([0.5, 0.75, 0.875]), 5, 0.95)


def test_weights_and_shares_are_drawn_and_what_lies_before_the_first_value_is_shaded():
    figure = weights_figure([MEMORY], 2, "day", "Written out.", False, "r")
    np.testing.assert_array_equal(heights(figure["data"][0]), MEMORY.weights)
    assert figure["layout"]["shapes"][0]["x0"] == 1.5
    assert "shapes" not in weights_figure([MEMORY], 3, "day", "", False, "r")["layout"]
    share = share_figure([MEMORY], True, "r")
    np.testing.assert_array_equal(heights(share["data"][0]), MEMORY.shares)
    assert share["data"][1]["x"] == [5]
    assert "5 at β 0.5" in share["layout"]["meta"]["alt"]


def test_memories_of_very_different_length_share_a_log_axis():
    axes = [share_figure(memories(b), False, "r")["layout"]["xaxis"]["type"] for b in ((0.8, 0.9), (0.5, 0.9999))]
    assert axes == ["linear", "log"]


def test_the_moments_show_what_adam_holds_and_our_average():
    one = np.array([1.0, 2.0])
    figure = moments_figure("v", one, one / 2, one * 2, one / 2, False, "Words.")
    np.testing.assert_array_equal(heights(figure["data"][1]), heights(figure["data"][3]))
    assert figure["layout"]["yaxis"]["type"] == "log"


@pytest.mark.parametrize("own", [(5.0, 5.0), (0.0, 0.0, 0.0), (-1e9, 1e9), (1e-9, 2e-9)])
def test_no_numbers_of_a_reader_leave_an_axis_without_room(own):
    spec = AveragesSpec("own", betas=(0.0, 0.9999), show="both", simple=True, clean=True, sweep=True, day=2000)
    for figure in averages_board.draw((spec, own), False).values():
        for name in ("xaxis", "yaxis"):
            low, high = figure["layout"][name]["range"]
            assert np.isfinite([low, high]).all()
            assert low < high
        assert figure["layout"]["meta"]["alt"].endswith(".")
    assert len(averages_of(spec, series_of(spec, own))) == 2

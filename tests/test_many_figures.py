"""Figures of many runs, from arrays typed by hand: what is drawn and told is what the arrays say."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from optiviz.figures import basins_figure, sheet_figure, spread_figure, sweep_figure
from optiviz.figures.basins import names
from optiviz.figures.terrain import clipping_figures
from optiviz.records import Band, Basins, Curve, Sheet, Spread, Sweep
from tests.test_figures import numbers

BAND = Band(np.array([8.0, 2.0, 1.0]), np.array([8.0, 1.0, 0.5]), np.array([8.0, 4.0, np.inf]), (0.1, 0.9), 64)
SPREADS = [
    Spread("GD", 0, BAND),
    Spread("SAM", 3, BAND, cost=2, losses=np.array([[8.0, 2.0, 1.0], [8.0, 4.0, np.nan]])),
]
SWEEP = Sweep(
    "learning_rate",
    np.array([0.01, 0.1, 1.0, 10.0]),
    np.array([np.nan, 40.0, 7.0, np.nan]),
    np.array([0.5, 1e-3, 1e-6, np.inf]),
    np.array([False, False, False, True]),
    1,
)
CURVES = [Curve("GD", 0, SWEEP, 2), Curve("Adam", 5, SWEEP)]
BASINS = Basins(
    np.array([-1.0, 0.0, 1.0]),
    np.array([0.0, 1.0]),
    np.array([[0, 0, 1], [0, -1, 1]]),
    np.array([[-1.0, 0.0], [1.0, 0.0]]),
    np.array([0.0, 0.4]),
    np.array([3, 2]) / 6,
)
SHEET = Sheet(
    ("learning_rate", "momentum"),
    np.array([0.01, 0.1]),
    np.array([0.0, 0.5, 0.9]),
    np.full((3, 2), np.nan),
    np.array([[1e-2, np.inf], [1e-4, 1e9], [1e-3, np.inf]]),
    np.array([[False, True], [False, False], [False, True]]),
)
FIGURES = {
    "spread": lambda dark: spread_figure(SPREADS, 0.0, dark),
    "spread plain": lambda dark: spread_figure(SPREADS, None, dark),
    "sweep": lambda dark: sweep_figure(CURVES, "learning rate", dark, steps=50, theory=[(2.0, "2 / L")]),
    "sweep of losses": lambda dark: sweep_figure(CURVES[:1], "learning rate", dark, log=False, floor=0.0),
    "basins": lambda dark: basins_figure(BASINS, dark),
    "sheet": lambda dark: sheet_figure(SHEET, ("learning rate", "momentum"), dark, theory=[(0.03, 0.6, "best")]),
}


def roles(figure, role):
    return [trace for trace in figure["data"] if trace.get("meta", {}).get("role") == role]


def columns(trace):
    return [np.asarray(numbers(trace[name]), dtype=float) for name in ("x", "y")]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_plotly_accepts_every_figure_and_each_has_a_sentence_with_numbers(draw, dark):
    figure = draw(dark)
    json.dumps(figure, allow_nan=False)
    data = [{name: numbers(value) for name, value in trace.items()} for trace in figure["data"]]
    go.Figure({"data": data, "layout": figure["layout"]})
    assert any(letter.isdigit() for letter in figure["layout"]["meta"]["alt"])
    assert figure["layout"]["meta"]["alt"].endswith(".")


def test_a_spread_is_drawn_against_gradients_not_steps():
    figure = spread_figure(SPREADS, 0.0, False)
    one, two = roles(figure, "median")
    np.testing.assert_array_equal(columns(one)[0], [0, 1, 2])
    np.testing.assert_array_equal(columns(two)[0], [0, 2, 4])
    np.testing.assert_array_equal(columns(one)[1], BAND.median)
    assert figure["layout"]["showlegend"]


def test_a_band_ends_at_the_axis_where_runs_are_lost():
    figure = spread_figure(SPREADS[:1], 0.0, False)
    high, end = roles(figure, "high")[0], 10 ** figure["layout"]["yaxis"]["range"][1]
    np.testing.assert_allclose(columns(high)[1], [8.0, 4.0, end])
    assert not roles(figure, "runs")


def test_every_run_may_be_drawn_with_gaps_between_them():
    x, y = columns(roles(spread_figure(SPREADS, 0.0, False), "runs")[0])
    np.testing.assert_array_equal(x, [0, 2, 4, np.nan] * 2)
    np.testing.assert_array_equal(y, [8, 2, 1, np.nan, 8, 4, np.nan, np.nan])


def test_a_sweep_marks_what_diverges_what_never_settles_and_the_chosen_row():
    figure = sweep_figure(CURVES[:1], "learning rate", False, steps=50)
    np.testing.assert_array_equal(columns(roles(figure, "curve")[0])[1], [np.nan, 40, 7, np.nan])
    np.testing.assert_array_equal(columns(roles(figure, "diverges")[0])[0], [10.0])
    np.testing.assert_array_equal(columns(roles(figure, "does")[0])[0], [0.01])
    assert [point[0] for point in columns(roles(figure, "marked")[0])] == [1.0, 7.0]
    assert figure["layout"]["meta"]["alt"] == "Settling step against learning rate: GD has 7 at 1, 1 of 4 diverge."


def test_the_part_that_diverges_is_hatched_where_one_curve_stands_alone():
    assert len(roles(sweep_figure(CURVES[:1], "learning rate", False, steps=50), "hatched")) == 1
    assert not roles(sweep_figure(CURVES, "learning rate", False, steps=50), "hatched")


def test_a_sweep_of_losses_shows_them_above_the_minimum():
    figure = sweep_figure(CURVES[:1], "learning rate", False, floor=0.0)
    np.testing.assert_array_equal(columns(roles(figure, "curve")[0])[1], [0.5, 1e-3, 1e-6, np.nan])
    assert "GD has 1e-06 at 1" in figure["layout"]["meta"]["alt"]


def test_a_map_of_starts_has_colour_and_letter_of_each_minimum():
    figure = basins_figure(BASINS, False)
    (area,), (letters,) = roles(figure, "basins"), roles(figure, "letters")
    np.testing.assert_array_equal(numbers(area["z"]), BASINS.which)
    assert area["customdata"] == [["A", "A", "B"], ["A", "no minimum", "B"]]
    assert letters["text"] == ["A", "A", "B", "A", "·", "B"]
    shades = dict(zip(("none", "A", "B"), [shade for _, shade in area["colorscale"][::2]], strict=True))
    assert len(set(shades.values())) == 3
    told = figure["layout"]["meta"]["alt"]
    assert "50 % end at A (-1, 0), the lowest, 33.3 % end at B (1, 0), 16.7 % at no listed minimum." in told


def test_more_minima_than_letters_have_names_of_their_own():
    assert len(set(names(100))) == 100


def test_a_map_of_two_values_leaves_out_what_diverges_and_crosses_it():
    figure = sheet_figure(SHEET, ("learning rate", "momentum"), False, here=(0.01, 0.5))
    z = np.asarray(numbers(roles(figure, "losses")[0]["z"]), dtype=float)
    np.testing.assert_allclose(z[:, 0], [-2, -4, -3])
    np.testing.assert_array_equal(np.isnan(z[:, 1]), [True, False, True])
    np.testing.assert_array_equal(columns(roles(figure, "diverges")[0])[1], [0.0, 0.9])
    assert "lowest, 0.0001, at 0.01 and 0.5; 33.3 % of 6 runs diverge" in figure["layout"]["meta"]["alt"]


def test_the_clipping_chart_tells_the_gradient_of_the_surface_from_what_the_rule_reads():
    norms, x = [np.array(values) for values in ([9.0, 1.0], [9.0, 4.0], [2.0, np.nan])], [np.zeros(2), np.ones(2)]
    found = clipping_figures(norms, x, 2.0, 10.0, dark=False)
    lines = {line["name"]: list(numbers(line["y"])) for line in found["norms"]["data"] if line.get("name")}
    assert lines["with clipping, the surface's own"] == [9.0, 4.0]
    assert lines["with clipping, as the rule reads it"] == [2.0]
    assert found["norms"]["layout"]["shapes"][0]["y0"] == 2.0

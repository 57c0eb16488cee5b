"""Figures of noise and of weight decay, from arrays typed by hand, and the live boards behind two of them."""

import math

import numpy as np
import plotly.graph_objects as go
import pytest

from optiviz.figures import noise as draw
from optiviz.links import to_query
from optiviz.noise import ellipse
from optiviz.presets import PRESETS
from optiviz.records import Band, Cloud, Spread, Terrain
from optiviz.simulate import race, simulate
from optiviz.ui import decay_board, fit_board
from tests.test_figures import numbers

X, Y = np.linspace(-3, 3, 61), np.linspace(-2, 2, 41)
GROUND = Terrain("Bowl", X, Y, X**2 + Y[:, None] ** 2, np.zeros((1, 2)), np.zeros((0, 2)), 0.0, False)
POINTS = np.array([[0.1, 0.2], [-0.2, 0.1], [0.3, -0.2], [0.0, 0.0]])
CLOUDS = [Cloud("A", 2, POINTS, (np.zeros(2), ellipse([0, 0], 0.04 * np.eye(2)))), Cloud("B", 5, POINTS / 2)]
BAND = Band(np.array([4.0, 2.0, 1.0]), np.array([4.0, 1.0, 0.5]), np.array([4.0, 3.0, 2.0]), (0.1, 0.9), 64)
SPREADS = [Spread("A", 2, BAND, 8), Spread("B", 5, BAND, 8)]
DATA = np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 5.5]])
CHOSEN = np.array([True, False, True])
FIGURES = {
    "cloud": lambda dark: draw.cloud_figure(GROUND, CLOUDS, dark),
    "averaged": lambda dark: draw.averaged_figure(SPREADS, [np.ones(3), None], 0.0, "examples", dark),
    "ranking": lambda dark: draw.ranking_figure(["Cosine", "Constant"], [1e-3, math.inf], [True, False], dark),
    "data": lambda dark: draw.data_figure(DATA, CHOSEN, (1.0, 0.5), (2.0, 1.0), 7, dark),
}


def role(figure, name):
    return [trace for trace in figure["data"] if trace.get("meta", {}).get("role") == name]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("key", FIGURES)
def test_every_figure_is_valid_and_says_in_a_sentence_what_it_shows(key, dark):
    figure = FIGURES[key](dark)
    go.Figure(figure)
    alt = figure["layout"]["meta"]["alt"]
    assert alt.endswith(".")
    assert any(char.isdigit() for char in alt)


def test_a_cloud_has_its_points_its_ellipse_and_the_ground_around_them():
    figure = draw.cloud_figure(GROUND, CLOUDS, False)
    np.testing.assert_array_equal(numbers(role(figure, "cloud")[0]["x"]), POINTS[:, 0])
    curve = role(figure, "theory")[0]
    np.testing.assert_allclose(np.hypot(numbers(curve["x"]), numbers(curve["y"])), 0.2 * math.sqrt(2 * math.log(10)))
    low, high = figure["layout"]["xaxis"]["range"]
    assert -1.5 < low < -0.3
    assert 0.4 < high < 1.5


def test_clouds_out_of_sight_leave_the_whole_surface():
    figure = draw.cloud_figure(GROUND, [Cloud("A", 2, np.full((3, 2), 50.0)), Cloud("B", 1, np.zeros((0, 2)))], False)
    assert figure["layout"]["xaxis"]["range"] == [-3, 3]
    assert "no run ends in sight" in figure["layout"]["meta"]["alt"]


def test_the_exact_mean_is_drawn_where_there_is_one_in_the_unit_that_is_counted():
    figure = draw.averaged_figure(SPREADS, [np.array([4.0, 2.5, 1.5]), None], 0.5, "examples", False)
    (line,) = role(figure, "exact")
    np.testing.assert_array_equal(numbers(line["x"]), [0, 8, 16])
    np.testing.assert_array_equal(numbers(line["y"]), [3.5, 2.0, 1.0])
    assert figure["layout"]["xaxis"]["title"]["text"] == "examples"
    assert "gradient evaluations" not in figure["layout"]["meta"]["alt"]


def test_a_schedule_that_diverges_has_no_bar_but_a_word():
    (bars,) = draw.ranking_figure(["Cosine", "Constant"], [1e-3, math.inf], [True, False], False)["data"]
    assert bars["x"] == [1e-3, None]
    assert bars["text"] == ["0.001", "diverges"]
    assert bars["marker"]["pattern"]["shape"] == ["/", ""]


def test_examples_of_the_batch_stand_out():
    figure = draw.data_figure(DATA, CHOSEN, (1.0, 0.5), (2.0, 1.0), 7, False)
    found = {trace["name"]: numbers(trace["x"]).tolist() for trace in figure["data"]}
    assert found["in this batch"] == [0, 2]
    assert found["not in this batch"] == [1]


N2 = PRESETS["N2"].spec


def asked(**others):
    return {"link": fit_board.packed(to_query(N2)), "lane": 0, "step": 5.0, **others}


@pytest.fixture(scope="module", autouse=True)
def _on_screen():
    """The race has run, as on its page."""
    race(N2.paths())


def test_the_live_line_is_that_of_the_run_and_its_batch_has_its_size():
    figure = fit_board.figures(fit_board.check(asked(step=5)), False)["fit"]
    traces = {trace["name"]: trace for trace in figure["data"]}
    slope, height = simulate(N2.paths()[0]).theta[5]
    x = numbers(traces["this step"]["x"])
    np.testing.assert_allclose(numbers(traces["this step"]["y"]), slope * x + height)
    assert len(numbers(traces["in this batch"]["x"])) == N2.place.gradient["batch"]


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ({"link": 3}, "`link` must be a text"),
        ({"link": "a" * 5000}, "at most 4000 letters"),
        ({"link": "surface=nowhere"}, "Unknown surface"),
        ({"link": "&".join("a=1" for _ in range(100))}, "fields"),
        ({"link": "surface=bowl"}, "not on screen"),
        ({"lane": 3}, "`lane` must be one of the 1 lanes"),
        ({"lane": -1}, "`lane` must be"),
        ({"lane": "0"}, "`lane` must be"),
        ({"step": 1e9}, "`step` must be a whole number"),
        ({"step": 1.5}, "`step` must be a whole number"),
        ({"step": math.nan}, "`step` must be"),
    ],
)
def test_what_is_no_step_of_a_run_on_screen_is_refused(others, sentence):
    with pytest.raises(ValueError, match=sentence):
        fit_board.check(asked(**others))


@pytest.mark.parametrize(
    ("rate", "decay", "told"),
    [
        (0.01, 0.1, "After 692.8 steps"),
        (0.1, 0.0, "all of it stays"),
        (1e6, 1e3, "changes its sign in every step and grows"),
    ],
)
def test_the_half_life_is_said_for_every_pair_of_legal_values(rate, decay, told):
    figure = decay_board.curve(decay_board.check({"learning_rate": rate, "weight_decay": decay}), True)["life"]
    go.Figure(figure)
    assert told in figure["layout"]["meta"]["words"]


@pytest.mark.parametrize(
    "values", [{}, {"learning_rate": "x", "weight_decay": 1}, {"learning_rate": -1, "weight_decay": 1}]
)
def test_a_half_life_of_nonsense_is_refused(values):
    with pytest.raises(ValueError, match="`learning_rate` must be"):
        decay_board.check(values)

"""Gradients are right on every surface, and the check would notice if they were not."""

import re

import numpy as np
import pytest

from optiviz import gradients
from optiviz.figures.gradients import errors_figure
from optiviz.gradients import POINTS, STEP, TOLERANCE, best, check, errors, order, points_in, verdict
from optiviz.messages import digits
from optiviz.records import GradientErrors
from optiviz.surfaces import SURFACES
from optiviz.terrain import slopes, survey
from optiviz.ui.reference.gradients import told
from optiviz.ui.reference.state import STEPS, USUAL
from tests.test_pages import unpacked

BENT = ("rosenbrock", "himmelblau", "ackley", "cliff", "tanh_net")  # surfaces with third derivatives
FLAT_BEYOND = ("bowl", "saddle", "least_squares", "absolute", "linear_net")  # those without, along each axis


def wrong(change):
    """slopes with gradients that `change` has been at."""

    def ask(surface_key, values, points):
        losses, found = slopes(surface_key, values, points)
        return losses, change(found.copy())

    return ask


def scaled(gradient):
    gradient[:, 0] *= 1 + 1e-3
    return gradient


WRONG = {
    "one part in a thousand too long along x": scaled,
    "uphill and downhill exchanged": np.negative,
    "x and y exchanged": lambda gradient: gradient[:, ::-1],
    "nothing": np.zeros_like,
}


@pytest.mark.parametrize("key", SURFACES)
def test_the_gradient_of_every_surface_agrees_with_differences(key):
    found = check(key)
    assert verdict(found) == "agrees"
    assert found.compared + found.creased + found.flat == POINTS
    assert found.compared >= POINTS / 2


@pytest.mark.parametrize("change", WRONG)
@pytest.mark.parametrize("key", ["rosenbrock", "gauss_plateau", "abs_l1", "logistic"])
def test_a_wrong_gradient_is_caught(key, change):
    found = check(key, ask=wrong(WRONG[change]))
    assert verdict(found) == "differs"
    assert found.largest > 10 * TOLERANCE


def test_one_wrong_point_is_enough():
    def one(gradient):
        gradient[7] *= 1.001
        return gradient

    assert verdict(check("himmelblau", ask=wrong(one))) == "differs"


@pytest.mark.parametrize("key", BENT)
def test_the_error_of_long_steps_grows_with_their_square(key):
    assert order(errors(key)) == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize("key", BENT)
def test_short_and_long_steps_are_both_worse_than_the_usual_one(key):
    found = errors(key)
    usual = found.median[np.argmin(np.abs(np.log(found.steps / STEP)))]
    assert found.median[0] > 1e3 * usual
    assert found.median[-1] > 1e3 * usual
    assert 1e-7 < found.steps[np.argmin(found.median)] < 2e-3


@pytest.mark.parametrize("key", FLAT_BEYOND)
def test_without_third_derivatives_long_steps_leave_nothing_out(key):
    found = errors(key)
    assert found.largest[-1] < 1e-12
    assert not order(found) > 0


def test_the_error_of_a_cubic_is_the_theory_s():
    """f = x^3: (f(x + h) - f(x - h)) / 2h = 3 x^2 + h^2, to the last digits."""

    def cubic(surface_key, values, points):
        x = points[:, 0]
        return x**3, np.column_stack([3 * x**2, np.zeros_like(x)])

    x, step = points_in(SURFACES["bowl"].domain)[:, 0], 1e-2
    assert check("bowl", step, cubic).largest == pytest.approx((step**2 / (3 * x**2 + step**2)).max(), rel=1e-6)


def test_points_whose_difference_would_reach_over_a_crease_are_left_out():
    row, step = SURFACES["absolute"], 0.1
    inside = np.abs(points_in(row.domain)[:, 0]) <= step
    assert inside.any()
    found = check("absolute", step)
    assert (found.creased, found.compared) == (inside.sum(), POINTS - inside.sum())
    assert verdict(found) == "agrees"


@pytest.mark.parametrize("key", [key for key, row in SURFACES.items() if row.creases])
def test_across_a_crease_differences_and_gradients_part(key):
    """So it is no accident that those points are left out, and the row says rightly where the crease is."""
    row = SURFACES[key]
    points, step = np.array([[1e-4, 0.7], [1e-4, 1e-4]]), 1e-2
    near = points[row.creases(points) < step]
    assert len(near)
    losses = [slopes(key, row.values, near + side * np.array([step, 0.0]))[0] for side in (1, -1)]
    slope = (losses[0] - losses[1]) / (2 * step)
    assert (np.abs(slope - slopes(key, row.values, near)[1][:, 0]) > 0.5).all()


def test_points_too_flat_to_tell_are_left_out_and_a_gradient_that_is_0_there_is_no_way_out():
    found = check("gauss_plateau")
    assert found.flat > 0
    assert check("gauss_plateau", ask=wrong(np.zeros_like)).flat == found.flat


def test_where_nothing_can_be_compared_nothing_is_claimed():
    level = check("bowl", ask=lambda key, values, points: (np.ones(len(points)), np.zeros((len(points), 2))))
    assert level.compared == 0
    assert np.isnan(level.largest)
    assert verdict(level) == "cannot tell"


def test_points_are_spread_over_the_whole_domain():
    points = points_in((-4.0, 4.0, 0.0, 1.0))
    counts = np.histogram2d(*points.T, bins=4, range=[[-4, 4], [0, 1]])[0]
    assert counts.sum() == POINTS
    assert counts.min() >= 2


@pytest.mark.parametrize("key", ["rosenbrock", "boyd_logsum", "bowl"])
def test_slopes_are_what_a_survey_finds(key):
    row = SURFACES[key]
    points = np.random.default_rng(3).uniform(-1, 1, (700, 2))  # more than one call takes
    loss, gradient = slopes(key, row.values, points)
    expected = survey(key, row.values, points)
    np.testing.assert_allclose(loss, expected[0], rtol=1e-12)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-12, atol=1e-12)


def test_the_reader_s_steps_are_powers_of_ten_and_the_usual_one_in_order():
    assert list(STEPS.values()) == sorted(STEPS.values())
    assert STEPS[USUAL] == STEP == pytest.approx(6.06e-6, rel=1e-3)
    assert all(float(text) == pytest.approx(step) for text, step in STEPS.items() if text != USUAL)
    assert gradients.STEPS[[0, -1]] == pytest.approx([min(STEPS.values()), max(STEPS.values())])


def test_the_curve_tells_its_lowest_point_and_marks_both_steps():
    found = errors("rosenbrock")
    figure = errors_figure(found, "Rosenbrock's valley", best(found), STEP, 1e-3, dark=False)
    assert [trace["name"] for trace in figure["data"]] == ["largest of all points", "median"]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["usual", "chosen"]
    assert "the median is lowest at 3.2e−6" in figure["layout"]["meta"]["alt"]
    assert len(errors_figure(found, "", best(found), STEP, STEP, dark=True)["layout"]["annotations"]) == 1


@pytest.mark.parametrize("key", SURFACES)
def test_what_is_told_of_a_surface_fits_its_numbers_and_no_curve_is_empty(key):
    found, title = errors(key), SURFACES[key].title
    text = told(found)
    if not found.largest.any():
        assert text.startswith("Every difference is exactly 0: ")
        assert text.count(".") == 1
        assert SURFACES[key].creases
        return
    figure = errors_figure(found, title, best(found), STEP, STEP, dark=False)
    assert not re.search(r"smallest, 0,|lowest at \S+ where it is 0\.", text + figure["layout"]["meta"]["alt"])
    for trace in figure["data"]:
        assert (unpacked(trace["y"]) > 0).any()
        assert not (unpacked(trace["y"]) == 0).any()
    small = re.search(r"The (median|largest difference) is smallest, (\S+), at a step of (\S+)\. ", text)
    curve = found.median if small[1] == "median" else found.largest
    assert small[2] == digits(curve.min(), 2) != "0"
    assert small[3] == digits(found.steps[curve.argmin()], 2)
    assert (small[1] == "median") == found.median.all() == ("has a gap" not in text)
    if "leave out nothing" in text:
        assert found.largest[-1] < 1e-12
    if "Short steps subtract" in text:
        assert found.largest[0] > 100 * found.largest[np.abs(np.log(found.steps / STEP)).argmin()]


def test_some_surface_differs_nowhere_and_another_has_gaps():
    assert [key for key in SURFACES if not errors(key).largest.any()] == ["absolute"]
    assert [key for key in SURFACES if not errors(key).median.all()] == ["absolute", "abs_l1"]


def test_a_median_of_0_is_a_gap_with_its_neighbours_as_marks_and_a_curve_of_zeros_is_not_drawn():
    steps = np.array([1e-3, 1e-2, 1e-1])
    largest, median = np.array([3e-9, 2e-9, 4e-9]), np.array([1e-9, 0.0, 2e-9])
    found = GradientErrors(steps, largest, median)
    assert best(found) == ("largest difference", 1e-2, 2e-9)
    figure = errors_figure(found, "Typed", best(found), STEP, STEP, dark=False)
    np.testing.assert_array_equal(unpacked(figure["data"][1]["y"]), [1e-9, np.nan, 2e-9])
    assert [trace["mode"] for trace in figure["data"]] == ["lines", "lines+markers"]
    assert "the largest difference is lowest at 0.01, where it is 2e−9." in figure["layout"]["meta"]["alt"]
    level = GradientErrors(steps, np.array([0.0, 2e-9, 4e-9]), np.zeros(3))
    assert best(level) is None
    figure = errors_figure(level, "Typed", best(level), STEP, STEP, dark=False)
    assert [trace["name"] for trace in figure["data"]] == ["largest of all points"]
    assert "lowest" not in figure["layout"]["meta"]["alt"]
    assert "smallest" not in told(level)

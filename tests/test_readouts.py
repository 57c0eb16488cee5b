"""Read-outs say how fast, how far past, how often across, and how a run ended: settling, never first touch."""

from dataclasses import replace

import numpy as np
import pytest

from optiviz import PathSpec, readout, simulate
from optiviz.measures import settle, stays_from
from optiviz.optimizers import OPTIMIZERS
from optiviz.outcomes import outcome_of
from optiviz.readouts import track
from optiviz.records import STATUSES, Landmarks
from optiviz.surfaces import SURFACES

RAVINE = {"kappa": 30.0, "angle": 0.0}
RACE = [  # (optimizer, values, settle at 0.01, flips, overshoot): the default race, measured independently
    ("gd", {"learning_rate": 0.063}, 45, 39, 0.0),
    ("momentum", {"learning_rate": 0.033, "momentum": 0.8}, 32, 14, 0.27),
    ("nesterov", {"learning_rate": 0.033, "momentum": 0.8}, 24, 1, 0.16),
    ("adagrad", {"learning_rate": 0.5}, 24, 0, 0.0),
    ("rmsprop", {"learning_rate": 0.05, "decay": 0.9}, None, 30, 0.07),
    ("adam", {"learning_rate": 0.2}, 63, 7, 0.57),
]


def run(optimizer="gd", surface="bowl", steps=150, start=None, surface_values=None, **values):
    return simulate(PathSpec(surface, optimizer, None, start, steps, values, surface_values or {}))


@pytest.mark.parametrize(
    ("key", "values", "settles", "flips", "overshoot"), RACE, ids=lambda v: v if v == str(v) else ""
)
def test_the_default_race_reads_as_measured_elsewhere(key, values, settles, flips, overshoot):
    numbers = readout(run(key, surface_values=RAVINE, start=(-2.5, 1.0), **values), 1e-2)
    assert (numbers.settle, numbers.flips) == (settles, flips)
    assert numbers.overshoot == pytest.approx(overshoot, abs=0.01)


def test_settling_is_the_step_from_which_the_loss_stays_low_not_its_first_touch():
    loss = np.array([5.0, 0.0, 4.0, 1.0, 0.5, 0.4])
    assert settle(loss, 0.0, 1.0) == 3
    assert settle(loss, 0.0, 0.1) is None
    assert settle(loss, None, 1.0) is None
    assert settle(loss, -3.9, 10.0) == 0


@pytest.mark.parametrize(("fine", "step"), [([1, 1], 0), ([0, 1], 1), ([1, 0, 1], 2), ([1, 0], None)])
def test_stays_from_is_the_start_of_the_last_unbroken_stretch(fine, step):
    assert stays_from(np.array(fine, dtype=bool)) == step


def test_gradient_descent_past_its_limit_names_rate_times_curvature_and_the_eigenvector():
    outcome = run(learning_rate=2.3 / 30, surface_values=RAVINE).outcome
    assert outcome.status == "diverged"
    assert "eta × lambda_max = 2.3 > 2, along eigenvector (0, 1)" in outcome.sentence


def test_the_eigenvector_turns_with_the_bowl():
    outcome = run(learning_rate=0.1, surface_values={"kappa": 30.0, "angle": 90.0}).outcome
    assert "along eigenvector (1, 0)" in outcome.sentence


def test_momentum_is_held_against_its_own_limit():
    fine = run("momentum", learning_rate=3.7 / 30, momentum=0.9, surface_values=RAVINE, steps=2000)
    assert fine.outcome.status == "converged"
    wild = run("momentum", learning_rate=3.9 / 30, momentum=0.9, surface_values=RAVINE, steps=2000)
    assert "eta × lambda_max = 3.9 > 2 (1 + momentum) = 3.8" in wild.outcome.sentence


def test_elsewhere_the_largest_local_product_is_told_in_plain_words():
    outcome = run(surface="rosenbrock", learning_rate=0.01).outcome
    assert outcome.status == "diverged"
    assert "Left the view at step 2" in outcome.sentence
    assert "the largest learning rate × curvature met in the view was 15.06, at step 0" in outcome.sentence


def test_a_path_that_ends_outside_left_the_view_and_says_when():
    path = run(surface="saddle", start=(-1.0, 1e-3), steps=90, learning_rate=0.05)
    first = int(np.flatnonzero(np.abs(path.theta[:, 1]) > 1.5)[0])
    assert (path.outcome.status, path.outcome.step) == ("left the view", first)
    assert f"Left the view at step {first}" in path.outcome.sentence


def test_a_path_that_comes_back_is_judged_by_its_end():
    path = run("momentum", learning_rate=0.1, momentum=0.9, start=(-2.9, 2.4), steps=600, surface_values=RAVINE)
    assert np.abs(path.theta[:, 1]).max() <= 2.5 or path.outcome.status == "converged"
    assert path.outcome.status == "converged"


def test_convergence_that_rests_on_few_losses_or_on_noise_says_so():
    bowl = PathSpec("bowl", "gd", steps=400, values={"learning_rate": 0.05})
    settled = readout(simulate(bowl)).outcome
    assert "more steps" not in settled.sentence
    for steps, said in ((settled.step, "its last loss only"), (settled.step + 3, "its last 4 losses only")):
        short = readout(simulate(replace(bowl, steps=steps))).outcome
        assert (short.status, short.step) == ("converged", settled.step)
        assert short.sentence.endswith(f"{said}: more steps would tell whether it stays.")
    noisy = replace(bowl, gradient={"noise": 1e-3, "seed": 1.0})
    assert readout(simulate(noisy)).outcome.sentence.endswith("noisy: more steps may carry it off again.")
    clipped = readout(simulate(replace(bowl, gradient={"clip": 1.0}))).outcome
    assert clipped.status == "converged"
    assert "noisy" not in clipped.sentence


def test_a_local_minimum_counts_as_converged_and_is_named():
    path = run(surface="rastrigin", start=(2.1, -1.9), steps=200, learning_rate=0.002)
    assert path.outcome.status == "converged"
    assert "minimum" in path.outcome.sentence
    assert readout(path).settle is None  # the lowest minimum was never reached


def test_perfect_balance_rests_on_the_saddle_which_is_no_convergence():
    outcome = run(surface="saddle_bounded", start=(-1.0, 0.0), steps=500, learning_rate=0.1).outcome
    assert outcome.status == "at rest"
    assert "Came to rest on the saddle (0, 0)" in outcome.sentence


RESTS = [  # (surface, start, learning rate, where Newton's method comes to rest)
    ("himmelblau", None, 1.0, "on a maximum at (−0.271, −0.923)"),
    ("styblinski_tang", None, 1.0, "on a maximum at (0.157, 0.157)"),
    ("nonconvex_pair", None, 1.0, "on a saddle at (−3.43, 0)"),
    ("beale", None, 1.0, "on the saddle (0, 1)"),
    ("ackley", (0.123456789012, 2.6), 0.5, "on a saddle at (0, 2.6)"),
    ("schaffer_n2", None, 1.0, "on a maximum at (2.17, 0)"),
    ("drop_wave", None, 1.0, "as at the bottom of a trough"),
    ("monkey_saddle", None, 1.0, "on the saddle (0, 0)"),
]


@pytest.mark.parametrize(("surface", "start", "rate", "words"), RESTS, ids=[rest[0] for rest in RESTS])
def test_a_run_at_rest_is_told_on_what_kind_of_point_it_stays(surface, start, rate, words):
    path = run("newton", surface, start=start, learning_rate=rate)
    assert path.outcome.status == "at rest"
    assert path.outcome.sentence.startswith("Came to rest")
    assert words in path.outcome.sentence
    later = run("newton", surface, start=start, learning_rate=rate, steps=1000).theta
    np.testing.assert_allclose(
        later[path.outcome.step :], np.tile(path.theta[-1], (1001 - path.outcome.step, 1)), atol=1e-9
    )


@pytest.mark.parametrize("steps", [1, 5, 30])
def test_a_rest_does_not_wait_for_more_steps(steps):
    outcome = run("newton", "saddle", steps=steps, learning_rate=1.0).outcome
    assert (outcome.status, outcome.step) == ("at rest", 1)


@pytest.mark.parametrize("steps", [30, 60, 90, 120])
def test_a_run_that_still_slides_off_a_saddle_is_not_at_rest_however_slowly(steps):
    path = run(surface="saddle_bounded", start=(0.0, 1e-15), steps=steps, learning_rate=0.1)
    assert np.abs(path.theta).max() < 1e-9
    assert path.outcome.status == "still moving"


def test_a_jittering_run_is_still_moving_and_says_how_far_it_swings():
    outcome = run("signsgd", learning_rate=0.3, surface_values=RAVINE).outcome
    assert outcome.status == "still moving"
    assert "swinging from side to side" in outcome.sentence


def test_a_slow_run_says_how_far_above_the_minimum_it_is():
    outcome = run(surface="plateau", start=(-3.8, 2.4), learning_rate=1e-3).outcome
    assert outcome.status == "still moving"
    assert "above the minimum" in outcome.sentence


def test_a_division_by_zero_is_an_outcome_not_an_exception():
    path = simulate(PathSpec("saddle_bounded", "adamax", "paper", (-1.0, 0.0), 50, {"learning_rate": 0.1}))
    assert path.outcome.status == "diverged"
    assert "divides by zero or overflows" in path.outcome.sentence


def test_outcomes_need_only_arrays_typed_by_hand():
    path = run(learning_rate=0.01, steps=3)
    flat = Landmarks(np.zeros((0, 2)), np.zeros((0, 2)), None, (-3, 3, -3, 3), False)
    assert outcome_of(path, flat).status in STATUSES


@pytest.mark.parametrize(
    ("key", "values", "words"),
    [
        ("gd", {"learning_rate": 0.075, "weight_decay": 0.5}, "2.25 > 2 - learning rate × weight decay = 1.9"),
        ("momentum", {"learning_rate": 0.14, "weight_decay": 0.1}, "4.2 > 2 (1 + momentum) - learning rate × weight"),
        ("momentum", {"learning_rate": 0.3, "dampening": 0.5}, "9 > 2 (1 + momentum) / (1 - dampening) = 7.6"),
    ],
)
def test_the_limit_in_words_is_the_limit_in_numbers(key, values, words):
    assert words in run(key, surface_values=RAVINE, **values).outcome.sentence


AS_CODE = (
    ("learning rate", "learning_rate"),
    ("weight decay", "weight_decay"),
    ("×", "*"),
    ("2 momentum", "2 * momentum"),
    (") (", ") * ("),
    ("2 (", "2 * ("),
)


@pytest.mark.parametrize("key", [key for key, row in OPTIMIZERS.items() if any(f.limit for f in row.forms.values())])
def test_every_limit_in_words_says_its_number(key):
    for form in OPTIMIZERS[key].forms.values():
        for extra in ({}, {"weight_decay": 0.3, "dampening": 0.2}):
            values = {p.name: extra.get(p.name, p.default) for p in form.params} | {"learning_rate": 0.05}
            text = form.limit_text(values)
            for said, code in AS_CODE:
                text = text.replace(said, code)
            assert eval(text, {}, values) == pytest.approx(form.limit(values))


def test_a_bowl_far_away_is_not_called_a_minimum():
    far = run(surface="plateau", start=(-3.8, 2.4), learning_rate=1e-3)
    assert readout(far, 0.1).outcome.status == "still moving"
    slow = run(surface="tanh_net", start=(-0.2667, -2.0), learning_rate=1e-3)
    assert slow.outcome.status == "still moving"
    near = readout(run(surface="griewank", start=(-7.25, 6.84), learning_rate=1e-3, steps=20), 1.0).outcome
    assert "near (-7.25" not in near.sentence


GONE = [  # (optimizer, surface, learning rate, the cause, "" for none)
    ("gd", "saddle", 0.05, ": it went downhill, and this surface falls without end."),
    ("schedule_free", "monkey_saddle", 0.1, ": it went downhill, and this surface falls without end."),
    ("gd", "saddle", 2.0, " (above the limit 2)."),
    ("schedule_free", "rosenbrock", 0.06, " (above 2, the limit of gradient descent)."),
    ("newton", "gauss_plateau", 1.0, ", where its numbers overflow."),
    ("newton", "ackley", 1.0, ""),
    ("lbfgs", "levy", 1.0, ""),
]


@pytest.mark.parametrize(("key", "surface", "rate", "cause"), GONE)
def test_only_what_drove_a_run_away_is_told_as_its_cause(key, surface, rate, cause):
    outcome = run(key, surface, learning_rate=rate).outcome
    assert outcome.status in ("left the view", "diverged")
    assert outcome.sentence.endswith(cause or f"at step {outcome.step}.")
    assert (":" in outcome.sentence) == (":" in cause or "above" in cause)


def test_a_path_that_comes_back_from_very_far_has_not_diverged():
    path = run("newton", "rosenbrock", start=(1e6, 1e6))
    assert np.abs(path.theta).max() > 1e11
    assert path.outcome.sentence.startswith("Converged to the minimum (1, 1)")
    numbers = readout(path)
    assert (numbers.final_loss, numbers.distance) == (0.0, 0.0)
    assert numbers.flips > 0


def test_an_overflowing_loss_is_told_as_such():
    path = run(learning_rate=0.0, steps=3)
    path = replace(path, loss=np.array([1.0, 2.0, np.inf, np.inf]))
    assert "where its loss overflows" in path.outcome.sentence


def test_a_run_of_which_nothing_can_be_drawn_has_neither_overshoot_nor_flips():
    numbers = readout(run(surface="goldstein_price", learning_rate=1.0))
    assert numbers.outcome.status == "diverged"
    assert (numbers.overshoot, numbers.flips) == (None, None)


def test_the_last_numbers_of_a_diverged_run_are_those_of_the_last_row_that_is_drawn():
    path = run(learning_rate=2.3 / 30, surface_values=RAVINE)
    numbers, drawn = readout(path), track(path, "GD", 0)
    assert numbers.final_loss == drawn.loss[-1] < path.loss[-1]
    assert numbers.gradient_norm == np.hypot(*path.gradient[len(drawn.loss) - 1])


def test_a_start_outside_of_the_view_has_not_left_it():
    inside = run(start=(-8.0, 0.1), learning_rate=0.06, surface_values=RAVINE)
    assert inside.outcome.status in ("still moving", "converged")
    far = run(start=(1e6, 1e6), learning_rate=0.06, steps=1000, surface_values=RAVINE)
    assert far.outcome.status == "converged"
    still = run(start=(1e6, 1e6), learning_rate=0.0, surface_values=RAVINE)
    assert "Started outside of the view" in still.outcome.sentence


def test_rounding_noise_is_not_counted_as_flips():
    start = tuple(2.0 * np.array([np.cos(np.radians(30)), np.sin(np.radians(30))]))
    path = run(start=start, learning_rate=0.065, surface_values={"kappa": 30.0, "angle": 30.0})
    assert readout(path).flips == 0


def test_a_run_that_does_not_move_says_so():
    outcome = run(learning_rate=0.0, surface_values=RAVINE).outcome
    assert (outcome.status, outcome.step) == ("at rest", 0)
    assert outcome.sentence == "Stands still at (−2.5, 1), though the gradient there is not zero: its norm is 30.1."


def test_nothing_settles_outside_of_the_view():
    path = run("rprop", "michalewicz", start=(7.85, 1.7), learning_rate=0.01)
    assert readout(path).settle is None


def test_a_zero_learning_rate_is_a_run_that_stays():
    path = simulate(PathSpec("bowl", "adamw", "paper", values={"learning_rate": 0.0}))
    np.testing.assert_array_equal(path.theta, np.tile(path.theta[0], (151, 1)))


# Losses of one parameter


def one_parameter(surface, rate, start=None, steps=400, optimizer="gd"):
    return simulate(PathSpec(surface, optimizer, start=start, steps=steps, values={"learning_rate": rate}))


@pytest.mark.parametrize("y", [0.0, 0.7], ids=["on the x axis", "beside it"])
def test_a_run_into_the_higher_of_two_troughs_has_converged(y):
    path = one_parameter("double_well", 0.1, (1.8, y))
    numbers = readout(path)
    assert numbers.outcome.status == "converged"
    assert "(0.879, 0" in numbers.outcome.sentence
    assert numbers.distance < 1e-9
    assert numbers.settle is None  # that is for the lowest one


def test_a_jump_across_the_minimum_of_one_parameter_is_an_overshoot_and_a_flip():
    numbers = readout(one_parameter("parabola", 1.5, steps=20))
    assert numbers.overshoot == pytest.approx(1.25)
    assert numbers.flips == 6  # seven halves of halves lie above a hundredth of the start
    calm = readout(one_parameter("parabola", 0.5))
    assert (calm.overshoot, calm.flips) == (0.0, 0)


def test_past_its_limit_a_run_on_the_parabola_diverges():
    numbers = readout(one_parameter("parabola", 2.1, steps=300))
    assert numbers.outcome.status == "diverged"
    assert "eigenvector (1, 0)" in numbers.outcome.sentence
    assert readout(one_parameter("parabola", 1.9, steps=300)).outcome.status == "converged"


@pytest.mark.parametrize("key", [key for key, row in SURFACES.items() if row.one_parameter])
def test_no_rule_leaves_the_line_that_it_starts_on(key):
    for optimizer in ("gd", "momentum", "adam", "rmsprop", "nesterov"):
        assert not one_parameter(key, 0.05, optimizer=optimizer).theta[:, 1].any()

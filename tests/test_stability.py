"""What theory says about learning rates and momentum is what runs do."""

import numpy as np
import pytest

from optiviz import PathSpec, simulate
from optiviz.optimizers import OPTIMIZERS
from optiviz.stability import best_momentum, best_rate, curvatures, largest_rate, lessard, polyak
from optiviz.sweeps import sweep

START = (-2.5, 1.0)
KAPPA = 50.0


def spec(optimizer, convention=None, steps=600, kappa=KAPPA, **values):
    return PathSpec("bowl", optimizer, convention, START, steps, values, {"kappa": kappa})


def pace(optimizer, convention=None, **values):
    """By which factor a run shrinks a step, in the long run."""
    path = simulate(spec(optimizer, convention, 400, **values))
    with np.errstate(all="ignore"):
        lengths = np.maximum.reduceat(np.hypot(*path.theta.T), np.arange(0, 400, 50))
    return float((lengths[-1] / lengths[1]) ** (1 / 300))


@pytest.mark.parametrize("angle", [0.0, 33.0])
def test_curvatures_are_those_of_the_bowl_however_it_is_turned(angle):
    path = simulate(PathSpec("bowl", steps=1, surface_values={"kappa": KAPPA, "angle": angle}))
    assert curvatures(path) == pytest.approx((1.0, KAPPA))


@pytest.mark.parametrize(
    ("surface", "start"), [("saddle", (1.0, 0.2)), ("abs_l1", (1.0, 1.0)), ("parabola", (1.0, 0.0))]
)
def test_there_are_none_where_the_loss_does_not_curve_upwards_all_round(surface, start):
    assert curvatures(simulate(PathSpec(surface, start=start, steps=1))) is None


@pytest.mark.parametrize("key", ["gd", "momentum", "nesterov"])
def test_runs_shrink_below_the_largest_rate_and_grow_above_it(key):
    row = OPTIMIZERS[key]
    for convention, form in row.forms.items():
        values = {p.name: p.default for p in form.params}
        edge = largest_rate(form, values, KAPPA)
        found = sweep(spec(key, convention), "learning_rate", [0.99 * edge, 1.01 * edge], steps=2000)
        assert list(found.diverged) == [False, True], convention


@pytest.mark.parametrize("best", [best_rate(1, KAPPA)])
def test_no_learning_rate_of_gradient_descent_is_faster_in_the_long_run(best):
    for other in (0.97, 1.03):
        assert pace("gd", learning_rate=best) < pace("gd", learning_rate=other * best)


@pytest.mark.parametrize(("key", "convention", "best"), [("momentum", None, polyak), ("nesterov", "paper", lessard)])
def test_no_pair_nearby_is_faster_than_the_best_in_theory(key, convention, best):
    rate, momentum = best(1, KAPPA)
    fastest = pace(key, convention, learning_rate=rate, momentum=momentum)
    for along, across in ((0.9, 1.0), (1.1, 1.0), (1.0, 0.9), (1.0, 1.1)):
        assert fastest < pace(key, convention, learning_rate=along * rate, momentum=across * momentum) + 2e-3


@pytest.mark.parametrize("rate", [0.005, 0.02, 0.06])
def test_no_momentum_is_faster_than_the_best_for_a_learning_rate(rate):
    best = best_momentum(rate, 1, KAPPA)
    for other in (best - 0.04, best + 0.04):
        assert pace("momentum", learning_rate=rate, momentum=best) < pace(
            "momentum", learning_rate=rate, momentum=other
        )


def test_past_four_over_the_curvature_no_momentum_helps():
    assert best_momentum(4.01 / KAPPA, 1, KAPPA) is None

"""Averages are what pandas and paper say, closed forms hold, links are exact, and no pasted text breaks anything."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optiviz.averages import rules
from optiviz.averages.links import NAMES, from_query, to_query
from optiviz.averages.memory import memories, written
from optiviz.averages.signals import BATCH, RATE, SIGNALS, losses
from optiviz.averages.spec import (
    BETA,
    DAY,
    DAYS,
    MOST_BETAS,
    NOISE,
    SEED,
    SHOWN,
    AveragesSpec,
    averages_of,
    mean_rmse,
    series_of,
    starting,
    sweep_of,
)
from optiviz.averages.steps import steps
from optiviz.surfaces.data import CLASSES
from tests.races import numbers

MANY = settings(max_examples=150, deadline=None, derandomize=True)
VALUES = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=120).map(np.array)
RATES = st.floats(0, 0.9999)


def close(found, expected, x):
    """Equal to 1e-12 of the largest value averaged."""
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * max(1.0, np.abs(x).max()))


@MANY
@given(x=VALUES, b=st.floats(0, 0.999))
def test_both_modes_of_pandas_are_ours_under_their_names(x, b):
    series = pd.Series(x)
    close(rules.corrected(x, b), series.ewm(alpha=1 - b, adjust=True).mean(), x)
    close(rules.started(x, b), series.ewm(alpha=1 - b, adjust=False).mean(), x)


@MANY
@given(x=VALUES, b=RATES)
def test_the_recursion_is_the_written_out_sum(x, b):
    close(rules.raw(x, b), rules.expanded(x, b), x)


@MANY
@given(x=VALUES, b=RATES)
def test_corrected_averages_lie_within_what_they_average(x, b):
    found, slack = rules.corrected(x, b), 1e-9 * np.abs(x).max()
    assert np.all(found >= np.minimum.accumulate(x) - slack)
    assert np.all(found <= np.maximum.accumulate(x) + slack)


@MANY
@given(x=VALUES, n=st.integers(1, 150))
def test_the_simple_mean_is_that_of_pandas(x, n):
    np.testing.assert_allclose(rules.simple(x, n), pd.Series(x).rolling(n, min_periods=1).mean(), atol=1e-8)


@MANY
@given(b=RATES, n=st.integers(1, 3000))
def test_weights_sum_to_their_share(b, n):
    np.testing.assert_allclose(rules.weights(b, n).sum(), rules.share(b, n), rtol=1e-9)


@MANY
@given(b=RATES, part=st.floats(0.01, 0.999))
def test_terms_are_the_fewest_that_hold_a_part(b, part):
    n = rules.terms(b, part)
    assert 1 - b**n >= part
    assert n == 1 or 1 - b ** (n - 1) < part


@pytest.mark.parametrize(("b", "n"), [(0.0, 1), (0.8, 14), (0.9, 29), (0.95, 59), (0.98, 149), (0.99, 299)])
def test_the_terms_that_hold_95_per_cent(b, n):
    assert rules.terms(b, 0.95) == n


@pytest.mark.parametrize("b", [0.0, 0.5, 0.8, 0.9, 0.98])
def test_an_average_and_its_simple_mean_lag_behind_a_line_by_the_mean_age(b):
    t = np.arange(4000.0)
    assert (t - rules.raw(t, b))[-1] == pytest.approx(rules.lag(b), abs=1e-9)
    width = round(rules.window(b))
    assert (t - rules.simple(t, width))[-1] == pytest.approx(rules.lag(b), abs=1e-6)


@pytest.mark.parametrize("b", [0.5, 0.8, 0.9, 0.98])
def test_half_life_and_equal_noise(b):
    assert b ** rules.half_life(b) == pytest.approx(0.5)
    assert rules.memory(b) == pytest.approx(1 + rules.lag(b))
    weights = rules.weights(b, 5000)
    assert np.square(weights).sum() == pytest.approx(1 / rules.window(b))  # the variance of averaged white noise


@MANY
@given(b=st.lists(RATES, min_size=1, max_size=3), x=VALUES)
def test_distances_over_many_rates_are_those_of_each(b, x):
    target = np.linspace(0, 1, len(x))
    for whole, rule in ((True, rules.corrected), (False, rules.raw)):
        found = rules.distance(x[None], target[None], b, whole)[:, 0]
        np.testing.assert_allclose(found, [rules.rms(rule(x, one) - target) for one in b], rtol=1e-9, atol=1e-9)


def test_the_mean_error_over_50_seeds_is_the_mean_of_50_errors():
    spec = AveragesSpec(show="corrected", days=80)
    errors = []
    for seed in range(50):
        series = series_of(AveragesSpec(days=80, seed=seed))
        errors.append(rules.rms(rules.corrected(series.x, 0.9) - series.clean))
    assert mean_rmse([0.9], spec)[0] == pytest.approx(np.mean(errors))


def test_without_a_clean_curve_the_sweep_looks_at_the_next_value():
    x = 5 + np.random.RandomState(1).randn(300)
    spec = AveragesSpec("own", show="corrected")
    sweep = sweep_of(spec, series_of(spec, x))
    assert sweep.own is None
    assert sweep.what == "error of the next value"
    b = sweep.b[100]
    assert sweep.error[100] == pytest.approx(rules.rms(rules.corrected(x, b)[:-1] - x[1:]))
    assert sweep.best > 0.9  # a level with white noise: the longer the better


@pytest.mark.parametrize("key", SIGNALS)
def test_every_signal_has_as_many_values_as_asked_for_and_the_same_again(key):
    spec = AveragesSpec(key, **starting(key))
    own = [1.0, 2.0, 4.0]
    series = series_of(spec, own)
    expected = {"ten": 10, "own": 3}.get(key, spec.days)
    assert len(series.x) == expected
    assert series.clean is None or len(series.clean) == expected
    np.testing.assert_array_equal(series.x, series_of(spec, own).x)
    assert len(averages_of(spec, series)) == 1


def test_without_noise_a_signal_is_its_clean_curve():
    for key, row in SIGNALS.items():
        if row.noise is not None:
            series = series_of(AveragesSpec(key, **starting(key) | {"noise": 0.0}))
            np.testing.assert_array_equal(series.x, series.clean)


def test_the_loss_curve_is_a_real_run_and_its_clean_curve_the_whole_loss():
    """Against a loop with a derivative taken by differences."""
    draw, w, found = np.random.RandomState(3), np.array([-2.0, 2.5]), []

    def loss(w, rows):
        return np.mean(np.log(1 + np.exp(-rows[:, 2] * (rows[:, :2] @ w))))

    for _ in range(40):
        rows = CLASSES[draw.randint(len(CLASSES), size=BATCH)]
        found.append((loss(w, rows), loss(w, CLASSES)))
        ways = 1e-6 * np.eye(2)
        w = w - RATE * np.array([(loss(w + way, rows) - loss(w - way, rows)) / 2e-6 for way in ways])
    np.testing.assert_allclose(losses(3)[:, :40], np.array(found).T, rtol=1e-6)


def test_a_value_is_written_out_with_the_numbers_of_its_day():
    spec = AveragesSpec("ten", 0.5, seed=42, betas=(0.8,))
    series = series_of(spec)
    (average,) = averages_of(spec, series)
    text = written(series, average, 3)
    parts = [f"{w:.3g} × {x:.4g}" for w, x in zip((0.2, 0.16, 0.128), series.x[2::-1], strict=True)]
    assert " + ".join(parts) in text
    assert f"= {average.raw[2]:.4g}." in text
    assert "…" in written(series, average, 9)
    assert f"Day 10 at β 0.8: 0.2 × {series.x[-1]:.4g}" in written(series, average, 99)


def test_memories_reach_as_far_back_as_the_longest_needs():
    short, long = memories((0.8, 0.98))
    assert len(short.weights) == len(long.weights) == 149
    assert (short.terms, long.terms) == (14, 149)
    assert long.shares[-1] > 0.95
    assert len(memories((0.9999,))[0].weights) == 400


def test_the_table_has_both_ways_and_their_difference():
    spec = AveragesSpec("ten", 0.5, seed=42, betas=(0.8,))
    table, worst = steps(spec, series_of(spec))
    assert list(table["day"]) == list(range(1, 11))
    np.testing.assert_array_equal(table["difference"], table["recursive"] - table["written out"])
    assert worst == np.abs(table["difference"]).max() < 1e-13


ILLEGAL = [
    ({"signal": "temperatur"}, 'did you mean "temperature"?'),
    ({"show": "all"}, "Unknown kind of average"),
    ({"betas": ()}, "1 to 4 averages"),
    ({"betas": (0.1,) * 5}, "1 to 4 averages"),
    ({"betas": (1.0,)}, "`beta` must be in [0, 1)"),
    ({"noise": -1}, "`noise`"),
    ({"days": 10**9}, "`days` must be a whole number in [10, 730]"),
    ({"seed": 0.5}, "`seed`"),
    ({"day": 0}, "`day`"),
]


@pytest.mark.parametrize(("changes", "sentence"), ILLEGAL)
def test_an_illegal_spec_is_refused_with_its_name(changes, sentence):
    with pytest.raises(ValueError, match=r"^[`A-Z]") as refused:
        AveragesSpec(**changes)
    assert sentence in str(refused.value)


SPECS = st.builds(
    AveragesSpec,
    st.sampled_from(list(SIGNALS)),
    numbers(NOISE),
    numbers(DAYS),
    numbers(SEED),
    st.lists(numbers(BETA), min_size=1, max_size=MOST_BETAS).map(tuple),
    st.sampled_from(list(SHOWN)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    numbers(DAY),
)


@MANY
@given(spec=SPECS)
def test_every_spec_comes_back_from_its_link_exactly(spec):
    query = {name: texts if isinstance(texts, list) else [texts] for name, texts in to_query(spec).items()}
    assert from_query(query) == (spec, [])


@MANY
@given(query=st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=9), st.lists(st.text(max_size=40), max_size=8)))
def test_no_link_breaks_reading(query):
    spec, problems = from_query(query)
    assert isinstance(spec, AveragesSpec)
    assert len(problems) <= 7

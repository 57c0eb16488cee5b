"""Learning rates step by step are those of the libraries, of the formulas on screen, and sane for every value."""

import importlib.util
import json
import math
import os
import warnings
from pathlib import Path

import jax
import numpy as np
import pytest
from equations import execute
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from optiviz.optimizers import OPTIMIZERS
from optiviz.schedules import SCHEDULE_PARAMS, SCHEDULES, WARMUP_EQUATION, rates
from optiviz.schedules.code import code
from optiviz.surfaces import SURFACES

SOME = settings(max_examples=25, deadline=None, derandomize=True)
FEW = settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate])  # shrinking parses for minutes
DOCUMENTS = {
    path.stem: json.loads(path.read_text())
    for path in sorted((Path(__file__).parent / "reference" / "schedules").glob("*.json"))
}
SINGLE = "Keras computes its cosines in single precision"
BOUNDS = {("keras", "cosine"): (3e-7, SINGLE), ("keras", "restarts"): (3e-7, SINGLE)}
APART = {  # (library, schedule): how far the library's own is from ours, and why
    ("keras", "multistep"): (0.4, "each drop comes one step later: the learning rates differ by a whole drop"),
    ("keras", "inverse_time"): (0.3, "it has no knee: it falls from the first step"),
    ("optax", "one_cycle"): (0.01, "it turns about one step later"),
}
CASES = [
    pytest.param(library, case, id=f"{library}-{case['schedule']}-{i}")
    for library, document in DOCUMENTS.items()
    for i, case in enumerate(document["cases"])
]


@pytest.mark.parametrize(("library", "case"), CASES)
def test_every_learning_rate_is_what_the_library_gives(library, case):
    document, pair = DOCUMENTS[library], (library, case["schedule"])
    ours = rates(case["schedule"], document["base"], document["steps"], case["values"])
    away = np.abs(ours - case["rates"]).max() / document["base"]
    if pair in APART:
        assert away > APART[pair][0]
    else:
        assert away < BOUNDS.get(pair, (1e-12, ""))[0]


def test_keras_drops_one_step_after_the_others():
    case = next(case for case in DOCUMENTS["keras"]["cases"] if case["schedule"] == "multistep")
    ours = rates("multistep", DOCUMENTS["keras"]["base"], DOCUMENTS["keras"]["steps"], case["values"])
    np.testing.assert_allclose(case["rates"][1:], ours[:-1], rtol=1e-12)


@pytest.mark.parametrize("key", SCHEDULES)
def test_every_schedule_that_pytorch_has_a_class_for_was_compared_with_it(key):
    compared = {case["schedule"] for case in DOCUMENTS["torch"]["cases"]}
    assert key in compared or not SCHEDULES[key].twins["pytorch"].name


def value_of(param):
    """A strategy for the legal values of a Param that its slider reaches."""
    if param.scale == "count":
        return st.integers(int(param.low), min(int(param.high), 300)).map(float)
    zero = st.just(0.0) if param.scale == "log0" else st.nothing()
    return st.floats(param.low, min(param.high, 1000.0)) | zero


@st.composite
def schedules(draw, keys=tuple(SCHEDULES)):
    """(key, base, steps, values) of any schedule, with values over their whole range."""
    key = draw(st.sampled_from(keys))
    values = {p.name: draw(value_of(p)) for p in SCHEDULES[key].params}
    return key, draw(st.floats(1e-5, 10.0)), draw(st.integers(1, 400)), values


@SOME
@given(asked=schedules())
def test_a_learning_rate_is_never_negative_never_above_the_base_and_never_nan(asked):
    _, base, steps, _ = asked
    found = rates(*asked)
    assert found.shape == (steps,)
    assert found.dtype == np.float64
    assert (found >= 0).all()
    assert (found <= base * (1 + 1e-12)).all()


@SOME
@given(asked=schedules(), warmup=st.integers(1, 60))
def test_a_warm_up_grows_in_equal_parts_and_hands_over_without_a_jump(asked, warmup):
    key, base, steps, values = asked
    values, steps = values | {"warmup": float(warmup)}, steps + warmup + 1
    found = rates(key, base, steps, values)
    own = rates(key, base, steps - warmup, values | {"warmup": 0.0})
    np.testing.assert_allclose(found[warmup:], own, rtol=1e-12)
    np.testing.assert_allclose(np.diff(found[: warmup + 1]), own[0] / (warmup + 1), rtol=1e-9)


def test_a_warm_up_longer_than_the_run_never_arrives():
    np.testing.assert_allclose(rates("cosine", 1.0, 4, {"warmup": 9}), [0.1, 0.2, 0.3, 0.4])


@SOME
@given(asked=schedules(("cosine", "linear", "polynomial", "hold_and_decay")), length=st.integers(1, 100))
def test_past_its_length_a_schedule_stays_at_its_end_share(asked, length):
    key, base, _, values = asked
    found = rates(key, base, 300, values | {"length": float(length), "warmup": 0.0})
    np.testing.assert_allclose(found[length:], base * values["end"], rtol=1e-9, atol=1e-12 * base)


def test_a_run_without_a_length_of_its_own_takes_the_run_after_the_warm_up():
    given_length = rates("linear", 1.0, 50, {"warmup": 10, "length": 40})
    np.testing.assert_array_equal(rates("linear", 1.0, 50, {"warmup": 10}), given_length)


TWINS = {"restarts": "its k_i and i count restarts: the test counts them"}


def latest_restart(k, h):
    """(i, k_i): how many restarts there were by step k, and the step of the last of them."""
    i, start, period = 0, 0, h["period"]
    while start + period <= k:
        i, start, period = i + 1, start + period, period * h["stretch"]
    return i, start


@pytest.mark.parametrize("key", SCHEDULES)
@FEW
@given(data=st.data())
def test_the_equations_on_screen_give_every_learning_rate(key, data):
    _, base, steps, values = data.draw(schedules((key,)))
    values["warmup"] = 0.0
    row, n = SCHEDULES[key], values.get("length") or steps
    found = rates(key, base, steps, values)
    for k in {0, 1, steps // 3, steps // 2, steps - 1} & set(range(steps)):
        symbols = {p.symbol: values[p.name] for p in row.own} | {r"\eta": base, "k": float(k), "n": n}
        if key in TWINS:
            symbols["i"], symbols["k_i"] = latest_restart(k, values)
        done = execute(row.equations, symbols, None)
        np.testing.assert_allclose(float(done["s_k"]), found[k], rtol=1e-9, atol=1e-12 * base)


def test_the_equation_of_the_warm_up_gives_every_learning_rate():
    values = {"every": 3.0, "drop": 0.5}
    own = rates("step", 0.3, 20, values)
    warm = rates("step", 0.3, 20, values | {"warmup": 6.0})
    for t in range(1, 21):
        symbols = {"t": float(t), "W": 6.0, "s_0": own[0], "s_{t - 1 - W}": own[max(t - 7, 0)]}
        done = execute([WARMUP_EQUATION], symbols, None)
        np.testing.assert_allclose(float(done[r"\eta_t"]), warm[t - 1], rtol=1e-12)


@pytest.mark.parametrize("key", SCHEDULES)
def test_every_value_stands_in_the_equations(key):
    text = " ".join(SCHEDULES[key].equations)
    assert [p.name for p in SCHEDULES[key].own if p.symbol not in text] == []


def built(library, text, base):
    """What the code of a library gives: a function of the step."""
    if library == "pytorch":
        return from_torch(text, base)
    os.environ.setdefault("KERAS_BACKEND", "jax")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the libraries warn of at import is theirs
        module = __import__(library)
    if library == "keras":
        module.config.set_floatx("float64")
    return eval(text, {library: module, "jax": jax, "math": math, "base": base})


def from_torch(text, base):
    import torch

    weight = torch.nn.Parameter(torch.zeros(2, dtype=torch.float64))
    optimizer = torch.optim.SGD([weight], lr=base)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # SequentialLR warns of its own way to step
        scheduler = eval(text, {"torch": torch, "math": math, "optimizer": optimizer, "base": base})

    def rate(k):
        now = optimizer.param_groups[0]["lr"]
        optimizer.step()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            scheduler.step()
        return now

    return rate


@pytest.mark.parametrize("library", ["pytorch", "keras", "optax"])
@pytest.mark.parametrize("key", SCHEDULES)
@FEW
@given(data=st.data())
def test_the_code_of_a_library_gives_the_same_learning_rates(key, library, data):
    name = {"pytorch": "torch"}.get(library, library)
    if importlib.util.find_spec(name) is None:
        # Only torch, and only off Python 3.11: its other wheels bring gigabytes of CUDA, see requirements-dev.txt.
        pytest.skip(f"{name} is not installed")
    _, base, _, values = data.draw(schedules((key,)))
    values["warmup"] = float(data.draw(st.sampled_from([0, 7])))
    text = code(library, key, "base", 40, values)
    if text is None:
        assert SCHEDULES[key].twins[library].note or values["warmup"]
        return
    rate, bound = built(library, text, base), 2e-6 if (library, key) in BOUNDS else 1e-9
    asked = range(40) if library == "pytorch" else [0, 1, 6, 7, 8, 19, 39]  # PyTorch's have to be stepped
    found = [float(rate(k)) for k in asked]
    np.testing.assert_allclose(found, rates(key, base, 40, values)[asked], rtol=0, atol=bound * base)


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("cosin", {}, 'Unknown schedule "cosin"; did you mean "cosine"'),
        ("cosine", {"lenght": 3}, "did you mean"),
        ("cosine", {"end": 2.0}, "`end` must be in"),
        ("step", {"every": 0}, "`every` must be a whole number"),
        ("step", {"every": 2.5}, "`every` must be a whole number"),
        ("step", {"drop": math.nan}, "`drop` must be"),
        ("step", {"drop": "x"}, "`drop` must be"),
    ],
)
def test_what_is_not_legal_is_refused_in_a_sentence(key, values, sentence):
    with pytest.raises(ValueError, match=sentence):
        rates(key, 0.1, 10, values)


def test_no_steps_are_refused():
    with pytest.raises(ValueError, match="at least 1 step"):
        rates("constant", 0.1, 0)


@pytest.mark.parametrize("key", SCHEDULES)
def test_every_row_is_complete(key):
    row = SCHEDULES[key]
    assert row.key == key
    assert set(row.twins) == {"pytorch", "keras", "optax"}
    assert all(twin.name or twin.note for twin in row.twins.values())
    assert any(char.isdigit() for char in row.reference)
    assert len(row.story) > 60
    assert all(p.check(p.default) == p.default and p.title for p in row.params)


def test_one_name_means_one_thing_here_and_beside_optimizers_and_surfaces():
    kinds = {}
    for row in SCHEDULES.values():
        for param in row.params:
            kinds.setdefault(param.name, set()).add((param.title, param.symbol))
    assert {name: kind for name, kind in kinds.items() if len(kind) > 1} == {}
    forms = [form for row in OPTIMIZERS.values() for form in row.forms.values()]
    others = {p.name for row in (*forms, *SURFACES.values()) for p in row.params}
    assert not set(SCHEDULE_PARAMS) & others

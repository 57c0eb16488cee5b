"""What the browser is told of the inside of a rule is what the run holds, for every form of every optimizer."""

import json

import numpy as np
import pytest

from optiviz import OPTIMIZERS, PathSpec, simulate
from optiviz.explain import numbers
from optiviz.internals import arrows, internals
from optiviz.ui.inside import described, measured

FORMS = [(key, name) for key, row in OPTIMIZERS.items() for name in row.forms]


@pytest.fixture(params=FORMS, ids=lambda form: "-".join(form))
def path(request):
    key, convention = request.param
    return simulate(PathSpec("rosenbrock", key, convention, steps=12, values={"learning_rate": 1e-3}))


def columns(arrays, name):
    """An array of measured in the shape it had: (rows, 2) or (rows,)."""
    if name in arrays:
        return arrays[name]
    return np.stack([arrays[f"{name}.x"], arrays[f"{name}.y"]], axis=1)


def test_every_quantity_and_every_arrow_is_sent(path):
    words, (header, arrays) = described(path), measured(path)
    found = internals(path)
    assert [q["key"] for q in words["quantities"]] == [q.key for q in found]
    for told, q in zip(words["quantities"], found, strict=True):
        np.testing.assert_array_equal(columns(arrays, f"q.{q.key}"), q.values)
        assert told["wide"] == (q.values.ndim == 2)
        assert told["symbol"].startswith("<math")
        assert header["limits"].get(q.key) == q.limit
    for name, values in arrows(path).items():
        if name != "update":
            np.testing.assert_array_equal(columns(arrays, f"a.{name}"), values)


def test_every_number_that_an_equation_asks_for_is_sent(path):
    words, (header, arrays) = described(path), measured(path)
    known = numbers(path)
    for line in words["lines"]:
        for name, offset in line["slots"]:
            assert offset in (0, -1)
            if name in ("theta", "t"):
                continue
            given = header["constants"].get(name)
            np.testing.assert_array_equal(columns(arrays, f"n.{name}") if given is None else given, known[name])


def test_the_words_are_json_and_every_array_has_a_number_a_row(path):
    header, arrays = measured(path)
    json.dumps([described(path), header], allow_nan=False)
    assert {values.shape for values in arrays.values()} == {(13,)}


def test_switches_tell_when_the_equations_change():
    off = simulate(PathSpec("bowl", "gd", steps=3))
    on = simulate(PathSpec("bowl", "gd", steps=3, values={"weight_decay": 0.1}))
    assert (described(off)["switches"], described(on)["switches"]) == ([], ["weight_decay"])
    assert described(off)["lines"] != described(on)["lines"]

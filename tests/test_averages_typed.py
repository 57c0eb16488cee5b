"""Numbers that readers paste or upload are read, or it is said what is wrong with them."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optiviz.averages.typed import LONGEST, MOST, read
from optiviz.ui import shelf

READ = [
    ("1\n2\n3", {"column 1": [1, 2, 3]}),
    ("1, 2, 3", {"column 1": [1, 2, 3]}),
    ("1 2 3", {"column 1": [1, 2, 3]}),
    ("1;2;3", {"column 1": [1, 2, 3]}),
    ("\ufeffloss\n0.5\n0.25\n", {"loss": [0.5, 0.25]}),
    ("step,loss\n1,0.5\n2,0.25", {"step": [1, 2], "loss": [0.5, 0.25]}),
    ("day;°C\n1;1,5\n2;−2,5", {"day": [1, 2], "°C": [1.5, -2.5]}),
    ("a\tb\n1\t2\n3\t4", {"a": [1, 3], "b": [2, 4]}),
    ("date,value\n2024-01-01,3\n2024-01-02,4", {"value": [3, 4]}),
    ('name,value\n"a, b",3\nc,4', {"value": [3, 4]}),
    ("x,x\n1,2\n3,4", {"x": [1, 3], "x (2)": [2, 4]}),
    ("\n\n1e3\n\n2e3\n", {"column 1": [1000, 2000]}),
]


@pytest.mark.parametrize(("text", "expected"), READ, ids=range(len(READ)))
def test_columns_are_read(text, expected):
    found, _ = read(text)
    assert list(found) == list(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values)


REFUSED = [
    ("", "There is nothing in it."),
    (" \n\t\n", "There is nothing in it."),
    ("7", "One value has no average worth watching"),
    ("a\n7", "One value has no average worth watching"),
    ("1\nabc\n3", "“abc” in row 2 is no number"),
    ("1\nnan\n3", "“nan” in row 2 is no number"),
    ("1\ninf", "“inf” in row 2 is no number"),
    ("1\n1e300", "“1e300” in row 2 is larger than 1e9"),
    ("1\n1_000", "“1_000” in row 2 is no number"),
    ("a,b\n1,\n,2", "The cell in row 2 is empty"),
    ("1\n" * (MOST + 1), f"at most {MOST} are read"),
    ("1" * (LONGEST + 1), f"at most {LONGEST} are read"),
    ("1,2\n" + ",".join("1" * 60), "at most 50 are read"),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_read_is_said(text, sentence):
    with pytest.raises(ValueError, match=r"\.$") as refused:
        read(text)
    assert sentence in str(refused.value)


def test_a_column_that_is_left_out_says_why():
    found, others = read("day,name,x\n1,a,0.5\n2,b,\n3,c,2e9")
    assert list(found) == ["day"]
    assert others == [
        "Column “name” was left out: “a” in row 2 is no number.",
        "Column “x” was left out: the cell in row 3 is empty.",
    ]
    assert read("day,x\n1,2e9\n2,3")[1] == ["Column “x” was left out: “2e9” in row 2 is larger than 1e9."]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(text=st.text(alphabet=st.sampled_from("0123456789.,;-+e \t\n\r\"'ab\x00−"), max_size=60))
def test_no_text_at_all_breaks_reading(text):
    found = {}
    with suppress(ValueError):  # every other error fails the test
        found, _ = read(text)
    assert all(np.isfinite(values).all() and len(values) > 1 for values in found.values())


def test_the_shelf_keeps_what_was_used_last_and_nothing_can_be_guessed():
    first = shelf.lay([1.0, 2.0])
    assert shelf.take(first) == (1.0, 2.0)
    second = shelf.lay([3.0])
    for _ in range(shelf.PLACES - 1):
        shelf.lay([0.0])
        shelf.take(first)
    assert shelf.take(first) == (1.0, 2.0)
    with pytest.raises(ValueError, match="no longer held"):
        shelf.take(second)
    with pytest.raises(ValueError, match="no longer held"):
        shelf.take("../secret")
    assert len(first) >= 16

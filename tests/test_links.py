"""A link says exactly what is on screen, and a broken one never breaks the page."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optiviz.links import NAMES, from_query, to_query
from optiviz.specs import DEFAULT_RACE, MOST_LANES, RaceSpec
from optiviz.surfaces import SURFACES
from tests.races import RACES

MANY = settings(max_examples=150, deadline=None, derandomize=True)


def listed(query):
    """The query as a browser gives it back: every parameter a list of texts."""
    return {name: texts if isinstance(texts, list) else [texts] for name, texts in query.items()}


@MANY
@given(race=RACES)
def test_every_race_comes_back_from_its_link_exactly_and_without_a_word(race):
    assert from_query(listed(to_query(race))) == (race, [])


def test_an_empty_link_is_the_default_race():
    assert from_query({}) == (DEFAULT_RACE, [])


BROKEN = [  # (query, what the sentence must contain)
    ({"surface": ["roosenbrock"]}, 'did you mean "rosenbrock"?'),
    ({"surface": [""]}, "Unknown surface"),
    ({"surface": ["nonsense"]}, f"and {len(SURFACES) - 8} more. Showing bowl."),
    ({"values": ["kappa=nan"]}, "`kappa` must be in [1, 1e6], got nan. Using 30."),
    ({"values": ["kapa=3"]}, 'did you mean "kappa"?'),
    ({"start": ["1"]}, "two numbers"),
    ({"start": ["1,2,3"]}, "two numbers"),
    ({"start": ["inf,0"]}, "two numbers"),
    ({"start": ["1e999,0"]}, "two numbers"),
    ({"steps": ["1e9"]}, "`steps` must be a whole number in [1, 2000], got 1e9. Using 150."),
    ({"steps": ["12.5"]}, "whole number"),
    ({"tolerance": ["-1"]}, "`tolerance`"),
    ({"rate": ["banana"]}, "`learning_rate` must be in [0, 1e6], got banana."),
    ({"run": ["adamm"]}, 'did you mean "adam"?'),
    ({"run": ["adam.tensorflow"]}, "Unknown convention of adam"),
    ({"run": ["adam.pytorch,b1=1"]}, "`b1` must be in [0, 1), got 1. Using 0.9."),
    ({"run": ["adam.pytorch,learning_rate="]}, "`learning_rate`"),
    ({"run": ["gd.pytorch,schedule=cosin"]}, 'did you mean "cosine"?'),
    ({"run": ["gd.pytorch,schedule=cosine,schedule.warm=3"]}, "Unknown value of the schedule cosine"),
    ({"run": ["gd.pytorch,schedule=cosine,schedule.warmup=-3"]}, "`warmup` must be"),
    ({"gradient": ["noise=loud"]}, "`noise` must be in [0, 1e6], got loud. Using 0."),
    ({"gradient": ["batch=8"]}, "Unknown value of the gradient on bowl"),
    ({"surface": ["least_squares"], "gradient": ["batch=25"]}, "`batch` must be a whole number in [0, 24]"),
    ({"run": ["gd"] * 9}, "the first 8 are shown"),
    ({"run": ["nothing", "<script>alert(1)</script>"]}, "No optimizer of the link is known"),
    ({"bogus": ["1"]}, 'Unknown part of the link "bogus"'),
]


@pytest.mark.parametrize(("query", "sentence"), BROKEN)
def test_what_is_wrong_takes_its_default_and_is_said(query, sentence):
    race, problems = from_query(query)
    assert any(sentence in problem for problem in problems)
    assert from_query(listed(to_query(race))) == (race, [])


def test_a_sentence_about_an_unknown_name_stays_short():
    for query in ({"surface": ["nonsense"]}, {"run": ["nonsense"]}):
        assert all(len(problem) < 200 for problem in from_query(query)[1])


def test_what_is_right_in_a_broken_link_is_kept():
    race, problems = from_query({"surface": ["beale"], "steps": ["x"], "run": ["gd.keras,learning_rate=0.5", "what"]})
    assert (race.place.surface, race.place.steps) == ("beale", 150)
    assert [(lane.optimizer, lane.convention, lane.values["learning_rate"]) for lane in race.lanes] == [
        ("gd", "keras", 0.5)
    ]
    assert len(problems) == 2


@MANY
@given(
    query=st.dictionaries(
        st.sampled_from(NAMES) | st.text(max_size=9),
        st.lists(st.text(alphabet=string.printable + "é\x00\u202e", max_size=60), max_size=12),
        max_size=8,
    )
)
def test_no_link_at_all_can_break_reading(query):
    race, problems = from_query(query)
    assert isinstance(race, RaceSpec)
    assert all(isinstance(problem, str) and len(problem) < 900 for problem in problems)
    assert len(problems) <= 7


def test_an_endless_link_is_cut_short():
    race, problems = from_query({"run": ["adam," + "b1=0.5," * 100_000] * 1000, "values": ["kappa=2," * 100_000]})
    assert len(race.lanes) == MOST_LANES
    assert len(problems) <= 7

"""No number of the Reference is merely typed: each is a default of the catalogue, comes to a value, or has a source."""

import math
import re
from types import SimpleNamespace

import jax.numpy as jnp
import pytest

from optiviz import OPTIMIZERS
from optiviz.optimizers import Oracle
from optiviz.presets import PRESETS
from optiviz.reference import CARDS, DECISIONS, ENTRIES, GLOSSARY, LITERATURE, MISTAKES
from optiviz.reference.facts import fact

YEAR = r"\b(?:1[78]|19|20)\d\d\b"
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?!\w)")
CITED = re.compile(rf"([A-ZÀ-ž][\w'À-ž]+)(?:[^.;()\d]|al\.)*?({YEAR})")
HALVES = math.log(2)
DESCENT_LIMIT = 2.0  # |1 - learning rate x curvature| < 1

COMES_TO = {  # (text, number as it stands there) -> what it must come to, rounded as it stands
    ("gd.ranges", "2"): DESCENT_LIMIT,
    ("adamw.ranges", "0.69"): HALVES,
    ("radam.ranges", "0.6"): 1 - 2 / (1 + 4),  # where the longest memory, 2 / (1 - beta 2) - 1, is 4
    ("limit", "2"): DESCENT_LIMIT,
    ("velocity", "0.9"): OPTIMIZERS["momentum"].forms["pytorch"].params[1].default,
    ("bias", "3.162"): 0.1 / math.sqrt(1 - 0.999),
    ("turned", "45"): PRESETS["A3"].spec.place.surface_values["angle"],
    ("half_life", "0.69"): HALVES,
    ("ema", "3"): -math.log(1 - 0.95),
    ("ema", "0.9"): 1 - 1 / 10,
    ("ema", "10"): 1 / (1 - 0.9),
    ("ema", "29"): float(fact("E3", "t90")),
    ("ema", "65.1"): float(fact("E3", "rule")),
    ("Weights should stay small", "0.69"): HALVES,
    ("Comparing optimizers at one shared learning rate", "100"): PRESETS["L3"].spec.place.surface_values["a"],
    ("Raising momentum and keeping the learning rate", "0.9"): OPTIMIZERS["momentum"]
    .forms["pytorch"]
    .params[1]
    .default,
}
SOURCES = {  # (text, number) -> who says so, where no Param has it and the text cites nobody
    ("lbfgs.differences", "20"): "PyTorch's max_iter",
    ("adamw.differences", "1e-4"): "optax's default",
    ("radam.differences", "5"): "PyTorch's threshold",
    ("radam.differences", "4"): "the paper's threshold",
    ("ademamix.differences", "5"): "optax's default",
    ("ema", "95"): "the share that the card asks for",
}
NOT_KEPT = {"newton", "saddle_free_newton", "lbfgs", "signsgd"}  # whose copies are said in words
UNUSED = {"rmsprop": {"g_mean", "b"}}  # kept only with "centered" or momentum, which are off by default
FIRST = {"newton": 1740, "amsgrad": 2018}  # first said there: Simpson; ICLR, before the arXiv


def texts():
    """(name, text, numbers of the catalogue that it may name, whether it says where its numbers are from)."""
    for key, entry in ENTRIES.items():
        defaults = {param.default for form in OPTIMIZERS[key].forms.values() for param in form.params}
        for part in ("problem", "ranges", "differences"):
            text = getattr(entry, part)
            yield f"{key}.{part}", text, defaults, part == "ranges" and bool(CITED.search(text))
    for row in DECISIONS:
        yield row.task, f"{row.task} {row.settings} {row.unless}", set(), bool(CITED.search(row.source))
    for row in MISTAKES:
        yield row.mistake, f"{row.mistake} {row.effect}", set(), False
    for card in CARDS:
        yield card.key, f"{card.question} {card.answer}", set(), False
    for word, meaning in GLOSSARY.items():
        yield word, meaning, set(), False


def numbers(text):
    """Numbers of a text, without years, 0, 1 and the digits of beta 1 to 3."""
    plain = re.sub(rf"{YEAR}|\b[Bb]eta [123]\b", "", text).replace("−", "-")
    return [number for number in NUMBER.findall(plain) if float(number) not in (0, 1)]


def rounded(value, number):
    """A value with as many decimals as a number has."""
    return float(f"{value:.{len(number.partition('.')[2])}f}")


def test_every_number_is_a_default_or_comes_to_a_value_or_has_a_source():
    typed = [
        (name, number)
        for name, text, defaults, cites in texts()
        for number in numbers(text)
        if not (cites or float(number) in defaults or (name, number) in {**COMES_TO, **SOURCES})
    ]
    assert not typed


def test_a_number_that_comes_to_a_value_is_that_value_as_far_as_it_is_written_out():
    assert {key for key, value in COMES_TO.items() if rounded(value, key[1]) != float(key[1])} == set()


def test_what_is_explained_stands_in_the_texts():
    said = {(name, number) for name, text, *_ in texts() for number in numbers(text)}
    assert set(COMES_TO) | set(SOURCES) <= said
    assert not set(COMES_TO) & set(SOURCES)


def test_whoever_is_cited_is_in_the_literature_or_the_source_of_a_rule():
    known = " ".join(paper for papers in LITERATURE.values() for paper in papers)
    known += " ".join(row.reference for row in OPTIMIZERS.values())
    said = " ".join([*(text for _, text, *_ in texts()), *(row.source for row in DECISIONS)])
    assert {name for name, _ in CITED.findall(said) if name not in known} == set()


class Reading:
    """The state of a rule, which remembers what was read."""

    def __init__(self, state):
        self.held, self.read = state, set()

    def __getattr__(self, name):
        self.read.add(name)
        return self.held[name]


@pytest.mark.parametrize("key", sorted(set(ENTRIES) - NOT_KEPT))
def test_an_entry_says_how_many_numbers_a_step_reads_of_the_one_before(key):
    form = OPTIMIZERS[key].forms[OPTIMIZERS[key].convention]
    values = SimpleNamespace(**{param.name: param.default for param in form.params}, base_rate=0.1)
    point = jnp.array([1.0, 2.0])
    bowl = Oracle(lambda p: p @ p / 2, lambda p: p, lambda p: jnp.eye(2))
    state = Reading(form.init(point, values))
    form.step(point, state, bowl, values, 2.0)
    kept = {name for name in state.read if jnp.shape(state.held[name]) == (2,)}
    assert len(kept - UNUSED.get(key, set())) == ENTRIES[key].copies


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_is_as_old_as_the_oldest_source_of_its_rule(key):
    source = OPTIMIZERS[key].reference
    years = [int(year) for year in re.findall(rf"{YEAR}(?!\.)", source)]
    years += [2000 + int(year) for year in re.findall(r"arXiv:(\d\d)\d\d\.", source)]
    assert ENTRIES[key].year == FIRST.get(key, min(years))


def ranges():
    return [
        (key, param) for key, row in OPTIMIZERS.items() for param in row.forms[row.convention].params if param.usual
    ]


@pytest.mark.parametrize(("key", "param"), ranges(), ids=lambda value: getattr(value, "name", value))
def test_the_range_behind_a_slider_is_the_one_that_the_entry_tells(key, param):
    """In figures, or as that of the rule that its entry names."""
    text = ENTRIES[key].ranges
    if param.tried in text:
        return
    model = re.search(r"\b[Aa]s (?:for )?(Adam|momentum)\b", text)[1].lower()
    assert next(own for own in OPTIMIZERS[model].forms["pytorch"].params if own.name == param.name).tried == param.tried


def test_a_range_that_people_try_lies_on_its_slider_and_is_the_same_in_all_forms_that_have_one():
    for key, row in OPTIMIZERS.items():
        usual = {}
        for param in (param for form in row.forms.values() for param in form.params if param.usual):
            assert param.low <= param.usual[0] < param.usual[1] <= param.high, (key, param.name)
            usual.setdefault(param.name, set()).add(param.usual)
        assert all(len(ranges) == 1 for ranges in usual.values()), key

"""Every number that a preset states is found again by running it; every sentence is complete."""

import functools
import re
from typing import NamedTuple

import pytest

from optiviz.presets import PAGES, PRESETS, RACES, rules
from optiviz.simulate import race
from optiviz.specs import RaceSpec
from tests.conftest import ROOT


class Same(NamedTuple):
    """A RaceSpec, the same only as itself: two of them need not be compared by all their numbers."""

    spec: RaceSpec

    def __eq__(self, other):
        return self.spec is other.spec

    def __hash__(self):
        return id(self.spec)


@functools.lru_cache(maxsize=16)
def ran(same):
    """The Paths of a race, once for all facts of a preset."""
    return race(same.spec.paths())


FACTS = [(preset, fact) for preset in PRESETS.values() for fact in preset.facts]


@pytest.mark.parametrize(("preset", "fact"), FACTS, ids=[f"{preset.key}-{fact.name}" for preset, fact in FACTS])
def test_what_a_preset_states_is_what_runs(preset, fact):
    spec = fact.race or preset.spec
    found = fact.measure(ran(Same(spec)) if isinstance(spec, RaceSpec) else spec)
    if isinstance(fact.value, float | int) and fact.within:
        assert found == pytest.approx(fact.value, rel=fact.within)
    else:
        assert found == fact.value


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_is_complete(preset):
    assert re.fullmatch(r"[A-Za-z0-9]+", preset.key)
    assert preset.page in PAGES
    assert (ROOT / "pages" / f"{preset.page}.py").exists()
    assert preset in (*PAGES[preset.page].presets, *rules.PRESETS)
    assert preset.facts
    names = [fact.name for fact in preset.facts]
    assert len(set(names)) == len(names)
    for text in (preset.question, preset.truth, preset.but, *preset.choices):
        assert "{" not in preset.told(text)
        assert not re.match(r"(\d+[.)]|[-+*#>]) ", preset.told(text)), "Markdown would make a list of it."
    assert preset.truth
    assert bool(preset.question) == bool(preset.choices)
    assert not preset.choices or 0 <= preset.answer < len(preset.choices)


ASKING = {key: preset for key, preset in RACES.items() if preset.question}


@pytest.mark.parametrize("preset", ASKING.values(), ids=ASKING)
def test_what_answers_a_question_is_on_screen_with_the_answer(preset):
    """The truth begins with what happened to the run that was asked about: one of the preset's own race."""
    facts = {fact.name: fact for fact in preset.facts}
    told = [facts[name] for name in re.findall(r"{(\w+)}", preset.truth)]
    spec = next(fact.race for fact in told if "known" not in fact.measure.__qualname__) or preset.spec
    shown = preset.spec.paths()
    assert all(path in shown for path in spec.paths())


def test_keys_are_unique_over_all_pages():
    assert sum(len(page.presets) for page in PAGES.values()) + len(rules.PRESETS) == len(PRESETS)

"""The Reference is complete and leads somewhere: entries, claims, decisions, cards, words, literature."""

import re

import pytest

from optiviz import OPTIMIZERS
from optiviz.claims import CLAIMS, TOPICS, VERDICTS
from optiviz.presets import PAGES, PRESETS
from optiviz.reference import CARDS, DECISIONS, ENTRIES, GLOSSARY, LITERATURE, MISTAKES
from optiviz.ui.reference.state import SECTIONS

TAUGHT = {"A": 8, "D": 16, "E": 14, "F": 9, "G": 5, "H": 6, "I": 4, "J": 19, "K": 2, "L": 1, "M": 11}
NOT_SHOWN = {  # claims without a row: the reason
    "sA8": "only says which chapter comes next",
    "sE14": "cannot be understood",
    "sH6": "another rule's equations",
    "sM11": "says nothing",
}
BOARDS = {"A8": {"adagrad"}, "A9": {"adam", "amsgrad"}}  # presets without a race: whom their charts show
OTHER_PAGES = {"playground", "reference", "about"}


def places():
    """Every (text's name, key of a preset or page) that the Reference links to."""
    yield from ((f"claim {claim.key}", key) for claim in CLAIMS.values() for key in claim.where)
    yield from ((f"entry {entry.key}", key) for entry in ENTRIES.values() for key in (*entry.good, *entry.weak))
    yield from ((f"{type(row).__name__} {row[0]}", key) for row in (*DECISIONS, *MISTAKES, *CARDS) for key in row.where)


def test_every_link_leads_to_a_preset_or_a_page():
    known = {*PRESETS, *PAGES, *SECTIONS, *OTHER_PAGES}
    assert [(name, key) for name, key in places() if key not in known] == []


def test_every_claim_in_scope_names_a_preset_that_shows_it_or_the_reason_why_none_can():
    in_scope = {f"s{topic}{k}" for topic, count in TAUGHT.items() for k in range(1, count + 1)} - set(NOT_SHOWN)
    assert set(CLAIMS) == in_scope | {"sC11"}
    assert {claim.key[1] for claim in CLAIMS.values()} == set(TOPICS)
    for claim in CLAIMS.values():
        assert bool(set(claim.where) & set(PRESETS)) != bool(claim.unshown), claim.key
        assert set(claim.where) <= set(SECTIONS) if claim.unshown else claim.where[0] in PRESETS, claim.key
        assert len(set(claim.where)) == len(claim.where) > 0
        assert claim.verdict in VERDICTS
        assert all(text.endswith(".") for text in (claim.text, claim.note, claim.unshown or "."))


def test_every_optimizer_has_an_entry_and_they_stand_in_order_of_age():
    assert set(ENTRIES) == set(OPTIMIZERS)
    years = [entry.year for entry in ENTRIES.values()]
    assert years == sorted(years)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_entry_is_complete_and_repairs_an_older_optimizer(key):
    entry = ENTRIES[key]
    assert entry.key == key
    assert all(text.endswith(".") for text in (entry.problem, entry.ranges, entry.differences))
    keys = list(ENTRIES)
    assert entry.after == "" if key == keys[0] else keys.index(entry.after) < keys.index(key)


@pytest.mark.parametrize("key", ENTRIES)
def test_every_entry_leads_to_its_point_and_to_its_weak_case_in_runs_of_its_optimizer(key):
    good, weak = ENTRIES[key].good, ENTRIES[key].weak
    assert good
    assert weak
    assert not set(good) & set(weak)
    for name in (*ENTRIES[key].good, *ENTRIES[key].weak):
        spec = PRESETS[name].spec
        assert key in BOARDS[name] if spec is None else key in {lane.optimizer for lane in spec.lanes}, name


def test_decisions_name_optimizers_and_their_sources():
    for row in DECISIONS:
        assert row.optimizers
        assert set(row.optimizers) <= set(OPTIMIZERS)
        assert re.search(r"\d{4}", row.source)


def test_cards_have_keys_of_their_own():
    assert len({card.key for card in CARDS}) == len(CARDS)
    assert all(re.fullmatch(r"[a-z_]+", card.key) for card in CARDS)
    assert all(card.question.endswith("?") for card in CARDS)


def test_words_and_literature_stand_in_order():
    assert list(GLOSSARY) == sorted(GLOSSARY)
    for papers in LITERATURE.values():
        assert all(re.search(r" \d{4}, ", paper) for paper in papers)
        assert len(set(papers)) == len(papers)


def test_every_source_that_a_claim_names_is_in_the_literature_or_a_row():
    """By its first author and year."""
    cited = " ".join(paper for papers in LITERATURE.values() for paper in papers)
    cited += " ".join(row.reference for row in OPTIMIZERS.values())
    sources = "; ".join(claim.source for claim in CLAIMS.values())
    names = re.findall(r"([A-ZÀ-ž][\w'À-ž]+)[^;\d]*?(\d{4})", sources)
    missing = {name for name, _ in names if name not in cited}
    assert missing <= {"Cauchy"}

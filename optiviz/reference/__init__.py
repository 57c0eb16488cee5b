"""What the Reference page says beside the catalogues: entries, decisions, mistakes, cards, words, literature.

Everything is data. Names of presets and pages are keys; where such a key has no page yet, its text stands without a
link.
"""

from optiviz.reference.cards import CARDS, Card
from optiviz.reference.decisions import DECISIONS, MISTAKES, Decision, Mistake
from optiviz.reference.entries import ENTRIES
from optiviz.reference.literature import LITERATURE
from optiviz.reference.row import Entry
from optiviz.reference.scope import LEFT_OUT
from optiviz.reference.words import GLOSSARY

__all__ = [
    "CARDS",
    "DECISIONS",
    "ENTRIES",
    "GLOSSARY",
    "LEFT_OUT",
    "LITERATURE",
    "MISTAKES",
    "Card",
    "Decision",
    "Entry",
    "Mistake",
]

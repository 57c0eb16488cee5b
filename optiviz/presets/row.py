"""What every preset and every page of the course holds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from optiviz.messages import digits, signs
from optiviz.specs import RaceSpec


class Fact(NamedTuple):
    """A number that a preset states, and how to find it again.

    name stands for it in sentences, as in "{gd} steps"; value is what it came to: a number, a word, or None for what
    does not happen; measure(paths) finds it on the Paths of the race. within is the relative tolerance, 0 for exactly.
    race is another one than the preset's own, where the number belongs to a variant of it.
    """

    name: str
    value: float | str | None
    measure: Callable
    within: float = 0.0
    race: RaceSpec | None = None


@dataclass(frozen=True)
class Preset:
    """One thing to see: what to run, a question to answer before looking, the truth afterwards, and its limits.

    key is its name in links, page the key of its Page. spec is None where no race shows it, but charts of the page's
    own; its facts then measure for themselves, given None. question and choices, of which answer is the right index,
    may be empty. truth and but are sentences with the names of facts in braces. What it shows of what is often taught
    stands in optiviz.claims.
    views are shown at first, where they are not the page's; knobs are names of the values that matter here.
    """

    key: str
    page: str
    title: str
    spec: object
    facts: tuple = ()
    question: str = ""
    choices: tuple[str, ...] = ()
    answer: int = 0
    truth: str = ""
    but: str = ""
    views: tuple[str, ...] = ()
    knobs: tuple[str, ...] = ()

    def told(self, text):
        """text with the values of the facts in place of their names."""
        return signs(text.format(**{fact.name: spoken(fact.value) for fact in self.facts}))


@dataclass(frozen=True)
class Page:
    """A page of the course: what it is about, in the order in which it is told.

    views are those of the stage shown at first, extra those that can be switched on beside the usual ones; offered are
    names of gradient params and "schedule" that have knobs even while they do nothing; inside: internals are open at
    first; limits says what two parameters cannot show; references are whole citations.
    """

    key: str
    title: str
    intro: str
    views: tuple[str, ...] = ("contour", "loss")
    extra: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    inside: bool = False
    limits: str = ""
    references: tuple[str, ...] = ()
    presets: tuple[Preset, ...] = field(default=())


def spoken(value):
    """A value as sentences say it: at most four digits, "never" for what does not happen."""
    if value is None:
        return "never"
    return value if isinstance(value, str) else digits(value)

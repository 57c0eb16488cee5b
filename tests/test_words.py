"""No number in a sentence of the course is typed by hand: it is a fact, a setting of the run, or has a reason here."""

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from inspect import isfunction

import numpy as np
import pytest

from optiviz import online
from optiviz.challenges import CHALLENGES, reaching, shaping
from optiviz.claims import CLAIMS
from optiviz.lessons import LESSONS, PLANS
from optiviz.messages import digits, signs
from optiviz.presets import PAGES, PRESETS
from optiviz.stability import best_rate, lessard, polyak
from optiviz.surfaces import SURFACES
from optiviz.terrain import landmarks, survey
from tests.conftest import ROOT
from tests.reference.verify import BOUND

NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?(?!\w)")
CITED = re.compile(r"(?:[A-ZÀ-ž][\w'’-]+|al\.) \(?(?:18|19|20)\d\d\b|; (?:18|19|20)\d\d|arXiv:?\s?[\d.]+")
ALGEBRA = (
    "√100 + 1",
    "√100 − 1",
    "1 / (",
    "2 / (",
    "2 (1 +",
    "2 over the",
    "2/11",
    "2/κ",
    "(1 +",
    "2 momentum",
    "1 − β",
    "(1 - beta)",
    "/ 2)² / 2",
    "beta 2",
    "beta 1",
    "x⁴/4",
    "ln 2",
    "ln 10",
)
NEAR = 0.15  # how far "about 50" may be from what is measured
REASONS = {  # preset or challenge -> {number: why it may stand there}
    "B2": {"10": "the feature is made up, and these are its ends"},
    "E1": {"5": "the share that counts as no worse, as the sweep has it"},
    "E3": {"95": "the share that is asked for"},
    "A9": {"1": "the ends of the interval", "0.999": "Adam's default"},
    "C5": dict.fromkeys(("0.92", "0.93", "0.95"), "an end of the window that test_challenges tries"),
    "votes": {"0.9999": "AdEMAMix's default"},
    "C12": {"4": "a warm-up that test_challenges tries"},
    "C6": {"5": "the learning rate in percent, where the curvature is 1"},
}
LIMIT = next(fact.value for fact in PRESETS["S2"].facts if fact.name == "limit")  # where that challenge starts, too
THEORY = {  # challenge -> what theory says, from the curvatures of its place and the defaults of libraries
    "C1": (2 / 10, 1 + 10, best_rate(1, 10)),
    "C2": (2 / 20, 100 * (reaching.EDGE - 1)),
    "C3": polyak(1, 100),
    "C4": (*lessard(1, 100), 1 / 100),
    "C11": (math.log(2) / shaping.HALF, math.log(2) / (1e-3 * 1e-2)),
    "C12": (*shaping.STARTS, landmarks("sharp_entry", {}).minima[0][0], LIMIT),
}
WALKED = online.walk.__defaults__  # of the board about a loss that changes
CONSTANTS = [
    value for module in (reaching, shaping) for value in vars(module).values() if isinstance(value, int | float)
]


def numbers(thing):
    """Every number that a spec, a mapping or the arguments of a measure hold, not its sign."""
    if isinstance(thing, int | float) and not isinstance(thing, bool):
        yield abs(float(thing))
    elif is_dataclass(thing):
        yield from numbers([getattr(thing, field.name) for field in fields(thing)])
    elif isfunction(thing):
        yield from numbers([cell.cell_contents for cell in thing.__closure__ or ()])
    elif isinstance(thing, Mapping):
        yield from numbers(list(thing.values()))
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from numbers(part)


def typed(text):
    """The numbers that stand in a text itself, as texts; not names of facts, years of papers and plain algebra."""
    text = CITED.sub("", re.sub(r"{.*?}", "", text))
    for part in ALGEBRA:
        text = text.replace(part, "")
    return [number.replace(",", "") for number in NUMBER.findall(text)]


def untold(text, known, key=None):
    """The numbers in a text that are neither known, as exactly as they are written, nor have a reason."""
    known = list(known)
    return [number for number in typed(text) if number not in REASONS.get(key, ()) and not _among(number, known)]


def _among(number, known):
    """Whether a number is one of the known ones, rounded as it is written; a single digit is one of them as it is."""
    digits = number.partition("e")[0].replace(".", "").lstrip("0")
    digits = len(digits.rstrip("0") if float(number) >= 1e4 else digits)
    if digits == 1 and "." not in number:
        return any(math.isclose(value, float(number), rel_tol=0.01) for value in known)
    return any(f"{value:.{digits}g}" == f"{float(number):.{digits}g}" for value in known)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_number_in_a_preset_is_a_fact_or_a_setting_of_what_runs(preset):
    known = list(numbers([preset.spec, [(fact.race, fact.measure) for fact in preset.facts]]))
    assert untold(" ".join((preset.title, preset.question, preset.truth, preset.but)), known, preset.key) == []
    measured = [*known, *numbers([fact.value for fact in preset.facts])]
    for number in map(float, typed(preset.choices[preset.answer])) if preset.choices else ():
        assert any(abs(number - value) <= NEAR * value for value in measured), number


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_number_in_a_note_on_a_claim_is_one_of_the_presets_that_show_it(claim):
    shown = [PRESETS[name] for name in claim.where if name in PRESETS]
    facts = [fact for preset in shown for fact in preset.facts]
    measured = [(fact.value, fact.race, fact.measure) for fact in facts]
    known = numbers([[preset.spec for preset in shown], measured, [WALKED for preset in shown if preset.key == "A9"]])
    assert untold(claim.note, known, claim.key) == []


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_every_fact_of_a_preset_stands_in_a_sentence(preset):
    told = " ".join((preset.question, preset.truth, preset.but, *preset.choices))
    assert {fact.name for fact in preset.facts} == set(re.findall(r"{(\w+)}", told))


@pytest.mark.parametrize("row", CHALLENGES.values(), ids=CHALLENGES)
def test_a_number_in_a_challenge_is_one_that_its_judge_or_its_races_hold(row):
    known = numbers([row.start, row.par, row.judge, CONSTANTS, THEORY.get(row.key, ())])
    assert untold(f"{row.title} {row.task} {row.hint} {row.theory}", known, row.key) == []


def test_pages_and_stories_have_no_numbers_of_their_own():
    for page in PAGES.values():
        assert untold(page.intro + page.limits, ()) == []
    for lesson in LESSONS.values():
        assert untold(lesson.title + lesson.intro, ()) == []
        for step in lesson.steps:
            assert untold(f"{step.lead} {step.question} {step.choices}", numbers(PRESETS[step.preset].spec)) == []
    for plan in PLANS.values():
        assert untold(plan.title + plan.intro, [float(plan.key)]) == []
        assert untold(" ".join(stop.what for stop in plan.stops), ()) == []


PRINTED = {1e-8: "1e−8", -2.127: "−2.127", 0.05: "0.05", 1e5: "1e5", 3.727e-5: "3.727e−5", 0.0: "0", -1e-10: "−1e−10"}


@pytest.mark.parametrize(("value", "text"), PRINTED.items())
def test_numbers_in_sentences_have_true_minus_signs_and_short_exponents(value, text):
    assert digits(value) == text


def test_signs_are_those_of_numbers_only():
    assert signs("from (-2, 1) by 1e-08, mini-batches of 10-20, 1 - x, x-1") == (
        "from (−2, 1) by 1e−8, mini-batches of 10-20, 1 - x, x-1"
    )


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_no_sentence_of_a_preset_has_a_hyphen_for_a_minus(preset):
    for text in (preset.question, preset.truth, preset.but, *preset.choices):
        assert not re.search(r"(?<!\w)-\d|\de-\d", preset.told(text))


CATALOGUES = ("presets", "challenges", "lessons", "claims", "surfaces", "optimizers", "schedules", "reference", "code")
CODE = [path.relative_to(ROOT) for place in ("optiviz", "pages") for path in sorted((ROOT / place).rglob("*.py"))]
SAYING = [
    path for path in CODE if path.parts[:2] == ("optiviz", "ui") or not {*CATALOGUES} & {*path.with_suffix("").parts}
]
WORDS, STYLE = re.compile(r"[a-zA-Z]{2,} [a-zA-Z]"), re.compile(r"{[^}]*[;:] [^}]*}")
EXAMPLES = {  # module -> numbers that may stand in its sentences, and why
    "about": {"64": "bits of a float", f"{BOUND:.0e}": "what tests/reference/verify.py allows"},
    "averages": {"8": "UTF-8"},
    "links": {"2.5": "an example of a start"},
    "outcomes": {"2": "the limit of gradient descent on a bowl"},
    "sheet": {"10": "the base of the logarithm"},
    "sweeps": {"0.5": "the median", "2": "a map has two sides at least"},
    "typed": {"2": "one value has no average"},
}


def said(path):
    """The texts of a module that hold words, not its docstrings and style sheets."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)]
    docs = {body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and node not in docs else None
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        if isinstance(text, str) and WORDS.search(text) and not STYLE.search(text):
            yield text


@pytest.mark.parametrize("path", SAYING, ids=str)
def test_what_the_app_says_around_its_catalogues_has_no_numbers_of_its_own(path):
    allowed = {"0", "1", *EXAMPLES.get(path.stem, ())}
    assert [text for text in said(path) if set(typed(text)) - allowed] == []


def test_the_scan_of_what_the_app_says_finds_a_number():
    assert typed("Settles after 40 steps.") == ["40"]
    assert len(SAYING) > 100
    assert any("loss surfaces of two parameters" in text for text in said("optiviz/ui/about.py"))


def spread_equally():
    """The condition number of the surface of least squares, were its features of the same size."""
    features = np.array([*SURFACES["least_squares"].table.values()][:2])
    return np.linalg.cond(features / np.linalg.norm(features, axis=1, keepdims=True)) ** 2


STORIES = {  # surface -> what else its story speaks of
    "double_well": (2 / math.sqrt(27),),
    "well": (2 / math.sqrt(27),),
    "d2l_bowl": (0.4,),  # the learning rate of the book
    "cliff_meadow": (8 * 5.0,),  # the slope that its formula tends to
    "least_squares": (spread_equally(),),
    "scaled_feature": (
        SURFACES["scaled_feature"].values["feature_spread"] ** 2,
        0.0,
        10.0,
    ),  # centred; where its inputs lie
    "logistic": (2 / 0.2,),
}


def of_surface(row):
    """What can be computed about a surface: places, losses, slopes, curvatures, condition numbers, limits of rates."""
    minima, saddles = row.listed("minima", row.values), row.listed("saddles", row.values)
    points = np.concatenate([minima, saddles, [row.start]])
    loss, gradient, hessian = survey(row.key, row.values, points)
    curvatures = np.linalg.eigvalsh(hessian)
    flat, steep = curvatures[: len(minima)].T
    with np.errstate(divide="ignore", invalid="ignore"):
        limits = [1 / flat, 1 / steep, steep / flat, 2 / steep]
    slopes = np.linalg.norm(gradient, axis=1)
    parts = [*row.values.values(), *row.domain, len(minima), row.examples, *STORIES.get(row.key, ())]
    return np.abs(np.concatenate([parts, *map(np.ravel, (points, loss, gradient, slopes, curvatures, *limits))]))


@pytest.mark.parametrize("row", SURFACES.values(), ids=SURFACES)
def test_a_number_in_the_story_of_a_surface_is_true_of_it(row):
    story = re.sub(r"\([^()]*\d{4}[^()]*\)", "", row.story)  # who has published it, and when
    assert [number for number in typed(story) if not _among(number, of_surface(row))] == []

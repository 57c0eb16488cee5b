"""The house keeps its layout: imports point one way, every row is complete, the README tells the truth."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from optiviz import OPTIMIZERS, SURFACES
from optiviz.legend import legend
from optiviz.optimizers.row import When
from optiviz.specs import DEFAULT_RACE, Lane, starting_lane

ROOT = Path(__file__).parent.parent
FILES = sorted([*ROOT.glob("optiviz/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"])
LAYERS = (  # from the bottom up: a file may import from its own layer's package and from those above it in this list
    ("optiviz.params", "optiviz.messages", "optiviz.records", "optiviz.kept", "optiviz.claims"),
    ("optiviz.surfaces", "optiviz.optimizers"),
    ("optiviz.schedules", "optiviz.averages"),
    ("optiviz.terrain", "optiviz.specs"),
    (
        "optiviz.legend",
        "optiviz.links",
        "optiviz.measures",
        "optiviz.seeing",
        "optiviz.code",
        "optiviz.slices",
        "optiviz.gradients",
    ),
    ("optiviz.units",),
    ("optiviz.outcomes",),
    ("optiviz.readouts",),
    ("optiviz.internals",),
    ("optiviz.events", "optiviz.explain", "optiviz.planes", "optiviz.ruler"),
    ("optiviz.simulate", "optiviz.sparse", "optiviz.online", "optiviz.parts"),
    ("optiviz.ensembles",),
    ("optiviz.sweeps", "optiviz.stability"),
    ("optiviz.fair",),
    ("optiviz.noise", "optiviz.shaken"),
    ("optiviz.presets", "optiviz.challenges", "optiviz.lessons", "optiviz.reference"),
    ("optiviz",),
    ("optiviz.ui",),
    ("pages",),
    ("app",),
)
FIGURES = "optiviz.figures"  # beside the others: above records, below ui


def module(path):
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def imported(path):
    """Every module that a file imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name):
    """The index of the most specific layer that a module belongs to, or None for one from outside."""
    found = [(len(root), k) for k, layer in enumerate(LAYERS) for root in layer if name == root or inside(name, root)]
    return max(found)[1] if found else None


def inside(name, root):
    return root != "optiviz" and name.startswith(root + ".")


@pytest.mark.parametrize("path", FILES, ids=module)
def test_imports_point_one_way(path):
    own = module(path)
    for name in imported(path):
        if name.startswith(FIGURES):
            assert own.startswith((FIGURES, "optiviz.ui")), f"{own} imports {name}"
        elif own.startswith(FIGURES):
            assert layer(name) in (None, 0), f"{own} imports {name}"
        elif layer(name) is not None:
            assert layer(name) <= layer(own), f"{own} imports {name}, which lies above it"


WARM = "optiviz.ui.warm"
ALLOWED = {  # library -> the only places that may import it
    "streamlit": ("optiviz.ui", "pages", "app"),
    "plotly": (FIGURES,),
    "starlette": ("optiviz.ui.server", "optiviz.ui.live"),
    "platformdirs": (WARM,),
    "latex2mathml": ("optiviz.explain",),
    "jax": (
        "optiviz",
        "optiviz.surfaces",
        "optiviz.optimizers",
        "optiviz.terrain",
        "optiviz.simulate",
        "optiviz.ensembles",
        "optiviz.seeing",
        "optiviz.noise",
        "optiviz.sparse",
        "optiviz.online",
        "optiviz.ui.warm",
    ),
    "numpy": ("optiviz",),
}


@pytest.mark.parametrize("path", FILES, ids=module)
def test_libraries_stay_in_their_rooms(path):
    own = module(path)
    for name in imported(path):
        rooms = ALLOWED.get(name.partition(".")[0])
        if rooms is None:
            continue
        fits = any(own == room or inside(own, room) for room in rooms) or (
            rooms == ("optiviz",) and own[:7] == "optiviz"
        )
        assert fits, f"{own} imports {name}"


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_row_is_complete(key):
    row = OPTIMIZERS[key]
    assert row.key == key
    assert re.fullmatch(r"[a-z0-9_]+", key)
    assert len(row.story) > 60
    assert row.story.endswith(".")
    assert re.search(r"\d{4}", row.reference)
    assert row.unit in ("gradient", "length", "factor")
    assert set(row.forms) <= {"pytorch", "keras", "paper", "ema"}
    for form in row.forms.values():
        names = [p.name for p in form.params]
        assert names[0] == "learning_rate"
        assert len(set(names)) == len(names)
        assert all(isinstance(line, When) or "=" in line for line in form.equations)
        assert all(p.check(p.default) == p.default and p.title for p in form.params)
        assert all(form.title(name) for name in form.state)
        assert form.moment is None or form.moment[0] in form.state
        assert form.ahead in (None, *form.state)
        assert form.scaled_limit is None or form.scaling
    assert starting_lane(key).values["learning_rate"] == row.rate


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_words_beside_an_equation_call_a_default_a_default(key):
    """Readers may have set another number, which stands on the same card."""
    for form in OPTIMIZERS[key].forms.values():
        assert not re.search(r"\d\.\d", form.note) or "default" in form.note, form.note


@pytest.mark.parametrize("key", [key for key, row in OPTIMIZERS.items() if "pytorch" in row.forms])
def test_pytorch_is_the_default_convention_where_there_is_one(key):
    assert OPTIMIZERS[key].convention == "pytorch"


def test_one_name_means_one_thing_over_all_rows():
    titles = {}
    for row in OPTIMIZERS.values():
        for form in row.forms.values():
            for param in form.params:
                titles.setdefault(param.name, set()).add((param.title, param.symbol))
    assert {name: kinds for name, kinds in titles.items() if len(kinds) > 1} == {}
    surface_names = {p.name for row in SURFACES.values() for p in row.params}
    assert not surface_names & set(titles)


def test_lanes_are_told_apart_by_label_and_by_colour():
    lanes = [starting_lane(key) for key in list(OPTIMIZERS)[:5]]
    lanes += [Lane("adam"), Lane("adam", "keras"), Lane("adam", values={"eps": 0.1})]
    labels, slots = zip(*legend(lanes), strict=True)
    assert len(set(labels)) == 8
    assert sorted(slots) == list(range(8))
    assert labels[-1] == "Adam, epsilon 0.1"
    assert legend([Lane("adam"), Lane("adam", values={"learning_rate": 0.3})])[1][0] == "Adam, learning rate 0.3"
    same = legend([Lane("gd"), Lane("gd")])
    assert same[0][0] != same[1][0]


def test_lanes_that_differ_in_a_number_of_their_schedule_are_told_apart_by_it():
    warm = Lane("gd", schedule_values={"warmup": 10})
    assert [label for label, _ in legend([Lane("gd"), warm])] == [
        "Gradient descent, warm-up 0",
        "Gradient descent, warm-up 10",
    ]
    assert legend([Lane("gd", schedule="cosine"), warm])[0][0] == "Gradient descent, cosine"


def test_an_optimizer_keeps_its_colour_when_another_one_leaves():
    before = dict(legend(DEFAULT_RACE.lanes))
    after = dict(legend(DEFAULT_RACE.lanes[1:]))
    assert after == {label: before[label] for label in after}


def test_the_readme_is_short_and_its_worked_example_runs():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 80
    example = re.search(r"```python\n(.*?)```", text, re.S)[1]
    assert len(example.strip().splitlines()) <= 20
    added = {}
    try:
        exec(example, added)
    finally:
        row = OPTIMIZERS.pop("normalized")
    lengths = np.linalg.norm(np.diff(added["path"].theta, axis=0), axis=1)
    np.testing.assert_allclose(lengths, row.forms["paper"].params[0].default, rtol=1e-9)
    for name in re.findall(r"\(([\w/.]+\.(?:png|md|py))\)", text):
        assert (ROOT / name).exists(), name
    picture = ROOT / re.search(r"\(([\w/.]+\.png)\)", text)[1]
    assert picture.stat().st_size < 500_000

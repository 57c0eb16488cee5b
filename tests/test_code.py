"""The code that people copy ends where the run on screen ended, in every library, and says so where it cannot."""

import functools
import importlib.util
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optiviz import OPTIMIZERS, SURFACES, simulate
from optiviz.code import LIBRARIES, script
from optiviz.code.lanes import schedule
from optiviz.schedules import SCHEDULES
from optiviz.specs import DEFAULT_RACE, MOST_LANES, Lane, Place, RaceSpec, starting_lane
from optiviz.terrain import survey

ROOT = Path(__file__).parent.parent
BOUND = 1e-6
FORMS = [(key, convention) for key, row in OPTIMIZERS.items() for convention in row.forms]
CLOSE = {"learning_rate": 0.03, "weight_decay": 0.3, "dampening": 0.4, "eps": 0.05, "centered": 1.0, "momentum": 0.6}


def ours(lane):
    """A lane with other values than the row's own, so that every one of them matters."""
    names = {param.name for param in OPTIMIZERS[lane.optimizer].forms[lane.convention].params}
    return Lane(lane.optimizer, lane.convention, {name: x for name, x in CLOSE.items() if name in names})


STARTING = [starting_lane(*form) for form in FORMS]
OTHER = [ours(lane) for lane in STARTING]
TIMED = [starting_lane(*form) for form in (("momentum", "keras"), ("momentum", "pytorch"), ("adam",))]
EARLY = {"every": 6.0, "milestone_1": 5.0, "milestone_2": 9.0, "milestone_3": 14.0, "period": 8.0, "half_cycle": 6.0}
DEFAULT = [starting_lane(key) for key in OPTIMIZERS]
BARE = [
    Lane(lane.optimizer, lane.convention, {**lane.values, "bias_correction": 0.0})
    for lane in OTHER
    if "bias_correction" in lane.values
]


def early(schedule):
    """Values of a schedule with which it changes within a short run."""
    return {name: number for name, number in EARLY.items() if name in schedule.values}


@functools.cache
def races():
    """Races of at most MOST_LANES lanes: every form on two surfaces, every surface with one."""
    return [*_races()]


def _races():
    tilted = Place("bowl", {"kappa": 8.0, "angle": 30.0}, (-2.0, 1.5), 40)
    shallow = Place("rosenbrock", {"b": 4.0}, (-1.2, 1.0), 30)
    for place, lanes in ((tilted, STARTING), (tilted, OTHER), (tilted, BARE), (shallow, DEFAULT)):
        for k in range(0, len(lanes), MOST_LANES):
            yield RaceSpec(place, tuple(lanes[k : k + MOST_LANES]))
    for k, (key, row) in enumerate(SCHEDULES.items()):
        timing = {**early(row), "warmup": 5.0 * (k % 2)}
        lanes = tuple(replace(lane, schedule=key, schedule_values=timing) for lane in TIMED)
        yield RaceSpec(replace(tilted, steps=25), lanes)
    short = Place("rosenbrock", {"b": 4.0}, (-1.2, 1.0), 20, {"clip": 2.0})
    yield RaceSpec(short, tuple(starting_lane(key) for key in ("gd", "sam", "adam", "momentum", "lbfgs")))
    for key, row in SURFACES.items():
        steepness = np.linalg.norm(survey(key, row.values, [row.start])[1])
        gd = Lane("gd", values={"learning_rate": float(0.05 / steepness)})
        yield RaceSpec(Place(key, steps=20), (gd,))


@pytest.fixture(scope="module")
def printed():
    """printed(library) -> what the script of each race printed; each library's scripts run in one process."""
    found = {}

    def run(library):
        if library not in found:
            scripts = json.dumps([script(library, race) for race in races()])
            command = [sys.executable, str(ROOT / "tests" / "run_scripts.py")]
            done = subprocess.run(command, input=scripts, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr[-3000:]
            found[library] = json.loads(done.stdout)
        return found[library]

    return run


def points(text):
    """label -> final point, of what a script printed."""
    lines = [line.rsplit(" ", 2) for line in text.splitlines()]
    return {label: np.array([float(x), float(y)]) for label, x, y in lines}


def missing(library):
    return importlib.util.find_spec(library) is None


def installed(library):
    reason = f"{library} is not installed: it is asked for on Python 3.11 only, see requirements-dev.txt"
    # Only torch, and only off Python 3.11, where its wheel brings gigabytes of CUDA; on 3.11 nothing is skipped.
    marks = [pytest.mark.skipif(missing(library), reason=reason)]
    return pytest.param(library, id=library, marks=marks)


INSTALLED = [installed(library) for library in LIBRARIES]


@pytest.mark.parametrize("library", INSTALLED)
def test_every_script_ends_where_the_run_on_screen_ends(library, printed):
    apart = []
    for race, text in zip(races(), printed(library), strict=True):
        found = points(text)
        assert len(found) == len(race.lanes)
        for spec, (label, point) in zip(race.paths(), found.items(), strict=True):
            end = simulate(spec).theta[-1]
            if not np.abs(point - end).max() <= BOUND:
                apart.append(f"{label} ({spec.convention}) on {spec.surface}: {point} instead of {end}")
    assert not apart, "\n".join(apart)


def test_the_races_of_this_file_miss_no_surface_and_no_form():
    assert {race.place.surface for race in races()} == set(SURFACES)
    assert {(lane.optimizer, lane.convention) for race in races() for lane in race.lanes} == set(FORMS)
    assert all(np.isfinite(simulate(spec).theta).all() for race in races() for spec in race.paths())


@pytest.mark.parametrize("library", INSTALLED)
def test_a_script_runs_as_it_was_copied(library, tmp_path):
    path = tmp_path / "copied.py"
    path.write_text(script(library, DEFAULT_RACE), encoding="utf-8")
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    ends = [simulate(spec).theta[-1] for spec in DEFAULT_RACE.paths()]
    np.testing.assert_allclose(list(points(done.stdout).values()), ends, atol=BOUND)


@pytest.mark.parametrize("key", SURFACES)
def test_every_surface_has_code_that_uses_all_its_values_and_data(key):
    row = SURFACES[key]
    for name in ("x", *("y",) * (not row.one_parameter), *row.values, *row.table):
        assert re.search(rf"\b{name}\b", "\n".join(row.code)), name


@pytest.mark.parametrize(("key", "convention"), FORMS)
def test_every_form_is_written_out_or_called_and_says_why(key, convention):
    race = RaceSpec(Place(steps=10), (starting_lane(key, convention),))
    for library, row in LIBRARIES.items():
        lane = script(library, race).rpartition("\n\n")[2]
        own = OPTIMIZERS[key].forms[convention].code.call(library, race.lanes[0].values, False)
        assert ("descend(" in lane) == (own is not None)
        assert own or lane.startswith(f"# {OPTIMIZERS[key].title}")
        assert own or row.title in lane or library in lane


@pytest.mark.parametrize("key", SCHEDULES)
def test_a_script_uses_the_librarys_own_schedule_where_it_has_one(key):
    lane, row = starting_lane("adam"), SCHEDULES[key]
    race = RaceSpec(Place(steps=40), (replace(lane, schedule=key, schedule_values=early(row)),))
    for library, columns in LIBRARIES.items():
        own = schedule(columns, race.paths()[0])
        text = script(library, race)
        listed = "rates = [" in text
        assert key == "constant" or listed == (own is None or "descend(" not in text)


@pytest.mark.parametrize(("surface", "gradient"), [("bowl", {"noise": 0.5}), ("least_squares", {"batch": 4.0})])
def test_luck_of_the_draw_is_refused_in_a_sentence(surface, gradient):
    race = replace(DEFAULT_RACE, place=Place(surface, gradient=gradient))
    with pytest.raises(ValueError, match="no library draws the same numbers"):
        script("torch", race)


def test_a_library_that_is_not_known_and_a_rule_without_code_are_said_in_a_sentence(monkeypatch):
    with pytest.raises(ValueError, match=r"pytorch.*torch"):
        script("pytorch", DEFAULT_RACE)
    form = replace(OPTIMIZERS["gd"].forms["pytorch"], code=None)
    monkeypatch.setitem(OPTIMIZERS["gd"].forms, "pytorch", form)
    with pytest.raises(ValueError, match=r"Gradient descent \(pytorch\) has no code"):
        script("torch", DEFAULT_RACE)

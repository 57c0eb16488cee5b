"""What every reference script shares: surfaces, starts, the schedule, and the file that it writes.

Nothing here knows a library or the app. The surfaces are plain arithmetic on whatever numbers they are given, so each
script hands in its own library's numbers and lets that library differentiate. A case holds every value of its
optimizer; its path has one point more than it has steps.
"""

import inspect
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
STEPS = 60
NUDGE = 4  # ulps by which the start is moved to see how sensitive a path is
GROWTH = 1e-11  # the most that the nudge may become: past it, 1e-10 would mean little
SWITCHES = ("centered",)
COUNTS = ("memory",)


def bowl(x, y, kappa, angle):
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    along, across = x * c + y * s, y * c - x * s
    return 0.5 * (along * along + kappa * across * across)


def rosenbrock(x, y, b):
    return (1 - x) ** 2 + b * (y - x**2) ** 2


def beale(x, y):
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def himmelblau(x, y):
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


class Place(NamedTuple):
    """A surface, its values, a start, and a learning rate that suits plain gradient descent there."""

    surface: str
    function: Callable
    values: dict
    start: tuple[float, float]
    rate: float

    def loss(self, x, y):
        return self.function(x, y, **self.values)


PLACES = {
    "bowl": Place("bowl", bowl, {"kappa": 25.0, "angle": 0.0}, (-4.0, 1.5), 0.04),
    "tilted": Place("bowl", bowl, {"kappa": 25.0, "angle": 30.0}, (-4.0, 1.5), 0.04),
    "rosenbrock": Place("rosenbrock", rosenbrock, {"b": 100.0}, (-1.2, 1.0), 5e-4),
    "shallow": Place("rosenbrock", rosenbrock, {"b": 4.0}, (-1.2, 1.0), 5e-3),
    "beale": Place("beale", beale, {}, (1.0, 1.5), 0.01),
    "himmelblau": Place("himmelblau", himmelblau, {}, (0.5, -0.5), 0.008),
}

VALLEY = ("bowl", "rosenbrock", "tilted")
HILLS = ("tilted", "himmelblau", "bowl")
WITH_HILLS = ("bowl", "tilted", "rosenbrock", "himmelblau")
WITH_BEALE = ("rosenbrock", "tilted", "bowl", "beale")


@dataclass(frozen=True)
class Row:
    """One optimizer of a library: what to call, how its arguments are named, and what to run.

    names maps our value names to the library's argument, or to (argument, index) where it takes a tuple, or to a tuple
    of several arguments that share the value. fixed are further arguments. plans(rate) lists dicts of our values, the
    rest being the library's defaults; rate is Place.rate. A plan made by scheduled(...) changes its learning rate
    before every step. Each plan runs on two of the places, in turn.
    """

    optimizer: str
    convention: str
    function: Callable
    names: dict
    plans: Callable
    fixed: dict = field(default_factory=dict)
    places: tuple = VALLEY
    own: dict = field(default_factory=dict)  # what stands in for a default of the library, or for one that it lacks

    def defaults(self):
        """Our value names with the library's default values, where it has any."""
        given = {name: p.default for name, p in inspect.signature(self.function).parameters.items()}
        found = {}
        for ours, theirs in self.names.items():
            name, index = theirs if isinstance(theirs, tuple) else (theirs, None)
            value = given.get(name, inspect.Parameter.empty)
            if value is not inspect.Parameter.empty:
                found[ours] = float((value[index] if isinstance(index, int) else value) or 0)
        return found

    def arguments(self, values):
        """The library's keyword arguments for our values."""
        arguments = dict(self.fixed)
        for ours, theirs in self.names.items():
            value = bool(values[ours]) if ours in SWITCHES else int(values[ours]) if ours in COUNTS else values[ours]
            if isinstance(theirs, str):
                arguments[theirs] = value
            elif isinstance(theirs[1], int):
                arguments[theirs[0]] = (*arguments.get(theirs[0], ()), value)
            else:
                arguments |= dict.fromkeys(theirs, value)
        return arguments


def scheduled(**values):
    """A plan whose learning rate differs at every step."""
    return {**values, "schedule": True}


def schedule(peak):
    """Linear warm-up over 10 steps, then a cosine down to 5 %: 60 different learning rates."""
    rates = [
        peak * (0.1 + 0.09 * k if k < 10 else 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (k - 10) / 50)))
        for k in range(STEPS)
    ]
    assert len(set(rates)) == STEPS
    return rates


def cases(rows, run):
    """All cases of the rows as dicts; run(row, values, place, rates) -> a function from a start to 61 points."""
    found = []
    for row in rows:
        before = len(found)
        for i in range(len(row.plans(1.0))):
            for key in (row.places[(i + j) % len(row.places)] for j in range(2)):
                found.append(_case(row, PLACES[key], i, run))
        print(f"{row.optimizer:20}{row.convention:10}{len(found) - before:4} cases")
    return found


def _case(row, place, i, run):
    values = {**row.defaults(), **row.own, **row.plans(place.rate)[i]}
    rates = schedule(values["learning_rate"]) if values.pop("schedule", False) else None
    used = rates or [values["learning_rate"]] * STEPS
    path = run(row, values, place, used)
    theta = path(place.start)
    assert len(theta) == STEPS + 1
    growth = max(_distance(theta, path(start)) for start in _neighbours(place.start))
    if not growth < GROWTH:
        print(f"  too sensitive, {growth:.1e}: {row.optimizer} on {place.surface} with {values}")
    return {
        "optimizer": row.optimizer,
        "convention": row.convention,
        "surface": place.surface,
        "surface_values": place.values,
        "start": place.start,
        "steps": STEPS,
        "values": values,
        "learning_rates": rates,
        "theta": theta if growth < GROWTH else None,
    }


def _neighbours(start):
    """The start with one coordinate some ulps further up or down."""
    for ulps in (-NUDGE, NUDGE):
        yield start[0] + ulps * math.ulp(start[0]), start[1]
        yield start[0], start[1] + ulps * math.ulp(start[1])


def _distance(one, other):
    return max(abs(a - b) for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True))


def write(library, version, found, defaults_of=()):
    """Write one library's cases, one a line, every float in full; nothing if a case is too sensitive to compare.

    defaults_of: rows whose defaults are the library's own, which the app promises to have too.
    """
    if any(case["theta"] is None for case in found):
        raise SystemExit("Nothing written: choose other values for the cases that are too sensitive.")
    defaults = [
        {"optimizer": row.optimizer, "convention": row.convention, "values": row.defaults()} for row in defaults_of
    ]
    head = json.dumps({"library": library, "version": version, "defaults": defaults}, allow_nan=False)
    lines = ",\n".join(json.dumps(case, allow_nan=False) for case in found)
    path = FOLDER / f"{library}.json"
    path.write_text(f'{head[:-1]}, "cases": [\n{lines}\n]}}\n')
    print(f"{path.name}: {len(found)} cases, {path.stat().st_size / 1e3:.0f} kB")

"""Compare every reference case with the app, and write optiviz/verified.json, which the About page shows.

python -m tests.reference.verify
"""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from optiviz.simulate import simulate
from optiviz.specs import PathSpec

FOLDER = Path(__file__).parent
VERIFIED = FOLDER.parents[1] / "optiviz" / "verified.json"
BOUND = 1e-10  # the largest difference in any coordinate at any step that counts as the same path


class Group(NamedTuple):
    """One form of one optimizer in one library's reference file."""

    optimizer: str
    convention: str
    library: str
    version: str


def documents():
    """The reference files, as dicts."""
    return [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]


def groups():
    """The cases of each Group, sorted by group."""
    found = {}
    for document in documents():
        for case in document["cases"]:
            key = Group(case["optimizer"], case["convention"], document["library"], document["version"])
            found.setdefault(key, []).append(case)
    return dict(sorted(found.items()))


def differences(case):
    """How far the app's path is from the case's, step by step, (steps + 1,)."""
    names = ("surface", "surface_values", "optimizer", "convention", "start", "steps", "values")
    path = simulate(PathSpec(**{name: case[name] for name in names}), case["learning_rates"])
    return np.abs(path.theta - np.array(case["theta"])).max(axis=1)


def row(group, cases):
    """What verified.json says of one Group."""
    largest = max(differences(case).max() for case in cases)
    steps = max(case["steps"] for case in cases)
    return {**group._asdict(), "cases": len(cases), "steps": steps, "deviation": float(f"{largest:.1e}")}


if __name__ == "__main__":
    rows = [row(group, cases) for group, cases in groups().items()]
    VERIFIED.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    print(f"{len(rows)} rows, {sum(row['cases'] for row in rows)} cases, {max(row['deviation'] for row in rows):.1e}")

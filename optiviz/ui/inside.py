"""What goes on inside of the lane in focus, for the browser: words and equations once, numbers with every answer.

Arrays have a number a row, row k tells of step k: "q.KEY" of each quantity, "n.NAME" of what else the equations ask
for, "a.NAME" of each arrow; where a quantity has a number a coordinate, ".x" and ".y" are added.
"""

import numpy as np

from optiviz.explain import mathml, numbers, template
from optiviz.internals import arrows, internals

SENT = ("theta", "t")  # the browser has the path itself and counts its rows
TRUE = ("update",)  # arrows that the path shows


def described(path):
    """Titles and equations, for json.dumps; they change with the rule and with switches, not with other numbers."""
    quantities = [
        {"key": q.key, "title": q.title, "symbol": mathml(q.symbol), "wide": q.values.ndim == 2}
        for q in internals(path)
    ]
    lines = [{"symbolic": t.symbolic, "filled": t.filled, "slots": t.slots} for t in template(path.spec)]
    return {"quantities": quantities, "lines": lines, "switches": _switches(path)}


def measured(path):
    """(header for json.dumps, {name: array (rows,)}) of a path: limits, constants and numbers."""
    found = internals(path)
    known = numbers(path)
    needed = {name for line in template(path.spec) for name, _ in line.slots if name not in SENT}
    header = {
        "limits": {q.key: q.limit for q in found if q.limit is not None},
        "constants": {name: float(known[name]) for name in needed if not np.ndim(known[name])},
        "switches": _switches(path),
    }
    arrays = {}
    for q in found:
        _add(arrays, f"q.{q.key}", q.values)
    for name in needed - header["constants"].keys():
        _add(arrays, f"n.{name}", known[name])
    for name, values in arrows(path).items():
        if name not in TRUE:
            _add(arrays, f"a.{name}", values)
    return header, arrays


def _switches(path):
    """Which values that choose equation lines are on: with another choice the equations are others."""
    names = sorted({line.name for line in path.spec.form.equations if not isinstance(line, str)})
    return [name for name in names if path.spec.values[name]]


def _add(arrays, name, values):
    if values.ndim == 1:
        arrays[name] = values
    else:
        arrays[f"{name}.x"], arrays[f"{name}.y"] = values.T

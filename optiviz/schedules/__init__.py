"""The schedule catalogue: learning rates as closed-form float64 arrays, one row each.

Row k of an array drives step k to k + 1. A schedule knows nothing of optimizers or surfaces: it takes plain numbers.
"""

from types import MappingProxyType, SimpleNamespace

import numpy as np

from optiviz.messages import unknown
from optiviz.schedules import cycling, falling
from optiviz.schedules.row import Schedule, Twin
from optiviz.schedules.values import WARMUP

SCHEDULES = {row.key: row for module in (falling, cycling) for row in module.ROWS}
SCHEDULE_PARAMS = {p.name: p for row in SCHEDULES.values() for p in row.params}
WARMUP_EQUATION = (
    r"\eta_t = \begin{cases} \frac{t}{W + 1} s_0 & t < W + 1 \\ s_{t - 1 - W} & \text{otherwise} \end{cases}"
)


def rates(key, base, steps, values=MappingProxyType({})):
    """The learning rate of each step, (steps,) float64: schedule `key` on the learning rate `base`.

    values by name, those left out are the row's defaults. A warm-up of W steps grows in equal parts to the schedule's
    own first value, which step W has; the schedule then has what is left of the run. ValueError for an unknown
    schedule, an unknown name, a value that is not legal, or less than one step.
    """
    h, steps = checked(key, values), int(steps)
    if steps < 1:
        raise ValueError(f"A schedule needs at least 1 step, got {steps}.")
    return base * shares(SCHEDULES[key], h, steps)


def shares(row, h, steps):
    """The share of the base for each step, (steps,), for values h by attribute."""
    warm = int(h.warmup)
    own = row.function(np.arange(max(steps - warm, 1), dtype=float), length(h, steps), h)
    if not warm:
        return own
    growth = np.arange(1, min(warm, steps) + 1) / (warm + 1)
    return np.concatenate([growth * own[0], own])[:steps]


def length(h, steps):
    """How many steps the schedule itself takes in a run of so many: its length, or all that the warm-up leaves."""
    return int(getattr(h, "length", 0)) or max(steps - int(h.warmup), 1)


def checked(key, values):
    """The values of a schedule by attribute, complete and legal; ValueError as for rates."""
    if key not in SCHEDULES:
        raise ValueError(unknown("schedule", key, list(SCHEDULES)))
    legal = {p.name: p for p in SCHEDULES[key].params}
    for name in values:
        if name not in legal:
            raise ValueError(unknown(f"value of the schedule {key}", name, list(legal)))
    return SimpleNamespace(**{name: p.check(values.get(name, p.default)) for name, p in legal.items()})


__all__ = ["SCHEDULES", "SCHEDULE_PARAMS", "WARMUP", "WARMUP_EQUATION", "Schedule", "Twin", "checked", "rates"]

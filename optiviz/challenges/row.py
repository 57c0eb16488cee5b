"""What every challenge holds, and how its attempts are judged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from optiviz.measures import settle
from optiviz.optimizers import OPTIMIZERS
from optiviz.schedules import SCHEDULES
from optiviz.specs import Lane, RaceSpec, starting_lane
from optiviz.terrain import landmarks


class Verdict(NamedTuple):
    """What came of an attempt.

    score is the number that counts, less being better unless the row has more, None where there is none to give;
    sentence says what happened, whether it passed or not.
    """

    passed: bool
    score: float | None
    sentence: str


@dataclass(frozen=True)
class Challenge:
    """A task on a race of one lane that passes or fails by the same numbers for everyone: no luck, and no timing.

    start is the race that a reader meets, which fails; par one that passes, about as good as it gets. Only the lane
    counts: judge(race) gets the reader's on the place of start. free are the names of the knobs that may be turned,
    optimizers and schedules keys of those that may be chosen instead of the one there. gold(score) says whether a
    passing score is as good as par or nearly so; unit is what scores are counted in. hint may be asked for; theory,
    with {par} for par's score, is told afterwards. secret: the place must not be read anywhere. more: a larger score
    is better.
    """

    key: str
    title: str
    task: str
    start: RaceSpec
    par: RaceSpec
    judge: Callable
    gold: Callable
    unit: str
    free: tuple[str, ...]
    hint: str
    theory: str
    optimizers: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    views: tuple[str, ...] = ("contour", "loss")
    secret: bool = False
    more: bool = False

    def attempt(self, lane):
        """The Verdict on the reader's Lane."""
        if problem := self.foul(lane):
            return Verdict(False, None, problem)
        return self.judge(RaceSpec(self.start.place, (lane,), None, self.start.tolerance))

    def foul(self, lane):
        """A sentence on what a Lane changes that is fixed here, or ""."""
        own = self.start.lanes[0]
        if lane.optimizer not in (own.optimizer, *self.optimizers):
            return f"{OPTIMIZERS[lane.optimizer].title} is not among the optimizers of this challenge."
        if lane.schedule not in (own.schedule, *self.schedules):
            return f"“{SCHEDULES[lane.schedule].title}” is not among the schedules of this challenge."
        given = own if lane.optimizer == own.optimizer else starting_lane(lane.optimizer)
        times = Lane(own.optimizer, schedule=lane.schedule).schedule_values
        times = {name: own.schedule_values.get(name, value) for name, value in times.items()}
        fixed = [(lane.values, given.values), (lane.schedule_values, times)]
        names = {name for its, ours in fixed for name in its if name not in self.free and its[name] != ours.get(name)}
        changed = lane.convention != given.convention or names
        return f"Only these may be changed here: {', '.join(self.free)}." if changed else ""


def settled(path, tolerance):
    """First step from which a path's loss stays within the tolerance of the surface's lowest minimum, or None."""
    return settle(path.loss, landmarks(path.spec.surface, path.spec.surface_values).floor, tolerance)


def told(step):
    """When something settled, in words."""
    return "it does not settle" if step is None else f"it settles at step {step}"

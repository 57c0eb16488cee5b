"""What to run: frozen specs that are complete and legal once they exist. optiviz.links turns them into links and back.

Mappings of values are read-only and in the order of their row's params.
"""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from optiviz.messages import unknown
from optiviz.optimizers import OPTIMIZERS
from optiviz.optimizers.values import LEARNING_RATE
from optiviz.params import Param
from optiviz.schedules import SCHEDULES, rates
from optiviz.surfaces import SURFACES

STEPS = Param("steps", "T", "steps", 150, 10, 2000, "count", "How many steps each optimizer takes.", floor=1)
TOLERANCE = Param(
    "tolerance", r"\tau", "tolerance", 1e-3, 1e-8, 1.0, "log", "Settled: the loss stays within this of its minimum."
)
COORDINATE = Param("start", r"\theta_0", "start", 0.0, -1e6, 1e6, help="All optimizers start here.")
MOST_LANES = 8

# How the optimizers see the gradient: the same for all of a race.
NOISE = Param(
    "noise",
    r"\sigma",
    "gradient noise",
    0.0,
    1e-3,
    30.0,
    "log0",
    "Standard deviation of the normal number that is added to each coordinate of every gradient.",
    floor=0.0,
    ceiling=1e6,
)
NOISE_RATIO = Param(
    "noise_ratio",
    r"\varrho",
    "noise y / noise x",
    1.0,
    1e-3,
    1e3,
    "log",
    "How much louder the noise is along y than along x.",
    floor=0.0,
    ceiling=1e6,
)
CLIP = Param(
    "clip",
    "c",
    "clip at norm",
    0.0,
    1e-2,
    1e3,
    "log0",
    "Longer gradients are shortened to this length; 0: none is.",
    floor=0.0,
    ceiling=1e9,
)
SEED = Param(
    "seed", "s", "seed", 0.0, 0, 999, "count", "Another seed, other noise and other batches.", ceiling=2**31 - 1
)
BATCH = Param("batch", "B", "batch size", 0.0, 0, 256, "count", "Examples that a gradient is averaged over; 0: all.")
GRADIENT = (NOISE, NOISE_RATIO, CLIP, SEED)


@functools.cache
def gradient_params(surface):
    """The Params of how gradients are seen on a surface: the batch size only where it is made of examples."""
    examples = SURFACES[surface].examples
    return (*GRADIENT, BATCH.but(high=examples, ceiling=examples)) if examples else GRADIENT


@dataclass(frozen=True)
class PathSpec:
    """One run: an optimizer in one convention, on a surface, from a start, for a number of steps.

    Anything left out takes its default: the convention and its values from the optimizer's row, surface_values and
    start from the surface's row. The finished spec holds every value as a Python float. ValueError, with the name, the
    rule and the value, for anything unknown or not legal.
    """

    surface: str = "bowl"
    optimizer: str = "gd"
    convention: str | None = None
    start: tuple[float, float] | None = None
    steps: int = int(STEPS.default)
    values: dict = field(default_factory=dict)
    surface_values: dict = field(default_factory=dict)
    schedule: str = "constant"
    schedule_values: dict = field(default_factory=dict)
    gradient: dict = field(default_factory=dict)

    def __post_init__(self):
        lane = Lane(self.optimizer, self.convention, self.values, self.schedule, self.schedule_values)
        place = Place(self.surface, self.surface_values, self.start, self.steps, self.gradient)
        _fill(self, lane, ("convention", "values", "schedule_values"))
        _fill(self, place, ("surface_values", "start", "steps", "gradient"))

    def __hash__(self):
        return hash((self.surface, self.optimizer, self.convention, self.start, self.steps))

    @property
    def form(self):
        """The form of the rule that runs."""
        return OPTIMIZERS[self.optimizer].forms[self.convention]

    @property
    def exact(self):
        """Whether the rule sees the gradient of the surface as it is: no noise, no batches, no clipping."""
        return not any(self.gradient.get(param.name) for param in (NOISE, CLIP, BATCH))

    def rates(self):
        """The learning rate of each step, (steps,)."""
        return rates(self.schedule, self.values["learning_rate"], self.steps, self.schedule_values)


@dataclass(frozen=True)
class Lane:
    """One optimizer of a race: its convention and all its values, and the schedule of its learning rate."""

    optimizer: str
    convention: str | None = None
    values: dict = field(default_factory=dict)
    schedule: str = "constant"
    schedule_values: dict = field(default_factory=dict)

    def __post_init__(self):
        row = _row("optimizer", self.optimizer, OPTIMIZERS)
        convention = self.convention or row.convention
        form = _row(f"convention of {self.optimizer}", convention, row.forms)
        values = _values(f"value of {self.optimizer} ({convention})", form.params, self.values)
        params = _row("schedule", self.schedule, SCHEDULES).params
        times = _values(f"value of the schedule {self.schedule}", params, self.schedule_values)
        _fill(self, {"convention": convention, "values": values, "schedule_values": times})


@dataclass(frozen=True)
class Place:
    """What all runs of a race share: the surface and its values, the start, the steps, how gradients are seen."""

    surface: str = "bowl"
    surface_values: dict = field(default_factory=dict)
    start: tuple[float, float] | None = None
    steps: int = int(STEPS.default)
    gradient: dict = field(default_factory=dict)

    def __post_init__(self):
        row = _row("surface", self.surface, SURFACES)
        values = _values(f"value of {self.surface}", row.params, self.surface_values)
        start = _point(row.start if self.start is None else self.start)
        gradient = _values(f"value of the gradient on {self.surface}", gradient_params(self.surface), self.gradient)
        _fill(self, {"surface_values": values, "start": start, "steps": int(STEPS.check(self.steps))})
        _fill(self, {"gradient": gradient})


@dataclass(frozen=True)
class RaceSpec:
    """Several optimizers from one start on one surface: what the Playground shows and its link says.

    rate is the learning rate that all lanes share, or None where each has its own. ValueError as for PathSpec.
    """

    place: Place
    lanes: tuple[Lane, ...]
    rate: float | None = None
    tolerance: float = TOLERANCE.default

    def __post_init__(self):
        if not 1 <= len(self.lanes) <= MOST_LANES:
            raise ValueError(f"A race has 1 to {MOST_LANES} optimizers, got {len(self.lanes)}.")
        _fill(self, {"lanes": tuple(self.lanes), "tolerance": TOLERANCE.check(self.tolerance)})
        if self.rate is not None:
            _fill(self, {"rate": LEARNING_RATE.check(self.rate)})

    def paths(self):
        """The PathSpec of each lane, in order."""
        place, shared = self.place, {} if self.rate is None else {"learning_rate": self.rate}
        return [
            PathSpec(
                place.surface,
                lane.optimizer,
                lane.convention,
                place.start,
                place.steps,
                {**lane.values, **shared},
                place.surface_values,
                lane.schedule,
                lane.schedule_values,
                place.gradient,
            )
            for lane in self.lanes
        ]


def starting_lane(key, convention=None):
    """The lane that the Playground adds: the library's values, with a learning rate that moves on the default bowl."""
    row = OPTIMIZERS[key]
    names = {p.name for p in row.forms[convention or row.convention].params}
    demo = {"learning_rate": row.rate, **row.demo}
    return Lane(key, convention, {name: value for name, value in demo.items() if name in names})


def _fill(spec, source, names=None):
    """Set fields of a frozen spec while it is being made."""
    vars(spec).update(source if names is None else {name: getattr(source, name) for name in names})


def _row(kind, key, rows):
    if not isinstance(key, str) or key not in rows:
        raise ValueError(unknown(kind, key, list(rows)))
    return rows[key]


def _values(kind, params, given):
    if given is _defaults(params):
        return given
    legal = {p.name: p for p in params}
    if not isinstance(given, Mapping):
        raise ValueError(f"Each {kind} must come by name, as in {{name: number}}, got {str(given)[:40]}.")
    for name in given:
        if name not in legal:
            raise ValueError(unknown(kind, name, list(legal)))
    if not given:
        return _defaults(params)
    return MappingProxyType({name: p.check(given.get(name, p.default)) for name, p in legal.items()})


@functools.cache
def _defaults(params):
    """The values of a tuple of Params where none is given: always the same mapping."""
    return MappingProxyType({p.name: p.check(p.default) for p in params})


def _point(point):
    try:
        x, y = point
    except (TypeError, ValueError):
        x = y = math.nan
    return (COORDINATE.check(x), COORDINATE.check(y))


DEFAULT_RACE = RaceSpec(Place(), tuple(starting_lane(key) for key in ("gd", "momentum", "rmsprop", "adam")))

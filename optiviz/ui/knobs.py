"""What the stage must know of a race beside its figures: the race itself, its knobs, its labels, what is in focus."""

from optiviz.events import events
from optiviz.figures.scale import scale_of
from optiviz.figures.style import COLOR_STOPS, packed, palette
from optiviz.legend import legend, plain_labels
from optiviz.optimizers import OPTIMIZERS
from optiviz.schedules import SCHEDULES
from optiviz.specs import COORDINATE, LEARNING_RATE, STEPS, gradient_params
from optiviz.surfaces import SURFACES
from optiviz.terrain import landmarks
from optiviz.ui.inside import described, measured
from optiviz.ui.server import channel
from optiviz.ui.wire import message_of, rulers_of
from optiviz.units import costs_of

SCHEDULE = "schedule"  # among what is offered: knobs of the schedule, even where the learning rate stays what it is


def live_part(race, terrain, paths, readouts, ids, focus, dark, offered=(), free=None):
    """The stage's part "live" for a RaceSpec that has run on a Terrain, ready for json.dumps.

    ids name the lanes for as long as they are there; focus is the index of the one whose knobs and internals are shown;
    offered are names of gradient params, and SCHEDULE, that have knobs even while they do nothing; free are names of
    the numbers that the reader may change ("start" for the start), None for all.
    """
    row, scale = SURFACES[race.place.surface], scale_of(terrain)
    labels = [label for label, _ in legend(race.paths())]
    return {
        "race": message_of(race),
        "channel": channel(),
        "title": row.title,
        "ids": ids,
        "labels": labels,
        "plain": plain_labels(race.lanes),
        "schedules": [f"Schedule: {SCHEDULES[lane.schedule].title}" for lane in race.lanes],
        "costs": costs_of(race.paths()),
        "scale": {"floor": scale.floor, "delta": scale.delta},
        "frame": list(row.domain),
        "colors": COLOR_STOPS,
        "focus": focus,
        "free": None if free is None else list(free),
        "knobs": {
            "rate": knob(LEARNING_RATE),
            "surface": [knob(param) for param in row.params],
            "lanes": [[knob(p) for p in OPTIMIZERS[r.optimizer].forms[r.convention].params] for r in race.lanes],
            "schedules": [[knob(p) for p in schedule_knobs(lane, offered)] for lane in race.lanes],
            "gradient": [knob(p) for p in gradient_knobs(race.place, offered)],
            "start": knob(COORDINATE),
            "steps": knob(STEPS),
        },
        "events": [
            {
                "lane": event.lane,
                "step": event.step,
                "text": f"{labels[event.lane]}, {event.kind}",
                "sentence": event.sentence,
            }
            for event in events(paths, readouts)
        ],
        "inside": _inside(paths[focus]),
        "rulers": rulers_of(paths, landmarks(race.place.surface, race.place.surface_values)),
        "look": {"ink": palette(dark).ink, "grid": palette(dark).grid, "colors": list(palette(dark).axes)},
    }


def schedule_knobs(lane, offered):
    """The Params of a Lane's schedule that have knobs: none where it does nothing and is not offered."""
    params = SCHEDULES[lane.schedule].params
    still = SCHEDULES[lane.schedule].still and all(lane.schedule_values[p.name] == p.default for p in params)
    return () if still and SCHEDULE not in offered else params


def gradient_knobs(place, offered):
    """The Params of how gradients are seen that have knobs: those offered and those that are not at their default."""
    values = place.gradient
    return [p for p in gradient_params(place.surface) if p.name in offered or values[p.name] != p.default]


def _inside(path):
    header, arrays = measured(path)
    return described(path) | header | {"arrays": {name: packed(values, "f4") for name, values in arrays.items()}}


def knob(param):
    """A Param as the browser's slider and field need it."""
    return {
        "name": param.name,
        "title": param.title.capitalize(),
        "help": param.help,
        "legal": param.legal,
        "usual": param.usual,
        "tried": param.tried,
        "scale": param.scale,
        "low": param.low,
        "high": param.high,
        "floor": param.low if param.floor is None else param.floor,
        "ceiling": param.high if param.ceiling is None else param.ceiling,
        "below": param.below_ceiling,
    }

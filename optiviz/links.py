"""RaceSpec <-> query parameters, exactly: every number is written so that it reads back as the same float.

A link names everything, so that it shows the same picture when defaults change. Reading never fails: what is unknown,
out of range or malformed takes its default and is said in a sentence.
"""

from optiviz.messages import unknown
from optiviz.optimizers import OPTIMIZERS
from optiviz.params import Param
from optiviz.schedules import SCHEDULES
from optiviz.specs import (
    COORDINATE,
    DEFAULT_RACE,
    LEARNING_RATE,
    MOST_LANES,
    STEPS,
    TOLERANCE,
    Lane,
    Place,
    RaceSpec,
    gradient_params,
)
from optiviz.surfaces import SURFACES

NAMES = ("surface", "values", "start", "steps", "gradient", "rate", "tolerance", "run")
PLAIN = "constant"  # a lane without a word about its schedule
LONGEST = 1000  # characters of one query parameter that are read
MOST_PROBLEMS = 6


def to_query(race):
    """The query parameters of a RaceSpec: {name: text or list of texts}, in a fixed order."""
    place = race.place
    query = {"surface": place.surface}
    if place.surface_values:
        query["values"] = _pairs(place.surface_values)
    query |= {"start": ",".join(map(_text, place.start)), "steps": str(place.steps)}
    if place.gradient != Place(place.surface).gradient:
        query["gradient"] = _pairs(place.gradient)
    if race.rate is not None:
        query["rate"] = _text(race.rate)
    query["tolerance"] = _text(race.tolerance)
    query["run"] = [",".join(filter(None, _parts(lane))) for lane in race.lanes]
    return query


def _parts(lane):
    """The parts of a lane's text: rule, values, and its schedule unless the learning rate stays what it is."""
    yield from (f"{lane.optimizer}.{lane.convention}", _pairs(lane.values))
    if lane.schedule != PLAIN or lane.schedule_values != Lane(lane.optimizer).schedule_values:
        yield from (f"schedule={lane.schedule}", _pairs(lane.schedule_values, "schedule."))


def from_query(query):
    """(RaceSpec, sentences) of query parameters {name: list of texts}; sentences say what was wrong and is replaced."""
    problems = []
    given = {str(name): [str(text)[:LONGEST] for text in texts] for name, texts in query.items() if texts}
    problems += [unknown("part of the link", name, NAMES) for name in given if name not in NAMES]
    last = {name: given[name][-1] for name in NAMES if name in given}
    place = _place(last, problems)
    lanes = _lanes(given.get("run"), problems)
    tolerance = _number(TOLERANCE, last.get("tolerance"), problems)
    rate = _number(LEARNING_RATE, last["rate"], problems) if "rate" in last else None
    return RaceSpec(place, lanes, rate, tolerance), _short(problems)


def _place(last, problems):
    key = last.get("surface", DEFAULT_RACE.place.surface)
    if key not in SURFACES:
        problems.append(f"{unknown('surface', key, list(SURFACES))} Showing {DEFAULT_RACE.place.surface}.")
        key = DEFAULT_RACE.place.surface
    surface = SURFACES[key]
    values = _values(f"value of {key}", surface.params, last.get("values", "").split(","), problems)
    start, steps = _start(last.get("start"), surface, problems), _steps(last.get("steps"), problems)
    seen = last.get("gradient", "").split(",")
    return Place(
        key, values, start, steps, _values(f"value of the gradient on {key}", gradient_params(key), seen, problems)
    )


def _steps(text, problems):
    return int(_number(STEPS, text, problems))


def _start(text, surface, problems):
    if text is None:
        return surface.start
    parts = text.split(",")
    try:
        if len(parts) == 2:
            return tuple(COORDINATE.check(part) for part in parts)
    except ValueError:
        pass
    legal = f"two numbers {COORDINATE.legal}, such as -2.5,1"
    problems.append(f'`start` must be {legal}, got "{text[:40]}". Using {surface.start}.')
    return surface.start


def _lanes(texts, problems):
    if texts is None:
        return DEFAULT_RACE.lanes
    if len(texts) > MOST_LANES:
        problems.append(f"The link has {len(texts)} optimizers; the first {MOST_LANES} are shown.")
    lanes = tuple(filter(None, (_lane(text, problems) for text in texts[:MOST_LANES])))
    if lanes:
        return lanes
    problems.append("No optimizer of the link is known. Showing the usual four.")
    return DEFAULT_RACE.lanes


def _lane(text, problems):
    name, *pairs = text.split(",")
    key, _, convention = name.partition(".")
    if key not in OPTIMIZERS:
        problems.append(f"{unknown('optimizer', key, list(OPTIMIZERS))} It is left out.")
        return None
    row = OPTIMIZERS[key]
    if convention and convention not in row.forms:
        problems.append(f"{unknown(f'convention of {key}', convention, list(row.forms))} Using {row.convention}.")
        convention = ""
    convention = convention or row.convention
    own = [pair for pair in pairs if not pair.startswith("schedule")]
    values = _values(f"value of {key}", row.forms[convention].params, own, problems)
    return Lane(key, convention, values, *_schedule([pair for pair in pairs if pair not in own], problems))


def _schedule(pairs, problems):
    """(key, values) of what a lane's text says of its schedule: "schedule=cosine", "schedule.warmup=10"."""
    named = [text for name, _, text in (pair.partition("=") for pair in pairs) if name == "schedule"]
    key = named[-1] if named else PLAIN
    if key not in SCHEDULES:
        problems.append(f"{unknown('schedule', key, list(SCHEDULES))} The learning rate stays {PLAIN}.")
        return PLAIN, {}
    given = [pair.removeprefix("schedule.") for pair in pairs if not pair.startswith("schedule=")]
    return key, _values(f"value of the schedule {key}", SCHEDULES[key].params, given, problems)


def _values(kind, params, pairs, problems):
    legal, values = {p.name: p for p in params}, {}
    for pair in filter(None, pairs):
        name, _, text = pair.partition("=")
        if name in legal:
            values[name] = _number(legal[name], text, problems)
        else:
            problems.append(unknown(kind, name, list(legal)))
    return values


def _number(param: Param, text, problems):
    if text is None:
        return param.default
    value, problem = param.accept(text)
    problems += [problem] if problem else []
    return value


def _pairs(values, prefix=""):
    return ",".join(f"{prefix}{name}={_text(value)}" for name, value in values.items())


def _text(number):
    text = repr(float(number))
    return text[:-2] if text.endswith(".0") else text


def _short(problems):
    """At most MOST_PROBLEMS sentences."""
    more = len(problems) - MOST_PROBLEMS
    return problems if more <= 0 else [*problems[:MOST_PROBLEMS], f"And {more} more of the kind."]

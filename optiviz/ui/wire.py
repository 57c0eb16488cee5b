"""What browser and server say to each other while a knob is dragged: a race as JSON, its paths as bytes.

A request is JSON: {"id": whole number, "race": as message_of writes it, "focus": index of a lane or null, "ground":
whether the surface has changed too, "views": names of optiviz.planes that are in sight, "slice":
null or {"lane": index, "row": number of a step, "along": one of optiviz.slices.LINES}}; or, for slices through points
alone, {"id", "surface", "surface_values", "points": [[x, y], ...], "along"}; or, for a board, {"id",
"board": its kind, "values": {name: number, text or truth value}, "dark": whether the theme is}. A refusal is JSON:
{"id": number or null, "error": sentence}. A board is answered in JSON: {"id", "figures": {name: figure}}, a race in
bytes:

    uint32        length of the header
    header        JSON, filled up with spaces so that what follows starts at a multiple of 8
    float32 ...   arrays, in the order of the header's list "arrays" of [name, length]

all little-endian. Numbers of the header that are not finite are null. Lane k has the arrays k.x, k.y and k.height, the
loss above the header's "floor" (the loss itself where that is null), each a row a step up to the last one that can be
drawn. "ground" adds the array ground.z, the surface as it is coloured: rows along y, each along x. Each of "views" adds
VIEW.k.x and VIEW.k.y, rows as those of the path; the first is left out where it only counts them. Slices have the
arrays slice.loss, a row a line, and slice.NAME for the other names of optiviz.records.Slices, a number a line; "slice"
of the header tells the ends of the lines' coordinate, and the row if one was asked for.
"""

import dataclasses
import functools
import json
import math
import reprlib
from typing import NamedTuple

import numpy as np

from optiviz.figures.scale import levels, scale_of, span
from optiviz.figures.style import spelled
from optiviz.measures import drawable
from optiviz.messages import unknown
from optiviz.planes import COUNTED, PLANES
from optiviz.ruler import ruler
from optiviz.simulate import race as run
from optiviz.simulate import ready
from optiviz.slices import LINES, MOST, slices
from optiviz.specs import STEPS, Lane, Place, RaceSpec
from optiviz.terrain import landmarks, terrain
from optiviz.terrain import ready as ground_ready
from optiviz.ui.boards import checked
from optiviz.ui.inside import measured
from optiviz.units import costs_of

REQUEST = ("id", "race", "focus", "ground", "views", "slice")
SLICE = ("lane", "row", "along")
POINTS = ("id", "surface", "surface_values", "points", "along")
MARKS = ("at", "at_loss", "slope", "low", "low_loss")
BOARD = ("id", "board", "values", "dark")
RACE = ("surface", "surface_values", "start", "steps", "gradient", "lanes", "rate", "tolerance")
LANE = ("optimizer", "convention", "values", "schedule", "schedule_values")
THIN = 2  # 61 x 61 points are enough for a surface in motion
LARGEST = 2**53 - 1  # the largest whole number that a browser holds exactly
COLD = "These optimizers have not run on this surface since the server started: open the page with them first."


class Request(NamedTuple):
    """One request, checked."""

    id: int
    place: Place
    specs: list  # of PathSpecs, one a lane
    focus: int | None  # the lane whose internals are asked for
    ground: bool
    views: list  # of names of optiviz.planes
    slice: dict | None  # lane, row and along


def message_of(race):
    """A RaceSpec as plain dicts, lists, texts and numbers, for json.dumps."""
    place = race.place
    return {
        "surface": place.surface,
        "surface_values": dict(place.surface_values),
        "start": list(place.start),
        "steps": place.steps,
        "gradient": dict(place.gradient),
        "lanes": [_said(lane) for lane in race.lanes],
        "rate": race.rate,
        "tolerance": race.tolerance,
    }


def _said(lane):
    values, times = dict(lane.values), dict(lane.schedule_values)
    return dict(zip(LANE, (lane.optimizer, lane.convention, values, lane.schedule, times), strict=True))


def race_of(message):
    """The RaceSpec of what json.loads gave. ValueError, with a sentence, unless it is complete and legal throughout."""
    given = _parts("race", message, RACE)
    for what in ("start", "lanes"):
        _typed(what, given[what], list)
    start = tuple(_number("start", number) for number in given["start"])
    values, gradient = _numbers("surface_values", given), _numbers("gradient", given)
    place = Place(_text("surface", given["surface"]), values, start, _number("steps", given["steps"]), gradient)
    _parts(f"value of {place.surface}", values, place.surface_values)
    _parts("value of the gradient", gradient, place.gradient)
    rate = None if given["rate"] is None else _number("rate", given["rate"])
    lanes = tuple(_lane(lane) for lane in given["lanes"])
    return RaceSpec(place, lanes, rate, _number("tolerance", given["tolerance"]))


def _lane(message):
    given = _parts("lane", message, LANE)
    values, times = _numbers("values", given), _numbers("schedule_values", given)
    optimizer, convention, schedule = (_text(name, given[name]) for name in ("optimizer", "convention", "schedule"))
    lane = Lane(optimizer, convention, values, schedule, times)
    _parts(f"value of {lane.optimizer}", values, lane.values)
    _parts(f"value of the schedule {schedule}", times, lane.schedule_values)
    return lane


def _numbers(what, given):
    _typed(what, given[what], dict)
    return {name: _number(name, number) for name, number in given[what].items()}


def _parts(what, given, names):
    """given, which must be a dict with exactly these names."""
    _typed(what, given, dict)
    for name in given:
        if name not in names:
            raise ValueError(unknown(f"part of a {what}", name, list(names)))
    for name in names:
        if name not in given:
            raise ValueError(f"The {what} lacks `{name}`.")
    return given


def _typed(what, given, kind):
    if not isinstance(given, kind):
        words = {dict: "an object", list: "a list"}[kind]
        raise ValueError(f"`{what}` must be {words}, got {reprlib.repr(given)}.")


def _number(name, given):
    """given as it is; whether it is legal is for the spec to say."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError(f"`{str(name)[:40]}` must be a number, got {reprlib.repr(given)}.")
    return given


def _text(name, given):
    if not isinstance(given, str) or not given:
        raise ValueError(f"`{name}` must be a name, got {reprlib.repr(given)}.")
    return given


def answer(text):
    """The reply (bytes) or refusal (str) to the text of one request; whatever the text is, it is answered."""
    identity = None
    try:
        message = _parsed(text)
        identity = _whole("id", message.get("id"), LARGEST)
        if "board" in message:
            draw = _board(_parts("request", message, BOARD))
        elif "points" in message:
            lines = _lines(_parts("request", message, POINTS))
        else:
            request = _request(identity, _parts("request", message, REQUEST))
    except ValueError as error:
        return refusal(identity, str(error))
    if "board" in message:
        return figures_reply(identity, draw())
    return lines_reply(identity, *lines) if "points" in message else reply(request)


def identity_of(text):
    """The id of a request, or None where there is none to be read."""
    try:
        return _whole("id", _parsed(text).get("id"), LARGEST)
    except ValueError:
        return None


def refusal(identity, sentence):
    """What the browser is told instead of paths."""
    return json.dumps({"id": identity, "error": sentence})


def _parsed(text):
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):  # brackets in brackets in brackets
        raise ValueError("A request must be JSON.") from None
    _typed("request", message, dict)
    return message


def _whole(name, given, largest):
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= largest:
        raise ValueError(f"`{name}` must be a whole number in [0, {largest}], got {reprlib.repr(given)}.")
    return given


def _board(given):
    """What draws the figures of a board, once its values are known to be legal."""
    dark = given["dark"]
    if not isinstance(dark, bool):
        raise ValueError(f"`dark` must be true or false, got {reprlib.repr(dark)}.")
    row, values = checked(given["board"], given["values"])
    return functools.partial(row.draw, values, dark)


def figures_reply(identity, figures):
    """The text that answers a board's request."""
    return json.dumps({"id": identity, "figures": spelled(figures)}, separators=(",", ":"), allow_nan=False)


def _lines(given):
    """(Place, points, along) of a request for slices, checked."""
    _typed("surface_values", given["surface_values"], dict)
    values = _numbers("surface_values", given)
    place = Place(_text("surface", given["surface"]), values)
    _parts(f"value of {place.surface}", values, place.surface_values)
    _typed("points", given["points"], list)
    if not 1 <= len(given["points"]) <= MOST:
        raise ValueError(f"`points` must be 1 to {MOST} points, got {len(given['points'])}.")
    for point in given["points"]:
        _typed("points", point, list)
    points = [Place(place.surface, start=tuple(_number("points", n) for n in point)).start for point in given["points"]]
    along = _along(given["along"])
    if not ground_ready(place.surface):
        raise ValueError(COLD)
    return place, points, along


def _along(given):
    if _text("along", given) not in LINES:
        raise ValueError(unknown("line", given, list(LINES)))
    return given


def lines_reply(identity, place, points, along):
    """The bytes that answer a request for slices."""
    header, arrays = slices_of(place, points, along)
    return packed({"id": identity, "slice": header}, arrays)


def slices_of(place, points, along):
    """(header, arrays) of slices through points on a Place's surface."""
    found = slices(place.surface, place.surface_values, points, along)
    header = {"along": along, "ends": [float(found.s[0]), float(found.s[-1])]}
    marks = {f"slice.{name}": getattr(found, name) for name in MARKS}
    return header, {"slice.loss": found.loss.ravel(), **marks}


def _request(identity, given):
    race, ground, focus = race_of(given["race"]), given["ground"], given["focus"]
    specs = race.paths()
    if not isinstance(ground, bool):
        raise ValueError(f"`ground` must be true or false, got {reprlib.repr(ground)}.")
    if focus is not None:
        _whole("focus", focus, len(specs) - 1)
    views, cut = _views(given["views"]), _cut(given["slice"], len(specs))
    # Whoever can open a connection could otherwise keep the server compiling, for seconds each time.
    if not all(map(ready, specs)) or (ground and not ground_ready(race.place.surface)):
        raise ValueError(COLD)
    return Request(identity, race.place, specs, focus, ground, views, cut)


def _cut(given, lanes):
    if given is None:
        return None
    _parts("slice", given, SLICE)
    lane, row = _whole("lane", given["lane"], lanes - 1), _whole("row", given["row"], int(STEPS.high))
    return {"lane": lane, "row": row, "along": _along(given["along"])}


def _views(given):
    _typed("views", given, list)
    for k, name in enumerate(given):
        if _text("views", name) not in PLANES:
            raise ValueError(unknown("view", name, list(PLANES)))
        if name in given[:k]:
            raise ValueError(f"`views` must name each view once, got {reprlib.repr(given)}.")
    return given


def reply(request):
    """The bytes that answer a Request."""
    place = request.place
    known, paths = landmarks(place.surface, place.surface_values), run(request.specs)
    floor = _finite(known.floor)
    header, arrays = {"id": request.id, "floor": floor}, _tracks(paths, known.domain, floor)
    header |= {"views": request.views, "rulers": rulers_of(paths, known), "costs": costs_of(request.specs)}
    for view in request.views:
        arrays |= _points(view, paths, arrays)
    if request.slice is not None:
        header["slice"], cut = _slice(request, paths, arrays)
        arrays |= cut
    if request.focus is not None:
        header["inside"], inside = measured(paths[request.focus])
        arrays |= inside
    if request.ground:
        header["ground"], arrays["ground.z"] = ground_of(terrain(place.surface, place.surface_values))
    return packed(header, arrays)


def _tracks(paths, domain, floor):
    """Name -> array of what is drawn of each path; the height is taken in 64 bits, before it is rounded to 32."""
    arrays = {}
    for k, path in enumerate(paths):
        rows = drawable(path.theta, path.loss, domain)
        arrays[f"{k}.x"], arrays[f"{k}.y"] = path.theta[:rows].T
        arrays[f"{k}.height"] = path.loss[:rows] - (floor or 0.0)
    return arrays


def _points(view, paths, tracks):
    """Name -> array of what is drawn of each path in one of PLANES, as many rows as there are in its track."""
    arrays = {}
    for k, path in enumerate(paths):
        x, y = PLANES[view](path, len(tracks[f"{k}.x"]))
        arrays |= {f"{view}.{k}.y": y} if view in COUNTED else {f"{view}.{k}.x": x, f"{view}.{k}.y": y}
    return arrays


def rulers_of(paths, known):
    """What the browser is told of each Path's Ruler, null where it has none."""
    found = [ruler(path, known.exact) for path in paths]
    return [mark and dataclasses.asdict(mark) for mark in found]


def _slice(request, paths, tracks):
    """(header, arrays) of the slice through a row of a path, or through the last one that is drawn."""
    lane = request.slice["lane"]
    row = min(request.slice["row"], len(tracks[f"{lane}.x"]) - 1)
    header, arrays = slices_of(request.place, paths[lane].theta[row : row + 1], request.slice["along"])
    return header | {"lane": lane, "row": row}, arrays


def ground_of(surface):
    """(header, z) of a Terrain, every THIN-th point of it, coloured and contoured as contour_figure does it.

    Colours and levels are those of the whole grid, so that nothing changes when the figure takes over.
    """
    scale = scale_of(surface)
    z = scale(surface.z)
    low, high = span(z)
    start, size = levels(low, high)
    z = z[::THIN, ::THIN]
    header = {
        "nx": z.shape[1],
        "ny": z.shape[0],
        "x": [float(surface.x[0]), float(surface.x[-1])],
        "y": [float(surface.y[0]), float(surface.y[-1])],
        "low": low,
        "high": high,
        "start": start,
        "size": size,
        "delta": scale.delta,
        "title": scale.title,
        "minima": surface.minima.tolist(),
        "saddles": surface.saddles.tolist(),
    }
    return header, z.ravel()


def packed(header, arrays):
    """header, a list of the arrays' names and lengths added, and the arrays, as the bytes of a reply."""
    listed = {**header, "arrays": [[name, len(array)] for name, array in arrays.items()]}
    text = json.dumps(_finite(listed), allow_nan=False).encode()
    text += b" " * (-(4 + len(text)) % 8)
    with np.errstate(over="ignore"):  # beyond 32 bits is inf
        body = np.concatenate(list(arrays.values())).astype("<f4")
    return b"".join((len(text).to_bytes(4, "little"), text, body.tobytes()))


def _finite(value):
    """The same, with None for every number that JSON cannot hold."""
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value

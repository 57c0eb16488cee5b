"""The live board of a line that is fitted: the examples, the batch of a step, and the line that the step has reached.

Its values are a race as a link, which lane of it, and the step.
"""

import functools
from urllib.parse import parse_qs, urlencode

import numpy as np

from optiviz.figures import noise as draw
from optiviz.links import from_query
from optiviz.seeing import batch_weights
from optiviz.simulate import ready, simulate
from optiviz.specs import STEPS
from optiviz.surfaces import SURFACES

DATA = {"feature", "target"}  # the table of a surface that is a line through points
LONGEST = 4000  # letters of a link
MOST = 64  # of its parameters


def drawable(row):
    """True if a surface is a line through points."""
    return set(row.table) == DATA


def packed(query):
    """A query of optiviz.links as one text."""
    return urlencode(query, doseq=True)


def step_param(race):
    """The knob."""
    return STEPS.but(name="step", symbol="t", title="step", default=0.0, low=0, floor=0, high=race.place.steps)


def check(values):
    """(PathSpec, step); ValueError for anything but a step of a run on a line through points that has run before."""
    link, lane = values.get("link"), values.get("lane")
    if not isinstance(link, str) or len(link) > LONGEST:
        raise ValueError(f"`link` must be a text of at most {LONGEST} letters.")
    race, problems = from_query(parse_qs(link, max_num_fields=MOST))
    if problems:
        raise ValueError(problems[0])
    if not (isinstance(lane, int) and 0 <= lane < len(race.lanes)):
        raise ValueError(f"`lane` must be one of the {len(race.lanes)} lanes, got {str(lane)[:40]}.")
    spec = race.paths()[lane]
    if not drawable(SURFACES[spec.surface]) or not ready(spec):
        raise ValueError("This run is not on screen: reload the page.")
    return spec, int(step_param(race).check(values.get("step")))


def figures(checked, dark):
    """{"fit": figure} of (PathSpec, step)."""
    spec, step = checked
    row, path = SURFACES[spec.surface], _path(spec)
    chosen = np.ones(row.examples, dtype=bool)
    if spec.gradient["batch"] and step < spec.steps:
        numbers = (np.float64(spec.gradient[name]) for name in ("batch", "seed"))
        chosen = np.asarray(batch_weights(row.examples, *numbers, step + 1.0)) > 0
    points = np.stack([row.table["feature"], row.table["target"]], axis=1)
    best = row.listed("minima", spec.surface_values)[0]
    figure = draw.data_figure(points, chosen, path.theta[step], best, step, dark, revision="fit")
    told = _told(path, step)
    words = told.replace("-", "−")
    figure["layout"]["meta"] |= {"title": "The data and the line", "words": words, "lines": 2}
    return {"fit": figure}


@functools.lru_cache(maxsize=8)
def _path(spec):
    """The run of a spec, kept while the step is turned."""
    return simulate(spec)


def _told(path, step):
    (slope, height), loss = path.theta[step], path.loss[step]
    if not np.isfinite([slope, height, loss]).all():
        return f"Step {step}: the run has diverged, there is no line any more."
    return f"Step {step}: the line {slope:.3g} x {height:+.3g}, loss {loss:.3g}."

"""RaceSpec -> script, block by block; only the blocks that a script needs are written."""

import ast
import textwrap

from optiviz.code.lanes import lane_of
from optiviz.code.libraries import FUNCTIONS, LIBRARIES
from optiviz.legend import legend
from optiviz.messages import unknown
from optiviz.specs import BATCH, CLIP, NOISE
from optiviz.surfaces import SURFACES

LUCK = (
    "The run on screen has a {drawn}, and no library draws the same numbers: no script could end at the same point. "
    "Turn it off to get the code."
)
SHORTENED = """\
def shortened(g):
    norm = sqrt((g**2).sum())
    return where(norm > {clip}, g * ({clip} / norm), g)"""


def script(library, race):
    """The text of a complete script that runs every lane of a RaceSpec and prints its label and its final point.

    library is a key of LIBRARIES. Where the library has no class that takes the very steps of a lane, the update is
    written out, under a comment that says why. ValueError, with a sentence for the reader, where no script could end
    at the same point.
    """
    if library not in LIBRARIES:
        raise ValueError(unknown("library", library, list(LIBRARIES)))
    row, place, specs = LIBRARIES[library], race.place, race.paths()
    if drawn := [p.title for p in (NOISE, BATCH) if place.gradient.get(p.name)]:
        raise ValueError(LUCK.format(drawn=" and a ".join(drawn)))
    lanes = [lane_of(row, spec, label) for spec, (label, _) in zip(specs, legend(specs), strict=True)]
    body = ["\n".join(_loss(SURFACES[place.surface], place.surface_values))]
    body += [*_helpers(row, lanes, place.gradient[CLIP.name]), *(lane.text for lane in lanes)]
    return "\n\n".join(_spaced([*_head(row, place, body), *body])) + "\n"


def _spaced(blocks):
    """Blocks that define something stand apart by one more line, as is usual."""
    for before, block in zip(["", *blocks], blocks, strict=False):
        yield "\n" * any(text.startswith(("def ", "@")) for text in (before, block)) + block


def _head(library, place, body):
    """What a script opens with: words, imports, settings, data, the numbers that all lanes share."""
    surface = SURFACES[place.surface]
    words = (
        f'"""{surface.title}, {place.steps} steps from ({place.start[0]:g}, {place.start[1]:g}): the steps that '
        f"optiviz shows, in {library.title} and 64-bit floats. Each line that it prints is a label and a final point."
    )
    yield "\n".join([*textwrap.wrap(words, 88), "", f"pip install {library.install}", '"""'])
    yield "\n".join(_imports(library, body))
    yield "\n".join([*library.setup, f"start, steps = {list(place.start)!r}, {place.steps}"])
    if surface.table:
        yield "\n".join(_table(library, surface.table))


def _imports(library, body):
    """Import lines: the standard library's, the library's own, and the functions that the body calls."""
    names = {node.id for node in ast.walk(ast.parse("\n".join(body))) if isinstance(node, ast.Name)}
    if "math" in names:
        yield "import math"
        yield from [""] * (library.imports[0] != "import os")
    yield from library.imports
    modules = {}
    for name in sorted(names & FUNCTIONS):
        modules.setdefault(library.modules.get(name, library.module), []).append(name)
    yield from (f"from {module} import {', '.join(names)}" for module, names in sorted(modules.items()))


def _table(library, table):
    for name, numbers in table.items():
        row = textwrap.wrap(", ".join(repr(float(x)) for x in numbers), 82, break_on_hyphens=False)
        text = "\n".join(["[", *(f"    {line}" for line in row), "]"])
        yield f"{name} = {library.array.format(numbers=text)}"


def _loss(surface, values):
    yield "def loss(w):"
    yield "    x, y = w"
    if values:
        yield f"    {', '.join(values)} = {', '.join(map(repr, values.values()))}"
    *lines, last = surface.code
    yield from (f"    {line}" for line in lines)
    yield f"    return {last}"


def _helpers(library, lanes, clip):
    """shortened, gradient, hessian and descend, each if a lane or another helper calls it."""
    changes = library.clipped if clip else {}
    text, found = "\n".join(lane.text for lane in lanes), []
    if any(lane.own for lane in lanes):
        unscheduled = {} if any(lane.hands_schedule for lane in lanes) else library.unscheduled
        found.append(_replaced(library.descend, {**unscheduled, **changes}))
    if "hessian(" in text:
        found.append("\n".join(library.hessian))
    if "gradient(" in "\n".join([text, *found]):
        found.append(_replaced(library.gradient, changes))
    if clip:
        found.append(SHORTENED.format(clip=clip))
    return reversed(found)


def _replaced(lines, changes):
    text = "\n".join(lines)
    for before, after in changes.items():
        text = text.replace(before, after)
    return text

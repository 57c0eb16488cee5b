"""One lane of a script: a call of the library's own optimizer, or the update written out."""

import json
import re
import textwrap
from typing import NamedTuple

from optiviz.optimizers import OPTIMIZERS
from optiviz.optimizers.row import chosen
from optiviz.schedules.code import code as schedule_code

WIDTH = 88  # columns that lines keep to, where they can
INDENT = "    "
OWN = "{title}'s own class takes other steps, those of the convention {convention}."
NONE = "{title} has no class that takes these steps."


class LaneCode(NamedTuple):
    """One lane of a script; own: it calls the library's own optimizer; hands_schedule: and hands it a schedule."""

    text: str
    own: bool = False
    hands_schedule: bool = False


def lane_of(library, spec, label):
    """The LaneCode of one PathSpec. ValueError if its row has no code."""
    code = spec.form.code
    if code is None:
        raise ValueError(f"{OPTIMIZERS[spec.optimizer].title} ({spec.convention}) has no code to copy yet.")
    rates = spec.rates()
    rates = rates if (rates != rates[0]).any() else None
    call = code.call(library.key, spec.values, rates is not None)
    if call:
        return _called(library, call, spec, label, rates)
    return LaneCode("\n".join(_written(library, spec, label, rates)))


def _called(library, call, spec, label, rates):
    """The library's own optimizer, with the library's own schedule where it has one. rates None: no schedule."""
    numbers, listing, handed = _numbers(spec), [], ""
    base, own = numbers["learning_rate"], rates is not None and schedule(library, spec)
    if own:
        numbers["learning_rate"] = library.rate.format(base=base)
        handed, listing = library.schedule.format(schedule=own), [library.naming.format(schedule=own)]
    elif rates is not None:
        numbers["learning_rate"], handed, listing = library.listed_rate, library.listed, listed(rates)
    arguments = [_quoted(label), library.optimizer.format(call=call.format(**numbers)), *filter(None, [handed])]
    line = f"descend({', '.join(arguments)})"
    lines = [line] if len(line) <= WIDTH else ["descend(", *(f"    {argument}," for argument in arguments), ")"]
    return LaneCode("\n".join(filter(None, [*listing, *lines])), True, bool(handed))


def schedule(library, spec):
    """The schedule of a PathSpec as an expression of the library, or None where it has none."""
    base = _numbers(spec)["learning_rate"]
    return schedule_code(library.twins or library.key, spec.schedule, base, spec.steps, spec.schedule_values)


def listed(rates):
    """The learning rates as a list, for libraries and rules that have no schedule of that kind."""
    yield "rates = ["
    yield from textwrap.wrap(
        ", ".join(map(repr, rates.tolist())), WIDTH, initial_indent=INDENT, subsequent_indent=INDENT
    )
    yield "]"


def _written(library, spec, label, rates):
    code, values = spec.form.code, spec.values
    start, update = chosen(code.start, values), chosen(code.update, values)
    used = set(re.findall(r"[a-z]\w*", "\n".join(start + update)))
    numbers = {name: number for name, number in _numbers(spec).items() if name in used}
    yield from (f"# {line}" for line in textwrap.wrap(f"{label}. {_reason(library, spec)}", WIDTH - 2))
    if "base_rate" in used:
        numbers["base_rate"] = _numbers(spec)["learning_rate"]
    if rates is not None:
        yield from listed(rates)
        numbers["learning_rate"] = "rates[0]"
    if numbers:
        yield f"{', '.join(numbers)} = {', '.join(numbers.values())}"
    yield f"w = {library.array.format(numbers='start')}"
    yield from start
    yield "for t, learning_rate in enumerate(rates, 1):" if rates is not None else "for t in range(1, steps + 1):"
    yield from (f"    {line}" for line in update)
    yield f"print({_quoted(label)}, *w.tolist())"


def _reason(library, spec):
    """Why the update is written out."""
    row = OPTIMIZERS[spec.optimizer]
    own = next((name for name, form in row.forms.items() if name != spec.convention and _calls(library, form)), None)
    note = spec.form.code.notes.get(library.key)
    reason = note or (OWN if own else NONE).format(title=library.title, convention=own)
    return f"{reason} So they are written out here."


def _calls(library, form):
    values = {param.name: param.default for param in form.params}
    return form.code and form.code.call(library.key, values, False)


def _quoted(label):
    return json.dumps(label, ensure_ascii=False)


def _numbers(spec):
    """The values as Python writes them: whole numbers and switches as such."""
    kinds = {"count": int, "switch": bool}
    return {p.name: repr(kinds.get(p.scale, float)(spec.values[p.name])) for p in spec.form.params}

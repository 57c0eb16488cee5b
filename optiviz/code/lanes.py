"""One lane of a script: a call of the library's own optimizer, or the update written out."""

import json
import re
import textwrap

from optiviz.optimizers import OPTIMIZERS
from optiviz.optimizers.row import chosen

OWN = "{title}'s own class takes other steps, those of the convention {convention}."
NONE = "{title} has no class that takes these steps."


def lane_of(library, spec, label):
    """The lines of one PathSpec. ValueError if its row has no code."""
    form, values = spec.form, spec.values
    if form.code is None:
        raise ValueError(f"{OPTIMIZERS[spec.optimizer].title} ({spec.convention}) has no code to copy yet.")
    rates = _rates(spec)
    call = form.code.call(library.key, values, bool(rates))
    lines = _called(library, call, spec, label, rates) if call else _written(library, spec, label, rates)
    return [*rates, *lines]


def _rates(spec):
    """Lines that make the list `rates`; none where the learning rate stays as it is."""
    return []


def _called(library, call, spec, label, rates):
    numbers = _numbers(spec)
    if rates:
        numbers["learning_rate"] = library.first_rate
    made = library.optimizer.format(call=call.format(**numbers))
    more = ", rates" if rates and library.rates_argument else ""
    line = f"descend({_quoted(label)}, {made}{more})"
    return [line] if len(line) <= 100 else ["descend(", f"    {_quoted(label)},", f"    {made}{more},", ")"]


def _written(library, spec, label, rates):
    code, values = spec.form.code, spec.values
    start, update = chosen(code.start, values), chosen(code.update, values)
    used = set(re.findall(r"[a-z]\w*", "\n".join(start + update)))
    numbers = {name: number for name, number in _numbers(spec).items() if name in used}
    yield from (f"# {line}" for line in textwrap.wrap(f"{label}. {_reason(library, spec)}", 86))
    if "base_rate" in used:
        numbers["base_rate"] = _numbers(spec)["learning_rate"]
    if rates:
        numbers["learning_rate"] = "rates[0]"
    if numbers:
        yield f"{', '.join(numbers)} = {', '.join(numbers.values())}"
    yield f"w = {library.array.format(numbers='start')}"
    yield from start
    yield "for t, learning_rate in enumerate(rates, 1):" if rates else "for t in range(1, steps + 1):"
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

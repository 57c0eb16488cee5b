"""The numbers of a step in the equations themselves: templates once, numbers 60 times a second.

A template is MathML, which browsers draw themselves. Wherever a symbol's number is known it has an empty
<mn data-slot="k">; who shows a step writes into it the number of slot k for that step and coordinate. Where a negative
number would read wrongly (after a sign, before an exponent) the element also has data-bracket="true".
"""

import functools
import re
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from latex2mathml.converter import convert

from optiviz.internals import gradient, learning_rate
from optiviz.optimizers import OPTIMIZERS

SLOT = re.compile(r"⟦(\d+)⟧")
TOKEN = re.compile(r"⟦\d+⟧|\\(?:operatorname|text|begin|end)\{[a-z]+\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S")
FUNCTIONS = (r"\max", r"\min", r"\operatorname{sign}", r"\operatorname{clip}")
PLAIN = (*FUNCTIONS, r"\frac", r"\sqrt", r"\cdot", r"\\", r"\begin{cases}", r"\end{cases}", r"\text{otherwise}")
SIGNS = ("+", "-", r"\cdot")
MARK = 70000  # slot k passes through the converter as the number MARK + k
START = re.compile(r"_0 =")
GRADIENT_ELSEWHERE = re.compile(r"\s*\\nabla f\([^()]*\)\s*")


@dataclass(frozen=True)
class Line:
    """One equation line: symbolic as MathML; filled, "numbers = value" in MathML with slots, and latex, the same in
    LaTeX with ⟦k⟧ for slot k, both None where a line has no number a coordinate (matrices, algorithms, start values).

    slots: (name, row offset) of each slot, offset 0 for the step's own row or -1 for the row before; the last one is
    the value of the left side. Names are keys of numbers(path).
    """

    symbolic: str
    filled: str | None
    latex: str | None
    slots: tuple[tuple[str, int], ...]


def template(spec):
    """The Lines of the equations that run for a PathSpec."""
    return _template(spec.optimizer, spec.convention, spec.form.lines(spec.values))


@functools.lru_cache(maxsize=512)
def _template(optimizer, convention, lines):
    known = _known(OPTIMIZERS[optimizer].forms[convention])
    return tuple(_line(line, known) for line in lines)


@functools.lru_cache(maxsize=512)
def mathml(latex):
    """A LaTeX symbol of the catalogue as MathML, to stand in a line of text."""
    return convert(latex)


def numbers(path):
    """Every number that slots ask for, by name: a float, (rows,) or (rows, 2); row k tells of step k.

    Rows hold whatever the run gave, nan and inf included.
    """
    form, values = path.spec.form, path.spec.values
    t = np.arange(len(path.theta), dtype=float)
    g = gradient(path)
    found = {**values, "t": t, "theta": path.theta, "gradient": path.seen, "g": g}
    found["step_rate"] = learning_rate(path)
    found |= {name: state for name, state in path.state.items() if state.ndim < 3}
    with np.errstate(all="ignore"):
        found |= {name: f(SimpleNamespace(**values), t) for name, (_, f) in form.terms.items()}
        found["g_norm"] = np.hypot(g[:, 0], g[:, 1])
    return found


def filled_latex(line, numbers, row, axis):
    """A Line's "numbers = value" in LaTeX for the step of a row and a coordinate (axis 0 or 1), in full precision.

    None where the line has no numbers.
    """
    if line.latex is None:
        return None
    return SLOT.sub(lambda slot: _tex(_number(numbers, *line.slots[int(slot[1])], row, axis)), line.latex)


def _number(numbers, name, offset, row, axis):
    values = np.asarray(numbers[name])
    return float(values[row + offset, axis] if values.ndim == 2 else values[row + offset] if values.ndim else values)


def _tex(number):
    """A number as a LaTeX group, with brackets where it is negative or a product."""
    if not np.isfinite(number):
        return r"{\text{nan}}" if np.isnan(number) else r"{\infty}" if number > 0 else r"{(-\infty)}"
    mantissa, _, exponent = repr(number).partition("e")
    text = rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa
    return f"{{({text})}}" if exponent or number < 0 else f"{{{text}}}"


def _known(form):
    """LaTeX symbol -> (name, row offset) of every symbol whose number is known, longest symbols first."""
    known = {p.symbol: (p.name, 0) for p in form.params}
    known |= {r"\eta_t": ("step_rate", 0), "t": ("t", 0), r"\theta_t": ("theta", 0), r"\theta_{t-1}": ("theta", -1)}
    known |= {"g_t": ("g", 0), r"\lVert g_t \rVert": ("g_norm", 0), r"\nabla f(\theta_{t-1})": ("gradient", -1)}
    known |= {f"{symbol}_t": (name, 0) for name, symbol in form.state.items()}
    known |= {f"{symbol}_{{t-1}}": (name, -1) for name, symbol in form.state.items()}
    known |= {symbol: (name, 0) for name, (symbol, _) in form.terms.items()}
    return dict(sorted(known.items(), key=lambda item: -len(item[0])))


def _line(line, known):
    left, right = (side.strip() for side in line.split("=", 1))
    if START.search(line) or left not in known:
        return Line(convert(line, display="block"), None, None, ())
    if right in known or GRADIENT_ELSEWHERE.fullmatch(right):
        right = ""  # a single number: nothing to compute
    text, slots = _slotted(right, known)
    tokens = TOKEN.findall(text)
    if not all(_understood(token) for token in tokens):
        return Line(convert(line, display="block"), None, None, ())
    latex = " ".join([*_separated(tokens), "=", f"⟦{len(slots)}⟧"] if right else ["⟦0⟧"])
    return Line(convert(line, display="block"), _mathml(latex), latex, (*slots, known[left]))


def _slotted(text, known):
    """(text with ⟦k⟧ for the k-th known symbol, what each slot asks for): one slot a place, from left to right."""
    pattern = "|".join(rf"(?<![A-Za-z\\_]){re.escape(symbol)}(?![A-Za-z_])" for symbol in known)
    slots = []

    def slot(match):
        slots.append(known[match[0]])
        return f"⟦{len(slots) - 1}⟧"

    text = re.sub(pattern, slot, text)
    return text, tuple(slots)


def _understood(token):
    """Whether a token is arithmetic: no letter of an unknown symbol, no command but those that sums are made of."""
    return token in PLAIN or SLOT.fullmatch(token) is not None or not (token[0].isalpha() or token[0] == "\\")


def _separated(tokens):
    """The tokens with \\cdot where two factors would run together, as two numbers would."""
    done = []
    for token in tokens:
        before = done[-1] if done else ""
        ends = _numeric(before) or before in (")", "}")
        starts = _numeric(token) or token in ("(", r"\frac", r"\sqrt", *FUNCTIONS)
        if ends and starts and (_numeric(before) or _numeric(token)):
            done.append(r"\cdot")
        done.append(token)
    return done


def _numeric(token):
    return token[:1] == "⟦" or token[:1].isdigit()


def _mathml(latex):
    tokens = latex.split(" ")
    bracketed = {token for k, token in enumerate(tokens) if _needs_brackets(tokens, k)}
    marked = SLOT.sub(lambda slot: f"{{{MARK + int(slot[1])}}}", latex)

    def element(match):
        k = int(match[1]) - MARK
        brackets = ' data-bracket="true"' if f"⟦{k}⟧" in bracketed else ""
        return f'<mn data-slot="{k}"{brackets}></mn>'

    return re.sub(rf"<mn>({MARK // 1000}\d{{3}})</mn>", element, convert(marked, display="block"))


def _needs_brackets(tokens, k):
    """Whether a negative number at token k would read wrongly without brackets."""
    return (k > 0 and tokens[k - 1] in SIGNS) or tokens[k + 1 : k + 2] == ["^"]

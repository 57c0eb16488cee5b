"""Executes the equations that are shown on screen: LaTeX -> sympy (antlr) -> NumPy.

Each known symbol becomes a placeholder x_{k} before parsing, each function name a placeholder function f_{k}, so that
nothing depends on how the parser splits names.
"""

import functools
import re

import numpy as np
import sympy
from sympy.parsing.latex import parse_latex

FUNCTIONS = {
    r"\operatorname{sign}": np.sign,
    r"\operatorname{clip}": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    r"\operatorname{norm}": lambda x: np.sqrt(np.sum(x**2)),
    r"\max": np.maximum,
    r"\min": np.minimum,
    r"\nabla f": None,  # given by the caller
    r"\operatorname{greater}": lambda a, b: np.asarray(a > b, dtype=float),
    r"\operatorname{less}": lambda a, b: np.asarray(a < b, dtype=float),
    r"\operatorname{equal}": lambda a, b: np.asarray(a == b, dtype=float),
    r"\operatorname{choose}": lambda on, a, b: np.where(on, a, b),
}
NAMES = list(FUNCTIONS)
BRANCHES = re.compile(r"\\begin\{cases\}(.*?)\\end\{cases\}", re.S)
RELATIONS = {">": "greater", "<": "less", "=": "equal"}


def execute(lines, symbols, gradient):
    """Run equation lines in order; symbols maps LaTeX symbols to numbers or arrays (2,), new ones are added.

    Returns symbols with every left side assigned.
    """
    symbols = dict(symbols)
    for line in lines:
        left, right = line.split("=", 1)
        symbols[left.strip()] = evaluate(right, symbols, gradient)
    return symbols


def evaluate(text, symbols, gradient):
    used, source = _placeholders(_plain(text), tuple(sorted(symbols, key=len, reverse=True)))
    return _compiled(source, used, gradient)(*(symbols[name] for name in used))


@functools.cache
def _compiled(source, used, gradient):
    expression = parse_latex(source, backend="antlr").xreplace({sympy.Symbol("pi"): sympy.pi})
    arguments = [sympy.Symbol(f"x_{{{k}}}") for k in range(len(used))]
    strange = expression.free_symbols - set(arguments)
    assert not strange, f"unknown symbols {strange} in {source}"
    plain = [sympy.Symbol(f"a{k}") for k in range(len(used))]
    expression = expression.xreplace(dict(zip(arguments, plain, strict=True)))
    names = {f"f_{{{k}}}": f"g{k}" for k in range(len(NAMES))}
    expression = expression.replace(
        lambda e: isinstance(e, sympy.core.function.AppliedUndef),
        lambda e: sympy.Function(names[e.func.__name__])(*e.args),
    )
    functions = {f"g{k}": FUNCTIONS[name] or gradient for k, name in enumerate(NAMES)}
    return sympy.lambdify(plain, expression, [functions, "numpy"])


def _plain(text):
    text = BRANCHES.sub(_branch, text)
    text = re.sub(r"\\lVert(.*?)\\rVert", r"\\operatorname{norm}(\1)", text)
    return text.replace(r"\left", "").replace(r"\right", "")


def _branch(match):
    """\\begin{cases} a & p > q \\\\ b & otherwise -> choose(greater(p, q), a, b), from the last branch back."""
    *branches, last = [part.split("&") for part in match[1].split(r"\\")]
    text = f"({last[0].strip()})"
    for value, condition in reversed(branches):
        relation = next(r for r in RELATIONS if r in condition)
        left, right = condition.split(relation)
        test = rf"\operatorname{{{RELATIONS[relation]}}}({left.strip()}, {right.strip()})"
        text = rf"\operatorname{{choose}}({test}, {value.strip()}, {text})"
    return text


def _placeholders(text, names):
    """(symbols used, text with x_{k} for each and f_{k} for each function)."""
    for k, name in enumerate(NAMES):
        text = text.replace(name, f"\x01{k}\x02")
    used = []
    for name in names:
        pattern = r"(?<![A-Za-z\\_])" + re.escape(name) + r"(?![A-Za-z_])"
        if re.search(pattern, text):
            text = re.sub(pattern, f"\x03{len(used)}\x04", text)
            used.append(name)
    text = re.sub(r"(\x04)\s*\(", r"\1 \\cdot (", text)  # a product, never a call
    text = re.sub(r"\)\s*(?=[(\x03]|\\(?!cdot))", r") \\cdot ", text)
    text = re.sub("\x03(\\d+)\x04", r"{x_{\1}}", text)
    text = re.sub("\x01(\\d+)\x02", r"f_{\1}", text)
    return tuple(used), text

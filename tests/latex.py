"""Surface formulas as they stand on screen, read and executed: parse(latex) -> a SymPy expression."""

import re

import sympy
from sympy.parsing.latex import parse_latex

CONSTANTS = {sympy.Symbol("e"): sympy.E, sympy.Symbol("pi"): sympy.pi}


def parse(latex):
    """The expression that latex shows; definitions after a comma and a \\quad ("u = ...") are put in."""
    value, *definitions = (_read(clause) for clause in re.split(r",\s*\\quad", latex))
    for definition in definitions:
        value = value.xreplace({definition.lhs: definition.rhs})
    return value.xreplace(CONSTANTS).doit()


def _read(clause):
    clause = clause.replace(r"\left|", "(|").replace(r"\right|", "|)")  # SymPy pairs bare bars wrongly
    clause = re.sub(r"(?<![a-zA-Z\\])([a-z])(?=(\\left)?\()", r"\1\\cdot ", clause)  # b(y - 1) is a product here
    return parse_latex(clause, backend="antlr")

"""How far gradients are from differences of the loss, against the step: GradientErrors -> a plain Plotly dict."""

import numpy as np

from optiviz.figures.lines import lines_figure
from optiviz.messages import digits
from optiviz.records import Line, Mark


def errors_figure(errors, title, best, usual, chosen, dark):
    """Largest and median relative difference against the step, both axes logarithmic, of a surface with this title.

    best is (name, step, value) of the smallest difference, or None; usual is the step that is usually taken, chosen
    the one that the reader looks at. A difference of 0 is a gap.
    """
    curves = ("largest of all points", 2, errors.largest), ("median", 0, errors.median)
    drawn = [
        Line(name, slot, errors.steps, np.where(curve > 0, curve, np.nan), "line" if curve.all() else "steps")
        for name, slot, curve in curves
        if curve.any()
    ]
    marks = [Mark("x", usual, "usual")]
    if chosen != usual:
        marks.append(Mark("x", chosen, "chosen"))
    ends = (digits(errors.steps[k], 2) for k in (0, -1))
    alt = f"Relative difference between gradient and difference quotient on {title}, against steps from "
    alt += " to ".join(ends)
    if best:
        name, step, value = best
        alt += f": the {name} is lowest at {digits(step, 2)}, where it is {digits(value, 2)}"
    alt += "."
    return lines_figure(
        drawn, "step h", "relative difference", dark, alt, f"Error against step: {title}", log="xy", marks=tuple(marks)
    )

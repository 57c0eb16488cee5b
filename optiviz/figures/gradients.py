"""How far gradients are from differences of the loss, against the step: GradientErrors -> a plain Plotly dict."""

import numpy as np

from optiviz.figures.lines import lines_figure
from optiviz.messages import digits
from optiviz.records import Line, Mark


def errors_figure(errors, title, usual, chosen, dark):
    """Largest and median relative difference against the step, both axes logarithmic, of a surface with this title.

    usual is the step that is usually taken, chosen the one that the reader looks at.
    """
    drawn = [
        Line("largest of all points", 2, errors.steps, errors.largest),
        Line("median", 0, errors.steps, errors.median),
    ]
    marks = [Mark("x", usual, "usual")]
    if chosen != usual:
        marks.append(Mark("x", chosen, "chosen"))
    lowest = int(np.argmin(errors.median))
    ends = (digits(errors.steps[k], 2) for k in (0, -1))
    alt = (
        f"Relative difference between gradient and difference quotient on {title}, against steps from "
        f"{' to '.join(ends)}: the median is lowest at {digits(errors.steps[lowest], 2)}, where it is "
        f"{digits(errors.median[lowest], 2)}."
    )
    return lines_figure(
        drawn, "step h", "relative difference", dark, alt, f"Error against step: {title}", log="xy", marks=tuple(marks)
    )

"""What averages hold of the past, and one of them written out in numbers."""

import numpy as np

from optiviz.averages import rules
from optiviz.records import Memory

PART = 0.95
DEEPEST = 400  # values back that are drawn one by one
MOST_POINTS = 300  # of the curve of shares
FIRST = 3  # terms that are written out


def memories(betas):
    """The Memory of each decay rate; weights reach back to where the longest of them holds PART, DEEPEST at most."""
    terms = [rules.terms(b, PART) for b in betas]
    deepest = min(DEEPEST, max(8, *terms))
    counts = np.unique(np.geomspace(1, 1.15 * max(terms) + 1, MOST_POINTS).round())
    return [
        Memory(b, rules.weights(b, deepest), counts, rules.share(b, counts), n, PART)
        for b, n in zip(betas, terms, strict=True)
    ]


def written(series, average, day):
    """The value of an Average on a day written out as the sum that it is, raw and corrected, in sentences."""
    day, b = min(day, len(series.x)), average.b
    parts = rules.weights(b, day)
    kept = min(day, FIRST)
    terms = [f"{parts[k]:.3g} × {series.x[day - 1 - k]:.4g}" for k in range(kept)]
    if day > kept + 1:
        terms.append("…")
    if day > kept:
        terms.append(f"{parts[-1]:.2g} × {series.x[0]:.4g}")
    share, whole = float(rules.share(b, day)), average.raw[day - 1]
    return (
        f"{series.time.capitalize()} {day} at β {b:g}: {' + '.join(terms)} = {whole:.4g}. The weights sum to "
        f"{share:.3g}; divided by that, the corrected average is {average.corrected[day - 1]:.4g}. The value itself "
        f"was {series.x[day - 1]:.4g}."
    )


def spoken(b):
    """A decay rate in steps: memory, half-life, lag and the window of equal noise."""
    return (
        f"β {b:g}: memory {rules.memory(b):.4g}, half-life {rules.half_life(b):.3g}, lag {rules.lag(b):.4g}, "
        f"simple mean of equal noise {rules.window(b):.4g} values"
    )

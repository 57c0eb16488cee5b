"""Every step of an average as a table: the recursion, the same written out, and what follows from it."""

import numpy as np

from optiviz.averages import rules


def steps(spec, series):
    """({column: (n,) array}, the largest difference between recursion and written-out sum) for the first average."""
    average = rules.average(series.x, spec.betas[0])
    summed = rules.expanded(series.x, average.b)
    off = average.raw - summed
    table = {
        series.time: np.arange(1, len(series.x) + 1),
        "value": series.x,
        "recursive": average.raw,
        "written out": summed,
        "difference": off,
        "corrected": average.corrected,
        "simple mean": average.simple,
    }
    return table, float(np.abs(off).max())

"""The challenge that is no race: choose how long an average of noisy days remembers."""

import functools

from optiviz.averages.spec import SWEPT, AveragesSpec, mean_rmse
from optiviz.challenges.row import Verdict

KEY, TITLE = "C7", "Thermometer"
SPEC = AveragesSpec(betas=(0.98,), show="corrected")  # a year of days, seen through noise; what a reader meets
PAR, WITHIN = 0.855, 1.05
TASK = (
    "A year of temperatures with noise, and their moving average. Choose beta so that it lies, over 50 such "
    "years, at most 5 % farther, on average, from the clean curve than the best beta's."
)
HINT = "A short memory lets the noise through, a long one lags behind the seasons. Look for the valley in between."
THEORY = (
    "The noise that is left shrinks with the window, (1 + beta) / (1 - beta) days; the lag, beta / (1 - beta) days, "
    "grows. Where both cost the same depends on the noise: with less of it the best memory is shorter."
)


def judge(beta):
    """The Verdict on a beta: its distance to the clean curve, the mean over 50 years, against the best one's."""
    error = float(mean_rmse([beta], SPEC)[0])
    ratio = error / best()
    words = (
        f"With beta {beta:.4g} the average is {error:.3g} degrees off, {100 * (ratio - 1):.1f} % more than the best."
    )
    return Verdict(ratio <= WITHIN, error, words)


@functools.cache
def best():
    """The smallest distance over all betas of the sweep."""
    return float(mean_rmse(SWEPT, SPEC).min())

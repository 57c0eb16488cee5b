"""Averages: the cold start, the best memory, how much is remembered, and the lag."""

import numpy as np

from optiviz.averages import rules
from optiviz.averages.spec import SEEDS, AveragesSpec, mean_rmse, series_of, sweep_of
from optiviz.presets.facts import known
from optiviz.presets.row import Fact, Page, Preset

COLD = AveragesSpec(betas=(0.9, 0.98), days=60, day=1)
GOLDILOCKS = AveragesSpec(betas=(0.5, 0.855, 0.98), show="corrected", clean=True, sweep=True, day=100)
MEMORY = AveragesSpec(betas=(0.8, 0.9, 0.95, 0.98), show="corrected", days=180, day=10)
TEN = AveragesSpec("ten", 0.5, seed=42, betas=(0.8,), show="both", day=10)
TREND = AveragesSpec("trend", 0.0, 200, betas=(0.8, 0.9, 0.95), clean=True, day=150)


def value(b, day, rule=rules.raw):
    """Measures the average under b on a day."""
    return lambda spec: float(rule(series_of(spec).x, b)[day - 1])


def given(day, what="x"):
    """Measures the value, or the clean curve, of a day."""
    return lambda spec: float(getattr(series_of(spec), what)[day - 1])


def error(b):
    """Measures the mean distance to the clean curve over the seeds of the sweep."""
    return lambda spec: float(mean_rmse([b], spec)[0])


def sweep(name):
    """Measures a field of the Sweep."""
    return lambda spec: getattr(sweep_of(spec, series_of(spec)), name)


def terms(b):
    """Measures how many of the newest values hold 95 %."""
    return lambda spec: rules.terms(b, 0.95)


def share(b, n):
    """Measures how much of the average the newest n values hold, in per cent."""
    return lambda spec: 100 * float(rules.share(b, n))


def behind(b):
    """Measures how many days the raw average is behind the line at its end."""

    def measure(spec):
        x = series_of(spec).x
        return float((x[-1] - rules.raw(x, b)[-1]) / np.diff(x)[-1])

    return measure


PRESETS = (
    Preset(
        "E4",
        "averages",
        "Ten points by hand",
        TEN,
        (
            Fact("first", 10.25, given(1), 1e-3),
            Fact("last", 20.27, given(10), 1e-3),
            Fact("raw1", 2.05, value(0.8, 1), 1e-3),
            Fact("raw10", 15.266, value(0.8, 10), 1e-4),
            Fact("whole1", 10.248, value(0.8, 1, rules.corrected), 1e-4),
            Fact("whole10", 17.102, value(0.8, 10, rules.corrected), 1e-4),
        ),
        truth="The values go from {first} to {last}. The raw average goes from {raw1} to {raw10}, the corrected one "
        "from {whole1} to {whole10}. The table below has every step twice, by the recursion and written out.",
        but="Even the corrected average ends well below the last value. That is lag, not a mistake: the line rises "
        "while the average looks back. In the long run it stays β / (1 − β) steps behind.",
    ),
    Preset(
        "E2",
        "averages",
        "Cold start",
        COLD,
        (
            Fact("first", 17.56, given(1), 1e-3),
            Fact("short", 1.76, value(0.9, 1), 3e-3),
            Fact("long", 0.351, value(0.98, 1), 1e-3),
            Fact("repaired", 17.56, value(0.98, 1, rules.corrected), 1e-3),
            Fact("clean", 12.04, given(10, "clean"), 1e-3),
            Fact("short10", 9.05, value(0.9, 10), 1e-3),
            Fact("long10", 2.61, value(0.98, 10), 1e-3),
            Fact("fixed10", 13.9, value(0.9, 10, rules.corrected), 1e-3),
            Fact("fixed_long10", 14.26, value(0.98, 10, rules.corrected), 1e-3),
        ),
        question="The first day has {first} °C. What does an average with β 0.98 that starts at 0 show for that day?",
        choices=("17.6 °C, as there is only one value", "about 9 °C, half of it", "less than 1 °C"),
        answer=2,
        truth="It shows {long} °C, and {short} °C with β 0.9: an average that starts at 0 holds only the share 1 − β "
        "of the first value. On day 10, where the season stands at {clean} °C, they show {long10} and {short10}. "
        "Divided by 1 − β to the power of the day they show {fixed_long10} and {fixed10}, and {repaired} on day 1.",
        but="The correction makes a true mean of what has been seen, it does not make that mean right: on day 10 both "
        "are too warm, because the first days were. Starting at the first value instead of 0 is another cure; it gives "
        "that one value more weight than its age deserves.",
    ),
    Preset(
        "E1",
        "averages",
        "The best memory",
        GOLDILOCKS,
        (
            Fact("none", 3.01, error(0.0), 2e-3),
            Fact("short", 1.73, error(0.5), 3e-3),
            Fact("middle", 1.013, error(0.855), 1e-3),
            Fact("long", 3.48, error(0.98), 3e-3),
            Fact("best", 0.855, sweep("best")),
            Fact("seeds", 50, known(SEEDS)),
            Fact("low", 0.805, sweep("low")),
            Fact("high", 0.89, sweep("high")),
            Fact("calm", 0.73, lambda spec: sweep("best")(AveragesSpec(noise=1.0, show="corrected"))),
            Fact("rough", 0.895, lambda spec: sweep("best")(AveragesSpec(noise=5.0, show="corrected"))),
        ),
        question="More memory removes more noise. Which β comes closest to the curve without noise?",
        choices=("0.5", "0.855", "0.98"),
        answer=1,
        truth="The root mean square distance to the clean curve, mean over {seeds} seeds, is {none} without any "
        "average, {short} with β 0.5, {middle} with 0.855 and {long} with 0.98, which is worse than the data "
        "themselves: it lags behind the season. The best is {best}; from {low} to {high} it is at most 5 % worse.",
        but="The best β belongs to this noise and this season. With a third of the noise it is {calm}, with five "
        "degrees of it {rough}; and who has no clean curve cannot measure it this way.",
    ),
    Preset(
        "E3",
        "averages",
        "95 % of the memory",
        MEMORY,
        (
            Fact("t80", 14, terms(0.8)),
            Fact("t90", 29, terms(0.9)),
            Fact("t95", 59, terms(0.95)),
            Fact("t98", 149, terms(0.98)),
            Fact("t99", 299, terms(0.99)),
            Fact("ten", 89.3, share(0.8, 10), 1e-3),
            Fact("rule", 65.1, share(0.9, 10), 1e-3),
            Fact("in80", 67.2, share(0.8, 5), 1e-3),
            Fact("in98", 63.6, share(0.98, 50), 1e-3),
        ),
        question="1 / (1 − β) is called the memory: 10 values for β 0.9. How many values hold 95 % of that average?",
        choices=("10", "19", "29"),
        answer=2,
        truth="{t90} values. For β 0.8, 0.95, 0.98 and 0.99 it takes {t80}, {t95}, {t98} and {t99}. Ten values hold "
        "{rule} % at β 0.9 and {ten} % at β 0.8, so a chart that stops at ten never reaches the line at 95 %.",
        but="1 / (1 − β) is a scale and no limit: the weights never become 0. Within it lie {in80} % at β 0.8 and "
        "{in98} % at β 0.98.",
    ),
    Preset(
        "lag",
        "averages",
        "The lag of a trend",
        TREND,
        (
            Fact("memory", 10, lambda _: rules.memory(0.9), 1e-9),
            Fact("l80", 4, behind(0.8), 1e-3),
            Fact("l90", 9, behind(0.9), 1e-3),
            Fact("l95", 19, behind(0.95), 1e-2),
        ),
        question="β 0.9 has a memory of {memory}. How far behind a straight line is its average in the long run?",
        choices=("not at all", "5 days", "9 days", "29 days"),
        answer=2,
        truth="{l90} days; with β 0.8 it is {l80}, with 0.95 {l95}: β / (1 − β), the mean age of what is averaged. A "
        "simple mean that lets as much noise through has exactly the same lag.",
        but="No average of the past alone removes noise for nothing. Some rules extrapolate to make up for the lag, "
        "and get noise back in return.",
    ),
)
PAGE = Page(
    "averages",
    "Averages",
    "Optimizers remember by averaging. How long is a memory, what does it cost, and why does it start out wrong?",
    limits="Noise here is normal and independent from one value to the next. Gradients of a network come with heavy "
    "tails and with correlations, and the best memory is then another one.",
    references=(
        "R. G. Brown (1959), Statistical Forecasting for Inventory Control, McGraw-Hill: exponential smoothing.",
        "D. P. Kingma and J. Ba (2015), Adam: A Method for Stochastic Optimization, arXiv:1412.6980: bias correction.",
    ),
    presets=PRESETS,
)

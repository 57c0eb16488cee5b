"""The figures of the page of averages, and the same for the live channel: values by name -> spec -> figures."""

import functools
from dataclasses import replace

from optiviz.averages.memory import memories, written
from optiviz.averages.signals import SIGNALS
from optiviz.averages.spec import MOST_BETAS, AveragesSpec, averages_of, series_of, sweep_of
from optiviz.figures.averages import data_figure, distance_figure, sweep_figure
from optiviz.figures.memory import share_figure, weights_figure
from optiviz.ui import shelf

PLAIN = ("signal", "show", "noise", "days", "seed", "day", "simple", "started", "clean", "sweep")
LEGAL = {*PLAIN, "own", *(f"beta{k}" for k in range(MOST_BETAS))}


def values_of(spec, own=""):
    """A spec as values by name; own is where a reader's numbers lie on the shelf."""
    betas = {f"beta{k}": b for k, b in enumerate(spec.betas)}
    return {**{name: getattr(spec, name) for name in PLAIN}, **betas, "own": own}


def check(values):
    """(AveragesSpec, a reader's own numbers or None) of values by name; ValueError where they are not legal."""
    for name in values:
        if name not in LEGAL:
            raise ValueError(f"`{str(name)[:40]}` is no value of this page.")
    betas = tuple(values[f"beta{k}"] for k in range(MOST_BETAS) if f"beta{k}" in values)
    spec = AveragesSpec(betas=betas, **{name: values[name] for name in PLAIN if name in values})
    return spec, shelf.take(values.get("own")) if SIGNALS[spec.signal].make is None else None


def draw(checked, dark):
    """The figures of what check gives."""
    spec, own = checked
    series = series_of(spec, own)
    averages, held = averages_of(spec, series), memories(spec.betas)
    revision = f"{spec.signal} {len(series.x)}"
    day = min(spec.day, len(series.x))
    kinds = ["raw", "corrected"] if spec.show == "both" else [spec.show]
    kinds += [kind for kind in ("simple", "started") if getattr(spec, kind)]
    chosen = "raw" if spec.show == "raw" else "corrected"
    words = written(series, averages[0], day)
    figures = {
        "data": data_figure(series, averages, kinds, spec.clean, day, dark, revision),
        "weights": weights_figure(held, day, series.time, words, dark, revision),
        "share": share_figure(held, dark, " ".join(map(str, spec.betas))),
        "distance": distance_figure(series, averages, chosen, spec.clean, dark, revision, not spec.sweep),
    }
    if spec.sweep:
        figures["sweep"] = sweep_figure(_sweep(replace(spec, betas=(0.0,), day=1), own), averages, dark, spec.signal)
    return figures


@functools.lru_cache(32)
def _sweep(spec, own):
    """The ErrorCurve, which the averages on screen and the chosen day have no part in."""
    return sweep_of(spec, series_of(spec, own))

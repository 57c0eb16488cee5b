"""One level up: what a run becomes over all values of a number, with what theory says beside it."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from optiviz.figures import sheet_figure, sweep_figure
from optiviz.legend import legend, plain_labels
from optiviz.messages import digits, percent
from optiviz.optimizers import OPTIMIZERS
from optiviz.records import Curve
from optiviz.stability import best_momentum, best_rate, curvatures, largest_rate, polyak
from optiviz.surfaces import SURFACES
from optiviz.sweeps import best, sheet, sweep
from optiviz.terrain import landmarks
from optiviz.ui.cards import cell

STEPS = 2000  # that a run of a sweep may take
MOST = 4  # curves
RATES = 50  # values near the limit, and half as many below
MOMENTA = 1 - np.geomspace(1, 0.005, 60)  # denser where memory grows long
SIDE = 40  # values along each side of a map
MAP_STEPS = 200
HEIGHT = 360


class Level(NamedTuple):
    """A Curve, and the values that the lanes have for which it stands: those that differ in nothing else."""

    curve: Curve
    owns: list


def rate_levels(race, paths):
    """[Level] of settling step against learning rate, for rules whose learning rate multiplies a gradient."""
    return _levels(race, paths, "learning_rate", _rates)


def momentum_levels(race, paths):
    """[Level] of settling step against momentum, for rules that have one."""
    return _levels(race, paths, "momentum", lambda path: MOMENTA)


def _levels(race, paths, name, values_for):
    groups = {}
    for k, path in enumerate(paths):
        spec = path.spec
        if name in spec.values and OPTIMIZERS[spec.optimizer].unit == "gradient":
            rest = tuple(value for key, value in spec.values.items() if key != name)
            same = (spec.optimizer, spec.convention, rest, spec.schedule, tuple(spec.schedule_values.values()))
            groups.setdefault(same, []).append(k)
    return [_level(race, paths, lanes, name, values_for) for lanes in list(groups.values())[:MOST]]


def _level(race, paths, lanes, name, values_for):
    label, slot = legend(race.paths())[lanes[0]]
    owns = [paths[k].spec.values[name] for k in lanes]
    values = np.unique(np.concatenate([values_for(paths[lanes[0]]), owns]))
    found = sweep(paths[lanes[0]].spec, name, values, race.tolerance, steps=STEPS)
    label = label if len(lanes) == 1 else plain_labels([race.lanes[lanes[0]]])[0]
    return Level(Curve(label, slot, found, int(np.searchsorted(values, owns[0]))), owns)


def _rates(path):
    """Learning rates from a hundredth of the rule's limit to a little above it; around its own where none is known."""
    ends, own = curvatures(path), path.spec.values["learning_rate"]
    limit = ends and largest_rate(path.spec.form, path.spec.values, ends[1])
    middle = limit if limit and limit > 0 else own * 10
    small, large = np.geomspace(middle / 100, middle / 3, RATES // 2), np.linspace(middle / 3, middle * 1.15, RATES)
    return np.clip(np.concatenate([small, large]), 1e-9, 1e3)


def rate_figure(levels, paths, dark):
    """Settling step against learning rate; on a quadratic with 1/L, 2/(L + mu) and 2/L."""
    figure = sweep_figure(
        [level.curve for level in levels], "learning rate", dark, steps=STEPS, theory=_rate_lines(paths)
    )
    return _told(figure, "Learning rates", [_fastest(level, "learning rate") for level in levels])


def _rate_lines(paths):
    ends = curvatures(paths[0])
    if ends is None or not SURFACES[paths[0].spec.surface].quadratic:
        return ()
    mu, largest = ends
    return ((1 / largest, "1/L"), (best_rate(mu, largest), "2/(L+μ)"), (2 / largest, "2/L"))


def momentum_figure(levels, paths, dark):
    """Settling step against momentum; on a quadratic with the best momentum for the first curve's learning rate."""
    figure = sweep_figure(
        [level.curve for level in levels], "momentum", dark, log=False, steps=STEPS, theory=_momentum_lines(paths)
    )
    return _told(figure, "Momentum", [_fastest(level, "momentum") for level in levels])


def _momentum_lines(paths):
    for path in paths:
        ends = curvatures(path)
        if ends and heavy(path.spec) and SURFACES[path.spec.surface].quadratic:
            value = best_momentum(path.spec.values["learning_rate"], *ends)
            return () if value is None else ((value, "best for Momentum"),)
    return ()


def heavy(spec):
    """Whether a rule is the heavy ball in one of its forms, as told by its limit: 2 (1 + momentum), undamped."""
    limit, momentum = spec.form.limit, spec.values.get("momentum")
    return bool(limit) and momentum is not None and abs(limit(spec.values) - 2 * (1 + momentum)) < 1e-12


def map_figure(race, path, label, dark):
    """Final loss of one lane over learning rate and momentum, with the rule's limit and Polyak's point."""
    ends, values = curvatures(path), path.spec.values
    limits = np.array([largest_rate(path.spec.form, {**values, "momentum": m}, 1.0) or 0.0 for m in MOMENTA])
    largest = ends[1] if ends else 2 / values["learning_rate"]
    rates = np.geomspace(0.01 / largest, 1.5 * max(limits.max(), 2.0) / largest, SIDE)
    momenta = np.linspace(0.0, 0.99, SIDE)
    found = sheet(path.spec, ("learning_rate", rates), ("momentum", momenta), race.tolerance, MAP_STEPS)
    theory = [(limits / largest, MOMENTA, "limit")] if ends and limits.all() else []
    if ends and heavy(path.spec):
        theory.append((*polyak(*ends), "Polyak 1964"))
    here = (values["learning_rate"], values["momentum"])
    floor = landmarks(path.spec.surface, path.spec.surface_values).floor or 0.0
    figure = sheet_figure(found, ("learning rate", "momentum"), dark, floor=floor, theory=theory, here=here)
    return _told(figure, f"{label}: final loss after {MAP_STEPS} steps", [_lowest(found, floor)])


def _told(figure, title, sentences):
    """A figure with its title, its height and its words."""
    figure["layout"]["meta"] |= {"title": title, "words": " ".join(sentences), "lines": 2 * len(sentences)}
    figure["layout"]["height"] = HEIGHT
    return figure


def _fastest(level, title):
    """Where a curve is lowest and from where on it diverges, and what the values on screen come to."""
    label, found, k = level.curve.label, level.curve.sweep, best(level.curve.sweep)
    own = ", ".join(_settles(found, value) for value in level.owns)
    if k is None or np.isnan(found.settle[k]):
        return f"{label} settles nowhere within {STEPS} steps."
    lost = np.flatnonzero(found.diverged & (found.values > found.values[k]))
    edge = ""
    if len(lost):
        good, bad = found.values[lost[0] - 1], found.values[lost[0]]
        edge = f"; somewhere between {good:.4g} and {bad:.4g} it begins to diverge"
    return f"{label}: fastest at {title} {found.values[k]:.4g}, step {found.settle[k]:.0f}{edge}. On screen: {own}."


def _settles(found, value):
    k = int(np.searchsorted(found.values, value))
    if found.diverged[k]:
        return f"{value:.4g} diverges"
    step = found.settle[k]
    return f"{value:.4g} does not settle" if np.isnan(step) else f"{value:.4g} settles at step {step:.0f}"


def _lowest(found, floor):
    final = np.where(found.diverged | np.isnan(found.final), np.inf, found.final)
    row, column = np.unravel_index(final.argmin(), final.shape)
    return (
        f"Lowest, {final[row, column] - floor:.2g} above the minimum, at learning rate {found.x[column]:.3g} and "
        f"momentum {found.y[row]:.3g}. {percent(found.diverged.mean())} of the {found.final.size} runs "
        "diverge (crosses)."
    )


def table(levels, title):
    """The numbers of some curves, one row a value, folded away."""
    with st.expander("The numbers of this figure"):
        for curve, _ in levels:
            found = curve.sweep
            states = np.where(found.diverged, "diverges", np.where(np.isnan(found.settle), "does not settle", ""))
            st.markdown(f"**{curve.label}**")
            st.table(
                {
                    title.capitalize(): [digits(value) for value in found.values],
                    "Settles at step": [text or f"{step:.0f}" for text, step in zip(states, found.settle, strict=True)],
                    "Final loss": [cell(float(loss)) for loss in found.final],
                }
            )

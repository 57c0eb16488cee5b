"""The fair race below the Playground's results: tuned alike, repeated over starts and seeds, who wins and why."""

import math

import streamlit as st

from optiviz import fair
from optiviz.figures import spread_figure, sweep_figure
from optiviz.legend import legend
from optiviz.messages import digits, percent, signs
from optiviz.optimizers import OPTIMIZERS
from optiviz.presets import RACES
from optiviz.presets.race import WINNERS
from optiviz.records import Curve, Spread
from optiviz.sweeps import RATES, TRIES
from optiviz.terrain import landmarks
from optiviz.ui import race_state, rates
from optiviz.ui.board import board
from optiviz.ui.cards import cell

WAIT = "Running every optimizer many times: a few seconds, the first time only."
HEIGHT = 340  # pixels of a chart


def fair_race(race, paths, readouts):
    """The section; nothing of it runs while it is closed."""
    section = st.expander("Fair race: tuned alike, from many starts", key="fair", on_change="rerun")
    if not section.open:
        return
    with section, st.spinner(WAIT):
        st.markdown(
            "Equal learning rates are not equal chances: they mean another thing to every rule. Give each the same "
            "search for its own, then look whether the order holds from other starts."
        )
        _choices(paths[0].spec)
        _results(race, paths, readouts)


def _choices(spec):
    state, kinds = st.session_state, fair.kinds(spec)
    state["rates"] = rates.choice()
    if state.get("repeat") not in kinds:
        state["repeat"] = "around"
    with st.container(horizontal=True):
        st.pills(
            "Learning rates",
            (rates.ONE, rates.OWN, rates.BEST),
            key="rates",
            required=True,
            wrap=True,
            on_change=rates.chosen,
        )
        st.pills("Repeated over", list(kinds), key="repeat", required=True, wrap=True, format_func=kinds.get)


def _results(race, paths, readouts):
    specs, kind = [path.spec for path in paths], st.session_state["repeat"]
    lanes, words = legend(specs), fair.kinds(specs[0])[kind]
    labels = [label for label, _ in lanes]
    trials = fair.trials(specs, kind, race.tolerance)
    sweeps = [fair.best_of(spec, race.tolerance) for spec in specs] if rates.swept() else None
    board(_figures(race, lanes, trials, sweeps, words), "fair-board")
    if sweeps:
        st.caption(_how(race, specs[0], labels, sweeps))
    st.table(_table(labels, trials, sweeps), hide_index=True)
    st.caption(_budget(specs, labels))
    st.markdown(f"**Who wins here.** {signs(fair.verdict(labels, trials, words))}")
    reasons = "\n".join(f"- **{labels[k]}** {signs(fair.reason(paths[k], readouts[k]))}." for k in fair.order(trials))
    st.markdown(f"**And why.** Of the runs on screen:\n\n{reasons}")
    _elsewhere(specs, trials)


def _figures(race, lanes, trials, sweeps, words):
    dark = st.context.theme.type == "dark"
    floor = landmarks(race.place.surface, race.place.surface_values).floor
    spreads = [Spread(*lane, trial.band, trial.cost) for lane, trial in zip(lanes, trials, strict=True)]
    figures = {"spread": spread_figure(spreads, floor, dark, revision=race.place.surface)}
    _titled(figures["spread"], f"Median of {words}, and the band of {fair.span(trials[0].band)}")
    if sweeps:
        curves = [Curve(*lane, *found) for lane, found in zip(lanes, sweeps, strict=True)]
        steps = (
            race.place.steps if any(not math.isnan(step) for curve in curves for step in curve.sweep.settle) else None
        )
        figures["sweep"] = sweep_figure(
            curves, "learning rate", dark, steps=steps, floor=floor, revision=race.place.surface
        )
        _titled(figures["sweep"], "The sweeps: crosses diverge, the large mark is the best")
    return figures


def _titled(figure, title):
    figure["layout"]["meta"]["title"] = title
    figure["layout"]["height"] = HEIGHT


def _how(race, spec, labels, sweeps):
    ends = (0, len(RATES) - 1)
    edge = [label for label, (_, row) in zip(labels, sweeps, strict=True) if row in ends]
    rest = f" At the edge of what was tried, so there may be better ones beyond: {', '.join(edge)}." if edge else ""
    seeds = "" if spec.exact else f" Each rate counts by the median over {TRIES} seeds."
    return (
        f"Each optimizer had {len(RATES)} runs, at learning rates from {digits(RATES[0])} to {digits(RATES[-1])}, "
        f"from this start with {race.place.steps} steps. Best is what first stays within {digits(race.tolerance)} of "
        f"the lowest minimum, and where nothing does, what ends lowest.{seeds}{rest}"
    )


def _table(labels, trials, sweeps):
    """One row a lane: what its sweep found, and how its many runs went."""
    table = {"Optimizer": labels}
    if sweeps:
        table["Best learning rate"] = ["–" if row is None else digits(sweep.values[row]) for sweep, row in sweeps]
        table["Diverge in the sweep"] = [f"{int(sweep.diverged.sum())} of {len(sweep.values)}" for sweep, _ in sweeps]
    table["First in"] = [percent(share) for share in fair.wins(trials)]
    table["Settles after, median"] = [_count(fair.middle(trial.settle) * trial.cost) for trial in trials]
    table[fair.span(trials[0].band)] = [
        " to ".join(_count(fair.middle(trial.settle, share) * trial.cost) for share in trial.band.edges)
        for trial in trials
    ]
    table["Settle"] = [percent(_share(trial.settle)) for trial in trials]
    table["Diverge"] = [percent(trial.diverged.mean()) for trial in trials]
    table["Final loss, median"] = [cell(fair.middle(trial.final)) for trial in trials]
    return table


def _share(settle):
    return sum(map(math.isfinite, settle)) / len(settle)


def _count(gradients):
    return digits(gradients, 6) if math.isfinite(gradients) else "never"


def _budget(specs, labels):
    """What a step costs, where that differs from one gradient."""
    rows = [OPTIMIZERS[spec.optimizer] for spec in specs]
    dear = [f"{label} takes {row.evaluations}" for label, row in zip(labels, rows, strict=True) if row.evaluations > 1]
    words = f"Counted in gradients of the surface, the budget is {specs[0].steps} steps of one gradient each"
    words += f"; {', '.join(dear)} a step." if dear else "."
    if any(row.family == "Curvature" for row in rows):
        words += " Second derivatives, which Newton's methods ask for, are not counted."
    return words


def _elsewhere(specs, trials):
    """A race, checked beforehand, that another optimizer wins."""
    winner = specs[fair.order(trials)[0]].optimizer
    key = next(key for optimizer, key in WINNERS.items() if optimizer != winner)
    preset = RACES[key]
    st.markdown(f"**Elsewhere another one wins.** {preset.told(preset.truth)}")
    st.button(f"Open “{preset.title}”", on_click=race_state.follow, args=(key,))

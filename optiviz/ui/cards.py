"""What stands beside the charts: results table, equation cards, problems of a link, and the link itself."""

import math
import re
import string
from decimal import ROUND_HALF_UP, Context
from urllib.parse import urlencode

import streamlit as st

from optiviz import seeing
from optiviz.messages import digits, percent
from optiviz.optimizers import OPTIMIZERS
from optiviz.presets import PRESETS
from optiviz.readouts import NOISE
from optiviz.schedules import SCHEDULES, WARMUP, WARMUP_EQUATION
from optiviz.specs import gradient_params
from optiviz.ui import race_state, teach, view
from optiviz.ui.codes import code_popover

LIBRARIES = {"pytorch": "PyTorch", "keras": "Keras", "optax": "optax"}
COLUMNS = {
    "Final loss": "The surface's value after the last step; of a run that diverged, after the last one that is drawn",
    "Distance": "From the last point to the nearest listed minimum",
    "Gradient norm": "Length of the gradient at the same point",
    "Settles at step": "First step from which the loss stays within the tolerance of the lowest minimum",
    "Overshoot": "Largest distance past the minimum along its flattest direction",
    "Flips": f"Sign changes along the steepest direction, swings under {percent(NOISE)} of the first one left out",
    "Rate × curvature": "Largest learning rate × largest Hessian eigenvalue met in the view",
    "Outcome": "How the run ended; the sentences below say at which step and why",
}


def link_problems():
    """One warning that says all that was wrong in the link, as long as its race is on screen."""
    problems = st.session_state.get("problems")
    if problems and race_state.unchanged():
        warn_of(problems, st.session_state.get("elsewhere"))


def warn_of(problems, elsewhere=None):
    """A warning that lists what was wrong in a link, with a way to elsewhere, the key of another page's preset."""
    st.warning("Not everything in this link could be read.\n\n" + "\n".join(f"- {inert(p)}" for p in problems))
    if elsewhere:
        preset, shown = PRESETS[elsewhere], {name: texts[0] for name, texts in view.query().items()}
        label, query = f"{elsewhere} {preset.title}", shown | {"preset": elsewhere}
        st.page_link(f"pages/{preset.page}.py", label=label, query_params=query)


def inert(text):
    """Text of a link on one line, so that Markdown shows it as it is."""
    return "".join(f"\\{c}" if c in string.punctuation else c for c in " ".join(str(text).split()))


def share(reset=True, code=True):
    """Buttons: teaching, the link to what is on screen, its code, and the way back to the start."""
    with st.container(horizontal=True, horizontal_alignment="right", width="content"):
        teach.popover(race_state.link())
        _copy(reset, code)


def _copy(reset, code):
    with st.container(horizontal=True, width="content", key="share"):
        with st.popover("Copy link"):
            st.caption("This link reproduces the race exactly: surface, start, steps, optimizers and all values.")
            base = (st.context.url or "").partition("?")[0]
            whole = urlencode(view.query() | race_state.link(), doseq=True, safe=",=")
            st.code(f"{base}?{whole}", language=None, wrap_lines=True)
        if code:
            code_popover(race_state.take())
        if reset:
            st.button("Reset", on_click=race_state.reset, help="Everything as on a first visit.")


def results_table(labels, readouts, tolerance):
    """One row a run; labels and Readouts in the same order."""
    with st.container(key="results"):
        _results(labels, readouts, tolerance)


def _results(labels, readouts, tolerance):
    st.subheader("Results", anchor=False)
    table = {"Optimizer": labels}
    for name, cells in zip(COLUMNS, zip(*map(_cells, readouts), strict=True), strict=True):
        table[name] = list(cells)
    st.table(table, hide_index=True)
    st.markdown("\n".join(f"- **{label}**: {r.outcome.sentence}" for label, r in zip(labels, readouts, strict=True)))
    with st.expander("What the columns mean"):
        st.markdown("\n".join(f"- **{name}**: {meaning}" for name, meaning in COLUMNS.items()))
        st.markdown(f"All runs share start, surface and number of steps. The tolerance is {digits(tolerance)}.")


def _cells(readout):
    numbers = (
        readout.final_loss,
        readout.distance,
        readout.gradient_norm,
        readout.settle,
        readout.overshoot,
        readout.flips,
        readout.sharpness,
    )
    loss, *others = map(cell, numbers)
    if readout.outcome.status == "diverged":
        loss = f"{loss} (step {readout.outcome.step - 1})"
    return loss, *others, readout.outcome.status


def cell(number):
    """What stands in a cell of the results table for a number or None."""
    if number is None:
        return "–"
    if isinstance(number, int):
        return str(number)
    return _brief(number) if math.isfinite(number) else "not finite"


def columns(names, rows):
    """A table of rows, numbers as cells."""
    told = [[part if isinstance(part, str) else cell(part) for part in row] for row in rows]
    return dict(zip(names, map(list, zip(*told, strict=True)), strict=True))


def _brief(number):
    """A number as the stage writes it in its legend (numbers.js): 0.412, −0.02, 1234, 1.2e−8."""
    size = abs(number)
    tiny_or_huge = size and not 1e-3 <= size < 1e4
    digits = Context(2 if tiny_or_huge else max(3, len(str(int(size)))), ROUND_HALF_UP)  # as browsers round
    rounded = digits.create_decimal_from_float(number)
    text = f"{rounded:.1e}" if tiny_or_huge else f"{float(rounded):g}"
    return text.replace(".0e", "e").replace("e+", "e").replace("-", "−")


def equation_cards(labels, paths):
    """The equation of each run, in the convention and for the values that ran."""
    with st.container(key="cards"):
        _equations(labels, paths)


def _equations(labels, paths):
    st.subheader("Equations", anchor=False)
    st.caption(
        r"$\theta_t$ is the point after step $t$, $f$ the surface, $\eta_t$ the learning rate of step $t$; "
        "operations are per coordinate."
    )
    _seeing(paths[0].spec)
    columns = st.container(key="equations").columns(2)
    for k, (label, path) in enumerate(zip(labels, paths, strict=True)):
        with columns[k % 2].container(border=True):
            equation_card(label, path.spec)


def _seeing(spec):
    """What all rules of the race read in place of the gradient, where that is not the gradient itself."""
    lines = seeing.lines(spec.gradient)
    if not lines:
        return
    with st.container(border=True):
        st.markdown(r"**What every rule reads as $\nabla f(\theta)$ at step $t$**")
        st.latex(_aligned(lines))
        values = [p for p in gradient_params(spec.surface) if spec.gradient[p.name]]
        st.caption(", ".join(f"${p.symbol} = {_tex(spec.gradient[p.name])}$ ({p.title})" for p in values))
        st.caption("Noise and batches are drawn from the seed: the same for all runs. The loss shown is the whole one.")


def _aligned(lines):
    return r"\begin{aligned}" + r"\\ ".join(line.replace("=", "&=", 1) for line in lines) + r"\end{aligned}"


def _schedule(spec):
    """The equation of the learning rate, where it changes from step to step."""
    row, values = SCHEDULES[spec.schedule], spec.schedule_values
    warm = (WARMUP_EQUATION,) if values[WARMUP.name] else (r"\eta_t = s_{t-1}",)
    if row.still and not values[WARMUP.name]:
        return
    st.latex(_aligned((*row.equations, *warm)))
    shown = [p for p in row.params if stands_in(p.symbol, " ".join((*row.equations, *warm)))]
    st.caption(f"{row.title}: " + ", ".join(f"${p.symbol} = {_tex(values[p.name])}$ ({p.title})" for p in shown))
    st.caption(in_libraries(row))


def in_libraries(row):
    """How PyTorch, Keras and optax name a schedule, and how theirs differ, in one line."""
    told = []
    for library, twin in row.twins.items():
        parts = [f"`{twin.name}`" if twin.name else "", inert(twin.note)]
        told.append(f"{LIBRARIES[library]}: {'. '.join(filter(None, parts)).removesuffix('.')}.")
    return f"In the libraries: {' '.join(told)}"


def equation_card(label, spec):
    """The equation of one PathSpec, its values, and where it comes from."""
    row, form, lines = OPTIMIZERS[spec.optimizer], spec.form, spec.form.lines(spec.values)
    st.markdown(f"**{label}**  \n{form.source}")
    st.latex(_aligned(lines))
    _schedule(spec)
    shown = [p for p in form.params if stands_in(p.symbol, " ".join(lines))]
    rest = {"On": [], "Off": []}
    for param in form.params:
        if param not in shown:
            rest["On" if spec.values[param.name] else "Off"].append(param.title)
    st.caption(", ".join(f"${p.symbol} = {_tex(spec.values[p.name])}$ ({p.title})" for p in shown))
    notes = [f"{state}: {', '.join(titles)}." for state, titles in rest.items() if titles]
    notes += [form.note, f"Source: {row.reference}."]
    st.caption(" ".join(filter(None, notes)))


def stands_in(symbol, latex):
    """Whether a LaTeX symbol occurs in latex by itself, not as letters of a command."""
    return re.search(r"(?<![A-Za-z\\])" + re.escape(symbol) + r"(?![A-Za-z])", latex) is not None


def _tex(value):
    mantissa, _, exponent = f"{value:.6g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa

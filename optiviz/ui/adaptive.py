"""What stands below the stage of Adaptive methods, and its presets that are not about a race."""

import numpy as np
import streamlit as st

from optiviz import internals, online, parts, sparse
from optiviz.figures import adaptive as draw
from optiviz.legend import legend
from optiviz.messages import digits, percent
from optiviz.optimizers import OPTIMIZERS
from optiviz.simulate import race as run
from optiviz.specs import Lane, PathSpec, RaceSpec
from optiviz.surfaces import SURFACES
from optiviz.sweeps import sweep
from optiviz.terrain import landmarks, survey
from optiviz.ui import adaptive_boards as boards
from optiviz.ui import closer, race_state
from optiviz.ui.board import board
from optiviz.ui.cards import cell

EPSILONS = 10.0 ** np.arange(-12, 0.5, 0.5)
RATES = np.geomspace(0.003, 0.3, 13)
LONG = 2000  # steps until only the jitter is left
REST = 1e-9  # who is nearer to the minimum than this has come to rest
SECOND = 6  # the slot of a second run of the same optimizer
TOLD = (1, 10, 100)  # steps in tables, beside the last


def figures(race, paths, readouts):
    """What stands below the stage."""
    chosen = closer.choose(
        "adaptive", {title: keys for title, (keys, _) in SUBJECTS.items()}, st.session_state["preset"]
    )
    SUBJECTS[chosen][1](race, paths)


def coordinates(race, paths):
    """The learning rate that each coordinate gets, of all lanes."""
    st.markdown(
        "Adaptive methods divide the learning rate of each coordinate by a number of its own. Here is what is left of "
        "it, for every optimizer on the stage; plain methods have one line for both."
    )
    lanes = [(*named, _rates(path)) for named, path in zip(legend(race.paths()), paths, strict=True)]
    board(draw.coordinate_figures(lanes, closer.is_dark()), "adaptive-coordinates")
    steps = sorted({step for step in TOLD if step < race.place.steps} | {race.place.steps})
    rows = [[label, *(f"{cell(float(r[k, 0]))} / {cell(float(r[k, 1]))}" for k in steps)] for label, _, r in lanes]
    names = ["Optimizer", *(f"Step {step}: along x / along y" for step in steps)]
    st.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)), hide_index=True)


def _rates(path):
    divisor = internals.scaling(path)
    if divisor is None:
        return np.tile(internals.learning_rate(path)[:, None], 2)
    return internals.effective(path, divisor)


def assemble(race, paths):
    """Switches for the three parts of Adam, and the equations that come of them."""
    st.markdown("Three ideas make Adam. Switch them on and off, then send what you have to the stage.")
    with st.container(horizontal=True, vertical_alignment="center"):
        momentum = st.toggle("Mean of the gradient (m)", key="adam.m", value=True)
        scaling = st.toggle("Divide by the root of the mean square (v)", key="adam.v", value=True)
        correction = st.toggle(
            "Bias correction",
            key="adam.c",
            value=True,
            disabled=not scaling,
            help="Without scaling no library corrects the mean, so it is left out there.",
        )
    mine = (momentum, scaling, correction and scaling)
    title = next(title for title, chosen in parts.STAGES.items() if chosen == mine)
    rate = _own_rate(race)
    st.button(
        f"Show “{title}” on the stage, beside gradient descent",
        on_click=_on_stage,
        args=(race, mine, rate),
        type="primary",
    )
    lanes = {name: parts.assembled(*chosen, rate) for name, chosen in parts.STAGES.items()}
    specs = [_spec(race, lane) for lane in lanes.values()]
    losses = [path.loss - _floor(path.spec) for path in run(specs)]
    figure = draw.parts_figure(dict(zip(lanes, losses, strict=True)), title, rate, closer.is_dark())
    board({"losses": figure}, "adaptive-parts", columns=1)
    columns = st.container(key="parts").columns(3)
    for k, (name, lane) in enumerate(lanes.items()):
        with columns[k % 3].container(border=True):
            st.markdown(f"**{'✓ ' if name == title else ''}{name}**")
            lines = _spec(race, lane).form.lines(lane.values)
            st.latex(r"\begin{aligned}" + r"\\ ".join(line.replace("=", "&=", 1) for line in lines) + r"\end{aligned}")
    st.markdown(
        "RMSProp with decay $\\beta_2$ is Adam without correction and with $\\beta_1 = 0$, to rounding. Corrected, "
        "it is Adam with $\\beta_1 = 0$. Momentum written as a running mean is what is left of Adam when its divisor "
        "is the same for all coordinates, as it is for a very large $\\epsilon$."
    )


def _own_rate(race):
    return race.lanes[0].values["learning_rate"] if race.rate is None else race.rate


def _spec(race, lane):
    place = race.place
    where = (place.start, place.steps, lane.values, place.surface_values)
    return PathSpec(place.surface, lane.optimizer, lane.convention, *where, gradient=place.gradient)


def _on_stage(race, mine, rate):
    lanes = [parts.assembled(*mine, rate)]
    if any(mine):
        lanes.insert(0, Lane("gd", values={"learning_rate": rate}))
    race_state.put(RaceSpec(race.place, tuple(lanes), None, race.tolerance))


def correction(race, paths):
    """How much both means have gathered, and what that does to the steps."""
    st.markdown(
        "Both running means of Adam start at 0 and first have to fill. The root of the second fills more slowly, and "
        "it stands below the line: without correction the first steps are too long. Turn the two memories."
    )
    state = st.session_state
    values = {param.name: state.setdefault(f"correction.{param.name}", param.default) for param in boards.MEMORIES}
    board(
        boards.correction_figures(values, closer.is_dark()),
        "adaptive-correction",
        knobs=[("Memories", [(param, values[param.name]) for param in boards.MEMORIES])],
        live="correction",
        on_values=lambda found: state.update({f"correction.{name}": value for name, value in found.items()}),
    )
    lanes = []
    for (label, slot), path in zip(legend(race.paths()), paths, strict=True):
        with np.errstate(all="ignore"):
            moved = np.abs(np.diff(path.theta, axis=0)).max(axis=1) / path.learning_rate
        lanes.append((label, slot, np.where(moved > 0, moved, np.nan)))
    board({"lengths": draw.length_figure(lanes, closer.is_dark())}, "adaptive-lengths", columns=1)


def epsilon(race, paths):
    """Settling step against epsilon, of Adam on the surface of the stage."""
    spec = next((path.spec for path in paths if "b2" in path.spec.values and "eps" in path.spec.values), None)
    if spec is None:
        st.caption("No optimizer on the stage has Adam's two means and an epsilon: add Adam to see it here.")
        return
    st.markdown(
        "Epsilon is added to the root of the mean square, so it counts as soon as gradients are not much larger. The "
        f"same run with every epsilon from {digits(EPSILONS[0])} to 1. Settled: from that step on the loss stays "
        f"within {digits(race.tolerance)} of the minimum."
    )
    found = sweep(spec, "eps", EPSILONS, race.tolerance)
    label, slot = OPTIMIZERS[spec.optimizer].title, OPTIMIZERS[spec.optimizer].slot or 5
    slope = float(np.hypot(*paths[0].gradient[0]))
    figure = draw.settling_figure(label, slot, EPSILONS, found.settle, "epsilon", slope, closer.is_dark())
    board({"epsilon": figure}, "adaptive-epsilon", columns=1)
    steps = ["never" if np.isnan(step) else f"{step:.0f}" for step in found.settle[::2]]
    with st.expander("The same as a table"):
        st.table({"Epsilon": [digits(eps) for eps in EPSILONS[::2]], "Settles at step": steps}, hide_index=True)


def jitter(race, paths):
    """What is left at the end of long runs, against the learning rate."""
    place = race.place
    lanes = []
    for key, values in (("rmsprop", {"decay": 0.9}), ("adam", {}), ("gd", {})):
        where = (place.start, LONG, values, place.surface_values)
        spec = PathSpec(place.surface, key, None, *where, gradient=place.gradient)
        found = sweep(spec, "learning_rate", RATES, race.tolerance)
        losses = np.where(found.diverged, np.nan, found.final - _floor(spec))
        lanes.append((OPTIMIZERS[key].title, OPTIMIZERS[key].slot, losses))
    st.markdown(left_words(lanes, spec.exact))
    theory = _swing(spec)
    board({"floor": draw.floor_figure(lanes, RATES, theory, closer.is_dark())}, "adaptive-floor", columns=1)
    rows = {"Learning rate": [digits(rate, 3) for rate in RATES[::3]]}
    rows |= {label: [_left(loss) for loss in losses[::3]] for label, _, losses in lanes}
    st.table(rows, hide_index=True)


def left_words(lanes, exact):
    """What is left of lanes (title, slot, losses above the minimum at RATES, nan where it diverged), in sentences."""
    near = {title: int((losses <= REST).sum()) for title, _, losses in lanes}
    told = ", ".join(f"{title} at {count}" for title, count in near.items())
    seen = "" if exact else ", with the gradient noise, batches or clipping of the race,"
    words = f"The same start{seen} and {LONG:,} steps at a learning rate that stays: what is left at the end? "
    words += f"Within {digits(REST)} of the minimum, of {len(RATES)} learning rates: {told}."
    (swinging, *others) = near.values()
    if exact and not swinging and all(others):
        words += " RMSProp divides the last small gradients by their own size and keeps swinging."
    return words


def _swing(spec):
    """The loss of a swing by half a learning rate along both axes, at RATES; None but for a bowl along them."""
    hessian = survey(spec.surface, spec.surface_values, [spec.start])[2][0]
    along = SURFACES[spec.surface].quadratic and abs(hessian[0, 1]) < REST and (hessian.diagonal() > 0).all()
    return np.trace(hessian) * (RATES / 2) ** 2 / 2 if along and spec.exact else None


def _left(loss):
    return "diverged" if np.isnan(loss) else cell(float(loss))


def _floor(spec):
    return landmarks(spec.surface, spec.surface_values).floor or 0.0


SUBJECTS = {  # title -> (the presets that it suits, what it draws)
    "Each coordinate": (("A1", "A3s", "A3"), coordinates),
    "Assemble Adam": (("J1",), assemble),
    "Bias correction": (("A4",), correction),
    "Epsilon": (("A5",), epsilon),
    "Jitter": (("A2",), jitter),
}


def alone(preset):
    """A preset that is not about a race."""
    ALONE[preset.key]()


def rare():
    """Both weights of the regression with a rare feature."""
    what = f"{len(sparse.LEARNERS)} rules on {sparse.SEEDS} series of examples"
    with st.spinner(f"Running {what}: a few seconds, the first time only."):
        learned = {key: sparse.learned(key) for key in sparse.LEARNERS}
    learners = [(sparse.LEARNERS[key].label, _slot(key), found) for key, found in learned.items()]
    board(draw.learning_figures(learners, sparse.LEARNED, closer.is_dark()), "adaptive-rare")
    st.table(
        {
            "Optimizer": [label for label, _, _ in learners],
            "Learning rate": [f"{sparse.LEARNERS[key].values['learning_rate']:g}" for key in learned],
            "Common weight: steps": [str(found.steps[0]) for _, _, found in learners],
            "Rare weight: steps": [str(found.steps[1]) for _, _, found in learners],
            "Common weight: noise left": [cell(found.floor[0]) for _, _, found in learners],
            "Rare weight: noise left": [cell(found.floor[1]) for _, _, found in learners],
        },
        hide_index=True,
    )
    st.caption(
        f"Label = {sparse.TARGET:g} x₁ + {sparse.TARGET:g} x₂ + noise of {sparse.NOISE:g}; x₁ is ±1 in every example, "
        f"x₂ in {percent(sparse.RARE)} of them; one example a step, {sparse.STEPS:,} steps, {sparse.SEEDS} series. "
        f"Steps: until the median error is below {sparse.LEARNED:g}. Noise left: root mean square error over "
        "the last quarter."
    )


def _slot(key):
    """A learner's slot: that of its optimizer, a free one for a second run of the same."""
    return OPTIMIZERS[key].slot if key in OPTIMIZERS else SECOND


def wrong_way():
    """The online problem, with a knob for beta 2."""
    state = st.session_state
    value = state.setdefault("online.b2", boards.SHORT.default)
    board(
        boards.online_figures({"b2": value}, closer.is_dark()),
        "adaptive-online",
        columns=1,
        knobs=[("Memory of the square", [(boards.SHORT, value)])],
        live="online",
        on_values=lambda found: state.update({"online.b2": found["b2"]}),
    )
    st.caption(
        f"f(x) = {online.STEEP:g}x at steps 1, {1 + online.EVERY}, {1 + 2 * online.EVERY}, ..., −x at all others; x "
        f"stays in [−1, 1]; beta 1 = 0, learning rate {online.RATE:g} / √t, no bias correction."
    )


ALONE = {"A8": rare, "A9": wrong_way}

"""What stands below the stage of the page on momentum."""

import streamlit as st

from optiviz.legend import legend
from optiviz.messages import digits
from optiviz.optimizers import OPTIMIZERS
from optiviz.stability import curvatures
from optiviz.surfaces import SURFACES
from optiviz.ui import levels, side_by_side
from optiviz.ui.board import board

FORMS = ("pytorch", "keras", "ema", "paper")
COMPARED = ("gd", "momentum", "nesterov")  # rows of the table of limits


def figures(race, paths, readouts):
    """Limits in words and numbers, every momentum, every pair with a learning rate, the formulas side by side."""
    dark = st.context.theme.type == "dark"
    _limits(race, paths)
    path = next((path for path in paths if "momentum" in path.spec.values), None)
    if path is not None:
        side_by_side.show(race, path, "momentum", side_by_side.MOMENTA)
    _levels(race, paths, dark)
    _formulas()


def _levels(race, paths, dark):
    swept = levels.momentum_levels(race, paths)
    if not swept:
        return
    st.subheader("One level up: every momentum", anchor=False)
    st.caption(
        f"Each dot is a whole run at the learning rate above, up to {levels.STEPS} steps: the first step from which "
        f"its loss stays within {digits(race.tolerance)} of the minimum."
    )
    shown = {"momenta": levels.momentum_figure(swept, paths, dark)}
    mapped = [k for k, path in enumerate(paths) if "momentum" in path.spec.values]
    labels = [label for label, _ in legend(race.paths())]
    if mapped and st.toggle("Two levels up: the map over learning rate and momentum", key="mapped"):
        shown["map"] = levels.map_figure(race, paths[mapped[0]], labels[mapped[0]], dark)
    board(shown, "momentum-level", columns=len(shown))
    levels.table(swept, "momentum")


def _limits(race, paths):
    """How large a learning rate each rule bears at the momentum of this race."""
    ends = curvatures(paths[0])
    momentum = next((path.spec.values["momentum"] for path in paths if "momentum" in path.spec.values), 0.9)
    st.subheader("How large may the learning rate be?", anchor=False)
    if ends is None:
        st.caption("The loss does not curve upwards along every direction at the start, so that no limit holds there.")
        return
    exact = SURFACES[race.place.surface].quadratic
    st.caption(
        f"Largest curvature L = {digits(ends[1])}"
        + (", the same everywhere on this surface." if exact else " at the start; elsewhere it is another one.")
        + f" Momentum {digits(momentum)}."
    )
    rows = [_limit(key, momentum, ends[1]) for key in COMPARED]
    st.table({name: [row[k] for row in rows] for k, name in enumerate(("Rule", "Limit of rate × L", "Largest rate"))})


def _limit(key, momentum, largest):
    row = OPTIMIZERS[key]
    form = row.forms[row.convention]
    values = {param.name: 0.0 for param in form.params} | {"momentum": momentum}
    limit, words = form.limit(values), form.limit_text(values)
    return (
        row.title,
        words if words == digits(limit) else f"{words} = {digits(limit)}",
        digits(limit / largest),
    )


def _formulas():
    st.subheader("The same idea in four formulas", anchor=False)
    columns = st.container(key="formulas").columns(2)
    forms = OPTIMIZERS["momentum"].forms
    for k, name in enumerate(FORMS):
        form = forms[name]
        values = {param.name: 0.0 for param in form.params}
        with columns[k % 2].container(border=True):
            st.markdown(f"**{form.source}**")
            lines = r"\\ ".join(line.replace("=", "&=", 1) for line in form.lines(values))
            st.latex(rf"\begin{{aligned}}{lines}\end{{aligned}}")
            st.caption(form.note)

"""The gradient check: what JAX derives against differences of the loss, over all surfaces and over all steps."""

import streamlit as st

from optiviz import gradients as check
from optiviz.figures.gradients import errors_figure
from optiviz.messages import digits
from optiviz.surfaces import SURFACES
from optiviz.terrain import sloper
from optiviz.ui import closer
from optiviz.ui.address import moved
from optiviz.ui.board import board
from optiviz.ui.reference import state

SIGNS = {"agrees": "✓", "differs": "✗", "cannot tell": "?"}
INTRO = (
    "Every step in this app rests on gradients that JAX derives from a surface's formula. Here they are checked "
    "the slow way, by finite differences: $(f(x + h) - f(x - h)) / 2h$ along $x$ and along $y$, in double precision."
)
AT_ONCE = 10  # surfaces between two drawings of a table that is still being computed


def gradients():
    st.markdown(INTRO)
    left, right = st.columns(2, gap="medium")
    right.selectbox(
        "Surface",
        list(SURFACES),
        key=state.PREFIX + "surface",
        format_func=lambda key: SURFACES[key].title,
        on_change=moved,
    )
    left.select_slider("Step h", list(state.STEPS), key=state.PREFIX + "step", format_func=_named, on_change=moved)
    step = state.STEPS[state.get("step")]
    _one(state.get("surface"), step)
    _all(step)


def _named(text):
    return f"{digits(check.STEP, 2)}, the usual" if text == state.USUAL else digits(float(text), 2)


def _one(key, step):
    found, title = check.errors(key), SURFACES[key].title
    st.subheader(f"One surface, every step: {title}", anchor=False)
    st.markdown(told(found))
    if not found.largest.any():
        return
    figure = errors_figure(found, title, check.best(found), check.STEP, step, closer.is_dark())
    board({"errors": figure}, "reference-gradient", columns=1)
    with st.expander("The same as a table"):
        rows = found.steps[::2], found.largest[::2], found.median[::2]
        names = ("Step h", "Largest relative difference", "Median")
        st.table(
            {name: [digits(value, 2) for value in row] for name, row in zip(names, rows, strict=True)}, hide_index=True
        )


def told(found):
    """Both sides of the curve in words, with what was measured."""
    if not found.largest.any():
        return (
            "Every difference is exactly 0: away from its creases this surface is straight, and gradient and "
            "difference agree to the last digit with every step."
        )
    power, lowest = check.order(found), ""
    if best := check.best(found):
        name, step, value = best
        lowest = f"The {name} is smallest, {digits(value, 2)}, at a step of {digits(step, 2)}. "
    if gaps := int((found.median == 0).sum()):
        lowest += f"The median is exactly 0 with {gaps} of {len(found.steps)} steps, where its curve has a gap. "
    small = (
        "Short steps subtract two losses that are almost equal, and their last digits are rounded: the shorter the "
        "step, the more that counts. "
    )
    if power > 1:
        return (
            f"{lowest}{small}Long steps leave out what curves beyond a parabola: that part grows as "
            f"$h^{{{power:.2f}}}$ here, as $h^{check.ORDER}$ in theory."
        )
    return (
        f"{lowest}{small}Long steps leave out nothing on this surface: along each axis it is a parabola or straighter, "
        "and a difference to both sides is exact there."
    )


def _all(step):
    st.subheader(f"All {len(SURFACES)} surfaces, one step", anchor=False)
    words, place = st.empty(), st.empty()
    done = {}
    for k, key in enumerate(SURFACES):
        if (key,) not in sloper and k % AT_ONCE == 0:
            words.caption(f"Checked {k} of {len(SURFACES)}; the first time each has to be compiled.")
            if done:
                place.table(_rows(done), hide_index=True)
        done[key] = check.checked(key, step)
    words.markdown(_summary(done, step))
    place.table(_rows(done), hide_index=True)


def _rows(done):
    return {
        "Surface": [SURFACES[key].title for key in done],
        "Largest relative difference": [digits(found.largest, 2) if found.compared else "–" for found in done.values()],
        "Gradient": [f"{SIGNS[check.verdict(found)]} {check.verdict(found)}" for found in done.values()],
        "Points": [str(found.compared) for found in done.values()],
        "Left out": [_left_out(found) for found in done.values()],
    }


def _left_out(found):
    parts = (found.creased, "at a crease"), (found.flat, "too flat")
    return ", ".join(f"{count} {why}" for count, why in parts if count) or "–"


def _summary(done, step):
    agree = [key for key, found in done.items() if check.verdict(found) == "agrees"]
    worst = max((key for key in done if done[key].compared), key=lambda key: done[key].largest)
    verdict = f"**{len(agree)} of {len(done)} agree** to within {digits(check.TOLERANCE)} of the gradient's length"
    most = f"the largest difference is {digits(done[worst].largest, 2)}, on {SURFACES[worst].title}"
    points = sum(found.compared for found in done.values())
    if step == check.STEP:
        why = (
            f"The step is {digits(step, 2)}, the cube root of the machine's epsilon {digits(check.EPSILON, 2)}: for "
            "losses and slopes of size 1, rounding and what the difference leaves out are about equally small there."
        )
    elif len(agree) < len(done):
        why = "With this step the difference itself is off: the gradients are the same as with every other step."
    else:
        why = "This step is good enough for all."
    return (
        f"{verdict}; {most}. {why} Compared are {points:,} points, {check.POINTS} a surface, less those within a step "
        "of a crease, where there is no gradient, and those so flat that rounding would hide the slope."
    )

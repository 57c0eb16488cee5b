"""What stands below the stage of the page on the learning rate."""

import streamlit as st

from optiviz.ui import levels
from optiviz.ui.board import board


def figures(race, paths, readouts):
    """One level up: what all learning rates do that the knob could be set to."""
    dark = st.context.theme.type == "dark"
    st.subheader("One level up: every learning rate", anchor=False)
    st.caption(
        f"Each dot is a whole run, up to {levels.STEPS} steps: the first step from which its loss stays within "
        f"{race.tolerance:g} of the minimum. L is the largest and μ the smallest curvature."
    )
    curves = levels.rate_curves(race, paths)
    if not curves:
        st.caption("None of these rules multiplies a gradient by its learning rate.")
        return
    board({"rates": levels.rate_figure(curves, paths, dark)}, "learning-rate-level", columns=1)
    levels.table(curves, "learning rate")

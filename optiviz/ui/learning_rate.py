"""What stands below the stage of the page on the learning rate."""

import streamlit as st

from optiviz.messages import digits
from optiviz.surfaces import SURFACES
from optiviz.ui import levels, side_by_side
from optiviz.ui.board import board


def figures(race, paths, readouts):
    """One level up: what all learning rates do that the knob could be set to."""
    dark = st.context.theme.type == "dark"
    if not SURFACES[race.place.surface].one_parameter:  # in stripes there is nothing to see
        side_by_side.show(race, paths[0], "learning_rate", side_by_side.few_rates(paths[0]))
    st.subheader("One level up: every learning rate", anchor=False)
    st.caption(
        f"Each dot is a whole run, up to {levels.STEPS} steps: the first step from which its loss stays within "
        f"{digits(race.tolerance)} of the minimum. L is the largest and μ the smallest curvature."
    )
    swept = levels.rate_levels(race, paths)
    if not swept:
        st.caption("None of these rules multiplies a gradient by its learning rate.")
        return
    board({"rates": levels.rate_figure(swept, paths, dark)}, "learning-rate-level", columns=1)
    levels.table(swept, "learning rate")

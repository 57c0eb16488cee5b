"""The About page: why the curves can be trusted, with the figures of the tests."""

import json
from pathlib import Path

import streamlit as st

from optiviz.optimizers import OPTIMIZERS

VERIFIED = Path(__file__).parent.parent / "verified.json"
WHY = """
optiviz shows how optimizers move on loss surfaces of two parameters. Three rules hold everywhere:

- **Every curve is the one that its name promises.** The update rules are our own, written to read as their equation,
  and each is compared with the library or the authors' code in 64-bit floats. The table below comes from those tests.
- **The equation on screen is the one that ran.** Tests read the LaTeX, execute it and compare it with the run.
- **Nothing is clipped, scaled or slowed in secret.** A path that leaves the view is cut at its frame, with the step at
  which it left; a run that diverges says when and why. All runs of a race share start, surface and number of steps.

Libraries differ under one name: where epsilon stands, whether the learning rate is inside the velocity, what an
accumulator starts from. Each such form is a *convention* (`pytorch`, `keras`, `paper`, `ema`) with that source's
defaults; `ema` is momentum as a running mean.
"""


def show():
    st.title("About optiviz", anchor=False)
    st.markdown(WHY)
    st.subheader("Verified", anchor=False)
    rows = json.loads(VERIFIED.read_text())
    worst = max(row["deviation"] for row in rows)
    st.markdown(
        f"{len(rows)} comparisons of whole paths, {sum(row['cases'] for row in rows)} runs in all, with default and "
        "other values, large epsilons and learning-rate schedules. The largest deviation of any coordinate at any "
        f"step is **{worst:.1e}**; the tests allow 1e-10."
    )
    st.table(
        {
            "Optimizer": [OPTIMIZERS[row["optimizer"]].title for row in rows],
            "Convention": [row["convention"] for row in rows],
            "Compared with": [_source(row) for row in rows],
            "Runs": [row["cases"] for row in rows],
            "Steps": [row["steps"] for row in rows],
            "Largest deviation": [f"{row['deviation']:.1e}" for row in rows],
        },
        hide_index=True,
    )
    st.subheader("Sources", anchor=False)
    st.markdown("\n".join(f"- **{row.title}**: {row.reference}" for row in OPTIMIZERS.values()))


def _source(row):
    """Loops are written from the paper, for forms and values that no library has."""
    if row["library"] == "numpy-loop":
        return f"a plain loop after the paper, NumPy {row['version']}"
    return f"{row['library']} {row['version']}"

"""The averages inside a live Adam run: its gradients as the series, its m and v beside our own averages of them."""

import numpy as np

from optiviz.averages import rules
from optiviz.figures.moments import moments_figure
from optiviz.optimizers.values import ADAM_B1, ADAM_B2, ADAM_RATE
from optiviz.simulate import ready, simulate
from optiviz.specs import PathSpec

STEPS = 60
RATE = ADAM_RATE.but(default=0.2)
KNOBS = (RATE, ADAM_B1, ADAM_B2)
COLD = "Adam has not run on this surface since the server started: open the page first."


def spec_of(values):
    """The PathSpec of a learning rate, b1 and b2 by name."""
    return PathSpec("bowl", "adam", steps=STEPS, values={p.name: p.check(values.get(p.name)) for p in KNOBS})


def check(values):
    """(PathSpec, 0 for the axis x or 1 for y); ValueError where not legal, or where it would have to be compiled."""
    if set(values) != {"axis", *(p.name for p in KNOBS)} or values["axis"] not in ("x", "y"):
        raise ValueError("A run of Adam has a learning rate, b1, b2, and an axis that is x or y.")
    spec = spec_of(values)
    if not ready(spec):
        raise ValueError(COLD)
    return spec, "xy".index(values["axis"])


def draw(checked, dark):
    """The figures for m and v of the run that check gives."""
    spec, column = checked
    path = simulate(spec)
    g = path.gradient[:-1, column]
    figures = {}
    for name, seen, b in (("m", g, spec.values["b1"]), ("v", g**2, spec.values["b2"])):
        held, repaired = path.state[name][1:, column], path.state[f"{name}_hat"][1:, column]
        own = rules.raw(seen, b)
        off = float(np.max(np.abs(own - held)))
        words = (
            f"At β {b:g}, Adam's {name} after {STEPS} steps is {held[-1]:.4g}, our average of the same gradients "
            f"{own[-1]:.4g}. Over all steps they differ by at most {off:.1e}, which is rounding; the first step shows "
            f"{held[0]:.3g} of {seen[0]:.3g}, and corrected {repaired[0]:.3g}."
        )
        figures[name] = moments_figure(name, seen, held, repaired, own, dark, words)
    return figures

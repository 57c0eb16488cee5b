"""Charts of adaptive methods: learning rates a coordinate, bias correction, epsilon, rare features, the wrong way."""

import numpy as np

from optiviz.figures.lines import lines_figure
from optiviz.records import Line, Mark

PARTS = (0, 1, 4, 3, 2, 5)  # slots of the stages of Adam
SHOWN = 400  # points of a long run


def thinned(values):
    """(steps, values at them) of values (n,), at most SHOWN of them, closer together at the beginning."""
    if len(values) <= SHOWN:
        return np.arange(len(values)), values
    steps = np.unique(np.geomspace(1, len(values), SHOWN).astype(int)) - 1
    return steps, values[steps]


def coordinate_figures(lanes, dark):
    """The learning rate of each step along x and along y; lanes: (label, slot, rates (rows, 2)), row k of step k."""
    figures = {}
    for column, name in enumerate("xy"):
        drawn = [Line(label, slot, np.arange(len(r)), r[:, column]) for label, slot, r in lanes]
        told = "; ".join(f"{label} from {r[1, column]:.3g} to {r[-1, column]:.3g}" for label, _, r in lanes)
        title = f"Effective learning rate along {name}"
        alt = f"{title}, by step, on a log axis: {told}."
        figures[name] = lines_figure(drawn, "step", "effective learning rate", dark, alt, title, log="y")
    return figures


def parts_figure(losses, chosen, rate, dark):
    """Loss above the minimum by step of every stage of Adam, {title: (n + 1,)}; the chosen one stands out."""
    drawn = []
    for slot, (title, loss) in zip(PARTS, losses.items(), strict=True):
        shown = np.where(np.isfinite(loss) & (loss > 0), loss, np.nan)
        drawn.append(Line(title, slot, np.arange(len(loss)), shown, faint=title != chosen))
    told = "; ".join(f"{title} {loss[-1]:.2g}" for title, loss in losses.items())
    return lines_figure(
        drawn,
        "step",
        "loss − minimum",
        dark,
        f"Loss above the minimum by step, on a log axis, learning rate {rate:g} for all. At the end: {told}.",
        f"All six with the learning rate {rate:g}",
        log="y",
        words=f"Loss above the minimum at the end: {told}.",
        lines=2,
    )


def correction_figures(first, root, dark):
    """What both means have gathered, (steps,) each, and how many times longer steps are without correction."""
    t = np.arange(1, len(first) + 1)
    ratio = first / root
    top = int(ratio.argmax())
    drawn = [
        Line("first moment: 1 − β₁ᵗ", 1, t, first),
        Line("root of the second moment: √(1 − β₂ᵗ)", 4, t, root),
    ]
    alt = f"At step 1 the first moment has {first[0]:.3g} of its weight, the root of the second {root[0]:.3g}."
    title = "What the means have gathered"
    gathered = lines_figure(drawn, "step", "share of the whole", dark, alt, title, log="x", words=alt, lines=2)
    words = f"{ratio[0]:.3g} times as long at step 1, {ratio[top]:.3g} times at step {top + 1}, the most."
    times = lines_figure(
        [Line("without / with correction", 5, t, ratio)],
        "step",
        "times as long",
        dark,
        f"Length of a step without bias correction over that with it: {words}",
        "Steps without correction, compared",
        log="x",
        marks=(Mark("y", 1.0, "as long"), Mark("x", float(top + 1), f"step {top + 1}")),
        words=words[0].upper() + words[1:],
        lines=2,
    )
    return {"gathered": gathered, "times": times}


def length_figure(lanes, dark):
    """How long each step was, in learning rates; lanes: (label, slot, lengths (n,)), entry k of step k + 1."""
    drawn = [Line(label, slot, np.arange(1, len(r) + 1), r) for label, slot, r in lanes]
    told = "; ".join(f"{label} {r[0]:.3g} at step 1, at most {np.nanmax(r):.3g}" for label, _, r in lanes)
    return lines_figure(
        drawn,
        "step",
        "step length / learning rate",
        dark,
        f"Length of each step along its longer coordinate, in learning rates: {told}.",
        "The runs above: how long each step is",
        log="xy",
        words=f"Along the longer coordinate, in learning rates: {told}.",
        lines=3,
    )


def settling_figure(label, slot, values, steps, name, slope, dark):
    """Settling steps (k,), nan for never, against values (k,); slope: the norm of the gradient at the start."""
    there = np.isfinite(steps)
    line = Line(label, slot, values[there], steps[there], "steps", values[~there])
    told = "; ".join(f"{value:.0e}: {step:.0f}" for value, step in zip(values[there], steps[there], strict=True))
    never = f"; never for {(~there).sum()} of {len(values)} values (triangles above)" if (~there).any() else ""
    marks = (Mark("x", slope, "gradient at the start"),) if values[0] <= slope <= values[-1] else ()
    return lines_figure(
        [line],
        name,
        "settles at step",
        dark,
        f"Settling step of {label} against {name}: {told}{never}.",
        f"{label}: settling step against {name}",
        log="x",
        marks=marks,
        words=f"Settles at step {steps[there].min():.0f} at best{never}."
        if there.any()
        else "Settles for none of them.",
        lines=2,
        missing="does not settle",
    )


def floor_figure(lanes, rates, theory, dark):
    """Losses above the minimum at the end, against the learning rate; lanes: (label, slot, losses (k,)).

    theory (k,) or None: what RMSProp's should come to.
    """
    drawn = [Line(label, slot, rates, losses, "dots") for label, slot, losses in lanes]
    if theory is not None:
        drawn.append(Line("(1 + κ)(η / 2)² / 2", 0, rates, theory, faint=True))
    told = "; ".join(f"{label} from {losses[0]:.3g} to {losses[-1]:.3g}" for label, _, losses in lanes)
    alt = f"Loss above the minimum at the end, against learning rates from {rates[0]:g} to {rates[-1]:g}: {told}."
    return lines_figure(
        drawn, "learning rate", "loss − minimum at the end", dark, alt, "What is left at the end", log="xy"
    )


def learning_figures(learners, learned_at, dark):
    """The median error of both weights against the step; learners: (label, slot, Learned), learned_at: the target."""
    figures = {}
    for column, name in enumerate(("common", "rare")):
        drawn = []
        for label, slot, learned in learners:
            steps, error = thinned(learned.error[:, column])
            drawn.append(Line(label, slot, steps[1:], error[1:]))
        told = "; ".join(f"{label} {learned.steps[column]}" for label, _, learned in learners)
        title = f"Error of the {name} weight"
        figures[name] = lines_figure(
            drawn,
            "step",
            "median error",
            dark,
            f"{title}, median of many runs, by step, on log axes. First below {learned_at:g} at step: {told}.",
            title,
            log="xy",
            marks=(Mark("y", learned_at, "learned"),),
        )
    return figures


def walk_figure(walks, best, dark):
    """Where each rule stands after each step; walks: (label, slot, x (n + 1,)); best: the best point."""
    drawn = [Line(label, slot, *thinned(x)) for label, slot, x in walks]
    told = "; ".join(f"{label} ends at {x[-1]:.3f}" for label, _, x in walks)
    return lines_figure(
        drawn,
        "step",
        "x",
        dark,
        f"x by step, on [-1, 1], where {best:g} is best: {told}.",
        "Where each rule goes",
        marks=(Mark("y", best, "the best point"),),
        words=f"After {len(walks[0][2]) - 1} steps: {told}. The best point is {best:g}.",
        lines=2,
        wide=True,
    )

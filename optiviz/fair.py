"""A fair race: many starts or seeds for every rule, who wins how often, and what the run on screen says about why.

Rules are compared by the gradients they take until the loss stays within the tolerance of the lowest minimum, and among
those that do not get there by their final loss.
"""

import functools
import math
from dataclasses import replace

import numpy as np

from optiviz.ensembles import many
from optiviz.measures import TOLERANCE, outside, pace, width
from optiviz.messages import percent
from optiviz.optimizers import OPTIMIZERS
from optiviz.records import Trial
from optiviz.sweeps import band, best_rate, ends_of
from optiviz.terrain import landmarks

SIDE = 8  # starts along each side of a square of them
AROUND = 0.05  # in widths of the view: half a side of the square around the start
SEEDS, FEWER = 256, 64  # seeds where gradients have noise; where they are read from batches, which costs more
KEPT = 64  # trials and sweeps kept
LONG = 0.1  # overshoots above this share of the start's distance are told
MANY = 3  # as are flips from this number on
CLEAR = 0.75  # share of runs that a clear winner is first in


def kinds(spec):
    """What a race like this PathSpec can be repeated over, {key: words}; seeds only where there is luck."""
    found = {"around": f"{SIDE**2} starts around this one", "view": f"{SIDE**2} starts over the view"}
    if spec.gradient["noise"] or spec.gradient.get("batch"):
        found["seeds"] = f"{_seeds(spec)} seeds from this start"
    return found


def _seeds(spec):
    return FEWER if spec.gradient.get("batch") else SEEDS


def trials(specs, kind, tolerance=TOLERANCE):
    """The Trial of each PathSpec of a race, over one of its kinds: the same starts and the same luck for all."""
    return [_trial(spec, kind, tolerance) for spec in specs]


@functools.lru_cache(maxsize=KEPT)
def _trial(spec, kind, tolerance):
    if kind == "seeds":
        bundle = many(spec, seeds=(spec.gradient["seed"] + np.arange(_seeds(spec))) % 2**31)
    else:
        bundle = many(spec, starts=starts(spec, kind))
    return Trial(*ends_of(bundle, tolerance), band(bundle), OPTIMIZERS[spec.optimizer].evaluations)


def starts(spec, kind):
    """A square of starts, (SIDE^2, 2): "around" the spec's own, or over the "view" without its edge."""
    low, high, bottom, top = landmarks(spec.surface, spec.surface_values).domain
    if kind == "around":
        half = AROUND * width((low, high, bottom, top))
        side = np.linspace(-half, half, SIDE)
        x, y = spec.start[0] + side, spec.start[1] + side
    else:
        share = (np.arange(SIDE) + 0.5) / SIDE
        x, y = low + share * (high - low), bottom + share * (top - bottom)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def best_of(spec, tolerance=TOLERANCE):
    """(Sweep, row of the best or None) of a PathSpec over learning rates, kept: its own does not matter."""
    return _best_of(replace(spec, values={**spec.values, "learning_rate": 1.0}), tolerance)


@functools.lru_cache(maxsize=KEPT)
def _best_of(spec, tolerance):
    return best_rate(spec, tolerance)


def order(trials):
    """Rows of Trials, the best first: by the median of gradients to settle, then by the median final loss."""
    return sorted(range(len(trials)), key=lambda k: (middle(_gradients(trials[k])), middle(trials[k].final)))


def wins(trials):
    """The share of runs in which each Trial comes first, (lanes,); who ties shares."""
    gradients = np.array([_gradients(trial) for trial in trials])
    final = np.array([trial.final for trial in trials])
    first = gradients == gradients.min(axis=0)
    first &= np.isfinite(gradients) | (final == final.min(axis=0))
    return (first / first.sum(axis=0)).mean(axis=1)


def _gradients(trial):
    return trial.settle * trial.cost


def middle(values, share=0.5):
    """The value that a share of values (k,) does not exceed: one of them, so that inf may be among them."""
    return float(
        np.sort(values)[math.ceil((len(values) - 1) * share) if share > 0.5 else int((len(values) - 1) * share)]
    )


def verdict(labels, trials, words):
    """Who wins over many runs, in sentences; words say what the runs are, as kinds does."""
    ranks, shares = order(trials), wins(trials)
    first = ranks[0]
    if len(trials) == 1:
        return f"Over {words}, {labels[0]} {_typical(trials[0])}."
    told = f"Over {words}, {labels[first]} {_typical(trials[first])} and is first in {percent(shares[first])} of them"
    second = ranks[1]
    told += f"; second is {labels[second]}, which {_typical(trials[second])} and is first in {percent(shares[second])}."
    often = int(np.argmax(shares))
    if shares[first] >= CLEAR:
        return f"{told} A clear win, for this surface and these values."
    if often != first and shares[often] > shares[first]:
        return f"{told} {labels[often]} is first most often, in {percent(shares[often])}: the order hangs on the start."
    return f"{told} No clear win: another start or seed may well turn the order round."


def _typical(trial):
    gradients = _gradients(trial)
    if math.isfinite(middle(gradients)):
        low, typical, high = (middle(gradients, share) for share in (trial.band.edges[0], 0.5, trial.band.edges[1]))
        late = f"{high:g}" if math.isfinite(high) else "never"
        spread = "" if low == high else f" ({span(trial.band)}: {low:g} to {late})"
        return f"settles after {typical:g} gradient{'' if typical == 1 else 's'}{spread}"
    if trial.diverged.mean() > 0.5:
        return f"diverges in {percent(trial.diverged.mean())}"
    return f"mostly does not settle and ends at a median loss of {middle(trial.final):.3g}"


def span(band):
    """Between which of its runs a Band lies, in words."""
    low, high = band.edges
    return f"{low * 100:.0f} to {percent(high)}"


def reason(path, readout):
    """Why a run came off as it did, in words that follow its label."""
    known = landmarks(path.spec.surface, path.spec.surface_values)
    status, step = readout.outcome.status, readout.outcome.step
    if status == "diverged":
        met = readout.sharpness
        return f"diverges at step {step}" + (f": learning rate × curvature reached {met:.3g}" if met else "")
    if readout.settle is not None:
        return f"settles at step {readout.settle}{_detours(path, readout)}"
    if status == "left the view":
        return f"leaves the view at step {step}"
    swings, speed = pace(path.theta)
    above = "" if known.floor is None else f", {readout.final_loss - known.floor:.3g} above the lowest minimum"
    if status == "converged" or (status == "at rest" and not outside(path.theta[-1:], known.domain)[0]):
        return f"comes to rest elsewhere{above}"
    if swings:
        return f"does not come to rest: it swings by {speed:.2g} from step to step{above}"
    return f"is still on its way, {speed:.2g} a step{above}"


def _detours(path, readout):
    """Flips and overshoot of a run that settles, where they are worth telling."""
    away = float(np.linalg.norm(path.theta[0] - path.theta[-1]))
    parts = []
    if (readout.flips or 0) >= MANY:
        parts.append(f"{readout.flips} flips across the steepest direction")
    if (readout.overshoot or 0.0) > LONG * away:
        parts.append(f"an overshoot of {readout.overshoot:.2g}")
    return f", after {' and '.join(parts)}" if parts else ", without detours"

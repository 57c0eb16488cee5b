"""What goes on inside a rule at every step of a run, in NumPy and for all steps at once.

Row k tells of step k, which went from theta[k - 1] to theta[k] with learning_rate[k - 1]; row 0 is nan where there is
no step yet. Shapes are (rows, 2), one column a coordinate, or (rows,).
"""

from types import SimpleNamespace

import numpy as np

from optiviz.measures import curvature
from optiviz.optimizers.values import DECAYED_GRADIENT
from optiviz.records import Quantity


def internals(path):
    """The Quantities of a run in the order computed.

    The gradient as the equations define it, every state of the rule that is a number a coordinate or a single one, the
    learning rate of the step, what it amounts to in each coordinate if the rule scales them, and last the sharpness:
    that rate times the largest curvature where the step began.
    """
    form = path.spec.form
    found = [Quantity("g", "g_t", "gradient", _from_step_1(gradient(path)))]
    found += [_state(path, name) for name in form.state if name != "g" and _shown(path, name)]
    found.append(Quantity("learning_rate", r"\eta_t", "learning rate", learning_rate(path)))
    divisor = scaling(path)
    if divisor is None:
        return *found, _sharpness(path, r"\eta_t \lambda_{max}", "learning rate × largest curvature")
    found.append(Quantity("effective", r"\eta_t / D_t", "effective learning rate", effective(path, divisor)))
    symbol, title = r"\eta_t \lambda_{max}(D_t^{-1} H)", "learning rate × largest curvature / divisor"
    return *found, _sharpness(path, symbol, title, divisor)


def arrows(path):
    """Directions of step k at theta[k - 1], by name, each (rows, 2) with row 0 nan.

    "gradient": downhill there; "update": the step itself; "moment": where the rule's moment carries the point, if it
    has one; "lookahead": not a direction but the point where the rule reads its gradient, if that is another one.
    """
    form = path.spec.form
    with np.errstate(invalid="ignore", over="ignore"):  # a run that overflows
        found = {"gradient": -_shifted(path.seen), "update": path.theta - _shifted(path.theta)}
    if form.moment:
        name, sign = form.moment
        found["moment"] = sign * _from_step_1(path.state[name])
    if form.ahead:
        found["lookahead"] = _from_step_1(path.state[form.ahead])
    return found


def gradient(path):
    """g_t of each step, (rows, 2): weight decay included where the equation has it there; row 0 as the state has it."""
    form, values = path.spec.form, path.spec.values
    if "g" in form.state:
        return path.state["g"]
    g = _shifted(path.seen)
    if DECAYED_GRADIENT in form.equations and values["weight_decay"]:
        with np.errstate(all="ignore"):
            g = g + values["weight_decay"] * _shifted(path.theta)
    return g


def learning_rate(path):
    """The learning rate of each step, (rows,)."""
    return np.concatenate([[np.nan], path.learning_rate])


def scaling(path):
    """What each step divides its coordinates by, (rows, 2), or None for a rule that does not."""
    form = path.spec.form
    if form.scaling is None:
        return None
    t = np.arange(len(path.theta), dtype=float)[:, None]
    with np.errstate(all="ignore"):
        return _from_step_1(form.scaling(SimpleNamespace(**path.spec.values), SimpleNamespace(**path.state), t))


def effective(path, divisor):
    """The learning rate of each step in each coordinate, (rows, 2)."""
    with np.errstate(all="ignore"):
        return learning_rate(path)[:, None] / divisor


def sharpness(path, divisor=None):
    """Learning rate times the largest eigenvalue of the Hessian where each step began, (rows,).

    With a divisor (rows, 2), D on the diagonal, the Hessian is that of the scaled coordinates, D^-1/2 H D^-1/2.
    """
    hessian = path.hessian[:-1]
    with np.errstate(all="ignore"):
        if divisor is not None:
            half = np.sqrt(divisor[1:])
            hessian = hessian / (half[:, :, None] * half[:, None, :])
        return np.concatenate([[np.nan], path.learning_rate * curvature(hessian)])


def stability_limit(path):
    """The sharpness past which the steps of this run would grow on a quadratic, or None where none is known."""
    form = path.spec.form
    known = form.scaled_limit if form.scaling else form.limit
    return known(path.spec.values) if known else None


def _sharpness(path, symbol, title, divisor=None):
    return Quantity("sharpness", symbol, title, sharpness(path, divisor), stability_limit(path))


def _shown(path, name):
    """Whether a state is a number a coordinate or a single one, and stands in the equations that run."""
    lines = " ".join(path.spec.form.lines(path.spec.values))
    symbol = path.spec.form.state[name]
    return path.state[name].ndim < 3 and (f"{symbol}_t" in lines or f"{symbol}_{{t-1}}" in lines)


def _state(path, name):
    """One state; its row 0 counts only where the equations read it as the value before step 1."""
    form, values = path.spec.form, path.state[name]
    symbol = form.state[name]
    if not any(f"{symbol}_{{t-1}}" in line for line in form.lines(path.spec.values)):
        values = _from_step_1(values)
    return Quantity(name, f"{symbol}_t", form.title(name), values)


def _from_step_1(values):
    """A copy with row 0 nan."""
    values = values.copy()
    values[0] = np.nan
    return values


def _shifted(values):
    """Row k of values at row k + 1; row 0 is nan."""
    moved = np.empty_like(values)
    moved[0], moved[1:] = np.nan, values[:-1]
    return moved

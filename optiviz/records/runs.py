"""What a run is and what it came to: its path, how it ended, the numbers and events told of it.

Shapes: n is the number of steps that were run, row 0 of every (n + 1, ...) array is the start.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outcome:
    """How a run ended: status is one of STATUSES; step, at which it happened (None: it did not); why, in a sentence."""

    status: str
    step: int | None
    sentence: str


STATUSES = ("converged", "at rest", "still moving", "left the view", "diverged")


@dataclass(frozen=True)
class Path:
    """One run of one optimizer on one surface.

    theta (n + 1, 2), loss (n + 1,), gradient (n + 1, 2) and hessian (n + 1, 2, 2) of the surface at theta;
    learning_rate (n,), entry k drives the step from row k to row k + 1; seen (n + 1, 2): the gradient that the rule
    read first in that step, with its noise, batch and clipping: gradient itself for a run without any; state: every
    internal quantity of the rule, (n + 1, 2) or (n + 1,). Rows after a divergence hold whatever the arithmetic gave,
    inf and nan included.
    """

    spec: object
    theta: np.ndarray
    loss: np.ndarray
    gradient: np.ndarray
    hessian: np.ndarray
    learning_rate: np.ndarray
    seen: np.ndarray
    state: dict
    judge: Callable  # Path -> Outcome

    @functools.cached_property
    def outcome(self):
        """How the run ended, worked out when first asked: that takes longer than the run itself."""
        return self.judge(self)


@dataclass(frozen=True)
class Readout:
    """The numbers of one run's row in the results table; None where a number does not exist.

    final_loss and gradient_norm: at the last row that can be drawn, which is the last of all unless the run diverged;
    settle: first step from which the loss stays within the tolerance of the floor, if the path ends in the view;
    overshoot: the largest distance past the minimum along its flattest direction, in axis units; flips: sign changes
    along its steepest direction; sharpness: the largest learning rate x curvature met in the view.
    """

    final_loss: float
    distance: float | None
    gradient_norm: float
    settle: int | None
    overshoot: float | None
    flips: int | None
    sharpness: float | None
    outcome: Outcome


@dataclass(frozen=True)
class Quantity:
    """A quantity inside of a rule along a run: key, LaTeX symbol, title in words, values and limit.

    values (rows, 2), one column a coordinate, or (rows,): row k tells of step k, nan where there is none, as at the
    start. limit is the value past which steps grow on a quadratic, None where none is known.
    """

    key: str
    symbol: str
    title: str
    values: np.ndarray
    limit: float | None = None


@dataclass(frozen=True)
class Expectation:
    """A noisy run on average: mean (n + 1, 2) and covariance (n + 1, 2, 2) of the point, mean loss (n + 1,)."""

    mean: np.ndarray
    covariance: np.ndarray
    loss: np.ndarray


@dataclass(frozen=True)
class Event:
    """A step of a run worth jumping to: lane (index of the run in its race), step, kind and a sentence about it."""

    lane: int
    step: int
    kind: str
    sentence: str


EVENTS = ("crosses the stability limit", "first overshoot", "left the view", "diverged", "converged")

"""Numbers, their averages, and how good these are."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Series:
    """Numbers to average: x (n,), and clean (n,), what they would be without noise, where that is known.

    title and unit name the numbers, time the step from one to the next ("day").
    """

    title: str
    unit: str
    time: str
    x: np.ndarray
    clean: np.ndarray | None


@dataclass(frozen=True)
class Average:
    """A Series under a decay rate b: raw, corrected, simple and started (n,); window is how many simple holds."""

    b: float
    raw: np.ndarray
    corrected: np.ndarray
    simple: np.ndarray
    window: int
    started: np.ndarray


@dataclass(frozen=True)
class ErrorCurve:
    """How good an average is over decay rates b (k,): error (k,), own (k,) of the very series, where there are others.

    best is the b of the smallest error, low and high the ends of what exceeds it by a share of near at most; what says
    which error.
    """

    b: np.ndarray
    error: np.ndarray
    own: np.ndarray | None
    best: float
    low: float
    high: float
    near: float
    what: str


@dataclass(frozen=True)
class Memory:
    """What an average under b holds of the past.

    weights (k,): of the value 0, 1, 2, ... steps back; shares (m,): what the newest counts (m,) values hold together;
    terms: how many of them hold a share of part.
    """

    b: float
    weights: np.ndarray
    counts: np.ndarray
    shares: np.ndarray
    terms: int
    part: float

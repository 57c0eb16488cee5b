"""What many runs come to: over values, starts and seeds. Shapes as in runs.py; k counts the runs."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Bundle:
    """k runs of one spec, which differ in `varied`: name -> numbers (k,), or (k, 2) for "start".

    theta (k, n + 1, 2) and loss (k, n + 1) as in Path, inf and nan included.
    """

    spec: object
    varied: dict
    theta: np.ndarray
    loss: np.ndarray


@dataclass(frozen=True)
class Band:
    """The spread of k losses at each step: median, low and high (n + 1,); low and high at the shares `edges`."""

    median: np.ndarray
    low: np.ndarray
    high: np.ndarray
    edges: tuple
    runs: int


@dataclass(frozen=True)
class Trial:
    """One rule over k starts or seeds: settle (k,), inf where it does not; final loss (k,), inf if diverged; its Band.

    cost: gradients of the surface that one step takes.
    """

    settle: np.ndarray
    final: np.ndarray
    diverged: np.ndarray
    band: Band
    cost: int


@dataclass(frozen=True)
class Sweep:
    """One run a value of `name`: settle (k,) step, nan where a run does not settle, final loss (k,), diverged (k,).

    With noise each value has `tries` seeds: settle and final are medians, diverged says that most of them did.
    """

    name: str
    values: np.ndarray
    settle: np.ndarray
    final: np.ndarray
    diverged: np.ndarray
    tries: int


@dataclass(frozen=True)
class Sheet:
    """One run a cell over two values: x (nx,) of `names[0]`, y (ny,) of `names[1]`; the rest (ny, nx) as in Sweep."""

    names: tuple[str, str]
    x: np.ndarray
    y: np.ndarray
    settle: np.ndarray
    final: np.ndarray
    diverged: np.ndarray


@dataclass(frozen=True)
class Basins:
    """Where runs from a grid of starts end: x (nx,), y (ny,), which (ny, nx), the row of minima (m, 2), -1 for none.

    losses (m,) at the minima, shares (m,) of all starts, which add up to less than 1 where some end at none.
    """

    x: np.ndarray
    y: np.ndarray
    which: np.ndarray
    minima: np.ndarray
    losses: np.ndarray
    shares: np.ndarray

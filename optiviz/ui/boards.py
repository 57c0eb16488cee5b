"""Which boards the live channel draws: kind -> how its values are checked and its figures made.

check(values) gives what draw takes, or raises ValueError with a sentence; values maps at most MOST names to numbers,
texts or truth values, all of them whatever a stranger likes to send. A check bounds sizes and refuses what would have
to be compiled first. draw(checked, dark) gives {name: plain Plotly dict}.
"""

import reprlib
from collections.abc import Callable
from dataclasses import dataclass

from optiviz.ui import adaptive_boards, averages_board, decay_board, fit_board, moments_board

MOST = 64  # values


@dataclass(frozen=True)
class Board:
    """One kind of board."""

    check: Callable
    draw: Callable


BOARDS = {
    "averages": Board(averages_board.check, averages_board.draw),
    "moments": Board(moments_board.check, moments_board.draw),
    "correction": Board(adaptive_boards.correction_check, adaptive_boards.correction_figures),
    "online": Board(adaptive_boards.online_check, adaptive_boards.online_figures),
    "half_life": Board(decay_board.check, decay_board.curve),
    "fit": Board(fit_board.check, fit_board.figures),
}


def checked(kind, values):
    """(Board, what its draw takes). ValueError, with a sentence, for anything else than a legal question."""
    if not isinstance(kind, str) or kind not in BOARDS:
        raise ValueError(f"`board` must be one of {', '.join(BOARDS)}, got {reprlib.repr(kind)}.")
    if not isinstance(values, dict) or len(values) > MOST:
        raise ValueError(f"`values` must be an object with at most {MOST} names.")
    for name, value in values.items():
        if not isinstance(value, int | float | str):
            raise ValueError(f"`{name[:40]}` must be a number, a text or a truth value, got {reprlib.repr(value)}.")
    return BOARDS[kind], BOARDS[kind].check(values)

"""Tasks that check themselves: CHALLENGES = {key: Challenge} in the order in which they get harder."""

from optiviz.challenges.reaching import REACHING
from optiviz.challenges.row import Challenge, Verdict
from optiviz.challenges.shaping import SHAPING

CHALLENGES = {row.key: row for row in sorted((*REACHING, *SHAPING), key=lambda row: int(row.key[1:]))}

__all__ = ["CHALLENGES", "Challenge", "Verdict"]

"""The numbers of schedules: one name and one symbol for one thing. Lengths are counted in steps."""

from optiviz.params import Param

LONGEST = 2000


def _steps(name, symbol, title, default, help, low=1, high=LONGEST):
    return Param(name, symbol, title, default, low, high, "count", help)


WARMUP = _steps("warmup", "W", "warm-up", 0, "Steps of linear growth before the schedule begins; 0: none.", low=0)
LENGTH = _steps("length", "n", "length", 0, "Steps that the schedule takes; 0: up to the end of the run.", low=0)
END = Param(
    "end", "r", "end share", 0.0, 1e-4, 1.0, "log0", "The share of the learning rate left at the end.", floor=0.0
)
DROP = Param(
    "drop", r"\gamma", "drop factor", 0.1, 0.01, 1.0, "log", "What a drop multiplies the learning rate by.", floor=0.0
)
EVERY = _steps("every", "p", "steps between drops", 30, "Steps from one drop to the next.")
MILESTONES = tuple(
    _steps(f"milestone_{i}", f"m_{i}", f"milestone {i}", default, "A drop happens after so many steps.")
    for i, default in ((1, 75), (2, 110), (3, 130))
)
PERIOD = _steps("period", "P", "first cycle", 50, "Steps of the first cycle, up to the first restart.")
STRETCH = _steps("stretch", "M", "stretch", 1, "Each cycle is so many times as long as the one before.", high=10)
POWER = Param("power", "q", "power", 2.0, 0.1, 10.0, "log", "1 is a straight line; a larger power falls earlier.")
KNEE = Param("knee", "a", "knee", 10.0, 1.0, LONGEST, "log", "After about so many steps the fall sets in.")
RISE = Param("rise", "u", "rising share", 0.3, 0.05, 0.95, help="The share of the length in which it rises.", floor=0.0)
START_DIVISOR = Param(
    "start_divisor", "d_0", "start divisor", 25.0, 1.0, 1000.0, "log", "The start is the peak divided by this."
)
END_DIVISOR = Param("end_divisor", "d_1", "end divisor", 1e4, 1.0, 1e6, "log", "The end is the start divided by this.")
LOW = Param("low", "l", "low share", 0.1, 1e-3, 1.0, "log0", "The share from which each cycle rises.", floor=0.0)
HALF_CYCLE = _steps("half_cycle", "h", "half cycle", 25, "Steps from low to high, and again from high to low.")
SHRINK = Param(
    "shrink", r"\chi", "shrink factor", 1.0, 0.1, 1.0, "log", "What each new cycle multiplies the swing by.", floor=0.0
)
COOLDOWN = Param(
    "cooldown", "c", "cooldown share", 0.2, 0.05, 1.0, help="The share of the length, at its end, in which it falls."
)

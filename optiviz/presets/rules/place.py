"""Where the races of the rules open: on the Playground, by link, and not among the races that it offers."""

from optiviz.specs import Place

KEY = "playground"


def bowl(kappa, steps, angle=0.0, **gradient):
    """The bowl of the course, from its usual start."""
    return Place("bowl", {"kappa": kappa, "angle": angle}, (-2.5, 1.0), steps, gradient)

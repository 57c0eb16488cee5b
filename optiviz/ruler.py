"""Where a rule's learning rate turns from calm to zigzag to divergence, from its stability limit and the curvature.

The limits hold on quadratics. Elsewhere they are those for the curvature at the start, which a run soon leaves.
"""

import numpy as np

from optiviz.measures import curvature
from optiviz.records import Ruler

STILL = ("momentum", "dampening")  # values with which a step depends on the ones before


def ruler(path, exact):
    """The Ruler of a Path, or None where no limit is known or the ground does not curve upwards at the start.

    exact says whether the curvature is the same everywhere.
    """
    form, values = path.spec.form, path.spec.values
    with np.errstate(all="ignore"):  # a start so far out that the curvature overflows
        steepest = float(curvature(path.hessian[:1])[0])
    if form.limit is None or form.scaling is not None or not 0 < steepest < np.inf:
        return None
    edge = _solved(form, values, steepest)
    if not edge > 0:
        return None
    plain = not any(values.get(name) for name in STILL) and np.isclose(form.limit({**values, "weight_decay": 0.0}), 2)
    return Ruler(edge / 2 if plain else None, edge, steepest, exact)


def _solved(form, values, steepest):
    """The learning rate whose product with the curvature is the limit, which weight decay lowers in proportion."""
    none, one = (form.limit({**values, "learning_rate": rate}) for rate in (0.0, 1.0))
    return none / (steepest + (none - one))  # the bracket keeps the curvature where the limits are huge

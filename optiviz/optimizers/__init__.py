"""The optimizer catalogue: one row each, the update rules in JAX, the equations beside them."""

from optiviz.optimizers import adam, adaptive, curvature, descent, recent
from optiviz.optimizers.row import Form, Optimizer, Oracle, When

OPTIMIZERS = {row.key: row for module in (descent, adaptive, adam, recent, curvature) for row in module.ROWS}

__all__ = ["OPTIMIZERS", "Form", "Optimizer", "Oracle", "When"]

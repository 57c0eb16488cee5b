"""What the length of a run can be counted in, and what one step costs in each of these units."""

from optiviz.optimizers import OPTIMIZERS
from optiviz.seeing import batches_an_epoch
from optiviz.surfaces import SURFACES

UPDATES = "updates"  # one a step: the unit in which all runs of a race are equally long


def costs(surface, optimizer, batch=0.0):
    """{unit: cost of one step}; epochs and examples only on a surface made of examples, batch 0 being all of them.

    Examples are those drawn, on average, as the last batch of an epoch may be smaller: a rule that takes two gradients
    a step takes both on the same ones.
    """
    examples = SURFACES[surface].examples
    found = {UPDATES: 1.0, "gradient evaluations": float(OPTIMIZERS[optimizer].evaluations)}
    if examples:
        epochs = 1 / batches_an_epoch(examples, batch)
        found |= {"epochs": epochs, "examples": epochs * examples}
    return found


def costs_of(specs):
    """{unit: [cost of one step of each PathSpec]} of a race, whose runs share their surface."""
    each = [costs(spec.surface, spec.optimizer, spec.gradient.get("batch", 0.0)) for spec in specs]
    return {unit: [lane[unit] for lane in each] for unit in each[0]}

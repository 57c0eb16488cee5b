"""How lanes of a race are told apart: a label and a slot (colour, dash, marker) each."""

from optiviz.optimizers import OPTIMIZERS
from optiviz.schedules import SCHEDULES
from optiviz.specs import MOST_LANES


def legend(lanes):
    """[(label, slot)] of Lanes or PathSpecs.

    Labels differ wherever the lanes do; an optimizer keeps its own slot if it is free.
    """
    return list(zip(_labels(lanes), _slots(lanes), strict=True))


def plain_labels(lanes):
    """The title of each of Lanes or PathSpecs, with its convention unless that is the default; twins share theirs."""
    return [
        OPTIMIZERS[lane.optimizer].title
        + ("" if lane.convention == OPTIMIZERS[lane.optimizer].convention else f" ({lane.convention})")
        for lane in lanes
    ]


def _labels(lanes):
    labels = plain_labels(lanes)
    return [_told_apart(k, labels, lanes) for k in range(len(lanes))]


def _told_apart(k, labels, lanes):
    """The label of lane k, with what sets it apart from lanes of the same label."""
    twins = [lanes[j] for j in range(len(lanes)) if labels[j] == labels[k] and j != k]
    if not twins:
        return labels[k]
    values = lanes[k].values
    apart = [name for name in values if any(twin.values[name] != values[name] for twin in twins)]
    schedules = {twin.schedule for twin in twins}
    if schedules != {lanes[k].schedule}:
        return f"{labels[k]}, {SCHEDULES[lanes[k].schedule].title.lower()}"
    if apart:
        titles = {p.name: p.title for p in OPTIMIZERS[lanes[k].optimizer].forms[lanes[k].convention].params}
        return f"{labels[k]}, {', '.join(f'{titles[name]} {values[name]:.4g}' for name in apart[:2])}"
    return f"{labels[k]}, no. {sum(labels[j] == labels[k] for j in range(k)) + 1}"


def _slots(lanes):
    wanted = [OPTIMIZERS[lane.optimizer].slot for lane in lanes]
    taken = [slot if slot is not None and slot not in wanted[:k] else None for k, slot in enumerate(wanted)]
    free = [slot for slot in reversed(range(MOST_LANES)) if slot not in taken]
    return [free.pop(0) if slot is None else slot for slot in taken]

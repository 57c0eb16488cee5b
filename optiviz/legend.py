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
    apart = _values_apart(lanes[k], twins)[:2]
    if {twin.schedule for twin in twins} != {lanes[k].schedule}:
        apart.append(SCHEDULES[lanes[k].schedule].title.lower())
    return f"{labels[k]}, {', '.join(apart) or f'no. {sum(labels[j] == labels[k] for j in range(k)) + 1}'}"


def _values_apart(lane, twins):
    """The values in which a lane differs from any of its twins, in words; those of a schedule where all have it."""
    params = {p.name: p for p in OPTIMIZERS[lane.optimizer].forms[lane.convention].params}
    apart = [name for name in lane.values if any(twin.values[name] != lane.values[name] for twin in twins)]
    told = [_told(params[name], lane.values[name]) for name in apart]
    if {twin.schedule for twin in twins} != {lane.schedule}:
        return told
    for param in SCHEDULES[lane.schedule].params:
        value = lane.schedule_values[param.name]
        if any(twin.schedule_values[param.name] != value for twin in twins):
            told.append(_told(param, value))
    return told


def _told(param, value):
    if param.scale == "switch":
        return f"{'with' if value else 'without'} {param.title}"
    return f"{param.title} {value:.4g}"


def _slots(lanes):
    wanted = [OPTIMIZERS[lane.optimizer].slot for lane in lanes]
    taken = [slot if slot is not None and slot not in wanted[:k] else None for k, slot in enumerate(wanted)]
    free = [slot for slot in reversed(range(MOST_LANES)) if slot not in taken]
    return [free.pop(0) if slot is None else slot for slot in taken]

"""One sentence of alternative text with numbers for every figure."""

import numpy as np


def contour_text(terrain, tracks, scale):
    """What the contour shows: the surface, its view and where every track goes."""
    x, y = terrain.x, terrain.y
    view = f"x from {x[0]:.3g} to {x[-1]:.3g}, y from {y[0]:.3g} to {y[-1]:.3g}"
    return f"Contour map of {terrain.title}, {view}, colour is {scale.title}{_listed(tracks, _journey)}."


def surface_text(terrain, tracks, scale):
    """What the 3D view shows: the range of heights and how low every track gets."""
    heights = f"loss from {terrain.z.min():.3g} to {terrain.z.max():.3g}"
    return f"3D view of {terrain.title}, {heights}, height is {scale.title}{_listed(tracks, _descent)}."


def loss_text(tracks, floor):
    """What the loss chart shows: first and last loss of every track."""
    what = "Loss by step" if floor is None else f"Loss above its minimum {floor:.3g} by step, on a log axis"
    return f"{what}{_listed(tracks, _descent)}."


def schedule_text(planes):
    """What the learning rates do: first and last of every run."""
    return f"Learning rate by step{_listed(planes, _rate)}."


def phase_text(planes, which):
    """What the phase view shows: where every run begins and ends, and how fast it gets."""
    return f"Place against velocity along the {which} direction{_listed(planes, _motion)}."


def slice_text(found, track):
    """What a slice shows: the point that it goes through, its slope there, its lowest point."""
    along, height, low = found.along, found.at_loss[0], found.low[0]
    downhill = along == "steepest"
    where = "straight downhill" if downhill else f"along {along}"
    at = "there" if downhill else f"at {along} = {found.at[0]:.3g}"
    lowest = "lowest at an end"
    if np.isfinite(low):
        place = f"{low:.3g} further" if downhill else f"at {along} = {low:.3g}"
        lowest = f"lowest {place}, where it is {found.low_loss[0]:.3g}"
    through = f"through the last point of {track.label}: {height:.3g} {at}, where the slope is {found.slope[0]:.3g}"
    return f"Loss {where} {through}; {lowest}."


def _listed(tracks, sentence):
    return ": " + "; ".join(f"{t.label} {sentence(t)}" for t in tracks) if tracks else ", no paths"


def _journey(track):
    left = f", leaving the view at step {track.left}" if track.left is not None else ""
    begin, end = (f"({track.x[i]:.3g}, {track.y[i]:.3g})" for i in (0, -1))
    return f"goes from {begin} to {end} in {len(track.x) - 1} steps{left}"


def _rate(plane):
    if len(plane.y) < 2:
        return "takes no step"
    return f"goes from {plane.y[1]:.3g} to {plane.y[-1]:.3g} in {len(plane.y) - 1} steps"


def _motion(plane):
    fastest = max(map(abs, plane.y[: plane.seen]))
    return f"goes from {plane.x[0]:.3g} to {plane.x[-1]:.3g} with steps of up to {fastest:.3g}"


def _descent(track):
    return f"goes from loss {track.loss[0]:.3g} to {track.loss[-1]:.3g} in {len(track.loss) - 1} steps"

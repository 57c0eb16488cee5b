"""What a reader's hand does to the knobs of a stage, and what is seen of it."""

import numpy as np

from optiviz import simulate
from optiviz.ui import wire
from tests.app_page import AT_REST, STAGE, paths

LANE = "?run=gd,learning_rate=0.05&run=adam,learning_rate=0.2&steps=60"


def adam_in_focus(playground):
    """The Playground at rest with a race of two, Adam in focus and the cursor at the end."""
    page = playground(LANE)
    page.get_by_label("Optimizer in focus", exact=True).select_option("1")
    return page


def knob(page, label):
    return page.locator(".ov-knobs").get_by_label(label, exact=True)


def press(page, label, part):
    """Take a knob's slider at part of its way with the mouse and keep the button down; returns its box."""
    knob(page, label).scroll_into_view_if_needed()
    box = knob(page, label).bounding_box()
    page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    return box


def drag(page, box, *parts):
    for part in parts:
        page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2, steps=3)


def answered(page):
    """Wait until the paths of the latest values have come over the channel."""
    page.wait_for_function(f"{STAGE}.moving && !{STAGE}.tuning.channel.asked && !{STAGE}.tuning.channel.waiting")


def race_in_hand(page):
    """What the browser has, which Streamlit does not know yet."""
    return page.evaluate(f"{STAGE}.tuning.race")


def assert_follows(page, view="contour"):
    """Every path that the overlay draws is, in 32 bits, what simulate gives for the values in the reader's hand."""
    for points, spec in zip(paths(page, view), wire.race_of(race_in_hand(page)).paths(), strict=True):
        np.testing.assert_array_equal(points, simulate(spec).theta.astype(np.float32)[: len(points)])


def released(page):
    page.mouse.up()
    page.wait_for_function(AT_REST)

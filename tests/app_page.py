"""What the tests of the Playground read on its page."""

import time
from urllib.parse import parse_qs, urlsplit

import numpy as np
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from optiviz import simulate
from optiviz.links import from_query
from optiviz.ui.wire import message_of
from tests.conftest import TIMEOUT

STAGE = "document.querySelector('.optiviz-stage').stage"
DRAWN = f"{STAGE}.views.inSight.every(view => !{STAGE}.stale.has(view))"  # everything in sight shows the newest data
READY = ".optiviz-stage[data-state=ready]"
RESTS = ".stApp[data-test-script-state=notRunning]"  # Streamlit has run the page
AT_REST = f"!{STAGE}.tuning.ahead && !{STAGE}.moving && {DRAWN}"


def paths(page, view="contour"):
    """The (rows, 2) points of each path as the browser holds them."""
    found = page.evaluate(f"{STAGE}.charts.{view}.paths().map(p => [Array.from(p.x), Array.from(p.y)])")
    return [np.array(pair).T for pair in found]


def flat(query):
    """A link without the 3D view, which is slow to draw in software: most promises need none."""
    return f"{query}{'&' if '?' in query else '?'}views=contour,loss"


def race_of(page):
    """The RaceSpec that the address bar says."""
    query = parse_qs(urlsplit(page.url).query)
    race, problems = from_query({name: texts for name, texts in query.items() if name != "views"})
    assert problems == []
    return race


def assert_shows_its_link(page):
    """Every path in the browser is, to the last bit, what simulate gives for the race of the address bar."""
    for drawn, spec in zip(paths(page), race_of(page).paths(), strict=True):
        np.testing.assert_array_equal(drawn, simulate(spec).theta)


def listen(page):
    """From now on page.sent counts messages to Streamlit and page.runs how often it has run a page to its end."""
    page.sent = page.runs = 0

    def sent(_):
        page.sent += 1

    def received(message):
        told = ForwardMsg.FromString(message)
        ended = told.WhichOneof("type") == "script_finished" and told.script_finished == told.FINISHED_SUCCESSFULLY
        page.runs += ended  # one that was cut off for another is no end

    def opened(socket):
        if "stream" in socket.url:
            socket.on("framesent", sent)
            socket.on("framereceived", received)

    page.on("websocket", opened)


def walk_to(page, address):
    """Go to an address of the app as a step through the browser's history does, which loads nothing again.

    The page is one that listens.
    """
    page.wait_for_selector(RESTS)
    before = page.runs
    page.evaluate("to => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }", address)
    deadline = time.monotonic() + TIMEOUT / 1000
    while page.runs == before and time.monotonic() < deadline:
        page.wait_for_timeout(20)  # Playwright hears of messages only while it waits
    assert page.runs > before, f"Streamlit did not run {address}."
    page.wait_for_selector(RESTS)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def shows_race(page, query):
    """Wait until the race of a link is drawn, and put the cursor at its end."""
    race, _ = from_query(parse_qs(query.removeprefix("?")))
    page.wait_for_selector(READY)
    page.wait_for_function(
        f"race => JSON.stringify(race) === JSON.stringify({STAGE}.tuning.race) && {AT_REST}", arg=message_of(race)
    )
    page.get_by_role("button", name="To end (End)").click()

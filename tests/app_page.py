"""What the tests of the Playground read on its page."""

from urllib.parse import parse_qs, urlsplit

import numpy as np

from optiviz import simulate
from optiviz.links import from_query
from optiviz.ui.wire import message_of

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


def walk_to(page, address):
    """Go to an address of the app as a step through the browser's history does, which loads nothing again."""
    page.evaluate("to => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }", address)
    page.wait_for_selector(RESTS)


def show_race(page, query):
    """Walk to a race of the Playground and wait until it is drawn, with the cursor at its end."""
    race, _ = from_query(parse_qs(query.removeprefix("?")))
    page.get_by_role("button", name="To end (End)").click()
    walk_to(page, query)
    page.wait_for_function(
        f"race => JSON.stringify(race) === JSON.stringify({STAGE}.tuning.race) && {AT_REST}", arg=message_of(race)
    )

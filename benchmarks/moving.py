"""Pages whose slider a benchmark moves: the stage, Streamlit's own slider and charts, and a bare canvas.

Each page gives pictures, as probe.js describes them: `trial()` moves the slider once and waits for what comes of it.
"""

import functools
import threading
import time
import urllib.parse
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from benchmarks.contest import START, STEPS, VALUES, specs
from benchmarks.serving import PATIENCE, READY, wait_for_picture
from optiviz import race
from optiviz.links import to_query
from optiviz.specs import Lane, Place, RaceSpec

HERE = Path(__file__).parent
VIEWS = {"contour": "Contour", "surface": "3D", "loss": "Loss"}
WINDOW = {"width": 1280, "height": 720}
PART = (0.3, 0.7)  # of a slider's length, to which moves keep
PIXELS = 3  # of one move: enough for another value
VARIANTS = 40  # races that the bare canvas draws in turn
SIZE = (640, 400)  # of its canvas
SETTLED = f"""() => {{
  const {{ stage }} = document.querySelector("{READY}") ?? {{}};
  return stage && !stage.tuning.ahead && [...stage.views.on].every((view) => !stage.stale.has(view));
}}"""


class Page:
    """A page with a slider, in the given browser."""

    def __init__(self, browser, address):
        self.page = browser.new_page(viewport=WINDOW)
        self.page.set_default_timeout(PATIENCE * 1000)
        self.received = 0  # bytes over the websocket that brings what is drawn
        self.page.on("websocket", self._listen)
        self.page.goto(address)
        self.moves = 0

    def _listen(self, socket):
        if self.channel in socket.url:
            socket.on("framereceived", self._count)

    def _count(self, frame):
        self.received += len(frame)

    def probe(self, follow):
        """From now on every picture is seen; follow is JavaScript."""
        self.page.evaluate((HERE / "probe.js").read_text(encoding="utf-8"))
        self.page.evaluate(follow)

    def hold(self):
        """Press on the slider, at the lower end of PART."""
        self.page.bring_to_front()
        box = self.slider.bounding_box()
        self.left, self.width = (box["x"] + PART[0] * box["width"], (PART[1] - PART[0]) * box["width"])
        self.top = box["y"] + box["height"] / 2
        self.page.mouse.move(self.left, self.top)
        self.page.mouse.down()
        self.moves = 0

    def move(self):
        """One move, to and fro."""
        self.moves += 1
        way = PIXELS * self.moves % (2 * self.width)
        self.page.mouse.move(self.left + min(way, 2 * self.width - way), self.top)

    def release(self):
        self.page.mouse.up()

    def trial(self):
        """The picture of one move while the slider is held."""
        self.move()
        return self.page.evaluate("probe.take()")

    def drag(self, seconds):
        """(pictures, moves, seconds) of a slider that is moved to and fro as often as the page hears of it."""
        self.page.mouse.move(self.left, self.top)
        self.taken("pictures")
        steps, moves, begin = int(self.width / PIXELS), 0, time.perf_counter()
        while time.perf_counter() - begin < seconds:
            for end in (self.left + self.width, self.left):
                self.page.mouse.move(end, self.top, steps=steps)
                moves += steps
        self.moves = 0
        return self.taken("pictures"), moves, time.perf_counter() - begin

    def taken(self, what):
        """Takes a list of the probe's."""
        return self.page.evaluate(f"probe.{what}.splice(0)")


class Stage(Page):
    """The Playground with the race of contest.py."""

    channel = "/optiviz/live"

    def __init__(self, browser, address):
        lanes = [Lane(key, "pytorch", VALUES[key]) for key in sorted(VALUES, key=lambda key: key == "adam")]  # in focus
        query = to_query(RaceSpec(Place("rosenbrock", {}, START, STEPS), tuple(lanes)))
        super().__init__(browser, f"{address}/?{urllib.parse.urlencode(query, doseq=True)}")
        wait_for_picture(self.page)
        self.slider = self.page.locator(".ov-knobs").get_by_label("Learning rate", exact=True)
        self.hold()
        self.page.wait_for_function("document.querySelector('.optiviz-stage').stage.tuning.channel.open")
        self.release()
        self.probe("probe.followStage()")

    def show(self, views, internals):
        """Press the buttons that differ."""
        self.page.bring_to_front()
        wanted = {f"Show {VIEWS[view]}": view in views for view in VIEWS}
        wanted["Show the internals of the optimizer in focus"] = internals
        for name, on in wanted.items():
            button = self.page.get_by_role("button", name=name, exact=True)
            if (button.get_attribute("aria-pressed") == "true") != on:
                button.click()
        self.settle()

    def settle(self):
        """Until Plotly has drawn what the overlay showed."""
        self.page.wait_for_function(SETTLED)

    def play(self, seconds):
        """The moments of all frames while it plays."""
        self.page.get_by_role("button", name="Play (Space)").click()
        moments = self.page.evaluate(f"probe.frames({1000 * seconds})")
        self.page.get_by_role("button", name="Pause (Space)").click()
        self.page.get_by_role("button", name="To end (End)").click()
        return moments


class Plain(Page):
    """Streamlit's own slider and charts."""

    channel = "/_stcore/stream"

    def __init__(self, browser, address, views):
        super().__init__(browser, f"{address}/?{urllib.parse.urlencode({'view': views}, doseq=True)}")
        self.page.wait_for_function(f"document.querySelectorAll('.js-plotly-plot .infolayer').length >= {len(views)}")
        self.page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
        self.slider = self.page.get_by_role("slider")
        self.probe(f"probe.followPlotly({len(views)})")

    def trial(self):
        """The picture of one press of a key: the slider sends nothing while it is dragged."""
        self.slider.focus()
        self.moves += 1
        self.page.keyboard.press("ArrowRight" if self.moves // 40 % 2 == 0 else "ArrowLeft")
        return self.page.evaluate("probe.take()")


class Canvas(Page):
    """Paths that are there already, and a canvas."""

    channel = "/none"

    def __init__(self, browser, address):
        super().__init__(browser, f"{address}/")
        self.page.wait_for_selector("[data-state=ready]")
        self.slider = self.page.locator("#knob")
        self.probe("probe.followCanvas()")


@contextmanager
def canvas_server():
    """Serves the bare canvas: yields its address."""
    files = {"/": ("text/html", _canvas_page()), "/paths": ("application/octet-stream", _pixels().tobytes())}
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, files))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _canvas_page():
    text = (HERE / "bare_canvas.html").read_text(encoding="utf-8")
    shape = f"{VARIANTS}, {len(VALUES)}, {STEPS + 1}"
    return text.replace("WIDTH", str(SIZE[0])).replace("HEIGHT", str(SIZE[1])).replace("SHAPE", shape).encode()


def _pixels():
    """The paths of VARIANTS races, (races, lanes, rows, 2), as pixels of the canvas."""
    points = np.array([[path.theta for path in race(specs(k))] for k in range(VARIANTS)])
    low, high = np.array([-2.0, -1.0]), np.array([2.0, 3.0])
    return ((points - low) / (high - low) * SIZE).astype("<f4")


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, files, *arguments):
        self.files = files
        super().__init__(*arguments)

    def do_GET(self):
        kind, content = self.files.get(self.path, ("text/plain", b""))
        self.send_response(200 if content else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Nothing on the screen."""

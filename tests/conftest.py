"""Fixtures of the browser tests: one Chromium and one server a script for the whole session, one fresh page a test."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.chromium import ARGUMENTS, executable

ROOT = Path(__file__).resolve().parent.parent
START = 120  # seconds that a server may take to answer, on a busy machine with a cold cache
PROJECTOR = {"width": 1280, "height": 720}
MEDIA = ("color_scheme", "reduced_motion")  # context options that a page can have by itself, as its viewport
TIMEOUT = 60_000  # milliseconds that anything on a page may take: WebGL runs in software

# Chromium's own remarks about speed, not about the page.
REMARKS = re.compile("GPU stall due to ReadPixels|willReadFrequently|WebGL.*deprecated|Automatic fallback to software")

# Streamlit asks for its own endpoints below the address of a page first, finds nothing, and then asks above it.
PROBES = re.compile(r"/\w+/_stcore/(health|host-config)$")


def pytest_sessionstart():
    """Compile every program once for all test processes and servers together: most of what the tests take is that."""
    from optiviz.ui.warm import use_cache

    use_cache()


def pytest_collection_modifyitems(items):
    """Files of browser tests first: they are long and few, and would otherwise keep one core busy while others wait."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def playwright():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def context(playwright, tmp_path_factory):
    """Chromium with WebGL in software. Its profile lies on disk: only there does it keep scripts that are compiled."""
    profile = tmp_path_factory.mktemp("profile")
    browser = playwright.chromium.launch_persistent_context(
        profile, executable_path=executable(), args=list(ARGUMENTS), viewport=PROJECTOR
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def chromium(playwright):
    """A second Chromium, for contexts with options that a page cannot have by itself."""
    browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
    yield browser
    browser.close()


@pytest.fixture
def walk(monkeypatch):
    """walk(app): an AppTest's next run, as after a step back or on in the browser's history."""

    def walk_it(app):
        with monkeypatch.context() as patch:
            patch.setattr("optiviz.ui.view.walked", lambda: True)
            return app.run()

    return walk_it


@pytest.fixture(scope="session")
def servers():
    """script -> (address, process, path of its log) of the servers that run."""
    running = {}
    yield running
    for _, process, _ in running.values():
        process.terminate()
    for _, process, _ in running.values():
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def serve(servers, tmp_path_factory):
    """serve(script) -> the address of a Streamlit server that runs it, started once a session."""
    logs = tmp_path_factory.mktemp("servers")

    def start(script):
        if script not in servers:
            log = logs / f"{len(servers)}.log"
            servers[script] = *_start(Path(script), log), log
        return servers[script][0]

    return start


def _start(script, log):
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(script.resolve()), "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,  # for .streamlit/config.toml
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return url, process
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)  # between questions to a server that is still starting
    process.kill()
    process.wait()
    raise RuntimeError(f"{script.name} did not start:\n{log.read_text()[-4000:]}")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def visit(request, context):
    """visit(url, **context options) -> a Playwright page whose errors and outside requests fail the test at its end.

    Tests that provoke errors clear page.complaints. (An argument named `page` would collide with pytest-playwright.)
    """
    yield from _visits(request, context)


@pytest.fixture(scope="module")
def stay(request, context):
    """As visit, for a page that the tests of a file share, because they change nothing that another one reads."""
    yield from _visits(request, context)


@pytest.fixture
def open_app(serve, visit):
    """open_app(query, **context options) -> a Playground of its own, drawn.

    space: with its 3D view. before(page) is called before the page is loaded.
    """

    from tests.app_page import READY, flat

    def open_it(query="", before=None, space=False, **options):
        page = visit(f"{serve(ROOT / 'app.py')}/_stcore/health", **options)
        if before:
            before(page)
        page.goto(f"{serve(ROOT / 'app.py')}/{query if space else flat(query)}")
        page.wait_for_selector(READY)
        return page

    return open_it


@pytest.fixture(scope="module")
def stroll(serve, stay):
    """stroll(address, **media) -> the app at this address, without a stage that is still drawing.

    One page for a file, which goes from address to address as a reader does through the browser's history: that is
    several times quicker than to load it. The session stays, with its answers, views and the like; a bare page shows
    what it showed last. page.sent counts messages to Streamlit.
    """
    from tests.app_page import listen, walk_to

    pages = []

    def go(address, viewport=PROJECTOR, color_scheme="light"):
        first = not pages
        if first:
            pages.append(stay(f"{serve(ROOT / 'app.py')}/_stcore/health"))
            listen(pages[0])
        (page,) = pages
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        if first:
            page.goto(f"{serve(ROOT / 'app.py')}/{address}")
            page.locator("h1, h3").first.wait_for()
        else:
            walk_to(page, f"/{address}")
        return page

    return go


@pytest.fixture(scope="module")
def playground(stroll):
    """playground(query) -> the Playground, without 3D, at rest with the race of a link and the cursor at its end."""
    from tests.app_page import flat, shows_race

    def show(query=""):
        page = stroll(flat(query))
        shows_race(page, query)
        return page

    return show


def _visits(request, context):
    opened = []

    def tab_of(options):
        media = {name: options[name] for name in MEDIA if name in options}
        if options.keys() <= {"viewport", *media}:
            tab = context.new_page()
            tab.set_viewport_size(options.get("viewport", PROJECTOR))
            tab.emulate_media(**media)
            return tab
        chromium = request.getfixturevalue("chromium")
        return chromium.new_context(**({"viewport": PROJECTOR} | options)).new_page()

    def open_page(url, **options):
        tab = tab_of(options)
        tab.set_default_timeout(TIMEOUT)
        tab.complaints = []
        watch(tab, url)
        opened.append(tab)
        tab.goto(url)
        return tab

    yield open_page
    complaints = [complaint for tab in opened for complaint in tab.complaints]
    for tab in opened:
        tab.close()
        if tab.context is not context:
            tab.context.close()
    assert not complaints


@pytest.fixture
def open_stage(serve, visit):
    """open_stage(query, **context options) -> a page of stage_app.py whose stage has drawn its charts."""
    from tests.stage_page import APP, FLAT, ready

    def open_it(query=FLAT, **options):
        page = visit(serve(APP) + query, **options)
        ready(page)
        return page

    return open_it


def watch(tab, url):
    """Collect in tab.complaints what a reader's console would show, and every request to another place."""
    own = re.match(r"https?://[^/]+", url).group()

    def console(message):
        remark = REMARKS.search(message.text) or PROBES.search(message.location["url"])
        if message.type in ("error", "warning") and not remark:
            tab.complaints.append(f"console {message.type}: {message.text}")

    def request(sent):
        if not sent.url.startswith((own, own.replace("http", "ws"), "blob:", "data:")):
            tab.complaints.append(f"request to {sent.url}")

    tab.on("console", console)
    tab.on("request", request)
    tab.on("websocket", request)
    tab.on("pageerror", lambda error: tab.complaints.append(f"error: {error}"))

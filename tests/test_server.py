"""The server's own part: the stage's files and nothing else, a warm-up that may fail, charts that stand still."""

import gc
import gzip
import json
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optiviz.ui import server, stage, warm
from tests.loops import run

APP = Path(__file__).parent / "stage_app.py"


def fetch(address, **headers):
    """(status, headers, body) of whatever the server answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.mark.parametrize("name", server.FILES)
def test_files_are_compressed_kept_for_a_year_and_not_sent_twice(serve, name):
    address = serve(APP) + server.url(name)
    status, headers, body = fetch(address, **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == fetch(address)[2] == server.FILES[name].read_bytes()
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert fetch(address, **{"If-None-Match": headers["ETag"]})[0] == 304


@pytest.mark.parametrize("name", ["server.py", "../server.py", "%2e%2e%2fserver.py", "..%5cserver.py", "stage.js/x"])
def test_nothing_else_is_served(serve, name):
    _, _, body = fetch(serve(APP) + server.url("") + name)
    assert b"def routes" not in body


def test_an_address_of_another_version_answers_but_is_not_kept(serve):
    status, headers, _ = fetch(serve(APP) + "/optiviz/older/stage.js")
    assert (status, headers["Cache-Control"]) == (200, "no-cache")


def test_the_base_path_of_the_server_is_respected(monkeypatch):
    monkeypatch.setattr(server.config, "get_option", lambda name: "/shows/optimizers/")
    assert server.url("stage.js") == f"/shows/optimizers/optiviz/{server.version()}/stage.js"
    assert server.routes()[0].path.startswith("/shows/optimizers/optiviz/")


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


@pytest.mark.parametrize("fails", [False, True], ids=["works", "fails"])
def test_the_warm_up_runs_beside_the_server_and_may_fail(monkeypatch, caplog, thawed, fails):
    called = threading.Event()

    def warm_up():
        called.set()
        if fails:
            raise RuntimeError("no compiler")

    monkeypatch.setattr(warm, "warm_up", warm_up)

    async def serve_once():
        async with server.lifespan(None):
            (thread,) = (t for t in threading.enumerate() if t.name == "warm-up")
        thread.join(60)
        assert not thread.is_alive()

    run(serve_once())
    assert called.is_set()
    assert ("The warm-up failed" in caplog.text) == fails


def test_the_stage_is_sent_its_figures_once_and_the_loader_is_short():
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    (mounted,) = at.get("bidi_component")
    sent = json.loads(mounted.proto.bytes)
    assert list(sent["figures"]) == sent["views"] == list(stage.USUAL)
    assert len(mounted.proto.js_content) < 500
    assert not at.get("plotly_chart")


def test_where_the_stage_cannot_load_its_charts_are_shown_standing_still():
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.session_state["stage-failed"] = True
    at.run()
    assert [warning.value for warning in at.warning] == [stage.FAILED]
    assert len(at.get("plotly_chart")) == 3
    assert not at.get("bidi_component")

"""The live channel against a server of its own: who may use it, what it bounds, and that nothing breaks it."""

import asyncio
import json
import math
import socket
import struct
import threading
import time
from contextlib import ExitStack, contextmanager

import numpy as np
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from streamlit import config
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from optiviz import race
from optiviz.specs import DEFAULT_RACE, Lane, Place, RaceSpec
from optiviz.ui import live, server
from optiviz.ui.wire import message_of
from tests.conftest import ROOT
from tests.loops import run
from tests.replies import read

APP = ROOT / "app.py"
GOOD = {"race": message_of(DEFAULT_RACE), "focus": None, "ground": False, "views": [], "slice": None}


def ask(identity, **others):
    return json.dumps({"id": identity, **GOOD, **others})


def open_channel(address, origin="", **options):
    """A connection to the live channel of the server at this address, as a page of that server opens it."""
    target = address.replace("http", "ws") + server.channel()
    return connect(target, origin=address if origin == "" else origin, proxy=None, **options)


def drain(channel):
    while True:
        channel.recv(timeout=60)


def flood(channel):
    for k in range(100_000):
        channel.send(ask(k))


def closing(channel):
    """(code, reason) with which the server closes the channel; what it answers before that is passed over."""
    with pytest.raises(ConnectionClosed) as closed:
        drain(channel)
    return closed.value.rcvd.code, closed.value.rcvd.reason


@pytest.fixture(scope="module")
def address(serve):
    """A server that has run the default race, as it does by itself after its start."""
    address = serve(APP)
    with open_channel(address) as channel:
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            channel.send(ask(0, ground=True))
            if isinstance(channel.recv(timeout=300), bytes):
                return address
            time.sleep(0.1)  # between questions to a server that is still compiling
    raise RuntimeError("The warm-up did not run the default race.")


@pytest.fixture(autouse=True)
def unharmed(request, servers):
    """After each test the server answers as before, and its log holds no traceback."""
    yield
    if "address" in request.fixturenames:
        with open_channel(servers[APP][0]) as channel:
            channel.send(ask(99))
            assert read(channel.recv(timeout=60))[0]["id"] == 99
        log = servers[APP][2].read_text()
        assert "Traceback" not in log
        assert "Error" not in log


def test_a_race_is_answered_with_its_paths(address):
    with open_channel(address) as channel:
        channel.send(ask(3, ground=True))
        header, arrays = read(channel.recv(timeout=60))
    assert header["id"] == 3
    for k, path in enumerate(race(DEFAULT_RACE.paths())):
        np.testing.assert_allclose(arrays[f"{k}.x"], path.theta[:, 0], rtol=1e-6, atol=1e-12)
        np.testing.assert_allclose(arrays[f"{k}.y"], path.theta[:, 1], rtol=1e-6, atol=1e-12)
    assert len(arrays["ground.z"]) == header["ground"]["nx"] * header["ground"]["ny"]


STRANGERS = ["http://example.org", "http://127.0.0.1:1", "http://127.0.0.1", "http://127.0.0.1.org", "http://", "null"]


@pytest.mark.parametrize("origin", [*STRANGERS, None])
def test_a_page_of_another_server_is_refused_before_the_channel_opens(address, origin):
    with pytest.raises(InvalidStatus) as refused, open_channel(address, origin=origin):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("origin", "host", "fits"),
    [
        ("https://lab.example.org", "lab.example.org", True),
        ("http://LAB.example.org:8501", "lab.example.org:8501", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("https://host.example.org", "inside:8501", True),
        ("http://host.example.org", "inside:8501", False),
        ("http://lab.example.org@evil.example", "lab.example.org", False),
        ("lab.example.org", "lab.example.org", False),
        ("", "", False),
        ("null", "", False),
    ],
)
def test_an_origin_is_that_of_the_host_or_one_that_the_configuration_names(monkeypatch, origin, host, fits):
    monkeypatch.setattr(config, "get_option", {"server.corsAllowedOrigins": ["https://host.example.org"]}.get)
    assert live.from_own_page(Headers({"origin": origin, "host": host})) == fits
    assert not live.from_own_page(Headers({"host": host}))


def test_the_channel_lies_below_the_base_path(monkeypatch):
    monkeypatch.setattr(server.config, "get_option", lambda name: "/shows/optimizers/")
    assert server.channel() == "/shows/optimizers/optiviz/live"
    assert [route.path for route in server.routes()][-1] == server.channel()


REFUSED = [
    ("", "must be JSON"),
    ("hello", "must be JSON"),
    ("[" * 8000, "must be JSON"),
    (ask(1, seed=3), 'Unknown part of a request "seed"'),
    (ask(1, race=GOOD["race"] | {"seed": 3}), 'Unknown part of a race "seed"'),
    (ask(1, race=GOOD["race"] | {"steps": 2001}), "`steps` must be a whole number in [1, 2000], got 2001."),
    (ask(1, race=GOOD["race"] | {"start": [math.nan, 0]}), "`start` must be in"),
    (ask(1, race=GOOD["race"] | {"lanes": GOOD["race"]["lanes"] * 3}), "1 to 8 optimizers"),
    (ask(1, focus=4), "`focus`"),
    # On a surface that no test opens in the browser: the server is that of all files which share this process.
    (ask(1, race=message_of(RaceSpec(Place("levy"), (Lane("adam"),)))), "open the page with them first"),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_what_is_not_a_legal_request_is_refused_and_the_channel_stays_open(address, text, sentence):
    with open_channel(address) as channel:
        channel.send(text)
        assert sentence in json.loads(channel.recv(timeout=60))["error"]
        channel.send(ask(2))
        assert read(channel.recv(timeout=60))[0]["id"] == 2


def test_a_message_that_is_too_long_closes_the_channel(address):
    with open_channel(address) as channel:
        channel.send(ask(1) + " " * live.LONGEST)
        assert closing(channel) == (1009, "A message has at most 8192 characters.")


def test_a_message_beyond_what_the_server_would_hold_closes_the_channel_before_it_has_come(address):
    with open_channel(address) as channel:
        channel.socket.sendall(b"\x81\xff" + (21_000_000).to_bytes(8, "big") + b"mask")  # the head of a text frame
        assert closing(channel)[0] == 1009


def test_bytes_close_the_channel(address):
    with open_channel(address) as channel:
        channel.send(ask(1).encode())
        assert closing(channel) == (1003, "Only text is understood here.")


def test_a_flood_closes_its_own_channel_and_no_other(address):
    with open_channel(address) as calm, open_channel(address, max_queue=None) as flooding:
        with pytest.raises(ConnectionClosed) as closed:
            flood(flooding)
        assert closed.value.rcvd.code == 1008
        assert closed.value.rcvd.reason == "At most 120 messages a second."
        calm.send(ask(5))
        assert read(calm.recv(timeout=60))[0]["id"] == 5


def test_whoever_leaves_without_a_word_leaves_no_trace_in_the_log(address):
    for _ in range(20):
        with open_channel(address) as channel:
            channel.send(ask(1, ground=True))
            channel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # no farewell
            channel.close_socket()


def test_two_readers_get_their_own_paths(address):
    starts = [(-2.0, 1.5), (1.0, -0.5)]
    texts = [ask(k, race=GOOD["race"] | {"start": list(start)}) for k, start in enumerate(starts)]
    with ExitStack() as stack:
        channels = [stack.enter_context(open_channel(address)) for _ in starts]
        for _ in range(50):
            for channel, text in zip(channels, texts, strict=True):
                channel.send(text)
            for k, channel in enumerate(channels):
                header, arrays = read(channel.recv(timeout=60))
                assert header["id"] == k
                assert {(arrays[f"{lane}.x"][0], arrays[f"{lane}.y"][0]) for lane in range(4)} == {starts[k]}


@contextmanager
def inside():
    """A server in a thread of this process, so that its parts can be replaced: yields its address."""
    own = uvicorn.Server(
        uvicorn.Config(Starlette(routes=server.routes()), log_level="critical", ws="websockets-sansio", lifespan="off")
    )
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=own.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            own.should_exit = True
            thread.join()


@pytest.fixture
def slow(monkeypatch):
    """A server whose answers say what was asked, each once it is let go: (address, asked, let one go)."""
    asked, gate = [], threading.Semaphore(0)

    def answer(text):
        asked.append(text)
        gate.acquire()
        return f"to {text}"

    monkeypatch.setattr(live.wire, "answer", answer)
    with inside() as address:
        yield address, asked, gate.release
        gate.release(100)


def until(true):
    """Wait for what another thread does."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)  # gives that thread its turn


def test_of_what_arrives_meanwhile_only_the_newest_is_answered(slow):
    address, asked, release = slow
    with open_channel(address) as channel:
        channel.send("first")
        until(lambda: asked)
        for k in range(20):
            channel.send(f"later {k}")
        channel.ping().wait(60)  # the server has read all of them
        release()
        release()
        assert [channel.recv(timeout=60) for _ in range(2)] == ["to first", "to later 19"]
    assert asked == ["first", "later 19"]


def test_two_compute_at_once_and_a_third_waits_its_turn(slow):
    address, asked, release = slow
    with ExitStack() as stack:
        channels = [stack.enter_context(open_channel(address)) for _ in range(3)]
        for k, channel in enumerate(channels):
            channel.send(str(k))
            channel.ping().wait(60)
            until(lambda k=k: len(asked) == min(k + 1, 2))
        assert asked == ["0", "1"]
        for _ in channels:
            release()
        assert [channel.recv(timeout=60) for channel in channels] == ["to 0", "to 1", "to 2"]


def test_beyond_the_bound_nobody_is_let_in_until_somebody_leaves(monkeypatch):
    monkeypatch.setattr(live, "MOST_OPEN", 2)
    with inside() as address, open_channel(address):
        with open_channel(address):
            until(lambda: len(live._open) == 2)
            with pytest.raises(InvalidStatus) as refused, open_channel(address):
                pass
            assert refused.value.response.status_code == 503
        until(lambda: len(live._open) == 1)
        with open_channel(address) as channel:
            channel.send("")
            assert "error" in json.loads(channel.recv(timeout=60))
    until(lambda: not live._open)


def test_a_fault_of_ours_is_logged_and_answered_and_the_channel_stays_open(monkeypatch, caplog):
    def broken(request):
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(live.wire, "answer", broken)
    with inside() as address, open_channel(address) as channel:
        for _ in range(2):
            channel.send("x")
            assert json.loads(channel.recv(timeout=60)) == {"id": None, "error": live.BUG}
    assert "ZeroDivisionError: a fault" in caplog.text


def test_for_a_reader_who_does_not_read_nothing_piles_up(monkeypatch):
    asked, size = [], 4_000_000

    def answer(text):
        asked.append(text)
        return bytes(size)

    monkeypatch.setattr(live.wire, "answer", answer)
    with inside() as address, open_channel(address, max_queue=1, max_size=size) as channel:
        for k in range(100):
            channel.send(str(k))
        with open_channel(address, max_size=size) as other:
            for _ in range(20):  # by the time that this one has its answers the first could have had many more
                other.send("other")
                assert len(other.recv(timeout=60)) == size
        assert 1 <= len(asked) - asked.count("other") < 10
        channel.close_socket()  # or it would wait for an orderly end that it cannot read


def test_a_bucket_refuses_once_it_is_empty_and_fills_again():
    now = [0.0]
    bucket = live.Bucket(rate=2, burst=3, clock=lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.5
    assert [bucket.take(), bucket.take()] == [True, False]
    now[0] = 100.0
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def test_the_newest_thing_replaces_one_that_nobody_took():
    async def story():
        newest = live.Newest()
        newest.put(1)
        newest.put(2)
        first = await newest.take()
        waiting = asyncio.ensure_future(newest.take())
        await asyncio.sleep(0)
        assert not waiting.done()
        newest.put(3)
        return first, await waiting

    assert run(story()) == (2, 3)

"""The live channel: a websocket that answers a race with its paths while a knob is dragged; wire.py says in which form.

Whoever opens it may send what it likes, so everything is bounded: who connects (pages of this server only) and how
many, the size and the rate of messages, the threads that compute, and what waits. Of the requests that arrive while one
is being answered only the newest is kept. Nothing is kept of a connection that has closed.
"""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketDisconnect
from streamlit import config

from optiviz.ui import wire

MOST_OPEN = 400  # connections
LONGEST = 8192  # characters of a message; the longest race has 3336
RATE, BURST = 120, 240  # messages a second and at once, a connection: pages of ours leave 9 ms between them
THREADS = ThreadPoolExecutor(2, "live")  # of all connections, in turn: no long race holds up all the short ones
BUG = "Something went wrong here, and has been logged. Release the knob to draw the picture in the usual way."

GONE = (WebSocketDisconnect, RuntimeError)  # what sending raises once the connection is closed: who closed it decides

_open = set()
log = logging.getLogger(__name__)


async def live(websocket):
    """The endpoint: one connection, from its handshake to its end."""
    if not from_own_page(websocket.headers):
        await websocket.send_denial_response(PlainTextResponse("This is for pages of the same server.", 403))
    elif len(_open) >= MOST_OPEN:
        await websocket.send_denial_response(PlainTextResponse(f"{MOST_OPEN} connections are open already.", 503))
    else:
        _open.add(websocket)
        try:
            await _talk(websocket)
        finally:
            _open.discard(websocket)


def from_own_page(headers):
    """Whether the handshake names as its origin a page of the host it goes to, or one of server.corsAllowedOrigins.

    A browser always names the origin, and lets no page choose it: other sites cannot use their visitors' connections.
    """
    origin = headers.get("origin", "")
    host = origin.partition("://")[2].lower()
    return bool(host) and (
        host == headers.get("host", "").lower() or origin in config.get_option("server.corsAllowedOrigins")
    )


async def _talk(websocket):
    await websocket.accept()
    newest = Newest()
    async with asyncio.TaskGroup() as both:
        answering = both.create_task(_answer(websocket, newest))
        complaint = await _receive(websocket, newest)
        answering.cancel()
    if complaint:
        with suppress(*GONE):
            await websocket.close(*complaint)


async def _receive(websocket, newest):
    """Puts each message into newest, until the connection closes (None) or has to be closed: (code, reason)."""
    bucket = Bucket(RATE, BURST)
    while (message := await websocket.receive())["type"] == "websocket.receive":
        text = message.get("text")
        if text is None:
            return 1003, "Only text is understood here."
        if len(text) > LONGEST:
            return 1009, f"A message has at most {LONGEST} characters."
        if not bucket.take():
            return 1008, f"At most {RATE} messages a second."
        newest.put(text)
    return None


async def _answer(websocket, newest):
    """Answers what is newest, one at a time: sending waits for a slow reader, and meanwhile nothing piles up."""
    loop = asyncio.get_running_loop()
    while True:
        reply = await loop.run_in_executor(THREADS, _reply, await newest.take())
        send = websocket.send_text if isinstance(reply, str) else websocket.send_bytes
        with suppress(*GONE):
            await send(reply)


def _reply(text):
    try:
        return wire.answer(text)
    except Exception:
        log.exception("The live channel could not answer %.500r", text)
        return wire.refusal(wire.identity_of(text), BUG)


class Newest:
    """A place for one thing: what is put there replaces what nobody has taken yet."""

    def __init__(self):
        self._thing, self._there = None, asyncio.Event()

    def put(self, thing):
        self._thing = thing
        self._there.set()

    async def take(self):
        """The newest thing, as soon as there is one."""
        await self._there.wait()
        thing, self._thing, self._there = self._thing, None, asyncio.Event()
        return thing


class Bucket:
    """Holds `burst` tokens, and gains `rate` a second while it is not full."""

    def __init__(self, rate, burst, clock=time.monotonic):
        self._rate, self._burst, self._clock = rate, burst, clock
        self._tokens, self._seen = burst, clock()

    def take(self):
        """Whether there was a token to take."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + self._rate * (now - self._seen))
        self._seen = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

"""What our server adds to Streamlit's: the stage's files and the live channel under /optiviz/, a warm-up at the start.

    app = st.App(__file__, routes=routes(), lifespan=lifespan)

The version is part of the path, not of a query, so that the stage's modules find one another by relative names and
browsers may keep all of them for a year.
"""

import functools
import gc
import gzip
import hashlib
import logging
import threading
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from optiviz.ui.live import live

OWN = Path(__file__).parent / "static"
PLOTLY = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"
FILES = {path.name: path for path in sorted(OWN.iterdir()) if path.suffix in (".js", ".css")} | {PLOTLY.name: PLOTLY}
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
YEAR = "public, max-age=31536000, immutable"


@functools.cache
def version():
    """Changes whenever a file changes."""
    digest = hashlib.sha256()
    for name, path in FILES.items():
        digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def url(name):
    """Where the browser finds one of FILES."""
    return f"{_base()}/optiviz/{version()}/{name}"


def channel():
    """Where the browser opens the live channel."""
    return f"{_base()}/optiviz/live"


def routes():
    """The routes for st.App: the files named in FILES and nothing else, and the live channel."""
    return [
        Route(f"{_base()}/optiviz/{{version}}/{{name}}", _serve),
        WebSocketRoute(channel(), live),
    ]


def _base():
    path = config.get_option("server.baseUrlPath").strip("/")
    return f"/{path}" if path else ""


def _serve(request):  # not async: Starlette runs it in a thread, where compressing for the first time blocks nobody
    name = request.path_params["name"]
    if name not in FILES:
        return Response("Not found", status_code=404)
    tag = f'"{version()}"'
    current = request.path_params["version"] == version()
    headers = {"ETag": tag, "Vary": "Accept-Encoding", "Cache-Control": YEAR if current else "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    content = FILES[name].read_bytes
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = functools.partial(_compressed, name)
        headers["Content-Encoding"] = "gzip"
    return Response(content(), headers=headers, media_type=TYPES[FILES[name].suffix])


@functools.cache
def _compressed(name):
    return gzip.compress(FILES[name].read_bytes(), compresslevel=6, mtime=0)


@asynccontextmanager
async def lifespan(app):
    """Start the warm-up beside the server, which answers meanwhile.

    The page table is app.py's alone. Until that has run once, Streamlit would make one of the files in pages/ for a
    reader who comes straight to one of them.
    """
    PagesManager.uses_pages_directory = False
    threading.Thread(target=_warm, name="warm-up", daemon=True).start()
    yield


def _warm():
    """Everything that the first reader would have to wait for; then keep the collector off what never goes away.

    Streamlit collects garbage after every script run, which walks all of JAX (0.1 s and more) unless it is frozen.
    """
    try:
        _compressed(PLOTLY.name)
        from optiviz.ui.warm import warm_up  # imports JAX: not before the server listens

        warm_up()
    except Exception:
        logging.getLogger(__name__).exception("The warm-up failed; the first page will be slower.")
    gc.collect()
    gc.freeze()

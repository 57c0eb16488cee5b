"""A server of a benchmark's own, and a browser's wait for its first picture."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

PATIENCE = 180  # seconds
READY = ".optiviz-stage[data-state=ready]"
FAILED = ".optiviz-stage[data-state=failed]"


@contextmanager
def server(home=None, script="app.py"):
    """A server, with its caches in the folder home if one is given: yields (address, process) once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        f"--server.port={port}",
        "--server.address=127.0.0.1",
        "--server.headless=true",
        "--server.fileWatcherType=none",
    ]
    command = [sys.executable, "-m", "streamlit", "run", script, *options, "--browser.gatherUsageStats=false"]
    places = {"HOME": home, "XDG_CACHE_HOME": os.path.join(home, ".cache")} if home else {}
    found = {"PYTHONPATH": os.getcwd()}  # scripts that lie in a folder import what lies beside the folder
    process = subprocess.Popen(command, env={**os.environ, **found, **places}, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/_stcore/health", process)
        yield address, process
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address, process):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"The server ended by itself with exit code {process.returncode}.")
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.02)  # between questions to a server that is still starting
    raise SystemExit(f"The server did not answer within {PATIENCE} s.")


def wait_for_picture(page):
    """Until all charts of a Playwright page are drawn."""
    page.wait_for_selector(f"{READY}, {FAILED}", timeout=PATIENCE * 1000)
    if page.query_selector(FAILED):
        raise SystemExit("The stage says that it could not draw its charts.")

"""How long a reader waits for the first complete picture: from starting the server to all charts drawn in Chromium.

Three kinds of start, three times each: a new process with empty caches, a reload of the page, and a new process with
the caches that the one before left behind. Run it by: python -m benchmarks.bench_start
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from benchmarks.rounds import machine
from tests.chromium import ARGUMENTS, executable

PATIENCE = 180  # seconds
ROUNDS = 3
READY = ".optiviz-stage[data-state=ready]"
FAILED = ".optiviz-stage[data-state=failed]"


@contextmanager
def server(home):
    """A server of its own, with its caches in the folder home: yields its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options, "--browser.gatherUsageStats=false"]
    environment = {**os.environ, "HOME": home, "XDG_CACHE_HOME": os.path.join(home, ".cache")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/_stcore/health", process)
        yield address
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
            time.sleep(0.02)
    raise SystemExit(f"The server did not answer within {PATIENCE} s.")


def wait_for_picture(page):
    page.wait_for_selector(f"{READY}, {FAILED}", timeout=PATIENCE * 1000)
    if page.query_selector(FAILED):
        raise SystemExit("The stage says that it could not draw its charts.")


def one_round(browser, seconds):
    """Adds to seconds: a cold start, a reload and a warm start."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        for kind in ("empty caches", "warm caches"):
            begin = time.perf_counter()
            with server(home) as address:
                answered = time.perf_counter() - begin
                page = browser.new_page(viewport={"width": 1400, "height": 1000})
                page.goto(address)
                wait_for_picture(page)
                seconds.setdefault(f"{kind}: the server answers", []).append(answered)
                seconds.setdefault(f"{kind}: the picture is complete", []).append(time.perf_counter() - begin)
                begin = time.perf_counter()
                page.reload()
                wait_for_picture(page)
                seconds.setdefault("reload: the picture is complete", []).append(time.perf_counter() - begin)
                page.close()


def main():
    seconds = {}
    print(f"Until the first complete picture; {ROUNDS} rounds", flush=True)
    print(machine("streamlit", "jax", "plotly"), flush=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        for _ in range(ROUNDS):
            one_round(browser, seconds)
        browser.close()
    print(f"{'':44}{'median':>9}{'range':>18}")
    for kind, times in seconds.items():
        print(f"{kind:44}{statistics.median(times):>7.2f} s{min(times):>10.2f} to {max(times):.2f}")


if __name__ == "__main__":
    main()

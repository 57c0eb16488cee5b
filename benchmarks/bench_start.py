"""How long a reader waits for the first complete picture: from starting the server to all charts drawn in Chromium.

Three kinds of start, three times each: a new process with empty caches, a reload of the page, and a new process with
the caches that the one before left behind. Run it by: python -m benchmarks.bench_start
"""

import statistics
import tempfile
import time

from playwright.sync_api import sync_playwright

from benchmarks.rounds import machine
from benchmarks.serving import server, wait_for_picture
from tests.chromium import ARGUMENTS, executable

ROUNDS = 3


def one_round(browser, seconds):
    """Adds to seconds: a cold start, a reload and a warm start."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        for kind in ("empty caches", "warm caches"):
            begin = time.perf_counter()
            with server(home) as (address, _):
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

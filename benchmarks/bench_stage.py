"""From a slider's move to the painted picture, in Chromium without a graphics card: 8 optimizers, 300 steps each.

The stage, with its charts and with its internals, against Streamlit's own slider and charts, run again with every
change, and against a canvas with paths that are there already: no page can feel better than that. Every page takes its
turn in every round. A picture counts as painted when its frame has left the page's main thread.
Run it by: python -m benchmarks.bench_stage [--rounds 4]
"""

import argparse
import itertools
import os
from contextlib import ExitStack

import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks.contest import STEPS
from benchmarks.moving import VIEWS, Canvas, Plain, Stage, canvas_server
from benchmarks.rounds import machine
from benchmarks.serving import server
from tests.chromium import ARGUMENTS, executable

TRIALS, SLOW_TRIALS = 10, 4  # a round; seconds pass until three of Streamlit's own charts are there
DRAG, PLAY = 1.5, 1.0  # seconds of each round
LONG = 25  # milliseconds: one and a half frames
CONTOUR, CHARTS, ALL = "stage, contour", "stage, 3 charts", "stage, internals too"
PLAIN, PLAIN_CHARTS, BARE = "Streamlit, contour", "Streamlit, 3 charts", "bare canvas"
SHOWN = {CONTOUR: (["contour"], False), CHARTS: (list(VIEWS), False), ALL: (list(VIEWS), True)}
EXPECTED = {CONTOUR: "25 / 50", CHARTS: "60"}  # milliseconds at most: median / 95 %
SPLIT = ("pointer", "input", "sent", "answered", "drawn", "painted")


class Measured:
    """What one kind of page showed, round by round."""

    def __init__(self):
        self.pictures, self.dragged, self.frames, self.told = [], [], [], []
        self.bytes, self.updates, self.moves, self.seconds = 0, 0, 0, 0.0

    def times(self, begin="input", end="painted"):
        """Milliseconds of all trials from one moment to another."""
        return np.array([p[end] - p[begin] for pictures in self.pictures for p in pictures])

    @property
    def best(self):
        """The median of the best round."""
        return min(np.median([p["painted"] - p["input"] for p in pictures]) for pictures in self.pictures)


def trials(page, count, found):
    before = page.received
    found.pictures.append([page.trial() for _ in range(count)])
    found.bytes += page.received - before


def hold(page, found):
    """Trials, then a drag, while the slider is held."""
    page.hold()
    page.trial()  # the first one finds nothing prepared
    page.taken("told")
    trials(page, TRIALS, found)
    found.told += page.taken("told")
    pictures, moves, seconds = page.drag(DRAG)
    page.release()
    found.dragged.append(pictures)
    found.updates += len(pictures)
    found.moves += moves
    found.seconds += seconds


def visit_stage(page, name, found):
    page.show(*SHOWN[name])
    hold(page, found)
    page.settle()
    found.frames.append(page.play(PLAY))


def visit_plain(page, name, found):
    page.page.bring_to_front()
    trials(page, SLOW_TRIALS if name == PLAIN_CHARTS else TRIALS, found)


def visit_canvas(page, name, found):
    hold(page, found)


def measure(visits, rounds):
    """{name: Measured} of visits {name: (function, page)}; every round starts with another page."""
    found = {name: Measured() for name in visits}
    names = list(visits)
    for k in range(rounds):
        print(f"round {k + 1}{load()}", flush=True)
        for name in names[k % len(names) :] + names[: k % len(names)]:
            visit, page = visits[name]
            visit(page, name, found[name])
    return found


def load():
    return f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""


def report(found):
    """The tables."""
    print(f"\n{'input to painted, ms':22}{'median':>8}{'95 %':>8}{'best':>8}{'trials':>8}{'kB':>7}   expected")
    for name, of in found.items():
        times = of.times()
        kilobytes = of.bytes / len(times) / 1000
        row = f"{np.median(times):>8.1f}{np.percentile(times, 95):>8.1f}{of.best:>8.1f}{len(times):>8}{kilobytes:>7.0f}"
        print(f"{name:22}{row}{f'   at most {EXPECTED[name]}' if name in EXPECTED else ''}")
    for own, rival in ((CONTOUR, PLAIN), (CHARTS, PLAIN_CHARTS)):
        ratio = np.median(found[rival].times()) / np.median(found[own].times())
        print(f"{own}: {ratio:.0f} times as fast as Streamlit's own; expected: at least 10")
    print(f"\n{'while dragged':22}{'updates/s':>10}{'moves/s':>9}{'median':>8}{'95 %':>8}   expected")
    for name in (*SHOWN, BARE):
        of = found[name]
        times = [p["painted"] - p["input"] for pictures in of.dragged for p in pictures]
        rates = f"{of.updates / of.seconds:>10.0f}{of.moves / of.seconds:>9.0f}"
        row = f"{rates}{np.median(times):>8.1f}{np.percentile(times, 95):>8.1f}"
        print(f"{name:22}{row}{'   at least 30 updates/s' if name == CONTOUR else ''}")
    report_split(found)


def report_split(found):
    steps = list(itertools.pairwise(SPLIT))
    print(f"\n{'medians, ms':22}{''.join(f'{end:>13}' for _, end in steps)}{'slider told':>13}")
    for name in SHOWN:
        row = "".join(f"{np.median(found[name].times(*step)):>13.1f}" for step in steps)
        print(f"{name:22}{row}{np.median(found[name].told):>13.1f}")
    print(f"\n{'in play':22}{'frames/s':>10}{'long ones':>11}")
    for name in SHOWN:
        gaps = np.concatenate([np.diff(moments) for moments in found[name].frames])
        print(f"{name:22}{1000 / gaps.mean():>10.0f}{np.mean(gaps > LONG):>11.1%}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=4)
    options = parser.parse_args()
    print(f"A slider's move up to the painted picture: 8 optimizers, {STEPS} steps; {options.rounds} rounds")
    print(machine("streamlit", "plotly", "jax", "playwright"), flush=True)
    with ExitStack() as stack:
        own, _ = stack.enter_context(server())
        plain, _ = stack.enter_context(server(script="benchmarks/plain_page.py"))
        bare = stack.enter_context(canvas_server())
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        stack.callback(browser.close)
        stage = Stage(browser, own)
        visits = dict.fromkeys(SHOWN, (visit_stage, stage))
        visits[PLAIN] = visit_plain, Plain(browser, plain, ["contour"])
        visits[PLAIN_CHARTS] = visit_plain, Plain(browser, plain, list(VIEWS))
        visits[BARE] = visit_canvas, Canvas(browser, bare)
        found = measure(visits, options.rounds)
    report(found)


if __name__ == "__main__":
    main()

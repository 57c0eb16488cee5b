"""Many hands on the knobs at once: 30 readers of one server drag for a minute, eight optimizers of 300 steps each.

Every reader has a start and learning rates of its own and sends 30 races a second, no two in a row alike, the next as
soon as it is due and the last one is answered. Every reply is checked: its number, its start, and where each of its
paths ends, against optiviz.race in this process, which takes a share of the processors too.
Run it by: python -m benchmarks.bench_hands [--seconds 10] [--readers 30]
"""

import argparse
import asyncio
import json
import math
import os
import time
import urllib.parse
from collections import Counter

import numpy as np
from playwright.sync_api import sync_playwright
from websockets.asyncio.client import connect

from benchmarks.contest import START, STEPS, moved
from benchmarks.rounds import machine
from benchmarks.serving import server, wait_for_picture
from optiviz import race
from optiviz.links import to_query
from optiviz.measures import drawable
from optiviz.specs import Lane, Place, RaceSpec
from optiviz.surfaces import SURFACES
from optiviz.ui.server import channel
from optiviz.ui.wire import message_of
from tests.chromium import ARGUMENTS, executable
from tests.replies import read

RATE = 30  # races a second that each reader sends
VARIANTS = 40  # different races of each reader


def races(reader):
    """The races that one reader sends in turn: a start that nobody else has, values that nobody else has."""
    start = (START[0] + 0.01 * reader, START[1])
    for k in range(VARIANTS):
        lanes = tuple(Lane(key, "pytorch", values) for key, values in moved(VARIANTS * reader + k).items())
        yield RaceSpec(Place("rosenbrock", {}, start, STEPS), lanes)


def expected(spec):
    """Start and ends, (9, 2), of a race as 32-bit numbers."""
    paths = race(spec.paths())
    domain = SURFACES[spec.place.surface].domain
    ends = [path.theta[drawable(path.theta, path.loss, domain) - 1] for path in paths]
    return np.array([spec.place.start, *ends], dtype="f4")


def got(arrays):
    """The same of a reply."""
    lanes = range(len(arrays) // 3)
    start = [arrays["0.x"][0], arrays["0.y"][0]]
    return np.array([start, *([arrays[f"{k}.x"][-1], arrays[f"{k}.y"][-1]] for k in lanes)])


class Reader:
    """One reader: what it sends, what must come back, and what did."""

    def __init__(self, reader):
        specs = list(races(reader))
        self.first, self.messages = specs[0], [message_of(spec) for spec in specs]
        self.expected = [expected(spec) for spec in specs]
        self.seconds, self.counts = [], Counter(foreign=0, refused=0, lost=0)

    async def drag(self, address, begin, end):
        """From time begin to time end."""
        due = begin
        try:
            async with connect(address.replace("http", "ws") + channel(), origin=address, proxy=None) as socket:
                for k in range(RATE * math.ceil(end - begin)):
                    await asyncio.sleep(due - time.perf_counter())
                    if time.perf_counter() >= end:
                        break
                    await self._ask(socket, k)
                    due = max(due + 1 / RATE, time.perf_counter())
        except OSError as error:
            self.counts["lost"] += 1
            print(f"A connection was lost: {error}")

    async def _ask(self, socket, k):
        text = json.dumps(
            {"id": k, "race": self.messages[k % VARIANTS], "focus": None, "ground": False, "views": [], "slice": None}
        )
        begin = time.perf_counter()
        await socket.send(text)
        reply = await socket.recv()
        self.seconds.append(time.perf_counter() - begin)
        if isinstance(reply, str):
            self.counts["refused"] += 1
            return
        header, arrays = read(reply)
        own = header["id"] == k and np.allclose(got(arrays), self.expected[k % VARIANTS], rtol=1e-5, atol=1e-7)
        self.counts["foreign"] += not own


def memory(process):
    """Resident memory in MB, where the system tells."""
    try:
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) / 1000 for line in status if line.startswith("VmRSS"))
    except OSError:
        return math.nan


def processor(process):
    """Seconds of processor time used so far, where the system tells."""
    try:
        with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return math.nan


def open_page(address, spec):
    """Visit the Playground with this race, as readers do before they drag: what it needs is compiled then."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        page = browser.new_page()
        page.goto(f"{address}/?{urllib.parse.urlencode(to_query(spec), doseq=True)}")
        wait_for_picture(page)
        browser.close()


async def drag_all(readers, address, seconds, process):
    """All readers at once; returns the server's memory before, in the middle and after, and its processor time."""
    sizes, used = [memory(process)], processor(process)
    begin = time.perf_counter() + 0.5
    drags = [
        asyncio.create_task(reader.drag(address, begin + k / RATE / len(readers), begin + seconds))
        for k, reader in enumerate(readers)
    ]
    await asyncio.sleep(0.5 + seconds / 2)
    sizes.append(memory(process))
    await asyncio.gather(*drags)
    return [*sizes, memory(process)], processor(process) - used


def report(readers, seconds, sizes, used):
    """The table."""
    times = 1e3 * np.concatenate([reader.seconds for reader in readers])
    counts = sum((reader.counts for reader in readers), Counter())
    median, slow, slower = np.percentile(times, [50, 95, 99])
    print(f"{'':20}{'median':>13}{'95 %':>13}{'99 %':>13}{'longest':>13}")
    print(f"{'answer, ms':20}{median:>13,.1f}{slow:>13,.1f}{slower:>13,.1f}{times.max():>13,.1f}")
    print(f"{'replies':20}{len(times):>13,}{len(times) / seconds:>13,.0f} a second, {RATE * len(readers)} asked for")
    print(f"{'processor, ms':20}{1e3 * used / len(times):>13,.2f}   of the server, a reply")
    for what in ("foreign", "refused", "lost"):
        print(f"{what:20}{counts[what]:>13,}   expected 0")
    print(f"{'server, MB':20}{sizes[0]:>13,.0f}{sizes[1]:>13,.0f}{sizes[2]:>13,.0f}   before, in the middle, after")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--readers", type=int, default=30)
    options = parser.parse_args()
    print(
        f"{options.readers} readers drag for {options.seconds:g} s: 8 optimizers, {STEPS} steps, {RATE} races a second"
    )
    print(machine("streamlit", "jax", "websockets"), flush=True)
    readers = [Reader(k) for k in range(options.readers)]
    with server() as (address, process):
        open_page(address, readers[0].first)
        sizes, used = asyncio.run(drag_all(readers, address, options.seconds, process))
    report(readers, options.seconds, sizes, used)


if __name__ == "__main__":
    main()

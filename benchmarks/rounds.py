"""Times contestants in turn within one run, so that a busy machine slows all of them alike, and prints ratios."""

import importlib.metadata
import itertools
import os
import platform
import time

import numpy as np


def interleave(contestants, rounds):
    """{name: (call, repeats)} -> {name: seconds (rounds, repeats)}; call(k) gets another number k each time.

    Every contestant runs once untimed first; then each round runs all of them, in an order that rotates.
    """
    numbers = itertools.count()
    seconds = {name: np.empty((rounds, repeats)) for name, (_, repeats) in contestants.items()}
    names = list(contestants)
    for name in names:
        contestants[name][0](next(numbers))
    for i in range(rounds):
        for name in names[i % len(names) :] + names[: i % len(names)]:
            call, repeats = contestants[name]
            for j in range(repeats):
                k = next(numbers)
                begin = time.perf_counter()
                call(k)
                seconds[name][i, j] = time.perf_counter() - begin
    return seconds


def table(seconds, expected):
    """Print the times of all contestants and how many times faster the first one is; expected: {name: at least}."""
    first, *rivals = seconds
    print(f"{'':24}{'median':>12}{'95 %':>12}{'ratio of medians':>19}{'ratio by round':>28}   expected")
    own = np.median(seconds[first], axis=1)
    print(f"{first:24}{_ms(np.median(seconds[first]))}{_ms(np.percentile(seconds[first], 95))}")
    for name in rivals:
        ratios = np.median(seconds[name], axis=1) / own
        times = f"{_ms(np.median(seconds[name]))}{_ms(np.percentile(seconds[name], 95))}"
        whole = np.median(seconds[name]) / np.median(seconds[first])
        low, high = np.percentile(ratios, [25, 75])
        by_round = f"{np.median(ratios):,.1f} [{low:,.1f} to {high:,.1f}]"
        print(f"{name:24}{times}{whole:>19,.1f}{by_round:>28}   at least {expected[name]:,}")


def machine(*packages):
    """One line on what ran: Python, packages, processors, and how busy the machine was."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"Python {platform.python_version()}, {versions}, {os.cpu_count()} processors{load}"


def _ms(seconds):
    return f"{seconds * 1e3:>9,.2f} ms"

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
    """Print the times of all contestants and how many times faster the first one is; expected: {name: at least}.

    The ratio by round compares neighbours in time, median [quartiles]; the ratio of the best is what a busy machine
    disturbs least.
    """
    first, *rivals = seconds
    own = np.median(seconds[first], axis=1)
    print(f"{'':20}{'median':>13}{'best':>13}{'95 %':>13}{'ratio: medians':>18}{'by round':>26}{'best':>9}   expected")
    print(f"{first:20}{_times(seconds[first])}")
    for name in rivals:
        ratios = np.median(seconds[name], axis=1) / own
        low, middle, high = np.percentile(ratios, [25, 50, 75])
        medians = np.median(seconds[name]) / np.median(seconds[first])
        best = seconds[name].min() / seconds[first].min()
        by_round = f"{middle:,.1f} [{low:,.1f} to {high:,.1f}]"
        numbers = f"{medians:>18,.1f}{by_round:>26}{best:>9,.1f}"
        print(f"{name:20}{_times(seconds[name])}{numbers}   at least {expected[name]:,}")


def machine(*packages):
    """One line on what ran: Python, packages, processors, and how busy the machine was."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"Python {platform.python_version()}, {versions}, {os.cpu_count()} processors{load}"


def _times(seconds):
    return "".join(
        f"{ms:>10,.2f} ms" for ms in 1e3 * np.array([np.median(seconds), seconds.min(), np.percentile(seconds, 95)])
    )

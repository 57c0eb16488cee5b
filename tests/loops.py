"""Coroutines in a thread of their own: in the tests' own thread Playwright's event loop may be running."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def run(coroutine):
    """What asyncio.run gives."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()

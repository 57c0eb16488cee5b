"""Reads the bytes of the live channel as the browser does."""

import json

import numpy as np


def read(reply):
    """(header, {name: float32 array}) of a reply; fails if a length or the JSON is not what is promised."""
    assert isinstance(reply, bytes), reply
    end = 4 + int.from_bytes(reply[:4], "little")
    assert end % 8 == 0
    header = json.loads(reply[4:end], parse_constant=_no_constant)
    arrays = {}
    for name, length in header["arrays"]:
        arrays[name] = np.frombuffer(reply, "<f4", length, end)
        end += 4 * length
    assert end == len(reply)
    return header, arrays


def _no_constant(text):
    raise AssertionError(f"{text} is no JSON")

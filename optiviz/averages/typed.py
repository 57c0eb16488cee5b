"""A reader's own numbers: pasted text or a CSV file -> columns of numbers, or a sentence about what is wrong."""

import csv
import math

import numpy as np

from optiviz.messages import digits

MOST = 2000  # values of a column that are kept
LONGEST = 200_000  # characters that are read
LARGEST = 1e9  # the largest size of a number
WIDEST = 50  # columns


def read(text):
    """{name: (n,) float64} of every column of text that holds numbers alone, in order, and a sentence for each other
    column; what is wrong with the whole comes as ValueError.

    Columns are parted by semicolons, tabs, commas or spaces, whichever is there, in this order; beside semicolons and
    tabs a comma may be the decimal point. The first row may hold names. One row alone is taken as a column.
    """
    rows = _rows(text)
    names = None
    if len(rows) > 1 and not any(_number(cell) is not None for cell in rows[0]):
        names, rows = rows[0], rows[1:]
    if len(rows) == 1 and len(rows[0]) > 1:
        names, rows = None, [[cell] for cell in rows[0]]
    width = max(map(len, rows))
    if width > WIDEST:
        raise ValueError(f"There are {width} columns; at most {WIDEST} are read.")
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    found, others, first = {}, [], 2 if names else 1
    for k, cells in enumerate(zip(*rows, strict=True)):
        values = [_number(cell) for cell in cells]
        name = (names[k].strip()[:40] if names and k < len(names) else "") or f"column {k + 1}"
        if None in values:
            row = values.index(None)
            others.append(f"Column “{name}” was left out: {_wrong(cells[row], row + first)}.")
        else:
            found[_fresh(name, found)] = np.array(values)
    return _usable(found, rows, first), others


def _usable(found, rows, first):
    if not found:
        row, cell = next((i, cell) for i, row in enumerate(rows, first) for cell in row if _number(cell) is None)
        sentence = _wrong(cell, row)
        raise ValueError(f"{sentence[0].upper()}{sentence[1:]}, and no column holds numbers alone that can be drawn.")
    if len(rows) < 2:
        raise ValueError("One value has no average worth watching: give at least 2.")
    if len(rows) > MOST:
        raise ValueError(f"There are {len(rows)} values; at most {MOST} are read.")
    return found


def _rows(text):
    if len(text) > LONGEST:
        raise ValueError(f"The text has {len(text)} characters; at most {LONGEST} are read.")
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines:
        raise ValueError("There is nothing in it. Give one number a line, or a table with commas.")
    for sign in (";", "\t", ","):
        if any(sign in line for line in lines):
            decimal = sign != ","
            return [[_plain(cell, decimal) for cell in row] for row in _parsed(lines, sign)]
    return [line.split() for line in lines]


def _parsed(lines, sign):
    try:
        return list(csv.reader(lines, delimiter=sign))
    except csv.Error as error:
        raise ValueError(f"This is no table: {error}.") from None


def _plain(cell, decimal):
    return cell.strip().replace(",", ".") if decimal else cell.strip()


def _number(cell):
    """A cell's number, None where it is none that can be drawn."""
    value = _float(cell)
    return value if value is not None and abs(value) <= LARGEST else None


def _float(cell):
    """A cell's finite number, None where it is none."""
    try:
        value = float(cell.replace("−", "-"))
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None


def _wrong(cell, row):
    """Why a cell cannot be drawn."""
    if not cell:
        return f"the cell in row {row} is empty"
    if _float(cell) is not None:
        return f"“{cell[:20]}” in row {row} is larger than {digits(LARGEST)}"
    return f"“{cell[:20]}” in row {row} is no number"


def _fresh(name, taken):
    return name if name not in taken else f"{name} ({len(taken) + 1})"

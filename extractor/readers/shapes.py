"""What a grid looks like: a table of short cells, running text in columns, or the lettering of a drawing."""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.readers.grids import Grid

_PLAIN_NUMBER = re.compile(r"[-−–]?\d+(?:\.\d+)?")


def is_prose(grid: Grid) -> bool:
    """Whether a grid is running text in columns: long lines that nearly all go on to the right edge."""
    if grid.n_columns > 4:
        return False
    long = full = n = 0
    for column in range(grid.n_columns):
        lines = [line for cell in grid.cells if cell.column == column for line in cell.lines]
        if not lines:
            continue
        right = max(line.x1 for line in lines)
        left = min(line.x0 for line in lines)
        n += len(lines)
        long += sum(len(line.text) > 28 for line in lines)
        full += sum(line.x1 > right - 0.07 * (right - left) for line in lines)
    return n >= 8 and long > 0.6 * n and full > 0.5 * n


def has_stub(grid: Grid) -> bool:
    """Whether the first column is a narrow one of names, with text beside it."""
    if grid.n_columns != 2:
        return False
    names = [line for cell in grid.cells if cell.column == 0 for line in cell.lines]
    texts = [line for cell in grid.cells if cell.column == 1 for line in cell.lines]
    wide = max((line.x1 - line.x0 for line in texts), default=0.0)
    return bool(names) and len(names) < 0.8 * len(texts) and max(line.x1 - line.x0 for line in names) < 0.7 * wide


def mostly_short(grid: Grid) -> bool:
    filled = [cell for cell in grid.cells if cell.lines]
    short = sum(len(cell.text) < 60 for cell in filled)
    return short > 0.75 * len(filled) and len(filled) > 0.45 * grid.n_rows * grid.n_columns


def is_drawing(grid: Grid) -> bool:
    """Whether a grid is the lettering of a figure: an axis with its numbers, panel letters, hardly a word."""
    texts = [cell.text for cell in grid.cells if cell.lines]
    bare = sum(len(text) == 1 or all(_PLAIN_NUMBER.fullmatch(part) for part in text.split()) for text in texts)
    return bare > 0.85 * len(texts) or any(_is_axis(text) for text in texts)


def _is_axis(text: str) -> bool:
    """Four numbers or more at even steps: 0 10 20 30."""
    parts = text.replace("−", "-").replace("–", "-").split()
    if len(parts) < 4 or not all(_PLAIN_NUMBER.fullmatch(part) for part in parts):
        return False
    numbers = [float(part) for part in parts]
    steps = [b - a for a, b in pairwise(numbers)]
    return steps[0] != 0 and all(abs(step - steps[0]) < 1e-6 for step in steps)


def mostly_filled(grid: Grid) -> bool:
    return sum(bool(cell.lines) for cell in grid.cells) >= 0.45 * grid.n_rows * grid.n_columns

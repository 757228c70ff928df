"""Puts the printed lines of a table together to rows: cells may be set in several lines, or beside several rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.readers.columns import NUMBER, Bands, Edges, by_band, column_of
from extractor.readers.layout import Line

_WHOLE = re.compile(r"\((?:n|N|%|SD|SE|IQR)\)$")  # a row's name, not the end of one
_VALUE = re.compile(r"[<>=≤≥±−–-]?\s*\d|[nN] ?= ?\d|[-–—−]$")


def rows_in(
    words: Sequence[Line], bands: Bands, columns: Edges, size: float, breaks: Sequence[float] = ()
) -> list[list[Line]]:
    """The words of each row, from top to bottom.  breaks: the heights of rules that part rows.

    A line that goes on with the cell above it belongs to that cell's row, even where another row begins beside it.
    """
    parts = by_band(words, bands)
    if len(bands) < 2:
        return parts
    filled = [{column_of(columns, word) for word in here} for here in parts]
    ruled = [any(above[0] < top < _middle(below) for top in breaks) for above, below in pairwise(bands)]
    joins = _close(bands, ruled, size)
    if any(joins) and _one_line_rows(joins, parts, columns):
        joins = [False] * len(joins)
    spaced = any(joins)
    lefts = _flush_lefts(parts, columns)
    starts = _first_lines(parts, filled, lefts, columns)
    rows = [list(parts[0])]
    for i, here in enumerate(parts[1:], 1):
        own = own_row(here, columns)
        join = (joins[i - 1] and not own) or _hangs(here, lefts, columns)
        if i == 1 and not join:
            join = _completes_header(parts, filled, bands, columns)
        if ruled[i - 1]:
            join = False
        elif not join and not spaced and not own:
            join = _wrapped(filled[i], filled[i - 1], here, len(columns))
        if starts and i > starts[0]:
            join = i not in starts
        if join:
            rows[-1] += here
        else:
            rows.append(list(here))
    return rows


def _close(bands: Bands, ruled: Sequence[bool], size: float) -> list[bool]:
    """For each band but the first, whether it stands as close to the one above as the lines of one cell do.

    Two kinds of gaps, inside cells and between rows, show as a jump in the sorted gaps.  ruled: where a rule parts two
    bands; the gap is wider there for its sake.
    """
    gaps = [below[0] - above[1] for above, below in pairwise(bands)]
    ordered = sorted(gap for gap, rule in zip(gaps, ruled, strict=True) if not rule)
    jump, at = max(((b - a, i) for i, (a, b) in enumerate(pairwise(ordered))), default=(0.0, 0))
    if jump <= 0.3 * size or ordered[at] >= 0.75 * size:
        return [False] * len(gaps)
    limit = (ordered[at] + ordered[at + 1]) / 2
    return [gap < limit for gap in gaps]


def _middle(band: tuple[float, float]) -> float:
    return (band[0] + band[1]) / 2


def _completes_header(parts: Sequence[list[Line]], filled: Sequence[set[int]], bands: Bands, columns: Edges) -> bool:
    """Whether the second line only completes the first, as the lines of a header do."""
    evenly = len(bands) > 2 and bands[1][0] - bands[0][1] > 0.9 * (bands[2][0] - bands[1][1]) - 0.2
    body = evenly and any(len(part.text) > 40 for part in parts[1])
    return not body and _header_continues(parts[0], parts[1], filled[0], filled[1], columns)


def _one_line_rows(joins: list[bool], parts: list[list[Line]], columns: Edges) -> bool:
    """Whether the smaller gaps part rows after all: many lines to be joined hold numbers of their own."""
    own = 0
    for join, here in zip(joins, parts[1:], strict=True):
        data = [part for part in here if column_of(columns, part) > 0]
        numbers = sum(bool(NUMBER.match(part.text)) for part in data)
        own += join and len(data) > 0.6 * (len(columns) - 1) and numbers > 0.5 * len(data)
    return own > 0.34 * sum(joins)


def own_row(here: list[Line], columns: Edges) -> bool:
    """Whether a line has a name and, beside it, values of its own."""
    stub = min(here, key=lambda part: part.x0)
    at = column_of(columns, stub)
    first = stub.text[0]
    named = first.isupper() or (at == 0 and (first in "<>≤≥=" or first.isdigit()))
    if at > 1 or not named or (at == 1 and len(columns) < 4):
        return False
    data = [part for part in here if column_of(columns, part) > at]
    numbers = sum(bool(_VALUE.match(part.text)) for part in data)
    return len(data) > 0.6 * (len(columns) - 1 - at) and numbers > 0.5 * len(data)


def _hangs(here: list[Line], lefts: dict[int, float], columns: Edges) -> bool:
    """Whether a line's parts are indented in columns whose cells begin at one edge: cells go on."""
    hanging = [part.x0 > lefts.get(column_of(columns, part), part.x0) + 0.4 * part.size for part in here]
    name = min(here, key=lambda part: part.x0)
    named = column_of(columns, name) == 0 and 0 in lefts and name.x0 > lefts[0] + 0.4 * name.size
    return len(here) > 1 and (all(hanging) or (named and sum(hanging) >= 0.6 * len(here)))


def _first_lines(
    parts: Sequence[list[Line]], filled: Sequence[set[int]], lefts: dict[int, float], columns: Edges
) -> list[int]:
    """The bands that begin a row, where each row's first line fills the columns and the others are indented below it.

    Empty where the table is not set so.
    """
    if 0 not in lefts or len(columns) < 3:
        return []
    names = [next((part for part in here if column_of(columns, part) == 0), None) for here in parts]
    starts = [i for i, name in enumerate(names) if i and name and name.x0 < lefts[0] + 0.4 * name.size]
    rest = [here for i, here in enumerate(parts) if i and i not in starts]
    full = sum(len(filled[i]) > 0.6 * len(columns) for i in starts)
    if len(starts) < 2 or full < 0.8 * len(starts) or sum(_hangs(here, lefts, columns) for here in rest) < 2:
        return []
    return starts if sum(own_row(here, columns) for here in rest) <= 0.1 * len(rest) else []


def _flush_lefts(parts: list[list[Line]], columns: Edges) -> dict[int, float]:
    """The left edge of each column of words in which many lines begin there."""
    starts: dict[int, list[Line]] = {}
    for here in parts[1:]:
        for part in here:
            starts.setdefault(column_of(columns, part), []).append(part)
    found = {}
    for column, words in starts.items():
        left = min(word.x0 for word in words)
        flush = sum(word.x0 < left + 1 for word in words)
        if flush > max(1, 0.25 * len(words)) and sum(word.text[0].isalpha() for word in words) > 0.5 * len(words):
            found[column] = left
    return found


def _header_continues(first: list[Line], second: list[Line], above: set[int], below: set[int], columns: Edges) -> bool:
    """Whether the second line only completes the header: its first line fills few columns and spans none."""
    if not above < below or len(above) > 0.5 * len(columns) or any(NUMBER.match(part.text) for part in second):
        return False
    if above == {0}:
        return False  # a title: what stands below it are rows of their own
    under = {column_of(columns, part): part for part in second}
    if any(not _in_line(part, under[column_of(columns, part)]) for part in first):
        return False  # a heading over several columns
    return not any(sum(left < part.x1 and part.x0 < right for left, right in columns) > 1 for part in first)


def _in_line(above: Line, below: Line) -> bool:
    """Whether two parts begin, end or have their middle at one place."""
    left, right = abs(above.x0 - below.x0), abs(above.x1 - below.x1)
    return min(left, right) < 2 or abs(above.x0 + above.x1 - below.x0 - below.x1) < 2 * above.size


def _wrapped(here: set[int], above: set[int], parts: list[Line], n: int) -> bool:
    """Whether a band only goes on with cells of the row above it."""
    if not here:
        return True
    stub = min((part for part in parts if 0 in here), key=lambda part: part.x0, default=None)
    if stub is not None and _WHOLE.match(stub.text):
        return False
    if stub is not None and len(here) > 1 and here < above and (stub.text[0].islower() or stub.text[0] == "("):
        return True
    if len(here) > 0.5 * n and 0 in here:
        return False
    if here == {0}:
        return parts[0].text[0].islower() or parts[0].text[0] in "(/"
    return 0 not in here and here <= above and not all(NUMBER.match(part.text) for part in parts)

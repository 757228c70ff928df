"""Reads lines of text as rows and columns, by the white between them.

Used where no lines are drawn between the cells: columns are parted by white that runs through all rows, rows by the
distance of the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.readers.columns import (
    NUMBER,
    band_of,
    bands_of,
    by_band,
    column_of,
    columns_of,
    cut_at_columns,
    words_of,
)
from extractor.readers.heads import Piece, mark_headers, spread
from extractor.readers.layout import Line

_WHOLE = re.compile(r"\((?:n|N|%|SD|SE|IQR)\)$")  # a row's name, not the end of one
_VALUE = re.compile(r"[<>=≤≥±−–-]?\s*\d|[nN] ?= ?\d|[-–—−]$")


@dataclass(slots=True)
class GridCell:
    row: int
    column: int
    lines: list[Line]
    header: bool = False
    columns: int = 1  # over how many columns a heading reaches

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class Grid:
    """A table before its text got its place in the document."""

    cells: list[GridCell]
    page: int
    box: tuple[float, float, float, float]  # in reading direction
    certain: bool = True
    columns: list[tuple[float, float]] = field(default_factory=list)  # left and right edges
    ruled: bool = False  # rules part its rows
    goes_on: bool = False  # nothing tells that the table ends here
    row_open: bool = False  # no rule closes the last row
    starts_open: bool = False  # no rule opens the first row

    @property
    def n_rows(self) -> int:
        return 1 + max((cell.row for cell in self.cells), default=-1)

    @property
    def n_columns(self) -> int:
        return max((cell.column + cell.columns for cell in self.cells), default=0)


def grid_of(
    lines: list[Line], least_gap: float, tops: Sequence[float] = (), underlines: Sequence[Piece] = ()
) -> Grid | None:
    """Lines as a grid; None where no columns can be told apart.

    tops: the rules over the whole width; underlines: shorter ones.
    """
    if len(lines) < 3:
        return None
    size = sorted(line.size for line in lines)[len(lines) // 2]
    bands = bands_of(lines)
    words = [word for line in lines for word in words_of(line, least_gap)]
    columns = columns_of(words, bands, least_gap * size)
    if len(columns) < 2:
        return None
    words = [part for word in words for part in cut_at_columns(word, columns)]
    rows = _rows(bands, words, columns, size, [top for _, _, top in underlines])
    grid = _filled(words, rows, columns)
    mark_headers(grid, tops)
    spread(grid, underlines)
    return grid


def grid_in(
    lines: list[Line],
    columns: list[tuple[float, float]],
    tops: Sequence[float],
    row_rules: bool,
    underlines: Sequence[Piece] = (),
) -> Grid:
    """Lines as a grid whose columns are known.  row_rules: each row has a rule (at one of `tops`) below it."""
    size = sorted(line.size for line in lines)[len(lines) // 2]
    words = [part for line in lines for word in words_of(line, 0.8) for part in cut_at_columns(word, columns)]
    limits = [-1e9, *tops, 1e9]
    rows: list[tuple[float, float]] = []
    # The first band holds the header, which may have a row of its own below it.
    for top, bottom in pairwise(limits):
        here = [word for word in words if top <= word.middle < bottom]
        bands = bands_of(here)
        if not bands:
            continue
        breaks = [y for _, _, y in underlines if top < y < bottom and bands[0][0] < y < bands[-1][1]]
        if row_rules and rows and not _several_rows(here, bands, columns):
            rows.append((bands[0][0], bands[-1][1]))
        else:
            rows += _rows(bands, here, columns, size, breaks if not rows else ())
    grid = _filled(words, rows, columns)
    mark_headers(grid, tops)
    spread(grid, underlines)
    return grid


def _several_rows(words: list[Line], bands: list[tuple[float, float]], columns: list[tuple[float, float]]) -> bool:
    """Whether lines between two rules are several rows: more than one has a name and numbers to it."""
    full = 0
    for here in by_band(words, bands):
        data = [word for word in here if column_of(columns, word) > 0]
        numbers = sum(bool(NUMBER.match(word.text)) for word in data)
        full += _own_row(here, columns) or (len(data) < len(here) and numbers >= max(1, (len(columns) - 1) / 2))
    return full > 1


def _filled(words: list[Line], rows: list[tuple[float, float]], columns: list[tuple[float, float]]) -> Grid:
    content: dict[tuple[int, int], list[Line]] = {}
    for word in words:
        content.setdefault((band_of(word, rows), column_of(columns, word)), []).append(word)
    for row in range(len(rows)):  # a line alone across columns names the rows below it
        keys = [key for key in content if key[0] == row]
        if len(keys) == 1 and keys[0][1] > 0 and len(content[keys[0]]) == 1 and row > 0:
            [line] = content[keys[0]]
            if sum(line.x0 < right and line.x1 > left for left, right in columns) > 2:
                content[row, 0] = content.pop(keys[0])
    cells = [
        GridCell(row, column, _in_order(content.get((row, column), [])))
        for row in range(len(rows))
        for column in range(len(columns))
    ]
    box = (min(w.x0 for w in words), rows[0][0], max(w.x1 for w in words), rows[-1][1])
    return Grid(cells, words[0].page, box, columns=list(columns))


def rows_of(lines: list[Line]) -> Grid:
    """Lines whose columns cannot be told apart: one cell a row, and marked as uncertain."""
    cells = []
    for row, here in enumerate(by_band(lines, bands_of(lines))):
        cells.append(GridCell(row, 0, _in_order(here), header=row == 0))
    box = (min(w.x0 for w in lines), min(w.top for w in lines), max(w.x1 for w in lines), max(w.bottom for w in lines))
    return Grid(cells, lines[0].page, box, certain=False)


def _in_order(parts: list[Line]) -> list[Line]:
    return sorted(parts, key=lambda part: (round(part.middle / max(part.size, 1) * 1.2), part.x0))


def _rows(
    bands: list[tuple[float, float]],
    words: list[Line],
    columns: list[tuple[float, float]],
    size: float,
    breaks: Sequence[float] = (),
) -> list[tuple[float, float]]:
    """Bands put together to rows: cells may be set in several lines.  breaks: rules that part rows."""
    if len(bands) < 2:
        return bands
    gaps = [below[0] - above[1] for above, below in pairwise(bands)]
    ordered = sorted(gaps)
    # Two kinds of gaps, inside cells and between rows, show as a jump in the sorted gaps.
    jump, at = max(((b - a, i) for i, (a, b) in enumerate(pairwise(ordered))), default=(0.0, 0))
    rows = [bands[0]]
    if jump > 0.3 * size and ordered[at] < 0.75 * size:
        limit = (ordered[at] + ordered[at + 1]) / 2
        joins = [gap < limit for gap in gaps]
    else:
        joins = [False] * len(gaps)
    parts = by_band(words, bands)
    filled = [{column_of(columns, w) for w in here} for here in parts]
    if any(joins) and _one_line_rows(joins, parts, columns):
        joins = [False] * len(gaps)
    spaced = any(joins)
    lefts = _flush_lefts(parts, columns)
    joins = [
        (join and not _own_row(here, columns)) or _hangs(here, lefts, columns)
        for join, here in zip(joins, parts[1:], strict=True)
    ]
    for i, (band, join) in enumerate(zip(bands[1:], joins, strict=True), 1):
        if i == 1 and not join:
            evenly = len(gaps) > 1 and gaps[0] > 0.9 * gaps[1] - 0.2
            body = evenly and any(len(part.text) > 40 for part in parts[1])
            join = not body and _header_continues(parts[0], parts[1], filled[0], filled[1], columns)
        if any(bands[i - 1][0] < top < (band[0] + band[1]) / 2 for top in breaks):
            rows.append(band)
            continue
        own = _own_row(parts[i], columns)
        if join or (not spaced and not own and _wrapped(filled[i], filled[i - 1], parts[i], len(columns))):
            rows[-1] = (rows[-1][0], band[1])
        else:
            rows.append(band)
    return rows


def _one_line_rows(joins: list[bool], parts: list[list[Line]], columns: list[tuple[float, float]]) -> bool:
    """Whether the smaller gaps part rows after all: many lines to be joined hold numbers of their own."""
    own = 0
    for join, here in zip(joins, parts[1:], strict=True):
        data = [part for part in here if column_of(columns, part) > 0]
        numbers = sum(bool(NUMBER.match(part.text)) for part in data)
        own += join and len(data) > 0.6 * (len(columns) - 1) and numbers > 0.5 * len(data)
    return own > 0.34 * sum(joins)


def _own_row(here: list[Line], columns: list[tuple[float, float]]) -> bool:
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


def _hangs(here: list[Line], lefts: dict[int, float], columns: list[tuple[float, float]]) -> bool:
    """Whether a line's parts are indented in columns whose cells begin at one edge: cells go on."""
    hanging = [part.x0 > lefts.get(column_of(columns, part), part.x0) + 0.4 * part.size for part in here]
    name = min(here, key=lambda part: part.x0)
    named = column_of(columns, name) == 0 and 0 in lefts and name.x0 > lefts[0] + 0.4 * name.size
    return len(here) > 1 and (all(hanging) or (named and sum(hanging) >= 0.6 * len(here)))


def _flush_lefts(parts: list[list[Line]], columns: list[tuple[float, float]]) -> dict[int, float]:
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


def _header_continues(
    first: list[Line], second: list[Line], above: set[int], below: set[int], columns: list[tuple[float, float]]
) -> bool:
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

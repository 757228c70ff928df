"""Tells a table's header rows from its body, and over how many columns a heading reaches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from extractor.readers.columns import NUMBER

if TYPE_CHECKING:
    from extractor.readers.grids import Grid, GridCell

Piece = tuple[float, float, float]  # left and right end of a rule, and its height

_GROUP_SIZE = re.compile(r"\(?\s*(?:[nN]\s*[=:]|%|mean|median|SD|no\.)", re.IGNORECASE)
_YEAR = re.compile(r"\(?(?:19|20)\d\d\)?$")
_WORD = re.compile(r"[A-Za-z]{2}")
_MOST_HEADER_ROWS = 6


def mark_headers(grid: Grid, tops: Sequence[float] = ()) -> None:
    """The header: the rows above the first rule inside the table; else the first row, and those that go on with it.

    tops: the heights of the rules over the table's whole width.
    """
    rows = _rows(grid)
    last = _above_rule(rows, tops)
    while last + 2 < len(rows) and _goes_on(rows[last], rows[last + 1], grid.n_columns):
        last += 1
    for cell in grid.cells:
        cell.header = cell.row <= last


def _rows(grid: Grid) -> dict[int, list[GridCell]]:
    rows: dict[int, list[GridCell]] = {row: [] for row in range(grid.n_rows)}
    for cell in grid.cells:
        rows[cell.row].append(cell)
    return rows


def _above_rule(rows: dict[int, list[GridCell]], tops: Sequence[float]) -> int:
    """The last row above the first rule that has rows above and below it; 0 where that is no header."""
    middles = {row: [line.middle for cell in cells for line in cell.lines] for row, cells in rows.items()}
    for top in sorted(tops):
        above = [row for row, found in middles.items() if found and max(found) < top]
        if not above:
            continue
        last = max(above)
        if last + 1 >= len(rows) or last >= _MOST_HEADER_ROWS:
            return 0
        data = [cell.text for row in range(1, last + 1) for cell in rows[row] if cell.lines and cell.column > 0]
        numbers = sum(bool(NUMBER.match(text)) and not _YEAR.match(text) for text in data)
        return 0 if numbers > 0.34 * len(data) else _without_first_rows(rows, last)
    return 0


def _without_first_rows(rows: dict[int, list[GridCell]], last: int) -> int:
    """The last header row: rows of the body may stand above the first rule as well, each with a name of its own."""
    stubs = [next((cell.text for cell in rows[row] if cell.column == 0), "") for row in range(last + 1)]
    data = [any(cell.lines for cell in rows[row] if cell.column > 0) for row in range(last + 1)]
    for row in range(1, last + 1):
        named = stubs[row][:1].isupper() or stubs[row][:1].isdigit()
        if named and (any(stubs[:row]) or not data[row]):
            return row - 1
    return last


def _goes_on(above: list[GridCell], row: list[GridCell], n_columns: int) -> bool:
    """Whether a row goes on with the header above it: group names, then "(n = 20)"."""
    data = [cell.text for cell in row if cell.lines and cell.column > 0]
    stub = any(cell.lines for cell in row if cell.column == 0)
    if not data:
        return False
    if not stub and all(_GROUP_SIZE.match(text) for text in data):
        return True
    filled = [cell for cell in above if cell.lines]
    open_above = len(filled) < 0.6 * n_columns or not any(cell.column == 0 for cell in filled)
    return open_above and len(data) > 1 and not any(NUMBER.match(text) for text in data)


def subtables(grid: Grid) -> list[Grid]:
    """A grid cut where bold headings below its first rows begin another table with columns of its own."""
    rows = _rows(grid)
    first = max((cell.row for cell in grid.cells if cell.header), default=-1) + 1
    lines = [line for cell in grid.cells if cell.row >= first for line in cell.lines]
    heads: list[int] = []
    for row in range(first + 1, len(rows)):
        if _is_heading(rows[row]) or (row - 1 in heads and _is_bold(rows[row])):
            heads.append(row)
    starts = [row for row in heads if row - 1 not in heads]
    usual = sum(line.bold for line in lines) < 0.3 * len(lines)
    one_page = len({line.page for line in lines}) == 1
    if not starts or not usual or not one_page or len(heads) > 0.3 * len(rows) or heads[-1] == len(rows) - 1:
        return [grid]
    if not all(line.bold for cell in grid.cells if cell.header for line in cell.lines):
        return [grid]
    found = []
    for top, end in pairwise([0, *starts, len(rows)]):
        cells = [cell for row in range(top, end) for cell in rows[row]]
        inside = [line for cell in cells for line in cell.lines]
        box = (grid.box[0], min(line.top for line in inside), grid.box[2], max(line.bottom for line in inside))
        last = max((cell.column + cell.columns for cell in cells if cell.lines), default=0)
        part = replace(grid, cells=[cell for cell in cells if cell.column < last], box=box, goes_with=top > 0)
        for cell in part.cells:
            cell.header = cell.header or cell.row in heads
            cell.row -= top
        if top:
            part.columns = part.columns[:last]
            spread(part, ())
        found.append(part)
    found[0].box = (*grid.box[:3], found[0].box[3])
    return found


def _is_heading(row: Sequence[GridCell]) -> bool:
    """Whether a row has a bold name and beside it bold headings, each another one."""
    data = [cell.text for cell in row if cell.lines and cell.column > 0]
    words = sum(bool(_WORD.search(text)) for text in data)
    return _is_bold(row) and len(set(data)) > max(1, 0.75 * len(data)) and 2 * words > len(data)


def _is_bold(row: Sequence[GridCell]) -> bool:
    named = any(cell.lines for cell in row if cell.column == 0)
    return named and all(line.bold for cell in row for line in cell.lines)


def spread(grid: Grid, underlines: Sequence[Piece]) -> None:
    """Lets each heading reach over the columns that it names: those of the rule below it, or around its middle."""
    last = max((cell.row for cell in grid.cells if cell.header), default=-1)
    gone: set[int] = set()
    for row in range(last + 1):
        cells = sorted((c for c in grid.cells if c.row == row and c.lines), key=lambda c: c.column)
        below = {c.column for c in grid.cells if row < c.row <= last and c.lines}
        for at, cell in enumerate(cells):
            if cell.column == 0:
                continue
            start = 1 + (cells[at - 1].column + cells[at - 1].columns - 1 if at else 0)
            stop = cells[at + 1].column if at + 1 < len(cells) else grid.n_columns
            ruled = _ruled(cell, grid, underlines)
            if ruled is not None:
                first, end = max(ruled[0], start), min(ruled[1], stop - 1)
            else:
                first, end = _around(cell, grid, max(1, start), stop, below)
            if first <= cell.column <= end and end > first:
                gone |= {id(c) for c in grid.cells if c.row == row and first <= c.column <= end and c is not cell}
                cell.column, cell.columns = first, end - first + 1
    grid.cells = sorted((c for c in grid.cells if id(c) not in gone), key=lambda c: (c.row, c.column))


def _ruled(cell: GridCell, grid: Grid, underlines: Sequence[Piece]) -> tuple[int, int] | None:
    """The columns over the rule that underlines a heading."""
    left, right = _reach(cell)
    bottom = max(line.bottom for line in cell.lines)
    size = cell.lines[-1].size
    for x0, x1, top in underlines:
        under = [each for c in grid.cells if c.row == cell.row + 1 and c.header for each in c.lines]
        near = min((each.top for each in under if each.x0 < x1 and each.x1 > x0), default=0.0) > top - 0.3 * size
        close = top - bottom < (2.6 if near else 1.3) * size
        if -0.3 * size < top - bottom and close and x0 - 3 <= (left + right) / 2 <= x1 + 3:
            found = [i for i, (a, b) in enumerate(grid.columns) if x0 - 3 <= (a + b) / 2 <= x1 + 3]
            return (found[0], found[-1]) if found else None
    return None


def _around(cell: GridCell, grid: Grid, start: int, stop: int, below: set[int]) -> tuple[int, int]:
    """The columns, free in this row and headed below, over whose middle a heading stands; or those that it crosses."""
    left, right = _reach(cell)
    size = cell.lines[0].size
    first = last = cell.column
    crossed = [i for i in range(start, stop) if _crosses(grid.columns[i], left, right, size)]
    if crossed:
        first, last = min(first, crossed[0]), max(last, crossed[-1])
    if cell.column not in below:
        return first, last
    best = abs((left + right) / 2 - _middle(grid, first, last)), first, last
    for a in range(start, first + 1):
        for b in range(last, stop):
            if all(i in below for i in range(a, b + 1)):
                off = abs((left + right) / 2 - _middle(grid, a, b))
                best = min(best, (off, a, b))
    return best[1], best[2]


def _crosses(column: tuple[float, float], left: float, right: float, size: float) -> bool:
    shared = min(right, column[1]) - max(left, column[0])
    return shared > min(0.5 * (column[1] - column[0]), 3 * size)


def _middle(grid: Grid, first: int, last: int) -> float:
    return (grid.columns[first][0] + grid.columns[last][1]) / 2


def _reach(cell: GridCell) -> tuple[float, float]:
    return min(line.x0 for line in cell.lines), max(line.x1 for line in cell.lines)

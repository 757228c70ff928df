"""Reads lines of text as rows and columns, by the white between them.

Used where no lines are drawn between the cells: columns are parted by white that runs through all rows, rows by the
distance of the lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.readers.columns import (
    NUMBER,
    Bands,
    Edges,
    bands_of,
    by_band,
    column_of,
    columns_of,
    cut_at_columns,
    words_of,
)
from extractor.readers.heads import Piece, mark_headers, spread
from extractor.readers.layout import Line
from extractor.readers.rows import own_row, rows_in
from extractor.readers.staggered import between_pieces


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
    goes_with: bool = False  # it has its caption with the grid before it

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
    rows = _ruled_rows(words, columns, tops, underlines)
    rows = rows or rows_in(words, bands, columns, size, [*tops, *(top for _, _, top in underlines)])
    grid = _filled(rows, columns)
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
    rows: list[list[Line]] = []
    # The first band holds the header, which may have a row of its own below it.
    for top, bottom in pairwise(limits):
        here = [word for word in words if top <= word.middle < bottom]
        bands = bands_of(here)
        if not bands:
            continue
        breaks = [y for _, _, y in underlines if top < y < bottom and bands[0][0] < y < bands[-1][1]]
        inner = [piece for piece in underlines if top < piece[2] < bottom] if rows and row_rules else []
        if inner:
            rows += between_pieces(here, columns, inner)
            continue
        one_row = rows or (not breaks and _one_header(here, bands, columns))
        if row_rules and one_row and not _several_rows(here, bands, columns):
            rows.append(here)
        else:
            rows += rows_in(here, bands, columns, size, breaks if not rows else ())
    grid = _filled(rows, columns)
    mark_headers(grid, tops)
    spread(grid, underlines)
    return grid


def _ruled_rows(words: list[Line], columns: Edges, tops: Sequence[float], pieces: Sequence[Piece]) -> list[list[Line]]:
    """Rows that are all parted by rules, some of them over a part of the columns; empty where they are not."""
    inner = [piece for piece in pieces if len(tops) > 4 and tops[1] < piece[2] < tops[-1]]
    if len({round(top) for _, _, top in inner}) < 2:
        return []
    rows: list[list[Line]] = []
    for top, bottom in pairwise([-1e9, *tops, 1e9]):
        here = [word for word in words if top <= word.middle < bottom]
        if not here:
            continue
        found = between_pieces(here, columns, [piece for piece in inner if top < piece[2] < bottom])
        if any(_several_rows(row, bands_of(row), columns) for row in found):
            return []
        rows += found
    return rows


def _one_header(words: list[Line], bands: Bands, columns: Edges) -> bool:
    """Whether the first lines are one row of headings: the first has one for nearly each column, no other is a row."""
    first, *others = by_band(words, bands)
    headed = {column_of(columns, word) for word in first}
    named = any({column_of(columns, word) for word in here} == {0} for here in others)
    return len(headed) > 0.7 * len(columns) and not named and not any(own_row(here, columns) for here in others)


def _several_rows(words: list[Line], bands: list[tuple[float, float]], columns: list[tuple[float, float]]) -> bool:
    """Whether lines between two rules are several rows: more than one has a name and numbers to it."""
    full = 0
    for here in by_band(words, bands):
        data = [word for word in here if column_of(columns, word) > 0]
        numbers = sum(bool(NUMBER.match(word.text)) for word in data)
        full += own_row(here, columns) or (len(data) < len(here) and numbers >= max(1, (len(columns) - 1) / 2))
    return full > 1


def _filled(rows: Sequence[Sequence[Line]], columns: Edges) -> Grid:
    content: dict[tuple[int, int], list[Line]] = {}
    for row, here in enumerate(rows):
        for word in here:
            content.setdefault((row, column_of(columns, word)), []).append(word)
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
    words = [word for here in rows for word in here]
    tops, bottoms = [word.top for word in words], [word.bottom for word in words]
    box = (min(w.x0 for w in words), min(tops), max(w.x1 for w in words), max(bottoms))
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


def places(part: Grid, grid: Grid) -> dict[int, int] | None:
    """For each column of the second part the one of the first in whose place it stands; None where they differ."""
    found: dict[int, int] = {}
    for i, (left, right) in enumerate(grid.columns):
        middle = (left + right) / 2
        for j, (other_left, other_right) in enumerate(part.columns):
            off = min(abs(left - other_left), abs(right - other_right), abs(middle - other_left / 2 - other_right / 2))
            names = i == j == 0 and other_left - 2 <= left and right - left > 0 and right < part.columns[1][0]
            if off < 4 or names:
                found[i] = j
                break
        else:
            return None
    least = len(part.columns) - (2 if part.ruled and grid.ruled else 0)  # an empty column may be left out
    return found if len(set(found.values())) == len(found) >= max(2, least) else None

"""Reads lines of text as rows and columns, by the white between them.

Used where no lines are drawn between the cells: columns are parted by white that runs through all rows, rows by the
distance of the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.readers.layout import SPACE, Line, line_of
from extractor.readers.pdfium import Glyph

_GROUP_SIZE = re.compile(r"\(?\s*(?:[nN]\s*[=:]|%|mean|median|SD|no\.)", re.IGNORECASE)
_NUMBER = re.compile(r"[<>=≤≥±(−–-]?\s*\d")


@dataclass(slots=True)
class GridCell:
    row: int
    column: int
    lines: list[Line]
    header: bool = False

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
        return 1 + max((cell.column for cell in self.cells), default=-1)


def grid_of(lines: list[Line], least_gap: float) -> Grid | None:
    """Lines as a grid; None where no columns can be told apart."""
    if len(lines) < 3:
        return None
    size = sorted(line.size for line in lines)[len(lines) // 2]
    bands = _bands(lines)
    words = [word for line in lines for word in _words(line, least_gap)]
    columns = _columns(words, bands, least_gap * size)
    if len(columns) < 2:
        return None
    words = [part for word in words for part in cut_at_columns(word, columns)]
    rows = _rows(bands, words, columns, size)
    grid = _filled(words, rows, columns)
    mark_headers(grid)
    return grid


def grid_in(lines: list[Line], columns: list[tuple[float, float]], tops: Sequence[float], row_rules: bool) -> Grid:
    """Lines as a grid whose columns are known.  row_rules: each row has a rule (at one of `tops`) below it."""
    size = sorted(line.size for line in lines)[len(lines) // 2]
    words = [part for line in lines for word in _words(line, 0.8) for part in cut_at_columns(word, columns)]
    limits = [-1e9, *tops, 1e9]
    rows: list[tuple[float, float]] = []
    # The first band holds the header, which may have a row of its own below it.
    for top, bottom in pairwise(limits):
        here = [word for word in words if top <= word.middle < bottom]
        bands = _bands(here)
        if not bands:
            continue
        if row_rules and rows and not _several_rows(here, bands, columns):
            rows.append((bands[0][0], bands[-1][1]))
        else:
            rows += _rows(bands, here, columns, size)
    grid = _filled(words, rows, columns)
    mark_headers(grid)
    return grid


def _several_rows(words: list[Line], bands: list[tuple[float, float]], columns: list[tuple[float, float]]) -> bool:
    """Whether lines between two rules are several rows: more than one has a name and numbers to it."""
    full = 0
    for top, bottom in bands:
        here = [word for word in words if top - 0.1 <= word.middle <= bottom + 0.1]
        data = [word for word in here if _column_of(columns, word) > 0]
        numbers = sum(bool(_NUMBER.match(word.text)) for word in data)
        full += len(data) < len(here) and numbers >= max(1, (len(columns) - 1) / 2)
    return full > 1


def _filled(words: list[Line], rows: list[tuple[float, float]], columns: list[tuple[float, float]]) -> Grid:
    content: dict[tuple[int, int], list[Line]] = {}
    for word in words:
        row = next(i for i, (top, bottom) in enumerate(rows) if top - 0.1 <= word.middle <= bottom + 0.1)
        content.setdefault((row, _column_of(columns, word)), []).append(word)
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


def cut_at_columns(line: Line, columns: list[tuple[float, float]]) -> list[Line]:
    """A line cut wherever it passes from one column to the next; whole where it runs across without a gap."""
    starts = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    lefts = [left for left, _ in columns[1:]]
    parts: list[Line] = []
    run: list[Glyph] = []
    passed = 0
    for glyph in glyphs_of(line):
        if run:
            before = run[-1]
            gap = glyph.x0 - before.x1
            here = sum(before.x1 - 0.5 <= x <= glyph.x0 + 0.5 for x in starts)
            at_edge = sum(abs(glyph.x0 - left) < 1 for left in lefts) if gap > SPACE * line.size else 0
            if at_edge or (here and gap > 0.3 * line.size):
                parts.append(part_of(line, run))
                run = []
                passed += max(here, at_edge)
        run.append(glyph)
    if not parts:
        return [line]
    between = sum(line.x0 + line.size < x < line.x1 - line.size for x in starts)
    return [*parts, part_of(line, run)] if passed >= between else [line]


def fits(line: Line, columns: list[tuple[float, float]], box: tuple[float, float, float, float]) -> bool:
    """Whether a line's parts all stand inside columns, as the lines of a table's cells do."""
    starts = [columns[0][0], *(right[0] for right in columns[1:]), columns[-1][1] + 0.15 * (box[2] - box[0])]
    slack = 0.3 * line.size
    for part in [part for word in _words(line, 0.8) for part in cut_at_columns(word, columns)]:
        if not any(a - 2 * slack <= part.x0 and part.x1 <= b + 0.5 * slack for a, b in pairwise(starts)):
            return False
    return True


def rows_of(lines: list[Line]) -> Grid:
    """Lines whose columns cannot be told apart: one cell a row, and marked as uncertain."""
    cells = []
    for row, (top, bottom) in enumerate(_bands(lines)):
        here = [line for line in lines if top - 0.1 <= line.middle <= bottom + 0.1]
        cells.append(GridCell(row, 0, _in_order(here), header=row == 0))
    box = (min(w.x0 for w in lines), min(w.top for w in lines), max(w.x1 for w in lines), max(w.bottom for w in lines))
    return Grid(cells, lines[0].page, box, certain=False)


def _in_order(parts: list[Line]) -> list[Line]:
    return sorted(parts, key=lambda part: (round(part.middle / max(part.size, 1) * 1.2), part.x0))


def _words(line: Line, least_gap: float) -> list[Line]:
    """A line cut where a gap may part two columns."""
    parts: list[Line] = []
    run: list[Glyph] = []
    for glyph in glyphs_of(line):
        if run and glyph.x0 - run[-1].x1 > least_gap * line.size:
            parts.append(part_of(line, run))
            run = []
        run.append(glyph)
    if run:
        parts.append(part_of(line, run))
    return parts


def _bands(lines: list[Line]) -> list[tuple[float, float]]:
    """Heights that hold text, from top to bottom: printed lines, or several where their parts are staggered."""
    bands: list[tuple[float, float]] = []
    for top, bottom in sorted((line.top + 0.12 * line.height, line.bottom - 0.12 * line.height) for line in lines):
        if bands and top < bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], bottom))
        else:
            bands.append((top, bottom))
    return bands


def _columns(words: list[Line], bands: list[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """The columns' left and right edges.  Parts that span several columns (headers, notes) are left out of account."""
    total = max(w.x1 for w in words) - min(w.x0 for w in words)
    narrow = sorted((w for w in words if w.x1 - w.x0 < 0.5 * total), key=lambda w: w.x0)
    if len(narrow) < 3:
        return []
    columns: list[list[float]] = []
    for word in narrow:
        if columns and word.x0 < columns[-1][1] + gap * 0.6:
            columns[-1][1] = max(columns[-1][1], word.x1)
        else:
            columns.append([word.x0, word.x1])
    if len(columns) < 2:
        return _columns_without_headers(narrow, bands, gap)
    for word in words:  # a wide cell belongs to the column in which it begins, when it ends before the next one
        for column, after in zip(columns, [*columns[1:], None], strict=True):
            if column[0] - 2 <= word.x0 <= column[1] and (after is None or word.x1 < after[0]):
                column[1] = max(column[1], word.x1)
    return [(left, right) for left, right in columns]


def _columns_without_headers(
    narrow: list[Line], bands: list[tuple[float, float]], gap: float
) -> list[tuple[float, float]]:
    """A spanning header closes the white between two columns; look at the rows below it."""
    for skip in (1, 2, 3):
        if len(bands) < skip + 3:
            return []
        below = [word for word in narrow if word.middle > bands[skip][0]]
        columns: list[list[float]] = []
        for word in below:
            if columns and word.x0 < columns[-1][1] + gap * 0.6:
                columns[-1][1] = max(columns[-1][1], word.x1)
            else:
                columns.append([word.x0, word.x1])
        if len(columns) >= 2:
            return [(left, right) for left, right in columns]
    return []


def _column_of(columns: list[tuple[float, float]], word: Line) -> int:
    """The column with which a part shares most; one that spans several belongs to the first of them."""
    shared = [min(word.x1, right) - max(word.x0, left) for left, right in columns]
    most = max(shared)
    if most <= 0:
        return min(range(len(columns)), key=lambda i: min(abs(columns[i][0] - word.x1), abs(word.x0 - columns[i][1])))
    return next(i for i, width in enumerate(shared) if width > 0.9 * most or width > 0.3 * (word.x1 - word.x0))


def _rows(
    bands: list[tuple[float, float]], words: list[Line], columns: list[tuple[float, float]], size: float
) -> list[tuple[float, float]]:
    """Bands put together to rows: cells may be set in several lines."""
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
    parts = [[w for w in words if top - 0.1 <= w.middle <= bottom + 0.1] for top, bottom in bands]
    filled = [{_column_of(columns, w) for w in here} for here in parts]
    if any(joins) and _one_line_rows(joins, parts, columns):
        joins = [False] * len(gaps)
    for i, (band, join) in enumerate(zip(bands[1:], joins, strict=True), 1):
        if i == 1 and not join:
            evenly = len(gaps) > 1 and gaps[0] > 0.9 * gaps[1] - 0.2
            body = evenly and any(len(part.text) > 40 for part in parts[1])
            join = not body and _header_continues(parts[0], parts[1], filled[0], filled[1], columns)
        if join or (not any(joins) and _wrapped(filled[i], filled[i - 1], parts[i], len(columns))):
            rows[-1] = (rows[-1][0], band[1])
        else:
            rows.append(band)
    return rows


def _one_line_rows(joins: list[bool], parts: list[list[Line]], columns: list[tuple[float, float]]) -> bool:
    """Whether the smaller gaps part rows after all: most lines to be joined hold numbers of their own."""
    joined = own = 0
    for join, here in zip(joins, parts[1:], strict=True):
        data = [part for part in here if _column_of(columns, part) > 0]
        joined += join
        numbers = sum(bool(_NUMBER.match(part.text)) for part in data)
        own += join and len(data) > 0.6 * (len(columns) - 1) and numbers > 0.5 * len(data)
    return own > 0.34 * joined


def _header_continues(
    first: list[Line], second: list[Line], above: set[int], below: set[int], columns: list[tuple[float, float]]
) -> bool:
    """Whether the second line only completes the header: its first line fills few columns and spans none."""
    if not above < below or len(above) > 0.5 * len(columns) or any(_NUMBER.match(part.text) for part in second):
        return False
    if above == {0}:
        return False  # a title: what stands below it are rows of their own
    return not any(sum(left < part.x1 and part.x0 < right for left, right in columns) > 1 for part in first)


def _wrapped(here: set[int], above: set[int], parts: list[Line], n: int) -> bool:
    """Whether a band only goes on with cells of the row above it."""
    if not here:
        return True
    stub = min((part for part in parts if 0 in here), key=lambda part: part.x0, default=None)
    if stub is not None and len(here) > 1 and here < above and (stub.text[0].islower() or stub.text[0] == "("):
        return True
    if len(here) > 0.5 * n and 0 in here:
        return False
    if here == {0}:
        return parts[0].text[0].islower() or parts[0].text[0] in "(/"
    return 0 not in here and here <= above and not all(_NUMBER.match(part.text) for part in parts)


def mark_headers(grid: Grid) -> None:
    """The first row is the header, and the rows below it that go on with it: group names, then "(n = 20)"."""
    rows: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    last = 0
    while last + 2 < len(rows) and _goes_on_with_header(rows[last], rows[last + 1], grid.n_columns):
        last += 1
    for cell in grid.cells:
        cell.header = cell.row <= last


def _goes_on_with_header(above: list[GridCell], row: list[GridCell], n_columns: int) -> bool:
    data = [cell.text for cell in row if cell.lines and cell.column > 0]
    stub = any(cell.lines for cell in row if cell.column == 0)
    if not data:
        return False
    if not stub and all(_GROUP_SIZE.match(text) for text in data):
        return True
    filled = [cell for cell in above if cell.lines]
    open_above = len(filled) < 0.6 * n_columns or not any(cell.column == 0 for cell in filled)
    return open_above and len(data) > 1 and not any(_NUMBER.match(text) for text in data)


def part_of(line: Line, run: list[Glyph]) -> Line:
    part = line_of(line.page, run)
    part.bold, part.right = line.bold, line.right
    return part


def glyphs_of(line: Line) -> list[Glyph]:
    found: list[Glyph] = []
    for glyph in line.glyphs:
        if glyph is not None and (not found or found[-1] is not glyph):
            found.append(glyph)
    return found

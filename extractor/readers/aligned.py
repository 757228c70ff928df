"""Tables without any rule: lines of text whose parts stand in columns."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.readers.grids import Grid, GridCell, grid_of, places
from extractor.readers.layout import CAPTION, Line
from extractor.readers.shapes import is_drawing, is_prose, mostly_filled

Item = Line | Grid


def replaced(items: list[Item], taken: Sequence[int], grid: Grid) -> list[Item]:
    """The items with a grid where the first of the taken ones stood."""
    gone = set(taken)
    first = min(gone)
    return [*items[:first], grid, *(item for i, item in enumerate(items) if i > first and i not in gone)]


def aligned(items: list[Item], direction: int) -> list[Item]:
    """Puts tables in place of stretches where the text keeps jumping to the right and back."""
    at = 0
    while at < len(items):
        end, jumps = _stretch(items, at, direction)
        if jumps >= 4:
            taken = list(range(_start_above(items, at), end))
            lines = [item for i in taken if isinstance(item := items[i], Line)]
            grid = grid_of(lines, 0.8)
            large = grid is not None and grid.n_columns >= 3 and (grid.n_rows >= 3 or _cut_by_page(grid, items[end:]))
            if grid is not None and large and mostly_filled(grid) and not is_prose(grid) and not is_drawing(grid):
                grid.goes_on = True
                items = replaced(items, taken, grid)
                end = taken[0] + 1
        at = max(end, at + 1)
    return _united(items)


def _united(items: list[Item]) -> list[Item]:
    """Grids in the same columns with nothing but names of groups between them as one."""
    found: list[Item] = []
    table: Grid | None = None
    between: list[Line] = []
    for item in items:
        if isinstance(item, Grid):
            if table is not None and between and item.goes_on and (at := places(table, item)) and _below(between, item):
                _put_below(table, between, item, at)
                between = []
                continue
            table = item if item.goes_on and not item.ruled else None
            found += [*between, item]
            between = []
        elif table is not None and len(between) < 2 and _names_group(item, table, between):
            between.append(item)
        else:
            found += [*between, item]
            table, between = None, []
    return [*found, *between]


def _names_group(line: Line, table: Grid, above: Sequence[Line]) -> bool:
    """Whether a line stands alone in a grid's first column, right below it."""
    bottom = above[-1].bottom if above else table.box[3]
    near = -1 < line.top - bottom < 6 * line.size and not CAPTION.match(line.text)
    return near and line.x0 > table.box[0] - 2 * line.size and line.x1 < table.columns[1][0]


def _below(names: Sequence[Line], grid: Grid) -> bool:
    return -1 < grid.box[1] - names[-1].bottom < 4 * names[-1].size


def _put_below(table: Grid, names: Sequence[Line], more: Grid, at: dict[int, int]) -> None:
    """Puts names of groups and another grid's rows below the rows of a grid."""
    row = table.n_rows
    for i, line in enumerate(names):
        table.cells += [GridCell(row + i, column, [] if column else [line]) for column in range(len(table.columns))]
    for cell in more.cells:
        cell.row += row + len(names)
        cell.column, cell.header = at[cell.column], False
    table.cells = sorted([*table.cells, *more.cells], key=lambda cell: (cell.row, cell.column))
    left, top, right, _ = table.box
    table.box = (min(left, more.box[0]), top, max(right, more.box[2]), more.box[3])


def _cut_by_page(grid: Grid, after: Sequence[Item]) -> bool:
    """Whether a header with one row below it is the beginning of a table that goes on over the page."""
    if grid.n_columns < 4 or grid.n_rows != 2 or any(not cell.lines for cell in grid.cells):
        return False
    lefts = [[min(line.x0 for line in cell.lines) for cell in grid.cells if cell.row == row] for row in (0, 1)]
    even = sum(abs(above - below) < 2 for above, below in zip(*lefts, strict=True))
    if even < 0.75 * grid.n_columns:
        return False
    return not any(
        item.middle > grid.box[3] and item.x0 < grid.box[2] if isinstance(item, Line) else item.box[1] > grid.box[3]
        for item in after
    )


def _start_above(items: list[Item], at: int) -> int:
    """The first line of the first cell, when that cell is set in several lines."""
    after = items[at + 1]
    while at > 0:
        line, before = items[at], items[at - 1]
        if not (isinstance(line, Line) and isinstance(before, Line) and isinstance(after, Line)):
            break
        close = 0 <= line.top - before.bottom < 0.5 * line.size and abs(before.x0 - line.x0) < 2
        if not close or before.x1 > after.x0 or before.bold != line.bold or after.top > before.bottom + 2 * line.size:
            break
        at -= 1
    return at


def _stretch(items: list[Item], start: int, direction: int) -> tuple[int, int]:
    """The end of the stretch of cells that begins at an item, and how often it jumps to the right."""
    jumps = 0
    last_jump = in_cell = start
    at = start
    lowest = 0.0
    while at + 1 < len(items):
        a, b = items[at], items[at + 1]
        if not isinstance(a, Line) or not isinstance(b, Line) or a.direction != direction or b.direction != direction:
            break
        size = max(a.size, b.size)
        lowest = max(lowest, a.bottom)
        if b.x0 > a.x1 + 0.6 * size and b.top < a.bottom - 0.2 * size:  # to the right, not below
            if a.top - b.top > 14 * size:
                break
            jumps += 1
            last_jump = in_cell = at + 1
        elif b.top > lowest + 4 * size or b.bottom < a.top - 0.5 * size or at - in_cell > 8 or jumps == 0:
            break
        elif at == in_cell and abs(b.x0 - a.x0) < 1 and b.top - a.bottom < 0.6 * size and at - last_jump < 40:
            in_cell = at + 1  # the next line of a long cell
        at += 1
    end = last_jump + 1
    if jumps:
        last = items[last_jump]
        while end < len(items) and isinstance(last, Line):  # the lines of the last cell
            line = items[end]
            if not isinstance(line, Line) or line.x0 < last.x0 - 1:
                break
            if line.top - last.bottom > 0.7 * last.size or line.top < last.top:
                break
            last = line
            end += 1
    return end, jumps

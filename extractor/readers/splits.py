"""Joins a table that begins at the foot of one page and goes on at the top of the next.

The second part is known by its columns: they stand where the first part's columns stand.  A header printed again is
left out; a row that the page cut in two is one row again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.readers import rules as drawn
from extractor.readers.columns import NUMBER, fits
from extractor.readers.grids import Grid, GridCell, grid_in, places
from extractor.readers.heads import subtables
from extractor.readers.layout import CAPTION, Line
from extractor.readers.pdfium import PageContent
from extractor.readers.tables import Item

_ONLY_CONTINUED = re.compile(r"\(?continued(?: on .{3,30})?\)?[.…]*$", re.IGNORECASE)
_CONTINUED = re.compile(r"\bcont(?:inued|inuation|['’]?d|\.|inues)", re.IGNORECASE)


def join(pages: Sequence[PageContent], items_by_page: Sequence[list[Item]]) -> list[Item]:
    """The items of all pages, in order, with the parts of each table put together."""
    found: list[list[Item]] = []
    open_table: Grid | None = None
    part: Grid | None = None  # the part of that table that stands on the page before
    for page, items in zip(pages, items_by_page, strict=True):
        rest = items
        if open_table is not None and part is not None:
            rest, more = _without_continuation(page, items, open_table, part)
            if more is not None and not any(isinstance(item, Line) or item.goes_on for item in rest):
                part = more  # the table fills this page as well
                found.append(rest)
                continue
        found.append(rest)
        open_table = part = _at_foot(rest)
    return list(_parted(_to_the_right(_labelled([item for items in found for item in items]))))


def _to_the_right(items: list[Item]) -> list[Item]:
    """The items with each part that goes on with a table's columns on the next page put to its right.

    Both have no caption between them, and their rows stand at the same heights.
    """
    grids = [item for item in items if isinstance(item, Grid)]
    captions = [item for item in items if isinstance(item, Line) and CAPTION.match(item.text)]
    gone: set[int] = set()
    for table, more in pairwise(grids):
        if id(table) in gone or more.page != table.page + 1 or table.n_rows < 3 or not _same_heights(table, more):
            continue
        if any(_stands_above(line, more) for line in captions) or not any(_stands_above(c, table) for c in captions):
            continue
        offset = table.n_columns
        for cell in more.cells:
            cell.column += offset
            cell.header = any(c.header for c in table.cells if c.row == cell.row)
        table.cells = sorted([*table.cells, *more.cells], key=lambda cell: (cell.row, cell.column))
        table.columns = [*table.columns, *((a + table.box[2], b + table.box[2]) for a, b in more.columns)]
        gone.add(id(more))
    return [item for item in items if id(item) not in gone]


def _same_heights(table: Grid, more: Grid) -> bool:
    """Whether the rows of two grids stand at the same heights of their pages, and the second begins without names."""
    if table.n_rows != more.n_rows or abs(table.box[0] - more.box[0]) > 4:
        return False
    tops = [[min(c.lines[0].top for c in grid.cells if c.row == row and c.lines) for row in range(grid.n_rows)
             if any(c.lines for c in grid.cells if c.row == row)] for grid in (table, more)]  # fmt: skip
    if len(tops[0]) != table.n_rows or len(tops[0]) != len(tops[1]):
        return False
    names = [cell.text for cell in more.cells if cell.column == 0 and not cell.header]
    return all(abs(a - b) < 2.5 for a, b in zip(*tops, strict=True)) and all(NUMBER.match(name) for name in names)


def _parted(items: Sequence[Item]) -> Iterator[Item]:
    """The items with each table cut where another row of headings begins a table of its own below it."""
    for item in items:
        if isinstance(item, Grid):
            yield from subtables(item)
        else:
            yield item


def _labelled(items: list[Item]) -> list[Item]:
    """The items with each part that is captioned "Table 1 (continued)" put to the table of that number."""
    tables: dict[str, tuple[Grid, int]] = {}
    gone: set[int] = set()
    lines = [item for item in items if isinstance(item, Line)]
    captions = [line for line in lines if CAPTION.match(line.text)]
    for grid in [item for item in items if isinstance(item, Grid)]:
        caption = next((line for line in captions if _stands_above(line, grid)), None)
        if caption is None or (match := CAPTION.match(caption.text)) is None:
            continue
        label = match.group().rstrip(" .:|–—-").lower()
        head = [line for line in lines if _stands_above(line, grid) and line.top > caption.top - 2]
        before = tables.get(label)
        again = any(_CONTINUED.search(line.text) for line in head)
        if not again or before is None or grid.page - before[1] > 1 or grid.n_columns != before[0].n_columns:
            tables[label] = (grid, grid.page)
            continue
        _append(before[0], grid)
        tables[label] = (before[0], grid.page)
        gone |= {id(grid), *map(id, head)}
    return [item for item in items if id(item) not in gone]


def _stands_above(line: Line, grid: Grid) -> bool:
    near = line.page == grid.page and line.direction == _direction(grid) and -3 < grid.box[1] - line.bottom < 40
    return near and line.x0 < grid.box[2] and line.x1 > grid.box[0]


def _at_foot(items: Sequence[Item]) -> Grid | None:
    """The table below which a page prints nothing more, in its column at least."""
    for grid in [item for item in items if isinstance(item, Grid)][::-1]:
        direction = _direction(grid)
        for item in items:
            if isinstance(item, Line):
                if _ONLY_CONTINUED.match(item.text):
                    continue
                below = item.direction == direction and item.middle > grid.box[3]
                if below and item.x0 < grid.box[2] and item.x1 > grid.box[0]:
                    break
            elif item is not grid and item.box[1] > grid.box[3] - 1 and item.box[0] < grid.box[2]:
                break
        else:
            return grid if grid.columns else None
    return None


def _direction(grid: Grid) -> int:
    return next((line.direction for cell in grid.cells for line in cell.lines), 0)


def _without_continuation(
    page: PageContent, items: list[Item], table: Grid, part: Grid
) -> tuple[list[Item], Grid | None]:
    """A page's items without those that go on with the table, which gets them; and the part found, if any."""
    at = 0
    continued = False
    if items and isinstance(first := items[0], Line) and _CONTINUED.search(first.text) and len(first.text) < 150:
        at, continued = 1, True
    loose, end = _loose(items, at, part)
    grid = items[end] if end < len(items) else None
    follows = isinstance(grid, Grid) and not _has_caption(items, grid, continued) and _same_table(part, grid, continued)
    if not follows:
        loose = _trimmed(loose, part)
        end = at + len(loose)
        grid = None
    if not loose and grid is None:
        return items, None
    if not (part.goes_on or continued) and not (isinstance(grid, Grid) and not loose and _repeats(table, grid)):
        return items, None
    more = _loose_part(page, loose, part) if loose else None
    if loose and more is None:
        return items, None
    if more is not None:
        _append(table, more)
    if isinstance(grid, Grid):
        end += 1
        _append(table, grid)
        more = grid
    return items[end:], more


def _loose_part(page: PageContent, loose: list[Line], part: Grid) -> Grid | None:
    """Lines in a table's columns as rows; None where the table was closed before and no rule is drawn here."""
    direction = _direction(part)
    flat = drawn.whole([r for rule in page.rules if (r := drawn.turned(rule, page, direction)).flat])
    across = [rule.top for rule in flat if rule.x0 < part.columns[0][1] and rule.x1 > part.columns[-1][0]]
    tops = [top for top in across if loose[0].top < top < loose[-1].bottom + loose[-1].size]
    if part.ruled and not part.row_open and not tops:
        return None
    more = grid_in(loose, part.columns, drawn.distinct(tops), row_rules=bool(tops))
    more.starts_open = not any(top < loose[0].middle for top in across)
    more.goes_on, more.ruled = True, part.ruled
    return more


def _loose(items: Sequence[Item], at: int, part: Grid) -> tuple[list[Line], int]:
    """The lines at the top of a page that stand in a table's columns, and where they end."""
    sizes = sorted(line.size for cell in part.cells for line in cell.lines)
    usual = sizes[len(sizes) // 2] if sizes else 10.0
    found: list[Line] = []
    lowest = 0.0
    for item in items[at:]:
        if not isinstance(item, Line) or item.direction != _direction(part) or CAPTION.match(item.text):
            break
        far = bool(found) and item.top > lowest + 2.5 * usual
        if far or abs(item.size - usual) > 0.12 * usual or not fits(item, part.columns, part.box):
            break
        found.append(item)
        lowest = max(lowest, item.bottom)
    return found, at + len(found)


def _trimmed(loose: list[Line], part: Grid) -> list[Line]:
    """Lines up to the last that stands beside the first column: what follows in the first alone is running text."""
    second = part.columns[1][0] - 0.5 * loose[0].size if loose else 0.0
    beside = [line for line in loose if line.x0 >= second]
    if not beside:
        return []
    lowest = max(line.bottom for line in beside)
    end = next((i for i, line in enumerate(loose) if line.top > lowest - 1), len(loose))
    return loose[:end]


def _has_caption(items: Sequence[Item], grid: Grid, continued: bool) -> bool:
    for item in items:
        if isinstance(item, Line) and CAPTION.match(item.text) and not (continued and _CONTINUED.search(item.text)):
            near = -40 < grid.box[1] - item.bottom < 60 or 0 <= item.top - grid.box[3] < 20
            if near and item.x0 < grid.box[2] and item.x1 > grid.box[0]:
                return True
    return False


def _same_table(part: Grid, grid: Grid, continued: bool) -> bool:
    at = places(part, grid)
    if at is None or (part.certain, _direction(part)) != (grid.certain, _direction(grid)):
        return False
    return continued or (part.goes_on and grid.goes_on) or _repeats(part, grid) > 0


def _texts(grid: Grid, row: int) -> list[str]:
    return ["".join(cell.text.split()).lower() for cell in grid.cells if cell.row == row and cell.lines]


def _repeats(table: Grid, more: Grid) -> int:
    """How many rows of the header a second part prints again."""
    n = 0
    while n < min(more.n_rows, table.n_rows) and _texts(more, n) == _texts(table, n):
        n += 1
    return n


def _append(table: Grid, more: Grid) -> None:
    """Puts the rows of a table's second part below those of its first."""
    at_column = places(table, more) or {i: i for i in range(len(more.columns))}
    again = _repeats(table, more)
    last = table.n_rows - 1
    first = [cell for cell in more.cells if cell.row == again and cell.lines]
    cut = table.row_open and (more.starts_open or again > 0)
    merges = bool(first) and (cut or not any(at_column[cell.column] == 0 for cell in first))
    offset = last - again + (0 if merges else 1)
    at = {(cell.row, cell.column): cell for cell in table.cells}
    for cell in more.cells:
        if cell.row < again:
            continue
        key = (cell.row + offset, at_column[cell.column])
        if key in at:
            at[key].lines = [*at[key].lines, *cell.lines]
        else:
            at[key] = GridCell(*key, cell.lines)
    table.cells = [at[key] for key in sorted(at)]
    table.row_open = more.row_open

"""Finds the tables of a page and reads them as rows and columns of cells.

Three ways, the surest first: a grid of drawn lines; the rules above and below a journal table; and lines of text whose
parts stand in columns.  Each takes its text out of the running text and puts a grid in its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from extractor.readers import rules as drawn
from extractor.readers.aligned import Item as Item
from extractor.readers.aligned import aligned, replaced
from extractor.readers.captions import below_caption, caption_near
from extractor.readers.characters import Glyph
from extractor.readers.columns import fits
from extractor.readers.grids import Grid, GridCell, grid_in, grid_of, rows_of
from extractor.readers.heads import Piece, mark_headers
from extractor.readers.layout import CAPTION, Line, line_of
from extractor.readers.notes import without_notes, without_prose
from extractor.readers.pdfium import PageContent, Rule
from extractor.readers.rules import Wide, distinct
from extractor.readers.shapes import has_stub, is_drawing, is_prose, mostly_filled, mostly_short

_CONTINUED = re.compile(r"\(?(?:table [\dA-Z]+ )?continued\)?(?: on .{3,30})?[.…]*", re.IGNORECASE)
_MAX_EDGES = 900  # more than this on a page is a drawing

Box = tuple[float, float, float, float]


def find_tables(page: PageContent, lines: list[Line], body: float) -> list[Item]:
    """The lines of a page with its tables put in place of the lines that they are made of.

    body: the size of most of the document's text.
    """
    items: list[Item] = list(lines)
    for direction in sorted({line.direction for line in lines}):
        own = [line for line in lines if line.direction == direction]
        rules = [drawn.turned(rule, page, direction) for rule in page.rules]
        items = _ruled(page, items, rules, direction)
        headings = drawn.headings_among(own, body)
        flat = drawn.without_underlines(drawn.whole([rule for rule in rules if rule.flat]), headings, own)
        cuts = [line for line in own if CAPTION.match(line.text)] + headings
        items = _by_pieces(items, flat, cuts, direction)
        items = _between_rules(page, items, flat, cuts, direction)
        items = _cut_by_foot(page, items, flat, cuts, direction)
        items = aligned(items, direction)
    return items


# --- a grid of drawn lines ----------------------------------------------------------------------------------------


def _ruled(page: PageContent, items: list[Item], rules: list[Rule], direction: int) -> list[Item]:
    if not len(rules) >= 4 or sum(not rule.flat for rule in rules) < 2:
        return items
    merged = merge_edges(drawn.edges_of(rules), 3, 3, 3, 3)
    merged = [e for e in merged if max(e["x1"] - e["x0"], e["bottom"] - e["top"]) >= 5]
    if len(merged) > _MAX_EDGES:
        return items
    lines = [item for item in items if isinstance(item, Line) and item.direction == direction]
    tops, bottoms = drawn.missing_ends(merged, lines)
    cells = intersections_to_cells(edges_to_intersections([*merged, *tops, *bottoms], 3, 3))
    found = cells_to_tables(cells)
    inner = {tuple(box) for boxes in found for box in boxes}
    for boxes in [*found, *([box] for box in cells if tuple(box) not in inner)]:
        before = len(items)
        items = _fill(page, items, boxes, direction)
        if len(items) < before:
            grid = next(item for item in items if isinstance(item, Grid) and item.box == _outer(boxes))
            grid.goes_on = grid.ruled = True
            grid.starts_open = any(abs(edge["top"] - grid.box[1]) < 3 for edge in tops)
            grid.row_open = any(abs(edge["top"] - grid.box[3]) < 3 for edge in bottoms)
    return items


def _outer(boxes: Sequence[Sequence[float]]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _fill(page: PageContent, items: list[Item], boxes: Sequence[Sequence[float]], direction: int) -> list[Item]:
    """Puts the lines inside a drawn grid into its cells, where that makes a table."""
    outer = _outer(boxes)
    inside = [i for i, item in enumerate(items) if isinstance(item, Line) and _within(item, outer, direction)]
    lefts = distinct([b[0] for b in boxes])
    tops = distinct([b[1] for b in boxes])
    if not inside:
        return items
    lines = [item for i in inside if isinstance(item := items[i], Line)]
    grid: Grid | None = None
    if len(lefts) == 1:
        # A frame around something.  A narrow one beside the text holds a small table of names and values.
        if outer[2] - outer[0] < 0.6 * page.width and len(lines) <= 24:
            grid = grid_of(lines, least_gap=0.8)
            if grid is not None and len(boxes) == 1 and not _names_and_values(grid):
                grid = None
            if grid is not None:
                grid.box = outer
    elif len(tops) > 1:
        grid = _cells_from(page.number, lines, boxes, lefts, tops, outer)
    if grid is None or grid.n_columns < 2:
        return items
    return replaced(items, inside, grid)


def _cells_from(
    number: int, lines: list[Line], boxes: Sequence[Sequence[float]], lefts: list[float], tops: list[float],
    outer: Box,
) -> Grid | None:  # fmt: skip
    content: dict[tuple[int, int], list[Line]] = {(_index(tops, b[1]), _index(lefts, b[0])): [] for b in boxes}
    where = [(b, (_index(tops, b[1]), _index(lefts, b[0]))) for b in boxes]
    for line in lines:
        last: tuple[int, int] | None = None
        run: list[Glyph] = []
        for g in line.glyphs:
            x, y = (g.x0 + g.x1) / 2, (g.top + g.bottom) / 2
            key = next((k for b, k in where if b[0] <= x <= b[2] and b[1] <= y <= b[3]), last)
            if key is None:
                key = min(where, key=lambda each: _distance(each[0], x, y))[1]
            if key != last and run and last is not None:
                content[last].append(line_of(line, run))
                run = []
            last = key
            run.append(g)
        if run and last is not None:
            content[last].append(line_of(line, run))
    filled = sum(bool(found) for found in content.values())
    if filled < 4 or filled < 0.45 * len(content):
        return None
    columns = sorted({key[1] for key, found in content.items() if found})
    rows = sorted({key[0] for key, found in content.items() if found})
    if len(columns) < 2 or len(rows) < 2:
        return None
    if len(columns) == len(rows) == 2 and max(len(line.text) for line in lines) > 60:
        return None
    # Running text set in frames is no table.
    longest = max(sum(len(line.text) for line in found) for found in content.values())
    total = sum(len(line.text) for found in content.values() for line in found)
    if longest > 1500 and longest > 0.7 * total:
        return None
    cells = [
        GridCell(rows.index(row), columns.index(column), found)
        for (row, column), found in sorted(content.items())
        if row in rows and column in columns
    ]
    edges = [*lefts, outer[2]]
    grid = Grid(cells, number, outer, columns=[(edges[column], edges[column + 1]) for column in columns])
    spans = {key: sum(box[0] - 2 < lefts[column] < box[2] - 2 for column in columns) for box, key in where}
    mark_headers(grid, _below_first_row(where, spans))
    for cell in grid.cells:
        if cell.header:
            cell.columns = max(1, spans[rows[cell.row], columns[cell.column]])
    return grid


def _below_first_row(
    where: Sequence[tuple[Sequence[float], tuple[int, int]]], spans: dict[tuple[int, int], int]
) -> list[float]:
    """Where the header ends whose first row has headings over several columns: below its tallest cell."""
    top = min(box[1] for box, _ in where)
    first = [(box, spans[key]) for box, key in where if box[1] < top + 2]
    bottom = max(box[3] for box, _ in first)
    below = [box for box, _ in where if box[1] > top + 2]
    if not any(span > 1 for _, span in first) or not below:
        return []
    lowest = min(box[3] for box, _ in first)
    return [max(bottom, min(box[3] for box in below if box[1] > lowest - 2)) + 1]


def _names_and_values(grid: Grid) -> bool:
    """Whether a framed grid is a list of names, each with its value: "Cat. No.:" and "B1673132"."""
    rows = [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.n_rows)]
    named = sum(row[0].endswith(":") and any(row[1:]) for row in rows)
    return named > 0 and named >= len(rows) - 1


def _distance(box: Sequence[float], x: float, y: float) -> float:
    return abs((box[0] + box[2]) / 2 - x) + abs((box[1] + box[3]) / 2 - y)


def _index(values: list[float], value: float) -> int:
    return min(range(len(values)), key=lambda i: abs(values[i] - value))


def _within(line: Line, box: Sequence[float], direction: int) -> bool:
    if line.direction != direction:
        return False
    x = (line.x0 + line.x1) / 2
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= line.middle <= box[3] + 1


# --- journal tables: rules above and below, none between the columns ---------------------------------------------


def _by_pieces(items: list[Item], flat: list[Wide], cuts: Sequence[Line], direction: int) -> list[Item]:
    """Tables whose rules are drawn cell by cell: the pieces tell the columns, the rules the rows."""
    for region in list(drawn.regions(flat, cuts)):
        if not region.columns:
            continue
        for tops in (region.tops, region.celled):
            taken, grid = _pieced(items, flat, tops, region.columns, direction)
            if grid is not None:
                items = replaced(items, taken, grid)
                break
    return items


def _pieced(
    items: list[Item], flat: list[Wide], tops: list[float], columns: list[tuple[float, float]], direction: int
) -> tuple[list[int], Grid | None]:
    box = (columns[0][0] - 2, tops[0] - 1, columns[-1][1] + 2, tops[-1] + 1)
    caption = caption_near(items, box, direction, tops)
    own = [
        i for i, item in enumerate(items)
        if isinstance(item, Line) and _within(item, box, direction) and i not in caption
    ]  # fmt: skip
    below = _open_foot(items, columns, box, direction)
    lines = [item for i in own if isinstance(item := items[i], Line)]
    if lines:
        tops = without_prose(lines, tops)
        lines = without_notes([line for line in lines if tops[0] - 1 <= line.middle <= tops[-1] + 1])
        kept = {id(line) for line in lines}
        own = [i for i in own if id(items[i]) in kept]
    lines += [item for i in below if isinstance(item := items[i], Line)]
    if len(lines) < 4 or sum(fits(line, columns, box) for line in lines) < 0.8 * len(lines):
        return [], None
    underlines = [each for each in _underlines(flat, box) if not any(abs(each[2] - top) < 2 for top in tops)]
    row_rules = len(tops) + bool(below) > 3
    grid = grid_in(lines, columns, tops, row_rules, underlines)
    least = 2.2 * median(line.size for line in lines)
    filled = {
        c.column
        for c in grid.cells
        if c.lines and (not c.header or columns[c.column][1] - columns[c.column][0] > least)
    }
    if len(filled) < len(columns):  # pieces that only keep two columns apart
        grid = grid_in(lines, [column for i, column in enumerate(columns) if i in filled], tops, row_rules, underlines)
    n_headers = len({cell.row for cell in grid.cells if cell.header})
    if grid.n_rows < 2 or (n_headers > 1 and grid.n_rows < n_headers + 2) or not mostly_filled(grid):
        return [], None
    bottom = max(line.bottom for line in lines) if below else tops[-1] + 1
    grid.box = below_caption(items, caption, (box[0], box[1], box[2], bottom))
    grid.goes_on, grid.ruled, grid.row_open = True, True, bool(below)
    return [*own, *below], grid


def _open_foot(items: list[Item], columns: list[tuple[float, float]], box: Box, direction: int) -> list[int]:
    """The lines of a row that the page cuts: between a table's last rule and the foot of the page, all in columns."""
    found: list[int] = []
    for i, item in enumerate(items):
        if isinstance(item, Line) and item.direction == direction and item.middle > box[3]:
            if item.x0 > box[2] or item.x1 < box[0]:
                continue
            if not fits(item, columns, box):
                return []
            found.append(i)
        elif isinstance(item, Grid) and item.box[1] > box[3] and item.box[0] < box[2] and item.box[2] > box[0]:
            return []
    wide = {part for i in found if isinstance(line := items[i], Line) for part in _columns_of(line, columns)}
    return found if len(wide) > 0.5 * len(columns) else []


def _columns_of(line: Line, columns: list[tuple[float, float]]) -> set[int]:
    return {i for i, (left, right) in enumerate(columns) if line.x0 < right and line.x1 > left}


def _between_rules(
    page: PageContent, items: list[Item], flat: list[Wide], cuts: Sequence[Line], direction: int
) -> list[Item]:
    found = [(r.tops, r.x0, r.x1) for r in drawn.regions(flat, cuts) if r.tops[-1] - r.tops[0] > 20]
    while found:
        tops, x0, x1 = found.pop(0)
        box = (x0 - 2, tops[0] - 1, x1 + 2, tops[-1] + 1)
        inside = [i for i, item in enumerate(items) if isinstance(item, Line) and _within(item, box, direction)]
        if len(inside) < 5:
            continue
        caption = caption_near(items, box, direction, tops)
        lines = [item for i in inside if i not in caption and isinstance(item := items[i], Line)]
        tops = without_prose(lines, tops)
        lines = without_notes([line for line in lines if tops[0] - 1 <= line.middle <= tops[-1] + 1])
        kept = {id(line) for line in lines}
        own = [i for i in inside if id(items[i]) in kept]
        lowest = max((line.bottom for line in lines), default=tops[0])
        bottom = min((top for top in tops if top > lowest - 2), default=lowest)
        box = below_caption(items, caption, (box[0], tops[0] - 1, box[2], bottom + 1))
        grid = grid_of(lines, 0.55 if caption else 0.8, tops, _underlines(flat, box))
        prose = grid is not None and is_prose(grid) and not (caption and has_stub(grid))
        n_headers = 0 if grid is None else len({cell.row for cell in grid.cells if cell.header})
        if grid is not None and grid.n_columns >= 2 and grid.n_rows >= max(3, n_headers + 2) and not prose:
            if caption or (grid.n_columns >= 3 and mostly_short(grid) and not is_drawing(grid)):
                grid.box = box
                items = replaced(items, own, grid)
        elif (
            caption
            and grid is None
            and x1 - x0 > 0.3 * page.width
            and sum(any(map(str.isdigit, line.text)) for line in lines) > 0.5 * len(lines)
        ):
            items = replaced(items, own, rows_of(lines))
        elif len(tops) > 2:  # the outer rules may belong to two tables, with text between them
            _, cut = max((below - above, i) for i, (above, below) in enumerate(pairwise(tops), 1))
            found += [(part, x0, x1) for part in (tops[:cut], tops[cut:]) if len(part) > 1]
    return items


def _cut_by_foot(
    page: PageContent, items: list[Item], flat: list[Wide], cuts: Sequence[Line], direction: int
) -> list[Item]:
    """A table that the page's foot cuts: a caption, one rule or two below it, and columns to the end of the page."""
    for rule in flat:
        same = [r.top for r in flat if r.top > rule.top - 1 and abs(r.x0 - rule.x0) < 6 and abs(r.x1 - rule.x1) < 6]
        box = (rule.x0 - 2, rule.top - 1, rule.x1 + 2, page.width if direction % 2 else page.height)
        caption = caption_near(items, box, direction, same)
        if not caption or len(same) > 2 or rule.x1 - rule.x0 < 0.3 * page.width:
            continue
        last = items[caption[-1]]
        below = [i for i, item in enumerate(items) if isinstance(item, Line) and _within(item, box, direction)]
        own = [i for i in below if i not in caption and not _says_continued(items[i])]
        lines = [item for i in own if isinstance(item := items[i], Line)]
        alone = not any(isinstance(item, Grid) and item.box[3] > box[1] and item.box[0] < box[2] for item in items)
        if not isinstance(last, Line) or last.bottom > rule.top + 3 or len(lines) < 8 or not alone:
            continue
        if any(cut.middle > rule.top and cut.x0 < box[2] and cut.x1 > box[0] for cut in cuts):
            continue
        lowest = max(line.bottom for line in lines)
        grid = grid_of(lines, 0.55, same, _underlines(flat, box))
        if grid is None or lowest < 0.8 * box[3] or sum(fits(x, grid.columns, box) for x in lines) < 0.9 * len(lines):
            continue
        if grid.n_rows >= 3 and (not is_prose(grid) or has_stub(grid)):
            grid.box = (box[0], box[1], box[2], lowest + 1)
            grid.goes_on = True
            return replaced(items, own, grid)
    return items


def _says_continued(item: Item) -> bool:
    """Whether an item only says that the table goes on elsewhere."""
    return isinstance(item, Line) and bool(_CONTINUED.fullmatch(item.text))


def _underlines(flat: list[Wide], box: Box) -> list[Piece]:
    """The rules inside a table that do not reach over its whole width."""
    wide = 0.9 * (box[2] - box[0])
    inside = [rule for rule in flat if box[1] < rule.top < box[3] and rule.x0 > box[0] - 3 and rule.x1 < box[2] + 3]
    found: list[Piece] = []
    for rule in inside:
        runs: list[tuple[float, float]] = []
        for x0, x1 in rule.pieces:
            runs = [*runs[:-1], (runs[-1][0], x1)] if runs and x0 - runs[-1][1] < 1.5 else [*runs, (x0, x1)]
        found += [(x0, x1, rule.top) for x0, x1 in runs if x1 - x0 < wide]
    return found

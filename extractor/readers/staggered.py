"""Rows of tables in which the lines of neighbouring cells do not stand at one height.

A cell may be set beside several rows of other columns, from the top or around their middle; a name in three lines may
have its values beside the second, or between two of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from extractor.readers.columns import NUMBER, Edges, column_of
from extractor.readers.layout import Line

Piece = tuple[float, float, float]  # left and right end of a rule, and its height

_MOST_LINES = 14  # of one cell
_JOINED = 0.6  # what a further line of a cell costs, beside an empty cell's 1


def between_pieces(words: Sequence[Line], columns: Edges, pieces: Sequence[Piece]) -> list[list[Line]]:
    """The words of the rows into which rules part some of the columns; what they do not part stands in the first row.

    pieces: rules that do not reach over the whole width of the words.
    """
    covers: dict[float, set[int]] = {}
    for x0, x1, top in sorted(pieces, key=lambda piece: piece[2]):
        height = next((y for y in covers if abs(y - top) < 2), top)
        covered = {i for i, (left, right) in enumerate(columns) if x0 - 3 <= (left + right) / 2 <= x1 + 3}
        covers.setdefault(height, set()).update(covered)
    rows: list[list[Line]] = [[] for _ in range(len(covers) + 1)]
    for word in words:
        column = column_of(columns, word)
        rows[sum(column in covered and y < word.middle for y, covered in covers.items())].append(word)
    return [row for row in rows if row]


def by_leading(words: Sequence[Line], columns: Edges, size: float) -> list[list[Line]]:
    """Rows where the lines of a cell stand closer than those of two cells, in each column; empty where they do not.

    A new row begins where a column gets a second cell.
    """
    lines = _lines(words, columns, size)
    steps = [(below[0].middle - above[0].middle, below) for column in lines for above, below in pairwise(column)]
    inside = [(step, line) for step, line in steps if step < 1.45 * size]
    apart = [step for step, _ in steps if step >= 1.45 * size]
    if len(inside) < 4 or len(apart) < 4 or min(apart) < 1.35 * max(step for step, _ in inside):
        return []
    if sum(bool(NUMBER.match(line[0].text)) for _, line in inside) > 0.2 * len(inside):
        return []
    cells: list[tuple[float, int, list[Line]]] = []
    for column, found in enumerate(lines):
        last = -1e9
        for line in found:
            if line[0].middle - last < 1.45 * size:
                cells[-1][2].extend(line)
            else:
                cells.append((line[0].middle, column, list(line)))
            last = line[0].middle
    rows: list[list[Line]] = []
    taken: set[int] = set()
    top = -1e9
    for y, column, cell in sorted(cells, key=lambda each: each[:2]):
        if not rows or column in taken or y - top > 1.45 * size:
            rows.append([])
            taken, top = set(), y
        rows[-1] += cell
        taken.add(column)
    return rows


def _lines(words: Sequence[Line], columns: Edges, size: float) -> list[list[list[Line]]]:
    """The words of each column, line by line."""
    found: list[list[list[Line]]] = [[] for _ in columns]
    for word in sorted(words, key=lambda w: w.middle):
        column = found[column_of(columns, word)]
        if column and word.middle - column[-1][0].middle < 0.45 * size:
            column[-1].append(word)
        else:
            column.append([word])
    return found


def around_middles(words: Sequence[Line], columns: Edges, size: float, breaks: Sequence[float]) -> list[list[Line]]:
    """Rows whose cells are set around one middle; empty where a table is not set so.

    Of the ways to put the lines together, the one that leaves fewest cells empty.  breaks: heights of rules that part
    rows.
    """
    lines = _lines(words, columns, size)
    leading = _leading(lines, size)
    if leading is None or _staggered(lines, leading, size) < 2:
        return []
    heights: list[float] = []
    for y in sorted(line[0].middle for column in lines for line in column):
        if not heights or y - heights[-1] > 0.2 * size:
            heights.append(y)
    placed = [
        [(max(i for i, y in enumerate(heights) if y <= line[0].middle + 0.01), line) for line in column]
        for column in lines
    ]
    parted = [any(above < top < below for top in breaks) for above, below in pairwise(heights)]
    costs = [0.0]
    befores = [0]
    for end in range(1, len(heights) + 1):
        best, start = min(
            (costs[at] + cost, at)
            for at in range(end - 1, -1, -1)
            if end - at <= 2 * _MOST_LINES and not any(parted[at : end - 1])
            if (cost := _cost(placed, at, end, leading, size)) is not None
        )
        costs.append(best)
        befores.append(start)
    ends = [len(heights)]
    while ends[-1]:
        ends.append(befores[ends[-1]])
    rows = [
        [[line for at, line in column if start <= at < end] for column in placed]
        for start, end in pairwise(ends[::-1])
    ]  # fmt: skip
    poor = sum(sum(bool(cell) for cell in row) < 0.5 * len(columns) for row in rows)
    if poor > 0.25 * len(rows) or sum(_is_staggered(row, size) for row in rows) < 2:
        return []
    return [[word for cell in row for line in cell for word in line] for row in rows]


def _is_staggered(row: Sequence[Sequence[list[Line]]], size: float) -> bool:
    """Whether a row has a line between two heights of another column."""
    longest = max(row, key=len)
    return len(longest) > 1 and any(
        all(abs(line[0].middle - other[0].middle) > 0.3 * size for other in longest) for cell in row for line in cell
    )


def _leading(lines: Sequence[Sequence[list[Line]]], size: float) -> float | None:
    """The usual distance of two lines of one cell: the smallest that is not seldom."""
    steps = sorted(below[0].middle - above[0].middle for column in lines for above, below in pairwise(column))
    steps = [step for step in steps if step > 0.7 * size]
    return steps[len(steps) // 10] if len(steps) > 3 else None


def _staggered(lines: Sequence[Sequence[list[Line]]], leading: float, size: float) -> int:
    """At how many heights a line stands half way between two lines of another column."""
    middles = [
        (above[0].middle + below[0].middle) / 2
        for column in lines
        for above, below in pairwise(column)
        if below[0].middle - above[0].middle < 1.15 * leading
    ]
    own = sorted(line[0].middle for column in lines for line in column if line[0].size > 0.85 * size)
    near = [y for y in middles if bisect_left(own, y + 0.2 * size) > bisect_left(own, y - 0.2 * size)]
    return len({round(y / size) for y in near})


def _cost(
    placed: Sequence[Sequence[tuple[int, list[Line]]]], start: int, end: int, leading: float, size: float
) -> float | None:
    """What it costs to read these heights as one row; None where they cannot be one."""
    cells = [[line[0].middle for at, line in column if start <= at < end] for column in placed]
    filled = [cell for cell in cells if cell]
    if end - start > 1:
        longest = max(filled, key=len)
        if len(longest) == min(map(len, filled)) or len(longest) > _MOST_LINES:
            return None
        middle = (longest[0] + longest[-1]) / 2
        if any(abs((cell[0] + cell[-1]) / 2 - middle) > 0.3 * size for cell in filled):
            return None
        if any(below - above > 1.25 * leading for cell in filled for above, below in pairwise(cell)):
            return None
    return len(cells) - len(filled) + _JOINED * sum(len(cell) - 1 for cell in filled)

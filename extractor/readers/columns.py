"""Tells the columns of a table that is set without upright rules, by the white that runs down through its rows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from extractor.readers.characters import Glyph
from extractor.readers.layout import SPACE, Line, line_of

NUMBER = re.compile(r"[<>=≤≥±(−–-]*\s*\.?\d(?!\d?\d?%? ?(?:CI|confidence))")

Edges = list[tuple[float, float]]
Bands = list[tuple[float, float]]


def words_of(line: Line, least_gap: float) -> list[Line]:
    """A line cut where a gap may part two columns."""
    found = line.glyphs
    gaps = [(after.x0 - before.x1) / line.size for before, after in pairwise(found)]
    limit = min(least_gap, _two_sorts(gaps))
    parts: list[Line] = []
    start = 0
    for i, gap in enumerate(gaps, 1):
        if gap > limit:
            parts.append(line_of(line, found[start:i]))
            start = i
    return [*parts, line_of(line, found[start:])] if found else []


def _two_sorts(gaps: Sequence[float]) -> float:
    """The limit between the spaces inside cells and those between them, where a line has both, each several times."""
    spaces = sorted(gap for gap in gaps if gap > SPACE)
    for i in range(2, len(spaces) - 1):
        if spaces[i] > 0.42 and spaces[i] > 1.6 * spaces[i - 1]:
            return (spaces[i] + spaces[i - 1]) / 2
    return 1e9


def bands_of(lines: Sequence[Line]) -> Bands:
    """Heights that hold text, from top to bottom: printed lines, or several where their parts are staggered."""
    bands: Bands = []
    for top, bottom in sorted(_core(line) for line in lines):
        if bands and top < bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], bottom))
        else:
            bands.append((top, bottom))
    return bands


def _core(line: Line) -> tuple[float, float]:
    """The height of most of a line's characters, without a margin: a single sign may be boxed much taller."""
    if line.bottom - line.top == line.size:  # most characters are as high as the line
        return line.top + 0.12 * line.size, line.bottom - 0.12 * line.size
    tops = sorted(glyph.top for glyph in line.glyphs for _ in glyph.text)
    bottoms = sorted(glyph.bottom for glyph in line.glyphs for _ in glyph.text)
    top, bottom = tops[len(tops) // 2], bottoms[len(bottoms) // 2]
    return top + 0.12 * (bottom - top), bottom - 0.12 * (bottom - top)


def band_of(word: Line, bands: Bands) -> int:
    """The band in which a word stands."""
    top, bottom = _core(word)
    return max(0, bisect_right(bands, (top + bottom) / 2, key=lambda band: band[0] - 0.1) - 1)


def by_band(words: Sequence[Line], bands: Bands) -> list[list[Line]]:
    """The words of each band."""
    found: list[list[Line]] = [[] for _ in bands]
    for word in words:
        found[band_of(word, bands)].append(word)
    return found


def columns_of(words: list[Line], bands: Bands, gap: float) -> Edges:
    """The columns' left and right edges.  Parts that span several columns (headers, notes) are left out of account."""
    total = max(w.x1 for w in words) - min(w.x0 for w in words)
    narrow = sorted((w for w in words if w.x1 - w.x0 < 0.5 * total), key=lambda w: w.x0)
    if len(narrow) < 3:
        return []
    columns = _united(narrow, gap)
    if len(columns) >= 2:
        for word in words:  # a wide cell belongs to the column in which it begins, when it ends before the next one
            for column, after in zip(columns, [*columns[1:], None], strict=True):
                if column[0] - 2 <= word.x0 <= column[1] and (after is None or word.x1 < after[0]):
                    column[1] = max(column[1], word.x1)
    else:
        columns = _below_headers(narrow, bands, gap)
    rows = by_band(narrow, bands)
    return _without_headings_between(_cut_further([(left, right) for left, right in columns], rows, gap), rows)


def _without_headings_between(columns: Edges, rows: Sequence[Sequence[Line]]) -> Edges:
    """Columns without those that hold nothing but a heading between two columns that have headings of their own below.

    The heading stands over both of them.
    """
    if len(columns) < 4:
        return columns
    n = _n_headers(rows)
    empty = set(range(1, len(columns) - 1)) - {column_of(columns, word) for row in rows[n:] for word in row}
    for i in empty:
        own = [at for at, row in enumerate(rows[:n]) if any(column_of(columns, word) == i for word in row)]
        below = {column_of(columns, word) for row in rows[max(own, default=n) + 1 : n] for word in row}
        if own and {i - 1, i + 1} <= below and n < len(rows):
            columns = [column for column in columns if column != columns[i]]
            return _without_headings_between(columns, rows)
    return columns


def _united(words: Sequence[Line], gap: float) -> list[list[float]]:
    columns: list[list[float]] = []
    for word in sorted(words, key=lambda w: w.x0):
        if columns and word.x0 < columns[-1][1] + gap * 0.6:
            columns[-1][1] = max(columns[-1][1], word.x1)
        else:
            columns.append([word.x0, word.x1])
    return columns


def _below_headers(narrow: Sequence[Line], bands: Bands, gap: float) -> list[list[float]]:
    """A spanning header closes the white between two columns; look at the rows below it."""
    for skip in (1, 2, 3):
        if len(bands) < skip + 3:
            return []
        columns = _united([word for word in narrow if word.middle > bands[skip][0]], gap)
        if len(columns) >= 2:
            return columns
    return []


def _cut_further(columns: Edges, rows: Sequence[Sequence[Line]], gap: float) -> Edges:
    """Columns cut again by white that only headers, and a few long cells, close."""
    body = [row for row in rows[_n_headers(rows) :] if len(row) > 1]
    if len(body) < 3:
        return columns
    found: Edges = []
    for left, right in columns or [(min(w.x0 for row in rows for w in row), max(w.x1 for row in rows for w in row))]:
        inside = [[w for w in row if left - 1 <= (w.x0 + w.x1) / 2 <= right + 1] for row in body]
        found += _parts(left, right, inside, gap)
    return found if len(found) > 1 else columns


def _n_headers(rows: Sequence[Sequence[Line]]) -> int:
    """How many bands stand above the first row of numbers."""
    for at, row in enumerate(rows[:6]):
        numbers = sum(bool(NUMBER.match(word.text)) for word in row)
        if len(row) > 1 and numbers >= max(1, (len(row) - 1) / 2):
            return at
    return 1


def _parts(left: float, right: float, rows: Sequence[Sequence[Line]], gap: float) -> Edges:
    """One column's edges, or those of the columns into which white in nearly all of its rows parts it.

    Where many rows have several numbers here, what stands alone in the others may stand across their columns.
    """
    pairs = [row for row in rows if len(row) > 1 and all(NUMBER.match(word.text) for word in row)]
    found = _parted(left, right, rows, gap, 0.12)
    if len(pairs) >= max(3, 0.35 * len(rows)):
        apart = _parted(left, right, pairs, gap, 0.2)
        if len(apart) > len(found) or len(found) > max(map(len, rows)):
            return apart
    return found


def _parted(left: float, right: float, rows: Sequence[Sequence[Line]], gap: float, tolerance: float) -> Edges:
    """A column cut by the white that no more than this share of its rows closes."""
    n = len(rows)
    ends = sorted({left, right, *(x for row in rows for w in row for x in (w.x0, w.x1))})
    starts = sorted(w.x0 for row in rows for w in row)
    stops = sorted(w.x1 for row in rows for w in row)
    whites: list[list[float]] = []
    for a, b in pairwise(ends):
        middle = (a + b) / 2
        if bisect_right(starts, middle) - bisect_right(stops, middle) <= int(tolerance * n):
            if whites and whites[-1][1] == a:
                whites[-1][1] = b
            else:
                whites.append([a, b])
    edges = [left]
    for a, b in whites:
        if a > edges[-1] and b < right and b - a >= 0.6 * gap:
            edges += [a, b]
    edges.append(right)
    found: Edges = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        held = sum(any(a - 1 <= (w.x0 + w.x1) / 2 <= b + 1 for w in row) for row in rows)
        if held < max(2, 0.25 * n):
            return [(left, right)]
        found.append((a, b))
    return found


def column_of(columns: Edges, word: Line) -> int:
    """The column with which a part shares most; one that spans several belongs to the first of them."""
    for i, (left, right) in enumerate(columns):
        if left <= word.x0 and word.x1 <= right:
            return i
    for i, (left, _) in enumerate(columns[1:-1], 1):
        if abs(word.x0 - left) < 1.5 and word.x1 > columns[i + 1][0]:
            return i  # it begins with the column and goes on over the next
    x0, x1 = word.x0, word.x1
    shared = [(x1 if x1 < right else right) - (x0 if x0 > left else left) for left, right in columns]
    most = max(shared)
    if most <= 0:
        return min(range(len(columns)), key=lambda i: min(abs(columns[i][0] - word.x1), abs(word.x0 - columns[i][1])))
    return next(i for i, width in enumerate(shared) if width > 0.9 * most or width > 0.3 * (word.x1 - word.x0))


def cut_at_columns(line: Line, columns: Edges) -> list[Line]:
    """A line cut wherever it passes from one column to the next; whole where it runs across without a gap."""
    starts = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    lefts = [left for left, _ in columns[1:]]
    parts: list[Line] = []
    run: list[Glyph] = []
    passed = 0
    for glyph in line.glyphs:
        if run:
            before = run[-1]
            gap = glyph.x0 - before.x1
            here = sum(before.x1 - 0.5 <= x <= glyph.x0 + 0.5 for x in starts)
            at_edge = sum(abs(glyph.x0 - left) < 1 for left in lefts) if gap > SPACE * line.size else 0
            if at_edge or (here and gap > 0.3 * line.size):
                parts.append(line_of(line, run))
                run = []
                passed += max(here, at_edge)
        run.append(glyph)
    if not parts:
        return [line]
    between = sum(line.x0 + line.size < x < line.x1 - line.size for x in starts)
    return [*parts, line_of(line, run)] if passed >= between else [line]


def fits(line: Line, columns: Edges, box: tuple[float, float, float, float]) -> bool:
    """Whether a line's parts all stand inside columns, as the lines of a table's cells do."""
    starts = [columns[0][0], *(right[0] for right in columns[1:]), columns[-1][1] + 0.15 * (box[2] - box[0])]
    slack = 0.3 * line.size
    for part in [part for word in words_of(line, 0.8) for part in cut_at_columns(word, columns)]:
        if not any(a - 2 * slack <= part.x0 and part.x1 <= b + 0.5 * slack for a, b in pairwise(starts)):
            return False
    return True

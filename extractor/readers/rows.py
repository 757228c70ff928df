"""Puts the printed lines of a table together to rows: cells may be set in several lines, or beside several rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.readers.columns import NUMBER, Bands, Edges, by_band, column_of
from extractor.readers.layout import Line
from extractor.readers.staggered import around_middles, by_leading

_WHOLE = re.compile(r"\((?:n|N|%|SD|SE|IQR)\)$")  # a row's name, not the end of one
_GOES_ON = re.compile(r"[(/]|[a-zß-ÿ]+(?![A-Z])\b|[a-zß-ÿ]+-")  # not "hsCRP" or "eGFR"
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
    if rows := around_middles(words, columns, size, breaks):
        return _names_first(rows, columns, size, breaks)
    filled = [{column_of(columns, word) for word in here} for here in parts]
    ruled = [any(above[0] < top < _middle(below) for top in breaks) for above, below in pairwise(bands)]
    joins = _close(bands, ruled, size)
    if any(joins) and _one_line_rows(joins, parts, columns):
        joins = [False] * len(joins)
    spaced = any(joins)
    lefts = _flush_lefts(parts, columns)
    hanging = _hanging(parts, lefts, columns)
    starts = _first_lines(parts, filled, lefts, columns)
    rows = [list(parts[0])]
    own = [own_row(here, columns) for here in parts]
    if _ruled_apart(ruled, filled, own, columns):
        return by_rules(parts, ruled)
    body = ruled.index(True) + 1 if True in ruled else len(bands)
    staggered = _beside_rows(parts[body:], columns, size, own[body:], [False, *joins][body:])
    for i, here in enumerate(parts[1:], 1):
        if staggered and i == body:
            return [*rows, *staggered]
        join = (joins[i - 1] and not own[i]) or _hangs(here, lefts, columns)
        if i == 1:
            join = (join or _completes_header(parts, filled, bands, columns)) and not _head_pairs(
                parts[0], here, columns
            )
        if ruled[i - 1]:
            join = False
        elif not join and not spaced and not own[i]:
            join = _wrapped(filled[i], filled[i - 1], here, len(columns)) or _in_brackets(here, parts[i - 1], columns)
            join = join and not _another_cell(here, rows[-1], hanging, columns)
        if starts and i > starts[0]:
            join = i not in starts
        if join:
            rows[-1] += here
        else:
            rows.append(list(here))
    return _names_whole(rows, columns)


def _ruled_apart(ruled: Sequence[bool], filled: Sequence[set[int]], own: Sequence[bool], columns: Edges) -> bool:
    """Whether every row stands between rules: its first line fills it, and further lines go on with its cells."""
    begins = [0, *(i for i, parted in enumerate(ruled, 1) if parted)]
    rest = [i for i in range(len(filled)) if i not in begins]
    return (
        len(begins) > 2
        and len(columns) > 2
        and all(len(filled[i]) > 0.8 * len(columns) for i in begins)
        and all(len(filled[i]) <= 0.6 * len(columns) and not own[i] for i in rest)
        and all(filled[i] <= filled[max(b for b in begins if b < i)] for i in rest)
    )


def by_rules(parts: Sequence[list[Line]], ruled: Sequence[bool]) -> list[list[Line]]:
    """The lines between two rules put together."""
    rows = [list(parts[0])]
    for here, parted in zip(parts[1:], ruled, strict=True):
        if parted:
            rows.append(list(here))
        else:
            rows[-1] += here
    return rows


def _beside_rows(
    parts: Sequence[list[Line]], columns: Edges, size: float, own: Sequence[bool], joins: Sequence[bool]
) -> list[list[Line]]:
    """The rows below a header, where texts of several lines stand beside several of them; empty where they do not.

    joins: which lines the distances would join to the one above, against which several names must speak.
    """
    rows = by_leading([word for here in parts for word in here], columns, size)
    firsts = {id(word) for row in rows for word in row if word.middle < min(w.middle for w in row) + 0.5 * size}
    if any(row and not firsts.issuperset(map(id, here)) for here, row in zip(parts, own, strict=True)):
        return []
    begun = {id(word) for row in rows for word in row if id(word) in firsts and column_of(columns, word) < 2}
    kept = sum(join and any(id(word) in begun for word in here) for here, join in zip(parts, joins, strict=True))
    return rows if kept > 2 or not any(joins) else []


def _names_first(
    rows: list[list[Line]], columns: Edges, size: float, breaks: Sequence[float]
) -> list[list[Line]]:  # fmt: skip
    """Rows between two rules whose one name stands in the middle beside them: the name goes to the first of them."""
    for above, below in pairwise(sorted(breaks)):
        inside = [row for row in rows if all(above < word.middle < below for word in row)]
        named = [row for row in inside if any(column_of(columns, word) == 0 for word in row)]
        if len(inside) < 2 or len(named) != 1 or named[0] is inside[0]:
            continue
        name = [word for word in named[0] if column_of(columns, word) == 0]
        middle = (name[0].middle + name[-1].middle) / 2
        heights = [word.middle for row in inside for word in row]
        if abs(middle - (min(heights) + max(heights)) / 2) < 0.6 * size:
            named[0][:] = [word for word in named[0] if column_of(columns, word) != 0]
            inside[0].extend(name)
    return rows


def _names_whole(rows: list[list[Line]], columns: Edges) -> list[list[Line]]:
    """Rows in which a name of several lines, beside rows with names of their own, stands in the first of these."""
    if len(columns) < 4 or len(rows) < 6:
        return rows
    names = [[word for word in row if column_of(columns, word) == 0] for row in rows]
    second = [[word for word in row if column_of(columns, word) == 1] for row in rows]
    own = sum(bool(found) and found[0].text[0].isalpha() for found in second[1:])
    if own < 0.85 * (len(rows) - 1) or sum(map(bool, names[1:])) > 0.75 * (len(rows) - 1):
        return rows
    lines = [word for found in names[1:] for word in found]
    first = 0  # the row with the beginning of the name
    for i in range(1, len(rows)):
        above = names[i - 1] if any(_VALUE.match(word.text) for word in rows[i - 1]) else []
        if above and names[i] and _continues_name(above[-1], names[i][0], lines):
            rows[first].extend(names[i])
            rows[i] = [word for word in rows[i] if column_of(columns, word) != 0]
        else:
            first = i
    return rows


def _continues_name(above: Line, below: Line, lines: Sequence[Line]) -> bool:
    """Whether a line goes on with the name above it.

    It is indented, or begins small; or its first word had no room above, and another name ends with it as well.
    """
    left = min(line.x0 for line in lines)
    if below.middle - above.middle > 2 * below.size:
        return False
    if below.x0 > left + 0.4 * below.size and above.x0 < below.x0:
        return True
    if any(line.x0 > left + 0.4 * line.size for line in lines):
        return False
    room = max(line.x1 for line in lines) - above.x1 > below.first_word_width() + 0.25 * below.size
    again = any(line is not below and line.text.lower().endswith(below.text.lower()) for line in lines)
    return bool(_GOES_ON.match(below.text)) or (again and not room)


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


def _head_pairs(above: Sequence[Line], below: Sequence[Line], columns: Edges) -> bool:
    """Whether a heading stands over the white between two headings of the line below it, and so over both."""
    under = sorted(below, key=lambda word: word.x0)
    filled = {column_of(columns, word) for word in below}
    over = [word for word in above if column_of(columns, word) in filled]
    middles = [(word.x0 + word.x1) / 2 for word in over if not any(_in_line(word, other) for other in under)]
    return any(a.x1 < middle < b.x0 for middle in middles for a, b in pairwise(under))


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


def _hanging(parts: Sequence[list[Line]], lefts: dict[int, float], columns: Edges) -> dict[int, float]:
    """The left edge of each column of words in which the further lines of a cell are indented."""
    indented: dict[int, int] = {}
    for part in (part for here in parts[1:] for part in here):
        column = column_of(columns, part)
        if 0.4 * part.size < part.x0 - lefts.get(column, part.x0) < 2 * part.size:
            indented[column] = indented.get(column, 0) + 1
    return {column: lefts[column] for column, n in indented.items() if column and n > 1}


def _another_cell(here: Sequence[Line], row: Sequence[Line], hanging: dict[int, float], columns: Edges) -> bool:
    """Whether a line begins a cell, at its column's edge, where the row has one already."""
    taken = {column_of(columns, word) for word in row}
    begun = {column_of(columns, part) for part in here if part.x0 < hanging.get(column_of(columns, part), 0.0) + 1}
    return bool(begun & taken)


def _in_brackets(here: Sequence[Line], above: Sequence[Line], columns: Edges) -> bool:
    """Whether a line has nothing but brackets that belong to the values above them."""
    over = {column_of(columns, part): part.text for part in above}
    return all(
        part.text[0] == "(" and not _WHOLE.match(part.text) and "(" not in over.get(column_of(columns, part), "(")
        for part in here
    )


def _flush_lefts(parts: list[list[Line]], columns: Edges) -> dict[int, float]:
    """The left edge of each column of words in which many lines begin there."""
    starts: dict[int, list[Line]] = {}
    for here in parts[1:]:
        for part in here:
            starts.setdefault(column_of(columns, part), []).append(part)
    for part in parts[0]:
        words = starts.get(column_of(columns, part), [])
        if words and abs(part.x0 - min(word.x0 for word in words)) < 1:
            words.append(part)
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
    values = sum(bool(_VALUE.match(part.text)) for part in parts if part is not stub)
    if stub is not None and len(here) > 1 and here < above and (stub.text[0].islower() or stub.text[0] == "("):
        return len(here) <= 0.6 * n or values <= 0.5 * (len(parts) - 1)
    if len(here) > 0.5 * n and 0 in here:
        return False
    if here == {0}:
        return bool(_GOES_ON.match(parts[0].text))
    return 0 not in here and here <= above and not all(NUMBER.match(part.text) for part in parts)

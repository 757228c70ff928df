"""Finds where a table ends and the notes below it, or running text, begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from extractor.readers.columns import NUMBER, bands_of, by_band, words_of
from extractor.readers.layout import Line

_NOTE = re.compile(
    r"(?:\*|†|‡|§|¶|#|‖|\(\w\) [A-Z]|[a-z¹²³⁴⁵] ?[A-Z]|notes?\b|abbreviations?\b|legend\b|source\b"
    r"|values (?:are|in|were|shown|given)|data (?:are|were|shown)"
    r"|numbers (?:are|in)|\(?continued\)?$|doi:|[\w/+-]{1,12}(?: ?[=:] |, (?!\d)|=)[\w(])",
    re.IGNORECASE,
)  # fmt: skip
_MARKED = re.compile(r"\*|†|‡|§|¶|‖|notes?[:. ]|abbreviations?\b|doi:|\(continued\)$", re.IGNORECASE)


def without_notes(lines: list[Line]) -> list[Line]:
    """A table's lines without the notes that stand below its last row."""
    bands = bands_of(lines)
    rows = by_band(lines, bands)
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    end = len(rows)
    at = len(rows) - 1
    while at > 1 and (len(rows[at]) == 1 or _MARKED.match(min(rows[at], key=lambda line: line.x0).text)):
        at -= 1
    sizes = median(line.size for row in rows[: at + 1] for line in row)
    for i in range(at + 1, len(rows)):
        line = min(rows[i], key=lambda each: each.x0)
        wide = line.x1 - line.x0 > 0.55 * (right - left) and line.x0 < left + 2 * line.size
        told = _MARKED.match(line.text) or ((wide or line.size < 0.93 * sizes) and _NOTE.match(line.text))
        if told and _cells_in(line) < 3:
            end = i
            break
    kept = {id(line) for row in rows[:end] for line in row}
    return [line for line in lines if id(line) in kept]


def _cells_in(line: Line) -> int:
    """How many cells a line may hold that has no wide gap: 1, or more where numbers stand apart."""
    parts = words_of(line, 0.6)
    return len(parts) if sum(bool(NUMBER.match(part.text)) for part in parts[1:]) > 0.5 * (len(parts) - 1) else 1


def without_prose(lines: Sequence[Line], tops: list[float]) -> list[float]:
    """The rules of a table without those that belong to the page: text in larger type lies between."""
    found = list(tops)
    while len(found) > 2:
        last = _between(lines, found[-2], found[-1])
        first = _between(lines, found[0], found[1])
        if _larger(last, _between(lines, found[0], found[-2])):
            found.pop()
        elif _larger(first, _between(lines, found[1], found[-1])):
            found.pop(0)
        else:
            break
    return found


def _between(lines: Sequence[Line], top: float, bottom: float) -> list[Line]:
    return [line for line in lines if top < line.middle < bottom]


def _larger(part: Sequence[Line], rest: Sequence[Line]) -> bool:
    if len(part) < 3 or len(rest) < 3:
        return False
    size = median(line.size for line in rest)
    return sum(line.size > 1.1 * size and len(line.text) > 30 for line in part) > 0.5 * len(part)

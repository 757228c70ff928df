"""Reads tables that a plain-text file sets with blanks: columns that begin at the same place in every line.

The lines of such a table become rows with tabs between the cells; a cell set in several lines becomes one again.
"""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.readers import dashed

_PARTS = re.compile(r"\S+(?: \S+)*")
_RULE = re.compile(r"[\s=_+-]*[-=_]{3,}[\s=_+-]*$")
_ITEM = re.compile(r"\s*(?:[-*•‣◦–]|\(?\d{1,3}[.)]|\[\d{1,3}\])\s+\S")


def with_tabs(text: str) -> str:
    """The text with the tables that are set with blanks turned into tables with tabs."""
    if "  " not in text and "--" not in text:
        return text
    lines = text.split("\n")
    found: list[str] = []
    at = 0
    while at < len(lines):
        end, rows = dashed.table_at(lines, at)
        if rows:
            found += rows
            at = end
            continue
        end, gutters = _table_at(lines, at)
        if gutters:
            found += _rows(lines[at:end], gutters)
            at = end
        else:
            found.append(lines[at])
            at += 1
    return "\n".join(found)


def _table_at(lines: list[str], start: int) -> tuple[int, list[tuple[int, int]]]:
    """The end of the table that begins at a line, and the blanks between its columns; none where there is none."""
    if (
        len(_PARTS.findall(lines[start])) < 2
        or "\t" in lines[start]
        or "|" in lines[start]
        or _ITEM.match(lines[start])
    ):
        return start, []
    gutters = _gutters(lines[start : start + 1])
    end = start + 1
    while end < len(lines) and "\t" not in lines[end]:
        if not lines[end].strip():  # a blank line may part two rows
            if end + 1 < len(lines) and _goes_on(lines[end + 1], gutters):
                end += 1
                continue
            break
        narrower = _common(gutters, lines[end])
        if len(narrower) < len(gutters) and (len(narrower) < 1 or end > start + 2):
            break
        gutters = narrower
        end += 1
    body = [line for line in lines[start:end] if line.strip() and not _RULE.match(line)]
    full = sum(len(_cells(line, gutters)) > 1 and bool(_cells(line, gutters)[0]) for line in body) if gutters else 0
    several = sum(sum(map(bool, _cells(line, gutters))) > 1 for line in body)
    if len(body) < 3 or full < 2 or several < max(2, len(body) / 2 if len(gutters) == 1 else 2):
        return start, []
    return end, gutters


def _goes_on(line: str, gutters: list[tuple[int, int]]) -> bool:
    """Whether a line after a blank one is a row of the table above it."""
    cells = _cells(line, gutters)
    return len(_common(gutters, line)) == len(gutters) and bool(cells[0]) and sum(map(bool, cells)) > 1


def _gutters(lines: list[str]) -> list[tuple[int, int]]:
    """Where all lines have two blanks or more between two parts."""
    width = max(len(line) for line in lines)
    inked = [any(at < len(line) and line[at] != " " for line in lines) for at in range(width)]
    found = []
    at = next((i for i, ink in enumerate(inked) if ink), width)
    while at < width:
        if inked[at]:
            at += 1
            continue
        end = next((i for i in range(at, width) if inked[i]), width)
        if end - at >= 2 and end < width:
            found.append((at, end))
        at = end
    return found


def _common(gutters: list[tuple[int, int]], line: str) -> list[tuple[int, int]]:
    """What a further line leaves of the blanks between columns."""
    found = []
    for left, right in gutters:
        blank = [at for at in range(left, right) if at >= len(line) or line[at] == " "]
        run = _longest(blank)
        if len(run) >= 2:
            found.append((run[0], run[-1] + 1))
    return found


def _longest(places: list[int]) -> list[int]:
    best: list[int] = []
    run: list[int] = []
    for place in places:
        run = [*run, place] if run and place == run[-1] + 1 else [place]
        best = max(best, run, key=len)
    return best


def _cells(line: str, gutters: list[tuple[int, int]]) -> list[str]:
    cuts = [0, *(right for _, right in gutters), max(len(line), gutters[-1][1] if gutters else 0)]
    return [line[a:b].strip() for a, b in pairwise(cuts)]


def _rows(lines: list[str], gutters: list[tuple[int, int]]) -> list[str]:
    rows: list[list[str]] = []
    parted = sum(not line.strip() for line in lines) > 1  # blank lines part the rows, so other line ends do not
    fresh = True
    for line in lines:
        if not line.strip() or _RULE.match(line):
            fresh = True
            continue
        cells = _cells(line, gutters)
        opens = bool(cells[0]) and not parted and not (cells[0][0].islower() or cells[0][0] == "(")
        if fresh or opens:
            rows.append(cells)
        else:
            rows[-1] = [_joined(above, cell) for above, cell in zip(rows[-1], cells, strict=True)]
        fresh = False
    return ["\t".join(row) for row in rows]


def _joined(above: str, cell: str) -> str:
    if not above or not cell:
        return above or cell
    return above + cell if re.search(r"\w-$", above) and cell[0].isalnum() else f"{above} {cell}"

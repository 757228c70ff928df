"""Reads tables that a text file rules with dashes, as Pandoc writes them: "-----  -----" below the headings.

The dashes say where the columns are.  Rows become lines with tabs between the cells; the rule stays below the headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

COLUMN_RULE = re.compile(r" *-{2,}(?: +-{2,})+ *$")
FULL_RULE = re.compile(r" *-{12,}(?=\s*$|:{3,})")
TABBED_RULE = re.compile(r"-{3,}(?:\t-{3,})+$")
_PARTS = re.compile(r"[^ ]+(?: [^ ]+)*")  # other white space, such as the no-break space, indents inside a cell
_FARTHEST = 12  # characters that a cell may stand too far left
_LONGEST_HEAD = 14  # lines


def table_at(lines: Sequence[str], start: int) -> tuple[int, list[str]]:
    """The end of the ruled table that begins at a line, and its rows with tabs; no rows where there is none."""
    several = bool(FULL_RULE.match(lines[start]))  # rows of several lines, with blank lines between them
    rule = start
    if not COLUMN_RULE.match(lines[start]):
        first = start + 1
        last = first + _LONGEST_HEAD if several else first + 1
        rule = next((i for i in range(first, min(last, len(lines))) if COLUMN_RULE.match(lines[i])), -1)
        if rule < 0 or (not several and not lines[start].strip()):
            return start, []
    columns = [match.span() for match in re.finditer(r"-+", lines[rule])]
    end = _end(lines, rule + 1, several)
    head = lines[start + several : rule]
    body = list(lines[rule + 1 : end])
    if not any(line.strip() for line in body):
        return start, []
    flush = _is_flush(body, columns)
    closed = end < len(lines) and (FULL_RULE.match(lines[end]) or COLUMN_RULE.match(lines[end]))
    rows = [_row(head, columns, flush)] if any(line.strip() for line in head) else []
    rows.append(["---"] * len(columns))
    rows += [row for piece in _pieces(body, several) if any(row := _row(piece, columns, flush))]
    return end + bool(closed and not re.search(r"[^-\s]", lines[end])), ["\t".join(row) for row in rows]


def _end(lines: Sequence[str], start: int, several: bool) -> int:
    for i in range(start, len(lines)):
        if FULL_RULE.match(lines[i]) or COLUMN_RULE.match(lines[i]):
            return i
        if not lines[i] and not several:
            return i
        if lines[i].startswith(":::") or (several and lines[i] and not lines[i][:2].isspace()):
            return i
    return len(lines)


def _pieces(body: Sequence[str], several: bool) -> list[list[str]]:
    """The lines of each row."""
    if not several or not any(not line.strip() for line in body[:-1]):
        return [[line] for line in body]
    found: list[list[str]] = [[]]
    for line in body:
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return found


def _row(lines: Sequence[str], columns: Sequence[tuple[int, int]], flush: bool) -> list[str]:
    cells = [""] * len(columns)
    for line in lines:
        for at, text in _placed(line, columns, flush):
            hyphened = cells[at].endswith("-") and text[:1].islower()
            cells[at] += text if hyphened or not cells[at] else f" {text}"
    return cells


def _is_flush(lines: Sequence[str], columns: Sequence[tuple[int, int]]) -> bool:
    """Whether cells begin where their column begins, rather than end where it ends."""
    starts = {start - drift for start, _ in columns[1:] for drift in range(3)}
    parts = [match.start() for line in lines for match in _PARTS.finditer(line)]
    inner = [at for at in parts if at > columns[0][1]]
    return 2 * sum(at in starts for at in inner) > len(inner)


def _placed(line: str, columns: Sequence[tuple[int, int]], flush: bool) -> list[tuple[int, str]]:
    """The parts of a line with their columns.

    Files that lost the backslashes before signs such as "*" have the cells behind them that much too far left.
    """
    starts = [start for start, _ in columns]
    found: list[tuple[int, str]] = []
    drift = 0
    for match in _PARTS.finditer(line):
        at = match.start() + drift
        column = max((i for i, start in enumerate(starts) if start <= at), default=0)
        if flush and column + 1 < len(columns) and match.start() and at != starts[column]:
            short = starts[column + 1] - at
            if short <= (_FARTHEST if column or found else _FARTHEST // 4):
                column, drift = column + 1, drift + short
        found += _split(match[0], match.start() + drift, column, starts)
    return found


def _split(text: str, at: int, column: int, starts: Sequence[int]) -> list[tuple[int, str]]:
    """A part that runs over the beginning of the next columns, where a single blank parts two full cells."""
    cuts = [0]
    for i in range(column + 1, len(starts)):
        place = starts[i] - at
        if 0 < place < len(text) and text[place - 1] == " ":
            cuts.append(place)
        else:
            break
    return [(column + i, text[a:b].strip()) for i, (a, b) in enumerate(pairwise([*cuts, len(text)]))]

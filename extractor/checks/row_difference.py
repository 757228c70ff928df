"""A difference printed in a table row is not that of the two values in front of it.

"15.47 | 13.92 | .02": 13.92 - 15.47 is -1.55.

Fires on: a row of a table in which at least four fifths of the rows print the difference of the same two columns.
Silent on: tables whose differences are adjusted, so that most rows do not fit; differences that fit within rounding.
    A right number with the wrong sign is of low severity.
Needs: statements of the kind "difference": from, to, difference.
Source: INSPECT-SR item 4.7 (Wilkinson et al. 2024, doi:10.1136/bmjopen-2024-084164): results recomputed from the table.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import exact, fails, half, of_kind, shown
from extractor.evidence import Flag
from extractor.study import Record


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "difference"):
        (start,), (end,), (told,) = statement.role("from"), statement.role("to"), statement.role("difference")
        change = exact(end) - exact(start)
        slack = half(start) + half(end) + half(told)
        if abs(change - exact(told)) <= slack:
            continue
        sign = abs(change + exact(told)) <= slack
        small = abs(change - exact(told)) <= 2 * slack
        yield fails(
            "row_difference", statement, "low" if sign or small else "medium",
            f"{end.text} - {start.text} = {shown(change, 4)}, but the row prints {quoted(told)}: "
            f"{listed(map(quoted, [start, end]))}.",
            shown(change, 4), told.text,
        )  # fmt: skip

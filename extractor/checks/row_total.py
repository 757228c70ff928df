"""The column of all patients does not fit the columns of the groups beside it.

"30 (60.0) | 17 (68.0) | 15 (60.0)": 17 + 15 = 32.

Fires on: a count of all that is not the sum of the groups, a mean of all that is not the mean of the groups weighted by
    their sizes, in tables whose other rows mostly keep to that rule and whose groups add up to everybody.
Silent on: tables without a column of all, or whose sizes do not add up; medians; means within rounding.
Needs: statements of the kinds "total" and "weighted".
Source: INSPECT-SR item 4.7 (Wilkinson et al. 2024, doi:10.1136/bmjopen-2024-084164): results recomputed from the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import exact, fails, of_kind, plus, shown
from extractor.evidence import Flag
from extractor.study import Record


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "total", "weighted"):
        (total,), parts, sizes = statement.role("total"), statement.role("part"), statement.role("size")
        numbers = [exact(part) for part in parts]
        if statement.kind == "total":
            found = sum(numbers, Fraction(0))
            told = f"{plus(numbers)} = {shown(found)}"
        else:
            n = [exact(size) for size in sizes]
            found = sum((a * b for a, b in zip(numbers, n, strict=True)), Fraction(0)) / sum(n)
            sums = " + ".join(f"{shown(b)} x {shown(a, 4)}" for a, b in zip(numbers, n, strict=True))
            told = f"({sums}) / {shown(sum(n, Fraction(0)))} = {shown(found, 3)}"
        yield fails(
            "row_total", statement, "medium",
            f"{told}, but the column of all says {quoted(total)}: {listed(map(quoted, parts))}.",
            shown(found, 3), total.text,
        )  # fmt: skip

"""A change is not the difference between the beginning and the end that are printed with it.

"Decreased by 5.9% (33.4 µm) from 480.2 to 452.1": the difference is 28.1.

Fires on: a size in the unit of both values that their difference misses by more than rounding and a fiftieth of
    itself; a percentage that is far from the relative change, whichever value it is taken from, and from the
    difference.
Silent on: medians, adjusted and modelled values, whose differences are no differences of what is printed;
    percentages that are near, since a mean of percentages is not the percentage of means; annual and average
    changes.
Needs: statements of the kind "change": from, to and one or two sizes with their units.
Source: Vickers and Altman 2001, doi:10.1136/bmj.323.7321.1123 (change scores).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import exact, fails, half, holds, of_kind, shown
from extractor.evidence import Flag, Reported
from extractor.study import Record

NEAR = Fraction(1, 50)
NEAR_PERCENT = Fraction(1, 4)  # of the size: what means of percentages may differ by


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "change"):
        (start,), (end,), sizes = statement.role("from"), statement.role("to"), statement.role("by")
        wrong = [size for size in sizes if not _fits(start, end, size)]
        change = abs(exact(end) - exact(start))
        told = f"from {start.text} to {end.text} is {shown(change, 4)}"
        relative = f" ({shown(100 * change / abs(exact(start)), 1)}%)" if exact(start) != 0 else ""
        if not wrong:
            yield holds("stated_change", statement, f"{told}{relative}.")
        for size in wrong:
            unit = "%" if size.unit == "%" else ""
            yield fails(
                "stated_change", statement, "medium",
                f"{told}{relative}, but the change is {size.text}{unit}: {listed(map(quoted, [start, end, size]))}.",
                f"{shown(change, 4)}{relative}", f"{size.text}{unit}",
            )  # fmt: skip


def _fits(start: Reported, end: Reported, size: Reported) -> bool:
    change, told = abs(exact(end) - exact(start)), abs(exact(size))
    slack = half(start) + half(end) + half(size)
    if abs(change - told) <= slack + told * NEAR:
        return True
    if size.unit != "%":
        return False
    bases = [base for place in (start, end) if (base := abs(exact(place))) > 0]
    rounding = half(start) + half(end)
    return any(
        abs(100 * change / base - told) <= told * NEAR_PERCENT + 100 * rounding / base + half(size) for base in bases
    )

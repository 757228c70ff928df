"""A count and its percentage in a table cell do not fit the number of patients of their column or row.

"1 (20)" in a column of n = 4: 1 of 4 is 25 %, and 20 % would need 5 patients.

Fires on: a percentage that needs more people than the column, or the row's total, has; one that misses a total at the
    end of its row, which the other cells of the row fit; one that needs fewer than half of its column while another
    group of the row fits its own n; one among many shares of one total that does not fit it. At least four fifths of
    the table's cells must be shares of these totals.
Silent on: rows of means; rows in which every group has another n (a part of the patients); percentages that a few
    missing patients explain; the last digit.
Needs: statements of the kind "share".
Source: rounding granularity (Brown and Heathers 2017, doi:10.1177/1948550616673876), exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extractor.checks.sightings import quoted
from extractor.checks.statements import exact, fails, half, of_kind, shown
from extractor.evidence import Flag, Reported
from extractor.study import Record, Statement


def needed(count: Fraction, percent: Fraction, within: Fraction) -> tuple[Fraction, Fraction | None]:
    """The sizes of a group in which a count is a percentage: from, to; None where nothing ends them."""
    low, high = percent - within, percent + within
    return 100 * count / high, 100 * count / low if low > 0 else None


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "share"):
        (count,), (percent,), n = statement.role("count"), statement.role("percent"), statement.role("n")
        if n:
            yield from _of_n(statement, count, percent, n[0])
        else:
            yield from _of_one_total(statement, count, percent)


def _of_n(statement: Statement, count: Reported, percent: Reported, n: Reported) -> Iterator[Flag]:
    size = exact(n)
    low, high = needed(exact(count), exact(percent), 2 * half(percent))
    too_many = low > size
    too_few = high is not None and high < size / 2 and bool(statement.role("beside"))
    # The cells of a row that ends with its own total share that total: nobody is missing from one of them.
    of_row = n.quote == count.quote and bool(statement.role("beside"))
    if not (too_many or too_few or of_row) or exact(count) > size:
        return
    right = 100 * exact(count) / size
    needs = f"at least {shown(low, 0)}" if too_many else f"about {shown(100 * exact(count) / exact(percent), 0)}"
    yield fails(
        "table_percent", statement, "medium" if abs(right - exact(percent)) > 4 * half(percent) else "low",
        f"{count.text} of {n.text} is {shown(right, 1)}%, not {percent.text}%, which needs {needs}: "
        f"{quoted(count)}, n = {quoted(n)}.",
        f"{count.text} ({shown(right, 1)})", f"{count.text} ({percent.text})",
    )  # fmt: skip


def _of_one_total(statement: Statement, count: Reported, percent: Reported) -> Iterator[Flag]:
    """The total is not printed: what the shares beside it allow."""
    beside = list(zip(statement.role("beside"), statement.role("beside_percent"), strict=True))
    ranges = [needed(exact(c), exact(p), half(p)) for c, p in beside]
    low = max(found[0] for found in ranges)
    high = min(found[1] for found in ranges if found[1] is not None)
    if low > high:
        return
    largest, smallest = 100 * exact(count) / low, 100 * exact(count) / high
    if smallest - 2 * half(percent) <= exact(percent) <= largest + 2 * half(percent):
        return
    right = f"{shown(smallest, 1)} to {shown(largest, 1)}"
    near = smallest - 6 * half(percent) <= exact(percent) <= largest + 6 * half(percent)
    yield fails(
        "table_percent", statement, "low" if near else "medium",
        f"{' and '.join(f'{c.text} ({p.text})' for c, p in beside)} in the same row need a total of {shown(low, 0)} to "
        f"{shown(high, 0)}, of which {count.text} is {right}%, not {percent.text}%.",
        f"{count.text} ({right})", f"{count.text} ({percent.text})",
    )  # fmt: skip

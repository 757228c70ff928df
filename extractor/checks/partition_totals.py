"""Groups that exclude each other have more, or fewer, members than the whole that they divide.

"Of 54 patients, 23 (42.1%) were men and 31 (57.9%) women": 23 of 54 is 42.6%.

Fires on: counts of kinds that exclude each other (men and women, mild and severe) that exceed, or with percentages that
    make 100 miss, the whole stated before them; two counts whose percentages make exactly 100 and are not those of
    their sum; a last row "Total" of a short table that is not the sum of its rows.
Silent on: symptoms, drugs and other things that one person may have several of; percentages of different groups;
    percentages cut off, or rounded twice.
Needs: statements of the kinds "partition", "pair" and "column".
Source: REAPPRAISED checklist (Grey et al. 2020, doi:10.1038/d41586-019-03959-6), arithmetic of its tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import exact, fails, half, holds, of_kind, plus, shown
from extractor.evidence import Flag, Reported
from extractor.study import Record, Statement


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "partition"):
        yield from _partition(statement)
    for statement in of_kind(record, "pair"):
        yield from _pair(statement)
    for statement in of_kind(record, "column"):
        yield from _column(statement)


def _partition(statement: Statement) -> Iterator[Flag]:
    (total,), parts, percents = statement.role("total"), statement.role("part"), statement.role("percent")
    counts, whole = [exact(part) for part in parts], exact(total)
    percent = sum((exact(p) for p in percents), Fraction(0))
    shares = plus([exact(p) for p in percents])
    told = f"{plus(counts)} = {shown(sum(counts, Fraction(0)))} and {shares} = {shown(percent)}%"
    if sum(counts) == whole:
        yield holds("partition_totals", statement, f"{told}.")
    elif sum(counts) > whole and percent > 100 + len(percents):
        yield fails(
            "partition_totals", statement, "medium",
            f"{told}, more than the {quoted(total)} that they divide: {listed(quoted(part) for part in parts)}.",
            f"counts that add up to {shown(whole)}, percentages to 100, or groups that overlap", told,
        )  # fmt: skip


def _pair(statement: Statement) -> Iterator[Flag]:
    counts, percents = statement.role("count"), statement.role("percent")
    whole = sum((exact(count) for count in counts), Fraction(0))
    off = [
        (c, p) for c, p in zip(counts, percents, strict=True) if abs(100 * exact(c) / whole - exact(p)) > 2 * half(p)
    ]
    sums = f"{plus([exact(p) for p in percents])} = 100%, and {plus([exact(c) for c in counts])} = {shown(whole)}"
    if len(off) < len(counts):
        yield holds("partition_totals", statement, f"{sums}.")
        return
    worst = max(abs(100 * exact(c) / whole - exact(p)) for c, p in off)
    shares = [f"{c.text} of {shown(whole)} is {shown(100 * exact(c) / whole)}%, not {p.text}%" for c, p in off]
    yield fails(
        "partition_totals", statement, "medium" if worst > 1 else "low",
        f"{sums}, but {listed(shares)}.",
        listed(f"{c.text} ({shown(100 * exact(c) / whole, 1)}%)" for c, _ in off),
        listed(map(_pair_text, counts, percents)),
    )  # fmt: skip


def _pair_text(count: Reported, percent: Reported) -> str:
    return f"{count.text} ({percent.text}%)"


def _column(statement: Statement) -> Iterator[Flag]:
    (total,), parts = statement.role("total"), statement.role("part")
    numbers = [exact(part) for part in parts]
    added = sum(numbers, Fraction(0))
    yield fails(
        "partition_totals", statement, "medium",
        f"{plus(numbers)} = {shown(added)}, but the row of totals says {quoted(total)}.",
        f"{shown(added)}, or rows that add up to {total.text}", total.text,
    )  # fmt: skip

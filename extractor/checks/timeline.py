"""The dates of a study cannot follow each other, or it was registered after it began.

Recruitment until December 2017 in a paper received in May 2017.

Fires on: recruitment or follow-up that ends after the paper was received or published (high); registration more
    than a month after the first patient (low: late, not impossible).
Silent on: reviews and guides; dates of which only the year is printed; days in figures, whose day and month may be
    either; planned dates.
Needs: statements of the kind "timeline": start, first, end, registered, received, published.
Source: INSPECT-SR items 2.2 and 2.4 (Wilkinson et al. 2024, doi:10.1136/bmjopen-2024-084164); De Angelis et al.
    2004, doi:10.1056/NEJMe048225 (registration before the first patient).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from extractor.checks.sightings import distinct, quoted
from extractor.checks.statements import of_one_study
from extractor.evidence import Flag, Reported
from extractor.study import Record, Statement

MONTH = timedelta(days=31)


def check(record: Record) -> Iterator[Flag]:
    for statement in record.statements:
        if statement.kind == "timeline" and of_one_study(record):
            yield from _after_submission(statement)
            yield from _late_registration(statement)


def day(place: Reported) -> date:
    return date.fromisoformat(str(place.value))


def _after_submission(statement: Statement) -> Iterator[Flag]:
    sent = min(statement.role("received", "published"), key=day, default=None)
    last = max(statement.role("start", "first", "end"), key=day, default=None)
    if sent is None or last is None or day(last) <= day(sent):
        return
    if (day(last).year, day(last).month) == (day(sent).year, day(sent).month):
        return  # months are printed without their days
    yield Flag(
        check="timeline", status="fails", severity="high",
        message=f"The study went on until {quoted(last)}, after the paper was received or published, {quoted(sent)}.",
        about=distinct([last, sent]), expected=f"an end before {sent.text}", found=last.text,
    )  # fmt: skip


def _late_registration(statement: Statement) -> Iterator[Flag]:
    registered = min(statement.role("registered"), key=day, default=None)
    first = min(statement.role("start", "first"), key=day, default=None)
    if registered is None or first is None or day(registered) <= day(first) + MONTH:
        return
    yield Flag(
        check="timeline", status="fails", severity="low",
        message=f"Registered {quoted(registered)}, after recruitment had begun, {quoted(first)}.",
        about=distinct([registered, first]), expected=f"registration by {first.text}", found=registered.text,
    )  # fmt: skip

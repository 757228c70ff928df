"""A rate is not that of the events and the person-time printed with it.

"150 events over 60,000 person-years, a rate of 5.0 per 1,000 person-years": 150 / 60,000 is 2.5 per 1,000.

Fires on: events, person-time and a rate in one sentence, in the same unit of time, where the rate is off by more
    than a twentieth and by more than rounding.
Silent on: adjusted and standardized rates; rates in another unit of time than the person-time.
Needs: statements of the kind "rate": events, time, rate, and the person-time that the rate is per.
Source: Rothman, Greenland and Lash, Modern Epidemiology, chapter 3 (a rate is events over person-time); CONSORT
    2010 item 17a, doi:10.1136/bmj.c332.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from extractor.checks.sightings import listed, quoted
from extractor.checks.statements import exact, fails, half, holds, of_kind, shown
from extractor.evidence import Flag
from extractor.study import Record

_OTHER_RATE = re.compile(r"adjust|standardi[sz]|weighted|model|estimat|bootstrap|Poisson", re.IGNORECASE)
NEAR = Fraction(1, 20)


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "rate"):
        (events,), (time,), (rate,) = statement.role("events"), statement.role("time"), statement.role("rate")
        per = next((exact(place) for place in statement.role("per")), Fraction(1))
        if exact(time) == 0 or _OTHER_RATE.search(rate.quote):
            continue
        found = exact(events) * per / exact(time)
        told = f"{events.text} / {time.text} x {shown(per)} = {shown(found)}"
        if abs(found - exact(rate)) <= max(half(rate), found * NEAR):
            yield holds("rate_of_events", statement, f"{told}.")
        else:
            yield fails(
                "rate_of_events", statement, "medium",
                f"{told} per {shown(per)}, but the rate is {quoted(rate)}: {listed(map(quoted, [events, time]))}.",
                shown(found), rate.text,
            )  # fmt: skip

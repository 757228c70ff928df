"""The time of the primary endpoint differs between two places of the paper.

Fires on: two places that both speak of the primary endpoint of one study and name different times.
Silent on: secondary and other assessments; "within" or "at least" a time; several primary times; the same time in other
    units (3 months and 12 weeks, day 2 and 24 hours); a place that does not call its time primary.
Needs: a timepoint with the role "primary", rival times of the primary endpoint among the `others` of its `days`.
Source: abstracts that differ from their text, Pitkin et al. 1999, doi:10.1001/jama.281.12.1110.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from extractor.checks.sightings import distinct, listed, number_of, quoted, study_name, words
from extractor.evidence import Flag, Reported, Sighting
from extractor.study import Record, Study, Timepoint

_PRIMARY = re.compile(r"\b(?:primary|main|principal)\b", re.IGNORECASE)
_OTHER_ROLE = re.compile(
    r"\b(?:secondary|exploratory|co-?primary|within|at least|up to|through(?:out)?)\b", re.IGNORECASE
)
_UNIT = re.compile(r"minute|min\b|hour|\bhr?s?\b|day|week|month|year", re.IGNORECASE)


def same_time(one: Fraction, other: Fraction, same_unit: bool) -> bool:
    """Whether two times in days are one time, allowing for months of 28 or 31 days and for days that count from 1."""
    if one == other:
        return True
    gap, larger = abs(one - other), max(abs(one), abs(other))
    if same_unit:
        return gap <= larger / 1000
    return gap <= larger / 10 or gap == 1


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        primary = [timepoint for timepoint in study.timepoints if timepoint.role == "primary"]
        if len(primary) == 1:
            yield from _judge(study, primary[0])


def _judge(study: Study, timepoint: Timepoint) -> Iterator[Flag]:
    days = timepoint.days
    own = number_of(days)
    if own is None or not _speaks_of_primary(days):
        return
    found = []
    for rival in days.others:
        number = number_of(rival)
        if number is not None and _speaks_of_primary(rival) and not same_time(own, number, _unit(days) == _unit(rival)):
            found.append(rival)
    if found:
        yield _flag(study, days, found)


def _speaks_of_primary(place: Sighting) -> bool:
    return place.sign == "=" and bool(_PRIMARY.search(place.quote)) and not _OTHER_ROLE.search(place.quote)


def _unit(place: Sighting) -> str | None:
    found = _UNIT.search(f"{place.text} {place.unit or ''}")
    return found[0].lower()[0:2] if found else None


def _flag(study: Study, days: Reported, found: list[Sighting]) -> Flag:
    return Flag(
        check="timepoint_agrees",
        status="fails",
        severity="medium",
        message=f"{study_name(study)}: the primary endpoint is at {quoted(days)}, "
        f"but at {listed(quoted(rival) for rival in found)}.",
        about=distinct([days, *found]),
        expected=words(days),
        found=listed(words(rival) for rival in found),
        study=study.id,
    )

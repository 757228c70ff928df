"""How checks judge numbers that a paper prints together: their exact values, and the flag that quotes all of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from extractor.checks.sightings import distinct
from extractor.evidence import Flag, Sighting
from extractor.study import Record, Statement

Severity = Literal["high", "medium", "low"]


def of_kind(record: Record, *kinds: str) -> Iterator[Statement]:
    """The statements of some kinds, each place once."""
    seen: set[tuple[tuple[int, int], ...]] = set()
    for statement in record.statements:
        places = tuple(part.value.span for part in statement.parts)
        if statement.kind in kinds and places not in seen:
            seen.add(places)
            yield statement


def of_one_study(record: Record) -> bool:
    """Whether a document reports a study of its own and retells none: what it says twice is of one study."""
    retold = any(not study.reported_here for study in record.studies)
    return not retold and record.document.kind not in {"review", "technical_guide"}


def exact(place: Sighting) -> Fraction:
    """The number as printed, without any rounding error; a change keeps the sign that is printed."""
    return Fraction(place.number or "0")


def half(place: Sighting) -> Fraction:
    """Half a unit of the last printed digit."""
    return Fraction(1, 2 * 10 ** len((place.number or "").partition(".")[2]))


def shown(value: Fraction, decimals: int = 2) -> str:
    """A computed number for a sentence, without idle zeros."""
    text = f"{float(value):,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plus(places: list[Fraction]) -> str:
    return " + ".join(shown(value, 4) for value in places)


def fails(check: str, statement: Statement, severity: Severity, message: str, expected: str, found: str) -> Flag:
    about = distinct(part.value for part in statement.parts)
    return Flag(
        check=check, status="fails", severity=severity, message=message, about=about, expected=expected, found=found
    )


def holds(check: str, statement: Statement, message: str) -> Flag:
    """A statement that was recomputed and agrees."""
    about = distinct(part.value for part in statement.parts)
    return Flag(check=check, status="holds", severity="low", message=message, about=about)

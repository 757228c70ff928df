"""Two different studies report the same values, digit for digit.

Two trials of different drugs by different authors, in both of which a score falls by 11.37 (SD 6.24), 8.91 (SD 5.88),
12.46 (SD 6.03) and 7.15 (SD 5.92).

Fires on: four or more results with a spread (value and spread with three digits or more each) that two documents
    report of studies which share neither author and year, registration number, DOI nor title, and of which neither
    document retells the other (medium).
Silent on: two reports by one first author (companion papers); one article in two files; guides and reviews; values that
    more than four documents share (constants, norms, quotations).
Needs: the results of all documents of a run, each with its spread as printed.
Source: the same values in two studies; Wilkinson et al. 2024, INSPECT-SR (item 4.11), doi:10.1136/bmjopen-2024-084164.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from extractor.checks.across import Get, first_author, signs
from extractor.checks.sightings import alone, listed, words
from extractor.evidence import Elsewhere, Flag
from extractor.study import Record, Result

ENOUGH = 4
DIGITS = 3
MOST_DOCUMENTS = 4


class Index:
    """Which documents of a run state which values; documents are added one at a time and not kept."""

    def __init__(self) -> None:
        self._holders: dict[str, list[str]] = defaultdict(list)
        self._order: dict[str, int] = {}

    def add(self, order: int, record: Record) -> None:
        self._order[record.document.path] = order
        for value in sorted({_digest(told) for told, _ in _values(record)}):
            self._holders[value].append(record.document.path)

    def flags(self, get: Get) -> Iterator[tuple[str, Flag]]:
        """Each flag with the path of its document, the later of two; `get` opens again those that share values."""
        shared: Counter[tuple[str, str]] = Counter()
        for paths in self._holders.values():
            if 1 < len(paths) <= MOST_DOCUMENTS:
                shared.update(combinations(paths, 2))
        alike = [pair for pair, count in shared.items() if count >= ENOUGH]
        for first, second in sorted(alike, key=lambda pair: (self._order[pair[1]], self._order[pair[0]])):
            one, other = get(second), get(first)
            if not _related(one, other):
                yield second, _flag(one, other)


def _values(record: Record) -> Iterator[tuple[str, Result]]:
    """Each own result whose value and spread have enough digits to be told from others by chance."""
    for study in record.studies if record.document.kind != "technical_guide" else []:
        for result in study.results if study.reported_here else []:
            if result.spread is None or result.value.number is None or result.spread.number is None:
                continue
            value, spread = result.value.number.lstrip("-"), result.spread.number
            if min(_digits(value), _digits(spread)) >= DIGITS:
                yield f"{value} {spread}", result


def _digits(number: str) -> int:
    return len(number.replace(".", "").lstrip("0"))


def _digest(text: str) -> str:
    """A short stand-in for a value, so that those of many documents fit in memory."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _related(one: Record, other: Record) -> bool:
    """Whether the two documents are about one study, by one first author, or one cites what the other reports."""
    keys = [{key for sign in signs(0, record) for key in sign.keys} for record in (one, other)]
    if keys[0] & keys[1] or one.document.id == other.document.id:
        return True
    names = [
        first_author(words(r.publication.authors)) if r.publication.authors is not None else "" for r in (one, other)
    ]
    return bool(names[0]) and names[0] == names[1]


def _flag(one: Record, other: Record) -> Flag:
    mine, theirs = dict(_values(one)), dict(_values(other))
    same = [value for value in mine if value in theirs]
    shown = listed(value.replace(" ", " (") + ")" for value in same[:ENOUGH])
    there = other.document
    return Flag(
        check="copied_values",
        status="fails",
        severity="medium",
        message=f"{len(same)} results of {one.document.name} are, digit for digit, those of {there.name}, "
        f"a different study: {shown}.",
        about=[alone(mine[value].value) for value in same],
        expected="values of its own",
        found=f"{len(same)} values with their spreads as in {there.name}",
        elsewhere=[
            Elsewhere(document=there.name, path=there.path, about=[alone(theirs[value].value) for value in same])
        ],
    )

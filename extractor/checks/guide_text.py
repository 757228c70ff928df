"""A vendor's guide says that nothing is known of its compound, or shows that it was put together without being read.

"Ravoxetine does not correspond to a publicly documented molecule"; "we offer high-quality this compound"; "dopamine
(B1211576)"; "as was shown. nih.gov".

Fires on: a guide that says that its compound, or data on it, are unknown (medium); an address of its own that is
    another compound's page (medium); the words "this compound" where a name must stand; catalogue numbers glued behind
    names; bare sites in place of sources (each low, one flag for all places of a kind).
Silent on: papers of science; "this compound" as a person would say it; numbers in brackets that are no catalogue's;
    one bare site alone; the sites of a reference list, which the check of references tells.
Needs: the guide's statements and defects with their sentences.
Source: phrases that no author writes, Cabanac et al. 2021, doi:10.48550/arXiv.2107.06751; pages of vendors read by
    hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from extractor.checks.sightings import distinct, listed, quoted, words
from extractor.evidence import Flag, Reported
from extractor.study import Record

SHOWN = 3
_Kind = tuple[str, Literal["medium", "low"], str, str]
_KINDS: tuple[_Kind, ...] = (
    (
        "other_page",
        "medium",
        "The guide's own address is the page of another catalogue number: {}.",
        "the header's number",
    ),
    ("replaced_name", "low", "A name was replaced by “this compound”: {}.", "the compound's name"),
    ("glued_number", "low", "Catalogue numbers are glued behind names: {}.", "names alone"),
    ("bare_site", "low", "Bare sites stand for sources: {}.", "a publication as the source"),
)


def check(record: Record) -> Iterator[Flag]:
    unknown = [statement for statement in record.guide.statements if statement.value == "unknown"]
    if unknown:
        name = record.subject.stated_name
        of = quoted(name) if name is not None else "its compound"
        sentence = " ".join(unknown[0].quote.split())
        yield Flag(
            check="guide_text",
            status="fails",
            severity="medium",
            message=f"The guide says itself that {of} or data on it are unknown: “{sentence}”",
            about=distinct(unknown[:SHOWN]),
            expected="data of the compound itself",
            found=words(unknown[0]),
        )
    for kind, severity, message, expected in _KINDS:
        places = [defect for defect in record.guide.defects if defect.value == kind]
        if not places or (kind == "bare_site" and len(places) < 2):
            continue
        shown = listed(_shown(place, kind) for place in places[:SHOWN])
        yield Flag(
            check="guide_text",
            status="fails",
            severity=severity,
            message=message.format(shown),
            about=distinct(places),
            expected=expected,
            found=words(places[0]),
        )


def _shown(place: Reported, kind: str) -> str:
    """The place in its words; "this compound" with the words around it."""
    if kind != "replaced_name":
        return quoted(place)
    quote = " ".join(place.quote.split())
    at = quote.find(words(place))
    start, end = max(0, at - 25), at + len(words(place)) + 20
    start = quote.find(" ", start) + 1 if start else 0
    end = quote.rfind(" ", at, end) if end < len(quote) else len(quote)
    return f"“{quote[start:end]}”"

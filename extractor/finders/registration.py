"""Finds registration numbers of trials, and the dates of registration, recruitment, follow-up and submission."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.statements import statement
from extractor.language import sentences_of
from extractor.language.context import place
from extractor.language.doc import Doc

FOUND_BY = "rules.registration"
# Registry, what its numbers look like anywhere, and their exact form.
REGISTRIES: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    ("ClinicalTrials.gov", re.compile(r"\bNCT[\s:#-]{0,2}(?P<id>\d[\d]{3,11})(?![\d]|\s\d)"), re.compile(r"\d{8}")),
    ("ISRCTN", re.compile(r"\bISRCTN[\s:#-]{0,2}(?P<id>\d{4,12})(?![\d]|\s\d)"), re.compile(r"\d{8}")),
    ("EudraCT", re.compile(r"\bEudraCT\b[^\d\n.;]{0,24}(?P<id>\d{4}\s?[-–‐]\s?\d{4,8}\s?[-–‐]\s?\d{1,3})(?!\d)", re.IGNORECASE), re.compile(r"20\d\d\s?[-–‐]\s?\d{6}\s?[-–‐]\s?\d\d")),
    ("ACTRN", re.compile(r"\bACTRN[\s:#-]{0,2}(?P<id>\d{10,18})(?!\d)"), re.compile(r"0?126\d{11}")),
    ("ChiCTR", re.compile(r"\bChiCTR[\s-]{0,2}(?P<id>(?:[A-Z]{3,5}[\s-]?)?\d{6,12})(?!\d)"), re.compile(r"(?:[A-Z]{3,5}[\s-]?)?(?:\d{8}|\d{10})")),
    ("DRKS", re.compile(r"\bDRKS[\s:#-]{0,2}(?P<id>\d{5,11})(?!\d)"), re.compile(r"\d{8}")),
    ("UMIN", re.compile(r"\bUMIN[\s:#-]{0,2}(?P<id>0\d{4,12})(?!\d)"), re.compile(r"\d{9}")),
)  # fmt: skip
_OWN = re.compile(
    r"\bregist|\btrial (?:ID|identifier|number)|\bidentifier\b|clinicaltrials\.gov|controlled-trials|\bISRCTN\b|\bEudraCT\b",
    re.IGNORECASE,
)
MONTHS = {name: number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_DATE = rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:of\s)?)?{_MONTH},?\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?(?:19|20)\d\d)"
_DATED = re.compile(rf"{_MONTH},?\s(?:\d{{1,2}}\w{{0,2}},?\s)?(?:19|20)\d\d|\d[./]\d{{1,2}}[./]20\d\d")
# What happened when; each names the group with its date.
EVENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("start", re.compile(rf"\b(?:recruit\w*|enrol\w*|conducted|carried out|performed|took place|randomi[sz]ed|included|screened)\b[^.;\d]{{0,60}}\b(?:between|from)\s(?P<d>{_DATE})\s(?:and|to|until|through|[-–])\s(?P<d2>{_DATE})")),
    ("start", re.compile(rf"\b(?:between|from)\s(?P<d>{_DATE})\s(?:and|to|until|through|[-–])\s(?P<d2>{_DATE}),?\s[^.;]{{0,80}}\b(?:were|was)\s(?:\w+\s){{0,2}}?(?:recruited|enrol+ed|randomi[sz]ed|included|screened)\b", re.IGNORECASE)),
    ("start", re.compile(rf"\b(?:recruitment|enrol+ment|inclusion)\s(?:of (?:\w+\s){{1,3}})?(?:began|started|commenced|took place|opened)\s(?:in|on)\s(?P<d>{_DATE})", re.IGNORECASE)),
    ("first", re.compile(rf"\bfirst (?:patient|participant|subject)\b[^.;\d]{{0,50}}?\b(?:in|on)\s(?P<d>{_DATE})", re.IGNORECASE)),
    ("end", re.compile(rf"\b(?:follow-?up|data collection|last (?:patient|participant|visit)|the (?:study|trial))\b[^.;\d]{{0,60}}\b(?:completed|ended|finished|closed|concluded)\b[^.;\d]{{0,20}}\b(?:in|on|by)\s(?P<d>{_DATE})", re.IGNORECASE)),
    ("registered", re.compile(rf"\b(?:regist(?:ered|ration))\b[^.;]{{0,80}}?\b(?:on|in|date:?|at)\s(?:the\s)?(?P<d>{_DATE})", re.IGNORECASE)),
    ("received", re.compile(rf"\b(?:Manuscript received|Received|Submitted|Submission (?:received|date))\b\W{{0,3}}(?:for publication\s|date\W{{0,2}}|on\s|in\s)?(?P<d>{_DATE}|\d{{1,2}}[./]\d{{1,2}}[./]20\d\d)")),
    ("published", re.compile(rf"\b(?:Published(?: online)?|First published|Available online)\b\W{{0,3}}(?:on\s|in\s)?(?P<d>{_DATE})")),
)  # fmt: skip
_PLANNED = re.compile(
    r"\b(?:will|planned|expected|anticipat|previous|earlier|pilot|extension|register(?:ed)? patients|cancer regist)",
    re.IGNORECASE,
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    yield from _numbers(document)
    yield from _dates(doc, document)


def _numbers(document: Document) -> Iterator[Mention]:
    """Each number that is this trial's, with its registry; one not of its registry's form, and pairs that nearly agree."""
    for registry, loose, exact in REGISTRIES:
        seen: dict[str, Mention] = {}
        for match in loose.finditer(document.text):
            span = Span(*match.span("id"))
            if place(document, span) in {"references", "disclaimer"}:
                continue
            number = re.sub(r"[\s–‐-]", "", match["id"])
            mention = Mention("statement.part", Span(*match.span()), value=number, found_by=FOUND_BY, score=0.9)
            if exact.fullmatch(match["id"]) is None and not _goes_on(document.text, span.end):
                name = Mention("statement.part", mention.span, value=registry, found_by=FOUND_BY, score=0.9)
                yield statement("registration_form", [("registry", name), ("number", mention)], FOUND_BY)
                continue
            for other, known in seen.items():
                if number != other and _one_slip(number, other) and _OWN.search(document.text[max(0, span.start - 160) : span.end]):  # fmt: skip
                    yield statement("registration_twice", [("one", known), ("other", mention)], FOUND_BY)
            seen.setdefault(number, mention)


def _goes_on(text: str, end: int) -> bool:
    """Whether a line end or a hyphen may have cut the number."""
    return re.match(r"\s*[-–\n]\s*\d|\s\d", text[end : end + 4]) is not None


def _one_slip(one: str, other: str) -> bool:
    """Whether two numbers differ by one digit, or by two neighbours that changed places."""
    if len(one) != len(other):
        return False
    places = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 1:
        return abs(places[0] - len(one)) > 2  # a neighbour in the registry: a sister trial
    i, j = (places[0], places[-1]) if places else (0, 0)
    return len(places) == 2 and j == i + 1 and one[i] == other[j] and one[j] == other[i]


def _dates(doc: Doc, document: Document) -> Iterator[Mention]:
    found: list[tuple[str, Mention]] = []
    for offset, text in sentences_of(doc):
        if not _DATED.search(text):
            continue
        where = place(document, Span(offset, offset + 1))
        if where in {"references", "table"}:
            continue
        for event, pattern in EVENTS:
            if event in {"start", "first", "end"} and (
                where in {"introduction", "discussion"} or _PLANNED.search(text)
            ):
                continue
            for match in pattern.finditer(text):
                for group, role in (("d", event), ("d2", "end")):
                    printed = match.groupdict().get(group)
                    day = day_of(printed) if printed else None
                    if day is not None:
                        span = Span(offset + match.start(group), offset + match.end(group))
                        found.append((role, Mention("statement.part", span, value=day.isoformat(), found_by=FOUND_BY, score=0.9)))  # fmt: skip
    roles = {role for role, _ in found}
    if roles & {"start", "first", "end"} and roles & {"registered", "received", "published"}:
        yield statement("timeline", found[:12], FOUND_BY)


def day_of(printed: str) -> date | None:
    """The first day that a printed date may be: "March 2012" is the first of March."""
    numeric = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](20\d\d)", printed)
    if numeric:
        return None  # day and month may be either
    month = re.search(_MONTH, printed)
    year = re.search(r"(?:19|20)\d\d", printed)
    day = re.search(r"(?<!\d)\d{1,2}(?!\d)", printed)
    if month is None or year is None:
        return None
    try:
        return date(int(year[0]), MONTHS[month[0][:3].lower()], int(day[0]) if day else 1)
    except ValueError:
        return None

"""Finds changes whose beginning, end and size are all printed: "decreased by 12 points (24%) from 50 to 38"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.statements import statement
from extractor.language import sentences_of
from extractor.language.context import place
from extractor.language.doc import Doc
from extractor.language.numbers import DIGITS, as_printed

FOUND_BY = "rules.changes"
_NUMBER = rf"(?:(?<![\w)\]%.])[-−–]\s?)?{DIGITS}"
_UNIT = r"(?P<{}>\s?(?:%|[a-zA-Zμµ°][\w/.·μµ²³-]{{0,9}}(?:\s[Hh]g|/\w+)?))?"
# What may stand behind a mean: its spread, or a bracket.
_SPREAD = rf"(?:\s?(?:±|\+/-|\+-)\s?{DIGITS})?"
_CHANGE = r"(?P<word>(?:de|in)creas(?:e|ed|es|ing)|reduc(?:tion|ed|es)|ris(?:e|en|es)|rose|f[ae]ll(?:s|en)?|dropp?(?:ed)?|declin(?:e|ed|es)|improv(?:ement|ed|es)|chang(?:e|ed|es)|gain(?:ed)?|loss)"
FROM_TO = rf"\bfrom\s(?:(?:a|an|the)\s)?(?:(?:mean|baseline|average|initial|value|score|level)s?\s(?:of\s)?){{0,4}}(?P<from>{_NUMBER}){_UNIT.format('unit_a')}{_SPREAD}(?:\s?\w{{1,6}})?(?:\s?\([^()]{{0,60}}\))?(?:\s(?:at|in|on|before)\s[\w ]{{1,30}}?)?\s?,?\s?\bto\s(?:(?:a|an|the)\s)?(?:(?:mean|average|value|score|level|final)s?\s(?:of\s)?){{0,3}}(?P<to>{_NUMBER}){_UNIT.format('unit_b')}"
# "decrease of CCT by 5.9% (33.4 ± 8.08 µm) from ... to ..."
SIZE_FIRST = re.compile(
    rf"\b{_CHANGE}\b(?P<said>[^.;:()\d]{{0,60}}?)\b(?:by|of)\s(?:(?:a|an|the|approximately|about|mean|average)\s)*(?P<by>{_NUMBER}){_UNIT.format('by_unit')}{_SPREAD}(?:\s?\w{{1,6}})?(?:\s?\(\s?(?P<also>{_NUMBER}){_UNIT.format('also_unit')}{_SPREAD}[^()]{{0,12}}\))?[\s,(]{{1,3}}{FROM_TO}"
)
# "fell from 50 to 38, a reduction of 24%", "from 50 to 38 (24%)"
SIZE_LAST = re.compile(
    rf"\b{_CHANGE}\b(?P<said>[^.;:()\d]{{0,60}}?){FROM_TO}{_SPREAD}(?:\s?\w{{1,6}})?(?:\s?\(\s?(?:(?:a|an)\s)?(?P<by>[-−–+]?\s?{DIGITS})(?P<by_unit>\s?%)(?:\s(?:de|in)crease|\sreduction|\schange|\simprovement)?\s?\)|,\s?(?:(?:that is|i\.e\.|representing|corresponding to|amounting to),?\s)?an?\s(?:mean\s|relative\s|overall\s)?(?:(?:de|in)crease|reduction|change|improvement|rise|fall|drop)\sof\s(?P<by_b>{DIGITS})(?P<by_unit_b>\s?%))"
)
# Of medians, ranks and models the difference is not the difference of what is printed.
_OTHER = re.compile(r"\bmedian|adjust|geometric|least[- ]squares|model|odds|imput|per (?:year|month|week|day)|each (?:year|month)|annual|respectively|between|weight(?:ed)? ", re.IGNORECASE)  # fmt: skip


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for offset, text in sentences_of(doc):
        if " to " not in text or "from " not in text:
            continue
        at = Span(offset, offset + 1)
        if place(document, at) in {"references", "disclaimer", "table"}:
            continue
        yield from in_text(text, offset)


def in_text(text: str, offset: int = 0) -> Iterator[Mention]:
    for pattern in (SIZE_FIRST, SIZE_LAST):
        for match in pattern.finditer(text):
            if _OTHER.search(text[max(0, match.start() - 40) : match.end()]) or _unlike(match):
                continue
            parts = [("from", _part(offset, match, "from", "unit_a")), ("to", _part(offset, match, "to", "unit_b"))]
            for group in ("by", "also", "by_b"):
                if match.groupdict().get(group):
                    unit = {"by": "by_unit", "also": "also_unit", "by_b": "by_unit_b"}[group]
                    parts.append(("by", _part(offset, match, group, unit)))
            if all(part.number is not None for _, part in parts):
                about = Span(offset + match.start(), offset + match.end())
                yield statement("change", parts, FOUND_BY, about)


def _unlike(match: re.Match[str]) -> bool:
    """Whether beginning and end are in different units, or are no amounts at all."""
    one, other = (match[group].strip() if match[group] else "" for group in ("unit_a", "unit_b"))
    times = re.compile(r"(?:week|day|month|year|hour|visit|min|baseline|patients|participants|subjects)", re.IGNORECASE)
    return bool(times.match(one) or times.match(other)) or (one == "%") != (
        other == "%" or (one == "%" and other == "")
    )


def _part(offset: int, match: re.Match[str], group: str, unit: str) -> Mention:
    span = Span(offset + match.start(group), offset + match.end(group))
    shown = (match.groupdict().get(unit) or "").strip() or None
    number = as_printed(match[group].replace(" ", ""))
    return Mention("statement.part", span, number=number, unit=shown, found_by=FOUND_BY, score=0.9)

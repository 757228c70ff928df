"""Finds means and medians with the range or quartiles printed right behind them: "median 14 days (range 7 to 28)"."""

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

FOUND_BY = "rules.ranges"
_NUMBER = rf"(?:(?<![\w)\]%.])[-−]\s?)?{DIGITS}"
_BOUNDS = rf"(?P<low>{_NUMBER})\s?(?P<unit_low>[a-zA-Z%µμ/]{{0,8}})\s?(?:to|[-–—−]|,|and)\s?(?P<high>{_NUMBER})"
VALUE = re.compile(
    rf"\b(?P<kind>means?|medians?|average)\b(?P<what>[^.;:()\[\]\d]{{0,60}}?)(?:\bof|\bwas|\bwere|\bis|[:,=\s])\s?(?P<value>{_NUMBER})\s?(?:(?:±|\+/-)\s?{DIGITS}\s?)?(?P<unit>(?:%|[a-zA-Zµμ/²³]{{1,12}}))?\s?(?:[(\[,;]\s?)(?:(?:SD|standard deviation)?\s?[=:±]?\s?{DIGITS}\s?[a-z]{{0,6}}\s?[,;)]\s?\(?)?(?P<bounds>range|IQR|inter-?quartile range|min\W{{1,3}}max)(?:\s(?:of|was|from))?[\s:,=;\[(]{{0,3}}{_BOUNDS}(?!\s?%\s?CI)",
    re.IGNORECASE,
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for offset, text in sentences_of(doc):
        if "ange" not in text and "IQR" not in text:
            continue
        if place(document, Span(offset, offset + 1)) in {"references", "disclaimer", "table"}:
            continue
        yield from in_text(text, offset)


def in_text(text: str, offset: int = 0) -> Iterator[Mention]:
    for match in VALUE.finditer(text):
        parts = []
        for role in ("value", "low", "high"):
            span = Span(offset + match.start(role), offset + match.end(role))
            number = as_printed(match[role].replace(" ", ""))
            parts.append((role, Mention("statement.part", span, number=number, found_by=FOUND_BY, score=0.9)))
        if all(part.number is not None for _, part in parts):
            about = Span(offset + match.start(), offset + match.end())
            yield statement("range", parts, FOUND_BY, about)

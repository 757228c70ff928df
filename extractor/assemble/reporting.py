"""Turns sightings into reported values: each with its quotation, page, boxes, section and confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from extractor.document import Box, Document, Repair, Span
from extractor.evidence import Interval, Mention, Reported, Sighting, Spread
from extractor.language import sentence_of
from extractor.language.doc import Doc
from extractor.language.numbers import value_of


@dataclass(frozen=True)
class Reporter:
    """Makes Reported values out of the mentions of one document."""

    document: Document
    doc: Doc

    @cached_property
    def doubted(self) -> list[Repair]:
        """Characters whose shape on the page may not be the one that the file names."""
        return [repair for repair in self.document.repairs if not repair.sure]

    def quote(self, span: Span) -> Span:
        """The sentence or the table row in which a span stands."""
        table = self.document.table(span)
        cell = table.cell_at(span.start) if table else None
        if table is not None and cell is not None:
            row = table.row_span(cell.row)
            return Span(min(row.start, span.start), max(row.end, span.end))
        return sentence_of(self.doc, span)

    def legibility(self, boxes: Sequence[Box]) -> float:
        """How far the letters at a place can be believed, from 0 to 1."""
        certain = 0.5 if any(_touches(repair.box, box) for repair in self.doubted for box in boxes) else 1.0
        if boxes and self.document.pages[boxes[0].page - 1].ocr:
            certain *= 0.7  # letters guessed from a picture
        return certain

    def sighting(self, mention: Mention, confidence: float | None = None) -> dict[str, Any]:
        document, span = self.document, mention.span
        boxes = document.boxes(span)
        certain = self.legibility(boxes)
        section = document.section(span)
        title = document.quote(section.title) if section is not None and section.title is not None else None
        return {
            "text": document.quote(span),
            "value": value_shown(mention, document.quote(span)),
            "number": mention.number,
            "unit": mention.unit,
            "sign": mention.sign,
            "quote": document.quote(self.quote(span)),
            "span": (span.start, span.end),
            "page": document.page(span),
            "boxes": [(box.page, box.x0, box.top, box.x1, box.bottom) for box in boxes],
            "section": re.sub(r"\s+", " ", title) if title else None,
            "found_by": mention.found_by or "rules",
            "confidence": round(certain * (confidence if confidence is not None else mention.score), 3),
        }

    def report(
        self,
        mentions: Sequence[Mention],
        rivals: Iterable[Mention] = (),
        first_is_best: bool = False,
        confidence: float | None = None,
    ) -> Reported:
        """One value from all its sightings, the best in front; rivals say another value of the same thing.

        Its confidence is that of all sightings together, unless `confidence` is known.
        """
        best, others = self._ranked(mentions, first_is_best)
        return Reported(
            **self.sighting(best, corroborated(mentions) if confidence is None else confidence),
            others=[Sighting(**self.sighting(m)) for m in [*others, *rivals]],
        )

    def one(self, mention: Mention | None) -> Reported | None:
        return None if mention is None else self.report([mention])

    def spread(self, mention: Mention | None, kind: str | None = None) -> Spread | None:
        if mention is None:
            return None
        named: Any = mention.value if mention.value in {"SD", "SE", "IQR", "range", "CI"} else kind
        printed = self.sighting(mention)
        if mention.number is None:
            printed["value"] = None  # a range has bounds, not one value
        lower, upper = self.one(mention.parts.get("lower")), self.one(mention.parts.get("upper"))
        return Spread(**printed, kind=named, lower=lower, upper=upper)

    def interval(self, mention: Mention | None) -> Interval | None:
        if mention is None:
            return None
        lower, upper = self.report([mention.parts["lower"]]), self.report([mention.parts["upper"]])
        level = float(mention.number) if mention.number else None
        return Interval(
            **{**self.sighting(mention), "value": None, "number": None}, lower=lower, upper=upper, level=level
        )

    def _ranked(self, mentions: Sequence[Mention], first_is_best: bool) -> tuple[Mention, list[Mention]]:
        ranked = list(mentions) if first_is_best else sorted(mentions, key=lambda m: (-m.score, m.span.start))
        best = ranked[0]
        seen = {best.span}
        others = []
        for mention in sorted(ranked[1:], key=lambda m: m.span.start):
            if not any(mention.span.overlaps(span) for span in seen):
                seen.add(mention.span)
                others.append(mention)
        return best, others


def _touches(a: Box, b: Box) -> bool:
    return a.page == b.page and a.x0 < b.x1 and b.x0 < a.x1 and a.top < b.bottom and b.top < a.bottom


def value_shown(mention: Mention, text: str) -> int | float | str | None:
    """The normalised value: a derived one, else the printed number, else the words with single spaces."""
    if mention.field == "timepoint":
        return mention.value
    if mention.number is not None:
        return value_of(mention.number)
    if mention.value is not None and not isinstance(mention.value, float):
        return mention.value
    return re.sub(r"\s+", " ", text)


def corroborated(mentions: Sequence[Mention]) -> float:
    """Confidence of a value seen in several places: each further sighting halves a part of the doubt."""
    scores = sorted((m.score for m in mentions), reverse=True)
    doubt = 1 - min(scores[0], 0.97)
    for score in scores[1:4]:
        doubt *= 1 - 0.4 * score
    return round(min(1 - doubt, 0.99), 3)


def grouped(mentions: Iterable[Mention]) -> list[list[Mention]]:
    """Mentions of one field by value, the best supported first."""
    groups: dict[tuple[object, ...], list[Mention]] = {}
    for mention in mentions:
        value = value_of(mention.number) if mention.number is not None else str(mention.value).casefold()
        groups.setdefault((value, mention.unit, mention.sign), []).append(mention)
    return sorted(groups.values(), key=lambda group: (-round(corroborated(group), 3), group[0].span.start))


def common_case(document: Document, words: str) -> str:
    """Words without the capital of a sentence's beginning: lower case when the document also prints them so."""
    words = re.sub(r"\s+", " ", words)
    lower = words[:1].lower() + words[1:]
    return lower if re.search(rf"(?<!\w){re.escape(lower.split()[0])}(?!\w)", document.text) else words


Role = Literal["primary", "secondary", "other"]


def role_of(roles: Iterable[object]) -> Role:
    """The strongest of some roles."""
    named = set(roles)
    if "primary" in named:
        return "primary"
    return "secondary" if "secondary" in named else "other"

"""A document as the models read it: what each number of its results is, and which words of a sentence name what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from extractor.document import Document, Span
from extractor.language import sentences_of
from extractor.language.context import is_beside_results, place
from extractor.language.doc import Doc
from extractor.language.tokens import split
from extractor.models import number_roles, result_words
from extractor.models.number_roles import (
    AMONG_RESULTS,
    AT,
    RESULTS,
    Array,
    Numbered,
    Place,
    numbered,
    place_in,
    values_of,
)
from extractor.models.result_links import Stretch

LONGEST = 160  # words; what is longer is a table or a list that lost its layout
# Where a paper tells its own numbers.
READ_IN = frozenset({"abstract", "results", "other", "conclusion"})
COUNTED = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|hundred)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Roles:
    """The numbers of a sentence, and for each how likely each role is."""

    sentence: Numbered
    likely: Array

    def of(self, start: int, end: int) -> Array | None:
        """How likely each role is for the number that begins among some characters of the sentence."""
        for (first, _), likely in zip(self.sentence.spans, self.likely, strict=True):
            if start <= first < end:
                return np.asarray(likely)
        return None


def is_result(likely: Array) -> float:
    """How likely a number is a result of an arm, of whatever kind."""
    return float(sum(likely[AT[role]] for role in RESULTS))


def roles_of(doc: Doc, document: Document) -> Mapping[int, Roles]:
    """By the offset of the sentence: the roles of the numbers wherever a document may tell its own results."""
    if "roles" not in doc.notes:
        seen = []
        for offset, text in sentences_of(doc):
            at = Span(offset, offset + 1)
            if (
                COUNTED.search(text)
                and place(document, at) in READ_IN
                and not is_beside_results(document, at)
                and text.count(" ") < LONGEST
            ):
                seen.append((offset, numbered(text, _place(document, at))))
        values = values_of([n for _, sentence in seen for n in sentence.printed])
        doc.notes["roles"] = {
            offset: Roles(sentence, number_roles.judged(sentence, values))
            for offset, sentence in seen
            if sentence.spans
        }
    found: Mapping[int, Roles] = doc.notes["roles"]
    return found


def _place(document: Document, at: Span) -> Place:
    if place(document, at) == "abstract":
        whole = next((a for a in document.abstracts if at.start in a), Span(0, len(document.text)))
        return place_in(at.start - whole.start, whole.end - whole.start, short=True)
    section = document.section(at)
    if section is None or section.kind != "results":
        return AMONG_RESULTS
    return place_in(at.start - section.span.start, 0, short=False)


class Reading:
    """The words of a sentence with the place of each, and which of them name groups and outcomes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.starts: list[int] = []
        at = 0
        for piece, gap in zip(*split(text), strict=True):
            if not piece.isspace():
                self.words.append(piece)
                self.starts.append(at)
            at += len(piece) + gap
        found = result_words.read(self.words) if len(self.words) <= LONGEST else []
        self.groups = [Stretch(f.start, f.end) for f in found if f.kind == "INTV"]
        self.sure = [f.sure for f in found if f.kind == "INTV"]
        self.outcomes = [Stretch(f.start, f.end) for f in found if f.kind == "OC"]

    def stretch(self, start: int, end: int) -> Stretch:
        """The words that touch some characters."""
        first = next(i for i in range(len(self.words)) if self.starts[i] + len(self.words[i]) > start)
        last = next((i for i in range(first, len(self.words)) if self.starts[i] >= end), len(self.words))
        return Stretch(first, max(last, first + 1))

    def characters(self, stretch: Stretch) -> tuple[int, int]:
        return self.starts[stretch.start], self.starts[stretch.end - 1] + len(self.words[stretch.end - 1])


def reading_of(doc: Doc, offset: int, text: str) -> Reading:
    """The reading of one sentence of a document, made once."""
    readings = doc.notes.setdefault("readings", {})
    if offset not in readings:
        readings[offset] = Reading(text)
    found: Reading = readings[offset]
    return found

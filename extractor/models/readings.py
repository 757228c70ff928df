"""A sentence as the taggers read it: its words, whether it reports results, and which of its words name what."""

from __future__ import annotations

from extractor.language.doc import Doc
from extractor.language.tokens import split
from extractor.models import result_sentences, result_words
from extractor.models.result_links import Stretch

LEAST_CHANCE = 0.3  # of telling results: nine in ten sentences with results pass, few of the others
LONGEST = 160  # words; what is longer is a table or a list that lost its layout


class Reading:
    """The words of a sentence with the place of each, and what the taggers make of them."""

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
        whole = len(self.words) <= LONGEST
        self.reports_results = whole and result_sentences.chance(self.words) >= LEAST_CHANCE
        found = result_words.read(self.words) if self.reports_results else []
        self.groups = [Stretch(f.start, f.end) for f in found if f.kind == "INTV"]
        self.sure = [f.sure for f in found if f.kind == "INTV"]
        self.outcomes = [Stretch(f.start, f.end) for f in found if f.kind == "OC"]
        self.measured = [self.characters(Stretch(f.start, f.end)) for f in found if f.kind == "MEAS"]

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

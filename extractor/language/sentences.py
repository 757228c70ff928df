"""Finds where sentences end, without being fooled by "et al.", "i.v.", "Fig. 2" or "p = .03".

A sentence never crosses the edge of a block, a table cell or a table row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from spacy.tokens import Doc

from extractor.document import Document, Span
from extractor.language.tokens import ABBREVIATIONS

ABBREVIATED = frozenset(f"{word}." for word in ABBREVIATIONS)
# These may well end a sentence, so the next word's capital decides.
OFTEN_LAST = frozenset({"etc.", "i.v.", "i.p.", "s.c.", "p.o.", "i.m.", "s.d.", "s.e.m.", "min.", "wt.", "al."})
LONGEST = 400  # words; what is longer is a list or a table that lost its layout
BULLETS = frozenset("-–•")
CLOSERS = frozenset("\"'”’)]»")


class Sentence(NamedTuple):
    """The offset of a sentence's first character, and its text."""

    start: int
    text: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))


class Words(NamedTuple):
    """The words of a text and whether a space follows each."""

    words: Sequence[str]
    spaces: Sequence[bool]


def hard_edges(document: Document) -> set[int]:
    """Offsets at which a sentence must begin: blocks, and rows and cells of tables."""
    edges = {block.span.start for block in document.blocks} | {block.span.end for block in document.blocks}
    for table in document.tables:
        for cell in table.cells:
            edges |= {cell.span.start, cell.span.end}
    return edges


def starts(text: Words, edges: set[int]) -> list[bool]:
    """For each word whether a sentence starts with it."""
    words, spaces = text
    offsets = [0, *accumulate(len(word) + space for word, space in zip(words, spaces, strict=True))]
    begins = [i == 0 or offsets[i] in edges for i in range(len(words))]
    longest = 0
    for i in range(len(words)):
        longest = 0 if begins[i] else longest + 1
        if longest >= LONGEST:
            begins[i], longest = True, 0
    for i, word in enumerate(words[:-1]):
        if _ends_sentence(text, i):
            after = _after_closers(text, i + 1)
            if after < len(words) and _may_begin(text, after, word):
                begins[after] = True
    return begins


def _ends_sentence(text: Words, i: int) -> bool:
    words, spaces = text
    word = words[i]
    if word in {"!", "?"}:
        return True
    if word == ".":
        previous = words[i - 1] if i else ""
        if len(previous) == 1 and previous.isupper() and not spaces[i - 1]:
            return words[i + 1] == "["  # an initial: "J. Smith"
        return True
    return word.lower() in OFTEN_LAST


def _after_closers(text: Words, i: int) -> int:
    """Skip quotation marks, brackets and citation marks that belong to the sentence before."""
    words, spaces = text
    while i < len(words):
        if words[i].isspace() or (words[i] in CLOSERS and not spaces[i - 1]):
            i += 1
        elif words[i] == "[" and i + 1 < len(words) and words[i + 1][:1].isdigit():
            while i < len(words) and words[i] != "]":
                i += 1
            i += 1
        else:
            break
    return i


def _may_begin(text: Words, i: int, ended_with: str) -> bool:
    words, spaces = text
    word = words[i]
    if word in CLOSERS or word in {",", ";", ":"}:
        return False
    separated = spaces[i - 1] or words[i - 1].isspace() or words[i - 1] == "]" or (word in BULLETS and spaces[i])
    if ended_with.lower() in ABBREVIATED:
        return separated and word[:1].isupper() and ended_with.lower() in OFTEN_LAST and word not in {"I", "II"}
    return separated and not word[:1].islower()


def sentences_of(doc: Doc) -> Sequence[Sentence]:
    """The sentences of a parsed document, in order."""
    found: Sequence[Sentence] = doc.user_data["sentences"]
    return found


def sentence_at(doc: Doc, offset: int) -> Sentence:
    """The sentence in which a character stands."""
    i = bisect_right(doc.user_data["starts"], offset) - 1
    return sentences_of(doc)[max(i, 0)]


def sentence_of(doc: Doc, span: Span) -> Span:
    """The sentence, or the run of sentences, that holds a span, without white space at its ends."""
    start = sentence_at(doc, span.start).start
    end = sentence_at(doc, max(span.start, span.end - 1)).span.end
    text = doc.user_data["text"][start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    return Span(min(start, span.start), max(end, span.end))


def index(doc: Doc, text: str, begins: Sequence[bool]) -> Doc:
    """Keep the sentences with the Doc, where they are looked up by offset."""
    offsets = [token.idx for token, begin in zip(doc, begins, strict=True) if begin] or [0]
    found = tuple(
        Sentence(start, text[start:end]) for start, end in zip(offsets, [*offsets[1:], len(text)], strict=True)
    )
    doc.user_data.update(text=text, starts=offsets, sentences=found)
    return doc

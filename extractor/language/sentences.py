"""Finds where sentences end, without being fooled by "et al.", "i.v.", "Fig. 2" or "p = .03".

A sentence never crosses the edge of a block, a table cell or a table row.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress, pairwise
from operator import add
from typing import NamedTuple

from extractor.document import Document, Span
from extractor.language.doc import Doc, Sentence
from extractor.language.tokens import ABBREVIATIONS

ABBREVIATED = frozenset(f"{word}." for word in ABBREVIATIONS)
# These may well end a sentence, so the next word's capital decides.
OFTEN_LAST = frozenset({"etc.", "i.v.", "i.p.", "s.c.", "p.o.", "i.m.", "s.d.", "s.e.m.", "min.", "wt.", "al."})
LONGEST = 400  # words; what is longer is a list or a table that lost its layout
BULLETS = frozenset("-–•")
ENDS = frozenset(".!?")
CLOSERS = frozenset("\"'”’)]»")


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


def starts(text: Words, edges: set[int]) -> tuple[list[bool], list[int]]:
    """For each word whether a sentence starts with it, and the offsets of the words."""
    words, spaces = text
    offsets = list(accumulate(map(add, map(len, words), spaces), initial=0))
    begins = list(map(edges.__contains__, offsets[:-1]))
    if begins:
        begins[0] = True
    first = 0
    for at in [*compress(range(len(words)), begins), len(words)]:
        begins[first + LONGEST : at : LONGEST] = [True] * len(range(first + LONGEST, at, LONGEST))
        first = at
    for i, word in enumerate(words[:-1]):
        if (word in ENDS or word[-1] == ".") and _ends_sentence(text, i):
            after = _after_closers(text, i + 1)
            if after < len(words) and _may_begin(text, after, word):
                begins[after] = True
    return begins, offsets[:-1]


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
    return doc.sentences


def sentence_at(doc: Doc, offset: int) -> Sentence:
    """The sentence in which a character stands."""
    i = bisect_right(doc.starts, offset) - 1
    return doc.sentences[max(i, 0)]


def sentence_of(doc: Doc, span: Span) -> Span:
    """The sentence, or the run of sentences, that holds a span, without white space at its ends."""
    start = sentence_at(doc, span.start).start
    end = sentence_at(doc, max(span.start, span.end - 1)).span.end
    text = doc.text[start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    return Span(min(start, span.start), max(end, span.end))


def words_of(doc: Doc) -> Iterator[tuple[Sentence, int, Sequence[str]]]:
    """Each sentence with the place of its first word and its words."""
    for sentence, (first, end) in zip(doc.sentences, pairwise([*doc.firsts, len(doc.words)]), strict=True):
        yield sentence, first, doc.words[first:end]


def doc_of(text: str, words: Sequence[str], begins: Sequence[bool], offsets: Sequence[int]) -> Doc:
    """The words of a text put together to sentences, which are looked up by offset."""
    firsts = list(compress(range(len(words)), begins)) or [0]
    starts = [offsets[first] for first in firsts] if offsets else [0]
    found = tuple(Sentence(start, text[start:end]) for start, end in pairwise([*starts, len(text)]))
    return Doc(text, words, array("i", offsets), found, starts, firsts)

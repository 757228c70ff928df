"""Finds where sentences end, without being fooled by "et al.", "i.v.", "Fig. 2" or "p = .03".

A sentence never crosses the edge of a block, a table cell or a table row.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc

from extractor.document import Document, Span
from extractor.language.tokens import ABBREVIATIONS

ABBREVIATED = frozenset(f"{word}." for word in ABBREVIATIONS)
# These may well end a sentence, so the next word's capital decides.
OFTEN_LAST = frozenset({"etc.", "i.v.", "i.p.", "s.c.", "p.o.", "i.m.", "s.d.", "s.e.m.", "min.", "wt.", "al."})
CLOSERS = frozenset("\"'”’)]»")
CITATION = re.compile(r"\[\d")


def hard_edges(document: Document) -> list[int]:
    """Offsets at which a sentence must begin: blocks, and rows and cells of tables."""
    edges = {block.span.start for block in document.blocks} | {block.span.end for block in document.blocks}
    for table in document.tables:
        for cell in table.cells:
            edges |= {cell.span.start, cell.span.end}
    return sorted(edges)


def split(doc: Doc, edges: list[int]) -> Doc:
    """Set the sentence starts of a Doc."""
    forced = set(edges)
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in forced
    for i in range(len(doc) - 1):
        if _ends_sentence(doc, i):
            start = _after_closers(doc, i + 1)
            if start < len(doc) and _may_begin(doc, start, doc[i].text):
                doc[start].is_sent_start = True
    return doc


def _ends_sentence(doc: Doc, i: int) -> bool:
    text = doc[i].text
    if text in {"!", "?"}:
        return True
    if text == ".":
        previous = doc[i - 1].text if i else ""
        if len(previous) == 1 and previous.isupper() and not doc[i - 1].whitespace_:
            return i + 1 < len(doc) and doc[i + 1].text == "["  # an initial: "J. Smith"
        return True
    return text.lower() in OFTEN_LAST


def _after_closers(doc: Doc, i: int) -> int:
    """Skip quotation marks, brackets and citation marks that belong to the sentence before."""
    while i < len(doc):
        text = doc[i].text
        if text in CLOSERS and not (i and doc[i - 1].whitespace_):
            i += 1
        elif text == "[" and i + 1 < len(doc) and doc[i + 1].text[:1].isdigit():
            while i < len(doc) and doc[i].text != "]":
                i += 1
            i += 1
        elif text.isspace():
            i += 1
        else:
            break
    return i


def _may_begin(doc: Doc, i: int, ended_with: str) -> bool:
    text = doc[i].text
    if text in CLOSERS or text in {",", ";", ":"}:
        return False
    separated = bool(doc[i - 1].whitespace_) or doc[i - 1].text.isspace() or doc[i - 1].text == "]"
    if ended_with.lower() in ABBREVIATED:
        return separated and text[:1].isupper() and ended_with.lower() in OFTEN_LAST and text not in {"I", "II"}
    if not separated:
        return False
    return not text[:1].islower()


def sentence_of(doc: Doc, span: Span) -> Span:
    """The sentence, or the run of sentences, that holds a span, without white space at its ends."""
    inside = doc.char_span(span.start, span.end, alignment_mode="expand")
    if inside is None:
        return span
    start, end = inside[0].sent.start_char, inside[-1].sent.end_char
    text = doc.text[start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    return Span(min(start, span.start), max(end, span.end))

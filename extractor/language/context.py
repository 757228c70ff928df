"""Where in a paper a sentence stands, and how much that place is worth for a value of the study itself."""

from __future__ import annotations

import re

from extractor.document import Document, Span

# How far a value in each kind of place may be taken as the study's own.
WORTH = {
    "title": 0.95, "label": 0.97, "table": 0.9, "abstract": 0.93, "methods": 0.92, "results": 0.9, "other": 0.8,
    "conclusion": 0.55, "discussion": 0.45, "introduction": 0.45, "disclaimer": 0.1, "references": 0.0,
}  # fmt: skip

LONGEST_ABSTRACT = 6000
BESIDE_RESULTS = frozenset({"methods", "discussion", "conclusion"})
NAMES_RESULTS = re.compile(r"\b(?:results?|findings)\b", re.IGNORECASE)  # "Methods and results"

# "Study Design: ...", "Participants: ...": a labelled bullet says what its sentence is about.
LABEL = re.compile(r"(?:[-*•‣◦–]\s*)?(?P<label>[A-Z][A-Za-z/&() -]{2,48}?)\s*:\s")


def place(document: Document, span: Span) -> str:
    """The kind of place: title, abstract, methods, results, ..., references, disclaimer, table or other."""
    if span.end - span.start != 1:
        return _place(document, span)
    known = document.places.get(span.start)  # each finder asks for the first character of each sentence
    if known is None:
        known = document.places[span.start] = _place(document, span)
    return known


def _place(document: Document, span: Span) -> str:
    if document.title is not None and span in document.title:
        return "title"
    if document.table(span) is not None:
        return "table"
    section = document.section(span)
    if section is not None and any(span.start in abstract for abstract in document.abstracts):
        return "abstract"  # its labelled parts too
    if section is None or section.kind not in WORTH or section.kind == "title":
        # A text with a title and nothing but paragraphs below it is an abstract.
        return "abstract" if len(document.sections) <= 1 and len(document.text) < LONGEST_ABSTRACT else "other"
    return section.kind


def worth(document: Document, span: Span) -> float:
    """The score of a plain statement that stands at a span, from 0 to 1."""
    at = place(document, span)
    if at not in {"table", "title"} and label(document, span):
        return WORTH["label"]
    return WORTH[at]


def label(document: Document, span: Span) -> str | None:
    """The label of the bullet or paragraph in which a span stands: "Participants"."""
    block = document.block(span)
    if block is None or block.kind in {"heading", "table"}:
        return None
    match = LABEL.match(document.quote(block.span))
    return match["label"] if match and block.span.start + match.end() <= span.start else None


def is_beside_results(document: Document, span: Span) -> bool:
    """Whether a paper with a section of results says something in its methods, discussion or conclusion.

    Such a paper reports its results in that section, its abstract and its tables: its methods give settings and
    criteria, its discussion the numbers of others.
    """
    if not any(section.kind == "results" for section in document.sections):
        return False
    around = [section for section in document.sections if span.start in section.span]
    kinds = {section.kind for section in around}
    titles = " ".join(document.quote(section.title) for section in around if section.title and section.kind != "title")
    return bool(kinds & BESIDE_RESULTS) and not kinds & {"abstract", "results"} and not NAMES_RESULTS.search(titles)


def column(document: Document, span: Span) -> str | None:
    """The words above a table cell, header rows joined: "Primary Measure"."""
    table = document.table(span)
    cell = table.cell_at(span.start) if table else None
    if table is None or cell is None or cell.header:
        return None
    return " ".join(document.quote(above.span) for above in table.headers(cell.column)).strip()

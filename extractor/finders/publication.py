"""Finds how a paper names itself: its authors, journal, year and DOI, on its first page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc

from extractor.document import Block, Document, Span
from extractor.evidence import Mention

FIRST_PAGE = 9000  # characters
DOI = re.compile(
    r"(?:\bdoi\s?:?\s?|doi\.org/)(?P<doi>10\.\d{4,9}/[^\s\]\)>,;]+[^\s\]\)>,;.])(?!\.\s?[a-z])", re.IGNORECASE
)
DATED = re.compile(
    r"\b(?:published(?: online)?|accepted(?: after revision)?|first published|publish-ahead-of-print)\W{0,3}(?:on |as |in )?(?:(?:\d{1,2}(?:st|nd|rd|th)? )?[A-Z][a-z]{2,8}\.? (?:\d{1,2},? )?)?(?P<year>(?:19|20)\d\d)\b"
    r"|(?:©|\(c\)|[Cc]opyright)\s(?:The Author\(s\),? |by )?(?P<year2>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
# "Indian Heart Journal 74 (2022) 212–217", "J Intern Med. 2009; 265: 119-133", "Annals of X 9 (2019) 77–78"
CITED_AS = re.compile(
    r"^(?P<journal>[A-Z][A-Za-z&.,' -]{4,70}?),?\s(?:\(?(?P<year>(?:19|20)\d\d)\)?\s?[;,:]\s?(?:volume )?\d{1,4}|\d{1,4}\s\((?P<year2>(?:19|20)\d\d)\)|volume \d{1,4}, (?P<year3>(?:19|20)\d\d))",
    re.MULTILINE,
)
_PERSON = r"(?:[A-Z](?:[a-zà-ÿ'’-]+|\.)[,\s]{0,2}){1,3}(?:(?:van|de|von|der|den|di|la|El|Al)\s)*[A-ZÀ-Þ][\wà-ÿ'’-]+"
PEOPLE = re.compile(rf"^{_PERSON}(?:[\s,*†‡§a-z\d¹²³⁰⁴-⁹]{{0,12}}(?:,|\band\b|&|$|;))", re.UNICODE)
NO_NAMES = re.compile(
    r"\b(?:university|department|hospital|institute|received|author|date|open access|abstract|team|journal|https?|www)\b",
    re.IGNORECASE,
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    text = document.text[:FIRST_PAGE]
    end = min((s.span.start for s in document.sections if s.kind == "references"), default=len(text))
    if doi := DOI.search(text, 0, end):
        yield _mention("doi", Span(*doi.span("doi")), value=doi["doi"])
    yield from _authors(document)
    cited = CITED_AS.search(text, 0, min(end, 4000))
    if cited:
        yield _mention("journal", Span(*cited.span("journal")))
    for match in (cited, DATED.search(text, 0, end)):
        if match and (group := next((g for g in ("year", "year2", "year3") if match.groupdict().get(g)), None)):
            yield _mention("year", Span(*match.span(group)), number=match[group])
            return


def _mention(field: str, span: Span, value: str | None = None, number: str | None = None) -> Mention:
    return Mention(f"publication.{field}", span, number=number, value=value, found_by="rules.publication", score=0.9)


def _authors(document: Document) -> Iterator[Mention]:
    """The line of names right below the title."""
    if document.title is None:
        return
    below = [block for block in document.blocks if block.span.start >= document.title.end][:2]
    for block in below:
        if _is_names(document, block):
            yield _mention("authors", block.span)
            return


def _is_names(document: Document, block: Block) -> bool:
    text = document.quote(block.span)
    return block.kind in {"paragraph", "heading"} and PEOPLE.match(text) is not None and not NO_NAMES.search(text[:200])

"""Finds how a paper names itself: its authors, journal, year and DOI, on its first page and in its running heads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language.doc import Doc
from extractor.readers.bylines import is_byline

FIRST_PAGE = 9000  # characters
DOI = re.compile(
    r"(?:\bdoi\s?:?\s?|doi\.\s?org/)(?P<doi>10\.\d{4,9}/(?>[^\s\]\)>,;|]+))(?P<more> [a-z])?", re.IGNORECASE
)
_WORD = r"(?:[A-Z][\w.&’'-]*:?|&|of|the|and|in|for|on)"
_JOURNAL = rf"(?P<journal>(?:the |The )?[A-Z][\w&’'-]*[.:]?(?: {_WORD}){{0,9}}?)[™®\ufffd]?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PAGES = r"(?:[A-Za-z]{0,4}\d[\w.]*)"
# The place of a paper in its journal.  Below, the forms in which journals print it, most telling first.
CITED_AS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        # "Trials (2015) 16:12", "J Am Heart Assoc. 2020;9:e015927", "J. Clin. Med. 2024, 13, 2418", "BMJ2015;350:h2145"
        rf"{_JOURNAL}[.,]?\s?\(?{_YEAR}\)?(?: [A-Z][a-z]{{2,8}} \d{{1,2}})?\s?[;,:]?\s?\d{{1,4}}(?:\s?\(\d+\))?\s?[:,;]\s?{_PAGES}",
        # "Indian Heart Journal 74 (2022) 212–217"
        rf"{_JOURNAL},? \d{{1,4}} \({_YEAR}\),? {_PAGES}",
        # "International Journal of COPD 2015:10"
        rf"{_JOURNAL} {_YEAR}[:;]\s?\d{{1,4}}\b",
        # "Journal of Diabetes Research Volume 2016, Article ID 1635361", "Nature Medicine | Volume 30 | August 2024 |"
        rf"{_JOURNAL},? Volume {_YEAR}, Article ID",
        rf"{_JOURNAL}\W{{1,3}}(?i:vol(?:ume|\.)) \d{{1,4}}\W{{1,3}}(?:(?i:n(?:umber|o\.)|issue) \d{{1,3}}\W{{1,3}})?(?:[A-Z][a-z]{{2,8}} )?{_YEAR}\b",
        # "International Journal of Neuroscience, 2016; Early Online: 1–8"
        rf"{_JOURNAL}, {_YEAR}; Early Online",
        # "PLoS ONE 9(12): e114024", "Cureus 17(8): e89514", "Neurological Research, 37:8, 662-673"
        rf"{_JOURNAL},? \d{{1,3}}(?:\(\d{{1,3}}\):|:\d{{1,2}},) {_PAGES}",
    )
)
PUBLISHED = re.compile(
    r"\b(?:published(?: online)?|first published|publish-ahead-of-print|available online)\W{0,3}(?:on |as |in )?"
    r"(?:\d{1,2}/\d{1,2}/|(?:(?:\d{1,2}(?:st|nd|rd|th)? )?[A-Z][a-z]{2,8}\.? (?:\d{1,2},? )?))?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(r"(?:©|\(c\)|\bcopyright)[^\n.;\d]{0,40}?\.?\s?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
NO_JOURNAL = frozenset(
    """january february march april may june july august september october november december volume number issue
    published received accepted revised table figure fig box article page pages section study version copyright
    group visit day week month year score total mean version chapter grade phase part edition in the on for at of
    and""".split()
)
_PUBLISHER = re.compile(r"^(?:Hindawi|Wiley|Springer|Elsevier|Dovepress)(?: Publishing Corporation)? ")
# "Systematic Review. Global Heart": not the end of a sentence are abbreviations ("Pharmacol. Ther.").
_SENTENCE_END = re.compile(
    r"(?:[A-Za-z]{6,}|[A-Z]{3,})(?<!ol)(?<!iatr)(?<!sci)(?<!therap)(?<!metab)(?<!immun)(?<!chem)(?<!transl)(?<!assoc)"
    r"(?<!cardiovasc)(?<!commun)(?<!gastroent)(?<!disord)\. (?=[A-Z])"
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    text = document.text
    end = min((s.span.start for s in document.sections if s.kind == "references"), default=len(text))
    first = Span(0, min(end, FIRST_PAGE))
    heads = [block.span for block in document.blocks if block.kind == "furniture"]
    if doi := next((found for span in (first, *heads) if (found := _doi(text, span))), None):
        yield _mention("doi", doi, value=text[doi.start : doi.end])
    yield from _authors(document)
    cited = next(filter(None, (_citation(text, span) for span in (*heads, *_own_places(document, first)))), None)
    if cited:
        journal, year = cited
        yield _mention("journal", journal)
        if year is not None:
            yield _mention("year", year, number=text[year.start : year.end])
            return
    places = (first, *heads)
    dated = next((m for pattern in (PUBLISHED, COPYRIGHT) for span in places if (m := _in(pattern, text, span))), None)
    if dated:
        yield _mention("year", Span(*dated.span("year")), number=dated["year"])


def _mention(field: str, span: Span, value: str | None = None, number: str | None = None) -> Mention:
    return Mention(f"publication.{field}", span, number=number, value=value, found_by="rules.publication", score=0.9)


def _doi(text: str, span: Span) -> Span | None:
    """The first whole DOI in a piece of text; one that a space cuts ("10.1371/journal. pone.0144385") is passed over."""
    for match in DOI.finditer(text, span.start, span.end):
        printed = match["doi"].rstrip(".")
        if printed == match["doi"] or not (match["more"] or "").strip().islower():
            return Span(match.start("doi"), match.start("doi") + len(printed))
    return None


def _in(pattern: re.Pattern[str], text: str, span: Span) -> re.Match[str] | None:
    return pattern.search(text, span.start, span.end)


def _own_places(document: Document, first: Span) -> Iterator[Span]:
    """The blocks of the first page: a paper cites itself at their beginnings, or after "Cite this as"."""
    for block in document.blocks:
        if block.span.start < first.end and block.kind in {"paragraph", "heading", "list_item"}:
            yield Span(block.span.start, min(block.span.end, first.end))


def _citation(text: str, span: Span) -> tuple[Span, Span | None] | None:
    """The journal and the year of a paper's own place in a journal, as a piece of text cites it."""
    for pattern in CITED_AS:
        for match in pattern.finditer(text, span.start, span.end):
            start = match.start("journal")
            name = match["journal"]
            if publisher := _PUBLISHER.match(name):
                start += publisher.end()
            for sentence in _SENTENCE_END.finditer(name):
                start = max(start, match.start("journal") + sentence.end())
            journal = Span(start, start + len(text[start : match.end("journal")].rstrip(".")))
            words = re.findall(r"[a-z]+", text[journal.start : journal.end].lower())
            if words and not NO_JOURNAL.issuperset(words) and words[0] not in NO_JOURNAL - {"the"}:
                year = Span(*match.span("year")) if "year" in pattern.groupindex else None
                return journal, year
    return None


def _authors(document: Document) -> Iterator[Mention]:
    """The line of names right below the title."""
    if document.title is None:
        return
    below = [block for block in document.blocks if block.span.start >= document.title.end][:3]
    named = next((b for b in below if b.kind in {"paragraph", "heading"} and is_byline(document.quote(b.span))), None)
    if named is not None:
        yield _mention("authors", named.span)

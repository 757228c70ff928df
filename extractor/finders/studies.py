"""Finds the studies that a guide or a review retells: "Zarate et al. (2006), Archives of General Psychiatry".

A study is named by a heading, by a row of a summary table, or in a sentence; its `about` is the text that tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Block, Document, Span, Table
from extractor.evidence import Mention
from extractor.language import sentence_at
from extractor.language.doc import Doc

_NAME = r"[A-Z][a-zà-ÿ]+(?:[-'’][A-Z]?[a-zà-ÿ]+)*|[A-Z]['’][A-Z][a-zà-ÿ]+|Mc[A-Z][a-z]+|(?:[Vv]an|[Dd]e|[Dd]i|[Vv]on)(?: (?:der|den|la))? [A-Z][a-zà-ÿ]+"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?P<letter>[a-z])?"
AUTHOR_YEAR = re.compile(
    rf"(?P<author>{_NAME})(?: [A-Z]{{1,3}}\.?(?=,| et| and))?"
    rf"(?:(?P<more>,? (?:et al\.?|and (?:colleagues|co-?workers|associates)|(?:and|&) (?:{_NAME})))(?:['’]s?)?(?P<extra>(?: [a-z]+){{0,2}}),? ?(?:\({_YEAR}\)|\[?{_YEAR.replace('year', 'year2').replace('letter', 'letter2')}\]?(?!\d))"
    rf"|,? \({_YEAR.replace('year', 'year3').replace('letter', 'letter3')}\))"
)
# What only headings say: "The Zarate Study (2006)", "The 2006 study by Zarate", "Zarate et al., Arch Gen Psychiatry 2006"
IN_HEADINGS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<author>{_NAME})(?: et al\.?| and (?:colleagues|co-?workers))?(?:['’]s?)? (?:[Ss]tudy|[Tt]rial|[Ee]xperiment|[Pp]aper|[Rr]eport),? \(?{_YEAR}\)?",
        rf"\b{_YEAR} (?:[Ss]tudy|[Tt]rial|[Ee]xperiment|[Pp]aper|[Rr]eport) (?:by|of) (?P<author>{_NAME})",
        rf"(?P<author>{_NAME})(?: et al\.?,?| and (?:colleagues|co-?workers),?|,)(?: [^()\d]{{0,60}}?)?,? \(?{_YEAR}\)?$",
    )
)
NOT_AN_AUTHOR = frozenset(
    """january february march april may june july august september october november december study studies trial
    trials figure table section phase version copyright date published received accepted revised introduction
    methods results since in from during until week day year part appendix edition guideline guidelines act volume
    issue spring summer autumn winter depression disorder disease resistant treatment patients placebo scale model
    protocol guide review analysis clinical major early recent the first second third original this initial
    landmark pivotal experimental helsinki declaration python consort prisma google microsoft statement software spss
    stata""".split()
)
STUDY_COLUMN = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|references?|authors?|sources?|publications?|papers?)\b", re.IGNORECASE
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    yield from _headed(document)
    for table in document.tables:
        yield from _rows(document, table)
    yield from _told(doc, document)


def _headed(document: Document) -> Iterator[Mention]:
    for section in document.sections:
        if section.title is None or section.kind == "references" or section.title == document.title:
            continue
        match = author_year(document.quote(section.title)) or _in_heading(document.quote(section.title))
        if match:
            yield _mention(match, section.title.start, section.span, "heading", 0.95)


def _in_heading(text: str) -> re.Match[str] | None:
    found = (pattern.search(text) for pattern in IN_HEADINGS)
    return next((match for match in found if match and _is_study(match)), None)


def _rows(document: Document, table: Table) -> Iterator[Mention]:
    """Rows of a summary table, one a study: the first column names it."""
    found = []
    body = [cell for cell in table.cells if not cell.header and cell.column == 0]
    for cell in body:
        match = author_year(document.quote(cell.span))
        if match and match.start() <= len("(10) "):
            found.append(_mention(match, cell.span.start, table.row_span(cell.row), "row", 0.9))
    titled = any(STUDY_COLUMN.search(document.quote(above.span)) for above in table.headers(0))
    if found and (titled or len(found) * 2 > len(body)):
        yield from found


def _told(doc: Doc, document: Document) -> Iterator[Mention]:
    """Sentences that name a study as their subject; what follows in the paragraph is about it until the next is named."""
    for block in document.blocks:
        if block.kind in {"paragraph", "list_item"} and not _in_back_matter(document, block):
            named = []
            for match in AUTHOR_YEAR.finditer(document.quote(block.span)):
                if _is_study(match):
                    start = block.span.start + match.start()
                    named.append((match, sentence_at(doc, start).start))
            for i, (match, start) in enumerate(named):
                end = named[i + 1][1] if i + 1 < len(named) and named[i + 1][1] > start else block.span.end
                yield _mention(match, block.span.start, Span(start, end), "sentence", 0.6)


def _in_back_matter(document: Document, block: Block) -> bool:
    section = document.section(block.span)
    return section is not None and section.kind in {"references", "disclaimer"}


def author_year(text: str) -> re.Match[str] | None:
    """The first study named in a short text, None when there is none."""
    return next((match for match in AUTHOR_YEAR.finditer(text) if _is_study(match)), None)


def _is_study(match: re.Match[str]) -> bool:
    return not {word.lower() for word in match["author"].split()} & NOT_AN_AUTHOR


def year_of(match: re.Match[str]) -> tuple[str, str]:
    """The year of a match of AUTHOR_YEAR, and the letter after it ("2006", "b")."""
    groups = match.groupdict()
    for suffix in ("", "2", "3"):
        if groups.get("year" + suffix):
            return groups["year" + suffix], groups["letter" + suffix] or ""
    raise ValueError(f"no year in {match[0]!r}")


def _mention(match: re.Match[str], offset: int, about: Span, how: str, score: float) -> Mention:
    year, letter = year_of(match)
    author = re.sub(r"[^a-zà-ÿ]+", "-", match["author"].lower()).strip("-")
    at = offset + match[0].index(year) + match.start()
    when = Mention("year", Span(at, at + 4), number=year, value=int(year), found_by="rules.studies", score=score)
    return Mention(
        field="study",
        span=Span(offset + match.start(), offset + match.end()),
        value=f"{author}-{year}{letter}",
        about=about,
        found_by=f"rules.studies.{how}",
        score=score,
        parts={"year": when},
    )

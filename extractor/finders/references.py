"""Finds citation marks in the text ("[1][2]", "(Marsh et al., 2004)") and reads the entries of the reference list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language.doc import Doc

# Not the degrees of freedom of "F[1, 32]", nor the quartiles of "33 [3;121]".
MARK = re.compile(r"(?<!\W[A-Za-z])(?!(?<=\d )\[[\d ]+;)\[(?P<list>\d{1,3}(?:\s?[,;–—-]\s?\d{1,3})*)\](?!\()")
HOST = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<host>(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|info|io|co|ch|de|fr|uk|jp|cn|eu|ca|au|nl|se|it|es|int|ac\.uk|co\.uk|health|clinic|example|shop|store|biz)(?:\.[a-z]{2})?)(?![\w@])",
    re.IGNORECASE,
)
DOI = re.compile(r"\b10\.\d{4,9}/[^\s\]\)>,;]+")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


# Superscript citation marks stand right behind a word or a full stop; "m²" and "10⁶" are powers.
RAISED = re.compile(
    r"(?:(?<=[A-Za-z]{2})(?<!mm)(?<!cm)(?<!km)(?<!kg)(?<!nm)(?<!dm)|(?<=[a-z\d)][.,;])|(?<=[)\]”]))(?P<list>[¹²³⁰⁴-⁹]{1,3}(?:[,–⁻-][¹²³⁰⁴-⁹]{1,3})*)(?![\w%])"
)
# Lists without numbers are cited by author and year: "(Marsh and Lund, 2004; Okafor, 2011a)", "Marsh et al. (2004, 2006)".
_SURNAME = r"(?:(?:[Vv]an|[Dd]e[rn]?|[Vv]on|[Dd]i|[Dd]el|[Ll]a|[Ll]e|Al|El)[ -]){0,2}[A-ZÀ-Þ][\w'’´-]+(?:[ -][A-ZÀ-Þ][\w'’-]+)?"
_YEARS = r"(?P<years>(?:(?:19|20)\d\d[a-z]?(?:,\s?[a-z]\b)*)(?:,\s?(?:19|20)\d\d[a-z]?)*)"
NAMED = re.compile(
    rf"(?P<first>{_SURNAME})(?P<more>,? et al\.?| and (?:colleagues|co-?workers)|(?:, {_SURNAME})*,? (?:and|&) {_SURNAME})?"
    rf"(?:['’]s?)?,?\s\(?{_YEARS}(?!\d)"
)
_ENTRY_AUTHOR = re.compile(rf"\W*(?:\d{{1,3}}\.\s)?(?P<name>{_SURNAME})")
PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for reference in document.references:
        yield from _entry(document, reference.number, reference.span)
    for match in MARK.finditer(document.text):
        span = Span(*match.span())
        if not _in_list(document, span):
            yield Mention(
                "citation",
                span,
                value=",".join(str(n) for n in numbers_of(match["list"])),
                found_by="rules.references",
                score=0.9,
            )

    numbered = any(reference.number is not None for reference in document.references)
    if numbered and not MARK.search(document.text[: document.references[0].span.start]):
        for match in RAISED.finditer(document.text, 0, document.references[0].span.start):
            span = Span(*match.span())
            listed = ",".join(str(n) for n in numbers_of(match["list"].translate(PLAIN)))
            yield Mention("citation", span, value=listed, found_by="rules.references.raised", score=0.8)

    if document.references and not numbered:
        yield from _named(document)


def _named(document: Document) -> Iterator[Mention]:
    """Citations by author and year that fit exactly one entry of the list, each with that entry."""
    listed = _by_author(document)
    authors = _plain(" ".join(document.quote(reference.span) for reference in document.references))
    for match in NAMED.finditer(document.text, 0, document.references[0].span.start):
        told = {_plain(name) for name in re.findall(_SURNAME, (match["more"] or "").replace(" et al", ""))}
        entries: list[Span] = []
        year = ""
        for piece in re.findall(r"(?:19|20)\d\d[a-z]?|(?<=[\s,])[a-z]\b", match["years"]):
            year = piece if piece[0].isdigit() else year[:4] + piece
            fits = [span for span, names in listed.get((_plain(match["first"]), year), []) if told <= names]
            if len(fits) != 1:
                if not fits and _is_citation(document.text, match) and _plain(match["first"]) not in authors:
                    yield Mention("citation", _mark(document, match), found_by="rules.references.unlisted", score=0.6)
                break
            entries += fits
        else:
            parts = {f"entry_{at}" if at > 1 else "entry": Mention("reference", s) for at, s in enumerate(entries, 1)}
            yield Mention(
                "citation", _mark(document, match), found_by="rules.references.named", score=0.85, parts=parts
            )


def _mark(document: Document, match: re.Match[str]) -> Span:
    """The whole mark, its closing bracket included where it opens one."""
    closed = "(" in match[0] and document.text.startswith(")", match.end())
    return Span(match.start(), match.end() + closed)


def _is_citation(text: str, match: re.Match[str]) -> bool:
    """Whether a name with a year can be nothing but a citation: "(Marsh et al., 2004)", "Marsh and Lund (2004)"."""
    if not match["more"] or "," in match["years"]:
        return False
    inside = (
        re.search(r"[(;]\s?(?:e\.g\.,?\s|see\s)?$", text[: match.start()])
        and text[match.end() : match.end() + 1] in ");"
    )
    return bool(inside) or (re.search(r"\s\(\d{4}[a-z]?$", match[0]) is not None and text.startswith(")", match.end()))


def _by_author(document: Document) -> dict[tuple[str, str], list[tuple[Span, set[str]]]]:
    """The entries by first author and year, the latter with and without its letter; each with the names before it."""
    found: dict[tuple[str, str], list[tuple[Span, set[str]]]] = {}
    for reference in document.references:
        text = document.quote(reference.span)
        author = _ENTRY_AUTHOR.match(text)
        year = re.search(r"(?<!\d)(?:19|20)\d\d[a-z]?(?!\d)", DOI.sub(lambda m: " " * len(m[0]), text))
        if author and year:
            names = {_plain(name) for name in re.findall(_SURNAME, text[: max(year.start(), 60)])}
            for key in {year[0], year[0][:4]}:
                found.setdefault((_plain(author["name"]), key), []).append((reference.span, names))
    return found


def _plain(name: str) -> str:
    """A surname without accents, capitals and blanks, to be compared."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z]", "", letters)


def _in_list(document: Document, span: Span) -> bool:
    return any(span.overlaps(reference.span) for reference in document.references)


def _entry(document: Document, number: int | None, span: Span) -> Iterator[Mention]:
    text = document.quote(span)
    parts: dict[str, Mention] = {}
    hosts = [match for match in HOST.finditer(text) if not DOI.search(text[max(0, match.start() - 12) : match.end()])]
    hosts = [match for match in hosts if match["host"].lower() not in {"doi.org", "dx.doi.org"}]
    if hosts:
        at = Span(span.start + hosts[-1].start("host"), span.start + hosts[-1].end("host"))
        parts["host"] = Mention("reference.host", at, value=hosts[-1]["host"].lower())
    if doi := DOI.search(text):
        parts["doi"] = Mention(
            "reference.doi", Span(span.start + doi.start(), span.start + doi.end()), value=doi[0].rstrip(".")
        )
    if year := YEAR.search(DOI.sub(lambda m: " " * len(m[0]), text)):
        parts["year"] = Mention(
            "reference.year", Span(span.start + year.start(), span.start + year.end()), number=year[0]
        )
    yield Mention(
        "reference",
        span,
        number=None if number is None else str(number),
        found_by="rules.references",
        score=0.95,
        parts=parts,
    )


def numbers_of(listed: str) -> list[int]:
    """The numbers that a citation mark stands for, ranges spelled out: "3-5, 8" -> [3, 4, 5, 8]."""
    numbers: list[int] = []
    for piece in re.split(r"\s?[,;]\s?", listed):
        ends = [int(n) for n in re.findall(r"\d+", piece)]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 60:
            numbers += range(ends[0], ends[1] + 1)
        else:
            numbers += ends
    return numbers

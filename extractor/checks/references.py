"""Citations and the reference list do not fit each other, or a source is no scholarly one.

Fires on: numbers, or authors with a year, cited that the list does not have (medium); sources that are the own site of
    a vendor or clinic (medium); entries that nothing cites, entries that are one publication twice, and entries without
    any bibliographic data, such as "mdpi.com [mdpi.com]" (each low, one flag for all of them).
Silent on: authors cited where more than a tenth of such citations were not found; documents read in part; bracketed
    intervals and years; lists or citation marks of which too many are missing to have been read well; journals,
    publishers, repositories, registries, regulators and universities as sources; the line "To cite this document".
Needs: entries with number, text and host; citation marks with the numbers that they stand for.
Source: lists and citations held against each other; Mogull 2017, doi:10.1371/journal.pone.0184727.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Literal

from extractor.checks.sightings import distinct, listed, words
from extractor.evidence import Flag, Reported
from extractor.study import Bibliography, Record, ReferenceEntry

SHORT_LIST = 25
LEAST_NAMED, SHARE_UNLISTED = 12, 0.1  # citations by author and year that must be found, and may not be
SHOWN = 60  # characters of an entry in a message
_HOST = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:/\S*)?", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SELF_CITATION = re.compile(r"^\W*(?:\d+\W+)?(?:to|how to) cite this\b", re.IGNORECASE)
# "2006;63(8):856-64", "63 (8), 856–864", "63:856"
_VOLUME_PAGE = re.compile(
    r"\b(\d{1,4})\s*(?:\([^)]*\))?\s*[:,]\s*(?:pp?\.?\s*)?([a-z]?\d+)\s*(?:[-–—.]|$)", re.IGNORECASE
)
_REPOSITORY = re.compile(
    r"\b(?:pubmed(?: central)?|pmc|semantic scholar|europe pmc|researchgate|google scholar)\b", re.I
)
_NUMERAL = re.compile(r"\d+|[ivx]+")

SCHOLARLY = re.compile(
    r"\.(?:gov|edu|mil|int)(?:\.[a-z]{2})?$|\.(?:ac|edu|gov|gob|gouv|nhs)\.[a-z]{2}$|\.nih\.gov$|\.europa\.eu$"
    r"|journal|review|(?<!ex)press|publish|academ|scien|research|scholar|librar|pubmed|pubs|medline|universit|nature\.com"
    r"|wiley|springer|elsevier|cell\.com|lancet|bmj|jama|nejm|plos|frontiersin|mdpi|oup\.com|sagepub|tandf|karger|thieme"
    r"|lww\.com|ovid|jstor|biorxiv|medrxiv|arxiv|zenodo|figshare|osf\.io|doi\.org|cochrane|clinicaltrials|isrctn|who\.int"
    r"|wikipedia|drugbank|uptodate|medscape|mayoclinic|clevelandclinic|hopkins|clinicalkey|clinicaltherap",
    re.IGNORECASE,
)
_COMMERCIAL = re.compile(
    r"\.(?:com|net|co|biz|info|shop|store|health|clinic|care|io|us|co\.[a-z]{2}|com\.[a-z]{2})$", re.I
)
_CLINIC = re.compile(
    r"clinic(?!al|ian)|wellness|medspa|med-spa|infusion|bloom|health-?cent(?:er|re)|treatment-?cent(?:er|re)"
    r"|therapy-?cent(?:er|re)|recovery|rehab|telehealth|healing|retreat",
    re.IGNORECASE,
)
_VENDOR = re.compile(
    r"shop|store|buy|supplier|pharmacy|benchchem|sigmaaldrich|merckmillipore|medchemexpress|selleck|caymanchem|tocris"
    r"|rndsystems|thermofisher|apexbt|targetmol|adooq|glpbio|biovision|scbt|chemscene|ambeed|chemicalbook|guidechem"
    r"|alibaba|amazon\.|ebay\.|invivogen|peptidesciences|smolecule|evitachem|tcichemicals|lgcstandards|bocsci",
    re.IGNORECASE,
)


def is_bare_host(text: str) -> bool:
    """Whether an entry is nothing but the name of a site: "mdpi.com [mdpi.com]"."""
    if _DOI.search(text):
        return False
    without_number = re.sub(r"^\W*\d{0,3}\W+|^\W+", "", text)
    return bool(_HOST.search(text)) and not re.search(r"[^\W_]", _HOST.sub(" ", without_number))


def is_vendor_or_clinic(host: str, substances: Iterable[str] = ()) -> bool:
    """Whether a host is a commercial site that sells, or treats with, what the document is about."""
    host = host.lower().removeprefix("www.")
    if SCHOLARLY.search(host):
        return False
    name = host.rpartition(".")[0]
    if _CLINIC.search(name):
        return True
    named = any(len(s) >= 6 and s.lower() in name for s in substances)
    return bool(_COMMERCIAL.search(host) and (_VENDOR.search(host) or named))


def same_publication(one: str, other: str) -> bool:
    """Whether two entries print one publication: the same place in a journal, or the same words."""
    dois = _dois(one), _dois(other)
    if dois[0] and dois[1]:
        return bool(dois[0] & dois[1])
    places = _journal_places(one), _journal_places(other)
    if places[0] and places[1]:
        return bool(places[0] & places[1]) and _first_word(one) == _first_word(other)
    tokens = _tokens(one), _tokens(other)
    together, apart = tokens[0] & tokens[1], tokens[0] ^ tokens[1]
    if len(together) < 5:
        return False
    if any(_NUMERAL.fullmatch(token) for token in apart):
        return False
    return len(together) >= 0.9 * len(tokens[0] | tokens[1])


def not_listed(cited: Iterable[int], entries: Iterable[int]) -> list[int]:
    """Numbers cited that a list from 1 to its last entry lacks; none where they look like years or intervals."""
    have = set(entries)
    last = max(have, default=0)
    missing = sorted(number for number in set(cited) - have if 0 < number <= max(3 * last, last + 20))
    if last > SHORT_LIST:
        # Word processors number long lists without gaps: a gap is more likely a misread entry than a missing one.
        whole = len(have) == last
        return [number for number in missing if whole and last < number <= last + 5]
    return missing


@lru_cache(maxsize=4096)
def _dois(text: str) -> frozenset[str]:
    """The whole DOIs of an entry; one that a line end cut in two ("10.1016/j.hrthm.2019. 05.014") names nothing."""
    whole = (m for m in _DOI.finditer(text) if not (m[0].endswith(".") and re.match(r"\s\d", text[m.end() :])))
    return frozenset(found[0].lower().rstrip(".,;)]") for found in whole)


@lru_cache(maxsize=4096)
def _journal_places(text: str) -> frozenset[tuple[str, str, str]]:
    """Year, volume and first page."""
    years = set(_YEAR.findall(text))
    after_years = _YEAR.sub(" ", text)
    return frozenset((year, volume, page) for year in years for volume, page in _VOLUME_PAGE.findall(after_years))


def _first_word(text: str) -> str:
    found = re.search(r"[^\W\d_]{2,}", text)
    return found[0].lower() if found else ""


@lru_cache(maxsize=4096)
def _tokens(text: str) -> frozenset[str]:
    without_number = re.sub(r"^\W*\d{1,3}[.)\]]\s+", "", text)
    plain = _REPOSITORY.sub(" ", _HOST.sub(" ", without_number)).lower()
    return frozenset(re.findall(r"[^\W_]+", plain))


def check(record: Record) -> Iterator[Flag]:
    entries = [entry for entry in record.references.entries if not _SELF_CITATION.match(entry.entry.text)]
    if record.document.status == "ok":
        yield from _cited_not_listed(record.references, entries)
        yield from _names_not_listed(record.references)
        yield from _never_cited(record.references, entries)
    yield from _vendors_and_clinics(entries, _substances(record))
    yield from _duplicates(entries)
    yield from _without_data(entries)


def _cited_not_listed(references: Bibliography, entries: Sequence[ReferenceEntry]) -> Iterator[Flag]:
    numbers = _numbers(entries)
    if not numbers:
        return
    marks = [citation for citation in references.citations if not _is_interval(citation.mark)]
    cited = {number for citation in marks for number in citation.numbers}
    missing = [n for n in not_listed(cited, numbers) if not _swallowed(n, entries)]
    if not missing or len(missing) > max(3, len(numbers) // 2):
        return
    where = [citation.mark for citation in marks if set(missing) & set(citation.numbers)]
    yield _flag(
        "medium",
        f"Cited but not in the reference list: {listed(missing)}; the list ends with {max(numbers)}.",
        [*where[:5], entries[-1].entry],
        expected="an entry for each number cited",
        found=f"no entry {listed(missing)}",
    )


def _names_not_listed(references: Bibliography) -> Iterator[Flag]:
    """Citations by author and year whose author no entry names, in lists whose other citations were found."""
    named = [citation for citation in references.citations if not citation.numbers]
    unlisted = [citation for citation in named if not citation.entries]
    if unlisted and len(named) - len(unlisted) >= LEAST_NAMED and len(unlisted) <= len(named) * SHARE_UNLISTED:
        marks = list({words(citation.mark): citation.mark for citation in unlisted}.values())
        yield _flag(
            "medium",
            f"Cited but not in the reference list: {listed(f'“{words(mark)}”' for mark in marks)}; "
            f"{len(named) - len(unlisted)} other citations by name are there.",
            marks[:5],
            expected="an entry for each work cited",
            found=f"no entry of {listed(words(mark) for mark in marks)}",
        )


def _never_cited(references: Bibliography, entries: Sequence[ReferenceEntry]) -> Iterator[Flag]:
    cited = {number for citation in references.citations for number in citation.numbers}
    numbers = _numbers(entries)
    missing = [number for number in numbers if number not in cited]
    if any(not citation.mark.text.startswith(("[", "(")) for citation in references.citations):
        return  # raised marks are small, and one that was read as a plain digit would be missed
    if 2 * len(missing) >= len(numbers):
        return
    # A number far beyond the list is part of an entry that was cut in two.
    missing = [number for number in missing if number <= len(numbers) + 1]
    if not missing:
        return
    uncited = [entry for entry in entries if entry.number in missing]
    yield _flag(
        "low",
        f"Listed but never cited: {listed(_short(entry) for entry in uncited)}.",
        [entry.entry for entry in uncited],
        expected="a citation of each entry",
        found=f"none of {listed(missing)}",
    )


def _vendors_and_clinics(entries: Sequence[ReferenceEntry], substances: set[str]) -> Iterator[Flag]:
    for entry in entries:
        hosts = [host for host in _hosts(entry) if is_vendor_or_clinic(host, substances)]
        if hosts:
            yield _flag(
                "medium",
                f"A source seems to be the own site of a vendor or clinic: {hosts[0]}, in {_short(entry)}.",
                [entry.entry],
                expected="a publication, a registry or an authority as the source",
                found=hosts[0],
            )


def _duplicates(entries: Sequence[ReferenceEntry]) -> Iterator[Flag]:
    told = [entry for entry in entries if not is_bare_host(entry.entry.text)]
    pairs = [pair for pair in combinations(told, 2) if same_publication(pair[0].entry.text, pair[1].entry.text)]
    if pairs:
        yield _flag(
            "low",
            f"Listed twice: {'; '.join(f'{_short(a)} and {_short(b)}' for a, b in pairs)}.",
            [entry.entry for pair in pairs for entry in pair],
            expected="each publication once",
            found=listed(f"{_name(a)} = {_name(b)}" for a, b in pairs),
        )


def _without_data(entries: Sequence[ReferenceEntry]) -> Iterator[Flag]:
    bare = [entry for entry in entries if is_bare_host(entry.entry.text)]
    if bare:
        yield _flag(
            "low",
            f"Entries without bibliographic data, only the name of a site: {listed(_short(entry) for entry in bare)}.",
            [entry.entry for entry in bare],
            expected="authors, title, journal or year",
            found=listed(_name(entry) for entry in bare),
        )


def _numbers(entries: Iterable[ReferenceEntry]) -> list[int]:
    return sorted({entry.number for entry in entries if entry.number is not None})


def _is_interval(mark: Reported) -> bool:
    """Whether a bracket follows "CI", "range" or "IQR" or holds decimals, and is no citation."""
    at = mark.quote.find(mark.text)
    before = mark.quote[max(0, at - 20) : at] if at >= 0 else ""
    return bool(re.search(r"\b(?:CI|range|interval|IQR|from)\W*$", before) or re.search(r"\d\.\d", mark.text))


def _swallowed(number: int, entries: Iterable[ReferenceEntry]) -> bool:
    """Whether an entry's text holds the next one's number, so that the two were read as one."""
    return any(re.search(rf"\s\[?{number}[.\])]\s", entry.entry.text) for entry in entries)


def _hosts(entry: ReferenceEntry) -> list[str]:
    """The sites that an entry names; never the words of its prose that hold a point."""
    named = [entry.host] if entry.host else []
    linked = re.findall(r"(?:https?://|www\.|\[)((?:[a-z0-9-]+\.)+[a-z]{2,})", words(entry.entry), flags=re.IGNORECASE)
    return list(dict.fromkeys(host.lower().removeprefix("www.") for host in [*named, *linked]))


def _substances(record: Record) -> set[str]:
    """The first word of each substance that the document is about or that was given."""
    doses = [dose.substance for study in record.studies for arm in study.arms for dose in arm.doses]
    found = [value for value in (record.subject.substance, *doses) if value is not None]
    return {words(value).split()[0].lower() for value in found if words(value)}


def _name(entry: ReferenceEntry) -> str:
    return str(entry.number) if entry.number is not None else _short(entry)


def _short(entry: ReferenceEntry) -> str:
    text = words(entry.entry)
    text = text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"
    if entry.number is None or re.match(rf"\W*{entry.number}\b", text):
        return f"“{text}”"
    return f"{entry.number} “{text}”"


def _flag(
    severity: Literal["medium", "low"], message: str, about: Sequence[Reported], expected: str, found: str
) -> Flag:
    return Flag(
        check="references",
        status="fails",
        severity=severity,
        message=message,
        about=distinct(about),
        expected=expected,
        found=found,
    )

"""Two documents of one folder tell of the same study, and differ.

A guide says that twenty patients took part in a trial whose own report, in the same folder, has eighteen.

Fires on: a number of participants, an arm's size, a dose, a route, a scale, a primary timepoint or a result that one
    document states of a study and another document does not, though it states another one (high for numbers of one
    role, medium for the rest; low where one may be the number enrolled and the other the number analyzed).  The flag
    stands with the document that retells the study, or with the later of two equals, and quotes both.
Silent on: numbers that the other document states anywhere of the study; roundings; percentages that follow from the
    other's counts; doses that change; studies of one author and year with other drugs, or of which the folder has two;
    two files of one article, apart from numbers of participants.
Needs: first author and year, a registration number, DOI or title on both sides; the records of all documents of a run.
Source: reports of one study compared, role by role; Wilkinson et al. 2024, INSPECT-SR,
    doi:10.1136/bmjopen-2024-084164.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from extractor.checks.same_study import Difference, differences, same_substance, substances
from extractor.checks.sightings import alone, quoted, study_name, words
from extractor.evidence import Elsewhere, Flag
from extractor.study import Record, Study

TITLE_WORDS = 8  # words by which a title is looked up in reference lists
MOST_OF_ONE_KEY = 200  # studies with one author and year beyond which the key tells nothing
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|md|phd|msc|dr|prof|mph|rn|bsc|dsc|facp|frcp)\.?$", re.IGNORECASE)
_REGISTRATION = re.compile(
    r"NCT\s?\d{8}|ISRCTN\s?\d{6,8}|EUCTR[\d-]{10,}|ACTRN\d{14}|ChiCTR[\w-]{6,}|UMIN\d{9}", re.IGNORECASE
)
_LABEL = re.compile(r"(?P<name>(?:(?:van|de|der|von|den|del|la|le) ){0,2}[^\W\d_][\w'’-]+)", re.IGNORECASE)

Get = Callable[[str], Record]


@dataclass(frozen=True, slots=True)
class Sign:
    """By what a study of a document can be known again."""

    order: int
    path: str
    study: str
    own: bool
    keys: frozenset[str]


class Index:
    """What the documents of a run tell of which study; documents are added one at a time and not kept."""

    def __init__(self) -> None:
        self._told: dict[str, list[Sign]] = defaultdict(list)

    def add(self, order: int, record: Record) -> None:
        for sign in signs(order, record):
            for key in sorted(sign.keys):
                self._told[key].append(sign)

    def flags(self, get: Get) -> Iterator[tuple[str, Flag]]:
        """Each flag with the path of its document; `get` opens again those of which two tell of one study."""
        seen: set[tuple[str, str, str, str]] = set()
        for key in sorted(key for key, told in self._told.items() if 1 < len(told) <= MOST_OF_ONE_KEY):
            opened = cache(get)  # those of one key only
            for one, other in pairs(self._told[key]):
                at = (one.path, one.study, other.path, other.study)
                if at not in seen:
                    seen.add(at)
                    for flag in _compared(one, other, self._told[key], opened):
                        yield one.path, flag


def signs(order: int, record: Record) -> Iterator[Sign]:
    """The keys of every study of a document; a document's own study goes by its authors, DOI and title as well."""
    for study in record.studies:
        keys: set[str] = set()
        if study.design.registration is not None:
            keys |= {f"registration {number}" for number in _registrations(words(study.design.registration))}
        if study.reported_here:
            keys |= _publication_keys(record)
        elif study.label is not None and study.year is not None:
            name = _LABEL.match(words(study.label))
            if name is not None:
                keys.add(f"author {_plain(name['name'])} {study.year.value}")
                keys |= _cited_keys(record, _plain(name["name"]), str(study.year.value))
        if keys:
            yield Sign(order, record.document.path, study.id, study.reported_here, frozenset(keys))


def _publication_keys(record: Record) -> set[str]:
    told, keys = record.publication, set()
    if told.doi is not None:
        keys.add(f"doi {words(told.doi).lower()}")
    if told.authors is not None and told.year is not None and (name := first_author(words(told.authors))):
        keys.add(f"author {name} {told.year.value}")
    if record.document.title and len(record.document.title.split()) >= 5:
        keys.add(f"title {_plain(record.document.title)}")
        keys.add(f"cited {' '.join(_plain(record.document.title).split()[:TITLE_WORDS])}")
    return keys


def _cited_keys(record: Record, name: str, year: str) -> set[str]:
    """The DOI, and every run of words that may begin a title, of the references by that author and of that year."""
    keys = set()
    for entry in record.references.entries:
        told = _plain(entry.entry.text).split()
        if name.split()[-1] in told and year in told:
            keys |= {f"cited {' '.join(told[i : i + TITLE_WORDS])}" for i in range(len(told) - TITLE_WORDS + 1)}
            if entry.doi is not None:
                keys.add(f"doi {entry.doi.lower()}")
    return keys


def first_author(authors: str) -> str:
    """The family name of the first author: of "Anna M. Tarrant, Jonas Okafor" and of "Tarrant AM, Okafor J" alike."""
    first = re.split(r"[,;&]|\band\b", re.sub(r"[\d*†‡§¶]+", " ", authors))[0]
    names = [word for word in first.split() if not _SUFFIX.match(word)]
    while len(names) > 1 and re.fullmatch(r"(?:[A-Z]\.?-?){1,3}", names[-1]):
        names.pop()  # initials behind the family name
    return _plain(names[-1]) if names else ""


def _registrations(text: str) -> set[str]:
    return {re.sub(r"\s", "", number).upper() for number in _REGISTRATION.findall(text)}


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def pairs(told: list[Sign]) -> Iterator[tuple[Sign, Sign]]:
    """Who is compared with whom: each retelling with the reports, or, without any, with the first retelling."""
    ordered = sorted(told, key=lambda sign: (sign.order, sign.study))
    reports = [sign for sign in ordered if sign.own]
    retold = [sign for sign in ordered if not sign.own]
    for sign in retold:
        for other in reports or retold[:1]:
            if other.path != sign.path:
                yield sign, other
    for sign in reports[1:]:
        if sign.path != reports[0].path:
            yield sign, reports[0]


def _compared(sign: Sign, rival: Sign, told: list[Sign], get: Get) -> list[Flag]:
    record, other = get(sign.path), get(rival.path)
    one, two = _study(record, sign.study), _study(other, rival.study)
    if not _one_study(one, sign, two, rival):
        return []
    if all(key.startswith("cited") for key in sign.keys & rival.keys) and not _is_cited(record, other):
        return []
    certain = any(key.startswith(("doi", "registration", "title")) for key in sign.keys & rival.keys)
    if not sign.own and rival.own and not certain:
        # Another report of that author and year may be the one that is retold.
        others = [report for report in told if report.own and report.path != rival.path]
        if any(_one_study(one, sign, _study(get(s.path), s.study), s) for s in others) and not _is_cited(record, other):
            return []
    found = differences(one, two)
    if sign.own and rival.own:
        found = [difference for difference in found if difference.what == "n"]
    return [_flag(record, one, other, two, difference) for difference in found]


def _study(record: Record, id_: str) -> Study:
    return next(study for study in record.studies if study.id == id_)


def _one_study(one: Study, sign: Sign, two: Study, rival: Sign) -> bool:
    """Whether nothing speaks against the two studies being one: no other drug, no other registration number."""
    shared = sign.keys & rival.keys
    mine, theirs = ({k for k in s.keys if k.startswith("registration")} for s in (sign, rival))
    if mine and theirs and not mine & theirs:
        return False
    if all(key.startswith(("author", "cited")) for key in shared) and sign.own and rival.own:
        return False  # two reports of one author and year are two studies, unless more ties them
    first, second = substances(one), substances(two)
    return not (first and second) or any(same_substance(a, b) for a in first for b in second)


def _is_cited(record: Record, other: Record) -> bool:
    """Whether the reference list of the one has the title or DOI of the other."""
    title = _plain(other.document.title or "")
    doi = words(other.publication.doi).lower() if other.publication.doi is not None else None
    return any(
        (len(title) > 30 and title in _plain(entry.entry.text)) or (doi is not None and entry.doi == doi)
        for entry in record.references.entries
    )


def _flag(record: Record, one: Study, other: Record, two: Study, difference: Difference) -> Flag:
    name, there = study_name(one) if one.label is not None else record.document.title or "this study", other.document
    return Flag(
        check="across",
        status=difference.status,
        severity=difference.severity,
        message=f"{name}: the {difference.about} is {quoted(difference.own)} in {record.document.name}, "
        f"but {quoted(difference.other)} in {there.name}.",
        about=[alone(difference.own)],
        expected=words(difference.other),
        found=words(difference.own),
        study=one.id,
        elsewhere=[Elsewhere(document=there.name, path=there.path, study=two.id, about=[alone(difference.other)])],
    )

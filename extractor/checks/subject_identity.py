"""The header of the document sells one compound, and the text is about another.

A page that sells cendifensine, over a guide to the discovery of centanafadine.

Fires on: a guide that says itself that another compound stands in ("Modeled on Vortioxetine"); a title about another
    compound, when neither it nor the text below names the header's; a catalogue name inside the longer name of another
    ("PROTAC ER degrader 3"), or with another group at one place of one parent; a code read as the acronym of something
    else; a peptide sold over a text that speaks of none; plain names of which the text keeps naming another one only; a
    paper whose title names a drug that its text never does, all about another.
Silent on: salts, hydrates, esters, enantiomers, isotopes, brands, codes and spellings of one substance; a header's name
    that the guide's title or text has; classes ("EGFR inhibitors"); a substance that is named fewer than three times.
    Cannot tell: a stand-in for a catalogue's name that the guide knows nothing of, which may be one substance.
Needs: the header's name and the substance, each with its mentions in the body; the guide's titles and statements.
Source: names of one substance from the UNII list of the FDA, Peryea et al. 2021, doi:10.1093/nar/gkaa962; pages of
    vendors read by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from extractor.checks.sightings import distinct, quoted, words
from extractor.evidence import Flag, Reported
from extractor.language.compound_names import (
    clashing_group,
    is_alias,
    is_plain_name,
    is_systematic,
    mentions,
    named_in,
    share_a_name,
)
from extractor.study import Record

ENOUGH_MENTIONS = 3
FROM_TITLE = "rules.subject.title"  # how a substance was found that a title is about
# "Ravoxetine mechanism of action": the question that the guide was made from stands above its title.
_RAW = re.compile(r"[\"“”']?\s*(?P<name>.+?)\s+[a-z][a-z ]+[\"“”']?")


def check(record: Record) -> Iterator[Flag]:
    stated, substance = record.subject.stated_name, record.subject.substance
    if stated is None:
        return
    if stated.found_by == FROM_TITLE:  # a paper, whose title has a drug that its text never names
        both = substance is not None and mentions(record.document.title or "", words(substance))
        if substance is not None and not both and not _may_be_one(record, stated, substance):
            message = f"The title names {quoted(stated)}, but the text never does; it is about {quoted(substance)}."
            yield _flag(message, [stated, substance], stated, words(substance))
        return
    titles = _own_titles(record.guide.titles, stated)
    flag = _told_by_the_guide(record, stated, substance)
    if flag is None:
        named = [(title, named_in(words(title), words(stated))) for title in titles]
        if any(how == "exact" for _, how in named):
            return
        flag = (
            _longer_name(stated, [title for title, how in named if how == "longer"])
            or _another_group(stated, titles)
            or _title_of_another(record, stated, substance, titles)
            or _text_of_another(record, stated, substance)
        )
    if flag is not None:
        yield flag


def _own_titles(titles: Sequence[Reported], stated: Reported) -> list[Reported]:
    """The titles without the bare question that repeats the header's name, where there is a title besides."""
    own = [title for title in titles if not _is_raw(words(title), words(stated))]
    return own or list(titles)


def _is_raw(title: str, name: str) -> bool:
    found = _RAW.fullmatch(title)
    return found is not None and found["name"].lower() == name.lower()


def _told_by_the_guide(record: Record, stated: Reported, substance: Reported | None) -> Flag | None:
    """What the guide itself says: another compound stands in, or its words show that the code was misread."""
    said = {str(statement.value): statement for statement in reversed(record.guide.statements)}
    other = substance if substance is not None and not _may_be_one(record, stated, substance) else None
    if (stand_in := said.get("stand_in")) is not None and other is not None:
        message = (
            f"The guide says that it is not about {quoted(stated)} but about {quoted(other)}: {_sentence(stand_in)}"
        )
        return _flag(message, [stated, stand_in, other], stated, words(other))
    if (acronym := said.get("acronym")) is not None:
        message = f"The guide reads the code {quoted(stated)} as an acronym, of {quoted(acronym)}."
        return _flag(message, [stated, acronym], stated, words(acronym))
    if (sequence := said.get("sequence")) is not None and other is not None:
        message = (
            f"{quoted(stated)} is a peptide, with a sequence, but the text is about {quoted(other)} and no peptide."
        )
        return _flag(message, [stated, sequence, other], stated, words(other))
    return None


def _longer_name(stated: Reported, titles: Sequence[Reported]) -> Flag | None:
    if not titles or not is_alias(words(stated)):
        return None
    message = (
        f"The header's compound is {quoted(stated)}; the title has the longer name of another: {quoted(titles[0])}."
    )
    return _flag(message, [stated, titles[0]], stated, words(titles[0]))


def _another_group(stated: Reported, titles: Sequence[Reported]) -> Flag | None:
    for title in titles:
        if clash := clashing_group(words(stated), words(title)):
            message = f"{quoted(stated)} has {clash[0]}, the compound of the title {clash[1]}: {quoted(title)}."
            return _flag(message, [stated, title], stated, clash[1])
    return None


def _title_of_another(
    record: Record, stated: Reported, substance: Reported | None, titles: Sequence[Reported]
) -> Flag | None:
    """A flag where the title is about a compound that is not the header's, which the guide does not name."""
    if substance is None or substance.found_by != FROM_TITLE or not titles or _may_be_one(record, stated, substance):
        return None
    if any(place.span[0] > titles[0].span[0] for place in stated.others if place.found_by != FROM_TITLE) and not (
        any(s.value == "unknown" for s in record.guide.statements)
    ):
        return None
    about = [stated, substance]
    unknown = next((s for s in record.guide.statements if s.value == "unknown"), None)
    if unknown is not None and is_alias(words(stated)):
        message = f"The guide knows nothing of {quoted(stated)} and tells of {quoted(substance)}: {_sentence(unknown)}"
        return _flag(message, [*about, unknown], stated, words(substance), "cannot_tell")
    message = f"The header's compound is {quoted(stated)}, but the text is about {quoted(substance)}"
    message += ", as its title says." if stated.others else f"; it never mentions {words(stated)}."
    # A systematic name may be another name of the compound that the title calls by its own.
    unsure = is_systematic(words(stated)) or is_systematic(words(substance))
    return _flag(message, about, stated, words(substance), "cannot_tell" if unsure else "fails")


def _text_of_another(record: Record, stated: Reported, substance: Reported | None) -> Flag | None:
    """A flag where two plain names differ and the text keeps naming the substance, never the header's compound."""
    if substance is None or 1 + len(substance.others) < ENOUGH_MENTIONS:
        return None
    if not is_plain_name(words(stated)) or not is_plain_name(words(substance)):
        return None
    if _may_be_one(record, stated, substance) or _is_mentioned(record, stated, substance):
        return None
    message = (
        f"The header's compound is {quoted(stated)}, but the text is about {quoted(substance)}; "
        f"it never mentions {words(stated)}."
    )
    return _flag(message, [stated, substance], stated, words(substance))


def _may_be_one(record: Record, stated: Reported, substance: Reported) -> bool:
    """Whether the two names may be of one substance, by spelling, the table of names or the text's own words."""
    if share_a_name(words(stated), words(substance)):
        return True
    one, other = re.escape(words(stated)), re.escape(words(substance))
    also = (
        r"\W{1,3}(?:(?:also|formerly|previously)\s(?:known|called|referred to)\s(?:as|to)\s"
        r"|(?:known|marketed|sold) as\s|i\.e\.,?\s|or\s)?"
    )
    tied = re.compile(rf"(?<!\w){one}{also}{other}(?!\w)|(?<!\w){other}{also}{one}(?!\w)", re.IGNORECASE)
    return any(tied.search(place.quote) for place in (substance, *substance.others, *stated.others))


def _is_mentioned(record: Record, stated: Reported, substance: Reported) -> bool:
    """Whether the title, or a sentence that names the substance, names the header's compound as well."""
    if stated.others:
        return True
    sentences = {place.quote for place in (substance, *substance.others)} - {stated.quote}
    return any(mentions(text, words(stated)) for text in {record.document.title or "", *sentences})


def _sentence(statement: Reported) -> str:
    return f"“{' '.join(statement.quote.split())}”"


def _flag(
    message: str,
    about: Sequence[Reported],
    stated: Reported,
    found: str,
    status: Literal["fails", "cannot_tell"] = "fails",
) -> Flag:
    return Flag(
        check="subject_identity",
        status=status,
        severity="high" if status == "fails" else "medium",
        message=message,
        about=distinct(about),
        expected=f"a text about {words(stated)}",
        found=f"a text about {found}",
    )

"""Finds numbers of people that have to add up: "of 480, 61 were excluded, leaving 419", "1207 (96.4%) ... and 45 (3.6%)".

Sentences only; the boxes of a flow diagram that state a sum of their own ("Allocated (n = 40) Received (n = 38) Did not
receive (n = 2)") are read by `flow_boxes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.flow_boxes import boxes_in
from extractor.finders.statements import statement
from extractor.language import sentences_of
from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.context import place
from extractor.language.doc import Doc
from extractor.language.numbers import DIGITS, NUMBER, as_printed

FOUND_BY = "rules.sums"
# A whole number of people, and no measurement, age, time, percentage, range or citation.
_COUNT = re.compile(rf"(?<![\w.,/=±–<>≥≤$€£-])(?P<n>{NUMBER})(?![\d.%]|\s?%|-|–|/|\s?(?:±|years?|weeks?|days?|months?|hours?|minutes?|h\b|min\b|mm|cm|kg|mg|g\b|ml|points?|times|sites|cent(?:er|re)s|hospitals|countries|per cent|percent|st\b|nd\b|rd\b|th\b))", re.IGNORECASE)  # fmt: skip
_MORE = re.compile(r"\bn\s?=\s?\d")
SEXES = re.compile(r"\b(?:wom[ae]n|females?|girls)\b", re.IGNORECASE)
LEFT = re.compile(r"\b(?:leaving|left|resulting|yielding|giving)\b", re.IGNORECASE)
_LEAVING = re.compile(
    r"\b(?:leaving|which left|this left|that left|(?:resulting in|yielding|giving)(?: a| the)?(?: final| total| study)* (?:sample|cohort|population|total|number)s?(?: size)? of)\b[^\d.;]{0,40}?$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(?:^|[.;:]\s?)\W*(?:Of|From|Out of|Among)\s(?:(?:the|these|those|all|a total of|an initial)\s)*$", re.IGNORECASE
)
_LOST = re.compile(
    r"\b(?:exclud|missing|declin|refus|withdr[ae]w|drop|lost|ineligible|not (?:eligible|meet|included|available|willing)|did not|died|were not|could not|unable|unwilling|no longer|discontinu)",
    re.IGNORECASE,
)
# "1207 (96.4%)": a count with its percentage.
_SHARE = re.compile(rf"(?<![\w.,/=±–<>-])(?P<n>{DIGITS})(?:\s[a-z-]+){{0,3}}\s\((?P<p>\d{{1,3}}(?:[.·]\d+)?)\s?%\)")
_TWO_GROUPS = re.compile(
    r"\b(?:vs\.?|versus|compared|(?<!more )(?<!less )than|respectively|whereas|in contrast|both|each|groups?|arms?|placebo|control)\b",
    re.IGNORECASE,
)
# Kinds that exclude each other; a sentence that names two of one set divides its people.
EXCLUSIVE = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\b(?:males?|females?|m[ae]n|wom[ae]n|boys|girls)\b",
        r"\b(?:mild|moderate|severe)\b",
        r"\b(?:never|former|ex-|current)[\s-]?smok",
        r"\b(?:excellent|good|fair|poor)\b",
        r"\b(?:improved|unchanged|worsened)\b",
        r"\b(?:stage|grade|class)\s(?:I{1,3}V?|IV|[1-5])\b",
        r"\b(?:single|married|divorced|widowed)\b",
    )
)  # fmt: skip
_DIVIDED = re.compile(
    r"\bmutually exclusive\b|\b(?:were|was) (?:divided|classified|categori[sz]ed|split|stratified) (?:in|as|by)|\b(?:identified|ascertained|detected) by\b",
    re.IGNORECASE,
)
_OF_TIME = re.compile(
    r"\b(?:person|patient|subject|participant|child|wom[ae]n)s?[-– ]?(?:year|month|day|week)s?\b", re.IGNORECASE
)
_RATE = re.compile(
    rf"(?P<events>{DIGITS})\s(?:[a-z-]+\s){{0,3}}?(?:events?|cases|deaths|episodes|infections|exacerbations|relapses|falls|fractures|strokes|hospitali[sz]ations)\s(?:[a-z]+\s){{0,2}}?(?:over|in|during|per|for|among|from)\s(?:a total of\s)?(?P<time>{DIGITS})\s(?:person|patient|subject|participant|child|woman|women)s?[-– ]?(?P<unit>years?|months?|days?|weeks?)\b"
    rf"[^.;]{{0,80}}?\brates?\b[^.;\d]{{0,30}}(?P<rate>{DIGITS})\s(?:(?:events?|cases|episodes)\s)?(?:per|/)\s?(?P<per>1|10|100|1,?000|10,?000|100,?000)?\s?(?:person|patient|subject|participant|child|woman|women)s?[-– ]?(?P<unit2>years?|months?|days?|weeks?)\b"
    rf"|(?P<rate_b>{DIGITS})\s(?:per|/)\s?(?P<per_b>1|10|100|1,?000|10,?000|100,?000)?\s?(?:person|patient|subject|participant)s?[-– ]?(?P<unit2_b>years?|months?|days?)\s?[(\[](?P<events_b>{DIGITS})\s(?:events?|cases|deaths|episodes)\s(?:over|in|during|per|/)\s(?P<time_b>{DIGITS})\s(?:person|patient|subject|participant)s?[-– ]?(?P<unit_b>years?|months?|days?)\b",
    re.IGNORECASE,
)


_WHO = "|".join(sorted(PEOPLE | ANIMAL, key=len, reverse=True))
# "19 of the 22 (86.3%) patients", "at 32 weeks pregnant (61.7%)"
_IS_WHOLE = re.compile(r"\b(?:of|at|after|by|than)\s(?:(?:the|all|these|those)\s)*$", re.IGNORECASE)
_OF_TIMES = re.compile(r"\b(?:weeks?|days?|months?|years?|hours?|minutes?)\b", re.IGNORECASE)
_ABOUT_PEOPLE = re.compile(rf"\d\s(?:[a-z-]+\s){{0,2}}(?:{_WHO})\s\(", re.IGNORECASE)
_PEOPLE_AFTER = re.compile(rf"\s(?:of\s(?:the\s|all\s)?(?:\d+\s)?)?(?:[a-z-]+\s)?(?:{_WHO})\b", re.IGNORECASE)
# "Of the 54 patients, 23 (42.1%) ...", "23 (42.1%) of the 54 patients"
_OF_WHOLE = re.compile(
    rf"(?:^|[.;:,]\s|\b(?:and|while|whereas|but)\s)(?:Of|Among|Out of)\s(?:(?:the|these|those|all|a total of)\s)*(?P<n>{NUMBER})\s(?:[a-z][\w-]*\s){{0,3}}?(?:{_WHO})(?P<said>[^.;:()\d%]{{0,80}}?)\b(?P<k>{NUMBER})(?:\s[a-z-]+){{0,3}}\s\((?P<p>\d{{1,3}}(?:[.·]\d+)?)\s?%\)"
    rf"|(?<![\w.,/=±–<>-])(?P<k2>{DIGITS})(?:\s[a-z-]+)?\s\((?P<p2>\d{{1,3}}(?:[.·]\d+)?)\s?%\)\s(?:out\s)?of\s(?:(?:the|these|all)\s)*(?P<n2>{DIGITS})\s(?:[a-z][\w-]*\s){{0,3}}?(?:{_WHO})\b",
    re.IGNORECASE,
)
# "54 patients (23 men and 31 women)", "54 patients, 23 men and 31 women"
_MEN, _WOMEN = r"(?:m[ae]n|males?|boys)", r"(?:wom[ae]n|females?|girls)"
_BOTH_SEXES = re.compile(
    rf"(?<![\w.,/=±–<>-])(?P<n>{NUMBER})\s(?:[a-z][\w-]*\s){{0,4}}?(?:{_WHO})\s?(?:\(|,\s|:\s|\[|;\s)(?:(?:including|comprising|of whom|i\.e\.|consisting of)\s)?(?P<a>{NUMBER})\s(?:were\s)?(?P<s1>{_MEN}|{_WOMEN})\s?(?:,\s?and\s|,\s|/|;\s|\sand\s)(?P<b>{NUMBER})\s(?:were\s)?(?P<s2>{_MEN}|{_WOMEN})\b",
    re.IGNORECASE,
)
# "60 patients were randomized to X (n = 31) or placebo (n = 28)"
_ALLOCATED = re.compile(
    rf"(?<![\w.,/=±–<>-])(?P<n>{NUMBER})\s(?:[a-z][\w-]*\s){{0,3}}?(?:{_WHO})\b[^.;()\d]{{0,60}}?\b(?:randomi[sz]ed|randomly (?:assigned|allocated|divided)|allocated|divided)\b[^.;()\d]{{0,80}}\([^()]{{0,30}}?n\s?=\s?(?P<a>\d+)[^()]{{0,20}}\)[^.;()]{{0,100}}\([^()]{{0,30}}?n\s?=\s?(?P<b>\d+)[^()]{{0,20}}\)(?:[^.;()]{{0,100}}\([^()]{{0,30}}?n\s?=\s?(?P<c>\d+)[^()]{{0,20}}\))?",
    re.IGNORECASE,
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for offset, text in sentences_of(doc):
        if not any(map(str.isdigit, text)):
            continue
        at = Span(offset, offset + 1)
        where = place(document, at)
        if where in {"references", "disclaimer", "table"}:
            continue
        if LEFT.search(text):
            yield from _leaving(text, offset)
        if "%)" in text or "% )" in text:
            yield from _shares(text, offset)
            yield from _of_whole(text, offset)
        if SEXES.search(text):
            yield from _added(_BOTH_SEXES, text, offset, document.text)
        if "n =" in text or "n=" in text:
            yield from _added(_ALLOCATED, text, offset, document.text)
        if " per " in text and _OF_TIME.search(text):
            yield from _rates(text, offset)
    yield from boxes_in(document)


def _part(offset: int, match: re.Match[str], group: str = "n") -> Mention:
    text = match.string
    end = match.start(group) + len(match[group].rstrip(","))
    number = as_printed(text[match.start(group) : end])
    return Mention("statement.part", Span(offset + match.start(group), offset + end), number=number, found_by=FOUND_BY, score=0.9)  # fmt: skip


def _leaving(text: str, offset: int) -> Iterator[Mention]:
    """ "Of 480 people, 61 ..., leaving 419": a whole, what it lost and what was left."""
    counts = [m for m in _COUNT.finditer(text) if "." not in (as_printed(m["n"].rstrip(",")) or ".")]
    left = [i for i, m in enumerate(counts) if _LEAVING.search(text[: m.start("n")])]
    if len(left) != 1 or left[0] < 2:
        return
    first = next((i for i in range(left[0]) if _WHOLE.search(text[: counts[i].start("n")])), None)
    if first is None or left[0] - first > 8:
        return
    between = text[counts[first].end() : counts[left[0]].start()]
    if not _LOST.search(between):
        return
    parts = [("total", _part(offset, counts[first]))]
    for match in counts[first + 1 : left[0]]:
        inside = text.count("(", counts[first].end(), match.start()) > text.count(
            ")", counts[first].end(), match.start()
        )
        parts.append(("detail" if inside else "part", _part(offset, match)))
    parts.append(("left", _part(offset, counts[left[0]])))
    yield statement("leaving", parts, FOUND_BY)


def _shares(text: str, offset: int) -> Iterator[Mention]:
    shares = list(_SHARE.finditer(text))
    for match in shares:
        if _IS_WHOLE.search(text[: match.start()]) or _OF_TIMES.search(match[0]):
            continue
        if _ABOUT_PEOPLE.search(match[0]) or _PEOPLE_AFTER.match(text, match.end()):
            count, percent = _part(offset, match, "n"), _part(offset, match, "p")
            if not some_total(count.number or "", percent.number or ""):
                yield statement("alone", [("count", count), ("percent", percent)], FOUND_BY)
    for one, other in pairwise(shares):
        between = text[one.end() : other.start()]
        if len(between) < 120 and not re.search(r"\d", between) and not _TWO_GROUPS.search(text[max(0, one.start() - 60) : other.end() + 40]):  # fmt: skip
            parts = [(r, _part(offset, m, g)) for m in (one, other) for r, g in (("count", "n"), ("percent", "p"))]
            if _divide(*(part for _, part in parts)):
                yield statement("pair", parts, FOUND_BY, Span(offset + one.start(), offset + other.end()))
    if len(shares) >= 2:
        yield from _partition(text, offset, shares)


def _of_whole(text: str, offset: int) -> Iterator[Mention]:
    for match in _OF_WHOLE.finditer(text):
        count, percent, n = ("k", "p", "n") if match["k"] else ("k2", "p2", "n2")
        parts = [("count", count), ("percent", percent), ("n", n)]
        yield statement("of_whole", [(role, _part(offset, match, g)) for role, g in parts], FOUND_BY)


def _added(pattern: re.Pattern[str], text: str, offset: int, everything: str) -> Iterator[Mention]:
    """A whole and the two or three parts that the same words name.

    Parts whose sum the paper names as a number of people are those of a part of the whole ("111 patients were treated").
    """
    for match in pattern.finditer(text):
        found = match.groupdict()
        if "s1" in found and found["s1"][0].lower() in "mb" and found["s2"][0].lower() in "mb":
            continue
        if "s1" in found and found["s1"][0].lower() in "wfg" and found["s2"][0].lower() in "wfg":
            continue
        if ("s1" in found and SEXES.search(text, match.end(), match.end() + 60)) or _MORE.search(text, match.end()):
            continue  # parts of another arm follow
        groups = ["n", "a", "b", *(["c"] if found.get("c") else [])]
        parts = [("total" if g == "n" else "part", _part(offset, match, g)) for g in groups]
        if any(part.number is None for _, part in parts):
            continue
        whole, *numbers = [int(part.number or 0) for _, part in parts]
        named = re.compile(rf"(?<![\d.,]){sum(numbers)}\s(?:[a-z-]+\s){{0,2}}?(?:(?:{_WHO})\b|\()", re.IGNORECASE)
        if sum(numbers) == whole or not named.search(everything):
            yield statement("sum", parts, FOUND_BY)


def some_total(count: str, percent: str) -> bool:
    """Whether a count can be a percentage of any whole number, the percentage cut off or rounded in any way."""
    if not re.fullmatch(r"\d+", count) or not re.fullmatch(r"\d+(?:\.\d+)?", percent) or Fraction(percent) == 0:
        return True
    k, p, unit = int(count), Fraction(percent), Fraction(1, 10 ** len(percent.partition(".")[2]))
    if k == 0 or p > 100 or p <= unit:
        return True
    return floor(100 * k / (p - unit)) >= ceil(100 * k / (p + unit))


def _divide(*parts: Mention) -> bool:
    """Whether two percentages, in tenths, make 100 of a whole."""
    _, one, _, other = (part.number or "" for part in parts)
    return "." in one and "." in other and Fraction(one) + Fraction(other) == 100


def _partition(text: str, offset: int, shares: list[re.Match[str]]) -> Iterator[Mention]:
    """Counts of kinds that exclude each other, in a sentence that states how many there were."""
    ends = [m.start() for m in shares[1:]] + [len(text)]
    phrases = [text[m.end() : end] for m, end in zip(shares, ends, strict=True)]
    if _TWO_GROUPS.search(text):
        return
    exclusive = _DIVIDED.search(text) is not None or any(
        len({found[0].lower() for phrase in phrases if (found := kind.search(phrase[:60]))}) == len(shares)
        for kind in EXCLUSIVE
    )
    before = [m for m in _COUNT.finditer(text, 0, shares[0].start()) if _WHOLE.search(text[: m.start("n")])]
    if not exclusive or len(before) != 1:
        return
    parts = [("total", _part(offset, before[0]))]
    for match in shares:
        parts += [("part", _part(offset, match, "n")), ("percent", _part(offset, match, "p"))]
    yield statement("partition", parts, FOUND_BY)


def _rates(text: str, offset: int) -> Iterator[Mention]:
    for match in _RATE.finditer(text):
        tail = "" if match["events"] else "_b"
        if match["unit" + tail].rstrip("s").lower() != match["unit2" + tail].rstrip("s").lower():
            continue
        parts = [("events", _part(offset, match, "events" + tail)), ("time", _part(offset, match, "time" + tail))]
        parts.append(("rate", _part(offset, match, "rate" + tail)))
        if match["per" + tail]:
            parts.append(("per", _part(offset, match, "per" + tail)))
        yield statement("rate", parts, FOUND_BY)

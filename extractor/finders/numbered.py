"""Finds arms by the numbers that stand with their names: "lorvapine (n = 53)", "53 received lorvapine and 48 placebo".

A name counts only beside another one that is numbered like it, where the numbers look like those of arms to the trained
weights, and the text does not speak of events.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.amounts import AMOUNTS, is_dose, substance_of
from extractor.finders.arms import MODIFIERS, ROLE
from extractor.finders.counts import judged_counts
from extractor.finders.sample_size import PLANNED, nearest_role
from extractor.finders.substances import key_of
from extractor.language import Sentence, sentences_of
from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.context import LONGEST_ABSTRACT, place, worth
from extractor.language.doc import Doc
from extractor.language.numbers import NUMBER, as_printed, value_of
from extractor.models.counts import OF_OTHER, Likely

_WHO = "|".join(sorted(PEOPLE | ANIMAL, key=len, reverse=True))
_COUNT = rf"(?<![\w.,/±–-])(?P<n>{NUMBER})(?![.,·/–-]?\d|\s?%|\s?±)"
# "(n = 53", "(CA group, n = 53", "(53 patients": what stands in the bracket before the number is a label.
BRACKETED = re.compile(
    rf"[(\[](?P<label>[^()\[\]=;]{{0,40}}?)(?:\b[nN]\s?=\s?(?P<n>\d[\d,]*)(?![\d.%])|(?<=[(\[])(?P<n2>{NUMBER})\s(?:{_WHO})\b)",
)
_TAKES = r"(?:to|into|on|receive|received|receiving|underwent|using|took|taking|given|(?:treated|managed) (?:with|by)|in(?=\s(?:the|an?)\s(?:[\w-]+\s){1,3}(?:group|arm)))"
_PASSES = r"(?:were|was|then|randomly|assigned|allocated|randomi[sz]ed|the|an?|treatment|therapy|either|also|only|monotherapy|to|of|with)"
FORWARD = re.compile(
    rf"{_COUNT}(?:\sof (?:the )?(?:these|them))?(?:\s(?:[a-z-]+\s)?(?:{_WHO}|cases))?(?:\s\(\d[\d.·]*\s?%\))?\s(?:(?:were|was|then|randomly|assigned|allocated|randomi[sz]ed|who|initially|only)\s)*{_TAKES}\s(?:{_PASSES}\s)*(?:receive\s)?",
    re.IGNORECASE,
)
# "53 received lorvapine and 48 placebo": the verb is said once.
ELLIPSIS = re.compile(
    rf"(?:,|;|,?\s(?:and|or|while|whereas))\s(?:the\s(?:other|remaining)\s)?{_COUNT}(?:\s(?:{_WHO}))?\s(?:an?\s|the\s)?(?=[A-Za-z])",
    re.IGNORECASE,
)
GROUP_OF = re.compile(
    rf"\b(?P<name>[A-Za-z][\w/+-]*(?:\s[\w/+-]+){{0,2}})\s(?:groups?|arms?)\s?(?:,\s)?(?:which\s)?(?:consist(?:ed|ing) of|compris(?:ed|ing)|includ(?:ed|ing)|contain(?:ed|ing)|had|with|of|:)\s(?:a total of\s)?{_COUNT}(?=\s(?:{_WHO})|[,;.)]|\sand\b)",
    re.IGNORECASE,
)
# Between a dose and the number of those who got it, such words begin another arm.
PARTED = re.compile(
    r"[;:()\[\]]|\.\s(?=(?-i:[A-Z]))|\b(?:or|and|plus|versus|vs|compared|group|arm)\b|\+", re.IGNORECASE
)
# Where a name that stands before its number begins.
BEGINS = re.compile(
    r"[.;:,()\[\]=]|\b(?:receiv(?:e|ed|ing)|to|either|or|versus|vs\.?|than|between|into|were|was|given|with|treated|compared|assigned|allocated|by|using|from|while|whereas|in|on|of|for|the|an?|had|who|after|as|that|undergoing|underwent|took|taking)\s",
    re.IGNORECASE,
)
# Where a name that stands after its number ends.
ENDS = re.compile(
    r"[.;:,()\[\]=]|\s(?:and|or|for|at|in|on|once|twice|daily|every|per|while|whereas|versus|vs|compared|who|that|which|were|was|had|followed|before|after|during|as|within|over|until|from|to|of|with|by|group|groups|arm|arms|\d)",
    re.IGNORECASE,
)
DOSE_FIRST = re.compile(r"^\d[\d.,]*\s?[mµ]?[glL][\w/]*\s(?:of\s)?", re.IGNORECASE)
AT_END = re.compile(r"\s(?:groups?|arms?|once|twice|daily|alone|only|each)$", re.IGNORECASE)
NO_NAME = re.compile(
    rf"(?:(?:{_WHO}|groups?|arms?|treatments?|therapy|cases?|each|both|all|those|these|total|them|others?|remaining|mean|age|aged|median|hospital|study|trial|follow-up"
    r"|years?|months?|weeks?|days?|mg|it|not|no|two|three|four|five|six|and|one|first|second|third|analysis|baseline|sample|randomi[sz]ation|our|of|after|before|whom|hours?|times|dosages?|their|his|her|period|part)\b\s?)+",
    re.IGNORECASE,
)
GENERIC = re.compile(r"(?:active )?(?:treatment|therapy)", re.IGNORECASE)
OF_GROUP = re.compile(r"\s(?:groups?|arms?)\b", re.IGNORECASE)
# Numbers in such a sentence are of events, reasons or the like.
OF_EVENTS = re.compile(
    r"\b(?:adverse|side[- ]effects?|reasons?|because|withdr\w+|discontinu\w+|died|deaths?|complications?|toxicit\w+|relapsed?|events?|dropped|lost to|excluded|responders?|culture|isolat\w+|due to|reported|occurred|recurrences?)\b",
    re.IGNORECASE,
)
OF_ALLOCATION = re.compile(r"\brandom\w*|\b(?:assigned|allocated|divided)\b", re.IGNORECASE)
ARMED = 2
# How likely a number must be that of an arm, to the trained weights, and how likely one is taken for that of the study.
LEAST_LIKELY = 0.35
LIKELY_TOTAL = 0.3
LONGEST_NAME = 6
MOST = 8


@dataclass(frozen=True, slots=True)
class Numbered:
    """A name and its number, by their places in a sentence."""

    name: tuple[int, int]
    number: tuple[int, int]
    printed: str
    label: tuple[int, int] | None = None  # "group A" of "lorvapine (group A, n = 53)"


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    likely = {one.count.span.start: one for one in judged_counts(doc, document)}
    totals = {one.count.value for one in likely.values() if one.total >= LIKELY_TOTAL}
    starts = sorted(likely)
    before: tuple[Sentence, list[Numbered]] | None = None
    for sentence in sentences_of(doc):
        at = bisect_left(starts, sentence.start)
        counted = [likely[start] for start in starts[at : bisect_left(starts, sentence.start + len(sentence.text))]]
        found = _arms(document, sentence, counted, totals) if counted else []
        if len(found) >= ARMED:
            yield from _mentions(document, sentence, found)
        elif found and before is not None and _go_together(before, (sentence, found), totals):
            yield from _mentions(document, *before)
            yield from _mentions(document, sentence, found)
        before = (sentence, found)


def _arms(document: Document, sentence: Sentence, counted: Sequence[Likely], totals: set[int]) -> list[Numbered]:
    """The numbered names of a sentence whose numbers look like those of arms, or add up to that of the study."""
    if place(document, sentence.span) in {"introduction", "discussion"}:
        return []
    if len(document.text) >= LONGEST_ABSTRACT and not OF_ALLOCATION.search(sentence.text):
        return []  # a full paper has many numbers of many groups of people
    if OF_EVENTS.search(sentence.text) or PLANNED.search(sentence.text):
        return []
    likely = {one.count.span.start - sentence.start: one for one in counted if one.total < LIKELY_TOTAL}
    found = [one for one in _numbered(sentence.text) if one.number[0] in likely]
    if len(found) < ARMED or sum(int(one.printed) for one in found) not in totals:
        found = [one for one in found if likely[one.number[0]].arm >= LEAST_LIKELY]
    # A name once, a number once: what stands in a bracket is plainer than a sentence.
    named: dict[str, Numbered] = {}
    for one in found:
        taken = any(one.number == other.number for other in named.values())
        if (key := key_of(sentence.text[slice(*one.name)])) not in named and not taken:
            named[key] = one
    return sorted(named.values(), key=lambda one: one.number) if len(named) <= MOST else []


def _go_together(
    before: tuple[Sentence, list[Numbered]], after: tuple[Sentence, list[Numbered]], totals: set[int]
) -> bool:
    """Whether two sentences that number one name each speak of the two arms."""
    ones = [(sentence.text, found[0]) for sentence, found in (before, after) if len(found) == 1]
    if len(ones) != ARMED:
        return False
    groups = all(
        OF_GROUP.match(text, one.name[1]) or text[slice(*one.name)].lower().startswith("group") for text, one in ones
    )
    return groups or sum(int(one.printed) for _, one in ones) in totals


def _numbered(text: str) -> list[Numbered]:
    """Names and their numbers, the plainest form first."""
    return [*_bracketed(text), *_group_of(text), *_forward(text)]


def _bracketed(text: str) -> Iterator[Numbered]:
    for match in BRACKETED.finditer(text):
        which = "n" if match["n"] else "n2"
        start = match.start()
        # "lorvapine plus placebo (LP) (n = 53)"
        again = re.search(r"\([^()]{1,20}\)\s?$", text[:start])
        label = _label(text, *match.span("label"))
        end = again.start() if again else start
        name = _drug_before(text, end) or _name_before(text, end) or label
        if name is not None and (number := _printed(match[which])):
            yield Numbered(name, match.span(which), number, label if label != name else None)


def _forward(text: str) -> Iterator[Numbered]:
    last = None
    for match in FORWARD.finditer(text):
        name, number = _name_after(text, match.end()), _printed(match["n"])
        if name is not None and number and not OF_OTHER.match(text, match.end("n")):
            last = name[1]
            yield Numbered(name, match.span("n"), number)
            if (more := ELLIPSIS.search(text, last)) and not FORWARD.match(text, more.start("n")):
                name, number = _name_after(text, more.end()), _printed(more["n"])
                if name is not None and number and not OF_OTHER.match(text, more.end("n")):
                    yield Numbered(name, more.span("n"), number)


def _group_of(text: str) -> Iterator[Numbered]:
    for match in GROUP_OF.finditer(text):
        name, number = _name_before(text, match.end("name")), _printed(match["n"])
        if name is not None and number:
            yield Numbered(name, match.span("n"), number)


def _printed(text: str) -> str | None:
    number = as_printed(text.rstrip(","))
    if number is None or "." in number or value_of(number) < 2:
        return None
    return None if re.fullmatch(r"(?:19|20)\d\d", text) else number


def _drug_before(text: str, end: int) -> tuple[int, int] | None:
    """The drug whose amount stands right before a number: "lorvapine 2.5 mg/kg i.v. over 30 min (n = 53)"."""
    doses = [m for m in AMOUNTS.finditer(text, max(0, end - 110), end) if is_dose(text, m)]
    if not doses or PARTED.search(text, doses[-1].end(), end):
        return None
    drug = substance_of(text, doses[-1])
    return (drug.start, drug.end) if drug is not None and drug.end <= doses[-1].start() else None


def _name_before(text: str, end: int) -> tuple[int, int] | None:
    end = len(text[:end].rstrip(" ,"))
    begins = [match.end() for match in BEGINS.finditer(text, max(0, end - 90), end)]
    start = max(begins, default=max(0, end - 90))
    return _trimmed(text, start, end)


def _name_after(text: str, start: int) -> tuple[int, int] | None:
    if lead := DOSE_FIRST.match(text[start:]):
        start += lead.end()
    end = ENDS.search(text, start)
    return _trimmed(text, start, end.start() if end else len(text))


def _label(text: str, start: int, end: int) -> tuple[int, int] | None:
    return _trimmed(text, start, len(text[:end].rstrip(" ,;:")))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A name without its articles, doses and "group"; None where nothing that names is left."""
    name = text[start:end]
    lead = re.match(r"[\s,]*(?:and\s|the\s|an?\s)*", name)
    start += lead.end() if lead else 0
    if dose := DOSE_FIRST.match(text[start:end]):
        start += dose.end()
    if (how := MODIFIERS.match(text, start, end)) and how.end() < end:
        start = how.end()
    name = re.split(r"\s\d", text[start:end])[0]
    while last := AT_END.search(name):
        name = name[: last.start()]
    name = name.rstrip(" +&/-–,\u00a0\u2009")
    words = name.split()
    if not 0 < len(words) <= LONGEST_NAME or not name[0].isalpha() or len(name) < 2:
        return None
    if NO_NAME.fullmatch(name) and not (GENERIC.fullmatch(name) and OF_GROUP.match(text, start + len(name))):
        return None
    if words[-1].lower() in PEOPLE and not ROLE.search(name):
        return None
    return start, start + len(name)


def _mentions(document: Document, sentence: Sentence, found: Sequence[Numbered]) -> Iterator[Mention]:
    for one in found:
        name = Span(sentence.start + one.name[0], sentence.start + one.name[1])
        at = Span(sentence.start + one.number[0], sentence.start + one.number[1])
        role = nearest_role(sentence.text, *one.number) or "total"
        n = Mention(
            "n.arm", at, number=one.printed, value=role, found_by="rules.numbered", score=0.95 * worth(document, at)
        )
        alias = {}
        if one.label is not None:
            label = Span(sentence.start + one.label[0], sentence.start + one.label[1])
            alias["alias"] = Mention("arm.alias", label, found_by="rules.arms.numbered")
        side = "comparator" if ROLE.search(document.quote(name)) else "intervention"
        yield Mention(
            "arm",
            name,
            value=f"{side}:{key_of(document.quote(name))}",
            found_by="rules.arms.numbered",
            score=0.9 * worth(document, name),
            about=sentence.span,
            parts={"n": n, **alias},
        )

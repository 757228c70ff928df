"""Finds the number of everybody that the numbers of the arms add up to: 212 and 208 were analysed, and 420 stands in the text.

A role is often told arm by arm only: "69 patients were randomized to pulsed and 65 to truncated shocks", or a box of the
flow diagram for each arm, "Analysed (n=60)".  Where their sum is printed as a number of people, it has that role.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders import sample_size
from extractor.finders.sample_size import PLANNED, role_around
from extractor.language import sentence_at
from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.context import place, worth
from extractor.language.doc import Doc
from extractor.language.numbers import value_of

MOST_ARMS = 6
LEAST_SUM = 8
SCORE = 0.95
_WHO = "|".join(sorted(PEOPLE | ANIMAL, key=len, reverse=True))
# The words of a box right before its number: "Analysed (", "Number of participants (".
BOX = re.compile(r"(?:^|[)\n.;:\t\d])\s*(?P<words>[A-Za-z][A-Za-z \-]{5,60}?)\s?\(?\s?$")
TOLD_BY_ARM = frozenset({"randomized", "analyzed", "completed"})
LEFT = re.compile(
    r"[^.;]*?\b(?:failed|did not|withdrew|discontinued|dropped|declined|refused|died|lost|excluded|missing)\b"
)
NOT_EVERYBODY = re.compile(
    r"\b(?:lost|withdr|exclud|discontinu|refus|declin|absent|died|death|dropp|miss|adverse|eligible|not|other|did)\w*\b",
    re.IGNORECASE,
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    found = [m for m in sample_size.find(doc, document) if m.number is not None and "." not in m.number]
    for role, parts in [*_by_sentence(doc, found), *_by_box(document, found)]:
        whole = sum(int(value_of(part.number or "0")) for part in parts)
        span = _printed(document, whole, parts) if whole >= LEAST_SUM else None
        if span is not None:
            yield Mention(
                f"n.{role}",
                span,
                number=str(whole),
                found_by="rules.sums_of_arms",
                score=SCORE * max(worth(document, span), 0.8),
                parts={f"part {i + 1}": part for i, part in enumerate(parts)},
            )


def _by_sentence(doc: Doc, found: Sequence[Mention]) -> Iterator[tuple[str, list[Mention]]]:
    """The numbers that one sentence gives the same role, arm by arm."""
    groups: dict[tuple[int, str], dict[int, Mention]] = defaultdict(dict)
    for mention in found:
        role = str(mention.value) if mention.field == "n.arm" else mention.field.removeprefix("n.")
        if role in TOLD_BY_ARM:
            sentence = sentence_at(doc, mention.span.start)
            if not PLANNED.search(sentence.text):
                digits = re.search(r"\d", sentence.text[mention.span.start - sentence.start :])
                at = mention.span.start + (digits.start() if digits else 0)
                groups[sentence.start, role].setdefault(at, mention)
    for (_, role), numbers in groups.items():
        told = [numbers[at] for at in sorted(numbers)]
        parts = [m for m in told if m.field == "n.arm"]
        parts = parts if len(parts) > 1 else told
        if 2 <= len(parts) <= MOST_ARMS:
            yield role, parts


def _by_box(document: Document, found: Sequence[Mention]) -> Iterator[tuple[str, list[Mention]]]:
    """The numbers after the same words in boxes that follow each other: one for each arm."""
    last: tuple[str, list[Mention]] = ("", [])
    for mention in sorted(found, key=lambda m: m.span.start):
        if not re.match(r"[nN]\s?=", document.quote(mention.span)):
            continue
        box = BOX.search(document.text[max(0, mention.span.start - 70) : mention.span.start])
        if box is None or NOT_EVERYBODY.search(box["words"]):
            continue
        words = box["words"].strip().casefold()
        if words == last[0]:
            last[1].append(mention)
        else:
            yield from _boxes(last)
            last = (words, [mention])
    yield from _boxes(last)


def _boxes(told: tuple[str, list[Mention]]) -> Iterator[tuple[str, list[Mention]]]:
    words, parts = told
    role = role_around(words, "")
    if 2 <= len(parts) <= MOST_ARMS and role != "screened":
        yield role or "total", parts[:2] if role is None else parts


def _printed(document: Document, whole: int, parts: Sequence[Mention]) -> Span | None:
    """Where the sum is printed as a number of people: "420 patients", "(n = 420)"."""
    plain = f"{whole:,}".replace(",", ",?") + r"(?![\d.,]?\d|\s?%)"
    people = rf"[nN]\s?[=¼]\s?(?P<n>{plain})|(?<![\w.,/=±–-])(?P<m>{plain})\s(?:[A-Za-z-]+\s){{0,3}}?(?:{_WHO})\b"
    taken = [part.span for part in parts]
    for match in re.finditer(people, document.text, re.IGNORECASE):
        span = Span(*match.span("n" if match["n"] else "m"))
        if LEFT.match(document.text, span.end, span.end + 90):
            return None  # "9 subjects (5 in placebo and 4 in RMD groups) failed to complete"
        if place(document, span) != "references" and not any(span.overlaps(one) for one in taken):
            return span
    return None

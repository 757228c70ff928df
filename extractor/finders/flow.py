"""Finds how many took which step of a study, as its flow tells: assessed for eligibility, randomized, completed, analyzed.

The boxes of a flow diagram ("Randomised (n=789)"), and sentences that `sample_size` leaves aside because much stands
between the people and what became of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language import sentences_of
from extractor.language.categories import PEOPLE
from extractor.language.context import place, worth
from extractor.language.doc import Doc
from extractor.language.numbers import NUMBER, as_printed, value_of

_WHO = "|".join(sorted(PEOPLE, key=len, reverse=True))
_N = r"\(?\s?[nN]\s?[=¼:]\s?(?P<n>\d[\d,]*)(?![\d.%])"
# The boxes that stand for everybody; those of analysis and follow-up stand once for each arm.
BOXES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("screened", re.compile(rf"(?:^|[)\n.;\t])\s*(?:Patients |Participants |Subjects |Total )?(?:[Aa]ssessed for (?:eligibility|inclusion)|[Ss]creened(?: for eligibility)?|[Ss]creening)\s?:?\s?{_N}")),
    ("randomized", re.compile(rf"(?:^|[)\n.;\t])\s*(?:Patients |Participants |Subjects |Total )?(?:[Rr]andomi[sz](?:ed|ation)|[Uu]nderwent randomi[sz]ation|[Rr]andomly (?:assigned|allocated))\s?:?\s?{_N}")),
)  # fmt: skip
# A number of people, what is said of them, and their step: no other people, number or main verb may stand between.
_PEOPLE = rf"(?<![\w.,/=±–<>≥≤-])(?P<n>{NUMBER})\s(?:[A-Za-z][\w'’-]*\s){{0,4}}?(?:{_WHO})\b"
_SAID = r"(?P<said>(?:,\s|\s\(|\s(?:with|who|aged|undergoing|having|from|scheduled|attending|hospitali[sz]ed|presenting)\b)[^.;:]{0,260}?)?"
STEPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("randomized", re.compile(rf"{_PEOPLE}{_SAID},?\s(?:(?:were|was|had been)\s)(?:then |subsequently |finally |equally |enrolled and |included and |recruited and )?(?:random(?:i[sz]ed|ly (?:assigned|allocated|divided|distributed)))\b", re.IGNORECASE)),
    ("randomized", re.compile(rf"(?:^|[.;:]\s)[nN]\s?=\s?(?P<n>\d[\d,]*)\s(?:[\w-]+\s){{0,3}}?(?:{_WHO})\b(?P<said>(?:\([^()]*\)|[^.;:()]){{0,160}}?)\swere\srandom(?:i[sz]ed|ly (?:assigned|allocated|divided))\b", re.IGNORECASE)),
    ("completed", re.compile(rf"\b[Oo]f (?:these|the|those)\s(?:\d[\d,]*\s)?(?:(?:{_WHO})\s?)?,\s(?P<n>{NUMBER})(?:\s(?:{_WHO}))?(?:\s\(\d[\d.]*\s?%\))?(?P<said>)\s(?:completed|finished)\s(?:the |all )?(?:whole |entire |full )?(?:study|trial|protocol|follow-up|treatment|programme|program|intervention|\w+ week)", re.IGNORECASE)),
    ("screened", re.compile(rf"(?:{_PEOPLE}|\([nN]\s?=\s?(?P<m>\d[\d,]*)\))(?P<said>)\s(?:were|was)\s(?:sent an? (?:e-?mail |letter )?invit\w+|sent an (?:e-?mail|letter) inviting|invited to (?:participate|take part))", re.IGNORECASE)),
    ("screened", re.compile(r"\b(?:were|was) invited to (?:participate|take part) in the (?:study|trial|survey)(?P<said>)\s\([nN]\s?=\s?(?P<n>\d[\d,]*)\)", re.IGNORECASE)),
)  # fmt: skip
# Between people and their step such words begin something else.
ANOTHER = re.compile(
    rf"\b(?:of whom|of which|of these|and \d|were|was|received|completed(?! (?:the )?(?:baseline|screening|questionnaire))|excluded|\d+\s(?:{_WHO}))\b",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"\b(?:sample size|power|to detect|would (?:be|have)|will be|needed|required|planned|calculated|target)\b",
    re.IGNORECASE,
)
PART_BEFORE = re.compile(r"\b(?:remaining|other|another|additional|further|these|first|last|each|every|of)\s*$|^(?:In|For) (?:part|each)\b", re.IGNORECASE)  # fmt: skip
QUICK = re.compile(r"random|screen|eligib|complet|finish|invit", re.IGNORECASE)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    yield from _boxes(document)
    for offset, text in sentences_of(doc):
        at = Span(offset, offset + 1)
        if (
            QUICK.search(text)
            and document.table(at) is None
            and place(document, at) not in {"references", "disclaimer"}
        ):
            yield from _steps(document, text, offset)


def _boxes(document: Document) -> Iterator[Mention]:
    for role, pattern in BOXES:
        for match in pattern.finditer(document.text):
            number = as_printed(match["n"].rstrip(","))
            span = Span(match.start("n"), match.start("n") + len(match["n"].rstrip(",")))
            if number is not None and place(document, span) != "references":
                yield Mention(f"n.{role}", span, number=number, found_by="rules.flow", score=0.9)


def _steps(document: Document, text: str, offset: int) -> Iterator[Mention]:
    if PLANNED.search(text):
        return
    for role, pattern in STEPS:
        for match in pattern.finditer(text):
            which = "n" if match["n"] else "m"  # "(N = 4,611) were sent an invitation"
            number = as_printed(match[which].rstrip(","))
            before = text[: match.start(which)]
            if number is None or "." in number or value_of(number) < 4 or ANOTHER.search(match["said"] or ""):
                continue
            if PART_BEFORE.search(before):
                continue
            span = Span(offset + match.start(which), offset + match.start(which) + len(match[which].rstrip(",")))
            yield Mention(f"n.{role}", span, number=number, found_by="rules.flow", score=0.95 * worth(document, span))

"""Tells what a proportion is of: "Response Rate (>50% HDRS reduction)", "relapse", "maintained their response"."""

from __future__ import annotations

import re

from extractor.document import Span
from extractor.language.categories import PEOPLE
from extractor.language.numbers import WORDS

_WHO = "|".join(sorted(PEOPLE, key=len, reverse=True))
LABEL_BEFORE = re.compile(
    r"(?:^|[-•–\]]\s?|:\s)(?P<d>[A-Z][\w/ -]{2,60}?(?:\s?\([^()]{2,60}\))?)\s?[:=]\s?(?:[\w ]{0,25})?$"
)
SEEN_IN = re.compile(
    r"(?:^|[,;:]\s|\b(?:an?|the)\s|\d,\s)(?P<d>(?:[A-Za-z][\w-]*\s){0,5}?[A-Za-z][\w-]*(?:\s\([^()]{2,50}\))?)\s(?:was|were|had|is|has been|have)\s(?:(?:been|also|then|again)\s)?(?:reported|seen|observed|occurred|found|experienced|achieved|recorded|noted|present|documented|reached|detected|met)\s(?:by|in|for|among|with)\s[^.;]*$",
    re.IGNORECASE,
)
OCCURRED_IN = re.compile(
    r"(?:^|[,;:]\s)(?:the |an? )?(?P<d>(?:[A-Za-z][\w-]*\s){0,7}?[A-Za-z][\w-]*)\s(?:had )?(?:occurred|developed|appeared|arose)\s(?:in|among)\s[^.;]*$|(?:^|[,;:]\s)(?:the |an? )?(?P<d2>(?:[A-Za-z][\w-]*\s){0,5}?[A-Za-z][\w-]*(?:\s(?:rates?|incidence|proportion|led to \w+))?)\s(?:in|was|were)\s[^.;]*$",
    re.IGNORECASE,
)
DID = re.compile(rf"^\s?[)\]]?\s?(?:of (?:the |all |these )?)?(?:(?:[\w-]+\s){{0,2}}?(?:{_WHO}|them|those|group)\b)?(?:\s(?:on|in|with|given|receiving|taking|treated with|after)\s(?:the )?(?:[\w-]+\s?){{1,3}})??(?:,\s[^,]{{3,40}},)?\s?(?P<d>(?:had|maintained|kept|showed|achieved|responded|relapsed|remitted|met|experienced|reported|developed|died|completed|remained|discontinued|withdrew|improved|reached|still|were|was)\b[^.;()\[\]]{{0,70}}(?:\([^()]{{2,50}}\))?)", re.IGNORECASE)  # fmt: skip
LEAD = re.compile(r"^(?:had (?:an? )?|achieved (?:an? )?|showed (?:an? )?|experienced |reported |met )", re.IGNORECASE)


def definition_of(text: str, start: int, end: int) -> Span | None:
    """Where the words stand that say what a proportion is of: "Response Rate (>50% HDRS reduction)", "relapse", "headache"."""
    before, after = text[:start], text[end:]
    if match := LABEL_BEFORE.search(before):
        return _trimmed(text, match.start("d"), match.end("d"))
    if match := SEEN_IN.search(before):
        return _trimmed(text, match.start("d"), match.end("d"))
    if match := DID.match(after):
        lead = LEAD.match(match["d"])
        return _trimmed(text, end + match.start("d") + (lead.end() if lead else 0), end + match.end("d"))
    if match := OCCURRED_IN.search(before):
        which = "d" if match["d"] else "d2"
        return _trimmed(text, match.start(which), match.end(which))
    return None


SUBJECT = re.compile(
    r"(?:^|[,;:]\s|\b(?:that|and)\s)(?:RESULTS:?\s)?(?:the |a |an )?(?:mean |median |average |adjusted )*(?P<d>(?!(?:there|it|they|we|this|that|these|both|all|no)\b)(?:[A-Za-z][\w/-]*\s){0,7}?[A-Za-z][\w/-]*)(?:\s\([^()\d]{2,20}\))?\s(?:was|were|averaged|decreased|increased|fell|rose|improved|declined|dropped|(?:was|were) (?:reduced|increased|lower|higher))\b[^.;]*$",
    re.IGNORECASE,
)


SAYS_NOTHING = re.compile(
    r"(?:mean )?(?:change|changes|scores?|values?|differences?|results?|rates?|levels?|means?|it)", re.IGNORECASE
)


def subject_of(text: str, start: int) -> Span | None:
    """What a mean is of, from the subject of its sentence: "Sleep latency was 2.6 h"."""
    match = SUBJECT.search(text[:start])
    span = _trimmed(text, match.start("d"), match.end("d")) if match else None
    return None if span is None or SAYS_NOTHING.fullmatch(text[span.start : span.end]) else span


SAYS_NO_OUTCOME = re.compile(
    rf"(?:[\d.%\s]|of|in)+|there|these|those|(?:more|fewer)\s(?:\w+\s)?(?:{_WHO})|{WORDS}", re.IGNORECASE
)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    if cut := re.search(
        r"\s(?:at (?:day|week|\d)|by (?:day|week)|on (?:day|days)|compared|versus|vs\.?|and \d|with (?:placebo|\w+ine)\b|in the|than|,)",
        words,
    ):
        end = start + cut.start()
    article = re.match(r"(?:the|an?|and|by|at|in)\s", text[start:end], re.IGNORECASE)
    start += article.end() if article else 0
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip(" ,-")), end - (len(piece) - len(piece.rstrip(" ,:-")))
    return Span(start, end) if end - start >= 4 and not SAYS_NO_OUTCOME.fullmatch(text[start:end]) else None

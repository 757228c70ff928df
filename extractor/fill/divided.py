"""Works out group sizes that a paper leaves to the reader: people divided into equal groups, percentages with their counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from extractor.document import Span
from extractor.fill.cells import Number
from extractor.language.numbers import WORDS, as_printed

_COUNT = rf"(?:\d[\d,]*|\b{WORDS})"
_SHARED = r"(?:divided|allocated|assigned|randomi[sz]ed|randomly|classified|distributed|separated|split|grouped)"
_KIND = r"(?:(?:equal\w*|treatment|study|experimental|intervention|parallel|different|main|sub|identical|similar|matched|random)[\s-]?(?:sized\s)?){0,2}"
_GROUPS = r"(?:groups?|arms?|treatments?|conditions|regimens|cohorts)\b"
_INTO = r"(?:[a-z]+\s){0,4}?(?:in|to|into|among|between)\s(?:one\sof\s|the\s|either\sof\s|of\s)*"
_PARTS = rf"(?P<groups>[2-8]|two|three|four|five|six|seven|eight)\s{_KIND}{_GROUPS}"
_AFTER = r"\b(?!\s?(?:%|percent|weeks?|months?|days?|years?|mg|centers|centres|sites))"
DIVIDED = (
    re.compile(
        rf"(?<![\d.,=/-])\b(?P<n>{_COUNT}){_AFTER}(?:\s\(?[A-Za-z][\w'’-]*\)?,?){{1,14}}?\s{_SHARED}\s{_INTO}{_PARTS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\(\s?\*{{0,2}}n\*{{0,2}}\s?=\s?(?P<n>\d+)\s?\)\s(?:[\w-]+\s){{0,8}}?{_SHARED}\s{_INTO}{_PARTS}",
        re.IGNORECASE,
    ),
)
WHOLE = re.compile(r"(?<![\d.,/±<>=-])(?:[1-9]\d{0,2}(?:[,\u2009\u202f\u00a0 ]\d{3})+|\d+)(?![\d/%]|[.,]\d)")
SHARE = re.compile(r"^\W*(?P<count>\d{1,6})\s?[(\[]\s?(?P<percent>\d{1,2}(?:\.\d+)?)\s?%?\s?[)\]]")
LEAST_GROUP = 3
MOST_OF = 0.8
FEWEST_SHARES = 3  # percentages of one column from which its number of people is worked out


def equal_groups(sentences: Iterable[tuple[int, str]]) -> Number | None:
    """The size of each group where people were divided into groups that can have been equal; not a printed number."""
    for at, text in sentences:
        for match in (found for pattern in DIVIDED for found in pattern.finditer(text)):
            printed, groups = as_printed(match["n"]), as_printed(match["groups"])
            if printed is None or groups is None or "." in printed:
                continue
            total, parts = int(printed), int(groups)
            if total % parts == 0 and total // parts >= LEAST_GROUP:
                span = Span(at + match.start("n"), at + match.end("n"))
                return Number(str(total // parts), span, f"{total} ÷ {parts} groups, taken as equal")
    return None


def whole_numbers(text: str) -> dict[int, Span]:
    """The whole numbers that a paper prints, each with its first place."""
    found: dict[int, Span] = {}
    for match in WHOLE.finditer(text):
        if (printed := as_printed(match[0])) is not None and printed.isdigit():
            found.setdefault(int(printed), Span(*match.span()))
    return found


def shared_total(cells: Sequence[str], printed: Mapping[int, Span]) -> Number | None:
    """The printed number that the counts and percentages of one column are shares of, when only one fits them."""
    shares = [(int(m["count"]), m["percent"]) for cell in cells if (m := SHARE.match(cell))]
    shares = [(count, percent) for count, percent in shares if count and float(percent)]
    if len(shares) < FEWEST_SHARES:
        return None
    fits: dict[int, int] = {}
    least = max(count for count, _ in shares)
    for total in printed:
        if total > least:
            fits[total] = sum(_is_share(count, percent, total) for count, percent in shares)
    best = sorted(fits, key=lambda total: -fits[total])[:2]
    if not best or fits[best[0]] < MOST_OF * len(shares) or (len(best) > 1 and fits[best[1]] == fits[best[0]]):
        return None
    return Number(str(best[0]), printed[best[0]])


def _is_share(count: int, percent: str, total: int) -> bool:
    half = 0.51 / 10.0 ** len(percent.partition(".")[2])
    return bool(abs(100 * count / total - float(percent)) <= half)

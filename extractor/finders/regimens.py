"""Finds drugs that are given together: "omeprazole 20 mg + amoxicillin 1 g", "20 mg X, 5 mg Y and 1 mg Z; or ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractor.finders.amounts import AMOUNTS, Name, amounts_of, is_dose
from extractor.finders.substances import CODE, has_stem, is_acronym

# What joins two drugs of one regimen; anything in BREAK parts two treatments.
PLUS = re.compile(
    r"\+(?!\s?/?\s?[-−–])|\bplus\b|\bcombined with\b|\bin combination with\b|\btogether with\b|\balong with\b"
)
AND = re.compile(r"\band\b|&", re.IGNORECASE)
BREAK = re.compile(
    r"[.;]\s|;|\b(?:or|versus|vs|compared|then|followed|groups?|arms?|regimens?|placebo|nor|than|after|before|initially|respectively|whereas|while|per cent|mean|both|whom)\b"
    r"|\(\d\)|\([ivx]+\)|\([a-e]\)",
    re.IGNORECASE,
)
# What opens one of several treatments: "group B received", "(2)", ";", "or".
OPENS = re.compile(
    r"\b(?:groups?|arms?|regimens?|schedules?)\s(?:[A-H]\d?|[IVX]+|\d|one|two|three|four)\b|\((?:\d|[ivx]+|[a-eA-E])\)|;|\b(?:or|versus|vs\.?|compared (?:with|to))\b"
)
# Words after which commas join drugs too: "group A received triple therapy (X 20 mg, Y 1 g, Z 500 mg)".
LISTED = re.compile(
    r"\b(?:triple|quadruple|dual|combination|combined|standard|sequential|concomitant)[\w\s-]{0,30}(?:therapy|regimens?|treatment)\s?[(:,]?\s?(?:with |of |comprising |containing |consisting of )?$"
    r"|\b(?:[Gg]roup|[Aa]rm)\s(?:[A-H]\d?|[IVX]+|\d)\s?(?:\([^()]{0,20}\)\s?)?(?:received|were given|was given|took|[(:,])\s?$"
)
LONGEST_GAP = 90
LONGEST_LIST = 260
# Words between the last amount of a regimen and its short form: "60 mg/m2 orally, days 1-5) (COP)".
SHORT_FORM = re.compile(
    r"(?:[^A-Za-z(.;]|\b(?:orally|oral|daily|once|twice|thrice|three|times|for|a|an|day|days|week|weeks|month|months|every|each|per|tablets?|iv|h|[a-z]\.(?:[a-z]\.){1,2}|i\.?v\.?|bid|tid|qid|od|bd)(?![A-Za-z])){0,16}\((?P<short>[A-Z][A-Za-z0-9/+-]{1,10})(?=\)|[,;] )"
)


@dataclass(frozen=True, slots=True)
class Regimen:
    """Where a sentence names drugs that are given together, each of them, and the short form that it gives the whole."""

    start: int
    end: int
    names: tuple[Name, ...]
    short: Name | None = None


@dataclass(frozen=True, slots=True)
class _Dosed:
    start: int
    end: int
    name: Name


def regimens(text: str) -> list[Regimen]:
    """The regimens of a sentence in which amounts stand next to their drugs."""
    dosed = list(_dosed(text))
    if len(dosed) < 2:
        return []
    segments = _segments(text, dosed)
    several = len(segments) > 1 and OPENS.search(text) is not None
    return [
        _regimen(text, group)
        for segment in segments
        for group in (_together(text, segment) if not (several and _is_list(text, segment)) else [segment])
        if _are_drugs(text, group)
    ]


def _are_drugs(text: str, group: list[_Dosed]) -> bool:
    """Whether a group names at least two drugs, one of them by the form of its name."""
    names = {text[dosed.name.start : dosed.name.end] for dosed in group}
    joined = any(text[dosed.name.end : dosed.name.end + 1] == "/" for dosed in group)
    drugs = (has_stem(word) or CODE.match(word) or is_acronym(word) for name in names for word in name.split())
    return len({name.casefold() for name in names}) > 1 and (joined or any(drugs))


def _dosed(text: str) -> Iterator[_Dosed]:
    """Each drug with all of its amounts: "12.5 to 50 mg" is one stretch."""
    for match in AMOUNTS.finditer(text):
        if not is_dose(text, match):
            continue
        names = {amount.name for amount in amounts_of(text, match)}
        for name in sorted((name for name in names if name is not None), key=lambda name: name.start):
            yield _Dosed(min(name.start, match.start()), max(name.end, match.end()), name)


def _segments(text: str, dosed: list[_Dosed]) -> list[list[_Dosed]]:
    """Dosed drugs with nothing between them that parts two treatments."""
    segments = [[dosed[0]]]
    for left, right in pairwise(dosed):
        gap = _gap(text, left, right)
        if len(gap) > LONGEST_GAP or BREAK.search(gap) or not _is_joint(gap) or _leaves_bracket(text, left, right):
            segments.append([])
        segments[-1].append(right)
    return segments


def _leaves_bracket(text: str, left: _Dosed, right: _Dosed) -> bool:
    """Whether a bracket that opened before the first drug closes before the second."""
    depth = 0
    for letter in text[left.start : right.start]:
        depth += (letter in "([") - (letter in ")]")
        if depth < 0:
            return True
    return False


# Full stops that end no sentence.
_DOTS = re.compile(r"\b(?:[a-z]\.\s?){2,3}|\b(?:max|approx|min|no|resp)\.", re.IGNORECASE)


def _gap(text: str, left: _Dosed, right: _Dosed) -> str:
    return _DOTS.sub(" ", text[left.end : right.start]) if right.start >= left.end else ""


def _is_joint(gap: str) -> bool:
    return bool(PLUS.search(gap) or AND.search(gap) or "," in gap or gap.strip() in {"", "/"})


def _is_list(text: str, segment: list[_Dosed]) -> bool:
    """Whether the last two drugs of one of several treatments are joined by "and" or "plus"."""
    if len(segment) < 2 or segment[-1].end - segment[0].start > LONGEST_LIST:
        return False
    gap = _gap(text, segment[-2], segment[-1])
    before = text[max(0, segment[0].start - 110) : segment[0].start]
    if LISTED.search(before):
        return True
    parted = OPENS.search(before) is not None or OPENS.match(text[segment[-1].end : segment[-1].end + 40].lstrip(" ,)"))
    return bool(PLUS.search(gap) or (AND.search(gap) and parted))


def _together(text: str, segment: list[_Dosed]) -> list[list[_Dosed]]:
    """The drugs of a segment that a plus sign, or words that say the same, join."""
    groups = [[segment[0]]]
    for left, right in pairwise(segment):
        gap = _gap(text, left, right)
        if not (PLUS.search(gap) or gap.strip() in {"", "/"}):
            groups.append([])
        groups[-1].append(right)
    return groups


def _regimen(text: str, group: list[_Dosed]) -> Regimen:
    end = group[-1].end
    match = SHORT_FORM.match(text, end)
    short = Name(match.start("short"), match.end("short")) if match else None
    return Regimen(group[0].start, end, tuple(dict.fromkeys(dosed.name for dosed in group)), short)

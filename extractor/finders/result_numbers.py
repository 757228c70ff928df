"""Says what kind of number a proposed result is: a count, a percentage, a mean with its spread, a median or a change.

Which numbers of a sentence are results, and of what kind, a trained model says (`number_roles`); their spread, unit and
denominator are read from what is printed around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.numbers import DIGITS, NUMBER, SIGNED, WORDS
from extractor.language.units import TIME_WORD
from extractor.models.number_roles import AT, RESULTS
from extractor.models.readings import Roles, is_result

STATISTICS = tuple(role for role in RESULTS if role != "value")

_WHO = "|".join(sorted(PEOPLE | ANIMAL, key=len, reverse=True))
UNIT = r"(?:points?|%|percent\b|per cent\b|percentage points?|mm ?Hg|kg/m2?|[mµμnp]?g(?:/(?:d|m|k|day|h|kg|min)?[lLg]?)?(?:/(?:day|h|min|kg))*|[mµμnp]?mol/[lL]|m?I?U/m?[lL]|[nµμm]M|[cmµμ]?m(?:/s|2)?|mL(?:/\w+)*|ml(?:/\w+)*|L(?:/(?:min|h|day|kg|m2))*|dL|dB|bpm|beats/min|beats per minute|ms|sec(?:onds?)?|s|min(?:utes?)?|h|hr|hours?|hrs?|d|days?|wk|weeks?|mo|months?|y|yr|years?|letters?|lines?|logMAR|diopters?|D|METs?|metres?|meters?|watts?|W|kcal|kJ|°C|mV|Hz|N|cells|units?|U|x ?10|×\s?10|times|fold|copies|steps?)(?![\w])"
FORM = re.compile(
    rf"(?<![\w.,])(?<![A-Za-z][-–])(?:(?P<count>{NUMBER})(?:\s(?:[a-z-]+\s)?(?:{_WHO}|eyes|cases))?\s?(?:out of|of|/)\s?(?:the\s|a total of\s|these\s)?(?P<n>\d+(?:,\d{{3}})*(?![\d.]|\s?%)|\b{WORDS}\b)"
    rf"|(?P<value>{SIGNED}|\b{WORDS}\b)(?:\s?[*†‡§])?(?:[\s-]?(?P<unit>{UNIT}))?"
    rf"(?:\s?[(\[]\s?(?:(?P<kind>SDs?|SEMs?|SEs?|standard deviation|standard error)[\s:=,]*)?±?\s?(?P<spread>{DIGITS})\s?[)\]](?:\s?(?P<unit2>{UNIT}))?|\s?[(\[]\s?(?:range|IQR|interquartile range|CI)?[\s:,;]*{SIGNED}\s?%?\s?(?:to|-|–|—|,|;|and)\s?{SIGNED}[^()\[\]]{{0,30}}[)\]](?:\s?(?P<unit3>{UNIT}))?)?)",
    re.IGNORECASE,
)
DOWN_AFTER = re.compile(r"^\s?(?:[a-z-]+\s)?(?:reductions?|decreases?|declines?|loss|drop)\b", re.IGNORECASE)
CHANGED_BEFORE = re.compile(
    r"\b(?P<word>decreas\w+|reduc\w+|declin\w+|dropp?\w*|fell|fall|increas\w+|rose|rise|gain\w*|improv\w+|chang\w+|loss|lost)\b[^.;:()\d]{0,60}\b(?:by|of|was|were|averaged)\s(?:an? )?(?:mean |average |median )?(?:of )?$",
    re.IGNORECASE,
)
FALLS = re.compile(r"decreas|reduc|declin|drop|fell|fall|loss|lost", re.IGNORECASE)
N_IS = re.compile(r"\b[nN]\s?=\s?$")
SPREAD_IN = re.compile(r"\bSDs?\b|\bSEM?s?\b|\bstandard (?:deviation|error)|±|\+/-|\bmean \(", re.IGNORECASE)
JOINED = re.compile(
    r"^[\s)\]]*(?:,\s|[-–/]\s?|(?:,\s)?(?:and|or|versus|vs\.?|v|to|from|compared (?:with|to)|than|as compared with|but)\s)(?:only\s|just\s|(?:by\s)|in\s)?(?:the\s)?$|^[^.;:()\d]{0,45}\b(?:versus|vs\.?|v|and|compared (?:with|to)|against|than)\s(?:only\s|just\s|by\s|in\s)?$|^\s?[(\[]$"
)
NO_NUMBER = re.compile(rf"^\s?(?:st|nd|rd|th)\b|^[\s-](?:year|month|week|day|item|point|fold|dose|point)s?[\s-](?:old|survival|follow|period|scale|period|treatment|OS|PFS|mortality|rate|DFS|EFS|visit|event|actuarial|overall|disease|progression|relapse|cumulative)|^\s?(?:{TIME_WORD})\s(?:after|of (?:treatment|therapy|follow|age)|later|post|before|follow|prior)", re.IGNORECASE)  # fmt: skip
TIME_BEFORE = re.compile(
    r"\b(?:weeks?|days?|months?|years?|hours?|visits?|grades?|stages?|phases?|types?|groups?|arms?|tables?|figs?\.?|figures?|class|cycles?|P|p|level|part|step|version|factor|within|after|during|over|every|for|until|baseline to|at least|≥|>|<|≤|=|least|than or equal to|age[ds]?|type|grade (?:\d(?:/|-| or | to | and ))?)\s?$",
    re.IGNORECASE,
)
# Spans of time, follow-up, power, criteria and differences: numbers of other fields, or of none.
OTHERS_BEFORE = re.compile(
    # "in groups 2, 3, and 4"
    r"\b(?:groups?|arms?|cohorts?|tables?|figures?|figs?\.?|phases?|stages?|grades?)\s(?:[A-Z]|\d{1,2})(?:\s?(?:,|and|or|to|-|–)\s?(?:[A-Z]|\d{1,2})?){0,6}\s?$|"
    rf"\b(?:{TIME_WORD})\s\d+(?:\s?(?:to|and|-|–|or)\s?)$|\bfollow(?:ed|-|\s)?-?up\b[^.;,()]{{0,25}}$|\b(?:power|alpha|significance level) of\s$"
    r"|\bdifferences?\s(?:of|was|were|between [^.;,()]{3,40} (?:was|of))\s$|(?:[<>] or =|[<>≥≤=])\s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A number with what is printed around it, what kind of result it is, and how likely it is one."""

    match: re.Match[str]
    statistic: str
    unit: str | None = None
    falls: bool = False
    likely: float = 1.0

    @property
    def group(self) -> str:
        return "count" if self.match["count"] else "value"


def proposed(text: str, open_text: str, roles: Roles, least: float) -> Iterator[Number]:
    """The results among the numbers of a sentence that are not yet accounted for, those as likely as asked."""
    series: list[re.Match[str]] = []
    for match in FORM.finditer(open_text):
        likely = roles.of(*_number_span(match))
        if likely is None or is_result(likely) < least or _is_none(text, match):
            continue
        if series and not JOINED.match(text[series[-1].end() : match.start()]):
            yield from _of_series(text, series, roles)
            series = []
        series.append(match)
    yield from _of_series(text, series, roles)


def _number_span(match: re.Match[str]) -> tuple[int, int]:
    return match.span("count") if match["count"] else match.span("value")


def _is_none(text: str, match: re.Match[str]) -> bool:
    start, end = _number_span(match)
    before, after = text[:start], text[end:]
    return bool(
        NO_NUMBER.match(after)
        or TIME_BEFORE.search(before)
        or (OTHERS_BEFORE.search(before) and not N_IS.search(before))
        or re.match(r"\s?[)\]]?\s?(?:CI\b|confidence)", after)
    )


def _of_series(text: str, series: Sequence[re.Match[str]], roles: Roles) -> Iterator[Number]:
    """The numbers of a series: the unit that one prints holds for all of them ("7.1 and 11.0 %")."""
    units = [(m["unit2"] or m["unit3"] or m["unit"] or "").strip() for m in series]
    shared = next((unit for unit in reversed(units) if unit), "")
    for match, own in zip(series, units, strict=True):
        likely = roles.of(*_number_span(match))
        assert likely is not None
        statistic = max(STATISTICS, key=lambda role: likely[AT[role]])
        chance = is_result(likely)
        if match["count"] or statistic == "count":
            if match["count"] or "." not in match["value"]:
                yield Number(match, "count", likely=chance)
            continue
        unit = own or shared
        if statistic in {"percent", "change_percent"}:
            unit = "%"
        falls = False
        if statistic in {"change_percent", "mean_change"}:
            changed = CHANGED_BEFORE.search(text[: match.start("value")])
            end = match.end("unit") if match["unit"] else match.end()
            falls = bool(DOWN_AFTER.match(text[end:]) or (changed and FALLS.match(changed["word"])))
        yield Number(match, statistic, unit or None, falls, chance)


def spread_of(text: str, match: re.Match[str]) -> bool:
    """Whether the number in brackets after a mean is its spread: "16.5 (2.1)", not "12 (24)"."""
    if not match["spread"]:
        return False
    return bool(
        match["kind"]
        or "±" in match[0]
        or ("." in match["spread"] and (SPREAD_IN.search(text) or "." in match["value"]))
    )

"""Says what kind of number a proposed result is: a count, a percentage, a mean with its spread, a median or a change.

Which numbers of a sentence are results is proposed (`result_words`); their kind follows from what is printed around them, and
numbers in one series are of one kind: "16 versus 20 months", "7.1 and 11.0 %", "esophagitis in 14 v nine patients".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.numbers import DIGITS, NUMBER, SIGNED, WORDS
from extractor.language.units import TIME_WORD

_WHO = "|".join(sorted(PEOPLE | ANIMAL, key=len, reverse=True))
_CASES = r"events?|deaths?|cases?|episodes?|relapses?|failures?|complications?|reports?|infections?|strokes?|recurrences?|procedures?|admissions?|readmissions?|withdrawals?|dropouts?|pregnancies|births?|fractures?|falls?|injuries|lesions?|implants?|centers?|centres?|responses?|remissions?|tumou?rs?|bleeds?|hospitali[sz]ations?|of (?:the|these|those|them)"
UNIT = r"(?:points?|%|percent\b|per cent\b|percentage points?|mm ?Hg|kg/m2?|[mµμnp]?g(?:/(?:d|m|k|day|h|kg|min)?[lLg]?)?(?:/(?:day|h|min|kg))*|[mµμnp]?mol/[lL]|m?I?U/m?[lL]|[nµμm]M|[cmµμ]?m(?:/s|2)?|mL(?:/\w+)*|ml(?:/\w+)*|L(?:/(?:min|h|day|kg|m2))*|dL|dB|bpm|beats/min|beats per minute|ms|sec(?:onds?)?|s|min(?:utes?)?|h|hr|hours?|hrs?|d|days?|wk|weeks?|mo|months?|y|yr|years?|letters?|lines?|logMAR|diopters?|D|METs?|metres?|meters?|watts?|W|kcal|kJ|°C|mV|Hz|N|cells|units?|U|x ?10|×\s?10|times|fold|copies|steps?)(?![\w])"
FORM = re.compile(
    rf"(?<![\w.,])(?<![A-Za-z][-–])(?:(?P<count>{NUMBER})(?:\s(?:[a-z-]+\s)?(?:{_WHO}|eyes|cases))?\s?(?:out of|of|/)\s?(?:the\s|a total of\s|these\s)?(?P<n>\d+(?:,\d{{3}})*(?![\d.]|\s?%)|\b{WORDS}\b)"
    rf"|(?P<value>{SIGNED}|\b{WORDS}\b)(?:\s?[*†‡§])?(?:[\s-]?(?P<unit>{UNIT}))?"
    rf"(?:\s?[(\[]\s?(?:(?P<kind>SDs?|SEMs?|SEs?|standard deviation|standard error)[\s:=,]*)?±?\s?(?P<spread>{DIGITS})\s?[)\]](?:\s?(?P<unit2>{UNIT}))?|\s?[(\[]\s?(?:range|IQR|interquartile range|CI)?[\s:,;]*{SIGNED}\s?%?\s?(?:to|-|–|—|,|;|and)\s?{SIGNED}[^()\[\]]{{0,30}}[)\]](?:\s?(?P<unit3>{UNIT}))?)?)",
    re.IGNORECASE,
)
COUNTED = re.compile(rf"^\s?(?:[a-z-]+\s){{0,2}}?(?:{_WHO}|{_CASES})\b|^\s?\(\s?\d[\d.]*\s?%", re.IGNORECASE)
LEVEL = re.compile(
    r"\b(?:means?|medians?|averag\w*|scores?|durations?|times?|survival|lengths?|levels?|pressures?|volumes?|weights?|doses?|ind(?:ex|ices)|costs?"
    r"|days|hours|minutes|months|sizes?|areas?|distances?|concentrations?|ratios?|stay|acuity|thickness|depth|density|height|BMI|IOP|changes?|latency|intensity|velocity|titers?|titres?)\b",
    re.IGNORECASE,
)
CHANGE_AFTER = re.compile(
    r"^\s?(?:[a-z-]+\s)?(?:reductions?|decreases?|increases?|improvements?|declines?|changes?|gains?|loss|drop|rise|lower|higher|greater|less|more|shorter|longer)\b(?!\s(?:than|patients|in the proportion))",
    re.IGNORECASE,
)
DOWN_AFTER = re.compile(r"^\s?(?:[a-z-]+\s)?(?:reductions?|decreases?|declines?|loss|drop)\b", re.IGNORECASE)
CHANGED_BEFORE = re.compile(
    r"\b(?P<word>decreas\w+|reduc\w+|declin\w+|dropp?\w*|fell|fall|increas\w+|rose|rise|gain\w*|improv\w+|chang\w+|loss|lost)\b[^.;:()\d]{0,60}\b(?:by|of|was|were|averaged)\s(?:an? )?(?:mean |average |median )?(?:of )?$",
    re.IGNORECASE,
)
FALLS = re.compile(r"decreas|reduc|declin|drop|fell|fall|loss|lost", re.IGNORECASE)
N_IS = re.compile(r"\b[nN]\s?=\s?$")
CENTRE = re.compile(r"\b(median|mean|average)", re.IGNORECASE)
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
    """A number with what is printed around it, and what kind of result it is."""

    match: re.Match[str]
    statistic: str
    unit: str | None = None
    falls: bool = False

    @property
    def group(self) -> str:
        return "count" if self.match["count"] else "value"


def proposed(text: str, open_text: str, measured: Sequence[tuple[int, int]]) -> Iterator[Number]:
    """The results among the numbers of a sentence that stand in proposed stretches and are not yet accounted for."""
    matches = [m for m in FORM.finditer(open_text) if _is_measured(m, measured) and not _is_none(text, m)]
    series: list[re.Match[str]] = []
    for match in matches:
        if series and not JOINED.match(text[series[-1].end() : match.start()]):
            yield from _of_one_kind(text, series)
            series = []
        series.append(match)
    yield from _of_one_kind(text, series)


def _number_span(match: re.Match[str]) -> tuple[int, int]:
    return match.span("count") if match["count"] else match.span("value")


def _is_measured(match: re.Match[str], measured: Sequence[tuple[int, int]]) -> bool:
    start, end = _number_span(match)
    return any(a < end and start < b for a, b in measured)


def _is_none(text: str, match: re.Match[str]) -> bool:
    start, end = _number_span(match)
    before, after = text[:start], text[end:]
    return bool(
        NO_NUMBER.match(after) or TIME_BEFORE.search(before) or (OTHERS_BEFORE.search(before) and not N_IS.search(before)) or re.match(r"\s?[)\]]?\s?(?:CI\b|confidence)", after)
    )  # fmt: skip


def _of_one_kind(text: str, series: Sequence[re.Match[str]]) -> Iterator[Number]:
    """The numbers of a series: what one says of its kind holds for all of them."""
    if not series:
        return
    units = [(m["unit2"] or m["unit3"] or m["unit"] or "").strip() for m in series]
    shared = next((unit for unit in reversed(units) if unit), "")
    before, after = text[: series[0].start()], text[series[-1].end() :]
    if N_IS.search(before):  # "(n = 8)": as the proposal has it, those with the outcome
        yield from (Number(m, "count") for m in series if "." not in (m["value"] or "."))
        return
    percent = any(re.match(r"%|per ?cent\b", unit, re.IGNORECASE) for unit in units)
    counted = any(m["count"] or COUNTED.match(text[_number_span(m)[1] :]) for m in series)
    exact = any("." in (m["value"] or "").strip(".") or "·" in (m["value"] or "") for m in series)
    level = bool(LEVEL.search(before[-140:])) or bool(shared)
    for match, own in zip(series, units, strict=True):
        unit = own or shared
        if match["count"]:
            yield Number(match, "count")
        elif percent and not (counted and not own):
            if re.match(r"%|per ?cent\b", unit, re.IGNORECASE):
                yield _percentage(text, match)
        elif (counted and not exact) or not (exact or level):
            if "." not in match["value"]:
                yield Number(match, "count")
        else:
            yield _mean(text, before, after, match, unit or None)


def _percentage(text: str, match: re.Match[str]) -> Number:
    end = match.end("unit") if match["unit"] else match.end("value")
    changed = CHANGED_BEFORE.search(text[: match.start("value")])
    if CHANGE_AFTER.match(text[end:]) or changed:
        falls = bool(DOWN_AFTER.match(text[end:]) or (changed and FALLS.match(changed["word"])))
        return Number(match, "change_percent", "%", falls)
    return Number(match, "percent", "%")


def _mean(text: str, before: str, after: str, match: re.Match[str], unit: str | None) -> Number:
    own_after = text[match.end() :]
    changed = CHANGED_BEFORE.search(text[: match.start("value")])
    if changed or CHANGE_AFTER.match(own_after):
        falls = bool(DOWN_AFTER.match(own_after) or (changed and FALLS.match(changed["word"])))
        return Number(match, "mean_change", unit, falls)
    centres = CENTRE.findall(before) or CENTRE.findall(after)
    statistic = "median" if centres and centres[-1].lower() == "median" else "mean"
    if statistic == "mean" and re.search(r"\bchanges?\b", before[-100:], re.IGNORECASE):
        statistic = "mean_change"
    return Number(match, statistic, unit)


def spread_of(text: str, match: re.Match[str]) -> bool:
    """Whether the number in brackets after a mean is its spread: "16.5 (2.1)", not "12 (24)"."""
    if not match["spread"]:
        return False
    return bool(
        match["kind"]
        or "±" in match[0]
        or ("." in match["spread"] and (SPREAD_IN.search(text) or "." in match["value"]))
    )

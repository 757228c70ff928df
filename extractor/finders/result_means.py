"""Finds means with their spread, medians with their range, and changes, in the words and signs of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Span
from extractor.evidence import Mention
from extractor.finders.comparisons import BOUNDS
from extractor.finders.result_forms import (
    MEAN_AND,
    NOT_MEANT,
    SPREAD_WORD,
    UNIT,
    Found,
    Sentence,
    clean_unit,
    mention_of,
    part_of,
    spread_kind,
)  # fmt: skip
from extractor.language.categories import PEOPLE
from extractor.language.guarded import Guarded
from extractor.language.numbers import DIGITS, SIGNED, as_printed, negated
from extractor.language.units import DOSE_UNIT, TIME_WORD

_WHO = "|".join(sorted(PEOPLE, key=len, reverse=True))
MEANS = tuple(
    Guarded(re.compile(pattern), "±", "+", "SD", "SE", "S.D", "S.E", "standard")
    for pattern in (
        rf"(?P<value>{SIGNED})\s?(?P<unit>{UNIT}\b|%)?\s?[(\[]\s?±\s?(?P<spread>{DIGITS})\s?(?P<kind>{SPREAD_WORD})?\s?[)\]]",
        rf"(?P<value>{SIGNED})\s?(?P<unit2>{UNIT}\b|%)?\s?(?:±|\+\s?/\s?[-−]|\+ or [-−])\s?(?P<spread>{DIGITS})(?:\s?(?P<unit>{UNIT}(?![\w])|%))?(?:\s?[(\[]?(?P<kind>{SPREAD_WORD})\b[)\]]?)?",
        rf"(?P<value>{SIGNED})\s?(?P<unit>{UNIT}\b|%)?\s?[(\[]\s?(?P<kind>{SPREAD_WORD})[\s:=,]*±?\s?(?P<spread>{DIGITS})",
    )
)
MEDIAN = Guarded(
    re.compile(
        rf"(?P<value>{SIGNED})\s?(?P<unit>{UNIT}\b|%)?\s?[(\[,]\s?(?P<kind>(?:IQR|[Ii]nter-?quartile range|Q1[-–]Q3|[Rr]ange))[\s:=,]*\[?{BOUNDS}",
        re.IGNORECASE,
    ),
    "iqr",
    "quartile",
    "q1",
    "range",
)
DOWN = r"decreas\w*|reduc\w*|fell|fall\w*|declin\w*|dropp?\w*|lower\w*|diminish\w*|shrank|lost|loss|improv\w*"
UP = r"increas\w*|rose|rise|gain\w*|grew|elevat\w*"
# "fell by", "reduced the mean score by", "a decrease of", "the mean decrease in score was"; "lower in X" is no change
DIRECTION = rf"(?:(?P<down>{DOWN})|(?P<up>{UP}))(?:\s(?!from\b)[^.;:()\d±¤]{{0,50}}?)?\s(?:by|of)\s|(?:(?P<down2>decreases?|reductions?|declines?|loss|improvements?)|(?P<up2>increases?|rises?|gains?))(?:\s(?!from\b)[^.;:()\d±¤]{{0,50}}?)?\s(?:was|were|averaged|=)\s|(?:(?P<down3>decrease|reduction|decline)|(?P<up3>increase))\s"
_A_MEAN = r"(?:a |an )?(?:mean |median |average )?(?:of )?"
_NOT_PEOPLE = rf"(?!\s?(?:to|-|–)\s?\d)(?!\s(?:of\s|{_WHO})\b)"
CHANGE_BY = Guarded(
    re.compile(
        rf"\b(?:{DIRECTION}){_A_MEAN}(?P<value>{DIGITS}){_NOT_PEOPLE}\s?(?P<unit>{UNIT}(?![\w])|%)?", re.IGNORECASE
    ),
    "decreas",
    "reduc",
    "fell",
    "fall",
    "declin",
    "drop",
    "lower",
    "diminish",
    "shrank",
    "lost",
    "loss",
    "improv",
    "increas",
    "rose",
    "rise",
    "gain",
    "grew",
    "elevat",
)
DIRECTED = re.compile(rf"\b(?:{DIRECTION}){_A_MEAN}$", re.IGNORECASE)
CHANGE_WAS = Guarded(
    re.compile(
        rf"\bchanges?\b(?:\s[^.;:()\d±]{{0,70}}?)?\s(?:was|were|of|=|:)\s?(?P<value>{SIGNED})(?!\s?(?:weeks?|days?|months?))\s?(?P<unit>{UNIT}(?![\w])|%)?",
        re.IGNORECASE,
    ),
    "change",
)
# The next number of a series: "14.0 ± 10 with X versus 0.0 ± 12 with Y"
GOES_ON = re.compile(
    r"^[^.;:\d]{0,60}(?:\b(?:versus|vs\.?|and|compared (?:with|to)|against|but)\s(?:by )?|,\s)$", re.IGNORECASE
)
# A further number of the same series: "−8.3 (SD 6.6) with placebo", "and 45 with Y"
SERIES = re.compile(rf"(?<![\w.])(?P<value>{SIGNED})\s?(?P<unit>points?|%)?\s(?=(?:with|for|in|after|on)\s)")
MEAN_WAS = Guarded(
    re.compile(
        rf"\b(?P<kind>mean|average|median)\s(?!difference|change|age|follow|duration|time|dose|[^.;:()\d]{{0,40}}difference)[^.;:()\d±]{{2,70}}?\s(?:was|were|of|=)\s(?P<value>{SIGNED})(?!\s?(?:{TIME_WORD}|to\b|of\b|out\b))\s?(?P<unit>{UNIT}(?![\w]))?",
        re.IGNORECASE,
    ),
    "mean",
    "average",
    "median",
)
NOT_RESULTS = re.compile(
    r"\b(?:weigh(?:ing|ed|t of)|aged?|mean age|temperature|humidity|kept at|maintained at|BMI|body mass index)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)


def means(sentence: Sentence) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    before: tuple[int, str, bool] | None = None
    for match in _in_order(MEANS, sentence.open):
        if any(a < match.end() and match.start() < b for a, b in taken) or _is_description(sentence.text, match):
            continue
        taken.append(match.span())
        groups = match.groupdict()
        unit = clean_unit(groups.get("unit") or groups.get("unit2"))
        lead = re.search(rf"\b{SPREAD_WORD}\b", sentence.lead or sentence.text[: match.start()])
        told = lead or MEAN_AND.search(sentence.text)
        kind = spread_kind(match["kind"]) or spread_kind(told[told.lastindex or 0] if told else None) or sentence.kind
        parts = {"spread": part_of(sentence, match, "spread", "spread", kind)}
        statistic, number, falls = _mean_or_change(sentence, match)
        if statistic == "mean" and before is not None and GOES_ON.match(sentence.text[before[0] : match.start()]):
            statistic, falls = before[1], before[2]
            number = negated(number) if falls and number is not None and not number.startswith("-") else number
        before = (match.end(), statistic, falls)
        yield mention_of(sentence, match, statistic, number=number, unit=unit, parts=parts)


def _is_description(text: str, match: re.Match[str]) -> bool:
    """Ages, weights, doses and room temperatures have spreads too, and are no results."""
    after = text[match.end() :]
    return bool(
        NOT_RESULTS.search(text[: match.start()])
        or re.match(r"\s?(?:years?|months?|weeks?)?[\s-]?(?:old|of age)\b|\s?[°∘º˚]", after)
        or re.match(rf"\s?{DOSE_UNIT}\sof\b", text[match.end("spread") :])
    )


def _in_order(patterns: Iterable[Guarded], text: str) -> list[re.Match[str]]:
    """The matches of several patterns in the order of the text; of those at one place, that of the first pattern."""
    found = [(match.start(), i, match) for i, pattern in enumerate(patterns) for match in pattern.finditer(text)]
    return [match for _, _, match in sorted(found, key=lambda item: item[:2])]


def _falls(match: re.Match[str]) -> bool:
    """Whether the words of a change say that a number went down; an improvement may go either way."""
    down = match["down"] or match["down2"] or match["down3"]
    return bool(down) and not down.lower().startswith("improv")


def _mean_or_change(sentence: Sentence, match: re.Match[str]) -> tuple[str, str | None, bool]:
    """The statistic, the number with its sign ("decreased by 14.0" is a mean change of −14.0), and whether words gave it."""
    before = f"{sentence.lead} {sentence.text[: match.start('value')]}"
    number = as_printed(match["value"])
    if number is None:
        return "mean", None, False
    if directed := DIRECTED.search(before):
        falls = _falls(directed)
        return "mean_change", negated(number) if falls and not number.startswith("-") else number, falls
    if re.search(r"(?<!not )(?<!no )\bchanges?\b", before, re.IGNORECASE):
        return "mean_change", number, False
    if re.search(r"\bmedian\b", before, re.IGNORECASE) and not re.search(r"\bmean\b", before, re.IGNORECASE):
        return "median", number, False
    return "mean", number, False


def medians(sentence: Sentence) -> Iterator[Found]:
    for match in MEDIAN.finditer(sentence.open):
        kind = "range" if match["kind"].lower() == "range" else "IQR"
        inner = {
            "lower": part_of(sentence, match, "lower", "spread.lower"),
            "upper": part_of(sentence, match, "upper", "spread.upper"),
        }
        span = Span(sentence.offset + match.start("lower"), sentence.offset + match.end("upper"))
        parts = {"spread": Mention("spread", span, value=kind, found_by="rules.results", score=0.9, parts=inner)}
        mean = re.search(r"\bmean\b", sentence.text[: match.start()], re.IGNORECASE)
        yield mention_of(
            sentence,
            match,
            "mean" if mean and "median" not in sentence.text[: match.start()].lower() else "median",
            unit=clean_unit(match["unit"]),
            parts=parts,
        )


def changes(sentence: Sentence) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    last: tuple[int, str] | None = None
    for pattern in (CHANGE_BY, CHANGE_WAS, MEAN_WAS):
        for match in pattern.finditer(sentence.open):
            number = as_printed(match["value"])
            if re.match(rf"\s?(?:{TIME_WORD})\b", sentence.text[match.end("value") :]) and pattern is not MEAN_WAS:
                continue  # "a reduction of 12 weeks' treatment" says when, not how much
            if (
                number is None
                or NOT_MEANT.search(sentence.text[: match.start("value")])
                or any(a <= match.start("value") < b for a, b in taken)
            ):
                continue
            unit = clean_unit(match["unit"])
            statistic = "mean_change"
            if pattern is MEAN_WAS:
                statistic = "median" if match["kind"].lower() == "median" else "mean"
            elif unit == "%":
                statistic = "change_percent"
            if pattern is CHANGE_BY and _falls(match):
                number = negated(number)
            taken.append(match.span("value"))
            last = (match.end(), statistic)
            yield mention_of(sentence, match, statistic, number=number, unit=unit)
    change = re.search(r"\bmean change(?:s)?(?:\s[^.;:()\d±]{0,60})?\s(?=[-−–\d])", sentence.open)
    start = last[0] if last else (change.end() - 1 if change else None)
    if start is not None:
        for match in SERIES.finditer(sentence.open, start):
            unit = clean_unit(match["unit"])
            if unit != "%" and not re.search(r"[;]", sentence.open[start : match.start()]):
                yield mention_of(sentence, match, last[1] if last else "mean_change", unit=unit)

"""Reads the numbers of one table cell and says what they are: mean and SD, count and percentage, median, ..."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.document import Span
from extractor.language.numbers import DIGITS, MINUS, as_printed

_SIGNED = rf"(?:(?:--|[{MINUS}+])\s?[*_]*)?{DIGITS}"
_TO = r"(?:\s?(?:to|and|;|,|–|—|‐|-{1,2}|−{2})\s?|\s)"
_MARK = r"\s?(?:%|[*†‡§¶#|]{1,4}|\^[^^]{1,7}\^|\[[^\]]{1,14}\]\([^)]*\)|[a-j](?:,[a-j])*(?![\w])|[¹²³⁰⁴-⁹ᵃ-ᵈ])"
_END = rf"(?:{_MARK})*\s*$"
_LEAD = r"^[*_\s]*(?:[<>≤≥~=]\s?)?"
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(_LEAD + pattern + r"[*_]*" + _END))
    for name, pattern in (
        ("fraction", rf"(?P<count>\d[\d,]*)\s?/\s?(?P<n>\d[\d,]*)[*_]*(?:\s?[(\[]\s?(?P<percent>{DIGITS})\s?%?\s?[)\]])?"),
        ("fraction", rf"(?P<percent>{DIGITS})\s?%\s?[(\[]\s?(?P<count>\d[\d,]*)\s?/\s?(?P<n>\d[\d,]*)\s?[)\]]"),
        ("counted", rf"(?P<count>\d[\d,]*)[*_]*\s?[(\[]\s?(?P<percent>{DIGITS})\s?%\s?[)\]]"),
        ("counted", rf"(?P<percent>{DIGITS})\s?%\s?[(\[]\s?n\s?=\s?(?P<count>\d[\d,]*)\s?[)\]]"),
        ("shared", rf"(?P<value>{DIGITS})\s?%\s?[(\[]\s?(?P<spread>{DIGITS})\s?%?\s?[)\]]"),
        ("counted", r"(?P<count>\d[\d,]*)\s?\(\s?n\s?\)"),
        ("scattered", rf"(?P<value>{_SIGNED})\s?%?(?:{_MARK})*\s?(?:±|\+/-|\+-|\+/−|\u00b1)\s?(?P<spread>{DIGITS})\s?%?(?:{_MARK})*(?:\s?[(\[].{{3,40}}[)\]])?"),
        ("interval", rf"(?P<value>{_SIGNED})\s?%?(?:{_MARK})*\s?[,;]?\s?[(\[]\s?(?:95\s?% ?CI:?\s)?(?P<lower>{_SIGNED})\s?%?{_TO}(?P<upper>{_SIGNED})\s?%?\s?[*_]*[)\]]"),
        ("declared", rf"(?P<mean>{_SIGNED})\s?%?\s?[(\[]\s?±?\s?SD\s?[=,:]?\s?(?P<sd>{DIGITS})\s?%?\s?[)\]]"),
        ("declared", rf"(?P<mean>{_SIGNED})\s?%?\s?[(\[]\s?±?\s?SEM?\s?[=,:]?\s?(?P<se>{DIGITS})\s?%?\s?[)\]]"),
        ("bracketed", rf"(?P<value>{_SIGNED})[*_]*(?:{_MARK})*\s?[(\[]\s?±?\s?(?P<spread>{DIGITS})\s?[*_]*[)\]]"),
        ("bounds", rf"[(\[]\s?(?P<lower>{_SIGNED})\s?%?{_TO}(?P<upper>{_SIGNED})\s?%?\s?[)\]]"),
        ("bounds", rf"(?P<lower>{_SIGNED})\s?(?:to|--|–)\s?(?P<upper>{_SIGNED})"),
        ("percent", rf"[(\[]?(?P<percent>{DIGITS})\s?%[)\]]?"),
        ("bare", rf"[(\[]?(?P<value>{_SIGNED})[)\]]?"),
        ("bare", r"(?P<value>[1-9]\d{0,2}(?: \d{3})+)"),
    )
)  # fmt: skip

COUNT_PERCENT = re.compile(
    r"\b(?:n|no\.?|number|count|events?|frequency)\b[^()]{0,20}?[(\[/,±]\s?%|[(\[]\s?n\s?,?\s?%|^\s*%\s?[(\[]\s?n\b|\bn ?%",
    re.IGNORECASE,
)
PERCENT_COUNT = re.compile(r"%\s?[(\[]\s?n\b|\bpercent(?:age)?\s?[(\[]\s?n\b", re.IGNORECASE)
STANDARD_ERROR = re.compile(r"\bS\.?E\.?M?\.?\b|\bs\.e\.|\bstandard errors?\b")
STANDARD_DEVIATION = re.compile(r"\bS\.?D\.?s?\b|\bs\.d\.|\bstandard deviations?\b|\bSds?\b")
MEDIAN = re.compile(r"\bmedians?\b|\bIQR\b|\bquartiles?\b|\binter-?quartile\b|\bpercentiles?\b", re.IGNORECASE)
INTERVAL = re.compile(r"\bC\.?I\.?\b|\bconfidence intervals?\b", re.IGNORECASE)
RANGE = re.compile(r"\brange\b", re.IGNORECASE)
MEAN = re.compile(r"\bmeans?\b|\baverage\b|\bM\b(?=\s?[(±])|^[χx̄X]$", re.IGNORECASE)
PERCENT = re.compile(r"%|\bpercent(?:age)?\b|\bproportion\b")
COUNT = re.compile(r"^\s*[(]?(?:n|no\.|number|count|events?)[)]?\s*$|\bnumber of\b|\bno\. of\b", re.IGNORECASE)
DIFFERENCE = re.compile(
    r"\bdifferences?\b|\bp\b(?:[- ]?values?)?|\b(?:odds|risk|hazard|rate) ratio|\b[OHR]R\b|\beffect size|\bχ|η|chi|\bt[- ]test|\bz\b|\bF\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed, with where it stands."""

    text: str
    span: Span
    formula: str = ""  # how it was worked out, where it is not printed

    @property
    def value(self) -> float:
        return float(self.text)

    @property
    def is_whole(self) -> bool:
        return "." not in self.text


Numbers = dict[str, Number]


def read(text: str, start: int) -> tuple[str, Numbers] | None:
    """The form of a cell and its numbers by name; None when it holds no number of a known form."""
    for form, pattern in FORMS:
        match = pattern.match(text)
        if match is None:
            continue
        found: Numbers = {}
        for name, printed in match.groupdict().items():
            if printed is not None and (number := as_printed(re.sub(r"[*_]", "", printed))) is not None:
                found[name] = Number(number, Span(start + match.start(name), start + match.end(name)))
        return form, found
    return None


def meaning(form: str, numbers: Numbers, hints: Sequence[str], n: float | None) -> tuple[Numbers, str]:
    """What the numbers of a cell are, as "mean", "sd", "se", "lower", "upper", "median", "events", "n", "percent".

    hints: what is said of the cell, the nearest first.  The second value says what was taken for granted.
    """
    if form in {"fraction", "counted", "percent"}:
        return {("events" if name == "count" else name): number for name, number in numbers.items()}, ""
    if form == "declared":
        return numbers, ""
    if form == "shared":
        return _shared(numbers, hints, n), ""
    if form == "scattered":
        error = first_of(hints, (("se", STANDARD_ERROR), ("sd", STANDARD_DEVIATION)))
        told = "" if error else "what follows ± is not declared, taken as SD"
        return {"mean": numbers["value"], error or "sd": numbers["spread"]}, told
    if form == "bracketed":
        return _bracketed(numbers, hints, n)
    if form in {"interval", "bounds"}:
        return _interval(numbers, hints), ""
    return _bare(numbers["value"], hints, n), ""


def first_of(hints: Iterable[str], patterns: Sequence[tuple[str, re.Pattern[str]]]) -> str | None:
    """The first name whose pattern the nearest hint holds."""
    for hint in hints:
        for name, pattern in patterns:
            if pattern.search(hint):
                return name
    return None


def _bracketed(numbers: Numbers, hints: Sequence[str], n: float | None) -> tuple[Numbers, str]:
    value, inner = numbers["value"], numbers["spread"]
    is_share = n is not None and n > 0 and value.is_whole and abs(100 * value.value / n - inner.value) <= 0.6
    for hint in hints:
        counted, reverse = COUNT_PERCENT.search(hint), PERCENT_COUNT.search(hint)
        error, deviation = STANDARD_ERROR.search(hint), STANDARD_DEVIATION.search(hint)
        if (counted or reverse) and (error or deviation):
            if is_share:
                return {"events": value, "percent": inner}, ""
            if n is not None or not value.is_whole:
                return {"mean": value, ("sd" if deviation else "se"): inner}, ""
            return {}, ""
        if counted or (PERCENT.search(hint) and is_share):
            return {"events": value, "percent": inner}, ""
        if reverse:
            return {"events": inner, "percent": value}, ""
        if deviation or error:
            return {"mean": value, ("sd" if deviation else "se"): inner}, ""
        if MEDIAN.search(hint):
            return {"median": value}, ""
    if is_share:
        return {"events": value, "percent": inner}, ""
    if not value.is_whole and not inner.is_whole:
        return {"mean": value, "sd": inner}, "what stands in brackets is not declared, taken as SD"
    return {}, ""


def _shared(numbers: Numbers, hints: Sequence[str], n: float | None) -> Numbers:
    """ "57% (44)": a percentage with a count, or the mean of percentages with its SD."""
    value, inner = numbers["value"], numbers["spread"]
    if n is not None and n > 0 and inner.is_whole and abs(100 * inner.value / n - value.value) <= 0.6:
        return {"events": inner, "percent": value}
    for hint in hints:
        if STANDARD_DEVIATION.search(hint):
            return {"mean": value, "sd": inner}
        if STANDARD_ERROR.search(hint):
            return {"mean": value, "se": inner}
        if PERCENT_COUNT.search(hint) or COUNT_PERCENT.search(hint):
            return {"events": inner, "percent": value} if inner.is_whole else {"percent": value}
    return {"percent": value}


def _interval(numbers: Numbers, hints: Sequence[str]) -> Numbers:
    bounds: Numbers = {name: numbers[name] for name in ("lower", "upper") if name in numbers}
    value = numbers.get("value")
    kind = first_of(hints, (("interval", INTERVAL), ("median", MEDIAN), ("range", RANGE)))
    if kind == "interval":
        found = dict(bounds)
        if value is not None:
            found["percent" if _percent_first(hints) else "mean"] = value
        return found
    if kind == "range" and value is not None and any(MEAN.search(hint) for hint in hints):
        return {"mean": value}
    return {"median": value} if value is not None else {}


def _percent_first(hints: Sequence[str]) -> bool:
    return first_of(hints, (("mean", MEAN), ("percent", PERCENT))) == "percent"


def _bare(value: Number, hints: Sequence[str], n: float | None) -> Numbers:
    kind = first_of(
        hints,
        (
            ("median", MEDIAN),
            ("events", COUNT_PERCENT),
            ("mean", MEAN),
            ("sd", STANDARD_DEVIATION),
            ("events", COUNT),
            ("percent", PERCENT),
        ),
    )
    if (
        kind in {"events", None}
        and value.is_whole
        and (n is None or value.value <= n)
        and not value.text.startswith("-")
    ):
        return {"events": value} if kind else {"plain": value}
    if kind == "percent" and not 0 <= value.value <= 100:
        kind = None
    return {kind or "plain": value} if kind != "events" else {"plain": value}

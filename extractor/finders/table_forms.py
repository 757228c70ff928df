"""Reads the number in one cell of a result table, and says what kind of result it is: a mean, a percentage, a median.

The form of the cell ("12.4 (6.1)", "5/40 (12.5%)", "6 (4 to 9)") allows a few kinds; what the stub, the headings, the caption
and the note below the table declare ("mean (SD)", "n (%)") decides between them, the nearest first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.finders.result_forms import spread_kind
from extractor.language.numbers import DIGITS, SIGNED, as_printed
from extractor.language.units import MEASURED_UNIT

# Note marks, and in Markdown also "^a^", "[a](#n1)" and the end of bold type.
MARKS = r"(?:\s?,?(?:[*†‡§¶#{+a-d¹²³⁰⁴-⁹ᵃ-ᵈ]{1,3}|\^[^^\s]{1,9}\^|\[[^\[\]]{1,6}\]\([^()]*\)|\*{2}|_))*"
_SIGNED = rf"(?:-(?=-))?{SIGNED}"  # "--0.38" in Markdown
_COUNT = r"\d[\d,]*"
_N_FIRST = rf"(?:[nN]\s?=\s?(?P<n>{_COUNT})\s?[,;]\s)?"
_TO = r"\s?(?:to|--|[,;]|–|—|-|−|and)\s?"
_INTERVAL = rf"(?:95\s?% ?CI:?\s?)?(?P<lower>{_SIGNED})\s?%?{_TO}(?P<upper>(?:[-−–]\s?)?{DIGITS})\s?%?"
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(r"(?:\*{1,2}|_)?" + pattern + MARKS + "$"))
    for name, pattern in (
        ("percent", rf"(?:[nN]\s?=\s?)?(?P<count>{_COUNT})\s?(?:/\s?(?P<n>{_COUNT}))?\s?[(\[]\s?(?P<value>{DIGITS})\s?%\s?[)\]]"),
        ("percent", rf"(?P<value>{DIGITS})\s?%\s?[(\[]\s?(?:[nN]\s?=\s?)?(?P<count>{_COUNT})(?:\s?/\s?(?P<n>{_COUNT}))?\s?[)\]]"),
        ("percent", rf"{_COUNT}\s?[(\[]\s?(?P<count>{_COUNT})[,;]\s?(?P<value>{DIGITS})\s?%\s?[)\]]"),  # events (patients, %)
        ("fraction", rf"(?P<count>{_COUNT})\s?/\s?(?P<n>{_COUNT})\s?[(\[]\s?(?P<value>{DIGITS})\s?[)\]]"),
        ("mean", rf"{_N_FIRST}(?P<value>{_SIGNED})\s?(?:±|\+/[-−])\s?(?P<spread>{DIGITS})(?:\s?[(\[](?:\s?{_INTERVAL}\s?|\s?[nN]\s?=\s?(?P<n_after>{_COUNT})\s?|[^()\[\]]{{3,24}})[)\]])?"),
        ("interval", rf"{_N_FIRST}(?P<value>{_SIGNED})\s?[(\[]\s?{_INTERVAL}\s?[)\]]"),
        ("paren", rf"{_N_FIRST}(?P<value>{_SIGNED})\s?[(\[]\s?±?\s?(?P<spread>{DIGITS})\s?[)\]](?P<events>\s\d+)?"),
        ("counted", rf"(?P<value>{_COUNT})\s?/\s?(?P<n>{_COUNT})"),
        ("percent", rf"(?P<value>{DIGITS})\s?%"),
        ("bare", rf"(?:(?P<counted>[nN])\s?=\s?)?(?P<value>{_SIGNED})"),
    )
)  # fmt: skip
# "391, 210 (125-350)" where the stub says "No, median (IQR)"
N_THEN = re.compile(r"\b(?:no\.?|n|numbers?)(?:\s?\([^()]*\))?,\s(?:and )?(?:means?|medians?)\b", re.IGNORECASE)
N_FIRST = re.compile(rf"(?P<n>{_COUNT})[,;]\s(?=\S)")
MEAN_SPREAD = re.compile(
    r"\bmeans?\s?(?:score\s|values?\s)?[(\[±+/−-]*\s?[(\[]?\s?(?:±\s?)?(?P<kind>SDs?|SEMs?|SEs?|standard deviations?|standard errors?)\b"
    r"|\b(?P<kind2>SD|SEM?)\b|(?<![a-z.])(?P<kind4>s\.d\.|s\.e\.)|±\s?(?P<kind3>standard deviation|standard error)",
    re.IGNORECASE,
)
MEDIAN = re.compile(r"\bmedians?\b|\binter-?quartile\b|\bIQR", re.IGNORECASE)
MEAN = re.compile(r"\bmeans?\b|\baverage\b", re.IGNORECASE)
COUNT_PERCENT = re.compile(
    r"(?:\b(?:n|no\.?|numbers?|counts?|frequency|events?|patients)|^#)\s?(?:of \w+\s)?(?:[(\[,/]|and )\s?(?:%|percent(?:age)?s?)\s?[)\]]?",
    re.IGNORECASE,
)
PERCENT = re.compile(
    r"[(\[;]\s?%\s?[)\]]|,\s?%|\bpercent(?:age)?s?\b|\bper cent\b|%\s?$|^%|\b(?:are|as) %|\bproportion of\b",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"^(?:n|no\.?|number|count|frequency)$|\b(?:no\.|number) of (?:patients|participants|subjects|events|cases|deaths|women|men)\b"
    r"|\badverse (?:events?|effects?|reactions?)\b|\bcomplications?\b|\bside[- ]effects\b|\bevents, n\b|,\s?n$|\(n\)$",
    re.IGNORECASE,
)
# "participants with adverse events (number of events)": the bracket holds no share
EVENTS_BEHIND = re.compile(
    r"\b(?:participants|patients|subjects|people|women|men|children|animals)\b[^()]{0,40}\(\s?(?:n|no\.?|numbers?)?\s?(?:of )?(?:adverse )?events?\s?\)",
    re.IGNORECASE,
)
EITHER = re.compile(r"%\s?(?:or|/)\s?mean|mean\s?(?:or|/)\s?%", re.IGNORECASE)
# What is itself measured in percent: a number of such a row is a share of something other than of people.
IN_PERCENT = re.compile(
    r"\bfraction|\b[LR]?V?EF\b|\bFE[A-Z]\w*|\bHb ?A1c|\bA1c\b|h(?:a)?emoglobin|h(?:a)?ematocrit|saturation|SpO2|SaO2|\bFEV|\bFVC|predicted|body fat|fat mass"
    r"|\btime\b|\bchanges?\b|\breduction|\bloss\b|\bstrain|shortening|\bstenosis|\bcompliance|\badherence|\bintake|\bscores?\b|\bvariab|\bactivity\b|difference|\barea\b",
    re.IGNORECASE,
)
CHANGE = re.compile(r"\bchanges?\b|Δ|\breductions?\b|\bdecreases?\b|\bincreases?\b", re.IGNORECASE)
MOMENT = re.compile(
    r"\bbaseline\b|\bweeks?\b|\bmonths?\b|\bdays?\b|\bvisit|\bfollow|\bpre\b|\bpost\b|\bbefore\b|\bafter\b|\bfinal\b",
    re.IGNORECASE,
)
OF_CHANGE = re.compile(r"^(?:mean |average |adjusted )*changes? (?:in|from)\b", re.IGNORECASE)
PERCENT_CHANGE = re.compile(
    r"(?:\bper ?cent(?:age)?|%|\brelative)\s?(?:changes?|reductions?|decreases?|increases?)|\bchanges?\b(?: in [^(]*)?\s?(?:[(\[]\s?%|,\s?%)",
    re.IGNORECASE,
)
NO_CHANGE = re.compile(r"\bno changes?\b|\bheart rate changes?\b", re.IGNORECASE)
INTERVAL_WORDS = re.compile(r"\bC\.?I\b|\bconfidence\b|\bCrI\b")
QUARTILES = re.compile(r"\binter-?quartile|\bIQR|\bquartiles?\b|percentiles?|\bQ1\b", re.IGNORECASE)
RANGE_WORDS = re.compile(r"\brange\b|\bmin(?:imum)?\s?[-–,]\s?max", re.IGNORECASE)
UNIT_HINT = re.compile(rf"(?:[(\[]|,\s)\s?(?P<unit>points|{MEASURED_UNIT}|%)\s?(?:[)\]]|$)")


INTERVAL_ONLY = ("mean", "CI")  # a value with a confidence interval, of which nothing else is said


@dataclass(frozen=True, slots=True)
class Hints:
    """What is written around a cell, the nearest first: its stubs and headings, then what may speak of it.

    wide holds the last name above its row, the caption and the note below the table.
    """

    near: tuple[str, ...]
    wide: tuple[str, ...]
    stubs: int = 1  # how many of the nearest are stubs

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.near, *self.wide)


def form_of(text: str, hints: Hints) -> tuple[str, re.Match[str]] | None:
    """The form of a cell; the match may begin behind the n that some cells open with."""
    for form, pattern in FORMS:
        if match := pattern.match(text):
            return form, match
    first = N_FIRST.match(text)
    if first is not None and any(N_THEN.search(hint) for hint in hints.all):
        for form, pattern in FORMS:
            if match := pattern.match(text, first.end()):
                return form, match
    return None


def leading_n(text: str, match: re.Match[str]) -> re.Match[str] | None:
    """The n that opens a cell before its value: "391, 210 (125-350)"."""
    return N_FIRST.match(text) if match.start() else None


def statistic_of(form: str, match: re.Match[str], hints: Hints, n: str | None, scattered: bool, tested: bool = False) -> tuple[str | None, str | None]:  # fmt: skip
    """What a number is ("percent", "mean", ...) and the kind of its spread; scattered: a column of spreads stands beside."""
    if form == "percent":
        return _share(match, hints), None
    if form == "fraction":
        fits = is_share(match["count"], match["value"], match["n"], 1.0)
        return ("percent" if fits else None), None
    if form == "counted":
        return ("count" if _may_be_part(match["value"], match["n"], n) else None), None
    if any(EITHER.search(hint) for hint in hints.near):
        return ("mean" if scattered else "percent"), None
    if form == "paren" and any(EVENTS_BEHIND.search(hint) for hint in hints.all) and _whole(match["value"]):
        return "count", None
    if form == "interval" and any(CHANGE.search(hint) for hint in hints.near) and _declares_both(hints.wide):
        return _changed(("mean", None), hints)  # "values are median (IQR), changes mean (95% CI)"
    shared = form == "paren" and "." not in match["value"] and is_share(match["value"], match["spread"], n)
    for i, hint in enumerate(hints.near):
        declared = _declared(form, match, hint, shared, scattered)
        if declared == INTERVAL_ONLY and i >= hints.stubs:
            continue  # "PR (95% CI)" heads estimates of whatever PR is
        if declared is not None and not (shared and i > 0 and declared[0] == "mean"):
            return _changed(declared, hints)
    if form == "bare" and match["counted"]:
        return "count", None
    if form == "bare" and any(OF_CHANGE.match(hint) for hint in hints.near):
        return _changed(("mean", None), hints)
    if shared or (match.groupdict().get("events") and _whole(match["value"])):
        return "percent", None
    for i, hint in enumerate(hints.wide):
        if i == 0 and form == "paren" and n is not None and not shared and _whole(match["value"]):
            continue  # under "Sex, n (%)", but no share of the group: the next item of the table
        if form == "paren" and COUNT_PERCENT.search(hint) and (MEDIAN.search(hint) or MEAN_SPREAD.search(hint)):
            # "mean (SD) or n (%)": a whole number that n does not contradict is a count
            if _whole(match["value"]) and n is None and float(as_printed(match["spread"]) or 101) <= 100:
                return "percent", None
            hint = COUNT_PERCENT.sub("", hint)
        if form == "bare" and not scattered and (i == 2 or MEAN_SPREAD.search(hint)) and not PERCENT.search(hint):
            continue  # "values are mean (SD)" says nothing of a number alone
        declared = _declared(form, match, hint, shared, scattered)
        if declared is not None:
            return _changed(declared, hints)
    if form == "mean":
        return _changed(("mean", None), hints)
    if scattered and form == "bare":
        return _changed(("mean", None), hints)
    if form == "paren" and n is not None and "." in match["value"] and "." in match["spread"] and tested:
        return _changed(("mean", None), hints)  # in a table that tests groups, "67.8 (10.3)" is a mean and its spread
    return None, None


def _declares_both(wide: Sequence[str]) -> bool:
    return any(MEDIAN.search(hint) and re.search(r"\bmeans?\b[^.;]{0,12}[(,]", hint) for hint in wide)


def _whole(number: str) -> bool:
    return re.fullmatch(r"\d+", number) is not None


def _may_be_part(count: str, total: str, n: str | None) -> bool:
    """Whether "13/44" is a number of people among those of a group; "120/80" is not."""
    k, of, group = (float(as_printed(number) or -1) if number else None for number in (count, total, n))
    return k is not None and of is not None and k <= of and of >= 5 and (group is None or of <= group)


def is_share(count: str, percent: str, n: str | None, steps: float = 0.51) -> bool:
    """Whether a printed percentage is that of a count among n, within its rounding."""
    k, p, total = as_printed(count), as_printed(percent), as_printed(n) if n else None
    if k is None or p is None or total is None or float(total) <= 0 or float(k) > float(total):
        return False
    step = 10.0 ** -len(p.partition(".")[2])
    return abs(100 * float(k) / float(total) - float(p)) <= steps * step + 1e-9


def _share(match: re.Match[str], hints: Hints) -> str:
    """A percentage, of people or of change."""
    counted = match.groupdict().get("count")
    changed = not counted and any(PERCENT_CHANGE.search(hint) for hint in hints.near)
    return "change_percent" if changed else "percent"


def _declared(
    form: str, match: re.Match[str], hint: str, shared: bool, scattered: bool
) -> tuple[str, str | None] | None:
    """What one hint says that a number of some form is."""
    value = match["value"]
    if COUNT_PERCENT.search(hint):
        if form == "paren" and _whole(value):
            return "percent", None
        if form == "bare" and _whole(value) and not MEDIAN.search(hint) and not MEAN.search(hint):
            return "count", None
    if MEDIAN.search(hint) and form in {"interval", "paren", "bare"}:
        return "median", None
    if spread := MEAN_SPREAD.search(hint):
        named = spread["kind"] or spread["kind2"] or spread["kind3"] or spread["kind4"]
        if form in {"mean", "paren"} or (form == "bare" and (scattered or MEAN.search(hint))):
            return "mean", spread_kind(named)
    if MEAN.search(hint) and form in {"mean", "paren", "bare", "interval"}:
        return "mean", None
    if PERCENT.search(hint) and not IN_PERCENT.search(hint):
        if form == "bare" and "-" not in value and float(as_printed(value) or 101) <= 100:
            return "percent", None
        if form == "interval" and not CHANGE.search(hint):
            return "percent", None
        if form == "paren" and _whole(value) and float(as_printed(match["spread"]) or 101) <= 100:
            return "percent", None
    if form == "bare" and COUNTED.search(hint) and _whole(value):
        return "count", None
    if form == "interval" and INTERVAL_WORDS.search(hint):
        return INTERVAL_ONLY
    return None


def _changed(declared: tuple[str, str | None], hints: Hints) -> tuple[str, str | None]:
    """A mean that the row or the column calls a change is one; in percent, a relative one."""
    statistic, kind = declared
    kind = None if declared == INTERVAL_ONLY else kind
    changed = any(CHANGE.search(hint) and not NO_CHANGE.search(hint) for hint in hints.near)
    if statistic == "mean" and not changed and not any(MOMENT.search(hint) for hint in hints.near[hints.stubs :]):
        changed = bool(CHANGE.match(re.sub(r"^Table\s\S+\s?", "", hints.wide[1])))
    if statistic != "mean" or not changed:
        return statistic, kind
    percent = any(PERCENT_CHANGE.search(hint) for hint in hints.near)
    return ("change_percent" if percent else "mean_change"), kind


def bracket_kind(statistic: str, hints: Hints) -> str:
    """What the two numbers in a bracket after a value are: a confidence interval, a range or quartiles."""
    if _declares_both(hints.wide) and statistic in {"mean_change", "change_percent"}:
        return "CI"
    for hint in hints.all:
        if INTERVAL_WORDS.search(hint) and not (statistic == "median" and QUARTILES.search(hint)):
            return "CI"
        if QUARTILES.search(hint):
            return "IQR"
        if RANGE_WORDS.search(hint):
            return "range"
    return "IQR" if statistic == "median" else ""


def unit_of(statistic: str, hints: Hints, of_table: bool) -> str | None:
    """The unit that a stub or heading gives; that of the caption where the whole table is of one measure."""
    if statistic in {"percent", "change_percent"}:
        return "%"
    unit = next(
        (match["unit"] for hint in (hints.all if of_table else hints.near) if (match := UNIT_HINT.search(hint))), None
    )
    return None if unit in {"points", "%"} else unit

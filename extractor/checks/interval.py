"""A confidence interval that is out of order, does not hold its estimate, or contradicts the p value beside it.

An odds ratio of 0.64 cannot have a confidence interval from 1.35 to 1.86.

Fires on: an estimate with its interval right behind it, whose lower bound is above the upper one or which lies outside
    even when both are taken anywhere within their rounding; a p value right behind both that lies on the other side of
    1 - level and outside every p that the interval allows, or (low) is five times as large, and larger by 0.3.
Silent on: an estimate, interval and p that do not follow each other closely, so that they may be of different things; a
    bound that prints as the null; the p of a hypothesis of non-inferiority, equivalence, interaction or trend;
    differences whose sign is told in words ("a decrease of 3.2, 95% CI -5.1 to -1.3").
Needs: comparisons with estimate, interval and, for the second kind, p; results with an interval.
Source: Altman and Bland 2011, doi:10.1136/bmj.d2304, over all numbers that the printed ones may stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.arithmetic import Verdict
from extractor.arithmetic.interval import interval
from extractor.checks.sightings import between, distinct, listed, quoted, study_name
from extractor.evidence import Flag, Interval, Reported
from extractor.study import Record, Study

RATIOS = {"odds_ratio", "risk_ratio", "hazard_ratio", "incidence_rate_ratio"}
DIFFERENCES = {"mean_difference", "standardized_mean_difference", "risk_difference"}
_LOST_POINT = re.compile(r"-?0\d")  # "05" for ".05"
FAR, FAR_APART = 5, 0.3
# Such a p is of a hypothesis with a margin, not of no difference.
_OF_MARGIN = re.compile(
    r"non-?\s?inferior|equivalen|superiority margin|one-(?:sided|tailed)|interaction|trend", re.IGNORECASE
)
# What may stand between an estimate and its interval, and between an interval and its p: no other number.
_TO_BOUNDS = re.compile(r"[^\d]{0,12}(?:\d\d(?:\.\d)?\s?%[^\d]{0,28})?")
_TO_P = re.compile(r"[^\d]{0,20}")


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        for comparison in study.comparisons:
            measure = "ratio" if comparison.kind in RATIOS else "difference" if comparison.kind in DIFFERENCES else None
            if measure is not None:
                yield from _judge(study, comparison.estimate, comparison.interval, comparison.p, measure)
        for result in study.results:
            yield from _judge(study, result.value, result.interval, None, "difference")


def _judge(
    study: Study, estimate: Reported | None, bounds: Interval | None, p: Reported | None, measure: str
) -> Iterator[Flag]:
    if estimate is None or bounds is None or not _follows(estimate, bounds, _TO_BOUNDS) or estimate.sign != "=":
        return
    beside = p if p is not None and _follows(bounds, p, _TO_P) and not _OF_MARGIN.search(estimate.quote) else None
    verdict = _verdict(estimate, bounds, beside, measure)
    if verdict is not None and beside is not None and _far_off(verdict, beside):
        yield _flag_far_off(study, [estimate, bounds, beside], verdict)
    if verdict is None or verdict.verdict != "inconsistent":
        return
    alone = (
        beside is None
        or (without := _verdict(estimate, bounds, None, measure)) is None
        or (without.verdict == "inconsistent")
    )
    about = distinct([estimate, bounds] if alone or beside is None else [estimate, bounds, beside])
    yield Flag(
        check="interval",
        status="fails",
        severity="high" if alone else "medium",
        message=f"{study_name(study)}: {verdict.reason}: {listed(quoted(one) for one in about)}.",
        about=about,
        expected="an interval around its estimate" if alone else f"p from {verdict.recomputed}",
        found=" ".join(one.text for one in about),
        study=study.id,
    )


def _far_off(verdict: Verdict, p: Reported) -> bool:
    """Whether a p on the same side of 1 - level is far larger than any that the interval gives."""
    found = [float(number) for number in re.findall(r"\d[\d.]*(?:e-?\d+)?", verdict.recomputed)]
    if "same side" not in verdict.reason or p.sign != "=" or len(found) != 2:
        return False
    told = float(p.number or 0)
    return told > FAR * max(found) and told - max(found) > FAR_APART


def _flag_far_off(study: Study, about: list[Reported], verdict: Verdict) -> Flag:
    return Flag(
        check="interval",
        status="fails",
        severity="low",
        message=f"{study_name(study)}: {verdict.reason}, but far from it: {listed(quoted(one) for one in about)}.",
        about=distinct(about),
        expected=f"p from {verdict.recomputed}",
        found=" ".join(one.text for one in about),
        study=study.id,
    )


def _follows(one: Reported, other: Reported, gap: re.Pattern[str]) -> bool:
    """Whether a number stands right behind another, in one sentence."""
    found = between(one, other)
    return found is not None and gap.fullmatch(found) is not None


def _verdict(estimate: Reported, bounds: Interval, p: Reported | None, measure: str) -> Verdict | None:
    """The verdict under the sign that suits the numbers best: words may carry it."""
    low, high = bounds.lower.number, bounds.upper.number
    if estimate.number is None or low is None or high is None or (p is not None and p.number is None):
        return None
    if any(_LOST_POINT.match(number) for number in (estimate.number, low, high)):
        return None
    said = "" if p is None else f"{p.sign}{p.number}"
    level = "95" if bounds.level is None else f"{bounds.level:g}"
    if low.startswith("-") or high.startswith("-"):
        measure = "difference"  # no ratio, whatever the words around it say
    numbers = [estimate.number]
    if measure == "difference":
        numbers.append(estimate.number[1:] if estimate.number.startswith("-") else f"-{estimate.number}")
    try:
        verdicts = [interval(number, low, high, level, measure, said) for number in numbers]
    except ValueError:
        return None  # a level or a p that is none: nothing to judge
    return next((verdict for verdict in verdicts if verdict.verdict != "inconsistent"), verdicts[0])

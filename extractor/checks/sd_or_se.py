"""A spread that is called a standard deviation and can only be a standard error.

30 people with a mean of 24.1 whole points cannot scatter by an SD of 0.1 only; a standard error can be so small.

Fires on: a spread called SD that is too small for whole scores of the named scale around that mean; two arms' means
    with spreads called SD whose own p value is at least ten times as large as any t test would give with SDs, and is
    what a t test gives when they are taken as standard errors.
Silent on: spreads called SE, or of no stated kind; adjusted and least-squares means; scores per item, changes and
    scales that are not listed; a p that fits the SDs, or fits neither; numbers whose rounding leaves the p open.
Needs: results with a mean, a spread of the kind SD and n; for the second kind two arms with one p value.
Source: Cochrane Handbook 6.5.2.2 (doi:10.1002/9781119536604.ch6); Bhatia and Davis 2000,
    doi:10.1080/00029890.2000.12005203.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.arithmetic import sd_bounds, sd_or_se
from extractor.arithmetic.p_value import claim
from extractor.arithmetic.t_from_summary import readings
from extractor.checks.pairs import tested_pairs
from extractor.checks.scales import scale_of
from extractor.checks.sightings import distinct, listed, quoted, study_name
from extractor.checks.t_from_summary import group_of
from extractor.evidence import Flag, Reported
from extractor.study import Record, Result, Study

TIMES = 10.0  # that the printed p is larger than any with SDs
SHARP = 10.0  # times that the p with SEs may vary within the rounding, to say something
_ESTIMATED = re.compile(r"adjust|\bLS\b|least[- ]squares?|marginal|model|estimate|imput|average", re.IGNORECASE)


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        for result in study.results:
            if _is_sd(result) and result.statistic == "mean" and not _ESTIMATED.search(result.value.quote):
                yield from _by_scale(study, result)
    for study, first, second, p in tested_pairs(record):
        if _is_sd(first) and _is_sd(second):
            yield from _by_p(study, first, second, p)


def _is_sd(result: Result) -> bool:
    return result.spread is not None and result.spread.kind == "SD" and result.spread.number is not None


def _by_scale(study: Study, result: Result) -> Iterator[Flag]:
    found, scale = group_of(result), scale_of(study, result)
    if found is None or scale is None or not scale.items or result.n is None or result.spread is None:
        return
    if found.mean.value <= float(scale.most) / scale.items:
        return  # it may be a score per item
    verdict = sd_bounds(found.mean.text, found.spread.text, str(found.n), scale.least, scale.most)
    too_small = verdict.recomputed and found.spread.high < float(verdict.recomputed.partition(" ")[0])
    if verdict.verdict == "inconsistent" and too_small:
        about = [result.value, result.spread, result.n]
        yield _flag(study, about, f"around {found.mean.text} on the {scale.name} {verdict.reason}")


def _by_p(study: Study, first: Result, second: Result, p: Reported) -> Iterator[Flag]:
    groups = [one for one in map(group_of, (first, second)) if one is not None]
    if len(groups) < 2 or p.sign != "=":
        return
    said = claim(str(p.number), p.sign)
    with_sds, with_ses = readings(groups, "2"), readings(groups, "2", as_errors=True)
    if said.low < TIMES * max(span.high for span in with_sds.values()):
        return
    if not any(span.high <= SHARP * span.low and said.allows(*span) for span in with_ses.values()):
        return
    (mean1, sd1, n1), (mean2, sd2, n2) = ((one.mean.text, one.spread.text, str(one.n)) for one in groups)
    verdict = sd_or_se(mean1, sd1, n1, mean2, sd2, n2, p=f"{p.sign}{p.number}")
    if verdict.verdict == "inconsistent" and verdict.recomputed == "SE":
        parts = [part for one in (first, second) for part in (one.value, one.spread, one.n) if part is not None]
        yield _flag(study, [*parts, p], f"{verdict.reason}; as standard errors they give it")


def _flag(study: Study, about: list[Reported], reason: str) -> Flag:
    spreads = [one for one in about if getattr(one, "kind", None) == "SD"]
    return Flag(
        check="sd_or_se",
        status="fails",
        severity="medium",
        message=f"{study_name(study)}: what is called a standard deviation looks like a standard error: {reason}: "
        f"{listed(quoted(one) for one in distinct(about))}.",
        about=distinct(about),
        expected="standard errors",
        found=f"standard deviations {listed(one.text for one in spreads)}",
        study=study.id,
    )

"""A p value that does not follow from the test statistic and the degrees of freedom printed with it.

t(38) = 2.20 is p = .034, two-tailed, and not p = .30.

Fires on: a t, F, z, r, Q or chi-squared statistic with its degrees of freedom and its p (or "ns") right behind it,
    where no number that prints as the statistic gives that p, neither two-tailed nor one-tailed, and the p that it
    does give lies on the other side of 0.05 (medium), or is more than five times as large or as small (low).
Silent on: other p on the same side of 0.05 (cut off, corrected, or rounded at an earlier step: common, and nothing
    follows from it); a p that fits a one-tailed test; sentences that speak of corrected or adjusted values,
    permutations or bootstraps; other tests; a p that does not stand right behind its statistic (sizes of effect may
    stand between).
Needs: comparisons with statistic, degrees of freedom (but for z) and p, in one sentence.
Source: Nuijten et al. 2016, statcheck, doi:10.3758/s13428-015-0664-2 ("decision errors"), over all numbers that
    the printed ones may stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.arithmetic import p_value
from extractor.checks.sightings import distinct, listed, quoted, study_name
from extractor.evidence import Flag
from extractor.finders.statistical_tests import Statistic, statistics_in
from extractor.language.numbers import as_printed
from extractor.study import Comparison, Record, Study

FAR = 5
_OTHER_P = re.compile(
    r"correct|adjust|bonferroni|greenhouse|huynh|holm|tukey|false discovery|\bFDR\b|permut|bootstrap|exact"
    r"|one-(?:sided|tailed)|welch|satterthwaite|kenward|trend"
    r"|\bFWE?\b|\bSVC\b|cluster|voxel|xyz|\bMNI\b|talairach|whole[- ]brain|\bROI\b",  # maps of the brain
    re.IGNORECASE,
)


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        for comparison in study.comparisons:
            yield from _judge(study, comparison)


def _judge(study: Study, comparison: Comparison) -> Iterator[Flag]:
    statistic, df, p = comparison.statistic, comparison.df, comparison.p
    test = None if statistic is None or _OTHER_P.search(statistic.quote) else _printed(comparison)
    if test is None or statistic is None:
        return
    df1, df2 = (*test.df, "", "")[:2]
    try:
        verdict = p_value(test.test, f"{test.sign}{test.value}", df1, df2, test.p_sign, test.p)
    except ValueError:
        return  # a p above 1: misread rather than misreported
    if verdict.verdict != "inconsistent" or "one-tailed" in verdict.reason:
        return
    decides = "other side" in verdict.reason
    if not decides and (test.p == "ns" or not _far_off(verdict.recomputed, test.p)):
        return
    about = distinct([one for one in (df, statistic, p) if one is not None])
    found = test.p if test.p == "ns" else f"p {test.p_sign} {test.p}"
    shown = f"{test.name}({', '.join(test.df)})" if test.df else test.name
    yield Flag(
        check="p_value",
        status="fails",
        severity="medium" if decides else "low",
        message=f"{study_name(study)}: for {shown} {test.sign} {test.value} {verdict.reason}: "
        f"{listed(quoted(one) for one in about)}.",
        about=about,
        expected=f"p = {verdict.recomputed}" if verdict.recomputed else None,
        found=found,
        study=study.id,
    )


def _far_off(recomputed: str, p: str) -> bool:
    """Whether every recomputed p is more than five times as large, or as small, as the printed one."""
    found = [float(number) for number in re.findall(r"\d[\d.]*(?:e-?\d+)?", recomputed)]
    told = float(p)
    return bool(found) and told > 0 and (min(found) > FAR * told or max(found) < told / FAR)


def _printed(comparison: Comparison) -> Statistic | None:
    """A comparison's test as its sentence prints it, with the p right behind; None where that is not plain."""
    statistic, p = comparison.statistic, comparison.p
    if statistic is None:
        return None
    quote = statistic.quote
    told = [test for test in statistics_in(quote) if test.p and as_printed(test.value) == statistic.number]
    if p is not None:
        if p.quote != quote:
            return None
        told = [test for test in told if test.p_at is not None and quote[slice(*test.p_at)] == p.text]
    return told[0] if len({(test.test, test.df, test.p_sign, test.p) for test in told}) == 1 else None

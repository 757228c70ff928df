"""A p value that does not follow from the test statistic and the degrees of freedom printed with it.

t(38) = 2.20 is p = .034, two-tailed, and not p = .30.

Fires on: a t, F, z, r, Q or chi-squared statistic with its degrees of freedom and its p right behind it, where no
    number that prints as the statistic gives that p, neither two-tailed nor one-tailed, and the p that it does give
    lies on the other side of 0.05 (medium), or is more than five times as large or as small (low).
Silent on: other p on the same side of 0.05 (cut off, corrected, or rounded at an earlier step: common, and nothing
    follows from it); a p that fits a one-tailed test; sentences that speak of corrected or adjusted values,
    permutations or bootstraps; other tests; a p that does not stand right behind its statistic.
Needs: comparisons with statistic, degrees of freedom and p, in one sentence.
Source: Nuijten et al. 2016, statcheck, doi:10.3758/s13428-015-0664-2 ("decision errors"), over all numbers that the
    printed ones may stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.arithmetic import p_value
from extractor.checks.sightings import between, distinct, listed, quoted, study_name
from extractor.evidence import Flag
from extractor.study import Comparison, Record, Study

_TEST = re.compile(r"(?:^|[^A-Za-z])(?P<name>t|F|z|Z|r|Q|χ\s?2|χ²|[Xx]\s?2|[Xx]²|chi-?squared?|chi2)\s?[(\[]?$")
_TO_STATISTIC = re.compile(r"\s?[)\]]\s?=\s?")
_TO_P = re.compile(r"\s?[,;]?\s?[pP]\s?(?:[- ]?value)?\s?[=<>≤≥]?\s?")
FAR = 5
_OTHER_P = re.compile(
    r"correct|adjust|bonferroni|greenhouse|huynh|holm|tukey|false discovery|\bFDR\b|permut|bootstrap|exact"
    r"|one-(?:sided|tailed)|welch|satterthwaite|kenward|trend",
    re.IGNORECASE,
)


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        for comparison in study.comparisons:
            yield from _judge(study, comparison)


def _judge(study: Study, comparison: Comparison) -> Iterator[Flag]:
    statistic, df, p = comparison.statistic, comparison.df, comparison.p
    if statistic is None or df is None or p is None or statistic.number is None or p.number is None:
        return
    gaps = between(df, statistic), between(statistic, p)
    if gaps[0] is None or gaps[1] is None or not _TO_STATISTIC.fullmatch(gaps[0]) or not _TO_P.fullmatch(gaps[1]):
        return
    before = re.split(rf"{re.escape(df.text + gaps[0] + statistic.text)}", statistic.quote)
    test = _TEST.search(before[0]) if len(before) == 2 else None
    if test is None or _OTHER_P.search(statistic.quote):
        return
    name = "chi2" if test["name"][0] in "χXxc" else test["name"]
    df1, _, df2 = str(df.value if df.value is not None else df.text).partition(",")
    try:
        verdict = p_value(name, statistic.number, df1.strip(), df2.strip(), p.sign, p.number)
    except ValueError:
        return  # a p above 1, an F with one number of degrees of freedom: misread rather than misreported
    if verdict.verdict != "inconsistent" or "one-tailed" in verdict.reason:
        return
    decides = "other side" in verdict.reason
    if not decides and not _far_off(verdict.recomputed, p.number):
        return
    about = distinct([df, statistic, p])
    yield Flag(
        check="p_value",
        status="fails",
        severity="medium" if decides else "low",
        message=f"{study_name(study)}: for {test['name']}({df.text}) = {statistic.text} {verdict.reason}: "
        f"{listed(quoted(one) for one in about)}.",
        about=about,
        expected=f"p = {verdict.recomputed}" if verdict.recomputed else None,
        found=f"p {p.sign} {p.number}",
        study=study.id,
    )


def _far_off(recomputed: str, p: str) -> bool:
    """Whether every recomputed p is more than five times as large, or as small, as the printed one."""
    found = [float(number) for number in re.findall(r"\d[\d.]*(?:e-?\d+)?", recomputed)]
    told = float(p)
    return bool(found) and told > 0 and (min(found) > FAR * told or max(found) < told / FAR)

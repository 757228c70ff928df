"""A p value that no usual test gives for the two groups' counts beside it.

12 of 30 against 5 of 31 is p = .038 to .073, depending on the test, and not p = .4.

Fires on: two arms' counts out of their totals, in one row or sentence, with one p value of their own, where no usual
    test of two by two tables (chi-squared with and without corrections, likelihood ratio, Wald, Fisher's exact test and
    its variants) gives that p, the common ones (Pearson, Yates, Fisher) lie on the other side of 0.05, and the nearest
    of all is at least three times as large or as small.
Silent on: three or more groups with one p; rows below a name of which not every one has its own p (the p may be that of
    all of them); crossover trials; words of adjustment, models, stratification, trends, survival or rates near by;
    counts without totals, or with a percentage that the total does not allow (others were counted); a p on the same
    side of 0.05.
Needs: results of two arms with count (or a percentage's count), n and p.
Source: Campbell 2007, doi:10.1002/sim.2832; Fay 2010, doi:10.32614/RJ-2010-008.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.arithmetic import p_from_counts, percent_of_count
from extractor.arithmetic.p_from_counts import SHOWN, p_values, table_of
from extractor.arithmetic.p_value import ALPHA, claim
from extractor.checks.pairs import tested_pairs
from extractor.checks.sightings import distinct, listed, quoted, study_name, whole
from extractor.evidence import Flag, Reported
from extractor.study import Record, Result

APART = 3.0  # times that the printed p is larger or smaller than that of every test


def check(record: Record) -> Iterator[Flag]:
    for study, first, second, p in tested_pairs(record):
        counts = [_counts(one) for one in (first, second)]
        numbers = [(whole(count), whole(n)) for count, n in filter(None, counts)]
        if len(numbers) < 2 or any(k is None or n is None for k, n in numbers):
            continue
        texts = [str(number) for pair in numbers for number in pair]
        try:
            verdict = p_from_counts(texts[0], texts[1], texts[2], texts[3], str(p.number), p.sign)
        except ValueError:
            continue  # more events than people: for other checks
        if verdict.verdict != "inconsistent" or not _decides(texts, p):
            continue
        about = distinct([*(part for pair in filter(None, counts) for part in pair), p])
        yield Flag(
            check="p_from_counts",
            status="fails",
            severity="medium",
            message=f"{study_name(study)}: {texts[0]} of {texts[1]} against {texts[2]} of {texts[3]}: "
            f"{verdict.reason}: {listed(quoted(one) for one in about)}.",
            about=about,
            expected=verdict.recomputed,
            found=f"p {p.sign} {p.number}",
            study=study.id,
        )


def _counts(result: Result) -> tuple[Reported, Reported] | None:
    """A result's count and the total that it is out of; None where its own percentage tells another total."""
    count = result.value if result.statistic == "count" else result.count if result.statistic == "percent" else None
    n = result.n
    if count is None or n is None:
        return None
    if result.statistic == "percent":
        try:
            verdict = percent_of_count(str(count.number), str(n.number), str(result.value.number))
        except ValueError:
            return None
        return None if verdict.verdict == "inconsistent" else (count, n)
    return count, n


def _decides(texts: list[str], p: Reported) -> bool:
    """Whether p is on the other side of 0.05 than in the tests in common use, and far from that of any test."""
    said, found = claim(str(p.number), p.sign), p_values(table_of(*texts))
    common = [found[name] for name in SHOWN]
    if said.surely_below(ALPHA):
        return min(common) > ALPHA and min(found.values()) >= said.high * APART
    return said.low >= ALPHA and max(common) < ALPHA and said.low >= max(found.values()) * APART

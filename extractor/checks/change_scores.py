"""The mean at the start, the mean at the end and the mean change of one group do not fit together.

From 24.1 to 15.0 is a change of -9.1, and not of -5.1.

Fires on: one arm's means at the start and later and its mean change, side by side in one row or sentence, whose
    difference misses the change by more than rounding and more than a tenth of it; their SDs, when no numbers that
    print so have a correlation between start and end from -1 to 1.
Silent on: means and changes of other numbers of people; words of adjustment, models or least squares; means and changes
    in different rows; more than one later mean; changes in percent; medians.
Needs: results of one arm with the statistics mean (twice, one at the start) and mean_change.
Source: Cochrane Handbook 6.5.2.8 (doi:10.1002/9781119536604.ch6).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractor.arithmetic import Verdict
from extractor.arithmetic.change_scores import change_scores
from extractor.checks.sightings import arm_name, distinct, listed, number_of, quoted, study_name
from extractor.evidence import Flag
from extractor.study import Record, Result, Study

LEAST_APART = 0.1  # of the change: less may be of a few missing people
_ADJUSTED = re.compile(r"adjust|\bLS\b|least[- ]squares?|model|\bANCOVA\b|estimate|imput|percent|%", re.IGNORECASE)


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        beside: dict[tuple[str | None, str | None, str], list[Result]] = defaultdict(list)
        for result in study.results:
            if result.arm is not None and result.statistic in {"mean", "mean_change"}:
                beside[result.arm, result.measure, result.value.quote].append(result)
        for (_, _, quote), results in beside.items():
            if len(results) == 3 and not _ADJUSTED.search(quote):
                yield from _judge(study, results)


def _judge(study: Study, results: Sequence[Result]) -> Iterator[Flag]:
    start = [one for one in results if one.statistic == "mean" and _days(study, one) == 0]
    end = [one for one in results if one.statistic == "mean" and one not in start]
    change = [one for one in results if one.statistic == "mean_change"]
    if not len(start) == len(end) == len(change) == 1 or len({one.value.unit for one in results}) > 1:
        return
    if len({one.n.number for one in results if one.n is not None}) > 1 or any(one.value.sign != "=" for one in results):
        return
    trio = start[0], end[0], change[0]
    verdict = _of_means(trio) or _of_sds(trio)
    if verdict is not None:
        yield _flag(study, trio, verdict)


def _days(study: Study, result: Result) -> float | None:
    found = next((time.days.value for time in study.timepoints if time.id == result.timepoint), None)
    return float(found) if isinstance(found, int | float) else None


def _of_means(trio: Sequence[Result]) -> Verdict | None:
    """The verdict on three means that do not fit; the sign of a change may be told in words."""
    texts = [str(one.value.number) for one in trio]
    numbers = [number_of(one.value) for one in trio]
    if any(number is None for number in numbers):
        return None
    try:
        verdict = change_scores(*texts)
    except ValueError:
        return None
    start, end, change = (float(number) for number in numbers if number is not None)
    apart = abs(abs(end - start) - abs(change))
    return verdict if verdict.verdict == "inconsistent" and apart > LEAST_APART * abs(change) else None


def _of_sds(trio: Sequence[Result]) -> Verdict | None:
    spreads = [one.spread for one in trio]
    if any(spread is None or spread.kind != "SD" or spread.number is None for spread in spreads):
        return None
    texts = [str(spread.number) for spread in spreads if spread is not None]
    try:
        verdict = change_scores(baseline_sd=texts[0], end_sd=texts[1], change_sd=texts[2])
    except ValueError:
        return None
    return verdict if verdict.verdict == "inconsistent" else None


def _flag(study: Study, trio: Sequence[Result], verdict: Verdict) -> Flag:
    of_sds = verdict.reason.startswith("with SDs")
    about = distinct([one.spread if of_sds and one.spread is not None else one.value for one in trio])
    arm = next((arm_name(arm) for arm in study.arms if arm.id == trio[0].arm), "one group")
    return Flag(
        check="change_scores",
        status="fails",
        severity="medium",
        message=f"{study_name(study)}, {arm}: {verdict.reason}: {listed(quoted(one) for one in about)}.",
        about=about,
        expected=verdict.recomputed,
        found=(about[-1]).text,
        study=study.id,
    )

"""A mean or median score outside the range of its scale.

A mean MADRS score of 61 is impossible: the scale ends at 60.

Fires on: a mean or median, or an end of its range or IQR, with all its rounding above the greatest total score of the
    scale that opens its row, or that stands right before it in its sentence; below the least one only at the start
    of a study. Where sources give a scale several ranges, the widest counts.
Silent on: changes and differences; scales that are not listed; a paper that states a range of its own; T scores, z
    scores, percentages, subscales, visual analogues and scores per item; numbers with a unit; negative numbers.
Needs: a result with the statistic mean or median and a measure whose name is listed in extractor/arithmetic/scales.csv.
Source: the manuals and papers that scales.csv names, scale by scale; for MADRS doi:10.1192/bjp.134.4.382.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.arithmetic import scale_range
from extractor.arithmetic.printed import printed
from extractor.arithmetic.scale_range import Scale
from extractor.checks.scales import scale_of
from extractor.checks.sightings import at_start, distinct, quoted, study_name
from extractor.evidence import Flag
from extractor.study import Record, Result, Study


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        for result in study.results:
            if result.statistic in {"mean", "median"} and result.value.unit is None and result.value.sign == "=":
                yield from _judge(study, result)


def _judge(study: Study, result: Result) -> Iterator[Flag]:
    scale = scale_of(study, result)
    if scale is None:
        return
    spread = result.spread
    bounds = [spread.lower, spread.upper] if spread is not None and spread.kind in {"range", "IQR"} else []
    for value in (result.value, *bounds):
        if value is None or value.number is None or not _outside(value.number, scale, at_start(study, result)):
            continue
        verdict = scale_range(scale.name, value.number)
        yield Flag(
            check="scale_range",
            status="fails",
            severity="medium",
            message=f"{study_name(study)}: {quoted(value)} in a {result.statistic} score is outside the scale: "
            f"{verdict.reason}.",
            about=distinct([value]),
            expected=f"{scale.least} to {scale.most}",
            found=value.text,
            study=study.id,
        )


def _outside(number: str, scale: Scale, from_the_start: bool) -> bool:
    """Whether a score is above its scale; or below it where it is surely no change, which may be small or negative."""
    score, least = printed(number), printed(scale.least).value
    return score.low > printed(scale.most).value or (from_the_start and score.low >= 0 and score.high < least)

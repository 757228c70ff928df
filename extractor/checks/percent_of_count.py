"""A count, its total and its percentage, printed together, that do not agree.

"12/40 (40%)" is 30 %.

Fires on: a count, the number that it is out of and a percentage that follow each other closely, where the percentage is
    neither the share, under any rule that rounds to the nearest, nor the share cut off or rounded twice.
Silent on: a count without its total beside it (denominators differ within a table); fractions in figures ("almost 1/4
    (22%)"); percentages above 100.
Needs: results with count, n and the percentage as printed.
Source: exact comparison of fractions; the classes of `extractor.arithmetic.percent`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from extractor.arithmetic import percent_of_count
from extractor.checks.sightings import distinct, listed, quoted, study_name, whole
from extractor.evidence import Flag, Reported
from extractor.study import Record, Result, Study

FRACTION = 5  # 1/4 and 2/5 may be fractions, no counts
NEAR = 20  # characters that count, total and percentage may stand apart


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        for result in study.results:
            yield from _judge(study, result)


def _judge(study: Study, result: Result) -> Iterator[Flag]:
    share, count, n = result.value, result.count, result.n
    if count is None or n is None or share.unit != "%" or not _together(share, count, n):
        return
    if any(one.number is None or one.sign != "=" for one in (share, count, n)):
        return
    try:
        verdict = percent_of_count(str(count.number), str(n.number), str(share.number).lstrip("-"))
    except ValueError:
        return  # a count or a total that is no whole number
    if whole(n) is None or (whole(n) or 0) <= FRACTION:
        return
    kind = verdict.reason.partition(":")[0]
    if kind not in {"mismatch", "last digit"}:
        return
    about = distinct(sorted((share, count, n), key=lambda one: one.span))
    yield Flag(
        check="percent_of_count",
        status="fails",
        severity="medium" if kind == "mismatch" else "low",
        message=f"{study_name(study)}: {count.text} of {n.text} is {verdict.recomputed}%, not {share.text}: "
        f"{listed(quoted(one) for one in about)}.",
        about=about,
        expected=f"{verdict.recomputed}%",
        found=share.text,
        study=study.id,
    )


def _together(*values: Reported) -> bool:
    """Whether numbers stand in one sentence, one close behind the other."""
    places = sorted(value.span for value in values)
    return len({value.quote for value in values}) == 1 and all(
        0 <= other[0] - one[1] <= NEAR for one, other in pairwise(places)
    )

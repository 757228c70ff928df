"""A count, its total and its percentage, printed together, that do not agree.

"12/40 (40%)" is 30 %.

Fires on: a count, the number that it is out of and a percentage that follow each other closely, or "of the 54 patients,
    23 (42.1%)", where the percentage is neither the share, under any rule that rounds to the nearest, nor the share cut
    off or rounded twice; a number of people with a percentage that it is of no total.
Silent on: a count without its total beside it (denominators differ within a table); fractions in figures ("almost 1/4
    (22%)"); percentages above 100.
Needs: results with count, n and the percentage as printed; statements of the kinds "of_whole" and "alone".
Source: exact comparison of fractions, as for means in Brown and Heathers 2017, doi:10.1177/1948550616673876; the
    classes of `extractor.arithmetic.percent`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from extractor.arithmetic import Verdict, percent_of_count
from extractor.checks.sightings import distinct, listed, quoted, study_name, whole
from extractor.checks.statements import exact, fails, of_kind
from extractor.evidence import Flag, Reported
from extractor.study import Record, Result, Statement, Study

FRACTION = 5  # 1/4 and 2/5 may be fractions, no counts
NEAR = 20  # characters that count, total and percentage may stand apart


def check(record: Record) -> Iterator[Flag]:
    judged: set[tuple[int, int]] = set()
    for study in record.studies:
        for result in study.results:
            flags = list(_judge(study, result))
            judged |= {place.span for flag in flags for place in flag.about}
            yield from flags
    for statement in of_kind(record, "of_whole"):
        (count,), (share,), (n,) = (statement.role(role) for role in ("count", "percent", "n"))
        if count.span not in judged and (kind := _kind(share, count, n)) is not None:
            yield _flag(None, kind, share, count, n)
    for statement in of_kind(record, "alone"):
        (count,), (share,) = statement.role("count"), statement.role("percent")
        if count.span not in judged:
            yield _of_no_total(statement, count, share)


def _judge(study: Study, result: Result) -> Iterator[Flag]:
    share, count, n = result.value, result.count, result.n
    if count is None or n is None or share.unit != "%" or not _together(share, count, n):
        return
    if (kind := _kind(share, count, n)) is not None:
        yield _flag(study, kind, share, count, n)


def _of_no_total(statement: Statement, count: Reported, share: Reported) -> Flag:
    """A count that is the percentage of no whole number."""
    near = round(100 * float(exact(count)) / float(exact(share)))
    around = sorted({n for n in (near - 1, near, near + 1) if n >= exact(count) > 0}, key=lambda n: abs(n - near))[:2]
    shares = [f"{count.text} of {n} is {100 * float(exact(count)) / n:.2f}%" for n in sorted(around)]
    return fails(
        "percent_of_count",
        statement,
        "medium",
        f"{count.text} is {share.text}% of no whole number: {listed(shares)}.",
        listed(shares),
        f"{count.text} ({share.text}%)",
    )


def _kind(share: Reported, count: Reported, n: Reported) -> Verdict | None:
    """The verdict on a percentage that is not that of its count; None where it may be."""
    if any(one.number is None or one.sign != "=" for one in (share, count, n)):
        return None
    try:
        verdict = percent_of_count(str(count.number), str(n.number), str(share.number).lstrip("-"))
    except ValueError:
        return None  # a count or a total that is no whole number
    if whole(n) is None or (whole(n) or 0) <= FRACTION:
        return None
    return verdict if verdict.reason.partition(":")[0] in {"mismatch", "last digit"} else None


def _flag(study: Study | None, verdict: Verdict, share: Reported, count: Reported, n: Reported) -> Flag:
    about = distinct(sorted((share, count, n), key=lambda one: one.span))
    name = study_name(study) if study is not None else "this study"
    percent = share.text if share.text.endswith("%") else f"{share.text}%"
    return Flag(
        check="percent_of_count",
        status="fails",
        severity="medium" if verdict.reason.startswith("mismatch") else "low",
        message=f"{name}: {count.text} of {n.text} is {verdict.recomputed}%, not {percent}: "
        f"{listed(quoted(one) for one in about)}.",
        about=about,
        expected=f"{verdict.recomputed}%",
        found=share.text,
        study=study.id if study is not None else None,
    )


def _together(*values: Reported) -> bool:
    """Whether numbers stand in one sentence, one close behind the other."""
    places = sorted(value.span for value in values)
    return len({value.quote for value in values}) == 1 and all(
        0 <= other[0] - one[1] <= NEAR for one, other in pairwise(places)
    )

"""A p value that no t test gives for the two groups' means, standard deviations and sizes beside it.

24.1 (SD 6.0) against 12.3 (SD 5.8), 40 in each group, is p < .001, and not p = .41.

Fires on: two arms' means with SDs (or SEs) and sizes, in one row or sentence, with one p value of their own, where no t
    test, however the numbers are rounded, gives a p on that side of 0.05, and either the groups differ so much (every p
    below .001) that no other usual test would call it chance, or a p of .01 or less is of groups as they were at the
    start, which nothing is adjusted for, and every t test gives more than .3.
Silent on: three or more groups with one p; crossover trials; words of adjustment, models or trends near by; a spread of
    no stated kind; a p that fits when SDs are taken as SEs, or the reverse; means of changes; significant p values
    after treatment where a t test gives none (analyses that adjust for the start find smaller differences).
Needs: results of two arms with mean, spread, n and p.
Source: INSPECT-SR, check 4.9 (github.com/ianhussey/inspect-sr-guidance); Welch 1947, doi:10.1093/biomet/34.1-2.28.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.arithmetic.p_value import ALPHA, claim
from extractor.arithmetic.t_from_summary import Group, Span, group, on_other_side, readings
from extractor.checks.pairs import tested_pairs
from extractor.checks.sightings import at_start, distinct, listed, quoted, study_name
from extractor.evidence import Flag, Reported
from extractor.study import Record, Result, Study

CERTAIN = 0.001  # groups that differ so are no chance by any test
CLEAR, NO_CHANCE_AT_ALL = 0.01, 0.3  # a t test that finds so little is not clearly significant by a test of ranks


def check(record: Record) -> Iterator[Flag]:
    for study, first, second, p in tested_pairs(record):
        groups = [found for one in (first, second) if (found := group_of(one)) is not None]
        kinds = {one.spread.kind for one in (first, second) if one.spread is not None}
        if len(groups) < 2 or len(kinds) > 1:
            continue
        span = _contradicted(groups, kinds == {"SE"}, p, at_start(study, first))
        if span is not None:
            yield _flag(study, first, second, p, span)


def group_of(result: Result) -> Group | None:
    """A result's mean, spread and size, where all are printed and exact."""
    spread, n = result.spread, result.n
    if result.statistic != "mean" or spread is None or n is None or spread.kind not in {"SD", "SE"}:
        return None
    numbers = result.value.number, spread.number, n.number
    if any(number is None for number in numbers) or n.sign != "=":
        return None
    try:
        found = group(str(numbers[0]), str(numbers[1]), str(numbers[2]))
    except ValueError:
        return None
    return found if found.n > 1 and found.spread.value > 0 else None


def _contradicted(groups: list[Group], errors: bool, p: Reported, of_start: bool) -> Span | None:
    """The p values that t tests give, where the printed one contradicts all of them; None where it does not."""
    try:
        said = claim(str(p.number), p.sign)
    except ValueError:
        return None
    spans = readings(groups, as_errors=errors).values()
    hull = Span(min(span.low for span in spans), max(span.high for span in spans))
    otherwise = readings(groups, as_errors=not errors).values()
    if not on_other_side(said, hull) or any(said.allows(*span) for span in otherwise):
        return None
    if said.surely_below(ALPHA):
        return hull if of_start and said.high <= CLEAR and hull.low > NO_CHANCE_AT_ALL else None
    return hull if hull.high < CERTAIN else None


def _flag(study: Study, first: Result, second: Result, p: Reported, span: Span) -> Flag:
    parts = [part for one in (first, second) for part in (one.value, one.spread, one.n) if part is not None]
    about = distinct([*parts, p])
    expected = f"p from {span.low:.2g} to {span.high:.2g}"
    return Flag(
        check="t_from_summary",
        status="fails",
        severity="medium",
        message=f"{study_name(study)}: {first.value.text} against {second.value.text} with these spreads and sizes "
        f"gives {expected} by a t test, not p {p.sign} {p.number}: {listed(quoted(one) for one in about)}.",
        about=about,
        expected=expected,
        found=f"p {p.sign} {p.number}",
        study=study.id,
    )

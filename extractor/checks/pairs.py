"""Two groups' results that one printed p value compares."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from extractor.checks.sightings import structure, whole
from extractor.evidence import Reported
from extractor.study import Record, Result, Study

# Designs in which the groups are the same people, so that no test of two samples is due.
SAME_PEOPLE = frozenset({"crossover", "single_arm"})
# A p value of something else than the plain comparison of the two numbers beside it.
OTHER_TEST = re.compile(
    r"adjust|correct|\bANCOVA\b|covaria|regress|\bmodel|mixed|stratif|interaction|trend|log-?\s?rank|hazard|time to"
    r"|paired|within|from baseline|non-?\s?inferior|equivalen|Kaplan|person|per 1,?000|rate of",
    re.IGNORECASE,
)


def tested_pairs(record: Record) -> Iterator[tuple[Study, Result, Result, Reported]]:
    """Every two results of different arms, otherwise alike, that share a printed p with none but their total."""
    for study in record.studies:
        if structure(study) in SAME_PEOPLE:
            continue
        sharing: dict[tuple[int, int], list[Result]] = defaultdict(list)
        for result in study.results:
            if result.p is not None and result.p.number is not None:
                sharing[result.p.span].append(result)
        for sharers in sharing.values():
            results = _without_total(sharers)
            if len(results) == 2 and _alike(*results):
                first, second = results
                p = first.p
                if p is None or p.quote != first.value.quote:
                    continue  # a p that another place states
                if not any(OTHER_TEST.search(words) for words in _words(first, second)):
                    yield study, first, second, p


def _without_total(results: list[Result]) -> list[Result]:
    """Of three results, the two of groups that add up to the third."""
    sizes = [None if one.n is None else whole(one.n) for one in results]
    for i, size in enumerate(sizes):
        rest = [n for j, n in enumerate(sizes) if j != i and n is not None]
        if len(results) == 3 and len(rest) == 2 and size == sum(rest):
            return results[:i] + results[i + 1 :]
    return results


def _alike(one: Result, other: Result) -> bool:
    """Whether two results are of two arms and otherwise of the same thing, in one row or sentence."""
    return (
        one.arm is not None
        and other.arm is not None
        and one.arm != other.arm
        and (one.statistic, one.measure, one.timepoint) == (other.statistic, other.measure, other.timepoint)
        and one.value.quote == other.value.quote
        and one.value.unit == other.value.unit
        and one.value.sign == other.value.sign == "="
    )


def _words(*results: Result) -> Iterator[str]:
    for result in results:
        yield result.value.quote
        if result.definition is not None:
            yield result.definition.text

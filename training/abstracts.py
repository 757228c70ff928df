"""Holds records against the project's own annotations of abstracts: sizes, and results by their kind.

A value is right when the annotation has the same number of the same kind, each number of it used once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from extractor.evidence import Reported
from extractor.language.numbers import as_printed
from extractor.models.number_roles import RESULTS
from extractor.study import Record
from training.annotated import Annotated, annotated

STEPS = (0, 0.5, 0.7, 0.8, 0.9, 1.01)
HEADLINE = ("randomized", "total", "analyzed", "completed", "screened")
KINDS = {
    "n of an arm": ("arm", "arm_analyzed"),
    "percentages": ("percent", "change_percent", "rate"),
    "counts": ("count",),
    "means": ("mean", "mean_change"),
    "medians": ("median",),
    "SDs and SEs": ("sd", "se"),
}


def texts(gold: Path) -> list[Annotated]:
    return [text for text in annotated(gold) if text.short]


def scores(told: Iterable[Annotated], records: Mapping[str, Record]) -> Iterator[tuple[str, int, float, float]]:
    """For each field how many numbers the annotations have, precision and recall."""
    answered = right = with_total = 0
    hits: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for text in told:
        record = records[text.name]
        totals = _numbers(text, ("total",)) or _numbers(text, ("analyzed",))
        total = _total(record)
        if totals:
            with_total += 1
            answered += total is not None
            right += total in totals
        for kind, roles in KINDS.items():
            mine, theirs = Counter(_of_kind(record, kind)), _numbers(text, roles)
            hits[kind] += sum((mine & theirs).values())
            found[kind] += sum(mine.values())
            wanted[kind] += sum(theirs.values())
    yield "total N", with_total, right / max(answered, 1), right / max(with_total, 1)
    for kind in KINDS:
        yield kind, wanted[kind], hits[kind] / max(found[kind], 1), hits[kind] / max(wanted[kind], 1)


def reliability(told: Iterable[Annotated], records: Mapping[str, Record]) -> Iterator[tuple[str, int, int]]:
    """For each step of confidence how many results there are, and of how many the number is a result of an arm."""
    tried: list[tuple[float, bool]] = []
    for text in told:
        theirs = _numbers(text, RESULTS)
        for study in records[text.name].studies:
            for result in study.results:
                if (number := _number(result.value)) is not None and result.value is not None:
                    tried.append((result.value.confidence, number in theirs))
    for low, high in pairwise(STEPS):
        inside = [right for sure, right in tried if low <= sure < high]
        if inside:
            yield f"{low:.2f} to {min(high, 1):.2f}", len(inside), sum(inside)


def _numbers(text: Annotated, roles: Iterable[str]) -> Counter[float]:
    wanted = set(roles)
    printed = (as_printed(text.text[n.start : n.end]) for n in text.numbers.values() if n.role in wanted)
    return Counter(abs(float(number)) for number in printed if number is not None)


def _number(value: Reported | None) -> float | None:
    return abs(float(value.value)) if value is not None and isinstance(value.value, int | float) else None


def _total(record: Record) -> float | None:
    for study in record.studies:
        for role in HEADLINE:
            if (number := _number(getattr(study.n, role))) is not None:
                return number
    return None


def _of_kind(record: Record, kind: str) -> Iterator[float]:
    roles = KINDS[kind]
    for study in record.studies:
        values: list[Reported | None] = []
        if kind == "n of an arm":
            values = [getattr(arm.n, role) for arm in study.arms for role in type(arm.n).model_fields]
        elif kind == "SDs and SEs":
            spreads = (r.spread for r in study.results if r.spread is not None)
            values = [spread for spread in spreads if spread.kind in {"SD", "SE", None}]
        else:
            values = [r.value for r in study.results if r.statistic in roles]
            if kind == "counts":
                values += [r.count for r in study.results]
        yield from (number for value in values if (number := _number(value)) is not None)

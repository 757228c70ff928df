"""The values that are counted: one for each number or word of a record that a person could have written down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import BaseModel

from extractor.evaluate.plain import plain_leaf
from extractor.evidence import Reported
from extractor.study import Record, Result, Study

# Which role stands for "the number of participants" where gold asks for one number: the first that a study has.
TOTAL_ROLES = ("randomized", "total", "analyzed", "completed", "screened")

# The field under which a result's number is counted.
STATISTICS = {
    "percent": "percent", "rate": "percent", "change_percent": "percent",
    "mean": "mean", "mean_change": "mean", "median": "median", "count": "count",
}  # fmt: skip
SPREADS = {"SD", "SE", None}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one field, in the gold or in a record.

    kind        the statistic of a result, the kind of a comparison
    about       the words of what it belongs to, a set for each of arm and outcome that is named; of a measure's name
                those of its abbreviation
    quote       the sentence or table row; in the gold what stands around the annotated words
    confidence  of a value found; None where nobody states one
    """

    field: str
    value: float | str
    kind: str = ""
    about: tuple[frozenset[str], ...] = ()
    quote: str = ""
    confidence: float | None = None
    found_by: str = ""


def words(text: object) -> frozenset[str]:
    """The words of a name, in lower case."""
    return frozenset(re.findall(r"[a-z0-9]+", str(text or "").lower()))


def number(value: object) -> float | None:
    """A value as a number, or None."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def own_studies(record: Record) -> list[Study]:
    """The studies that the document reports itself; all where it only retells."""
    return [study for study in record.studies if study.reported_here] or record.studies


def _of(field: str, leaf: Reported | None, about: tuple[frozenset[str], ...] = ()) -> Iterator[Value]:
    if leaf is not None and (found := number(leaf.value)) is not None:
        yield Value(field, abs(found), "", about, leaf.quote, leaf.confidence, leaf.found_by)


def in_text(record: Record) -> Iterator[Value]:
    """The numbers of a record as annotated texts count them: without signs, and whatever study of its own they are of.

    Fields: total N (one a document), arm N, dose, percent, count, mean, SD, median, and number-arm-outcome, whose
    `about` holds the words of the arm and those of the measure and its definition.
    """
    studies = own_studies(record)
    totals = (getattr(study.n, role) for study in studies for role in TOTAL_ROLES)
    yield from _of("total N", next((leaf for leaf in totals if leaf and isinstance(leaf.value, int | float)), None))
    for study in studies:
        for arm in study.arms:
            for role in type(arm.n).model_fields:
                yield from _of("arm N", getattr(arm.n, role))
            for dose in arm.doses:
                yield from _of("dose", dose.amount)
        for result in study.results:
            yield from _result(study, result)


def _result(study: Study, result: Result) -> Iterator[Value]:
    about = result_words(study, result)
    if result.statistic in STATISTICS:
        yield from _of(STATISTICS[result.statistic], result.value)
    yield from _of("count", result.count)
    if result.spread is not None and result.spread.kind in SPREADS:
        yield from _of("SD", result.spread)
    for leaf in (result.value, result.count):
        yield from _of("number-arm-outcome", leaf, about)


def result_words(study: Study, result: Result) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a result's arm, and those of its measure and definition."""
    arm = next((words(arm.name.value) for arm in study.arms if arm.id == result.arm), frozenset())
    outcome = frozenset[str]()
    for measure in study.measures:
        if measure.id == result.measure:
            outcome = words(measure.name.value) | words(measure.abbreviation and measure.abbreviation.value)
    return arm, outcome | words(result.definition and result.definition.value)


def in_record(record: Record) -> Iterator[Value]:
    """Every value of a record as a person writes it down ("0.5 mg/kg"), by the field's path without its numbering.

    The words of the arm and the measure are in `about`; the roles of an arm's n are one field, "arms.n".
    """
    yield from _leaves(record.subject, "subject")
    for study in record.studies:
        yield from in_study(study)


def in_study(study: Study) -> Iterator[Value]:
    """The values of one study, as `in_record` gives them."""
    names = {arm.id: words(arm.name.value) for arm in study.arms}
    names |= {measure.id: words(measure.name.value) for measure in study.measures}
    for part in ("label", "year", "design", "population", "n", "timepoints"):
        yield from _leaves(getattr(study, part), part)
    for measure in study.measures:
        short = (words(measure.abbreviation and measure.abbreviation.value),)
        for found in _leaves(measure, "measures"):
            yield replace(found, about=short) if found.field == "measures.name" else found
    for arm in study.arms:
        for found in _leaves(arm, "arms"):
            yield replace(found, about=(names[arm.id],)) if found.field != "arms.name" else found
    for result in study.results:
        about = tuple(names[key] for key in (result.arm, result.measure) if key)
        for found in _leaves(result, "results"):
            yield replace(found, kind=result.statistic, about=about)
    for comparison in study.comparisons:
        about = tuple(names[key] for key in (*comparison.arms, comparison.measure) if key)
        for found in _leaves(comparison, "comparisons"):
            yield replace(found, kind=comparison.kind, about=about)


def _leaves(value: object, path: str) -> Iterator[Value]:
    if isinstance(value, Reported):
        yield Value(field(path), plain_leaf(value), "", (), value.quote, value.confidence, value.found_by)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _leaves(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, path)


def field(path: str) -> str:
    """The field under which the values of a path are counted."""
    return "arms.n" if path.startswith("arms.n.") else path

"""Holds a table that `extractor fill` filled against the same rows filled by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from extractor.evaluate.gold import Gold, GoldError
from extractor.evaluate.score import BINS, Evaluation, FieldScore, Finding, Tally
from extractor.evaluate.values import Value, number

COLUMNS = {
    "binary": ("intervention_events", "intervention_n", "comparator_events", "comparator_n"),
    "continuous": (
        "intervention_mean", "intervention_sd", "intervention_n", "comparator_mean", "comparator_sd", "comparator_n",
    ),
}  # fmt: skip
# What the people who filled the rows call our columns, where it is something else.
GOLD_NAMES = {
    "intervention_n": "intervention_group_size", "comparator_n": "comparator_group_size",
    "intervention_sd": "intervention_standard_deviation", "comparator_sd": "comparator_standard_deviation",
}  # fmt: skip
WHOLE = "whole rows"


def evaluate_table(gold: Gold, filled: Sequence[Mapping[str, str]]) -> Evaluation:
    """Count cells and whole rows.  Raises GoldError when the rows are not those of the gold.

    A row is right when each of its columns is: a number that the gold does not have must have been left empty.
    """
    if len(filled) != len(gold.rows):
        raise GoldError(f"{len(filled)} rows are filled, and the gold has {len(gold.rows)}")
    result = Evaluation(len({row["doc_id"] for row in gold.rows}), [], {}, {}, {least: Tally() for least in BINS})
    for i, (wanted, got) in enumerate(zip(gold.rows, filled, strict=True), 2):
        missing = {"document", "confidence", "status"} - got.keys()
        if missing:
            raise GoldError(f"the filled table has no column {', '.join(sorted(missing))}")
        _row(result, f"line {i}: {got['document']}", wanted, got)
    result.fields = dict(sorted(result.fields.items()))
    return result


def _row(result: Evaluation, where: str, wanted: Mapping[str, Any], got: Mapping[str, str]) -> None:
    kind = wanted["outcome_type"]
    asked = f"{wanted['intervention']} / {wanted['comparator']}: {wanted['outcome']}. {got['status']}"
    confidence = number(got["confidence"])
    whole = True
    for column in COLUMNS[kind]:
        name = f"{kind}: {column}"
        score = result.fields.setdefault(name, FieldScore(name))
        should = number(str(wanted["numbers"].get(GOLD_NAMES.get(column, column), "")).replace(",", ""))
        is_ = number(got.get(column) or None)
        good = should == is_ if None in (should, is_) else abs((should or 0) - (is_ or 0)) < 1e-9
        whole &= good
        score.gold += should is not None
        score.found += is_ is not None
        score.right += good and is_ is not None
        score.placed = score.right
        if not good and should is not None:
            score.findings.append(Finding(where, Value(name, should, quote=asked), missed=True))
        if is_ is not None:
            if not good:
                value = Value(name, is_, quote=asked, confidence=confidence)
                score.findings.append(Finding(where, value, missed=False))
            if confidence is not None:
                tally = result.reliability[max(least for least in BINS if least <= confidence)]
                tally.found += 1
                tally.right += good
    rows = result.fields.setdefault(f"{kind}: {WHOLE}", FieldScore(f"{kind}: {WHOLE}"))
    rows.gold, rows.found = rows.gold + 1, rows.found + 1
    rows.right, rows.placed = rows.right + whole, rows.placed + whole

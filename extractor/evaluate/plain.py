"""The plain view of a record that a person can write down, and what differs between two of them.

The plain view keeps each reported value as its normalised value, with its unit after it ("0.5 mg/kg") and its sign
before it where that is not "=" ("< 0.001"), and drops everything empty.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from extractor.evidence import Reported, Spread
from extractor.study import Record, Study, Timepoint


def plain(record: Record) -> dict[str, Any]:
    """A record as a gold file holds it: kind, subject, studies and flags, without places and quotations."""
    view: dict[str, Any] = {"kind": record.document.kind, "title": record.document.title}
    view["subject"] = plain_values(record.subject)
    view["studies"] = [plain_study(study) for study in record.studies]
    view["flags"] = [{"check": flag.check, "status": flag.status, "study": flag.study} for flag in record.flags]
    return {key: value for key, value in view.items() if value not in (None, {}, [])}


def plain_study(study: Study) -> dict[str, Any]:
    """One study, with the ids of arms, measures and timepoints replaced by their names."""
    names = {arm.id: str(arm.name.value) for arm in study.arms}
    names |= {measure.id: str(measure.name.value) for measure in study.measures}
    names |= {time.id: str(time.label.value) for time in study.timepoints}
    view: dict[str, Any] = plain_values(study)
    for part in ("results", "comparisons"):
        for item in view.get(part, []):
            for key in ("arm", "measure", "timepoint"):
                if key in item:
                    item[key] = names[item[key]]
            if "arms" in item:
                item["arms"] = [names[arm] for arm in item["arms"]]
    for part in ("arms", "measures", "timepoints"):
        for item in view.get(part, []):
            del item["id"]
    return view


def plain_values(value: Any) -> Any:
    if isinstance(value, Reported):
        return plain_leaf(value)
    if isinstance(value, BaseModel):
        view = {name: plain_values(getattr(value, name)) for name in type(value).model_fields}
        if isinstance(value, Timepoint):
            view["days"] = value.days.value  # the field's name is its unit
        return {name: item for name, item in view.items() if item not in (None, {}, [])}
    if isinstance(value, list):
        return [plain_values(item) for item in value]
    return value


def plain_leaf(leaf: Reported) -> Any:
    shown: Any = leaf.value
    lower, upper = getattr(leaf, "lower", None), getattr(leaf, "upper", None)
    if lower is not None and upper is not None:
        shown = f"{lower.value} to {upper.value}"
    if leaf.unit:
        shown = f"{shown} {leaf.unit}"
    if leaf.sign != "=":
        shown = f"{leaf.sign} {shown}"
    if isinstance(leaf, Spread) and leaf.kind:
        shown = f"{leaf.kind} {shown}"
    return shown


def differences(found: Any, gold: Any, path: str = "") -> list[str]:
    """Each place where two plain views differ, missing and extra values alike; empty when they are equal."""
    if isinstance(found, dict) and isinstance(gold, dict):
        return [
            line
            for key in sorted(found.keys() | gold.keys())
            for line in differences(found.get(key), gold.get(key), f"{path}.{key}" if path else key)
        ]
    if isinstance(found, list) and isinstance(gold, list):
        extra = [item for item in found if item not in gold]
        missing = [item for item in gold if item not in found]
        lines = []
        for item in list(missing):
            twin = max(extra, key=lambda other: _alike(other, item), default=None)
            if twin is not None and _alike(twin, item) > 0:
                extra.remove(twin)
                missing.remove(item)
                lines += differences(twin, item, f"{path}[{_title(item)}]")
        lines += [f"{path}: extra {item!r}" for item in extra] + [f"{path}: missing {item!r}" for item in missing]
        return lines or ([] if len(found) == len(gold) else [f"{path}: {len(found)} items, gold has {len(gold)}"])
    return [] if found == gold else [f"{path}: found {found!r}, gold {gold!r}"]


def _alike(found: Any, gold: Any) -> int:
    """How many values two items of a list share; 0 when what names them differs."""
    if not (isinstance(found, dict) and isinstance(gold, dict)):
        return 0
    naming = next((key for key in ("id", "name", "label", "value", "estimate", "check") if key in gold), None)
    if naming is not None and found.get(naming) != gold[naming]:
        return 0
    return sum(found.get(key) == value for key, value in gold.items())


def _title(item: dict[str, Any]) -> str:
    return str(next((item[key] for key in ("id", "name", "label", "value", "estimate", "check") if key in item), ""))

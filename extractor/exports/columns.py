"""Which columns each evidence table has, and how a record becomes their rows.

`document`, `document_path`, `study` and `study_id` mean the same in every table, so that the tables can be joined;
`document_path` keeps documents of the same name apart.  Cells are strings: numbers stand as they were printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extractor.evidence import Flag, Reported, Spread
from extractor.exports import wording
from extractor.study import Design, Population, Record, Result, SampleSize, Study, leaves

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One evidence table: its columns, in order, and the rows that a record gives."""

    columns: tuple[str, ...]
    rows: Callable[[Record], Iterator[Row]]


_WHERE = ("document", "document_path", "study", "study_id")
_SINGULAR = {
    "arms": "arm",
    "doses": "dose",
    "measures": "measure",
    "timepoints": "timepoint",
    "results": "result",
    "comparisons": "comparison",
}


def _where(record: Record, study: Study | None) -> Row:
    return {
        "document": record.document.name,
        "document_path": record.document.path,
        "study": wording.study_name(study) if study else "",
        "study_id": study.id if study else "",
    }


def _field(path: str) -> str:
    """The field of a path within a study: "arms.1.doses.0.amount" is "dose.amount", "n.total" is itself."""
    parts = [_SINGULAR.get(part, part) for part in path.split(".") if not part.isdigit()]
    return ".".join(parts[parts.index("dose") :] if "dose" in parts else parts)


def _subject_of(study: Study, path: str) -> Row:
    """Whose value it is: the arm, measure, timepoint and statistic of the value at a path within a study."""
    part, _, rest = path.partition(".")
    names = wording.names(study)
    about: Row = {}
    if part in _SINGULAR:
        item = getattr(study, part)[int(rest.split(".")[0])]
        own = _SINGULAR[part]
        if own in ("arm", "measure", "timepoint"):
            about[own] = names[item.id]
        else:
            arms = item.arms if part == "comparisons" else [item.arm] if item.arm else []
            about["arm"] = " vs ".join(names.get(arm, arm) for arm in arms)
            for key in ("measure", "timepoint"):
                found = getattr(item, key)
                about[key] = names.get(found, found) if found else ""
            about["statistic"] = item.kind if part == "comparisons" else item.statistic
    return about


def _leaf(leaf: Reported) -> Row:
    row = {
        "value": wording.value(leaf),
        "unit": leaf.unit or "",
        "sign": leaf.sign,
        "text": leaf.text,
        "quote": leaf.quote,
        "page": "" if leaf.page is None else str(leaf.page),
        "boxes": json.dumps(leaf.boxes, separators=(",", ":")) if leaf.boxes else "",
        "section": leaf.section or "",
        "span": f"{leaf.span[0]}-{leaf.span[1]}",
        "found_by": leaf.found_by,
        "confidence": repr(leaf.confidence),
        "n_sightings": str(1 + len(leaf.others)),
    }
    if isinstance(leaf, Spread) and leaf.kind:
        row["statistic"] = leaf.kind
    return row


def evidence_rows(record: Record) -> Iterator[Row]:
    """One row a reported value of the subject and the studies, in the order of the record."""
    for path, leaf in leaves(record.subject):
        yield {**_where(record, None), "field": f"subject.{path}", **_leaf(leaf), "record_path": f"subject.{path}"}
    for i, study in enumerate(record.studies):
        for path, leaf in leaves(study):
            place = {"field": _field(path), "record_path": f"studies.{i}.{path}"}
            yield {**_where(record, study), **place, **_subject_of(study, path), **_leaf(leaf)}


def studies_rows(record: Record) -> Iterator[Row]:
    """One row a study: the "characteristics of included studies" of a review."""
    for study in record.studies:
        row = _where(record, study)
        row["status"] = record.document.status
        row["year"] = wording.value(study.year)
        row["reported_here"] = "yes" if study.reported_here else "no"
        row |= {name: wording.value(getattr(study.design, name)) for name in Design.model_fields}
        row |= {name: wording.spoken(getattr(study.population, name)) for name in Population.model_fields}
        row |= {f"n_{name}": wording.value(getattr(study.n, name)) for name in SampleSize.model_fields}
        row["arms"] = "; ".join(map(wording.arm, study.arms))
        row["measures"] = "; ".join(map(wording.measure, study.measures))
        row["timepoints"] = "; ".join(map(wording.timepoint, study.timepoints))
        row["results"] = str(len(study.results))
        row["comparisons"] = str(len(study.comparisons))
        row["flags"] = str(sum(flag.study == study.id and flag.status == "fails" for flag in record.flags))
        yield row


def results_rows(record: Record) -> Iterator[Row]:
    """One row a result."""
    for study in record.studies:
        names = wording.names(study)
        days = {time.id: wording.value(time.days) for time in study.timepoints}
        for result in study.results:
            row = {**_where(record, study), **_result(result)}
            row |= {key: names.get(id_, id_) for key, id_ in _ids(result).items()}
            row["days"] = days.get(result.timepoint or "", "")
            yield row


def _ids(result: Result) -> Row:
    return {"arm": result.arm or "", "measure": result.measure or "", "timepoint": result.timepoint or ""}


def _result(result: Result) -> Row:
    spread, interval = result.spread, result.interval
    row = {
        "statistic": result.statistic,
        "definition": wording.value(result.definition),
        "n": wording.value(result.n),
        "count": wording.value(result.count),
        "value": wording.value(result.value),
        "unit": result.value.unit or "",
        "sign": result.value.sign,
        "spread_kind": (spread.kind or "") if spread else "",
        "spread": wording.value(spread),
        "interval": wording.bounds(interval) if interval else "",
        "interval_level": f"{interval.level:g}" if interval and interval.level is not None else "",
        "p": wording.signed(result.p),
        "page": "" if result.value.page is None else str(result.value.page),
        "quote": result.value.quote,
        "confidence": repr(result.value.confidence),
    }
    for name, part in (("spread", spread), ("interval", interval)):
        row[f"{name}_lower"] = wording.value(part.lower) if part else ""
        row[f"{name}_upper"] = wording.value(part.upper) if part else ""
    return row


def flags_rows(record: Record) -> Iterator[Row]:
    """One row a flag, with the pages and quotations of both sides."""
    studies = {study.id: study for study in record.studies}
    for flag in record.flags:
        yield {**_where(record, studies.get(flag.study or "")), **_flag(flag)}


def _flag(flag: Flag) -> Row:
    pages = dict.fromkeys(str(leaf.page) for leaf in flag.about if leaf.page is not None)
    quotes = dict.fromkeys(wording.one_line(leaf.quote) for leaf in flag.about)
    other = [(place.document, leaf) for place in flag.elsewhere for leaf in place.about]
    quotes |= dict.fromkeys(f"{name}: {wording.one_line(leaf.quote)}" for name, leaf in other)
    pages |= dict.fromkeys(f"{name}: {leaf.page}" for name, leaf in other if leaf.page is not None)
    return {
        "check": flag.check,
        "status": flag.status,
        "severity": flag.severity,
        "message": flag.message,
        "expected": flag.expected or "",
        "source": flag.source or "",
        "found": flag.found or "",
        "pages": "; ".join(pages),
        "quotes": " | ".join(quotes),
        "other_document": "; ".join(dict.fromkeys(place.path for place in flag.elsewhere)),
    }


_EVIDENCE = (
    "field arm measure timepoint statistic value unit sign text quote page boxes section span found_by confidence"
)
_RESULTS = (
    "arm measure timepoint days statistic definition n count value unit sign spread_kind spread spread_lower "
    "spread_upper interval interval_level interval_lower interval_upper p page quote confidence"
)
_FLAGS = "check status severity message expected found source pages quotes other_document"

EVIDENCE = Table((*_WHERE, *_EVIDENCE.split(), "n_sightings", "record_path"), evidence_rows)
STUDIES = Table(
    (
        *_WHERE,
        "status",
        "year",
        "reported_here",
        *Design.model_fields,
        *Population.model_fields,
        *(f"n_{name}" for name in SampleSize.model_fields),
        *("arms", "measures", "timepoints", "results", "comparisons", "flags"),
    ),
    studies_rows,
)
RESULTS = Table((*_WHERE, *_RESULTS.split()), results_rows)
FLAGS = Table((*_WHERE, *_FLAGS.split()), flags_rows)

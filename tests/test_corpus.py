"""The example documents against their gold records: six in full, the preclinical ones by precision and recall."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from scoring import Tally, tallies

from extractor.evaluate import differences, plain
from extractor.evidence import Flag
from extractor.pipeline import extract
from extractor.study import Record

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
DOCUMENTS = sorted(path for path in CORPUS.iterdir() if path.suffix in {".pdf", ".txt", ".md", ".xml"})
IN_FULL = ("abstract", "crossover-trial", "esketamine-guide-clean", "ketamine-guide", "parallel-trial", "rodent-dose-response")  # fmt: skip
PRECLINICAL = [path for path in DOCUMENTS if path.stem not in IN_FULL]
# Group of fields: the least precision and recall over the preclinical documents.
FLOORS = {
    "all": (0.92, 0.92),
    "document": (0.95, 0.9),
    "design": (0.95, 0.9),
    "population": (0.95, 0.95),
    "n": (0.85, 0.9),
    "arms": (0.85, 0.9),
    "doses": (0.95, 0.95),
    "measures": (0.75, 0.75),
    "results": (0.92, 0.95),
    "links": (0.92, 0.92),
}
EACH = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)


@cache
def record_of(path: Path) -> Record:
    return extract(path, f"corpus/{path.name}")


def accusations(record: Record) -> list[Flag]:
    """The flags, but for those that say that a sum holds."""
    return [flag for flag in record.flags if flag.status != "holds"]


def gold_of(path: Path) -> dict[str, object]:
    gold: dict[str, object] = json.loads((CORPUS / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
    return gold


@pytest.mark.parametrize("path", [p for p in DOCUMENTS if p.stem in IN_FULL], ids=lambda path: path.stem)
def test_the_record_is_the_gold(path: Path) -> None:
    lines = differences(plain(record_of(path)), gold_of(path))
    assert not lines, "\n".join(["", *lines])


def test_preclinical_documents_are_read_as_well_as_they_were() -> None:
    assert len(PRECLINICAL) == 12
    groups = {"all": Tally()}
    for path in PRECLINICAL:
        for name, tally in tallies(plain(record_of(path)), gold_of(path)).items():
            groups.setdefault(name, Tally())
            groups[name] += tally
            groups["all"] += tally
    for name, (precision, recall) in FLOORS.items():
        found = groups[name]
        assert found.precision >= precision, "\n".join([f"{name}: precision {found.precision:.3f}", *found.false])
        assert found.recall >= recall, "\n".join([f"{name}: recall {found.recall:.3f}", *found.missed])


@EACH
def test_the_flags_are_those_of_the_gold(path: Path) -> None:
    """In their order, and each with a sentence and both sides quoted."""
    flags = accusations(record_of(path))
    expected = gold_of(path).get("flags", [])
    assert [{"check": flag.check, "status": flag.status, "study": flag.study} for flag in flags] == expected
    for flag in flags:
        assert flag.message.strip()
        if flag.status == "fails":
            assert flag.about, flag.message
            assert all(value.quote for value in flag.about)


def test_clean_documents_are_accused_of_nothing() -> None:
    """A false accusation is the worst bug; these documents have nothing wrong with them."""
    clean = {path.stem: path for path in DOCUMENTS if "flags" not in gold_of(path)}
    assert clean.keys() == {path.stem for path in DOCUMENTS} - {"ketamine-guide", "parallel-trial"}
    assert {name: accusations(record_of(path)) for name, path in clean.items()} == {name: [] for name in clean}


@EACH
def test_the_document_was_read_in_full(path: Path) -> None:
    record = record_of(path)
    assert (record.document.status, record.document.problems) == ("ok", [])
    assert all(isinstance(result, int) for result in record.coverage.finders.values())


@EACH
def test_a_record_survives_its_own_json(path: Path) -> None:
    record = record_of(path)
    assert Record.model_validate_json(record.model_dump_json()) == record


def test_differences_sees_what_is_missing_extra_and_other() -> None:
    gold = {"n": {"total": 7}, "arms": [{"name": "belprazole"}, {"name": "placebo"}]}
    assert differences(gold, gold) == []
    found = {"n": {"total": 8}, "arms": [{"name": "belprazole"}, {"name": "sham"}]}
    assert differences(found, gold) == [
        "arms: extra {'name': 'sham'}",
        "arms: missing {'name': 'placebo'}",
        "n.total: found 8, gold 7",
    ]

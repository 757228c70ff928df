"""The checks across documents: each flags what it must, passes what it must, and looks at no pair without cause."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from records import record_of

from extractor import batch
from extractor.checks import ACROSS, ACROSS_NAMES, run_across
from extractor.checks.across import first_author, pairs, signs
from extractor.evidence import Flag
from extractor.study import Record

CASES = Path(__file__).parent / "cases" / "checks"
TRIAL = """# Velasprine for hay fever in adults: a randomised placebo-controlled trial

Anna M. Tarrant, Jonas Okafor

Journal of Invented Allergy 2014; 12: 101-109. doi:10.5555/jia.2014.101

## Methods

Adults were randomly assigned to velasprine 20 mg orally once daily or placebo for 4 weeks in a double-blind trial.

## Results

Sixty adults were randomized; 57 were analyzed. At 4 weeks, response was seen in 63% of patients given velasprine.
"""
GUIDE = """# Velasprine in Hay Fever: A Technical Guide

Compound Name: Velasprine

## Clinical Trials

### Tarrant et al. (2014), Journal of Invented Allergy

- Trial Design: Randomized, double-blind, placebo-controlled trial.
- Participants: Sixty adults with hay fever were randomized.
- Intervention: Velasprine 20 mg orally once daily or placebo for 4 weeks.
"""


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(name, case, id=f"{name}: {case['case']}")
        for name in ACROSS_NAMES
        for case in json.loads((CASES / f"{name}.json").read_text(encoding="utf8"))[kind]
    ]


def flags_of(short: list[dict[str, Any]]) -> list[Flag]:
    records = [record_of(record) for record in short]
    by_path = {record.document.path: record for record in records}
    assert len(by_path) == len(records)
    return [flag for flags in run_across(records, by_path.__getitem__).values() for flag in flags]


@pytest.mark.parametrize(("name", "case"), cases("must_flag"))
def test_must_flag(name: str, case: dict[str, Any]) -> None:
    found = flags_of(case["records"])
    assert [(flag.check, flag.status, flag.severity) for flag in found] == [
        (name, want["status"], want["severity"]) for want in case["flags"]
    ], [flag.message for flag in found]
    for flag, want in zip(found, case["flags"], strict=True):
        assert want.get("expected", "") in (flag.expected or "")
        assert want["found"] in (flag.found or "")
        assert all(words in flag.message for words in want.get("says", []))
        assert flag.about
        assert flag.elsewhere
        assert all(place.about for place in flag.elsewhere)


@pytest.mark.parametrize(("name", "case"), cases("must_pass"))
def test_must_pass(name: str, case: dict[str, Any]) -> None:
    assert [flag.message for flag in flags_of(case["records"])] == []


@pytest.mark.parametrize("name", ACROSS_NAMES)
def test_every_check_has_cases(name: str) -> None:
    told = json.loads((CASES / f"{name}.json").read_text(encoding="utf8"))
    assert len(told["must_flag"]) >= 4
    assert len(told["must_pass"]) >= 6


@pytest.mark.parametrize(
    ("authors", "name"),
    [
        ("Anna M. Tarrant, Jonas Okafor", "tarrant"),
        ("Tarrant AM, Okafor J", "tarrant"),
        ("Tarrant A.M. and Okafor J.", "tarrant"),
        ("Anna Tarrant, MD; Jonas Okafor, PhD", "tarrant"),
        ("Carla Zárate Jr, Petra Lund", "zarate"),
        ("Jonas Okafor-Reyes 1,2*, Petra Lund", "okafor reyes"),
    ],
)
def test_first_author(authors: str, name: str) -> None:
    assert first_author(authors) == name


def test_many_retellings_of_one_trial_are_each_compared_once() -> None:
    short = json.loads((CASES / "across.json").read_text(encoding="utf8"))["must_pass"][0]["records"]
    told = []
    for order in range(40):
        record = record_of(short[1] if order else short[0])
        info = record.document.model_copy(update={"path": f"{order}.pdf"})
        told += list(signs(order, record.model_copy(update={"document": info})))
    assert len(list(pairs(told))) == 39


def _run(folder: Path, out: Path) -> list[Record]:
    out.mkdir(exist_ok=True)
    batch.run([folder], out, batch.Settings(workers=1))
    lines = (out / "records.jsonl").read_text(encoding="utf-8").splitlines()
    return [Record.model_validate_json(line) for line in lines]


def _across(records: list[Record]) -> list[str]:
    return [flag.found or "" for record in records for flag in record.flags if flag.check in ACROSS_NAMES]


def test_a_run_tells_of_a_guide_that_misreports_its_trial(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "trial.md").write_text(TRIAL, encoding="utf-8")
    (folder / "guide.md").write_text(GUIDE.replace("Sixty", "Ninety"), encoding="utf-8")
    records = _run(folder, out)
    assert _across(records) == ["Ninety adults"]
    flags = (out / "flags.csv").read_text(encoding="utf-8")
    assert "trial.md: Sixty adults were randomized" in flags
    before = {name: (out / name).read_bytes() for name in ("records.jsonl", "flags.csv")}
    # The checks again change nothing; nor does a run that reads nothing anew.
    assert batch.check(out).severities()["high"] == 1
    assert {name: (out / name).read_bytes() for name in before} == before
    _run(folder, out)
    assert {name: (out / name).read_bytes() for name in before} == before
    # Once the guide is right, the flag is gone.
    (folder / "guide.md").write_text(GUIDE, encoding="utf-8")
    assert _across(_run(folder, out)) == []


def test_the_flag_goes_when_the_other_document_goes(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "trial.md").write_text(TRIAL, encoding="utf-8")
    (folder / "guide.md").write_text(GUIDE.replace("Sixty", "Ninety"), encoding="utf-8")
    assert len(_across(_run(folder, out))) == 1
    (folder / "trial.md").unlink()
    assert _across(_run(folder, out)) == []


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(batch.BatchError, match="no finished run"):
        batch.check(tmp_path)


def test_the_modules_and_their_names_go_together() -> None:
    assert [module.__name__.rpartition(".")[2] for module in ACROSS] == list(ACROSS_NAMES)

"""What a run leaves behind for people and programs: the tables, the records, and the view in a terminal."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import sample_records
from rich.console import Console

import extractor.exports
from extractor.exports import EXPORTS, columns, to_csv, to_jsonl, to_terminal, wording
from extractor.study import Record, leaves


def rows(tmp_path: Path, table: columns.Table, *records: Record) -> list[dict[str, str]]:
    to_csv.write(records or [sample_records.record()], tmp_path / "table.csv", table)
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_export_is_listed() -> None:
    folder = Path(extractor.exports.__file__).parent
    modules = {path.stem for path in folder.glob("to_*.py")} - {"to_terminal"}
    writers = {getattr(export.write, "func", export.write).__module__.rpartition(".")[2] for export in EXPORTS}
    assert writers == modules
    assert [export.name for export in EXPORTS] == [
        "records.jsonl",
        "evidence.csv",
        "studies.csv",
        "results.csv",
        "flags.csv",
    ]


def test_records_are_one_line_each_in_order_and_the_same_bytes(tmp_path: Path) -> None:
    records = [sample_records.record("b.pdf"), sample_records.failed("a.pdf")]
    for name in ("once", "twice"):
        to_jsonl.write(records, tmp_path / name)
    written = (tmp_path / "once").read_bytes()
    assert written == (tmp_path / "twice").read_bytes()
    assert "±10 SD".encode() in written
    told = [json.loads(line) for line in written.decode().splitlines()]
    assert [record["document"]["path"] for record in told] == ["b.pdf", "a.pdf"]
    assert told[1]["document"]["status"] == "failed"
    assert [Record.model_validate(record) for record in told] == records


def test_evidence_has_a_row_for_every_value_of_subject_and_studies(tmp_path: Path) -> None:
    record = sample_records.record()
    found = rows(tmp_path, columns.EVIDENCE, record)
    assert len(found) == len(list(leaves(record.subject))) + len(list(leaves(record.studies[0])))
    assert list(found[0]) == list(columns.EVIDENCE.columns)


def test_evidence_says_whose_value_it_is(tmp_path: Path) -> None:
    found = {row["record_path"]: row for row in rows(tmp_path, columns.EVIDENCE)}
    change = found["studies.0.results.0.value"]
    expected = {
        "document": "guide.pdf",
        "document_path": "papers/guide.pdf",
        "study": "Zarate et al. (2006)",
        "field": "result.value",
        "arm": "ketamine",
        "measure": "HDRS-21",
        "timepoint": "3 d",
        "statistic": "mean_change",
        "value": "-14.0",
        "unit": "points",
        "sign": "=",
        "page": "4",
        "boxes": "[[4,72.0,100.0,200.5,112.0]]",
        "section": "Results",
        "confidence": "0.9",
    }
    assert {key: change[key] for key in expected} == expected
    assert found["studies.0.results.0.spread"]["statistic"] == "SD"
    assert found["studies.0.arms.0.doses.0.amount"]["field"] == "dose.amount"
    assert found["studies.0.arms.0.doses.0.amount"]["value"] == "0.50"
    assert found["studies.0.arms.0.doses.0.amount"]["arm"] == "ketamine"
    assert found["studies.0.timepoints.0.days"]["value"] == "0.02778"
    assert found["studies.0.comparisons.0.estimate"]["arm"] == "ketamine vs saline placebo"
    assert found["studies.0.results.1.p"]["sign"] == "<"
    assert found["subject.stated_name"]["study"] == ""


def test_studies_are_one_row_each(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, columns.STUDIES, sample_records.record(), sample_records.failed())
    assert row["study"] == "Zarate et al. (2006)"
    assert (row["year"], row["reported_here"], row["status"]) == ("2006", "no", "ok")
    assert (row["blinding"], row["n_total"], row["n_randomized"]) == ("double_blind", "18", "")
    assert row["arms"] == (
        "ketamine (intervention; n 9; ketamine hydrochloride 0.50 mg/kg intravenous, over 40 min); "
        "saline placebo (comparator)"
    )
    assert row["measures"] == "Hamilton Depression Rating Scale (HDRS-21), 21 items, primary"
    assert row["timepoints"] == "40 min; 3 d"
    assert (row["results"], row["comparisons"], row["flags"]) == ("2", "1", "1")


def test_results_are_one_row_each(tmp_path: Path) -> None:
    change, rate = rows(tmp_path, columns.RESULTS)
    assert (change["value"], change["spread_kind"], change["spread"]) == ("-14.0", "SD", "10")
    assert (change["arm"], change["measure"], change["timepoint"], change["days"]) == (
        "ketamine",
        "HDRS-21",
        "3 d",
        "3",
    )
    assert (rate["statistic"], rate["value"], rate["unit"], rate["n"], rate["p"]) == (
        "percent",
        "71",
        "%",
        "18",
        "<0.001",
    )
    assert (rate["interval"], rate["interval_level"], rate["interval_upper"]) == ("47.0 to 89.5", "95", "89.5")


def test_flags_quote_both_sides(tmp_path: Path) -> None:
    found = rows(tmp_path, columns.FLAGS)
    assert [row["check"] for row in found] == ["subject_identity", "percent_set", "arm_totals"]
    assert found[0]["quotes"] == "Compound Name: Hetramine | - In full: ketamine."
    assert (found[1]["study"], found[1]["pages"]) == ("Zarate et al. (2006)", "4; 2")


@pytest.mark.parametrize("cell", ["-14.0", "+3", "=", "<", ">=", "1e-5", "-1e-5", "", "plain", "± 10", "7"])
def test_numbers_and_signs_stay_as_they_are(cell: str) -> None:
    assert to_csv.safe(cell) == cell


@pytest.mark.parametrize("cell", ["=1+1", "- Study Design: x", "+cmd", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "\t=1"])
def test_formulas_are_made_text(cell: str) -> None:
    assert to_csv.safe(cell) == f"'{cell}"


def test_tables_are_written_in_parts_and_empty_ones_keep_their_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(to_csv, "ROWS_AT_ONCE", 2)
    assert len(rows(tmp_path, columns.FLAGS, *[sample_records.record(f"{i}.pdf") for i in range(3)])) == 9
    to_csv.write([], tmp_path / "empty.csv", columns.FLAGS)
    assert (tmp_path / "empty.csv").read_text(encoding="utf-8") == ",".join(columns.FLAGS.columns) + "\n"


def test_line_ends_are_newlines_only(tmp_path: Path) -> None:
    rows(tmp_path, columns.EVIDENCE)
    assert b"\r" not in (tmp_path / "table.csv").read_bytes()


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("40 minutes", "40 min"),
        ("40-minute", "40 min"),
        ("24 hours", "24 h"),
        ("at 72 hours", "72 h"),
        ("day 3", "3 d"),
        ("1 week", "1 wk"),
        ("week 12", "12 wk"),
        ("6 months", "6 mo"),
        ("2 years", "2 y"),
        ("baseline", "baseline"),
        ("end of treatment", "end of treatment"),
    ],
)
def test_times_are_short(label: str, said: str) -> None:
    assert wording.time_span(label) == said


@pytest.mark.parametrize(
    ("days", "said"), [(0.02778, "40 min"), (1 / 24, "1 h"), (0.5, "12 h"), (7, "7 d"), (0, "0 d")]
)
def test_days_in_words(days: float, said: str) -> None:
    assert wording.days_in_words(days) == said


def test_a_printed_number_keeps_its_decimals_and_a_derived_one_does_not_pretend_any() -> None:
    assert wording.number(sample_records.leaf("0.50", 0.5, number="0.50")) == "0.50"
    assert wording.number(sample_records.leaf("40", 0.02778, number="40")) == "0.02778"
    assert wording.number(sample_records.leaf("eighteen", 18.0)) == "18"
    assert wording.number(sample_records.leaf("none", 0)) == "0"


def shown(record: Record) -> str:
    out = io.StringIO()
    to_terminal.show(record, Console(file=out, width=100, highlight=False, markup=False))
    return out.getvalue()


def test_the_terminal_shows_studies_results_and_flags_with_both_quotations() -> None:
    text = shown(sample_records.record())
    for part in (
        "guide.pdf  ·  technical guide  ·  7 pages",
        "header: Hetramine (B1673132)  ·  text: ketamine",
        "Zarate et al. (2006)  retold here",
        "randomized, double-blind, crossover",
        "0.50 mg/kg intravenous, over 40 min",
        "40 min, 3 d (primary)",
        "-14.0 points ± 10 SD",
        "8.4 points [95% CI 2.1",
        "HIGH    The header sells Hetramine; the text is about ketamine.",
        "p. 1  “Compound Name: Hetramine”",
        "p. 1  “- In full: ketamine.”",
        "MEDIUM  71%",
        "cannot tell  arm_totals",
    ):
        assert part in text


def test_the_terminal_view_is_plain_in_a_pipe() -> None:
    text = shown(sample_records.record())
    assert "\x1b" not in text
    assert all(len(line) <= 100 and line == line.rstrip() for line in text.splitlines())
    assert not any(sign in text for sign in ("Reported(", "None", "['", "Decimal"))


def test_the_terminal_view_takes_markup_in_a_paper_as_text() -> None:
    text = shown(sample_records.record(title="Effects of [bold]X[/bold] [10]"))
    assert "Effects of [bold]X[/bold] [10]" in text


def test_the_terminal_view_of_a_document_without_studies() -> None:
    text = shown(Record(document=sample_records.record().document))
    assert "No study was found" in text
    assert "Flags  none" in text

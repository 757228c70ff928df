"""`extractor fill`: a reviewer's rows find their numbers, and stay empty where the paper does not say."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.fill import derive

PAPER = """# Velorin for stiff shoulders: a randomised trial

## Methods

We randomly assigned 83 adults to velorin (n = 41) or placebo (n = 42). The primary outcome was the Shoulder Stiffness
Index (SSI) at week 12.

## Results

Table 1. Baseline characteristics

| Characteristic | Velorin (n = 41) | Placebo (n = 42) |
|---|---|---|
| Age, years, mean (SD) | 54.1 (8.2) | 53.7 (9.0) |
| SSI, mean (SD) | 61.0 (9.9) | 60.2 (10.4) |

Table 2. Outcomes

| Outcome | Velorin (n = 41) | Placebo (n = 42) | P value |
|---|---|---|---|
| SSI at week 6, mean (SD) | 48.8 (11.0) | 55.9 (10.1) | 0.01 |
| SSI at week 12, mean (SD) | 40.3 (12.5) | 52.7 (11.8) | <0.001 |
| Grip strength, kg, mean (95% CI) | 31.2 (29.0 to 33.4) | 28.1 (26.2 to 30.0) | 0.04 |
| Pain at night, median (IQR) | 3 (1-5) | 4 (2-6) | 0.2 |
| Headache, n (%) | 5 (12.2) | 3 (7.1) | 0.4 |
| Return to work, % | 58.5 | 40.5 | 0.1 |
"""
ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "docs" / "fill.md"
HEADER = "document,intervention,comparator,outcome,timepoint,type\n"


def filled(tmp_path: Path, rows: str, paper: str = PAPER, status: int = 0) -> list[dict[str, str]]:
    (tmp_path / "velorin.md").write_text(paper, encoding="utf-8")
    (tmp_path / "table.csv").write_text(HEADER + rows, encoding="utf-8")
    out = tmp_path / "filled.csv"
    arguments = ["fill", str(tmp_path / "table.csv"), str(tmp_path / "velorin.md"), "-o", str(out), "--workers", "1"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == status, result.output
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(row: dict[str, str], *names: str) -> list[str]:
    return [row[f"{arm}_{name}"] for arm in ("intervention", "comparator") for name in names]


def test_means_at_the_last_time_not_at_baseline(tmp_path: Path) -> None:
    (row,) = filled(tmp_path, "velorin.md,velorin,placebo,Shoulder Stiffness Index,,continuous\n")
    assert numbers(row, "mean", "sd", "n") == ["40.3", "12.5", "41", "52.7", "11.8", "42"]
    assert "“SSI at week 12, mean (SD) | 40.3 (12.5)" in row["source"]


def test_the_time_that_is_asked_for(tmp_path: Path) -> None:
    (row,) = filled(tmp_path, "velorin.md,velorin,placebo,SSI,week 6,continuous\n")
    assert numbers(row, "mean", "sd") == ["48.8", "11.0", "55.9", "10.1"]


def test_events_as_printed_and_from_a_percentage(tmp_path: Path) -> None:
    rows = "velorin.md,velorin,placebo,headache,,binary\nvelorin.md,velorin,placebo,return to work,,binary\n"
    printed, computed = filled(tmp_path, rows)
    assert numbers(printed, "events", "n") == ["5", "41", "3", "42"]
    assert numbers(computed, "events", "n") == ["24", "41", "17", "42"]
    assert "intervention_events computed: 58.5 % of 41" in computed["status"]


def test_an_sd_from_a_confidence_interval_tells_its_formula(tmp_path: Path) -> None:
    (row,) = filled(tmp_path, "velorin.md,velorin,placebo,grip strength,,continuous\n")
    assert numbers(row, "mean", "sd") == ["31.2", "7.19", "28.1", "6.28"]
    assert "√41 × (33.4 − 29) / 3.92" in row["status"]


def test_a_median_is_no_mean(tmp_path: Path) -> None:
    (row,) = filled(tmp_path, "velorin.md,velorin,placebo,pain at night,,continuous\n")
    assert numbers(row, "mean", "sd", "n") == ["", "", "41", "", "", "42"]
    assert "only a median is reported" in row["status"]


def test_an_outcome_that_is_not_there_stays_empty(tmp_path: Path) -> None:
    (row,) = filled(tmp_path, "velorin.md,velorin,placebo,serum ferritin,,continuous\n")
    assert numbers(row, "mean", "sd") == ["", "", "", ""]
    assert "not found" in row["status"]


def test_rows_and_columns_keep_their_order_and_documents_that_are_not_there_are_told(tmp_path: Path) -> None:
    rows = "other.pdf,velorin,placebo,headache,,binary\nvelorin.md,velorin,placebo,headache,,binary\n"
    missing, found = filled(tmp_path, rows, status=1)
    assert list(found)[:6] == HEADER.strip().split(",")
    assert missing["document"] == "other.pdf"
    assert missing["status"] == "the document other.pdf is not among the paths given"
    assert found["intervention_events"] == "5"


def test_wrong_calls_name_the_file_and_the_reason(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("document,outcome\na,b\n", encoding="utf-8")
    (tmp_path / "velorin.md").write_text(PAPER, encoding="utf-8")
    arguments = ["fill", str(tmp_path / "table.csv"), str(tmp_path), "-o", str(tmp_path / "out.csv")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "has no column intervention, comparator" in result.output
    result = CliRunner().invoke(app, ["fill", str(tmp_path / "none.csv"), str(tmp_path), "-o", "x.csv"])
    assert result.exit_code == 2
    assert "none.csv does not exist" in result.output


@pytest.mark.parametrize(
    ("lower", "upper", "n", "sd"),
    # The example of the Cochrane Handbook, 6.5.2.2: 25 people, a mean with 95 % CI 30 to 34.2.
    [(30, 34.2, 25, "5.36")],
)
def test_sd_as_the_handbook_computes_it(lower: float, upper: float, n: int, sd: str) -> None:
    assert derive.sd_from_interval(lower, upper, n)[0] == sd


SENTENCES = """# Velorin, tamsin or placebo after knee surgery

## Results

Ninety adults were randomly assigned to velorin (n = 31), tamsin (n = 29) or placebo (n = 30). Knee flexion was
101.4 ± 9.2, 99.0 ± 8.8 and 90.3 ± 10.1 degrees in the velorin, tamsin and placebo groups, respectively. Nausea was seen
in 4/31 patients with velorin and in 9/30 patients with placebo. Hospital stay was shorter with velorin than with the
placebo (4.1 ± 1.2 versus 5.6 ± 1.9 days). No thromboembolic events were observed. No serious adverse events were reported. Mean satisfaction did not differ between velorin and
placebo (mean difference 3.1, 95% CI -1.0 to 7.2).
"""


@pytest.mark.parametrize(
    ("outcome", "names", "wanted"),
    [
        ("knee flexion", ("mean", "sd", "n"), ["101.4", "9.2", "31", "90.3", "10.1", "30"]),
        ("nausea", ("events", "n"), ["4", "31", "9", "30"]),
        ("hospital stay", ("mean", "sd", "n"), ["4.1", "1.2", "31", "5.6", "1.9", "30"]),
        ("thromboembolic events", ("events", "n"), ["0", "31", "0", "30"]),
        ("adverse events", ("events", "n"), ["", "31", "", "30"]),
        ("satisfaction", ("mean", "n"), ["", "31", "", "30"]),
    ],
)
def test_numbers_in_sentences(tmp_path: Path, outcome: str, names: tuple[str, ...], wanted: list[str]) -> None:
    kind = "binary" if "events" in names else "continuous"
    (row,) = filled(tmp_path, f"velorin.md,velorin,placebo,{outcome},,{kind}\n", SENTENCES)
    assert numbers(row, *names) == wanted


def test_the_type_is_found_where_it_is_not_asked_for(tmp_path: Path) -> None:
    rows = "velorin.md,velorin,placebo,nausea,,\nvelorin.md,velorin,placebo,knee flexion,,\n"
    rows += "velorin.md,velorin,placebo,serum ferritin,,\n"
    nausea, flexion, ferritin = filled(tmp_path, rows, SENTENCES)
    assert (nausea["outcome_type"], nausea["intervention_events"]) == ("binary", "4")
    assert (flexion["outcome_type"], flexion["intervention_mean"]) == ("continuous", "101.4")
    assert (ferritin["outcome_type"], ferritin["intervention_n"]) == ("", "31")


def test_arms_taken_together_are_added(tmp_path: Path) -> None:
    (row,) = filled(tmp_path, "velorin.md,velorin or tamsin,placebo,knee flexion,,continuous\n", SENTENCES)
    assert numbers(row, "mean", "n") == ["", "60", "", "30"]
    assert "intervention_n computed: 31 + 29" in row["status"]


DOSES = """# Doses of velorin

Table 1. Adverse events by dose

| Event | Velorin 5 mg (n = 12) | Velorin 20 mg (n = 11) | Placebo (n = 13) |
|---|---|---|---|
| Dizziness | 1 | 4 | 2 |
| **Skin** | | | |
| Rash, n (%) | 0 | 3 (27.3) | 1 (7.7) |

Table 2. Sleep before and after velorin

| Weeks | Velorin (n = 12), mean ± SD | Placebo (n = 13), mean ± SD |
|---|---|---|
| **Sleep latency (min)** | | |
| 0 | 41 ± 12 | 39 ± 11 |
| 6 | 22 ± 9 | 35 ± 10 |
"""


def test_doses_are_told_apart(tmp_path: Path) -> None:
    rows = "velorin.md,velorin 20 mg,placebo,rash,,binary\nvelorin.md,5 mg velorin,placebo,dizziness,,binary\n"
    rash, dizziness = filled(tmp_path, rows, DOSES)
    assert numbers(rash, "events", "n") == ["3", "11", "1", "13"]
    assert numbers(dizziness, "events", "n") == ["1", "12", "2", "13"]


def test_a_comparison_with_baseline_takes_the_first_and_the_last_time(tmp_path: Path) -> None:
    (row,) = filled(tmp_path, "velorin.md,velorin,baseline,sleep latency,,continuous\n", DOSES)
    assert numbers(row, "mean", "sd", "n") == ["22", "9", "12", "41", "12", "12"]


def test_the_example_of_the_manual(tmp_path: Path) -> None:
    asked, wanted = re.findall(r"```csv\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "table.csv").write_text(asked, encoding="utf-8")
    out = tmp_path / "filled.csv"
    result = CliRunner().invoke(app, ["fill", str(tmp_path / "table.csv"), str(ROOT / "corpus"), "-o", str(out)])
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    rows = list(csv.DictReader(wanted.splitlines()))
    assert [{name: row[name] for name in rows[0]} for row in found] == rows
    assert all("“" in row["source"] for row in found)

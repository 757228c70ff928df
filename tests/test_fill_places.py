"""Where `fill` finds group sizes and results that no heading states: divided groups, columns of shares, lists in a sentence."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.document import Span
from extractor.fill import divided, times
from extractor.fill.confidence import confidence, features
from extractor.fill.sizes import sentences

HEADER = "document,intervention,comparator,outcome,timepoint,type\n"


def filled(tmp_path: Path, paper: str, *rows: str) -> list[dict[str, str]]:
    (tmp_path / "paper.md").write_text(paper, encoding="utf-8")
    (tmp_path / "table.csv").write_text(HEADER + "".join(f"paper.md,{row}\n" for row in rows), encoding="utf-8")
    out = tmp_path / "filled.csv"
    arguments = ["fill", str(tmp_path / "table.csv"), str(tmp_path / "paper.md"), "-o", str(out), "--workers", "1"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(row: dict[str, str], *names: str) -> list[str]:
    return [row[f"{arm}_{name}"] for arm in ("intervention", "comparator") for name in names]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Thirty-six rabbits were randomly divided into three groups.", "12"),
        ("The dogs (n = 24) were allocated to two equal groups by lot.", "12"),
        ("In all, 25 rabbits were randomly divided into two groups.", None),
        ("Data of 12 weeks were divided into two groups of words.", None),
        ("We classified 40 % of all replies into two groups.", None),
    ],
)
def test_equal_groups(text: str, size: str | None) -> None:
    found = divided.equal_groups([(0, text)])
    assert (found.text if found else None) == size


def test_a_divided_total_is_told(tmp_path: Path) -> None:
    paper = """# Trial

Thirty-six rabbits were randomly divided into three groups: velorin, sorvex and sham.

Table 1. Outcomes after four weeks

| Outcome | Velorin | Sorvex | Sham |
|---|---|---|---|
| Bone length, mm, mean (SD) | 31.4 (2.2) | 29.9 (2.0) | 27.5 (2.4) |
"""
    (row,) = filled(tmp_path, paper, "velorin,sham,bone length,,continuous")
    assert numbers(row, "mean", "sd", "n") == ["31.4", "2.2", "12", "27.5", "2.4", "12"]
    assert "intervention_n computed: 36 ÷ 3 groups, taken as equal" in row["status"]


def test_the_total_that_a_column_shares() -> None:
    printed = {80: Span(0, 2), 130: Span(5, 8), 212: Span(9, 12), 640: Span(20, 23)}
    column = ["14 (6.60)", "9 (4.25)", "53 (25.00)", "-"]
    found = divided.shared_total(column, printed)
    assert found is not None
    assert (found.text, found.span) == ("212", Span(9, 12))
    assert divided.shared_total(column[:2], printed) is None  # two shares are too few
    assert divided.shared_total(["14 (7)", "9 (4)", "53 (25)"], {211: Span(0, 3), 212: Span(4, 7)}) is None  # both fit


def test_each_arm_has_a_list_of_its_own(tmp_path: Path) -> None:
    paper = """# Signs of sprain

We saw 40 adults with a fresh sprain (group A) and 50 adults with an old sprain (group B).

In adults with a fresh sprain (group A), swelling (65%), bruising (80%), and numbness (5%); in adults with an old sprain
(group B), swelling (22%), bruising (12%), and numbness (4%).
"""
    row = "adults with a fresh sprain (group A),adults with an old sprain (group B),bruising,,binary"
    (found,) = filled(tmp_path, paper.replace("sprain\n(group", "sprain (group"), row)
    assert numbers(found, "events", "n") == ["32", "40", "6", "50"]


def test_a_bracket_is_one_piece_of_a_sentence() -> None:
    text = (
        "Stays were longer with velorin (mean 12 days versus 9 days; P = 0.02). Pain was alike. ## Harms None was seen."
    )
    pieces = [piece for _, piece in sentences(text)]
    assert pieces == [
        "Stays were longer with velorin (mean 12 days versus 9 days; P = 0.02).",
        "Pain was alike.",
        "## Harms None was seen.",
    ]


@pytest.mark.parametrize("text", ["Preanalytical errors", "Posterior tilt", "Endothelial cells", "Predicted volume"])
def test_words_that_only_begin_like_a_time(text: str) -> None:
    assert times.day_of(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("Pre-training", -1.0), ("pretest", -1.0), ("Post-treatment", 1e6), ("Endpoint", 1e6), ("pre", -1.0)],
)
def test_words_for_before_and_after(text: str, day: float) -> None:
    assert times.day_of(text) == day


def test_people_who_were_so_before_are_counted_only_where_nothing_else_is(tmp_path: Path) -> None:
    paper = """# Trial

Table 1. Baseline characteristics

| Characteristic | Velorin (n = 41) | Placebo (n = 42) |
|---|---|---|
| Previous stroke, n (%) | 7 (17.1) | 9 (21.4) |
| Walking speed, mean (SD) | 1.1 (0.2) | 1.2 (0.3) |
"""
    stroke, speed = filled(
        tmp_path, paper, "velorin,placebo,previous stroke,,binary", "velorin,placebo,walking speed,,continuous"
    )
    assert numbers(stroke, "events", "n") == ["7", "41", "9", "42"]
    assert numbers(speed, "mean", "sd", "n") == ["", "", "41", "", "", "42"]


def test_nothing_is_taken_where_many_results_fit_alike(tmp_path: Path) -> None:
    paper = """# Trial

Table 1. Muscle force after training, mean (SD)

| Site | Velorin (n = 41) | Placebo (n = 42) |
|---|---|---|
| Left arm: muscle force | 31 (4.1) | 28 (4.4) |
| Right arm: muscle force | 33 (4.0) | 29 (4.2) |
| Left leg: muscle force | 62 (8.8) | 57 (9.1) |
| Right leg: muscle force | 64 (9.0) | 58 (9.2) |
"""
    (row,) = filled(tmp_path, paper, "velorin,placebo,muscle force,,continuous")
    assert numbers(row, "mean", "sd", "n") == ["", "", "41", "", "", "42"]
    assert "too many results fit alike" in row["status"]
    assert "Right arm" in row["status"]


def test_confidence_falls_with_rivals_and_rises_with_n_nearby() -> None:
    plain = {"table": 1.0, "outcome": 0.9, "arms": 0.9, "n of the result": 1.0}
    assert 0.5 < confidence(plain) < 0.95
    assert confidence({**plain, "rivals": 1.0}) < confidence(plain)
    assert confidence({**plain, "n of the result": 0.0}) < confidence(plain)
    assert confidence(plain, dict.fromkeys(features(plain), 0.0)) == 0.5

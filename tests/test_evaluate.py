"""Found against gold: what counts as right, what is listed as missed, and what the command prints."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from extractor.cli import app
from extractor.evaluate import Evaluation, GoldError, evaluate_files, plain
from extractor.pipeline import extract
from extractor.study import Record

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
TEXT = """Examplamine for cluster headache

Forty patients with cluster headache were randomized to examplamine 10 mg (n = 21) or placebo (n = 19).
Pain relief was seen in 57% of patients on examplamine and 26% of patients on placebo.
"""


@pytest.fixture
def record(tmp_path: Path) -> Record:
    path = tmp_path / "headache.txt"
    path.write_text(TEXT, encoding="utf-8")
    return extract(path)


def saved(record: Record, folder: Path) -> Path:
    path = folder / "records.jsonl"
    path.write_text(record.model_dump_json() + "\n", encoding="utf-8")
    return path


def annotated(folder: Path, entities: list[tuple[str, str]], relations: list[dict[str, object]] | None = None) -> Path:
    line = {
        "doc_id": "headache",
        "text": TEXT,
        "entities": [
            {"start": TEXT.index(text), "end": TEXT.index(text) + len(text), "label": label, "text": text}
            for text, label in entities
        ],
        "relations": relations or [],
    }
    path = folder / "gold.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path


def scores(evaluation: Evaluation) -> dict[str, tuple[int, int, int]]:
    return {name: (score.gold, score.found, score.right) for name, score in evaluation.fields.items()}


def test_a_record_held_against_its_own_plain_view_is_right_in_full() -> None:
    from extractor.evaluate import evaluate, read_gold

    path = CORPUS / "parallel-trial.pdf"
    evaluation = evaluate(read_gold(CORPUS / "gold"), [extract(path)])
    assert "parallel-trial" not in evaluation.missing
    assert not [finding for finding in evaluation.findings if finding.document == "parallel-trial"]
    assert {"abstract", "ketamine-guide"} <= set(evaluation.missing)
    assert evaluation.fields["arms.n"].recall is not None
    assert evaluation.fields["arms.n"].recall < 1


def test_a_wrong_value_is_both_a_miss_and_a_false_find(record: Record, tmp_path: Path) -> None:
    view = plain(record)
    view["studies"][0]["n"] = {"randomized": 41, "total": 40}
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "headache.json").write_text(json.dumps(view), encoding="utf-8")
    evaluation = evaluate_files(tmp_path / "gold", saved(record, tmp_path))
    assert [(f.value.field, f.value.value, f.missed) for f in evaluation.findings] == [
        ("n.randomized", 41, True),
        ("n.randomized", 40, False),
    ]
    assert evaluation.findings[1].value.quote.startswith("Forty patients")
    score = evaluation.fields["n.randomized"]
    assert (score.precision, score.recall, score.f1) == (0.0, 0.0, None)


def test_the_total_may_be_any_number_that_people_marked(record: Record, tmp_path: Path) -> None:
    gold = annotated(tmp_path, [("Forty patients", "Sample Size"), ("21", "Sample Size"), ("10 mg", "Dosage")])
    evaluation = evaluate_files(gold, saved(record, tmp_path))
    assert scores(evaluation) == {"total N": (1, 1, 1), "dose": (1, 1, 1)}
    assert sum(tally.found for tally in evaluation.reliability.values()) == 2


def test_fields_without_annotations_are_not_judged(record: Record, tmp_path: Path) -> None:
    evaluation = evaluate_files(annotated(tmp_path, [("57%", "iv-bin-percent")]), saved(record, tmp_path))
    assert scores(evaluation) == {"percent": (1, 2, 1)}


def test_a_number_counts_only_with_its_arm_and_outcome(record: Record, tmp_path: Path) -> None:
    entities = [("57%", "MEAS"), ("examplamine 10 mg", "INTV"), ("Pain relief", "OC"), ("placebo", "INTV")]

    def right(arm: int) -> int:
        relations: list[dict[str, object]] = [
            {"label": "A1_RES", "head": arm, "child": 0},
            {"label": "OC_RES", "head": 2, "child": 0},
        ]
        gold = annotated(tmp_path, entities, relations)
        evaluation = evaluate_files(gold, saved(given, tmp_path))
        return evaluation.fields["number-arm-outcome"].right

    study = record.studies[0]
    result = study.results[0].model_copy(update={"arm": study.arms[0].id, "definition": study.results[0].value})
    result = result.model_copy(update={"definition": result.value.model_copy(update={"value": "Pain relief"})})
    given = record.model_copy(update={"studies": [study.model_copy(update={"results": [result]})]})
    assert str(study.arms[0].name.value).startswith("examplamine")
    assert (right(1), right(3)) == (1, 0)


def test_a_choice_of_values_tells_only_what_is_missed(record: Record, tmp_path: Path) -> None:
    study = {
        "reported_here": True,
        "design": {"allocation": "randomized", "blinding": "double_blind"},
        "n": {"randomized": 40, "completed": None},
        "arms": [{"name": "Group 1: examplamine", "n": 21, "doses": [{"amount": [10, 20], "unit": "mg"}]}],
    }
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"file": "headache.pdf", "studies": [study]}) + "\n", encoding="utf-8")
    evaluation = evaluate_files(gold, saved(record, tmp_path))
    assert {name: (score.gold, score.right) for name, score in evaluation.fields.items()} == {
        "design.allocation": (1, 1),
        "design.blinding": (1, 0),
        "n.randomized": (1, 1),
        "arms.name": (1, 1),
        "arms.n": (1, 1),
        "arms.doses.amount": (2, 1),
    }
    assert all(score.precision is None for score in evaluation.fields.values())
    assert all(finding.missed for finding in evaluation.findings)


ROW = {"doc_id": "A", "intervention": "x", "comparator": "y", "outcome": "death", "outcome_type": "binary"}
FILLED = "document,confidence,status,intervention_events,intervention_n,comparator_events,comparator_n\n"


def table(folder: Path, numbers: dict[str, int], *lines: str) -> Evaluation:
    (folder / "gold.jsonl").write_text(json.dumps({**ROW, "numbers": numbers}) + "\n", encoding="utf-8")
    (folder / "filled.csv").write_text(FILLED + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return evaluate_files(folder / "gold.jsonl", folder / "filled.csv")


def test_a_row_is_right_when_what_nobody_states_stays_empty(tmp_path: Path) -> None:
    numbers = {"intervention_events": 3, "intervention_group_size": 20, "comparator_group_size": 21}
    assert scores(table(tmp_path, numbers, "A.md,0.9,,3,20,,21"))["binary: whole rows"] == (1, 1, 1)
    assert scores(table(tmp_path, numbers, "A.md,0.9,,3,20,4,21")) == {
        "binary: comparator_events": (0, 1, 0),
        "binary: comparator_n": (1, 1, 1),
        "binary: intervention_events": (1, 1, 1),
        "binary: intervention_n": (1, 1, 1),
        "binary: whole rows": (1, 1, 0),
    }


def test_a_table_with_other_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="2 rows are filled, and the gold has 1"):
        table(tmp_path, {}, "A.md,,,,,,", "B.md,,,,,,")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


def test_the_command_prints_scores_and_misses_and_writes_them_all(record: Record, tmp_path: Path) -> None:
    gold = annotated(tmp_path, [("Forty patients", "Sample Size"), ("cluster", "Dosage"), ("19", "Dosage")])
    saved(record, tmp_path)
    result = call(gold, tmp_path, "--misses", tmp_path / "misses.csv", "--limit", 1)
    assert result.exit_code == 0, result.output
    assert "total N" in result.stdout
    assert "dose: missed (1)" in result.stdout
    with (tmp_path / "misses.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["field"], row["kind"], row["value"]) for row in csv.DictReader(file)]
    assert rows == [("dose", "missed", "19.0"), ("dose", "not in the gold", "10.0")]


def test_the_command_prints_markdown(record: Record, tmp_path: Path) -> None:
    gold = annotated(tmp_path, [("Forty patients", "Sample Size")])
    result = call(gold, saved(record, tmp_path), "--markdown")
    assert "| total N | 1 | 1 | 1 | 1 | 1.000 | 1.000 | 1.000 |" in result.stdout.splitlines()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ('{"name": 1}\n', "in no known form: its lines have the keys name"),
        ("{\n", "is not JSON"),
    ],
)
def test_gold_that_cannot_be_used_is_a_wrong_call(text: str, reason: str, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(text, encoding="utf-8")
    (tmp_path / "records.jsonl").write_text("", encoding="utf-8")
    result = call(gold, tmp_path)
    assert result.exit_code == 2
    assert reason in result.stderr.replace("\n", " ")
    assert "gold.jsonl" in result.stderr


def test_records_of_another_shape_are_a_wrong_call(tmp_path: Path) -> None:
    gold = annotated(tmp_path, [("Forty patients", "Sample Size")])
    (tmp_path / "records.jsonl").write_text('{"x": 1}\n', encoding="utf-8")
    result = call(gold, tmp_path)
    assert result.exit_code == 2
    assert "line 1 is no record of this version" in result.stderr

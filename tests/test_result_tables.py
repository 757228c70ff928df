"""Result tables put together: which arm each number belongs to, what is a part of the people, and what is compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extractor.evaluate import plain
from extractor.pipeline import extract

TRIAL = """# Belprazole against placebo in adults with migraine: a randomized trial

## Methods

We randomly assigned 104 adults with migraine to belprazole or placebo for 8 weeks.

## Results

"""


def study_of(tmp_path: Path, table: str, trial: str = TRIAL) -> dict[str, Any]:
    """The plain view of a trial with one table; three spaces and more between its cells."""
    lines = [line.strip() for line in table.strip().split("\n")]
    rows = ["\t".join(cell.strip() for cell in line.split("   ")) for line in lines]
    path = tmp_path / "trial.md"
    path.write_text(trial + "\n".join(rows) + "\n\nNothing else was seen.\n", encoding="utf-8")
    (study,) = plain(extract(path, "trial.md"))["studies"]
    return dict(study)


def told(study: dict[str, Any], *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(result.get(key) for key in keys) for result in study.get("results", [])]


def test_headings_without_numbers_name_the_arms_of_the_text(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        """Outcome   Belprazole group   Controls   P value
        Sleep quality, mean (SD)   7.4 (2.1)   9.9 (2.4)   0.01""",
    )
    assert told(study, "arm", "value") == [("belprazole", 7.4), ("placebo", 9.9)]


def test_a_total_is_of_no_arm(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        """Event   Total (n = 104)   Belprazole (n = 53)   Placebo (n = 51)
        Headache, n (%)   21 (20.2)   12 (22.6)   9 (17.6)""",
    )
    assert told(study, "arm", "value", "count", "n") == [
        (None, "20.2 %", 21, 104),
        ("belprazole", "22.6 %", 12, 53),
        ("placebo", "17.6 %", 9, 51),
    ]


def test_parts_of_the_people_are_no_arms(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        """Item   Migraine with aura (n = 40)   Migraine without aura (n = 64)   P value
        Age in years, mean (SD)   44.1 (9.0)   45.7 (8.8)   0.41""",
    )
    assert {arm["name"] for arm in study["arms"]} == {"belprazole", "placebo"}
    assert told(study, "arm", "definition") == [
        (None, "Age in years (Migraine with aura)"),
        (None, "Age in years (Migraine without aura)"),
    ]


def test_arms_in_the_second_stub_and_levels_below_a_name(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        """Scale   Treatment arm   n   Mean   SD
        Vigour   Belprazole   50   54.9   20.9
        Vigour   Placebo   49   59.0   22.1""",
    )
    assert told(study, "arm", "value", "n") == [("belprazole", 54.9, 50), ("placebo", 59.0, 49)]


def test_a_table_of_characteristics_is_at_baseline(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        """Baseline characteristics   Belprazole (n = 53)   Placebo (n = 51)
        Age in years, mean (SD)   44.1 (9.0)   45.7 (8.8)""",
    )
    assert told(study, "arm", "timepoint") == [("belprazole", "baseline"), ("placebo", "baseline")]


def test_equal_cells_of_one_table_stay_two_results(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        """Event   Belprazole (n = 50)   Placebo (n = 50)
        Headache, n (%)   5 (10)   4 (8)
        Nausea, n (%)   5 (10)   7 (14)""",
    )
    assert len(study["results"]) == 4


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("Outcome   Belprazole   Placebo   Difference (95% CI)\nPain, mean (SD)   3.1 (1.0)   4.0 (1.1)   −0.9 (−1.3 to −0.5)", "mean_difference"),
        ("Outcome   Belprazole   Placebo   Odds ratio (95% CI)\nRelapse, n (%)   5 (10)   9 (18)   0.5 (0.2 to 1.6)", "odds_ratio"),
        ("Outcome   Belprazole   Placebo   Treatment effect (95% CI)\nRelapse   5/50 (10)   9/50 (18)   0.5 (0.2 to 1.6)", "effect"),
    ],
)  # fmt: skip
def test_a_difference_is_between_the_arms_of_its_table(tmp_path: Path, table: str, kind: str) -> None:
    (comparison,) = study_of(tmp_path, table)["comparisons"]
    assert (comparison["kind"], comparison["arms"]) == (kind, ["belprazole", "placebo"])


def test_rows_of_other_studies_are_no_results(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        """First author   Patients   Response (%)
        Okafor   24   41
        Lindqvist   61   20""",
    )
    assert "results" not in study or study["results"] == []


def test_outcome_rows_become_measures(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        """Outcome   Belprazole (n = 53)   Placebo (n = 51)
        Stride length (cm), mean (SD)   61.2 (4.4)   58.7 (5.1)""",
    )
    assert "stride length" in [measure["name"].casefold() for measure in study["measures"]]


def test_a_study_of_one_group_has_no_need_of_headings(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        """Measure   Baseline   Week 8
        MADRS, mean (SD)   24.9 (6.9)   11.2 (5.0)""",
        "# Belprazole in depression: an open study\n\n## Methods\n\nAll 20 patients received belprazole 20 mg daily for 8 weeks.\n\n## Results\n\n",
    )
    assert told(study, "arm", "value") == [("belprazole", 24.9), ("belprazole", 11.2)]


def test_the_p_value_of_a_row_compares_its_groups(tmp_path: Path) -> None:
    """That of the first row under a name may be that of all rows under it, and is of none of them alone."""
    path = tmp_path / "trial.md"
    rows = [
        ("Outcome", "Belprazole (n = 53)", "Placebo (n = 51)", "P value"),
        ("Sleep quality, mean (SD)", "7.4 (2.1)", "9.9 (2.4)", "<0.001"),
        ("Grade of headache, n (%)", "", "", ""),
        ("Mild", "12 (22.6)", "9 (17.6)", "0.71"),
        ("Severe", "41 (77.4)", "42 (82.4)", ""),
    ]
    table = "\n".join(["| " + " | ".join(row) + " |" for row in (rows[0], ("---",) * 4, *rows[1:])])
    path.write_text(f"{TRIAL}{table}\n\nNothing else was seen.\n", encoding="utf-8")
    results = extract(path, "trial.md").studies[0].results
    assert [(result.value.number, result.p and (result.p.sign, result.p.number)) for result in results] == [
        ("7.4", ("<", "0.001")), ("9.9", ("<", "0.001")),
        ("22.6", None), ("17.6", None), ("77.4", None), ("82.4", None),
    ]  # fmt: skip

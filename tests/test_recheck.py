"""`extractor recheck`: a table of reported numbers in, the same rows with verdicts out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from extractor.cli import CheckName, app
from extractor.recheck import CHECKS, recheck


def call(table: Path, check: str, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["recheck", str(table), "--check", check, *map(str, arguments)])


def table(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def verdicts(text: str) -> list[str]:
    return [row["verdict"] for row in csv.DictReader(io.StringIO(text))]


# One consistent and one inconsistent row for each check, and a row that cannot be read.
TABLES = {
    "grim": "mean,n,items\n3.45,20,\n3.44,20,1\nhigh,20,\n",
    "grimmer": "mean,sd,n\n3.44,2.45,18\n3.44,2.47,18\n3.44,,18\n",
    "debit": "mean,sd,n\n0.35,0.49,20\n0.35,0.45,20\n0.35,0.48,many\n",
    "percent": "percent,n,count\n71,17,12\n71,18,\n71,,\n",
    "percent_set": "group,percent,n\na,71,17\nb,71,18\nc,71,\n",
    "sd_bounds": "mean,sd,n,min,max\n3.0,1.0,20,1,5\n3.0,2.5,20,1,5\n3.0,1.0,20,5,1\n",
    "p_value": "test,statistic,df1,df2,sign,p,tails\nt,2.20,28,,=,.036,\nt,2.20,28,,=,.3,2\nU,41,,,=,.3,2\n",
    "interval": "estimate,lower,upper,level,measure,p\n0.5,0.3,0.8,95,ratio,.004\n0.5,0.6,0.8,,,\n0.5,0.3,,,,\n",
    "scale_range": "scale,score\nMADRS,60\nMADRS,61\nSmith,61\n",
    "p_from_counts": "events1,n1,events2,n2,sign,p\n3,15,9,15,,0.06\n3,15,9,15,,0.2\n16,15,9,15,,0.2\n",
    "t_from_summary": "mean1,sd1,n1,mean2,sd2,n2,p\n20,4,30,21,2,30,0.02\n20.0,4.0,30,21.0,2.0,30,0.02\n20,4,30,21,2,,0.02\n",
    "sd_or_se": "mean1,spread1,n1,label,min,max\n24.1,0.1,40,SE,0,60\n24.1,0.1,40,SD,0,60\n24.1,1.1,40,SD,,\n",
    "change_scores": "baseline,end,change,baseline_sd,end_sd,change_sd\n18.7,9.3,-9.4,,,\n18.7,9.3,-9.4,8.0,5.0,2.0\n18.7,9.3,,8.0,5.0,\n",
}


def test_every_check_of_the_command_is_known() -> None:
    assert {check.value for check in CheckName} == set(CHECKS) == set(TABLES)


@pytest.mark.parametrize("check", TABLES)
def test_each_check_tells_consistent_inconsistent_and_cannot_tell(check: str, tmp_path: Path) -> None:
    result = call(table(tmp_path, TABLES[check]), check)
    assert result.exit_code == 0, result.output
    assert verdicts(result.stdout) == ["consistent", "inconsistent", "cannot_tell"]
    assert all(row["reason"] for row in csv.DictReader(io.StringIO(result.stdout)))


def test_a_filled_table_is_taken_with_its_own_columns(tmp_path: Path) -> None:
    head = "outcome,intervention_events,intervention_n,comparator_events,comparator_n,p"
    result = call(table(tmp_path, f"{head}\nrelapse,3,15,9,15,0.06\nrelapse,3,15,9,15,0.6\n"), "p_from_counts")
    assert verdicts(result.stdout) == ["consistent", "inconsistent"]


def test_the_rows_stay_as_they_are_and_in_their_order(tmp_path: Path) -> None:
    given = table(tmp_path, '\ufeffpaper,mean,n\nB 2,5.20,25\n"A, 1",5.19,28\n')
    result = call(given, "grim", "-o", tmp_path / "out.csv")
    assert (result.exit_code, result.stdout) == (0, "")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["paper", "mean", "n", "verdict", "reason", "recomputed"]
    assert [(row["paper"], row["mean"], row["verdict"]) for row in rows] == [
        ("B 2", "5.20", "consistent"),
        ("A, 1", "5.19", "inconsistent"),
    ]


def test_a_group_is_judged_by_the_total_that_one_of_its_rows_states(tmp_path: Path) -> None:
    result = call(table(tmp_path, "group,percent,n\na,71,18\na,29,\nb,50,\na,35,\n"), "percent_set")
    assert verdicts(result.stdout) == ["inconsistent", "inconsistent", "cannot_tell", "inconsistent"]
    assert next(csv.DictReader(io.StringIO(result.stdout)))["recomputed"].startswith("17, 31, 34")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("mean,sd\n1,2\n", "needs the columns mean, n; not there: n"),
        ("", "is empty; its first line must name the columns"),
        ("mean,n\n1,2,3\n", "line 2 has more cells"),
    ],
)
def test_a_table_that_cannot_be_checked_is_a_wrong_call(text: str, reason: str, tmp_path: Path) -> None:
    result = call(table(tmp_path, text), "grim")
    assert result.exit_code == 2
    assert reason in result.stderr
    assert "table.csv" in result.stderr


def test_a_table_without_any_column_of_the_check_is_a_wrong_call(tmp_path: Path) -> None:
    result = call(table(tmp_path, "mean,n\n1,2\n"), "change_scores")
    assert result.exit_code == 2
    assert "none of them is there" in result.stderr


def test_a_table_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    result = call(tmp_path / "none.csv", "grim")
    assert result.exit_code == 2
    assert "none.csv cannot be used" in result.stderr


def test_the_same_numbers_get_the_same_verdict_many_times_over() -> None:
    rows = [{"mean": f"{i % 7}.{i % 10}", "sd": "1.2", "n": "19"} for i in range(5000)]
    found = recheck(rows, "grimmer")
    assert len(found) == 5000
    assert found[:70] == found[70:140]

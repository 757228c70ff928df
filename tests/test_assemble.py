"""Small documents, each with one thing that assembling must get right: whose value is it, and which are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extractor.evaluate import plain
from extractor.pipeline import extract
from extractor.study import Record


@pytest.fixture
def record(tmp_path: Path, request: pytest.FixtureRequest) -> Record:
    """The record of the Markdown text that the test's docstring ends with, after a line of dashes."""
    path = tmp_path / "document.md"
    path.write_text(text_of(request.function.__doc__), encoding="utf-8")
    return extract(path, "document.md")


def text_of(docstring: str) -> str:
    """What stands below the dashes, without its indentation; three spaces between cells become a tab."""
    lines = [line.removeprefix("    ") for line in docstring.split("\n")]
    return "\n".join(lines[lines.index("---") + 1 :]).strip().replace("   ", "\t") + "\n"


@pytest.fixture
def study(record: Record) -> dict[str, Any]:
    """The plain view of the only study of a document."""
    (only,) = plain(record)["studies"]
    return dict(only)


def told(results: list[dict[str, Any]], *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(result.get(key) for key in keys) for result in results]


def test_a_study_that_is_named_twice_is_one_study(record: Record) -> None:
    """A heading and a row of a table: its number is one value seen twice.
    ---
    # Belprazole for Migraine: A Technical Guide

    ## The Okafor et al. (2011) Trial

    - Study Design: Randomized, double-blind, placebo-controlled crossover
    - Participants: Twenty-four adults with chronic migraine
    - Intervention: belprazole 20 mg orally, once daily for 8 weeks

    The drug helped more than placebo did.

    ## Quantitative Data Summary

    Study   N   Population   Scale
    Okafor et al. (2011)   24   Chronic Migraine   MIDAS
    Lindqvist et al. (2014)   61   Cluster Headache   HIT-6
    """
    okafor, lindqvist = record.studies
    assert (okafor.id, lindqvist.id) == ("okafor-2011", "lindqvist-2014")
    assert not okafor.reported_here
    assert okafor.n.total is not None
    assert (okafor.n.total.text, okafor.n.total.value) == ("Twenty-four adults", 24)
    assert [(other.text, other.value) for other in okafor.n.total.others] == [("24", 24)]
    assert okafor.label is not None
    assert [other.text for other in okafor.label.others] == ["Okafor et al. (2011)"]
    assert lindqvist.n.total is not None
    assert (lindqvist.n.total.value, lindqvist.n.total.others) == (61, [])
    assert okafor.population.condition is not None
    assert str(okafor.population.condition.value).casefold() == "chronic migraine"


def test_numbers_that_differ_between_places_are_kept_as_rivals(record: Record) -> None:
    """The bullet says 24, the table 26: both are there for a check to judge.
    ---
    # Belprazole for Migraine: A Technical Guide

    ## The Okafor et al. (2011) Trial

    - Study Design: Randomized crossover
    - Participants: 24 adults with chronic migraine

    ## Quantitative Data Summary

    Study   N   Scale
    Okafor et al. (2011)   26   MIDAS
    """
    (study,) = record.studies
    assert study.n.total is not None
    assert {study.n.total.value, *(other.value for other in study.n.total.others)} == {24, 26}


def test_an_arm_that_is_said_three_ways_is_one_arm(study: dict[str, Any]) -> None:
    """With its salt, with its dose, as "the X group": one intervention; and one placebo.
    ---
    # A randomized trial of velasprine for insomnia

    ## Methods

    Sixty adults with insomnia were randomly assigned to velasprine hydrochloride or placebo. Velasprine (10 mg, oral)
    was taken at bedtime.

    ## Results

    Sleep was longer in the velasprine group than in the placebo group. Six patients in the matching placebo group
    withdrew.
    """
    assert told(study["arms"], "role") == [("intervention",), ("comparator",)]
    assert study["arms"][0]["name"] in {"velasprine hydrochloride", "velasprine"}
    assert study["arms"][1]["name"] == "placebo"
    (dose,) = study["arms"][0]["doses"]
    assert (dose["substance"].casefold(), dose["amount"], dose["route"]) == ("velasprine", "10 mg", "oral")
    assert "doses" not in study["arms"][1]


def test_respectively_gives_each_number_to_its_arm(study: dict[str, Any]) -> None:
    """The first number is of the first arm, the second of the second.
    ---
    # A randomized trial of torbutidine for hay fever

    ## Methods

    Eighty adults with hay fever were randomly assigned to torbutidine 5 mg or placebo.

    ## Results

    At week 4, response was seen in 45% and 20% of patients given torbutidine and placebo, respectively. The mean
    symptom score was 3.1 (SD 1.2) and 4.6 (SD 1.4) with torbutidine and placebo, respectively.
    """
    assert told(study["results"], "arm", "statistic", "value", "spread") == [
        ("torbutidine", "percent", "45 %", None),
        ("placebo", "percent", "20 %", None),
        ("torbutidine", "mean", 3.1, "SD 1.2"),
        ("placebo", "mean", 4.6, "SD 1.4"),
    ]
    assert told(study["results"][:2], "timepoint", "definition") == [("4 wk", "response")] * 2


def test_the_time_before_the_colon_is_that_of_what_follows(study: dict[str, Any]) -> None:
    """ "At 24 hours: ..." and "At day 7: ..." lead their bullets.
    ---
    # Mirvatidine for Depression: A Technical Guide

    ## The Haddad et al. (2016) Trial

    - Study Design: Randomized, double-blind, placebo-controlled
    - Participants: 22 adults with major depression
    - Intervention: mirvatidine (0.3 mg/kg) or saline placebo, given intravenously over 30 minutes
    - Primary Measure: Montgomery-Åsberg Depression Rating Scale (MADRS)

    Quantitative results:

    - At 24 hours: Response Rate (≥50% MADRS reduction): 64% for mirvatidine and 9% for placebo.
    - At day 7: MADRS scores decreased by 9.5 points (±4 SD) with mirvatidine.
    """
    assert told(study["results"], "arm", "timepoint", "statistic", "value") == [
        ("mirvatidine", "24 h", "percent", "64 %"),
        ("saline placebo", "24 h", "percent", "9 %"),
        ("mirvatidine", "7 d", "mean_change", -9.5),
    ]
    assert {result.get("definition") for result in study["results"][:2]} == {"Response Rate (≥50% MADRS reduction)"}
    assert study["results"][2]["spread"] == "SD 4"
    assert {result["measure"] for result in study["results"]} == {"Montgomery-Åsberg Depression Rating Scale"}
    assert told(study["timepoints"], "label", "days") == [("24 h", 1), ("7 d", 7)]


def test_dose_levels_of_one_drug_are_arms_of_their_own(study: dict[str, Any]) -> None:
    """Two doses and a placebo are three arms.
    ---
    # A randomized dose-finding trial of torbutidine for asthma

    ## Methods

    Ninety adults with asthma were randomly assigned to torbutidine 5 mg, torbutidine 20 mg, or placebo.

    ## Results

    At week 8, the mean FEV1 was 2.4 L (SD 0.5) with torbutidine 5 mg, 2.7 L (SD 0.6) with torbutidine 20 mg, and
    2.2 L (SD 0.5) with placebo.
    """
    assert told(study["arms"], "name", "role") == [
        ("torbutidine 5 mg", "intervention"),
        ("torbutidine 20 mg", "intervention"),
        ("placebo", "comparator"),
    ]
    assert [arm["doses"][0]["amount"] for arm in study["arms"][:2]] == ["5 mg", "20 mg"]
    assert told(study["results"], "arm", "value") == [
        ("torbutidine 5 mg", "2.4 L"),
        ("torbutidine 20 mg", "2.7 L"),
        ("placebo", "2.2 L"),
    ]


def test_what_a_drug_is_compared_with_is_the_comparator(study: dict[str, Any]) -> None:
    """Even where it is a drug itself.
    ---
    # A randomized trial of two drugs for insomnia

    ## Methods

    The aim was to compare velasprine with torbutidine. Fifty adults with insomnia were randomly assigned to velasprine
    10 mg or torbutidine 5 mg.

    ## Results

    Both drugs were safe.
    """
    assert told(study["arms"], "name", "role") == [("velasprine", "intervention"), ("torbutidine", "comparator")]


def test_numbers_of_people_by_their_role(study: dict[str, Any]) -> None:
    """Screened, randomized, completed and analyzed are four numbers.
    ---
    # A randomized trial of belprazole for gout

    ## Methods

    Of 210 patients screened, 120 were randomized to belprazole 20 mg or placebo.

    ## Results

    One hundred and eight patients completed the trial. All 118 patients with a visit were included in the analysis.
    """
    assert study["n"] == {"screened": 210, "randomized": 120, "completed": 108, "analyzed": 118}


def test_a_text_that_studies_nobody_has_no_study(record: Record) -> None:
    """Advice is no evidence.
    ---
    # How to keep a sleep diary at home

    Write down when you went to bed and when you rose. Bring the diary to your next visit.
    """
    assert record.studies == []
    assert record.document.status == "ok"


def test_what_was_not_found_is_null_and_what_was_read_is_told(record: Record) -> None:
    """Coverage names every finder, so that "not found" is not taken for "not reported".
    ---
    # A randomized trial of belprazole for gout

    ## Methods

    Forty adults with gout were randomly assigned to belprazole 20 mg or placebo.
    """
    from extractor.finders import FINDERS

    (study,) = record.studies
    assert (study.design.blinding, study.n.analyzed, study.results) == (None, None, [])
    assert list(record.coverage.finders) == [finder.__name__.rsplit(".", 1)[1] for finder in FINDERS]
    assert record.coverage.sections[-1] == "Methods"
    assert record.coverage.characters > 100

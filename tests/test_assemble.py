"""Small documents, each with one thing that assembling must get right: whose value is it, and which are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extractor.checks import arm_totals
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
    assert study["n"] == {"screened": 210, "randomized": 120, "completed": 108, "analyzed": 118, "total": 120}


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


def test_a_spread_in_minutes_is_no_timepoint(study: dict[str, Any]) -> None:
    """ "12 ± 4 min" lasted, it was not when.
    ---
    # Effect of torbutidine on sleep in healthy volunteers

    Twelve healthy volunteers took part in this randomised, single-blind, crossover study. Each received torbutidine 5 mg
    and placebo on two occasions separated by one week. Sleep latency was shorter after torbutidine (12 ± 4 min) than
    after placebo (21 ± 6 min; t(11) = 3.9, p = 0.002).
    """
    assert "timepoints" not in study
    assert told(study["results"], "arm", "timepoint", "value") == [
        ("torbutidine", None, "12 min"),
        ("placebo", None, "21 min"),
    ]
    assert told(study["comparisons"], "timepoint", "kind", "p") == [(None, "test", 0.002)]


def test_a_stay_in_days_is_no_timepoint(study: dict[str, Any]) -> None:
    """ "6 days in the X group and 8 days in the Y group" are results.
    ---
    # A randomized trial of velasprine after hip surgery

    ## Methods

    In an open-label trial, 88 patients undergoing hip surgery were randomly allocated to velasprine (1 g intravenously) or
    usual care.

    ## Results

    The median length of stay was 6 days (IQR 4 to 9) in the velasprine group and 8 days (IQR 5 to 12) in the usual care
    group (p = 0.03).
    """
    assert "timepoints" not in study
    assert told(study["results"], "arm", "timepoint", "statistic", "value", "spread") == [
        ("velasprine", None, "median", "6 days", "IQR 4 to 9"),
        ("usual care", None, "median", "8 days", "IQR 5 to 12"),
    ]


def test_each_number_goes_with_the_arm_after_it(study: dict[str, Any]) -> None:
    """Dose-arms: "4.1 with vehicle and 9.8 with mirvatidine 30 mg/kg".
    ---
    # Mirvatidine reverses neuropathic pain in rats

    ## Methods

    Male Wistar rats (n = 8 per group) received vehicle or mirvatidine 3, 10 or 30 mg/kg i.p. Paw withdrawal threshold was
    measured at 1 h and 4 h after dosing. Data are given as mean ± SEM.

    ## Results

    At 1 h the threshold was 4.1 ± 0.4 g with vehicle and 9.8 ± 0.9 g with mirvatidine 30 mg/kg.
    """
    assert told(study["results"], "arm", "value", "spread") == [
        ("vehicle", "4.1 g", "SE 0.4"),
        ("mirvatidine 30 mg/kg", "9.8 g", "SE 0.9"),
    ]


def test_from_one_time_to_another(study: dict[str, Any]) -> None:
    """ "fell from A at baseline to B at week 8"; the only arm is that of all results.
    ---
    # Ravoxetine in Panic Disorder: A Technical Guide

    ## Lund et al. (2003)

    This open-label study enrolled 12 patients with panic disorder. All received ravoxetine 60 mg daily. Hamilton Anxiety
    Rating Scale (HAM-A) scores fell from 24.5 (SD 4.0) at baseline to 11.0 (SD 5.2) at week 8.
    """
    assert told(study["results"], "timepoint", "value") == [("baseline", 24.5), ("8 wk", 11.0)]


def test_the_title_says_which_drug_is_the_comparator(study: dict[str, Any]) -> None:
    """ "A compared with B", "We compared A with B".
    ---
    # Velasprine compared with torbutidine for insomnia: a randomized trial

    ## Methods

    Fifty adults with insomnia were randomly assigned to velasprine or torbutidine. We compared velasprine 10 mg with
    torbutidine 5 mg.

    ## Results

    At week 6, 60% of patients on velasprine and 40% of patients on torbutidine had responded.
    """
    assert told(study["arms"], "name", "role") == [("velasprine", "intervention"), ("torbutidine", "comparator")]
    assert {result.get("definition") for result in study["results"]} == {"responded"}


def test_the_numbers_of_both_arms(study: dict[str, Any]) -> None:
    """ "120 were randomized: 60 to belprazole and 60 to placebo": an assignment like any other.
    ---
    # A randomized trial of belprazole for gout

    ## Methods

    Of 210 patients screened, 120 were randomized: 60 to belprazole and 60 to placebo.
    """
    assert told(study["arms"], "name", "role", "n") == [
        ("belprazole", "intervention", {"randomized": 60}),
        ("placebo", "comparator", {"randomized": 60}),
    ]


def test_the_end_of_a_list_of_arms(study: dict[str, Any]) -> None:
    """ "or placebo, each taken orally once daily" lists no fourth arm.
    ---
    # A randomized dose-finding trial of torbutidine for asthma

    ## Methods

    Ninety adults with asthma were randomly assigned to torbutidine 5 mg, torbutidine 20 mg, or placebo, each taken orally
    once daily.
    """
    assert told(study["arms"], "name") == [("torbutidine 5 mg",), ("torbutidine 20 mg",), ("placebo",)]


def test_a_difference_between_two_named_arms(study: dict[str, Any]) -> None:
    """ "The difference between belprazole and placebo was −1.9", and proportions "reported by 12% of patients on X".
    ---
    # A randomized trial for hay fever

    ## Abstract

    Methods: In this double-blind, parallel-group trial, 150 adults with hay fever were randomized to belprazole 20 mg
    (n = 50), torbutidine 5 mg (n = 51) or placebo (n = 49) once daily for 12 weeks. The primary outcome was the Total Nasal
    Symptom Score (TNSS) at week 12. Results: The mean TNSS at week 12 was 3.1 (SD 1.2) with belprazole, 3.4 (SD 1.1) with
    torbutidine and 5.0 (SD 1.6) with placebo. The difference between belprazole and placebo was −1.9 (95% CI −2.4 to −1.4;
    p < 0.001). Drowsiness was reported by 12% of patients on torbutidine.
    """
    assert [measure["name"] for measure in study["measures"]] == ["Total Nasal Symptom Score"]
    assert told(study["arms"], "name") == [("belprazole",), ("torbutidine",), ("placebo",)]
    (comparison,) = study["comparisons"]
    assert (comparison["arms"], comparison["estimate"], comparison["interval"], comparison["p"]) == (
        ["belprazole", "placebo"], -1.9, "-2.4 to -1.4", "< 0.001",
    )  # fmt: skip
    assert told(study["results"][3:], "arm", "definition", "value") == [("torbutidine", "Drowsiness", "12 %")]


def arm_doses(study: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    return {arm["name"]: [(d.get("substance"), d["amount"]) for d in arm.get("doses", [])] for arm in study["arms"]}


def test_drugs_given_together_are_one_arm_and_each_arm_has_its_own_amounts(study: dict[str, Any]) -> None:
    """A drug that is in both regimens has its dose in both; none of them is an arm alone.
    ---
    # Two Regimens against Imagined Bacteria

    Ninety adults were randomized to omeprazole 20 mg + amoxicillin 1000 mg + clarithromycin 500 mg (OAC) or to
    omeprazole 20 mg + metronidazole 400 mg + clarithromycin 250 mg (OMC) for 7 days. The OAC group fared better.
    """
    assert arm_doses(study) == {
        "omeprazole + amoxicillin + clarithromycin": [
            ("omeprazole", "20 mg"),
            ("amoxicillin", "1000 mg"),
            ("clarithromycin", "500 mg"),
        ],
        "omeprazole + metronidazole + clarithromycin": [
            ("omeprazole", "20 mg"),
            ("metronidazole", "400 mg"),
            ("clarithromycin", "250 mg"),
        ],
    }


def test_a_drug_alone_is_an_arm_beside_the_drug_with_another(study: dict[str, Any]) -> None:
    """ "X alone or X plus Y" are two arms.
    ---
    # Velastatin with and without Torbutidine

    Sixty adults were randomized to velastatin 80 mg/day alone or velastatin 80 mg/day plus torbutidine 16 g/day.
    """
    assert arm_doses(study) == {
        "velastatin": [("velastatin", "80 mg/day")],
        "velastatin + torbutidine": [("velastatin", "80 mg/day"), ("torbutidine", "16 g/day")],
    }


def test_a_short_form_and_its_long_form_are_one_arm(study: dict[str, Any]) -> None:
    """What all patients got beside it is no arm of its own.
    ---
    # Quivabine for Imagined Pain

    All patients received morphine 5 mg. Forty adults were randomized to quivabine (QVB) 30 mg daily or placebo.
    QVB 60 mg was given from week 2. Pain eased in the QVB group.
    """
    assert [arm["name"] for arm in study["arms"]] == ["quivabine", "placebo"]
    assert [d["amount"] for d in study["arms"][0]["doses"]] == ["5 mg", "30 mg", "60 mg"]


def test_a_range_of_doses_is_one_arm(study: dict[str, Any]) -> None:
    """Two ends of a range are no dose levels set against each other.
    ---
    # Perindolol in Imagined Hypertension

    Eighty patients were randomly assigned to perindolol (2 to 8 mg/day) or placebo.
    """
    assert [arm["name"] for arm in study["arms"]] == ["perindolol", "placebo"]
    assert [d["amount"] for d in study["arms"][0]["doses"]] == ["2 mg/day", "8 mg/day"]


def test_an_abstract_names_its_arms_only_where_it_tells_the_results(study: dict[str, Any]) -> None:
    """A group that stands beside a number is an arm, and the number is its own.
    ---
    # Breathing exercises and torbutidine in hay fever

    Seventy adults with hay fever took part. Sneezing stopped in 45% of the exercise group and in 20% of the
    torbutidine-treated patients (p = 0.02).
    """
    assert [arm["name"] for arm in study["arms"]] == ["exercise", "torbutidine"]
    assert told(study["results"], "arm", "statistic", "value") == [
        ("exercise", "percent", "45 %"),
        ("torbutidine", "percent", "20 %"),
    ]


def test_counts_and_means_in_plain_words_are_results(study: dict[str, Any]) -> None:
    """Numbers that no rule of form knows, with what they are of: a mean's outcome is a measure.
    ---
    # Torbutidine in hay fever

    Seventy adults with hay fever took part. Mean nasal airflow was 5.2 L/min in the torbutidine group and 4.1 L/min in
    the placebo group (p = 0.01). Headache occurred in three patients in the torbutidine group and in seven patients in
    the placebo group.
    """
    assert told(study["results"], "arm", "measure", "statistic", "value") == [
        ("torbutidine", "nasal airflow", "mean", "5.2 L/min"),
        ("placebo", "nasal airflow", "mean", "4.1 L/min"),
        ("torbutidine", None, "count", 3),
        ("placebo", None, "count", 7),
    ]


def test_numbers_of_methods_are_no_results(study: dict[str, Any]) -> None:
    """Doses, times, ages and sizes are numbers too.
    ---
    # Torbutidine in hay fever

    Seventy adults aged 18 to 65 years were randomly assigned to torbutidine 20 mg or placebo for 8 weeks. Blood was
    drawn at weeks 2, 4 and 8. Response was defined as a fall of at least 50% in the score.
    """
    assert study.get("results", []) == []


def test_the_number_of_a_drug_that_is_infused_is_that_of_its_arm(study: dict[str, Any]) -> None:
    """The words about how a drug is given are no arm.
    ---
    # Lorvapine for Imagined Pain

    Ninety patients were randomised to lorvapine 2.5 mg/kg i.v. over 30 min every 2 weeks (n = 46) or placebo (n = 44).
    """
    assert [(arm["name"], arm["n"]) for arm in study["arms"]] == [
        ("lorvapine", {"randomized": 46}),
        ("placebo", {"randomized": 44}),
    ]


def test_the_drug_of_another_trial_is_no_arm(study: dict[str, Any]) -> None:
    """The discussion tells of other people's treatments.
    ---
    # Lorvapine for Imagined Pain

    ## Methods

    Ninety patients were randomised to lorvapine 20 mg or placebo.

    ## Results

    Pain eased in 40 of 46 patients with lorvapine and in 20 of 44 with placebo.

    ## Discussion

    In an earlier cohort recovery did not depend on the treatment (velastatin or placebo).
    """
    assert [arm["name"] for arm in study["arms"]] == ["lorvapine", "placebo"]


def test_groups_run_side_by_side_where_nothing_else_is_said(study: dict[str, Any]) -> None:
    """Two treatments to which people were dealt out: parallel groups, and the second treatment is an active control.
    ---
    # Lorvapine or Velastatin for Imagined Pain

    Ninety patients were randomly assigned to lorvapine 20 mg or velastatin 40 mg for 8 weeks.
    """
    assert study["design"] == {"allocation": "randomized", "control": "active", "structure": "parallel"}


def test_a_study_that_only_watches_did_not_randomize(study: dict[str, Any]) -> None:
    """A cohort is no trial.
    ---
    # Lorvapine Users over Ten Years

    In this retrospective cohort study, 340 patients with imagined pain who took lorvapine were followed.
    """
    assert study["design"] == {"allocation": "non_randomized", "structure": "cohort"}


def test_arms_that_share_one_printed_number_do_not_have_to_add_up(record: Record) -> None:
    """An arm of a dose and one of the dose with advice may be the same people: then nobody is accused.
    ---
    # Torbutidine in hay fever

    Sixty adults were randomized to torbutidine (n = 31) or placebo (n = 28).
    """
    (study,) = record.studies
    assert [flag.status for flag in arm_totals.check(record)] == ["fails"]
    first, second = study.arms
    shared = second.model_copy(update={"n": first.n})
    same = study.model_copy(update={"arms": [first, shared]})
    assert list(arm_totals.check(record.model_copy(update={"studies": [same]}))) == []

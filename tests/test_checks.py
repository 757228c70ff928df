"""Each check flags what it must and passes what it must; its arithmetic holds against exact truth."""

from __future__ import annotations

import ast
import json
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import record_of

from extractor import checks
from extractor.checks import (
    ACROSS_NAMES,
    CHECKS,
    arm_totals,
    percent_set,
    population_claim,
    references,
    run_checks,
    subject_identity,
    timepoint_agrees,
)
from extractor.checks.percent_set import allowed_totals, counts_of
from extractor.evidence import Flag
from extractor.language.compound_names import share_a_name
from extractor.pipeline import extract_document
from extractor.readers import from_text
from extractor.study import Record

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
CASES = HERE / "cases" / "checks"
HELPERS = {"__init__", "__main__", "pairs", "same_study", "scales", "sightings", "statements"}
HEADINGS = ("Fires on:", "Silent on:", "Needs:", "Source:")
NAMES = [module.__name__.rpartition(".")[2] for module in CHECKS]


def shared_lines(name: str) -> list[dict[str, Any]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not shared here")
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines() if line.strip()]


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(module, case, id=f"{name}: {case['case']}")
        for module, name in zip(CHECKS, NAMES, strict=True)
        for case in json.loads((CASES / f"{name}.json").read_text(encoding="utf8"))[kind]
    ]


def flags_of(module: Any, case: dict[str, Any]) -> list[Flag]:
    """What a check says of a case that is a record, a study or a text, but for what it says to hold."""
    if "text" in case:
        record = record_of_text(case["text"])
    else:
        record = record_of(case["record"] if "record" in case else {"studies": [case["study"]]})
    return [flag for flag in module.check(record) if flag.status != "holds"]


def record_of_text(text: str) -> Record:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.md"
        path.write_text(text, encoding="utf-8")
        return extract_document(from_text.read(path, "case.md"))


# --- every check is whole


def test_every_check_is_listed() -> None:
    files = {path.stem for path in Path(checks.__file__).parent.glob("*.py")} - HELPERS
    assert files == {*NAMES, *ACROSS_NAMES}


@pytest.mark.parametrize("name", [*NAMES, *ACROSS_NAMES])
def test_every_check_says_when_it_fires(name: str) -> None:
    tree = ast.parse((Path(checks.__file__).parent / f"{name}.py").read_text(encoding="utf8"))
    told = ast.get_docstring(tree) or ""
    assert [told.count(f"\n{heading}") for heading in HEADINGS] == [1, 1, 1, 1]


@pytest.mark.parametrize("name", NAMES)
def test_every_check_has_cases(name: str) -> None:
    told = json.loads((CASES / f"{name}.json").read_text(encoding="utf8"))
    assert len(told["must_flag"]) >= 4
    assert len(told["must_pass"]) >= 6


# --- the cases


@pytest.mark.parametrize(("module", "case"), cases("must_flag"))
def test_must_flag(module: Any, case: dict[str, Any]) -> None:
    found = flags_of(module, case)
    assert [(flag.status, flag.severity) for flag in found] == [
        (want["status"], want["severity"]) for want in case["flags"]
    ], [flag.message for flag in found]
    for flag, want in zip(found, case["flags"], strict=True):
        assert flag.check == module.__name__.rpartition(".")[2]
        assert flag.study == want.get("study", flag.study)
        assert want.get("expected", "") in (flag.expected or "")
        assert want.get("found", "") in (flag.found or "")
        for words in want.get("says", []):
            assert words in flag.message
        if "about" in want:
            assert [place.text for place in flag.about] == want["about"]
        assert flag.about


@pytest.mark.parametrize(("module", "case"), cases("must_pass"))
def test_must_pass(module: Any, case: dict[str, Any]) -> None:
    assert [flag.message for flag in flags_of(module, case)] == []


def test_flags_come_gravest_first_and_always_alike() -> None:
    guide = {
        "subject": {"stated_name": "Hetramine", "substance": ["ketamine", "ketamine", "ketamine"]},
        "studies": [
            {"n": {"randomized": [7, 17], "completed": [5, 6]}},
            {"arms": [{"name": "ketamine", "doses": [{"amount": ["0.5 mg/kg", "0.6 mg/kg"]}]}]},
        ],
        "references": {"entries": [{"entry": "mdpi.com [mdpi.com]"}, {"entry": "A. Guide [wellness-shop.com]"}]},
    }
    flags = run_checks(record_of(guide))
    assert [(flag.severity, flag.check) for flag in flags] == [
        ("high", "subject_identity"),
        ("high", "sample_size_agrees"),
        ("high", "sample_size_agrees"),
        ("medium", "dose_agrees"),
        ("medium", "references"),
        ("low", "references"),
    ]
    assert flags == run_checks(record_of(guide))


def test_an_empty_record_raises_nothing() -> None:
    assert run_checks(record_of({"studies": [{}]})) == []


# --- percentages


def test_only_17_allows_71_29_and_35_percent() -> None:
    assert allowed_totals(["71", "29", "35"], range(5, 31)) == [17]
    assert [counts_of(percent, 17) for percent in ("71", "29", "35")] == [[12], [5], [6]]
    assert [counts_of(percent, 18) for percent in ("71", "29", "35")] == [[], [], []]


@pytest.mark.parametrize(
    ("percent", "n", "counts"),
    [
        ("12.5", 8, [1]),
        ("12", 8, [1]),  # 12.5 rounds to 12 where halves go to the even digit
        ("13", 8, [1]),
        ("14", 8, []),
        ("0", 300, [0, 1]),
        ("100", 300, [299, 300]),
        ("100", 7, [7]),
        ("33.3", 3, [1]),
        ("33.30", 3, []),
        ("50", 1000, list(range(495, 506))),
        ("171", 18, []),
    ],
)
def test_counts_of(percent: str, n: int, counts: list[int]) -> None:
    assert counts_of(percent, n) == counts


def test_counts_against_exhaustive_truth() -> None:
    lines = [line for line in shared_lines("cases/percent.jsonl") if line["check"] == "percent_granularity"]
    assert len(lines) > 100
    for line in lines:
        percent, n = line["input"]["percent"], line["input"]["n"]
        assert counts_of(percent, n) == line["expected"]["counts"], line
        assert bool(counts_of(percent, n)) == line["expected"]["consistent"], line


def test_sets_against_exhaustive_truth() -> None:
    lines = [line for line in shared_lines("cases/percent.jsonl") if line["check"] == "percent_set"]
    assert len(lines) > 100
    for line in lines:
        percents, (low, high) = line["input"]["percents"], line["input"]["n_range"]
        assert allowed_totals(percents, range(low, high + 1)) == line["expected"]["consistent_n"], line
        stated = line["input"]["stated_n"]
        assert bool(allowed_totals(percents, [stated])) == line["expected"]["stated_n_consistent"], line


@given(n=st.integers(1, 500), share=st.floats(0, 1), decimals=st.integers(0, 3))
def test_a_percentage_printed_from_a_count_allows_it(n: int, share: float, decimals: int) -> None:
    k = round(share * n)
    assert k in counts_of(f"{100 * k / n:.{decimals}f}", n)


@given(n=st.integers(1, 200), shares=st.lists(st.floats(0, 1), min_size=2, max_size=5))
def test_a_study_that_printed_its_counts_is_never_accused(n: int, shares: list[float]) -> None:
    printed = [f"{100 * round(share * n) / n:.0f}%" for share in shares]
    results = [
        {"statistic": "percent", "value": {"text": text, "quote": f"{text} of patients responded"}} for text in printed
    ]
    record = record_of({"studies": [{"n": {"total": n}, "results": results}]})
    assert list(percent_set.check(record)) == []


@given(percent=st.integers(0, 100), n=st.integers(1, 99))
def test_counts_are_the_brute_force_ones(percent: int, n: int) -> None:
    brute = [k for k in range(n + 1) if abs(200 * k - 2 * percent * n) <= n]
    assert counts_of(str(percent), n) == brute


# --- names of compounds


def test_vendor_pages_that_sell_what_they_describe_are_never_accused() -> None:
    lines = shared_lines("documents/vendor-pages/index.jsonl")
    accused = [line for line in lines if line["stated_name"] and _is_accused(line)]
    assert {line["match"] for line in accused} == {"different"}
    assert {"Mytoxin B", "Cendifensine"} <= {line["stated_name"] for line in accused}


def _is_accused(line: dict[str, Any]) -> bool:
    substance = line["guide_substance"]
    subject = {"stated_name": line["stated_name"], "substance": [substance, substance, substance]}
    return bool(list(subject_identity.check(record_of({"subject": subject}))))


@given(name=st.text(min_size=1, max_size=30))
def test_a_name_is_its_own(name: str) -> None:
    assert share_a_name(name, name)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("Ketamine hydrochloride", "ketamine", True),
        ("L-Glutamic Acid Monopotassium Salt", "monopotassium L-glutamate", True),
        ("(±)-Ketamine", "Esketamine", True),
        ("Sodium chloride", "sodium chloride", True),
        ("Sulphasalazine", "sulfasalazine", True),
        ("Ciclosporin A", "cyclosporine", True),
        ("Hetramine", "ketamine", False),
        ("Fluoxetine", "duloxetine", False),
        ("Mytoxin B", "fumonisin B1", False),
    ],
)
def test_share_a_name(one: str, other: str, share: bool) -> None:
    assert share_a_name(one, other) is share
    assert share_a_name(other, one) is share


# --- other arithmetic


def test_arms_that_miss_their_total_by_less_than_an_arm() -> None:
    assert arm_totals.is_off([31, 28], 60)
    assert not arm_totals.is_off([31, 29], 60)
    assert not arm_totals.is_off([20, 20], 60)
    assert not arm_totals.is_off([20, 20, 40, 20], 60)


@given(numbers=st.lists(st.integers(1, 300), min_size=2, max_size=5))
def test_arms_that_add_up_are_never_off(numbers: list[int]) -> None:
    assert not arm_totals.is_off(numbers, sum(numbers))


def test_times_in_other_units() -> None:

    assert timepoint_agrees.same_time(Fraction(84), Fraction("91.3"), same_unit=False)
    assert timepoint_agrees.same_time(Fraction(1), Fraction(2), same_unit=False)
    assert not timepoint_agrees.same_time(Fraction(1), Fraction(2), same_unit=True)
    assert not timepoint_agrees.same_time(Fraction(3), Fraction(1), same_unit=False)


def test_head_words_of_conditions() -> None:
    stems = [population_claim.condition_stem(c) for c in ("depression", "Major Depressive Disorder", "epilepsy", "")]
    assert stems == ["depress", "depress", "epilep", ""]


def test_age_ranges() -> None:
    assert population_claim.age_range("adults aged 18 to 65 years") == (18, 65)
    assert population_claim.age_range("12–17-year-old patients") == (12, 17)
    assert population_claim.age_range("mean age 41.2 (SD 9.6)") is None


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("innerbloomketamine.com", True),
        ("www.psilocybinwellness.co", True),
        ("benchchem.com", True),
        ("medchemexpress.com", True),
        ("pubmed.ncbi.nlm.nih.gov", False),
        ("clinicaltrials.gov", False),
        ("frontiersin.org", False),
        ("mdpi.com", False),
        ("academic.oup.com", False),
        ("researchgate.net", False),
        ("mayoclinicproceedings.org", False),
        ("ketamineresearchjournal.com", False),
        ("health.harvard.edu", False),
        ("imperial.ac.uk", False),
        ("news-medical.net", False),
    ],
)
def test_sites_of_vendors_and_clinics(host: str, is_one: bool) -> None:
    assert references.is_vendor_or_clinic(host, ["ketamine"]) is is_one


def test_shared_citation_cases() -> None:
    for line in shared_lines("cases/citations.jsonl"):
        entries = [{"number": i, "entry": text} for i, text in enumerate(line["input"]["references"], 1)]
        flags = list(references.check(record_of({"references": {"entries": entries}})))
        found = {flag.message.split(":")[0].split(" ")[0] for flag in flags}
        want = line["expected"]
        assert ("Listed" in found) == bool(want.get("duplicates")), line
        assert ("A" in found) == bool(want.get("non_scholarly")), line

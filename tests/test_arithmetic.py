"""The arithmetic of the checks against exhaustive truth, worked examples and, where they are at hand, the shared cases."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import arithmetic
from extractor.arithmetic import (
    Verdict,
    change_scores,
    debit,
    grim,
    grimmer,
    interval,
    p_from_counts,
    p_value,
    percent,
    percent_of_count,
    percent_set,
    sd_or_se,
    t_from_summary,
)
from extractor.arithmetic.grimmer import reachable
from extractor.arithmetic.p_from_counts import Table
from extractor.arithmetic.percent import allowed_totals
from extractor.arithmetic.printed import printed
from extractor.arithmetic.scale_range import scale_range, scales
from extractor.arithmetic.sd_bounds import sd_bounds

# The package has the function of this name.
p_from_counts_module = importlib.import_module("extractor.arithmetic.p_from_counts")
CASES = Path(__file__).resolve().parent.parent.parent / "shared" / "cases"


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [("5.20", "5.2", 2), (".05", "0.05", 2), ("−1,171·5", "-1171.5", 1), ("1.2e-5", "0.000012", 6), ("45%", "45", 0)],
)
def test_numbers_are_read_as_printed(text: str, value: str, decimals: int) -> None:
    found = printed(text)
    assert (found.value, found.decimals) == (Fraction(value), decimals)
    assert found.high - found.low == Fraction(1) / Fraction(10) ** decimals


@pytest.mark.parametrize("text", ["", "n.a.", "1.2.3", "1,17", "12-14", "e5"])
def test_what_is_no_number_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"the mean .* is not a number"):
        printed(text, "the mean")


@pytest.mark.parametrize("n", range(1, 9))
def test_sums_of_squares_are_reachable_as_trying_all_says(n: int) -> None:
    """Every pair of sum and sum of squares of n whole numbers, as far as values from -7 to 7 reach."""
    most = 7 if n <= 5 else 4
    pairs = {(0, 0)}
    for _ in range(n):
        pairs = {(s + x, q + x * x) for s, q in pairs for x in range(-most, most + 1)}
    for total in range(-2 * n, 2 * n + 1):
        for square in range((most + 1) ** 2):
            assert reachable(total, square, n) is ((total, square) in pairs), (total, square)


def shown(value: float, decimals: int) -> set[str]:
    """How a number prints under any rule that rounds to the nearest."""
    exact = Fraction(value).limit_denominator(10**9)
    step = Fraction(1, 10**decimals)
    low = exact // step * step
    return {f"{float(one):.{decimals}f}" for one in (low, low + step) if abs(one - exact) <= step / 2}


@pytest.mark.parametrize("n", [3, 5, 6])
def test_mean_and_sd_are_possible_when_some_scores_have_them(n: int) -> None:
    possible = set()
    for scores in combinations_with_replacement(range(7), n):
        mean = Fraction(sum(scores), n)
        sd = (float(sum(x * x for x in scores) - n * mean * mean) / (n - 1)) ** 0.5
        possible |= {(m, s) for m in shown(float(mean), 1) for s in shown(sd, 1)}
    # Scores that reach beyond 0 to 6 cannot have a mean near 3 and an SD below 1.
    for mean in (f"{i / 10:.1f}" for i in range(25, 36)):
        for sd in (f"{i / 10:.1f}" for i in range(10)):
            expected = "consistent" if (mean, sd) in possible else "inconsistent"
            assert grimmer(mean, sd, str(n)).verdict == expected, (mean, sd)


@pytest.mark.parametrize("n", [7, 20, 41])
def test_a_share_and_its_sd_are_possible_when_some_count_has_them(n: int) -> None:
    possible = set()
    for k in range(n + 1):
        sd = (k * (n - k) / (n * (n - 1))) ** 0.5
        possible |= {(m, s) for m in shown(k / n, 2) for s in shown(sd, 2)}
    for mean in (f"{i / 100:.2f}" for i in range(0, 101, 3)):
        for sd in (f"{i / 100:.2f}" for i in range(56)):
            expected = "consistent" if (mean, sd) in possible else "inconsistent"
            assert debit(mean, sd, str(n)).verdict == expected, (mean, sd)


@pytest.mark.parametrize("n", [2, 4, 5])
def test_sd_bounds_are_those_of_trying_all(n: int) -> None:
    of_mean: dict[str, list[float]] = {}
    for scores in combinations_with_replacement(range(1, 6), n):
        mean = Fraction(sum(scores), n)
        sd = (float(sum(x * x for x in scores) - n * mean * mean) / (n - 1)) ** 0.5
        for m in shown(float(mean), 2):
            of_mean.setdefault(m, []).append(sd)
    for m, sds in of_mean.items():
        for sd in (f"{i / 10:.1f}" for i in range(36)):
            inside = float(sd) + 0.05 >= min(sds) - 1e-9 and float(sd) - 0.05 <= max(sds) + 1e-9
            assert sd_bounds(m, sd, str(n), "1", "5").verdict == ("consistent" if inside else "inconsistent"), (m, sd)


def test_a_mean_that_no_sum_gives_is_impossible() -> None:
    assert grim("3.45", "20").verdict == "consistent"
    assert grim("3.44", "20") == Verdict(
        "inconsistent",
        "no sum of whole numbers over 20 prints as 3.44; the nearest are 3.4000 and 3.4500",
        "3.4000 or 3.4500",
    )
    assert "no power" in grim("3.44", "100").reason
    assert grim("3.43", "7", "2").verdict == "consistent"
    assert grim("71%", "18").verdict == "inconsistent"


def test_the_percentages_of_a_group_tell_its_total() -> None:
    assert allowed_totals(["71", "29", "35"], range(5, 31)) == [17]
    assert percent_set(["71", "29", "35"], "18").verdict == "inconsistent"
    assert percent_set(["71", "29", "35"], "17").verdict == "consistent"
    assert percent_set(["71", "29", "35"]).recomputed.startswith("17, 31, 34")
    assert percent("71", "18").recomputed == "12 = 66.7, 13 = 72.2"


@pytest.mark.parametrize(
    ("count", "n", "share", "kind", "verdict"),
    [
        ("12", "17", "71", "ok", "consistent"),
        ("1", "8", "12", "ok", "consistent"),
        ("1", "8", "13", "ok", "consistent"),
        ("2", "3", "66", "truncated", "cannot_tell"),
        ("22", "65", "33.9", "double-rounded", "cannot_tell"),
        ("5", "40", "12.6", "last digit", "inconsistent"),
        ("12", "17", "75", "mismatch", "inconsistent"),
        ("3", "20", "115", "over 100", "inconsistent"),
    ],
)
def test_a_count_and_its_percentage(count: str, n: str, share: str, kind: str, verdict: str) -> None:
    found = percent_of_count(count, n, share)
    assert (found.reason.partition(":")[0], found.verdict) == (kind, verdict)


@pytest.mark.parametrize(
    ("arguments", "verdict", "word"),
    [
        (("t", "2.20", "28", "", "=", ".036"), "consistent", "two-tailed"),
        (("t", "2.20", "28", "", "=", ".06"), "inconsistent", "other side"),
        (("t", "-2.20", "28", "", "=", ".036"), "consistent", ""),
        (("t", "2.20", "28", "", "=", ".018"), "inconsistent", "one-tailed"),
        (("t", "2.20", "28", "", "=", ".018", "1"), "consistent", "one-tailed"),
        (("t", "0.0", "28", "", "=", "1.00"), "consistent", ""),
        (("t", "2.02", "38", "", "<", ".05"), "consistent", ""),
        (("t", "1.10", "12", "", "", "ns"), "consistent", ""),
        (("t", "3.16", "38", "", "", "ns"), "inconsistent", "other side"),
        (("F", "4.53", "2", "45", "=", "0.016"), "consistent", "upper-tail"),
        (("F", "23.95", "l", "76", "<", ".001"), "consistent", ""),
        (("chi2", "2.20", "28", "", "=", ".03"), "inconsistent", ""),
        (("z", "-2.42", "", "", "=", "0.016"), "consistent", ""),
        (("r", "1.05", "28", "", "<", ".001"), "inconsistent", "between -1 and 1"),
        (("r", "1.00", "24", "", "<", ".001"), "consistent", ""),
        (("t", "2.10", "0", "", "=", ".04"), "inconsistent", "degree of freedom"),
        (("t", "9.1", "40", "", "=", ".000"), "consistent", ""),
        (("t", "9.1", "40", "", "<", ".000"), "inconsistent", ""),
        (("Q", "3.78", "1", "", "<", ".05"), "inconsistent", ""),
        (("t", "2.10", "37.4", "", "=", ".042"), "consistent", ""),
        (("F", "5.01", "1", "28", "<=", ".033"), "consistent", ""),
        (("F", "5.01", "1", "28", "<", ".033"), "inconsistent", ""),
        (("F", "<1", "1", "28", "", "ns"), "consistent", ""),
        (("t", "> 2.5", "28", "", "=", ".30"), "inconsistent", "other side"),
        (("t", "1.80", "28", "", "=", ".04", "2", "0.1"), "inconsistent", "not = .04"),
        (("t", "1.80", "28", "", "", "ns", "2", "0.1"), "inconsistent", "other side of 0.1"),
    ],
)
def test_p_values(arguments: tuple[str, ...], verdict: str, word: str) -> None:
    found = p_value(*arguments)
    assert found.verdict == verdict, found
    assert word in found.reason


def test_a_p_beyond_one_and_an_unknown_test_are_no_input() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        p_value("t", "2.1", "20", p="1.2")
    with pytest.raises(ValueError, match="none of t, F"):
        p_value("U", "210", p="0.2")


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        (("0.64", "1.35", "1.86", "95", "ratio"), "inconsistent"),
        (("1.87", "0.75", "0.64", "95", "ratio"), "inconsistent"),
        (("1.27", "0.92", "1.75", "95", "ratio", "0.012"), "inconsistent"),
        (("1.02", "1.00", "1.03", "95", "ratio", "0.04"), "consistent"),
        (("1.02", "1.00", "1.03", "95", "ratio", "0.4"), "cannot_tell"),
        (("-2.1", "-4.0", "-0.2", "95", "difference", "0.03"), "consistent"),
        (("-2.1", "-4.0", "-0.2", "95", "difference", "<0.001"), "consistent"),
        (("-2.1", "-4.0", "-0.2", "95", "difference", "0.2"), "inconsistent"),
        (("-2.1", "-4.4", "0.2", "90", "difference", "0.13"), "consistent"),
        (("4.0", "-1.6", "2.7"), "inconsistent"),
        (("2.70", "-1.6", "2.7"), "consistent"),
    ],
)
def test_intervals(arguments: tuple[str, ...], verdict: str) -> None:
    assert interval(*arguments).verdict == verdict, interval(*arguments)


def test_scores_outside_their_scale() -> None:
    assert scale_range("HAM-D-17", "53").verdict == "inconsistent"
    assert scale_range("hdrs 17", "52").verdict == "consistent"
    assert scale_range("MADRS total score", "60.4").verdict == "inconsistent"
    assert scale_range("Smith Scale", "60").verdict == "cannot_tell"


def test_the_scales_are_sixty_or_more_and_each_is_whole() -> None:
    listed = set(scales().values())
    assert len(listed) >= 60
    for scale in listed:
        assert printed(scale.least).value < printed(scale.most).value, scale
        assert scale.source, scale
        assert scale.worse in {"", "high", "low"}


# --- p values of counts and of means


def test_the_tests_of_counts_are_those_of_their_books() -> None:
    """3 of 15 against 9 of 15: R's chisq.test and fisher.test."""
    given = Table(3, 12, 9, 6)
    assert p_from_counts_module.pearson(given) == pytest.approx(0.0253473187)
    assert p_from_counts_module.yates(given) == pytest.approx(0.0624074186)
    assert p_from_counts_module.exact(given).fisher == pytest.approx(0.0604329414)
    assert p_from_counts_module.exact(Table(30, 20, 15, 35)).fisher == pytest.approx(0.0046350202)


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_fishers_test_adds_up_all_tables_that_are_no_likelier(n1: int, n2: int, data: st.DataObject) -> None:
    a, c = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    ways = {k: comb(n1, k) * comb(n2, a + c - k) for k in range(max(0, a + c - n2), min(n1, a + c) + 1)}
    told = p_from_counts_module.exact(Table(a, n1 - a, c, n2 - c))
    everything = sum(ways.values())
    assert told.fisher == pytest.approx(sum(w for w in ways.values() if w <= ways[a]) / everything)
    tails = sum(w for k, w in ways.items() if k <= a), sum(w for k, w in ways.items() if k >= a)
    assert told.one_sided == pytest.approx(
        min(sum(w for k, w in ways.items() if k <= a), sum(w for k, w in ways.items() if k >= a)) / everything
    )
    assert told.central == pytest.approx(min(1, 2 * min(tails) / everything))


@pytest.mark.parametrize(
    ("arguments", "verdict", "word"),
    [
        (("12", "30", "5", "31", ".038"), "consistent", "Pearson"),
        (("12", "30", "5", "31", ".073"), "consistent", "Yates"),
        (("12", "30", "5", "31", ".0486"), "consistent", "Fisher"),
        (("12", "30", "5", "31", "<.05"), "consistent", ""),
        (("12", "30", "5", "31", ".060"), "cannot_tell", "between"),
        (("12", "30", "5", "31", ".003"), "inconsistent", "no usual test"),
        (("12", "30", "5", "31", ".31"), "inconsistent", "no usual test"),
        (("20", "40", "5", "40", ".31"), "inconsistent", "other side of 0.05"),
        (("0", "30", "0", "31", "1.0"), "cannot_tell", "nothing to test"),
    ],
)
def test_p_from_counts(arguments: tuple[str, ...], verdict: str, word: str) -> None:
    found = p_from_counts(*arguments)
    assert found.verdict == verdict, found
    assert word in found.reason


def test_more_events_than_people_are_no_input() -> None:
    with pytest.raises(ValueError, match="more than all"):
        p_from_counts("31", "30", "5", "31", ".03")


@pytest.mark.parametrize(
    ("arguments", "verdict", "word"),
    [
        (("20", "4", "30", "21", "2", "30", ".02"), "consistent", ""),  # INSPECT-SR's example: within the rounding
        (("20", "4", "30", "21", "2", "30", ".001"), "inconsistent", "no t test"),
        (("20.00", "4.00", "30", "21.00", "2.00", "30", ".23"), "consistent", "Student"),
        (("20.00", "4.00", "30", "21.00", "2.00", "30", ".02"), "inconsistent", "other side of 0.05"),
        (("20.00", "4.00", "30", "21.00", "2.00", "30", ".114"), "consistent", "one-tailed"),
        (("20.00", "4.00", "30", "21.00", "2.00", "30", ".114", "=", "2"), "inconsistent", ""),
        (("20.00", "1.00", "30", "21.00", "1.00", "30", ".48"), "cannot_tell", "standard errors"),
        (("20.0", "0.0", "30", "21.0", "0.0", "30", ".48"), "cannot_tell", "nothing to test"),
        (("20.0", "-1.0", "30", "21.0", "0.5", "30", ".48"), "inconsistent", "negative"),
        (("20.0", "1.0", "1", "21.0", "0.5", "30", ".48"), "cannot_tell", "one value"),
    ],
)
def test_t_from_summary(arguments: tuple[str, ...], verdict: str, word: str) -> None:
    found = t_from_summary(*arguments)
    assert found.verdict == verdict, found
    assert word in found.reason


@pytest.mark.parametrize(
    ("arguments", "verdict", "kind"),
    [
        ({"least": "0", "most": "60"}, "inconsistent", "SE"),
        ({"label": "SE", "least": "0", "most": "60"}, "consistent", "SE"),
        ({"label": "SEM", "spread1": "12", "least": "0", "most": "60"}, "inconsistent", "SD"),
        ({"mean2": "24.9", "spread2": "0.1", "n2": "40", "p": "<.001"}, "cannot_tell", ""),
        ({"mean2": "24.4", "spread2": "0.1", "n2": "40", "p": ".036"}, "inconsistent", "SE"),
        ({"mean2": "24.9", "spread2": "0.7", "n2": "40"}, "cannot_tell", ""),
        ({}, "cannot_tell", ""),
    ],
)
def test_sd_or_se(arguments: dict[str, str], verdict: str, kind: str) -> None:
    found = sd_or_se(**{"mean1": "24.1", "spread1": "0.1", "n1": "40", **arguments})
    assert (found.verdict, found.recomputed) == (verdict, kind), found


def test_a_spread_that_is_the_others_over_the_root_of_n_is_told() -> None:
    assert "square root of 40" in sd_or_se("24.1", "1.1", "40", "22.3", "7.2", "41").reason


@pytest.mark.parametrize(
    ("arguments", "verdict", "word"),
    [
        (("18.72", "9.34", "-9.38"), "consistent", ""),
        (("18.72", "9.34", "9.38"), "consistent", "improvement"),
        (("18.7", "9.3", "-9.5"), "consistent", ""),
        (("72", "66", "20"), "inconsistent", "-6, not 20"),
        (("", "", "", "8.0", "5.0", "2.0"), "inconsistent", "1.06"),
        (("", "", "", "8.0", "5.0", "13.2"), "inconsistent", "correlation -1"),
        (("", "", "", "2.6", "2.8", "0.1"), "consistent", "1.002"),
        (("", "", "", "0", "0", "0"), "cannot_tell", "open"),
        (("18.7", "9.3", "-9.4", "8.0", "5.0", "2.0"), "inconsistent", "implied"),
    ],
)
def test_change_scores(arguments: tuple[str, ...], verdict: str, word: str) -> None:
    found = change_scores(*arguments)
    assert found.verdict == verdict, found
    assert word in found.reason


@cache
def cases(name: str) -> list[dict[str, Any]]:
    if not CASES.exists():
        return []
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]


def known_answers() -> Iterator[tuple[str, Verdict, bool, object]]:
    """Name, our verdict and the known answer of each shared case; GRIM's under rules of rounding to the nearest only."""

    def run(function: Any, *arguments: object) -> Verdict:
        return function(*(str(argument) for argument in arguments))  # type: ignore[no-any-return]

    for case in cases("grim"):
        given, known = case["input"], case["expected"]["consistent"]
        if case["check"] == "grim" and not str(given.get("rounding", "")).startswith("ROUND_"):
            yield "grim", run(grim, given["mean"], given["n"], given.get("items", 1)), known, given
    for case in cases("grimmer"):
        given = case["input"]
        if case["check"] == "grimmer" and case["expected"]["consistent"] is not None:
            verdict = run(grimmer, given["mean"], given["sd"], given["n"], given.get("items", 1))
            yield "grimmer", verdict, case["expected"]["consistent"], given
    for case in cases("debit"):
        given = case["input"]
        yield "debit", run(debit, given["mean"], given["sd"], given["n"]), case["expected"]["consistent"], given
    for case in cases("percent"):
        given, known = case["input"], case["expected"]
        if case["check"] == "percent_granularity":
            yield "percent", run(percent, given["percent"], given["n"]), known["consistent"], given
        elif case["check"] == "count_percent":
            verdict = run(percent_of_count, given["count"], given["n"], given["percent"])
            yield "percent_of_count", verdict, known["consistent"], given
        elif case["check"] == "percent_set":
            verdict = percent_set(given["percents"], str(given["stated_n"]))
            yield "percent_set", verdict, known["stated_n_consistent"], given
    for case in cases("sd_bounds"):
        given = case["input"]
        if "possible" in case["expected"]:
            verdict = run(sd_bounds, *(given[key] for key in ("mean", "sd", "n", "min", "max")))
            yield "sd_bounds", verdict, case["expected"]["possible"], given
    for case in cases("ci_p"):
        given = case["input"]
        if case["check"] == "ci_p":
            verdict = run(interval, *(given[key] for key in ("estimate", "lower", "upper", "level", "measure", "p")))
            yield "interval", verdict, False not in case["expected"].values(), given
    for case in cases("scale_range"):
        given = case["input"]
        if case["check"] == "scale_range":
            yield "scale_range", run(scale_range, given["scale"], given["score"]), case["expected"]["possible"], given


@pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not beside the project")
def test_every_shared_case_has_its_known_answer() -> None:
    wrong = [
        (name, verdict, given)
        for name, verdict, known, given in known_answers()
        if verdict.verdict != ("consistent" if known else "inconsistent")
    ]
    assert not wrong
    assert len(list(known_answers())) > 1000


def test_what_is_exported_is_documented() -> None:
    for name in arithmetic.__all__:
        assert getattr(arithmetic, name).__doc__

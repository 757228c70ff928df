"""Numbers of real data are never called impossible, and planted errors are found as often as theory allows."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.arithmetic import change_scores, grim, p_value, percent, sd_or_se, t_from_summary
from extractor.arithmetic.p_value import claim
from extractor.arithmetic.t_from_summary import group, readings


def _benchmark(name: str) -> ModuleType:
    path = Path(__file__).resolve().parent.parent / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


honesty = _benchmark("honesty")
EXAMPLES, EACH = 24, 10  # with 14 checks and 3 rules of rounding ten thousand draws


@pytest.mark.parametrize("check", honesty.CHECKS)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_honest_numbers_are_never_accused(check: str, seed: int) -> None:
    for rule in honesty.RULES:
        for draw in honesty.draws(check, seed, rule, EACH):
            assert draw.verdict.verdict != "inconsistent", (rule, draw)


def test_most_honest_numbers_are_called_consistent() -> None:
    """A check that always says "cannot tell" is honest too, and of no use."""
    for check in honesty.CHECKS:
        told = [draw.verdict.verdict for rule in honesty.RULES for draw in honesty.draws(check, 7, rule, 40)]
        assert told.count("consistent") >= (0.4 if check == "sd_or_se" else 0.8) * len(told), check


def rate(verdicts: list[str]) -> float:
    return verdicts.count("inconsistent") / len(verdicts)


@pytest.mark.parametrize("n", [9, 17, 43, 70, 99])
def test_grim_finds_all_but_n_in_a_hundred_means(n: int) -> None:
    """Of the hundred endings that two decimals have, n sums print n."""
    assert rate([grim(f"3.{ending:02d}", str(n)).verdict for ending in range(100)]) == pytest.approx(1 - n / 100)


@pytest.mark.parametrize(("n", "impossible"), [(18, 0.81), (50, 0.50), (90, 0.10)])
def test_whole_percentages_are_as_often_impossible_as_counting_says(n: int, impossible: float) -> None:
    assert rate([percent(str(share), str(n)).verdict for share in range(101)]) == pytest.approx(impossible, abs=0.006)


@pytest.mark.parametrize(("statistic", "df"), [("2.20", 28), ("0.4", 12), ("3.1", 60)])
def test_a_random_p_passes_as_often_as_the_rounding_of_its_test_is_wide(statistic: str, df: int) -> None:
    from scipy import stats

    half = 0.5 * 10.0 ** -len(statistic.partition(".")[2])
    ends = [float(2 * stats.t.sf(float(statistic) + side * half, df)) for side in (1, -1)]
    found = rate([p_value("t", statistic, str(df), p=f"{p / 1000:.3f}").verdict for p in range(1001)])
    assert found == pytest.approx(1 - (ends[1] - ends[0]) - 0.001, abs=0.0021)


@pytest.mark.parametrize("wrong", [2, 3, 9, -2, -5])
def test_a_change_that_is_off_by_more_than_its_rounding_is_always_found(wrong: int) -> None:
    for start in range(100, 140, 7):
        for end in range(60, 100, 7):
            told = f"{(end - start + wrong) / 10:.1f}"
            if abs(2 * (end - start) + wrong) > 1:  # else it reads as an improvement
                assert change_scores(f"{start / 10:.1f}", f"{end / 10:.1f}", told).verdict == "inconsistent"


def test_a_p_ten_times_too_large_is_found_unless_another_reading_gives_it() -> None:
    found = []
    for draw in honesty.draws("t_from_summary", 5, "half up", 1500):
        *numbers, p, sign = draw.arguments
        if sign != "=" or p == "ns" or not 0.005 <= float(p) <= 0.09:
            continue
        wrong = f"{float(p) * 10:.{len(p) - 3}f}"
        found.append(t_from_summary(*numbers, wrong).verdict)
        said = claim(wrong)
        groups = group(*numbers[:3]), group(*numbers[3:])
        fits = any(said.allows(*span) for errors in (False, True) for span in readings(groups, "", errors).values())
        assert (found[-1] == "inconsistent") <= (not fits)
    assert len(found) > 30
    assert rate(found) > 0.5


def test_standard_errors_called_sds_are_found_where_p_tells() -> None:
    """The p values are of real differences (below .05), so that the readings lie apart."""
    verdicts = []
    drawer = honesty.Drawer(11, "half even")
    while len(verdicts) < 80:
        first, second, p = drawer.two_groups()
        if min(len(first), len(second)) < 12 or not 0.001 < p < 0.05:
            continue
        numbers = drawer.summary(first, second, errors=True)
        if any(float(spread) < 10 * 10.0 ** -len(spread.partition(".")[2]) for spread in numbers[1::3]):
            continue  # too few digits to tell anything
        verdicts.append(sd_or_se(*numbers, "SD", f"{p:.4f}").verdict)
    assert rate(verdicts) > 0.9

"""The shared known answers of other programs, kind by kind, and those of them that the arithmetic shows to be wrong.

Skipped where the shared cases are not beside the project.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.arithmetic import Verdict, change_scores, grim, p_from_counts, p_value, sd_bounds
from extractor.arithmetic.p_from_counts import table_of
from extractor.arithmetic.p_value import claim, p_range
from extractor.arithmetic.printed import printed
from extractor.finders.comparisons import P_VALUE
from extractor.finders.statistical_tests import Statistic, statistics_in
from extractor.pipeline import extract

CASES = Path(__file__).resolve().parent.parent.parent / "shared" / "cases"
Case = dict[str, Any]
Answer = tuple[str, object, object, Case]  # kind, ours, known, case
pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not beside the project")

# Known answers that the arithmetic does not share, with why; each is told by a part of its text.
OTHERWISE = {
    "t(28) = 0.0, p = 1.00": "R's statcheck takes the ends of an interval around 0 for the ends of p",
    't(28) = 1.9601364678398, p = .05"': "p = .05 may be .054, which decides nothing; p = .060 is an error all the same",
    "t(28) < 2.04740714179525, p = .0500": "the same",
    't(28) < 1.9601364678398, p = .05"': "the same",
    "p = 0.0324934361512091": "the very end of what prints as 2.2, which some rule of rounding allows",
    "p < 0.0324934361512091": "the same",
    "p > 0.0403381832647296": "the end of a bound that prints as 2.2",
}
# Sentences of damaged text layers that are not read, with why; silence is no wrong answer.
NOT_READ = {
    "<bc>": "a sign as the code that another program shows for it",
    "B2(1, N = 226)": "a B for the bracket before the sign, and no sign",
    "BF(": "a B for the bracket before the letter",
    "F = 10.98, p = .002": "no degrees of freedom",
    "Fs(1, 702)b1.55": "a b for < without any space",
}


def cases(name: str) -> list[Case]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]


def texts_of(case: Case) -> list[str]:
    given = case["input"]
    return list(given.get("texts") or [given["text"]])


def statistics_of(case: Case) -> list[Statistic]:
    return [found for text in texts_of(case) for found in statistics_in(text) if found.p]


def verdict_of(found: Statistic, text: str, options: dict[str, Any]) -> Verdict:
    df1, df2 = (*found.df, "", "")[:2]
    one = options.get("OneTailedTests") or (options.get("OneTailedTxt") and "one-tailed" in text)
    alpha = str(options.get("alpha", "0.05"))
    statistic = f"{found.sign}{found.value}"
    return p_value(found.test, statistic, df1, df2, found.p_sign, found.p, "1" if one else "2", alpha)


def of_statcheck() -> Iterator[Answer]:
    """Its unit cases: is there an error, is it one that decides, which p, how many results."""
    for case in cases("statcheck_unit"):
        options, known = case["input"]["options"], case["expected"]
        if options.get("AllPValues") or "apa_factor" in known or options.get("pEqualAlphaSig") is False:
            continue  # p values without tests are for another finder; here p = .05 is significant at .05
        found = statistics_of(case)
        if "n_results" in known:
            # What z has in brackets is a number of people, which is no reason to leave it out.
            ours = len([one for one in found if one.test != "z" or not one.df])
            yield "statcheck results", ours, known["n_results"], case
        if not found:
            continue
        verdict = verdict_of(found[0], texts_of(case)[0], options)
        if "error" in known:
            yield "statcheck error", verdict.verdict == "inconsistent", known["error"], case
        if "decision_error" in known:
            decides = verdict.verdict == "inconsistent" and "other side" in verdict.reason
            yield "statcheck decision error", decides, known["decision_error"], case
        if "computed_p" in known:
            df = tuple(printed(text) for text in found[0].df)
            low, high = p_range(found[0].test, printed(found[0].value), df)
            yield "statcheck p", low <= known["computed_p"] <= high, True, case


def of_statcheck_gold() -> Iterator[Answer]:
    """Sentences of papers, some with signs that their fonts lost: test, statistic and p."""
    for case in cases("statcheck_gold"):
        found, known = statistics_of(case), case["expected"]
        ours = [(float(one.value.replace("−", "-").replace(",", "")), one.p) for one in found]
        right = (
            len(ours) == 1
            and abs(ours[0][0]) == abs(float(known["test_value"].replace(",", "")))
            and (ours[0][1] == "ns" if known["p"] is None else float(ours[0][1]) == float(known["p"]))
        )
        yield "sentences", right, True, case


def of_reported_tests() -> Iterator[Answer]:
    verdicts = {"PASS": True, "FLAG": False, "FAIL": False}
    for case in cases("reported_stats"):
        given, known = case["input"], case["expected"]
        if case["check"] == "recompute_p":
            df = [printed(f"{given[name]:g}") for name in ("df1", "df2") if given.get(name) is not None]
            ends = p_range(given["stat"], printed(repr(given["value"])), tuple(df))
            yield "recomputed p", ends[0] * 0.98 <= known["p"] <= ends[1] * 1.02, True, case
        elif case["check"] == "reported_tests" and known["findings"]:
            ours = verdict_of(statistics_of(case)[0], given["text"], {}).verdict == "consistent"
            yield "reported tests", ours, verdicts[known["findings"][0]["verdict"]], case
        elif case["check"] == "extract_reported_tests" and "p = 2" not in given["text"]:
            yield "tests in a text", len(statistics_of(case)), known["n"], case
        elif case["check"] == "statcheck":
            ours = verdict_of(statistics_of(case)[0], given["text"], {}).verdict == "inconsistent"
            yield "statcheck error", ours, known["error"], case


def of_p_forms() -> Iterator[Answer]:
    for case in cases("p_forms"):
        text = case["input"]["text"]
        match = P_VALUE.search(text)
        ours = match is not None or _is_claim(text)
        yield "p forms", ours, case["expected"]["match"], case


def _is_claim(text: str) -> bool:
    try:
        claim(text)
    except ValueError:
        return False
    return True


def of_summaries() -> Iterator[Answer]:
    for case in cases("summary_recalc"):
        given, known = case["input"], case["expected"]
        match case["check"]:
            case "grim_row":
                row = given["baseline"], given["end"], given["change"]
                yield "changes", change_scores(*row).verdict == "consistent", known["arithmetic_ok"], case
                failing = sum("fails GRIM" in flag for flag in known["flags"])
                # The change with its sign, and each mean on its own.
                ours = sum(grim(text, str(given["n"])).verdict == "inconsistent" for text in row)
                yield "grim of a row", ours >= failing, True, case
            case "correlation_bound":
                texts = [f"{given[name]:g}" for name in ("sd_pre", "sd_post", "sd_change")]
                verdict = change_scores("", "", "", *texts).verdict
                yield "correlations", {"consistent": True, "inconsistent": False}.get(verdict), known["possible"], case
            case "prepost_r":
                verdict = change_scores("", "", "", given["sd_pre"], given["sd_post"], given["sd_change"])
                yield "correlations", verdict.verdict == "consistent", known["verdict"] == "possible", case
                if "implied_r" in known:
                    yield "correlations", abs(float(verdict.recomputed) - known["implied_r"]) < known["tol"], True, case
            case "check_change_arithmetic":
                row = tuple(f"{given[name]:.1f}" for name in ("baseline", "end", "reported_change"))
                yield "changes", change_scores(*row).verdict == "consistent", known["consistent"], case
            case "chi2_from_counts":
                (a, b), (c, d) = given["table"]
                table = table_of(str(a), str(a + b), str(c), str(c + d))
                for name, value in known.items():
                    verdict = p_from_counts(str(a), str(a + b), str(c), str(c + d), f"{value:.7f}")
                    yield f"{name} of counts", (verdict.verdict, table.total), ("consistent", a + b + c + d), case
            case "p_from_counts":
                texts = [str(x) for pair in zip(given["counts"], given["n"], strict=True) for x in pair]
                verdict = p_from_counts(*texts, given["p"])
                yield "counts", verdict.verdict == "consistent", known["reproducible"], case
            case "quick_sd_check":
                # No mean is given: possible if it is around any mean.
                low, high, n = (str(given[name]) for name in ("lo", "hi", "n"))
                sums = range(given["n"] * given["lo"], given["n"] * given["hi"] + 1)
                means = [f"{total / given['n']:.2f}" for total in sums]
                ours = any(sd_bounds(mean, str(given["sd"]), n, low, high).verdict == "consistent" for mean in means)
                yield "sd bounds", ours, "IMPOSSIBLE" not in known["detail"], case


def of_rounding() -> Iterator[Answer]:
    for case in cases("rounding"):
        given = printed(case["input"]["x"])
        ours = float(given.low), float(given.high)
        yield "rounding", ours, (case["expected"]["lower"], case["expected"]["upper"]), case


ALL = (of_statcheck, of_statcheck_gold, of_reported_tests, of_p_forms, of_summaries, of_rounding)


@pytest.mark.parametrize("answers", ALL, ids=lambda answers: answers.__name__)
def test_known_answers(answers: Any) -> None:
    found = list(answers())
    assert found
    wrong = [(kind, ours, known, case["input"]) for kind, ours, known, case in found if ours != known]
    excused = (*OTHERWISE, *NOT_READ) if answers is not of_statcheck_gold else NOT_READ
    told = [one for one in wrong if not any(text in json.dumps(one[3], ensure_ascii=False) for text in excused)]
    assert not told, "\n".join(map(str, told))


def test_tables_of_counts_with_a_p_value(tmp_path: Path) -> None:
    found = [case for case in cases("text_consistency") if case["check"] == "check_reported_p_from_counts"]
    assert found
    for case in found:
        path = tmp_path / "table.md"
        path.write_text(case["input"]["text"], encoding="utf-8")
        flags = [flag for flag in extract(path).flags if flag.check == "p_from_counts"]
        assert len(flags) == len(case["expected"]["flags"])
        for flag, told in zip(flags, case["expected"]["flags"], strict=True):
            assert any(told.partition(":")[2] in place.quote for place in flag.about)

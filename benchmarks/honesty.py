"""Prints how often the arithmetic accuses honest numbers: never, it should say.

    python benchmarks/honesty.py [--draws 1000000] [--seed 1]

Honest numbers are drawn as raw data (whole scores, yes-or-no values, measurements in two or three groups), summarised
by other programs' functions (scipy) and printed under one of three rules of rounding.  None may be called inconsistent.
tests/test_honesty.py draws ten thousand on every run.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, isqrt, lcm
from random import Random

import numpy as np
from scipy import stats

from extractor import arithmetic
from extractor.arithmetic import Verdict
from extractor.arithmetic.scale_range import scales

RULES = ("half up", "half down", "half even")


@dataclass(frozen=True)
class Draw:
    """Printed numbers of real data, and the verdict on them."""

    check: str
    arguments: tuple[str, ...]
    verdict: Verdict


def shown(value: Fraction | float, decimals: int, rule: str) -> str:
    """How a number prints under a rule of rounding to the nearest."""
    scaled = abs(Fraction(value)) * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    tie = twice == scaled.denominator
    if twice > scaled.denominator or (tie and (rule == "half up" or (rule == "half even" and whole % 2))):
        whole += 1
    digits = str(whole).rjust(decimals + 1, "0")
    sign = "-" if value < 0 and whole else ""
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def root(value: Fraction) -> Fraction | float:
    """A square root, exact where it is a fraction."""
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    exact = top * top == value.numerator and bottom * bottom == value.denominator
    return Fraction(top, bottom) if exact else float(value) ** 0.5


def in_units(values: Sequence[Fraction | int]) -> tuple[list[int], int]:
    """Values as whole numbers of a unit, and how many units are one: sums of fractions take long."""
    unit = lcm(*{value.denominator for value in values})
    return [value.numerator * (unit // value.denominator) for value in values], unit


def mean_of(values: Sequence[Fraction | int]) -> Fraction:
    whole, unit = in_units(values)
    return Fraction(sum(whole), len(values) * unit)


def sd_of(values: Sequence[Fraction | int]) -> Fraction | float:
    whole, unit = in_units(values)
    n, total = len(values), sum(whole)
    return root(Fraction(n * sum(x * x for x in whole) - total * total, n * (n - 1) * unit * unit))


class Drawer:
    """Draws data and prints their summaries under one rule of rounding."""

    def __init__(self, seed: int, rule: str) -> None:
        self.random = Random(seed)
        self.rule = rule

    def show(self, value: Fraction | float, decimals: int | None = None) -> str:
        return shown(value, self.random.choice((0, 1, 1, 2, 2, 3)) if decimals is None else decimals, self.rule)

    def p(self, value: float) -> tuple[str, str]:
        """A p value with its sign, as papers print it."""
        decimals = self.random.choice((2, 3, 3, 4))
        if value < 10**-decimals:
            return f"{10**-decimals:.{decimals}f}", "<"
        if self.random.random() < 0.1:
            return ("0.05", "<") if value < 0.05 else ("ns", "=") if value > 0.05 else ("0.05", "=")
        return self.show(value, decimals), "="

    def scores(self, n: int, low: int = 0, high: int = 7) -> list[int]:
        """Whole scores, skewed to one end or the other."""
        lean = self.random.choice((0.5, 1.0, 2.0))
        return [low + min(int((high - low + 1) * self.random.random() ** lean), high - low) for _ in range(n)]

    def group(self, n: int, apart: float = 0.0) -> list[Fraction]:
        """Measurements to one decimal, or whole scores."""
        if self.random.random() < 0.5:
            return [Fraction(x) + round(2 * apart) for x in self.scores(n, 0, self.random.choice((4, 10, 60)))]
        return [Fraction(round(10 * (20 + 4 * (self.random.gauss(0, 1) + apart))), 10) for _ in range(n)]

    # --- one method a check

    def grim(self) -> tuple[str, ...]:
        n, items = self.random.randint(1, 120), self.random.choice((1, 1, 1, 2, 5, 10))
        return self.show(mean_of(self.scores(n * items))), str(n), str(items)

    def grimmer(self) -> tuple[str, ...]:
        n, items = self.random.randint(2, 60), self.random.choice((1, 1, 1, 2, 4))
        values = [mean_of(self.scores(items)) for _ in range(n)]
        return self.show(mean_of(values)), self.show(sd_of(values)), str(n), str(items)

    def debit(self) -> tuple[str, ...]:
        n = self.random.randint(2, 150)
        values = self.scores(n, 0, 1)
        return self.show(mean_of(values)), self.show(sd_of(values)), str(n)

    def percent(self) -> tuple[str, ...]:
        n = self.random.randint(1, 400)
        return self.show(Fraction(100 * self.random.randint(0, n), n)), str(n)

    def percent_of_count(self) -> tuple[str, ...]:
        n = self.random.randint(1, 400)
        k, decimals = self.random.randint(0, n), self.random.choice((0, 1, 2))
        cut = self.random.random() < 0.2  # cut off instead of rounded: a convention too
        share = Fraction(100 * k, n)
        printed = shown(Fraction(share * 10**decimals // 1, 10**decimals), decimals, self.rule) if cut else None
        return str(k), str(n), printed or self.show(share, decimals)

    def percent_set(self) -> tuple[str, ...]:
        n, decimals = self.random.randint(1, 80), self.random.choice((0, 1))
        counts = [self.random.randint(0, n) for _ in range(self.random.randint(2, 5))]
        return (*(self.show(Fraction(100 * k, n), decimals) for k in counts), str(n))

    def sd_bounds(self) -> tuple[str, ...]:
        low, high, n = self.random.choice((0, 1)), self.random.choice((4, 7, 27, 60)), self.random.randint(2, 80)
        values = self.scores(n, low, high)
        return self.show(mean_of(values)), self.show(sd_of(values)), str(n), str(low), str(high)

    def p_value(self) -> tuple[str, ...]:
        test, n = self.random.choice(("t", "F", "chi2", "r", "z")), self.random.randint(4, 60)
        df2 = ""
        if test == "z":
            statistic, df1 = self.random.gauss(0, 2), ""
            p = float(2 * stats.norm.sf(abs(statistic)))
        elif test == "r":
            first, second = self.floats(n), self.floats(n)
            found = stats.pearsonr(first, second)
            statistic, p, df1 = float(found.statistic), float(found.pvalue), str(n - 2)
        elif test == "F":
            found = stats.f_oneway(*(self.floats(n, i * self.random.random()) for i in range(3)))
            statistic, p, df1, df2 = float(found.statistic), float(found.pvalue), "2", str(3 * n - 3)
        elif test == "chi2":
            a, b, c, d = (self.random.randint(1, 60) for _ in range(4))
            found = stats.chi2_contingency([[a, b], [c, d]], correction=False)
            statistic, p, df1 = float(found.statistic), float(found.pvalue), "1"
        else:
            equal = self.random.random() < 0.5
            found = stats.ttest_ind(self.floats(n), self.floats(n + 3, self.random.random()), equal_var=equal)
            statistic, p = float(found.statistic), float(found.pvalue)
            df1 = str(2 * n + 1) if equal else self.show(float(found.df), self.random.choice((1, 2)))
        shown_p, sign = self.p(p)
        return test, self.show(statistic, self.random.choice((1, 2, 2, 3))), df1, df2, sign, shown_p

    def floats(self, n: int, apart: float = 0.0) -> list[float]:
        return [self.random.gauss(apart, 1) for _ in range(n)]

    def interval(self) -> tuple[str, ...]:
        level, ratio = self.random.choice((90, 95, 95, 99)), self.random.random() < 0.5
        middle, error = self.random.gauss(0, 1), self.random.uniform(0.05, 1)
        reach = float(stats.norm.isf((1 - level / 100) / 2)) * error
        ends = [middle, middle - reach, middle + reach]
        decimals = self.random.choice((1, 2, 2, 3))
        numbers = [self.show(exp(x) if ratio else x, decimals) for x in ends]
        shown_p, sign = self.p(float(2 * stats.norm.sf(abs(middle / error))))
        return *numbers, str(level), "ratio" if ratio else "difference", f"{sign}{shown_p}" if sign != "=" else shown_p

    def scale_range(self) -> tuple[str, ...]:
        scale = self.random.choice(_SCALES)
        low, high = Fraction(scale.least), Fraction(scale.most)
        return scale.name, self.show(low + (high - low) * Fraction(self.random.choice((0, 1, self.random.random()))))

    def p_from_counts(self) -> tuple[str, ...]:
        n1, n2 = self.random.randint(2, 120), self.random.randint(2, 120)
        share = self.random.random()
        k1 = sum(self.random.random() < share for _ in range(n1))
        k2 = sum(self.random.random() < share * self.random.choice((0.4, 1)) for _ in range(n2))
        table = np.array([[k1, n1 - k1], [k2, n2 - k2]])
        if not table.sum(axis=0).all():
            return str(k1), str(n1), str(k2), str(n2), "1.0", "="
        test = self.random.choice(("pearson", "yates", "G", "fisher", "one-sided"))
        if test in {"fisher", "one-sided"}:
            side = "two-sided" if test == "fisher" else "less" if k1 * n2 < k2 * n1 else "greater"
            p = float(stats.fisher_exact(table, alternative=side).pvalue)
        else:
            kind = "log-likelihood" if test == "G" else "pearson"
            p = float(stats.chi2_contingency(table, correction=test == "yates", lambda_=kind).pvalue)
        shown_p, sign = self.p(p)
        return str(k1), str(n1), str(k2), str(n2), shown_p, sign

    def t_from_summary(self) -> tuple[str, ...]:
        first, second, p = self.two_groups()
        summary = self.summary(first, second)
        return (*summary, *self.p(p / self.random.choice((1, 1, 1, 2))))

    def two_groups(self) -> tuple[list[Fraction], list[Fraction], float]:
        """Two groups that scatter, and the p value of a t test between them."""
        while True:
            first = self.group(self.random.randint(3, 60))
            second = self.group(self.random.randint(3, 60), self.random.choice((0.0, 0.3, 1.0)))
            if len(set(first)) > 1 and len(set(second)) > 1:
                break
        equal = self.random.random() < 0.5
        floats = [[float(x) for x in values] for values in (first, second)]
        return first, second, float(stats.ttest_ind(*floats, equal_var=equal).pvalue)

    def summary(self, *groups: Sequence[Fraction], errors: bool = False) -> tuple[str, ...]:
        """Mean, SD (or SE) and n of each group, alike in decimals."""
        decimals, finer = self.random.choice((0, 1, 1, 2)), self.random.choice((0, 0, 1))
        out = []
        for values in groups:
            spread = float(sd_of(values)) / len(values) ** 0.5 if errors else sd_of(values)
            out += [self.show(mean_of(values), decimals), self.show(spread, decimals + finer), str(len(values))]
        return tuple(out)

    def sd_or_se(self) -> tuple[str, ...]:
        errors = self.random.random() < 0.5
        if self.random.random() < 0.5:
            high = self.random.choice((4, 27, 60))
            values = [Fraction(x) for x in self.scores(self.random.randint(2, 60), 0, high)]
            scale = ("", "", "", "SE" if errors else "SD", "", "=", "0", str(high))
            return (*self.summary(values, errors=errors), *scale)
        first, second, p = self.two_groups()
        return (*self.summary(first, second, errors=errors), "SE" if errors else "SD", *self.p(p))

    def change_scores(self) -> tuple[str, ...]:
        n = self.random.randint(2, 80)
        start, slope = self.group(n), self.random.choice((-1, 0, 1, 1))
        end = [slope * x + y for x, y in zip(start, self.group(n), strict=True)]
        change = [y - x for x, y in zip(start, end, strict=True)]
        sign = self.random.choice((1, -1))
        means = [self.show(value) for value in (mean_of(start), mean_of(end), sign * mean_of(change))]
        return (*means, *(self.show(sd_of(values)) for values in (start, end, change)))


_SCALES = sorted(set(scales().values()), key=lambda scale: scale.name)
CHECKS = (
    "grim", "grimmer", "debit", "percent", "percent_of_count", "percent_set", "sd_bounds", "p_value", "interval",
    "scale_range", "p_from_counts", "t_from_summary", "sd_or_se", "change_scores",
)  # fmt: skip


def draws(check: str, seed: int, rule: str, number: int) -> Iterator[Draw]:
    """Honest numbers for one check, with its verdict on them."""
    drawer = Drawer(seed, rule)
    method: Callable[[], tuple[str, ...]] = getattr(drawer, check)
    for _ in range(number):
        arguments = method()
        if check == "percent_set":
            verdict = arithmetic.percent_set(arguments[:-1], arguments[-1])
        else:
            verdict = getattr(arithmetic, check)(*arguments)
        yield Draw(check, arguments, verdict)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    each = max(given.draws // (len(CHECKS) * len(RULES)), 1)
    print(f"{'check':18}{'draws':>9}{'consistent':>12}{'cannot tell':>13}{'accused':>9}{'a second':>10}")
    accused: list[Draw] = []
    for check in CHECKS:
        told: Counter[str] = Counter()
        began = time.perf_counter()
        for i, rule in enumerate(RULES):
            for draw in draws(check, given.seed + i, rule, each):
                told[draw.verdict.verdict] += 1
                if draw.verdict.verdict == "inconsistent":
                    accused.append(draw)
        took = time.perf_counter() - began
        print(
            f"{check:18}{told.total():9}{told['consistent']:12}{told['cannot_tell']:13}{told['inconsistent']:9}"
            f"{told.total() / took:10.0f}",
            flush=True,
        )
    for draw in accused[:20]:
        print(draw.check, draw.arguments, draw.verdict.reason)


if __name__ == "__main__":
    main()

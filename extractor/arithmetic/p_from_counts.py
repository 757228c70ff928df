"""Does the p value of two groups' counts follow from the counts?

12 of 30 against 5 of 31 is p = .038 by Pearson's chi-squared test, .073 with Yates's correction and .049 by Fisher's
exact test; papers rarely say which.  A printed p is consistent if one of the usual tests, under its rounding, gives
it.  A p that lies between those of the usual tests may be that of a rarer one, so nothing is said of it.

Source: Campbell 2007, Chi-squared and Fisher-Irwin tests of two-by-two tables, doi:10.1002/sim.2832, for the (N - 1)
test; Fay 2010, doi:10.32614/RJ-2010-008, for the two-sided exact tests (by small probabilities, and central) and their
mid-p forms.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from math import erfc, exp, lgamma, log, sqrt
from typing import NamedTuple

from extractor.arithmetic.p_value import ALPHA, claim
from extractor.arithmetic.printed import CANNOT_TELL, CONSISTENT, INCONSISTENT, Verdict, whole

SAME = 1 + 1e-7  # probabilities that differ by less are equal, as in R's fisher.test


class Table(NamedTuple):
    """Events and non-events of two groups."""

    a: int
    b: int
    c: int
    d: int

    @property
    def total(self) -> int:
        return sum(self)

    @property
    def alike(self) -> bool:
        """Whether nobody, or everybody, in both groups had an event."""
        return not (self.a + self.c and self.b + self.d)


def p_from_counts(events1: str, n1: str, events2: str, n2: str, p: str, sign: str = "=") -> Verdict:
    """Whether a usual test of two groups' counts gives the printed p.

    The tests: chi-squared (Pearson, Yates, N - 1), likelihood ratio, Wald (difference of shares, log odds ratio),
    Fisher's exact test (two-sided and central, both also as mid-p, and one-sided).  A p that none of them gives, and
    that does not lie between theirs either, is inconsistent; the reason says when it also lies on the other side of
    0.05 than all of them.  Raises ValueError for what is no number, no p or a count above its total.
    """
    table = table_of(events1, n1, events2, n2)
    said = claim(p, sign)
    if table.alike:
        return Verdict(CANNOT_TELL, "both groups are all alike: there is nothing to test")
    found: dict[str, float] = {}
    for name, test in TESTS.items():
        value = test(table)
        if value is None:
            continue
        found[name] = value
        if said.allows(value, value):
            return Verdict(CONSISTENT, f"{name} gives {value:.3g}", f"{value:.3g}")
    least, most = min(found.values()), max(found.values())
    shown = "; ".join(f"{name} {found[name]:.3g}" for name in SHOWN)
    if said.allows(least, most):
        return Verdict(CANNOT_TELL, f"p {said.text} lies between the p values of the usual tests: {shown}", shown)
    other = (said.surely_below(ALPHA) and least > ALPHA) or (said.low >= ALPHA and most < ALPHA)
    side = f", and all lie on the other side of {ALPHA}" if other else ""
    return Verdict(INCONSISTENT, f"no usual test gives p {said.text}{side}: {shown}", shown)


def p_values(table: Table) -> dict[str, float]:
    """The p value that each usual test gives."""
    return {name: value for name, test in TESTS.items() if (value := test(table)) is not None}


@lru_cache(maxsize=4096)
def table_of(events1: str, n1: str, events2: str, n2: str) -> Table:
    a, first = whole(events1, "events1", 0), whole(n1, "n1")
    c, second = whole(events2, "events2", 0), whole(n2, "n2")
    if a > first or c > second:
        raise ValueError(f"{a} of {first} or {c} of {second} is more than all")
    return Table(a, first - a, c, second - c)


def _chi2(statistic: float) -> float:
    """The upper tail of chi-squared with one degree of freedom."""
    return erfc(sqrt(statistic / 2))


def _pearson_statistic(t: Table, less: float = 0.0) -> float:
    apart = max(abs(t.a * t.d - t.b * t.c) - less, 0.0)
    return t.total * apart * apart / ((t.a + t.b) * (t.c + t.d) * (t.a + t.c) * (t.b + t.d))


def pearson(t: Table) -> float:
    return _chi2(_pearson_statistic(t))


def yates(t: Table) -> float:
    return _chi2(_pearson_statistic(t, t.total / 2))


def of_n_less_one(t: Table) -> float:
    return _chi2(_pearson_statistic(t) * (t.total - 1) / t.total)


def likelihood_ratio(t: Table) -> float:
    rows, columns = (t.a + t.b, t.c + t.d), (t.a + t.c, t.b + t.d)
    expected = (rows[i] * columns[j] / t.total for i in (0, 1) for j in (0, 1))
    return _chi2(max(0.0, 2 * sum(o * log(o / e) for o, e in zip(t, expected, strict=True) if o)))


def wald_difference(t: Table) -> float | None:
    """The difference of two shares over its standard error, not pooled."""
    first, second = t.a + t.b, t.c + t.d
    variance = t.a * t.b / first**3 + t.c * t.d / second**3
    return _chi2((t.a / first - t.c / second) ** 2 / variance) if variance else None


def wald_odds(t: Table) -> float | None:
    """The log odds ratio over its standard error, as in a logistic regression."""
    return _chi2(log(t.a * t.d / (t.b * t.c)) ** 2 / sum(1 / cell for cell in t)) if all(t) else None


class Exact(NamedTuple):
    """The p values of the exact tests."""

    fisher: float
    one_sided: float
    central: float
    mid: float
    central_mid: float


@lru_cache(maxsize=4096)
def exact(t: Table) -> Exact:
    """Fisher's tests, from the probabilities of all tables with the same margins."""
    row, column, total = t.a + t.b, t.a + t.c, t.total
    low, high = max(0, row + column - total), min(row, column)
    # The ratios of neighbours, added up as logarithms from the observed table on: no factorial is ever large.
    fixed = lgamma(row + 1) + lgamma(total - row + 1) + lgamma(column + 1) + lgamma(total - column + 1)

    def first(k: int) -> float:
        return (
            fixed
            - lgamma(total + 1)
            - lgamma(k + 1)
            - lgamma(row - k + 1)
            - lgamma(column - k + 1)
            - lgamma(total - row - column + k + 1)
        )

    steps = (log((row - k) * (column - k) / ((k + 1) * (total - row - column + k + 1))) for k in range(low, high))
    chances = [exp(value) for value in accumulate(steps, initial=first(low))]
    scale = sum(chances)
    chances = [value / scale for value in chances]
    own = chances[t.a - low]
    alike = sum(value for value in chances if own / SAME <= value <= own * SAME)
    rarer = sum(value for value in chances if value < own / SAME)
    left, right = sum(chances[: t.a - low + 1]), sum(chances[t.a - low :])
    return Exact(
        min(1.0, rarer + alike),
        min(left, right),
        min(1.0, 2 * min(left, right)),
        rarer + alike / 2,
        min(1.0, 2 * min(left, right) - own),
    )


# Those that take no time go first.
TESTS: dict[str, Callable[[Table], float | None]] = {
    "Pearson's chi-squared": pearson,
    "Yates's correction": yates,
    "the (N - 1) chi-squared": of_n_less_one,
    "the likelihood ratio": likelihood_ratio,
    "the difference over its standard error": wald_difference,
    "the log odds ratio over its standard error": wald_odds,
    "Fisher's exact test": lambda t: exact(t).fisher,
    "Fisher's exact test, one-sided,": lambda t: exact(t).one_sided,
    "the central exact test": lambda t: exact(t).central,
    "Fisher's mid-p": lambda t: exact(t).mid,
    "the central mid-p": lambda t: exact(t).central_mid,
}
SHOWN = ("Pearson's chi-squared", "Yates's correction", "Fisher's exact test")

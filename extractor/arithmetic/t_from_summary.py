"""Does the p value of two groups' means follow from their means, standard deviations and sizes?

20 (SD 4) against 21 (SD 2), 30 in each group, is p = .23 at face value, but anything from .006 on within the rounding
of the six numbers; so p = .02 is no contradiction.  Here every number stands for all that prints so, and Student's and
Welch's t tests, one-tailed and two-tailed, are all considered.

Source: Hussey 2025, recalc (github.com/ianhussey/recalc), for the idea of trying every reading; Welch 1947,
doi:10.1093/biomet/34.1-2.28, for unequal variances.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, sqrt
from typing import NamedTuple

from extractor.arithmetic.p_value import ALPHA, Claim, claim
from extractor.arithmetic.printed import CANNOT_TELL, CONSISTENT, INCONSISTENT, Printed, Verdict, printed, whole


class Group(NamedTuple):
    """A group's mean, its spread (an SD or an SE) and its size, as printed."""

    mean: Printed
    spread: Printed
    n: int


class Span(NamedTuple):
    """From a least to a greatest number."""

    low: float
    high: float


def t_from_summary(
    mean1: str, sd1: str, n1: str, mean2: str, sd2: str, n2: str, p: str, sign: str = "=", tails: str = ""
) -> Verdict:
    """Whether a t test between two groups can give the printed p.

    tails is 1, 2 or empty (either).  A p that fits only if the printed spreads are standard errors is "cannot_tell",
    as is one that lies between those of the tests; the reason says so.  The reason of an inconsistent p says when it
    also lies on the other side of 0.05.  Raises ValueError for what is no number.
    """
    if tails.strip() not in {"1", "2", ""}:
        raise ValueError(f"tails is {tails!r}, neither 1 nor 2")
    groups = group(mean1, sd1, n1), group(mean2, sd2, n2)
    said = claim(p, sign)
    if any(one.spread.value < 0 for one in groups):
        return Verdict(INCONSISTENT, "a standard deviation cannot be negative")
    if min(one.n for one in groups) < 2:
        return Verdict(CANNOT_TELL, "one value has no standard deviation")
    if all(one.spread.high == 0 or one.spread.value == 0 for one in groups):
        return Verdict(CANNOT_TELL, "neither group scatters: there is nothing to test")
    found = readings(groups, tails.strip())
    shown = ", ".join(f"{name} {_range(span)}" for name, span in found.items() if "one-tailed" not in name or tails)
    for name, span in found.items():
        if said.allows(*span):
            return Verdict(CONSISTENT, f"{name} gives p {_range(span)}", _range(span))
    hull = Span(min(span.low for span in found.values()), max(span.high for span in found.values()))
    if said.allows(*hull):
        return Verdict(CANNOT_TELL, f"p {said.text} lies between the p values of the tests: {shown}", shown)
    for name, span in readings(groups, tails.strip(), as_errors=True).items():
        if said.allows(*span):
            return Verdict(
                CANNOT_TELL,
                f"p {said.text} fits only if the spreads are standard errors: {name} gives p {_range(span)} then, "
                f"and otherwise {shown}",
                shown,
            )
    side = f", and they lie on the other side of {ALPHA}" if on_other_side(said, hull) else ""
    return Verdict(INCONSISTENT, f"no t test gives p {said.text}{side}: {shown}", shown)


def group(mean: str, spread: str, n: str) -> Group:
    """A group as printed.  Raises ValueError for what is no number."""
    return Group(printed(mean, "the mean"), printed(spread, "the spread"), whole(n, "n"))


def on_other_side(said: Claim, span: Span) -> bool:
    """Whether a p that is said lies surely on the other side of 0.05 than all of a range."""
    return (said.surely_below(ALPHA) and span.low > ALPHA) or (said.low >= ALPHA and span.high < ALPHA)


def readings(groups: Sequence[Group], tails: str = "", as_errors: bool = False) -> dict[str, Span]:
    """The range of p under each t test, the printed spreads taken as SDs or as standard errors."""
    first, second = groups
    apart = abs(first.mean.value - second.mean.value)
    slack = first.mean.half + second.mean.half
    gap = Span(max(float(apart - slack), 0.0), float(apart + slack))
    spreads = [
        Span(*(max(float(end), 0.0) * (sqrt(one.n) if as_errors else 1.0) for end in (one.spread.low, one.spread.high)))
        for one in groups
    ]
    two = {
        "Student's t test": _student(gap, spreads, first.n, second.n),
        "Welch's t test": _welch(gap, spreads, first.n, second.n),
    }
    one_tailed = {
        f"{name}, one-tailed,": Span(span.low / 2, span.high / 2 if gap.low else 1 - span.low / 2)
        for name, span in two.items()
    }
    return two if tails == "2" else one_tailed if tails == "1" else {**two, **one_tailed}


def _student(gap: Span, spreads: Sequence[Span], n1: int, n2: int) -> Span:
    """The standard error grows with either spread, so its ends are those of the box."""
    degrees = n1 + n2 - 2

    def error(s1: float, s2: float) -> float:
        return sqrt(((n1 - 1) * s1 * s1 + (n2 - 1) * s2 * s2) / degrees * (1 / n1 + 1 / n2))

    low, high = error(spreads[0].low, spreads[1].low), error(spreads[0].high, spreads[1].high)
    return Span(two_sided(_over(gap.high, low), degrees), two_sided(_over(gap.low, high), degrees))


def _welch(gap: Span, spreads: Sequence[Span], n1: int, n2: int) -> Span:
    """As Student's; p falls with t and with the degrees of freedom, whose ends are taken apart from those of t."""
    low = sqrt(spreads[0].low ** 2 / n1 + spreads[1].low ** 2 / n2)
    high = sqrt(spreads[0].high ** 2 / n1 + spreads[1].high ** 2 / n2)
    degrees = _welch_degrees(spreads, n1, n2)
    return Span(two_sided(_over(gap.high, low), degrees.high), two_sided(_over(gap.low, high), degrees.low))


def _welch_degrees(spreads: Sequence[Span], n1: int, n2: int) -> Span:
    """Over the box: greatest, n1 + n2 - 2, where the variances over n(n - 1) are equal, and falling to both sides."""

    def share(s1: float, s2: float) -> float:
        u, v = s1 * s1 / n1, s2 * s2 / n2
        return u / (u + v) if u + v else 0.5

    def degrees(x: float) -> float:
        return 1 / (x * x / (n1 - 1) + (1 - x) ** 2 / (n2 - 1))

    ends = share(spreads[0].low, spreads[1].high), share(spreads[0].high, spreads[1].low)
    best = (n1 - 1) / (n1 + n2 - 2)
    found = [degrees(x) for x in ends] + ([float(n1 + n2 - 2)] if ends[0] <= best <= ends[1] else [])
    return Span(min(found), max(found))


def _over(gap: float, error: float) -> float:
    return gap / error if error else (inf if gap else 0.0)


def two_sided(t: float, degrees: float) -> float:
    """The two-sided p of a t statistic."""
    from scipy import special  # takes a while to import, and only these checks need it

    return float(2 * special.stdtr(degrees, -t)) if t < inf else 0.0


def _range(span: Span) -> str:
    low, high = f"{span.low:.3g}", f"{span.high:.3g}"
    return low if low == high else f"{low} to {high}"

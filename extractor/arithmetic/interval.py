"""Can an estimate, its confidence interval and its p value stand together?

Source: Altman and Bland 2011, How to obtain the P value from a confidence interval, doi:10.1136/bmj.d2304; here over
every number that the printed ones may stand for.
"""

from __future__ import annotations

from math import inf, log
from statistics import NormalDist
from typing import NamedTuple

from extractor.arithmetic.p_value import Claim, claim
from extractor.arithmetic.printed import CANNOT_TELL, CONSISTENT, INCONSISTENT, Printed, Verdict, printed

MEASURES = ("difference", "ratio")
NULL = {"difference": 0, "ratio": 1}
_NORMAL = NormalDist()


class Range(NamedTuple):
    """The numbers between two others."""

    low: float
    high: float


def interval(
    estimate: str, lower: str, upper: str, level: str = "95", measure: str = "difference", p: str = ""
) -> Verdict:
    """Whether an interval is in order, holds its estimate and agrees with the p value.

    measure: "difference" (null 0) or "ratio" (null 1, judged on the log scale).  The p value, with its sign where it is
    not "=" ("<0.001"), disagrees only if it lies outside every p that the rounding allows *and* on the other side of
    1 - level; a bound that prints as the null decides nothing.  Raises ValueError for what is no number.
    """
    if measure not in MEASURES:
        raise ValueError(f"the measure {measure!r} is neither difference nor ratio")
    given, low, high = (
        printed(text, name)
        for text, name in ((estimate, "the estimate"), (lower, "the lower bound"), (upper, "the upper bound"))
    )
    share = float(printed(level, "the level").value) / 100
    if not 0.5 <= share < 1:
        raise ValueError(f"the level {level!r} is no percentage from 50 to 100")
    if low.value > high.value:
        return Verdict(INCONSISTENT, f"the lower bound {low.text} is above the upper bound {high.text}")
    if measure == "ratio" and low.high < 0:
        return Verdict(INCONSISTENT, f"a ratio cannot be as low as {low.text}")
    # An estimate with other decimals than its bounds may be printed just beyond one; it never equals a bound exactly.
    if not low.value - max(low.half, given.half) <= given.value <= high.value + max(high.half, given.half):
        return Verdict(INCONSISTENT, f"the estimate {given.text} lies outside {low.text} to {high.text}")
    if not p:
        return Verdict(CONSISTENT, f"the estimate lies between {low.text} and {high.text}")
    return _with_p(given, low, high, share, measure, claim(p))


def _with_p(given: Printed, low: Printed, high: Printed, share: float, measure: str, said: Claim) -> Verdict:
    null, alpha = NULL[measure], round(1 - share, 10)
    found = p_range(given, low, high, share, measure)
    if found is None:
        return Verdict(CANNOT_TELL, "the interval is too narrow, or too near 0, for its rounding to tell a p value")
    shown = f"{found.low:.2g} to {found.high:.2g}"
    told = f"the interval gives a p from {shown}"
    if said.allows(found.low, found.high):
        return Verdict(CONSISTENT, told, shown)
    if low.low <= null <= low.high or high.low <= null <= high.high:
        return Verdict(CANNOT_TELL, f"a bound prints as the null, {null}; {told}", shown)
    significant = low.value > null or high.value < null
    if said.surely_below(alpha) if not significant else said.surely_above(alpha):
        side = "excludes" if significant else "includes"
        return Verdict(INCONSISTENT, f"the interval {side} {null}, and p {said.text} says otherwise: {told}", shown)
    return Verdict(CONSISTENT, f"{told}, on the same side of {alpha:g} as {said.text}", shown)


def p_range(given: Printed, low: Printed, high: Printed, share: float, measure: str) -> Range | None:
    """The least and the greatest two-sided p that the printed numbers allow; None when they allow any."""
    ends = [Range(float(one.low), float(one.high)) for one in (given, low, high)]
    if measure == "ratio":
        if any(one.low <= 0 for one in ends):
            return None
        ends = [Range(log(one.low), log(one.high)) for one in ends]
    middle, lower, upper = ends
    narrow, wide = upper.low - lower.high, upper.high - lower.low
    if narrow <= 0:
        return None
    reach = 2 * _NORMAL.inv_cdf((1 + share) / 2)
    nearest = 0.0 if middle.low <= 0 <= middle.high else min(abs(middle.low), abs(middle.high))
    farthest = max(abs(middle.low), abs(middle.high))
    return Range(_two_sided(farthest * reach / narrow), _two_sided(nearest * reach / wide))


def _two_sided(z: float) -> float:
    return 2 * _NORMAL.cdf(-z) if z < inf else 0.0

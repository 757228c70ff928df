"""Computes what reviewers compute from other numbers, and tells how (Cochrane Handbook, 6.5.2 and 6.4)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

# Twice the 97.5 % quantile of the normal distribution, as the Handbook rounds it for 95 % confidence intervals.
WIDTH_95 = 3.92
# Two-sided 95 % quantiles of Student's t for small groups, degrees of freedom 1 to 59.
SMALL_GROUP = 60
DECIMALS = 2


def events_of(percent: float, n: int) -> tuple[int, str]:
    """The number of events that a percentage of n people is, and the formula."""
    events = int(Decimal(str(percent * n / 100)).quantize(Decimal(1), ROUND_HALF_UP))
    return events, f"{percent:g} % of {n}"


def sd_from_se(se: float, n: int) -> tuple[str, str]:
    """The SD of a mean with this SE, and the formula."""
    return shortened(se * sqrt(n)), f"SE × √n = {se:g} × √{n}"


def sd_from_interval(lower: float, upper: float, n: int) -> tuple[str, str]:
    """The SD of a mean with this 95 % confidence interval, and the formula."""
    sd = sqrt(n) * (upper - lower) / WIDTH_95
    return shortened(sd), f"√n × (upper − lower) / 3.92 = √{n} × ({upper:g} − {lower:g}) / 3.92"


def shortened(value: float) -> str:
    """Two decimals, without needless zeros."""
    text = str(Decimal(str(value)).quantize(Decimal(1).scaleb(-DECIMALS), ROUND_HALF_UP))
    return text.rstrip("0").rstrip(".") if "." in text else text

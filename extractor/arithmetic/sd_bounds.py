"""Can scores of a bounded scale have this mean and this standard deviation?

Source: the extreme splits of a fixed sum, as in Wallrich's rsprite2; for scores that are no whole numbers the bound of
Bhatia and Davis 2000, doi:10.1080/00029890.2000.12005203.
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

from extractor.arithmetic.printed import (
    CONSISTENT,
    INCONSISTENT,
    Printed,
    Verdict,
    decimal,
    integers,
    no_sd,
    printed,
    whole,
)

MOST_SUMS = 100_000


def sd_bounds(mean: str, sd: str, n: str, least: str, most: str) -> Verdict:
    """Whether n scores from `least` to `most` can have this mean and sample SD, given how both are rounded.

    Scores are whole numbers where both ends are.  Raises ValueError when an argument is no number or the
    minimum is above the maximum.
    """
    centre, scatter, size = printed(mean, "the mean"), printed(sd, "the SD"), whole(n, "n")
    low, high = printed(least, "the minimum").value, printed(most, "the maximum").value
    if low > high:
        raise ValueError(f"the minimum {least} is above the maximum {most}")
    if (impossible := no_sd(scatter, size)) is not None:
        return impossible
    if centre.high < low or centre.low > high:
        return Verdict(INCONSISTENT, f"the mean {centre.text} lies outside {least} to {most}")
    limits = sd_limits(centre, size, low, high)
    if limits is None:
        return Verdict(
            INCONSISTENT, f"no {size} whole scores from {least} to {most} have a mean that prints as {centre.text}"
        )
    smallest, largest = limits
    shown = f"{decimal(smallest, scatter.decimals + 2)} to {decimal(largest, scatter.decimals + 2)}"
    fits = float(scatter.high) >= smallest - 1e-12 and float(scatter.low) <= largest + 1e-12
    said = f"the SD can be {shown}"
    return Verdict(CONSISTENT if fits else INCONSISTENT, said if fits else f"{said}, not {scatter.text}", shown)


def sd_limits(mean: Printed, n: int, low: Fraction, high: Fraction) -> tuple[float, float] | None:
    """The least and the greatest SD of n scores with such a mean, whole ones where both ends are; None for none."""
    if low.denominator == high.denominator == 1:
        return _of_whole(mean.low, mean.high, n, int(low), int(high))
    return 0.0, _continuous(mean.low, mean.high, n, low, high)


def _of_whole(low_mean: Fraction, high_mean: Fraction, n: int, low: int, high: int) -> tuple[float, float] | None:
    """The least and the greatest SD of n whole scores over every sum that the mean allows; None for no sum."""
    sums = integers(max(low_mean * n, Fraction(low * n)), min(high_mean * n, Fraction(high * n)))
    if not sums:
        return None
    if len(sums) > MOST_SUMS:
        return 0.0, _continuous(low_mean, high_mean, n, Fraction(low), Fraction(high))
    limits = [_limits(total, n, low, high) for total in sums]
    return min(one for one, _ in limits), max(one for _, one in limits)


def _limits(total: int, n: int, low: int, high: int) -> tuple[float, float]:
    each, more = divmod(total, n)
    even = more * (each + 1) ** 2 + (n - more) * each**2
    if high == low:
        return 0.0, 0.0
    top, rest = divmod(total - n * low, high - low)
    apart = top * high**2 + (low + rest) ** 2 + (n - top - 1) * low**2 if top < n else n * high**2
    base = Fraction(total * total, n)
    return float((even - base) / (n - 1)) ** 0.5, float((apart - base) / (n - 1)) ** 0.5


def _continuous(low_mean: Fraction, high_mean: Fraction, n: int, low: Fraction, high: Fraction) -> float:
    """Bhatia and Davis: SD^2 <= (max - mean)(mean - min) n/(n-1); greatest for the mean nearest to the middle."""
    middle = min(max((low + high) / 2, low_mean), high_mean)
    return sqrt((high - middle) * (middle - low) * n / (n - 1))

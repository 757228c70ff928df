"""Can a mean of whole numbers be what is printed?

Source: Brown and Heathers 2017, The GRIM Test, doi:10.1177/1948550616673876; here in exact rational arithmetic with a
closed rounding interval, so that no rule of rounding to the nearest is accused.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

from extractor.arithmetic.printed import CONSISTENT, INCONSISTENT, Verdict, decimal, integers, printed, whole


def grim(mean: str, n: str, items: str = "1") -> Verdict:
    """Whether n values, each the mean of `items` whole numbers, can have a mean that prints so.

    A mean with a percent sign is a percentage of n.  Raises ValueError when an argument is not such a number.
    """
    given, size, parts = printed(mean, "the mean"), whole(n, "n"), whole(items, "items")
    scale = 100 if mean.strip().endswith("%") else 1
    count = size * parts
    sums = integers(given.low * count / scale, given.high * count / scale)
    if sums:
        if given.half * 2 * count >= scale:
            return Verdict(
                CONSISTENT, f"any mean with {given.decimals} decimals is possible at this n: the test has no power"
            )
        return Verdict(CONSISTENT, f"a sum of {sums[0]} over {count} prints as {given.text}", str(sums[0]))
    below = floor(given.value * count / scale)
    near = [decimal(Fraction(k * scale, count), given.decimals + 2) for k in (below, below + 1)]
    return Verdict(
        INCONSISTENT,
        f"no sum of whole numbers over {count} prints as {given.text}; the nearest are {near[0]} and {near[1]}",
        f"{near[0]} or {near[1]}",
    )

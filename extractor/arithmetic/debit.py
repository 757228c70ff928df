"""Can a share of yes-or-no values and its standard deviation be what is printed?

Source: Heathers and Brown 2019, DEBIT (osf.io/5vb3u), here with the whole count that it leaves out: some k of n must
print as both.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from extractor.arithmetic.printed import CONSISTENT, INCONSISTENT, Verdict, decimal, integers, no_sd, printed, whole


def debit(mean: str, sd: str, n: str) -> Verdict:
    """Whether some count k of n has the mean k/n and the sample SD sqrt(k(n-k) / (n(n-1))) as printed.

    Raises ValueError when an argument is not such a number.
    """
    centre, scatter, size = printed(mean, "the mean"), printed(sd, "the SD"), whole(n, "n")
    if (impossible := no_sd(scatter, size)) is not None:
        return impossible
    if centre.high < 0 or centre.low > 1:
        return Verdict(INCONSISTENT, f"a share lies between 0 and 1, and {centre.text} does not")
    counts = integers(max(centre.low * size, Fraction(0)), min(centre.high * size, Fraction(size)))
    if not counts:
        return Verdict(INCONSISTENT, f"no count out of {size} has a share that prints as {centre.text}")
    low = ceil(max(scatter.low, Fraction(0)) ** 2 * size * (size - 1))
    high = floor(scatter.high**2 * size * (size - 1))
    for part in (
        range(counts[0], min(counts[-1], size // 2) + 1),
        range(max(counts[0], size // 2 + 1), counts[-1] + 1),
    ):
        k = _first_in(part, lambda k: k * (size - k), low, high)
        if k is not None:
            return Verdict(CONSISTENT, f"{k} of {size} print as both", str(k))
    near = counts[len(counts) // 2]
    shown = decimal((near * (size - near) / (size * (size - 1))) ** 0.5, scatter.decimals + 2)
    return Verdict(INCONSISTENT, f"{near} of {size} would have the SD {shown}, not {scatter.text}", shown)


def _first_in(part: range, value: Callable[[int], int], low: int, high: int) -> int | None:
    """A member of a range over which `value` only rises or only falls and lies between low and high."""
    if not part:
        return None
    rising = value(part[-1]) >= value(part[0])
    left, right = 0, len(part) - 1
    while left <= right:
        middle = (left + right) // 2
        found = value(part[middle])
        if low <= found <= high:
            return part[middle]
        if (found < low) is rising:
            left = middle + 1
        else:
            right = middle - 1
    return None

"""Can a mean and a standard deviation of whole numbers be what is printed?

Source: Anaya 2016, The GRIMMER test (PeerJ Preprints, doi:10.7287/peerj.preprints.2400v1) for the idea.  Tools that
follow it compare the parity of one rounded sum only, which accuses possible data and passes impossible ones.  Here:
n whole numbers with the sum S and the sum of squares Q exist if and only if

    n >= 5      Q has the parity of S, and Q >= Q0, the sum of squares of the evenest split of S;
    n = 4       the same, and for an even S also Q - (S/2)^2 is a sum of three squares;
    n <= 3      by trying each first value.

For n = 4 and odd S this is Cauchy's lemma without its sign condition (4Q - S^2 = 3 mod 8 is a sum of three odd
squares).  For n >= 5 subtract a whole number from every value so that 0 <= S < n, and write Q = S + 2E; E = 0 is the
evenest split.  For E >= 1 let all but five values be 0 or 1, as many ones as leave the five a sum s of 0 to 4.  The
five need the squares s + 2E, and 4(s + 2E - s^2/5) >= 5, so one of them can be chosen within 1 of s/5 that leaves an
odd sum to the other four, which then exist as above.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import isqrt

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

MOST_SUMS = 20_000  # so many sums that some of them fits: the printed mean says next to nothing


def grimmer(mean: str, sd: str, n: str, items: str = "1") -> Verdict:
    """Whether n values, each the mean of `items` whole numbers, can have this mean and sample standard deviation.

    Raises ValueError when an argument is not such a number.
    """
    centre, scatter, size, parts = (
        printed(mean, "the mean"),
        printed(sd, "the SD"),
        whole(n, "n"),
        whole(items, "items"),
    )
    if (impossible := no_sd(scatter, size)) is not None:
        return impossible
    count = size * parts
    sums = integers(centre.low * count, centre.high * count)
    if not sums:
        return Verdict(INCONSISTENT, f"no sum of whole numbers over {count} prints as {centre.text} (GRIM)")
    if len(sums) > MOST_SUMS:
        return Verdict(CONSISTENT, f"a mean with {centre.decimals} decimals allows {len(sums)} sums at this n")
    for total in sums:
        square = _squares(total, size, scatter, parts)
        if square is not None:
            return Verdict(
                CONSISTENT,
                f"{size} values with the sum {total} and the squares {square} print so",
                f"{total}; {square}",
            )
    return Verdict(
        INCONSISTENT,
        f"no {size} whole numbers with a mean that prints as {centre.text} have an SD that prints as {scatter.text}"
        + (f"; the nearest is {near}" if (near := _nearest(sums, size, scatter, parts)) else ""),
        near,
    )


def _squares(total: int, n: int, sd: Printed, items: int) -> int | None:
    """The least sum of squares of n whole numbers that gives the printed SD, or None."""
    low, high = max(sd.low, Fraction(0)) * items, sd.high * items
    base = Fraction(total * total, n)
    for square in integers(low * low * (n - 1) + base, high * high * (n - 1) + base):
        if (square - total) % 2 == 0 and reachable(total, square, n):
            return square
    return None


def _nearest(sums: range, n: int, sd: Printed, items: int) -> str:
    """The possible SD next to the printed one, with two decimals more; an empty string when none is near."""
    best: float | None = None
    for total in (sums[0], sums[len(sums) // 2], sums[-1]):
        middle = int((sd.value * items) ** 2 * (n - 1) + Fraction(total * total, n))
        for square in range(max(middle - 60, 0), middle + 60):
            if (square - total) % 2 == 0 and reachable(total, square, n):
                found = (float(square - Fraction(total * total, n)) / (n - 1)) ** 0.5 / items
                if best is None or abs(found - float(sd.value)) < abs(best - float(sd.value)):
                    best = found
    return "" if best is None else decimal(best, sd.decimals + 2)


@lru_cache(maxsize=65536)
def reachable(total: int, square: int, n: int) -> bool:
    """Whether n whole numbers have this sum and this sum of squares."""
    shift = total // n
    total, square = total - n * shift, square - 2 * shift * total + n * shift * shift
    if square < total or (square - total) % 2:
        return False
    if n >= 5 or square == total:
        return True
    if n == 4:
        return bool(total % 2) or _three_squares(square - (total // 2) ** 2)
    if n == 1:
        return square == total * total
    if n == 2:
        return _two(total, square)
    return any(_two(total - x, square - x * x) for x in range(-isqrt(square), isqrt(square) + 1))


def _two(total: int, square: int) -> bool:
    """Whether two whole numbers have this sum and this sum of squares."""
    rest = 2 * square - total * total
    return rest >= 0 and isqrt(rest) ** 2 == rest and (isqrt(rest) - total) % 2 == 0


def _three_squares(number: int) -> bool:
    """Legendre: every number is a sum of three squares but those of the form 4^a (8b + 7)."""
    if number < 0:
        return False
    while number and number % 4 == 0:
        number //= 4
    return number % 8 != 7

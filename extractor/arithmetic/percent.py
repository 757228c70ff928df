"""Can a percentage of n be what is printed, is it that of its count, and which totals allow a whole set of them?

Source: rounding granularity (Brown and Heathers 2017, doi:10.1177/1948550616673876), for percentages, in exact
rational arithmetic: n allows p if some whole k has |100 k/n - p| <= half a unit of p's last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from extractor.arithmetic.printed import (
    CANNOT_TELL,
    CONSISTENT,
    INCONSISTENT,
    Printed,
    Verdict,
    decimal,
    integers,
    printed,
    whole,
)

SHOWN = 20  # totals that are listed


def counts(share: Printed, n: int) -> range:
    """The whole numbers out of n whose percentage prints so."""
    return integers(max(share.low * n / 100, Fraction(0)), min(share.high * n / 100, Fraction(n)))


def percent(share: str, n: str) -> Verdict:
    """Whether some count out of n has the percentage that is printed.  Raises ValueError for what is no number."""
    given, size = printed(share, "the percentage"), whole(n, "n")
    found = counts(given, size)
    if found:
        shown = str(found[0]) if len(found) == 1 else f"{found[0]} to {found[-1]}"
        return Verdict(CONSISTENT, f"{shown} of {size} print as {given.text}", shown)
    below = floor(given.value * size / 100)
    near = [
        f"{k} = {decimal(Fraction(100 * k, size), given.decimals + 1)}" for k in (below, below + 1) if 0 <= k <= size
    ]
    cut = [k for k in (below, below + 1) if 0 <= k <= size and _cut(Fraction(100 * k, size), given)]
    also = f"; {cut[0]} of {size} cut off instead of rounded would print so" if cut else ""
    return Verdict(
        INCONSISTENT, f"no count out of {size} rounds to {given.text}: {' and '.join(near)}{also}", ", ".join(near)
    )


def percent_of_count(count: str, n: str, share: str) -> Verdict:
    """Whether count / n is the printed percentage; the reason begins with the kind of what is there.

    Kinds: ok; truncated (cut off instead of rounded); double-rounded (first to one decimal more); last digit (off by
    one unit); over 100; mismatch.  The two that are conventions of printing are "cannot_tell".  Raises ValueError.
    """
    given, part, size = printed(share, "the percentage"), whole(count, "the count", 0), whole(n, "n")
    exact = Fraction(100 * part, size)
    shown = decimal(exact, given.decimals + 2)
    said = f"{part} of {size} is {shown}"
    if abs(exact - given.value) <= given.half:
        return Verdict(CONSISTENT, f"ok: {said}", shown)
    if given.value > 100 and part <= size:
        return Verdict(INCONSISTENT, f"over 100: {said}", shown)
    if _cut(exact, given):
        return Verdict(CANNOT_TELL, f"truncated: {said}, cut off instead of rounded", shown)
    finer = given.half / 10
    step = 2 * finer
    once = [floor(exact / step) * step, (floor(exact / step) + 1) * step]
    if any(abs(one - exact) <= finer and abs(one - given.value) <= given.half for one in once):
        return Verdict(CANNOT_TELL, f"double-rounded: {said}, rounded twice", shown)
    if abs(exact - given.value) <= 3 * given.half:
        return Verdict(INCONSISTENT, f"last digit: {said}", shown)
    return Verdict(INCONSISTENT, f"mismatch: {said}", shown)


def _cut(exact: Fraction, given: Printed) -> bool:
    """Whether a number prints as given when the digits after the last are dropped."""
    return 0 <= exact - given.value < 2 * given.half


def allowed_totals(shares: Sequence[str], candidates: Sequence[int] | range) -> list[int]:
    """The totals that allow every one of the percentages.  Raises ValueError for what is no number."""
    given = [printed(share, "the percentage") for share in shares]
    # The same as `counts`, in whole numbers: a table of many groups asks this many times.
    ends = [
        (one.low.numerator, 100 * one.low.denominator, one.high.numerator, 100 * one.high.denominator) for one in given
    ]
    return [n for n in candidates if all(max(-(-a * n // b), 0) <= min(c * n // d, n) for a, b, c, d in ends)]


def percent_set(shares: Sequence[str], n: str | None = None) -> Verdict:
    """Whether a stated total allows every percentage of one group, and which totals do.

    The totals listed are those up to twice the stated one (up to 100 without one).  Raises ValueError.
    """
    stated = whole(n, "n") if n else None
    fitting = allowed_totals(shares, range(1, max(100, 2 * (stated or 0)) + 1))
    shown = ", ".join(map(str, fitting[:SHOWN])) + (", ..." if len(fitting) > SHOWN else "")
    listed = ", ".join(shares)
    if stated is None:
        return Verdict(CANNOT_TELL, f"no total is stated; {listed} fit {shown or 'no total up to 100'}", shown)
    if stated in fitting:
        return Verdict(CONSISTENT, f"{stated} allows {listed}", shown)
    wrong = [share for share in shares if not counts(printed(share), stated)]
    return Verdict(
        INCONSISTENT, f"{stated} does not allow {', '.join(wrong)}; all of them fit {shown or 'no such total'}", shown
    )

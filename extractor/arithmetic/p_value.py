"""Does a test's p value follow from its statistic and degrees of freedom?

Source: Nuijten et al. 2016, statcheck, doi:10.3758/s13428-015-0664-2; here the statistic, and degrees of freedom that
are printed with decimals, each stand for every number that prints so, whatever its sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import inf, sqrt

from extractor.arithmetic.printed import CONSISTENT, INCONSISTENT, Printed, Verdict, printed

ALPHA = 0.05
# How each test is written, and the name under which it is computed.
NAMES = {
    "t": "t", "f": "F", "z": "z", "r": "r", "q": "Q", "qw": "Q", "qb": "Q",
    "chi2": "chi2", "chi-2": "chi2", "chisq": "chi2", "chi-square": "chi2", "chi-squared": "chi2", "chi square": "chi2",
    "χ2": "chi2", "χ²": "chi2", "x2": "chi2", "x²": "chi2",
}  # fmt: skip
TWO_SIDED = frozenset({"t", "z", "r"})
SIGNS = {
    "=": "=",
    "<": "<",
    ">": ">",
    "≤": "<",
    "≥": ">",
    "<=": "<",
    ">=": ">",
    "<<": "<",
    ">>": ">",
    "≪": "<",
    "≫": ">",
    "": "=",
}
_STATISTIC = re.compile(r"\s*([=<>≤≥≪≫]{0,2})\s*(.+?)\s*")
_CLAIM = re.compile(r"\s*(?:p(?:[\s-]*value)?)?\s*([=<>≤≥≪≫]{0,2})\s*(.+?)\s*", re.IGNORECASE)
_NOT_SIGNIFICANT = re.compile(r"n\.?\s?s\.?|not significant", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a paper says of a p value: from low to high, the ends included."""

    text: str
    low: float
    high: float

    def allows(self, low: float, high: float) -> bool:
        """Whether some p of a range is what is said."""
        return low <= self.high * (1 + 1e-9) and high * (1 + 1e-9) >= self.low

    def surely_below(self, alpha: float) -> bool:
        """Whether every p that is meant is below alpha, as those of "< .05" are below .05."""
        return self.high < alpha or (self.high <= alpha and self.text.startswith("< "))

    def surely_above(self, alpha: float) -> bool:
        return self.low > alpha or (self.low >= alpha and self.text.startswith("> "))


@lru_cache(maxsize=4096)
def claim(text: str, sign: str = "", alpha: float = ALPHA) -> Claim:
    """Read "0.03", "<.001", "p = .05", "ns".  Raises ValueError when it is no p value or lies outside 0 to 1.

    "p = .000" is read as rounded down; nothing is below .000.  "<= .033" holds of .0333, which prints as .033.
    """
    match = _CLAIM.fullmatch(text)
    printed_sign = (match[1] or sign.strip()) if match else ""
    said = SIGNS.get(printed_sign)
    if match is None or said is None:
        raise ValueError(f"the p value {text!r} is not a number")
    if _NOT_SIGNIFICANT.fullmatch(match[2]):
        return Claim("ns", alpha, 1.0)
    given = printed(match[2], "the p value")
    if not 0 <= given.value <= 1:
        raise ValueError(f"a p value lies between 0 and 1, and {given.text} does not")
    if printed_sign in {"≤", "<="}:
        return Claim(f"<= {given.text}", 0.0, float(given.high))
    if printed_sign in {"≥", ">="}:
        return Claim(f">= {given.text}", float(given.low), 1.0)
    if said == "<":
        return Claim(f"< {given.text}", 0.0, float(given.value) if given.value else -inf)
    if said == ">":
        return Claim(f"> {given.text}", float(given.value), 1.0)
    return Claim(f"= {given.text}", float(given.low), float(given.high))


def p_value(
    test: str, statistic: str, df1: str = "", df2: str = "", sign: str = "=", p: str = "", tails: str = "2",
    alpha: str = "0.05",
) -> Verdict:  # fmt: skip
    """Whether a reported p follows from a test: t, F, z, r, Q or chi2 (the last two from the upper tail, as F).

    df1 is the degrees of freedom of t, r, Q and chi2 (df2 where only that is given), and the numerator's of F.  The
    statistic may be a bound ("<1").  The reason of an inconsistent p says when it also lies on the other side of alpha,
    however it was rounded.  Raises ValueError for what is no number, no known test, or degrees of freedom that are
    missing.
    """
    name = NAMES.get(test.strip().lower())
    if name is None:
        raise ValueError(f"the test {test!r} is none of t, F, z, r, Q and chi2")
    if tails.strip() not in {"1", "2", ""}:
        raise ValueError(f"tails is {tails!r}, neither 1 nor 2")
    level = float(printed(alpha, "alpha").value)
    bound, value = _statistic(statistic)
    said = claim(p, sign, level)
    freedom = _freedom(name, df1, df2)
    if isinstance(freedom, Verdict):
        return freedom
    if name == "r" and not (value.low <= 1 and value.high >= -1):
        return Verdict(INCONSISTENT, f"a correlation lies between -1 and 1, and {value.text} does not")
    if name in {"F", "chi2", "Q"} and value.high < 0:
        return Verdict(INCONSISTENT, f"{name} cannot be negative, and {value.text} is")
    low, high = p_range(name, value, freedom)
    if bound != "=":
        low, high = (low, 1.0) if bound == "<" else (0.0, high)
    if tails.strip() == "1" and name in TWO_SIDED:
        return _judge(said, low / 2, high / 2, "one-tailed", level)
    verdict = _judge(said, low, high, "two-tailed" if name in TWO_SIDED else "upper-tail", level)
    if verdict.verdict == INCONSISTENT and name in TWO_SIDED and said.allows(low / 2, high / 2):
        return Verdict(INCONSISTENT, f"{verdict.reason}; a one-tailed test would give it", verdict.recomputed)
    return verdict


def _statistic(text: str) -> tuple[str, Printed]:
    """The sign and the number of a statistic: "2.20", "<1", "> 4.0"."""
    match = _STATISTIC.fullmatch(text)
    sign = SIGNS.get(match[1]) if match else None
    if match is None or sign is None:
        raise ValueError(f"the statistic {text!r} is not a number")
    return sign, printed(match[2], "the statistic")


def _judge(said: Claim, low: float, high: float, kind: str, alpha: float) -> Verdict:
    shown = f"{low:.3g}" if f"{low:.3g}" == f"{high:.3g}" else f"{low:.3g} to {high:.3g}"
    told = f"the {kind} p is {shown}"
    if said.allows(low, high):
        return Verdict(CONSISTENT, told, shown)
    other = (said.surely_below(alpha) and low > alpha) or (said.low >= alpha and high < alpha)
    return Verdict(
        INCONSISTENT, f"{told}, not {said.text}" + (f", on the other side of {alpha:g}" if other else ""), shown
    )


def _freedom(name: str, df1: str, df2: str) -> tuple[Printed, ...] | Verdict:
    """The degrees of freedom that a test needs; a verdict when they are none that a test can have."""
    if name == "z":
        return ()
    texts = (df1, df2) if name == "F" else (df1.strip() or df2,)
    found = tuple(printed(_unread(text), "the degrees of freedom") for text in texts)
    if any(one.value <= 0 for one in found):
        return Verdict(INCONSISTENT, "a test has at least one degree of freedom")
    return found


def _unread(text: str) -> str:
    """An "l" or "I" that stands for 1, as text taken from a PDF has it: F(l, 76)."""
    return "1" if text.strip() in {"l", "I"} else text


def p_range(name: str, value: Printed, freedom: tuple[Printed, ...]) -> tuple[float, float]:
    """The least and the greatest p, two-sided for t, z and r, that the printed numbers allow."""
    low, high = float(value.low), float(value.high)
    if name in TWO_SIDED:
        nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
        ends = [nearest, max(abs(low), abs(high))]
    else:
        ends = [max(low, 0.0), high]
    found = [_upper(name, end, degrees) for end in ends for degrees in _corners(freedom)]
    return min(found), max(found)


def _corners(freedom: tuple[Printed, ...]) -> list[tuple[float, ...]]:
    """Degrees of freedom as printed; those with decimals at both ends of their rounding."""
    corners: list[tuple[float, ...]] = [()]
    for one in freedom:
        ends = [float(one.low), float(one.high)] if one.decimals > 0 else [float(one.value)]
        corners = [(*corner, end) for corner in corners for end in ends if end > 0]
    return corners


def _upper(name: str, value: float, degrees: tuple[float, ...]) -> float:
    from scipy import special  # takes a while to import, and only this check needs it

    tail: dict[str, Callable[[], float]] = {
        "z": lambda: 2 * special.ndtr(-value),
        "t": lambda: 2 * special.stdtr(degrees[0], -value),
        "r": lambda: 2 * special.stdtr(degrees[0], -_t_of_r(value, degrees[0])),
        "F": lambda: special.fdtrc(degrees[0], degrees[1], value),
        "chi2": lambda: special.chdtrc(degrees[0], value),
        "Q": lambda: special.chdtrc(degrees[0], value),
    }
    return float(tail[name]())


def _t_of_r(r: float, degrees: float) -> float:
    return r * sqrt(degrees / (1 - r * r)) if r < 1 else inf

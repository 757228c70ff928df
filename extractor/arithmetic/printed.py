"""A number as it is printed, all the numbers that it may stand for, and a verdict on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Literal

CONSISTENT: Literal["consistent"] = "consistent"
INCONSISTENT: Literal["inconsistent"] = "inconsistent"
CANNOT_TELL: Literal["cannot_tell"] = "cannot_tell"

_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "‒": "-", "﹣": "-", "－": "-", "·": "."} | dict.fromkeys("\u2009\u202f\u00a0", "")
)
_FORM = re.compile(r"([-+]?)\s*((?:\d{1,3}(?:,\d{3})+|\d+)?)(?:\.(\d*))?(?:\s*[eE]\s*([-+]?\d+))?\s*%?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the numbers can stand together; reason is a sentence, recomputed what would be consistent."""

    verdict: Literal["consistent", "inconsistent", "cannot_tell"]
    reason: str
    recomputed: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number: its exact value, its decimals, and half a unit of its last digit.

    low and high are the ends of the closed interval of numbers that some rule of rounding to the nearest prints so.
    """

    text: str
    value: Fraction
    decimals: int
    half: Fraction

    @property
    def low(self) -> Fraction:
        return self.value - self.half

    @property
    def high(self) -> Fraction:
        return self.value + self.half


@lru_cache(maxsize=4096)
def printed(text: str, name: str = "the number") -> Printed:
    """Read a printed number: "5.20", ".05", "−1,171·5", "1.2e-5", "45%".

    Raises ValueError, with its name, when it is none.
    """
    match = _FORM.fullmatch(str(text).strip().translate(_SIGNS))
    if match is None or not (match[2] or match[3]):
        raise ValueError(f"{name} {text!r} is not a number")
    sign, whole, after, exponent = match[1], match[2].replace(",", ""), match[3] or "", int(match[4] or 0)
    if abs(exponent) > 300:
        raise ValueError(f"{name} {text!r} is out of reach")
    decimals = len(after) - exponent
    unit = Fraction(1) / Fraction(10) ** decimals
    value = int(f"{whole}{after}" or 0) * unit
    return Printed(str(text).strip(), -value if sign == "-" else value, decimals, unit / 2)


@lru_cache(maxsize=4096)
def whole(text: str, name: str, least: int = 1) -> int:
    """Read a whole number of at least `least`.  Raises ValueError, with its name, when it is none."""
    value = printed(text, name).value
    if value.denominator != 1 or value < least:
        raise ValueError(f"{name} {text!r} is not a whole number of {least} or more")
    return int(value)


def no_sd(sd: Printed, n: int) -> Verdict | None:
    """The verdict on a standard deviation that nothing needs to be computed for; None for all others."""
    if sd.value < 0:
        return Verdict(INCONSISTENT, f"an SD cannot be negative, and {sd.text} is")
    if n == 1:
        return Verdict(CANNOT_TELL, "one value has no standard deviation")
    return None


def integers(low: Fraction, high: Fraction) -> range:
    """The whole numbers of a closed interval."""
    return range(ceil(low), floor(high) + 1)


def decimal(value: Fraction | float, decimals: int) -> str:
    """A number printed with so many decimals, for a sentence."""
    return f"{float(value):.{max(decimals, 0)}f}"

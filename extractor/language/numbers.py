"""Numbers as trials print them: "1,171", "0·5", ".05", "−14.0", "Eighteen", "one hundred and twenty-three"."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

MINUS = "-−–‒﹣－"
THIN = "\u2009\u202f\u00a0\u2006\u2008"

# A printed number without its sign.  Thousands: a comma or a thin space before exactly three digits.
DIGITS = rf"(?>\d{{1,3}}(?:[,{THIN}]\d{{3}})+(?!\d)(?:[.·]\d+)?|\d+(?:[.·]\d+)?|(?<![\d.·])[.·]\d+)"
# A sign counts when nothing before it makes it a hyphen or a range.
SIGNED = rf"(?:(?<![\w)\]%.])[{MINUS}+]\s?)?{DIGITS}"

UNITS = {
    word: i
    for i, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()
    )
}
TENS = {
    word: 10 * (i + 2) for i, word in enumerate("""twenty thirty forty fifty sixty seventy eighty ninety""".split())
}
SCALES = {"hundred": 100, "thousand": 1000}
_ANY = "|".join([*TENS, *UNITS, *SCALES])
# "twenty-three", "one hundred and twenty three"
WORDS = rf"(?:(?:{_ANY})(?:(?:\s+and\s+|[\s‐‑-]+)(?:{_ANY}))*)"
# Not the end of a compound, nor of a number that a note mark hides: "aForty-four".
NUMBER = rf"(?:{DIGITS}|(?<![A-Za-z][-‐‑])\b{WORDS}\b)"


def as_printed(text: str) -> str | None:
    """The digits of a printed number with a point and a minus ("−1,171·50" -> "-1171.50"); None when it is not one.

    Number words become digits: "Eighteen" -> "18".
    """
    text = text.strip()
    sign = "-" if text[:1] in MINUS and text[:1] else ""
    digits = text.lstrip(MINUS + "+ ").replace("·", ".")
    digits = re.sub(rf"(?<=\d)[,{THIN} ](?=\d{{3}}(?!\d))", "", digits)
    if digits.startswith("."):
        digits = "0" + digits
    if re.fullmatch(r"\d+(?:\.\d+)?", digits):
        return sign + digits
    spelled = from_words(digits)
    return None if spelled is None else f"{sign}{spelled}"


def from_words(text: str) -> int | None:
    """The whole number that words spell, None when they spell none: "one hundred and twenty-three" -> 123."""
    total = current = 0
    seen = False
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in UNITS:
            current += UNITS[word]
        elif word in TENS:
            current += TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word == "and" and seen:
            continue
        else:
            return None
        seen = True
    return total + current if seen else None


def value_of(printed: str) -> int | float:
    """The number to compute and sort with: "0.50" -> 0.5, "18" -> 18.  Raises ValueError when it is none."""
    try:
        exact = Decimal(printed)
    except InvalidOperation as error:
        raise ValueError(f"not a number: {printed!r}") from error
    return int(exact) if "." not in printed else float(exact)


def negated(printed: str) -> str:
    """The printed number with its sign turned; zero stays as it is."""
    if Decimal(printed) == 0:
        return printed
    return printed[1:] if printed.startswith("-") else f"-{printed}"

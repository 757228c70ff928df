"""Units of dose and time: what is a dose, what is a concentration, and how many days "40 minutes" are."""

from __future__ import annotations

import re

from extractor.language.numbers import value_of

_MASS = r"(?:kg|g|mg|[µμu]g|mcg|microg|ng|pg|milligrams?|micrograms?|grams?)"
_AMOUNT = r"(?:IU|U|units?|[µμ]L|microL|[mk]?Eq|mmol|[µμ]mol|nmol|MBq|mCi|Gy|cGy|mL|ml|MIU|million units)"
_PER = (
    r"(?:kg|g|m2|m²|day|d|h|hr|hour|min|minute|week|wk|dose|body weight|bw|mL|ml|L|l|dL"
    r"|animal|rat|mouse|patient|inh|inhalation|puff|treatment|cycle)"
)
# mg, mg/kg, mg/kg/day, mg kg-1, µg/kg/min, IU, mg/m2, mg·kg−1·min−1
DOSE_UNIT = (
    rf"(?:{_MASS}|{_AMOUNT})(?:(?:\s?/\s?|\s+per\s+){_PER}|[·\s⋅]?{_PER}\s?(?:[-−–]1|⁻¹)){{0,2}}"
    r"(?![\w/])(?:\s(?:body weight|bw)\b)?"
)

_SPELLED = {
    "milligram": "mg", "milligrams": "mg", "microgram": "µg", "micrograms": "µg", "gram": "g", "grams": "g",
    "mcg": "µg", "microg": "µg", "ug": "µg", "μg": "µg", "ml": "mL", "hour": "h", "hr": "h", "minute": "min",
    "day": "day", "d": "day",
    "week": "week", "wk": "week", "m²": "m2", "unit": "U", "units": "U", "l": "L", "bw": "", "body weight": "",
}  # fmt: skip


def normal_unit(printed: str) -> str:
    """One spelling for each unit: "mg kg−1" and "mg per kg" are "mg/kg", "mcg" is "µg"."""
    text = re.sub(r"\s(?:body weight|bw)$", "", printed.strip())
    text = re.sub(rf"[·\s⋅]?({_PER})\s?(?:[-−–]1|⁻¹)", r"/\1", text)
    text = re.sub(r"\s?/\s?|\s+per\s+", "/", text)
    parts = [_SPELLED.get(part.strip(), part.strip()) for part in text.split("/")]
    return "/".join(part for part in parts if part)


MINUTES_IN = {"s": 1 / 60, "min": 1, "h": 60, "d": 1440, "wk": 10080, "mo": 43830, "y": 525960}
TIME_UNIT_OF = {
    "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
    "min": "min", "mins": "min", "minute": "min", "minutes": "min",
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "d": "d", "day": "d", "days": "d",
    "wk": "wk", "wks": "wk", "week": "wk", "weeks": "wk",
    "mo": "mo", "month": "mo", "months": "mo",
    "y": "y", "yr": "y", "yrs": "y", "year": "y", "years": "y",
}  # fmt: skip
TIME_WORD = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|wks?|months?|years?|yrs?)"


def time_unit(word: str) -> str:
    """The short name of a unit of time: "minutes" -> "min".  Raises KeyError for other words."""
    return TIME_UNIT_OF[word.lower().rstrip(".")]


def days(number: str, unit: str) -> float | int:
    """A printed number of a unit of time in days, to five decimals: 40 min -> 0.02778, 12 wk -> 84."""
    exact = value_of(number) * MINUTES_IN[unit] / 1440
    rounded = round(exact, 5)
    return int(rounded) if rounded == int(rounded) else rounded

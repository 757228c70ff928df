"""Units of dose and time: what is a dose, what is a concentration, and how many days "40 minutes" are."""

from __future__ import annotations

import re

from extractor.language.numbers import value_of

_MASS = (
    r"(?:kg|gm?|mg|[µμu]g|m[cu]g|mcgs|mu g|micro-?g|ng|pg|milligramm?e?s?|microgramm?e?s?|nanogramm?e?s?|gramm?e?s?)"
)
_AMOUNT = (
    r"(?:IU|I\.U\.|[km]IU|MIU|KIU|UI?|MU|million (?:units|IU|U)|(?:international )?units?|[mk]?Eq|m?mol|[µμ]mol|nmol"
    r"|[µμ]L|microL|mL|ml|cc|millilit(?:er|re)s?|[MGk]Bq|[mµμ]Ci|c?Gy|m?J/cm\s?(?:2|²)|mW/cm\s?(?:2|²)|ppm|CFU)"
)
_PER = (
    r"(?:kg|gm?|m\s?(?:2|²)|m\(2\)|m\^2|m<sup>2</sup>|day|die|d|h|hr|hour|min|minute|week|wk|month|dose|body weight|bw"
    r"|mL|ml|L|l|dL|animal|rat|mouse|patient|inh|inhalation|puff|treatment|cycle|fraction|eye|nostril)"
)
_MINUS_ONE = r"(?:\s?\(?[-−–]1\)?|⁻¹)"
_WEIGHT = r"\s(?:body weight|bw)\b"
# mg, mg/kg, mg/kg/day, mg kg-1, mg day(-1), µg/kg/min, IU, mg/m2, mg/m(2), mg·kg−1·min−1
DOSE_UNIT = (
    rf"(?:{_MASS}|{_AMOUNT})(?:{_WEIGHT}|(?:\s?/\s?|\s+per\s+){_PER}(?![A-Za-z])|[·\s⋅]?{_PER}{_MINUS_ONE}){{0,3}}"
    rf"(?!\w|/(?!\s?\d|\s?[a-z]{{9,}}))(?:{_WEIGHT})?"
)

_BASE = (
    r"(?:mm ?Hg|mm[³3]|cm[³3²2]|mm[²2]|kg|mg protein|mg|[µμ]g|mcg|ng|pg|fg|g|mmol|[µμ]mol|nmol|pmol|fmol|mol"
    r"|mM|[µμ]M|nM|pM|dL|dl|mL|ml|[µμ]L|[µμ]l|fL|L|l|mIU|[µμ]IU|kIU|IU|mU|[µμ]U|kU|U"
    r"|(?:log(?:10|₁₀)? )?(?:CFU|PFU|copies)|kPa|cmH2O"
    r"|bpm|beats|breaths|kHz|Hz|mV|[µμ]V|mA|pA|mN|N|°C|cm|mm|[µμ]m|nm|km|m[²2]?"
    r"|ms|min|sec|s|hours?|h|days?|d|weeks?|months?|years?|protein|tissue|10\^?[³⁶⁹369])"
)
# What measured values come in: "mg/dL", "µU/mL", "ng/mg protein", "mm³", "log10 CFU"
MEASURED_UNIT = rf"(?:{_BASE}(?:\s?/\s?{_BASE}){{0,2}})"

_SPELLED = {
    "milligram": "mg", "milligrams": "mg", "milligramme": "mg", "milligrammes": "mg", "microgram": "µg",
    "micrograms": "µg", "microgramme": "µg", "microgrammes": "µg", "nanogram": "ng", "nanograms": "ng",
    "gram": "g", "grams": "g", "gramme": "g", "grammes": "g", "gm": "g",
    "mcg": "µg", "mcgs": "µg", "mug": "µg", "mu g": "µg", "microg": "µg", "micro-g": "µg", "ug": "µg", "μg": "µg",
    "ml": "mL", "cc": "mL", "milliliter": "mL", "milliliters": "mL", "millilitre": "mL", "millilitres": "mL",
    "l": "L", "microL": "µL", "μL": "µL", "μmol": "µmol", "μCi": "µCi", "I.U.": "IU", "UI": "IU",
    "international unit": "IU", "international units": "IU", "unit": "U", "units": "U",
    "hour": "h", "hr": "h", "minute": "min", "day": "day", "d": "day", "die": "day", "week": "week", "wk": "week",
    "m²": "m2", "m(2)": "m2", "m^2": "m2", "m<sup>2</sup>": "m2", "m 2": "m2", "cm²": "cm2", "cm 2": "cm2",
    "bw": "", "body weight": "",
}  # fmt: skip


def normal_unit(printed: str) -> str:
    """One spelling for each unit: "mg kg−1" and "mg per kg" are "mg/kg", "mcg" is "µg", "mg day(-1)" is "mg/day"."""
    text = re.sub(_WEIGHT, "", printed.strip())
    text = re.sub(rf"[·\s⋅]?({_PER}){_MINUS_ONE}", r"/\1", text)
    text = re.sub(r"(?<!<)\s?/\s?|\s+per\s+", "/", text)
    parts = [_SPELLED.get(part.strip(), part.strip()) for part in re.split(r"(?<!<)/", text)]
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

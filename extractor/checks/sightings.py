"""How checks read reported values: every place that states one, its number, and how to quote it to a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from extractor.evidence import Reported, Sighting
from extractor.study import Arm, Result, SampleSize, Study

ROLES = ("screened", "randomized", "analyzed", "completed", "total")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


def alone(sighting: Sighting) -> Reported:
    """The sighting as a reported value of its own, fit for a flag's `about`."""
    return Reported(**{name: getattr(sighting, name) for name in Sighting.model_fields})


def sightings(*values: Reported | None) -> list[Sighting]:
    """Every place that states one of the values, the best one first."""
    return [place for value in values if value is not None for place in (value, *value.others)]


def number_of(sighting: Sighting) -> Fraction | None:
    """The number of a sighting without any rounding error; None where it has none.

    The normalised value goes first: it is in the field's own unit (days) and sign, the printed number may not be.
    """
    if isinstance(sighting.value, (int, float)):
        return Fraction(str(sighting.value))
    if sighting.number is not None and _NUMBER.fullmatch(sighting.number):
        return Fraction(sighting.number)
    return None


def whole(sighting: Sighting) -> int | None:
    """The sighting as a number of participants or animals, where it states exactly one."""
    number = number_of(sighting)
    if number is None or number.denominator != 1 or sighting.sign != "=":
        return None
    return int(number)


def rivals(value: Reported) -> list[Sighting]:
    """Exact sightings of the same thing that state another number; one for each number."""
    own = number_of(value)
    if own is None or value.sign != "=":
        return []
    found: dict[Fraction, Sighting] = {}
    for other in value.others:
        number = number_of(other)
        if number is not None and number != own and other.sign == "=":
            found.setdefault(number, other)
    return list(found.values())


def same_unit(one: Sighting, other: Sighting) -> bool:
    """Whether two sightings print one unit, apart from spaces and case."""
    return _unit(one) == _unit(other)


def _unit(sighting: Sighting) -> str:
    return "".join((sighting.unit or "").lower().split())


def sizes(n: SampleSize) -> list[tuple[str, Reported]]:
    """The stated numbers of participants with their roles."""
    found = [(role, getattr(n, role)) for role in ROLES]
    return [(role, value) for role, value in found if value is not None]


def counts(n: SampleSize) -> set[int]:
    """Every number of participants that any place states, whatever its role."""
    found = (whole(place) for _, value in sizes(n) for place in sightings(value))
    return {number for number in found if number is not None}


def structure(study: Study) -> str | None:
    """The study's structure as a vocabulary word."""
    found = study.design.structure
    return str(found.value) if found is not None and found.value is not None else None


def words(sighting: Sighting) -> str:
    """The printed characters on one line."""
    return " ".join(sighting.text.split())


def quoted(sighting: Sighting) -> str:
    """The printed characters in quotation marks, with their page where there is one."""
    page = f" (page {sighting.page})" if sighting.page is not None else ""
    return f"“{words(sighting)}”{page}"


def between(one: Sighting, other: Sighting) -> str | None:
    """The characters between a number and a later one in the same sentence; None where that cannot be told."""
    length = other.span[0] - one.span[1]
    if one.quote != other.quote or length < 0:
        return None
    gaps = {
        one.quote[match.end() : match.end() + length]
        for match in re.finditer(re.escape(one.text), one.quote)
        if one.quote.startswith(other.text, match.end() + length)
    }
    return gaps.pop() if len(gaps) == 1 else None


def at_start(study: Study, result: Result) -> bool:
    """Whether a result is of people as they were before treatment."""
    return any(time.id == result.timepoint and time.days.value == 0 for time in study.timepoints)


def study_name(study: Study) -> str:
    return words(study.label) if study.label is not None else "this study"


def arm_name(arm: Arm) -> str:
    return words(arm.name)


def listed(items: Iterable[object]) -> str:
    """Items as a person lists them: "12, 5 and 6"."""
    texts = [str(item) for item in items]
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def distinct(places: Iterable[Sighting]) -> list[Reported]:
    """Places to quote in a flag, each once, in the order given."""
    return [alone(place) for place in {place.span: place for place in places}.values()]


def first_position(about: Sequence[Reported]) -> tuple[int, int]:
    """Where the first quotation stands in the document's text; after everything else where there is none."""
    return min((place.span for place in about), default=(2**62, 0))

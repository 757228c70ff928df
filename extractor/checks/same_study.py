"""Compares what two documents say of one study: numbers of participants, doses, routes, scales, times and results.

The comparison is lenient: a number that the other document states anywhere about the study is no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from extractor.checks.sightings import arm_name, number_of, sightings, sizes, whole, words
from extractor.evidence import Reported, Sighting
from extractor.language.compound_forms import key_of
from extractor.language.substance_names import are_synonyms
from extractor.study import Arm, Measure, Result, SampleSize, Study, leaves

SURE = 0.5  # confidence from which on a value is held against another document's
NEAR = Fraction(4, 5)  # two sizes that may be those enrolled and those analyzed
ROLES_IN_ORDER = ("randomized", "total", "analyzed", "completed")
_CHANGES = re.compile(
    r"titrat|escalat|increas|reduced to|taper|up to|followed by|\bthen\b|maxim|minim|loading|maintenance"
    r"|rang(?:e|ing)|adjust",
    re.IGNORECASE,
)
# Short forms that name one scale.
_SCALES = {"hamd": "hdrs", "hrsd": "hdrs", "hama": "hars", "hars": "hars", "cgis": "cgi", "bprs": "bprs"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which two documents differ: what each says, and how grave it is."""

    what: Literal["n", "arms", "dose", "route", "scale", "timepoint", "result"]
    own: Sighting
    other: Sighting
    about: str
    severity: Literal["high", "medium", "low"]
    status: Literal["fails", "cannot_tell"] = "fails"


def differences(one: Study, other: Study) -> list[Difference]:
    """What the first document says of a study that the second one does not."""
    found = [*_size(one, other), *_arms(one, other), *_doses(one, other), *_routes(one, other)]
    return [*found, *_scales(one, other), *_times(one, other), *_results(one, other)]


def substances(study: Study) -> set[str]:
    """The keys of the substances that a study gave."""
    named = [dose.substance for arm in study.arms for dose in arm.doses]
    return {key_of(words(value)) for value in named if value is not None} - {"", "placebo", "saline"}


def same_substance(one: str, other: str) -> bool:
    return one == other or are_synonyms(one, other)


def _participants(study: Study) -> set[int]:
    """Every number of participants that the document states, sums of arms included."""
    groups = [study.n, *(arm.n for arm in study.arms)]
    found = {whole(place) for group in groups for _, value in sizes(group) for place in sightings(value)}
    found |= {whole(result.n) for result in study.results if result.n is not None}
    for role in ROLES_IN_ORDER:
        counts = [whole(value) for arm in study.arms if (value := getattr(arm.n, role)) is not None]
        if len(counts) > 1:
            found.add(sum(count for count in counts if count is not None))
    return {number for number in found if number is not None}


def _best_size(n: SampleSize, role: str) -> Reported | None:
    own: Reported | None = getattr(n, role)
    if own is not None or role == "screened":
        return own
    return next((value for name in ROLES_IN_ORDER if (value := getattr(n, name)) is not None), None)


def _size(one: Study, other: Study) -> Iterator[Difference]:
    known = _participants(other)
    for role, value in sizes(one.n):
        rival, number = _best_size(other.n, role), whole(value)
        if rival is None or number is None or number in known or min(value.confidence, rival.confidence) < SURE:
            continue
        if rival.sign != "=" or (told := whole(rival)) is None or not told:
            continue
        same_role = role != "total" and getattr(other.n, role) is not None
        near = Fraction(min(number, told), max(number, told)) >= NEAR
        if same_role or not near:
            yield Difference("n", value, rival, f"number of participants ({role})", "high")
        elif role == "total" and other.n.total is not None:
            yield Difference("n", value, rival, "number of participants (enrolled or analyzed)", "low")
        else:
            yield Difference("n", value, rival, f"number of participants ({role})", "low", "cannot_tell")


def _arms(one: Study, other: Study) -> Iterator[Difference]:
    known = _participants(other)
    for arm in one.arms:
        match = _match(arm, one, other)
        for role, value in sizes(arm.n) if match is not None else []:
            rival = _best_size(match.n, role) if match is not None else None
            number = whole(value)
            if rival is None or number is None or number in known or whole(rival) is None:
                continue
            yield Difference("arms", value, rival, f"size of the arm {arm_name(arm)}", "medium")


def _match(arm: Arm, one: Study, other: Study) -> Arm | None:
    """The arm of the other document that is the same: of one name or one drug, or the only one of its role."""
    named = [there for there in other.arms if _same_arm(arm, there)]
    if len(named) == 1:
        return named[0]
    alike = [there for there in other.arms if there.role == arm.role]
    alone = [here for here in one.arms if here.role == arm.role]
    return alike[0] if not named and arm.role == "comparator" and len(alike) == len(alone) == 1 else None


def _same_arm(one: Arm, other: Arm) -> bool:
    if key_of(arm_name(one)) == key_of(arm_name(other)) or are_synonyms(arm_name(one), arm_name(other)):
        return True
    if one.role != "intervention" or other.role != "intervention":
        return False
    return any(same_substance(a, b) for a in _given(one) for b in _given(other))


def _given(arm: Arm) -> set[str]:
    return {key_of(words(dose.substance)) for dose in arm.doses if dose.substance is not None}


def _doses(one: Study, other: Study) -> Iterator[Difference]:
    for drug, amount in _amounts(one):
        number = number_of(amount)
        rivals = [
            there
            for name, value in _amounts(other)
            if same_substance(drug, name)
            for there in sightings(value)
            if _unit(there) == _unit(amount)
        ]
        if number is None or not rivals or _CHANGES.search(amount.quote) or amount.sign != "=":
            continue
        if any(_agree(amount, rival) or _CHANGES.search(rival.quote) for rival in rivals):
            continue
        if not any(_agree(amount, place) for place in _everything(other) if _unit(place) == _unit(amount)):
            yield Difference("dose", amount, rivals[0], f"dose of {drug}", "medium")


def _amounts(study: Study) -> list[tuple[str, Reported]]:
    doses = [dose for arm in study.arms for dose in arm.doses]
    return [(key_of(words(d.substance)), d.amount) for d in doses if d.substance is not None and d.amount is not None]


def _routes(one: Study, other: Study) -> Iterator[Difference]:
    told = [(key_of(words(d.substance)), d.route) for a in other.arms for d in a.doses if d.substance and d.route]
    seen: set[str] = set()
    for dose in [dose for arm in one.arms for dose in arm.doses]:
        if dose.substance is None or dose.route is None:
            continue
        drug, route = key_of(words(dose.substance)), dose.route
        rivals = [value for name, value in told if same_substance(drug, name)]
        known = {place.value for value in rivals for place in sightings(value)}
        if rivals and not known & {place.value for place in sightings(route)} and drug not in seen:
            seen.add(drug)
            yield Difference("route", route, rivals[0], f"route of {drug}", "medium")


def _scale(measure: Measure) -> tuple[str, str]:
    """The letters of a measure's short form, of one scale alike, and its number of items: ("hdrs", "21")."""
    short = words(measure.abbreviation) if measure.abbreviation is not None else words(measure.name)
    if not re.search(r"[A-Z].*[A-Z]", short) or " " in short.strip():
        return "", ""
    letters = re.sub(r"[^a-z]", "", short.lower())
    items = re.search(r"\d+", short)
    number = items[0] if items else str(whole(measure.items) or "") if measure.items is not None else ""
    return _SCALES.get(letters, letters), number


def _scales(one: Study, other: Study) -> Iterator[Difference]:
    theirs = [(measure, *_scale(measure)) for measure in other.measures]
    for measure in one.measures:
        name, items = _scale(measure)
        alike = [(there, number) for there, letters, number in theirs if letters == name and number]
        place = measure.abbreviation or measure.name
        if name and items and alike and items not in {number for _, number in alike}:
            rival = alike[0][0]
            yield Difference("scale", place, rival.abbreviation or rival.name, "version of the scale", "medium")
        elif name and measure.role == "primary" and name not in {letters for _, letters, _ in theirs}:
            rivals = [there for there, letters, _ in theirs if there.role == "primary" and letters]
            if rivals and not _named(measure, other):
                rival = rivals[0]
                yield Difference("scale", place, rival.abbreviation or rival.name, "primary scale", "medium")


def _named(measure: Measure, other: Study) -> bool:
    """Whether the other document names the measure in any words."""
    own = {word.lower() for word in re.findall(r"[A-Za-z]{4,}", words(measure.name))} - {"scale", "rating", "score"}
    return any(
        own & {word.lower() for word in re.findall(r"[A-Za-z]{4,}", words(there.name))} for there in other.measures
    )


def _times(one: Study, other: Study) -> Iterator[Difference]:
    rivals = [time for time in other.timepoints if time.role == "primary"]
    for time in one.timepoints:
        days = number_of(time.days)
        if time.role != "primary" or days is None or not rivals:
            continue
        if not any(_near(days, number_of(there.days)) for there in other.timepoints):
            yield Difference("timepoint", time.label, rivals[0].label, "primary timepoint", "medium")


def _near(one: Fraction, other: Fraction | None) -> bool:
    return other is not None and abs(one - other) <= max(abs(one), abs(other)) / 10


def _results(one: Study, other: Study) -> Iterator[Difference]:
    everything = None
    for result in one.results:
        if result.value.confidence < SURE or result.value.sign != "=":
            continue
        rivals = [there for there in other.results if _one_slot(result, one, there, other)]
        if not rivals:
            continue
        everything = everything if everything is not None else [*_everything(other), *_complements(other)]
        if not any(_agree(result.value, place) for place in everything) and not _from_counts(result, other):
            yield Difference("result", result.value, rivals[0].value, f"result ({result.statistic})", "medium")


def _one_slot(result: Result, one: Study, there: Result, other: Study) -> bool:
    """Whether two results are of one measure, statistic, time and arm, as far as both documents say."""
    if result.statistic != there.statistic or result.measure is None or there.measure is None:
        return False
    measures = {m.id: m for m in one.measures}, {m.id: m for m in other.measures}
    times = {t.id: number_of(t.days) for t in one.timepoints}, {t.id: number_of(t.days) for t in other.timepoints}
    arms = {a.id: a for a in one.arms}, {a.id: a for a in other.arms}
    if not _same_measure(measures[0].get(result.measure), measures[1].get(there.measure)):
        return False
    mine, theirs = times[0].get(result.timepoint or ""), times[1].get(there.timepoint or "")
    if mine is None or theirs is None or not _near(mine, theirs):
        return False
    own, rival = arms[0].get(result.arm or ""), arms[1].get(there.arm or "")
    if own is None or rival is None:
        return False
    return _same_arm(own, rival) or own.role == rival.role == "comparator"


def _same_measure(one: Measure | None, other: Measure | None) -> bool:
    if one is None or other is None:
        return False
    if words(one.name).lower() == words(other.name).lower():
        return True
    return bool(_scale(one)[0]) and _scale(one)[0] == _scale(other)[0]


def _everything(study: Study) -> list[Sighting]:
    """Every number that a document states about a study."""
    return [place for _, leaf in leaves(study) for place in (leaf, *leaf.others) if number_of(place) is not None]


def _complements(study: Study) -> list[Sighting]:
    """What is left of 100 percent: the share that did not respond."""
    percents = [r.value for r in study.results if r.statistic == "percent" and isinstance(r.value.value, (int, float))]
    return [
        value.model_copy(update={"value": 100 - float(value.value)})
        for value in percents
        if isinstance(value.value, (int, float))
    ]


def _from_counts(result: Result, other: Study) -> bool:
    """Whether a percentage is that of a count that the other document states, of any of its numbers of participants."""
    if result.statistic != "percent":
        return False
    counts: Iterable[int | None] = [
        whole(place) for r in other.results for place in (r.value, r.count) if place is not None
    ]
    share = number_of(result.value)
    half = _half(result.value)
    return share is not None and any(
        count is not None and 0 <= count <= n and abs(Fraction(100 * count, n) - share) <= half
        for count in counts
        for n in _participants(other)
        if n
    )


def _agree(one: Sighting, other: Sighting) -> bool:
    """Whether two numbers may be one, each rounded as it is printed; signs of change are told in many ways."""
    a, b = number_of(one), number_of(other)
    return a is not None and b is not None and abs(abs(a) - abs(b)) <= max(_half(one), _half(other))


def _half(place: Sighting) -> Fraction:
    """Half of the last printed digit."""
    decimals = len((place.number or "").partition(".")[2])
    return Fraction(1, 2 * 10**decimals)


def _unit(place: Sighting) -> str:
    return "".join((place.unit or "").lower().split())

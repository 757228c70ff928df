"""Percentages of one group of patients that its number of patients does not allow, and the number that would.

Of 18 patients, 12 are 67 % and 13 are 72 %: nobody can report 71 %.

Fires on: two or more different percentages of one group, at least one of them impossible for every stated size of the
    group, where one total near the stated size allows all of them.
Silent on: percentages that some stated number of the group allows, in whichever role it is stated; percentages that
    come with a count of their own; in a study's own report, percentages without a denominator printed beside them
    (a report has many denominators; a guide that retells a study has one); means of percentages, shares of events
    or of responders only, modelled rates; percentages above 100; groups so large that every printed percentage is
    possible; animals and cells; an arm whose own size is not stated, unless the study is a crossover.  A single
    impossible percentage, or a set that no total near the stated size allows, is at most "cannot tell": the
    denominators may differ.
Needs: results with the statistic "percent" and the unit "%" as printed; the sizes of the study, arm or result.
Source: rounding granularity (Brown and Heathers 2017, GRIM, doi:10.1177/1948550616673876), for percentages, in exact
    rational arithmetic: a total N allows p printed with d decimals if some whole k has |100 k/N - p| <= 0.5 * 10^-d,
    so that any rule that rounds to the nearest, whatever it does with halves, is allowed.  Truncated percentages are
    not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from extractor.checks.sightings import arm_name, distinct, listed, sightings, sizes, structure, study_name, whole
from extractor.evidence import Flag, Reported, Sighting
from extractor.study import Arm, Record, Result, Study

WHOLE_GROUP = {"crossover", "single_arm", "cohort", "case_control", "cross_sectional"}
NOT_PEOPLE = {"in_vivo", "in_vitro"}
SHOWN_TOTALS = 6

# The percentage must be a share of people ...
_OF_PEOPLE = re.compile(
    r"respon|remi(?:ssion|tt)|relaps|recover|improv|achiev|patient|subject|participant|individual|people|person"
    r"|volunteer|wom[ae]n|\bm[ae]n\b|\b(?:fe)?males?\b|child|adult|adverse|side effect|headache|nausea|dissociat|dizz"
    r"|discontinu|dropout|drop-out|withdr[ae]w|complet|death|died|mortal|prevalence|inciden|proportion|\brates?\b"
    r"|reported|experienced|cured?\b|abstinen|seroconver|event",
    re.IGNORECASE,
)
# ... of all of them, counted and not modelled.
_OTHER_SHARE = re.compile(
    r"(?:of|among|amongst|in)\s+(?:all\s+|the\s+|these\s+|those\s+)*(?:\d+\s+)?"
    r"(?:respond|remitt|completers|survivors|events|doses|infusions|sessions|visits|injections|samples|cells|those|whom"
    r"|cases|women|men\b|males|females|evaluable|the variance|variance)"
    r"|kaplan|estimated|modell?ed|weighted|adjusted|predicted|imputed|probabilit|confidence|power\b|occupan|bioavailab"
    r"|inhibition|purity|yield|plasma|protein bind|saline|humidity|adheren|complian|clearance|oxygen|saturation",
    re.IGNORECASE,
)
_WINDOW = 80


def counts_of(percent: str, n: int) -> list[int]:
    """Every number of people out of n whose share prints as `percent` under some rule that rounds to the nearest."""
    value, half = Fraction(percent), Fraction(1, 2 * 10 ** decimals(percent))
    low, high = ceil((value - half) * n / 100), floor((value + half) * n / 100)
    return list(range(max(low, 0), min(high, n) + 1))


def allowed_totals(percents: Iterable[str], candidates: Iterable[int]) -> list[int]:
    """The totals that allow every one of the percentages."""
    percents = list(percents)
    return [n for n in candidates if all(counts_of(percent, n) for percent in percents)]


def decimals(percent: str) -> int:
    """Digits printed after the point."""
    return len(percent.partition(".")[2])


def nearest_shares(percent: str, n: int) -> list[str]:
    """The shares of n just below and just above a percentage, with one decimal more than it has."""
    below = floor(Fraction(percent) * n / 100)
    return [f"{100 * k / n:.{decimals(percent) + 1}f}%" for k in (below, below + 1) if 0 <= k <= n]


def plausible_totals(stated: Iterable[int]) -> list[int]:
    """Totals within 30 % of a stated one, and at least three up and down, besides the stated ones themselves."""
    found: set[int] = set()
    for n in stated:
        reach = max(3, floor(Fraction(3, 10) * n))
        found.update(range(max(1, n - reach), n + reach + 1))
    return sorted(found)


@dataclass(frozen=True)
class Group:
    """The percentages of one group of people, and every place that states its size."""

    name: str
    percents: list[Reported]
    totals: list[Sighting]


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        if structure(study) not in NOT_PEOPLE and not _is_animal(study):
            for group in _groups(study):
                yield from _judge(study, group)


def _is_animal(study: Study) -> bool:
    species = study.population.species
    return species is not None and not re.search("human|patient|people", f"{species.text} {species.value}", re.I)


def _groups(study: Study) -> Iterator[Group]:
    members: dict[str | None, list[Result]] = {}
    for result in study.results:
        if _is_plain_share(study, result) and (not study.reported_here or result.n is not None):
            members.setdefault(_key(study, result), []).append(result)
    arms = {arm.id: arm for arm in study.arms}
    for key, results in members.items():
        totals = [] if study.reported_here else _totals(study, arms.get(key or ""))
        totals += [place for result in results for place in sightings(result.n)]
        percents = {str(result.value.number): result.value for result in results}
        name = study_name(study) if key not in arms else f"{study_name(study)}, {arm_name(arms[key])}"
        yield Group(name, list(percents.values()), [place for place in totals if whole(place)])


def _key(study: Study, result: Result) -> str | None:
    """The arm, or None for the whole study: where everybody gets the one drug, "of subjects" is of the drug's arm."""
    drugs = [arm.id for arm in study.arms if arm.role == "intervention"]
    if len(study.arms) < 2 or (structure(study) in WHOLE_GROUP and drugs == [result.arm]):
        return None
    return result.arm


def _totals(study: Study, arm: Arm | None) -> list[Sighting]:
    """The places that state the size of one arm; for the whole study, and in a crossover, those of all of it."""
    if arm is not None and len(study.arms) > 1 and structure(study) not in WHOLE_GROUP:
        return [place for _, value in sizes(arm.n) for place in sightings(value)]
    sizes_here = [*sizes(study.n), *(size for arm in study.arms for size in sizes(arm.n))]
    return [place for _, value in sizes_here for place in sightings(value)]


def _is_plain_share(study: Study, result: Result) -> bool:
    value = result.value
    if result.statistic != "percent" or (value.unit or "").strip() != "%" or value.sign != "=":
        return False
    if value.number is None or not re.fullmatch(r"\d+(?:\.\d+)?", value.number) or Fraction(value.number) > 100:
        return False
    if result.count is not None or result.spread is not None:
        return False
    measures: list[str] = [m.name.text for m in study.measures if m.id == result.measure]
    definition = [] if result.definition is None else [result.definition.text]
    around = _around(value)
    of_people = _OF_PEOPLE.search(" ".join([*definition, *measures, around]))
    return of_people is not None and _OTHER_SHARE.search(around) is None


def _around(value: Reported) -> str:
    """The words near a value in its own quotation, which may be a long table row."""
    at = value.quote.find(value.text)
    if at < 0:
        return value.quote
    return value.quote[max(0, at - _WINDOW) : at + len(value.text) + _WINDOW]


def _judge(study: Study, group: Group) -> Iterator[Flag]:
    stated = sorted({n for place in group.totals if (n := whole(place)) is not None})
    percents = [str(value.number) for value in group.percents]
    if not stated or any(_has_no_power(percent, n) for percent in percents for n in stated):
        return
    impossible = [value for value in group.percents if not any(counts_of(str(value.number), n) for n in stated)]
    if not impossible:
        return
    own_size = any(_states_own_size(study, value) for value in impossible)
    fitting = [n for n in allowed_totals(percents, plausible_totals(stated)) if n not in stated]
    if len(percents) > 1 and fitting:
        yield _fails(study, group, impossible, stated, fitting)
    elif (len(percents) == 1 and own_size) or (
        not study.reported_here and len(impossible) > 1 and 2 * len(impossible) >= len(percents)
    ):
        yield _cannot_tell(study, group, impossible, stated)


def _has_no_power(percent: str, n: int) -> bool:
    return n >= int(10 ** (decimals(percent) + 2))


def _states_own_size(study: Study, value: Reported) -> bool:
    return any(result.n is not None for result in study.results if result.value.span == value.span)


def _fails(study: Study, group: Group, impossible: list[Reported], stated: list[int], fitting: list[int]) -> Flag:
    percents = [str(value.number) for value in group.percents]
    fits = _fits(percents, sorted(fitting, key=lambda n: (min(abs(n - s) for s in stated), n)))
    verdict = f"{_are_impossible(impossible)} {_totals_text(stated)} ({_nearest(impossible, stated)})"
    return Flag(
        check="percent_set",
        status="fails",
        severity="high" if len(impossible) > 1 else "medium",
        message=f"{group.name}: {verdict}; together, {_percent_list(percents)} fit {fits}.",
        about=_about(group, stated),
        expected=fits,
        found=f"{_totals_text(stated)} with {_percent_list(percents)}",
        study=study.id,
    )


def _cannot_tell(study: Study, group: Group, impossible: list[Reported], stated: list[int]) -> Flag:
    percents = [str(value.number) for value in group.percents]
    verdict = f"{_are_impossible(impossible)} {_totals_text(stated)} ({_nearest(impossible, stated)})"
    reason = "one percentage alone names no other total" if len(percents) == 1 else "no total near it fits them all"
    return Flag(
        check="percent_set",
        status="cannot_tell",
        severity="low",
        message=f"{group.name}: {verdict}, but {reason}: their denominators may differ.",
        about=_about(group, stated),
        expected=None,
        found=f"{_totals_text(stated)} with {_percent_list(percents)}",
        study=study.id,
    )


def _about(group: Group, stated: Sequence[int]) -> list[Reported]:
    one_each = {n: place for n in stated for place in reversed(group.totals) if whole(place) == n}
    return distinct([*group.percents, *(one_each[n] for n in sorted(one_each))])


def _are_impossible(impossible: list[Reported]) -> str:
    return f"{_percent_list(v.number for v in impossible)} {'are' if len(impossible) > 1 else 'is'} not possible for"


def _percent_list(percents: Iterable[str | None]) -> str:
    return listed(f"{percent}%" for percent in percents)


def _totals_text(stated: Sequence[int]) -> str:
    return " or ".join(f"N = {n}" for n in stated)


def _nearest(impossible: list[Reported], stated: Sequence[int]) -> str:
    """What the closest stated total allows instead: "nearest to 71 %: 66.7 % and 72.2 %"."""
    n = max(stated)
    return "; ".join(f"nearest to {v.number}%: {listed(nearest_shares(str(v.number), n))}" for v in impossible)


def _fits(percents: Sequence[str], totals: Sequence[int]) -> str:
    """The totals that fit, the likeliest first, each with the numbers of people that the percentages then are."""
    shown = [f"{n} ({listed(_counts_text(percent, n) for percent in percents)})" for n in totals[:SHOWN_TOTALS]]
    more = f" or {len(totals) - SHOWN_TOTALS} other totals" if len(totals) > SHOWN_TOTALS else ""
    return "N = " + " or ".join(shown) + more


def _counts_text(percent: str, n: int) -> str:
    return "/".join(str(k) for k in counts_of(percent, n))

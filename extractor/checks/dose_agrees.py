"""The dose of a drug in an arm differs between two places of the paper.

Fires on: two exact amounts of the same substance, in the same unit, for the same arm.
Silent on: other units; "up to" or "about" an amount; an amount that another dose of the same study has (several dose
    levels); doses that the quotation says are raised, lowered or followed by others.
Needs: the assembler keeps a rival amount among the `others` of the amount of that arm's dose.
Source: abstracts that differ from their text, Pitkin et al. 1999, doi:10.1001/jama.281.12.1110.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from extractor.checks.sightings import (
    arm_name,
    distinct,
    listed,
    number_of,
    quoted,
    rivals,
    same_unit,
    study_name,
    words,
)
from extractor.evidence import Flag, Reported, Sighting
from extractor.study import Arm, Dose, Record, Study

_CHANGES = re.compile(
    r"titrat|escalat|increas(?:ed to|ing)|reduced to|taper|up to|followed by|\bthen\b|maximum|maximal|minimum|loading"
    r"|maintenance|at least|ranging|doses of|dose levels|if tolerated|adjusted",
    re.IGNORECASE,
)


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        for arm in study.arms:
            for dose in arm.doses:
                yield from _judge(study, arm, dose)


def _judge(study: Study, arm: Arm, dose: Dose) -> Iterator[Flag]:
    amount = dose.amount
    if amount is None or _CHANGES.search(amount.quote):
        return
    levels = _other_levels(study, dose)
    same_unit_only = amount.model_copy(
        update={"others": [place for place in amount.others if same_unit(amount, place)]}
    )
    found = [rival for rival in rivals(same_unit_only) if amount.unit and not _explained(rival, levels)]
    if found:
        yield _flag(study, arm, dose, amount, found)


def _other_levels(study: Study, dose: Dose) -> set[Fraction]:
    amounts = [other.amount for arm in study.arms for other in arm.doses if other is not dose]
    numbers = (number_of(amount) for amount in amounts if amount is not None)
    return {number for number in numbers if number is not None} - {_own(dose)}


def _own(dose: Dose) -> Fraction | None:
    return None if dose.amount is None else number_of(dose.amount)


def _explained(rival: Sighting, levels: set[Fraction]) -> bool:
    return number_of(rival) in levels or bool(_CHANGES.search(rival.quote))


def _flag(study: Study, arm: Arm, dose: Dose, amount: Reported, found: list[Sighting]) -> Flag:
    what = words(dose.substance) if dose.substance is not None else "the drug"
    return Flag(
        check="dose_agrees",
        status="fails",
        severity="medium",
        message=f"{study_name(study)}, {arm_name(arm)}: the dose of {what} is {quoted(amount)}, "
        f"but {listed(quoted(rival) for rival in found)}.",
        about=distinct([amount, *found]),
        expected=words(amount),
        found=listed(words(rival) for rival in found),
        study=study.id,
    )

"""What the program questions in a paper: one file for each check, each with `check(record)`, listed here in order."""

from __future__ import annotations

from typing import Final

from extractor.checks import (
    arm_totals,
    dose_agrees,
    interval,
    p_value,
    percent_of_count,
    percent_set,
    population_claim,
    references,
    sample_size_agrees,
    subject_identity,
    timepoint_agrees,
)
from extractor.checks.sightings import first_position
from extractor.evidence import Flag
from extractor.study import Record

CHECKS: Final = (
    subject_identity,
    percent_set,
    percent_of_count,
    interval,
    p_value,
    sample_size_agrees,
    arm_totals,
    dose_agrees,
    timepoint_agrees,
    population_claim,
    references,
)

_SEVERITIES = ("high", "medium", "low")


def run_checks(record: Record) -> list[Flag]:
    """Every check's flags: the gravest first, then in the order of the checks, then of their place in the text."""
    found = [(order, flag) for order, module in enumerate(CHECKS) for flag in module.check(record)]
    found.sort(key=lambda item: (_SEVERITIES.index(item[1].severity), item[0], first_position(item[1].about)))
    return [flag for _, flag in found]

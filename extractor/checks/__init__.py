"""What the program questions in a paper: one file for each check, each with `check(record)`, listed here in order."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Final

from extractor.checks import (
    alpha_level,
    arm_totals,
    change_scores,
    design_claim,
    dose_agrees,
    figures_cited,
    flow_sums,
    interval,
    p_from_counts,
    p_value,
    partition_totals,
    percent_of_count,
    percent_set,
    population_claim,
    range_holds_value,
    rate_of_events,
    references,
    registration,
    repeated_p,
    repeated_sentence,
    row_difference,
    row_total,
    sample_size_agrees,
    scale_range,
    scale_version_agrees,
    sd_or_se,
    significance_claim,
    spread_named,
    stated_change,
    subject_identity,
    t_from_summary,
    table_percent,
    timeline,
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
    p_from_counts,
    t_from_summary,
    sd_or_se,
    scale_range,
    change_scores,
    sample_size_agrees,
    arm_totals,
    flow_sums,
    partition_totals,
    table_percent,
    row_total,
    row_difference,
    stated_change,
    rate_of_events,
    range_holds_value,
    repeated_sentence,
    repeated_p,
    dose_agrees,
    timepoint_agrees,
    scale_version_agrees,
    population_claim,
    design_claim,
    significance_claim,
    spread_named,
    alpha_level,
    references,
    figures_cited,
    registration,
    timeline,
)

_SEVERITIES = ("high", "medium", "low")


def source_of(module: ModuleType) -> str | None:
    """Where the method of a check is published: the first DOI of its docstring's "Source", as a link."""
    found = re.search(r"^Source:.*?doi:(10\.\d{4,9}/[^\s,;:)]+)", module.__doc__ or "", re.MULTILINE | re.DOTALL)
    return f"https://doi.org/{found[1].rstrip('.')}" if found else None


SOURCES: Final = {module.__name__: source_of(module) for module in CHECKS}


def run_checks(record: Record) -> list[Flag]:
    """Every check's flags: the gravest first, then in the order of the checks, then of their place in the text."""
    found = [
        (order, flag if flag.source else flag.model_copy(update={"source": SOURCES[module.__name__]}))
        for order, module in enumerate(CHECKS)
        for flag in module.check(record)
    ]
    found.sort(key=lambda item: (_SEVERITIES.index(item[1].severity), item[0], first_position(item[1].about)))
    return [flag for _, flag in found]

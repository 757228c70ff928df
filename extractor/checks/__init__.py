"""What the program questions in a paper: one file for each check, each with `check(record)`, listed here in order.

Those across documents, listed apart, have an `Index` instead, to which all documents of a run are added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Final

from extractor.checks import (
    across,
    alpha_level,
    arm_totals,
    change_scores,
    copied_values,
    design_claim,
    dose_agrees,
    figures_cited,
    flow_sums,
    guide_text,
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
    guide_text,
)

ACROSS: Final = (across, copied_values)
ACROSS_NAMES: Final = tuple(module.__name__.rpartition(".")[2] for module in ACROSS)
_NAMES = (*(module.__name__.rpartition(".")[2] for module in CHECKS), *ACROSS_NAMES)
_SEVERITIES = ("high", "medium", "low")


def source_of(module: ModuleType) -> str | None:
    """Where the method of a check is published: the first DOI of its docstring's "Source", as a link."""
    found = re.search(r"^Source:.*?doi:(10\.\d{4,9}/[^\s,;:)]+)", module.__doc__ or "", re.MULTILINE | re.DOTALL)
    return f"https://doi.org/{found[1].rstrip('.')}" if found else None


SOURCES: Final = {module.__name__: source_of(module) for module in (*CHECKS, *ACROSS)}


def run_checks(record: Record) -> list[Flag]:
    """Every check's flags: the gravest first, then in the order of the checks, then of their place in the text."""
    return in_order([_with_source(flag, module) for module in CHECKS for flag in module.check(record)])


def _with_source(flag: Flag, module: ModuleType) -> Flag:
    return flag if flag.source else flag.model_copy(update={"source": SOURCES[module.__name__]})


def in_order(flags: Iterable[Flag]) -> list[Flag]:
    """Flags as a record keeps them."""
    return sorted(
        flags,
        key=lambda flag: (_SEVERITIES.index(flag.severity), _NAMES.index(flag.check), first_position(flag.about)),
    )


def run_across(records: Iterable[Record], get: Callable[[str], Record]) -> dict[str, list[Flag]]:
    """The flags across documents, of each document by its path."""
    indexes = [module.Index() for module in ACROSS]
    for order, record in enumerate(records):
        for index in indexes:
            index.add(order, record)
    found: dict[str, list[Flag]] = {}
    for module, index in zip(ACROSS, indexes, strict=True):
        for path, flag in index.flags(get):
            found.setdefault(path, []).append(_with_source(flag, module))
    return found

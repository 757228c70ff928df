"""Finds the values of each field in a text: one file of this folder for each field, each with `find(doc, document)`."""

from __future__ import annotations

from extractor.document import Document
from extractor.evidence import Mention
from extractor.finders import (
    arms,
    changes,
    claims,
    comparisons,
    counts,
    declared,
    design,
    doses,
    endpoints,
    figures,
    flow,
    guides,
    measures,
    misreadings,
    numbered,
    population,
    potencies,
    potency_tables,
    publication,
    ranges,
    references,
    registration,
    repeats,
    result_tables,
    results,
    sample_size,
    scale_versions,
    sized_arms,
    studies,
    subject,
    sums,
    sums_of_arms,
    table_arms,
    table_sums,
    timepoints,
)
from extractor.language.doc import Doc

FINDERS = (
    publication,
    subject,
    guides,
    misreadings,
    studies,
    claims,
    design,
    flow,
    sample_size,
    sums_of_arms,
    counts,
    population,
    arms,
    table_arms,
    sized_arms,
    numbered,
    doses,
    measures,
    endpoints,
    timepoints,
    results,
    result_tables,
    potencies,
    potency_tables,
    comparisons,
    references,
    sums,
    changes,
    ranges,
    table_sums,
    repeats,
    declared,
    scale_versions,
    registration,
    figures,
)


def find_all(doc: Doc, document: Document) -> tuple[list[Mention], dict[str, int | str]]:
    """All mentions in the order of the text, and for each finder how many it found, or the error that stopped it.

    A finder that fails costs its own field only; the reader is told.
    """
    mentions: list[Mention] = []
    ran: dict[str, int | str] = {}
    for finder in FINDERS:
        name = finder.__name__.rsplit(".", 1)[1]
        try:
            found = list(finder.find(doc, document))
        except Exception as error:  # whatever a finder trips over, the other fields are still good
            ran[name] = f"failed: {type(error).__name__}: {error}"
            continue
        ran[name] = len(found)
        mentions += found
    mentions.sort(key=lambda mention: (mention.span.start, mention.span.end, mention.field, mention.found_by))
    return mentions, ran

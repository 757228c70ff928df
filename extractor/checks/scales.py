"""The named scale that a result is a score of."""

from __future__ import annotations

import re

from extractor.arithmetic.scale_range import Scale, find
from extractor.checks.sightings import words
from extractor.study import Result, Study

# Scores that are no plain totals of the scale.
NOT_A_TOTAL = re.compile(
    r"\bT[- ]scores?\b|\bz[- ]scores?\b|standardi[sz]ed|transform|percentile|subscale|sub-?scores?|factor|domain"
    r"|per item|item (?:mean|average|score)|average(?:d)? item|\d\s?%|percent|normali[sz]ed|\bsum of\b",
    re.IGNORECASE,
)


# What may stand between the name of a scale and its score in a sentence: no other number than that of a time.
_TO_SCORE = re.compile(r"\D{0,60}(?:(?:week|day|month|year|visit)s?\s\d{1,2}\D{1,30})?", re.IGNORECASE)
_STUB_END = re.compile(
    r"[\s,.:()]*(?:(?:total|mean|score|scale|SD|median|n|range)s?[\s,.:()±]*){0,4}(?:\t|\|)", re.IGNORECASE
)
_CELLS = re.compile(r"\t| \| ")  # between the cells of a row
_VISUAL = re.compile(r"visual|\bVAS\b", re.IGNORECASE)


def scale_of(study: Study, result: Result) -> Scale | None:
    """The scale of a score: named by its measure, and in its own row's stub or right before it in its sentence.

    A scale for which the paper itself gives another range is none of those listed.
    """
    measure = next((one for one in study.measures if one.id == result.measure), None)
    quote = result.value.quote
    if measure is None or measure.range is not None or NOT_A_TOTAL.search(quote):
        return None
    names = [words(one) for one in (measure.name, measure.abbreviation) if one is not None]
    found = {scale.name: scale for name in names if (scale := find(name)) is not None}
    if len(found) != 1:
        return None
    scale = next(iter(found.values()))
    if _VISUAL.search(quote) and not _VISUAL.search(scale.name):
        return None  # a scale's own visual analogue has another range
    every = (*names, scale.name, *scale.aliases)
    return scale if any(_names(quote, name, result.value.text) for name in every) else None


def _names(quote: str, name: str, score: str) -> bool:
    """Whether a name opens a table's row, or stands right before a score in a sentence."""
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", quote, re.IGNORECASE):
        after = quote[match.end() :]
        if _CELLS.search(quote):
            if not _CELLS.search(quote[: match.start()]) and _STUB_END.match(after):
                return True
        elif any(_TO_SCORE.fullmatch(after[: at.start()]) for at in re.finditer(re.escape(score), after)):
            return True
    return False

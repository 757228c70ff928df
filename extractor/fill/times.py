"""Orders what a table says of times: baseline first, the last follow-up last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractor.fill.views import Label, View

DAYS = {"minute": 1 / 1440, "min": 1 / 1440, "hour": 1 / 24, "hr": 1 / 24, "h": 1 / 24, "day": 1, "d": 1, "week": 7, "wk": 7, "month": 30.4, "mo": 30.4, "year": 365, "yr": 365, "visit": 1, "time": 1}  # fmt: skip
_UNIT = r"minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|wks?|months?|mo|years?|yrs?"
BEFORE_NUMBER = re.compile(
    rf"\b(?P<unit>(?!(?:h|d)\b)(?:{_UNIT})|visit|time)s?\W{{0,3}}(?P<number>\d+(?:\.\d+)?)\b", re.IGNORECASE
)
AFTER_NUMBER = re.compile(rf"\b(?P<number>\d+(?:\.\d+)?)[- ]?(?P<unit>{_UNIT})\b", re.IGNORECASE)
SHORT = re.compile(r"\bT(?P<number>\d)\b")
_ABOUT = r"(?:treat|interven|test|operat|op|train|dos|stud|surg|random|exercis|program|vaccin|inject|infus|rehab|trial|therap|phase|period|score|discharge|workout|meal|prandial|baseline|partum|natal)"
FIRST = re.compile(
    rf"\b(?:baseline|pre(?:[- ]?{_ABOUT}\w*)?|before|initial|entry|admission|randomi[sz]ation visit|start|inclusion|T0|week 0|BL)\b",
    re.IGNORECASE,
)
LAST = re.compile(
    rf"\b(?:final|end(?:ing|[- ]?point)?|post(?:[- ]?{_ABOUT}\w*)?|after|follow[- ]?up|discharge|last)\b", re.IGNORECASE
)
CHANGE = re.compile(r"\bchanges?\b|\bfrom baseline\b", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def day_of(text: str) -> float | None:
    """The time that a label names, in days; -1 for baseline, a million for "final"; None when it names none."""
    if CHANGE.search(text) and FIRST.search(text):
        text = FIRST.sub("", text)
    for pattern in (BEFORE_NUMBER, AFTER_NUMBER):
        if match := pattern.search(text):
            unit = match["unit"].lower().rstrip("s") or "h"
            return float(match["number"]) * DAYS.get(unit, 1.0)
    if match := SHORT.search(text):
        return float(match["number"]) if match["number"] != "0" else -1.0
    if FIRST.search(text):
        return -1.0
    return 1e6 if LAST.search(text) else None


def without(text: str) -> str:
    """A label without the time that it names."""
    for pattern in (BEFORE_NUMBER, AFTER_NUMBER, FIRST, LAST):
        text = pattern.sub(" ", text)
    return text


class Order:
    """The times that the labels of one table name, for labels that are alike but for the time."""

    def __init__(self, view: View, levels: Sequence[str]) -> None:
        self._days: dict[tuple[str, str], list[float]] = {}
        for level in levels:
            series: dict[str, set[float]] = {}
            for text in {label.text for entry in view.entries for label in entry.labels if label.level == level}:
                if (day := day_of(text)) is not None:
                    series.setdefault(_bare(text), set()).add(day)
            for bare, days in series.items():
                if len(days) >= 2:
                    self._days[level, bare] = sorted(days)

    def worth(self, common: Sequence[Label], asked: str, outcome: str, wants_baseline: bool) -> float:
        """What the time of a result speaks for it: the asked one best, else the last, baseline last of all."""
        wanted = day_of(asked) if asked else day_of(outcome)
        score = 0.0
        for label in common:
            days = self._days.get((label.level, _bare(label.text)))
            day = day_of(label.text)
            if days is None or day is None:
                continue
            if wanted is not None and wanted in days:
                score += 0.25 if day == wanted else -0.15
            elif day <= 0:
                score += 0.1 if wants_baseline else -0.3
            else:
                score += 0.15 * days.index(day) / (len(days) - 1)
        return score


@lru_cache(maxsize=20_000)
def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", without(text)).strip().casefold()

"""The things that carry their proof: a sighting in the text, a reported value, a flag.

`Mention` is what a finder, a model or a language model may produce; nothing else gets into a record.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from extractor.document import Span

NO_PARTS: Mapping[str, Mention] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Mention:
    """One sighting of a value of a field in a document.

    field   what it is a value of: "n.randomized", "design.blinding", "dose", "result", ...
    span    its own characters
    number  the number as printed, with a point for the decimal mark and a minus for its sign: "0.50", "-14.0"
    value   the normalised word, for fields with a vocabulary ("double_blind"), or a number derived from the printed one
    unit    "mg/kg", "%", "days", ...
    sign    "=", "<", ">", "<=", ">=" or "~"
    about   the words that it speaks of, where that is narrower than its sentence
    parts   what belongs to it: a dose's "amount" and "route", a result's "spread", "arm" and "timepoint"
    """

    field: str
    span: Span
    number: str | None = None
    value: str | float | None = None
    unit: str | None = None
    sign: str = "="
    about: Span | None = None
    found_by: str = ""
    score: float = 0.5
    parts: Mapping[str, Mention] = dataclasses.field(default_factory=lambda: NO_PARTS)


class Strict(BaseModel):
    """Frozen, and without room for misspelt fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sighting(Strict):
    """A value as one place of the document prints it.

    text    the exact printed characters
    value   normalised: numbers as numbers (a decrease is negative), vocabulary words as words
    number  the number as printed, decimals kept ("0.50"), from which every check's rounding starts
    quote   the sentence or table row that it stands in
    span    [start, end] in the document's text; page from 1; boxes [[page, x0, top, x1, bottom], ...] in points
            from the upper left corner, one a printed line
    """

    text: str
    value: int | float | str | None = None
    number: str | None = None
    unit: str | None = None
    sign: str = "="
    quote: str
    span: tuple[int, int]
    page: int | None = None
    boxes: list[tuple[int, float, float, float, float]] = []
    section: str | None = None
    found_by: str
    confidence: float


class Reported(Sighting):
    """A value as printed where it is best stated; others are the same value seen elsewhere, or its rivals.

    An item of `others` with the same value corroborates; one with another value is a contradiction for checks to judge.
    """

    others: list[Sighting] = []


class Spread(Reported):
    """How far values scatter.  SD and SE have a value; IQR, range and CI have lower and upper."""

    kind: Literal["SD", "SE", "IQR", "range", "CI"] | None = None
    lower: Reported | None = None
    upper: Reported | None = None


class Interval(Reported):
    """A confidence or credible interval: text holds both bounds as printed, level its percentage (95)."""

    lower: Reported
    upper: Reported
    level: float | None = None


class Elsewhere(Strict):
    """What another document says: its name, its path, the id of its study, and its own quotations."""

    document: str
    path: str
    study: str | None = None
    about: list[Reported] = []


class Flag(Strict):
    """What a check says about reported values: quotations of both sides are in `about`.

    expected and found are sentences or values for a person; study is the id of the study concerned, if one; source is
    the link of the paper that the method is from.  Where two documents are compared, `about` quotes this one and
    `elsewhere` the other.
    """

    check: str
    status: Literal["fails", "holds", "cannot_tell"]
    severity: Literal["high", "medium", "low"]
    message: str
    about: list[Reported] = []
    expected: str | None = None
    found: str | None = None
    study: str | None = None
    source: str | None = None
    elsewhere: list[Elsewhere] = []

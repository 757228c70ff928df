"""Can a score of a named scale be what is printed?  The scales, with their sources, are in scales.csv."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractor.arithmetic.printed import CANNOT_TELL, CONSISTENT, INCONSISTENT, Verdict, printed


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale with its lowest and highest total score; where sources differ, the wider one.

    items is 0 where that is not fixed; worse is "high", "low" or "" for the end at which people are worse off.
    """

    name: str
    aliases: tuple[str, ...]
    items: int
    least: str
    most: str
    worse: str
    source: str


@cache
def scales() -> dict[str, Scale]:
    """Every name and alias of a scale, without signs and in lower case, and the scale."""
    with (files(__package__) / "scales.csv").open(encoding="utf-8") as file:
        rows = [
            Scale(
                row["name"], tuple(filter(None, row["aliases"].split("|"))), int(row["items"] or 0),
                row["min"], row["max"], row["worse"], row["source"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip
    return {key(name): scale for scale in rows for name in (scale.name, *scale.aliases)}


def key(name: str) -> str:
    """A name as it is looked up: "HDRS-17", "HDRS 17" and "HDRS17" are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def find(name: str) -> Scale | None:
    """The scale of a name, None when it is not listed."""
    return scales().get(key(name)) or scales().get(key(re.sub(r"\b(?:total|score|scale)s?\b", "", name.lower())))


def scale_range(scale: str, score: str) -> Verdict:
    """Whether a score, or a mean of scores, lies within its scale.  Raises ValueError when it is no number."""
    given, found = printed(score, "the score"), find(scale)
    if found is None:
        return Verdict(CANNOT_TELL, f"{scale!r} is not among the scales listed")
    span = f"{found.least} to {found.most}"
    inside = printed(found.least).value <= given.high and given.low <= printed(found.most).value
    said = f"{found.name} goes from {span} ({found.source})"
    return Verdict(
        CONSISTENT if inside else INCONSISTENT, said if inside else f"{given.text} is impossible: {said}", span
    )

"""Reads the annotations of this project: what each number of an abstract is, whose it is and of what.

Each line of `training/annotations/SET.jsonl` belongs to a text of the set of the same name: `numbers` are
[start, end, role, arm, outcome] (roles as in `extractor.models.number_roles`; arm "*" is the whole cohort, "a+b" two arms
together), `arms` and `outcomes` hold for each letter the places of its printed names.  Offsets are of the set's text; the texts
themselves are not kept here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ANNOTATIONS = Path(__file__).parent / "annotations"
# The set whose texts an annotation file speaks of, and how those of its lines are named that hold them.
TEXTS = {"trialsieve": "trialsieve.jsonl", "evidence_inference": "evidence_inference.texts.jsonl"}


class Told(NamedTuple):
    """A number, by its first character and the one after its last, with its role, arm and outcome."""

    start: int
    end: int
    role: str
    arm: str | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Annotated:
    """A stretch of a text with what was annotated in it; offsets are of `text`."""

    name: str
    text: str
    short: bool  # an abstract, or a stretch of a full text
    numbers: dict[int, Told] = field(default_factory=dict)  # by start
    arms: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    outcomes: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


def annotated(gold: Path) -> Iterator[Annotated]:
    """Every annotated text, in the order of the files.  Raises OSError when a set is not there."""
    for path in sorted(ANNOTATIONS.glob("*.jsonl")):
        name = path.stem.removesuffix(".results")
        texts = {}
        for told in _lines(gold / TEXTS[name]):
            texts[str(told["doc_id"])] = told["text"]
        for item in _lines(path):
            yield _one(item, texts)


def _lines(path: Path) -> Iterator[dict]:
    return map(json.loads, filter(None, path.read_text("utf-8").split("\n")))  # other ends of lines stand in texts


def _one(item: dict, texts: dict[str, str]) -> Annotated:
    start, end = item["within"]
    numbers = [Told(row[0] - start, row[1] - start, *row[2:]) for row in item["numbers"]]
    return Annotated(
        item["doc"],
        texts[item["doc"]][start:end],
        item["short"],
        {told.start: told for told in numbers},
        _moved(item["arms"], start),
        _moved(item["outcomes"], start),
    )


def _moved(named: dict[str, list[list[int]]], by: int) -> dict[str, list[tuple[int, int]]]:
    return {letter: [(a - by, b - by) for a, b in places] for letter, places in named.items()}

"""Reads the annotations of this project: what each number of an abstract is, whose it is and of what.

Each line of `training/annotations/SET.jsonl` belongs to a text of the set of the same name: `numbers` are
[start, end, role, arm, outcome] (roles as in `extractor.models.number_roles`; arm "*" is the whole cohort, "a+b" two arms
together), `arms` and `outcomes` hold for each letter the places of its printed names.  Offsets are of the set's text; the texts
themselves are not kept here.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from extractor.language import Sentence as Read
from extractor.language import parse, sentences_of
from extractor.models.number_roles import Place, place_in
from extractor.readers import read

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


@dataclass(frozen=True)
class Sentence:
    """A sentence of an annotated text as the program reads it; offsets are of the sentence."""

    document: str
    text: str
    place: Place
    numbers: tuple[Told, ...]
    arms: dict[str, list[tuple[int, int]]]
    outcomes: dict[str, list[tuple[int, int]]]


def sentences(texts: Iterable[Annotated]) -> Iterator[list[Sentence]]:
    """The sentences of each text, as the program reads them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        for text in texts:
            path.write_text(text.text, "utf-8")
            document = read(path, path.name)
            moved = places_of_characters(text.text, document.text)
            length = max(len(document.text), 1)
            yield [
                Sentence(
                    text.name,
                    sentence.text,
                    place_in(sentence.start, length, text.short),
                    tuple(_inside(text.numbers.values(), moved, sentence)),
                    _named(text.arms, moved, sentence),
                    _named(text.outcomes, moved, sentence),
                )
                for sentence in sentences_of(parse(document))
            ]


def places_of_characters(text: str, as_read: str) -> dict[int, int]:
    """Where each printed character stands in the text as read: the reader moves white space about, and nothing else."""
    printed = (i for i, c in enumerate(as_read) if not c.isspace())
    return dict(zip((i for i, c in enumerate(text) if not c.isspace()), printed, strict=False))


def _inside(numbers: Iterable[Told], moved: dict[int, int], within: Read) -> Iterator[Told]:
    for told in numbers:
        span = _span(told.start, told.end, moved, within)
        if span is not None:
            yield told._replace(start=span[0], end=span[1])


def _named(
    named: dict[str, list[tuple[int, int]]], moved: dict[int, int], within: Read
) -> dict[str, list[tuple[int, int]]]:
    found = {
        letter: [span for a, b in places if (span := _span(a, b, moved, within)) is not None]
        for letter, places in named.items()
    }
    return {letter: places for letter, places in found.items() if places}


def _span(start: int, end: int, moved: dict[int, int], within: Read) -> tuple[int, int] | None:
    a, b = moved.get(start, -1) - within.start, moved.get(end - 1, -2) + 1 - within.start
    return (a, b) if 0 <= a < b <= len(within.text) else None

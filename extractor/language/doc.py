"""A document's text with its words and sentences, as every finder gets it.

Plain lists and one array: a long file has hundreds of thousands of words.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from extractor.document import Span


class Sentence(NamedTuple):
    """The offset of a sentence's first character, and its text."""

    start: int
    text: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))


@dataclass(frozen=True, eq=False, slots=True)
class Doc:
    """The words of a text with their offsets, and its sentences with the place of the first word of each.

    notes holds what one finder worked out and others ask for again.
    """

    text: str
    words: Sequence[str]
    offsets: array[int]
    sentences: Sequence[Sentence]
    starts: Sequence[int]  # of the sentences
    firsts: Sequence[int]  # the first word of each sentence
    notes: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.words)

"""Finds phrases whose words may be spelled in several ways: "randomly assigned", "randomly allocated".

Each distinct word of a text is held against the patterns once; after that a phrase costs a look into a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache


class Phrases:
    """Phrases of one word or more, each word a regular expression for the whole of a small-letter word."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = [[re.compile(word) for word in phrase.split()] for phrase in phrases]
        self._any = re.compile("|".join(f"(?:{phrase.split()[0]})" for phrase in phrases))
        self._opened_by = lru_cache(maxsize=1 << 15)(self._opened)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """The place of each phrase found, among those given, and its first word and the one behind its last."""
        for start, word in enumerate(words):
            for which in self._opened_by(word):
                phrase = self._phrases[which]
                end = start + len(phrase)
                rest = zip(phrase[1:], words[start + 1 : end], strict=False)
                if end <= len(words) and all(pattern.fullmatch(other) for pattern, other in rest):
                    yield which, start, end

    def _opened(self, word: str) -> tuple[int, ...]:
        """The phrases that a word may open."""
        if not self._any.fullmatch(word):
            return ()
        return tuple(at for at, phrase in enumerate(self._phrases) if phrase[0].fullmatch(word))

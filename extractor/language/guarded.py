"""Patterns that are tried only where they can match: a look for a few letters costs far less than a long pattern.

Most sentences hold nothing of what a finder looks for, and telling so is what most of its time would be spent on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_LETTERS = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")


class Guarded:
    """A pattern, and what every match of it holds: one of some strings, or one of some whole words.

    Both are in small letters where the pattern does not care for case, else they are as the pattern has them.
    """

    __slots__ = ("_folds", "_needs", "_words", "pattern")

    def __init__(self, pattern: re.Pattern[str], *needs: str, words: Iterable[str] = ()) -> None:
        self.pattern = pattern
        self._needs = needs
        self._words = frozenset(run for word in words for run in _LETTERS.findall(word))
        self._folds = bool(pattern.flags & re.IGNORECASE)

    def may_match(self, text: str) -> bool:
        """Whether a text holds what the pattern needs."""
        if self._words:
            return not self._words.isdisjoint(words_in(text))
        text = text.lower() if self._folds else text
        for need in self._needs:  # noqa: SIM110 - any() takes twice as long
            if need in text:
                return True
        return False

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        return self.pattern.finditer(text) if self.may_match(text) else ()

    def search(self, text: str, *where: int) -> re.Match[str] | None:
        return self.pattern.search(text, *where) if self.may_match(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        return self.pattern.match(text)


@lru_cache(maxsize=4096)
def words_in(text: str) -> frozenset[str]:
    """The runs of letters in a sentence, in small letters."""
    return frozenset(_LETTERS.findall(text.lower()))


def has_digit(text: str) -> bool:
    """Whether a text has a digit."""
    return _DIGIT.search(text) is not None

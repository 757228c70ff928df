"""Reads what a paper abbreviates: "soy shake (SS)", "PCS = physical component summary"."""

from __future__ import annotations

import re

BRACKETED = re.compile(
    r"(?P<long>(?:[A-Za-z][\w'’.-]*[ /-]){1,8}?[A-Za-z0-9][\w'’.-]*)\s?\((?P<short>[A-Z][\w+&/-]{1,12}|[A-Za-z]{1,2}[A-Z0-9]{1,4})(?:[;,)])"
)
EQUATED = re.compile(
    r"(?<![\w-])\*{0,2}(?P<short>[A-Z][\w&+/-]{0,11})\*{0,2}(?:\s?[=:]\s?|,\s|\s)(?P<long>[A-Za-z][\w'’ /-]{3,70}?)(?=[;.,)\n]|$)"
)
ONE_LETTER = re.compile(r"\b(?P<long>[A-Za-z-]{4,})(?: (?:group|arm)s?)?\s\((?P<short>[A-Z])(?:[;,)])")
LETTER = re.compile(r"[A-Za-z0-9]")


def abbreviations(text: str) -> dict[str, str]:
    """Short forms and what they stand for; only those whose letters begin the words that they stand for."""
    found: dict[str, str] = {}
    for match in BRACKETED.finditer(text):
        if (long := _spelled(match["short"], match["long"].split(), from_end=True)) is not None:
            found.setdefault(match["short"], long)
    for match in EQUATED.finditer(text):
        if (long := _spelled(match["short"], match["long"].split(), from_end=False)) is not None:
            found.setdefault(match["short"], long)
    for match in ONE_LETTER.finditer(text):
        if match["long"][0].upper() == match["short"]:
            found.setdefault(match["short"], match["long"])
    return found


def _spelled(short: str, words: list[str], from_end: bool) -> str | None:
    """The words that the letters of a short form begin, None when they do not."""
    letters = [c.lower() for c in short if LETTER.match(c)]
    if len(letters) < 2:
        return None
    pieces = [piece for word in words for piece in re.split(r"[-/]", word) if piece]
    loose = None
    for count in range(1, len(pieces) + 1):
        part = pieces[-count:] if from_end else pieces[:count]
        if part[0][0].lower() != letters[0]:
            continue
        begun = _begun(letters, part)
        if begun == len(letters):  # each letter begins a word
            return " ".join(part)
        small = {"of", "for", "and", "the", "in", "on", "to", "with", "a"}
        if loose is None and begun >= max(2, 0.6 * sum(word.lower() not in small for word in part)):
            loose = " ".join(part)
    return loose


def _begun(letters: list[str], words: list[str]) -> int:
    """How many of the letters begin a word, when they run through the words in order; 0 when they do not."""
    joined = " ".join(words).lower()
    at, begun = 0, 0
    for letter in letters:
        place = joined.find(f" {letter}", at) + 1 if at else 0
        inner = joined.find(letter, at)
        if place > 0:
            at, begun = place + 1, begun + 1
        elif inner >= 0:
            begun += inner == 0
            at = inner + 1
        else:
            return 0
    return begun

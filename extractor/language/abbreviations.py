"""Reads what a paper's short forms stand for, where it says so: "bupropion (BUP)", "BUP, bupropion".

Source: Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation definitions in biomedical text": the
letters of the short form must be found in its long form from the last to the first, the first one beginning a word.
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORT = r"[A-Z][A-Za-z0-9+/-]{0,8}[A-Z0-9]|[A-Z]{2,8}"
_IN_BRACKETS = re.compile(rf"[(\[](?P<short>{SHORT})(?=[)\],;]|\s\d)")
_LONGEST = 90  # characters
_STOP = re.compile(r"[().;:\n]")


@lru_cache(maxsize=8)
def abbreviations(text: str) -> dict[str, str]:
    """The long form of each short form that a text defines in brackets; the first definition holds."""
    found: dict[str, str] = {}
    for match in _IN_BRACKETS.finditer(text):
        before = _STOP.split(text[max(0, match.start() - _LONGEST) : match.start()])[-1]
        long = long_form(before, match["short"])
        if long is not None:
            found.setdefault(match["short"], re.sub(r"\s+", " ", long))
    return found


def long_form(before: str, short: str) -> str | None:
    """The words right before a bracket that a short form stands for: "treated with bupropion", "BUP" -> "bupropion"."""
    letters = [letter for letter in short.lower() if letter.isalnum()]
    words = before.rstrip()
    limit = max(0, len(words) - 12 * len(letters) - 20)
    at = len(words)
    for i in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= limit and (
            words[at].lower() != letters[i] or (i == 0 and at > 0 and (words[at - 1].isalnum() or words[at - 1] == "’"))
        ):
            at -= 1
        if at < limit:
            return None
    long = words[at:]
    too_many = len(long.split()) > min(len(letters) + 5, 2 * len(letters))
    return None if too_many or len(long) <= len(short) else long

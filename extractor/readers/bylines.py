"""Tells the line of authors of a paper from its other lines."""

from __future__ import annotations

import re

_PARTICLE = r"(?:van|de|von|der|den|di|la|da|do|dos|El|Al)"
_PERSON = (
    r"(?:[A-ZÀ-Þ](?:[a-zà-ÿ'’-]+(?:-[A-Z][a-zà-ÿ]+)?|\.|[A-Z]?(?= ))[,\s]{0,2}){1,3}"
    rf"(?:{_PARTICLE}\s)*[A-ZÀ-Þ][\wà-ÿ'’-]+(?:\s[A-ZÀ-Þ][\wà-ÿ'’-]+)?"
)
_PEOPLE = re.compile(
    rf"{_PERSON}(?:[\s,*†‡§a-z\d¹²³⁰⁴-⁹]{{0,12}}(?:,|\band\b|&|\||$|;)|[¹²³⁰⁴-⁹]{{1,3}} ?(?=[A-Z][a-z]+ [A-Z]))"
)
_NO_NAMES = re.compile(
    r"(?i:\b(?:university|department|hospital|institute|received|author|date|open access|abstract|team|journal|https?"
    r"|www|trust|volume|(?:19|20)\d\d|correspond\w+|keywords?)\b)|^(?:The|A|An|In|On|For|Our|This) "
)
_NAMED = re.compile(r"\b(?:trial|study|program(?:me)?|group)$", re.IGNORECASE)


def is_byline(text: str) -> bool:
    """Whether a block of text opens with names of persons, as the line of authors below a title does."""
    one = len(text.split()) < 8 and _NAMED.search(text.strip())  # "Results of the RECEDE Trial" is a subtitle
    return _PEOPLE.match(text) is not None and not _NO_NAMES.search(text[:200]) and not one

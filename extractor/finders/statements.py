"""How finders tell of numbers or words that have to agree: one mention with all of them as its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.document import Span
from extractor.evidence import Mention
from extractor.language.numbers import as_printed

FIELD = "statement"


def statement(kind: str, parts: Iterable[tuple[str, Mention]], found_by: str, about: Span | None = None) -> Mention:
    """What has to agree; a role that several parts have is numbered from the second on ("part", "part_2")."""
    named: dict[str, Mention] = {}
    for role, part in parts:
        key, count = role, 1
        while key in named:
            count += 1
            key = f"{role}_{count}"
        named[key] = part
    first = next(iter(named.values()))
    return Mention(FIELD, first.span, value=kind, about=about, found_by=found_by, score=0.9, parts=named)


def role_of(key: str) -> str:
    """The role of a part: "part_2" -> "part"."""
    return re.sub(r"_\d+$", "", key)


def printed(text: str, start: int, end: int, found_by: str, unit: str | None = None, sign: str = "=") -> Mention:
    """A number that stands somewhere in a text; its words where it is none."""
    number = as_printed(text[start:end])
    return Mention(
        "statement.part", Span(start, end), number=number, unit=unit, sign=sign, found_by=found_by, score=0.9
    )

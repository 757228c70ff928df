"""What a tagger sees of a word: its letters in small, its shape, its ends, and the class of words it belongs to."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extractor.language.categories import tags
from extractor.models import arrays

_DIGIT = re.compile(r"\d")


def plain(word: str) -> str:
    """Small letters, and every digit a nought: what differs in neither is one word."""
    return _DIGIT.sub("0", word.lower())


@cache
def classes() -> dict[str, tuple[int, int]]:
    """For the commoner words their coarse and fine class."""
    table = arrays("words")
    words = table["words"].tobytes().decode().split("\n")
    return dict(zip(words, zip(table["coarse"].tolist(), table["fine"].tolist(), strict=True), strict=True))


def shape(word: str) -> str:
    """ "Xx", "X", "x0", "0.0": the kinds of characters in their order, each kind once in a row."""
    kinds = (
        "0" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c if ord(c) < 0x250 else "?"
        for c in word
    )
    found = ""
    for kind in kinds:
        if not found.endswith(kind):
            found += kind
    return found[:8]


@lru_cache(maxsize=1 << 12)
def near(word: str) -> tuple[str, ...]:
    """What counts of a word for its neighbours."""
    low = plain(word)
    coarse, fine = classes().get(low, (-1, -1))
    return (f"w{low}", f"k{coarse}", f"K{fine}", f"t{tags([word])[0]}", f"s{shape(word)}")


@lru_cache(maxsize=1 << 12)
def itself(word: str) -> tuple[str, ...]:
    """What counts of a word for itself."""
    low = plain(word)
    return (
        *near(word),
        f"a{low[:3]}",
        f"b{low[:4]}",
        f"y{low[-2:]}",
        f"z{low[-3:]}",
        f"Z{low[-4:]}",
        f"n{min(len(low), 9)}",
    )

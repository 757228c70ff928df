"""Marks words with the part they play in a paper: NUM, PEOPLE, ANIMAL, GROUP or OTHER."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from extractor.language.numbers import DIGITS, SCALES, TENS, UNITS

PEOPLE = frozenset(
    """patient patients participant participants subject subjects volunteer volunteers adult adults child children
    infant infants neonates newborns adolescent adolescents woman women man men individual individuals person
    persons people girl girls boy boys outpatients inpatients recipients survivors students smokers veterans
    pregnant mothers completers responders enrollees probands cases athletes nurses families couples residents
    workers caregivers dyads users students pupils respondents citizens females males eyes knees teeth""".split()
)
ANIMAL = frozenset(
    """rat rats mouse mice rabbit rabbits guinea-pigs pigs piglets dog dogs cat cats monkey monkeys macaques hamster
    hamsters gerbils ferrets zebrafish larvae sheep goats chickens chicks animal animals pups""".split()
)
GROUP = frozenset("""group groups arm arms cohort cohorts condition conditions""".split())
OTHER = "OTHER"
_NUMBER = re.compile(rf"{DIGITS}$")
_SPELLED = re.compile(
    rf"(?:{'|'.join(TENS)})-(?:{'|'.join(UNITS)})$|(?:{'|'.join([*TENS, *UNITS, *SCALES])})$", re.IGNORECASE
)


def tags(words: Iterable[str]) -> list[str]:
    """The category of each word."""
    return [_tag(word) for word in words]


@lru_cache(maxsize=1 << 16)
def _tag(word: str) -> str:
    if word[0].isdigit() or word[0] in ".·":
        return "NUM" if _NUMBER.match(word) else OTHER
    lower = word.lower()
    for name, members in (("PEOPLE", PEOPLE), ("ANIMAL", ANIMAL), ("GROUP", GROUP)):
        if lower in members:
            return name
    return "NUM" if _SPELLED.match(word) else OTHER

"""Marks words with the part they play in a paper, so that patterns can ask for "a number, then people".

The category stands in `token.tag_`: NUM, PEOPLE, ANIMAL, GROUP, or nothing.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc

from extractor.language.numbers import DIGITS, SCALES, TENS, UNITS

PEOPLE = frozenset(
    "patient patients participant participants subject subjects volunteer volunteers adult adults child children infant"
    " infants neonates newborns adolescent adolescents woman women man men individual individuals person persons people"
    " girl girls boy boys outpatients inpatients recipients survivors students smokers veterans pregnant mothers"
    " completers responders enrollees probands cases athletes nurses families couples residents workers veterans"
    " caregivers dyads users students pupils respondents females males eyes knees teeth".split()
)
ANIMAL = frozenset(
    "rat rats mouse mice rabbit rabbits guinea-pigs pigs piglets dog dogs cat cats monkey monkeys macaques hamster hamsters"
    " gerbils ferrets zebrafish larvae sheep goats chickens chicks animal animals pups".split()
)
GROUP = frozenset("group groups arm arms cohort cohorts condition conditions".split())
_NUMBER = re.compile(rf"{DIGITS}$")
_SPELLED = re.compile(
    rf"(?:{'|'.join(TENS)})-(?:{'|'.join(UNITS)})$|(?:{'|'.join([*TENS, *UNITS, *SCALES])})$", re.IGNORECASE
)


def tag(doc: Doc) -> Doc:
    """Set the category of each token."""
    for token in doc:
        text, lower = token.text, token.lower_
        if text[0].isdigit() or text[0] in ".·":
            if _NUMBER.match(text):
                token.tag_ = "NUM"
        elif lower in PEOPLE:
            token.tag_ = "PEOPLE"
        elif lower in ANIMAL:
            token.tag_ = "ANIMAL"
        elif lower in GROUP:
            token.tag_ = "GROUP"
        elif _SPELLED.match(text):
            token.tag_ = "NUM"
    return doc

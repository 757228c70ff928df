"""Splits a text into words so that numbers, doses, scales and signs stay whole: "0.5" "mg/kg", "HDRS-21", "±" "10".

The tokens are those of the very text: put together again they give it back, character for character.
"""

from __future__ import annotations

import re
from sys import intern

from extractor.language.numbers import DIGITS

# Abbreviations that keep their full stop.
ABBREVIATIONS = """al vs v e.g i.e etc approx ca cf no nos fig figs ref refs tab eq vol pp ed eds suppl dr prof mr
    mrs ms st jr sr inc ltd co i.v i.p s.c p.o i.m i.n i.c.v b.i.d t.i.d q.i.d q.d o.d b.d t.d.s q.d.s b.w s.d s.e
    s.e.m c.i
    wt mol temp max min resp dept univ cat""".split()
_ABBREVIATION = "|".join(re.escape(word) for word in sorted(ABBREVIATIONS, key=len, reverse=True))

TOKEN = re.compile(
    rf"""
      (?:\s+
    | (?:https?://|www\.)[^\s<>\]]+
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | 10\.\d{{4,9}}/\S+                                         # a DOI
    | [A-Za-z]+\d+(?:-\d+)*(?![\w])                             # B1673132, PM2
    | [A-Za-z][A-Za-z]*-\d+(?:[.,]\d+)?(?![\w%])                # HDRS-21, SF-36, COVID-19
    | (?<![A-Za-z])(?:{_ABBREVIATION})\.(?![A-Za-z])
    | {DIGITS}(?=\s?%)
    | {DIGITS}
    | [A-Za-zµμ]+(?:/[A-Za-zµμ]+\d?)+                           # mg/kg/day
    | [^\W\d_]+(?:['’][^\W\d_]+)?(?:-[^\W\d_]+(?:['’][^\W\d_]+)?)*   # placebo-controlled, Zarate's
    | \w+
    | .
    )(?:[ ](?!\s))?                                            # and one space
    """,
    re.VERBOSE | re.IGNORECASE,
)


def split(text: str) -> tuple[list[str], list[bool]]:
    """The words of a text, and for each whether one space follows; other white space is a word of its own."""
    found = TOKEN.findall(text)
    spaces = [word[-1] == " " and not word.isspace() for word in found]
    return [intern(word[:-1] if space else word) for word, space in zip(found, spaces, strict=True)], spaces

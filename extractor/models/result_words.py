"""Reads a sentence with numbers: which words name a group or an outcome, and which numbers are its results.

A linear-chain conditional random field over hashed features; `training/result_words.py` made its weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.models import arrays
from extractor.models.linear import buckets
from extractor.models.words import classes, itself, near, plain

ROWS = 1 << 16
KINDS = ("INTV", "OC", "MEAS")
TAGS = ("O", *(f"{prefix}-{kind}" for kind in KINDS for prefix in "BI"))
# Leaning towards names, and in a second reading towards groups: a link can be refused, a name that was missed is lost.
LEAN, LEAN_MORE = 0.5, 1.2
REACH = 3  # words to either side that count
LINKERS = frozenset(
    """in of for with on to from by at than versus vs v and or was were had had been compared after during between
    among as respectively while whereas but who which received receiving given showed both""".split()
)

Array = NDArray[np.float32]


class Found(NamedTuple):
    """A stretch of words, by the first and the one after the last, and what it names; unsure ones may be refused."""

    kind: str
    start: int
    end: int
    sure: bool = True


@lru_cache(maxsize=1 << 13)
def _rows(word: str, place: int) -> tuple[int, ...]:
    """The rows of a word that stands some places away."""
    seen = itself(word) if place == 0 else near(word) if abs(place) < REACH else near(word)[:3]
    return tuple(buckets((f"{place}{feature}" for feature in seen), ROWS))


@lru_cache(maxsize=1 << 12)
def _pair_rows(place: int, first: str, second: str) -> tuple[int, ...]:
    one, two = classes().get(first, (-1, -1)), classes().get(second, (-1, -1))
    seen = (f"p{first}|{second}", f"q{one[0]}|{two[0]}", f"r{one[1]}|{two[1]}", f"m{first}|{two[1]}")
    return tuple(buckets((f"{place}{feature}" for feature in seen), ROWS))


def rows(words: Sequence[str]) -> list[list[int]]:
    """The rows of the features of each word of a sentence."""
    low = ["<", *(plain(word) for word in words), ">"]
    padded = ["\n"] * REACH + list(words) + ["\n"] * REACH
    before, after = _linkers(low[1:-1]), _linkers(low[-2:0:-1])[::-1]
    depth = 0
    found = []
    for i, word in enumerate(words):
        mine: list[int] = []
        for place in range(-REACH, REACH + 1):
            mine += _rows(padded[i + REACH + place], place)
        mine += _pair_rows(0, low[i], low[i + 1])
        mine += _pair_rows(1, low[i + 1], low[i + 2])
        mine += _pair_rows(2, low[i], low[i + 2])
        depth += (word in "([") - (i > 0 and words[i - 1] in ")]")
        mine += _context_rows(before[i], after[i], depth > 0, min(i, 3))
        found.append(mine)
    return found


@lru_cache(maxsize=1 << 12)
def _context_rows(before: tuple[str, bool], after: tuple[str, bool], inside: bool, place: int) -> tuple[int, ...]:
    told = (
        f"<{before[0]}", f">{after[0]}", f"<>{before[0]}|{after[0]}", f"({inside}", f"(<{inside}{before[0]}",
        f"#{before[1]}{after[1]}", f"#{before[1]}{after[1]}{before[0]}", f"@{place}",
    )  # fmt: skip
    return tuple(buckets(told, ROWS))


def _linkers(low: Sequence[str]) -> list[tuple[str, bool]]:
    """For each word the nearest linking word or stop before it, and whether a number came before."""
    last, number, found = "", False, []
    for word in low:
        found.append((last, number))
        if word in LINKERS or word in "()[];:,":
            last = word
        number = number or word[:1] == "0"
    return found


class Weights(NamedTuple):
    """What was learned: a row of tags for each hashed feature, and how tags follow each other."""

    words: Array
    follow: Array  # from, to
    first: Array


@cache
def weights() -> Weights:
    table = arrays("result_words")
    return Weights(
        table["words"].astype(np.float32) * table["scale"].astype(np.float32), *(table[k].astype(np.float32) for k in ("follow", "first"))
    )  # fmt: skip


def scores(words: Sequence[str], learned: Weights) -> Array:
    """How well each tag fits each word by itself."""
    return np.stack([learned.words[mine].sum(0) for mine in rows(words)])


def best(emitted: Array, learned: Weights) -> list[int]:
    """The likeliest run of tags (Viterbi)."""
    state, back = emitted[0] + learned.first, []
    for row in emitted[1:]:
        ways = state[:, None] + learned.follow
        back.append(ways.argmax(0))
        state = ways.max(0) + row
    path = [int(state.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def spans(tags: Sequence[int]) -> list[Found]:
    """The stretches that a run of tags marks."""
    found: list[Found] = []
    for i, tag in enumerate(TAGS[t] for t in tags):
        if tag == "O":
            continue
        if tag[0] == "I" and found and found[-1].end == i and found[-1].kind == tag[2:]:
            found[-1] = Found(tag[2:], found[-1].start, i + 1)
        else:
            found.append(Found(tag[2:], i, i + 1))
    return found


def named(fit: Array, learned: Weights) -> list[Found]:
    """The names and numbers of a sentence."""
    leaning = fit.copy()
    leaning[:, 0] -= LEAN
    first = spans(best(leaning, learned))
    leaning[:, 1:3] += LEAN_MORE
    groups = [found for found in spans(best(leaning, learned)) if found.kind == "INTV"]
    taken = [found for found in first if found.kind == "INTV"]
    sure = [any(g.start < t.end and t.start < g.end for t in taken) for g in groups]
    return [f for f in first if f.kind != "INTV"] + [g._replace(sure=s) for g, s in zip(groups, sure, strict=True)]


def read(words: Sequence[str]) -> list[Found]:
    """What the words of one sentence name."""
    return named(scores(words, weights()), weights()) if words else []

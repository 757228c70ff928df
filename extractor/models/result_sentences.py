"""Tells sentences that report results from those that tell of methods, samples, doses and criteria.

A logistic sum over the words of a sentence; `training/result_sentences.py` made its weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.models import arrays
from extractor.models.linear import buckets
from extractor.models.words import classes, plain

ROWS = 1 << 15


@lru_cache(maxsize=1 << 15)
def _row(feature: str) -> int:
    return buckets((feature,), ROWS)[0]


def rows(words: Sequence[str]) -> list[int]:
    """The rows of the features of a sentence, each once."""
    low = [plain(word) for word in words]
    fine = [classes().get(word, (-1, -1))[1] for word in low]
    seen = {f"w{w}" for w in low} | {f"k{k}" for k in fine}
    seen |= {f"p{a}|{b}" for a, b in pairwise(low)}
    seen |= {f"q{a}|{b}" for a, b in pairwise(fine)}
    seen |= {f"f{low[0]}", f"n{min(sum(w[:1] == '0' for w in low), 6)}", f"l{min(len(low) // 8, 6)}"} if low else set()
    return sorted({_row(feature) for feature in seen})


@cache
def weights() -> NDArray[np.float64]:
    table = arrays("result_sentences")
    return table["weights"].astype(np.float64) * float(table["scale"])


def sum_of(mine: Sequence[int], learned: NDArray[np.float64]) -> float:
    """The sum, so scaled that long sentences count no more than short ones."""
    return float(learned[list(mine)].sum() / max(len(mine), 1) ** 0.5)


def chance(words: Sequence[str]) -> float:
    """How likely a sentence with numbers reports results, from 0 to 1."""
    return float(1 / (1 + np.exp(-sum_of(rows(words), weights()))))

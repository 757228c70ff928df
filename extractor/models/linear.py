"""Weighs features that are words: sums of weights, which lie in one small file of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from extractor.models import arrays

Floats = npt.NDArray[np.float32]


def buckets(features: Iterable[str], size: int) -> list[int]:
    """The place of each feature in a table of `size` rows; two features may share one."""
    return [crc32(feature.encode()) % size for feature in features]


def softmax(scores: Floats) -> Floats:
    """Rows of scores as rows of probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Linear:
    """weights has a row for each bucket and a column for each score."""

    weights: Floats

    def scores(self, examples: Sequence[Sequence[str]]) -> Floats:
        """A row of scores for each example, which is a list of features, one at least."""
        size, columns = self.weights.shape
        if not examples:
            return np.zeros((0, columns), dtype=np.float32)
        places = [buckets(features, size) for features in examples]
        rows = self.weights[[place for each in places for place in each]]
        starts = np.cumsum([0, *(len(each) for each in places[:-1])])
        return np.asarray(np.add.reduceat(rows, starts, axis=0), dtype=np.float32)


@cache
def load(name: str) -> Linear:
    """The model of a name, from the package's own files.  Raises OSError when the package is incomplete."""
    return Linear(arrays(name)["weights"].astype(np.float32))

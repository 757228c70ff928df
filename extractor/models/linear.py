"""Weighs features that are words: sums of weights, which lie in one small file of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from extractor.models import arrays

Floats = npt.NDArray[np.float32]
_AT_ONCE = 500  # examples


def buckets(features: Iterable[str], size: int) -> list[int]:
    """The place of each feature in a table of `size` rows; two features may share one."""
    return [crc32(feature.encode()) % size for feature in features]


def softmax(scores: Floats) -> Floats:
    """Rows of scores as rows of probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Linear:
    """weights has a row for each bucket and a column for each score.

    tables hold pairs (from this likelihood on, the share that was right), in ascending order, as measured in training.
    """

    weights: Floats
    tables: Mapping[str, Floats] = field(default_factory=dict)

    def scores(self, examples: Sequence[Sequence[str]]) -> Floats:
        """A row of scores for each example, which is a list of features, one at least."""
        size, columns = self.weights.shape
        if not examples:
            return np.zeros((0, columns), dtype=np.float32)
        if len(examples) > _AT_ONCE:  # the rows of a long document would take tens of megabytes
            parts = (examples[at : at + _AT_ONCE] for at in range(0, len(examples), _AT_ONCE))
            return np.concatenate([self.scores(part) for part in parts])
        places = [buckets(features, size) for features in examples]
        rows = self.weights[[place for each in places for place in each]]
        starts = np.cumsum([0, *(len(each) for each in places[:-1])])
        return np.asarray(np.add.reduceat(rows, starts, axis=0), dtype=np.float32)

    def share_right(self, table: str, likelihood: float) -> float:
        """How many of the numbers that were as likely as this one were right, out of fold."""
        steps = self.tables[table]
        at = int(np.searchsorted(steps[:, 0], likelihood, side="right")) - 1
        return float(steps[max(at, 0), 1])


@cache
def load(name: str) -> Linear:
    """The model of a name, from the package's own files.  Raises OSError when the package is incomplete."""
    found = {key: values.astype(np.float32) for key, values in arrays(name).items()}
    return Linear(found.pop("weights"), found)

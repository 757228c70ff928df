"""Decides for the numbers of a sentence together: each chooses a name, and what one chooses bears on the next.

A log-linear chain over hashed features; what the choices are and what is seen of them is for `result_links` to say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = tuple[int, ...]


class Chain:
    """The choices of each number, as many for one as for another, by the rows of their features.

    unary   for each number and each choice
    hows    for each choice of a number, and each of the next one, how they stand to each other, as a whole number
    steps   for each two neighbours and each such how
    """

    def __init__(
        self, unary: Sequence[Sequence[Rows]], hows: NDArray[np.int64], steps: Sequence[Sequence[Rows]]
    ) -> None:
        self.hows = hows
        self.size = (len(unary), len(hows))
        self.ways = (len(steps), int(hows.max()) + 1 if not steps else len(steps[0]))
        self.flat, self.lengths = _flat([rows for choices in unary for rows in choices])
        self.flat_steps, self.lengths_steps = _flat([rows for hows_of in steps for rows in hows_of])

    def potentials(self, learned: Array) -> tuple[Array, Array]:
        """How well each choice fits each number, and how well the choices of neighbours go together."""
        one = _sums(learned, self.flat, self.lengths).reshape(self.size)
        by_how = _sums(learned, self.flat_steps, self.lengths_steps).reshape(self.ways)
        return one, by_how[:, self.hows]

    def best(self, learned: Array) -> list[int]:
        """The likeliest run of choices (Viterbi)."""
        one, two = self.potentials(learned)
        if not len(one):
            return []
        state, back = one[0], []
        for row, pair in zip(one[1:], two, strict=True):
            ways = state[:, None] + pair
            back.append(ways.argmax(0))
            state = ways.max(0) + row
        path = [int(state.argmax())]
        for pointers in reversed(back):
            path.append(int(pointers[path[-1]]))
        return path[::-1]

    def likely(self, learned: Array) -> Array:
        """For each number how likely each choice is, the other numbers considered."""
        return marginals(*self.potentials(learned))[0]

    def gradient(self, one: Array, two: Array, size: int) -> tuple[NDArray[np.int64], Array]:
        """The rows that some differences of expected choices and pairs touch, and by how much."""
        by_how = np.zeros(self.ways)
        for at, table in enumerate(two):
            by_how[at] = np.bincount(self.hows.ravel(), table.ravel(), self.ways[1])
        found = np.bincount(self.flat, np.repeat(one.ravel(), self.lengths), size)
        found += np.bincount(self.flat_steps, np.repeat(by_how.ravel(), self.lengths_steps), size)
        touched = np.unique(np.concatenate([self.flat, self.flat_steps]))
        return touched, found[touched]


def _flat(rows: Sequence[Rows]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lengths = np.array([len(mine) for mine in rows], dtype=np.int64)
    return np.array([row for mine in rows for row in mine], dtype=np.int64), lengths


def _sums(learned: Array, flat: NDArray[np.int64], lengths: NDArray[np.int64]) -> Array:
    if not len(lengths):
        return np.zeros(0)
    ends = np.concatenate([[0.0], np.cumsum(learned[flat])])
    last = np.cumsum(lengths)
    return np.asarray(ends[last] - ends[last - lengths])


def marginals(one: Array, two: Array) -> tuple[Array, Array]:
    """How likely each choice of each number is, and each pair of choices of neighbours."""
    n = len(one)
    forward, backward = [one[0]], [np.zeros_like(one[0])]
    for i in range(1, n):
        forward.append(_log_sum(forward[-1][:, None] + two[i - 1], 0) + one[i])
    for i in range(n - 2, -1, -1):
        backward.append(_log_sum(two[i] + (one[i + 1] + backward[-1])[None], 1))
    backward.reverse()
    whole = _log_sum(forward[-1], 0)
    tags = np.exp(np.stack(forward) + np.stack(backward) - whole)
    pairs = [np.exp(forward[i][:, None] + two[i] + (one[i + 1] + backward[i + 1])[None] - whole) for i in range(n - 1)]
    return tags, np.array(pairs).reshape((n - 1, *two.shape[1:]))


def _log_sum(table: Array, axis: int) -> Array:
    top = table.max(axis=axis)
    return np.asarray(np.log(np.exp(table - np.expand_dims(top, axis)).sum(axis=axis)) + top)

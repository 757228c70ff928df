"""Trains the judge of numbers: what each number of a sentence is.

    python -m training.number_roles GOLD_FOLDER [OUT.npz]     with OUT on everything, else five folds by document

GOLD_FOLDER holds the texts that `training/annotations` speaks of.  Two runs give one and the same file.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from extractor.models.number_roles import (
    AT,
    GAPS,
    NONE,
    ROLES,
    ROWS,
    Numbered,
    Weights,
    gaps,
    marginals,
    numbered,
    rows,
    values_of,
)  # fmt: skip
from training.annotated import annotated, sentences
from training.result_words import FOLDS
from training.written import NAME, written

SHRINKAGE, STEPS = 0.2, 70
NEVER = -1
LEAST_SEEN = 3  # a feature that fewer numbers have teaches nothing
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A sentence with the role of each of its numbers."""

    document: str
    sentence: Numbered
    rows: list[list[int]]
    gaps: list[int]
    roles: list[int]


def fold_of(example: Example) -> int:
    """The fold in which a sentence is measured; what was written for training is measured in none."""
    return NEVER if example.document.startswith(NAME) else zlib.crc32(example.document.encode()) % FOLDS


def examples(gold: Path) -> Iterator[Example]:
    """Every sentence with numbers of the annotated texts, and of those that were written for training."""
    for told in sentences([*annotated(gold), *written()]):
        seen = [(s, numbered(s.text, s.place)) for s in told]
        values = values_of([n for _, sentence in seen for n in sentence.printed])
        for s, sentence in seen:
            if sentence.spans:
                role_at = {number.start: AT[number.role] for number in s.numbers}
                roles = [role_at.get(start, AT[NONE]) for start, _ in sentence.spans]
                yield Example(s.document, sentence, rows(sentence, values), gaps(sentence), roles)


class _Batch:
    """Sentences laid out for adding up; those of one length stand together."""

    def __init__(self, given: Sequence[Example]) -> None:
        self.given = sorted(given, key=lambda e: len(e.roles))
        flat = [row for e in self.given for row in e.rows]
        lengths = np.array([len(row) for row in flat])
        indices = np.concatenate([np.array(row) for row in flat])
        data = np.ones(len(indices), np.float32)
        whole = csr_matrix((data, indices, np.concatenate([[0], np.cumsum(lengths)])), shape=(len(flat), ROWS))
        self.used = np.flatnonzero(np.bincount(indices, minlength=ROWS) >= LEAST_SEEN)
        self.matrix = whole[:, self.used].tocsr()
        self.turned = self.matrix.T.tocsr()
        self.roles = np.array([role for e in self.given for role in e.roles])
        self.blocks: list[tuple[int, int, int, NDArray[np.int64]]] = []  # first number, sentences, length, gaps
        at = 0
        sizes = [len(e.roles) for e in self.given]
        for size in sorted(set(sizes)):
            of_size = [e for e in self.given if len(e.roles) == size]
            self.blocks.append((at, len(of_size), size, np.array([e.gaps for e in of_size])))
            at += size * len(of_size)

    def parted(self, flat: Numbers) -> tuple[Numbers, Numbers]:
        """The weights of the features that are used, and of the transitions."""
        n, k = len(self.used), len(ROLES)
        return flat[: n * k].reshape(n, k), flat[n * k :].reshape(GAPS, k, k)

    def cost(self, flat: Numbers) -> tuple[float, Numbers]:
        """The negative log likelihood and its slope."""
        words, follow = self.parted(flat)
        fit = np.asarray(self.matrix @ words)
        k = len(ROLES)
        delta, slope, total = np.empty_like(fit), np.zeros_like(follow), 0.0
        for first, n, size, between in self.blocks:
            part = slice(first, first + n * size)
            one, gap_slope, lost = _of_block(
                fit[part].reshape(n, size, k), follow, between, self.roles[part].reshape(n, size)
            )
            delta[part] = one.reshape(-1, k)
            slope += gap_slope
            total += lost
        gradient = np.concatenate([(self.turned @ delta).ravel(), slope.ravel()])
        return total + 0.5 * SHRINKAGE * float(flat @ flat), gradient + SHRINKAGE * flat


def _of_block(
    fit: Numbers, follow: Numbers, between: NDArray[np.int64], roles: NDArray[np.int64]
) -> tuple[Numbers, Numbers, float]:
    """For sentences of one length: marginals less what is told, the slope of the transitions, and what is lost."""
    n, size, k = fit.shape
    forward, backward = [fit[:, 0]], [np.zeros((n, k))]
    moves = [follow[between[:, i]] for i in range(size)]
    for i in range(1, size):
        forward.append(fit[:, i] + _log_sum(forward[-1][:, :, None] + moves[i], 1))
    for i in range(size - 1, 0, -1):
        backward.insert(0, _log_sum(moves[i] + (fit[:, i] + backward[0])[:, None, :], 2))
    z = _log_sum(forward[-1], 1)
    sentence = np.arange(n)
    score = sum(fit[sentence, i, roles[:, i]] for i in range(size))
    slope = np.zeros_like(follow)
    for i in range(1, size):
        pair = forward[i - 1][:, :, None] + moves[i] + (fit[:, i] + backward[i])[:, None, :] - z[:, None, None]
        np.add.at(slope, between[:, i], np.exp(pair))
        np.add.at(slope, (between[:, i], roles[:, i - 1], roles[:, i]), -1.0)
        score = score + moves[i][sentence, roles[:, i - 1], roles[:, i]]
    marginal = np.exp(np.stack(forward, 1) + np.stack(backward, 1) - z[:, None, None])
    marginal[sentence[:, None], np.arange(size)[None], roles] -= 1
    return marginal, slope, float((z - score).sum())


def _log_sum(table: Numbers, axis: int) -> Numbers:
    top = table.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(table - top).sum(axis=axis)) + top.squeeze(axis))


def train(given: Sequence[Example]) -> Weights:
    k, batch = len(ROLES), _Batch(given)
    start = np.zeros(len(batch.used) * k + GAPS * k * k)
    found = minimize(batch.cost, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 6}).x
    used, follow = batch.parted(found)
    words = np.zeros((ROWS, k), np.float32)
    words[batch.used] = used
    return Weights(words, follow.astype(np.float32))


def save(learned: Weights, out: Path) -> None:
    """A weight is a small whole number times one scale; what is next to nothing is left out."""
    scale = np.float32(np.abs(learned.words).max() / 127)
    small = np.round(learned.words / scale).astype(np.int8)
    np.savez_compressed(out, words=small, scale=scale, follow=learned.follow.astype(np.float16))


def report(given: Sequence[Example], likely: Sequence[NDArray[np.float32]]) -> None:
    told = np.array([role for e in given for role in e.roles])
    found = np.concatenate([table.argmax(1) for table in likely])
    print(f"{len(told)} numbers, {(told == found).mean():.3f} right")
    for role, name in enumerate(ROLES):
        hit, n, gold = ((told == role) & (found == role)).sum(), (found == role).sum(), (told == role).sum()
        if gold:
            print(f"{name:16} gold {gold:5} precision {hit / max(n, 1):.3f} recall {hit / gold:.3f}")


def main(gold: str, out: str | None = None) -> None:
    given = list(examples(Path(gold)))
    if out:
        save(train(given), Path(out))
        return
    likely: list[NDArray[np.float32]] = [np.zeros(0)] * len(given)
    for fold in range(FOLDS):
        learned = train([e for e in given if fold_of(e) != fold])
        for i, e in enumerate(given):
            if fold_of(e) == fold:
                fit = np.stack([learned.words[row].sum(0) for row in e.rows])
                likely[i] = marginals(fit, e.gaps, learned)
    report(given, likely)


if __name__ == "__main__":
    main(*sys.argv[1:])

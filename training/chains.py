"""Learns the weights of chains of choices from those that annotators allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from extractor.models.chains import Array, Chain, marginals


class Held(NamedTuple):
    """A chain and the choices that the annotators allow for each number; None allows all."""

    chain: Chain
    allowed: Sequence[set[int] | None]


def train(
    given: Sequence[Held], rows: int, epochs: int = 12, rate: float = 0.1, decay: float = 0.01, seed: int = 1
) -> Array:
    """Maximum likelihood of what is allowed, with a quadratic penalty, by AdaGrad."""
    random = np.random.default_rng(seed)
    weights, total = np.zeros(rows), np.full(rows, 1e-2)
    for epoch in range(epochs):
        step = rate * (1 - epoch / epochs)
        for at in random.permutation(len(given)):
            chain, allowed = given[at]
            one, two = chain.potentials(weights)
            mask = np.array([[fit is None or j in fit for j in range(one.shape[1])] for fit in allowed])
            if mask.all():
                continue
            free, held = marginals(one, two), marginals(one + np.where(mask, 0.0, -1e9), two)
            touched, values = chain.gradient(free[0] - held[0], free[1] - held[1], rows)
            values += decay * weights[touched]
            total[touched] += values**2
            weights[touched] -= step * values / np.sqrt(total[touched])
    return weights

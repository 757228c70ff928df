"""Says how likely it is that a reviewer would have filled the whole row alike, from what was found and how.

The weights are learned by `training.fill` from rows that reviewers filled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from math import exp
from pathlib import Path

WEIGHTS = Path(__file__).with_name("confidence.json")
FITS_WELL = 0.8  # share of the outcome's words
NAMED_WELL = 0.7  # fit of the arms' names
NEAR = ("n of the result", "n by heading", "n beside it")


def features(signs: Mapping[str, float]) -> dict[str, float]:
    """What the confidence looks at, each from 0 to 1."""
    filled = 1.0 - signs.get("empty", 0.0)
    told, rivals = signs.get("told", 0.0), signs.get("rivals", 0.0)
    near = max(signs.get(name, 0.0) for name in NEAR)
    return {
        "from a table": filled * (1 - told),
        "a rival": filled * (rivals > 0),
        "no spread": filled * signs.get("no spread", 0.0),
        "a change": filled * signs.get("change", 0.0),
        "arms named well": filled * (signs.get("arms", 0.0) >= NAMED_WELL),
        "outcome named well": filled * (signs.get("outcome", 0.0) >= FITS_WELL),
        "n near": filled * near,
        "only n, in headings": (1 - filled) * signs.get("n by heading", 0.0),
        "no n": signs.get("n nowhere", 0.0),
        "always": 1.0,
    }


def confidence(signs: Mapping[str, float], weights: Mapping[str, float] | None = None) -> float:
    """The chance, in hundredths, that the whole row is right."""
    weights = _shipped() if weights is None else weights
    total = sum(weights[name] * value for name, value in features(signs).items())
    return round(1 / (1 + exp(-total)), 2)


@cache
def _shipped() -> dict[str, float]:
    found: dict[str, float] = json.loads(WEIGHTS.read_text("utf-8"))
    return found

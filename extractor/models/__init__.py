"""Small trained models, read from files of plain numbers: what they look at, and how they weigh it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@cache
def arrays(name: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of one model, by their names; nothing in the file can run (no pickles)."""
    with (files(__name__) / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as loaded:
        return {key: loaded[key] for key in loaded.files}

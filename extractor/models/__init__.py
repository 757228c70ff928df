"""Small trained models, read from files of plain numbers: what they look at, and how they weigh it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Where the weights lie.  Measuring sets it to weights that were trained without the texts measured, in a process of
# its own: what has been loaded stays.
folder = Path(__file__).parent


@cache
def arrays(name: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of one model, by their names; nothing in the file can run (no pickles).

    Raises OSError when the package is incomplete.
    """
    with np.load(folder / f"{name}.npz", allow_pickle=False) as loaded:
        return {key: loaded[key] for key in loaded.files}

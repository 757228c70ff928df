"""Gives memory that was used for reading back to the system.

PDFium's fonts and pages leave many small gaps behind, which the C library keeps for later: of a file of hundreds of
pages, a third of the whole program's memory.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

_LONG = 150_000  # characters: a shorter document is not worth the time


def give_back(characters: int) -> None:
    """Hand over what a long document has left in the C library; without effect where that has no such call."""
    trim = _trim() if characters > _LONG else None
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library than glibc; Windows takes no None
        return None
    return found

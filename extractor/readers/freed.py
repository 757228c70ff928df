"""Gives memory that was used for reading back to the system.

PDFium's fonts and pages leave many small gaps behind, which the C library keeps for later: of a file of hundreds of pages,
a third of the whole program's memory.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Hand over what the C library holds and nobody uses; without effect where it has no such call."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library than glibc; Windows takes no None
        return None
    return found

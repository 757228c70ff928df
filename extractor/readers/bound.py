"""Functions of the PDFium library, bound so that a call costs little: a page needs thousands of them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_void_p
from typing import Any

from extractor.readers.errors import ReadError


def bound(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same C function with integer handles in place of typed pointers, which halves the cost of a call.

    PYFUNCTYPE keeps the interpreter's lock over the call: these calls are far shorter than giving it away and back.
    """
    address = ctypes.cast(function, c_void_p).value
    if address is None:  # pragma: no cover - a PDFium without the function
        raise ReadError("the installed PDFium library is incomplete")
    return ctypes.PYFUNCTYPE(result, *arguments)(address)

"""Reads a file into a `Document`: one file of this folder for each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from extractor.document import Document
from extractor.readers import from_pdf, from_text
from extractor.readers.errors import ReadError

READERS: Mapping[str, Callable[[Path, str], Document]] = {
    ".pdf": from_pdf.read,
    ".txt": from_text.read,
    ".md": from_text.read,
    ".markdown": from_text.read,
}
SUFFIXES = frozenset(READERS)


def read(path: Path, shown: str | None = None) -> Document:
    """Read one file; `shown` is the path as the user gave it.

    Raises ReadError, with a sentence for the user, for files that cannot be read and for unknown formats.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(SUFFIXES))
        raise ReadError(f"not a format that can be read: {path.suffix or 'no suffix'} (one of {known})")
    return reader(path, shown if shown is not None else str(path))


__all__ = ["READERS", "SUFFIXES", "ReadError", "read"]

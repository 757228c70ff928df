"""Reads a file into a `Document`: one file of this folder for each format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from extractor.document import Document
from extractor.readers import from_html, from_jats, from_pdf, from_text
from extractor.readers.errors import ReadError
from extractor.readers.options import DEFAULT, Options

READERS: Mapping[str, Callable[[Path, str], Document]] = {
    ".pdf": from_pdf.read,
    ".txt": from_text.read,
    ".md": from_text.read,
    ".markdown": from_text.read,
    ".xml": from_jats.read,
    ".nxml": from_jats.read,
    ".html": from_html.read,
    ".htm": from_html.read,
    ".xhtml": from_html.read,
}
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
SUFFIXES = frozenset(READERS)


def read(path: Path, shown: str | None = None, options: Options = DEFAULT) -> Document:
    """Read one file; `shown` is the path as the user gave it, `options` matter to PDF files alone.

    Raises ReadError, with a sentence for the user, for files that cannot be read and for unknown formats.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(SUFFIXES))
        raise ReadError(f"not a format that can be read: {path.suffix or 'no suffix'} (one of {known})")
    shown = shown if shown is not None else str(path)
    document = from_pdf.read(path, shown, options) if reader is from_pdf.read else reader(path, shown)
    if LONE_SURROGATE.search(document.text):  # half a character, which no file can hold
        return replace(document, text=LONE_SURROGATE.sub("\ufffd", document.text))
    return document


__all__ = ["READERS", "SUFFIXES", "Options", "ReadError", "read"]

"""The fold of a document, by its name: what measures a document was trained without its fold."""

from __future__ import annotations

import zlib

FOLDS = 5


def fold_of(document: str) -> int:
    """The fold of a document by its name; the sentences of one abstract ("PMID#...", "PMID_...") are in one fold."""
    name = document.replace("_", "#")
    return zlib.crc32((name if "glaucoma" in name else name.split("#")[0]).encode()) % FOLDS

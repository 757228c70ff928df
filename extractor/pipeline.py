"""One paper, start to finish: read it, find what it says, put it together, check it.

Read this first: the rest of the program is what these few lines call.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from extractor.assemble import assemble
from extractor.checks import run_checks
from extractor.document import Document
from extractor.finders import find_all
from extractor.language import parse
from extractor.readers import ReadError, read
from extractor.readers.freed import give_back
from extractor.readers.options import DEFAULT, Options
from extractor.study import DocumentInfo, Record


def extract(path: Path, shown: str | None = None, options: Options = DEFAULT) -> Record:
    """The record of one file; `shown` is the path as the user gave it.

    A file that cannot be read gives a record with status "failed" and the reason among its problems.
    """
    shown = shown if shown is not None else str(path)
    try:
        document = read(path, shown, options)
    except ReadError as error:
        return failed(path, shown, str(error))
    except OSError as error:
        return failed(path, shown, f"the file cannot be opened: {error.strerror or error}")
    return extract_document(document)


def extract_document(document: Document) -> Record:
    """The record of a document that was read."""
    doc = parse(document)
    give_back(len(document.text))
    mentions, ran = find_all(doc, document)
    record = assemble(document, doc, mentions, ran)
    return record.model_copy(update={"flags": run_checks(record)})


def failed(path: Path, shown: str, reason: str) -> Record:
    """The record of a file that could not be read, with the reason."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        digest = ""
    info = DocumentInfo(
        id=digest,
        name=path.name,
        path=shown,
        format=path.suffix.lower().lstrip(".") or "unknown",
        status="failed",
        problems=[reason],
    )
    return Record(document=info)

"""Whole records, one JSON object a line: nothing left out, and the same bytes from the same documents."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extractor.study import Record


def write(records: Iterable[Record], path: Path) -> None:
    """Write the records in their order; characters stand as themselves, in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as out:
        for record in records:
            out.write(line(record) + "\n")


def line(record: Record) -> str:
    """One record as one line of JSON: every key of the schema, in the order of the schema."""
    return record.model_dump_json()

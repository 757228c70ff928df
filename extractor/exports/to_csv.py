"""Evidence tables as CSV files that a spreadsheet, R or pandas opens as they are: UTF-8, one header line.

A cell of text that a spreadsheet would run as a formula ("- Study design: ...", "=1+1") gets an apostrophe before it,
as spreadsheets do themselves; numbers and signs are left alone.  The exact characters are in records.jsonl.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from extractor.exports.columns import Row, Table
from extractor.study import Record

ROWS_AT_ONCE = 20_000
_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HARMLESS = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[=<>~]=?", re.I)


def write(records: Iterable[Record], path: Path, table: Table) -> None:
    """Write one table of all records, a bounded number of rows at a time."""
    import pandas as pd

    rows = (row for record in records for row in table.rows(record))
    with path.open("w", encoding="utf-8", newline="") as out:
        pd.DataFrame(columns=list(table.columns)).to_csv(out, index=False, lineterminator="\n")
        while part := list(islice(rows, ROWS_AT_ONCE)):
            cells = [[safe(_cell(row, column)) for column in table.columns] for row in part]
            pd.DataFrame(cells, columns=list(table.columns), dtype=object).to_csv(
                out, index=False, header=False, lineterminator="\n"
            )


def _cell(row: Row, column: str) -> str:
    return row.get(column, "")


def safe(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would take it for a formula."""
    if cell.startswith(_RUNS_AS_FORMULA) and not _HARMLESS.fullmatch(cell):
        return f"'{cell}"
    return cell

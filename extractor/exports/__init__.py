"""The files that a run leaves behind for people and programs: one entry of `EXPORTS` each, in the order written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from extractor.exports import columns, to_csv, to_jsonl
from extractor.study import Record


class Export(NamedTuple):
    """A file of a finished run, and the function that writes it."""

    name: str
    write: Callable[[Iterable[Record], Path], None]


EXPORTS: tuple[Export, ...] = (
    Export("records.jsonl", to_jsonl.write),
    Export("evidence.csv", partial(to_csv.write, table=columns.EVIDENCE)),
    Export("studies.csv", partial(to_csv.write, table=columns.STUDIES)),
    Export("results.csv", partial(to_csv.write, table=columns.RESULTS)),
    Export("flags.csv", partial(to_csv.write, table=columns.FLAGS)),
)

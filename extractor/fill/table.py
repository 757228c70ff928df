"""Reads the reviewer's table, has each of its documents asked once, and writes the same rows with their numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from extractor.fill import workers

NEEDED = ("document", "intervention", "comparator", "outcome")
NUMBERS = (
    "intervention_events", "intervention_mean", "intervention_sd", "intervention_n",
    "comparator_events", "comparator_mean", "comparator_sd", "comparator_n",
)  # fmt: skip
COLUMNS = (*NUMBERS, "outcome_type", "confidence", "status", "source")
KINDS = {"binary": "binary", "dichotomous": "binary", "continuous": "continuous", "": ""}

Row = dict[str, str]


class FillError(Exception):
    """A sentence for the user: the table cannot be filled as it was asked for."""


@dataclass
class Outcome:
    """What filling did: rows asked and rows with at least one number, documents that failed with their reasons."""

    rows: int = 0
    with_numbers: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def fill(table: Path, documents: Sequence[Path], out: Path, settings: workers.Settings) -> Outcome:
    """Fill the rows of a table from documents and write them; raises FillError for a table that cannot be used."""
    rows, columns = _read(table)
    if out.is_dir():
        raise FillError(f"-o {out} is a folder; it must be a file")
    wanted: dict[Path, list[int]] = {}
    outcome = Outcome(len(rows))
    answers: dict[int, Mapping[str, str]] = {}
    for at, row in enumerate(rows):
        path, reason = _document(row["document"], documents)
        if path is not None:
            wanted.setdefault(path, []).append(at)
            continue
        outcome.failed.setdefault(row["document"], reason)
        answers[at] = {"status": reason}
    for _, places, answered in workers.ask(wanted, [_asked(row) for row in rows], settings):
        if isinstance(answered, str):
            outcome.failed[rows[places[0]]["document"]] = answered
            answers |= {at: {"status": answered} for at in places}
        else:
            answers |= dict(zip(places, answered, strict=True))
    outcome.with_numbers = sum(any(answers[at].get(name) for name in NUMBERS) for at in range(len(rows)))
    _write(out, rows, columns, answers)
    return outcome


def _asked(row: Row) -> Row:
    kind = row.get("type", "").strip().casefold()
    return {**{name: row.get(name, "").strip() for name in (*NEEDED, "timepoint")}, "type": KINDS.get(kind, kind)}


def _read(table: Path) -> tuple[list[Row], list[str]]:
    try:
        text = table.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = table.read_text(encoding="cp1252", errors="replace")
    except OSError as error:
        raise FillError(f"{table} cannot be read: {error.strerror}") from None
    header = text.partition("\n")[0]
    mark = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    columns = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = columns
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise FillError(
            f"{table} has no column {', '.join(missing)}; it needs {', '.join(NEEDED)}, and may have timepoint and type"
        )
    try:
        rows = [{name: row.get(name) or "" for name in columns} for row in reader]
    except csv.Error as error:
        raise FillError(f"{table} is no table that can be read: {error}") from None
    if not rows:
        raise FillError(f"{table} has no rows below its header")
    return rows, columns


def _document(name: str, documents: Sequence[Path]) -> tuple[Path | None, str]:
    """The file that a row names: by its path, its file name, or its name without ending."""
    name = name.strip()
    if not name:
        return None, "the row names no document"
    by_path = [path for path in documents if path == PurePath(name) or path.as_posix().endswith(f"/{name}")]
    for found in (by_path, [path for path in documents if path.stem == name]):
        if len(found) == 1:
            return found[0], ""
        if found:
            return None, f"several documents are called {name}: {', '.join(map(str, found[:3]))}"
    return None, f"the document {name} is not among the paths given"


def _write(out: Path, rows: Iterable[Row], columns: Sequence[str], answers: Mapping[int, Mapping[str, str]]) -> None:
    """Write the filled table beside its place, then put it there at once."""
    names = [*columns, *(name for name in COLUMNS if name not in columns)]
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            for at, row in enumerate(rows):
                writer.writerow({**row, **{name: answers[at].get(name, "") for name in COLUMNS}})
        part.replace(out)
    except OSError as error:
        raise FillError(f"-o {out} cannot be written: {error.strerror}") from None

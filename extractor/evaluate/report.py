"""An evaluation for a person: tables for the terminal or for Markdown, and the misses as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from extractor.evaluate.score import Evaluation, FieldScore, Finding

FIELD_COLUMNS = ("field", "gold", "found", "right", "in place", "precision", "recall", "F1")
SOURCE_COLUMNS = ("field", "found by", "found", "right", "share")
RELIABILITY_COLUMNS = ("confidence", "values", "right", "share")
MISS_COLUMNS = ("field", "kind", "document", "value", "sentence", "found by", "confidence")

Row = tuple[str, ...]


def field_rows(evaluation: Evaluation) -> list[Row]:
    """One row a field: how many values, and the shares with three decimals."""
    return [_field(score) for score in evaluation.fields.values()]


def _field(score: FieldScore) -> Row:
    counts = (score.gold, score.found, score.right, score.placed)
    shares = (score.precision, score.recall, score.f1)
    return (score.field, *(str(n) for n in counts), *("" if x is None else f"{x:.3f}" for x in shares))


def source_rows(evaluation: Evaluation) -> list[Row]:
    """One row for each field and finder: what each source brings, right and wrong."""
    return [
        (field, source, str(tally.found), str(tally.right), f"{tally.share:.3f}")
        for (field, source), tally in evaluation.sources.items()
    ]


def reliability_rows(evaluation: Evaluation) -> list[Row]:
    """One row for each band of confidence that has values: the share that is right should lie in the band."""
    lower = list(evaluation.reliability)
    upper = [*lower[1:], 1.0]
    return [
        (f"{low:.2f} to {high:.2f}", str(tally.found), str(tally.right), f"{tally.share:.3f}")
        for low, high, tally in zip(lower, upper, evaluation.reliability.values(), strict=True)
        if tally.found
    ]


def show(evaluation: Evaluation, console: Console, limit: int) -> None:
    """Print the tables, and of each field the first misses and false finds with their sentences."""
    console.print(f"{evaluation.documents} documents in the gold")
    if evaluation.missing:
        console.print(f"Not in the run, so counted as misses: {', '.join(evaluation.missing)}", soft_wrap=True)
    for columns, rows in _tables(evaluation):
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for column in columns:
            words = column in {"field", "found by", "confidence"}
            table.add_column(column, justify="left" if words else "right", overflow="fold")
        for row in rows:
            table.add_row(*row)
        console.print(table)
    for score in evaluation.fields.values():
        for title, missed in (("missed", True), ("found, and not in the gold", False)):
            listed = [finding for finding in score.findings if finding.missed is missed]
            if listed and limit:
                console.print(f"{score.field}: {title} ({len(listed)})")
            for finding in listed[:limit]:
                value = finding.value
                console.print(f"  {finding.document}: {value.value}  |  {value.quote}", soft_wrap=True)
            if limit and len(listed) > limit:
                console.print(f"  ... and {len(listed) - limit} more: see --misses")


def _tables(evaluation: Evaluation) -> list[tuple[Sequence[str], list[Row]]]:
    parts = (
        (FIELD_COLUMNS, field_rows(evaluation)),
        (SOURCE_COLUMNS, source_rows(evaluation)),
        (RELIABILITY_COLUMNS, reliability_rows(evaluation)),
    )
    return [(columns, rows) for columns, rows in parts if rows]


def markdown(evaluation: Evaluation) -> str:
    """The same tables in Markdown, for a manual."""
    return "\n".join(markdown_table(columns, rows) for columns, rows in _tables(evaluation))


def markdown_table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """One pipe table, with a line break at its end."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


def write_misses(evaluation: Evaluation, path: Path) -> None:
    """Every miss and every false find, a row each, with its sentence.  Raises OSError when it cannot be written."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(MISS_COLUMNS)
        writer.writerows(_miss(finding) for finding in evaluation.findings)


def _miss(finding: Finding) -> Row:
    value = finding.value
    kind = "missed" if finding.missed else "not in the gold"
    confidence = "" if value.confidence is None else f"{value.confidence:.2f}"
    return value.field, kind, finding.document, str(value.value), value.quote, value.found_by, confidence

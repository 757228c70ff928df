"""Found against gold, field by field: precision, recall, what was missed and what was wrongly found, and whether the
confidence of a value can be believed.

`read_gold` takes what people wrote down, in any of the forms of `extractor.evaluate.gold`; `evaluate` holds the records
of a run against it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from extractor.evaluate.gold import Gold, GoldError, read_gold
from extractor.evaluate.plain import differences, plain
from extractor.evaluate.score import Evaluation, FieldScore, evaluate
from extractor.evaluate.table import evaluate_table
from extractor.study import Record

__all__ = [
    "Evaluation", "FieldScore", "Gold", "GoldError", "differences", "evaluate", "evaluate_files", "evaluate_table",
    "plain", "read_gold",
]  # fmt: skip


def evaluate_files(gold: Path, out: Path) -> Evaluation:
    """Evaluate the folder of a run, its records.jsonl, or a table filled by `extractor fill`, against a gold file.

    Raises GoldError when one of them cannot be used as such, OSError when it cannot be opened.
    """
    wanted = read_gold(gold)
    if wanted.form == "table":
        with out.open(encoding="utf-8", newline="") as file:
            return evaluate_table(wanted, list(csv.DictReader(file)))
    return evaluate(wanted, _records(out / "records.jsonl" if out.is_dir() else out))


def _records(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as file:
        for i, line in enumerate(file, 1):
            try:
                yield Record.model_validate_json(line)
            except ValidationError as error:
                reason = error.errors()[0]["msg"]
                raise GoldError(f"{path}, line {i} is no record of this version: {reason}") from None

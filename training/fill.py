"""Learns how sure `fill` can be of a row, and measures filled rows against those that reviewers filled.

python -m training.fill [SHARED]            writes extractor/fill/confidence.json
python -m training.accuracy --set fill      measures: each document's confidence by weights learned without it
"""

from __future__ import annotations

import json
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractor import pipeline
from extractor.evaluate.gold import key_of
from extractor.fill.answer import FIELDS, Paper, fill_row
from extractor.fill.confidence import WEIGHTS, confidence, features
from extractor.readers import Options, read

ROOT = Path(__file__).resolve().parent.parent
SET = "llm_meta_analysis"
FOLDS = 5
RIDGE = 1.0
BINS = ((0.9, 1.01), (0.8, 0.9), (0.7, 0.8), (0.5, 0.7), (0.3, 0.5), (0.0, 0.3))
COLUMNS = ("outcomes", "rows", "whole row right", "known numbers right", "wrong numbers")
RELIABILITY_COLUMNS = ("confidence", "rows", "whole row right")


@dataclass(frozen=True)
class Row:
    """A filled row beside the reviewer's."""

    document: str
    kind: str
    signs: Mapping[str, float]
    known: int
    known_right: int
    wrong: int
    right: bool


def filled_rows(shared: Path) -> list[Row]:
    """Every row of the gold, filled from its document."""
    gold = [json.loads(line) for line in (shared / "gold" / f"{SET}.jsonl").read_text("utf-8").splitlines()]
    papers: dict[str, Paper] = {}
    with tempfile.TemporaryDirectory() as folder:
        for line in (shared / "gold" / f"{SET}.texts.jsonl").read_text("utf-8").splitlines():
            item = json.loads(line)
            path = Path(folder) / f"{key_of(item['doc_id'])}.md"
            path.write_text(item["text"], "utf-8")
            document = read(path, path.name, Options())
            papers[item["doc_id"]] = Paper(document, pipeline.extract_document(document))
    return [_held_against(item, papers[item["doc_id"]]) for item in gold]


def _held_against(item: Mapping[str, object], paper: Paper) -> Row:
    kind, numbers = str(item["outcome_type"]), item["numbers"]
    assert isinstance(numbers, dict)
    names = ("intervention", "comparator", "outcome")
    asked = {name: str(item[name]).strip() for name in names} | {
        "timepoint": str(item["timepoint"] or ""),
        "type": kind,
    }
    filled = fill_row(paper, asked)
    known = known_right = wrong = 0
    right = True
    for field in FIELDS[kind]:
        want = _number(numbers.get(field.replace("_sd", "_standard_deviation").replace("_n", "_group_size")))
        got = _number(filled.numbers.get(field))
        alike = want == got if want is None or got is None else abs(want - got) < 1e-9
        known += want is not None
        known_right += want is not None and alike
        wrong += got is not None and not alike
        right &= alike
    return Row(str(item["doc_id"]), kind, filled.signs, known, known_right, wrong, right)


def _number(value: object) -> float | None:
    try:
        return None if value is None or value == "" else float(str(value).replace(",", ""))
    except ValueError:
        return None


def learned(rows: Sequence[Row]) -> dict[str, float]:
    """Logistic weights with a ridge; a document with many rows counts by the root of their number."""
    names = list(features({}))
    x = np.array([[features(row.signs)[name] for name in names] for row in rows])
    y = np.array([float(row.right) for row in rows])
    rows_of = Counter(row.document for row in rows)
    worth = np.array([rows_of[row.document] ** -0.5 for row in rows])
    ridge = np.diag([RIDGE] * (len(names) - 1) + [1e-3])
    w: NDArray[np.float64] = np.zeros(len(names))
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (worth * p * (1 - p))[:, None]).T @ x + ridge
        w = w - np.linalg.solve(hessian, x.T @ (worth * (p - y)) + ridge @ w)
    return {name: round(float(value), 3) for name, value in zip(names, w, strict=True)}


def unseen(rows: Sequence[Row]) -> list[float]:
    """The confidence of each row by weights that were learned without its document."""
    folds = [zlib.crc32(row.document.encode()) % FOLDS for row in rows]
    weights = [learned([row for row, fold in zip(rows, folds, strict=True) if fold != out]) for out in range(FOLDS)]
    return [confidence(row.signs, weights[fold]) for row, fold in zip(rows, folds, strict=True)]


def scores(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    for kind in FIELDS:
        own = [row for row in rows if row.kind == kind]
        known = sum(row.known for row in own)
        right = sum(row.right for row in own) / max(len(own), 1)
        numbers = sum(row.known_right for row in own) / max(known, 1)
        yield kind, str(len(own)), f"{right:.2f}", f"{numbers:.2f}", str(sum(row.wrong for row in own))


def reliability(rows: Sequence[Row], confidences: Sequence[float]) -> Iterator[tuple[str, ...]]:
    for low, high in BINS:
        held = [row.right for row, sure in zip(rows, confidences, strict=True) if low <= sure < high]
        share = f"{sum(held) / len(held):.2f}" if held else ""
        yield f"{low:g} to {min(high, 1.0):g}", str(len(held)), share


def main() -> None:
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared"
    WEIGHTS.write_text(json.dumps(learned(filled_rows(shared)), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

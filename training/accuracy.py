"""The accuracy table of the manual: what is found in annotated texts and in papers read by hand.

    python -m training.accuracy [SHARED] [--set NAME ...] [--weights DIR] [--misses FOLDER]

`--set abstracts` measures on the project's own annotations; `--set fill` measures filled tables: rows like those of reviewers, and how many rows of each confidence are.

SHARED is the folder with gold/ and documents/, by default the one beside the project.  Every document is read with models
that were trained without it (`training.folds`): trained anew, which takes minutes, or those in DIR.  Prints two tables in
Markdown, scores and how many of the values of each confidence are right, and to stderr the seconds of each set on two cores.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path

from extractor import models
from extractor.evaluate import Evaluation, evaluate, read_gold
from extractor.evaluate.gold import key_of
from extractor.evaluate.report import RELIABILITY_COLUMNS, markdown_table, reliability_rows, write_misses
from extractor.pipeline import extract
from extractor.study import Record
from training import abstracts, fill, folds

ROOT = Path(__file__).resolve().parent.parent
SETS = ("trialsieve", "labelbuddy", "rct_art", "papers")
ABSTRACTS, FILL = "abstracts", "fill"
COLUMNS = ("set", "documents", "field", "gold", "precision", "recall", "in place", "F1")


def documents(shared: Path, name: str, folder: Path) -> Iterator[Path]:
    """The files of a set; those of annotated texts are written into a folder."""
    gold = shared / "gold" / f"{name}.jsonl"
    for line in gold.read_text("utf-8").splitlines():
        item = json.loads(line)
        if "file" in item:
            yield shared / "documents" / "papers" / item["file"]
        else:
            path = folder / f"{key_of(item['doc_id'])}.txt"
            path.write_text(item["text"], "utf-8")
            yield path


def measured(shared: Path, name: str, weights: Path) -> Evaluation:
    """A set, each document of it read with the weights that never saw it, held against its gold."""
    with tempfile.TemporaryDirectory() as folder:
        records = _read(name, list(documents(shared, name, Path(folder))), weights)
    return evaluate(read_gold(shared / "gold" / f"{name}.jsonl"), records)


def _read(name: str, paths: Sequence[Path], weights: Path) -> list[Record]:
    """The records of some files, each read with the weights that never saw it."""
    began = time.perf_counter()
    records: list[Record] = []
    for fold in range(folds.FOLDS):
        mine = [path for path in paths if folds.fold_of(path.stem) == fold]
        with get_context("spawn").Pool(2, _use, (weights / str(fold),)) as pool:
            records += pool.map(extract, mine, chunksize=4)
    print(f"{name}: {len(records)} documents in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    return records


def _use(weights: Path) -> None:
    models.folder = weights


def rows(name: str, evaluation: Evaluation) -> Iterator[tuple[str, ...]]:
    for score in evaluation.fields.values():
        placed = score.placed / score.gold if score.gold else None
        shares = ("" if x is None else f"{x:.2f}" for x in (score.precision, score.recall, placed, score.f1))
        yield name, str(evaluation.documents), score.field, str(score.gold), *shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--set", action="append", choices=(ABSTRACTS, *SETS, FILL))
    parser.add_argument("--misses", type=Path, help="folder for a CSV file of misses and false finds for each set")
    parser.add_argument("--weights", type=Path, help="folder that training.folds wrote")
    given = parser.parse_args()
    wanted = given.set or [ABSTRACTS, *SETS, FILL]
    if sets := [name for name in wanted if name != FILL]:
        _print_found(given, sets)
    if FILL in wanted:
        _print_filled(given.shared)


def _print_filled(shared: Path) -> None:
    began = time.perf_counter()
    filled = fill.filled_rows(shared)
    print(f"{FILL}: {len(filled)} rows in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    print(markdown_table(fill.COLUMNS, list(fill.scores(filled))))
    print(markdown_table(fill.RELIABILITY_COLUMNS, list(fill.reliability(filled, fill.unseen(filled)))), end="")


def _print_found(given: argparse.Namespace, sets: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as made:
        weights = given.weights or Path(made)
        if not given.weights:
            folds.write(given.shared / "gold", weights)
        lines: list[tuple[str, ...]] = []
        trust: list[tuple[str, ...]] = []
        if ABSTRACTS in sets:
            more, sure = _of_abstracts(given.shared, weights)
            lines += more
            trust += sure
        for name in sets:
            if name == ABSTRACTS:
                continue
            evaluation = measured(given.shared, name, weights)
            lines += rows(name, evaluation)
            trust += [(name, *row) for row in reliability_rows(evaluation)]
            if given.misses:
                given.misses.mkdir(parents=True, exist_ok=True)
                write_misses(evaluation, given.misses / f"{name}.csv")
    print(markdown_table(COLUMNS, lines))
    print(markdown_table(("set", *RELIABILITY_COLUMNS), trust), end="")


def _of_abstracts(shared: Path, weights: Path) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The rows of both tables for the project's own annotations."""
    told = abstracts.texts(shared / "gold")
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{text.name}.txt" for text in told]
        for text, path in zip(told, paths, strict=True):
            path.write_text(text.text, "utf-8")
        found = _read(ABSTRACTS, paths, weights)
    records = {Path(record.document.name).stem: record for record in found}
    lines = [
        (ABSTRACTS, str(len(told)), field, str(gold), f"{p:.2f}", f"{r:.2f}", "", f"{2 * p * r / max(p + r, 1e-9):.2f}")
        for field, gold, p, r in abstracts.scores(told, records)
    ]
    trust = [
        (ABSTRACTS, step, str(n), str(right), f"{right / n:.3f}")
        for step, n, right in abstracts.reliability(told, records)
    ]
    return lines, trust


if __name__ == "__main__":
    main()

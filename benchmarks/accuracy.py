"""The accuracy table of the README: what is found in annotated texts and in papers read by hand.

    python benchmarks/accuracy.py [SHARED] [--set NAME ...] [--misses FOLDER]

SHARED is the folder with gold/ and documents/, by default the one beside the project.  Each set is extracted afresh on
two cores, the seconds printed to stderr.  Prints Markdown; asserts nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

from extractor.evaluate import Evaluation, evaluate, read_gold
from extractor.evaluate.gold import key_of
from extractor.evaluate.report import markdown_table, write_misses
from extractor.pipeline import extract
from extractor.study import Record

ROOT = Path(__file__).resolve().parent.parent
SETS = ("trialsieve", "labelbuddy", "rct_art", "papers")
COLUMNS = ("set", "documents", "field", "gold", "precision", "recall", "F1")


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


def measured(shared: Path, name: str) -> Evaluation:
    """A set extracted by two processes and held against its gold."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, get_context("spawn").Pool(2) as pool:
        records: list[Record] = pool.map(extract, list(documents(shared, name, Path(folder))), chunksize=4)
    print(f"{name}: {len(records)} documents in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    return evaluate(read_gold(shared / "gold" / f"{name}.jsonl"), records)


def rows(name: str, evaluation: Evaluation) -> Iterator[tuple[str, ...]]:
    for score in evaluation.fields.values():
        shares = ("" if x is None else f"{x:.2f}" for x in (score.precision, score.recall, score.f1))
        yield name, str(evaluation.documents), score.field, str(score.gold), *shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--set", action="append", choices=SETS)
    parser.add_argument("--misses", type=Path, help="folder for a CSV file of misses and false finds for each set")
    given = parser.parse_args()
    lines = []
    for name in given.set or SETS:
        evaluation = measured(given.shared, name)
        lines += rows(name, evaluation)
        if given.misses:
            given.misses.mkdir(parents=True, exist_ok=True)
            write_misses(evaluation, given.misses / f"{name}.csv")
    print(markdown_table(COLUMNS, lines), end="")


if __name__ == "__main__":
    main()

"""Draws flags for a person to read: a seeded sample of what the checks say fails in texts without known answers.

    python -m benchmarks.audit TEXTS.jsonl [--number 60] [--seed 1] [--severity high medium] [--quotes]

TEXTS has one JSON object a line with `doc_id` and `text`.  Prints a Markdown row a flag (document, check, severity,
what was found and expected), and to stderr how many flags each check raised and the seconds taken.  `tests/audit.md`
holds the verdicts on such a sample.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.evidence import Flag
from extractor.pipeline import extract

COLUMNS = "| document | check | severity | found | expected |\n|---|---|---|---|---|"


def flags_of(texts: Path) -> Iterator[tuple[str, Flag]]:
    """Every failing flag of the texts with the name of its document, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        for line in filter(str.strip, texts.read_text("utf-8").split("\n")):
            item = json.loads(line)
            path = Path(folder) / f"{str(item['doc_id']).replace('/', '_')}.txt"
            path.write_text(item["text"], "utf-8")
            yield from ((str(item["doc_id"]), flag) for flag in extract(path).flags if flag.status == "fails")


def drawn(
    flags: Iterable[tuple[str, Flag]], severities: Iterable[str], number: int, seed: int
) -> list[tuple[str, Flag]]:
    """The sample, in the order of the documents: all of them where there are no more than wanted."""
    wanted = set(severities)
    pool = [one for one in flags if one[1].severity in wanted]
    chosen = sorted(random.Random(seed).sample(range(len(pool)), min(number, len(pool))))
    return [pool[at] for at in chosen]


def row(document: str, flag: Flag) -> str:
    cells = (document, flag.check, flag.severity, flag.found or "", flag.expected or "")
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--number", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--severity", nargs="+", default=["high", "medium"], choices=["high", "medium", "low"])
    parser.add_argument("--quotes", action="store_true", help="print what each flag quotes, too")
    given = parser.parse_args()
    began = time.perf_counter()
    flags = list(flags_of(given.texts))
    counts = Counter(flag.check for _, flag in flags if flag.severity in given.severity)
    print(f"{dict(counts)}; {time.perf_counter() - began:.0f} s", file=sys.stderr)
    print(COLUMNS)
    for document, flag in drawn(flags, given.severity, given.number, given.seed):
        print(row(document, flag))
        if given.quotes:
            for place in flag.about:
                print(f"    {' '.join(place.quote.split())}")


if __name__ == "__main__":
    main()

"""How long one guide-sized document takes: from a cold start, and warm in a batch, with each stage's share.

    python benchmarks/guide.py [DOCUMENT]

Prints; asserts nothing.  Without an argument it reads the shared guide where there is one, else that of the corpus.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from extractor.assemble import assemble
from extractor.checks import run_checks
from extractor.finders import FINDERS, find_all
from extractor.language import parse
from extractor.readers import read

ROOT = Path(__file__).resolve().parent.parent
GUIDES = (ROOT.parent / "shared" / "documents" / "ketamine-guide.pdf", ROOT / "corpus" / "ketamine-guide.pdf")
COLD_RUNS, WARM_RUNS, WARM_UP = 3, 20, 2
STAGES = ("reading", "language", "finders", "assemble", "checks")

Seconds = dict[str, list[float]]


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Append the seconds that the block takes."""
    began = time.perf_counter()
    yield
    into.append(time.perf_counter() - began)


def cold(path: Path) -> float:
    """Seconds of the whole command, from the start of Python to its end, with the folder written."""
    taken: list[float] = []
    for _ in range(COLD_RUNS):
        with tempfile.TemporaryDirectory() as out, timed(taken):
            command = [sys.executable, "-m", "extractor", "run", str(path), "-o", out, "--quiet"]
            subprocess.run(command, cwd=ROOT, check=True)
    return median(taken)


def warm(path: Path) -> Seconds:
    """Seconds of each stage in each of the warm runs."""
    taken: Seconds = {stage: [] for stage in STAGES}
    for _ in range(WARM_UP + WARM_RUNS):
        with timed(taken["reading"]):
            document = read(path, path.name)
        with timed(taken["language"]):
            doc = parse(document)
        with timed(taken["finders"]):
            mentions, ran = find_all(doc, document)
        with timed(taken["assemble"]):
            record = assemble(document, doc, mentions, ran)
        with timed(taken["checks"]):
            run_checks(record)
    return {stage: seconds[WARM_UP:] for stage, seconds in taken.items()}


def each_finder(path: Path) -> Seconds:
    """Seconds of each finder in each of the warm runs."""
    document = read(path, path.name)
    doc = parse(document)
    taken: Seconds = {finder.__name__.rsplit(".", 1)[1]: [] for finder in FINDERS}
    for _ in range(WARM_RUNS):
        for finder, seconds in zip(FINDERS, taken.values(), strict=True):
            with timed(seconds):
                list(finder.find(doc, document))
    return taken


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else next(guide for guide in GUIDES if guide.exists())
    path = path.resolve()
    document = read(path, path.name)
    print(f"{path.name}: {len(document.pages)} pages, {len(document.text)} characters")
    print(f"cold start, `python -m extractor run`: {cold(path):.2f} s (median of {COLD_RUNS})")
    stages = warm(path)
    whole = median(map(sum, zip(*stages.values(), strict=True)))
    print(f"warm, a document in a batch: {whole:.3f} s (median of {WARM_RUNS})")
    parts = {stage: median(seconds) for stage, seconds in stages.items()}
    for stage, seconds in parts.items():
        print(f"  {stage:<10} {seconds * 1000:7.1f} ms {100 * seconds / sum(parts.values()):4.0f} %")
    finders = {name: median(seconds) for name, seconds in each_finder(path).items()}
    slowest = sorted(finders.items(), key=lambda item: -item[1])[:5]
    print("  slowest finders: " + ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in slowest))


if __name__ == "__main__":
    main()

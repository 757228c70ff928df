"""How fast papers are read: our words, tables and whole pipeline beside pdfplumber and PDFium, over the same pages.

    python benchmarks/reading.py [FOLDER] [--pages N] [--files N]

Prints a Markdown table of pages per second of processor time, each engine in a process of its own, and the peak of
its memory; then the memory of a long file.  Asserts nothing.  Without an argument it reads the shared papers.
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ROOT.parent / "shared" / "documents" / "papers"
LONG = (105, 400)  # pages
MEASURED_LONG = ("our_words", "our_tables", "our_pipeline")
ROUNDS = 2  # the better of them counts: the machine has other work


def plumber_words(path: Path, most: int) -> int:
    """pdfplumber's words; each page is closed, or it would keep all of them."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        pages = document.pages[:most]
        for page in pages:
            page.extract_words()
            page.close()
    return len(pages)


def plumber_tables(path: Path, most: int) -> int:
    import pdfplumber

    with pdfplumber.open(path) as document:
        pages = document.pages[:most]
        for page in pages:
            page.extract_tables()
            page.close()
    return len(pages)


def pdfium_text(path: Path, most: int) -> int:
    """PDFium's bare text, without places."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        count = min(most, len(document))
        for index in range(count):
            page = document[index]
            textpage = page.get_textpage()
            textpage.get_text_bounded()
            textpage.close()
            page.close()
    return count


def our_words(path: Path, most: int) -> int:
    """Words with boxes, fonts and direction, signs verified by their shape."""
    import pypdfium2

    from extractor.readers import from_pdf, pdfium, runs

    with from_pdf.without_collection(), pypdfium2.PdfDocument(path) as document:
        count = min(most, len(document))
        for index in range(count):
            runs.segments(pdfium.read_page(document, index))
    return count


def our_tables(path: Path, most: int) -> int:
    """The whole Document: words, furniture, tables, paragraphs, headings, sections."""
    from extractor.readers import read

    return min(most, len(read(path, path.name).pages))


def our_pipeline(path: Path, most: int) -> int:
    """All that `extractor run` does with one document, up to its record."""
    from extractor.pipeline import extract

    return min(most, extract(path, path.name).document.pages or 0)


@dataclass(frozen=True, slots=True)
class Engine:
    """What is measured; whole says that it takes documents from end to end, so that they are cut before."""

    name: str
    run: Callable[[Path, int], int]


ENGINES = {
    "plumber_words": Engine("pdfplumber `extract_words`", plumber_words),
    "plumber_tables": Engine("pdfplumber `extract_tables`", plumber_tables),
    "pdfium_text": Engine("PDFium `get_text_bounded`, text only", pdfium_text),
    "our_words": Engine("our words, boxes, fonts, verified signs", our_words),
    "our_tables": Engine("our document: words, tables, sections", our_tables),
    "our_pipeline": Engine("the whole of `extractor run`", our_pipeline),
}


def measure(engine: str, paths: list[Path], most: int) -> dict[str, float]:
    """Pages, seconds of processor time and peak memory of an engine; runs in a process of its own."""
    logging.disable(logging.CRITICAL)
    run = ENGINES[engine].run
    if len(paths) > 1:
        run(paths[0], 1)  # imports, caches
    best, pages = float("inf"), 0
    for _ in range(ROUNDS if len(paths) > 1 else 1):
        began = time.process_time()
        pages = sum(run(path, most) for path in paths)
        best = min(best, time.process_time() - began)
    return {"pages": pages, "seconds": best, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def in_process(engine: str, paths: list[Path], most: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--engine", engine, "--pages", str(most), *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def first_pages(paths: list[Path], most: int, folder: Path) -> list[Path]:
    """The same files cut to their first pages, so that every engine reads the same."""
    import pypdfium2

    cut = []
    for path in paths:
        with pypdfium2.PdfDocument(path) as source:
            if len(source) <= most:
                cut.append(path)
                continue
            with pypdfium2.PdfDocument.new() as target:
                target.import_pages(source, list(range(most)))
                cut.append(folder / path.name)
                target.save(cut[-1])
    return cut


def long_file(folder: Path, paths: list[Path], pages: int) -> Path:
    """So many pages of the papers, one after the other, in one file."""
    import pypdfium2

    path = folder / f"{pages}-pages.pdf"
    with pypdfium2.PdfDocument.new() as target:
        for source_path in itertools.cycle(paths):
            left = pages - len(target)
            if left <= 0:
                break
            with pypdfium2.PdfDocument(source_path) as source:
                target.import_pages(source, list(range(min(left, len(source)))))
        target.save(path)
    return path


def speeds(paths: list[Path], most: int) -> list[dict[str, Any]]:
    rows = []
    for key, engine in ENGINES.items():
        told = in_process(key, paths, most)
        speed = told["pages"] / told["seconds"]
        base = rows[0]["speed"] if rows else speed
        rows.append({"name": engine.name, "speed": speed, "ratio": speed / base, **told})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("paths", nargs="*", type=Path, default=[PAPERS])
    parser.add_argument("--pages", type=int, default=3, help="at most so many of each file")
    parser.add_argument("--files", type=int, default=1000, help="at most so many files")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.engine:
        print(json.dumps(measure(asked.engine, asked.paths, asked.pages)))
        return
    paths = [file for path in asked.paths for file in (sorted(path.glob("*.pdf")) if path.is_dir() else [path])]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = speeds(first_pages(paths[: asked.files], asked.pages, folder), asked.pages)
        print(f"{rows[0]['pages']:.0f} pages of {len(paths[: asked.files])} files\n")
        print("| | pages per CPU second | against `extract_words` | peak memory, MB |\n|---|---|---|---|")
        for row in rows:
            print(f"| {row['name']} | {row['speed']:.1f} | {row['ratio']:.1f} | {row['megabytes']:.0f} |")
        print("\n| peak memory, MB, of one file of | " + " | ".join(ENGINES[key].name for key in MEASURED_LONG) + " |")
        print("|---" * (1 + len(MEASURED_LONG)) + "|")
        for pages in LONG:
            file = long_file(folder, paths, pages)
            told = [in_process(key, [file], pages) for key in MEASURED_LONG]
            print(f"| {pages} pages | " + " | ".join(f"{each['megabytes']:.0f}" for each in told) + " |")


if __name__ == "__main__":
    main()

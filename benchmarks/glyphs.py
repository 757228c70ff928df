"""Lists every sign that was read by its drawn form in a folder of papers, and what that costs.

    python benchmarks/glyphs.py ../shared/documents/papers [--crops FOLDER]

One line for each paper, encoded character, printed sign and certainty, with an example; at the end the share of the
reading time.  With --crops, a picture of one example of each is written, to be looked at.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2

from extractor.document import Repair
from extractor.readers import from_pdf, pdfium


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--crops", type=Path)
    given = parser.parse_args()
    spent = 0.0
    correct = pdfium.correct

    def timed(*arguments: Any) -> Any:
        nonlocal spent
        start = time.process_time()
        found = correct(*arguments)
        spent += time.process_time() - start
        return found

    pdfium.correct = timed
    pages, signs, start = 0, 0, time.process_time()
    listed: list[tuple[Path, Repair, int]] = []
    for path in sorted(given.folder.glob("*.pdf")):
        document = from_pdf.read(path, str(path))
        pages += len(document.pages)
        signs += len(document.repairs)
        kinds = Counter((r.encoded, r.printed, r.certainty) for r in document.repairs)
        first = {(r.encoded, r.printed, r.certainty): r for r in reversed(document.repairs)}
        listed += [(path, first[kind], count) for kind, count in kinds.most_common()]
    total = time.process_time() - start
    for path, repair, count in listed:
        print(f"{path.name[:44]:44} {count:4} x {repair.encoded!r:9} {repair.printed or '?'} {repair.certainty:.2f}")
    print(f"{signs} signs on {pages} pages; {spent:.2f} s of {total:.2f} s of reading, {100 * spent / total:.1f} %")
    if given.crops:
        given.crops.mkdir(parents=True, exist_ok=True)
        for number, (path, repair, _) in enumerate(listed):
            _crop(path, repair).save(given.crops / f"{number:03}-{path.stem[:30]}-p{repair.page}.png")


def _crop(path: Path, repair: Repair) -> Any:
    """The line around a sign, four times enlarged."""
    document = pypdfium2.PdfDocument(path)
    image = document[repair.page - 1].render(scale=4).to_pil()
    document.close()
    box, middle = repair.box, 2 * (repair.box.x0 + repair.box.x1)
    return image.crop((int(middle - 140), int(4 * box.top - 12), int(middle + 140), int(4 * box.bottom + 12)))


if __name__ == "__main__":
    main()

"""Lists every sign that was read by its drawn form in a folder of papers, and what that costs.

    python benchmarks/glyphs.py ../shared/documents/papers [--crops FOLDER] [--compare]

One line for each paper, encoded character, printed sign and certainty, with an example; at the end the share of the
reading time.  With --crops, a picture of one example of each is written, to be looked at.  With --compare, every
character of the documents is held against what PDFium itself reads at its place, and what differs is counted by cause
and, where no cause is known, listed; so are characters that PDFium reads and the documents lack.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from ctypes import byref
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as raw

from extractor.document import Document, Repair
from extractor.readers import from_pdf, pdfium

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_DASHES = str.maketrans("−–‐\u2011\xad\x02", "------")
_SPACES = frozenset(" \t\r\n\x0b\x0c\x00\x08\xa0\u200b")
_Place = tuple[int, float, float]  # page, left and top


@dataclass
class Compared:
    """Characters of documents beside those that PDFium reads at the same places."""

    causes: Counter[str] = field(default_factory=Counter)
    altered: list[str] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    lost_runs: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--crops", type=Path)
    parser.add_argument("--compare", action="store_true")
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
    pages, signs, total = 0, 0, 0.0
    listed: list[tuple[Path, Repair, int]] = []
    compared = Compared()
    for path in sorted(given.folder.glob("*.pdf")):
        start = time.process_time()
        document = from_pdf.read(path, str(path))
        total += time.process_time() - start
        pages += len(document.pages)
        signs += len(document.repairs)
        if given.compare:
            compare(path, document, compared)
        kinds = Counter((r.encoded, r.printed, r.certainty) for r in document.repairs)
        first = {(r.encoded, r.printed, r.certainty): r for r in reversed(document.repairs)}
        listed += [(path, first[kind], count) for kind, count in kinds.most_common()]
    for path, repair, count in listed:
        print(f"{path.name[:44]:44} {count:4} x {repair.encoded!r:9} {repair.printed or '?'} {repair.certainty:.2f}")
    print(f"{signs} signs on {pages} pages; {spent:.2f} s of {total:.2f} s of reading, {100 * spent / total:.1f} %")
    if given.compare:
        print(summary(compared))
    if given.crops:
        given.crops.mkdir(parents=True, exist_ok=True)
        for number, (path, repair, _) in enumerate(listed):
            _crop(path, repair).save(given.crops / f"{number:03}-{path.stem[:30]}-p{repair.page}.png")


def compare(path: Path, document: Document, into: Compared) -> None:
    """Hold each printed character of a document against PDFium's own at the same place."""
    read: dict[_Place, str] = defaultdict(str)
    where = document.positions
    assert where is not None, "a PDF has places"
    columns = (where.line.tolist(), where.page.tolist(), where.x0.tolist(), where.top.tolist())
    for sign, line, page, x0, top in zip(document.text, *columns, strict=True):
        if line >= 0:
            read[_place(page, x0, top)] += sign
    by_page: dict[int, list[_Place]] = defaultdict(list)
    for place in read:
        by_page[place[0]].append(place)
    repairs = {_place(repair.page, repair.box.x0, repair.box.top): repair for repair in document.repairs}
    elsewhere = sorted({re.sub(r"\s", "", line) for line in document.furniture}, key=len, reverse=True)
    squeezed = re.sub(r"\s", "", document.text)
    opened = pypdfium2.PdfDocument(path)
    for index in range(len(opened)):
        told: dict[_Place, str] = {}
        for sign, place in _told(opened, index):
            told[place] = told.get(place, "") + sign
        for place, signs in told.items():
            if place in read:
                _compare_one(f"{path.name} page {index + 1}", signs, read[place], repairs.get(place), into)
        for kept, run in groupby(told.items(), lambda item: item[0] in read):
            if not kept:
                _note_lost(f"{path.name} page {index + 1}", list(run), repairs, elsewhere, squeezed, into)
        strange = [place for place in by_page[index + 1] if place not in told]
        into.altered += [f"{path.name} page {index + 1}: {read[place]!r} from nowhere" for place in strange]
    opened.close()


def _told(opened: pypdfium2.PdfDocument, index: int) -> Iterator[tuple[str, _Place]]:
    """The characters of a page that are not spaces, as PDFium reads them, with their places."""
    page = opened[index]
    view = pdfium._View(page)
    textpage = page.get_textpage()
    box, high = raw.FS_RECTF(), 0
    for at in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        made_up = raw.FPDFText_IsGenerated(textpage, at) == 1
        if chr(code) in _SPACES or made_up or not raw.FPDFText_GetLooseCharBox(textpage, at, byref(box)):
            continue
        x0, top, x1, bottom = view.box(box.left, box.bottom, box.right, box.top)
        if x1 < 0 or bottom < 0 or x0 > view.width or top > view.height:
            continue  # off the page
        yield chr(code), _place(index + 1, x0, top)
    textpage.close()
    page.close()


def _place(page: int, x0: float, top: float) -> _Place:
    return page, round(float(np.float32(x0)), 2), round(float(np.float32(top)), 2)  # as precise as `Positions`


def _compare_one(where: str, told: str, read: str, repair: Repair | None, into: Compared) -> None:
    plain = "".join(map(pdfium.printable, map(ord, told)))
    if read == told:
        into.causes["the same"] += 1
    elif repair is not None:
        into.causes["repaired"] += 1
    elif read == plain:
        into.causes["ligature or mathematical letter spelled out"] += 1
    elif read.translate(_RAISED) == plain.translate(_DASHES):
        into.causes["raised"] += 1
    elif read == "-" and told.translate(_DASHES) in {"-", "\ufffe"}:
        into.causes["hyphen at the end of a line"] += 1
    else:
        into.altered.append(f"{where}: {told!r} read as {read!r}")


def _note_lost(
    where: str,
    run: list[tuple[_Place, str]],
    repairs: dict[_Place, Repair],
    furniture: list[str],
    squeezed: str,
    into: Compared,
) -> None:
    text = "".join(signs for _, signs in run)
    repaired = "".join(repairs[place].printed if place in repairs else signs for place, signs in run)
    plain = re.sub(r"\s", "", "".join(pdfium.printable(ord(sign)) for sign in repaired))
    rest = plain
    for line in furniture:
        rest = rest.replace(line, "")
    rest = rest.strip(" .…_·•\ufffd")
    if all(place in repairs for place, _ in run):
        into.lost["repaired"] += len(text)
    elif len(rest) < 6 and (rest.isdigit() or (rest != plain and bool(plain.strip(".…_·•\ufffd")))):
        into.lost["furniture"] += len(text)
    elif text.translate(_DASHES) in {"-", "\ufffe"}:
        into.lost["hyphen at the end of a line"] += len(text)
    elif not rest:
        into.lost["row of dots, or nothing at all"] += len(text)
    elif len(rest) > 5 and (rest in squeezed or re.match(r"(?i)table.*cont(inued|[.’'])", rest)):
        into.lost["printed again: a table's head on its next page, text drawn twice"] += len(text)
    else:
        into.lost["other"] += len(text)
        into.lost_runs.append(f"{where}: {text[:100]!r}")


def summary(compared: Compared) -> str:
    lines = [f"altered: {line}" for line in compared.altered] + [f"lost: {line}" for line in compared.lost_runs]
    lines += [f"{count:8} characters {cause}" for cause, count in compared.causes.most_common()]
    lines += [f"{len(compared.altered):8} characters altered without a known cause"]
    return "\n".join(lines + [f"{count:8} left out: {cause}" for cause, count in compared.lost.most_common()])


def _crop(path: Path, repair: Repair) -> Any:
    """The line around a sign, four times enlarged."""
    document = pypdfium2.PdfDocument(path)
    image = document[repair.page - 1].render(scale=4).to_pil()
    document.close()
    box, middle = repair.box, 2 * (repair.box.x0 + repair.box.x1)
    return image.crop((int(middle - 140), int(4 * box.top - 12), int(middle + 140), int(4 * box.bottom + 12)))


if __name__ == "__main__":
    main()

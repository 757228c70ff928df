"""The grid that the reader gives for each captioned table of a folder of PDFs, for a person to compare with the page.

    python benchmarks/tables.py [FOLDER] [--name PART] [--cells] [--images FOLDER]

Prints, a table a line: file, page, caption, rows x columns, header rows, filled cells, and whether the columns are
certain.  A caption without a grid counts as missing.  --cells prints the grids as well, --images draws each cell's
outline on its page (header cells red).  The verdicts of such a comparison stand in tests/tables.md.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import ImageDraw

from extractor.document import Document, Span, Table
from extractor.readers import read
from extractor.readers.layout import CAPTION

PAPERS = Path(__file__).resolve().parent.parent.parent / "shared" / "documents" / "papers"
SCALE = 1.6
_IN_TEXT = re.compile(
    r"(?:supplementary |extended data |online )?tables?\s+\w+\s*(?:(?:and|or|to|is|are|was|were|in|of|for|the|we|a"
    r"|shows?|showed|presents?|lists?|summari[sz]es?|gives?|describes?|provides?|contains?|displays?|reports?)\b|[),;])",
    re.IGNORECASE,
)


@dataclass
class Found:
    """A caption, the page on which it stands, and its table, if the reader found one."""

    page: int
    caption: Span | None
    table: Table | None


def captioned(document: Document) -> list[Found]:
    """The captions of a document with their tables, and the tables without a caption."""
    found = [Found(document.page(t.span) or 0, t.caption, t) for t in document.tables]
    taken = {t.caption for t in document.tables}
    for block in document.blocks:
        text = document.quote(block.span)
        if block.kind == "table" or block.span in taken or not CAPTION.match(text) or _IN_TEXT.match(text):
            continue
        if block.kind == "caption" or len(text) < 200:
            found.append(Found(document.page(block.span) or 0, block.span, None))
    return sorted(found, key=lambda each: each.page)


def line(document: Document, found: Found) -> str:
    """One table in a line."""
    caption = document.quote(found.caption)[:70].replace("\n", " ") if found.caption else "(no caption)"
    if found.table is None:
        return f"  p{found.page:<3} {caption:70} MISSING"
    table = found.table
    filled = len({(c.row, c.column) for c in table.cells if c.span.end > c.span.start})
    headers = len({cell.row for cell in table.cells if cell.header})
    share = filled / max(1, table.n_rows * table.n_columns)
    sure = "" if table.certain else "  not certain"
    size = f"{table.n_rows:>3} x {table.n_columns:<2}"
    return f"  p{found.page:<3} {caption:70} {size} header {headers}  filled {share:.0%}{sure}"


def grid(document: Document, table: Table) -> str:
    """The cells, a row a line; header cells in brackets."""
    rows = []
    for row in range(table.n_rows):
        texts = [(f"[{document.quote(c.span)}]" if c.header else document.quote(c.span)) for c in table.row(row)]
        rows.append("      " + " | ".join(text.replace("\n", " ") for text in texts))
    return "\n".join(rows)


def draw(path: Path, document: Document, found: list[Found], folder: Path) -> None:
    """Each page that has a table as an image with the cells' outlines."""
    file = pdfium.PdfDocument(path)
    boxes: dict[int, list[tuple[tuple[float, float, float, float], str]]] = {}
    for each in found:
        boxes.setdefault(each.page, [])
        for at, cell in enumerate(each.table.cells if each.table else ()):
            on: dict[int, list[tuple[float, float, float, float]]] = {}
            for box in document.boxes(cell.span):
                on.setdefault(box.page, []).append((box.x0, box.top, box.x1, box.bottom))
            colour = "red" if cell.header else ("blue", "green", "purple", "orange")[cell.row % 2 * 2 + at % 2]
            for page, parts in on.items():
                x0, top, x1, bottom = zip(*parts, strict=True)
                boxes.setdefault(page, []).append(((min(x0), min(top), max(x1), max(bottom)), colour))
    for page, drawn in boxes.items():
        image = file[page - 1].render(scale=SCALE).to_pil().convert("RGB")
        pen = ImageDraw.Draw(image)
        for (x0, top, x1, bottom), colour in drawn:
            pen.rectangle([x0 * SCALE - 1, top * SCALE, x1 * SCALE + 1, bottom * SCALE], outline=colour)
        image.save(folder / f"{path.stem}-{page:03}.png")
    file.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=PAPERS)
    parser.add_argument("--name", default="", help="only files whose name holds this")
    parser.add_argument("--cells", action="store_true")
    parser.add_argument("--images", type=Path)
    options = parser.parse_args()
    captions = missing = 0
    for path in sorted(options.folder.glob("*.pdf")):
        if options.name not in path.name:
            continue
        document = read(path, path.name)
        found = captioned(document)
        print(path.name)
        for each in found:
            print(line(document, each))
            if options.cells and each.table is not None:
                print(grid(document, each.table))
        captions += sum(each.caption is not None for each in found)
        missing += sum(each.table is None for each in found)
        if options.images:
            options.images.mkdir(parents=True, exist_ok=True)
            draw(path, document, found, options.images)
    print(f"{captions} captions, {captions - missing} with a grid")


if __name__ == "__main__":
    main()

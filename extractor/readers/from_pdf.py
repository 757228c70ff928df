"""Reads a PDF: every character as printed, in reading order, with its place on the page.

The steps: characters from PDFium, lines, furniture out, tables in their places, paragraphs, headings, sections.
"""

from __future__ import annotations

import gc
import hashlib
import re
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractor.document import Block, Box, Cell, Document, Page, Positions, Repair, Span, Table
from extractor.readers import furniture, headings, layout, rules, runs, sections, splits, tables
from extractor.readers.characters import Characters
from extractor.readers.errors import ReadError
from extractor.readers.freed import give_back
from extractor.readers.glyph_source import SURE, Finding
from extractor.readers.grids import Grid
from extractor.readers.hyphens import Vocabulary
from extractor.readers.layout import Line, Piece, Style
from extractor.readers.opening import Opened, open_pages
from extractor.readers.options import DEFAULT, Options
from extractor.readers.pdfium import PageContent
from extractor.readers.tables import Item

# "mg/" and "kg", "renin–" and "angiotensin", "10–" and "20" on the next line belong together without a space.
_UNSPACED_END = re.compile(r"\w[/–]$")


def read(path: Path, shown: str, options: Options = DEFAULT) -> Document:
    """Read a PDF file.  Raises ReadError, with a sentence for the user, when that is impossible."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"the file cannot be opened: {error.strerror or 'unknown reason'}") from error
    digest = hashlib.sha256(data).hexdigest()
    with without_collection():
        opened = open_pages(data, options)
        del data
        give_back(sum(len(page.glyphs) for page in opened.pages))
        document = _document(path, shown, digest, opened)
    give_back(len(document.text))
    return document


@contextmanager
def without_collection() -> Iterator[None]:
    """Without Python's search for cycles, which goes through all of the many characters again and again for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _document(path: Path, shown: str, digest: str, opened: Opened) -> Document:
    pages = opened.pages
    problems = [*opened.problems, *_unread(pages)]
    lines_by_page = []
    for page in pages:
        lines_by_page.append(runs.segments(page))
        page.glyphs.forget()  # a long file has millions of characters
    layout.mark_bold((line for lines in lines_by_page for line in lines), pages)
    taken = furniture.take_out(pages, lines_by_page)
    body = rules.body_size(line for lines in taken.kept for line in lines)
    by_page = [_with_tables(page, lines, body) for page, lines in zip(pages, taken.kept, strict=True)]
    items = splits.join(pages, by_page)
    text = _Text(Vocabulary(line.text for line in _all_lines(items)))
    parts = _parts(items)
    imprint, removed = taken.imprint, taken.removed
    del lines_by_page, taken, by_page, items
    for page in pages:
        page.glyphs = Characters.none()
    parts.reverse()
    while parts:  # what is read lets go of its characters
        text.add(parts.pop())
        if len(parts) % 2000 == 0:
            give_back(text.length)
    found = sections.structure(text.text, text.blocks, opened.title)
    said = len(text.blocks)
    for row in imprint:  # after all that the paper says, so that it stands in no section
        text.add(Piece("furniture", row))
    return Document(
        id=digest,
        name=path.name,
        path=shown,
        format="pdf",
        text=sections.soft_line_ends(text.text, found.blocks),
        blocks=(*found.blocks, *text.blocks[said:]),
        tables=tuple(text.tables),
        sections=found.sections,
        references=found.references,
        title=found.title,
        pages=tuple(Page(page.width, page.height, page.rotation, page.ocr) for page in pages),
        positions=text.positions(),
        problems=tuple(problems),
        furniture=tuple(removed),
        repairs=tuple(_repair(page.number, found) for page in pages for found in page.findings),
    )


def _with_tables(page: PageContent, lines: list[Line], body: float) -> list[Item]:
    items = tables.find_tables(page, lines, body)
    for line in chain(lines, _all_lines(items)):
        line.forget()
    page.glyphs.forget()
    return items


def _repair(page: int, found: Finding) -> Repair:
    x0, top, x1, bottom = (round(value, 2) for value in found.shown)
    return Repair(Box(page, x0, top, x1, bottom), found.encoded, found.printed, found.certainty)


def _unread(pages: Sequence[PageContent]) -> list[str]:
    """One sentence for each page with signs beside numbers that could not be told."""
    doubts = {page.number: sum(found.certainty < SURE for found in page.findings) for page in pages}
    return [
        f"page {number}: {count} sign{'s' if count > 1 else ''} beside numbers could not be read with certainty"
        for number, count in doubts.items()
        if count
    ]


def _all_lines(items: Sequence[Item]) -> list[Line]:
    found: list[Line] = []
    for item in items:
        found += [item] if isinstance(item, Line) else [line for cell in item.cells for line in cell.lines]
    return found


def _parts(items: Sequence[Item]) -> list[Piece | Grid]:
    """Tables, and the lines between them put together to blocks; a paragraph may run around a table."""
    lines = list(layout.merge_segments(item for item in items if isinstance(item, Line)))
    grids = [item for item in items if isinstance(item, Grid)]
    style = layout.style_of(lines)
    layout.mark_edges(lines, [(g.page, *g.box) for g in grids])
    before = _grids_before(items)
    pieces = headings.classify(list(layout.pieces(lines, style)), style)
    found: list[Piece | Grid] = []
    for piece in pieces:
        for line in piece.lines:
            found += before.pop(_first(line), [])
        found.append(piece)
    for left in before.values():
        found += left
    return _captions_first(_rejoined(found, style))


def _captions_first(parts: list[Piece | Grid]) -> list[Piece | Grid]:
    """Each table's caption right before it, where the file draws the caption later or much earlier."""
    found = list(parts)
    grids = [part for part in parts if isinstance(part, Grid)]
    for grid in grids:
        if grid.goes_with:
            continue
        at = next(i for i, part in enumerate(found) if part is grid)
        near = [*found[max(0, at - 8) : at][::-1], *found[at : at + 9]]
        caption = (
            next((p for p in near if _is_above(p, grid)), None)
            or _above_legend(found, at, grid)
            or next((p for p in near if _is_beside(p, grid) and not any(_is_above(p, other) for other in grids)), None)
        )
        if caption is not None and (at == 0 or found[at - 1] is not caption):
            found = [part for part in found if part is not caption]
            found.insert(next(i for i, part in enumerate(found) if part is grid), caption)
    return found


def _above_legend(parts: Sequence[Piece | Grid], at: int, grid: Grid) -> Piece | None:
    """A table's caption, where only its legend stands between them, in lines of its own right below it."""
    for i in range(max(0, at - 8), min(len(parts), at + 8)):
        caption = parts[i]
        if isinstance(caption, Grid) or caption.kind != "caption" or not layout.CAPTION.match(caption.text):
            continue
        lines = list(caption.lines)
        for part in parts[i + 1 :]:
            if isinstance(part, Grid) or part.kind != "paragraph":
                break
            first, last = part.lines[0], lines[-1]
            near = first.page == last.page and -1 < first.top - last.bottom < 1.2 * first.size
            if not near or abs(first.x0 - lines[0].x0) > 3 or abs(first.size - last.size) > 0.3:
                break
            lines += part.lines
        if len(lines) > len(caption.lines) and _is_above(Piece("caption", [lines[0], lines[-1]]), grid):
            return caption
    return None


def _is_beside(part: Piece | Grid, grid: Grid) -> bool:
    """Whether a block is the caption of a table to its side, or right above the block."""
    if isinstance(part, Grid) or part.kind != "caption" or not layout.CAPTION.match(part.text):
        return False
    first, last = part.lines[0], part.lines[-1]
    if first.page != grid.page or last.page != grid.page:
        return False
    left, right = min(line.x0 for line in part.lines), max(line.x1 for line in part.lines)
    if left < grid.box[2] and right > grid.box[0]:
        return -2 <= first.top - grid.box[3] < 2 * first.size
    apart = max(left - grid.box[2], grid.box[0] - right)
    return apart < 3 * first.size and first.top < grid.box[3] and last.bottom > grid.box[1]


def _is_above(part: Piece | Grid, grid: Grid) -> bool:
    """Whether a block is a table's caption, by its words and its place."""
    if isinstance(part, Grid) or part.kind != "caption" or not layout.CAPTION.match(part.text):
        return False
    last = part.lines[-1]
    beside = last.page == grid.page and part.lines[0].x0 < grid.box[2] and max(p.x1 for p in part.lines) > grid.box[0]
    return beside and -1.5 * last.size < grid.box[1] - last.bottom < 5 * last.size


def _rejoined(parts: list[Piece | Grid], style: Style) -> list[Piece | Grid]:
    """Paragraphs that a figure, a table or a footnote cut in two are whole again, before what cut them."""
    found: list[Piece | Grid] = []
    for part in parts:
        if isinstance(part, Piece) and part.kind == "paragraph" and part.lines[0].text[0].islower():
            start = _beginning(found, part, style)
            if start is not None:
                start.lines = [*start.lines, *part.lines]
                continue
        found.append(part)
    return found


def _beginning(before: Sequence[Piece | Grid], rest: Piece, style: Style) -> Piece | None:
    """The paragraph that `rest` goes on with: the last one of its size, if that stops inside a sentence."""
    for part in before[:-30:-1]:
        if isinstance(part, Grid) or part.kind == "caption" or part.size < rest.size - 0.5:
            continue
        if all(len(line.text) < 40 for line in part.lines) and part.kind != "heading":  # lettering of a figure
            continue
        same = part.kind in ("paragraph", "list_item") and abs(part.size - rest.size) <= 0.5
        near = rest.lines[0].page - part.lines[-1].page <= 1
        return part if same and near and layout.unfinished(part.lines, style) else None
    return None


def _first(line: Line) -> tuple[int, int]:
    """What tells a line from all others: its page and its first character there."""
    return line.page, int(line.places[0])


def _grids_before(items: Sequence[Item]) -> dict[tuple[int, int], list[Grid]]:
    """For the line after each table, known by its first character: the tables that stand before it."""
    before: dict[tuple[int, int], list[Grid]] = {}
    waiting: list[Grid] = []
    for item in items:
        if isinstance(item, Grid):
            waiting.append(item)
        elif waiting:
            before[_first(item)] = waiting
            waiting = []
    if waiting:
        before[0, 0] = waiting
    return before


@dataclass
class _Text:
    """The document's text as it grows, with the place of each of its characters."""

    vocabulary: Vocabulary
    chunks: list[str] = field(default_factory=list)
    length: int = 0
    places: array[int] = field(default_factory=lambda: array("i"))  # among the characters of this page, or -1
    runs: list[tuple[int, int]] = field(default_factory=list)  # a printed line or -1, and how many characters it has
    pages: array[int] = field(default_factory=lambda: array("i"))  # of each line
    source: Characters = field(default_factory=Characters.none)  # the characters of this page
    boxes: tuple[array[float], ...] = field(
        default_factory=lambda: tuple(array("f") for _ in range(4))
    )  # as far as known
    unprinted: list[NDArray[np.bool_]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    caption: Span | None = None

    @property
    def text(self) -> str:
        return "".join(self.chunks)

    def add(self, part: Piece | Grid) -> None:
        """Append a block or a table."""
        if self.length:
            self._unprinted("\n")
        if isinstance(part, Grid):
            self._add_table(part)
            return
        span = self._add_lines(part.lines)
        self.blocks.append(Block(part.kind, span, part.level))
        if part.kind == "caption":
            self.caption = span if layout.CAPTION.match(part.text) else None
        elif part.kind == "heading" or self.caption is None or self.length - self.caption.end > 400:
            self.caption = None

    def _add_table(self, grid: Grid) -> None:
        start = self.length
        cells: list[Cell] = []
        row = 0
        for cell in grid.cells:
            if cells:
                self._unprinted("\t" if cell.row == row else "\n")
            row = cell.row
            span = self._add_lines(cell.lines)
            cells += [Cell(cell.row, cell.column + over, span, cell.header) for over in range(cell.columns)]
        span = Span(start, self.length)
        caption = self.tables[-1].caption if grid.goes_with and self.tables else self.caption
        self.tables.append(Table(span, tuple(cells), caption, grid.certain))
        self.blocks.append(Block("table", span))
        self.caption = None

    def _add_lines(self, lines: Sequence[Line]) -> Span:
        start = self.length
        for at, line in enumerate(lines):
            text, places = line.text, line.places
            after = lines[at + 1].text if at + 1 < len(lines) else ""
            joins = line.hyphen and bool(after) and len(text) > 1 and text[-2].isalnum() and after[0].isalnum()
            if joins and not self.vocabulary.keeps_hyphen(text[:-1] + "-", after):
                text, places = text[:-1], places[:-1]
            self._printed(text, places, line)
            if after and not joins and not _UNSPACED_END.search(text):
                self._unprinted(" ")
        return Span(start, self.length)

    def _printed(self, text: str, places: NDArray[np.int32], line: Line) -> None:
        if self.source is not line.source:
            self._place()
            self.source = line.source
        self.chunks.append(text)
        self.length += len(text)
        self.places.frombytes(places.tobytes())
        self.runs.append((len(self.pages), len(text)))
        self.pages.append(line.page)

    def _unprinted(self, text: str) -> None:
        self.chunks.append(text)
        self.length += len(text)
        self.places.extend([-1] * len(text))
        self.runs.append((-1, len(text)))

    def _place(self) -> None:
        """Look up where the characters added since the last call stand."""
        places = np.array(self.places, np.int32)
        boxes = np.zeros((4, len(places)), np.float32)
        printed = places >= 0
        boxes[:, printed] = self.source.shown(places[printed]).T
        for column, values in zip(self.boxes, boxes, strict=True):
            column.frombytes(values.tobytes())
        self.unprinted.append(~printed)
        self.places = array("i")

    def positions(self) -> Positions:
        self._place()
        runs = np.array(self.runs, np.int32).reshape(-1, 2)
        line = np.repeat(runs[:, 0], runs[:, 1])
        line[np.concatenate(self.unprinted)] = -1
        boxes = (np.frombuffer(column, np.float32) for column in self.boxes)
        return Positions(np.array(self.pages, np.int32), line, *boxes)

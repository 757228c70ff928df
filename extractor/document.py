"""What a paper shows: one text, and where on the page each of its characters sits.

Every other part of the program points back into a `Document` with a `Span`.  A document never changes after
it was read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (included) to `end` (excluded) of `Document.text`."""

    start: int
    end: int

    def __contains__(self, other: Span | int) -> bool:
        if isinstance(other, int):
            return self.start <= other < self.end
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def distance(self, other: Span) -> int:
        """Characters between the two spans; 0 when they touch or overlap."""
        return max(self.start - other.end, other.start - self.end, 0)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the page's upper left corner as displayed; pages count from 1."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Repair:
    """A character that the page draws otherwise than the file calls it, as "=" that is stored as "5".

    The text holds `printed` where the repair is sure; else it is left as it was, and values that touch the box are
    doubtful.  printed is empty where the drawn sign was not recognised.
    """

    box: Box
    encoded: str
    printed: str
    certainty: float  # from 0 to 1

    @property
    def page(self) -> int:
        return self.box.page

    @property
    def sure(self) -> bool:
        return self.certainty >= 0.9


@dataclass(frozen=True, slots=True)
class Page:
    """Size of one page as displayed, in points, and its /Rotate entry in degrees.

    ocr says that the text is what OCR made of a picture of the page.
    """

    width: float
    height: float
    rotation: int = 0
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text that is set as one unit.

    kind: heading, paragraph, list_item, table, caption, reference or, at the end of the text, furniture: the running
    heads that tell when and where the paper came out.  level: 1 (document title) and up, for headings.
    """

    kind: str
    span: Span
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.  row and column count from 0; header cells name what is below them."""

    row: int
    column: int
    span: Span
    header: bool = False


@dataclass(frozen=True)
class Table:
    """A table as a grid of cells.  Its text has a tab between cells and a newline between rows.

    certain is False where the columns could not be told apart: the row text is then in order, in one cell a row.
    """

    span: Span
    cells: tuple[Cell, ...]
    caption: Span | None = None
    certain: bool = True

    @cached_property
    def n_rows(self) -> int:
        return 1 + max((cell.row for cell in self.cells), default=-1)

    @cached_property
    def n_columns(self) -> int:
        return 1 + max((cell.column for cell in self.cells), default=-1)

    def cell(self, row: int, column: int) -> Cell | None:
        return self._grid.get((row, column))

    def row(self, row: int) -> Sequence[Cell]:
        """The cells of one row, from left to right."""
        return self._rows.get(row, ())

    def headers(self, column: int) -> Sequence[Cell]:
        """The header cells above a column, from top to bottom."""
        return self._headers.get(column, ())

    def cell_at(self, offset: int) -> Cell | None:
        """The cell that holds a character of the document's text."""
        starts, cells = self._by_start
        at = bisect_right(starts, offset) - 1
        return cells[at] if at >= 0 and offset < cells[at].span.end else None

    def row_span(self, row: int) -> Span:
        cells = self.row(row)
        return Span(min(c.span.start for c in cells), max(c.span.end for c in cells))

    @cached_property
    def _grid(self) -> dict[tuple[int, int], Cell]:
        return {(cell.row, cell.column): cell for cell in self.cells}

    @cached_property
    def _rows(self) -> dict[int, list[Cell]]:
        rows: dict[int, list[Cell]] = {}
        for cell in self.cells:
            rows.setdefault(cell.row, []).append(cell)
        return rows

    @cached_property
    def _headers(self) -> dict[int, list[Cell]]:
        columns: dict[int, list[Cell]] = {}
        for cell in self.cells:
            if cell.header:
                columns.setdefault(cell.column, []).append(cell)
        return columns

    @cached_property
    def _by_start(self) -> tuple[list[int], list[Cell]]:
        """The cells with text by their first character; of a heading over several columns the first."""
        first: dict[int, Cell] = {}
        for cell in self.cells:
            if cell.span.start < cell.span.end:
                first.setdefault(cell.span.start, cell)
        starts = sorted(first)
        return starts, [first[start] for start in starts]


@dataclass(frozen=True, slots=True)
class Section:
    """The text under one heading, up to the next heading of the same or a higher rank.

    kind: title, abstract, introduction, methods, results, discussion, conclusion, references, disclaimer or other.
    """

    kind: str
    title: Span | None
    span: Span
    level: int


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the reference list; number is None in author-year lists."""

    number: int | None
    span: Span


@dataclass(frozen=True)
class Positions:
    """Where each character of a text sits: parallel arrays, one item a character, but pages with one for each line.

    line is the number of the printed line, counted through the document, or -1 for a character that no page prints
    (the space that joins two lines, the tab between two cells).  Coordinates are those of `Box`.
    """

    pages: NDArray[np.int32]
    line: NDArray[np.int32]
    x0: NDArray[np.float32]
    top: NDArray[np.float32]
    x1: NDArray[np.float32]
    bottom: NDArray[np.float32]

    @property
    def page(self) -> NDArray[np.int32]:
        """The page of each character; what no page prints counts with the line before it."""
        return self.pages[np.maximum(np.maximum.accumulate(self.line), 0)] if len(self.pages) else self.line[:0]


@dataclass(frozen=True)
class Document:
    """One document as it was read.

    id is the SHA-256 of the file.  problems are sentences for the reader's eye, such as "page 3 has no text".
    furniture holds running heads, page numbers and the like; only those with a year or a DOI are part of the text.
    repairs are characters whose drawn form is not what the file calls them.
    """

    id: str
    name: str
    path: str
    format: str
    text: str
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    title: Span | None = None
    pages: tuple[Page, ...] = ()
    positions: Positions | None = None
    problems: tuple[str, ...] = ()
    furniture: tuple[str, ...] = field(default=(), repr=False)
    repairs: tuple[Repair, ...] = ()

    def quote(self, span: Span) -> str:
        """The exact characters of a span."""
        return self.text[span.start : span.end]

    def page(self, span: Span) -> int | None:
        """The page on which a span begins, from 1; None for formats without pages."""
        if self.positions is None:
            return None
        lines = self.positions.line[span.start : min(span.end, span.start + 80)]
        printed = lines[lines >= 0]
        return int(self.positions.pages[printed[0]]) if len(printed) else None

    def boxes(self, span: Span) -> list[Box]:
        """One box for each printed line that the span touches; empty for formats without pages."""
        if self.positions is None:
            return []
        where, part = self.positions, slice(span.start, span.end)
        lines = where.line[part].tolist()
        found = []
        for line in dict.fromkeys(lines):
            if line < 0:
                continue
            whole = lines[0] == line == lines[-1] and lines.count(line) == len(lines)  # most spans are of one line
            on = slice(None) if whole else where.line[part] == line
            found.append(
                Box(
                    page=int(where.pages[line]),
                    x0=round(float(where.x0[part][on].min()), 2),
                    top=round(float(where.top[part][on].min()), 2),
                    x1=round(float(where.x1[part][on].max()), 2),
                    bottom=round(float(where.bottom[part][on].max()), 2),
                )
            )
        return found

    def section(self, span: Span) -> Section | None:
        """The innermost section that holds a span."""
        edges, innermost = self._innermost
        return innermost[bisect_right(edges, span.start)]

    def block(self, span: Span) -> Block | None:
        """The block in which a span begins."""
        at = bisect_right(self._block_starts, span.start) - 1
        return self.blocks[at] if at >= 0 and span.start < self.blocks[at].span.end else None

    def table(self, span: Span) -> Table | None:
        """The table in which a span begins."""
        at = bisect_right(self._table_starts, span.start) - 1
        return self.tables[at] if at >= 0 and span.start < self.tables[at].span.end else None

    def headings(self) -> Iterator[Block]:
        return (block for block in self.blocks if block.kind == "heading")

    @cached_property
    def abstracts(self) -> list[Span]:
        """Where the abstracts are, their labelled parts included."""
        return [section.span for section in self.sections if section.kind == "abstract"]

    @cached_property
    def places(self) -> dict[int, str]:
        """The kinds of place of single characters, as far as they were asked for; see `language.context.place`."""
        return {}

    @cached_property
    def _innermost(self) -> tuple[list[int], list[Section | None]]:
        """The offsets at which the innermost section changes, and the section before, between and after them."""
        edges = sorted({edge for section in self.sections for edge in (section.span.start, section.span.end)})
        found: list[Section | None] = [None]
        for edge in edges:
            inside = [section for section in self.sections if edge in section.span]
            found.append(max(inside, key=lambda section: (section.level, section.span.start), default=None))
        return edges, found

    @cached_property
    def _table_starts(self) -> list[int]:
        return [table.span.start for table in self.tables]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.span.start for block in self.blocks]

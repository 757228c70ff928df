"""What the reader saw of a document, as plain JSON values: its text, blocks, tables, sections and references.

Every piece carries its span in the text and one box a printed line; places of single characters are left out.
"""

from __future__ import annotations

from typing import Any

from extractor.document import Cell, Document, Span, Table


def reading(document: Document) -> dict[str, Any]:
    """The document as `extractor read` prints it."""
    return {
        "id": document.id,
        "name": document.name,
        "path": document.path,
        "format": document.format,
        "title": document.quote(document.title) if document.title else None,
        "problems": list(document.problems),
        "pages": [{"width": p.width, "height": p.height, "rotation": p.rotation, "ocr": p.ocr} for p in document.pages],
        "text": document.text,
        "blocks": [{"kind": b.kind, "level": b.level, **_piece(document, b.span)} for b in document.blocks],
        "tables": [_table(document, table) for table in document.tables],
        "sections": [
            {
                "kind": section.kind,
                "title": document.quote(section.title) if section.title else None,
                "level": section.level,
                "span": _span(section.span),
            }
            for section in document.sections
        ],
        "references": [{"number": r.number, **_piece(document, r.span)} for r in document.references],
        "furniture": list(document.furniture),
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _piece(document: Document, span: Span) -> dict[str, Any]:
    boxes = [[box.page, box.x0, box.top, box.x1, box.bottom] for box in document.boxes(span)]
    return {"span": _span(span), "text": document.quote(span), "boxes": boxes}


def _table(document: Document, table: Table) -> dict[str, Any]:
    return {
        "caption": document.quote(table.caption) if table.caption else None,
        "rows": table.n_rows,
        "columns": table.n_columns,
        "certain": table.certain,
        **_piece(document, table.span),
        "cells": [_cell(document, cell) for cell in table.cells],
    }


def _cell(document: Document, cell: Cell) -> dict[str, Any]:
    return {"row": cell.row, "column": cell.column, "header": cell.header, **_piece(document, cell.span)}

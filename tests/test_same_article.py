"""One article as PDF, as a web page and as JATS gives the same values."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest

from extractor.document import Document, Span, Table
from extractor.evaluate import plain
from extractor.pipeline import extract, extract_document
from extractor.readers import read

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "documents" / "papers"
MADE = [ROOT / "corpus" / f"{name}.pdf" for name in ("parallel-trial", "crossover-trial", "ketamine-guide")]
# As web pages only: their abstracts have no heading, so that no JATS with a front can be made of them.
FOUND = [SHARED / f"rctx__rct_trial__{name}.pdf" for name in ("27828791__PMC5295492", "28275066__PMC5524016")]


def grid(document: Document, table: Table) -> str:
    """The rows of a table in the markup that HTML and JATS share."""
    head, body = [], []
    for number in range(table.n_rows):
        cells = table.row(number)
        marked = ""
        for at, cell in enumerate(cells):
            spanning = [other for other in cells if other.span == cell.span and cell.span.start < cell.span.end]
            if at and spanning and cells[at - 1].span == cell.span:
                continue
            wide = f' colspan="{len(spanning)}"' if len(spanning) > 1 else ""
            tag = "th" if cell.header else "td"
            marked += f"<{tag}{wide}>{escape(document.quote(cell.span))}</{tag}>"
        (head if all(cell.header for cell in cells) else body).append(f"<tr>{marked}</tr>")
    return f"<thead>{''.join(head)}</thead><tbody>{''.join(body)}</tbody>"


def pieces(
    document: Document, inside: Span | None = None, outside: Span | None = None
) -> list[tuple[str, int, str, str]]:
    """Kind, level and text of each block; a table with its caption as its text, and its grid."""
    captions = {table.caption for table in document.tables}
    found = []
    for block in document.blocks:
        if (inside and block.span not in inside) or (outside and block.span in outside):
            continue
        table = next((table for table in document.tables if table.span == block.span), None)
        if table is not None:
            caption = document.quote(table.caption) if table.caption else ""
            found.append(("table", 0, caption, grid(document, table)))
        elif block.span not in captions and block.kind != "furniture":
            found.append((block.kind, block.level, document.quote(block.span), ""))
    return found


def as_html(document: Document) -> str:
    body = ""
    for kind, level, text, rows in pieces(document):
        words = escape(text)
        if kind == "table":
            body += f"<table><caption>{words}</caption>{rows}</table>" if text else f"<table>{rows}</table>"
        elif kind == "heading":
            body += f"<h{min(level, 6)}>{words}</h{min(level, 6)}>"
        else:
            body += f"<ul><li>{words}</li></ul>" if kind == "list_item" else f"<p>{words}</p>"
    return f"<!DOCTYPE html><html><head><title>A</title></head><body><article>{body}</article></body></html>"


def as_jats(document: Document) -> str:
    title = document.quote(document.title) if document.title else ""
    abstract = next((section.span for section in document.sections if section.kind == "abstract"), None)
    said = [f"<p>{escape(text)}</p>" for kind, _, text, _ in pieces(document, abstract) if kind != "heading"]
    body, references, depth = "", "", []
    for kind, level, text, rows in pieces(document, outside=abstract):
        words = escape(text)
        if kind == "reference":
            references += f"<ref><mixed-citation>{words}</mixed-citation></ref>"
        elif kind == "table":
            label = re.match(r"(Table \w+[.:]?)\s*(.*)", text, re.DOTALL)
            named = f"<label>{escape(label[1])}</label><caption><p>{escape(label[2])}</p></caption>" if label else ""
            body += f"<table-wrap>{named}<table>{rows}</table></table-wrap>"
        elif kind == "heading" and text != title:
            while depth and depth[-1] >= level:
                body += "</sec>"
                depth.pop()
            body += f"<sec><title>{words}</title>"
            depth.append(level)
        elif kind != "heading":
            body += f"<list><list-item><p>{words}</p></list-item></list>" if kind == "list_item" else f"<p>{words}</p>"
    named = f"<title-group><article-title>{escape(title)}</article-title></title-group>"
    named += f"<abstract>{''.join(said)}</abstract>" if abstract else ""
    front = f"<front><article-meta>{named}</article-meta></front>"
    back = f"<back><ref-list><title>References</title>{references}</ref-list></back>" if references else ""
    return f'<?xml version="1.0"?><article>{front}<body>{body}{"</sec>" * len(depth)}</body>{back}</article>'


def values(record: Any) -> list[Any]:
    """What the studies of a record say, without the places where it stands."""
    return plain(record).get("studies", [])


CASES = [(path, "html", as_html) for path in [*MADE, *FOUND] if path.exists()] + [
    (path, "xml", as_jats) for path in MADE
]


@pytest.mark.parametrize(("path", "suffix", "written"), CASES, ids=lambda each: getattr(each, "stem", str(each))[:40])
def test_one_article_in_two_formats(
    tmp_path: Path, path: Path, suffix: str, written: Callable[[Document], str]
) -> None:
    document = read(path)
    other = tmp_path / f"a.{suffix}"
    other.write_text(written(document), encoding="utf-8")
    expected = values(extract_document(document))
    assert expected
    assert values(extract(other)) == expected

"""Reads plain text and Markdown: abstracts, notes and papers that somebody saved as text.

The text stays as it is, character for character, except that line ends become "\\n", and that the line ends inside a
hard-wrapped paragraph become spaces.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.document import Block, Cell, Document, Span, Table
from extractor.readers import dashed, sections, spaced, spans
from extractor.readers.errors import ReadError

LIST_MARK = re.compile(r"\s*(?:[-*•‣◦–]|\(?\d{1,2}[.)])\s+(?=\S)")
MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+[*_]{0,3}(.*?)[*_]{0,3}\s*#*\s*$")
BOLD_LINE = re.compile(r"\s*(\*\*|__)(?=\S)((?:(?!\1).)+?)\1(:?)\s*$")
LABELLED = re.compile(r"(?:\*\*|__)?[A-Z][\w /]{2,40}(?:\*\*|__)?:(?:\*\*|__)?\s")
PIPE_RULE = re.compile(r"(?=.*(?:--|-\s*:?\s*\|))\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
GRID_RULE = re.compile(r"\s*\+[-=+:]{3,}\+\s*$")
FENCED_CAPTION = re.compile(r":{3,}\s*\{?\.?caption\}?\s*$")
FENCE = re.compile(r":{3,}\s*\{?[\w.#-]*\}?\s*$")
INNER_FENCE = re.compile(r"(?<=\S)\s?:{4,}(?:[ \t]+:{3,}[\w-]*)?(?:[ \t]+(?=\S)|$)", re.MULTILINE)
CAPTION_BELOW = re.compile(r"\s*(?:Table)?:\s+(?=\S)")
CITES_A_STUDY = re.compile(r"\b(?:et al|and colleagues)\b.{0,4}\(?(?:19|20)\d\d\)?|^[A-Z][\w'-]+ \((?:19|20)\d\d\)")
CAPTION = re.compile(r"(?:Table|Fig(?:ure)?\.?) \d+[.:]? ")
TITLE_LABEL = re.compile(r"title\s?:$", re.IGNORECASE)  # "TITLE:" alone, the title below it
KICKER = re.compile(r"[A-Z][A-Z0-9 /&-]{5,40}$")  # "APPLICATION NOTE 118", right above the title
BOLD_LEVEL = 7  # stands for: below the headings marked with #
LONGEST_HEADING = 140
LONGEST_MARK = 40
LONGEST_WRAPPED_LINE = 120  # a longer line is a whole paragraph, so the line end after it is meant


@dataclass(frozen=True, slots=True)
class Line:
    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def read(path: Path, shown: str) -> Document:
    """Read a text or Markdown file.  Raises ReadError when it is empty or not text."""
    data = path.read_bytes()
    text = spaced.with_tabs(_with_fences(_decoded(data)))
    lines = list(_lines(text))
    blocks, tables = _structure(lines)
    found = sections.structure(sections.soft_line_ends(text, blocks), blocks)
    text = sections.soft_line_ends(text, found.blocks)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=path.name,
        path=shown,
        format="markdown" if path.suffix.lower() in {".md", ".markdown"} else "text",
        text=text,
        blocks=found.blocks,
        tables=tuple(tables),
        sections=found.sections,
        references=found.references,
        title=found.title,
    )


def _decoded(data: bytes) -> str:
    if not data.strip():
        raise ReadError("the file is empty")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    control = sum(ord(c) < 32 and c not in "\n\t" for c in text)
    if control > 0.01 * len(text) + 3:
        raise ReadError("not a text file: it holds binary data")
    return text


def _with_fences(text: str) -> str:
    """The text with Pandoc's fences in lines of their own, where a file has lost the line ends around them."""
    if "\n:::" not in text and not text.startswith(":::"):
        return text
    return INNER_FENCE.sub("\n\n::::\n\n", text)


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        yield Line(start, start + len(line), line)
        start += len(line) + 1


def _structure(lines: list[Line]) -> tuple[list[Block], list[Table]]:
    blocks: list[Block] = []
    tables: list[Table] = []
    only_kickers = labelled = False
    marked = 1  # the lowest rank of the headings so far that are not just bold
    i = 0
    while i < len(lines):
        if lines[i].blank or (FENCE.match(lines[i].text) and not FENCED_CAPTION.match(lines[i].text)):
            i += 1
        elif n := _fenced_caption(lines, i):
            inside = [line for line in lines[i + 1 : i + n - 1] if not line.blank]
            if inside:
                blocks.append(Block("caption", _trimmed(inside)))
            i += n
        elif (n := _table_length(lines, i)) and not all(_is_rule(line.text) for line in lines[i : i + n]):
            table = _table(lines[i : i + n], _caption(blocks, lines, i, i + n))
            tables.append(table)
            blocks.append(Block("table", table.span))
            i += n
        else:
            n = _paragraph_length(lines, i)
            block = _block(lines, i, n, first=not blocks or only_kickers)
            if labelled and n == 1:
                block = Block("heading", block.span, 1)
            words = lines[i].text.strip()
            over_title = n == 1 and bool(KICKER.match(words) or TITLE_LABEL.match(words))
            only_kickers = (only_kickers or not blocks) and over_title
            labelled = only_kickers and TITLE_LABEL.match(words) is not None
            if block.kind == "heading" and block.level >= BOLD_LEVEL:
                block = Block("heading", block.span, min(6, marked + 1 + block.level - BOLD_LEVEL))
            elif block.kind == "heading":
                marked = max(marked, block.level)
            blocks.append(block)
            i += n
    return blocks, tables


def _fenced_caption(lines: list[Line], i: int) -> int:
    """How many lines a caption in Pandoc's fences takes: "::: caption", its words, ":::"; 0 when there is none."""
    if not FENCED_CAPTION.match(lines[i].text):
        return 0
    end = next((j for j in range(i + 1, min(i + 40, len(lines))) if lines[j].text.startswith(":::")), i)
    return end + 1 - i if end > i else 0


def _trimmed(inside: list[Line]) -> Span:
    """The words of a caption without the mark of a heading before them."""
    first = inside[0]
    mark = re.match(r"\s*(?:#{1,6}\s+)?", first.text)
    return Span(first.start + (mark.end() if mark else 0), inside[-1].start + len(inside[-1].text.rstrip()))


def _caption(blocks: list[Block], lines: list[Line], start: int, end: int) -> Span | None:
    """The caption of the table in lines start to end: the block right before it, or the lines right after it."""
    for block in reversed(blocks[-3:]):
        if block.kind == "caption":
            return block.span
        if block.kind == "table" or block.span.end - block.span.start > LONGEST_MARK:
            break  # only a short line, as that of a picture, may stand between a caption and its table
    after = next((line for line in lines[end : end + 2] if not line.blank), None)
    if after is not None and (match := CAPTION_BELOW.match(after.text)):
        return Span(after.start + match.end(), after.start + len(after.text.rstrip()))
    return None


def _table_length(lines: list[Line], i: int) -> int:
    """How many lines from line i on are rows of one table; 0 when there is none."""
    for is_row, least in ((_is_tab_row, 2), (_is_pipe_row, 2)):
        n = 0
        while i + n < len(lines) and is_row(lines[i + n].text):
            n += 1
        if n >= least and (is_row is _is_tab_row or any(_is_rule(line.text) for line in lines[i : i + n])):
            return n
    return 0


def _is_tab_row(line: str) -> bool:
    return "\t" in line.rstrip("\n") and bool(line.strip())


def _is_pipe_row(line: str) -> bool:
    return line.count("|") >= 2 or _is_rule(line) or (" | " in line)


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and bool(PIPE_RULE.match(line) or GRID_RULE.match(line) or dashed.TABBED_RULE.match(line))


def _table(lines: list[Line], caption: Span | None) -> Table:
    rules = [i for i, line in enumerate(lines) if _is_rule(line.text)]
    # In a grid table the first rule stands above the header, in a pipe table below it.
    header_end = next((i for i in rules if i > 0), 1)
    rows = [
        list(_cell_spans(line, "\t" if "\t" in line.text else "|")) for i, line in enumerate(lines) if i not in rules
    ]
    texts = [[line_text(lines, span) for span in row] for row in rows]
    ruled = sum(i < header_end for i in range(len(lines)) if i not in rules)
    heads = spans.head_rows(texts, ruled)
    cells: list[Cell] = []
    for row, (found, places) in enumerate(zip(rows, spans.layout(texts, heads), strict=True)):
        last = found[0].start
        for column, at in enumerate(places):
            span = found[at] if at is not None and at < len(found) else Span(last, last)
            last = span.end
            cells.append(Cell(row, column, span, header=row < heads))
    return Table(Span(lines[0].start, lines[-1].end), tuple(cells), caption)


def line_text(lines: list[Line], span: Span) -> str:
    line = next(line for line in lines if line.start <= span.start <= line.end)
    return line.text[span.start - line.start : span.end - line.start]


def _cell_spans(line: Line, mark: str) -> Iterator[Span]:
    text, offset = line.text, line.start
    if mark == "|":
        lead = len(text) - len(text.lstrip())
        if text.lstrip().startswith("|"):
            text, offset = text[lead + 1 :], offset + lead + 1
        if text.rstrip().endswith("|"):
            text = text.rstrip()[:-1]
    at = 0
    for piece in text.split(mark):
        inner = piece.strip()
        start = offset + at + (len(piece) - len(piece.lstrip()) if inner else 0)
        yield Span(start, start + len(inner))
        at += len(piece) + 1


def _paragraph_length(lines: list[Line], i: int) -> int:
    """How many lines from line i on belong to one block."""
    if MARKDOWN_HEADING.match(lines[i].text) or BOLD_LINE.match(lines[i].text):
        return 1
    n = 1
    while i + n < len(lines) and _goes_on(lines, i + n):
        n += 1
    return n


def _goes_on(lines: list[Line], i: int) -> bool:
    """Whether line i continues the paragraph of the line before it."""
    before, line = lines[i - 1].text.rstrip(), lines[i].text
    if lines[i].blank or LIST_MARK.match(line) or MARKDOWN_HEADING.match(line) or _table_length(lines, i):
        return False
    if BOLD_LINE.match(line) or FENCE.match(line) or (i == 1 and KICKER.match(before)):
        return False
    if len(before) > LONGEST_WRAPPED_LINE or before.endswith(":"):
        return False
    if before.endswith("  ") or LABELLED.match(line):  # Markdown's hard break; a labelled line
        return False
    # A wrapped line is broken because the next word would not have fitted.
    widest = max(len(other.text.rstrip()) for other in _run_around(lines, i))
    first_word = line.split(maxsplit=1)[0]
    return len(before) + 1 + len(first_word) > 0.9 * widest or not re.search(r"[.:;!?)\]]$", before)


def _run_around(lines: list[Line], i: int) -> list[Line]:
    """The lines between the blank lines around line i."""
    start = end = i
    while start > 0 and not lines[start - 1].blank:
        start -= 1
    while end < len(lines) and not lines[end].blank:
        end += 1
    return lines[start:end]


def _block(lines: list[Line], i: int, n: int, first: bool) -> Block:
    start = lines[i].start + len(lines[i].text) - len(lines[i].text.lstrip())
    last = lines[i + n - 1]
    span = Span(start, last.start + len(last.text.rstrip()))
    text = lines[i].text.strip()
    if match := MARKDOWN_HEADING.match(text):
        start += match.start(2)
        return Block("heading", Span(start, start + len(match[2])), len(match[1]))
    if match := BOLD_LINE.match(lines[i].text):
        span = Span(lines[i].start + match.start(2), lines[i].start + match.end(3 if match[3] else 2))
        return Block("heading", span, BOLD_LEVEL + match[0].rstrip(" *_").endswith(":"))
    if CAPTION.match(text):
        return Block("caption", span)
    if first and n == 1 and KICKER.match(text) and i + 1 < len(lines) and not lines[i + 1].blank:
        return Block("paragraph", span)
    if first and n == 1 and TITLE_LABEL.match(text):
        return Block("paragraph", span)
    alone = (i == 0 or lines[i - 1].blank) and (i + n == len(lines) or lines[i + n].blank)
    only = all(line.blank for line in (*lines[:i], *lines[i + n :]))  # a sentence that is the whole text is no title
    if n == 1 and (alone or first) and not only and _reads_as_heading(text, first):
        return Block("heading", span, _heading_level(text, first))
    return Block("list_item" if LIST_MARK.match(text) else "paragraph", span)


def _reads_as_heading(text: str, first: bool) -> bool:
    if LIST_MARK.match(text) or len(text) > LONGEST_HEADING or not re.search(r"[A-Za-z]", text):
        return False
    if text.endswith(".") and not first:
        return False
    if re.match(r"[A-Z][\w .]{1,20}: \S", text) and not first:  # "Author: somebody", "Phone: ..."
        return False
    return not re.search(r"[@©]|[.;,]$", text) and (text[0].isupper() or text[0].isdigit() or first)


def _heading_level(text: str, first: bool) -> int:
    """Plain text has no sizes: a heading that cites a study ranks below topics, one that ends in a colon below that."""
    if first:
        return 1
    if text.endswith(":"):
        return 4
    return 3 if CITES_A_STUDY.search(text) else 2

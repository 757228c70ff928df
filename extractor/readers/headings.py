"""Tells headings, captions and list items from paragraphs, and ranks the headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.readers.layout import CAPTION, LABEL, Piece, Style, starts_item
from extractor.readers.sections import section_kind

_SENTENCE_ON_TABLE = re.compile(r"table \w+ (?:shows|presents|lists|summari[sz]es|gives)", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?:supplementary |extended data )?(?:fig(?:ure)?\.?|scheme|chart|box)\s+[A-Z]?\d{1,3}\b", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]")
_LONGEST = 220
_AUTHORS = re.compile(
    r"(?:\b(?:MD|PhD|MBBS|MSc|MPH|BSc|MB|RN|FRCP|DPhil)(?:\d|\b).*){2}|(?:[a-z]\d{1,2}(?:,\d{1,2})* ?[,|&].*){2}"
)
_ABSTRACT_LABELS = frozenset({"introduction", "results", "discussion", "conclusion"})
_TOP_RANK = frozenset({"abstract", "conclusion", "references", "disclaimer"})


def classify(pieces: list[Piece], style: Style) -> list[Piece]:
    """Gives every piece its kind, and headings their level."""
    pieces = list(_lettering_together(pieces, style))
    for at, piece in enumerate(pieces):
        piece.kind = _kind(piece, pieces[at + 1] if at + 1 < len(pieces) else None, style)
    _mark_list_runs(pieces)
    _rank([piece for piece in pieces if piece.kind == "heading"], style)
    return pieces


def _mostly_capitalised(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _lettering_together(pieces: Sequence[Piece], style: Style) -> Iterator[Piece]:
    """Joins the scattered letters of a figure (axis numbers, panel names) to one block."""
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and _is_lettering(piece, style):
            run.append(piece)
            continue
        if len(run) >= 6:
            yield Piece("paragraph", [line for part in run for line in part.lines])
        else:
            yield from run
        run = []
        if piece is not None:
            yield piece


def _is_lettering(piece: Piece, style: Style) -> bool:
    text = piece.text
    small = piece.size < style.body - 0.3 or not any(len(word) > 3 for word in re.findall(r"[a-z]+", text))
    return len(text) <= 32 and len(piece.lines) <= 2 and small and section_kind(text) == "other"


def _kind(piece: Piece, after: Piece | None, style: Style) -> str:
    text = piece.text
    if CAPTION.match(text) and not _SENTENCE_ON_TABLE.match(text):
        return "caption"
    if _FIGURE.match(text) and len(text) < 1500:
        return "caption"
    if _is_heading(piece, after, style):
        return "heading"
    return "list_item" if starts_item(text) else "paragraph"


def _is_heading(piece: Piece, after: Piece | None, style: Style) -> bool:
    text = piece.text
    letters = len(_LETTERS.findall(text))
    if letters < 3 or letters < 0.5 * len(text.replace(" ", "")) or len(text) > _LONGEST or len(piece.lines) > 4:
        return False
    if piece.lines[0].direction != 0 and piece.size <= style.body * 1.08:
        return False
    if _AUTHORS.search(text) or (text.count(",") >= 2 and piece.lines[0].page == 1 and _mostly_capitalised(text)):
        return False
    known = section_kind(text) != "other" and len(text) < 60
    if (text[-1] in ".,;" and not known) or re.search(r"@|https?:|www\.", text):
        return False
    if piece.size > style.body * 1.08:
        return text[0].isupper() or text[0].isdigit() or len(text) > 15
    if piece.size < style.body * 0.93 and not known:
        return False
    if piece.bold:
        return text[0].isupper() or text[0].isdigit()
    alone = after is not None and len(after.text) > 40
    if known and len(text) < 40 and alone and len(piece.lines) == 1 and section_kind(text.rstrip(":")) != "other":
        return len(text.split()) <= 4 and text[0].isupper()
    return alone and text.isupper() and 4 <= len(text) <= 60 and len(piece.lines) <= 2


def _mark_list_runs(pieces: Sequence[Piece]) -> None:
    """Items whose bullets are drawn, not written: labelled paragraphs ("Participants: ...") after one another."""
    for above, below in pairwise(pieces):
        if above.kind in ("paragraph", "list_item") and below.kind == "paragraph" and _items(above, below):
            above.kind = below.kind = "list_item"


def _items(above: Piece, below: Piece) -> bool:
    a, b = above.lines[0], below.lines[0]
    if any(section_kind(piece.text.split(":")[0]) in _ABSTRACT_LABELS for piece in (above, below)):
        return False
    beside = abs(a.x0 - b.x0) < 2 or a.page != b.page or b.top < a.top
    return beside and bool(LABEL.match(above.text) and LABEL.match(below.text)) and abs(a.size - b.size) < 0.5


def _rank(headings: Sequence[Piece], style: Style) -> None:
    """Levels by size, then weight, then capitals; a heading that ends in a colon ranks below its like."""
    if not headings:
        return

    def key(piece: Piece) -> tuple[float, bool, bool, bool]:
        text = piece.text.rstrip()
        low = text.endswith(":") and section_kind(text) not in _TOP_RANK
        return (round(piece.size * 2) / 2, piece.bold, text.isupper(), not low)

    ranks = {k: i for i, k in enumerate(sorted({key(piece) for piece in headings}, reverse=True))}
    biggest = max(headings, key=lambda piece: piece.size)
    is_title = biggest.size > 1.25 * style.body and biggest.lines[0].page <= 2
    for piece in headings:
        piece.level = min(6, ranks[key(piece)] + (1 if is_title else 2))

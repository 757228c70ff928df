"""Puts the characters of a page together to lines, and lines to paragraphs, headings and list items.

Reading order is the order in which the file draws its text: it follows the columns in nearly every paper, while
sorting the page from top to bottom mixes them.  Everything here works on geometry alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from extractor.readers.characters import Characters, Glyph
from extractor.readers.pdfium import PageContent

SPACE = 0.13  # of the character height: a wider gap is a space between two words
_MERGE = 2.6  # a wider gap is not closed again in running text
_BULLET = re.compile(r"(?:[•‣◦▪■●○]|\uf0b7)\s*(?=\S)")
# These open an item only where the line before is at its end; inside a sentence they are a dash, a number, a citation.
_WEAK_BULLET = re.compile(r"[–—*·-] (?=\S)|o (?=\S)|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)](?=\s|$)")
_REFERENCE_MARK = re.compile(r"\[\d{1,3}\](?=\s)")  # a list entry, where the block's first line opens with one as well
CAPTION_START = re.compile(r"(?:TABLE|Table|FIGURE|Figure|FIG|Fig)\.? ?[A-Z]?(?:\d{1,3}|[IVX]{1,5}) ?(?:[.:|–—-]|$)")
CAPTION = re.compile(
    r"(?:supplementary |extended data |online )?table\s+(?:[A-Z]?\d{1,3}|[IVX]{1,5})\b[.:|–—]?", re.IGNORECASE
)
_TITLED = re.compile(r"(?:TABLE|Table) (?:\d{1,2}|[IVX]{1,4})(?:[.:|] ?| )(?:\| )?[A-Z]")
_ONLY_LABEL = re.compile(r"(?:TABLE|Table) (?:\d{1,2}|[IVX]{1,4})[.:]?")
_NUMBERED_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.? *\|? +[A-Z]")
LABEL = re.compile(r"[A-Z][\w’' /()-]{2,45}: \S")
_VALUE_AFTER = re.compile(r"(?!.*[;:?!] )[A-Z][\w’' /().#-]{1,38}:")
_ONLY_BULLET = re.compile(
    r"(?:[•‣◦▪■●○–—*·-]|\uf0b7|\ufffd|\(?\d{1,3}[.)]?|\[\d{1,3}\]|(?:\d{1,2}\.){1,4}\d{0,2}|\(?[a-z][.)])$"
)
_TERMINAL = ".:;!?)]"


@dataclass(slots=True)
class Line:
    """Characters on one baseline.  Coordinates are in reading direction.

    places: for each character of the text its place among the source's characters, or -1 for a space.
    fonts: how many letters and digits stand in each of the source's styles.
    """

    page: int
    direction: int
    text: str
    source: Characters
    places: NDArray[np.int32]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    hyphen: bool = False  # ends with a hyphen that the line end may have brought
    right: float = 0.0  # where the column ends, as far as its neighbours tell
    left: float = 0.0  # where most of its neighbours begin
    fonts: Sequence[tuple[int, int]] = ()
    _glyphs: list[Glyph] | None = None

    @property
    def glyphs(self) -> list[Glyph]:
        """Its characters, each once."""
        if self._glyphs is None:
            self._glyphs = self.source.glyphs(self.text, self.places)
        return self._glyphs

    @property
    def shown(self) -> tuple[float, float, float, float]:
        """The box around it as displayed."""
        if self.direction == 0:
            return self.x0, self.top, self.x1, self.bottom
        boxes = self.source.shown(self.places[self.places >= 0])
        (x0, top), (x1, bottom) = boxes[:, :2].min(0).tolist(), boxes[:, 2:].max(0).tolist()
        return x0, top, x1, bottom

    def font(self, at: int) -> str:
        """The font of a character of the text; "" for a space."""
        place = self.places[at]
        return self.source.styles[self.source.style[place]].font if place >= 0 else ""

    def forget(self) -> None:
        """Lets go of what can be computed again."""
        self._glyphs = None

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def first_word_width(self) -> float:
        end = self.text.find(" ")
        first, last = self.places[0], self.places[end - 1 if end >= 0 else -1]
        return self.source.box(last)[2] - self.source.box(first)[0] if first >= 0 and last >= 0 else 0.0


@dataclass(slots=True)
class Piece:
    """Lines that make one block.  kind as in `document.Block`."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    level: int = 0

    @property
    def size(self) -> float:
        return median(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


# --- lines ------------------------------------------------------------------------------------------------------


def line_of(line: Line, run: Sequence[Glyph]) -> Line:
    """A part of a line from some of its characters, with the spaces that the gaps mean."""
    size = usual_size([glyph.bottom - glyph.top for glyph in run])
    text: list[str] = []
    places: list[int] = []
    wide = letter_spacing([(b.x0 - a.x1) / size for a, b in pairwise(run)])
    last: Glyph | None = None
    for glyph in run:
        if last is not None:
            gap = (glyph.x0 - last.x1) / size
            wide_gap = gap > SPACE + wide or (glyph.space_before and gap > 0.04 + wide)
            if wide_gap and not (len(text) == 1 and is_drop_cap(last, glyph)):
                text.append(" ")
                places.append(-1)
        text.append(glyph.text)
        places += [glyph.at] * len(glyph.text)
        last = glyph
    return Line(
        page=line.page,
        direction=line.direction,
        text="".join(text),
        source=line.source,
        places=np.array(places, np.int32),
        x0=min([glyph.x0 for glyph in run]),
        top=min([glyph.top for glyph in run]),
        x1=max([glyph.x1 for glyph in run]),
        bottom=max([glyph.bottom for glyph in run]),
        size=size,
        bold=line.bold,
        hyphen=run[-1].text in "-\u2010",
        right=line.right,
        _glyphs=list(run),
    )


def usual_size(heights: list[float]) -> float:
    return median(heights) if len(heights) < 400 else heights[0]


def is_drop_cap(first: Glyph, second: Glyph) -> bool:
    return first.text.isupper() and first.size > 1.5 * second.size and second.text.islower()


def letter_spacing(gaps: Sequence[float]) -> float:
    """How far the letters of a spaced-out heading ("R E S U L T S") are set apart; 0 in ordinary text.

    gaps: those between the characters of a run, in heights of a character.
    """
    if not 3 <= len(gaps) < 60:
        return 0.0
    gaps = sorted(gaps)
    usual = gaps[len(gaps) // 2]
    return usual if usual > SPACE and gaps[len(gaps) // 6] > 0.6 * usual else 0.0


def joined(parts: Sequence[Line], separator: str = " ") -> Line:
    """Neighbours on one baseline as one line."""
    if len(parts) == 1:
        return parts[0]
    first, between = parts[0], np.full(len(separator), -1, np.int32)
    return Line(
        first.page, first.direction, separator.join(part.text for part in parts), first.source,
        np.concatenate([first.places, *(each for part in parts[1:] for each in (between, part.places))]),
        min(p.x0 for p in parts), min(p.top for p in parts), max(p.x1 for p in parts), max(p.bottom for p in parts),
        max(parts, key=lambda p: len(p.text)).size, all(p.bold for p in parts), parts[-1].hyphen, first.right,
    )  # fmt: skip


def merge_segments(lines: Iterable[Line]) -> Iterator[Line]:
    """Closes the gaps inside running text: wide justified spaces, and the tab after a bullet or number."""
    waiting: Line | None = None
    for line in lines:
        if waiting is not None and _beside(waiting, line):
            drop_cap = len(waiting.text) == 1 and waiting.size > 1.5 * line.size and line.text[0].islower()
            waiting = joined([waiting, line], "" if drop_cap else " ")
            continue
        if waiting is not None:
            yield waiting
        waiting = line
    if waiting is not None:
        yield waiting


def _beside(left: Line, right: Line) -> bool:
    if left.page != right.page or left.direction != right.direction:
        return False
    shared = min(left.bottom, right.bottom) - max(left.top, right.top)
    if shared < 0.5 * min(left.height, right.height):
        return False
    gap = (right.x0 - left.x1) / max(left.size, right.size)
    if _VALUE_AFTER.fullmatch(left.text):  # "Cat. No.:" and its value, however far to the right
        return -0.6 <= gap < 25 and not right.text.endswith(":")
    return -0.6 <= gap < (4.5 if _ONLY_BULLET.match(left.text) else _MERGE)


def mark_bold(lines: Iterable[Line], pages: Sequence[PageContent]) -> None:
    """Bold is a heavier weight than the document's usual one, whatever the font is called.

    Where the fonts do not say their weight, a font that is rare in the document stands out in the same way.
    """
    weights: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    for page in pages:
        for style, n in zip(page.glyphs.styles, np.bincount(page.glyphs.style).tolist(), strict=False):
            weights[style.weight] += n
            fonts[style.font] += n
    if not weights:
        return
    usual = weights.most_common(1)[0][0]
    least = max(usual * 1.35, usual + 100)
    rare = {font for font, n in fonts.items() if n < 0.06 * fonts.total()} if usual <= 0 else set()
    for line in lines:
        styles = line.source.styles
        heavy = sum(n for at, n in line.fonts if styles[at].weight >= least or styles[at].font in rare)
        line.bold = heavy > 0.8 * sum(n for _, n in line.fonts)
        line.fonts = ()


# --- paragraphs -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Style:
    """What is usual in this document: the size of its text, and the distance of two lines of a given size."""

    body: float
    pitches: dict[int, float]

    def pitch(self, size: float) -> float:
        return self.pitches.get(round(size * 2), size * 1.25)


def style_of(lines: Sequence[Line]) -> Style:
    """Measures the text size and line distances of a document."""
    sizes: Counter[float] = Counter()
    distances: dict[int, Counter[float]] = {}
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    for above, below in pairwise(lines):
        if above.page == below.page and abs(above.size - below.size) < 0.6 and below.x0 < above.x1:
            distance = below.bottom - above.bottom
            if 0.7 * above.size < distance < 3 * above.size:
                distances.setdefault(round(above.size * 2), Counter())[round(distance * 2) / 2] += 1
    # Papers are set evenly; where a distance is rare, the smaller of the frequent ones is the line distance.
    pitches = {}
    for size, counts in distances.items():
        frequent = [d for d, n in counts.items() if n >= 0.5 * max(counts.values())]
        pitches[size] = min(frequent)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    return Style(body, pitches)


def mark_edges(lines: Sequence[Line], obstacles: Sequence[tuple[int, float, float, float, float]]) -> None:
    """Where each line could have begun and ended: as its neighbours in the same column do."""
    reach = 14
    on_page: dict[int, list[tuple[float, float, float]]] = {}
    for page, x0, top, _x1, bottom in obstacles:
        on_page.setdefault(page, []).append((x0, top, bottom))
    places = [((line.page, line.direction), line.x0, line.x1, round(line.x0)) for line in lines]
    for at, line in enumerate(lines):
        right, step = line.x1, 3.2 * line.size
        where, left, _, _ = places[at]
        near: dict[int, int] = {}
        for other, x0, x1, rounded in places[max(0, at - reach) : at + reach + 1]:
            if -step < x0 - left < step and other == where:
                right = x1 if x1 > right else right
                near[rounded] = near.get(rounded, 0) + 1
        line.left = max(near, key=near.__getitem__)
        for x0, top, bottom in on_page.get(line.page, ()):
            if top < line.bottom and bottom > line.top and x0 >= line.x1 - 1:
                right = min(right, x0)
        line.right = right


def pieces(lines: Sequence[Line], style: Style) -> Iterator[Piece]:
    """Lines put together to blocks, in order."""
    current: list[Line] = []
    for line in lines:
        if current and not _continues(current, line, style):
            yield Piece("paragraph", current)
            current = []
        current.append(line)
    if current:
        yield Piece("paragraph", current)


def _continues(block: list[Line], line: Line, style: Style) -> bool:
    last = block[-1]
    if abs(line.size - last.size) > 0.08 * last.size + 0.2 or line.direction != last.direction:
        # A short last line may be a lone superscript or subscript run; size alone decides for words.
        return False
    if _name_and_value(last) or _name_and_value(line):
        return False
    if len(block) == 1 and _ONLY_LABEL.fullmatch(last.text) and 0 < line.bottom - last.bottom < 2.2 * line.size:
        return line.x0 < last.x1  # the title below "Table 1"
    if _bold_differs(block, line) or _BULLET.match(line.text):
        return False
    if _WEAK_BULLET.match(line.text) and (last.text[-1] in _TERMINAL or _WEAK_BULLET.match(block[0].text)):
        return False
    if CAPTION_START.match(line.text) and (last.text[-1] in _TERMINAL or line.font(0) != last.font(-1)):
        return False
    if line.bold and last.bold and (_NUMBERED_HEADING.match(line.text) or last.text.isupper() != line.text.isupper()):
        return False
    if _REFERENCE_MARK.match(line.text) and _REFERENCE_MARK.match(block[0].text):
        return False
    if LABEL.match(line.text) and LABEL.match(block[0].text) and last.text[-1] in ".!?)]":
        return False  # "Participants: ..." then "Intervention: ...": items whose bullets are drawings
    if line.page != last.page or line.top < last.top - 0.5 * last.size or line.x0 > last.x1 + last.size:
        return not _TITLED.match(line.text) and _continues_elsewhere(block, line, style)
    pitch = style.pitch(last.size)
    if last.size > 1.15 * style.body and last.bold == line.bold:
        pitch = max(pitch, 1.25 * last.size)  # headings are set wider, and too seldom to be measured
    if line.bottom - last.bottom > max(1.32 * pitch, pitch + 1.5):
        return False
    if line.x1 < last.x0 - last.size:
        return False
    ended = last.text[-1] in _TERMINAL
    room = last.right - last.x1
    fits = room > line.first_word_width() + 0.45 * last.size
    opens = line.text[0].isupper() or line.text[0].isdigit() or line.text[0] in '["“(α'
    return _margins_allow(block, line, bool(ended and fits), opens)


def _name_and_value(line: Line) -> bool:
    """Whether a line holds a name and, wide apart from it, its value: "Cat. No.:      B1673132"."""
    at = line.text.find(": ", 0, 41) + 1
    if at < 1 or not _VALUE_AFTER.fullmatch(line.text[:at]):
        return False
    before, after = line.places[at - 1], line.places[at + 1]
    if before < 0 or after < 0:
        return False
    return line.source.box(after)[0] - line.source.box(before)[2] > _MERGE * line.size


def _margins_allow(block: list[Line], line: Line, ended: bool, opens: bool) -> bool:
    """What the left edge says: an indented first line opens a paragraph, an outdented one an entry of a list."""
    last, step = block[-1], 0.6 * line.size
    if last.x0 < line.left - step and abs(line.x0 - line.left) < 1.5 and len(block) == 1 and not starts_item(line.text):
        return True
    if ended and opens:
        return False
    if line.x0 < line.left - step and abs(last.x0 - line.left) < 1.5 and len(block) > 1:
        return not opens
    indented = line.x0 > line.left + step and abs(last.x0 - last.left) < 1.5
    return not (indented and opens and last.text[-1] in _TERMINAL)


def unfinished(block: Sequence[Line], style: Style) -> bool:
    """Whether a paragraph stops in the middle of a sentence, at the end of a full line."""
    last = block[-1]
    full = last.size >= style.body - 0.75 and last.right - last.x1 < 4 * last.size
    return last.hyphen or (full and last.text[-1] not in ".:;!?")


def _continues_elsewhere(block: list[Line], line: Line, style: Style) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    last = block[-1]
    if last.bold and len(block) <= 2 and last.size > style.body * 1.05:
        return False
    if last.text[-1] in ".:;!?" or last.size < style.body - 0.75:
        return last.hyphen
    full = last.right - last.x1 < 4 * last.size or len(block) == 1
    return last.hyphen or line.text[0].islower() or (full and len(last.text) > 25 and not line.bold)


def _bold_differs(block: list[Line], line: Line) -> bool:
    last = block[-1]
    if last.bold == line.bold:
        return False
    # A paragraph may open with a bold label, and a bold label may end its line.
    return len(last.text) > 3 and len(line.text) > 3 and all(each.bold == last.bold for each in block)


def starts_item(text: str) -> bool:
    """Whether a line opens with a bullet or an item's number."""
    return bool(_BULLET.match(text) or _WEAK_BULLET.match(text))

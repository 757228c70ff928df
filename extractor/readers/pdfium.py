"""What a PDF page prints: its characters with their places and fonts, and the straight lines drawn on it.

Everything comes from PDFium's raw interface.  Functions are bound once with plain integer handles, because the call
for each character decides the speed of the whole reader.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from ctypes import byref, c_float, c_int, c_void_p
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractor.readers.errors import ReadError
from extractor.readers.glyph_source import Finding, Source
from extractor.readers.glyphs import correct
from extractor.readers.raised import over_rules

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|[-,.]b$|[-.]bd|medi(?:um)?$", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_MAX_OBJECTS = 30_000  # a page with more drawing than this is a figure, not a ruled table
_MAX_SEGMENTS = 400
_SPACES = frozenset({0, 8, 9, 10, 11, 12, 13, 32, 160, 0x200B})
_HYPHENS = frozenset({2, 0xAD, 0x2010, 0xFFFE})
_TEXTS = {code: chr(code) for code in range(33, 0x7F)}  # what needs no thought
_RULE = 3.0  # points: a filled rectangle thinner than this is a drawn line


def _bind(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same C function with integer handles in place of typed pointers, which halves the cost of a call.

    PYFUNCTYPE keeps the interpreter's lock over the call: these calls are far shorter than giving it away and back.
    """
    address = ctypes.cast(function, c_void_p).value
    if address is None:  # pragma: no cover - a PDFium without the function
        raise ReadError("the installed PDFium library is incomplete")
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_unicode = _bind(raw.FPDFText_GetUnicode, ctypes.c_uint, c_void_p, c_int)
_loose_box = _bind(raw.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
_generated = _bind(raw.FPDFText_IsGenerated, c_int, c_void_p, c_int)
_is_hyphen = _bind(raw.FPDFText_IsHyphen, c_int, c_void_p, c_int)
_text_object = _bind(raw.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
_text_font = _bind(raw.FPDFTextObj_GetFont, c_void_p, c_void_p)
_render_mode = _bind(raw.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
_INVISIBLE = raw.FPDF_TEXTRENDERMODE_INVISIBLE
_angle = _bind(raw.FPDFText_GetCharAngle, c_float, c_void_p, c_int)
_weight = _bind(raw.FPDFText_GetFontWeight, c_int, c_void_p, c_int)
_font_info = _bind(raw.FPDFText_GetFontInfo, ctypes.c_ulong, c_void_p, c_int, c_void_p, ctypes.c_ulong, c_void_p)


@dataclass(slots=True)
class Glyph:
    """One printed character.  x0, top, x1, bottom are in its own reading direction, `shown` as displayed."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    font: str
    weight: float
    direction: int  # quarter turns counter-clockwise: 0 reads to the right, 1 upwards
    space_before: bool  # the file or PDFium puts a space before it
    hyphen: bool  # a hyphen at the end of a line
    turned: tuple[float, float, float, float] | None = None  # as displayed, where that is another box
    index: int = -1  # of the character in PDFium's text page, while that is open
    face: int = 0  # PDFium's handle of the font

    @property
    def size(self) -> float:
        return self.bottom - self.top

    @property
    def shown(self) -> tuple[float, float, float, float]:
        return self.turned or (self.x0, self.top, self.x1, self.bottom)


@dataclass(slots=True)
class Rule:
    """A straight line on the page, as displayed: flat (top equals bottom) or upright (x0 equals x1)."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def flat(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(slots=True)
class PageContent:
    """All that one page prints, in the order in which the file draws it."""

    number: int
    width: float
    height: float
    rotation: int
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)  # characters that are drawn as others
    ocr: bool = False  # the words come from OCR, here or before


class _View:
    """Turns the coordinates of a page into display coordinates: origin top left, rotated, cropped."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page.raw, box)
        self.left, self.bottom = box.left, box.bottom
        self.w, self.h = box.right - box.left, box.top - box.bottom
        self.turn = raw.FPDFPage_GetRotation(page.raw) % 4
        self.width, self.height = (self.h, self.w) if self.turn % 2 else (self.w, self.h)

    def box(self, left: Any, bottom: Any, right: Any, top: Any) -> tuple[Any, Any, Any, Any]:
        u0, u1 = left - self.left, right - self.left
        v0, v1 = bottom - self.bottom, top - self.bottom
        if self.turn == 0:
            return u0, self.h - v1, u1, self.h - v0
        if self.turn == 1:
            return v0, u0, v1, u1
        if self.turn == 2:
            return self.w - u1, v0, self.w - u0, v1
        return self.h - v1, self.w - u1, self.h - v0, self.w - u0

    def boxes(self, rects: NDArray[np.float32]) -> tuple[list[tuple[float, float, float, float]], list[bool]]:
        """PDFium's rectangles (left, top, right, bottom) as displayed, and which lie off the page or are flat."""
        left, top, right, bottom = rects.astype(np.float64).T
        x0, y0, x1, y1 = self.box(left, bottom, right, top)
        off = (x1 < 0) | (y1 < 0) | (x0 > self.width) | (y0 > self.height) | (y0 == y1)
        same: dict[float, float] = {}  # the characters of a line share their heights, and the numbers for them
        tops, bottoms = ([same.setdefault(y, y) for y in side.tolist()] for side in (y0, y1))
        return list(zip(x0.tolist(), tops, x1.tolist(), bottoms, strict=True)), off.tolist()

    def to_page(self) -> tuple[float, ...]:
        """The matrix from PDFium's display coordinates to those of the page."""
        ends = [self.box(*point, *point)[:2] for point in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))]
        (ox, oy), (ax, ay), (bx, by) = ends
        a, b, c, d, e, f = ax - ox, ay - oy, bx - ox, by - oy, ox, oy
        det = a * d - b * c
        return d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det

    def reading(self, shown: tuple[float, float, float, float], direction: int) -> tuple[float, float, float, float]:
        return in_reading_direction(shown, direction, self.width, self.height)


def in_reading_direction(
    shown: tuple[float, float, float, float], direction: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """Display coordinates turned so that text of this direction reads from left to right."""
    x0, top, x1, bottom = shown
    if direction == 0:
        return shown
    if direction == 1:
        return height - bottom, x0, height - top, x1
    if direction == 2:
        return width - x1, height - bottom, width - x0, height - top
    return top, width - x1, bottom, width - x0


def read_page(document: pdfium.PdfDocument, index: int) -> PageContent:
    """The characters and drawn lines of one page; the page is closed again."""
    page = document[index]
    try:
        view = _View(page)
        content = PageContent(index + 1, view.width, view.height, view.turn * 90)
        textpage = page.get_textpage()
        try:
            content.glyphs, content.ocr = _glyphs(textpage.raw, view)
            source = Source(page.raw, textpage.raw, view.to_page())
            content.findings = correct(content.glyphs, source)
            for glyph in content.glyphs:
                glyph.index = -1  # a number less for each character of a long file
        finally:
            textpage.close()
        if content.glyphs:
            _Drawing(content, view).collect(page.raw)
            content.findings += over_rules(content.glyphs, content.rules)
    finally:
        page.close()
    return content


@dataclass(slots=True)
class _Style:
    font: str
    weight: float
    direction: int
    face: int
    hidden: bool


def _style(textpage: c_void_p, index: int, turn: int, owner: int) -> _Style:
    name = ctypes.create_string_buffer(128)
    flags = c_int()
    _font_info(textpage, index, name, 128, byref(flags))
    weight = float(_weight(textpage, index))
    font = name.value.decode("utf-8", "replace").split("+")[-1]
    if _BOLD_NAME.search(font) or flags.value & _FORCE_BOLD:
        weight = 900.0
    degrees = math.degrees(_angle(textpage, index))
    direction = (-round(degrees / 90) - turn) % 4  # PDFium counts clockwise, /Rotate too
    return _Style(font, weight, direction, _text_font(owner) or 0, _render_mode(owner) == _INVISIBLE)


def _glyphs(textpage: Any, view: _View) -> tuple[list[Glyph], bool]:
    """All printed characters, and whether most of them are the invisible ones that OCR lays over a scanned page.

    Each call into PDFium is made for all characters at once, without a step of the interpreter between two of them.
    """
    handle = ctypes.cast(textpage, c_void_p)
    codes = _codes(textpage, handle)
    wanted = [
        at for at, code in enumerate(codes) if code not in _SPACES or (0 < code < 32 and _generated(handle, at) != 1)
    ]
    rects = np.empty((len(wanted), 4), np.float32)
    first = rects.ctypes.data
    placed = list(map(_loose_box, repeat(handle), wanted, range(first, first + 16 * len(wanted), 16)))
    boxes, outside = view.boxes(rects)
    owners = map(_text_object, repeat(handle), wanted)
    styles: dict[int, _Style] = {}
    found: list[Glyph] = []
    space, high, last, before, hidden = False, 0, -1, None, 0
    for index, known, shown, off, owner in zip(wanted, placed, boxes, outside, owners, strict=True):
        if index - last > 1:
            space = space or any(codes[last + 1 : index])
        last = index
        code = codes[index]
        if code > 0xD7FF and code < 0xE000:
            if code < 0xDC00:
                high = code
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        if not known:
            space = True
            continue
        hyphen = code in _HYPHENS and _is_hyphen(handle, index) == 1
        text = "-" if hyphen else _TEXTS.get(code) or printable(code)
        if off or not text or text == " ":
            space = space or text == " "
            continue
        style = styles.get(owner)
        if style is None:
            style = styles[owner] = _style(handle, index, view.turn, owner)
        if before == shown and not space:  # the letters of one ligature
            found[-1].text += text
            continue
        before = shown
        hidden += style.hidden
        turned = shown if style.direction else None
        x0, top, x1, bottom = view.reading(shown, style.direction) if turned else shown
        found.append(
            Glyph(
                text, x0, top, x1, bottom, style.font, style.weight, style.direction, space, hyphen, turned,
                index, style.face,
            )
        )  # fmt: skip
        space = False
    return found, hidden > 0.5 * len(found)


def _codes(textpage: Any, handle: c_void_p) -> Sequence[int]:
    """The code of every character of a page; 0 is none."""
    count = max(raw.FPDFText_CountChars(textpage), 0)
    return list(map(_unicode, repeat(handle), range(count)))


def printable(code: int) -> str:
    """The text of one character: ligatures spelled out, mathematical letters plain, control codes marked U+FFFD."""
    if code < 0x7F:
        return chr(code) if code >= 32 else "\ufffd"
    if 0xFB00 <= code <= 0xFB06 or 0x1D400 <= code <= 0x1D7FF:
        return unicodedata.normalize("NFKC", chr(code))
    if code in (0xAD, 0xFEFF, 0x200C, 0x200D, 0x200E, 0x200F):
        return ""
    if code < 0xA0 or code in (0xFFFE, 0xFFFF):
        return "\ufffd"
    text = chr(code)
    return " " if text.isspace() else text


class _Drawing:
    """Collects the straight lines of a page, into form objects as well."""

    def __init__(self, content: PageContent, view: _View) -> None:
        self.content = content
        self.view = view
        self.left = _MAX_OBJECTS

    def collect(self, page: Any) -> None:
        for index in range(raw.FPDFPage_CountObjects(page)):
            if self.left <= 0:
                return
            self._object(raw.FPDFPage_GetObject(page, index), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)

    def _object(self, item: Any, matrix: tuple[float, ...], depth: int) -> None:
        self.left -= 1
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(item, matrix)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < 4:
            inner = _times(_matrix(item), matrix)
            for index in range(raw.FPDFFormObj_CountObjects(item)):
                if self.left <= 0:
                    return
                self._object(raw.FPDFFormObj_GetObject(item, index), inner, depth + 1)

    def _path(self, item: Any, matrix: tuple[float, ...]) -> None:
        count = raw.FPDFPath_CountSegments(item)
        if not 2 <= count <= _MAX_SEGMENTS:
            return
        fill, stroke = c_int(), c_int()
        raw.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke))
        if not fill.value and not stroke.value:
            return
        for points in _straight_parts(item, count, _times(_matrix(item), matrix)):
            self._part(points, bool(stroke.value))

    def _part(self, points: list[tuple[float, float]], stroke: bool) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        rule = Rule(*self.view.box(min(xs), min(ys), max(xs), max(ys)))
        width, height = rule.x1 - rule.x0, rule.bottom - rule.top
        if width < _RULE or height < _RULE:
            if max(width, height) >= _RULE:
                self.content.rules.append(_thin(rule))
            return
        upright = all(abs(a[0] - b[0]) < 0.5 or abs(a[1] - b[1]) < 0.5 for a, b in pairwise(points))
        if not upright or not stroke:
            return
        for a, b in pairwise(points):
            side = Rule(*self.view.box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))
            if max(side.x1 - side.x0, side.bottom - side.top) >= _RULE:
                self.content.rules.append(_thin(side))


def _thin(rule: Rule) -> Rule:
    if rule.flat:
        middle = (rule.top + rule.bottom) / 2
        return Rule(rule.x0, middle, rule.x1, middle)
    middle = (rule.x0 + rule.x1) / 2
    return Rule(middle, rule.top, middle, rule.bottom)


def _straight_parts(item: Any, count: int, m: tuple[float, ...]) -> list[list[tuple[float, float]]]:
    """The polygons of a path; parts with a curve are left out."""
    parts: list[list[tuple[float, float]]] = []
    current: list[tuple[float, float]] = []
    x, y = c_float(), c_float()
    curved = False
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        point = (m[0] * x.value + m[2] * y.value + m[4], m[1] * x.value + m[3] * y.value + m[5])
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(current) > 1 and not curved:
                parts.append(current)
            current, curved = [point], False
        elif kind == raw.FPDF_SEGMENT_LINETO:
            current.append(point)
        else:
            curved = True
        if raw.FPDFPathSegment_GetClose(segment) and current:
            current.append(current[0])
    if len(current) > 1 and not curved:
        parts.append(current)
    return parts


def _matrix(item: Any) -> tuple[float, ...]:
    m = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, m):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(first: tuple[float, ...], then: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)

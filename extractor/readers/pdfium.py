"""What a PDF page prints: its characters with their places and fonts, and the straight lines drawn on it.

Everything comes from PDFium's raw interface.  Functions are bound once with plain integer handles, because the call
for each character decides the speed of the whole reader.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Sequence
from ctypes import byref, c_float, c_int, c_size_t, c_void_p
from dataclasses import dataclass, field
from itertools import compress, repeat
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractor.readers.bound import bound
from extractor.readers.characters import Characters, Style
from extractor.readers.drawing import Rule as Rule
from extractor.readers.drawing import rules_of
from extractor.readers.glyph_source import Finding, Source
from extractor.readers.glyphs import correct
from extractor.readers.raised import over_rules

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|[-,.]b$|[-.]bd|medi(?:um)?$", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_BLANK = np.zeros(0x10000, bool)
_BLANK[[0, 8, 9, 10, 11, 12, 13, 32, 160, 0x200B]] = True
_SHORTS = ctypes.POINTER(ctypes.c_ushort)
_STRIDE = 6  # characters between two whose text object is asked for
_HYPHENS = frozenset({2, 0xAD, 0x2010, 0xFFFE})


_unicode = bound(raw.FPDFText_GetUnicode, ctypes.c_uint, c_void_p, c_int)
_loose_box = bound(raw.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
_generated = bound(raw.FPDFText_IsGenerated, c_int, c_void_p, c_int)
_is_hyphen = bound(raw.FPDFText_IsHyphen, c_int, c_void_p, c_int)
_text_object = bound(raw.FPDFText_GetTextObject, c_size_t, c_void_p, c_int)
_text_font = bound(raw.FPDFTextObj_GetFont, c_size_t, c_void_p)
_render_mode = bound(raw.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
_INVISIBLE = raw.FPDF_TEXTRENDERMODE_INVISIBLE
_angle = bound(raw.FPDFText_GetCharAngle, c_float, c_void_p, c_int)
_weight = bound(raw.FPDFText_GetFontWeight, c_int, c_void_p, c_int)
_font_info = bound(raw.FPDFText_GetFontInfo, ctypes.c_ulong, c_void_p, c_int, c_void_p, ctypes.c_ulong, c_void_p)


@dataclass(slots=True)
class PageContent:
    """All that one page prints, in the order in which the file draws it."""

    number: int
    width: float
    height: float
    rotation: int
    glyphs: Characters = field(default_factory=Characters.none)
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

    def to_page(self) -> tuple[float, ...]:
        """The matrix from PDFium's display coordinates to those of the page."""
        ends = [self.box(*point, *point)[:2] for point in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))]
        (ox, oy), (ax, ay), (bx, by) = ends
        a, b, c, d, e, f = ax - ox, ay - oy, bx - ox, by - oy, ox, oy
        det = a * d - b * c
        return d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det


def read_page(document: pdfium.PdfDocument, index: int) -> PageContent:
    """The characters and drawn lines of one page; the page is closed again."""
    page = document[index]
    try:
        view = _View(page)
        textpage = page.get_textpage()
        try:
            found = _characters(textpage.raw, view)
            source = Source(page.raw, textpage.raw, view.to_page())
            found, findings = correct(found, source)
            found.indices = ()
            found.forget_boxes()
        finally:
            textpage.close()
        content = PageContent(index + 1, view.width, view.height, view.turn * 90, found, findings=findings)
        if len(found):
            hidden = [at for at, style in enumerate(found.styles) if style.hidden]
            content.ocr = int(np.isin(found.style, hidden).sum()) > 0.5 * len(found)
            content.rules = rules_of(page.raw, view.box)
            content.findings += over_rules(found, content.rules)
    finally:
        page.close()
    return content


def _characters(textpage: Any, view: _View) -> Characters:
    """All printed characters of a page.

    Each call into PDFium is made for all characters at once, without a step of the interpreter between two of them.
    """
    handle = ctypes.cast(textpage, c_void_p)
    codes = _codes(textpage, handle)
    blank = _BLANK[np.minimum(codes, 0xFFFF)]
    for at in np.flatnonzero(blank & (codes > 0) & (codes < 32)).tolist():
        blank[at] = _generated(handle, at) == 1  # a control code of the file's own stands for a sign
    wanted = np.flatnonzero(~blank)
    if not len(wanted):
        return Characters.none()
    parts = blank & (codes > 0)  # what parts two words
    if (codes[wanted] > 0xD7FF).any():
        wanted = _paired(codes, wanted)
    rects = np.zeros((len(wanted), 4), np.float32)
    first = rects.ctypes.data
    placed = map(_loose_box, repeat(handle), wanted.tolist(), range(first, first + 16 * len(wanted), 16))
    known = np.fromiter(placed, np.bool_, len(wanted))
    left, top, right, bottom = rects.astype(np.float64).T
    x0, y0, x1, y1 = view.box(left, bottom, right, top)
    kept = known & ~((x1 < 0) | (y1 < 0) | (x0 > view.width) | (y0 > view.height) | (y0 == y1))
    parts[wanted[~known]] = True
    own = codes[wanted]
    texts = list(map(_TEXTS.__getitem__, own.tolist()))
    for at in np.flatnonzero((own > 0x7E) | (own < 32)).tolist():
        if own[at] in _HYPHENS and _is_hyphen(handle, int(wanted[at])) == 1:
            texts[at] = "-"
        elif texts[at] == " " or not texts[at]:
            kept[at] = False
            parts[wanted[at]] = parts[wanted[at]] or texts[at] == " "
    if not kept.any():
        return Characters.none()
    if not kept.all():
        rects, wanted = rects[kept], wanted[kept]
        texts = list(compress(texts, kept.tolist()))
    seen = np.concatenate(([0], np.cumsum(parts)[wanted]))
    spaced = np.diff(seen) > 0
    same = np.flatnonzero((rects[1:] == rects[:-1]).all(1) & ~spaced[1:]) + 1
    if len(same):  # the letters of one ligature
        for at in same[::-1].tolist():
            texts[at - 1] += texts[at]
        left_over = np.ones(len(wanted), bool)
        left_over[same] = False
        texts = list(compress(texts, left_over.tolist()))
        rects, wanted, spaced = rects[left_over], wanted[left_over], spaced[left_over]
    style, styles = _styles(handle, wanted, codes, view.turn)
    return Characters(texts, rects, style, styles, spaced, view.width, view.height, view.box, wanted.tolist())


def _codes(textpage: Any, handle: c_void_p) -> NDArray[np.int32]:
    """The code of every character of a page; 0 is none."""
    count = max(raw.FPDFText_CountChars(textpage), 0)
    text = np.zeros(count + 1, np.uint16)
    # The text of the page has the same codes, unless it leaves some out; only those of hyphens differ.
    if raw.FPDFText_GetText(textpage, 0, count, text.ctypes.data_as(_SHORTS)) == count + 1:
        codes = text[:count].astype(np.int32)
        odd = (codes > 0xD7FF) | ((codes < 32) & (codes != 10) & (codes != 13))
        unsure: Sequence[int] = np.flatnonzero(odd).tolist()
    else:
        codes, unsure = np.zeros(count, np.int32), range(count)
    codes[unsure] = list(map(_unicode, repeat(handle), unsure))
    return codes


def _paired(codes: NDArray[np.int32], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put the two halves of a character beyond U+FFFF together in the place of the second."""
    high, firsts = 0, []
    for at in wanted[(codes[wanted] > 0xD7FF) & (codes[wanted] < 0xE000)].tolist():
        code = int(codes[at])
        if code < 0xDC00:
            high = code
            firsts.append(at)
            continue
        codes[at] = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
    return np.setdiff1d(wanted, firsts, assume_unique=True) if firsts else wanted


def _styles(
    handle: c_void_p, places: NDArray[np.int64], codes: NDArray[np.int32], turn: int
) -> tuple[NDArray[np.int32], list[Style]]:
    """The font and direction of each character, which those of one text object share."""
    owners = _owners(handle, places, codes)
    fonts: dict[int, tuple[str, float]] = {}
    of_owner: dict[int, int] = {}
    known: dict[tuple[int, int, bool], int] = {}
    styles: list[Style] = []
    starts = np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1])))
    found = []
    for owner, index in zip(owners[starts].tolist(), places[starts].tolist(), strict=True):
        at = of_owner.get(owner)
        if at is None:
            face = _text_font(owner)
            if face not in fonts:
                fonts[face] = _font(handle, index)
            direction = (-round(math.degrees(_angle(handle, index)) / 90) - turn) % 4  # PDFium counts clockwise
            hidden = _render_mode(owner) == _INVISIBLE
            at = of_owner[owner] = known.setdefault((face, direction, hidden), len(styles))
            if at == len(styles):
                styles.append(Style(*fonts[face], direction, face, hidden))
        found.append(at)
    return np.repeat(np.array(found, np.int32), np.diff([*starts.tolist(), len(owners)])), styles


def _owners(handle: c_void_p, places: NDArray[np.int64], codes: NDArray[np.int32]) -> NDArray[np.uint64]:
    """PDFium's text object of each character.

    Where two characters a few apart have the same, those between have it too: PDFium goes through one object after
    the other, and puts only Hebrew and Arabic into another order.
    """
    found = np.zeros(len(places), np.uint64)
    asked = np.ones(len(places), bool)
    turned = (codes > 0x58F) & (codes < 0x900) | (codes > 0xFB1C) & (codes < 0xFEFD)
    if not turned.any():
        asked[:] = False
        asked[::_STRIDE] = asked[-1:] = True
        first = np.flatnonzero(asked)
        found[first] = list(map(_text_object, repeat(handle), places[first].tolist()))
        change = found[first[1:]] != found[first[:-1]]
        found = np.repeat(found[first], np.diff([*first.tolist(), len(places)]))
        asked = np.repeat(np.concatenate((change, [False])), np.diff([*first.tolist(), len(places)]))
    left = np.flatnonzero(asked)
    found[left] = list(map(_text_object, repeat(handle), places[left].tolist()))
    return found


def _font(handle: c_void_p, index: int) -> tuple[str, float]:
    """Name and weight of a character's font."""
    name = ctypes.create_string_buffer(128)
    flags = c_int()
    _font_info(handle, index, name, 128, byref(flags))
    font = name.value.decode("utf-8", "replace").split("+")[-1]
    bold = _BOLD_NAME.search(font) or flags.value & _FORCE_BOLD
    return font, 900.0 if bold else float(_weight(handle, index))


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


class _Texts(dict[int, str]):
    """The text of each code, found once."""

    def __missing__(self, code: int) -> str:
        text = self[code] = printable(code)
        return text


_TEXTS = _Texts()

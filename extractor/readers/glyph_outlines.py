"""Fetches the drawn form of one printed character: its outline from the file's own font, or a picture of it.

The outline is asked for by the character's code; where the font gives none, or gives that of another character (its box
then differs from the printed one), the few points of the page where the character stands are drawn and looked at.
"""

from __future__ import annotations

import ctypes
from ctypes import byref, c_double, c_float, c_void_p
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractor.readers.glyph_shapes import Shape, draw

_CURVE = np.linspace(0, 1, 7)[1:, None]
_PIXELS = 56
_SLACK = 0.04  # ems by which an outline may differ from the printed box
_MAX_SEGMENTS = 400
_Trace = tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one character is printed: its pen position, the size of its em, and its tight box in ems from the pen."""

    origin: tuple[float, float]
    across: tuple[float, float]  # one em along the line, in points of the page
    up: tuple[float, float]
    box: tuple[float, float, float, float]

    @property
    def em(self) -> float:
        return float(np.hypot(*self.up))


_left, _right, _bottom, _top, _x, _y = (c_double() for _ in range(6))
_BOX = tuple(byref(value) for value in (_left, _right, _bottom, _top))
_PEN = byref(_x), byref(_y)
_matrix = raw.FS_MATRIX()
_MATRIX = byref(_matrix)


def place(textpage: Any, index: int) -> Place | None:
    """The place of a character; None where PDFium cannot tell or the box is empty."""
    known = raw.FPDFText_GetCharBox(textpage, index, *_BOX) and raw.FPDFText_GetCharOrigin(textpage, index, *_PEN)
    if not known or not raw.FPDFText_GetMatrix(textpage, index, _MATRIX):
        return None
    size = raw.FPDFText_GetFontSize(textpage, index)
    a, b, c, d = _matrix.a * size, _matrix.b * size, _matrix.c * size, _matrix.d * size
    x, y, det = _x.value, _y.value, a * d - b * c
    x0, x1, y0, y1 = _left.value - x, _right.value - x, _bottom.value - y, _top.value - y
    if abs(det) < 1e-6 or x0 == x1 or y0 == y1:
        return None
    if b == 0 and c == 0 and a > 0 and d > 0:
        return Place((x, y), (a, b), (c, d), (x0 / a, y0 / d, x1 / a, y1 / d))
    us = [(d * px - c * py) / det for px in (x0, x1) for py in (y0, y1)]
    vs = [(a * py - b * px) / det for px in (x0, x1) for py in (y0, y1)]
    return Place((x, y), (a, b), (c, d), (min(us), min(vs), max(us), max(vs)))


def outline(font: Any, code: int, box: tuple[float, float, float, float] | None) -> Shape | None:
    """The outline that a font has for a code, if it fits the printed box (in ems)."""
    trace = _trace(font, code)
    shape = _shape(trace) if trace else None
    if shape is None or box is None:
        return shape
    off = max(abs(a - b) for a, b in zip((shape.x0, shape.y0, shape.x1, shape.y1), box, strict=True))
    return shape if off <= _SLACK else None


def _trace(font: Any, code: int) -> _Trace:
    path = raw.FPDFFont_GetGlyphPath(font, code, 1000.0)  # which gives points in ems
    count = raw.FPDFGlyphPath_CountGlyphSegments(path) if path else 0
    if not 3 <= count <= _MAX_SEGMENTS:
        return ()
    x, y = c_float(), c_float()
    at_x, at_y = byref(x), byref(y)
    found = []
    for index in range(count):
        segment = raw.FPDFGlyphPath_GetGlyphPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, at_x, at_y)
        found.append((raw.FPDFPathSegment_GetType(segment), x.value, y.value))
    return tuple(found)


@lru_cache(maxsize=4096)
def _shape(trace: _Trace) -> Shape | None:
    contours: list[NDArray[np.float64]] = []
    current: list[NDArray[np.float64]] = []
    last = np.zeros(2)
    at = 0
    while at < len(trace):
        kind, x, y = trace[at]
        point = np.array((x, y))
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(current) > 2:
                contours.append(np.vstack(current))
            current = [point]
        elif kind == raw.FPDF_SEGMENT_BEZIERTO and at + 2 < len(trace):
            second, third = np.array(trace[at + 1][1:]), np.array(trace[at + 2][1:])
            t, s = _CURVE, 1 - _CURVE
            current += list(s**3 * last + 3 * s * s * t * point + 3 * s * t * t * second + t**3 * third)
            point, at = third, at + 2
        else:
            current.append(point)
        last, at = point, at + 1
    if len(current) > 2:
        contours.append(np.vstack(current))
    return draw(contours) if contours else None


def picture(page: Any, where: Place, to_page: tuple[float, ...]) -> Shape | None:
    """The ink that the page shows in a character's box.  to_page turns PDFium's display coordinates into the page's."""
    x0, y0, x1, y1 = where.box
    if max(x1 - x0, y1 - y0) <= 0.01:
        return None
    scale = _PIXELS / max(x1 - x0, y1 - y0)
    pad = 2
    width, height = round((x1 - x0) * scale) + 2 * pad, round((y1 - y0) * scale) + 2 * pad
    (a, b), (c, d), (ox, oy) = where.across, where.up, where.origin
    det = a * d - b * c
    # page -> ems: u = (d*px - c*py) / det, v = (a*py - b*px) / det; ems -> pixels: (u - x0) * scale, (y1 - v) * scale
    page_to_pixel = (
        d * scale / det,
        b * scale / det,
        -c * scale / det,
        -a * scale / det,
        (-(d * ox - c * oy) / det - x0) * scale + pad,
        (y1 + (a * oy - b * ox) / det) * scale + pad,
    )
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        return None
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        matrix = raw.FS_MATRIX(*_times(to_page, page_to_pixel))
        clip = raw.FS_RECTF(0, 0, width, height)
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, byref(matrix), byref(clip), 0)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        start = ctypes.cast(raw.FPDFBitmap_GetBuffer(bitmap), c_void_p).value or 0
        grey = np.frombuffer(ctypes.string_at(start, stride * height), np.uint8).reshape(height, stride)[:, :width]
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    return _inked(grey.astype(np.int16), where.box, scale, pad)


def _inked(grey: NDArray[np.int16], box: tuple[float, ...], scale: float, pad: int) -> Shape | None:
    ground = int(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))
    contrast = np.abs(grey - ground)
    if int(contrast.max()) < 60:
        return None
    ink = contrast > 0.45 * int(contrast.max())
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    x0, y1 = box[0] - pad / scale, box[3] + pad / scale
    return Shape(
        ink[top:bottom, left:right], x0 + left / scale, y1 - bottom / scale, x0 + right / scale, y1 - top / scale
    )


def _times(first: tuple[float, ...], then: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


# Letters have no simple geometry: they are compared with those of the fonts that are part of PDFium itself.
_GREEK = "αβγδεκλμσχωΔΩ"
_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz½¼¾%&?!()[]/†‡§*®©ß"
_FACES = ("Times-Roman", "Times-Italic", "Helvetica", "Helvetica-Bold")
_GRID = 20


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The letters to compare with: one row of cells and one box each."""

    signs: tuple[str, ...]
    cells: NDArray[np.float64]
    boxes: NDArray[np.float64]


@lru_cache(maxsize=4096)
def nearest(shape: Shape) -> tuple[tuple[float, str], ...]:
    """The letters, digits and fractions that look most like a shape, best first, each with its likeness up to 1."""
    known = _patterns()
    cells, box = _pattern(shape)
    gap = np.abs(known.boxes - box)
    slim = np.abs(np.log(_slimness(known.boxes) / _slimness(box)))
    scores = known.cells @ cells - 0.25 * slim - 0.6 * gap[:, 1] - 0.3 * gap[:, 3]
    best: dict[str, float] = {}
    for at in np.argsort(-scores)[:24].tolist():
        best.setdefault(known.signs[at], float(scores[at]))
    return tuple((score, sign) for sign, score in best.items())[:6]


def likeness(one: Shape, other: Shape) -> float:
    """How much two shapes look alike, up to 1, their boxes included."""
    (cells, box), (cells2, box2) = _pattern(one), _pattern(other)
    gap = np.abs(box - box2)
    slim = abs(float(np.log(_slimness(box) / _slimness(box2))))
    return float(cells @ cells2) - 0.25 * slim - 0.6 * float(gap[1]) - 0.3 * float(gap[3])


def _slimness(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = (boxes[..., 2] - boxes[..., 0]) / (boxes[..., 3] - boxes[..., 1])
    return found


def _pattern(shape: Shape) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How much ink each cell of a grid laid over the shape has, evened out, and the shape's box."""
    height, width = shape.ink.shape
    total = np.pad(np.cumsum(np.cumsum(shape.ink.astype(float), 0), 1), ((1, 0), (1, 0)))
    ys, xs = np.linspace(0, height, _GRID + 1), np.linspace(0, width, _GRID + 1)
    columns = np.array([np.interp(xs, np.arange(width + 1), row) for row in total])
    both = np.array([np.interp(ys, np.arange(height + 1), column) for column in columns.T]).T
    cells = np.diff(np.diff(both, axis=0), axis=1)
    smooth = np.pad(cells, 1, mode="edge")
    even = np.add.reduce([smooth[i : i + _GRID, j : j + _GRID] for i in range(3) for j in range(3)]).ravel()
    even = even - even.mean()
    return even / (float(np.sqrt((even**2).sum())) or 1.0), np.array((shape.x0, shape.y0, shape.x1, shape.y1))


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    document = raw.FPDF_CreateNewDocument()
    signs: list[str] = []
    found: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    try:
        for name in (*_FACES, "Symbol"):
            font = raw.FPDFText_LoadStandardFont(document, name.encode())
            for sign in _GREEK if name == "Symbol" else _PLAIN:
                shape = outline(font, ord(sign), None)
                if shape is not None:
                    signs.append(sign)
                    found.append(_pattern(shape))
            raw.FPDFFont_Close(font)
    finally:
        raw.FPDF_CloseDocument(document)
    return _Patterns(tuple(signs), np.array([cells for cells, _ in found]), np.array([box for _, box in found]))

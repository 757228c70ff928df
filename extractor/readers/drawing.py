"""Collects the straight lines that a page draws: the rules of its tables, the frames around its boxes."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import byref, c_float, c_int, c_size_t, c_ulong, c_void_p
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import Any

import pypdfium2.raw as raw

from extractor.readers.bound import bound

_MAX_OBJECTS = 30_000  # a page with more drawing than this is a figure, not a ruled table
_MAX_SEGMENTS = 400
_DRAWN = frozenset({raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM})
_RULE = 3.0  # points: a filled rectangle thinner than this is a drawn line

_page_count_objects = bound(raw.FPDFPage_CountObjects, c_int, c_void_p)
_page_get_object = bound(raw.FPDFPage_GetObject, c_size_t, c_void_p, c_int)
_object_get_type = bound(raw.FPDFPageObj_GetType, c_int, c_void_p)
_form_count_objects = bound(raw.FPDFFormObj_CountObjects, c_int, c_void_p)
_form_get_object = bound(raw.FPDFFormObj_GetObject, c_size_t, c_void_p, c_ulong)
_path_count_segments = bound(raw.FPDFPath_CountSegments, c_int, c_void_p)
_path_get_draw_mode = bound(raw.FPDFPath_GetDrawMode, c_int, c_void_p, c_void_p, c_void_p)
_path_get_path_segment = bound(raw.FPDFPath_GetPathSegment, c_size_t, c_void_p, c_int)
_segment_get_type = bound(raw.FPDFPathSegment_GetType, c_int, c_void_p)
_segment_get_point = bound(raw.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)
_segment_get_close = bound(raw.FPDFPathSegment_GetClose, c_int, c_void_p)
_object_get_matrix = bound(raw.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)

# Left, bottom, right and top on the page to x0, top, x1 and bottom as displayed.
ToDisplay = Callable[[float, float, float, float], tuple[float, float, float, float]]


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


def rules_of(page: Any, to_display: ToDisplay) -> list[Rule]:
    """The straight lines of a page, those in form objects as well."""
    drawing = _Drawing(to_display)
    drawing.collect(page)
    return drawing.rules


class _Drawing:
    def __init__(self, to_display: ToDisplay) -> None:
        self.box = to_display
        self.rules: list[Rule] = []
        self.left = _MAX_OBJECTS

    def collect(self, page: Any) -> None:
        items = map(_page_get_object, repeat(page), range(_page_count_objects(page)))
        self._objects(list(items), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)

    def _objects(self, items: list[Any], matrix: tuple[float, ...], depth: int) -> None:
        """Go through some objects; most are text, which draws no lines."""
        for item, kind in zip(items, map(_object_get_type, items), strict=True):
            if self.left <= 0:
                return
            self.left -= 1
            if kind in _DRAWN:
                self._object(item, kind, matrix, depth)

    def _object(self, item: Any, kind: int, matrix: tuple[float, ...], depth: int) -> None:
        if kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(item, matrix)
        elif depth < 4:
            items = map(_form_get_object, repeat(item), range(_form_count_objects(item)))
            self._objects(list(items), _times(_matrix(item), matrix), depth + 1)

    def _path(self, item: Any, matrix: tuple[float, ...]) -> None:
        count = _path_count_segments(item)
        if not 2 <= count <= _MAX_SEGMENTS:
            return
        fill, stroke = c_int(), c_int()
        _path_get_draw_mode(item, byref(fill), byref(stroke))
        if not fill.value and not stroke.value:
            return
        for points in _straight_parts(item, count, _times(_matrix(item), matrix)):
            self._part(points, bool(stroke.value))

    def _part(self, points: list[tuple[float, float]], stroke: bool) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        rule = Rule(*self.box(min(xs), min(ys), max(xs), max(ys)))
        width, height = rule.x1 - rule.x0, rule.bottom - rule.top
        if width < _RULE or height < _RULE:
            if max(width, height) >= _RULE:
                self.rules.append(_thin(rule))
            return
        upright = all(abs(a[0] - b[0]) < 0.5 or abs(a[1] - b[1]) < 0.5 for a, b in pairwise(points))
        if not upright or not stroke:
            return
        for a, b in pairwise(points):
            side = Rule(*self.box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))
            if max(side.x1 - side.x0, side.bottom - side.top) >= _RULE:
                self.rules.append(_thin(side))


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
        segment = _path_get_path_segment(item, index)
        kind = _segment_get_type(segment)
        _segment_get_point(segment, byref(x), byref(y))
        point = (m[0] * x.value + m[2] * y.value + m[4], m[1] * x.value + m[3] * y.value + m[5])
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(current) > 1 and not curved:
                parts.append(current)
            current, curved = [point], False
        elif kind == raw.FPDF_SEGMENT_LINETO:
            current.append(point)
        else:
            curved = True
        if _segment_get_close(segment) and current:
            current.append(current[0])
    if len(current) > 1 and not curved:
        parts.append(current)
    return parts


def _matrix(item: Any) -> tuple[float, ...]:
    m = raw.FS_MATRIX()
    if not _object_get_matrix(item, byref(m)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(first: tuple[float, ...], then: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)

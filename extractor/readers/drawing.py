"""Collects the straight lines that a page draws: the rules of its tables, the frames around its boxes."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import byref, c_float, c_int
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

_MAX_OBJECTS = 30_000  # a page with more drawing than this is a figure, not a ruled table
_MAX_SEGMENTS = 400
_RULE = 3.0  # points: a filled rectangle thinner than this is a drawn line

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

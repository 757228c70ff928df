"""Recognises a printed sign by its drawn form alone, so that "=" is read as "=" whatever letter the file calls it.

A sign is told by its geometry: how many parts, which of them are bars, wedges, crosses, rings or waves, and how they
stand to each other and to the line of writing.  Nothing here knows the name of a font.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.bool_]
Reading = tuple[str, float]  # the sign, and how certain that is from 0 to 1

NOTHING: Reading = ("", 0.0)
_PIXELS = 56  # the longer side of a sign when it is drawn for looking at
_SURE, _FAIR = 0.97, 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The ink of one sign, first row at the top, and its box in ems: x from the pen, y upwards from the line."""

    ink: Ink
    x0: float
    y0: float
    x1: float
    y1: float


def draw(contours: Sequence[NDArray[np.float64]]) -> Shape | None:
    """Fill closed outlines (points in ems), inside being where they wind around; None where there is no area."""
    points = np.concatenate(contours)
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    if x1 - x0 < 0.005 or y1 - y0 < 0.005:
        return None
    scale = _PIXELS / max(x1 - x0, y1 - y0)
    width, height = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
    ends = np.concatenate([np.roll(c, -1, axis=0) for c in contours])
    ax, ay = (points[:, 0] - x0) * scale, (y1 - points[:, 1]) * scale
    bx, by = (ends[:, 0] - x0) * scale, (y1 - ends[:, 1]) * scale
    middle = np.arange(height)[:, None] + 0.5
    down = (ay <= middle) & (by > middle)
    up = (by <= middle) & (ay > middle)
    rows, edges = np.nonzero(down | up)
    part = (rows + 0.5 - ay[edges]) / (by[edges] - ay[edges])
    columns = np.clip(np.ceil(ax[edges] + part * (bx[edges] - ax[edges]) - 0.5), 0, width).astype(np.intp)
    turns = np.zeros((height, width + 1), np.int32)
    np.add.at(turns, (rows, columns), np.where(down[rows, edges], 1, -1))
    ink = np.cumsum(turns, axis=1)[:, :width] != 0
    return Shape(ink, x0, y0, x1, y1) if ink.any() else None


@dataclass(eq=False)
class Part:
    """One connected piece of ink; its box is in ems."""

    ink: Ink
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def w(self) -> float:
        return self.x1 - self.x0

    @property
    def h(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    @cached_property
    def fill(self) -> float:
        return float(self.ink.mean())

    @cached_property
    def runs(self) -> NDArray[np.int_]:
        """How many separate stretches of ink each row has."""
        return _runs(self.ink)

    @cached_property
    def left(self) -> NDArray[np.float64]:
        """Left end of the ink of each row, as a share of the width."""
        found: NDArray[np.float64] = self.ink.argmax(axis=1) / self.ink.shape[1]
        return found

    @cached_property
    def right(self) -> NDArray[np.float64]:
        found: NDArray[np.float64] = 1 - self.ink[:, ::-1].argmax(axis=1) / self.ink.shape[1]
        return found

    @cached_property
    def share(self) -> NDArray[np.float64]:
        """Inked share of each row."""
        found: NDArray[np.float64] = self.ink.mean(axis=1)
        return found

    @cached_property
    def holes(self) -> list[Part]:
        height, width = self.ink.shape
        ground = ~np.pad(self.ink, 1)
        found = [p for p in split(Shape(ground, 0, 0, width + 2, height + 2), 0.0) if p.x0 > 0 and p.y0 > 0]
        return [hole for hole in found if hole.ink.sum() >= max(4, 0.01 * self.ink.size)]

    def rows(self, first: int, last: int) -> Part:
        """Some rows of the part as a part of its own."""
        ink = self.ink[first:last]
        columns = np.flatnonzero(ink.any(axis=0))
        a, b = (int(columns[0]), int(columns[-1]) + 1) if len(columns) else (0, 1)
        dx, dy = self.w / self.ink.shape[1], self.h / self.ink.shape[0]
        return Part(ink[:, a:b], self.x0 + a * dx, self.y1 - last * dy, self.x0 + b * dx, self.y1 - first * dy)


def _runs(ink: Ink) -> NDArray[np.int_]:
    edge = np.zeros((ink.shape[0], 1), bool)
    found: NDArray[np.int_] = (ink & ~np.hstack([edge, ink[:, :-1]])).sum(axis=1)
    return found


def split(shape: Shape, least: float = 0.02) -> list[Part]:
    """The connected pieces from top to bottom, without those that have less than `least` of the ink."""
    ink = shape.ink
    height, width = ink.shape
    edges = np.diff(np.pad(ink, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, start = (a.tolist() for a in np.nonzero(edges == 1))
    stop = np.nonzero(edges == -1)[1].tolist()
    owner = list(range(len(row)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    before = 0
    for at in range(len(row)):
        while before < at and (row[before] < row[at] - 1 or (row[before] == row[at] - 1 and stop[before] < start[at])):
            before += 1
        other = before
        while other < at and row[other] == row[at] - 1 and start[other] <= stop[at]:
            owner[root(other)] = root(at)
            other += 1
    groups: dict[int, list[int]] = {}
    for at in range(len(row)):
        groups.setdefault(root(at), []).append(at)
    total = int(ink.sum())
    dx, dy = (shape.x1 - shape.x0) / width, (shape.y1 - shape.y0) / height
    parts = []
    for runs in groups.values():
        if sum(stop[i] - start[i] for i in runs) < least * total:
            continue
        top, bottom = row[runs[0]], row[runs[-1]] + 1
        a, b = min(start[i] for i in runs), max(stop[i] for i in runs)
        own = np.zeros((bottom - top, b - a), bool)
        for i in runs:
            own[row[i] - top, start[i] - a : stop[i] - a] = True
        parts.append(Part(own, shape.x0 + a * dx, shape.y1 - bottom * dy, shape.x0 + b * dx, shape.y1 - top * dy))
    return sorted(parts, key=lambda part: -part.middle)


def recognise(shape: Shape) -> Reading:
    """The sign that a shape shows, among those that stand between numbers; ("", 0.0) for anything else."""
    parts = split(shape)
    if len(parts) == 1:
        return _one(parts[0])
    if len(parts) == 2:
        return _two(*parts)
    if len(parts) == 3:
        return _three(*parts)
    return NOTHING


def _one(part: Part) -> Reading:
    if is_bar(part):
        return _bar(part)
    if is_dot(part):
        return _dot(part)
    if is_wave(part):
        return "∼", _SURE
    if is_ring(part):
        if part.h >= 0.5:
            return NOTHING
        return ("°", _SURE) if part.y0 > 0.22 else ("∘", _FAIR)
    if is_plus(part):
        return "+", _SURE
    if is_cross(part):
        return "×", _SURE
    wedge = wedge_of(part)
    if wedge:
        return wedge, _SURE
    if is_micro(part):
        return "µ", 0.95
    return _stands_on_bar(part)


def _two(upper: Part, lower: Part) -> Reading:
    if is_bar(lower) and abs(_centre(upper) - _centre(lower)) < 0.2 * max(upper.w, lower.w):
        if is_bar(upper):
            alike = 0.8 < upper.w / lower.w < 1.25 and 0.5 < upper.h / lower.h < 2
            return ("=", _SURE) if alike else NOTHING
        wide = 0.6 < upper.w / lower.w < 1.6 and upper.y0 > lower.y0
        if wide and is_plus(upper):
            return "±", _SURE
        if wide and wedge_of(upper):
            return "≤" if wedge_of(upper) == "<" else "≥", _SURE
        if wide and is_wave(upper):
            return "≃", _SURE
        return NOTHING
    if is_wave(upper) and is_wave(lower) and 0.8 < upper.w / lower.w < 1.25:
        return "≈", _SURE
    return _slanted(upper, lower)


def _slanted(upper: Part, lower: Part) -> Reading:
    """A wedge over a bar that runs along its lower limb: the slanted forms of ≤ and ≥."""
    wedge = wedge_of(upper)
    if not wedge or not 0.6 < lower.w / upper.w < 1.6 or lower.y0 >= upper.y0 or (lower.runs > 1).mean() > 0.05:
        return NOTHING
    centre = _column_centres(lower)
    slope = float(np.polyfit(np.linspace(0, 1, len(centre)), centre, 1)[0]) * lower.h
    bend = float(np.abs(centre - np.linspace(centre[0], centre[-1], len(centre))).max()) * lower.h
    along = slope if wedge == "<" else -slope  # the limb of "<" falls to the right: its slanted bar does too
    falls = along < -0.06 and bend < 0.06 and (lower.ink.sum(axis=0) / lower.ink.shape[0]).mean() < 0.75
    return ("≤" if wedge == "<" else "≥", _SURE) if falls else NOTHING


def _three(top: Part, middle: Part, bottom: Part) -> Reading:
    flat = [is_bar(part) for part in (top, middle, bottom)]
    if all(flat):
        return ("≡", _SURE) if 0.8 < top.w / bottom.w < 1.25 else NOTHING
    if flat == [False, True, False] and is_dot(top) and is_dot(bottom):
        return ("÷", _SURE) if middle.w > 1.5 * top.w else NOTHING
    if flat == [False, True, True]:
        wedge = wedge_of(top)
        if wedge:
            return "≤" if wedge == "<" else "≥", _SURE
        if is_wave(top):
            return "≅", _SURE
    return NOTHING


def _bar(part: Part) -> Reading:
    if part.y1 < 0.06:
        return "_", _SURE
    if part.middle > 0.55:
        return "¯", _SURE
    if part.w < 0.3:
        return "-", _FAIR
    return "−", _SURE if part.w > 0.4 else 0.9


def _dot(part: Part) -> Reading:
    if part.h > 0.3:
        round_or_square = 0.8 < part.w / part.h < 1.25 and (part.fill < 0.86 or part.fill > 0.95)
        return ("•", 0.92) if part.y0 > -0.06 and round_or_square else NOTHING
    if part.y0 < 0.1:
        return ".", 0.9
    if part.middle < 0.5:
        return "·" if part.h < 0.22 else "•", 0.95 if part.h < 0.2 else _FAIR
    return "˙", _FAIR


def _centre(part: Part) -> float:
    return (part.x0 + part.x1) / 2


def is_bar(part: Part) -> bool:
    """A level stroke, its ends square, round or slanted."""
    return part.w >= 2.2 * part.h and part.h < 0.22 and part.fill > 0.78 and not (part.runs > 1).any()


def is_dot(part: Part) -> bool:
    """A small disk or square."""
    return part.h <= 0.42 and 0.55 < part.w / part.h < 1.5 and part.fill > 0.68 and not (part.runs > 1).any()


def is_ring(part: Part) -> bool:
    """A circle around an empty circle."""
    if not 0.75 < part.w / part.h < 1.34 or len(part.holes) != 1:
        return False
    hole, (height, width) = part.holes[0], part.ink.shape
    central = abs(_centre(hole) - 1 - width / 2) < 0.08 * width and abs(hole.middle - 1 - height / 2) < 0.08 * height
    solid = (part.ink.sum() + hole.ink.sum()) / part.ink.size
    return central and 0.7 < solid < 0.86 and 0.75 < hole.w / hole.h < 1.33 and hole.ink.sum() > 0.1 * part.ink.size


def is_plus(part: Part) -> bool:
    """Two bars crossing at right angles in their middles."""
    if not 0.7 < part.w / part.h < 1.6 or (part.runs > 1).any():
        return False
    return _crossed(part.share, part.left, part.right)


def _crossed(share: NDArray[np.float64], left: NDArray[np.float64], right: NDArray[np.float64]) -> bool:
    beam = share > 0.9
    if not beam.any() or beam.mean() > 0.35:
        return False
    where = np.flatnonzero(beam)
    n = len(share)
    if where[-1] - where[0] + 1 != len(where) or not 0.4 * n < where.mean() + 0.5 < 0.6 * n:
        return False
    stem = ~beam
    stem[max(0, where[0] - 1) : where[-1] + 2] = False  # the edge of the beam may be blurred
    if not stem.any() or float(share[stem].max()) > 0.42:
        return False
    axis = (left[stem] + right[stem]) / 2
    return bool(np.abs(axis - 0.5).max() < 0.1)


def is_cross(part: Part) -> bool:
    """Two straight diagonals: the sign of multiplication."""
    if not 0.7 < part.w / part.h < 1.43 or part.fill > 0.6 or part.holes:
        return False
    return _diagonals(part) and _diagonals(Part(part.ink.T, 0, 0, 1, 1))


def _diagonals(part: Part) -> bool:
    """Seen from the side: the ink starts at both corners, meets in the middle and parts again, in straight lines."""
    n = part.ink.shape[0]
    inset = (part.left + 1 - part.right) / 2
    first, last = int(inset[: n // 3].argmin()), n - 1 - int(inset[::-1][: n // 3].argmin())
    own = slice(first, last + 1)  # without the tips of the strokes
    skew = float(np.abs(part.left - (1 - part.right))[own].max())
    if float(inset[n // 3 : n - n // 3].max()) < 0.15 or skew > 0.18 or max(first, n - 1 - last) > 0.2 * n:
        return False
    if (part.runs > 2).any() or np.abs(inset[own] - inset[own][::-1]).max() > 0.14:
        return False
    for half in (slice(first, round(0.38 * n)), slice(round(0.62 * n), last + 1)):
        values, at = inset[half], np.arange(len(inset[half]))
        if len(at) < 5 or (part.runs[half] != 2).mean() > 0.5 or float(np.ptp(values)) < 0.12:
            return False
        if np.abs(np.polyval(np.polyfit(at, values, 1), at) - values).max() > 0.05:
            return False
    return True


def wedge_of(part: Part) -> str:
    """ "<" or ">" for two straight limbs that meet in a point at half height; "" for any other form."""
    if not 0.6 < part.w / part.h < 2.2 or (part.runs > 1).mean() > 0.06 or part.fill > 0.75:
        return ""
    n = part.ink.shape[0]
    for sign, near, far in (("<", part.left, part.right), (">", 1 - part.right, 1 - part.left)):
        tip = np.flatnonzero(near <= near.min() + 0.02)
        if not 0.42 * n < tip.mean() + 0.5 < 0.58 * n or tip[-1] - tip[0] > 0.4 * n:
            continue
        if near[0] < 0.3 or near[-1] < 0.3 or float(far.max() - far.min()) < 0.3:
            continue
        if min(far[0], far[-1]) < 0.7 or abs(near - near[::-1]).max() > 0.24:
            continue
        if _straight(near[: tip[0]], 0.08) and _straight(near[tip[-1] + 1 :], 0.08):
            return sign
    return ""


def _straight(values: NDArray[np.float64], slack: float) -> bool:
    inner = values[len(values) // 8 : len(values) - len(values) // 8]  # the ends of a stroke may be round
    at = np.arange(len(inner))
    return len(at) > 4 and bool(np.abs(np.polyval(np.polyfit(at, inner, 1), at) - inner).max() < slack)


def is_wave(part: Part) -> bool:
    """One period of a wave that rises first."""
    if part.w < 1.4 * part.h or part.h > 0.35 or not 0.2 < part.fill < 0.8 or part.ink.shape[0] < 6:
        return False
    if (_runs(part.ink.T) > 1).mean() > 0.3:
        return False
    centre = _column_centres(part)
    if float(np.ptp(centre)) < 0.2:
        return False
    at = np.linspace(0, 2 * math.pi, len(centre))  # a slanted wave lags
    return bool(max(np.corrcoef(centre, np.sin(at - lag))[0, 1] for lag in (0, 0.6)) > 0.78)


def _column_centres(part: Part) -> NDArray[np.float64]:
    """Height of the ink of each column, as a share of the part's height, upwards."""
    height = part.ink.shape[0]
    levels = np.arange(height, 0, -1)[:, None] - 0.5
    found: NDArray[np.float64] = (part.ink * levels).sum(axis=0) / np.maximum(part.ink.sum(axis=0), 1) / height
    return found


def is_micro(part: Part) -> bool:
    """A "u" with a leg below the line at its left: two stems, open above, joined near the line."""
    if not (-0.4 < part.y0 < -0.1 and 0.3 < part.y1 < 0.75) or not 0.5 < part.w / part.h < 1.3 or part.holes:
        return False
    n, width = part.ink.shape
    line = round(n * part.y1 / part.h)  # the row of the line of writing
    stems = slice(round(0.1 * line), round(0.75 * line))
    low = slice(round(0.5 * line), round(0.75 * line))
    mouth = part.runs[round(0.03 * line) : max(1, round(0.15 * line))]
    if (
        (mouth != 2).mean() > 0.4
        or (part.runs[stems] != 2).mean() > 0.15
        or not _parallel(part.right - part.left, stems, low)
    ):
        return False
    below = part.ink[min(n - 1, round(line + 0.35 * (n - line))) :]
    columns = np.flatnonzero(below.any(axis=0))
    if not len(columns) or columns[-1] > 0.5 * width or below.shape[0] < 3:
        return False
    bowl = part.ink[round(0.7 * line) : line + max(1, round(0.06 * n))]
    joined = max((_longest(row) for row in bowl), default=0)
    return bool(joined > 0.4 * width)


def _parallel(outer: NDArray[np.float64], stems: slice, low: slice) -> bool:
    """Whether the outer sides keep their distance, as those of "µ" do and those of "y" do not."""
    return len(outer[low]) > 0 and float(outer[low].min()) > 0.8 * float(outer[stems].max())


def _longest(row: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.pad(row, 1).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0


def _stands_on_bar(part: Part) -> Reading:
    """A plus or a wedge that touches the bar under it."""
    n = part.ink.shape[0]
    bar = n
    while bar > 0 and part.share[bar - 1] > 0.88:
        bar -= 1
    if not 0.02 * n < n - bar < 0.3 * n or bar < 0.5 * n:
        return NOTHING
    upper = part.rows(0, bar)
    if is_plus(upper) or _is_long_plus(upper):
        return "±", 0.95
    wedge = wedge_of(upper)
    if wedge:
        return "≤" if wedge == "<" else "≥", 0.95
    return NOTHING


def _is_long_plus(part: Part) -> bool:
    """A plus whose stem goes on below, down to a bar."""
    beam = np.flatnonzero(part.share > 0.9)
    if not len(beam):
        return False
    half = int(beam.mean() + 0.5)
    return 2 * half < part.ink.shape[0] + 2 and is_plus(part.rows(0, min(part.ink.shape[0], 2 * half + 1)))

"""Reads what stands above or below the line: small raised digits as superscripts, a wedge over a bar as "≤"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from extractor.readers.characters import Characters, Glyph
from extractor.readers.glyph_source import Finding, Source

_SUPERSCRIPTS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_OR_EQUAL = {"<": "≤", ">": "≥"}


class Line(Protocol):
    """A straight line on the page (see `pdfium.Rule`)."""

    x0: float
    x1: float
    top: float
    bottom: float


def raise_marks(glyphs: Characters, source: Source) -> int:
    """Write small raised digits as superscripts, so that "≥3" with the reference mark 17 is not read as 317.

    Signs are raised along with the digits that follow or precede them ("10⁻⁶", "Ca²⁺").  Returns how many changed.
    """
    marks = [at for at, text in enumerate(glyphs.texts) if text in _MARKS]
    beginnings = _may_begin(glyphs, marks)
    base: Glyph | None = None
    run: list[Glyph] = []
    last = -1
    changed = 0
    for at in marks if beginnings else ():
        if not run and at not in beginnings:
            continue
        if at != last + 1 or not run:
            changed += _raise(run, glyphs)
            run, base = [], glyphs[at - 1] if at else None
        glyph = glyphs[at]
        if glyph.text == "," and not run:
            continue
        beside = base is not None and _may_be_raised(glyph, glyphs[at - 1], base)
        if base is not None and beside and _is_raised(glyph, base, source):
            run.append(glyph)
            last = at
        else:
            changed += _raise(run, glyphs)
            run = []
    return changed + _raise(run, glyphs)


_MARKS = frozenset("0123456789+-−–,")


def _may_begin(glyphs: Characters, marks: Sequence[int]) -> set[int]:
    """The marks that may be raised beside the character before them: a look at all boxes at once."""
    own = np.array(marks, np.intp)
    own = own[own > 0]
    x0, top, _, bottom = glyphs.boxes[own].T
    _, other_top, other_x1, other_bottom = glyphs.boxes[own - 1].T
    size = other_bottom - other_top
    faces = np.array([style.face for style in glyphs.styles], np.uint64)[glyphs.style]
    other = (faces[own] != faces[own - 1]) | (abs(bottom - top - size) >= 0.05 * size)
    lift = (top + bottom - other_top - other_bottom) / 2
    beside = (-0.2 * size < x0 - other_x1) & (x0 - other_x1 < 0.35 * size)
    return set(own[other & beside & (-1.0 * size < lift) & (lift < 0.05 * size)].tolist())


def _may_be_raised(glyph: Glyph, before: Glyph, base: Glyph) -> bool:
    """A quick look at boxes and fonts, before the exact place is asked for."""
    if glyph.direction != base.direction or not base.face or base.text == "|":
        return False
    size = base.size
    if glyph.face == base.face and abs(glyph.size - size) < 0.05 * size:
        return False
    middle = (glyph.top + glyph.bottom - base.top - base.bottom) / 2
    beside = -0.2 * size < glyph.x0 - before.x1 < 0.35 * size
    return beside and -1.0 * size < middle < 0.05 * size


def _is_raised(glyph: Glyph, base: Glyph, source: Source) -> bool:
    own, other = source.place(glyph.index), source.place(base.index)
    if own is None or other is None or not 0.4 * other.em < own.em <= 1.02 * other.em:
        return False
    ux, uy = other.up[0] / other.em, other.up[1] / other.em
    lift = ((own.origin[0] - other.origin[0]) * ux + (own.origin[1] - other.origin[1]) * uy) / other.em
    ratio = own.em / other.em
    foot, head = lift + own.box[1] * ratio, lift + own.box[3] * ratio
    if not glyph.text.isdigit():
        return ratio <= 0.8 and lift > 0.15
    return foot > 0.15 and head > 0.5 and head - foot < 0.8 * 0.68


def _raise(run: Sequence[Glyph], glyphs: Characters) -> int:
    if not any(glyph.text.isdigit() for glyph in run):
        return 0
    changed = 0
    for at, glyph in enumerate(run):
        between = 0 < at < len(run) - 1
        if glyph.text.isdigit() or not between:
            glyphs.texts[glyph.at] = glyph.text.translate(_SUPERSCRIPTS)
            changed += 1
    return changed


def underlined(glyphs: Characters) -> tuple[Characters, list[Finding]]:
    """Each "<" or ">" under which the file puts a "_": the page shows "≤" or "≥".  The bars are taken out."""
    bars: set[int] = set()
    found: list[Finding] = []
    if "_" not in glyphs.texts:
        return glyphs, found
    for at in [at for at, text in enumerate(glyphs.texts) if text in _OR_EQUAL]:
        for near in (at - 1, at + 1):
            if 0 <= near < len(glyphs) and glyphs.texts[near] == "_" and _overlap(glyphs[near], glyphs[at]) > 0.6:
                bars.add(near)
                found.append(_or_equal(glyphs, at))
                break
    return glyphs.without(bars) if bars else glyphs, found


def over_rules(glyphs: Characters, rules: Sequence[Line]) -> list[Finding]:
    """Each "<" or ">" under which the page draws a line of its width: "≤" or "≥".  They are corrected."""
    if not any(sign in glyphs.texts for sign in _OR_EQUAL):
        return []
    wedges = [glyphs[at] for at, text in enumerate(glyphs.texts) if text in _OR_EQUAL]
    short = [rule for rule in rules if rule.top == rule.bottom and rule.x1 - rule.x0 < 12] if wedges else []
    found = []
    for glyph in wedges:
        width, size = glyph.x1 - glyph.x0, glyph.bottom - glyph.top
        for rule in short:
            under = glyph.top + 0.55 * size < rule.top < glyph.bottom + 0.15 * size
            beside = glyph.direction == 0 and 0.6 < (rule.x1 - rule.x0) / width < 1.4
            if under and beside and _overlap(rule, glyph) > 0.7:
                found.append(_or_equal(glyphs, glyph.at))
                break
    return found


def _or_equal(glyphs: Characters, at: int) -> Finding:
    glyph = glyphs[at]
    glyphs.texts[at] = _OR_EQUAL[glyph.text]
    return Finding(glyph.shown, glyph.text, glyphs.texts[at], 0.95)


def _overlap(a: Glyph | Line, b: Glyph | Line) -> float:
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    return shared / max(0.01, min(a.x1 - a.x0, b.x1 - b.x0))

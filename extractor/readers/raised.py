"""Reads what stands above or below the line: small raised digits as superscripts, a wedge over a bar as "≤"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from extractor.readers.glyph_source import Finding, Printed, Source

_SUPERSCRIPTS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_OR_EQUAL = {"<": "≤", ">": "≥"}


class Line(Protocol):
    """A straight line on the page (see `pdfium.Rule`)."""

    x0: float
    x1: float
    top: float
    bottom: float


def raise_marks(glyphs: Sequence[Printed], source: Source) -> int:
    """Write small raised digits as superscripts, so that "≥3" with the reference mark 17 is not read as 317.

    Signs are raised along with the digits that follow or precede them ("10⁻⁶", "Ca²⁺").  Returns how many changed.
    """
    base: Printed | None = None
    run: list[Printed] = []
    last = -1
    changed = 0
    for at in [at for at, glyph in enumerate(glyphs) if glyph.text in _MARKS]:
        if at != last + 1 or not run:
            changed += _raise(run)
            run, base = [], glyphs[at - 1] if at else None
        glyph = glyphs[at]
        if glyph.text == "," and not run:
            continue
        if base is not None and _may_be_raised(glyph, glyphs[at - 1], base) and _is_raised(glyph, base, source):
            run.append(glyph)
            last = at
        else:
            changed += _raise(run)
            run = []
    return changed + _raise(run)


_MARKS = frozenset("0123456789+-−–,")


def _may_be_raised(glyph: Printed, before: Printed, base: Printed) -> bool:
    """A quick look at boxes and fonts, before the exact place is asked for."""
    if glyph.direction != base.direction or not glyph.index or not base.face or base.text == "|":
        return False
    size = base.bottom - base.top
    height = glyph.bottom - glyph.top
    if glyph.face == base.face and abs(height - size) < 0.05 * size:
        return False
    middle = (glyph.top + glyph.bottom - base.top - base.bottom) / 2
    beside = -0.2 * size < glyph.x0 - before.x1 < 0.35 * size
    return beside and -1.0 * size < middle < 0.05 * size


def _is_raised(glyph: Printed, base: Printed, source: Source) -> bool:
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


def _raise(run: Sequence[Printed]) -> int:
    if not any(glyph.text.isdigit() for glyph in run):
        return 0
    changed = 0
    for at, glyph in enumerate(run):
        between = 0 < at < len(run) - 1
        if glyph.text.isdigit() or not between:
            glyph.text = glyph.text.translate(_SUPERSCRIPTS)
            changed += 1
    return changed


def underlined(glyphs: list[Any]) -> list[tuple[Any, str]]:
    """Each "<" or ">" under which the file puts a "_": the page shows "≤" or "≥".  The bars are taken out."""
    bars = set()
    found: list[tuple[Any, str]] = []
    if "_" not in [glyph.text for glyph in glyphs]:
        return found
    for at, glyph in enumerate(glyphs):
        if glyph.text not in _OR_EQUAL:
            continue
        for near in (at - 1, at + 1):
            if 0 <= near < len(glyphs) and glyphs[near].text == "_" and _overlap(glyphs[near], glyph) > 0.6:
                bars.add(near)
                found.append((glyph, glyph.text))
                glyph.text = _OR_EQUAL[glyph.text]
                break
    if bars:
        glyphs[:] = [glyph for at, glyph in enumerate(glyphs) if at not in bars]
    return found


def over_rules(glyphs: Sequence[Any], rules: Sequence[Line]) -> list[Finding]:
    """Each "<" or ">" under which the page draws a line of its width: "≤" or "≥".  They are corrected."""
    wedges = [glyph for glyph in glyphs if glyph.text in _OR_EQUAL and glyph.direction == 0]
    short = [rule for rule in rules if rule.top == rule.bottom and rule.x1 - rule.x0 < 12] if wedges else []
    found = []
    for glyph in wedges:
        width, size = glyph.x1 - glyph.x0, glyph.bottom - glyph.top
        for rule in short:
            under = glyph.top + 0.55 * size < rule.top < glyph.bottom + 0.15 * size
            if under and 0.6 < (rule.x1 - rule.x0) / width < 1.4 and _overlap(rule, glyph) > 0.7:
                found.append(Finding(glyph.shown, glyph.text, _OR_EQUAL[glyph.text], 0.95))
                glyph.text = _OR_EQUAL[glyph.text]
                break
    return found


def _overlap(a: Printed | Line, b: Printed | Line) -> float:
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    return shared / max(0.01, min(a.x1 - a.x0, b.x1 - b.x0))

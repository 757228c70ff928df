"""Reads letters that are cast in one piece ("ff", "fi", "ffl") where the file calls the piece by a wrong name.

Without this, "effective" is read as "eVective" and "difference" as "di" and "erence".  The piece is held against the
same font's own letters set side by side, so that no list of fonts is needed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

import numpy as np

from extractor.readers.characters import Characters, Glyph
from extractor.readers.glyph_outlines import likeness, nearest
from extractor.readers.glyph_shapes import NOTHING, Reading, Shape
from extractor.readers.glyph_source import SURE, Finding, Source, is_unmapped

PIECES = ("ff", "fi", "fl", "ffi", "ffl")
_ALIKE = 0.45  # the least likeness to the letters side by side
_AHEAD = 0.04  # by which the best piece must lead all else
_CASTS = 12  # more different signs inside the words of a page make it one of formulas or of unread letters
_RASTER = 56  # rows and columns to the em
# Signs between two small letters; what is not mapped at all may open a word.
_SIGN = r"(?<=[a-z])[!-%*<>?\[-^`{-¿×÷](?=[a-z])|[\ufffd\ue000-\uf8ff](?=[a-z])"
_SIGNS = re.compile(_SIGN)
_CAPITALS_TOO = re.compile(_SIGN + "|(?<=[a-z])[A-Z](?=[a-z])")
_I_FOLLOWS, _L_FOLLOWS = frozenset("bcdghklmnprstvxz"), frozenset("aouy")  # "fi" and "fl" before these letters


def inside_words(texts: Sequence[str], capitals: bool) -> list[int]:
    """Places of characters that few words have inside: signs, unmapped codes and, if asked for, capitals."""
    flat = "".join(texts)
    if len(flat) != len(texts) or "" in texts:  # one letter for each of them
        flat = "".join(text[-1:] or " " for text in texts)
    return [match.start() for match in (_CAPITALS_TOO if capitals else _SIGNS).finditer(flat)]


def piece(
    shape: Shape, width: float, letters: Mapping[str, tuple[Shape, float]], known: Container[str], after: str
) -> Reading:
    """Which piece a shape of this width (in ems) is, ("", 0.0) where it is none.

    letters holds shapes and widths of the font's own f, i and l; known, the letters that the font calls by their names,
    none of which it can be; after, the letters that follow it in the text: "fi" and "fl" are drawn much alike.
    """
    scores = sorted(
        ((_fit(shape, width, [letters[letter] for letter in name]), name)
         for name in PIECES if all(letter in letters for letter in name)), reverse=True,
    )  # fmt: skip
    rival = max((score for score, sign in nearest(shape) if sign not in known), default=0.0)
    if len(scores) < 2 or scores[0][0] < max(_ALIKE, rival):
        return NOTHING
    (best, name), (next_best, other) = scores[:2]
    if best - next_best > _AHEAD:
        return name, 0.93
    told = sum(letter in _I_FOLLOWS for letter in after) - sum(letter in _L_FOLLOWS for letter in after)
    if name[:-1] != other[:-1] or not told:
        return name, 0.6
    return name[:-1] + ("i" if told > 0 else "l"), 0.92


def _fit(shape: Shape, width: float, letters: Sequence[tuple[Shape, float]]) -> float:
    """How well a shape fits letters that are set side by side; casting brings them a little closer together."""
    apart = sum(width for _, width in letters)
    return likeness(shape, side_by_side(letters)) if 0.74 < width / apart < 1.1 else 0.0


def side_by_side(letters: Sequence[tuple[Shape, float]]) -> Shape:
    """Letters set one after the other, as one shape."""
    at = 0.0
    placed = []
    for shape, width in letters:
        placed.append((shape, at))
        at += width
    x0, x1 = min(s.x0 + x for s, x in placed), max(s.x1 + x for s, x in placed)
    y0, y1 = min(s.y0 for s, _ in placed), max(s.y1 for s, _ in placed)
    xs = x0 + (np.arange(max(1, round((x1 - x0) * _RASTER))) + 0.5) / _RASTER
    ys = y1 - (np.arange(max(1, round((y1 - y0) * _RASTER))) + 0.5) / _RASTER
    ink = np.zeros((len(ys), len(xs)), bool)
    for shape, x in placed:
        height, width = shape.ink.shape
        columns = np.floor((xs - x - shape.x0) / (shape.x1 - shape.x0) * width).astype(int)
        rows = np.floor((shape.y1 - ys) / (shape.y1 - shape.y0) * height).astype(int)
        down, along = (rows >= 0) & (rows < height), (columns >= 0) & (columns < width)
        ink[np.ix_(down, along)] |= shape.ink[np.ix_(rows[down], columns[along])]
    return Shape(ink, x0, y0, x1, y1)


def cast_letters(glyphs: Characters, source: Source) -> list[Finding]:
    """Correct what is called a capital or a sign inside a word, or nothing, but is drawn as "ff", "fi" or "fl"."""
    odd: dict[tuple[int, str, int], Shape] = {}
    lost = "ff" not in "".join(glyphs.texts)  # a file that spells "ff" has not lost it
    for at in inside_words(glyphs.texts, capitals=lost):
        own, after = glyphs[at : at + 2]
        opens = own.space_before and not is_unmapped(own.text)
        if not opens and not after.space_before and len(own.text) == 1 and own.face == after.face:
            shape = source.shape(own) if (key := _key(own, source)) not in odd else None
            if shape is not None and own.text not in {sign for _, sign in nearest(shape)[:3]}:
                odd[key] = shape
    if not 0 < len(odd) < _CASTS:
        return []
    faces, texts = {face for face, _, _ in odd}, {text for _, text, _ in odd}
    first: dict[tuple[int, str], Glyph] = {}
    places: dict[tuple[int, str, int], list[int]] = {key: [] for key in odd}
    for at, glyph in enumerate(glyphs):
        if glyph.face in faces:
            first.setdefault((glyph.face, glyph.text), glyph)
            if glyph.text in texts and (key := _key(glyph, source)) in odd:
                places[key].append(at)
    findings = []
    for (face, text, _), same in places.items():
        letters = {letter: found for letter in "fil" if (found := _letter_of(first.get((face, letter)), source))}
        drawn = _letter_of(glyphs[same[0]], source)
        if drawn is None or "f" not in letters:
            continue
        known = {name for of, name in first if of == face and name != text}
        following = "".join(g.text[:1] for at in same for g in glyphs[at + 1 : at + 2] if not g.space_before)
        printed, certainty = piece(*drawn, letters, known, following)
        for at in same if certainty >= SURE else ():
            findings.append(Finding(glyphs[at].shown, text, printed, certainty))
            glyphs.texts[at] = printed
    return findings


def _key(glyph: Glyph, source: Source) -> tuple[int, str, int]:
    """What tells one character of a font from another; unmapped ones by their code."""
    return glyph.face, glyph.text, source.code(glyph) if is_unmapped(glyph.text) else 0


def _letter_of(glyph: Glyph | None, source: Source) -> tuple[Shape, float] | None:
    """The shape of a character and how far it moves the pen, in ems."""
    if glyph is None:
        return None
    shape, where = source.shape(glyph), source.place(glyph.index)
    return None if shape is None or where is None else (shape, (glyph.x1 - glyph.x0) / where.em)

"""Reads the sign that the page really shows where a file calls it by a wrong name: "n=159" stored as "n5159".

Characters whose drawn form is in doubt are looked at, once for each character of each font on a page.  A sure finding
changes the text; every finding is reported with its place, so that a reader can check it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from extractor.readers.characters import Characters
from extractor.readers.glyph_outlines import nearest
from extractor.readers.glyph_shapes import Reading, Shape, recognise
from extractor.readers.glyph_source import SURE, UNKNOWN, Finding, Source, is_unmapped
from extractor.readers.ligatures import cast_letters
from extractor.readers.raised import raise_marks, underlined

_FEW = 8  # a font with fewer different characters on a page is one of signs, not of text

# Signs that are drawn alike; a character is never changed into another of its own group.
_ALIKE = (
    "−-‐‑‒–—―_¯ˉ─━ー一\u00ad",
    "·.•∙⋅・●▪■˙‧。",
    "°º˚oO0○◦∘⁰ᵒοо",
    "<‹〈⟨˂≺",
    ">›〉⟩˃≻",
    "×xX✕✖✗╳хХχ⨯",
    "+＋✚",
    "=＝═",
    "≤⩽≦≲",
    "≥⩾≧≳",
    "∼~˜～〜∽",
    "≈≃≅",
    "±",
    "≡",
    "÷",
    "µμ",
)
_GROUP = {sign: at for at, signs in enumerate(_ALIKE) for sign in signs}
_NOTE_MARKS = frozenset("†‡§¶")
_GREEK = {"α": "aα", "β": "bBßβ", "χ": "xXcχ×", "½": "½"}

# Boxes (least and greatest width and height in ems, least and greatest bottom) that text fonts give these characters.
_USUAL: dict[str, tuple[float, float, float, float, float, float]] = {
    **dict.fromkeys("023456789", (0.2, 0.62, 0.38, 0.95, -0.3, 0.1)),
    "1": (0.08, 0.5, 0.38, 0.95, -0.3, 0.1),
    ".": (0.03, 0.25, 0.03, 0.25, -0.1, 0.08),
    ",": (0.04, 0.3, 0.1, 0.4, -0.32, 0.05),
    **dict.fromkeys("()[]{}", (0.1, 0.5, 0.6, 1.4, -0.5, 0.1)),
    **dict.fromkeys(":;", (0.04, 0.3, 0.3, 0.75, -0.32, 0.1)),
    **dict.fromkeys("-‐‑–—−", (0.1, 1.1, 0.02, 0.18, 0.05, 0.5)),
    "/": (0.1, 0.7, 0.5, 1.3, -0.4, 0.1),
    "%": (0.5, 1.1, 0.5, 0.9, -0.1, 0.1),
    **dict.fromkeys("'’‘", (0.02, 0.3, 0.1, 0.4, 0.3, 0.8)),
    **dict.fromkeys('"“”', (0.1, 0.6, 0.1, 0.4, 0.3, 0.8)),
}


@dataclass(frozen=True, slots=True)
class Suspect:
    """One character of one font whose drawn form is to be looked at, and where it stands among the page's glyphs."""

    face: int
    encoded: str
    places: tuple[int, ...]


def correct(glyphs: Characters, source: Source) -> tuple[Characters, list[Finding]]:
    """Make the characters of a page what it prints: signs by their form, small raised digits as superscripts."""
    if not len(glyphs):
        return glyphs, []
    glyphs, findings = drop_blanks(glyphs, source)
    findings += cast_letters(glyphs, source) + verify(glyphs, source)
    glyphs, joined = underlined(glyphs)
    raise_marks(glyphs, source)
    return glyphs, findings + joined


def drop_blanks(glyphs: Characters, source: Source) -> tuple[Characters, list[Finding]]:
    """Take out unmapped characters that draw nothing: they are spaces."""
    if UNKNOWN not in glyphs.texts:
        return glyphs, []
    unmapped = [glyphs[at] for at, text in enumerate(glyphs.texts) if text == UNKNOWN]
    blank: dict[tuple[int, int], bool] = {}
    found: dict[int, Finding] = {}
    for glyph in reversed(unmapped):
        key = glyph.face, source.code(glyph)
        if blank.setdefault(key, key not in blank and source.is_blank(glyph)):
            found[glyph.at] = Finding(glyph.shown, UNKNOWN, " ", 0.95)
            glyphs.spaced[glyph.at + 1 : glyph.at + 2] = True
    return glyphs.without(found) if found else glyphs, list(found.values())


def verify(glyphs: Characters, source: Source) -> list[Finding]:
    """Look at every suspect of a page, correct what is sure, and say what was found."""
    if glyphs.texts.count(UNKNOWN) > 20 + 0.1 * len(glyphs):
        return []  # nothing of this page is mapped: that is for the check of unreadable documents
    findings: list[Finding] = []
    for suspect in suspects(glyphs, source):
        seen = _judge(suspect, glyphs, source)
        if seen is None:
            continue
        printed, certainty = seen
        for at in suspect.places:
            if certainty < SURE and not _beside_number(glyphs, at):
                continue
            sign, sure = _in_place(printed, certainty, glyphs, at)
            findings.append(Finding(glyphs[at].shown, suspect.encoded, sign, sure))
            if sure >= SURE:
                glyphs.texts[at] = sign
    return findings


def suspects(glyphs: Characters, source: Source) -> list[Suspect]:
    """The characters of a page that may be drawn otherwise than they are called.

    These are: unmapped and private codes, signs and digits of fonts that have but a few characters on the page or whose
    printed box is not that of the character, and single letters in a font of their own.
    """
    standing: dict[int, dict[str, int]] = {}  # for each font and text one of its places
    starts = [0, *(np.flatnonzero(np.diff(glyphs.style)) + 1).tolist()] if len(glyphs) else []
    for start, end in pairwise([*starts, len(glyphs)]):
        face = glyphs.styles[glyphs.style[start]].face
        standing.setdefault(face, {}).update(zip(glyphs.texts[start:end], range(start, end), strict=True))
    wanted: dict[tuple[int, str], list[int]] = {}
    for face, own in standing.items():
        few = len(own) < _FEW
        for text, at in own.items():
            if len(text) != 1 or not face:
                continue
            if few or is_unmapped(text) or not (text.isalpha() or _is_usual(text, glyphs.indices[at], source)):
                wanted[face, text] = []
    if wanted:
        texts = {text for _, text in wanted}
        faces = [style.face for style in glyphs.styles]
        for at in [at for at, text in enumerate(glyphs.texts) if text in texts]:
            if (found_at := wanted.get((faces[glyphs.style[at]], glyphs.texts[at]))) is not None:
                found_at.append(at)
    found = []
    for (face, text), places in sorted(wanted.items(), key=lambda item: item[1][0]):
        if is_unmapped(text):
            by_code: dict[int, list[int]] = {}
            for at in places:
                by_code.setdefault(source.code(glyphs[at]), []).append(at)
            found += [Suspect(face, text, tuple(same)) for same in by_code.values()]
        elif not text.isalpha() or any(_stands_alone(glyphs, at) for at in places[:20]):
            found.append(Suspect(face, text, tuple(places)))
    return found


def _stands_alone(glyphs: Characters, at: int) -> bool:
    """Whether the font changes for this character, or for it and one neighbour."""
    first = max(0, at - 2)
    faces = [glyphs.styles[style].face for style in glyphs.style[first : at + 3].tolist()]
    at -= first
    face = faces[at]
    before = at > 0 and faces[at - 1] == face
    after = at + 1 < len(faces) and faces[at + 1] == face
    if not before and not after:
        return True
    if before and after:
        return False
    two = at - 2 if before else at + 2
    return not 0 <= two < len(faces) or faces[two] != face


def _is_usual(text: str, index: int, source: Source) -> bool:
    """Whether the printed box is one that text fonts give to this character."""
    limits = _USUAL.get(text)
    where = source.place(index)
    if where is None or limits is None:
        return where is None
    x0, y0, x1, y1 = where.box
    w, h = x1 - x0, y1 - y0
    usual = limits[0] <= w <= limits[1] and limits[2] <= h <= limits[3] and limits[4] <= y0 <= limits[5]
    return usual and (not text.isdigit() or w < 0.92 * h)


def _judge(suspect: Suspect, glyphs: Characters, source: Source) -> Reading | None:
    """What is printed in place of a suspect, or None where it is what it is called."""
    shape = source.shape(glyphs[suspect.places[0]])
    if shape is None:
        return None
    sign, certainty = _seen(shape)
    if sign:
        group = _GROUP.get(sign)
        same = sign == suspect.encoded or (group is not None and group == _GROUP.get(suspect.encoded))
        greek = sign == "µ" and "\u0370" <= suspect.encoded <= "\u03ff"  # who names Greek letters names them right
        if same or greek or (sign == "." and suspect.encoded != UNKNOWN):
            return None
        return sign, certainty
    return _letter(suspect.encoded, shape)


@lru_cache(maxsize=4096)
def _seen(shape: Shape) -> Reading:
    return recognise(shape)


def _letter(encoded: str, shape: Shape) -> Reading | None:
    """Greek letters, fractions and the marks of footnotes, which only likeness to known ones can tell."""
    unmapped, punctuation = is_unmapped(encoded), encoded.isascii() and not encoded.isalnum()
    looks = nearest(shape) if unmapped or punctuation or (encoded.isascii() and encoded.islower()) else ()
    if not looks:
        return None
    (score, sign), own = looks[0], {name: value for value, name in looks}.get(encoded, 0.0)
    if punctuation:
        return (sign, 0.92) if sign in _NOTE_MARKS and score > 0.8 and score - own > 0.2 else None
    if sign in _GREEK and sign != encoded and score > 0.7 and score - own > 0.1:
        rivals = max((value for value, name in looks[1:] if name not in _GREEK), default=0.0)
        return sign, 0.92 if score > 0.78 and score - rivals > 0.06 else 0.6
    if unmapped and score > 0.8:
        rival = looks[1][0] if len(looks) > 1 else 0.0
        return sign, SURE if score > 0.88 and score - rival > 0.08 else 0.6
    return ("", 0.0) if unmapped else None


def _beside_number(glyphs: Characters, at: int) -> bool:
    own = glyphs[at]
    near = [glyphs[other] for other in (at - 1, at + 1) if 0 <= other < len(glyphs)]
    return any(g.text[:1].isdigit() and abs(g.top - own.top) < g.size for g in near)


def _in_place(sign: str, certainty: float, glyphs: Characters, at: int) -> Reading:
    """What the neighbours add: a bar that joins two numbers is a dash, a ring between a number and C is a degree."""
    if sign not in ("−", "∘") or not 0 < at < len(glyphs) - 1:
        return sign, certainty
    before, own, after = glyphs[at - 1 : at + 2]
    if not before.text.isdigit() or abs(before.top - after.top) > 0.2 * (after.bottom - after.top):
        return sign, certainty
    if sign == "∘" and after.text in "CF":
        return "°", SURE
    joined = not own.space_before and not after.space_before and after.text.isdigit()
    return ("–", certainty) if sign == "−" and joined and not own.text.isdigit() else (sign, certainty)

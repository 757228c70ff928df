"""Reads the sign that the page really shows where a file calls it by a wrong name: "n=159" stored as "n5159".

Characters whose drawn form is in doubt are looked at, once for each character of each font on a page.  A sure finding
changes the text; every finding is reported with its place, so that a reader can check it.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

import pypdfium2.raw as raw

from extractor.readers.glyph_outlines import Place, nearest, outline, picture, place
from extractor.readers.glyph_shapes import Reading, Shape, recognise

SURE = 0.9  # below this certainty the text stays as it is, and the finding is only reported
_PICTURES = 40  # a page of which more characters have no outline is not worth drawing again and again
_FEW = 8  # a font with fewer different characters on a page is one of signs, not of text
_SUPERSCRIPTS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_UNKNOWN = "\ufffd"

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


class Printed(Protocol):
    """What this module needs to know of a printed character (see `pdfium.Glyph`)."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    direction: int
    space_before: bool
    hyphen: bool
    index: int  # of the character in PDFium's text page
    face: int  # PDFium's handle of its font
    shown: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Suspect:
    """One character of one font whose drawn form is to be looked at, and where it stands among the page's glyphs."""

    face: int
    encoded: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A character that is drawn as another one.  printed is "" where nothing could be recognised."""

    shown: tuple[float, float, float, float]
    encoded: str
    printed: str
    certainty: float


@dataclass(slots=True)
class Source:
    """The open page that glyphs come from.  to_page turns PDFium's display coordinates into those of the page."""

    page: Any
    textpage: Any
    to_page: tuple[float, ...]
    pictures: int = 0
    places: dict[int, Place | None] = field(default_factory=dict)

    def place(self, index: int) -> Place | None:
        if index not in self.places:
            self.places[index] = place(self.textpage, index)
        return self.places[index]

    def code(self, glyph: Printed) -> int:
        """What PDFium calls a glyph: several unmapped ones share the text U+FFFD but not their code."""
        return int(raw.FPDFText_GetUnicode(self.textpage, glyph.index))

    def shape(self, glyph: Printed) -> Shape | None:
        """The drawn form of a glyph; None for blank and invisible ones."""
        where = self.place(glyph.index)
        owner = raw.FPDFText_GetTextObject(self.textpage, glyph.index)
        if where is None or not owner or raw.FPDFTextObj_GetTextRenderMode(owner) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            return None
        found = outline(ctypes.cast(glyph.face, raw.FPDF_FONT), self.code(glyph), where.box)
        if found is None and self.pictures < _PICTURES:
            self.pictures += 1
            found = picture(self.page, where, self.to_page)
        return found


def correct(glyphs: list[Any], source: Source) -> list[Finding]:
    """Make the characters of a page what it prints: signs by their form, small raised digits as superscripts."""
    if not glyphs:
        return []
    findings = verify(glyphs, source)
    findings += [Finding(g.shown, was, g.text, 0.95) for g, was in underlined(glyphs)]
    raise_marks(glyphs, source)
    return findings


def verify(glyphs: Sequence[Printed], source: Source) -> list[Finding]:
    """Look at every suspect of a page, correct what is sure, and say what was found."""
    if [glyph.text for glyph in glyphs].count(_UNKNOWN) > 20 + 0.1 * len(glyphs):
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
                glyphs[at].text = sign
                glyphs[at].hyphen = False
    return findings


def suspects(glyphs: Sequence[Printed], source: Source) -> list[Suspect]:
    """The characters of a page that may be drawn otherwise than they are called.

    These are: unmapped and private codes, signs and digits of fonts that have but a few characters on the page or whose
    printed box is not that of the character, and single letters in a font of their own.
    """
    standing = {(glyph.face, glyph.text): glyph.index for glyph in glyphs}
    sizes = Counter(face for face, _ in standing)
    wanted: dict[tuple[int, str], list[int]] = {}
    for (face, text), at in standing.items():
        few = sizes[face] < _FEW
        if len(text) != 1 or not face:
            continue
        if few or _is_unmapped(text) or not (text.isalpha() or _is_usual(text, at, source)):
            wanted[face, text] = []
    if wanted:
        texts = {text for _, text in wanted}
        for at, glyph in enumerate(glyphs):
            if glyph.text in texts and (glyph.face, glyph.text) in wanted:
                wanted[glyph.face, glyph.text].append(at)
    found = []
    for (face, text), places in wanted.items():
        if _is_unmapped(text):
            by_code: dict[int, list[int]] = {}
            for at in places:
                by_code.setdefault(source.code(glyphs[at]), []).append(at)
            found += [Suspect(face, text, tuple(same)) for same in by_code.values()]
        elif not text.isalpha() or any(_stands_alone(glyphs, at) for at in places[:20]):
            found.append(Suspect(face, text, tuple(places)))
    return found


def _is_unmapped(text: str) -> bool:
    return text == _UNKNOWN or 0xE000 <= ord(text) < 0xF900


def _stands_alone(glyphs: Sequence[Printed], at: int) -> bool:
    """Whether the font changes for this character, or for it and one neighbour."""
    face = glyphs[at].face
    before = at > 0 and glyphs[at - 1].face == face
    after = at + 1 < len(glyphs) and glyphs[at + 1].face == face
    if not before and not after:
        return True
    if before and after:
        return False
    two = at - 2 if before else at + 2
    return not 0 <= two < len(glyphs) or glyphs[two].face != face


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


def _judge(suspect: Suspect, glyphs: Sequence[Printed], source: Source) -> Reading | None:
    """What is printed in place of a suspect, or None where it is what it is called."""
    shape = source.shape(glyphs[suspect.places[0]])
    if shape is None:
        return None
    sign, certainty = _seen(shape)
    if sign:
        group = _GROUP.get(sign)
        same = sign == suspect.encoded or (group is not None and group == _GROUP.get(suspect.encoded))
        greek = sign == "µ" and "\u0370" <= suspect.encoded <= "\u03ff"  # who names Greek letters names them right
        if same or greek or (sign == "." and suspect.encoded != _UNKNOWN):
            return None
        return sign, certainty
    return _letter(suspect.encoded, shape)


@lru_cache(maxsize=4096)
def _seen(shape: Shape) -> Reading:
    return recognise(shape)


@lru_cache(maxsize=4096)
def _looks_like(shape: Shape) -> tuple[tuple[float, str], ...]:
    return tuple(nearest(shape))


def _letter(encoded: str, shape: Shape) -> Reading | None:
    """Greek letters and fractions, which only likeness to known ones can tell."""
    if not (_is_unmapped(encoded) or (encoded.isascii() and encoded.islower())):
        return None
    looks = _looks_like(shape)
    if not looks:
        return None
    unmapped = _is_unmapped(encoded)
    (score, sign), own = looks[0], {name: value for value, name in looks}.get(encoded, 0.0)
    if sign in _GREEK and sign != encoded and score > 0.7 and score - own > 0.1:
        rivals = max((value for value, name in looks[1:] if name not in _GREEK), default=0.0)
        return sign, 0.92 if score > 0.78 and score - rivals > 0.06 else 0.6
    if unmapped and score > 0.8:
        rival = looks[1][0] if len(looks) > 1 else 0.0
        return sign, SURE if score > 0.88 and score - rival > 0.08 else 0.6
    return ("", 0.0) if unmapped else None


def _beside_number(glyphs: Sequence[Printed], at: int) -> bool:
    near = [*glyphs[max(0, at - 1) : at], *glyphs[at + 1 : at + 2]]
    return any(g.text[:1].isdigit() and abs(g.top - glyphs[at].top) < g.bottom - g.top for g in near)


def _in_place(sign: str, certainty: float, glyphs: Sequence[Printed], at: int) -> Reading:
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
    if glyph.direction != base.direction or not glyph.index or not base.face:
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
        if glyph.text not in ("<", ">"):
            continue
        for near in (at - 1, at + 1):
            if 0 <= near < len(glyphs) and glyphs[near].text == "_" and _overlap(glyphs[near], glyph) > 0.6:
                bars.add(near)
                found.append((glyph, glyph.text))
                glyph.text = "≤" if glyph.text == "<" else "≥"
                break
    if bars:
        glyphs[:] = [glyph for at, glyph in enumerate(glyphs) if at not in bars]
    return found


def _overlap(a: Printed, b: Printed) -> float:
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    return shared / max(0.01, min(a.x1 - a.x0, b.x1 - b.x0))

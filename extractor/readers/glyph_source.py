"""The printed characters of an open page, and the way to their drawn forms."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as raw

from extractor.readers.characters import Glyph
from extractor.readers.glyph_outlines import Place, outline, picture, place
from extractor.readers.glyph_shapes import Shape

SURE = 0.9  # below this certainty the text stays as it is, and the finding is only reported
UNKNOWN = "\ufffd"
_PICTURES = 40  # a page of which more characters have no outline is not worth drawing again and again


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

    def code(self, glyph: Glyph) -> int:
        """What PDFium calls a glyph: several unmapped ones share the text U+FFFD but not their code."""
        return int(raw.FPDFText_GetUnicode(self.textpage, glyph.index))

    def is_invisible(self, glyph: Glyph) -> bool:
        """Whether the file has a character without drawing it, as OCR lays it over the picture of a page."""
        owner = raw.FPDFText_GetTextObject(self.textpage, glyph.index)
        return not owner or raw.FPDFTextObj_GetTextRenderMode(owner) == raw.FPDF_TEXTRENDERMODE_INVISIBLE

    def is_blank(self, glyph: Glyph) -> bool:
        """Whether a character is drawn without any ink."""
        return not self.is_invisible(glyph) and self.pictures < _PICTURES and self.shape(glyph) is None

    def shape(self, glyph: Glyph) -> Shape | None:
        """The drawn form of a glyph; None for blank and invisible ones."""
        where = self.place(glyph.index)
        if where is None or self.is_invisible(glyph):
            return None
        found = outline(ctypes.cast(glyph.face, raw.FPDF_FONT), self.code(glyph), where.box)
        if found is None and self.pictures < _PICTURES:
            self.pictures += 1
            found = picture(self.page, where, self.to_page)
        return found


def is_unmapped(text: str) -> bool:
    """Whether a character is one that the file gives no name."""
    return text == UNKNOWN or 0xE000 <= ord(text) < 0xF900

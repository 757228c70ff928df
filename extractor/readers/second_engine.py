"""Reads damaged files that PDFium cannot open: pdfminer, behind pdfplumber, sometimes still finds their pages."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from typing import Any

from extractor.readers.characters import Characters, Glyph, Style, in_reading_direction
from extractor.readers.pdfium import PageContent, printable

_BOLD = ("bold", "black", "heavy", "demi")


def read_pages(data: bytes, passwords: Iterable[str]) -> list[PageContent]:
    """The pages that can be found; none at all where this engine fails too."""
    import pdfplumber

    for password in ("", *passwords):
        try:
            with pdfplumber.open(io.BytesIO(data), password=password) as document:
                return [_page(page, at + 1) for at, page in enumerate(document.pages)]
        except Exception:  # pdfminer raises nearly anything on damaged files
            continue
    return []


def _page(page: Any, number: int) -> PageContent:
    width, height = float(page.width), float(page.height)
    glyphs: list[Glyph] = []
    shown: list[tuple[float, float, float, float]] = []
    try:
        space = False
        for char in page.chars:
            text = "".join(map(printable, map(ord, char["text"])))
            if not text.strip():
                space = True
                continue
            box = float(char["x0"]), float(char["top"]), float(char["x1"]), float(char["bottom"])
            style = _style(char)
            glyphs.append(Glyph(text, *in_reading_direction(box, style.direction, width, height), style, space))
            shown.append(box)
            space = False
    except Exception:  # pdfminer raises nearly anything on damaged pages: what was found before the damage is kept
        del glyphs[len(shown) :]
    finally:
        page.close()
    return PageContent(number, width, height, int(page.rotation or 0), Characters.of(glyphs, shown, width, height))


def _style(char: dict[str, Any]) -> Style:
    a, b = char["matrix"][:2]
    font = str(char["fontname"]).split("+")[-1]
    weight = 900.0 if any(word in font.lower() for word in _BOLD) else 400.0
    return Style(font, weight, round(math.degrees(math.atan2(b, a)) / 90) % 4)

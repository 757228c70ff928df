"""Reads damaged files that PDFium cannot open: pdfminer, behind pdfplumber, sometimes still finds their pages."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from typing import Any

from extractor.readers.pdfium import Glyph, PageContent, in_reading_direction, printable

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
    content = PageContent(number, float(page.width), float(page.height), int(page.rotation or 0))
    try:
        space = False
        for char in page.chars:
            text = "".join(map(printable, map(ord, char["text"])))
            if not text.strip():
                space = True
                continue
            content.glyphs.append(_glyph(text, char, space, content))
            space = False
    except Exception:  # pdfminer raises nearly anything on damaged pages
        return content  # what was found before the damage; the document says that parts may be missing
    finally:
        page.close()
    return content


def _glyph(text: str, char: dict[str, Any], space: bool, page: PageContent) -> Glyph:
    a, b = char["matrix"][:2]
    direction = round(math.degrees(math.atan2(b, a)) / 90) % 4
    shown = (float(char["x0"]), float(char["top"]), float(char["x1"]), float(char["bottom"]))
    font = str(char["fontname"]).split("+")[-1]
    weight = 900.0 if any(word in font.lower() for word in _BOLD) else 400.0
    box = in_reading_direction(shown, direction, page.width, page.height)
    return Glyph(text, *box, font, weight, direction, space, False, shown if direction else None)

"""Reads scanned pages: Tesseract finds the words on a picture of the page, with their places.

It is used only where the extra `ocr` and the program Tesseract are installed, on pages that have no text of their own.
"""

from __future__ import annotations

import importlib.util
import math
import os
import shutil
import time
from typing import Any

import pypdfium2 as pdfium

from extractor.readers.characters import Characters, Glyph, Style
from extractor.readers.errors import ReadError
from extractor.readers.pdfium import PageContent

_SCALE = 300 / 72  # Tesseract was trained on 300 dots per inch
_MOST_PIXELS = 40_000_000  # a page the size of a poster is drawn smaller
_LEAST_CONFIDENCE = 30  # of 100: below it Tesseract guesses at dirt and drawings
STYLE = Style("OCR", 400.0)


def is_available() -> bool:
    """Whether both the Python package and the program are here."""
    return importlib.util.find_spec("pytesseract") is not None and shutil.which("tesseract") is not None


class OutOfTimeError(Exception):
    """The time for this document is over."""


def read_page(document: pdfium.PdfDocument, index: int, deadline: float | None) -> PageContent:
    """The words on the picture of one page.  deadline as from time.monotonic."""
    left = None if deadline is None else deadline - time.monotonic()
    if left is not None and left < 1:
        raise OutOfTimeError
    page = document[index]
    try:
        width, height = page.get_size()
        scale = min(_SCALE, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
        image = page.render(scale=scale, grayscale=True).to_pil()
        rotation = page.get_rotation()
    finally:
        page.close()
    glyphs = _glyphs(_words(image, left), scale)
    boxes = [(glyph.x0, glyph.top, glyph.x1, glyph.bottom) for glyph in glyphs]
    characters = Characters.of(glyphs, boxes, width, height)
    return PageContent(index + 1, width, height, rotation, characters, ocr=True)


def _words(image: Any, seconds: float | None) -> dict[str, list[Any]]:
    import pytesseract

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # one core a document, as everywhere in this program
    try:
        found: dict[str, list[Any]] = pytesseract.image_to_data(
            image, output_type=pytesseract.Output.DICT, timeout=seconds or 0
        )
    except pytesseract.TesseractError as error:
        raise ReadError(f"no text layer, and OCR failed: {' '.join(str(error).split())[:200]}") from error
    except RuntimeError as error:  # how pytesseract says that the time is over
        raise OutOfTimeError from error
    return found


def _glyphs(words: dict[str, list[Any]], scale: float) -> list[Glyph]:
    """Characters at even distances inside the box of each word, as high as the line that they stand on."""
    found: list[Glyph] = []
    top = bottom = 0.0
    for at, level in enumerate(words["level"]):
        x, y, w, h = (words[name][at] / scale for name in ("left", "top", "width", "height"))
        if level == 4:
            top, bottom = y, y + h
        text = str(words["text"][at]).strip()
        if level != 5 or not text or float(words["conf"][at]) < _LEAST_CONFIDENCE:
            continue
        if h > 2.5 * (bottom - top) or bottom - top > 4 * h:  # a slanted line: its box says nothing of its letters
            top, bottom = y, y + h
        step = w / len(text)
        for place, sign in enumerate(text):
            box = (x + place * step, top, x + (place + 1) * step, bottom)
            found.append(Glyph(sign, *box, STYLE, place == 0))
    return found

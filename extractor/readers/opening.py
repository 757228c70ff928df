"""Opens a PDF and gets the characters of its pages by whatever way there is, or says in one sentence why there is none.

Encrypted files are tried with the passwords given, damaged ones with a second engine, scanned ones with OCR.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.readers import legible, ocr
from extractor.readers.errors import GARBLED, NEEDS_PASSWORD, NO_TEXT, OCR_IN_VAIN, ReadError
from extractor.readers.options import Options
from extractor.readers.pdfium import PageContent, read_page

_HEADER_WITHIN = 100_000  # bytes: mail and web servers put theirs before the file's own
_AT_ONCE = 50  # pages: then the file is opened anew, because PDFium keeps the fonts of all pages that it has read
_OCR_SHARE = 0.6  # of the time limit; the rest is for finding values
_ABOUT_OCR = "the extra [ocr] and Tesseract could read them"
_LESS = "its values are less certain"


@dataclass(slots=True)
class Opened:
    """All pages of a file, the title that its metadata states, and what was wrong."""

    pages: list[PageContent]
    title: str = ""
    problems: list[str] = field(default_factory=list)


def open_pages(data: bytes, options: Options) -> Opened:
    """Read every page.  Raises ReadError when there is no text to be had."""
    began = time.monotonic()
    if not data.strip():
        raise ReadError("the file is empty")
    start = data.find(b"%PDF-", 0, _HEADER_WITHIN)
    if start < 0:
        raise ReadError("not a PDF file: it does not begin with %PDF")
    if start > 1000:  # PDFium looks no further
        data = data[start:]
    document = _document(data, options.passwords)
    if document is None:
        return _by_second_engine(data, options.passwords)
    try:
        opened = _all_pages(document, data, options.passwords)
        if len(opened.pages) == len(opened.problems):
            return _by_second_engine(data, options.passwords)
        deadline = None if options.seconds is None else began + _OCR_SHARE * options.seconds
        _with_ocr(document, opened, deadline)
    finally:
        document.close()
    return opened


def _document(data: bytes, passwords: Sequence[str]) -> pdfium.PdfDocument | None:
    """The file, opened; None where it is damaged."""
    for password in (None, *passwords):
        try:
            return pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            code = getattr(error, "err_code", None)
            if code == raw.FPDF_ERR_SECURITY:
                raise ReadError("the PDF is encrypted in a way that cannot be read") from error
            if code != raw.FPDF_ERR_PASSWORD or b"/Encrypt" not in data:  # the code may be that of an earlier file
                return None
    if passwords:
        raise ReadError(f"{NEEDS_PASSWORD}, which is none of those given with --password")
    raise ReadError(f"{NEEDS_PASSWORD}: give it with --password")


def _all_pages(document: pdfium.PdfDocument, data: bytes, passwords: Sequence[str]) -> Opened:
    opened = Opened([])
    for start in range(0, len(document), _AT_ONCE):
        part = (_document(data, passwords) if start else None) or document
        try:
            for index in range(start, min(start + _AT_ONCE, len(document))):
                _add_page(opened, part, index)
        finally:
            if part is not document:
                part.close()
    if opened.pages:
        opened.title = document.get_metadata_value("Title")
    return opened


def _add_page(opened: Opened, document: pdfium.PdfDocument, index: int) -> None:
    try:
        opened.pages.append(read_page(document, index))
    except pdfium.PdfiumError:
        opened.problems.append(f"page {index + 1} is damaged and could not be read")
        opened.pages.append(PageContent(index + 1, 0.0, 0.0, 0))  # keeps the numbers of the others right


def _by_second_engine(data: bytes, passwords: Sequence[str]) -> Opened:
    from extractor.readers import second_engine

    pages = second_engine.read_pages(data, passwords)
    if not any(len(page.glyphs) for page in pages):
        raise ReadError("the PDF is damaged or truncated: no page of it can be read, not even by a second engine")
    if legible.is_garbled(_text(pages)):
        raise ReadError(GARBLED)
    problem = "the PDF is damaged: it was read with a second engine, and parts may be missing"
    return Opened(pages, "", [problem, *_without_text(page for page in pages if not len(page.glyphs))])


def _with_ocr(document: pdfium.PdfDocument, opened: Opened, deadline: float | None) -> None:
    """Read the pages of a scanned or garbled file with OCR; else note the pages that have no text."""
    pages = opened.pages
    if brought := [page.number for page in pages if page.ocr]:
        opened.problems.append(f"text from OCR, which came with the file, on {_listed(brought)}: {_LESS}")
    blank = [page for page in pages if page.width and not len(page.glyphs)]
    scanned = 2 * len(blank) >= len(pages)
    garbled = not scanned and legible.is_garbled(_text(pages))
    reason = GARBLED if garbled else NO_TEXT
    if (garbled or scanned) and ocr.is_available():
        blank = _recognise(document, opened, pages if garbled else blank, deadline)
        reason += f", and {OCR_IN_VAIN}"
    elif garbled or not any(len(page.glyphs) for page in pages):
        raise ReadError(f"{reason} ({_ABOUT_OCR})")
    if not any(len(page.glyphs) for page in pages):
        raise ReadError(reason)
    opened.problems += _without_text(blank)
    for page in pages:
        if not page.ocr and legible.is_garbled(_text([page])):
            opened.problems.append(f"page {page.number} has garbled text: its characters do not map to letters")


def _recognise(
    document: pdfium.PdfDocument, opened: Opened, pages: Iterable[PageContent], deadline: float | None
) -> list[PageContent]:
    """Put what OCR reads in the place of some pages; hands back those on which it found nothing."""
    done: list[int] = []
    left: list[int] = []
    tried = False
    for page in list(pages):
        try:
            if not left:
                opened.pages[page.number - 1] = read = ocr.read_page(document, page.number - 1, deadline)
                tried = True
                done += [page.number] if len(read.glyphs) else []
                continue
        except ocr.OutOfTimeError:
            pass
        left.append(page.number)
        opened.pages[page.number - 1] = PageContent(page.number, page.width, page.height, page.rotation)
    if not tried:
        raise ReadError(f"{NO_TEXT}, and the time limit is too short for OCR (--timeout)")
    if done:
        opened.problems.append(f"text from OCR on {_listed(done)}: {_LESS}")
    if left:
        opened.problems.append(f"the time limit was too short for OCR of {_listed(left)} (--timeout)")
    return [page for page in opened.pages if page.width and not len(page.glyphs) and page.number not in left]


def _without_text(blank: Iterable[PageContent]) -> list[str]:
    empty = [page.number for page in blank]
    if len(empty) > 3:
        return [f"{_listed(empty)} have no text layer"]
    return [f"page {number} has no text layer" for number in empty]


def _listed(numbers: Sequence[int]) -> str:
    """Pages by number, runs of them from end to end: "pages 1 to 4 and 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]} to {run[-1]}" if len(run) > 2 else " and ".join(map(str, run)) for run in runs]
    several = len(numbers) > 1
    listed = ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]
    return f"page{'s' if several else ''} {listed}"


def _text(pages: Iterable[PageContent]) -> str:
    """The characters with the spaces that the file has, to be judged, not read."""
    found = []
    for page in pages:
        texts = page.glyphs.texts.copy()
        for at in page.glyphs.spaced.nonzero()[0].tolist():
            texts[at] = " " + texts[at]
        found.append("".join(texts))
    return " ".join(found)

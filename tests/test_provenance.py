"""Every value of every example document is where it says it is: in the text, in its quotation, and on the page.

The pages are read again by pdfplumber, which shares no code with our reader, so that a value's boxes are held against
what is really printed inside them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from extractor.document import Document
from extractor.evidence import Sighting
from extractor.pipeline import extract_document
from extractor.readers import read
from extractor.study import Record, leaves

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT.parent / "shared" / "documents" / "ketamine-guide.pdf"
DOCUMENTS = sorted(path for path in (ROOT / "corpus").iterdir() if path.suffix in {".pdf", ".txt"})
DOCUMENTS += [GUIDE] if GUIDE.exists() else []
EACH = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
PDFS = [path for path in DOCUMENTS if path.suffix == ".pdf"]
EACH_PDF = pytest.mark.parametrize("path", PDFS, ids=lambda path: f"{path.parent.name}/{path.name}")

Box = tuple[int, float, float, float, float]
HYPHENS = "-‐‑\u00ad\ufffe\x02"


@cache
def outcome(path: Path) -> tuple[Document, Record]:
    document = read(path, path.name)
    return document, extract_document(document)


def sightings(record: Record) -> Iterator[tuple[str, Sighting]]:
    """Every value, and every other place where it was seen."""
    for path, leaf in leaves(record):
        yield path, leaf
        for i, other in enumerate(leaf.others):
            yield f"{path}.others.{i}", other


@cache
def printed(path: Path) -> list[list[dict[str, Any]]]:
    """The characters of each page, as pdfplumber sees them, in the order in which they are printed."""
    with pdfplumber.open(path) as pdf:
        return [[char for char in page.chars if char["text"].strip()] for page in pdf.pages]


def inside(path: Path, box: Box) -> list[dict[str, Any]]:
    """The characters whose centre lies in a box, from left to right."""
    page, x0, top, x1, bottom = box
    chars = [
        char
        for char in printed(path)[page - 1]
        if x0 <= (char["x0"] + char["x1"]) / 2 <= x1 and top <= (char["top"] + char["bottom"]) / 2 <= bottom
    ]
    return sorted(chars, key=lambda char: char["x0"])


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def says(lines: list[str], text: str) -> bool:
    """Whether printed lines say a text, white space aside; a hyphen that ends a line may be the typesetter's."""
    pattern = ""
    for i, line in enumerate(map(squeezed, lines)):
        cut = i + 1 < len(lines) and line[-1:] in HYPHENS
        pattern += re.escape(line[:-1]) + f"[{HYPHENS}]?" if cut and line else re.escape(line)
    return re.fullmatch(pattern, squeezed(text)) is not None


@EACH
def test_there_is_much_to_check(path: Path) -> None:
    assert len(list(sightings(outcome(path)[1]))) > 20


@EACH
def test_values_stand_in_the_text_and_in_their_quotations(path: Path) -> None:
    document, record = outcome(path)
    wrong = []
    for where, value in sightings(record):
        start, end = value.span
        quote = " ".join(value.quote.split())
        if not 0 <= start < end <= len(document.text) or document.text[start:end] != value.text:
            wrong.append(f"{where}: {value.span} is not {value.text!r}")
        if " ".join(value.text.split()) not in quote:
            wrong.append(f"{where}: {value.text!r} is not in {quote!r}")
        if quote not in " ".join(document.text.split()):
            wrong.append(f"{where}: the text does not have {quote!r}")
    assert not wrong, "\n".join(["", *wrong])


@EACH
def test_values_say_who_found_them_and_how_surely(path: Path) -> None:
    for where, value in sightings(outcome(path)[1]):
        assert value.found_by.strip(), where
        assert 0 <= value.confidence <= 1, where
        assert value.section is None or value.section.strip(), where


@EACH
def test_pages_and_boxes_are_on_paper_or_absent(path: Path) -> None:
    document, record = outcome(path)
    for where, value in sightings(record):
        if path.suffix != ".pdf":
            assert (value.page, value.boxes) == (None, []), where
            continue
        assert value.boxes, where
        assert value.page == value.boxes[0][0], where
        for page, x0, top, x1, bottom in value.boxes:
            assert 1 <= page <= len(document.pages), where
            size = document.pages[page - 1]
            assert 0 <= x0 < x1 <= size.width, where
            assert 0 <= top < bottom <= size.height, where


@EACH_PDF
def test_the_page_says_in_the_boxes_what_the_value_says(path: Path) -> None:
    wrong = []
    for where, value in sightings(outcome(path)[1]):
        lines = ["".join(char["text"] for char in inside(path, box)) for box in value.boxes]
        if not says(lines, value.text):
            wrong.append(f"{where}: {value.text!r}, but in its boxes is printed {lines}")
    assert not wrong, "\n".join(["", *wrong])


@EACH_PDF
def test_there_is_one_box_for_each_printed_line(path: Path) -> None:
    for where, value in sightings(outcome(path)[1]):
        for box in value.boxes:
            chars = inside(path, box)
            middles = [(char["top"] + char["bottom"]) / 2 for char in chars]
            assert max(middles) - min(middles) < max(char["size"] for char in chars), f"{where}: two lines in {box}"
        for one, two in combinations(value.boxes, 2):
            above = one[4] <= two[2] + 2 or two[4] <= one[2] + 2
            beside = one[3] <= two[1] or two[3] <= one[1]
            assert one[0] != two[0] or above or beside, f"{where}: {one} and {two} overlap"


def test_says_knows_hyphens_and_ligatures() -> None:
    assert says(["placebo-con-", "trolled"], "placebo-controlled")
    assert says(["placebo-", "controlled"], "placebo-controlled")
    assert says(["eﬃcacy of  the"], "efficacy of the")
    assert not says(["14.0"], "14.O")
    assert not says(["14.0", "7"], "14.0")

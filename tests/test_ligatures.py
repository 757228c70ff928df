"""Letters cast in one piece, blank codes, bars under wedges and note marks, in fonts that call them by wrong names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fontTools.pens.transformPen import TransformPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from test_glyphs import VERA, copied, make_font, vera

from extractor.document import Document
from extractor.readers import from_pdf

LETTERS = "abcdefghijklmnopqrstuvwxyzPTH"


@pytest.fixture(scope="module", autouse=True)
def _vera() -> None:
    pdfmetrics.registerFont(TTFont("Vera", str(VERA / "Vera.ttf")))


def width(letter: str) -> int:
    font = vera("Vera")
    return round(font["hmtx"][font.getBestCmap()[ord(letter)]][0] * 1000 / font["head"].unitsPerEm)


def cast(piece: str) -> Any:
    """Draws some letters side by side, a little closer than they would stand."""

    def draw(pen: Any) -> None:
        x = 0.0
        for letter in piece:
            copied("Vera", letter)(TransformPen(pen, (1, 0, 0, 1, x, 0)))
            x += 0.93 * width(letter)

    return draw


def read(tmp_path: Path, signs: dict[str, Any], *lines: str, piece: str = "") -> Document:
    """A page of lines in a font that has the letters and the signs given, each code with its own drawing."""
    drawn = {letter: copied("Vera", letter) for letter in LETTERS} | signs
    widths = {letter: width(letter) for letter in LETTERS}
    widths |= dict.fromkeys(signs, round(0.93 * sum(map(width, piece))) if piece else 600)
    name = make_font(tmp_path, f"Cast{tmp_path.name}", drawn, (1, 0, 0, 1), widths)
    canvas = Canvas(str(tmp_path / "cast.pdf"), invariant=1)
    for number, line in enumerate(lines):
        canvas.setFont(name, 10)
        x = 60.0
        for word in line.split(" "):
            canvas.drawString(x, 700 - 14 * number, word)
            x += canvas.stringWidth(word, name, 10) + 4
    canvas.save()
    return from_pdf.read(tmp_path / "cast.pdf", "cast.pdf")


@pytest.mark.parametrize(("piece", "code", "word"), [
    ("ff", "V", "eVective"), ("fi", "W", "deWned"), ("fl", "X", "inXuence"), ("ffi", "Y", "eYcacy"),
    ("ff", "\x04", "di\x04erence"), ("fi", "\ue0b1", "\ue0b1rst"), ("fi", "$", "signi$cant"), ("fl", "\xac", "re\xacux"),
])  # fmt: skip
def test_letters_cast_in_one_piece(tmp_path: Path, piece: str, code: str, word: str) -> None:
    document = read(tmp_path, {code: cast(piece)}, "the fall of a lift in his flat is", word, "in hills", piece=piece)
    assert word.replace(code, piece) in document.text
    assert {(repair.printed, repair.sure) for repair in document.repairs} == {(piece, True)}


def test_capitals_inside_words_stay(tmp_path: Path) -> None:
    line = "a fall of mmHg by mPiTeHa in his flat"
    assert line in read(tmp_path, {}, line).text


def test_a_code_that_draws_nothing_is_a_space(tmp_path: Path) -> None:
    document = read(tmp_path, {"\x04": lambda pen: None}, "the\x04first")
    assert "the first" in document.text


def test_a_drawn_line_under_a_wedge_is_part_of_it(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "ruled.pdf"), invariant=1)
    canvas.setFont("Vera", 10)
    for x, sign in ((60, "<"), (160, ">"), (260, "<")):
        canvas.drawString(x, 700, f"at {sign} 0.5 mV")
    for x in (60, 160):
        start = x + canvas.stringWidth("at ", "Vera", 10)
        canvas.line(start + 1, 699, start + 7.5, 699)
    canvas.line(250, 697, 340, 697)  # a whole phrase underlined
    canvas.save()
    document = from_pdf.read(tmp_path / "ruled.pdf", "ruled.pdf")
    assert [document.text.count(sign) for sign in "≤≥<>"] == [1, 1, 1, 0]
    assert [(repair.encoded, repair.printed) for repair in document.repairs] == [("<", "≤"), (">", "≥")]


def test_note_marks_under_wrong_names(tmp_path: Path) -> None:
    name = make_font(tmp_path, "Notes", {"{": copied("Vera", "†"), "}": copied("Vera", "}")}, (1, 0, 0, 1))
    canvas = Canvas(str(tmp_path / "notes.pdf"), invariant=1)
    for x, text, font in ((60, "66 (6.0)", "Vera"), (104, "{", name), (160, "70 (6.1)", "Vera"), (204, "}", name)):
        canvas.setFont(font, 10)
        canvas.drawString(x, 700, text)
    canvas.save()
    text = from_pdf.read(tmp_path / "notes.pdf", "notes.pdf").text
    assert "66 (6.0)†" in text.replace(" †", "†")
    assert "}" in text

"""Signs that a file calls by a wrong name are read as the page draws them, in fonts that were made for this test."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from functools import cache
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
import reportlab
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont as FontFile
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extractor.readers import from_pdf
from extractor.readers.glyph_source import Finding
from extractor.readers.pdfium import read_page

SHARED = Path(__file__).resolve().parents[2] / "shared" / "documents"
VERA = Path(reportlab.__file__).parent / "fonts"
FACES = ("Vera", "VeraBd", "VeraIt", "VeraBI")
CODES = "5 6 2 . , # $ ¼ ) 8 ! 4 \x04 \x07 \ue0b1".split(" ")
FORMS = {"plain": (1, 0, 0, 1), "narrow": (0.8, 0, 0, 1), "wide": (1.15, 0, 0, 1), "slanted": (1, 0, 0.2, 1)}
Sign = tuple[str, Any]  # the character that is printed, and a function that draws it


def stroke(pen: Any, *points: tuple[float, float], weight: float) -> None:
    """A line of straight pieces with the given weight, in units of 1/1000 em."""
    for (ax, ay), (bx, by) in pairwise(points):
        length = math.hypot(bx - ax, by - ay)
        dx, dy = -(by - ay) / length * weight / 2, (bx - ax) / length * weight / 2
        corners = [(ax + dx, ay + dy), (bx + dx, by + dy), (bx - dx, by - dy), (ax - dx, ay - dy)]
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()


def ring(pen: Any, x: float, y: float, radius: float, inside: float = 0) -> None:
    for r, turn in ((radius, -1), (inside, 1)):
        points = [
            (x + r * math.cos(turn * k * math.pi / 12), y + r * math.sin(turn * k * math.pi / 12)) for k in range(24)
        ]
        if r:
            pen.moveTo(points[0])
            for point in points[1:]:
                pen.lineTo(point)
            pen.closePath()


def wedge(pen: Any, sign: str, low: float, high: float, weight: float) -> None:
    tip, open_ = (60, 620) if sign == "<" else (620, 60)
    stroke(pen, (open_, high), (tip, (low + high) / 2), (open_, low), weight=weight)


def drawn(weight: float) -> list[Sign]:
    """The signs as plain strokes of one weight; ≤ and ≥ in three fashions."""

    def line(pen: Any, y: float, x0: float = 60, x1: float = 620) -> None:
        stroke(pen, (x0, y), (x1, y), weight=weight)

    def plus(pen: Any, y: float, half: float) -> None:
        line(pen, y)
        stroke(pen, (340, y - half), (340, y + half), weight=weight)

    def ordered(sign: str, fashion: str) -> Any:
        def draw(pen: Any) -> None:
            wedge(pen, sign, 190, 640, weight)
            if fashion == "slanted":
                ends = ((60, 260), (620, 40)) if sign == "<" else ((60, 40), (620, 260))
                stroke(pen, (ends[0][0], ends[0][1] - 60), (ends[1][0], ends[1][1] - 60), weight=weight)
            else:
                line(pen, 40)
            if fashion == "doubled":
                line(pen, -100)

        return draw

    signs: list[Sign] = [
        ("=", lambda pen: (line(pen, 220), line(pen, 400))),
        ("−", lambda pen: line(pen, 310)),
        ("±", lambda pen: (plus(pen, 400, 240), line(pen, 30))),
        ("<", lambda pen: wedge(pen, "<", 60, 560, weight)),
        (">", lambda pen: wedge(pen, ">", 60, 560, weight)),
        ("×", lambda pen: [stroke(pen, (80, 80), (560, 560), weight=weight),
                           stroke(pen, (80, 560), (560, 80), weight=weight)]),
        ("+", lambda pen: plus(pen, 310, 280)),
        ("·", lambda pen: ring(pen, 140, 300, 40 + weight / 2)),
        ("°", lambda pen: ring(pen, 200, 560, 150, 150 - weight)),
    ]  # fmt: skip
    for fashion in ("level", "slanted", "doubled"):
        signs += [("≤", ordered("<", fashion)), ("≥", ordered(">", fashion))]
    return signs


@cache
def vera(face: str) -> FontFile:
    return FontFile(VERA / f"{face}.ttf")


def copied(face: str, sign: str) -> Any:
    """Draws a glyph of Vera."""
    font = vera(face)
    glyphs, scale = font.getGlyphSet(), 1000 / font["head"].unitsPerEm

    def draw(pen: Any) -> None:
        glyphs[font.getBestCmap()[ord(sign)]].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))

    return draw


def make_font(
    path: Path, name: str, signs: dict[str, Any], form: tuple[float, ...], widths: dict[str, int] | None = None
) -> str:
    """A TrueType file that draws each sign under the code given; registered with reportlab."""
    order = [".notdef", *(f"g{k}" for k in range(len(signs)))]
    glyphs = {}
    for glyph, draw in zip(order, [lambda pen: None, *signs.values()], strict=True):
        pen = TTGlyphPen(None)
        draw(TransformPen(pen, (*form, 0, 0)))
        glyphs[glyph] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(code): glyph for code, glyph in zip(signs, order[1:], strict=True)})
    builder.setupGlyf(glyphs)
    wide = {glyph: (widths or {}).get(code, 800) for glyph, code in zip(order[1:], signs, strict=True)}
    builder.setupHorizontalMetrics({glyph: (wide.get(glyph, 800), 0) for glyph in order})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(path / f"{name}.ttf")
    pdfmetrics.registerFont(TTFont(name, str(path / f"{name}.ttf")))
    return name


def known_to_vera(signs: str) -> str:
    return "".join(sign for sign in signs if ord(sign) in vera("Vera").getBestCmap())


def remapped() -> Iterator[tuple[list[Sign], tuple[float, ...]]]:
    """Sets of signs, each to become a font of its own."""
    for form in FORMS.values():
        for face in FACES:
            signs = [(sign, copied(face, sign)) for sign in known_to_vera("=−±<>≤≥×·°µ≈")]
            yield from ((signs[k : k + 6], form) for k in range(0, len(signs), 6))
        for weight in (30, 45, 60, 80):
            signs = drawn(weight)
            yield from ((signs[k : k + 5], form) for k in range(0, len(signs), 5))


def write(path: Path, rows: list[tuple[str, str]]) -> tuple[dict[int, str], list[Finding]]:
    """Write a PDF with a row of text for each (font, code); read back the sign of each row and all that was found."""
    canvas = Canvas(str(path), invariant=1)
    for number, (font, code) in enumerate(rows):
        y = 780 - 14 * (number % 50)
        if number and number % 50 == 0:
            canvas.showPage()
        canvas.setFont("Vera", 9)
        canvas.drawString(60, y, f"Row {number} of the many has 62.5")
        canvas.setFont(font, 9)
        canvas.drawString(260, y, code)
        canvas.setFont("Vera", 9)
        canvas.drawString(269, y, "26.15 in the group.")
    canvas.save()
    read: dict[int, str] = {}
    findings: list[Finding] = []
    document = pdfium.PdfDocument(path)
    for index in range(len(document)):
        page = read_page(document, index)
        text = "".join(" " * glyph.space_before + glyph.text for glyph in page.glyphs)
        found = re.findall(r"Row (\d+) of the many has 62\.5 ?(\S+?) ?26\.15 in the group\.", text)
        read.update((int(number), sign) for number, sign in found)
        findings += page.findings
    document.close()
    return read, findings


@pytest.fixture(scope="module", autouse=True)
def _vera() -> None:
    for face in FACES:
        pdfmetrics.registerFont(TTFont(face, str(VERA / f"{face}.ttf")))


def test_remapped_signs_are_read_as_drawn(tmp_path: Path) -> None:
    rows: list[tuple[str, str]] = []
    printed: list[str] = []
    codes = cycle(CODES)
    for number, (signs, form) in enumerate([*remapped(), *remapped()]):
        called = {next(codes): sign for sign in signs}
        font = make_font(tmp_path, f"Made{number}", {code: draw for code, (_, draw) in called.items()}, form)
        rows += [(font, code) for code in called]
        printed += [sign for sign, _ in called.values()]
    assert len(rows) >= 500
    read, findings = write(tmp_path / "signs.pdf", rows)
    wrong = [(number, sign, read.get(number)) for number, sign in enumerate(printed) if read.get(number) != sign]
    assert len(wrong) <= 0.02 * len(rows), wrong
    assert len(read) == len(rows)
    assert {255 < found.shown[0] < found.shown[2] < 270 for found in findings} == {True}  # nothing but the signs


@pytest.mark.parametrize("face", FACES)
def test_characters_that_are_what_they_are_called_stay(tmp_path: Path, face: str) -> None:
    signs = "0123456789lmxXoOauvbBZzSsI.,()%#$!/-+=<>&*[]:;"
    rows = [
        (make_font(tmp_path, f"Own{face}{form}{k}", {sign: copied(face, sign)}, FORMS[form]), sign)
        for form in FORMS
        for k, sign in enumerate(signs)
    ]
    read, findings = write(tmp_path / "own.pdf", rows)
    assert [read.get(number) for number in range(len(rows))] == [sign for _, sign in rows]
    assert findings == []


def test_one_wrong_code_in_a_font_of_text(tmp_path: Path) -> None:
    letters = {sign: copied("Vera", sign) for sign in "abcdefghijklmnopqrstuvwxyz013467890.,()"}
    wrong = {"5": copied("Vera", "="), "2": copied("Vera", "−")}
    font = make_font(tmp_path, "Mixed", {**letters, **wrong}, FORMS["plain"])
    canvas = Canvas(str(tmp_path / "mixed.pdf"), invariant=1)
    canvas.setFont(font, 10)
    canvas.drawString(60, 700, "the")
    canvas.drawString(100, 700, "change")
    canvas.drawString(160, 700, "was")
    canvas.drawString(200, 700, "(26.1)")
    canvas.drawString(260, 700, "n534")
    canvas.save()
    document = from_pdf.read(tmp_path / "mixed.pdf", "mixed.pdf")
    assert "(−6.1)" in document.text
    assert "n=34" in document.text
    assert {(repair.encoded, repair.printed, repair.page) for repair in document.repairs} == {
        ("2", "−", 1),
        ("5", "=", 1),
    }
    assert all(repair.sure for repair in document.repairs)
    assert document.problems == ()


def test_an_unknown_sign_is_reported_not_guessed(tmp_path: Path) -> None:
    def blob(pen: Any) -> None:
        stroke(pen, (60, 20), (500, 60), (120, 400), (600, 640), (300, 100), weight=90)

    font = make_font(tmp_path, "Blob", {"\ue0aa": blob}, FORMS["plain"])
    write(tmp_path / "blob.pdf", [(font, "\ue0aa")])
    document = from_pdf.read(tmp_path / "blob.pdf", "blob.pdf")
    assert [(repair.encoded, repair.sure) for repair in document.repairs] == [("\ue0aa", False)]
    assert "\ue0aa" in document.text
    assert any("could not be read with certainty" in problem for problem in document.problems)


def test_small_raised_digits_are_superscripts(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "raised.pdf"), invariant=1)

    def put(x: float, y: float, *pieces: tuple[str, float]) -> None:
        for text, rise in pieces:
            size = 6 if rise else 10
            canvas.setFont("Vera", size)
            canvas.drawString(x, y + rise, text)
            x += pdfmetrics.stringWidth(text, "Vera", size)

    put(
        60,
        700,
        ("a score of ≥3", 0),
        ("17", 4),
        (" since 2016", 0),
        ("5,6", 4),
        (" in 10", 0),
        ("6", 4),
        (" cells.", 0),
    )
    put(60, 680, ("0.3 l min", 0), ("−1", 4), (" and CO", 0), ("2", -3), (" of 16 kPa", 0))
    canvas.save()
    text = from_pdf.read(tmp_path / "raised.pdf", "raised.pdf").text
    assert "≥3¹⁷ since 2016⁵,⁶ in 10⁶ cells." in text
    assert "l min⁻¹ and CO2 of 16 kPa" in text


def test_a_bar_under_a_wedge_is_part_of_it(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "bars.pdf"), invariant=1)
    canvas.setFont("Vera", 10)
    for x, sign in ((60, "<"), (160, ">")):
        canvas.drawString(x, 700, "at")
        canvas.drawString(x + 16, 700, sign)
        canvas.drawString(x + 17.5, 700, "_")
        canvas.drawString(x + 26, 700, "0.5 mV")
    canvas.save()
    document = from_pdf.read(tmp_path / "bars.pdf", "bars.pdf")
    assert re.search(r"at ?≤ ?0\.5 mV +at ?≥ ?0\.5 mV", document.text), document.text
    assert len(document.repairs) == 2


def verified() -> list[tuple[str, str, str]]:
    """Rows of the shared list that name a shared paper: the file, a printed example, the sign."""
    table = SHARED / "glyphs.tsv"
    if not table.exists():
        return []
    with table.open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines, delimiter="\t"))[1:]
    return [(row[5], row[4], row[2]) for row in rows if row[5] and (SHARED / "papers" / row[5]).exists()]


@cache
def shared_text(name: str) -> str:
    return re.sub(r"\s+", "", from_pdf.read(SHARED / "papers" / name, name).text)


@pytest.mark.skipif(not verified(), reason="the shared papers are not here")
@pytest.mark.parametrize(("file", "example", "sign"), verified())
def test_verified_rows_read_as_printed(file: str, example: str, sign: str) -> None:
    assert re.sub(r"\s+", "", example) in shared_text(file)
    assert sign in shared_text(file)

"""Tables as printed: cut by a page, drawn cell by cell, framed, or set with white alone; each row stays a row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from extractor.readers import from_pdf

HEIGHT = letter[1]
PROSE = "The trials were small, but they showed how fast the effect comes and that it fades within the second week. "
HEADER = [["Study"], ["N"], ["Population"], ["Primary", "Measure"], ["Key Findings"]]
LIND = [
        ["Lind et", "al. (2009)"], ["7"], ["Major", "Depression"], ["MADRS"],
        ["At 72 hours:", "- Drug: score fell by 14.0 points", "(±10 SD).", "- Placebo: 0.0 points (±12 SD)."],
]  # fmt: skip
MOE = [["Moe et", "al. (2012)"], ["18"], ["Late-Life", "Depression"], ["HDRS-21"],
       ["At 24 hours:", "- Response: 71% with the drug.", "- Remission: 29% with the drug."]]  # fmt: skip
WIDE = (63.0, 117.0, 138.0, 215.0, 272.0, 550.0)
ROWS = [
    ["Study", "N", "Population", "Primary Measure", "Key Findings"],
    ["Lind et al. (2009)", "7", "Major Depression", "MADRS",
     "At 72 hours: - Drug: score fell by 14.0 points (±10 SD). - Placebo: 0.0 points (±12 SD)."],
    ["Moe et al. (2012)", "18", "Late-Life Depression", "HDRS-21",
     "At 24 hours: - Response: 71% with the drug. - Remission: 29% with the drug."],
]  # fmt: skip


class Sheet:
    """A page under the pen: `top` is how far down it is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.canvas = Canvas(str(path), pagesize=letter)
        self.top = 60.0

    def line(self, text: str, x: float = 63, size: float = 10, bold: bool = False, top: float | None = None) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(x, HEIGHT - (self.top if top is None else top) - size, text)

    def prose(self, width: float = 487, x: float = 63, size: float = 10, times: int = 3) -> None:
        run = ""
        for word in (PROSE * times).split():
            if stringWidth(f"{run} {word}", "Helvetica", size) > width:
                self.line(run, x, size)
                self.top += 1.35 * size
                run = word
            else:
                run = f"{run} {word}".strip()
        self.line(run, x, size)
        self.top += 2.4 * size

    def flat(self, x0: float, x1: float) -> None:
        self.canvas.line(x0, HEIGHT - self.top, x1, HEIGHT - self.top)

    def pieces(self, edges: Sequence[float]) -> None:
        for a, b in pairwise(edges):
            self.flat(a, b)

    def row(self, cells: Sequence[Sequence[str]], edges: Sequence[float], size: float = 9, rules: str = "") -> None:
        """One row of cells, each of several lines; rules: any of "above", "below", "between"."""
        start = self.top
        if "above" in rules:
            self.pieces(edges)
        for x, lines in zip(edges, cells, strict=False):
            for i, text in enumerate(lines):
                self.line(text, x + 4, size, top=start + 4 + i * 1.15 * size)
        self.top = start + 8 + 1.15 * size * max(map(len, cells))
        if "between" in rules:
            for x in edges:
                self.canvas.line(x, HEIGHT - start, x, HEIGHT - self.top)
        if "below" in rules:
            self.pieces(edges)

    def page(self) -> None:
        self.canvas.showPage()
        self.top = 60.0

    def read(self) -> Document:
        self.canvas.save()
        return from_pdf.read(self.path, self.path.name)


def rows(document: Document, at: int = 0) -> list[list[str]]:
    table = document.tables[at]
    return [[document.quote(cell.span) for cell in table.row(row)] for row in range(table.n_rows)]


@pytest.mark.parametrize("rules", ["above below between", "above below", ""])
def test_a_row_cut_by_the_page_is_one_row_again(tmp_path: Path, rules: str) -> None:
    sheet = Sheet(tmp_path / "split.pdf")
    sheet.prose()
    sheet.top = 660
    sheet.row(HEADER, WIDE, rules=rules)
    cut = [cell[:2] for cell in LIND]
    sheet.row(cut, WIDE, rules=rules.replace("below", "").replace("above", ""))
    sheet.page()
    sheet.row([[], [], [], [], LIND[4][2:]], WIDE, rules=rules.replace("above", ""))
    sheet.row(MOE, WIDE, rules=rules.replace("above", ""))
    sheet.top += 20
    sheet.line("Conclusions", size=15, bold=True)
    sheet.top += 25
    sheet.prose()
    document = sheet.read()
    assert len(document.tables) == 1
    assert rows(document) == ROWS
    assert document.text.count("Conclusions") == 1


def test_a_header_printed_again_on_the_next_page_is_left_out(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "again.pdf")
    sheet.prose()
    sheet.top = 640
    sheet.row(HEADER, WIDE, rules="above below between")
    sheet.row(LIND, WIDE, rules="below between")
    sheet.page()
    sheet.row(HEADER, WIDE, rules="above below between")
    sheet.row(MOE, WIDE, rules="below between")
    sheet.top += 20
    sheet.prose()
    document = sheet.read()
    assert [rows(document, i) for i in range(len(document.tables))] == [ROWS]
    assert [cell.header for cell in document.tables[0].cells] == [True] * 5 + [False] * 10


def test_two_tables_on_two_pages_stay_two(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "two.pdf")
    sheet.prose()
    sheet.top = 640
    sheet.row(HEADER, WIDE, rules="above below between")
    sheet.row(LIND, WIDE, rules="below between")
    sheet.page()
    sheet.line("Table 2. Trials in older adults.")
    sheet.top += 20
    sheet.row(HEADER, WIDE, rules="above below between")
    sheet.row(MOE, WIDE, rules="below between")
    document = sheet.read()
    assert [rows(document, i)[1][0] for i in range(len(document.tables))] == ["Lind et al. (2009)", "Moe et al. (2012)"]


@pytest.mark.parametrize("rules", ["above below", ""])
def test_a_narrow_table_above_an_underlined_heading(tmp_path: Path, rules: str) -> None:
    """Columns nine points apart, and below them a heading whose rule is just as wide as the table."""
    edges = (316.0, 355.0, 373.0, 428.0, 472.0, 550.0)
    lind = [
        *LIND[:4],
        ["At 72 hours:", "- Drug: score fell", "by 14.0 points", "(±10 SD).", "- Placebo: 0.0", "points (±12 SD)."],
    ]
    moe = [*MOE[:4], ["At 24 hours:", "- Response: 71%", "with the drug.", "- Remission: 29%", "with the drug."]]
    sheet = Sheet(tmp_path / "narrow.pdf")
    for _ in range(4):
        sheet.prose(width=234)
    sheet.top = 60
    sheet.row(HEADER, edges, size=8, rules=rules)
    sheet.row(lind, edges, size=8, rules=rules.replace("above", ""))
    sheet.row(moe, edges, size=8, rules=rules.replace("above", ""))
    for heading in ("What Follows From This", "References"):
        sheet.top += 12
        sheet.line(heading, 316, 14, bold=True)
        sheet.top += 20
        sheet.flat(316, 550)
        sheet.top += 8
        sheet.prose(width=234, x=316)
    document = sheet.read()
    assert [rows(document, i) for i in range(len(document.tables))] == [ROWS]
    headings = [document.quote(block.span) for block in document.blocks if block.kind == "heading"]
    assert headings == ["What Follows From This", "References"]


@pytest.mark.parametrize("size", [7.0, 10.0])
@pytest.mark.parametrize("frame", [True, False])
def test_a_box_of_names_and_values_keeps_them_together(tmp_path: Path, frame: bool, size: float) -> None:
    sheet = Sheet(tmp_path / "box.pdf")
    sheet.line("A Guide to the First Trials", size=18, bold=True)
    sheet.top = 130
    if frame:
        sheet.canvas.rect(142, HEIGHT - 184, 328, 54)
    for name, value in (("Compound of Interest", ""), ("Compound Name:", "Hetramine"), ("Cat. No.:", "B1673132")):
        sheet.line(name, 148, size, top=sheet.top + 5)
        if value:
            sheet.line(value, 325, size, top=sheet.top + 5)
        sheet.top += 18
    sheet.top = 210
    sheet.prose(times=4)
    document = sheet.read()
    if frame:
        assert rows(document) == [
            ["Compound of Interest", ""],
            ["Compound Name:", "Hetramine"],
            ["Cat. No.:", "B1673132"],
        ]
    else:
        paragraphs = [document.quote(block.span) for block in document.blocks if block.kind != "heading"]
        assert paragraphs[:3] == ["Compound of Interest", "Compound Name: Hetramine", "Cat. No.: B1673132"]


@pytest.mark.parametrize("place", ["above", "below", "beside"])
def test_a_caption_wherever_it_stands(tmp_path: Path, place: str) -> None:
    sheet = Sheet(tmp_path / "caption.pdf")
    sheet.prose()
    if place == "above":
        sheet.line("Table 1. Trials of the drug.")
        sheet.top += 18
    elif place == "beside":
        sheet.line("Table 1. Trials", 470, 9, top=sheet.top + 5)
        sheet.line("of the drug.", 470, 9, top=sheet.top + 16)
    edges = (63.0, 150.0, 190.0, 300.0, 460.0)
    for row in (["Study", "N", "Scale", "Result"], ["Lind", "7", "MADRS", "fell by 14"], ["Moe", "18", "HDRS", "71%"]):
        sheet.row([[text] for text in row], edges, rules="above below between")
    if place == "below":
        sheet.top += 4
        sheet.line("Table 1. Trials of the drug.")
        sheet.top += 18
    sheet.top += 20
    sheet.prose()
    document = sheet.read()
    caption = document.tables[0].caption
    assert caption is not None
    assert document.quote(caption) == "Table 1. Trials of the drug."


def test_the_lettering_of_a_drawing_is_no_table(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "axes.pdf")
    sheet.prose()
    for top, label in zip(range(200, 320, 20), ("60", "50", "40", "30", "20", "10"), strict=True):
        sheet.line(label, 100, 7, top=top)
        for x in (150, 200, 250):
            sheet.line(str(top + x), x, 7, top=top)
    for x, label in ((150, "0"), (200, "10"), (250, "20")):
        sheet.line(label, x, 7, top=320)
    sheet.top = 360
    sheet.prose()
    assert sheet.read().tables == ()


def test_an_entry_cut_in_two_is_one_reference_and_a_disclaimer_is_none(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "list.pdf")
    sheet.prose()
    sheet.line("References", size=15, bold=True)
    sheet.top += 28
    for text, gap in (
        ("1. Lind K, Moe A. A first trial of the drug in depression. Ann Mood. 2009;12(4):351-354.", 16.0),
        ("2. Moe A, Lind K, Berg T. A second trial, in older adults.", 22.0),
        ("Ann Mood. 2012;15(2):10-19.", 16.0),
        ("3. Berg T. How it was found. 2013. [mood.example]", 30.0),
        ("For laboratory research only; not for use in humans. Questions: notes@house.example", 16.0),
    ):
        sheet.line(text)
        sheet.top += gap
    document = sheet.read()
    assert [document.quote(reference.span) for reference in document.references] == [
        "1. Lind K, Moe A. A first trial of the drug in depression. Ann Mood. 2009;12(4):351-354.",
        "2. Moe A, Lind K, Berg T. A second trial, in older adults. Ann Mood. 2012;15(2):10-19.",
        "3. Berg T. How it was found. 2013. [mood.example]",
    ]
    assert sum(block.kind == "reference" for block in document.blocks) == 3


def test_a_page_full_of_lines_is_read_in_time(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "lines.pdf")
    sheet.prose()
    for i in range(12_000):
        x, y = (i * 37) % 450, (i * 61) % 700
        sheet.canvas.line(x, y, x + 20 + i % 70, y)
    assert "small, but they showed" in sheet.read().text

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


def journal(
    sheet: Sheet, lines: Sequence[Sequence[tuple[float, str]]], flats: Sequence[int], pitch: float = 13
) -> None:
    """A table as journals set it: lines of text, given by where each part begins, and rules over its whole width.

    flats: above which lines there is a rule; one more closes the table.
    """
    for i, line in enumerate([*lines, []]):
        if i in flats or i == len(lines):
            sheet.flat(63, 550)
            sheet.top += 3
        for x, text in line:
            sheet.line(text, x, 8)
        sheet.top += pitch


def spans_of(document: Document, text: str, at: int = 0) -> list[int]:
    """The columns over which a heading stands; the text has it once."""
    assert document.text.count(text) == 1
    return [cell.column for cell in document.tables[at].cells if document.quote(cell.span) == text]


ARMS = [
    [(200.0, "Drug"), (360.0, "Placebo")],
    [(63.0, "Outcome"), (180.0, "Week 1"), (240.0, "Week 2"), (340.0, "Week 1"), (400.0, "Week 2"), (480.0, "P")],
    [(63.0, "Scale"), (180.0, "4.1"), (240.0, "4.2"), (340.0, "5.1"), (400.0, "5.2"), (480.0, ".04")],
    [(63.0, "Response"), (180.0, "31"), (240.0, "32"), (340.0, "21"), (400.0, "22"), (480.0, ".20")],
    [(63.0, "Remission"), (180.0, "11"), (240.0, "12"), (340.0, "9"), (400.0, "10"), (480.0, ".31")],
]


def test_a_heading_over_two_columns_heads_both_and_stands_in_the_text_once(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "spans.pdf")
    sheet.prose()
    sheet.line("Table 1. Outcomes by arm.", bold=True)
    sheet.top += 16
    journal(sheet, ARMS, (0, 2))
    sheet.canvas.line(175, HEIGHT - (sheet.top - 13 - 13 * 4 - 6), 265, HEIGHT - (sheet.top - 13 - 13 * 4 - 6))
    sheet.prose()
    document = sheet.read()
    assert (document.tables[0].n_rows, document.tables[0].n_columns) == (5, 6)
    assert spans_of(document, "Drug") == [1, 2]
    assert spans_of(document, "Placebo") == [3, 4]
    assert {cell.row for cell in document.tables[0].cells if cell.header} == {0, 1}
    assert [document.quote(cell.span) for cell in document.tables[0].headers(4)] == ["Placebo", "Week 2"]
    assert rows(document)[2] == ["Scale", "4.1", "4.2", "5.1", "5.2", ".04"]


def test_notes_below_the_last_row_stay_outside_the_grid(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "notes.pdf")
    sheet.prose()
    sheet.line("Table 1. Outcomes by arm.", bold=True)
    sheet.top += 16
    note = [(63.0, "Notes: P values are from a mixed model; scores are means of the scale at each of the visits.")]
    journal(sheet, [*ARMS, note, [(63.0, "*Adjusted for centre.")]], (0, 2))
    document = sheet.read()
    assert document.tables[0].n_rows == 5
    assert "Notes: P values are from a mixed model" in document.text


def test_close_rows_with_numbers_of_their_own_stay_rows(tmp_path: Path) -> None:
    """Pairs of rows under one name, closer to one another than to the next pair."""
    sheet = Sheet(tmp_path / "pairs.pdf")
    sheet.prose()
    sheet.line("Table 1. Scores.", bold=True)
    sheet.top += 16
    sheet.flat(63, 550)
    sheet.top += 3
    for name, arm, n, mean, gap in (
        ("Score", "Arm", "n", "Mean", 18.0),
        ("Pain", "Drug", "12", "66.8", 9.5), ("", "Placebo", "14", "67.4", 15.0),
        ("Sleep", "Drug", "11", "59.0", 9.5), ("", "Placebo", "13", "59.8", 15.0),
        ("Mood", "Drug", "10", "68.2", 9.5), ("", "Placebo", "12", "65.9", 15.0),
    ):  # fmt: skip
        for x, text in ((63, name), (200, arm), (330, n), (430, mean)):
            if text:
                sheet.line(text, x, 8)
        sheet.top += gap
        if name == "Score":
            sheet.flat(63, 550)
    sheet.flat(63, 550)
    document = sheet.read()
    assert rows(document)[1:4] == [
        ["Pain", "Drug", "12", "66.8"],
        ["", "Placebo", "14", "67.4"],
        ["Sleep", "Drug", "11", "59.0"],
    ]


@pytest.mark.parametrize("repeats", [True, False])
def test_a_part_captioned_continued_goes_on_with_its_table(tmp_path: Path, repeats: bool) -> None:
    """Cut by the page without a rule at its foot, as BMC journals do; with its header again or without."""
    sheet = Sheet(tmp_path / "continued.pdf")
    sheet.prose()
    sheet.top = 480
    sheet.line("Table 1 Outcomes by arm", bold=True)
    sheet.top += 16
    body = [[(63.0, f"Outcome {i}"), (240.0, f"{i}.1"), (400.0, f"{i}.2")] for i in range(1, 31)]
    head = [[(63.0, "Outcome"), (240.0, "Drug"), (400.0, "Placebo")]]
    for i, line in enumerate([*head, *body[:18]]):
        if i < 2:
            sheet.flat(63, 550)
        sheet.top += 3 if i < 2 else 0
        for x, text in line:
            sheet.line(text, x, 8)
        sheet.top += 12
    sheet.page()
    sheet.line("Table 1 Outcomes by arm (Continued)", bold=True)
    sheet.top += 16
    journal(sheet, [*(head if repeats else []), *body[18:]], (0, 1) if repeats else (0,), 12)
    sheet.prose()
    document = sheet.read()
    assert len(document.tables) == 1
    assert [row[0] for row in rows(document)] == ["Outcome", *(f"Outcome {i}" for i in range(1, 31))]
    assert "Continued" not in document.text


def test_a_landscape_table_reads_in_its_own_direction(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "landscape.pdf")
    sheet.prose()
    sheet.page()
    sheet.canvas.translate(0, 0)
    sheet.canvas.rotate(90)
    sheet.canvas.translate(0, -letter[0])
    real, sheet.top = HEIGHT, 80.0

    def put(text: str, x: float, bold: bool = False) -> None:
        sheet.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", 8)
        sheet.canvas.drawString(x, letter[0] - sheet.top - 8, text)

    put("Table 1. Outcomes by arm.", 63, True)
    sheet.top += 16
    for i, line in enumerate([*ARMS, []]):
        if i in (0, 2, 5):
            sheet.canvas.line(63, letter[0] - sheet.top, 550, letter[0] - sheet.top)
            sheet.top += 3
        for x, text in line:
            put(text, x)
        sheet.top += 13
    assert real == HEIGHT
    document = sheet.read()
    assert rows(document)[2] == ["Scale", "4.1", "4.2", "5.1", "5.2", ".04"]
    cell = document.tables[0].cell(2, 1)
    assert cell is not None
    [box] = document.boxes(cell.span)
    assert box.page == 2
    assert box.bottom - box.top > box.x1 - box.x0  # the ink of "4.1" runs up the page


def test_numbers_and_headers_that_every_page_prints_stay_in_their_tables(tmp_path: Path) -> None:
    """Repeated words and bare numbers near the margin are furniture only where the page's own text has not begun."""
    sheet = Sheet(tmp_path / "margin.pdf")
    for page in range(4):
        sheet.top = 40
        sheet.line("Journal of Moods", 63, 8)
        sheet.top = 62
        sheet.line(f"Table {page + 1}. Outcomes of trial {'abcd'[page]} by arm.", bold=True)
        sheet.top += 16
        journal(sheet, [ARMS[1], *ARMS[2:]], (0, 1))
        sheet.top = 690
        sheet.prose(times=1)
        sheet.page()
    document = sheet.read()
    assert "Journal of Moods" not in document.text
    assert len(document.tables) == 4
    assert all(rows(document, i)[0][0] == "Outcome" for i in range(4))

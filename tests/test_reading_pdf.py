"""PDFs built here and now, and the shared ones where they are present: what the page prints is what the reader says."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

from extractor.document import Document, Span
from extractor.finders import publication
from extractor.language import parse
from extractor.readers import from_pdf
from extractor.readers.errors import ReadError

SHARED = Path(__file__).resolve().parents[2] / "shared" / "documents"
TEXT = ParagraphStyle("text", fontName="Times-Roman", fontSize=10, leading=12.5, spaceAfter=6, alignment=TA_JUSTIFY)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=20, leading=25, spaceAfter=10)
H2 = ParagraphStyle("h2", fontName="Helvetica-Bold", fontSize=14, leading=17, spaceBefore=8, spaceAfter=6)
H3 = ParagraphStyle("h3", fontName="Helvetica-Bold", fontSize=11.5, leading=14, spaceBefore=6, spaceAfter=5)
ITEM = ParagraphStyle("item", parent=TEXT, leftIndent=14, spaceAfter=1)
CELL = ParagraphStyle("cell", fontName="Times-Roman", fontSize=9, leading=11)

PROSE = (
    "Esketamine was studied in a small ward in the north of the country because the earlier reports of a rapid effect "
    "had not been repeated there. The investigators wanted to know whether one infusion would be tolerated by older "
    "adults who had not responded to two medicines, and whether the effect would outlast the second week. Nobody had "
    "asked this before in that setting, and the answer was of some weight for those who plan such services."
)
SUMMARY = [
    ["Study", "N", "Population", "Main Scale", "Key Findings"],
    ["Okafor et al. (2011)", "24", "Bipolar Depression", "MADRS",
     "At day 7: - Esketamine: mean score fell by 11.5 points (±4 SD). - Saline: change was 2.0 points (±5 SD)."],
    ["Lindqvist et al. (2014)", "31", "Late-Life Depression", "HDRS-17",
     "At 24 hours: - Response: 61% with esketamine. - Remission: 26% with esketamine, kept for two weeks by 19%."],
]  # fmt: skip


def furnish(canvas: Canvas, _: Any) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(50, 25, "© 2024 Northern Reagents. All rights reserved.")
    canvas.drawCentredString(A4[0] / 2, 25, f"{canvas.getPageNumber()} / 9")


def build(path: Path, story: list[Any], columns: int = 1, **info: str) -> Path:
    document = BaseDocTemplate(str(path), pagesize=A4, **info)
    width = (A4[0] - 100 - 20 * (columns - 1)) / columns
    frames = [Frame(50 + i * (width + 20), 50, width, A4[1] - 100, id=str(i)) for i in range(columns)]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=furnish))
    document.build(story)
    return path


def summary(ruled: bool, width: float) -> Table:
    shares = (0.2, 0.09, 0.21, 0.2, 0.3)
    narrow = ParagraphStyle("narrow", parent=CELL, fontSize=7, leading=8.5)
    rows = [[Paragraph(text, CELL if width > 300 else narrow) for text in row] for row in SUMMARY]
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    if ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.grey))
    return Table(rows, colWidths=[width * share for share in shares], style=TableStyle(style))


def guide(ruled: bool, width: float) -> list[Any]:
    study = [
        Paragraph(PROSE, TEXT),
        Paragraph("Experimental Protocol:", H3),
        Paragraph("Study Design: A randomized, placebo-controlled, double-blind crossover trial.", ITEM),
        Paragraph(
            "Participants: Twenty-four inpatients with bipolar depression.[1] All were medication-free.[2]", ITEM
        ),
        Paragraph(
            "Intervention: One infusion of esketamine (0.4 mg/kg) or saline over 40 minutes on each of two days.", ITEM
        ),
        Paragraph("Assessment Schedule: Ratings at baseline, then at 40, 80 and 110 minutes post-infusion.", ITEM),
    ]
    return [
        Paragraph("First Studies of Esketamine in Bipolar Depression: A Technical Guide", TITLE),
        Paragraph("Introduction", H2), Paragraph(PROSE, TEXT), Paragraph(PROSE, TEXT),
        Paragraph("Early Clinical Trials", H2),
        Paragraph("Okafor et al. (2011), Journal of Mood", H3), *study,
        Paragraph("Lindqvist et al. (2014), Annals of Ageing", H3), *study,
        Paragraph("Quantitative Data Summary", H2), Paragraph(PROSE, TEXT), summary(ruled, width), Spacer(1, 8),
        Paragraph("Conclusion", H2), Paragraph(PROSE, TEXT),
        Paragraph("References", H2),
        Paragraph("1. A randomized trial of esketamine in bipolar disorder, with a title long enough to be set on more "
                  "than a single line of the page [journal.example]", TEXT),
        Paragraph("2. example.org [example.org]", TEXT),
        Paragraph("To cite this document: Northern Reagents. [First Studies of Esketamine]. 2024.", TEXT),
        Paragraph("Disclaimer:", H2), Paragraph(PROSE, TEXT),
    ]  # fmt: skip


def read(path: Path) -> Document:
    return from_pdf.read(path, f"given/{path.name}")


def blocks(document: Document, kind: str) -> list[str]:
    return [document.quote(block.span) for block in document.blocks if block.kind == kind]


def rows(document: Document, at: int = 0) -> list[list[str]]:
    table = document.tables[at]
    return [[document.quote(cell.span) for cell in table.row(row)] for row in range(table.n_rows)]


def assert_places(document: Document, path: Path) -> None:
    """What PDFium has inside a line's boxes is what the text says there."""
    assert document.positions is not None
    where = document.positions
    assert all(len(array) == len(document.text) for array in (where.page, where.line, where.x0, where.bottom))
    pdf = pdfium.PdfDocument(path)
    for block in document.blocks:
        for start in range(block.span.start, block.span.end, 97):
            span = Span(start, min(start + 60, block.span.end))
            printed = ""
            for box in document.boxes(span):
                page = pdf[box.page - 1]
                height = page.get_height()
                text = page.get_textpage().get_text_bounded(
                    box.x0, height - box.bottom + 1, box.x1, height - box.top - 1
                )
                printed += text
            wanted = letters(document.quote(span))
            assert wanted in letters(printed), (document.quote(span), printed)
    pdf.close()


def letters(text: str) -> str:
    return re.sub(r"[^\w%.;()]", "", text.replace("\ufffe", "").replace("\x02", ""))


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("ruled", [True, False])
def test_a_guide_in_four_layouts(tmp_path: Path, columns: int, ruled: bool) -> None:
    width = (A4[0] - 112 - 20 * (columns - 1)) / columns
    path = build(tmp_path / "guide.pdf", guide(ruled, width), columns)
    document = read(path)
    assert document.path == "given/guide.pdf"
    assert document.name == "guide.pdf"
    assert document.title is not None
    assert document.quote(document.title) == "First Studies of Esketamine in Bipolar Depression: A Technical Guide"
    assert rows(document) == SUMMARY
    assert [cell.row for cell in document.tables[0].cells if cell.header] == [0] * 5
    items = blocks(document, "list_item")
    assert [item.split(":")[0] for item in items[:4]] == [
        "Study Design",
        "Participants",
        "Intervention",
        "Assessment Schedule",
    ]
    assert len(items) == 8
    assert "placebo-controlled, double-blind crossover" in items[0]
    assert blocks(document, "paragraph").count(PROSE) == 7
    titles = {document.quote(s.title): s for s in document.sections if s.title}
    study = titles["Okafor et al. (2011), Journal of Mood"]
    protocol = next(s for s in document.sections if s.kind == "methods")
    assert protocol.span in study.span
    assert titles["Early Clinical Trials"].level < study.level < protocol.level
    assert titles["Quantitative Data Summary"].kind == "results"
    assert [r.number for r in document.references] == [1, 2]
    assert document.quote(document.references[0].span).endswith("[journal.example]")
    assert titles["Disclaimer:"].kind == "disclaimer"
    assert "© 2024 Northern Reagents. All rights reserved." in document.furniture
    assert "Northern Reagents. All" not in document.text
    assert_places(document, path)


def test_a_running_head_that_names_the_journal_can_be_quoted(tmp_path: Path) -> None:
    """The first one stands at the end of the text, in no section; page numbers and other running heads do not."""
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for page in (1, 2, 3):
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(60, 810, "Tarrant et al. Imagined Trials")
        canvas.drawString(300, 810, "(2015) 16:12")
        canvas.drawString(60, 30, "Belprazole for hay fever")
        canvas.drawString(500, 30, f"Page {page} of 3")
        canvas.setFont("Times-Roman", 10)
        for at in range(40):
            canvas.drawString(
                60, 740 - 14 * at, f"Line {at} of page {page} tells of belprazole and its use in hay fever."
            )
        canvas.showPage()
    canvas.save()
    document = read(tmp_path / "a.pdf")
    last = document.blocks[-1]
    assert (last.kind, document.quote(last.span)) == ("furniture", "Tarrant et al. Imagined Trials (2015) 16:12")
    assert document.text.endswith(document.quote(last.span))
    assert document.text.count("Imagined Trials") == 1
    assert document.section(last.span) is None
    assert "Page 1" not in document.text
    assert {box.page for box in document.boxes(last.span)} == {1}
    assert all(box.bottom < 40 for box in document.boxes(last.span))
    found = {m.field: document.quote(m.span) for m in publication.find(parse(document), document)}
    assert found == {"publication.journal": "Imagined Trials", "publication.year": "2015"}


def test_numbers_of_references_that_the_file_draws_after_them(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.setFont("Times-Roman", 10)
    for at in range(12):
        canvas.drawString(
            60, 780 - 13 * at, f"Line {at} tells of belprazole and its use in hay fever, as others did [{at % 5 + 1}]."
        )
    canvas.setFont("Times-Bold", 14)
    canvas.drawString(60, 590, "References")
    canvas.setFont("Times-Roman", 9)
    for at in range(5):
        y = 560 - 26 * at
        canvas.drawString(
            84, y, f"Marsh H, Lund T. Belprazole in study {at} of hay fever, its causes and its many treat-"
        )
        canvas.drawString(84, y - 11, f"ments in children. J Imagined Med 200{at}; 4: {at + 11}-{at + 20}")
        canvas.drawString(66, y, str(at + 1))
    canvas.showPage()
    canvas.save()
    document = read(tmp_path / "a.pdf")
    assert [reference.number for reference in document.references] == [1, 2, 3, 4, 5]
    assert [f"200{at};" in document.quote(r.span) for at, r in enumerate(document.references)] == [True] * 5


# --- words ---------------------------------------------------------------------------------------------------------


def page_of_lines(path: Path, lines: list[str], **layout: Any) -> Document:
    canvas = Canvas(str(path), pagesize=A4)
    for key, value in layout.items():
        getattr(canvas, key)(value)
    canvas.setFont("Times-Roman", 10)
    for at, line in enumerate(lines):
        canvas.drawString(60, 400 - 12 * at, line)
    canvas.showPage()
    canvas.save()
    return read(path)


@pytest.mark.parametrize(
    ("above", "below", "wanted"),
    [
        ("and it was a rapid anti-", "depressant effect of the drug", "a rapid antidepressant effect"),
        ("this was the first placebo-", "controlled study of the drug", "first placebo-controlled study"),
        ("rated at 40, 80 and 230 minutes post-", "infusion and on day one", "minutes post-infusion and"),
        ("it served as the crucial proof-of-", "concept for a new strategy", "crucial proof-of-concept for"),
        (
            "the population of the study was Treatment-",
            "Resistant Depression and",
            "was Treatment-Resistant Depression",
        ),
        ("patients with a score between 10-", "20 points on the scale were", "between 10-20 points"),
        ("the scale that they used was the HDRS-", "17 in its usual form", "the HDRS-17 in"),
        ("all of the partici-", "pants came back to the ward", "all of the participants came back"),
    ],
)
def test_a_hyphen_at_the_line_end(tmp_path: Path, above: str, below: str, wanted: str) -> None:
    document = page_of_lines(tmp_path / "a.pdf", ["the authors say of this in their report that", above, below])
    assert wanted in document.text


def test_the_document_itself_says_how_a_word_is_written(tmp_path: Path) -> None:
    lines = [
        "we saw a follow-up of two weeks and a cardio-",
        "version; cardioversion was done once and a",
        "follow-",
        "up too",
    ]
    text = page_of_lines(tmp_path / "a.pdf", lines).text
    assert "a cardioversion; cardioversion" in text
    assert "a follow-up too" in text


def test_spaces_come_from_gaps(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.setFont("Times-Roman", 10)
    x = 60.0
    for word in ["the", "words", "of", "this", "line", "are", "set", "one", "by", "one", "without", "any", "space"]:
        canvas.drawString(x, 700, word)
        x += canvas.stringWidth(word) + 2.5
    canvas.save()
    assert read(tmp_path / "a.pdf").text == "the words of this line are set one by one without any space"


# --- places --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_where_the_ink_is(tmp_path: Path, rotation: int) -> None:
    path = tmp_path / "a.pdf"
    document = page_of_lines(path, ["alpha beta gamma", "delta"], setPageRotation=rotation)
    at = document.text.index("beta")
    (box,) = document.boxes(Span(at, at + 4))
    pdf = pdfium.PdfDocument(path)
    image = pdf[0].render(scale=2).to_pil().convert("L").point(lambda v: 255 if v < 128 else 0)
    pdf.close()
    assert document.pages[0].width == pytest.approx(image.width / 2, abs=0.6)
    assert document.pages[0].height == pytest.approx(image.height / 2, abs=0.6)
    assert document.pages[0].rotation == rotation
    inside = image.crop((int(2 * box.x0), int(2 * box.top), int(2 * box.x1), int(2 * box.bottom)))
    ink = inside.getbbox()
    assert ink is not None
    assert (ink[2] - ink[0]) * (ink[3] - ink[1]) > 0.3 * inside.width * inside.height
    assert 5 < max(box.x1 - box.x0, box.bottom - box.top) < 25


def test_text_that_reads_upwards_is_read_in_its_own_direction(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.rotate(90)
    canvas.setFont("Times-Roman", 10)
    for at, line in enumerate(["The mean was 0.5058 in the group", "and the interval -2.81 to 16.19."]):
        canvas.drawString(100, -200 - 12 * at, line)
    canvas.save()
    document = read(tmp_path / "a.pdf")
    assert document.text == "The mean was 0.5058 in the group and the interval -2.81 to 16.19."
    box = document.boxes(Span(0, 3))[0]
    assert box.bottom - box.top > box.x1 - box.x0


# --- tables --------------------------------------------------------------------------------------------------------

DATA = [
    ["Measure", "Drug (n = 20)", "Placebo (n = 21)", "P value"],
    ["Age, years", "41.2 (9.3)", "43.0 (10.1)", "0.55"],
    ["Female sex", "12 (60)", "11 (52)", "0.62"],
    ["Score at week 4", "11.4 (5.2)", "16.9 (6.0)", "0.003"],
    ["Remission", "9 (45)", "3 (14)", "0.03"],
]


@pytest.mark.parametrize("rules", [True, False])
def test_a_journal_table_between_running_text(tmp_path: Path, rules: bool) -> None:
    style = [("FONTNAME", (0, 0), (-1, -1), "Times-Roman"), ("FONTSIZE", (0, 0), (-1, -1), 8)]
    style += [("BOTTOMPADDING", (0, 0), (-1, -1), 0.5), ("TOPPADDING", (0, 0), (-1, -1), 0.5)]
    if rules:
        style += [("LINEABOVE", (0, 0), (-1, 0), 0.7, colors.black), ("LINEBELOW", (0, 0), (-1, 0), 0.4, colors.black)]
        style += [("LINEBELOW", (0, -1), (-1, -1), 0.7, colors.black)]
    caption = Paragraph("Table 1. Patients and outcomes by group, mean (SD) or number (%)", CELL)
    story = [
        Paragraph(PROSE, TEXT),
        caption,
        Table(DATA, style=TableStyle(style)),
        Spacer(1, 12),
        Paragraph(PROSE, TEXT),
    ]
    path = build(tmp_path / "a.pdf", story)
    document = read(path)
    assert rows(document) == DATA
    assert document.tables[0].caption is not None
    assert document.quote(document.tables[0].caption).startswith("Table 1. Patients")
    assert document.text.count("Score at week 4") == 1
    assert blocks(document, "paragraph").count(PROSE) == 2
    header = document.tables[0].headers(1)
    assert [document.quote(cell.span) for cell in header] == ["Drug (n = 20)"]
    assert_places(document, path)


def test_a_framed_box_beside_the_text_neither_swallows_nor_cuts_it(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.rect(340, 620, 200, 110)
    canvas.line(50, 705, 540, 705)  # a heading's rule runs through the frame
    canvas.setFont("Helvetica", 9)
    for x, y, text in [
        (350, 712, "Product of"), (350, 699, "Interest"), (350, 678, "Product"), (350, 665, "Name:"),
        (420, 671.5, "Fictamine"), (350, 640, "Cat. No.:"), (420, 640, "N7654321"),
        (490, 646.5, "Get"), (490, 633.5, "Quote"),
    ]:  # fmt: skip
        canvas.drawString(x, y, text)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(50, 712, "Introduction")
    canvas.setFont("Helvetica", 10)
    for at, line in enumerate(["For many years the theory of one substance was the",
                               "only one that was taught, and few asked for",
                               "another; then the work on a second system began"]):  # fmt: skip
        canvas.drawString(50, 680 - 14 * at, line)
    canvas.drawString(50, 600, "not at all.")
    canvas.save()
    document = read(tmp_path / "a.pdf")
    found = [[cell for cell in row if cell] for row in rows(document)]
    assert found == [["Product of Interest"], ["Product Name:", "Fictamine"], ["Cat. No.:", "N7654321", "Get Quote"]]
    assert "taught, and few asked for another; then the work on a second system began" in document.text
    assert blocks(document, "heading") == ["Introduction"]


# --- what cannot be read -------------------------------------------------------------------------------------------


def unreadable(folder: Path, kind: str) -> Path:
    path = folder / "a.pdf"
    whole = build(folder / "whole.pdf", [Paragraph(PROSE, TEXT)] * 20).read_bytes()
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_text("This is a note, not a PDF file.")
    elif kind == "truncated":
        path.write_bytes(whole[: len(whole) // 3])
    elif kind == "password":
        canvas = Canvas(str(path), encrypt=StandardEncryption("secret"))
        canvas.drawString(100, 100, "hidden")
        canvas.save()
    else:
        canvas = Canvas(str(path))
        canvas.drawImage(ImageReader(Image.new("RGB", (60, 60), "grey")), 100, 100)
        canvas.save()
    return path


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("empty", "the file is empty"),
        ("text", "not a PDF file"),
        ("truncated", "damaged"),
        ("password", "needs a password"),
        ("image", "no text layer: the pages are images"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, kind: str, sentence: str) -> None:
    with pytest.raises(ReadError, match=sentence) as raised:
        read(unreadable(tmp_path, kind))
    assert str(tmp_path) not in str(raised.value)


def test_one_page_without_text_is_a_problem_not_a_failure(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(100, 500, "The first page has words.")
    canvas.showPage()
    canvas.rect(100, 100, 50, 50)
    canvas.showPage()
    canvas.save()
    assert read(tmp_path / "a.pdf").problems == ("page 2 has no text layer",)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared documents are not here")
@pytest.mark.parametrize("folder", ["nasty", "papers"])
def test_every_shared_file_is_read_or_says_why_not(folder: str) -> None:
    paths = sorted((SHARED / folder).glob("*.pdf"))
    for path in paths if folder == "nasty" else paths[::4]:
        try:
            document = read(path)
        except ReadError:
            continue
        assert document.positions is not None
        assert len(document.positions.line) == len(document.text)
        spans = [block.span for block in document.blocks]
        assert all(before.end <= after.start for before, after in pairwise(spans))
        assert not re.search(r"[\ud800-\udfff\x00-\x08]", document.text)

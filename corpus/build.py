"""Builds the example documents of this folder out of the wording in `content/`.

    python corpus/build.py [FOLDER]

The same bytes come out on every run: ReportLab's invariant mode fixes dates and ids, and nothing is compressed, so that
the version of zlib does not matter.  What each document is for stands in `ABOUT`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    FrameBreak,
    HRFlowable,
    ImageAndFlowables,
    ListFlowable,
    ListItem,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from content import (  # noqa: E402
    abstract,
    antibacterial_guide,
    crossover_trial,
    cytotoxicity,
    diabetic_rats,
    esketamine_guide_clean,
    hot_plate_mice,
    ketamine_guide,
    kinase_panel_guide,
    mouse_xenograft,
    object_recognition,
    parallel_trial,
    parkinson_guide,
    rat_pharmacokinetics,
    receptor_binding_datasheet,
    rodent_dose_response,
    seizures_mice,
    toxicity_guide,
)

REPORTLAB = "5.1.0"  # the version that the committed files were built with
MARGIN = 54
PAGE_WIDTH, PAGE_HEIGHT = A4
WIDTH = PAGE_WIDTH - 2 * MARGIN
GUTTER = 20
COLUMN = (WIDTH - GUTTER) / 2

DOCUMENTS: dict[str, ModuleType] = {
    "ketamine-guide.pdf": ketamine_guide,
    "esketamine-guide-clean.pdf": esketamine_guide_clean,
    "parallel-trial.pdf": parallel_trial,
    "rodent-dose-response.pdf": rodent_dose_response,
    "abstract.txt": abstract,
    "crossover-trial.pdf": crossover_trial,
    "kinase-panel-guide.pdf": kinase_panel_guide,
    "receptor-binding-datasheet.pdf": receptor_binding_datasheet,
    "rat-pharmacokinetics.pdf": rat_pharmacokinetics,
    "mouse-xenograft.pdf": mouse_xenograft,
    "toxicity-guide.pdf": toxicity_guide,
    "hot-plate-mice.pdf": hot_plate_mice,
    "diabetic-rats.pdf": diabetic_rats,
    "cytotoxicity.txt": cytotoxicity,
    "antibacterial-guide.md": antibacterial_guide,
    "seizures-mice.xml": seizures_mice,
    "parkinson-guide.pdf": parkinson_guide,
    "object-recognition.pdf": object_recognition,
}

# Vera comes with ReportLab and has the signs that the standard fonts lack.
pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))


def build(folder: Path) -> list[Path]:
    """Write every document into the folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in DOCUMENTS.items():
        path = folder / name
        LAYOUTS[content.LAYOUT](path, content)
        paths.append(path)
    return paths


def signs(text: str) -> str:
    """The text with each character that Helvetica and Times lack set in Vera."""
    return "".join(char if _in_standard_fonts(char) else f'<font name="Vera" size="-1">{char}</font>' for char in text)


def _in_standard_fonts(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


class ProductBox(Table):
    """A table that text flows around."""

    def _restrictSize(self, width: float, height: float) -> tuple[float, float]:  # noqa: N802 (ReportLab asks for it)
        return self.wrap(width, height)


class Sheet:
    """The paragraph styles of one document."""

    def __init__(self, family: str, size: float, title: float, colour: str = "#000000", gap: float = 1.3) -> None:
        bold = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}[family]
        plain: dict[str, Any] = {"fontName": family, "fontSize": size, "leading": size * gap}
        self.size, self.colour = size, colors.HexColor(colour)
        self.p = ParagraphStyle("p", spaceAfter=size * 0.6, **plain)
        self.small = ParagraphStyle("small", self.p, fontSize=size - 2, leading=(size - 2) * gap, spaceBefore=4)
        self.caption = ParagraphStyle("caption", self.p, fontName=bold, fontSize=size - 1, spaceBefore=4, spaceAfter=4)
        self.cell = ParagraphStyle("cell", self.p, fontSize=size - 1, leading=(size - 1) * 1.25, spaceAfter=0)
        self.head = ParagraphStyle("head", self.cell, fontName=bold)
        heading: dict[str, Any] = {"fontName": bold, "textColor": self.colour, "keepWithNext": 1}
        self.h1 = ParagraphStyle("h1", fontSize=size + 3, leading=size + 7, spaceBefore=8, spaceAfter=4, **heading)
        self.h2 = ParagraphStyle("h2", fontSize=size + 1, leading=size + 4, spaceBefore=4, spaceAfter=3, **heading)
        self.title = ParagraphStyle("title", fontSize=title, leading=title * 1.3, spaceAfter=8, **heading)

    def text(self, style: str, text: str) -> Paragraph:
        return Paragraph(signs(text), getattr(self, style))

    def flow(self, body: Sequence[tuple[str, Any]], *, ruled_headings: bool = False) -> list[Flowable]:
        """Content as data to what ReportLab lays out."""
        story: list[Flowable] = []
        for kind, item in body:
            if kind == "bullets":
                story.append(self._list(item, bulletType="bullet", start="•"))
            elif kind == "numbered":
                story.append(self._list(item, bulletType="1", bulletFormat="%s.", style="small"))
            elif kind == "table":
                story += [self.table(**item), Spacer(1, self.size * 0.8)]
            elif kind == "workflow":
                story.append(self._workflow(item))
            else:
                if kind == "h1":
                    story.append(CondPageBreak(self.size * 8))
                story.append(self.text(kind, item))
                if kind == "h1" and ruled_headings:
                    story.append(HRFlowable(width="100%", thickness=0.5, color=colors.lightgrey, spaceAfter=5))
        return story

    def _list(self, items: Sequence[str], style: str = "p", **kind: Any) -> ListFlowable:
        tight = ParagraphStyle("item", getattr(self, style), spaceAfter=2)
        bullet: dict[str, Any] = {"bulletFontName": self.p.fontName, "bulletFontSize": tight.fontSize, **kind}
        return ListFlowable([ListItem(Paragraph(signs(item), tight)) for item in items], leftIndent=16, **bullet)

    def table(self, style: str, widths: Sequence[float], rows: Sequence[Sequence[str]]) -> Table:
        cells = [[self.text("head" if i == 0 else "cell", cell) for cell in row] for i, row in enumerate(rows)]
        last = len(rows) - 1
        rules = {
            "ruled": [("GRID", (0, 0), (-1, -1), 0.6, colors.grey)],
            "unruled": [],
            "three_rules": [
                ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
                ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
                ("LINEBELOW", (0, last), (-1, last), 1, colors.black),
            ],
        }[style]
        padding = 5 if style != "three_rules" else 2.5
        frame = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), padding)]
        return Table(cells, colWidths=widths, style=TableStyle(rules + frame), hAlign="LEFT")

    def _workflow(self, steps: Sequence[str]) -> Drawing:
        drawing = Drawing(WIDTH, 50)
        for i, step in enumerate(steps):
            x = i * 118
            drawing.add(Rect(x, 12, 96, 26, strokeColor=self.colour, fillColor=None))
            drawing.add(String(x + 48, 22, step, fontName="Helvetica", fontSize=9, textAnchor="middle"))
            if i:
                drawing.add(Line(x - 22, 25, x, 25, strokeColor=self.colour))
        return drawing


def write_guide(path: Path, content: ModuleType) -> None:
    """A vendor's guide: one column, the product's box beside the first section, a footer."""
    sheet = Sheet("Helvetica", 10, 19, content.COLOUR, gap=1.45)

    def story() -> list[Flowable]:
        label = [[sheet.text("cell", left), sheet.text("cell", right)] for left, right in content.BOX]
        box = ProductBox(label, colWidths=[82, 92], style=[("BOX", (0, 0), (-1, -1), 0.8, colors.grey)])
        opening = sheet.flow(content.BODY[:2], ruled_headings=False)
        return [
            sheet.text("title", content.TITLE),
            sheet.text("p", content.BYLINE),
            ImageAndFlowables(box, opening, imageSide="right", imageLeftPadding=14, imageBottomPadding=8),
            *sheet.flow(content.BODY[2:], ruled_headings=True),
        ]

    def footer(canvas: Canvas, pages: int) -> None:
        left, right = content.FOOTER
        canvas.setFont("Helvetica", 7.5)
        canvas.drawString(MARGIN, 30, left)
        canvas.drawCentredString(PAGE_WIDTH / 2, 30, f"{canvas.getPageNumber()} / {pages}")
        canvas.drawRightString(PAGE_WIDTH - MARGIN, 30, right)

    _write(path, content.TITLE, story, footer, [("page", [_frame()])])


def write_one_column(path: Path, content: ModuleType) -> None:
    """A journal article in one column."""
    sheet = Sheet("Times-Roman", 10.5, 17)

    def story() -> list[Flowable]:
        return [*_front(sheet, content), *sheet.flow(content.BODY)]

    _write(path, content.TITLE, story, _running_head(content), [("page", [_frame()])])


def write_two_columns(path: Path, content: ModuleType) -> None:
    """A journal article: title and abstract across the page, then two columns, the table across the second page."""
    sheet = Sheet("Times-Roman", 10, 16)
    front_height, table_height, last_height = 255, 175, 390
    running_head = _running_head(content)

    def story() -> list[Flowable]:
        return [*_front(sheet, content), FrameBreak(), NextPageTemplate(["second", "later"]), *sheet.flow(content.BODY)]

    def on_page(canvas: Canvas, pages: int) -> None:
        running_head(canvas, pages)
        if canvas.getPageNumber() == 2:
            float_ = [
                sheet.text("caption", content.TABLE_CAPTION),
                sheet.table(**content.TABLE),
                Spacer(1, 3),
                sheet.text("small", content.TABLE_NOTE),
            ]
            _frame(height=table_height).addFromList(float_, canvas)

    pages = [
        ("first", [_frame(height=front_height), *_columns(front_height)]),
        ("second", _columns(table_height, last_height)),
        ("later", _columns(0)),
    ]
    _write(path, content.TITLE, story, on_page, pages)


def write_columns(path: Path, content: ModuleType) -> None:
    """A journal article on one page: title and abstract, two columns, and below them what is as wide as the page."""
    sheet = Sheet("Times-Roman", 9.5, 15)
    front, columns = content.HEIGHTS
    running_head = _running_head(content)

    def story() -> list[Flowable]:
        return [*_front(sheet, content), FrameBreak(), *sheet.flow(content.BODY)]

    def on_page(canvas: Canvas, pages: int) -> None:
        running_head(canvas, pages)
        _frame(top=front + columns + 12).addFromList(sheet.flow(content.BELOW), canvas)

    _write(path, content.TITLE, story, on_page, [("first", [_frame(height=front), *_columns(front, columns)])])


def write_datasheet(path: Path, content: ModuleType) -> None:
    """A vendor's datasheet: a table of properties without lines under the name, then short sections."""
    sheet = Sheet("Helvetica", 9, 22, content.COLOUR)

    def story() -> list[Flowable]:
        properties = [[sheet.text("head", left), sheet.text("cell", right)] for left, right in content.BOX]
        return [
            sheet.text("title", content.TITLE),
            sheet.text("p", content.BYLINE),
            Table(properties, colWidths=[110, 260], hAlign="LEFT"),
            *sheet.flow(content.BODY, ruled_headings=True),
        ]

    def footer(canvas: Canvas, pages: int) -> None:
        left, right = content.FOOTER
        canvas.setFont("Helvetica", 7.5)
        canvas.drawString(MARGIN, 30, left)
        canvas.drawRightString(PAGE_WIDTH - MARGIN, 30, f"{right} | page {canvas.getPageNumber()} of {pages}")

    _write(path, content.TITLE, story, footer, [("page", [_frame()])])


def _front(sheet: Sheet, content: ModuleType) -> list[Flowable]:
    author = ParagraphStyle("author", sheet.p, fontName="Times-Italic")
    return [
        sheet.text("small", content.JOURNAL),
        sheet.text("title", content.TITLE),
        Paragraph(signs(content.BYLINE), author),
        sheet.text("h1", "Abstract"),
        *[sheet.text("p", part) for part in content.ABSTRACT],
        HRFlowable(width="100%", thickness=0.5, color=colors.black, spaceAfter=6),
    ]


def _running_head(content: ModuleType) -> Callable[[Canvas, int], None]:
    def draw(canvas: Canvas, pages: int) -> None:
        left, right = content.RUNNING_HEAD
        canvas.setFont("Times-Italic", 8.5)
        if canvas.getPageNumber() > 1:
            canvas.drawString(MARGIN, PAGE_HEIGHT - 36, left)
            canvas.drawRightString(PAGE_WIDTH - MARGIN, PAGE_HEIGHT - 36, right)
        canvas.drawCentredString(PAGE_WIDTH / 2, 30, str(canvas.getPageNumber()))

    return draw


def _frame(height: float | None = None, top: float = 0, x: float = MARGIN, width: float = WIDTH) -> Frame:
    full = PAGE_HEIGHT - 2 * MARGIN
    height = full - top if height is None else height
    return Frame(x, PAGE_HEIGHT - MARGIN - top - height, width, height, 0, 0, 0, 0)


def _columns(top: float, height: float | None = None) -> list[Frame]:
    return [_frame(height, top=top, x=x, width=COLUMN) for x in (MARGIN, MARGIN + COLUMN + GUTTER)]


def _write(
    path: Path,
    title: str,
    story: Callable[[], list[Flowable]],
    on_page: Callable[[Canvas, int], None],
    pages: Sequence[tuple[str, list[Frame]]],
) -> None:
    """Lay the story out twice, so that "1 / 3" knows its 3."""
    total = 0
    for _ in range(2):
        document = BaseDocTemplate(str(path), pagesize=A4, title=title, invariant=1, pageCompression=0)
        document.addPageTemplates(
            [
                PageTemplate(name, frames, onPage=lambda canvas, _document, total=total: on_page(canvas, total))
                for name, frames in pages
            ]
        )
        document.build(story())
        total = document.page


def write_text(path: Path, content: ModuleType) -> None:
    path.write_text(content.TEXT, encoding="utf-8", newline="\n")


LAYOUTS: dict[str, Callable[[Path, ModuleType], None]] = {
    "guide": write_guide,
    "one_column": write_one_column,
    "two_columns": write_two_columns,
    "columns": write_columns,
    "datasheet": write_datasheet,
    "text": write_text,
}

if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(written)

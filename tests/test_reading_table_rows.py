"""Rows and headings of tables that are set without rules between the cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from test_reading_tables import HEIGHT, Sheet, rows, spans_of

from extractor.document import Document

Part = tuple[float, str]


def table(sheet: Sheet, lines: Sequence[tuple[float, Sequence[Part]]], flats: Sequence[int] = (0, 1)) -> None:
    """A captioned table: for each line how far it stands below the one before, and where each part begins.

    flats: above which lines there is a rule over the whole width; one more closes the table.
    """
    sheet.prose()
    sheet.line("Table 1. What was found.", bold=True)
    sheet.top += 18
    for i, (step, parts) in enumerate([*lines, (14, [])]):
        sheet.top += step
        if i in flats or i == len(lines):
            sheet.top += 3
            sheet.flat(60, 550)
            sheet.top += 3
        for x, text in parts:
            sheet.line(text, x, 8)
    sheet.top += 20
    sheet.prose()


def headers(document: Document, column: int) -> list[str]:
    return [document.quote(cell.span) for cell in document.tables[0].headers(column)]


def dots(sheet: Sheet, x0: float, x1: float) -> None:
    """A rule set as a row of dots, as some journals do."""
    sheet.canvas.setFont("Helvetica", 6)
    for i in range(int((x1 - x0) / 2.6)):
        sheet.canvas.drawString(x0 + 2.6 * i, HEIGHT - sheet.top, ".")


HANGING: list[tuple[float, list[Part]]] = [
    (0, [(63, "Study"), (150, "Aim"), (300, "Method"), (430, "Outcome")]),
    (12, [(63, "Lind"), (150, "Whether the drug works"), (300, "Blinded trial"), (430, "Response: 71%")]),
    (12, [(71, "2009"), (158, "faster than the other"), (438, "Remission:")]),
    (12, [(158, "in older adults"), (438, "0.29 (0.21-0.38)")]),
    (12, [(63, "Moe"), (150, "How long the effect"), (300, "Open trial in"), (430, "Relapse:")]),
    (12, [(71, "2012"), (158, "lasts"), (308, "three centres"), (438, "14 of 32")]),
    (12, [(63, "Berg 2013"), (150, "Dose finding"), (300, "Crossover"), (430, "Best dose: 20 mg")]),
    (12, [(438, "0.5 mg/kg")]),
]


def test_rows_of_one_pitch_whose_further_lines_are_indented(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "hanging.pdf")
    table(sheet, HANGING)
    assert rows(sheet.read())[1:] == [
        ["Lind 2009", "Whether the drug works faster than the other in older adults", "Blinded trial",
         "Response: 71% Remission: 0.29 (0.21-0.38)"],
        ["Moe 2012", "How long the effect lasts", "Open trial in three centres", "Relapse: 14 of 32"],
        ["Berg 2013", "Dose finding", "Crossover", "Best dose: 20 mg 0.5 mg/kg"],
    ]  # fmt: skip


def test_rows_of_dots_are_rules(tmp_path: Path) -> None:
    """One below a heading tells its columns, one over the whole width ends the header."""
    sheet = Sheet(tmp_path / "dots.pdf")
    sheet.line("Table 1. Outcomes by arm.", bold=True)
    sheet.top += 20
    sheet.flat(60, 550)
    sheet.top += 4
    sheet.line("Treated", 200, 8)
    sheet.line("P", 460, 8)
    sheet.top += 15
    dots(sheet, 200, 380)
    sheet.top += 3
    sheet.line("Drug", 220, 8)
    sheet.line("Placebo", 330, 8)
    sheet.top += 15
    dots(sheet, 62, 550)
    sheet.top += 5
    for name, a, b, p in (
        ("Responders", "31", "21", ".04"),
        ("Remitters", "11", "9", ".31"),
        ("Pain", "4.1", "4.2", ".5"),
    ):
        for x, text in ((63, name), (222, a), (335, b), (460, p)):
            sheet.line(text, x, 8)
        sheet.top += 14
    sheet.flat(60, 550)
    document = sheet.read()
    assert spans_of(document, "Treated") == [1, 2]
    assert headers(document, 2) == ["Treated", "Placebo"]
    assert rows(document)[2] == ["Responders", "31", "21", ".04"]
    assert "...." not in document.text


def test_values_that_stand_across_both_columns_do_not_join_them(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "across.pdf")
    lines: list[tuple[float, list[Part]]] = [
        (0, [(63, "Outcome"), (230, "Drug (n = 12)"), (330, "Placebo (n = 9)"), (470, "P")]),
        (14, [(63, "Change in pain"), (245, "15.8"), (350, "9.8")]),
        (14, [(63, "Difference"), (272, "6.0 (3.4 to 8.6)"), (470, ".06")]),
        (14, [(63, "Change in mood"), (245, "16.5"), (350, "2.1")]),
        (14, [(63, "Difference"), (268, "14.4 (5.1 to 23.7)"), (470, ".35")]),
        (14, [(63, "Change in sleep"), (245, "0.57"), (350, "0.88")]),
        (14, [(63, "Ratio"), (270, "0.65 (0.56 to 0.75)"), (470, ".76")]),
    ]
    table(sheet, lines)
    found = rows(sheet.read())
    assert found[1] == ["Change in pain", "15.8", "9.8", ""]
    assert found[2] == ["Difference", "6.0 (3.4 to 8.6)", "", ".06"]


def test_arms_set_closely_in_one_line_each_head_their_column(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "arms.pdf")
    run = [(150 + 28.0 * i, "B + D") for i in range(6)]  # each 24 wide: the gaps between them are hardly wider
    lines: list[tuple[float, Sequence[Part]]] = [(0, [(63, "Event"), *run])]
    for name in ("Stroke", "Bleeding", "Death", "Pain"):
        lines.append((14, [(63, name), *((x + 9, str(i)) for i, (x, _) in enumerate(run))]))
    table(sheet, lines)
    document = sheet.read()
    assert rows(document)[0] == ["Event", *["B + D"] * 6]
    assert rows(document)[1] == ["Stroke", "0", "1", "2", "3", "4", "5"]

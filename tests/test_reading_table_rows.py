"""Rows and headings of tables that are set without rules between the cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from test_reading_tables import ARMS, HEIGHT, Sheet, journal, rows, spans_of

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


def put(sheet: Sheet, *parts: tuple[float, float, str]) -> None:
    """Text at (x, how far below the pen, text)."""
    for x, down, text in parts:
        sheet.line(text, x, 8, top=sheet.top + down)


def test_values_in_the_middle_beside_names_of_several_lines(tmp_path: Path) -> None:
    """Names in two or three lines, each row's values around the middle of its name."""
    sheet = Sheet(tmp_path / "middle.pdf")
    sheet.line("Table 1. Thickness.", bold=True)
    sheet.top += 18
    sheet.flat(60, 400)
    sheet.top += 4
    put(sheet, (63, 0, "State"), (200, 0, "Mean"), (300, 0, "SD"))
    sheet.top += 14
    sheet.flat(60, 400)
    sheet.top += 4
    for names, mean, sd in (
        (("Before", "treatment"), "514.9", "33.1"),
        (("After removal", "of the upper", "layer"), "474.9", "39.8"),
        (("After the", "first drops"), "445.7", "31.2"),
        (("After the light,", "last state"), "444.6", "34.5"),
    ):
        put(sheet, *((63, 9.6 * i, name) for i, name in enumerate(names)))
        middle = 9.6 * (len(names) - 1) / 2
        put(sheet, (200, middle, mean), (300, middle, sd))
        sheet.top += 9.6 * len(names) + 2.5
    sheet.flat(60, 400)
    assert rows(sheet.read())[1:] == [
        ["Before treatment", "514.9", "33.1"],
        ["After removal of the upper layer", "474.9", "39.8"],
        ["After the first drops", "445.7", "31.2"],
        ["After the light, last state", "444.6", "34.5"],
    ]


def test_rules_over_a_part_of_the_columns_part_rows_beside_one_name(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "parts.pdf")
    sheet.line("Table 1. Findings.", bold=True)
    sheet.top += 18
    sheet.flat(60, 550)
    sheet.top += 3
    put(sheet, (63, 0, "Study"), (150, 0, "N"), (220, 0, "Finding"), (420, 0, "Result"))
    sheet.top += 14
    sheet.flat(60, 550)
    for study, n, findings in (
        ("Lind 2009", "7", (("Less pain with the drug", "OR 0.52"), ("No change in mood", "OR 0.97"))),
        ("Moe 2012", "18", (("Fewer relapses", "HR 0.84"), ("Longer sleep", "HR 0.73"), ("Same weight", "HR 1.01"))),
        ("Berg 2013", "30", (("Better memory", "OR 1.48"),)),
    ):
        height = 16.0 * len(findings)
        put(sheet, (63, height / 2 - 5, study), (150, height / 2 - 5, n))
        for i, (finding, result) in enumerate(findings):
            put(sheet, (220, 3, finding), (420, 3, result))
            sheet.top += 16
            if i < len(findings) - 1:
                sheet.flat(215, 550)
        sheet.flat(60, 550)
    assert rows(sheet.read())[1:] == [
        ["Lind 2009", "7", "Less pain with the drug", "OR 0.52"],
        ["", "", "No change in mood", "OR 0.97"],
        ["Moe 2012", "18", "Fewer relapses", "HR 0.84"],
        ["", "", "Longer sleep", "HR 0.73"],
        ["", "", "Same weight", "HR 1.01"],
        ["Berg 2013", "30", "Better memory", "OR 1.48"],
    ]


def test_a_long_text_beside_several_rows_stays_in_one_cell(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "beside.pdf")
    sheet.line("Table 1. Drugs.", bold=True)
    sheet.top += 18
    sheet.flat(60, 550)
    sheet.top += 3
    put(sheet, (63, 0, "Class"), (140, 0, "Drug"), (230, 0, "Year"), (300, 0, "Remarks"))
    sheet.top += 14
    sheet.flat(60, 550)
    sheet.top += 4
    drugs = ("Firstine", "Secondine", "Thirdine", "Fourthine", "Fifthine", "Sixthine")
    remarks = (
        "Several minor effects on sleep, appetite,",
        "mood, and the head. The fourth had the",
        "highest rate of all of them; the fifth is",
        "linked with the most events overall, the",
        "sixth with the fewest, but the trials were",
        "small and all of one country, so that the",
        "rates may be others elsewhere",
    )
    put(
        sheet,
        (63, 0, "Early"),
        *((140, 16.5 * i, name) for i, name in enumerate(drugs)),
        *((230, 16.5 * i, str(1987 + i)) for i in range(len(drugs))),
        *((300, 8.8 * i, text) for i, text in enumerate(remarks)),
        (63, 99, "Late"),
        (140, 99, "Lastine"),
        (230, 99, "2011"),
        (300, 99, "Few effects, and those that there"),
        (300, 107.8, "are fade within a week"),
    )
    sheet.top += 121
    sheet.flat(60, 550)
    found = rows(sheet.read())[1:]
    assert [row[1:3] for row in found[:6]] == [[name, str(1987 + i)] for i, name in enumerate(drugs)]
    assert found[0] == ["Early", "Firstine", "1987", " ".join(remarks)]
    assert found[6] == ["Late", "Lastine", "2011", "Few effects, and those that there are fade within a week"]


def test_the_name_of_a_group_that_goes_on_beside_the_next_row_is_whole(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "groups.pdf")
    lines: list[tuple[float, Sequence[Part]]] = [
        (0, [(63, "Class"), (170, "Drug"), (280, "Now"), (360, "Before")]),
        (11, [(63, "First generation"), (170, "Firstine"), (280, "488 (21.4)"), (360, "345 (15.2)")]),
        (11, [(63, "DMDs"), (170, "Secondine"), (280, "433 (19.0)"), (360, "570 (25.0)")]),
        (11, [(63, "Second generation"), (170, "Thirdine"), (280, "7 (0.3)"), (360, "22 (1.0)")]),
        (11, [(63, "DMDs"), (170, "Fourthine"), (280, "1 (0.1)"), (360, "14 (0.6)")]),
        (11, [(170, "Fifthine"), (280, "5 (0.2)"), (360, "26 (1.1)")]),
        (11, [(63, "Other"), (170, "Sixthine"), (280, "9 (0.4)"), (360, "28 (1.2)")]),
        (11, [(170, "Lastine"), (280, "4 (0.2)"), (360, "45 (2.0)")]),
    ]
    table(sheet, lines)
    found = rows(sheet.read())
    assert found[1] == ["First generation DMDs", "Firstine", "488 (21.4)", "345 (15.2)"]
    assert found[2] == ["", "Secondine", "433 (19.0)", "570 (25.0)"]
    assert [row[0] for row in found[3:]] == ["Second generation DMDs", "", "", "Other", ""]


def test_a_caption_with_its_legend_below_it(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "legend.pdf")
    sheet.prose()
    sheet.line("Table 1. Outcomes by arm.")
    for text in ("Legend: the values are numbers of participants with the share of their arm, and P values are",
                 "from a test of the difference; the visits were one and two weeks after the first dose, and",
                 "those who did not come to the second visit are counted as if they had not changed at all."):  # fmt: skip
        sheet.top += 12
        sheet.line(text)
    sheet.top += 16
    journal(sheet, [ARMS[1], *ARMS[2:]], (0, 1))
    document = sheet.read()
    caption = document.tables[0].caption
    assert caption is not None
    assert document.quote(caption) == "Table 1. Outcomes by arm."


def test_headings_between_the_columns_that_they_stand_over_make_none_of_their_own(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "between.pdf")
    lines: list[tuple[float, Sequence[Part]]] = [
        (0, [(225, "No"), (405, "Yes")]),
        (11, [(63, "Group"), (180, "N"), (265, "Share"), (360, "N"), (445, "Share"), (520, "P")]),
    ]
    for name, *values in (("Women", "609", "48.6", "875", "51.4"), ("Men", "1037", "55.0", "1219", "45.0"),
                          ("Young", "837", "69.6", "504", "30.4"), ("Old", "415", "35.4", "1039", "64.6")):  # fmt: skip
        lines.append((15, [(63, name), *zip((178, 268, 358, 448), values, strict=True), (520, ".02")]))
    table(sheet, lines, (0, 2))
    document = sheet.read()
    assert document.tables[0].n_columns == 6
    assert spans_of(document, "No") == [1, 2]
    assert headers(document, 3) == ["Yes", "N"]
    assert rows(document)[2] == ["Women", "609", "48.6", "875", "51.4", ".02"]


def test_another_row_of_headings_begins_a_table_of_its_own_under_the_same_caption(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "parts.pdf")
    sheet.prose()
    sheet.line("Table 1. Events by dose.", bold=True)
    sheet.top += 18
    sheet.flat(60, 550)
    sheet.top += 3
    for i, (bold, cells) in enumerate((
        (True, ("Single dose", "Placebo", "Low dose", "High dose")),
        (False, ("Headache", "2 (12.5)", "0 (0.0)", "1 (16.7)")),
        (False, ("Nausea", "1 (6.3)", "0 (0.0)", "0 (0.0)")),
        (False, ("Fatigue", "1 (6.3)", "1 (9.1)", "0 (0.0)")),
        (True, ("Repeated dose", "Placebo", "40 mg daily", "")),
        (False, ("Headache", "2 (22.2)", "1 (11.1)", "")),
        (False, ("Dizziness", "0 (0.0)", "1 (11.1)", "")),
        (False, ("Nausea", "0 (0.0)", "3 (33.3)", "")),
    )):  # fmt: skip
        for x, text in zip((63, 200, 300, 400), cells, strict=True):
            sheet.line(text, x, 8, bold)
        sheet.top += 14
        if i == 0:
            sheet.flat(60, 550)
            sheet.top += 3
    sheet.flat(60, 550)
    document = sheet.read()
    assert [table.n_columns for table in document.tables] == [4, 3]
    assert document.tables[0].caption == document.tables[1].caption is not None
    assert [document.quote(cell.span) for cell in document.tables[1].headers(2)] == ["40 mg daily"]
    assert rows(document, 1)[1] == ["Headache", "2 (22.2)", "1 (11.1)"]
    assert rows(document)[3] == ["Fatigue", "1 (6.3)", "1 (9.1)", "0 (0.0)"]


def test_groups_parted_by_white_and_by_a_page_are_one_table(tmp_path: Path) -> None:
    """Set with double spacing, with the names of groups between empty lines, as in supplements."""
    sheet = Sheet(tmp_path / "double.pdf")
    sheet.line("Table S1. Characteristics of the participants.", bold=True)
    sheet.top += 40
    sheet.flat(60, 550)
    sheet.top += 4
    put(sheet, (63, 0, "Characteristic"), (260, 0, "Drug A"), (360, 0, "Drug B"), (460, 0, "Placebo"))
    sheet.top += 22
    sheet.flat(60, 550)
    sheet.top += 8
    groups = ("Demographics", "Conditions", "Medication", "Measurements")
    expected = []
    for at, group in enumerate(groups):
        put(sheet, (63, 0, group))
        expected.append(group)
        for i in range(6):
            sheet.top += 22
            name = f"{group[:-1]} {i + 1}"
            put(sheet, (75, 0, name), *((264 + 100 * k, 0, f"{at * 6 + i + k} ({k + 1})") for k in range(3)))
            expected.append(name)
        sheet.top += 46
        if at == 1:
            sheet.page()
    sheet.flat(60, 550)
    document = sheet.read()
    assert len(document.tables) == 1
    assert [row[0] for row in rows(document)] == ["Characteristic", *expected]
    assert rows(document)[-1] == ["Measurement 6", "23 (1)", "24 (2)", "25 (3)"]


def test_columns_that_go_on_at_the_same_heights_of_the_next_page_stand_to_the_right(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "wide.pdf")
    edges = ((63.0, 170.0, 280.0, 400.0, 550.0), (63.0, 143.0, 236.0, 350.0, 550.0))
    heads = (("Study", "Country", "Design", "Size"), ("Before", "After", "Change", "Quality"))
    values = (
        (("Lind 2009", "Norway", "Crossover", "14"), ("17.0", "12.3", "4.7", "good")),
        (("Moe 2012", "Finland", "Parallel", "33"), ("18.1", "14.2", "3.9", "fair")),
        (("Berg 2013", "Sweden", "Parallel", "51"), ("16.6", "12.2", "4.4", "good")),
    )
    for side in (0, 1):
        sheet.prose()
        if side == 0:
            sheet.top = 480
            sheet.line("Table 1. Study characteristics.", bold=True)
        sheet.top = 500
        for row in (heads, *values):
            sheet.row([[text] for text in row[side]], edges[side], rules="above below")
        if side == 0:
            sheet.page()
    document = sheet.read()
    assert len(document.tables) == 1
    assert rows(document)[0] == [*heads[0], *heads[1]]
    assert rows(document)[3] == [*values[2][0], *values[2][1]]
    assert headers(document, 5) == ["After"]


def test_cells_of_several_lines_between_rules_are_one_row(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "ruled.pdf")
    lines = [
        (16, [(60, "Study"), (140, "N"), (180, "Scale"), (260, "Found")]),
        (18, [(60, "Alpha"), (140, "7"), (180, "HDRS"), (260, "At three days the score on drug")]),
        (12, [(60, "(2000)"), (260, "fell by 14.0 points, and on")]),
        (12, [(260, "placebo it rose by")]),
        (12, [(260, "0.5 points (SD 2).")]),
        (18, [(60, "Beta"), (140, "18"), (180, "MADRS"), (260, "After one day most were better,")]),
        (12, [(60, "(2006)"), (260, "71% of them on drug.")]),
    ]
    table(sheet, lines, flats=(0, 1, 5))
    first = "At three days the score on drug fell by 14.0 points, and on placebo it rose by 0.5 points (SD 2)."
    assert rows(sheet.read()) == [
        ["Study", "N", "Scale", "Found"],
        ["Alpha (2000)", "7", "HDRS", first],
        ["Beta (2006)", "18", "MADRS", "After one day most were better, 71% of them on drug."],
    ]

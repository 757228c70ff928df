"""Plain text and Markdown: paragraphs, headings and tables, whatever way the file sets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.document import Document
from extractor.readers import from_text
from extractor.readers.errors import ReadError


def read(tmp_path: Path, text: str | bytes, name: str = "note.txt") -> Document:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return from_text.read(path, name)


def kinds(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, document.quote(block.span)) for block in document.blocks]


def rows(document: Document, at: int = 0) -> list[list[str]]:
    table = document.tables[at]
    return [[document.quote(cell.span) for cell in table.row(row)] for row in range(table.n_rows)]


def headers(document: Document) -> set[int]:
    return {cell.row for cell in document.tables[0].cells if cell.header}


WANTED = [["Study", "N", "Result"], ["Lind 2009", "7", "fell by 14.0"], ["Moe 2012", "18", "71% responded"]]


@pytest.mark.parametrize(
    "text",
    [
        "Study      N    Result\nLind 2009  7    fell by 14.0\nMoe 2012   18   71% responded\n",
        "Study      N    Result\n---------  ---  -------------\n"
        "Lind 2009  7    fell by 14.0\nMoe 2012   18   71% responded\n",
        "Study      N   Result\n\nLind 2009  7   fell\n               by 14.0\n\n"
        "Moe 2012   18  71%\n               responded\n",
        "Study        N  Result\nLind 2009    7  fell by 14.0\nMoe 2012    18  71% responded\n",
        "Study\tN\tResult\nLind 2009\t7\tfell by 14.0\nMoe 2012\t18\t71% responded\n",
        "| Study | N | Result |\n|---|:-:|---|\n| Lind 2009 | 7 | fell by 14.0 |\n| Moe 2012 | 18 | 71% responded |\n",
        "Study | N | Result\n--- | --- | ---\nLind 2009 | 7 | fell by 14.0\nMoe 2012 | 18 | 71% responded\n",
        "+-----------+----+---------------+\n| Study     | N  | Result        |\n+===========+====+===============+\n"
        "| Lind 2009 | 7  | fell by 14.0  |\n+-----------+----+---------------+\n"
        "| Moe 2012  | 18 | 71% responded |\n+-----------+----+---------------+\n",
    ],
    ids=["blanks", "blanks and a rule", "wrapped", "right-aligned", "tabs", "pipes", "bare pipes", "grid"],
)  # fmt: skip
def test_a_table_however_it_is_set(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, f"Results\n\nThe trials are listed below.\n\n{text}\nBoth were small.\n")
    assert rows(document) == WANTED
    assert headers(document) == {0}
    assert [kind for kind, _, _ in kinds(document)] == ["heading", "paragraph", "table", "paragraph"]


@pytest.mark.parametrize(
    "text",
    [
        "It was small.  Nobody knew.  It ended in\nthe year after that.  "
        "We shall see whether\nit comes back.  Perhaps.\n",
        "-  one dose of the drug\n-  two doses of the drug\n-  no dose at all\n",
        "    An indented paragraph\n    of several lines which\n    nobody would call a table.\n",
    ],
)
def test_double_blanks_alone_make_no_table(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text)
    assert not document.tables
    assert document.text.split() == text.split()


def test_a_bold_line_in_markdown_is_a_heading_below_the_marked_ones(tmp_path: Path) -> None:
    text = (
        "# **A Guide**\n\nSome words on it.\n\n## Trials\n\n**Lind et al. (2009)**\n\n"
        "The first trial had few patients.\n\n"
        "**Protocol:**\n- **Study Design:** A double-blind crossover trial.\n- **Participants:** Seven adults.\n\n"
        "**Study Design:** A crossover trial\n**Participants:** Seven adults.\n"
    )
    document = read(tmp_path, text, "guide.md")
    assert kinds(document) == [
        ("heading", 1, "A Guide"),
        ("paragraph", 0, "Some words on it."),
        ("heading", 2, "Trials"),
        ("heading", 3, "Lind et al. (2009)"),
        ("paragraph", 0, "The first trial had few patients."),
        ("heading", 4, "Protocol:"),
        ("list_item", 0, "- **Study Design:** A double-blind crossover trial."),
        ("list_item", 0, "- **Participants:** Seven adults."),
        ("paragraph", 0, "**Study Design:** A crossover trial"),
        ("paragraph", 0, "**Participants:** Seven adults."),
    ]
    assert document.title is not None
    assert document.quote(document.title) == "A Guide"


def test_a_hard_wrapped_abstract(tmp_path: Path) -> None:
    text = (
        "A trial of the drug in older adults\n\n"
        "BACKGROUND: The drug works fast, but nobody knew whether it does so in\n"
        "adults above the age of 65 years.\n"
        "METHODS: We randomized 41 patients to one infusion (0.5 mg/kg) or\n"
        "saline.\n"
        "RESULTS: Scores fell by 9.1 points with the drug.\n"
    )
    document = read(tmp_path, text)
    assert [quote for _, _, quote in kinds(document)] == [
        "A trial of the drug in older adults",
        "BACKGROUND: The drug works fast, but nobody knew whether it does so in adults above the age of 65 years.",
        "METHODS: We randomized 41 patients to one infusion (0.5 mg/kg) or saline.",
        "RESULTS: Scores fell by 9.1 points with the drug.",
    ]


def test_an_entry_over_two_paragraphs_is_one_reference(tmp_path: Path) -> None:
    text = (
        "Notes\n\nSome words.\n\nReferences\n\n"
        "1. Lind K. A first trial. Ann Mood. 2009;12(4):351-354.\n\n2. Moe A. A second trial.\n\n"
        "Ann Mood. 2012;15(2):10-19.\n\nFor research use only. Orders: notes@house.example\n"
    )
    document = read(tmp_path, text)
    assert [document.quote(reference.span) for reference in document.references] == [
        "1. Lind K. A first trial. Ann Mood. 2009;12(4):351-354.",
        "2. Moe A. A second trial.  Ann Mood. 2012;15(2):10-19.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    document = read(tmp_path, "A trial\r\n\r\nScores fell by 9.1 ± 4.0 – “a lot”.\r\n".encode(encoding))
    assert kinds(document)[1][2] == "Scores fell by 9.1 ± 4.0 – “a lot”."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "the file is empty"),
        (bytes(range(256)) * 20, "not a text file: it holds binary data"),
    ],
)
def test_what_is_no_text(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(ReadError, match=sentence):
        read(tmp_path, data)


PANDOC = """::: caption
###### Stiffness at two visits
:::

              Week 6              Week 12
  ----------- --------- --------- --------- ---------
              Velorin   Placebo   Velorin   Placebo
  Stiffness   48.8      55.9      40.3      52.7
  Headache*  5         3         4         2

Values are means.:::: Stiffness fell in both groups.
"""


def test_a_pandoc_table_whose_headings_lost_their_spans(tmp_path: Path) -> None:
    document = read(tmp_path, PANDOC, "note.md")
    assert rows(document) == [
        ["", "Week 6", "Week 6", "Week 12", "Week 12"],
        ["", "Velorin", "Placebo", "Velorin", "Placebo"],
        ["Stiffness", "48.8", "55.9", "40.3", "52.7"],
        ["Headache*", "5", "3", "4", "2"],  # a backslash was lost before the star, so the cells are shifted
    ]
    assert headers(document) == {0, 1}
    caption = document.tables[0].caption
    assert caption is not None
    assert document.quote(caption) == "Stiffness at two visits"
    assert [quote for kind, _, quote in kinds(document) if kind == "paragraph"] == [
        "Values are means.",
        "Stiffness fell in both groups.",
    ]


def test_a_pandoc_table_with_rows_of_several_lines(tmp_path: Path) -> None:
    text = (
        "  -----------------------------------\n"
        "               Velorin    Placebo\n"
        "               (n = 41)   (n = 42)\n"
        "  ------------ ---------- -----------\n"
        "  Stiffness    48.8       55.9\n"
        "  index        (11.0)     (10.1)\n"
        "\n"
        "  Grip         31.2       28.1\n"
        "  -----------------------------------\n"
    )
    assert rows(read(tmp_path, text, "note.md")) == [
        ["", "Velorin (n = 41)", "Placebo (n = 42)"],
        ["Stiffness index", "48.8 (11.0)", "55.9 (10.1)"],
        ["Grip", "31.2", "28.1"],
    ]


def test_rows_below_a_hanging_stub_and_headings_that_hang_down(tmp_path: Path) -> None:
    text = (
        "           Velorin           Placebo   P value\n"
        "  -------- -------- -------- --------- ------- ---------\n"
        "           Mean     SD       Mean      SD\n"
        "  Grip     31.2     7.2      28.1      6.3     0.04\n"
        "  Stretch  12.0     2.1      11.0      2.2     0.30\n"
    )
    found = rows(read(tmp_path, text, "note.md"))
    assert found[0] == ["", "Velorin", "Velorin", "Placebo", "Placebo", "P value"]
    assert found[1][:5] == ["", "Mean", "SD", "Mean", "SD"]


def test_doses_below_a_heading_are_headings_too(tmp_path: Path) -> None:
    text = (
        "| Event | Velorin (mg) | | | |\n|---|---|---|---|---|\n| | 5 | 20 | 80 | Placebo |\n"
        "| Headache | 0 | 1 | 3 | 1 |\n| Rash | 1 | 0 | 2 | 0 |\n"
    )
    document = read(tmp_path, text, "note.md")
    assert headers(document) == {0, 1}
    assert rows(document)[0] == ["Event", *["Velorin (mg)"] * 4]


def test_sizes_inside_a_table_are_no_headings_and_series_of_headings_repeat(tmp_path: Path) -> None:
    text = (
        "| | Neck | | Back | | | |\n|---|---|---|---|---|---|---|\n| | Velorin | Placebo | P | Velorin | Placebo | P |\n"
        "| Supine | n = 18 | n = 21 | | n = 30 | n = 34 | |\n"
        "| Signal | 16.9 | 9.2 | 0.01 | 16.4 | 11.7 | 0.02 |\n| Noise | 1.9 | 1.2 | 0.03 | 1.4 | 1.7 | 0.04 |\n"
    )
    document = read(tmp_path, text, "note.md")
    assert headers(document) == {0, 1}
    assert rows(document)[0] == ["", "Neck", "Neck", "Neck", "Back", "Back", "Back"]
    assert rows(document)[2] == ["Supine", "n = 18", "n = 21", "", "n = 30", "n = 34", ""]


def test_the_word_title_is_not_the_title(tmp_path: Path) -> None:
    title = (
        "Torbutidine for sneezing that will not stop in spring and in summer: a randomised, double-blind, "
        "placebo-controlled trial in adults who had tried everything else before"
    )
    document = read(tmp_path, f"TITLE:\n{title}\n\nABSTRACT\n\nSneezing stopped in 45% of 60 adults.\n")
    assert document.title is not None
    assert document.quote(document.title) == title


def test_a_sentence_that_is_the_whole_text_is_no_title(tmp_path: Path) -> None:
    text = "Sneezing stopped in 45% of the torbutidine group and 20% of the placebo group (p = 0.02)"
    document = read(tmp_path, text)
    assert document.title is None
    assert kinds(document) == [("paragraph", 0, text)]
    assert kinds(read(tmp_path, "# Torbutidine"))[0][0] == "heading"


def test_rules_alone_are_no_table(tmp_path: Path) -> None:
    document = read(tmp_path, "# Torbutidine\n\nA trial.\n\n--\n--\n--\n\nSneezing stopped in 45% of patients.\n")
    assert not document.tables
    assert "45%" in document.text

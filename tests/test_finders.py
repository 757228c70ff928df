"""Sentences with the answer marked inside; whatever a finder reports beyond the marks fails as well.

A case is a paragraph of `cases/finders/<finder>.txt`; a blank line ends it, a line that begins with "# " is a comment.

    [[Seven subjects|n.total=7]] with major depression took part.
    They received [[0.5 mg/kg|dose=0.5 mg/kg; substance=ketamine; route=intravenous]] of intravenous ketamine.

The field comes first, then the parts that the finder must see with it.  A value is written as its word, sign, number
and unit: "SD 10", "< 0.001", "95 0.29 to 0.82" (level and bounds).  Parts that say "other" or repeat the value are left
out, and so is the place of a table's cell.  Marks may stand in each other.  A paragraph without marks is a trap, where
nothing may be found.

A line that begins with "@" sets what follows it: `@ title WORDS`, `@ heading WORDS`, `@ table` with the rows below it
(two spaces or more between cells), `@ lines` for lines that stay lines, and `@ text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from extractor.evidence import Mention
from extractor.finders import FINDERS, find_all
from extractor.language import parse
from extractor.readers import from_text, read

CASES = Path(__file__).parent / "cases" / "finders"
FOLDER = Path(str(FINDERS[0].__file__)).parent
NOT_FINDERS = {
    "__init__",
    "amounts",
    "definitions",
    "flow_boxes",
    "parameters",
    "regimens",
    "result_forms",
    "statistical_tests",
    "result_means",
    "result_numbers",
    "result_proportions",
    "statements",
    "substances",
    "table_comparisons",
    "table_forms",
    "table_heads",
    "title_compounds",
}
LEAST_CASES = 5
# Below this score a mention is a suspicion, which `assemble` leaves aside.
LEAST_SCORE = 0.5
TITLE = "# A report written for this test"
PLACE = {
    "row",
    "row_second",
    "row_above",
    "column",
    "column_above",
    "group",
    "group_above",
    "level",
    "start",
    "caption",
}

Answer = tuple[int, int, str]


def name_of(finder: ModuleType) -> str:
    return finder.__name__.rsplit(".", 1)[1]


def cases_of(name: str) -> list[str]:
    """The paragraphs of a case file that are not comments only."""
    path = CASES / f"{name}.txt"
    if not path.exists():
        return []
    text = re.sub(r"^#(?: .*)?\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [paragraph.strip("\n") for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def laid_out(case: str) -> str:
    """The case as the Markdown that the reader reads, marks still inside."""
    blocks: list[str] = []
    kind = "text"
    for line in case.split("\n"):
        if setting := re.match(r"@ (title|heading|table|lines|text)\b ?(.*)", line):
            kind, words = setting[1], setting[2]
            if kind in {"title", "heading"}:
                blocks.append(("# " if kind == "title" else "## ") + words)
                kind = "text"
            else:
                blocks.append("")
        elif kind == "text":
            if blocks and blocks[-1][:1] not in {"", "#"}:
                line = f"{blocks.pop()} {line}"
            blocks.append(line)
        else:
            row = re.sub(r"\t| {2,}", "\t", line) if kind == "table" else line
            blocks[-1] += ("\n" if blocks[-1] else "") + row
    if not blocks[0].startswith("# "):
        blocks.insert(0, TITLE)
    return "\n\n".join(block for block in blocks if block)


def unmarked(text: str) -> tuple[str, set[Answer]]:
    """The text without its marks, and the answers with their places."""
    plain, answers, open_at, i = "", set(), [], 0
    while i < len(text):
        if text.startswith("[[", i):
            open_at.append(len(plain))
            i += 2
        elif open_at and text[i] == "|":
            end = text.index("]]", i)
            answers.add((open_at.pop(), len(plain), text[i + 1 : end]))
            i = end + 2
        else:
            plain += text[i]
            i += 1
    assert not open_at, f"a mark is not closed: {text}"
    return plain, answers


def value_of(mention: Mention, text: str) -> str:
    words = [mention.value] if isinstance(mention.value, str) else []
    if mention.sign != "=":
        words.append(mention.sign)
    words += [word for word in (mention.number, mention.unit) if word]
    if {"lower", "upper"} <= mention.parts.keys():
        words += [value_of(mention.parts["lower"], text), "to", value_of(mention.parts["upper"], text)]
    return " ".join(words) or re.sub(r"\s+", " ", text[mention.span.start : mention.span.end])


def answer_of(mention: Mention, text: str) -> Answer:
    named = sorted(mention.parts.keys() - PLACE - {"lower", "upper"})
    told = {name: value_of(mention.parts[name], text) for name in named}
    value = value_of(mention, text)
    parts = "".join(f"; {name}={part}" for name, part in told.items() if part not in {"other", value})
    return mention.span.start, mention.span.end, f"{mention.field}={value}{parts}"


def in_order(answer: Answer) -> Answer:
    """The answer with its parts in the order of their names."""
    start, end, told = answer
    first, *parts = re.split(r";\s+", told)
    return start, end, "; ".join([first, *sorted(parts)])


def found_by(finder: ModuleType, text: str, folder: Path) -> tuple[str, set[Answer]]:
    path = folder / "case.md"
    path.write_text(text, encoding="utf-8")
    document = from_text.read(path, "case.md")
    mentions = [mention for mention in finder.find(parse(document), document) if mention.score >= LEAST_SCORE]
    assert all(document.quote(mention.span).strip() for mention in mentions)
    return document.text, fullest({answer_of(mention, document.text) for mention in mentions})


def fullest(answers: set[Answer]) -> set[Answer]:
    """Without those that another answer at the same place repeats and adds to: two rules may see the same words."""

    def adds_to(other: Answer, answer: Answer) -> bool:
        return other[:2] == answer[:2] and other[2].startswith(f"{answer[2]};")

    return {answer for answer in answers if not any(adds_to(other, answer) for other in answers)}


def with_marks(text: str, answers: set[Answer]) -> Iterator[str]:
    for start, end, told in sorted(answers):
        yield f"[[{text[start:end]}|{told}]]"


ALL_CASES = [(finder, case) for finder in FINDERS for case in cases_of(name_of(finder))]
IDS = [f"{name_of(finder)}: {re.sub(r'[^a-zA-Z0-9 .%/=-]+', '', case)[:48]}" for finder, case in ALL_CASES]


@pytest.mark.parametrize(("finder", "case"), ALL_CASES, ids=IDS)
def test_a_finder_reports_what_is_marked_and_nothing_else(finder: ModuleType, case: str, tmp_path: Path) -> None:
    text, marked = unmarked(laid_out(case))
    expected = {in_order(answer) for answer in marked}
    read, found = found_by(finder, text, tmp_path)
    assert found == expected, "\n".join(
        ["", case, "extra:", *with_marks(read, found - expected), "missing:", *with_marks(read, expected - found)]
    )


def test_every_finder_is_listed() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - NOT_FINDERS
    assert files == {name_of(finder) for finder in FINDERS}
    assert len(FINDERS) == len(set(FINDERS))


@pytest.mark.parametrize("finder", FINDERS, ids=name_of)
def test_every_finder_has_its_cases_among_them_a_trap(finder: ModuleType) -> None:
    cases = cases_of(name_of(finder))
    assert len(cases) >= LEAST_CASES, f"tests/cases/finders/{name_of(finder)}.txt needs {LEAST_CASES} cases"
    assert any("[[" not in case for case in cases), "no case in which nothing may be found"


def test_every_case_file_is_of_a_finder() -> None:
    assert {path.stem for path in CASES.iterdir()} <= {name_of(finder) for finder in FINDERS}


def test_marks_may_stand_in_each_other() -> None:
    text, answers = unmarked("A [[b [[c|x=1]] d|y=2]] [[[3]|z=3]]")
    assert text == "A b c d [3]"
    assert answers == {(2, 7, "y=2"), (4, 5, "x=1"), (8, 11, "z=3")}
    assert text[2:7] == "b c d"


def test_methods_and_discussion_of_a_paper_with_results_report_none(tmp_path: Path) -> None:
    path = tmp_path / "paper.md"
    path.write_text(
        "# Torbutidine in hay fever\n\n## Methods\n\nSuccess was relief in 55% of patients after torbutidine.\n\n"
        "## Results\n\nRelief was seen in 45% of patients after torbutidine.\n\n"
        "## Discussion\n\nOthers saw relief in 35% of patients after torbutidine.\n",
        encoding="utf-8",
    )
    document = read(path)
    found, _ = find_all(parse(document), document)
    assert [mention.number for mention in found if mention.field == "result"] == ["45"]

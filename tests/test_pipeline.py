"""From the file to the record: what cannot be read, what fails on the way, and that nothing is lost."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from extractor import finders
from extractor.cli import app
from extractor.document import Document
from extractor.evidence import Mention
from extractor.language.doc import Doc
from extractor.pipeline import extract, extract_document
from extractor.readers import ReadError, ocr, read
from extractor.study import Record, leaves

TESTS = Path(__file__).resolve().parent
CORPUS = TESTS.parent / "corpus"
UNREADABLE = sorted(path for path in (TESTS / "unreadable").iterdir() if path.suffix in {".pdf", ".txt"})
# What the sentence must say for a person to know what to do about it.
REASONS = {
    "empty.pdf": r"\bempty\b",
    "empty.txt": r"\bempty\b",
    "image_only.pdf": r"\b(?:images?|scan|OCR)",
    "not_a_pdf.pdf": r"\bnot a PDF\b",
    "password.pdf": r"\bpassword\b",
    "truncated.pdf": r"\b(?:damaged|truncated)\b",
}
# With Tesseract at hand a picture of a page is read after all, and said to be.
IMAGE_ONLY = "partial" if ocr.is_available() else "failed"
MACHINE_WORDS = re.compile(r"Traceback|Error\b|Exception|\bNone\b|\bline \d|File \"|0x[0-9a-f]+|pdfium|/|\\")


def run(out: Path, *arguments: object) -> tuple[int, list[dict[str, Any]]]:
    """Run the command and return its exit status and the records it left."""
    result = CliRunner().invoke(app, ["run", *map(str, arguments), "-o", str(out)])
    assert "Traceback" not in result.output
    lines = (out / "records.jsonl").read_text(encoding="utf-8").splitlines()
    return result.exit_code, [json.loads(line) for line in lines]


def test_every_unreadable_file_has_its_reason_here() -> None:
    assert {path.name for path in UNREADABLE} == REASONS.keys()


@pytest.mark.parametrize("path", UNREADABLE, ids=lambda path: path.name)
def test_what_cannot_be_read_says_why_in_one_clear_sentence(path: Path) -> None:
    record = extract(path, path.name)
    expected = IMAGE_ONLY if path.name == "image_only.pdf" else "failed"
    assert (record.document.status, record.studies, record.flags) == (expected, [], [])
    assert re.fullmatch(r"[0-9a-f]{64}", record.document.id)
    (reason,) = record.document.problems
    assert re.search(REASONS[path.name], reason)
    assert not MACHINE_WORDS.search(reason)
    assert "\n" not in reason
    assert len(reason) < 120


def test_what_fails_in_different_ways_says_different_things() -> None:
    reasons = {path.name: extract(path, path.name).document.problems[0] for path in UNREADABLE}
    assert len(set(reasons.values())) == len(reasons) - 1  # two files are empty


def test_a_file_that_is_gone_or_closed_is_a_failed_record(tmp_path: Path) -> None:
    record = extract(tmp_path / "gone.pdf", "gone.pdf")
    assert record.document.status == "failed"
    assert not re.search(r"Traceback|Errno", record.document.problems[0])
    assert str(tmp_path) not in record.document.problems[0]


def test_a_mixed_folder_writes_every_other_document_and_exits_1(tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    for path in (*UNREADABLE, CORPUS / "abstract.txt", CORPUS / "rodent-dose-response.pdf"):
        shutil.copy(path, folder)
    status, records = run(tmp_path / "out", folder)
    assert status == 1
    statuses = {record["document"]["name"]: record["document"]["status"] for record in records}
    assert statuses == {
        **dict.fromkeys(REASONS, "failed"),
        "image_only.pdf": IMAGE_ONLY,
        "abstract.txt": "ok",
        "rodent-dose-response.pdf": "ok",
    }
    assert all(record["studies"] for record in records if record["document"]["status"] == "ok")
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert told["counts"]["failed"] == len(REASONS)
    assert {item["name"]: item["status"] for item in told["inputs"]} == statuses
    assert all(item["reason"] for item in told["inputs"] if item["status"] == "failed")


def test_two_files_of_one_name_are_both_there(tmp_path: Path) -> None:
    for folder, source in (("first", "abstract.txt"), ("second", "abstract.txt"), ("third", "empty")):
        (tmp_path / "in" / folder).mkdir(parents=True)
        target = tmp_path / "in" / folder / "paper.txt"
        if source == "empty":
            target.write_bytes(b"")
        else:
            text = (CORPUS / source).read_text(encoding="utf-8")
            target.write_text(f"{text}\nSeen in {folder}.\n", encoding="utf-8")
    status, records = run(tmp_path / "out", tmp_path / "in")
    assert status == 1
    assert [record["document"]["name"] for record in records] == ["paper.txt"] * 3
    assert [Path(record["document"]["path"]).parent.name for record in records] == ["first", "second", "third"]
    assert len({record["document"]["id"] for record in records}) == 3
    assert [record["document"]["status"] for record in records] == ["ok", "ok", "failed"]


def test_the_same_file_under_two_names_is_two_documents(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        shutil.copy(CORPUS / "abstract.txt", tmp_path / "in" / name)
    _, records = run(tmp_path / "out", tmp_path / "in")
    assert [record["document"]["name"] for record in records] == ["a.txt", "b.txt"]
    assert records[0]["studies"] == records[1]["studies"]


def test_the_corpus_run_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Also with another number of workers, read anew, and taken from the store."""
    written = []
    for arguments in (["--workers", 2], ["--workers", 1, "--fresh"], []):
        status, records = run(tmp_path / "out", CORPUS, *arguments)
        assert status == 0
        assert len(records) == 18
        written.append((tmp_path / "out" / "records.jsonl").read_bytes())
    assert written[0] == written[1] == written[2]


class Broken:
    """Stands in for a finder that has a bug."""

    __name__ = "extractor.finders.doses"

    def __init__(self, error: Exception, after: int) -> None:
        self.error, self.after = error, after

    def find(self, doc: Doc, document: Document) -> Iterable[Mention]:
        yield from list(finders.doses.find(doc, document))[: self.after]
        raise self.error


@pytest.mark.parametrize("after", [0, 2])
@pytest.mark.parametrize("error", [ValueError("bad amount"), KeyError("dose"), ZeroDivisionError()])
def test_a_finder_that_raises_costs_its_own_field_only(
    monkeypatch: pytest.MonkeyPatch, error: Exception, after: int
) -> None:
    path = CORPUS / "abstract.txt"
    whole = extract(path, path.name)
    broken = tuple(Broken(error, after) if finder is finders.doses else finder for finder in finders.FINDERS)
    monkeypatch.setattr(finders, "FINDERS", broken)
    record = extract(path, path.name)
    assert record.document.status == "partial"
    (problem,) = record.document.problems
    assert "doses" in problem
    assert type(error).__name__ in problem
    assert "\n" not in problem
    ran = {name: result for name, result in record.coverage.finders.items() if name != "doses"}
    assert ran == {name: result for name, result in whole.coverage.finders.items() if name != "doses"}
    assert "failed" in str(record.coverage.finders["doses"])
    (study,), (of_whole,) = record.studies, whole.studies
    assert (study.design, study.n, study.population) == (of_whole.design, of_whole.n, of_whole.population)
    assert not any(arm.doses for arm in study.arms)


def test_a_document_read_in_part_is_written_and_exits_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tuple(Broken(ValueError("bad"), 0) if finder is finders.doses else finder for finder in finders.FINDERS)
    monkeypatch.setattr(finders, "FINDERS", broken)
    result = CliRunner().invoke(app, ["show", str(CORPUS / "abstract.txt")])
    assert result.exit_code == 1
    assert "Traceback" not in result.output


SENTENCES = sorted(
    line
    for path in (TESTS / "cases" / "finders").glob("*.txt")
    for line in re.sub(r"\|[^|\]]*\]\]", "", path.read_text(encoding="utf-8")).replace("[[", "").split("\n")
    if line.strip() and not line.startswith(("@", "# "))
)
PIECES = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(["\n\n", "\n\n## Methods\n\n", "\n\n## Okafor et al. (2011)\n\n", "\n- ", "\t", "\n", "0", "("]),
    st.text(max_size=12),
)


@given(st.lists(PIECES, min_size=1, max_size=14).map(" ".join).filter(str.strip))
@settings(max_examples=120)
def test_no_mixture_of_sentences_breaks_it(text: str) -> None:
    """No finder fails, every value is where it says, and the checks come to an end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mixture.md"
        path.write_text(f"# A mixture of sentences\n\n{text}", encoding="utf-8", errors="replace", newline="")
        try:
            document = read(path, path.name)
        except ReadError:
            return
    record = extract_document(document)
    assert record.document.problems == list(document.problems)
    assert all(document.text[leaf.span[0] : leaf.span[1]] == leaf.text for _, leaf in leaves(record))
    assert Record.model_validate_json(record.model_dump_json()) == record


def test_citations_point_to_the_entries_that_they_cite(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    listed = "- Marsh H, Oka B, Lund T. Belprazole. J Imagined Med 2004, 4, 11.\n- Lund T. Sleep. Ann Imagined Sci 2011, 2, 5."
    path.write_text(
        f"# Belprazole\n\nLund (2011) and Marsh et al. (2004) agree.\n\n## References\n\n{listed}\n", "utf-8"
    )
    found = extract(path).references
    assert [(citation.mark.text, citation.entries) for citation in found.citations] == [
        ("Lund (2011)", [1]),
        ("Marsh et al. (2004)", [0]),
    ]
    path.write_text("# A\n\nSo it is [2, 1].\n\n## References\n\n1. Marsh H. A. 2004.\n2. Lund T. B. 2011.\n", "utf-8")
    assert [citation.entries for citation in extract(path).references.citations] == [[1, 0]]

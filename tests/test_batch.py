"""Many documents: which are found, and that one bad document costs itself only."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from extractor import batch
from extractor.batch import Report, Settings, collect, passed_over
from extractor.store import Entry, Store
from extractor.study import DocumentInfo, Record


def moody(path: Path, shown: str) -> Record:
    """Stands in for the pipeline: does what the document's text says.  At module level, so that workers find it."""
    text = path.read_text(encoding="utf-8")
    if text == "hang":
        time.sleep(60)
    if text == "crash":
        os._exit(7)
    if text == "raise":
        raise ValueError("something\nodd")
    return Record(document=DocumentInfo(id="0" * 64, name=path.name, path=shown, format="text", title=text))


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def read(papers: Path, out: Path, **settings: float) -> Report:
    return batch.run([papers], out, Settings(**{"workers": 2, **settings}), extract=moody)  # type: ignore[arg-type]


def statuses(report: Report) -> dict[str, tuple[str, str | None]]:
    return {entry.name: (entry.status, entry.reason) for entry in report.entries}


def test_folders_are_searched_in_order_and_each_file_is_taken_once(papers: Path) -> None:
    (papers / "b").mkdir()
    (papers / ".hidden").mkdir()
    for name in ("c.txt", "a.PDF", "b/a.txt", ".hidden/x.txt", ".y.txt", "table.docx", "evidence.csv"):
        (papers / name).write_text("", encoding="utf-8")
    found = [path.relative_to(papers).as_posix() for path in collect([papers / "c.txt", papers, papers / "b"])]
    assert found == ["c.txt", "a.PDF", "b/a.txt"]
    assert [path.name for path in passed_over([papers])] == ["table.docx"]


def test_a_named_file_is_never_passed_over(papers: Path) -> None:
    (papers / "table.docx").write_text("", encoding="utf-8")
    assert collect([papers / "table.docx"]) == [papers / "table.docx"]


def test_a_link_back_up_does_not_go_round_in_circles(papers: Path) -> None:
    write(papers, a="x")
    (papers / "sub").mkdir()
    (papers / "sub" / "up").symlink_to(papers, target_is_directory=True)
    assert collect([papers]) == [papers / "a.txt"]


def test_a_name_that_is_no_text_is_spelled_out() -> None:
    assert batch.shown(Path(os.fsdecode(b"a\xff.txt"))) == "a\\xff.txt"


def test_a_hanging_a_crashing_and_a_failing_document_cost_only_themselves(papers: Path, out: Path) -> None:
    write(papers, a="fine", b="hang", c="crash", d="raise", e="fine", f="fine")
    found = statuses(read(papers, out, timeout=1))
    assert found == {
        "a.txt": ("ok", None),
        "b.txt": ("failed", "took longer than 1 s"),
        "c.txt": ("failed", "the process that read it died (exit status 7)"),
        "d.txt": ("failed", "an error in this program: ValueError: something odd"),
        "e.txt": ("ok", None),
        "f.txt": ("ok", None),
    }
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert told["counts"]["failed"] == 3
    assert [entry["name"] for entry in told["inputs"]] == list(found)
    lines = (out / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["document"]["status"] for line in lines] == [status for status, _ in found.values()]


def test_unchanged_documents_are_not_read_again_and_failures_of_the_moment_are(papers: Path, out: Path) -> None:
    write(papers, a="one", b="two", c="crash")
    first = read(papers, out)
    before = (out / "records.jsonl").read_bytes()
    write(papers, b="changed")
    second = read(papers, out)
    assert (len(first.reused), sorted(second.reused)) == (0, [(papers / "a.txt").as_posix()])
    assert (out / "records.jsonl").read_bytes() == before.replace(b'"two"', b'"changed"')
    assert not read(papers, out, fresh=True).reused


def test_a_second_run_writes_the_same_bytes(papers: Path, out: Path, tmp_path: Path) -> None:
    write(papers, **{f"d{i}": f"text {i}" for i in range(7)})
    other = tmp_path / "other"
    other.mkdir()
    read(papers, out)
    read(papers, other, workers=1)
    for name in ("records.jsonl", "evidence.csv", "studies.csv", "results.csv", "flags.csv"):
        assert (out / name).read_bytes() == (other / name).read_bytes()
    assert not list(out.glob(".*"))


def test_documents_of_one_name_are_kept_apart(papers: Path, out: Path) -> None:
    for folder in ("x", "y"):
        (papers / folder).mkdir()
        write(papers / folder, paper=folder)
    report = read(papers, out)
    assert [Path(entry.path).parent.name for entry in report.entries] == ["x", "y"]


def test_a_document_that_is_gone_is_no_longer_in_the_evidence(papers: Path, out: Path) -> None:
    write(papers, a="one", b="two")
    read(papers, out)
    (papers / "b.txt").unlink()
    assert [entry.name for entry in read(papers, out).entries] == ["a.txt"]
    assert len((out / "records.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_a_stopped_run_keeps_what_was_read(papers: Path, out: Path) -> None:
    write(papers, **{f"d{i}": f"text {i}" for i in range(6)})
    seen: list[Entry] = []

    def stop(entry: Entry) -> None:
        seen.append(entry)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.run([papers], out, Settings(workers=1), stop, moody)
    with Store(out / batch.STORE) as store:
        assert store.last_paths() == []
    assert len(read(papers, out).reused) == 3


def test_an_empty_folder_gives_empty_evidence(papers: Path, out: Path) -> None:
    assert read(papers, out).entries == []
    assert (out / "records.jsonl").read_bytes() == b""


def test_a_pipe_among_the_documents_does_not_stop_the_run(papers: Path, out: Path) -> None:
    os.mkfifo(papers / "pipe.txt")
    write(papers, a="fine")
    assert statuses(read(papers, out, timeout=20)) == {
        "a.txt": ("ok", None),
        "pipe.txt": ("failed", "this is not a regular file"),
    }


def test_dask_reads_the_same(papers: Path, out: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    write(papers, a="fine", b="crash", c="fine")
    other = tmp_path / "other"
    other.mkdir()
    read(papers, out)
    batch.run([papers], other, Settings(workers=2, engine="dask"), extract=moody)
    assert (out / "records.jsonl").read_bytes() == (other / "records.jsonl").read_bytes()

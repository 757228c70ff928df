"""The commands as users call them: what they print, what they leave, and their exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from extractor.cli import app

ABSTRACT = """A randomized trial of examplamine for migraine

Forty patients with migraine were randomized to examplamine 10 mg orally or placebo in a double-blind trial.
"""


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "abstract.txt").write_text(ABSTRACT, encoding="utf-8")
    return folder


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_run_leaves_the_evidence_and_says_where(papers: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    result = call("run", papers, "-o", out, "--workers", 1)
    assert result.exit_code == 0, result.output
    assert f"Evidence in {out}" in result.stdout.splitlines()[-1]
    assert {path.name for path in out.iterdir()} == {
        "evidence.sqlite",
        "records.jsonl",
        "evidence.csv",
        "studies.csv",
        "results.csv",
        "flags.csv",
        "run.json",
    }
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert {"versions", "settings", "counts", "seconds", "inputs"} <= told.keys()
    assert told["inputs"][0]["status"] == "ok"


def test_run_twice_gives_the_same_records(papers: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert call("run", papers, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "one/records.jsonl").read_bytes() == (tmp_path / "two/records.jsonl").read_bytes()
    again = call("run", papers, "-o", tmp_path / "one")
    assert "1 unchanged since the last run" in again.stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.txt", b""), ("not-a.pdf", b"hello"), ("cut.pdf", b"%PDF-1.7\n1 0"), ("table.docx", b"x")],
)
def test_a_document_that_cannot_be_read_has_its_reason_and_stops_nothing(
    papers: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    (papers / name).write_bytes(content)
    result = call("run", papers / name, papers, "-o", tmp_path / "out")
    assert result.exit_code == 1
    told = json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))
    bad, good = told["inputs"]
    assert (bad["name"], bad["status"], good["status"]) == (name, "failed", "ok")
    assert bad["reason"]
    assert "\n" not in bad["reason"]
    assert f"failed: {papers / name}: {bad['reason']}" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", [["missing.pdf", "-o", "out"], ["papers", "missing", "-o", "out"]])
def test_a_missing_path_ends_before_any_work(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("run", *arguments)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "does not exist" in result.stderr
    assert not Path("out").exists()


def test_an_out_that_is_a_file_or_lies_under_one(papers: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    for out in (file, file / "below"):
        result = call("run", papers, "-o", out)
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1
        assert str(out) in result.stderr


def test_an_out_that_holds_another_database(papers: Path, tmp_path: Path) -> None:
    (tmp_path / "evidence.sqlite").write_bytes(b"not a database at all" * 100)
    result = call("run", papers, "-o", tmp_path)
    assert result.exit_code == 2
    assert "evidence.sqlite" in result.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["--workers", "0"], ["--engine", "cloud"], ["--scheduler", "tcp://x:1"], ["--fail-on", "awful"]]
)
def test_a_wrong_call(papers: Path, tmp_path: Path, arguments: list[str]) -> None:
    out = ["-o", tmp_path / "out"] if arguments else []
    assert call("run", papers, *out, *arguments).exit_code == 2


def test_quiet_prints_nothing_when_all_is_well(papers: Path, tmp_path: Path) -> None:
    result = call("run", papers, "-o", tmp_path / "out", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_a_configuration_file_gives_defaults_that_the_command_line_overrides(papers: Path, tmp_path: Path) -> None:
    config = tmp_path / "run.toml"
    config.write_text(f'out = "{tmp_path.as_posix()}/out"\nworkers = 2\ntimeout = 50\nquiet = true\n', encoding="utf-8")
    result = call("run", papers, "--config", config, "--workers", 1)
    assert (result.exit_code, result.output) == (0, "")
    settings = json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))["settings"]
    assert (settings["workers"], settings["timeout"]) == (1, 50)


@pytest.mark.parametrize("content", ["wrkers = 2", "workers = [", "workers = 'many'"])
def test_a_configuration_file_with_a_mistake(papers: Path, tmp_path: Path, content: str) -> None:
    config = tmp_path / "run.toml"
    config.write_text(content, encoding="utf-8")
    result = call("run", papers, "-o", tmp_path / "out", "--config", config)
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_show_prints_one_document(papers: Path) -> None:
    result = call("show", papers / "abstract.txt")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("abstract.txt")
    assert "Flags" in result.stdout


@pytest.mark.parametrize("command", ["show", "read"])
def test_show_and_read_of_what_is_no_document(papers: Path, command: str) -> None:
    assert call(command, papers / "missing.txt").exit_code == 2
    assert call(command, papers).exit_code == 2
    (papers / "bad.pdf").write_bytes(b"no PDF")
    result = call(command, papers / "bad.pdf")
    assert result.exit_code == 1
    assert result.stderr.startswith("failed: ")
    assert len(result.stderr.splitlines()) == 1


def test_read_prints_what_the_reader_saw(papers: Path) -> None:
    result = call("read", papers / "abstract.txt")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert "Forty patients" in document["text"]
    for block in document["blocks"]:
        start, end = block["span"]
        assert document["text"][start:end] == block["text"]


def test_the_program_runs_as_a_module_from_a_folder_of_its_own(papers: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "extractor", "run", "papers", "-o", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("Evidence in out")
    assert json.loads((tmp_path / "out/records.jsonl").read_text(encoding="utf-8"))["document"]["path"] == (
        "papers/abstract.txt"
    )


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    heavy = "{'pypdfium2', 'pandas', 'pydantic', 'numpy', 'pebble'}"
    script = f"import sys, extractor.cli; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_worker_loads_only_what_reading_needs() -> None:
    unwanted = "{'spacy', 'pandas', 'scipy', 'rich', 'sqlite3'}"
    script = f"import sys, extractor.pipeline; print(sorted({unwanted} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_version() -> None:
    assert call("--version").stdout.startswith("extractor ")

"""The vendor's guide that users have, held against what a careful reader finds in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
SCORE = SHARED / "scoring" / "score_guide.py"

pytestmark = pytest.mark.skipif(not SCORE.exists(), reason="the shared documents are not beside this checkout")


def score(name: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run the extractor on a document of the shared folder, and the scoring on what it left."""
    guide = SHARED / "documents" / name
    run = [sys.executable, "-m", "extractor", "run", str(guide), "-o", str(tmp_path / "out"), "--workers", "1"]
    done = subprocess.run(run, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    records = tmp_path / "out" / "records.jsonl"
    assert len(records.read_text(encoding="utf-8").splitlines()) == 1
    command = [sys.executable, str(SCORE), str(records), name]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_all_expectations_of_the_guide_hold(tmp_path: Path) -> None:
    done = score("ketamine-guide.pdf", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_all_but_the_boxes_hold_of_its_plain_text(tmp_path: Path) -> None:
    """Plain text has no pages and no boxes; every other expectation is the same."""
    lines = score("ketamine-guide.txt", tmp_path).stdout.splitlines()
    short = [line for line in lines if line.startswith("falls short")]
    assert short in ([], ["falls short: every value has a page, a box and a quotation holding its text"])


def test_the_guide_is_read_alike_from_page_and_text(tmp_path: Path) -> None:
    """The numbers of the guide do not depend on its format."""
    from extractor.evaluate import plain
    from extractor.pipeline import extract

    pdf, text = (plain(extract(SHARED / "documents" / f"ketamine-guide.{suffix}")) for suffix in ("pdf", "txt"))
    keep = ("id", "design", "n", "arms", "timepoints")
    told = [[{key: study.get(key) for key in keep} for study in view["studies"]] for view in (pdf, text)]
    assert json.dumps(told[0], indent=1) == json.dumps(told[1], indent=1)

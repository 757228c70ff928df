"""The numbers that a person read in real papers stand in their text as printed, and their boxes lie on the ink."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.readers import from_pdf

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(ROOT / "benchmarks"))

import printed  # noqa: E402

GOLD = SHARED / "gold" / "papers.jsonl"
READ_BY_HAND = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()] if GOLD.exists() else []


@pytest.mark.skipif(not READ_BY_HAND, reason="the shared papers are not beside this checkout")
@pytest.mark.parametrize("gold", READ_BY_HAND, ids=lambda gold: gold["file"][:40])
def test_what_a_person_read_stands_in_the_text(gold: dict[str, Any]) -> None:
    path = SHARED / "documents" / "papers" / gold["file"]
    paper = printed.Paper(path, from_pdf.read(path, path.name))
    lost, places = printed.missed(paper, [*printed.listed(gold), *printed.groups(gold)])
    # The reader calculated a few sizes (a sum of groups, a total from a percentage); at most three in one paper.
    calculated = [item for item in lost if item.kind in {"size", "n"}]
    assert [item for item in lost if item not in calculated] == []
    assert len(calculated) <= 3
    assert len(places) >= 5
    assert printed.off_ink(paper, places) == []

"""What a person read in real papers stands in their text as printed, with boxes on the ink; nothing else is altered."""

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

import glyphs  # noqa: E402
import printed  # noqa: E402

GOLD = SHARED / "gold" / "papers.jsonl"
# The corpus, and of the shared papers those with the most repairs, rotated tables and letters cast in one piece.
COMPARED = [*sorted((ROOT / "corpus").glob("*.pdf")), *(
    path for name in ("edin__20024*", "*24107737*", "*28175295*", "*38760584*", "*35452688*", "ami__PMC4709665*")
    for path in sorted((SHARED / "documents" / "papers").glob(f"{name}.pdf"))
)]  # fmt: skip
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


@pytest.mark.parametrize("path", COMPARED, ids=lambda path: path.stem[:40])
def test_nothing_but_what_is_repaired_differs_from_the_text_layer(path: Path) -> None:
    document = from_pdf.read(path, path.name)
    compared = glyphs.Compared()
    glyphs.compare(path, document, compared)
    assert compared.causes["the same"] > 500
    assert compared.altered == []
    assert compared.lost_runs == []
    assert compared.causes["repaired"] <= len(document.repairs)

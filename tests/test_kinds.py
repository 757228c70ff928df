"""What kind of document it is, with the reason; and documents that are no papers have no studies."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from extractor.exports import to_terminal
from extractor.pipeline import extract
from extractor.study import Record

SHARED = Path(__file__).resolve().parents[2] / "shared" / "documents" / "nasty"
REPORT = """# Halvorsen Shipping: annual report

The company carried 412 containers in the first quarter and 438 in the second, a rise of 6.3%. Revenue was
12.4 million, of which 40% came from the two northern lines and the rest from charters. Group 1 of the fleet (n = 14)
lies in Bergen; group 2 (n = 9) sails between Riga and Hull. The board compared the mean cost of a voyage, 31,200 in May,
with that of the year before, 29,800. Fuel rose from 210 to 260 a ton. The dividend is 1.20 a share, to be paid
on 4 May. The directors hold 2,300 shares between them, and the auditors were paid 90,000. A new terminal opens in June,
with room for 1,100 containers and a crew of 60 that was moved from the older quay. Rents fell by 4%.
"""


def record(tmp_path: Path, text: str) -> Record:
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    return extract(path)


def test_what_is_not_a_paper_says_so_and_has_no_studies(tmp_path: Path) -> None:
    found = record(tmp_path, REPORT)
    assert found.document.kind == "other"
    assert found.document.kind_reason == "not a paper: no sections of a paper, 0.0 words of studies in 1,000"
    assert found.studies == []
    with io.StringIO() as out:
        to_terminal.show(found, Console(file=out, width=120))
        assert "Kind      other: not a paper" in out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "The mean score fell by 4.2 points with belprazole (n = 40) and by 1.1 with placebo (n = 38).",
        "Forty were randomized to belprazole and 38 to placebo.",
        "Of 78 patients, 18 responded.",
    ],
)
def test_one_sentence_can_tell_of_a_study(tmp_path: Path, text: str) -> None:
    found = record(tmp_path, text)
    assert len(found.studies) == 1
    assert not (found.document.kind_reason or "").startswith("not a paper")


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("# Belprazole for hay fever: study protocol\n\nForty patients.", "protocol", 'its title says "study protocol"'),
        ("# Belprazole: a systematic review\n\nWe searched.", "review", 'its title says "systematic review"'),
        ("# Belprazole\n\nWe randomly allocated 40 patients in this trial to belprazole (n = 20) or placebo (n = 20).",
         "trial_report", 'it allocated and counted participants, and opens with "trial"'),
        ("# Belprazole\n\nForty male Wistar rats were given belprazole 10 mg/kg for a week or two.", "other",
         "no trial, review, guide or protocol: its subjects are animals"),
        ("Hello world.", "other", "no more than 2 words of text"),
    ],
)  # fmt: skip
def test_each_kind_has_its_reason(tmp_path: Path, text: str, kind: str, reason: str) -> None:
    info = record(tmp_path, text).document
    assert (info.kind, info.kind_reason) == (kind, reason)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared documents are not beside this checkout")
@pytest.mark.parametrize("name", ["norma__chelsea", "pdfjs__bigboundingbox"])
def test_reports_and_invoices_are_no_papers(name: str) -> None:
    found = extract(SHARED / f"{name}.pdf")
    assert (found.document.kind_reason or "").startswith("not a paper: ")
    assert found.studies == []

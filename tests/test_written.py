"""The marked abstracts that were written for training say what they should, and each of their marks is read."""

from __future__ import annotations

import re

import pytest

from extractor.models.number_roles import ROLES
from training.annotated import Annotated
from training.written import WRITTEN, unmarked, written

MARKED = (
    "{N:Sixty-four} adults got <a:lorvapine> ({n a:33}) or <b:placebo> ({n b:31}) for 12 weeks. "
    "<x:Pain> fell by {chg a x:1.2} ({sd a x:0.4}) against {chg b x:0.3} points (p < 0.05 > 0.01)."
)


def test_marks_become_offsets() -> None:
    told = unmarked("one", MARKED)
    assert told.text.startswith(
        "Sixty-four adults got lorvapine (33) or placebo (31) for 12 weeks. Pain fell by 1.2 (0.4)"
    )
    assert told.text.endswith("(p < 0.05 > 0.01).")
    assert [(told.text[n.start : n.end], n.role, n.arm, n.outcome) for n in told.numbers.values()] == [
        ("Sixty-four", "total", None, None),
        ("33", "arm", "a", None),
        ("31", "arm", "b", None),
        ("1.2", "mean_change", "a", "x"),
        ("0.4", "sd", "a", "x"),
        ("0.3", "mean_change", "b", "x"),
    ]
    assert [told.text[a:b] for a, b in [*told.arms["a"], *told.arms["b"], *told.outcomes["x"]]] == [
        "lorvapine",
        "placebo",
        "Pain",
    ]


@pytest.fixture(scope="module")
def abstracts() -> list[Annotated]:
    return list(written())


def test_every_mark_of_the_written_abstracts_is_read(abstracts: list[Annotated]) -> None:
    marked = sum(len(re.findall(r"\{[^{}]+:[^{}]+\}", path.read_text("utf-8"))) for path in WRITTEN.glob("*.txt"))
    nnt = sum(len(re.findall(r"\{nnt\b", path.read_text("utf-8"))) for path in WRITTEN.glob("*.txt"))
    assert sum(len(text.numbers) for text in abstracts) == marked - nnt  # numbers needed to treat are no role
    assert not [text.name for text in abstracts if re.search(r"[{}]|<[a-z]:", text.text)]


def test_every_number_has_a_role_and_named_arms(abstracts: list[Annotated]) -> None:
    for text in abstracts:
        for number in text.numbers.values():
            assert number.role in ROLES, text.name
            assert all(one in text.arms for one in (number.arm or "*").split("+") if one != "*"), text.name
            assert number.outcome is None or number.outcome in text.outcomes, text.name

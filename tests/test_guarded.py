"""What a pattern needs is really in all that it matches: no guard hides a match."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor import finders
from extractor.language import parse, sentences_of
from extractor.language.guarded import Guarded, has_digit, words_in
from extractor.readers import read

ROOT = Path(__file__).parent
TEXTS = sorted([*(ROOT.parent / "corpus").glob("*.*"), *(ROOT / "cases" / "finders").glob("*.txt")])


def guards() -> Iterator[tuple[str, Guarded]]:
    for module in pkgutil.iter_modules(finders.__path__):
        for name, value in vars(importlib.import_module(f"{finders.__name__}.{module.name}")).items():
            for at, each in enumerate(value if isinstance(value, tuple) else [value]):
                if isinstance(each, Guarded):
                    yield f"{module.name}.{name}[{at}]", each


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    documents = [read(path) for path in TEXTS if path.suffix in {".pdf", ".md", ".txt"}]
    return [sentence.text for document in documents for sentence in sentences_of(parse(document))]


@pytest.mark.parametrize(("name", "guard"), list(guards()))
def test_a_guard_hides_no_match(name: str, guard: Guarded, sentences: list[str]) -> None:
    assert [text for text in sentences if guard.pattern.search(text) and not guard.may_match(text)] == []


def test_a_guard_follows_its_pattern_in_whether_case_counts() -> None:
    folding = Guarded(re.compile("HALF", re.IGNORECASE), "half")
    assert [match[0] for match in folding.finditer("Half of a half")] == ["Half", "half"]
    assert Guarded(re.compile("OR"), "OR").search("odds or OR") is not None
    assert Guarded(re.compile("x"), "OR").search("x") is None
    assert Guarded(re.compile(r"\brats\b"), words=["rats"]).search("Rats, rats") is not None
    assert Guarded(re.compile(r"\brats\b"), words=["rats"]).search("rates") is None


def test_words_and_digits_of_a_text() -> None:
    assert words_in("Mean age (years): 8–12-year-olds") == {"mean", "age", "years", "year", "olds"}
    assert has_digit("HDRS-21")
    assert not has_digit("HDRS")

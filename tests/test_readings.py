"""What the taggers make of sentences, and the links of numbers to names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extractor.assemble.told import core
from extractor.finders.result_numbers import proposed
from extractor.language import parse
from extractor.models.number_roles import AT, NONE, ROLES, Place, judged, numbered, values_of
from extractor.models.readings import Reading, Roles, roles_of
from extractor.models.result_links import ROWS, Links, Setting, Stretch
from extractor.models.result_words import TAGS, Found, spans
from extractor.readers import read

ABSTRACT = """# Torbutidine for chronic cough: a randomized trial

We compared torbutidine with placebo in chronic cough. {}
"""


def roles(tmp_path: Path, text: str) -> dict[str, str]:
    """The likeliest role of each number of a text that stands in an abstract; those that are none are left out."""
    path = tmp_path / "abstract.md"
    path.write_text(ABSTRACT.format(text), encoding="utf-8")
    document = read(path, path.name)
    found = {}
    for sentence in roles_of(parse(document), document).values():
        for (start, end), likely in zip(sentence.sentence.spans, sentence.likely, strict=True):
            role = ROLES[int(likely.argmax())]
            if role != NONE:
                found[sentence.sentence.text[start:end]] = role
    return found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Eighty-four patients were randomized to torbutidine (n = 42) or placebo (n = 42).",
            {"Eighty-four": "total", "42": "arm"},
        ),
        (
            "Cough improved in 45% of the torbutidine group and 20% of the placebo group (P = 0.01).",
            {"45": "percent", "20": "percent"},
        ),
        (
            "The mean cough score at week 8 was 3.1 ± 1.2 with torbutidine and 4.6 ± 1.4 with placebo.",
            {"3.1": "mean", "1.2": "sd", "4.6": "mean", "1.4": "sd"},
        ),
        (
            "Relapse occurred in 12 of 40 patients on torbutidine and in 21 of 41 on placebo (risk ratio 0.59).",
            {"12": "count", "40": "denominator", "21": "count", "41": "denominator", "0.59": "ratio"},
        ),
        ("Patients received 20 mg of torbutidine daily for 8 weeks.", {}),
        ("Blood was drawn at 0, 30 and 60 minutes and stored at 4 °C.", {}),
    ],
)
def test_each_number_has_its_role(tmp_path: Path, text: str, told: dict[str, str]) -> None:
    assert roles(tmp_path, text) == told


def test_roles_are_shares_of_one(tmp_path: Path) -> None:
    sentence = numbered("Of 40 patients 12 (30%) improved.", Place("abstract", 5))
    likely = judged(sentence, values_of(sentence.printed))
    assert likely.shape == (3, len(ROLES))
    assert likely.sum(axis=1).tolist() == pytest.approx([1, 1, 1], abs=1e-4)


def test_a_sentence_with_results_names_its_groups_and_its_outcome() -> None:
    text = "Cough improved in 45% of the torbutidine group and 20% of the placebo group."
    reading = Reading(text)
    first, second = (text[slice(*reading.characters(group))] for group in reading.groups)
    assert "torbutidine" in first
    assert "placebo" in second
    assert any("Cough" in text[slice(*reading.characters(outcome))] for outcome in reading.outcomes)


def test_a_run_of_tags_becomes_stretches() -> None:
    tags = [TAGS.index(t) for t in ("B-INTV", "I-INTV", "O", "B-MEAS", "B-MEAS", "I-OC")]
    assert spans(tags) == [Found("INTV", 0, 2), Found("MEAS", 3, 4), Found("MEAS", 4, 5), Found("OC", 5, 6)]


def test_numbers_without_names_have_none() -> None:
    words = "It rose by 5 and 7".split()
    setting = Setting("INTV", words, [Stretch(3, 4), Stretch(5, 6)], [], [])
    assert Links(setting).chain.best(np.zeros(ROWS)) == [0, 0]  # the only choice: none


def test_numbers_of_groups_are_no_results() -> None:
    text = "Catalase rose in groups 2, 3, and 4 as well, and 9 rats improved."
    sentence = numbered(text, Place("results", 1))
    likely = np.zeros((len(sentence.spans), len(ROLES)), dtype=np.float32)
    likely[:, AT["count"]] = 1  # were each of them a count by its role alone
    found = [number.match["value"] for number in proposed(text, text, Roles(sentence, likely), 0.5)]
    assert found == ["9"]


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("placebo-group patients", "placebo"),
        ("the torbutidine group", "torbutidine"),
        ("torbutidine-treated adults", "torbutidine"),
        ("group A", "group A"),
        ("usual care", "usual care"),
    ],
)
def test_a_name_is_bare_of_the_words_for_its_people(name: str, bare: str) -> None:
    start, end = core(name, 0, len(name))
    assert name[start:end] == bare

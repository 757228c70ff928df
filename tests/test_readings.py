"""What the taggers make of sentences, and the links of numbers to names."""

from __future__ import annotations

import numpy as np
import pytest

from extractor.models.readings import Reading
from extractor.models.result_links import ROWS, Links, Setting, Stretch
from extractor.models.result_words import TAGS, Found, spans


def named(text: str) -> tuple[list[str], list[str], list[str]]:
    reading = Reading(text)

    def words(stretch: Stretch) -> str:
        start, end = reading.characters(stretch)
        return text[start:end]

    return (
        [words(g) for g in reading.groups],
        [words(o) for o in reading.outcomes],
        [text[start:end] for start, end in reading.measured],
    )


def test_a_sentence_with_results_names_its_groups_and_its_outcome() -> None:
    groups, outcomes, measured = named("Cough improved in 45% of the torbutidine group and 20% of the placebo group.")
    assert ["torbutidine" in groups[0], "placebo" in groups[1]] == [True, True]
    assert "Cough" in outcomes[0]
    assert ["45%" in measured[0], "20%" in measured[1]] == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        "Patients were randomly assigned to receive 20 mg of torbutidine daily for 8 weeks.",
        "Blood was drawn at 0, 30 and 60 minutes and stored at 4 °C.",
        "Adults aged 18 to 65 years were eligible.",
    ],
)
def test_methods_report_no_results(text: str) -> None:
    assert not Reading(text).reports_results


def test_a_run_of_tags_becomes_stretches() -> None:
    tags = [TAGS.index(t) for t in ("B-INTV", "I-INTV", "O", "B-MEAS", "B-MEAS", "I-OC")]
    assert spans(tags) == [Found("INTV", 0, 2), Found("MEAS", 3, 4), Found("MEAS", 4, 5), Found("OC", 5, 6)]


def test_numbers_without_names_have_none() -> None:
    words = "It rose by 5 and 7".split()
    setting = Setting("INTV", words, [Stretch(3, 4), Stretch(5, 6)], [], [])
    assert Links(setting).best(np.zeros(ROWS)) == [None, None]


def test_numbers_of_groups_are_no_results() -> None:
    from extractor.finders.result_numbers import proposed

    text = "Catalase rose in groups 2, 3, and 4 as well, and 9 rats improved."
    found = [number.match["value"] for number in proposed(text, text, [(0, len(text))])]
    assert found == ["9"]

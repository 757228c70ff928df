"""Words, sentences, numbers and units of papers, and that no character of a text is ever lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.document import Block, Document, Span
from extractor.language import parse, sentence_at, sentence_of, sentences_of, tokens
from extractor.language.abbreviations import abbreviations
from extractor.language.numbers import NUMBER, as_printed, from_words, negated, value_of
from extractor.language.units import days, normal_unit, time_unit
from extractor.readers import from_text

# Characters that papers are made of, and those that break tokenisers.
SIGNS = " \n\t.,;:()[]±−–-%/<>=≤≥µ·\u2009\u00a00123456789mgkpn"
TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(SIGNS)), max_size=80)


def document(text: str) -> Document:
    """A text as one paragraph, without the help of a reader."""
    return Document("0" * 64, "text.txt", "text.txt", "text", text, blocks=(Block("paragraph", Span(0, len(text))),))


def words_of(text: str) -> list[str]:
    return [word for word in tokens.split(text)[0] if not word.isspace()]


def split(text: str) -> list[str]:
    return [sentence.text.strip() for sentence in sentences_of(parse(document(text)))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.5 mg/kg", ["0.5", "mg/kg"]),
        ("3 mg/kg/day", ["3", "mg/kg/day"]),
        ("HDRS-21", ["HDRS-21"]),
        ("SF-36.", ["SF-36", "."]),
        ("±10", ["±", "10"]),
        ("p<.001", ["p", "<", ".001"]),
        ("(p = 0.03)", ["(", "p", "=", "0.03", ")"]),
        ("71%", ["71", "%"]),
        ("1,171 women", ["1,171", "women"]),
        ("0·5", ["0·5"]),
        ("−14.0", ["−", "14.0"]),
        ("12/17", ["12", "/", "17"]),
        ("double-blind, placebo-controlled", ["double-blind", ",", "placebo-controlled"]),
        ("O'Dwyer found", ["O'Dwyer", "found"]),
        ("[6] It", ["[", "6", "]", "It"]),
        ("et al. said", ["et", "al.", "said"]),
        ("i.v. dose", ["i.v.", "dose"]),
        ("https://example.org/a_b?c=1", ["https://example.org/a_b?c=1"]),
        ("B204417", ["B204417"]),
        ("10.1234/abc.5", ["10.1234/abc.5"]),
    ],
)
def test_numbers_doses_scales_and_signs_stay_whole(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(TEXTS)
@settings(max_examples=400)
def test_words_put_together_again_are_the_text(text: str) -> None:
    words, spaces = tokens.split(text)
    assert "".join(word + " " * space for word, space in zip(words, spaces, strict=True)) == text
    assert all(words)


@given(TEXTS.filter(bool))
@settings(max_examples=150)
def test_a_parsed_text_keeps_its_characters_and_offsets(text: str) -> None:
    doc = parse(document(text))
    assert doc.text == text
    assert "".join(sentence.text for sentence in sentences_of(doc)) == text
    for sentence in sentences_of(doc):
        assert text[sentence.span.start : sentence.span.end] == sentence.text
        assert sentence_at(doc, sentence.start) == sentence


@pytest.mark.parametrize(
    "sentences",
    [
        ["Okafor et al. gave the drug to ten adults.", "Nobody fell ill."],
        ["Marsh et al. (2004) found a difference.", "It was small."],
        ["The drug was given i.v. over 40 minutes.", "It was stopped."],
        ["As Fig. 2 shows, scores fell.", "They rose later."],
        ["It was drug vs. placebo.", "Both were tablets."],
        ["J. B. Marsh and T. Lund rated the tapes.", "They agreed."],
        ["Half of them responded.[6]", "It lasted a week.[7][8]", "They left."],
        ["The mean was 14.0 (SD 2.5).", "The range was 0.5 to 52."],
        ["The p value was p = .03.", "It was two-sided."],
        ["They took approx. 20 mg, e.g. two tablets.", "No more was allowed."],
        ["Was it safe?", "It was!", "Ten patients said so."],
        ["He wrote: “It works.”", "She agreed."],
        ["Dr. Lund rated them.", "Prof. Marsh did not."],
    ],
    ids=lambda sentences: sentences[0][:30],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_a_sentence_crosses_no_cell_row_or_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    text = "# A small trial of nothing\n\nDrug\tNo. of adults\nBelprazole\t12\n\n## Methods\n\nTen took part.\n"
    path.write_text(text, encoding="utf-8")
    read = from_text.read(path, "a.md")
    found = [sentence.text.strip() for sentence in sentences_of(parse(read))]
    expected = ["A small trial of nothing", "Drug", "No. of adults", "Belprazole", "12", "Methods", "Ten took part."]
    assert [sentence for sentence in found if sentence.strip("#")] == expected


def test_the_sentence_of_a_span_has_no_white_space_at_its_ends() -> None:
    text = "  One was seen.  Two were not. "
    doc = parse(document(text))
    at = text.index("Two")
    span = sentence_of(doc, Span(at, at + 3))
    assert text[span.start : span.end] == "Two were not."
    both = sentence_of(doc, Span(2, at + 3))
    assert text[both.start : both.end] == "One was seen.  Two were not."


@pytest.mark.parametrize(
    ("printed", "digits"),
    [
        ("0.50", "0.50"),
        ("0·5", "0.5"),
        (".05", "0.05"),
        ("−14.0", "-14.0"),
        ("–3", "-3"),
        ("+2", "2"),
        ("1,171", "1171"),
        ("1 171", "1171"),
        ("12\u2009345·6", "12345.6"),
        ("Eighteen", "18"),
        ("twenty-three", "23"),
        ("one hundred and twenty-three", "123"),
        ("007", "007"),
        ("1.2.3", None),
        ("12a", None),
        ("several", None),
        ("", None),
        ("−", None),
    ],
)
def test_a_number_keeps_its_printed_decimals(printed: str, digits: str | None) -> None:
    assert as_printed(printed) == digits


SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(number: int) -> str:
    """A number below a million in English words."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    unit, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = number % unit
    joint = " and " if rest and rest < 100 else " "
    return f"{spelled(number // unit)} {name}" + (f"{joint}{spelled(rest)}" if rest else "")


@given(st.integers(0, 999_999))
def test_number_words_spell_their_number(number: int) -> None:
    assert from_words(spelled(number)) == number
    assert from_words(spelled(number).upper()) == number


@pytest.mark.parametrize("words", ["patients", "and", "", "twelve patients", "a dozen"])
def test_other_words_spell_none(words: str) -> None:
    assert from_words(words) is None


@given(st.decimals(-10_000, 10_000, places=2))
def test_negated_twice_is_the_same(number: object) -> None:
    printed = str(number)
    if value_of(printed) == 0:
        assert value_of(negated(printed)) == 0
    else:
        assert negated(negated(printed)) == printed
        assert value_of(negated(printed)) == -value_of(printed)


def test_values_are_numbers_and_zero_has_no_sign() -> None:
    assert (value_of("0.50"), value_of("18"), value_of("-14.0")) == (0.5, 18, -14.0)
    assert isinstance(value_of("18"), int)
    assert isinstance(value_of("18.0"), float)
    assert (negated("0"), negated("0.0"), negated("14.0"), negated("-14.0")) == ("0", "0.0", "-14.0", "14.0")
    with pytest.raises(ValueError, match="not a number"):
        value_of("12 mg")


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("mg/kg", "mg/kg"),
        ("mg kg−1", "mg/kg"),
        ("mg·kg-1·min-1", "mg/kg/min"),
        ("mg per kg", "mg/kg"),
        ("mg / kg", "mg/kg"),
        ("mcg", "µg"),
        ("ug/kg", "µg/kg"),
        ("μg", "µg"),
        ("milligrams", "mg"),
        ("mg/kg body weight", "mg/kg"),
        ("units", "U"),
        ("mg/m(2)", "mg/m2"),
        ("mg day(-1)", "mg/day"),
        ("micrograms/kg body weight/min", "µg/kg/min"),
        ("I.U.", "IU"),
        ("mg/kg/d", "mg/kg/day"),
        ("mg/m²", "mg/m2"),
        ("IU", "IU"),
    ],
)
def test_a_unit_has_one_spelling(printed: str, unit: str) -> None:
    assert normal_unit(printed) == unit
    assert normal_unit(unit) == unit


@pytest.mark.parametrize(
    ("number", "word", "expected"),
    [
        ("40", "minutes", 0.02778),
        ("24", "hours", 1),
        ("72", "h", 3),
        ("7", "days", 7),
        ("12", "weeks", 84),
        ("1", "year", 365.25),
        ("0", "day", 0),
        ("1.5", "hrs.", 0.0625),
        ("30", "secs", 0.00035),
    ],
)
def test_times_in_days(number: str, word: str, expected: float) -> None:
    found = days(number, time_unit(word))
    assert found == expected
    assert isinstance(found, type(expected))


def test_a_word_that_is_no_unit_of_time() -> None:
    with pytest.raises(KeyError):
        time_unit("sessions")


def test_short_forms_stand_for_what_a_paper_says() -> None:
    text = "Patients took quivabine (QVB) or salt of torbutic acid (STA, 5 mg). The mean (SD) of the score (range 1-2)."
    assert abbreviations(text) == {"QVB": "quivabine", "STA": "salt of torbutic acid"}


def test_the_end_of_a_compound_is_no_number() -> None:
    assert re.search(NUMBER, "aForty-four of them", re.IGNORECASE) is None
    found = re.search(NUMBER, "Forty-four of them", re.IGNORECASE)
    assert found is not None
    assert found[0] == "Forty-four"

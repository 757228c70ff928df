"""The same words and sentences for spaCy."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.matcher import Matcher

from extractor.document import Span
from extractor.language import parse, sentences_of
from extractor.language.as_spacy import as_spacy, pipeline
from extractor.readers import read

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


@pytest.mark.parametrize("name", ["abstract.txt", "ketamine-guide.pdf", "seizures-mice.xml"])
def test_text_words_and_sentences_are_the_same(name: str) -> None:
    document = read(CORPUS / name, name)
    doc = parse(document)
    for_spacy = as_spacy(doc)
    assert for_spacy.text == document.text
    assert [(token.idx, token.text) for token in for_spacy] == list(zip(doc.offsets, doc.words, strict=False))
    assert [s.start_char for s in for_spacy.sents] == [s.start for s in sentences_of(doc)]


def test_a_matcher_points_at_characters_of_the_document(tmp_path: Path) -> None:
    path = tmp_path / "abstract.txt"
    path.write_text("Forty patients took torbutidine.\nTwelve patients improved.", "utf-8")
    document = read(path, path.name)
    matcher = Matcher(pipeline().vocab)
    matcher.add("people", [[{"TAG": "NUM"}, {"TAG": "PEOPLE"}]])
    found = [Span(s.start_char, s.end_char) for s in matcher(as_spacy(parse(document)), as_spans=True)]
    assert [document.quote(span) for span in found] == ["Forty patients", "Twelve patients"]

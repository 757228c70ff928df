"""Gives a document's text its words and sentences: spaCy's blank English with our own tokens, sentences and categories.

No model is loaded or downloaded.
"""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractor.document import Document
from extractor.language import categories, sentences, tokens
from extractor.language.sentences import Sentence, sentence_at, sentence_of, sentences_of, words_of


@cache
def pipeline() -> Language:
    """The blank English pipeline, made once a process; its vocabulary is shared by all matchers."""
    return spacy.blank("en")


def parse(document: Document) -> Doc:
    """A spaCy Doc over the document's very text: same characters, same offsets."""
    words = sentences.Words(*tokens.split(document.text))
    begins, offsets = sentences.starts(words, sentences.hard_edges(document))
    doc = Doc(
        pipeline().vocab,
        words=words.words,  # type: ignore[arg-type]
        spaces=words.spaces,  # type: ignore[arg-type]
        tags=categories.tags(words.words),
        sent_starts=begins,  # type: ignore[arg-type]
    )
    return sentences.index(doc, document.text, words.words, begins, offsets)


__all__ = ["Sentence", "parse", "pipeline", "sentence_at", "sentence_of", "sentences_of", "words_of"]

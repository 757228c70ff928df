"""Gives a document's text its words and sentences: spaCy's blank English with our own tokens, sentences and categories.

No model is loaded or downloaded.
"""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractor.document import Document
from extractor.language import categories, sentences
from extractor.language.sentences import sentence_of
from extractor.language.tokens import Tokenizer


@cache
def pipeline() -> Language:
    """The blank English pipeline, made once a process."""
    nlp = spacy.blank("en")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    nlp.max_length = 20_000_000
    return nlp


def parse(document: Document) -> Doc:
    """A spaCy Doc over the document's very text: same characters, same offsets."""
    doc = pipeline().make_doc(document.text)
    sentences.split(doc, sentences.hard_edges(document))
    return categories.tag(doc)


__all__ = ["parse", "pipeline", "sentence_of"]

"""Gives a document's text its words and sentences, by rules of our own: no model is loaded or downloaded."""

from __future__ import annotations

from extractor.document import Document
from extractor.language import sentences, tokens
from extractor.language.doc import Doc, Sentence
from extractor.language.sentences import sentence_at, sentence_of, sentences_of, words_of


def parse(document: Document) -> Doc:
    """The words and sentences of a document's very text: same characters, same offsets."""
    words = sentences.Words(*tokens.split(document.text))
    begins, offsets = sentences.starts(words, sentences.hard_edges(document))
    return sentences.doc_of(document.text, words.words, begins, offsets)


__all__ = ["Doc", "Sentence", "parse", "sentence_at", "sentence_of", "sentences_of", "words_of"]

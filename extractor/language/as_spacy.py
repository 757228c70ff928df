"""Hands a document's words and sentences to spaCy, for its matchers and for trained pipelines of one's own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from extractor.language import categories
from extractor.language.doc import Doc

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc as SpacyDoc


@cache
def pipeline() -> Language:
    """The blank English of spaCy, made once a process: matchers need the vocabulary of the Docs handed out."""
    import spacy  # takes as long to load as a guide to read: only who asks for it waits

    return spacy.blank("en")


def as_spacy(doc: Doc) -> SpacyDoc:
    """A spaCy Doc over the very text: same characters, same offsets, our words and sentences, categories as tags.

    A finder may run matchers or a model on it: a spaCy span's `start_char` and `end_char` are a Mention's Span.
    """
    from spacy.tokens import Doc as SpacyDoc

    ends = [start + len(word) for start, word in zip(doc.offsets, doc.words, strict=False)]
    follows = [
        end < following for end, following in zip(ends, [*doc.offsets[1 : len(doc.words)], len(doc.text)], strict=True)
    ]
    begins = [False] * len(doc.words)
    for first in doc.firsts:
        if first < len(begins):
            begins[first] = True
    return SpacyDoc(
        pipeline().vocab,
        words=list(doc.words),
        spaces=follows,
        tags=categories.tags(doc.words),
        sent_starts=begins,  # type: ignore[arg-type]
    )

"""Puts together the numbers and words of a paper that have to agree, each with its quotation, for the checks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.assemble.reporting import Reporter
from extractor.evidence import Mention
from extractor.finders.statements import FIELD, role_of
from extractor.study import Part, Statement


def statements_of(reporter: Reporter, mentions: Sequence[Mention]) -> list[Statement]:
    return [
        Statement(
            kind=str(mention.value),
            what=_words(reporter.document.quote(mention.about)) if mention.about is not None else None,
            parts=[Part(role=role_of(key), value=reporter.report([part])) for key, part in mention.parts.items()],
        )
        for mention in mentions
        if mention.field == FIELD
    ]


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()

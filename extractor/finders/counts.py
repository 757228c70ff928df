"""Finds the number of everybody in the study where no rule would: a trained model weighs every number that may count people."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders import sample_size
from extractor.language import sentence_at
from extractor.language.context import LONGEST_ABSTRACT, place
from extractor.language.doc import Doc
from extractor.models.counts import Likely, likely, votes_of
from extractor.models.number_roles import AT
from extractor.models.readings import Roles, roles_of

# What is less likely than this is not worth telling.
LEAST = 0.02
UNLIKELY = 0.0001  # no likelihood is taken for certainty
# "12 patients (20%)" are some of the study, whatever the words around them.
SHARE_AFTER = re.compile(r"\s(?:[\w-]+\s){0,3}\(\s?\d[\d.·]*\s?%\s?[)\];]")
# ... but not the whole that they are a share of: "164 out of 7,647 included patients (2.1%)"
OUT_OF = re.compile(r"\d\s(?:out )?of(?: the| all)?\s$", re.IGNORECASE)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    voted = votes(doc, document)
    for one in judged_counts(doc, document):
        span = one.count.span
        if one.total >= LEAST and (span.start in voted or not _is_share(document, span)):
            yield Mention(
                "n.count",
                span,
                number=one.count.number,
                value=_role(doc, span),
                found_by="model:sample_size",
                score=round(one.total, 4),
            )


def _is_share(document: Document, span: Span) -> bool:
    share = SHARE_AFTER.match(document.text, span.end, span.end + 80)
    return bool(share) and not OUT_OF.search(document.text, max(0, span.start - 30), span.start)


def judged_counts(doc: Doc, document: Document) -> list[Likely]:
    """What the models say of every number that may count people, worked out once a document."""
    if "counts" not in doc.notes:
        roles = roles_of(doc, document)
        doc.notes["counts"] = [_both(doc, document, one, roles) for one in likely(doc, document, votes(doc, document))]
    found: list[Likely] = doc.notes["counts"]
    return found


def _both(doc: Doc, document: Document, one: Likely, roles: Mapping[int, Roles]) -> Likely:
    """Two models look at the sizes of arms, each from another side: out of fold both together are right more often."""
    sentence = sentence_at(doc, one.count.span.start)
    seen = roles.get(sentence.start)
    of = seen.of(one.count.span.start - sentence.start, one.count.span.end - sentence.start) if seen else None
    if of is None or (len(document.text) >= LONGEST_ABSTRACT and place(document, one.count.span) != "abstract"):
        return one  # of whole papers neither knows the arms
    return replace(one, arm=together(one.arm, float(of[AT["arm"]] + of[AT["arm_analyzed"]])))


def together(*chances: float) -> float:
    """One likelihood from several: the mean of their log odds."""
    odds = [math.log(min(max(p, UNLIKELY), 1 - UNLIKELY) / (1 - min(max(p, UNLIKELY), 1 - UNLIKELY))) for p in chances]
    return 1 / (1 + math.exp(-sum(odds) / len(odds)))


def _role(doc: Doc, span: Span) -> str:
    sentence = sentence_at(doc, span.start)
    start, end = span.start - sentence.start, span.end - sentence.start
    return sample_size.role_around(sentence.text[:start], sentence.text[end:]) or "total"


def votes(doc: Doc, document: Document) -> dict[int, list[str]]:
    """What the rules say about each number."""
    return votes_of(
        (m.span.start, m.field + (f":{m.value}" if m.value else ""), m.score) for m in sample_size.find(doc, document)
    )

"""Drugs that are given together as one arm: what else the text calls them, and when one of them is an arm alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.assemble.drafts import ArmDraft
from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.substances import key_of

LONGEST_SENTENCE = 400  # characters
# Ways of naming an arm that set it against another.
SET_AGAINST = ("compared", "assigned", "column", "listed", "numbered")


def is_regimen(draft: ArmDraft) -> bool:
    """Whether an arm is several drugs given together, each with its amount."""
    return any(m.found_by.endswith("regimen") for m in draft.mentions)


def drugs_of(draft: ArmDraft) -> set[str]:
    return {drug for key in draft.keys if " + " in key for drug in key.split(" + ")}


def with_short_forms(document: Document, drafts: list[ArmDraft]) -> list[ArmDraft]:
    """A regimen and what the text calls it, "OCA", are one arm; a drug that is only dosed in regimens is none."""
    regimens = [d for d in drafts if is_regimen(d)]
    for draft in regimens:
        short = {key_of(document.quote(m.parts["short"].span)) for m in draft.mentions if "short" in m.parts}
        for other in drafts:
            if other not in regimens and other.keys & short:
                draft.mentions += other.mentions
                other.mentions = []
        draft.keys |= short
    drugs = {drug for draft in regimens for drug in drugs_of(draft)}
    return [
        d
        for d in drafts
        if d in regimens or (d.mentions and not (d.keys <= drugs and _only_in_regimens(document, d, regimens)))
    ]


def _only_in_regimens(document: Document, draft: ArmDraft, regimens: Sequence[ArmDraft]) -> bool:
    """Whether a drug of a regimen is nowhere set beside the regimen: "X alone or X plus Y" does so."""
    if any(m.found_by.endswith(SET_AGAINST) for m in draft.mentions):
        return False
    together = [m.span for d in regimens for m in d.mentions if m.found_by.endswith("regimen")]
    return not any(
        _same_sentence(document, m.span, span)
        for m in draft.mentions
        if m.found_by.endswith("dosed")
        for span in together
    )


def other_amounts(document: Document, draft: ArmDraft, mention: Mention) -> bool:
    """Whether a sentence gives the drugs of a regimen in other amounts beside it: that is another arm."""
    if not mention.found_by.endswith("regimen"):
        return False
    amounts = re.findall(r"\d[\d.,]*", document.quote(mention.span))
    return any(
        m.found_by.endswith("regimen")
        and re.findall(r"\d[\d.,]*", document.quote(m.span)) != amounts
        and _same_sentence(document, m.span, mention.span)
        for m in draft.mentions
    )


def _same_sentence(document: Document, a: Span, b: Span) -> bool:
    between = document.text[min(a.end, b.end) : max(a.start, b.start)]
    return len(between) < LONGEST_SENTENCE and not re.search(r"[.;:]\s+[A-Z(]|\n\s*\n", between)

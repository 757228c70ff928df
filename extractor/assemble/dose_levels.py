"""Arms that differ by dose only: one for each level, where the text sets the levels against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.assemble.drafts import ArmDraft, drug_of, plain_number, same_key
from extractor.assemble.regimens import is_regimen
from extractor.document import Document, Span
from extractor.evidence import Mention

# What may stand between two dose levels that are alternatives, brackets aside.
ALTERNATIVES = re.compile(r",|;|/|\b(?:or|versus|vs|and|compared (?:with|to)|than)\b", re.IGNORECASE)
CHANGED = re.compile(
    r"\b(?:titrat|increas|escalat|up to|followed by|then|subsequent|loading|maintenance|maxim|initial|start|rang)\w*",
    re.IGNORECASE,
)
# Further words that keep apart amounts which do not stand in one list.
APART = re.compile(
    r"\b(?:mean|median|average|cumulative|consum\w*|if necessary|if needed|as needed|on demand|whereas|after|before)\b",
    re.IGNORECASE,
)
LIST_GAP = 8
LONGEST_BETWEEN = 60


def by_dose(document: Document, draft: ArmDraft, doses: Sequence[Mention]) -> list[ArmDraft]:
    """One draft for each dose level when the study compares dose levels of one substance."""
    if draft.role != "intervention" or is_regimen(draft):
        return [draft]
    mine = [
        d
        for d in doses
        if "substance" in d.parts and any(same_key(drug_of(document, d), k, "intervention") for k in draft.keys)
    ]
    levels: dict[tuple[str, str], list[Mention]] = {}
    for dose in mine:
        levels.setdefault((plain_number(dose.number), dose.unit or ""), []).append(dose)
    if len(levels) < 2 or len({unit for _, unit in levels}) > 1 or not _listed_together(document, levels, draft.keys):
        return [draft]
    drafts = []
    for (_, unit), group in levels.items():
        named = _named_with_dose(document, draft, group)
        substance = document.quote(group[0].parts["substance"].span)
        arm = ArmDraft(
            "intervention", set(draft.keys), [named], dose=group[0], name=f"{substance} {group[0].number} {unit}"
        )
        drafts.append(arm)
    return drafts


def _listed_together(document: Document, levels: dict[tuple[str, str], list[Mention]], names: set[str]) -> bool:
    """Whether two levels stand in one sentence as alternatives, not as a range or a titration."""
    by_sentence: dict[Span | None, list[Mention]] = {}
    for group in levels.values():
        for dose in group:
            by_sentence.setdefault(dose.about, []).append(dose)
    for sentence, together in by_sentence.items():
        if sentence is None or CHANGED.search(document.quote(sentence)):
            continue
        longest = LIST_GAP if APART.search(document.quote(sentence)) else LONGEST_BETWEEN
        together.sort(key=lambda dose: dose.span.start)
        for left, right in pairwise(together):
            if left.number == right.number:
                continue
            between = re.sub(r"\([^()]*\)", "", document.text[left.span.end : right.span.start])
            legend = between.strip().casefold() in names
            if legend or (len(between) <= longest and ALTERNATIVES.search(between)):
                return True
    return False


def _named_with_dose(document: Document, draft: ArmDraft, group: Sequence[Mention]) -> Mention:
    """A mention over "esketamine 0.20 mg/kg" where it is printed in one piece, else over the amount."""
    named = [Span(d.parts["substance"].span.start, d.span.end) for d in group if _is_in_one_piece(document, d)]
    # "drug 100 mg" shows the name better than "drug 100mg".
    named.sort(key=lambda span: (not re.search(r"\d\s[^\W\d]", document.quote(span)), span.start))
    best = max(group, key=lambda d: d.score)
    return Mention(
        "arm",
        named[0] if named else best.span,
        value=draft.mentions[0].value,
        found_by=best.found_by,
        score=best.score,
    )


def _is_in_one_piece(document: Document, dose: Mention) -> bool:
    substance = dose.parts["substance"].span
    return substance.end <= dose.span.start and document.text[substance.end : dose.span.start] in {"", " "}

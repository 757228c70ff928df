"""The doses of an arm: amounts with their route, duration and frequency, and amounts that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.assemble.drafts import (
    GENERIC_COMPARATOR,
    ArmDraft,
    Occurrence,
    drug_of,
    is_placebo,
    names,
    plain_number,
    same_key,
)
from extractor.assemble.reporting import Reporter, common_case, grouped
from extractor.assemble.scopes import Scope
from extractor.document import Document
from extractor.evidence import Mention, Reported
from extractor.finders.amounts import BULK
from extractor.finders.arms import SHARED
from extractor.language.context import label, place
from extractor.study import Dose

ABOUT_TREATMENT = re.compile(
    r"\b(?:intervention|treatment|dos(?:e|age|ing)|drug|administration|regimen)", re.IGNORECASE
)


def doses_of(
    reporter: Reporter,
    scope: Scope,
    mentions: Sequence[Mention],
    drafts: Sequence[ArmDraft],
    occurrences: Sequence[Occurrence],
) -> list[list[Dose]]:
    """The doses of each arm of a study: those of its own drug, and those of other drugs named beside it."""
    document = reporter.document
    doses, regimens = scope.own(mentions, "dose"), scope.own(mentions, "regimen")
    mine: list[list[Mention]] = [[] for _ in drafts]
    for dose in doses:
        owners = [i for i, draft in enumerate(drafts) if _in_regimen(dose, draft)] or [
            i for i, draft in enumerate(drafts) if _is_of(document, dose, draft, drafts)
        ]
        others = _of_only_regimen(document, dose, drafts) or _beside(dose, drafts, occurrences)
        for i in owners or others or _of_everybody(document, dose, drafts):
            mine[i].append(dose)
    return [_doses(reporter, draft, mine[i], regimens) for i, draft in enumerate(drafts)]


def _in_regimen(dose: Mention, draft: ArmDraft) -> bool:
    """Whether a dose stands where several drugs are given together."""
    return any(m.found_by.endswith("regimen") and dose.span in m.span for m in draft.mentions)


def _of_only_regimen(document: Document, dose: Mention, drafts: Sequence[ArmDraft]) -> list[int]:
    """The one arm that gives a drug among others: its dose may be told elsewhere."""
    if "substance" not in dose.parts:
        return []
    drug = drug_of(document, dose)
    found = [i for i, draft in enumerate(drafts) if any(drug in key.split(" + ") for key in draft.keys)]
    return found if len(found) == 1 else []


def _of_everybody(document: Document, dose: Mention, drafts: Sequence[ArmDraft]) -> list[int]:
    """Where all patients got a drug, so did those of each treatment."""
    before = document.text[dose.about.start : dose.span.start] if dose.about is not None else ""
    if "substance" not in dose.parts or not SHARED.search(before):
        return []
    given = [i for i, draft in enumerate(drafts) if draft.role == "intervention"]
    return given if len(given) == 1 else []


def _beside(dose: Mention, drafts: Sequence[ArmDraft], occurrences: Sequence[Occurrence]) -> list[int]:
    """The arm named nearest to a dose of something else in its sentence: "X 180 mg plus Y 2 mg" is one arm, X."""
    near = [
        (o.span.distance(dose.span), o.span.start, o.arm)
        for o in occurrences
        if dose.about is not None and o.span in dose.about and _is_treatment(drafts[o.arm])
    ]
    return [min(near)[2]] if near and drafts[min(near)[2]].dose is None else []


def _is_treatment(draft: ArmDraft) -> bool:
    """Whether an arm got something that has a name, other than a placebo."""
    return draft.role == "intervention" or not (is_placebo(draft) or draft.keys & GENERIC_COMPARATOR)


def _doses(reporter: Reporter, draft: ArmDraft, mine: Sequence[Mention], regimens: Sequence[Mention]) -> list[Dose]:
    document = reporter.document
    if is_placebo(draft):
        return []
    if draft.dose is not None:
        mine = [
            d for d in mine if plain_number(d.number) == plain_number(draft.dose.number) and d.unit == draft.dose.unit
        ]
    groups: dict[tuple[str, str, str], list[Mention]] = {}
    for dose in mine:
        other = "" if _names_arm(document, dose, draft) else drug_of(document, dose)
        groups.setdefault((plain_number(dose.number), dose.unit or "", other), []).append(dose)
    groups = _without_times(groups)
    rivals = _rivals(document, list(groups.values())) if draft.dose is None else []
    ranked = _by_support(list(groups.values()))
    regimens = [r for r in regimens if _tells_of(document, r, draft)]
    if rivals:
        best = ranked[0]
        return [_dose(reporter, best, [d for d in rivals if d not in best], regimens)]
    return [_dose(reporter, group, [], regimens) for group in ranked]


def _without_times(groups: dict[tuple[str, str, str], list[Mention]]) -> dict[tuple[str, str, str], list[Mention]]:
    """ "40 mg" and "40 mg/day" of one drug are one dose."""
    merged = dict(groups)
    for number, unit, other in groups:
        daily = (number, f"{unit}/day", other)
        if daily in merged and (number, unit, other) in merged:
            fuller, rest = sorted([daily, (number, unit, other)], key=lambda key: -len(merged[key]))
            merged[fuller] = merged[fuller] + merged.pop(rest)
    return merged


def _tells_of(document: Document, regimen: Mention, draft: ArmDraft) -> bool:
    """Whether a sentence about how something was given is about this arm."""
    text = document.quote(regimen.about or regimen.span).casefold()
    return any(names(key, text) for key in draft.keys) or bool(
        ABOUT_TREATMENT.search(label(document, regimen.span) or "")
    )


def _by_support(groups: list[list[Mention]]) -> list[list[Mention]]:
    return sorted(groups, key=lambda g: (-len(g), -max(m.score for m in g), g[0].span.start))


def _names_arm(document: Document, dose: Mention, draft: ArmDraft) -> bool:
    """Whether a dose is of the arm's own drug, or of none that is named."""
    if "substance" not in dose.parts:
        return True
    key = drug_of(document, dose)
    return any(same_key(key, k, "intervention") for k in draft.keys)


def _is_of(document: Document, dose: Mention, draft: ArmDraft, drafts: Sequence[ArmDraft]) -> bool:
    if is_placebo(draft):
        return False
    if "substance" in dose.parts:
        return _names_arm(document, dose, draft)
    # A dose without a name belongs to the drug when there is only one.
    return (
        draft.role == "intervention"
        and len({frozenset(d.keys) for d in drafts if d.role == "intervention"}) == 1
        and dose.score >= 0.8
        and dose.unit not in BULK
    )


def _rivals(document: Document, groups: list[list[Mention]]) -> list[Mention]:
    """Sightings that contradict each other: every kind of place states one amount, and they differ."""
    if len(groups) != 2 or groups[0][0].unit != groups[1][0].unit:
        return []
    places: dict[str, set[int]] = {}
    for i, group in enumerate(groups):
        for dose in group:
            at = place(document, dose.span)
            places.setdefault(at if at in {"table", "abstract", "title"} else "text", set()).add(i)
    if any(len(stated) > 1 for stated in places.values()) or len(places) < 2:
        return []
    return [dose for group in groups for dose in group]


def _dose(reporter: Reporter, group: Sequence[Mention], rivals: Sequence[Mention], regimens: Sequence[Mention]) -> Dose:
    amounts = [d.parts["amount"] for d in group]

    def best(part: str) -> Reported | None:
        found = [d.parts[part] for d in group if part in d.parts] or [
            r.parts[part] for r in regimens if part in r.parts
        ]
        if part == "substance" and found:
            found = [
                Mention(
                    m.field,
                    m.span,
                    value=common_case(reporter.document, reporter.document.quote(m.span)),
                    found_by=m.found_by,
                    score=m.score,
                )
                for m in found
            ]
        return reporter.report(grouped(found)[0]) if found else None

    return Dose(
        substance=best("substance"),
        amount=reporter.report(amounts, [d.parts["amount"] for d in rivals]),
        route=best("route"),
        duration=best("duration"),
        frequency=best("frequency"),
    )

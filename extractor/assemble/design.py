"""How a study was designed: what it says of itself, and what follows from that where it says nothing more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.assemble.drafts import ArmDraft, is_placebo
from extractor.assemble.reporting import Reporter, grouped
from extractor.assemble.scopes import Scope
from extractor.evidence import Mention, Reported
from extractor.finders.arms import ROLE
from extractor.finders.parameters import KINETIC, STATISTICS
from extractor.study import Design

LEAST_SCORE = 0.5
LEAST_SPECIES = 0.7
LEAST_ASIDE = 0.5
LEAST_CELLS = 0.45
# How sure a design is that only follows from what is said.
FOLLOWS = 0.6
OBSERVED = frozenset({"cohort", "case_control", "cross_sectional", "single_arm"})


def best(reporter: Reporter, found: Sequence[Mention], least: float) -> Reported | None:
    """The best supported of some sightings that are certain enough."""
    kept = [m for m in found if m.score >= least]
    return reporter.report(grouped(kept)[0]) if kept else None


def design_of(
    reporter: Reporter, scope: Scope, mentions: Sequence[Mention], drafts: Sequence[ArmDraft], sized: int = 0
) -> Design:
    """The design of one study; `sized` is how many of its arms have a number of people."""
    chosen: dict[str, Reported | None] = {}
    for name in Design.model_fields:
        found = scope.own(mentions, f"design.{name}")
        if name in {"phase", "registration"}:
            found = found[:1]
        chosen[name] = best(reporter, found, LEAST_SCORE)
    species = best(reporter, scope.own(mentions, "population.species"), LEAST_SPECIES)
    randomized = chosen["allocation"] is not None and chosen["allocation"].value == "randomized"
    if randomized and species is None:
        # People were dealt out: what was done in vitro is an aside.
        found = [m for m in scope.own(mentions, "design.structure") if m.value != "in_vitro"]
        chosen["structure"] = best(reporter, found, LEAST_SCORE)
    if species is not None and (chosen["structure"] is None or chosen["structure"].value == "in_vitro"):
        chosen["structure"] = species.model_copy(update={"value": "in_vivo"})
    if chosen["structure"] is None:
        cells = cell_line(reporter, scope, mentions)
        if cells is not None and not randomized and _has_potency(scope, mentions):
            chosen["structure"] = cells.model_copy(update={"value": "in_vitro"})
        elif randomized and not scope.retold:
            chosen["structure"] = _parallel(reporter, scope, mentions, drafts, len(drafts) == sized > 1)
    if chosen["control"] is None and randomized and not scope.retold and species is None:
        chosen["control"] = _active(reporter, drafts) or _not_inferior(reporter, scope, mentions)
    structure = chosen["structure"]
    if chosen["allocation"] is None and structure is not None and structure.value in OBSERVED and not scope.retold:
        chosen["allocation"] = structure.model_copy(
            update={"value": "non_randomized", "confidence": min(structure.confidence, FOLLOWS), "others": []}
        )
    return Design(**chosen)


def cell_line(reporter: Reporter, scope: Scope, mentions: Sequence[Mention]) -> Reported | None:
    """The cell line that is named most often, by its fullest name: "A549 cells"."""
    lines: dict[str, list[Mention]] = {}
    for mention in scope.own(mentions, "population.cell_line"):
        if mention.score >= LEAST_CELLS:
            lines.setdefault(re.sub(r"\scells?$", "", str(mention.value)), []).append(mention)
    if not lines:
        return None
    most = max(lines.values(), key=lambda group: (len(group), -group[0].span.start))
    return reporter.report(sorted(most, key=lambda m: (-len(str(m.value)), -m.score)), first_is_best=True)


def _has_potency(scope: Scope, mentions: Sequence[Mention]) -> bool:
    return any(m.value in STATISTICS - KINETIC for m in scope.own(mentions, "result"))


def _parallel(
    reporter: Reporter, scope: Scope, mentions: Sequence[Mention], drafts: Sequence[ArmDraft], sized: bool
) -> Reported | None:
    """Groups to which people were dealt out run side by side, unless a word of another order is anywhere.

    Groups that each have a number of people were dealt out, however that was told.
    """
    dealt_out = scope.own(mentions, "design.groups")
    if not dealt_out and sized:
        dealt_out = [m for m in scope.own(mentions, "design.allocation") if m.value == "randomized"]
    animals = any(m.score >= LEAST_ASIDE for m in scope.own(mentions, "population.species"))
    otherwise = any(m.value != "in_vitro" for m in scope.own(mentions, "design.structure"))
    if not dealt_out or len(drafts) < 2 or animals or otherwise:
        return None
    first = max(dealt_out, key=lambda m: (m.score, -m.span.start))
    return reporter.report(
        [Mention("design.structure", first.span, value="parallel", found_by="rules.design", score=FOLLOWS)]
    )


def alone_structure(reporter: Reporter, design: Design, drafts: Sequence[ArmDraft]) -> Design:
    """Everybody got the same: one arm, where the study says nothing else of its structure."""
    if design.structure is not None:
        return design
    named = max(drafts[0].mentions, key=lambda m: (m.score, -m.span.start))
    told = Mention("design.structure", named.span, value="single_arm", found_by="rules.design", score=FOLLOWS)
    return design.model_copy(update={"structure": reporter.report([told])})


def _active(reporter: Reporter, drafts: Sequence[ArmDraft]) -> Reported | None:
    """Two treatments set against each other: one of them is the control, and it is an active one."""
    if len(drafts) < 2 or any(is_placebo(d) or _says_nothing(d) for d in drafts):
        return None
    last = ([d for d in drafts if d.role == "comparator"] or list(drafts))[-1]
    named = max(last.mentions, key=lambda m: (m.score, -m.span.start))
    return reporter.report(
        [Mention("design.control", named.span, value="active", found_by="rules.design", score=FOLLOWS)]
    )


def _not_inferior(reporter: Reporter, scope: Scope, mentions: Sequence[Mention]) -> Reported | None:
    """A treatment is shown to be no worse than another one that works."""
    found = [m for m in scope.own(mentions, "design.not_inferior") if m.score >= LEAST_SCORE]
    if not found:
        return None
    first = max(found, key=lambda m: (m.score, -m.span.start))
    return reporter.report(
        [Mention("design.control", first.span, value="active", found_by="rules.design", score=FOLLOWS)]
    )


def _says_nothing(draft: ArmDraft) -> bool:
    """Whether an arm's name leaves open what it got: "control", "intervention", "Group A"."""
    return any(set(key.split()) <= OPEN or ROLE.search(key) for key in draft.keys)


OPEN = frozenset("intervention treatment experimental control group groups arm only a b c d 1 2 3 4 i ii iii".split())

"""Says how many there were in the study and in each arm, by role, and keeps the numbers that contradict each other."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from extractor.assemble.drafts import ArmDraft, Occurrence
from extractor.assemble.likely import unlike_arm, with_likely
from extractor.assemble.reporting import Reporter, corroborated, grouped
from extractor.assemble.scopes import Scope
from extractor.document import Span
from extractor.evidence import Mention, Reported
from extractor.language.context import LONGEST_ABSTRACT, label, place
from extractor.language.numbers import value_of
from extractor.study import Design, SampleSize

ROLES = ("screened", "randomized", "analyzed", "completed", "total")
# A rival must be stated as plainly as the value that it contradicts.
PLAIN_ENOUGH = 0.75
LONGEST_NAME = 200
SUMS = "rules.sums_of_arms"
ANALYSIS = re.compile(
    r"\b(?:analysis set|analy[sz]ed|intention[- ]to[- ]treat|per[- ]protocol|evaluable|full analysis)\b", re.IGNORECASE
)


def study_sizes(
    reporter: Reporter, scope: Scope, mentions: Sequence[Mention], arms: dict[int, SampleSize]
) -> SampleSize:
    """The numbers of the whole study."""
    chosen: dict[str, Reported] = {}
    parts = [part for m in mentions if m.found_by == SUMS for part in m.parts.values()]
    of_parts = {part.number for part in parts}
    for role in ROLES:
        found = [m for m in scope.own(mentions, f"n.{role}") if m.number is not None]
        found = [m for m in found if not any(m.span.overlaps(part.span) for part in parts)]
        if role == "total":
            found = _without_other_roles(scope, mentions, found)
        groups = _ranked(found, role, arms)
        if not groups:
            continue
        others = [m for group in groups[1:] for m in group if m.number not in of_parts]
        rivals = [m for m in others if _is_rival(reporter, scope, role, m, groups[0])]
        if not _contradicting(reporter, groups):
            rivals = []
        chosen[role] = reporter.report(groups[0], rivals)
    if "total" in chosen and "screened" in chosen and chosen["total"].value == chosen["screened"].value:
        del chosen["total"]  # those who were looked at are not yet those of the study
    if not scope.retold:
        chosen = with_likely(reporter, scope, mentions, chosen)
        chosen = _as_its_arms(chosen, arms)
        if "randomized" in chosen:
            # Who was randomized is everybody in the trial; what contradicts it is told once.
            chosen["total"] = chosen["randomized"].model_copy(update={"others": []})
    return SampleSize(**chosen)


def _as_its_arms(chosen: dict[str, Reported], arms: dict[int, SampleSize]) -> dict[str, Reported]:
    """A total that the randomized of all arms add up to is the number randomized."""
    randomized = [size.randomized.value for size in arms.values() if size.randomized is not None]
    total = chosen.get("total")
    if total is None or "randomized" in chosen or len(randomized) != len(arms) or len(arms) < 2:
        return chosen
    if sum(float(n) for n in randomized if isinstance(n, int | float)) != total.value:
        return chosen
    return chosen | {"randomized": total}


def _without_other_roles(scope: Scope, mentions: Sequence[Mention], totals: list[Mention]) -> list[Mention]:
    """Totals that are not simply the randomized, screened or analyzed again under no name."""
    named = {
        m.number
        for m in mentions
        if m.field in {"n.randomized", "n.screened", "n.analyzed", "n.completed"}
        and scope.holds(m.span)
        and m.score > 0.5
    }
    if not scope.retold and any(m.field == "n.randomized" and scope.holds(m.span) and m.score > 0.6 for m in mentions):
        return []
    if scope.retold and any(m.field == "n.randomized" and scope.holds(m.span) for m in mentions):
        return [m for m in totals if m.number not in named and m.score > 0.8]
    elsewhere = {m.span.end for m in mentions if m.field in {"n.randomized", "n.screened", "n.analyzed", "n.completed"}}
    return [m for m in totals if m.score >= 0.4 and m.span.end not in elsewhere]


def _ranked(found: Sequence[Mention], role: str, arms: dict[int, SampleSize]) -> list[list[Mention]]:
    """Groups of equal numbers; the number that the arms add up to first, then the best supported."""
    by_role = {
        key: [n.value for s in arms.values() if (n := getattr(s, key)) is not None and not isinstance(n.value, str)]
        for key in ROLES
    }
    sums = {sum(values) for values in by_role.values() if len(values) == len(arms) > 1}
    own = {sum(values) for key, values in by_role.items() if key == role and len(values) == len(arms) > 1}
    groups = grouped(found)
    return sorted(
        groups,
        key=lambda g: (
            value_of(g[0].number or "0") not in own,
            value_of(g[0].number or "0") not in sums,
            -round(5 * corroborated(g)),
            -value_of(g[0].number or "0"),
            g[0].span.start,
        ),
    )


def _is_rival(reporter: Reporter, scope: Scope, role: str, mention: Mention, chosen: Sequence[Mention]) -> bool:
    """Whether a differing number is stated as the same thing, so that one of the two must be wrong."""
    if mention.score < PLAIN_ENOUGH or max(m.score for m in chosen) < PLAIN_ENOUGH:
        return False
    if role == "total":
        # Only a column "N" against a labelled or plain statement about everybody in the study.
        def stated(m: Mention) -> bool:
            return place(reporter.document, m.span) == "table" or label(reporter.document, m.span) is not None

        return bool(scope.named) and stated(mention) and any(stated(m) for m in chosen)
    return True


def _place(reporter: Reporter, mention: Mention) -> str:
    """abstract, table or text: a paper contradicts itself between them; within one it speaks of other people."""
    at = place(reporter.document, mention.span)
    if at in {"introduction", "discussion", "conclusion", "disclaimer"}:
        return "aside"
    return at if at in {"abstract", "table"} else "abstract" if at == "title" else "text"


def _contradicting(reporter: Reporter, groups: Sequence[Sequence[Mention]]) -> bool:
    """Whether each place states one number, and they differ from place to place."""
    stated: dict[str, set[str | None]] = {}
    for group in groups:
        for mention in group:
            if mention.score >= PLAIN_ENOUGH and _place(reporter, mention) != "aside":
                stated.setdefault(_place(reporter, mention), set()).add(mention.number)
    return len(stated) > 1 and all(len(numbers) == 1 for numbers in stated.values())


def arm_sizes(
    reporter: Reporter,
    scope: Scope,
    mentions: Sequence[Mention],
    drafts: Sequence[ArmDraft],
    occurrences: Sequence[Occurrence],
) -> dict[int, SampleSize]:
    """The numbers of each arm, by the arm's place in `drafts`."""
    found: dict[int, dict[str, list[Mention]]] = {i: {} for i in range(len(drafts))}
    for i, draft in enumerate(drafts):
        for mention in draft.mentions:
            if "n" in mention.parts and not unlike_arm(reporter, mention.parts["n"]):
                n = mention.parts["n"]
                role = "analyzed" if ANALYSIS.search(_caption(reporter, mention)) else _role(n)
                found[i].setdefault(role, []).append(n)
    told = {part.span.end for draft in drafts for m in draft.mentions if (part := m.parts.get("n")) is not None}
    for mention in scope.own(mentions, "n.arm"):
        if mention.span.end in told or unlike_arm(reporter, mention):
            continue  # whose it is was told with its arm
        at = _arm_of(reporter, mention, occurrences)
        if at is not None:
            found[at].setdefault(_role(mention), []).append(mention)
    _from_stubs(reporter, scope, mentions, occurrences, found)
    # "12 in each group" is of the groups that the study sets against each other, not of all that its results tell of.
    unsized = [i for i, roles in found.items() if not roles and not _is_told_only(drafts[i])]
    for mention in scope.own(mentions, "n.per_group"):
        for i in unsized:
            found[i].setdefault("total", []).append(mention)
    return {i: size for i, roles in found.items() if (size := _size(reporter, roles)) != SampleSize()}


def with_everybody(
    reporter: Reporter, sizes: dict[int, SampleSize], whole: SampleSize, design: Design, arms: int, alone: bool
) -> dict[int, SampleSize]:
    """The sizes of all arms: everybody was in each arm of a crossover, and in the only arm of an uncontrolled study.

    An abstract may name too many things as arms for that.
    """
    if len(reporter.document.text) < LONGEST_ABSTRACT:
        return sizes
    everybody = whole.randomized or whole.total
    allocation, structure = (leaf and leaf.value for leaf in (design.allocation, design.structure))
    if everybody is None or not (alone or (structure == "crossover" and allocation == "randomized")):
        return sizes
    everybody = everybody.model_copy(update={"others": []})
    return {i: sizes.get(i) or SampleSize(total=everybody) for i in range(arms)}


def _is_told_only(draft: ArmDraft) -> bool:
    return all(m.found_by.endswith("told") for m in draft.mentions)


def _caption(reporter: Reporter, mention: Mention) -> str:
    table = reporter.document.table(mention.span)
    return reporter.document.quote(table.caption) if table is not None and table.caption is not None else ""


def _role(mention: Mention) -> str:
    return str(mention.value) if mention.value in ROLES else "total"


def _arm_of(reporter: Reporter, mention: Mention, occurrences: Sequence[Occurrence]) -> int | None:
    """The arm that stands next to its number: "placebo (n = 53)" before it, "63 to lorvapine" after it."""
    if mention.about is None:
        return None
    # Occurrences are in the order of the text: only those around the mention need a look.
    first = bisect_left(occurrences, mention.about.start - LONGEST_NAME, key=lambda o: o.span.start)
    last = bisect_right(occurrences, mention.about.end, key=lambda o: o.span.start)
    near = [o for o in occurrences[first:last] if o.span.overlaps(mention.about)]
    if mention.about.end <= mention.span.start:
        near = [
            o
            for o in near
            if mention.span.start - o.span.end <= 60
            and not re.search(r"[.;)]", reporter.document.text[o.span.end : mention.span.start - 1])
        ]
        return near[-1].arm if near else None
    # The arm must begin right where the finder expects it.
    return (
        near[0].arm
        if near
        and near[0].span.start - mention.about.start <= 24
        and not re.search(r"[,.;]", reporter.document.text[mention.about.start : near[0].span.start])
        else None
    )


def _from_stubs(
    reporter: Reporter,
    scope: Scope,
    mentions: Sequence[Mention],
    occurrences: Sequence[Occurrence],
    found: dict[int, dict[str, list[Mention]]],
) -> None:
    """The column "n" of a table whose rows are arms."""
    seen = set()
    for result in scope.own(mentions, "result"):
        row, n, of = result.parts.get("row"), result.parts.get("n"), result.parts.get("definition")
        part_only = of is not None and of.field == "result.subgroup"
        if row is None or n is None or n.span in seen or part_only:
            continue
        arm = _arm_of_row(occurrences, row.span)
        if arm is not None:
            seen.add(n.span)
            found[arm].setdefault("total", []).append(n)


def _arm_of_row(occurrences: Sequence[Occurrence], stub: Span) -> int | None:
    """The arm that a stub names, not one that it only mentions."""
    first = bisect_left(occurrences, stub.start - LONGEST_NAME, key=lambda o: o.span.start)
    last = bisect_right(occurrences, stub.end, key=lambda o: o.span.start)
    named = next((o for o in occurrences[first:last] if o.span.overlaps(stub)), None)
    if named is None or 2 * (named.span.end - named.span.start) < min(stub.end - stub.start, 40):
        return None
    return named.arm


def _in_headings(reporter: Reporter, group: Sequence[Mention]) -> float:
    """The number, where the heading of a table states it: of some, the largest is of all that were in the arm."""
    told = any(place(reporter.document, m.span) == "table" for m in group)
    return float(value_of(group[0].number or "0")) if told else 0.0


def _size(reporter: Reporter, roles: dict[str, list[Mention]]) -> SampleSize:
    chosen = {}
    for role, found in roles.items():
        groups = grouped(found)
        if role == "total":
            groups.sort(key=lambda group: -_in_headings(reporter, group))
        rivals = [m for group in groups[1:] for m in group if m.score >= PLAIN_ENOUGH]
        if role == "total" or not _contradicting(reporter, groups):
            rivals = []
        chosen[role] = reporter.report(groups[0], rivals)
    if "total" in chosen and any(r != "total" and chosen[r].value == chosen["total"].value for r in chosen):
        del chosen["total"]
    return SampleSize(**chosen)

"""The groups of a trial do not add up to its number of participants.

Fires on: two or more arms that all state a number in one role (randomized 31 and 28), whose sum is no stated number
    of the study, while the study states one in that role (60).
Silent on: crossover, factorial and other designs in which arms share participants; an arm without a number; a sum
    that any stated number of the study, or the whole of any result, equals; arms of which some are pooled in
    another; a difference as large as the smallest arm (an arm was not found, or found twice); one printed number
    that two arms share (they are one arm, or overlap); numbers without a role that may be those left for the
    analysis.
Needs: the numbers of all arms in one role, and the study's in the same role.
Source: the flow diagram of CONSORT 2010, Schulz et al. 2010, doi:10.1136/bmj.c332.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, pairwise

from extractor.checks.sightings import (
    ROLES,
    arm_name,
    counts,
    distinct,
    listed,
    quoted,
    sightings,
    structure,
    study_name,
    whole,
)
from extractor.evidence import Flag, Reported
from extractor.study import Record, Study

SEPARATE_ARMS = {None, "parallel", "in_vivo"}
MOST_ARMS = 8  # beyond that, groups are rarely all those of one allocation, and subsets grow too many


def possible_sums(numbers: Sequence[Collection[int]]) -> set[int]:
    """The sums that arms can have where an arm may state more than one number."""
    sums = {0}
    for of_one_arm in numbers:
        sums = {so_far + number for so_far in sums for number in of_one_arm}
    return sums


def some_add_up(numbers: Sequence[int], total: int) -> bool:
    """Whether two or more of the numbers add up to the total, or to another one of the numbers (a pooled arm)."""
    for size in range(2, len(numbers)):
        for chosen in combinations(range(len(numbers)), size):
            rest = [n for i, n in enumerate(numbers) if i not in chosen]
            if sum(numbers[i] for i in chosen) in {total, *rest}:
                return True
    return False


def is_off(numbers: Sequence[int], total: int) -> bool:
    """Whether arms miss their total by less than one arm, so that no unseen or doubled arm explains it."""
    return 0 < abs(sum(numbers) - total) < min(numbers) and not some_add_up(numbers, total)


def check(record: Record) -> Iterator[Flag]:
    for study in record.studies:
        if structure(study) in SEPARATE_ARMS and 2 <= len(study.arms) <= MOST_ARMS:
            for role in ROLES:
                yield from _judge(study, role)


def _judge(study: Study, role: str) -> Iterator[Flag]:
    arms = _all_arms(study, role)
    numbers = [number for arm in arms if (number := whole(arm)) is not None and number > 0]
    if len(numbers) < len(study.arms) or _share_a_number(arms):
        return
    total = _total(study, role, arms, sum(numbers))
    n = whole(total) if total is not None else None
    if total is None or n is None:
        return
    if role != "randomized" and study.reported_here and not all(arm.quote == total.quote for arm in arms):
        return  # numbers without a role, from different sentences, need not be of the same people
    stated = [{number for place in sightings(arm) if (number := whole(place)) is not None} for arm in arms]
    # "185 of the 192 were analysed": shares of the sum tell that it is known.
    shared = {number for result in study.results if result.n is not None and (number := whole(result.n)) is not None}
    if is_off(numbers, n) and not possible_sums(stated) & (counts(study.n) | shared):
        yield _flag(study, numbers, arms, total)


def _share_a_number(arms: Sequence[Reported]) -> bool:
    """Whether two arms were given the same printed number."""
    spans = sorted(arm.span for arm in arms if arm.span is not None)
    return any(left[1] > right[0] for left, right in pairwise(spans))


def _all_arms(study: Study, role: str) -> list[Reported]:
    return [arm for arm in (getattr(arm.n, role) for arm in study.arms) if arm is not None]


def _total(study: Study, role: str, arms: Sequence[Reported], added_up: int) -> Reported | None:
    """The study's number that arms in a role must add up to; one that only a trained model finds accuses nobody."""
    found = {name: value for name, value in study.n if value is not None and not value.found_by.startswith("model:")}
    same: Reported | None = found.get(role)
    if same is not None or role not in ("randomized", "total"):
        return same
    near: Reported | None = found.get("total" if role == "randomized" else "randomized")
    if near is None or study.n.analyzed is not None or study.n.completed is not None:
        return None
    # Another moment of the trial has fewer people for good reasons, but never more than took part.
    in_one_sentence = all(arm.quote == near.quote for arm in arms)
    return near if in_one_sentence or added_up > (whole(near) or added_up) else None


def _flag(study: Study, numbers: Sequence[int], arms: Sequence[Reported], total: Reported) -> Flag:
    parts = " + ".join(f"{n} ({arm_name(arm)})" for n, arm in zip(numbers, study.arms, strict=True))
    return Flag(
        check="arm_totals",
        status="fails",
        severity="high",
        message=f"{study_name(study)}: {parts} = {sum(numbers)}, but the study has {whole(total)}: {quoted(total)} "
        f"against {listed(quoted(arm) for arm in arms)}.",
        about=distinct([total, *arms]),
        expected=f"arms that add up to {whole(total)}",
        found=f"{' + '.join(map(str, numbers))} = {sum(numbers)}",
        study=study.id,
    )

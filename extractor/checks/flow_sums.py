"""Numbers of people in the flow of a study do not add up.

"Of 480 participants, 61 had missing data, leaving 417": 480 - 61 = 419.

Fires on: a sentence that states a whole, what it lost and what was left, or a whole and its two sexes or allocated
    groups; boxes of a flow diagram that belong together by their words: the excluded and their reasons, the
    allocated and those who received it or did not, a group with those lost from the group before it; the box
    "Randomized" against the text.
Silent on: sums that hold with some of the numbers left out (numbers in brackets are often details of the one
    before); groups whose origin is not clear, or that differ by more than a tenth from any earlier one.
Needs: statements of the kinds "leaving", "sum", "stage" and "box"; the number randomized of the study.
Source: CONSORT 2010 flow diagram (Schulz et al. 2010, doi:10.1136/bmj.c332).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from extractor.checks.sightings import counts, distinct, listed, quoted, whole, words
from extractor.checks.statements import exact, fails, holds, of_kind, plus, shown
from extractor.evidence import Flag
from extractor.study import Record, Statement

NEAR = Fraction(1, 10)  # a stage that misses its origin by more has another origin
MOST_PARTS = 9


def check(record: Record) -> Iterator[Flag]:
    for statement in of_kind(record, "leaving", "stage"):
        yield from _left(statement)
    for statement in of_kind(record, "sum"):
        yield from _sum(statement)
    for statement in of_kind(record, "box"):
        yield from _box(record, statement)


def some_sum(numbers: Sequence[Fraction], wanted: Fraction) -> bool:
    """Whether some of the numbers add up to what is wanted."""
    return any(sum(chosen) == wanted for k in range(len(numbers) + 1) for chosen in combinations(numbers, k))


def _left(statement: Statement) -> Iterator[Flag]:
    (total,), (left,) = statement.role("total"), statement.role("left")
    lost = statement.role("part", "lost")
    numbers = [exact(part) for part in lost]
    every = [*numbers, *(exact(part) for part in statement.role("detail"))]
    before, rest = exact(total), exact(left)
    if not numbers or len(every) > MOST_PARTS:
        return
    told = f"{shown(before)} - {' - '.join(map(shown, numbers))} = {shown(before - sum(numbers))}"
    if some_sum(every, before - rest):
        yield holds("flow_sums", statement, f"{told}.")
    elif abs(before - sum(numbers) - rest) <= before * NEAR and rest + sum(numbers) > 0:
        yield fails(
            "flow_sums", statement, "high",
            f"{told}, but {quoted(left)} are left: {listed(quoted(part) for part in [total, *lost, left])}.",
            f"{shown(before - sum(numbers))} left, or {shown(before - rest)} lost", f"{shown(rest)} left",
        )  # fmt: skip


def _sum(statement: Statement) -> Iterator[Flag]:
    (total,), parts = statement.role("total"), statement.role("part")
    numbers, all_told = [exact(part) for part in parts], exact(total)
    told = f"{plus(numbers)} = {shown(sum(numbers, Fraction(0)))}"
    if sum(numbers) == all_told:
        yield holds("flow_sums", statement, f"{told}.")
    elif not _may_be_other(numbers, all_told):
        yield fails(
            "flow_sums", statement, "high" if abs(sum(numbers) - all_told) <= all_told * NEAR else "medium",
            f"{told}, but the total is {quoted(total)}: {listed(quoted(part) for part in parts)}.",
            f"{shown(sum(numbers, Fraction(0)))}, or parts that add up to {shown(all_told)}", shown(all_told),
        )  # fmt: skip


def _box(record: Record, statement: Statement) -> Iterator[Flag]:
    """The box "Randomized" of the only diagram, against the number randomized of the only study."""
    (box,) = statement.role("randomized")
    here = [study for study in record.studies if study.reported_here]
    told = here[0].n.randomized if len(here) == 1 else None
    if told is None or whole(told) is None or told.found_by.startswith("model:"):
        return
    if int(exact(box)) in counts(here[0].n) or abs(exact(box) - (whole(told) or 0)) > exact(box) * NEAR:
        return
    about = distinct([told, box])
    yield Flag(
        check="flow_sums", status="fails", severity="high",
        message=f"The flow diagram has {quoted(box)} randomized, the text {quoted(told)}.",
        about=about, expected=words(told), found=words(box), study=here[0].id,
    )  # fmt: skip


def _may_be_other(numbers: Sequence[Fraction], whole: Fraction) -> bool:
    """Whether a part is a detail of another, a reason was not read, or people have several reasons."""
    return len(numbers) > MOST_PARTS or some_sum(numbers, whole) or abs(sum(numbers) - whole) > whole / 5

"""Gathers what bears on whose results the numbers of a sentence are, and asks the trained model for their arms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from extractor.assemble.linking import Context
from extractor.assemble.told import core, joined, whole
from extractor.document import Span
from extractor.evidence import Mention
from extractor.language import sentence_of
from extractor.models import arm_links
from extractor.models.arm_links import NO_ARM, Arm, Asked, Judged, Name, Ruled
from extractor.models.readings import LONGEST, Reading, reading_of

# How plainly a finder's sighting makes an arm, the plainest first.
BACKED = (
    ("a", ("assigned", "numbered", "sized", "regimen", "column")),
    ("c", ("compared", "listed", "dosed")),
    ("g", ("group", "shared")),
    ("r", ("resulted",)),
    ("t", ("told",)),
)


class Told(NamedTuple):
    """How many sentences with results a study has, and how many of them name each arm."""

    sentences: int
    arms: Mapping[int, int]


# What stands between two groups, and in the name of none.
APART = re.compile(
    r",?\s(?:versus|vs?\.?|(?:as )?compared (?:with|to)|than|relative to)(?:\s(?:with|for|in|on|the))*\s"
)


def arms_told(
    context: Context,
    sentence: Span,
    found: Sequence[Mention],
    ruled: Sequence[tuple[int | None, bool]],
    told: Told,
) -> list[Judged] | None:
    """The arm of each result of a sentence and how often the like of it is right; None when it cannot be read.

    ruled   for each result the arm by plain rules, and whether it is said at once
    told    what the sentences with results tell of the arms
    """
    asked = asked_of(context, sentence, found, ruled, told)
    if asked is None:
        return None
    each = arm_links.judged(asked)
    return [each[k] for k in places_of(context, sentence, found)[1]]


def told_in(context: Context, sentences: Collection[Span]) -> Told:
    """What some sentences with results tell of the arms."""
    named = Counter(arm for sentence in sentences for arm in {o.arm for o in context.arms_in(sentence)})
    return Told(len(sentences), named)


def asked_of(
    context: Context,
    sentence: Span,
    found: Sequence[Mention],
    ruled: Sequence[tuple[int | None, bool]],
    told: Told,
) -> Asked | None:
    """What is asked of the model for the results of a sentence: each stretch of numbers once, in their order."""
    text = context.document.quote(sentence)
    reading = reading_of(context.reporter.doc, sentence.start, text)
    if not context.arms or len(reading.words) > LONGEST:
        return None
    order, which = places_of(context, sentence, found)
    first = [which.index(k) for k in range(len(order))]
    return Asked(
        words=reading.words,
        numbers=[reading.stretch(*place) for place in order],
        kinds=[str(found[i].value) for i in first],
        names=_names(context, reading, sentence.start),
        outcomes=reading.outcomes,
        arms=_arms(context, sentence, told),
        ruled=[_ruled(context, found[i], *ruled[i]) for i in first],
        lone=told.sentences < 2,
    )


def places_of(context: Context, sentence: Span, found: Sequence[Mention]) -> tuple[list[tuple[int, int]], list[int]]:
    """The stretches of characters of some results, and for each result which of them; "24.1 to 12.9" is one."""
    text = context.document.quote(sentence)
    wholes = joined(text, [whole(mention, sentence.start) for mention in found])
    order = sorted(set(wholes))
    return order, [order.index(place) for place in wholes]


def _ruled(context: Context, mention: Mention, arm: int | None, plain: bool) -> Ruled:
    told = mention.parts.get("arm")
    named = None if told is None else context.arm_told(told.span)
    return Ruled(arm, plain, NO_ARM if told is not None and named is None else named)


def _names(context: Context, reading: Reading, offset: int) -> list[Name]:
    """Where a sentence names arms, and other groups; of two names that overlap the longer one."""
    found: list[tuple[int, int, int | None, bool]] = []
    length = len(reading.text)
    for occurrence in context.arms_in(Span(offset, offset + length)):
        found.append((occurrence.span.start - offset, occurrence.span.end - offset, occurrence.arm, True))
    for group, sure in zip(reading.groups, reading.sure, strict=True):
        for first, last in _apart(reading.text, *reading.characters(group)):
            start, end = core(reading.text, first, last)
            found.append((start, end, context.arm_told(Span(offset + start, offset + end)), sure))
    taken: list[tuple[int, int, int | None, bool]] = []
    for start, end, arm, sure in sorted(found, key=lambda f: (f[0] - f[1], f[2] is None, f[0])):
        if not any(start < b and a < end for a, b, _, _ in taken):
            taken.append((start, end, arm, sure))
    return [Name(reading.stretch(start, end), arm, sure) for start, end, arm, sure in sorted(taken)]


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "X versus Y" taken for one name is two."""
    for match in APART.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _arms(context: Context, sentence: Span, told: Told) -> list[Arm]:
    before: list[int] = []
    if sentence.start > 1:
        earlier = sentence_of(context.reporter.doc, Span(sentence.start - 2, sentence.start - 1))
        before = [o.arm for o in context.arms_in(Span(earlier.start, sentence.start))]
    order = list(dict.fromkeys(before))
    found = []
    for i, draft in enumerate(context.arms):
        how = {m.found_by.rsplit(".", 1)[1] for m in draft.mentions}
        backed = next((letter for letter, finders in BACKED if how & set(finders)), "o")
        found.append(
            Arm(
                role="c" if draft.role == "comparator" else "i",
                rank=i,
                backed=backed,
                often=context.times_named[i],
                told=told.arms.get(i, 0),
                before=order.index(i) if i in order else None,
                last=bool(before) and before[-1] == i,
            )
        )
    return found

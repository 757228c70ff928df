"""Makes measures of what only the rows of outcome tables name: "Procedure time (min)", "Sports competence".

Rows of a table that shows people at the start are their characteristics, no measures; but where an outcome table names
the same, the value at the start is one of that measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.assemble.linking import Context
from extractor.assemble.outcomes import NOT_A_MEASURE, OF_MEANS, MeasureDraft, Named
from extractor.assemble.table_links import arms_of_table, link_in_table
from extractor.document import Span
from extractor.evidence import Mention
from extractor.finders.result_tables import definition
from extractor.finders.table_heads import LEVEL, STATISTIC, TIME, TOTAL

UNIT_TAIL = re.compile(r"[⁰¹²³⁴-⁹,–]+[a-e]?$|\s?[(\[][^()\[\]]{1,24}[)\]]\w?$|,\s[^\s,]{1,14}(?:\s[^\s,]{1,6})?$")
LONGEST = 90


def with_stub_measures(context: Context, found: Sequence[Mention]) -> Context:
    """The context with the measures that only stubs name."""
    made: dict[str, MeasureDraft] = {}
    named: list[tuple[Span, str]] = []
    at_start: list[tuple[Span, str]] = []
    seen: set[Span] = set()
    for mention in found:
        stub = mention.parts["row"].span if "row" in mention.parts and "group" in mention.parts else None
        if stub is None or stub in seen or mention.value not in OF_MEANS:
            continue
        seen.add(stub)
        name = _name(context, mention, stub)
        if name is None:
            continue
        key = re.sub(r"[^a-z0-9]+", " ", context.document.quote(name).casefold()).strip()
        if "start" in mention.parts:
            at_start.append((stub, key))
            continue
        measure = Mention("measure", name, value="other", found_by="rules.measures.caption", score=0.7)
        made.setdefault(key, MeasureDraft(key)).mentions.append(measure)
        named.append((stub, key))
    if not made:
        return context
    first = len(context.measures)
    index = {key: first + i for i, key in enumerate(made)}
    places = [Named(stub, index[key]) for stub, key in [*named, *at_start] if key in index]
    return replace(
        context,
        measures=[*context.measures, *made.values()],
        named=sorted([*context.named, *places], key=lambda n: (n.span.start, -n.span.end)),
        measure_ids=[f"measure-{i + 1}" for i in range(first + len(made))],
    )


def _name(context: Context, mention: Mention, stub: Span) -> Span | None:
    """The words of a stub that name a measure; None where it is an arm, a time, a level, or has a measure already."""
    document = context.document
    table = document.table(mention.span)
    if (
        table is None
        or not arms_of_table(context, table).in_columns
        or link_in_table(context, mention).measure is not None
    ):
        return None
    told = definition(document, stub)
    if told is None:
        return None
    words = UNIT_TAIL.sub("", document.quote(told.span)).rstrip(" ,;:")
    plain = re.sub(r"\s+", " ", words)
    if not 4 <= len(plain) <= LONGEST or any(p.match(plain) for p in (LEVEL, TIME, TOTAL, STATISTIC)):
        return None
    if NOT_A_MEASURE.fullmatch(plain) or len(re.findall(r"[^\W\d]", plain)) < 3:
        return None
    return Span(told.span.start, told.span.start + len(words))

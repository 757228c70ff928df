"""Says which arms each difference or ratio compares, of which measure and when; and merges what is told twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.assemble.linking import Context, Link, either
from extractor.assemble.results import DIFFERENCE_FROM, FOLLOWS, only_measure, time_for
from extractor.assemble.table_links import compared_in_table, in_order, link_in_table
from extractor.document import Span
from extractor.evidence import Mention
from extractor.language.numbers import value_of
from extractor.study import Comparison


def comparisons_of(context: Context, found: Sequence[Mention]) -> list[Comparison]:
    """The comparisons of one study, each once."""
    rows: list[tuple[Mention, Link, list[int], dict[str, Mention]]] = []
    for mention in found:
        sentence = context.reporter.quote(mention.span)
        link = (
            link_in_table(context, mention)
            if "row" in mention.parts
            else Link(
                measure=_nearest_measure(context, sentence, mention), time=time_for(context, sentence, mention.span)
            )
        )
        arms = _compared(context, sentence, mention)
        twin = next((row for row in rows if _same_comparison(row, mention, link, arms)), None)
        if twin is None:
            rows.append((mention, link, arms, dict(mention.parts)))
            continue
        i = rows.index(twin)
        merged = Link(measure=either(twin[1].measure, link.measure), time=either(twin[1].time, link.time))
        rows[i] = (twin[0], merged, twin[2] or arms, {**mention.parts, **twin[3]})
    return [_comparison(context, *row) for row in rows]


def _nearest_measure(context: Context, sentence: Span, mention: Mention) -> int | None:
    named = context.measures_in(sentence)
    before = [n for n in named if n.span.end <= mention.span.start]
    if before:
        return before[-1].measure
    return named[0].measure if named else only_measure(context)


def _same_comparison(
    row: tuple[Mention, Link, list[int], dict[str, Mention]], mention: Mention, link: Link, arms: list[int]
) -> bool:
    other = row[0]
    if other.value != mention.value:
        return False
    if "row" in other.parts and "row" in mention.parts and other.span != mention.span:
        return False  # two cells of tables are two comparisons, however alike
    a, b = (
        other.parts.get("estimate") or other.parts.get("statistic"),
        mention.parts.get("estimate") or mention.parts.get("statistic"),
    )
    if a is None or b is None or a.number is None or b.number is None or value_of(a.number) != value_of(b.number):
        return False
    return not (row[2] and arms and set(row[2]) != set(arms)) and all(
        x is None or y is None or x == y for x, y in ((row[1].measure, link.measure), (row[1].time, link.time))
    )


def _compared(context: Context, sentence: Span, mention: Mention) -> list[int]:
    """The two arms of a comparison: those named around it; when a study has just two, those two."""
    if "row" in mention.parts:
        return compared_in_table(context, mention)
    if mention.value == "test":
        return []
    if len(context.arms) == 2:
        return in_order(context, [0, 1])
    text = context.document.text
    arms = context.arms_in(sentence)
    about = mention.about or sentence
    estimate = mention.parts["estimate"].span
    between = re.search(r"\bbetween\b", text[about.start : estimate.start])
    inside = [o for o in arms if about.start <= o.span.start < estimate.start]
    if between and len({o.arm for o in inside}) == 2:
        return list(dict.fromkeys(o.arm for o in inside))
    against = next((o for o in arms if DIFFERENCE_FROM.search(text[sentence.start : o.span.start])), None)
    after = next(
        (o for o in arms if o.span.start >= estimate.end and FOLLOWS.match(text[estimate.end : o.span.start])), None
    )
    if against is not None and after is not None and against.arm != after.arm:
        return [after.arm, against.arm]
    if against is not None and (before := [o for o in arms if o.span.end <= estimate.start and o.arm != against.arm]):
        return [before[-1].arm, against.arm]
    named = list(dict.fromkeys(o.arm for o in arms))
    return named if len(named) == 2 else []


def _comparison(
    context: Context, mention: Mention, link: Link, arms: list[int], parts: dict[str, Mention]
) -> Comparison:
    report = context.reporter
    return Comparison(
        arms=[context.arm_ids[arm] for arm in arms],
        measure=None if link.measure is None else context.measure_ids[link.measure],
        timepoint=None if link.time is None else context.time_ids[link.time],
        kind=str(mention.value),
        estimate=report.one(parts.get("estimate")),
        interval=report.interval(parts.get("interval")),
        p=report.one(parts.get("p")),
        statistic=report.one(parts.get("statistic")),
        df=report.one(parts.get("df")),
    )

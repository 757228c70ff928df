"""Takes what a trial in people tells of a drug in the blood for what it is: a mean "Cmax" of a group, with its SD.

In preclinical work a parameter is the result itself ("cmax"); in a trial it is a measure, and its table gives the mean
or median of each group.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.assemble.linking import Context
from extractor.assemble.outcomes import MeasureDraft, Named
from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.parameters import ANY, KINETIC

OF_RANGE = frozenset({"range", "IQR"})


def is_of_a_group(mention: Mention) -> bool:
    """Whether a parameter stands in a table with the spread of a group."""
    return mention.value in KINETIC and "spread" in mention.parts and {"row", "column"} <= mention.parts.keys()


def as_means(found: Sequence[Mention]) -> list[Mention]:
    """The results, those of groups in a table as what they are: means with an SD, medians with a range."""
    return [
        replace(m, value="median" if m.parts["spread"].value in OF_RANGE else "mean") if is_of_a_group(m) else m
        for m in found
    ]


def with_parameters(context: Context, found: Sequence[Mention]) -> Context:
    """The context with the parameters of such tables as measures."""
    made: dict[str, MeasureDraft] = {}
    named: list[tuple[Span, str]] = []
    for head, name in dict.fromkeys(
        (head, name) for m in found if is_of_a_group(m) and (at := _named(context.document, m)) for head, name in [at]
    ):
        key = re.sub(r"\W+", " ", context.document.quote(name).casefold()).strip()
        measure = Mention("measure", name, value="other", found_by="rules.measures.letters", score=0.7)
        made.setdefault(key, MeasureDraft(key)).mentions.append(measure)
        named.append((head, key))
    if not made:
        return context
    first = len(context.measures)
    index = {key: first + i for i, key in enumerate(made)}
    places = [Named(head, index[key]) for head, key in named]
    heads = {head for head, _ in named}
    others = [n for n in context.named if not any(n.span.overlaps(head) for head in heads)]
    return replace(
        context,
        measures=[*context.measures, *made.values()],
        named=sorted([*others, *places], key=lambda n: (n.span.start, -n.span.end)),
        measure_ids=[f"measure-{i + 1}" for i in range(first + len(made))],
    )


def _named(document: Document, mention: Mention) -> tuple[Span, Span] | None:
    """The heading or stub that names the parameter, and the name in it."""
    for part in ("column", "row"):
        span = mention.parts[part].span
        match = ANY.search(document.quote(span))
        if match is not None:
            name = re.match(r"[^,(\[]+", document.quote(span)[match.start() :])
            words = (name[0] if name else match[0]).rstrip()
            return span, Span(span.start + match.start(), span.start + match.start() + len(words))
    return None
